"""Addresses of what the chair writes to many. Each block belongs together: mailings, reminders, changes, ministries."""

from django.urls import path

from mailings.views import (
    addresses,
    changes,
    forwarding,
    letters,
    mailings,
    overview,
    reminders,
    review,
    timelines,
)

prepare = "meetings/<slug:slug>/manage/correspondence/"

one_mailing = f"{prepare}mailings/<int:pk>/"

own = "organizations/<int:pk>/"

urlpatterns: list = [
    # The first page, and mailings
    path(prepare, overview.correspondence, name="correspondence"),
    path(f"{prepare}mailings/", mailings.mailings, name="mailings"),
    path(f"{prepare}mailings/second/", mailings.mailings_second, name="mailings_second"),
    path(f"{prepare}mailings/new/", mailings.mailing_new, name="mailing_new"),
    path(one_mailing, review.mailing, name="mailing"),
    path(f"{one_mailing}edit/", mailings.mailing_edit, name="mailing_edit"),
    path(f"{one_mailing}text/<slug:language>/", mailings.mailing_text, name="mailing_text"),
    path(
        f"{one_mailing}text/<slug:language>/remove/", mailings.mailing_text_remove, name="mailing_text_remove"
    ),
    path(f"{one_mailing}signatories/", mailings.mailing_signatories, name="mailing_signatories"),
    path(f"{one_mailing}recipients/", review.mailing_recipients, name="mailing_recipients"),
    path(f"{one_mailing}preview/", review.mailing_preview, name="mailing_preview"),
    path(f"{one_mailing}test/", review.mailing_test, name="mailing_test"),
    path(f"{one_mailing}put/", review.mailing_put, name="mailing_put"),
    path(f"{one_mailing}approve/", review.mailing_approve, name="mailing_approve"),
    path(f"{one_mailing}return/", review.mailing_return, name="mailing_return"),
    path(f"{one_mailing}withdraw/", review.mailing_withdraw, name="mailing_withdraw"),
    path(f"{one_mailing}send/", review.mailing_send, name="mailing_send"),
    path(f"{one_mailing}schedule/", review.mailing_schedule, name="mailing_schedule"),
    path(f"{one_mailing}hold/", review.mailing_hold, name="mailing_hold"),
    path(f"{one_mailing}progress/", review.mailing_progress, name="mailing_progress"),
    path(f"{one_mailing}letter/", letters.mailing_letter, name="mailing_letter"),
    path(f"{one_mailing}correct/", letters.mailing_correct, name="mailing_correct"),
    # Addresses that came back
    path(f"{prepare}addresses/", addresses.troubled_addresses, name="troubled_addresses"),
    path(f"{prepare}addresses/<int:trouble_pk>/", addresses.address_correct, name="address_correct"),
    path(f"{prepare}addresses/<int:trouble_pk>/again/", addresses.address_again, name="address_again"),
    # Changes of what was published
    path(f"{prepare}changes/", changes.changes, name="changes"),
    path(f"{prepare}changes/tell/", changes.changes_tell, name="changes_tell"),
    # A focal point's own list of ministries, and what is passed on to them
    path(f"{own}ministries/", forwarding.ministries, name="ministries"),
    path(f"{own}ministries/<int:ministry_pk>/", forwarding.ministry_edit, name="ministry_edit"),
    path(f"{own}ministries/<int:ministry_pk>/remove/", forwarding.ministry_remove, name="ministry_remove"),
    path(f"{own}circulars/", forwarding.circulars, name="circulars"),
    path(f"{own}circulars/<int:mailing_pk>/", forwarding.circular, name="circular"),
    path(
        f"{own}circulars/papers/<int:document_pk>/", forwarding.organization_paper, name="organization_paper"
    ),
    path(
        f"{own}forwardings/<int:forwarding_pk>/again/<int:ministry_pk>/",
        forwarding.forwarding_again,
        name="forwarding_again",
    ),
    # What was said to whom
    path("own-messages/", timelines.own_messages, name="own_messages"),
    path("own-messages/circulars/", timelines.own_circulars, name="own_circulars"),
    path("organizations/<int:pk>/messages/", timelines.organization_messages, name="organization_messages"),
    path(f"{prepare}people/<int:person_pk>/", timelines.person_messages, name="person_messages"),
    # Reminders
    path(f"{prepare}reminders/", reminders.reminders, name="reminders"),
    path(f"{prepare}reminders/today/", reminders.reminders_today, name="reminders_today"),
    path(f"{prepare}reminders/send/", reminders.reminders_send, name="reminders_send"),
]
