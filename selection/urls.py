"""Addresses of open applications."""

urlpatterns: list = []
