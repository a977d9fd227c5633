"""The e-mail backend of the demo: messages stay in the product, nothing leaves the machine."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.base import BaseEmailBackend

# Names that end in .invalid never exist (RFC 2606), so a real server refuses them in words like these.
NO_SUCH_DOMAIN = b"5.1.2 The domain of this address does not exist"
REFUSALS = {
    "unknown.invalid": b"5.1.1 There is no mailbox of this name here",
    "full.invalid": b"5.2.2 The mailbox is full",
    "refused.invalid": b"5.7.1 This server does not accept messages from you",
}


class KeptBackend(BaseEmailBackend):
    """Accepts every message, except to addresses no server takes. Its row, which the demo's mailbox shows,
    is where it is kept."""

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            for address in message.recipients():
                domain = address.rpartition("@")[2].lower()
                if domain == "invalid" or domain.endswith(".invalid"):
                    raise SMTPRecipientsRefused({address: (550, REFUSALS.get(domain, NO_SUCH_DOMAIN))})
        return len(email_messages)
