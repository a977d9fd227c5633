from django.urls import path

from meetings import views

prepare = "meetings/<slug:slug>/manage/"
paper = "meetings/<slug:slug>/papers/<int:pk>/"

urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/<slug:slug>/agenda/", views.agenda, name="agenda"),
    path("meetings/<slug:slug>/agenda.pdf", views.agenda_pdf, name="agenda_pdf"),
    path("meetings/<slug:slug>/agenda.ics", views.agenda_ics, name="agenda_ics"),
    # Papers. One page ends in a slash and its JSON in .json; a file is named by language and version.
    path("meetings/<slug:slug>/papers/", views.documents, name="documents"),
    path("meetings/<slug:slug>/papers.json", views.documents_json, name="documents_json"),
    path("meetings/<slug:slug>/papers/<int:pk>/", views.document, name="document"),
    path("meetings/<slug:slug>/papers/<int:pk>.json", views.document_json, name="document_json"),
    path(f"{paper}<slug:language>/<int:number>/", views.document_file, name="document_file"),
    path(f"{paper}<slug:language>/<int:number>/text/", views.document_text, name="document_text"),
    # What the chair prepares
    path("chairmanships/<int:chairmanship_pk>/meetings/new/", views.meeting_new, name="meeting_new"),
    path(f"{prepare}settings/", views.meeting_edit, name="meeting_edit"),
    path(f"{prepare}move/", views.meeting_move, name="meeting_move"),
    path(f"{prepare}rooms/", views.rooms, name="rooms"),
    path(f"{prepare}rooms/<int:room_pk>/", views.room_edit, name="room_edit"),
    path(f"{prepare}rooms/<int:room_pk>/remove/", views.room_remove, name="room_remove"),
    path(f"{prepare}agenda/", views.agenda_editor, name="agenda_editor"),
    path(f"{prepare}agenda/publish/", views.agenda_publish, name="agenda_publish"),
    path(f"{prepare}agenda/new/", views.agenda_item_new, name="agenda_item_new"),
    path(f"{prepare}agenda/<int:item_pk>/", views.agenda_item_edit, name="agenda_item_edit"),
    path(f"{prepare}agenda/<int:item_pk>/remove/", views.agenda_item_remove, name="agenda_item_remove"),
    path(f"{prepare}papers/", views.documents_manage, name="documents_manage"),
    path(f"{prepare}papers/new/", views.document_new, name="document_new"),
    path(f"{prepare}papers/<int:pk>/", views.document_edit, name="document_edit"),
    path(f"{prepare}papers/<int:pk>/move/", views.document_move, name="document_move"),
    path(f"{prepare}papers/<int:pk>/release/", views.document_release, name="document_release"),
    path(f"{prepare}papers/<int:pk>/remove/", views.document_remove, name="document_remove"),
    path(f"{prepare}papers/<int:pk>/files/new/", views.document_file_new, name="document_file_new"),
    path(
        f"{prepare}papers/<int:pk>/files/<int:file_pk>/",
        views.document_file_edit,
        name="document_file_edit",
    ),
]
