"""Providers of mail behind django-anymail, and what their webhooks tell."""

import logging

from anymail.signals import AnymailTrackingEvent, EventType
from django.conf import settings

from correspondence import bounces
from correspondence.models import Message
from correspondence.reports import Outcome, Report, in_a_line

logger = logging.getLogger(__name__)
OUTCOMES = {
    EventType.DELIVERED: Outcome.ARRIVED,
    EventType.BOUNCED: Outcome.CAME_BACK,
    EventType.REJECTED: Outcome.CAME_BACK,
    EventType.FAILED: Outcome.CAME_BACK,
    EventType.COMPLAINED: Outcome.COMPLAINT,
}


def provider() -> str:
    """The name of the provider that takes our messages, as django-anymail calls it; "" where there is none."""
    room, _dot, name = settings.EMAIL_BACKEND.removesuffix(".EmailBackend").rpartition(".")
    return name if room == "anymail.backends" else ""


def note_event(sender, event: AnymailTrackingEvent, esp_name: str, **kwargs) -> None:
    """The receiver of django-anymail's `tracking` signal (connected in correspondence.apps).

    Opened and clicked are not looked at: nobody is watched here. May be told twice, and in any order.
    """
    outcome = OUTCOMES.get(event.event_type)
    if outcome is None:
        return
    said = in_a_line(event.mta_response or event.description or event.reject_reason or "")
    pks = messages_of(event, outcome)
    for pk in pks:
        bounces.note(pk, Report(outcome, said=said))
    if not pks:
        logger.warning("%s reports on a message that is not ours: %s", esp_name, event.event_type)


def messages_of(event: AnymailTrackingEvent, outcome: Outcome) -> list[int]:
    """By the provider's name for the message, by our Message-ID, else the latest one to this recipient."""
    if event.message_id:
        named = Message.objects.filter(provider_id=event.message_id).values_list("pk", flat=True)
        if named:
            return list(named)
        if message := bounces.by_message_id(event.message_id):
            return [message.pk]
    recipient = (event.recipient or "").strip().lower()
    return bounces.messages_of(Report(outcome, addresses=(recipient,) if recipient else ()))
