from django.urls import include, path

urlpatterns = [
    path("", include("meetings.urls")),
    path("", include("roundtables.urls")),
    path("", include("participants.urls")),
    path("", include("selection.urls")),
    path("", include("mailings.urls")),
    path("", include("correspondence.urls")),
    path("", include("desk.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
