"""Whatever is killed, stopped or restarted while 2,000 messages leave: each ends in a true state, and none is lost.

A message may come twice only where nobody could know whether the first was taken; then its row says so, and both
bear one Message-ID. What is done when is drawn by lot; the seed stands in the message of a failure.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from correspondence import delivery
from correspondence.actions import queue
from correspondence.models import Batch, Message
from tests.services import ROOT, environment_of_tests
from tests.test_delivery import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 2000
BLOWS = (
    ["kill a worker"] * 4 + ["kill both workers"] + ["stop and flush Valkey"] * 2 + ["restart PostgreSQL"] * 2
)
THREADS = 4  # messages a worker has in its hands at most (CELERY_WORKER_CONCURRENCY)
PATIENCE = 180  # on a busy machine; half a minute on an idle one


def some_messages(number: int) -> None:
    """A batch of circulars to as many addresses at seven domains."""
    batch = Batch.objects.create(name="Circular")
    queue(
        [
            Message(
                key=f"chaos:{n}",
                kind="note",
                purpose="circular",
                to_email=f"person{n}@state{n % 7}.example",
                subject=f"Circular {n}",
                body=f"Dear colleague {n},\n\nthe programme is **out**.\n",
                batch=batch,
                is_circular=True,
            )
            for n in range(number)
        ]
    )


# --- What must be true at the end ------------------------------------------------------------------------


@dataclass
class Ending:
    """What the rows say, beside what the mail server took and whom it refused."""

    rows: list[Message]
    taken: Counter
    refused: set[str]
    unanswered: Counter

    @classmethod
    def of(cls, server) -> "Ending":
        rows = list(Message.objects.all())
        return cls(rows, Counter(server.message_ids), server.refused, server.dropped)

    @property
    def untruths(self) -> list[str]:
        """Every row that does not say what happened, in words; none when all is well."""
        known = {row.message_id for row in self.rows}
        strange = [f"{message_id} is no row's" for message_id in set(self.taken) - known]
        return strange + [f"{row}: {wrong}" for row in self.rows for wrong in self.wrong_about(row)]

    def wrong_about(self, row: Message) -> list[str]:
        times = self.taken[row.message_id]
        is_refused = row.to_email in self.refused
        rules = {
            "neither sent nor refused": row.state in ("sent", "failed"),
            "said to be sent, and lost": row.state != "sent" or times >= 1,
            "said to be refused, and was not": row.state != "failed" or (is_refused and times == 0),
            "without the words of the server": row.state != "failed" or row.server_said.startswith("55"),
            "came more often than its row admits": times <= 1 + row.repeats,
            "unanswered, and not counted": row.repeats >= self.unanswered[row.message_id],
        }
        return [wrong for wrong, holds in rules.items() if not holds]

    @property
    def repeats(self) -> int:
        return sum(row.repeats for row in self.rows)

    @property
    def came_twice(self) -> int:
        return sum(self.taken.values()) - len(self.taken)


# --- The test --------------------------------------------------------------------------------------------


class Storm:
    """Two workers, and what befalls them."""

    def __init__(self, lot, started, valkey, postgres):
        self.lot, self.started, self.valkey, self.postgres = lot, started, valkey, postgres
        self.workers = [self.a_worker(), self.a_worker()]
        self.in_hands = 0  # messages whose acceptance may have become unknown

    def a_worker(self):
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        return self.started("celery", "--quiet", "-A", "gfmd", "worker", "--loglevel=WARNING", *quiet)

    def strike(self, blow: str) -> None:
        if blow == "kill a worker":
            self.kill([self.lot.randrange(2)])
        elif blow == "kill both workers":
            self.kill([0, 1])
        elif blow == "stop and flush Valkey":
            self.valkey.stop()
            time.sleep(self.lot.uniform(0, 0.5))
            self.valkey.start()
        else:
            connection.close()
            self.in_hands += 2 * THREADS
            self.postgres.restart_at_once()

    def kill(self, which: list[int]) -> None:
        for number in which:
            self.workers[number].kill()
            self.in_hands += THREADS
            self.workers[number] = self.a_worker()

    def keep_up(self) -> None:
        """As a deployment's supervisor does: a worker that ends by itself is begun anew.

        Celery's client gives up where it is started in the very moment in which the broker is away.
        """
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[number] = self.a_worker()

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()


def let_time_pass() -> int:
    """What is to come again later comes now; returns how many are not settled."""
    try:
        now = timezone.now()
        Message.objects.filter(state="queued", not_before__gt=now).update(not_before=now)
        return Message.objects.filter(state__in=["queued", "sending"]).count()
    except DatabaseError:  # it is being restarted
        connection.close()
        return NUMBER


def test_two_thousand_messages_in_a_storm(smtp_server, valkey, postgres, started, beat):
    seed = time.time_ns()
    lot = random.Random(seed)
    smtp_server.greylist_every, smtp_server.refuse_every, smtp_server.drop_every = 4, 10, 150
    some_messages(NUMBER)
    storm = Storm(lot, started, valkey, postgres)
    beat()
    blows = lot.sample(BLOWS, len(BLOWS))
    give_up_at = time.monotonic() + PATIENCE
    while (let_time_pass() or blows) and time.monotonic() < give_up_at:
        storm.keep_up()
        met = len(smtp_server.message_ids) + len(smtp_server.refused)
        if blows and met > (len(BLOWS) - len(blows) + lot.random()) * NUMBER / (len(BLOWS) + 1):
            storm.strike(blows.pop())
        time.sleep(0.2)
    storm.end()
    ending = Ending.of(smtp_server)
    assert (blows, ending.untruths[:20]) == ([], []), f"seed {seed}"
    assert len(ending.taken) == NUMBER - NUMBER // 10
    assert ending.came_twice <= ending.repeats
    assert ending.repeats <= storm.in_hands + sum(smtp_server.dropped.values())


# --- The test of the test --------------------------------------------------------------------------------

WORKER = """
import django
django.setup()
from correspondence import delivery
delivery.CLAIM = delivery.CLAIM.replace("SET state = 'sending'", "SET state = '{claimed_as}'")
delivery.deliver_due()
"""
UNCOUNTED = delivery.RETURN.replace("LEAST(repeats, 9999) + 1", "repeats")


def die_with_one_in_hand(server, claimed_as: str = "sending") -> None:
    """A worker is killed while the server, which has just got its first message, is slow to answer."""
    server.delay = 60
    died = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(claimed_as=claimed_as)],
        cwd=ROOT,
        env={**environment_of_tests(), "DJANGO_SETTINGS_MODULE": "gfmd.settings"},
        stdin=subprocess.DEVNULL,
    )
    wait_until(lambda: server.messages or server.stuck)
    died.kill()
    died.wait()
    wait_until(no_worker_lives)  # PostgreSQL takes a moment to see that its client is gone
    server.is_stuck, server.delay = False, 0


def no_worker_lives() -> bool:
    with connection.cursor() as cursor:
        locks = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
        cursor.execute(f"SELECT NOT EXISTS ({locks})", [delivery.LOCK_CLASS])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("claimed_as", "before_the_text", "without", "untrue"),
    [
        ("sending", False, {}, []),
        ("sending", False, {"return_abandoned": lambda: 0}, ["neither sent nor refused"]),
        ("sending", False, {"RETURN": UNCOUNTED}, ["came more often than its row admits"]),
        ("sent", True, {}, ["said to be sent, and lost"]),
    ],
    ids=["whole", "claims of the dead stay", "repeats uncounted", "sent before it is handed over"],
)
def test_the_storm_would_be_noticed_without_each_guard(
    smtp_server, monkeypatch, claimed_as, before_the_text, without, untrue
):
    some_messages(3)
    smtp_server.is_stuck = before_the_text
    die_with_one_in_hand(smtp_server, claimed_as)
    for guard, nothing in without.items():
        monkeypatch.setattr(delivery, guard, nothing)
    wait_until(lambda: delivery.deliver_due() or let_time_pass() <= 1)
    assert Ending.of(smtp_server).untruths == [f"chaos:0: {wrong}" for wrong in untrue]
