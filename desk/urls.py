from django.urls import path

from accounts.permissions import Permission, permit
from desk import own_views, views
from gfmd.health import healthz, readyz

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("meetings/<slug:slug>/manage/", views.manage, name="manage"),
    path("own-data/", own_views.own_data, name="own_data"),
    path("own-data/own-data.json", own_views.own_data_json, name="own_data_json"),
    path("own-data/own-data.zip", own_views.own_data_zip, name="own_data_zip"),
    path("own-data/erase/", own_views.own_data_erase, name="own_data_erase"),
    path("gallery/", views.gallery, name="gallery"),
    path("healthz", permit(Permission.READ)(healthz), name="healthz"),
    path("readyz", permit(Permission.READ)(readyz), name="readyz"),
]
