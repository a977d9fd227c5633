from django.urls import path

from correspondence.views import mailbox, unsubscribe, webhooks

urlpatterns = [
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.mailbox_message, name="mailbox_message"),
    path("unsubscribe/<str:unsubscribe_token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("webhooks/mail/", webhooks.mail_webhook, name="mail_webhook"),
]
