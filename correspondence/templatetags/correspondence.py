"""Words about messages."""

from django import template

from correspondence.models import Message, MessageState

register = template.Library()
TONES = {
    MessageState.QUEUED: "warn",
    MessageState.SENDING: "warn",
    MessageState.SENT: "good",
    MessageState.DELIVERED: "good",
    MessageState.FAILED: "bad",
    MessageState.BOUNCED: "bad",
}


@register.inclusion_tag("components/state.html")
def message_state(message: Message) -> dict:
    """Where a message stands, as a word with a sign."""
    return {"tone": TONES.get(message.state, "quiet"), "label": message.get_state_display()}
