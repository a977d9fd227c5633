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
    path("delegations/<int:pk>/withdraw/", views.delegation_withdraw, name="delegation_withdraw"),
    path("delegations/<int:pk>/add/", views.delegate_add, name="delegate_add"),
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/", views.delegate_edit, name="delegate_edit"),
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
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/head/", views.delegate_head, name="delegate_head"),
    path("delegations/<int:pk>/delegates/<int:delegate_pk>/move/", views.delegate_move, name="delegate_move"),
    path("delegations/<int:pk>/record/", views.delegation_record, name="delegation_record"),
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
]
