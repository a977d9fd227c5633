"""A real SMTP server on loopback that misbehaves when a test asks it to."""

import asyncio
import re
from collections import Counter

import pytest
from aiosmtpd.controller import Controller

from tests.services import free_port

MESSAGE_ID = re.compile(rb"^Message-ID: *(?:\r\n )?(<[^>]+>)", re.MULTILINE | re.IGNORECASE)
WORDS = {
    450: "450 4.2.1 Mailbox busy, try again later",
    452: "452 4.2.2 Mailbox full",
    550: "550 5.1.1 No such mailbox",
    552: "552 5.2.2 Mailbox full",
}


class MailServer:
    """A real SMTP server on loopback that keeps what it accepts.

    messages         (envelope, Message-ID) in the order of acceptance
    refuse           address -> 550, 450 or a whole reply; refuses that recipient
    refuse_every     one recipient in so many does not exist: 550, however often it is asked for
    greylist_every   one recipient in so many is told to come again later, the first time: 450
    delay            seconds until it answers for a message it has taken
    drop_after_data  how many of the next messages it accepts and then hangs up on, without an answer
    drop_every       the same for one message in so many, the first time it comes
    is_stuck         answers nobody who names a recipient; `stuck` counts them
    """

    def __init__(self):
        self.port = free_port()
        self.messages: list = []
        self.refuse: dict[str, int | str] = {}
        self.refuse_every = 0
        self.refused: set[str] = set()
        self.greylist_every = 0
        self.delay = 0.0
        self.drop_after_data = 0
        self.drop_every = 0
        self.dropped: Counter[str] = Counter()  # how often it hung up, by Message-ID
        self.is_stuck = False
        self.stuck = 0
        self._met: set[str] = set()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def message_ids(self) -> list[str]:
        return [message_id for _envelope, message_id in self.messages]

    def start(self) -> None:
        """Starts listening, always on the same port; harmless when it does."""
        if self._controller is None:
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self._controller.start()

    def stop(self) -> None:
        """Stops listening; harmless when it does not listen."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        while self.is_stuck:
            self.stuck += 1
            await asyncio.sleep(0.05)
        refusal = self.refuse.get(address) or self.mood_about(address)
        if refusal is not None:
            return WORDS.get(refusal, str(refusal))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def mood_about(self, address: str) -> int | None:
        is_new = address not in self._met
        self._met.add(address)
        if is_new and self.refuse_every and len(self._met) % self.refuse_every == 0:
            self.refused.add(address)
        if address in self.refused:
            return 550
        if is_new and self.greylist_every and len(self._met) % self.greylist_every == 0:
            return 450
        return None

    async def handle_DATA(self, server, session, envelope):
        message_id = MESSAGE_ID.search(envelope.content)[1].decode()
        self.messages.append((envelope, message_id))
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hangs_up_on(message_id):
            self.dropped[message_id] += 1
            server.transport.abort()
        return "250 OK"

    def hangs_up_on(self, message_id: str) -> bool:
        if self.drop_after_data:
            self.drop_after_data -= 1
            return True
        is_chosen = self.drop_every and len(self.messages) % self.drop_every == 0
        return bool(is_chosen) and message_id not in self.dropped


@pytest.fixture
def smtp_server(settings, monkeypatch):
    """A MailServer that receives what this process and the workers it starts send."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    monkeypatch.setenv("EMAIL_URL", server.url)
    yield server
    server.is_stuck = False
    server.stop()
