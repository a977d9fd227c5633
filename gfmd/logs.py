"""What is written down when the product runs holds no key to anybody's account."""

import logging
import re

# Personal links, and allauth's links to confirm an address or to set a password.
SECRET_PART = re.compile(
    r"(/invitations/|/seats/link/|/nominations/|/focal-points/|/applications/|/unsubscribe/|/confirm-email/|/password/reset/key/)[^/\s?]{20,}"
)


class LinesWithoutLinks(logging.Formatter):
    """Leaves out of every line, tracebacks included, what would let its reader use another person's link."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_PART.sub(r"\1…", super().format(record))
