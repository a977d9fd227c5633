from django.urls import path

from accounts.permissions import Permission, permit
from desk import views
from gfmd.health import healthz, readyz

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("meetings/<slug:slug>/manage/", views.manage, name="manage"),
    path("gallery/", views.gallery, name="gallery"),
    path("healthz", permit(Permission.READ)(healthz), name="healthz"),
    path("readyz", permit(Permission.READ)(readyz), name="readyz"),
]
