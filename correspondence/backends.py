"""The e-mail backends of the product: the demo's, which keeps every message, and SMTP with one thing more."""

import smtplib

from django.core.mail.backends import smtp
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
                    raise smtplib.SMTPRecipientsRefused(
                        {address: (550, REFUSALS.get(domain, NO_SUCH_DOMAIN))}
                    )
        return len(email_messages)


class KnowsWhatIsOpen:
    """An SMTP conversation that knows whether a text went out whose acceptance was never answered."""

    is_text_unanswered = False

    def getreply(self):
        answer = super().getreply()
        self.is_text_unanswered = answer[0] == 354  # "start mail input": what goes out next is the text
        return answer


class Conversation(KnowsWhatIsOpen, smtplib.SMTP):
    pass


class SecretConversation(KnowsWhatIsOpen, smtplib.SMTP_SSL):
    pass


class SmtpBackend(smtp.EmailBackend):
    """Django's, with a conversation that can be asked whether the last message may have been taken."""

    @property
    def connection_class(self):
        return SecretConversation if self.use_ssl else Conversation
