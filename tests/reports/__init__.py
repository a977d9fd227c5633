"""Delivery reports as servers write them, each about one message to one address.

Written after what the servers document and do: Postfix bounce(5), Exchange's NDRs, Gmail's, qmail's QSBMF
(https://cr.yp.to/proto/qsbmf.txt), Exim's bounce_message_file; RFC 3464 and RFC 5965.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def report(name: str, *, message_id: str, to: str, **others: str) -> bytes:
    """The report of this name, with our message's Message-ID and its recipient in their places."""
    text = (FOLDER / f"{name}.eml").read_text()
    for placeholder, value in {"MESSAGE_ID": message_id, "RECIPIENT": to, **others}.items():
        text = text.replace(f"%{placeholder}%", value)
    return text.encode()
