"""Addresses of what the chair writes to many. Each block belongs together: mailings, reminders, changes, ministries."""

urlpatterns: list = []
