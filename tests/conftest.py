"""Starts the services before Django reads its settings, and offers them to every test."""

import os

from tests import services

services.start()
os.environ["DJANGO_SETTINGS_MODULE"] = "gfmd.settings"

import django  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from django.utils import translation  # noqa: E402

services.adjust(settings)
django.setup()
# A process of pytest-xdist that inherited it would read the settings, with this one's services, before its own start.
del os.environ["DJANGO_SETTINGS_MODULE"]

from gfmd.public import new_edition  # noqa: E402
from tests.services import (  # noqa: E402, F401
    beat,
    browser,
    collected_static,
    empty_valkey,
    kept_gunicorn,
    live_gunicorn,
    page,
    postgres,
    started,
    valkey,
    web,
    worker,
)
from tests.smtp import smtp_server  # noqa: E402, F401


@pytest.fixture(scope="session", autouse=True)
def alone_at_the_end(django_db_setup, django_db_blocker):
    """The database is dropped at the end, also while PostgreSQL still believes in a client that was killed."""
    yield
    connection.close()  # it may be from before a restart of PostgreSQL
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")
    connection.close()


@pytest.fixture(autouse=True)
def nothing_kept():
    """No page that an earlier test kept answers this one, nor does its last reader's language, whatever their order."""
    new_edition()
    translation.deactivate()


# One long test each: begun first, none of them is what all the others wait for at the end.
LONG = (
    "test_accessibility.py",
    "test_selection_whole.py",
    "test_one_state.py",
    "test_chaos.py",
    "test_hostile_input.py",
    "test_brief_life.py",
    "test_journey.py",
    "test_selection_browser.py",
    "test_writing_together.py",
    "test_seats_browser.py",
    "test_delivery.py",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


def pytest_unconfigure(config):
    services.stop()


def pytest_terminal_summary(terminalreporter):
    """Says last, above the totals, which checks outside pytest failed in the same `make test`."""
    for check in filter(None, os.environ.get("FAILED_CHECKS", "").split("\n")):
        terminalreporter.write_line(f"FAILED {check}", red=True)


# What Django itself puts there after migrating; no test changes it.
STAY = {"django_migrations", "django_content_type", "auth_permission"}


def empty_what_is_filled(case):
    """Leaves the database as it was migrated. To truncate ninety tables after each test took longer than most tests."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [
            connection.ops.quote_name(name)
            for name in connection.introspection.table_names(cursor)
            if name not in STAY
        ]
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
        )
        # Neither foreign keys nor the triggers that keep rows from being deleted have a say here.
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")


TransactionTestCase._fixture_teardown = empty_what_is_filled
