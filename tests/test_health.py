"""Whoever watches the service is told plainly whether it lives and what it lacks."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from gfmd import fonts, health

OK = {"database": "ok", "broker": "ok", "migrations": "ok", "fonts": "ok"}


@pytest.fixture(autouse=True)
def _as_in_a_new_process():
    health.unapplied_migrations.all_applied = False
    health.fonts.cache_clear()
    yield
    health.fonts.cache_clear()


@pytest.mark.django_db(databases=[])
def test_the_process_is_alive_without_asking_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_everything_is_there(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, OK)


def test_the_second_answer_costs_one_query(client, db, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")


def test_not_ready_without_the_broker(client, db, valkey):
    valkey.stop()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, OK | {"broker": "the broker does not answer"})


def test_not_ready_with_a_migration_missing(client, db):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        OK | {"migrations": "not applied: sessions.0001_initial"},
    )


def test_not_ready_without_the_database(live_gunicorn):
    web = live_gunicorn(DATABASE_URL="postgres://somebody:secret@127.0.0.1:1/gone")
    said = web.asks("/readyz")
    assert said.status == 503
    assert said.json() == OK | {
        "database": "the database does not answer",
        "migrations": "not known while the database does not answer",
    }
    assert web.asks("/healthz").status == 200


def test_not_ready_without_fonts_for_papers(client, db, monkeypatch, tmp_path):
    # fontconfig is asked through the shell's path; without it no family is known.
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == OK | {"fonts": f"missing for papers: {', '.join(fonts.FAMILIES)}"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_asked_not_told(client, db, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_answers_are_never_kept(client, db, address):
    assert "no-store" in client.get(address)["Cache-Control"]
