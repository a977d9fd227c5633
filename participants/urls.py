from django.urls import path

from participants import views

urlpatterns = [
    # What the addressee of an invitation sees
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", views.invitation_accept, name="invitation_accept"),
    path("invitations/<str:token>/decline/", views.invitation_decline, name="invitation_decline"),
    path("invitations/<str:token>/not-me/", views.invitation_not_me, name="invitation_not_me"),
    path("invitations/<str:token>/new-link/", views.invitation_new_link, name="invitation_new_link"),
    # What a focal point does
    path("delegations/<int:pk>/", views.delegation, name="delegation"),
    path("delegations/<int:pk>/review/", views.delegation_review, name="delegation_review"),
    path("delegations/<int:pk>/submit/", views.delegation_submit, name="delegation_submit"),
    path("delegations/<int:pk>/reconfirm/", views.delegation_reconfirm, name="delegation_reconfirm"),
    path("delegations/<int:pk>/withdraw/", views.delegation_withdraw, name="delegation_withdraw"),
    path("delegations/<int:pk>/decline/", views.delegation_decline, name="delegation_decline"),
    path("delegations/<int:pk>/begin/", views.delegation_begin, name="delegation_begin"),
    path("delegations/<int:pk>/note-verbale/", views.note_verbale_new, name="note_verbale_new"),
    path("delegations/<int:pk>/note-verbale/<int:note_pk>/", views.note_verbale, name="note_verbale"),
    path("delegations/<int:pk>/seats/<int:place>/", views.seat_fill, name="seat_fill"),
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/", views.delegate_save, name="delegate_save"),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/replace/",
        views.delegate_replace,
        name="delegate_replace",
    ),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/withdraw/",
        views.delegate_withdraw,
        name="delegate_withdraw",
    ),
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/move/", views.delegate_move, name="delegate_move"),
    path("delegations/<int:pk>/record/", views.delegation_record, name="delegation_record"),
    # What a delegate, an assistant or their focal point completes; what is kept apart
    path("seats/link/<str:seat_token>/", views.delegate_details, name="delegate_details"),
    path("seats/link/<str:seat_token>/new-link/", views.delegate_renew, name="delegate_renew"),
    path("seats/<int:pk>/", views.seat, name="seat"),
    path("seats/<int:pk>/needs/", views.seat_needs, name="seat_needs"),
    path("seats/<int:pk>/visa/", views.seat_visa, name="seat_visa"),
    path("seats/<int:pk>/visa/withdraw/", views.seat_visa_withdraw, name="seat_visa_withdraw"),
    path("seats/<int:pk>/letters/<int:letter_pk>/", views.seat_letter, name="seat_letter"),
    path("seats/<int:pk>/assistants/new/", views.seat_assistant, name="seat_assistant"),
    path(
        "seats/<int:pk>/assistants/<int:assistant_pk>/remove/",
        views.seat_assistant_remove,
        name="seat_assistant_remove",
    ),
    path("delegations/<int:pk>/send-link/", views.seat_link, name="seat_link"),
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/link/", views.delegate_link, name="delegate_link"),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/needs/", views.delegate_needs, name="delegate_needs"
    ),
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/visa/", views.delegate_visa, name="delegate_visa"),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/visa/withdraw/",
        views.delegate_visa_withdraw,
        name="delegate_visa_withdraw",
    ),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/letters/<int:letter_pk>/",
        views.delegate_letter,
        name="delegate_letter",
    ),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/assistants/new/",
        views.assistant_name,
        name="assistant_name",
    ),
    path(
        "delegations/<int:pk>/delegates/<int:delegate_pk>/assistants/<int:assistant_pk>/remove/",
        views.assistant_remove,
        name="assistant_remove",
    ),
    path("meetings/<slug:slug>/manage/needs/", views.needs, name="needs"),
    path("meetings/<slug:slug>/manage/needs/looks/", views.sensitive_views, name="sensitive_views"),
    path("meetings/<slug:slug>/manage/visa-letters/", views.visa_letters, name="visa_letters"),
    path(
        "meetings/<slug:slug>/manage/visa-letters/new/<int:delegate_pk>/",
        views.visa_letter_new,
        name="visa_letter_new",
    ),
    path(
        "meetings/<slug:slug>/manage/visa-letters/<int:letter_pk>/file/",
        views.visa_letter_file,
        name="visa_letter_file",
    ),
    path(
        "meetings/<slug:slug>/manage/visa-letters/<int:letter_pk>/void/",
        views.visa_letter_void,
        name="visa_letter_void",
    ),
    # What chair staff do
    path("meetings/<slug:slug>/manage/invitations/", views.invitations, name="invitations"),
    path("meetings/<slug:slug>/manage/invitations/new/", views.invitations_new, name="invitations_new"),
    path(
        "meetings/<slug:slug>/manage/invitations/organizations/new/",
        views.organization_new,
        name="organization_new",
    ),
    path("meetings/<slug:slug>/manage/invitations/send/", views.invitations_send, name="invitations_send"),
    path(
        "meetings/<slug:slug>/manage/invitations/progress/",
        views.invitations_progress,
        name="invitations_progress",
    ),
    path(
        "meetings/<slug:slug>/manage/invitations/remind/", views.invitations_remind, name="invitations_remind"
    ),
    path(
        "meetings/<slug:slug>/manage/invitations/<int:pk>/", views.invitation_manage, name="invitation_manage"
    ),
    path(
        "meetings/<slug:slug>/manage/invitations/<int:pk>/again/",
        views.invitation_again,
        name="invitation_again",
    ),
    path(
        "meetings/<slug:slug>/manage/invitations/<int:pk>/readdress/",
        views.invitation_readdress,
        name="invitation_readdress",
    ),
    path(
        "meetings/<slug:slug>/manage/invitations/<int:pk>/extra-time/",
        views.invitation_extra_time,
        name="invitation_extra_time",
    ),
    path("meetings/<slug:slug>/manage/delegations/", views.board, name="board"),
    path("meetings/<slug:slug>/manage/delegations/confirm/", views.board_confirm, name="board_confirm"),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/", views.delegation_check, name="delegation_check"
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/confirm/",
        views.delegation_confirm,
        name="delegation_confirm",
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/return/",
        views.delegation_return,
        name="delegation_return",
    ),
    # What is held about people, and until when
    path("meetings/<slug:slug>/manage/personal-data/", views.personal_data, name="personal_data"),
    path(
        "meetings/<slug:slug>/manage/personal-data/find/", views.personal_data_find, name="personal_data_find"
    ),
    path(
        "meetings/<slug:slug>/manage/personal-data/erase/",
        views.personal_data_erase,
        name="personal_data_erase",
    ),
    path(
        "meetings/<slug:slug>/manage/personal-data/<int:pk>/certificate.pdf",
        views.personal_data_certificate,
        name="personal_data_certificate",
    ),
    path(
        "meetings/<slug:slug>/manage/personal-data/delegates/<int:delegate_pk>/",
        views.personal_data_delegate,
        name="personal_data_delegate",
    ),
    # Nominations: handed in by anybody, followed by a personal link, verified by staff
    path("meetings/<slug:slug>/nominate/", views.nominate, name="nominate"),
    path("meetings/<slug:slug>/nominate/received/", views.nomination_received, name="nomination_received"),
    path("nominations/<str:nomination_token>/", views.nomination_link, name="nomination_link"),
    path(
        "nominations/<str:nomination_token>/withdraw/", views.nomination_withdraw, name="nomination_withdraw"
    ),
    path(
        "nominations/<str:nomination_token>/new-link/", views.nomination_new_link, name="nomination_new_link"
    ),
    path("meetings/<slug:slug>/manage/nominations/", views.nominations, name="nominations"),
    path("meetings/<slug:slug>/manage/nominations/<int:pk>/", views.nomination, name="nomination"),
    path(
        "meetings/<slug:slug>/manage/nominations/<int:pk>/letter/",
        views.nomination_letter,
        name="nomination_letter",
    ),
    path(
        "meetings/<slug:slug>/manage/nominations/<int:pk>/take-up/",
        views.nomination_take_up,
        name="nomination_take_up",
    ),
    path(
        "meetings/<slug:slug>/manage/nominations/<int:pk>/accept/",
        views.nomination_accept,
        name="nomination_accept",
    ),
    path(
        "meetings/<slug:slug>/manage/nominations/<int:pk>/return/",
        views.nomination_return,
        name="nomination_return",
    ),
    path(
        "meetings/<slug:slug>/manage/nominations/<int:pk>/reject/",
        views.nomination_reject,
        name="nomination_reject",
    ),
    # Focal points: taken on by a personal link, kept by those who have the task, watched over by staff
    path("focal-points/<str:task_token>/", views.focal_point, name="focal_point"),
    path("focal-points/<str:task_token>/take-on/", views.focal_point_take_on, name="focal_point_take_on"),
    path("focal-points/<str:task_token>/decline/", views.focal_point_decline, name="focal_point_decline"),
    path("focal-points/<str:task_token>/new-link/", views.focal_point_new_link, name="focal_point_new_link"),
    path("organizations/<int:pk>/focal-points/", views.focal_points, name="focal_points"),
    path("organizations/<int:pk>/focal-points/own/", views.focal_point_edit, name="focal_point_edit"),
    path(
        "organizations/<int:pk>/focal-points/reconfirm/",
        views.focal_point_reconfirm,
        name="focal_point_reconfirm",
    ),
    path(
        "organizations/<int:pk>/focal-points/alternate/",
        views.focal_point_alternate,
        name="focal_point_alternate",
    ),
    path(
        "organizations/<int:pk>/focal-points/successor/",
        views.focal_point_successor,
        name="focal_point_successor",
    ),
    path(
        "organizations/<int:pk>/focal-points/<int:point_pk>/end/",
        views.focal_point_end,
        name="focal_point_end",
    ),
    path(
        "organizations/<int:pk>/focal-points/<int:point_pk>/again/",
        views.focal_point_again,
        name="focal_point_again",
    ),
    path("meetings/<slug:slug>/manage/focal-points/", views.focal_points_manage, name="focal_points_manage"),
    path("meetings/<slug:slug>/manage/focal-points.vcf", views.focal_points_vcf, name="focal_points_vcf"),
    path(
        "meetings/<slug:slug>/manage/focal-points/<int:point_pk>/",
        views.focal_point_manage,
        name="focal_point_manage",
    ),
    path(
        "meetings/<slug:slug>/manage/focal-points/<int:point_pk>/remind/",
        views.focal_point_remind,
        name="focal_point_remind",
    ),
    path(
        "meetings/<slug:slug>/manage/focal-points/<int:point_pk>/card/",
        views.focal_point_vcf,
        name="focal_point_vcf",
    ),
    path("meetings/<slug:slug>/focal-points/", views.directory, name="directory"),
    # What chair staff decide about one delegation
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/return-fields/",
        views.delegation_return_fields,
        name="delegation_return_fields",
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/confirm-fields/",
        views.delegation_confirm_fields,
        name="delegation_confirm_fields",
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/extra-time/",
        views.delegation_extra_time,
        name="delegation_extra_time",
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/extra-time/end/",
        views.delegation_extra_time_end,
        name="delegation_extra_time_end",
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/constituency/",
        views.delegation_constituency,
        name="delegation_constituency",
    ),
    path(
        "meetings/<slug:slug>/manage/delegations/<int:pk>/delegates/<int:delegate_pk>/reject/",
        views.delegate_reject,
        name="delegate_reject",
    ),
    # Deadlines, postponing, constituencies, and looking for people
    path("meetings/<slug:slug>/manage/delegations.csv", views.board_csv, name="board_csv"),
    path("meetings/<slug:slug>/manage/delegations/remind/", views.board_remind, name="board_remind"),
    path("meetings/<slug:slug>/manage/windows/", views.windows, name="windows"),
    path("meetings/<slug:slug>/manage/postpone/", views.postpone, name="postpone"),
    path("meetings/<slug:slug>/manage/people/", views.people, name="people"),
    path("meetings/<slug:slug>/manage/clashes/", views.clashes, name="clashes"),
    path("meetings/<slug:slug>/manage/constituencies/", views.constituencies, name="constituencies"),
    path("meetings/<slug:slug>/manage/constituencies/new/", views.constituency_new, name="constituency_new"),
    path(
        "meetings/<slug:slug>/manage/constituencies/total/",
        views.constituencies_total,
        name="constituencies_total",
    ),
    path(
        "meetings/<slug:slug>/manage/constituencies/<int:pk>/",
        views.constituency_edit,
        name="constituency_edit",
    ),
    path(
        "meetings/<slug:slug>/manage/constituencies/<int:pk>/remove/",
        views.constituency_remove,
        name="constituency_remove",
    ),
]
