"""Mail under measure: handing it over beside a bare loop, preparing an audience, and the memory of a worker."""

import contextlib
import re
import smtplib
import statistics
import subprocess
import sys
import time
from email.message import EmailMessage

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization, Person
from bench.__main__ import ROOT, Row, Web, at_least, at_most, free_port
from correspondence import delivery
from correspondence.actions import queue
from correspondence.models import Batch, Message
from mailings.actions.releasing import put_in_queue
from mailings.models import Mailing
from meetings.models import Meeting
from selection.models import Application, Call

NUMBER = 5000
ROUNDS = 3
MEGA = 1000 * 1000
SMTP_SERVER = """
import asyncio, sys
from aiosmtpd.controller import Controller
class Takes:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
controller = Controller(Takes(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
"""
BODY = """Dear colleague {number},

the Government of **State {number}** is invited to the fourteenth Summit, in Rabat.

- Days: 12–14 May 2027
- Venue: Palais des Congrès, Rabat

Please answer by **12 April 2027, 23:59, Rabat time**: <https://forum.example/invitations/{number}/>

A delegation has at most three delegates, the head included. Whoever cannot come may say so on the same page.
"""

CIRCULAR = """{greeting}

This is what is new about **{meeting}**.

- {dates_and_place}
- Everything stands at <{page}>
"""


def waiting(number: int) -> list[Message]:
    """So many messages in the queue, each with words of its own, put there by one call."""
    Message.objects.filter(key__startswith="bench:").delete()
    batch = Batch.objects.create(name="Bench", meeting=Meeting.objects.first())
    return queue(
        [
            Message(
                key=f"bench:{n}",
                kind="note",
                purpose="note",
                to_email=f"person{n}@state{n % 193}.example",
                subject=f"Action by 12 April: invitation {n} to the Summit in Rabat",
                body=BODY.format(number=n),
                meeting=batch.meeting,
                batch=batch,
            )
            for n in range(number)
        ]
    )


def handing_over(web: Web, folder):
    """5,000 messages through a local SMTP server by one worker, beside a bare loop over smtplib."""
    with a_mail_server() as port:
        keys = [message.pk for message in waiting(NUMBER)]
        written = [(one, one.text, delivery.html_of(one)) for one in Message.objects.filter(pk__in=keys)]
        rows = []
        for _round in range(ROUNDS):
            Message.objects.filter(pk__in=keys).update(state="queued", sent_at=None)
            rows.append((seconds_of(delivery.deliver_due), seconds_of(lambda: bare_loop(port, written))))
            assert Message.objects.filter(pk__in=keys, state="sent").count() == NUMBER
        mails = [
            (one.to_email, delivery.compose(one).message().as_bytes(linesep="\r\n"))
            for one, _text, _html in written
        ]
        only_bytes = seconds_of(lambda: loop_of_bytes(port, mails))
    ratio = statistics.median(bare / ours for ours, bare in rows)
    ours, bare = (statistics.median(seconds) for seconds in zip(*rows, strict=True))
    yield at_least(
        f"{NUMBER} messages by SMTP, over a bare loop that builds and sends them on one connection",
        ratio,
        0.5,
        f" ({NUMBER / ours:.0f} / {NUMBER / bare:.0f} a second)",
    )
    yield Row(
        "the same, over a loop that only sends bytes made before", f"{only_bytes / ours:.2f}", "a guide"
    )
    Message.objects.filter(pk__in=keys).delete()


@contextlib.contextmanager
def a_mail_server():
    """A local SMTP server in a process of its own, which settings name; yields its port."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SMTP_SERVER, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    server.stdout.readline()
    former = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield port
    finally:
        settings.EMAIL_BACKEND = former
        server.stdin.close()
        server.wait(10)


def seconds_of(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def bare_loop(port: int, written: list) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for message, text, html in written:
            mail = EmailMessage()
            mail["From"], mail["To"] = settings.DEFAULT_FROM_EMAIL, message.to_email
            mail["Subject"], mail["Message-ID"] = message.subject, message.message_id
            mail.set_content(text)
            mail.add_alternative(html, subtype="html")
            server.send_message(mail)


def loop_of_bytes(port: int, mails: list) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for address, mail in mails:
            server.sendmail("forum@forum.example", [address], mail)


def preparing(web: Web, folder):
    """A circular to 5,000 applicants enters the queue: the audience counted, each message written."""
    with transaction.atomic():
        mailing = a_circular_to(NUMBER)
        with CaptureQueriesContext(connection) as captured:
            seconds = seconds_of(lambda: put_in_queue(mailing.pk))
        assert mailing.batch.messages.count() > NUMBER - 20  # some of the demo want no circulars
        transaction.set_rollback(True)
    asked = [one for one in captured if "SAVEPOINT" not in one["sql"]]
    yield at_most(f"a circular to {NUMBER} people into the queue", seconds, 3, unit=" s")
    yield at_most("the same, queries", len(asked), 10)


def a_circular_to(number: int) -> Mailing:
    """A circular that is leaving, to so many applicants to the civil-society days."""
    call = Call.objects.select_related("meeting").last()
    known = call.applications.filter(state="received").count()
    country = Organization.objects.filter(kind="member_state").first()
    Application.objects.bulk_create(
        Application(
            call=call,
            country=country,
            organization_name=f"Organization {n}",
            organization_key=f"organization {n}",
            sector="ngo",
            name=f"Applicant {n}",
            email=f"applicant{n}@organization.example",
        )
        for n in range(number - known)
    )
    mailing = Mailing.objects.create(
        meeting=call.meeting,
        kind="circular",
        name="Bench",
        state="leaving",
        audience="applicants",
        narrowed={"application_state": "received"},
        prepared_by=Person.objects.filter(appointments__isnull=False).first(),
        batch=Batch.objects.create(meeting=call.meeting, name="Bench"),
    )
    mailing.texts.create(language="en", subject="News of {meeting}", body=CIRCULAR)
    return mailing


# A worker that sends what waits and says what it held at most (Linux: kilobytes).
WORKER = """
import resource, django
django.setup()
from correspondence import delivery
while delivery.deliver_due():
    pass
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
MANY = """
    INSERT INTO correspondence_message (key, kind, purpose, state, priority, to_email, shown_to, to_name, language,
        subject, body, link_name, link_path, has_attachments, is_circular, unsubscribe_hash, reply_to, queued_at,
        not_before, is_held, is_slotted, attempts, repeats, provider_id, server_said)
    SELECT 'bench:' || n, 'note', 'note', 'queued', 5, 'person' || n || '@state.example', '[]', '', 'en',
        'Circular ' || n, replace(%s, '{number}', n::text), '', '', FALSE, FALSE, '', '', now(),
        now(), FALSE, FALSE, 0, 0, '', ''
    FROM generate_series(1, %s) AS n
"""


def flat_memory(web: Web, folder):
    """What a worker holds at most while it sends 500 messages, and while it sends 50,000."""
    peaks = {}
    for number in (500, 50_000):
        with connection.cursor() as cursor:
            cursor.execute(MANY, [BODY, number])
        done = subprocess.run(
            [sys.executable, "-c", WORKER], cwd=ROOT, capture_output=True, text=True, check=True
        )
        peaks[number] = int(re.search(r"peak (\d+)", done.stdout)[1]) * 1024 / MEGA
        sent = Message.objects.filter(key__startswith="bench:")
        assert sent.filter(state="sent").count() == number
        sent.delete()
    yield at_most(
        "memory of a worker that sends 50,000 messages, over one that sends 500",
        peaks[50_000] / peaks[500],
        1.1,
        f" ({peaks[50_000]:.0f} / {peaks[500]:.0f} MB)",
    )


ALL = (handing_over, preparing, flat_memory)
