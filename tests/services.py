"""The real services tests run against, each started by the test that needs it. Nothing is skipped.

PostgreSQL and Valkey start before Django reads its settings, in a folder of their own, and are gone afterwards.
"""

import atexit
import contextlib
import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import redis
from playwright.sync_api import sync_playwright

from scripts import browser as chromium
from scripts.services import postgres_service, remove, valkey_service

ROOT = Path(__file__).resolve().parent.parent
FOLDER_PREFIX = "gfmd-test-"
START_SECONDS = 60
running: dict = {}


# --- PostgreSQL and Valkey, for the whole session --------------------------------------------------------


def start() -> None:
    """Starts both services and puts the environment of the tests in place of whatever was set."""
    remove_left_over()
    folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
    running["folder"] = folder
    atexit.register(stop)
    signal.signal(signal.SIGTERM, _interrupt)
    running["postgres"] = postgres_service(folder / "postgres", durable=False)
    running["valkey"] = valkey_service(folder / "valkey", durable=False)
    (folder / "static").mkdir()
    os.environ.update(
        DEMO="0",
        DEBUG="0",
        SECRET_KEY="a key for tests that guards nothing at all",
        SITE_URL="http://testserver",
        ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
        HTTPS="0",
        REQUIRE_SECOND_FACTOR="0",
        EMAIL_URL="kept://",
        DEFAULT_FROM_EMAIL="Forum <forum@testserver>",
        SWEEP_SECONDS="1",
        VAR_DIR=str(folder / "var"),
        DATABASE_URL=running["postgres"].url,
        REDIS_URL=running["valkey"].url,
        # Playwright's synchronous interface keeps an event loop in the thread that also uses the database.
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )


def adjust(settings) -> None:
    """What a test need not wait for: fingerprinted static files and slow password hashes."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT = running["folder"] / "static"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def stop() -> None:
    """Stops both services and removes their data; harmless when done before."""
    for name, how in (("valkey", signal.SIGTERM), ("postgres", signal.SIGINT)):
        if name in running:
            running.pop(name).stop(how)
    if "folder" in running:
        remove_folder(running.pop("folder"))


def remove_left_over() -> None:
    """Stops and removes what killed test runs left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX).split("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            with contextlib.suppress(PermissionError):
                remove_folder(folder)


def remove_folder(folder: Path) -> None:
    """Removes the data of one test run."""
    remove(folder / "postgres")
    remove(folder / "valkey")
    shutil.rmtree(folder, ignore_errors=True)


def _interrupt(number, frame):
    raise KeyboardInterrupt


# --- PostgreSQL and Valkey, which a test may stop --------------------------------------------------------


class Postgres:
    """The PostgreSQL of this session. What was committed is there again when it has been restarted."""

    def restart_at_once(self) -> None:
        """Ends it as a crash would, with every connection to it, and starts it again."""
        running["postgres"].stop(signal.SIGQUIT)
        running["postgres"] = postgres_service(running["folder"] / "postgres", durable=False)


@pytest.fixture
def postgres(transactional_db):
    """PostgreSQL with .restart_at_once(); a commit is on its way to the disk before it is answered."""
    from django.db import connection

    def promise(value: str) -> None:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(
                f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} {value}"
            )
        connection.close()

    promise("SET synchronous_commit = on")
    yield Postgres()
    promise("RESET synchronous_commit")


class Valkey:
    """The Valkey of this session. It forgets everything when it is stopped."""

    @property
    def url(self) -> str:
        return os.environ["REDIS_URL"]

    def stop(self) -> None:
        """Stops it; harmless when it is stopped."""
        running["valkey"].stop(signal.SIGTERM)

    def start(self) -> None:
        """Starts it at the same address; harmless when it runs."""
        if running["valkey"].process is None:
            running["valkey"] = valkey_service(running["folder"] / "valkey", durable=False)


@pytest.fixture
def valkey():
    """Valkey with .stop() and .start(), running again after the test."""
    server = Valkey()
    yield server
    server.start()


@pytest.fixture(autouse=True)
def empty_valkey():
    """No test sees pages or tasks another one left in the cache or the queue."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.flushall()
    client.close()


# --- Processes of the product ----------------------------------------------------------------------------


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Answer:
    """What a web server said."""

    status: int
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


class Process(subprocess.Popen):
    """A process of the product in a session of its own, with its log; ends with all its children."""

    port: int | None = None

    def __init__(self, command: list[str], *, log: Path, environment: dict[str, str]):
        self.log = log
        with open(log, "ab") as file:
            super().__init__(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 for the process and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        """Asks it to stop and waits; kills it when it does not."""
        self.terminate()
        try:
            self.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def asks(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """What the process answers on its port; redirects are not followed."""
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connected):
            connected.request(method, path, headers=headers)
            answer = connected.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listens_at(self, port: int) -> None:
        """Waits until it accepts connections there."""
        self.port = port
        self.wait_for(lambda: listens(port), "The start of the web server")

    def wait_for(self, happened, what: str) -> None:
        """Waits until `happened()` is true; fails with the log when the process ends or takes too long."""
        give_up_at = time.monotonic() + START_SECONDS
        while not happened():
            if self.poll() is not None or time.monotonic() > give_up_at:
                pytest.fail(f"{what} did not happen. Its log:\n{self.log.read_text()}")
            time.sleep(0.05)


@pytest.fixture
def started(tmp_path, transactional_db):
    """Starts processes against the test database and stops them after the test."""
    processes = []

    def start_process(*command: str, **environment: str) -> Process:
        log = tmp_path / f"{command[0]}-{len(processes)}.log"
        process = Process(list(command), log=log, environment={**environment_of_tests(), **environment})
        processes.append(process)
        return process

    yield start_process
    for process in processes:
        if process.poll() is None:
            process.stop()


def environment_of_tests() -> dict[str, str]:
    """The environment with the database Django made for the tests."""
    from django.db import connection

    database = connection.settings_dict["NAME"]
    return {**os.environ, "DATABASE_URL": f"{running['postgres'].url.rpartition('/')[0]}/{database}"}


@pytest.fixture
def worker(started):
    """worker(**environment) starts a real Celery worker and returns it; .kill() is kill -9."""

    def start_worker(**environment: str) -> Process:
        command = ["celery", "--quiet", "-A", "gfmd", "worker", "--loglevel=INFO"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        process = started(*command, **environment)
        process.wait_for(lambda: " ready." in process.log.read_text(), "The start of the worker")
        return process

    return start_worker


@pytest.fixture
def beat(started, tmp_path):
    """beat(**environment) starts a real Celery beat and returns it."""

    def start_beat(**environment: str) -> Process:
        schedule = f"--schedule={tmp_path / 'beat-schedule'}"
        process = started(
            "celery", "--quiet", "-A", "gfmd", "beat", "--loglevel=INFO", schedule, **environment
        )
        process.wait_for(lambda: "beat: Starting" in process.log.read_text(), "The start of beat")
        return process

    return start_beat


def web_command(port: int) -> list[str]:
    """The real web server with two workers, on a loopback port."""
    return ["gunicorn", "gfmd.wsgi", "--workers=2", "--preload", f"--bind=127.0.0.1:{port}"]


@pytest.fixture
def live_gunicorn(started, collected_static):
    """live_gunicorn(**environment) starts a web server of the test's own; .address is where."""

    def start_web(**environment: str) -> Process:
        port = free_port()
        process = started(*web_command(port), **environment)
        process.listens_at(port)
        return process

    return start_web


@pytest.fixture(scope="session")
def kept_gunicorn(collected_static, django_db_setup, django_db_blocker, tmp_path_factory):
    """The web server that the tests of a session share; it is stopped before the database goes."""
    port = free_port()
    log = tmp_path_factory.mktemp("web") / "gunicorn.log"
    with django_db_blocker.unblock():
        process = Process(web_command(port), log=log, environment=environment_of_tests())
    process.listens_at(port)
    yield process
    process.stop()


@pytest.fixture
def web(kept_gunicorn, transactional_db):
    """The real web server as it is configured for every test; .address is where."""
    return kept_gunicorn


def listens(port: int) -> bool:
    """Whether something accepts connections on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def collected_static():
    """Fingerprinted static files, which a process outside the tests needs: collected once a run, by whoever is first."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    collected = ROOT / "staticfiles" / ".collected"
    with open(ROOT / "manage.py") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not collected.exists() or collected.read_text() != run:
            subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
            collected.write_text(run)


# --- A browser -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium for the whole session."""
    path = chromium.executable()
    if path is None:
        pytest.fail("The browser tests need Chromium. On Debian: sudo apt-get install -y chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """A page in a browser context nobody used before."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
