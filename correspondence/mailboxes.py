"""The mailbox of delivery reports: a folder on an IMAP server, or a Maildir on this machine.

Mails are read in part, however large they are. Each ends removed, flagged or marked as answered, so that none is
read a third time and a person who looks into the mailbox finds what could not be matched.
"""

import imaplib
import os
import re
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from correspondence.reports import READ_AT_MOST

ANSWERS_WITHIN = 30  # seconds
AWAY = (imaplib.IMAP4.error, OSError)


class MailboxAway(Exception):
    """The mailbox cannot be opened or read just now. Its text names no password."""


class Mark(StrEnum):
    """What becomes of a mail once it was read."""

    DONE = "done"  # its fact stands with the message: removed
    FLAGGED = "flagged"  # about no message of ours, or not understood: kept for a person
    ANSWERED = "answered"  # an automatic answer, or word of a delay: kept, nothing to do


class Mailbox(ABC):
    @abstractmethod
    def unread(self) -> list[str]:
        """The names of the mails that were not put away yet, the oldest first."""

    @abstractmethod
    def read(self, name: str) -> bytes:
        """The beginning of a mail, at most READ_AT_MOST bytes."""

    @abstractmethod
    def put_away(self, name: str, mark: Mark) -> None: ...

    @abstractmethod
    def flagged(self) -> int:
        """How many mails wait for a person."""


@contextmanager
def open_mailbox(url: str) -> Iterator[Mailbox]:
    """imaps://user:password@host/INBOX, imap://… (STARTTLS where the server offers it), or maildir:///path.

    Raises MailboxAway when it cannot be opened, or goes away while it is read.
    """
    parts = urlsplit(url)
    try:
        if parts.scheme == "maildir":
            yield Maildir(Path(unquote(parts.path)))
            return
        with signed_in(parts) as server:
            yield ImapFolder(server, unquote(parts.path.strip("/")) or "INBOX")
    except AWAY as problem:
        raise MailboxAway(f"{parts.hostname or parts.path}: {type(problem).__name__}") from problem


@contextmanager
def signed_in(parts: SplitResult) -> Iterator[imaplib.IMAP4]:
    trusted = ssl.create_default_context()
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(
            parts.hostname, parts.port or imaplib.IMAP4_SSL_PORT, ssl_context=trusted, timeout=ANSWERS_WITHIN
        )
    else:
        server = imaplib.IMAP4(parts.hostname, parts.port or imaplib.IMAP4_PORT, timeout=ANSWERS_WITHIN)
        if "STARTTLS" in server.capabilities:
            server.starttls(trusted)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        yield server
    finally:
        with suppress(*AWAY):
            server.logout()


class ImapFolder(Mailbox):
    FLAGS = {
        Mark.DONE: r"(\Seen \Deleted)",
        Mark.FLAGGED: r"(\Seen \Flagged)",
        Mark.ANSWERED: r"(\Seen \Answered)",
    }

    def __init__(self, server: imaplib.IMAP4, folder: str):
        self.server = server
        # Asked again: a server tells more to whom it has let in.
        self.removes_one = b"UIDPLUS" in b" ".join(self.answer(server.capability())).upper().split()
        self.answer(server.select('"' + re.sub(r'([\\"])', r"\\\1", folder) + '"'))

    def unread(self) -> list[str]:
        return self.found("UNFLAGGED UNANSWERED UNDELETED")

    def flagged(self) -> int:
        return len(self.found("FLAGGED UNDELETED"))

    def found(self, criteria: str) -> list[str]:
        return self.answer(self.server.uid("SEARCH", criteria))[0].decode().split()

    def read(self, name: str) -> bytes:
        parts = self.answer(self.server.uid("FETCH", name, f"(BODY.PEEK[]<0.{READ_AT_MOST}>)"))
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def put_away(self, name: str, mark: Mark) -> None:
        self.answer(self.server.uid("STORE", name, "+FLAGS", self.FLAGS[mark]))
        if mark == Mark.DONE and self.removes_one:  # else it stays marked as deleted, and is not read again
            self.answer(self.server.uid("EXPUNGE", name))

    def answer(self, answered: tuple) -> list:
        status, lines = answered
        if status != "OK":
            raise imaplib.IMAP4.error(status)
        return [line for line in lines if line is not None] or [b""]


class Maildir(Mailbox):
    """Mails are files; what is known of one stands after ":2," in its name (https://cr.yp.to/proto/maildir.html)."""

    LETTERS = {Mark.FLAGGED: "FS", Mark.ANSWERED: "RS"}

    def __init__(self, folder: Path):
        self.folder = folder
        if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
            raise FileNotFoundError(folder)

    def files(self) -> list[Path]:
        found = [path for part in ("new", "cur") for path in (self.folder / part).iterdir() if path.is_file()]
        return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: path.name)

    def flags(self, path: Path) -> str:
        return path.name.partition(":2,")[2]

    def unread(self) -> list[str]:
        return [str(path) for path in self.files() if not set("FRT") & set(self.flags(path))]

    def flagged(self) -> int:
        return sum("F" in self.flags(path) for path in self.files())

    def read(self, name: str) -> bytes:
        try:
            with Path(name).open("rb") as file:
                return file.read(READ_AT_MOST)
        except FileNotFoundError:  # another run was quicker
            return b""

    def put_away(self, name: str, mark: Mark) -> None:
        path = Path(name)
        if mark == Mark.DONE:
            path.unlink(missing_ok=True)
            return
        unique, _parted, flags = path.name.partition(":2,")
        letters = "".join(sorted(set(flags) | set(self.LETTERS[mark])))
        with suppress(FileNotFoundError):  # another run was quicker
            os.replace(path, self.folder / "cur" / f"{unique}:2,{letters}")
