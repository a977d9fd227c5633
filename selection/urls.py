from django.urls import path

from selection import views

MANAGE = "meetings/<slug:slug>/manage/applications/"
urlpatterns = [
    # What applicants see
    path("meetings/<slug:slug>/apply/", views.application_new, name="application_new"),
    path("meetings/<slug:slug>/apply/received/", views.application_received, name="application_received"),
    path("applications/<str:application_token>/", views.application, name="application"),
    path(
        "applications/<str:application_token>/correct/", views.application_correct, name="application_correct"
    ),
    path(
        "applications/<str:application_token>/withdraw/",
        views.application_withdraw,
        name="application_withdraw",
    ),
    path("applications/<str:application_token>/accept/", views.application_accept, name="application_accept"),
    path(
        "applications/<str:application_token>/decline/", views.application_decline, name="application_decline"
    ),
    path(
        "applications/<str:application_token>/new-link/",
        views.application_new_link,
        name="application_new_link",
    ),
    # What the committee does
    path("meetings/<slug:slug>/scoring/", views.scoring, name="scoring"),
    path("meetings/<slug:slug>/scoring/<int:pk>/", views.score, name="score"),
    # What the coordinating office and chair staff do
    path(MANAGE, views.applications, name="applications"),
    path(MANAGE + "call/", views.call_edit, name="call_edit"),
    path(MANAGE + "committee/", views.committee, name="committee"),
    path(MANAGE + "committee/<int:pk>/release/", views.call_member_release, name="call_member_release"),
    path(MANAGE + "decide/", views.applications_decide, name="applications_decide"),
    path(MANAGE + "applications.csv", views.applications_csv, name="applications_csv"),
    path(MANAGE + "<int:pk>/", views.application_check, name="application_check"),
    path(MANAGE + "<int:pk>/withdraw/", views.application_drop, name="application_drop"),
    path(MANAGE + "<int:pk>/readdress/", views.application_readdress, name="application_readdress"),
    path(MANAGE + "<int:pk>/settle/", views.application_settle, name="application_settle"),
]
