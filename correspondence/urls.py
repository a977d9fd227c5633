from django.urls import path

from correspondence.views import catalogue, mailbox, outbox, unsubscribe, webhooks

prepare = "meetings/<slug:slug>/manage/correspondence/"

urlpatterns = [
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.mailbox_message, name="mailbox_message"),
    path("unsubscribe/<str:unsubscribe_token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("webhooks/mail/", webhooks.mail_webhook, name="mail_webhook"),
    # Every message, and its wording
    path(f"{prepare}catalogue/", catalogue.catalogue, name="catalogue"),
    path(f"{prepare}catalogue/<slug:kind>/", catalogue.catalogue_kind, name="catalogue_kind"),
    path(
        f"{prepare}catalogue/<slug:kind>/<slug:language>/",
        catalogue.template_edit,
        name="template_edit",
    ),
    path(
        f"{prepare}catalogue/<slug:kind>/<slug:language>/remove/",
        catalogue.template_remove,
        name="template_remove",
    ),
    # The outbox of a meeting
    path(f"{prepare}outbox/", outbox.outbox, name="outbox"),
    path(f"{prepare}outbox/pause/", outbox.outbox_pause, name="outbox_pause"),
    path(f"{prepare}outbox/resume/", outbox.outbox_resume, name="outbox_resume"),
    path(
        f"{prepare}outbox/batches/<int:batch_pk>/pause/", outbox.outbox_batch_pause, name="outbox_batch_pause"
    ),
    path(
        f"{prepare}outbox/batches/<int:batch_pk>/resume/",
        outbox.outbox_batch_resume,
        name="outbox_batch_resume",
    ),
    path(f"{prepare}outbox/<int:message_pk>/resend/", outbox.outbox_resend, name="outbox_resend"),
]
