"""The e-mail backend of the demo: messages stay in the product, nothing leaves the machine."""

from django.core.mail.backends.base import BaseEmailBackend


class KeptBackend(BaseEmailBackend):
    """Accepts every message. Its row, which the demo's mailbox shows, is where it is kept."""

    def send_messages(self, email_messages) -> int:
        return len(email_messages)
