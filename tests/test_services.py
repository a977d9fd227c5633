"""The services the tests stand on do what their names say."""

import os
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from scripts import services
from scripts.services import embedded_postgres, embedded_valkey, home_of, process_named_in, remove

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    for name in ("postgres", "valkey"):
        remove(tmp_path / name)


def test_tests_run_on_postgresql_18_with_unicode_case(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, lower('ÀЖΣ')")
        assert cursor.fetchone() == (18, "àжσ")


def test_tests_use_services_of_their_own():
    assert Path(settings.DATABASES["default"]["HOST"]).is_dir()
    assert settings.REDIS_URL.startswith("unix://")


def test_the_cache_is_empty_before_each_test():
    assert cache.get("left-by-a-test") is None
    cache.set("left-by-a-test", 1)


def test_the_cache_is_empty_before_each_test_also_the_second():
    assert cache.get("left-by-a-test") is None


def test_valkey_can_be_stopped_and_started_at_the_same_address(valkey):
    client = redis.Redis.from_url(valkey.url)
    assert client.ping() is True
    valkey.stop()
    with pytest.raises(redis.ConnectionError):
        client.ping()
    valkey.start()
    assert client.ping() is True
    client.close()


def test_postgres_keeps_its_data_and_a_second_start_is_quick(folder):
    with embedded_postgres(folder / "postgres") as url:
        _execute(folder, "CREATE TABLE kept AS SELECT 1 AS one")
    began = time.monotonic()
    with embedded_postgres(folder / "postgres") as second_url:
        assert second_url == url
        assert _execute(folder, "SELECT one FROM kept") == [(1,)]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("program", ["postgres", "valkey"])
def test_a_service_left_by_a_killed_run_is_taken_over(folder, program):
    script = (
        "import sys, time; from pathlib import Path; from scripts.services import *;"
        f"{program}_service(Path(sys.argv[1])); print('up', flush=True); time.sleep(600)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", script, str(folder / program)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert run.stdout.readline() == b"up\n"
    run.kill()
    run.communicate()
    home = home_of(folder / program)
    pid_file = home / {"postgres": "postmaster.pid", "valkey": "valkey.pid"}[program]
    orphan = process_named_in(pid_file, str(home))
    assert services.lives(orphan)

    service = {"postgres": embedded_postgres, "valkey": embedded_valkey}[program]
    with service(folder / program):
        assert not services.lives(orphan)
        assert process_named_in(pid_file, str(home)).pid != orphan.pid
    assert process_named_in(pid_file, str(home)) is None


def test_a_first_start_that_was_interrupted_is_begun_again(folder):
    home = services.make_folder(folder / "postgres")
    (home / "base").mkdir()
    (home / "postgresql.conf").write_text("half")
    with embedded_postgres(folder / "postgres"):
        assert _execute(folder, "SELECT 1") == [(1,)]


def test_a_stale_pid_file_that_names_a_stranger_is_ignored(folder):
    with embedded_postgres(folder / "postgres"):
        home = home_of(folder / "postgres")
    (home / "postmaster.pid").write_text(f"{os.getpid()}\n{home}\n")
    assert process_named_in(home / "postmaster.pid", str(home)) is None


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder):
    long = folder / ("a long name " * 9).strip()
    try:
        with embedded_postgres(long / "postgres"), embedded_valkey(long / "valkey") as url:
            client = redis.Redis.from_url(url)
            assert client.ping() is True
            client.close()
    finally:
        remove(long / "postgres")
        remove(long / "valkey")


def test_only_the_owner_may_enter_the_folder_of_a_service(folder):
    with embedded_postgres(folder / "postgres"), embedded_valkey(folder / "valkey"):
        for name in ("postgres", "valkey"):
            assert home_of(folder / name).stat().st_mode & 0o077 == 0


def test_a_service_that_cannot_start_says_why(folder):
    home = services.make_folder(folder / "valkey")
    (home / "valkey.sock").mkdir()
    with pytest.raises(services.ServiceFailed, match="Valkey did not start") as failed:
        services.valkey_service(folder / "valkey")
    assert "Failed opening Unix socket" in str(failed.value)


def test_removing_leaves_nothing(folder):
    with embedded_valkey(folder / "valkey"):
        home = home_of(folder / "valkey")
    remove(folder / "valkey")
    assert not home.exists()
    assert not (folder / "valkey").is_symlink()


def test_the_mail_server_keeps_what_it_accepts(smtp_server):
    _send(smtp_server, "<1@test>", "someone@example.org")
    (envelope, message_id) = smtp_server.messages[0]
    assert (envelope.rcpt_tos, message_id) == (["someone@example.org"], "<1@test>")


@pytest.mark.parametrize("code", [550, 450])
def test_the_mail_server_refuses_whom_it_is_told_to(smtp_server, code):
    smtp_server.refuse["gone@example.org"] = code
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        _send(smtp_server, "<1@test>", "gone@example.org")
    assert refused.value.recipients["gone@example.org"][0] == code
    assert smtp_server.messages == []


def test_the_mail_server_takes_its_time(smtp_server):
    smtp_server.delay = 0.3
    began = time.monotonic()
    _send(smtp_server, "<1@test>", "someone@example.org")
    assert time.monotonic() - began > 0.3


def test_the_mail_server_accepts_and_hangs_up(smtp_server):
    smtp_server.drop_after_data = 1
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(smtp_server, "<1@test>", "someone@example.org")
    _send(smtp_server, "<1@test>", "someone@example.org")
    assert smtp_server.message_ids == ["<1@test>", "<1@test>"]


def test_the_mail_server_stops_and_starts(smtp_server):
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        _send(smtp_server, "<1@test>", "someone@example.org")
    smtp_server.start()
    _send(smtp_server, "<2@test>", "someone@example.org")
    assert smtp_server.message_ids == ["<2@test>"]


def test_a_worker_takes_tasks_and_dies_of_kill_9(worker):
    process = worker()
    from correspondence.tasks import deliver_queued

    deliver_queued.delay()
    process.wait_for(lambda: "succeeded" in process.log.read_text(), "The task")
    process.kill()
    assert process.returncode == -9


def test_beat_asks_for_the_sweep(beat):
    process = beat()
    process.wait_for(lambda: "Sending due task sweep" in process.log.read_text(), "The sweep")


def test_the_browser_runs_script(page):
    page.set_content("<title>Forum</title>")
    assert page.evaluate("document.title") == "Forum"


def _execute(folder: Path, statement: str) -> list | None:
    database = psycopg2.connect(host=str(home_of(folder / "postgres")), user="postgres", dbname="gfmd")
    database.autocommit = True
    with database.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall() if cursor.description else None
    database.close()
    return found


def _send(server, message_id: str, to: str) -> None:
    message = EmailMessage()
    message["Message-ID"], message["To"], message["From"] = message_id, to, "forum@example.org"
    message.set_content("Good morning.")
    with smtplib.SMTP("127.0.0.1", server.port, local_hostname="localhost") as connected:
        connected.send_message(message)
