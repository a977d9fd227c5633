"""The e-mail backends of the product: the demo's, which keeps every message, and SMTP with one thing more."""

import smtplib
from email.generator import BytesGenerator
from email.message import Message as Mail
from functools import lru_cache
from io import BytesIO
from secrets import token_hex

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

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


class PlainGenerator(BytesGenerator):
    """Writes a header that needs neither folding nor encoding as it stands, which is a third of the whole work."""

    def _write_headers(self, mail: Mail) -> None:
        for name, value in mail.raw_items():
            line = f"{name}: {value}"
            if len(line) < LONGEST_LINE and line.isascii() and line.isprintable():
                self.write(line + self._NL)
            else:
                self._fp.write(self.policy.fold_binary(name, value))
        self.write(self._NL)


LONGEST_LINE = 77  # RFC 5322, 2.1.1: 78 with the end of the line
sanitized = lru_cache(maxsize=16)(sanitize_address)  # our own address, again and again


def bytes_of(mail: Mail) -> bytes:
    """A message as it goes over the wire. Its boundaries are random, so the text is not searched for them."""
    for part in mail.walk():
        if part.is_multipart() and part.get_boundary() is None:
            part.set_boundary(f"=_{token_hex(16)}")
    written = BytesIO()
    policy = mail.policy.clone(linesep="\r\n")
    PlainGenerator(written, mangle_from_=False, policy=policy).flatten(mail)
    return written.getvalue()


class SmtpBackend(smtp.EmailBackend):
    """Django's, with a conversation that can be asked whether the last message may have been taken."""

    @property
    def connection_class(self):
        return SecretConversation if self.use_ssl else Conversation

    def _send(self, email_message: EmailMessage) -> bool:
        encoding = email_message.encoding or "utf-8"
        recipients = [sanitize_address(address, encoding) for address in email_message.recipients()]
        sender = sanitized(email_message.from_email, encoding)
        self.connection.sendmail(sender, recipients, bytes_of(email_message.message()))
        return True
