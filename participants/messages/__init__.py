"""What this room says by e-mail: a purpose, an audience and a template each."""

from participants.messages import (
    decisions,
    invitations,
    links,
    nominations,
    personal_data,
    postponing,
    seats,
)

__all__ = ["decisions", "invitations", "links", "nominations", "personal_data", "postponing", "seats"]
