from django.urls import path

from roundtables import addresses, views  # noqa: F401 (the converter <code:…> is registered by its import)

write = "meetings/<slug:slug>/manage/programme/"
papers = "meetings/<slug:slug>/manage/concept-papers/"
one = "meetings/<slug:slug>/roundtables/<code:code>"
team = "meetings/<slug:slug>/briefs/<int:pk>/"
draft = f"{team}drafts/<int:draft_pk>"

urlpatterns = [
    # What everybody reads. A brief ends in a slash and its paper in .pdf, so no code makes them meet.
    path("meetings/<slug:slug>/", views.meeting, name="meeting"),
    path(f"{one}/", views.roundtable, name="roundtable"),
    path(f"{one}.pdf", views.roundtable_pdf, name="roundtable_pdf"),
    path(f"{one}.json", views.roundtable_json, name="roundtable_json"),
    path(f"{one}/pack/", views.roundtable_pack, name="roundtable_pack"),
    path(f"{one}/pack.pdf", views.roundtable_pack_pdf, name="roundtable_pack_pdf"),
    path(f"{one}/changes/", views.roundtable_changes, name="roundtable_changes"),
    path(f"{one}/read/", views.roundtable_read, name="roundtable_read"),
    path(f"{one}/versions/<int:number>/", views.roundtable_version, name="roundtable_version"),
    path(f"{one}/versions/<int:number>.pdf", views.roundtable_version_pdf, name="roundtable_version_pdf"),
    path("meetings/<slug:slug>/programme.json", views.programme_json, name="programme_json"),
    path("meetings/<slug:slug>/concept-note.pdf", views.concept_note, name="concept_note"),
    # What the team of a roundtable sees
    path("meetings/<slug:slug>/briefs/<int:pk>/compare/", views.brief_compare, name="brief_compare"),
    path(team, views.brief, name="brief"),
    path(f"{team}comments/open/", views.brief_comments_open, name="brief_comments_open"),
    path(f"{team}comments/close/", views.brief_comments_close, name="brief_comments_close"),
    path(f"{team}put/", views.brief_put, name="brief_put"),
    path(f"{team}clear/", views.brief_clear, name="brief_clear"),
    path(f"{draft}/", views.brief_draft, name="brief_draft"),
    path(f"{draft}/comment/", views.brief_comment, name="brief_comment"),
    path(f"{draft}/comments/<int:comment_pk>/answer/", views.comment_answer, name="comment_answer"),
    path(f"{draft}/comments/<int:comment_pk>/withdraw/", views.comment_withdraw, name="comment_withdraw"),
    path(f"{team}team/", views.team, name="team"),
    path(f"{team}team/new/", views.team_member_new, name="team_member_new"),
    path(f"{team}team/tell/", views.team_tell, name="team_tell"),
    path(f"{team}team/<int:member_pk>/remove/", views.team_member_remove, name="team_member_remove"),
    path(f"{team}team/<int:member_pk>/presentation/", views.presentation, name="presentation"),
    # Writing a brief, one language at a time
    path(f"{team}write/<language:language>/", views.brief_write, name="brief_write"),
    path(f"{team}write/<language:language>/preview/", views.brief_preview, name="brief_preview"),
    path(f"{team}write/<language:language>/keep/", views.brief_keep, name="brief_keep"),
    path(f"{team}write/<language:language>/let-go/", views.brief_let_go, name="brief_let_go"),
    path(f"{team}languages/", views.brief_language, name="brief_language"),
    path(f"{team}references/", views.brief_references, name="brief_references"),
    path(f"{team}references/<int:reference_pk>/", views.reference_edit, name="reference_edit"),
    path(f"{team}references/<int:reference_pk>/remove/", views.reference_remove, name="reference_remove"),
    path(f"{team}papers/", views.brief_papers, name="brief_papers"),
    path(f"{team}papers/<int:document_pk>/remove/", views.brief_paper_remove, name="brief_paper_remove"),
    # What the chair's staff writes
    path(write, views.programme, name="programme"),
    path(f"{write}themes/new/", views.theme_new, name="theme_new"),
    path(f"{write}themes/<int:pk>/", views.theme_edit, name="theme_edit"),
    path(f"{write}themes/<int:pk>/remove/", views.theme_remove, name="theme_remove"),
    path(f"{write}themes/<int:pk>/move/", views.theme_move, name="theme_move"),
    path(f"{write}roundtables/new/", views.roundtable_new, name="roundtable_new"),
    path(f"{write}roundtables/<int:pk>/", views.roundtable_edit, name="roundtable_edit"),
    path(f"{write}roundtables/<int:pk>/remove/", views.roundtable_remove, name="roundtable_remove"),
    path(f"{write}roundtables/<int:pk>/move/", views.roundtable_move, name="roundtable_move"),
    path(f"{write}roundtables/<int:pk>/publish/", views.roundtable_publish, name="roundtable_publish"),
    path(f"{write}roundtables/<int:pk>/questions/", views.questions, name="questions"),
    path(f"{write}roundtables/<int:pk>/sessions/new/", views.session_new, name="session_new"),
    path(f"{write}sessions/<int:pk>/", views.session_edit, name="session_edit"),
    path(f"{write}sessions/<int:pk>/remove/", views.session_remove, name="session_remove"),
    path(f"{write}sessions/<int:pk>/move/", views.session_move, name="session_move"),
    # Places: chosen by a delegation or a delegate, and seen by the chair's staff
    path("delegations/<int:pk>/roundtables/", views.delegation_places, name="delegation_places"),
    path("seats/<int:pk>/roundtables/", views.seat_places, name="seat_places"),
    path("meetings/<slug:slug>/manage/places/", views.places, name="places"),
    path("meetings/<slug:slug>/manage/places/<int:pk>/", views.places_set, name="places_set"),
    path("meetings/<slug:slug>/manage/places/<int:pk>.csv", views.places_csv, name="places_csv"),
    path(papers, views.concept_papers, name="concept_papers"),
    path(f"{papers}new/", views.concept_paper_new, name="concept_paper_new"),
    path(f"{papers}<int:pk>/", views.concept_paper, name="concept_paper"),
    path(f"{papers}<int:pk>/accept/", views.concept_paper_accept, name="concept_paper_accept"),
    path(f"{write}sections/new/", views.section_new, name="section_new"),
    path(f"{write}sections/<int:pk>/", views.section_edit, name="section_edit"),
    path(f"{write}sections/<int:pk>/remove/", views.section_remove, name="section_remove"),
    path(f"{write}sections/<int:pk>/move/", views.section_move, name="section_move"),
    path(f"{write}questions/<int:pk>/remove/", views.question_remove, name="question_remove"),
    path(f"{write}questions/<int:pk>/move/", views.question_move, name="question_move"),
]
