from django.urls import path

from meetings import views

prepare = "meetings/<slug:slug>/manage/"

urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/<slug:slug>/agenda/", views.agenda, name="agenda"),
    path("meetings/<slug:slug>/agenda.pdf", views.agenda_pdf, name="agenda_pdf"),
    path("meetings/<slug:slug>/agenda.ics", views.agenda_ics, name="agenda_ics"),
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
]
