"""`make run`: the whole product on this machine, filled with the demo, until Ctrl-C.

PostgreSQL and Valkey are embedded unless DATABASE_URL and REDIS_URL name others. Everything it keeps lies
under `var/`. Only one run at a time can hold a project; what a killed run left behind is stopped first.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import environ
from honcho.compat import ProcessManager
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Printer

from scripts.services import ServiceFailed, embedded_postgres, embedded_valkey, end, process_named_in

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PYTHON = sys.executable
PROCESSES = ("web", "worker", "beat")


class CannotRun(RuntimeError):
    """The product cannot start; the text says why and what to do."""


def main() -> int:
    """Runs the product and returns the exit status: 0 when it was asked to stop."""
    environ.Env.read_env(ROOT / ".env") if (ROOT / ".env").exists() else None
    # `kill` and a closed terminal stop the product as Ctrl-C does, which a script's `&` would have us ignore.
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    try:
        port = wanted_port()
        with contextlib.ExitStack() as stack:
            stack.enter_context(only_run(port))
            stop_left_over_processes()
            must_be_free(port)
            stack.callback(say, "Everything is stopped. `make run` starts it again with its data.")
            try:
                environment = prepared_environment(stack, port)
                sign_ins = fill(environment)
                return supervise(environment, port, sign_ins)
            finally:
                # An impatient second Ctrl-C must not leave PostgreSQL behind.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except KeyboardInterrupt:
        return 0
    except (CannotRun, ServiceFailed) as problem:
        print(problem, file=sys.stderr)
        return 1


def _interrupt(number, frame):
    raise KeyboardInterrupt


def say(sentence: str) -> None:
    """One line of progress, shown at once."""
    print(sentence, flush=True)


# --- One run at a time -----------------------------------------------------------------------------------


@contextlib.contextmanager
def only_run(port: int):
    """Holds the project while the product runs; raises CannotRun when another run holds it."""
    VAR.mkdir(exist_ok=True)
    try:
        lock = open(VAR / "run.lock", "a+")  # noqa: SIM115
    except PermissionError as problem:
        raise CannotRun(f"{VAR} belongs to {VAR.owner()}. Run as that user, or remove it.") from problem
    with lock:
        try:
            # A record lock, not flock: children that outlive a killed run do not inherit it.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.seek(0)
            running = lock.read().strip() or "elsewhere"
            raise CannotRun(f"This project is already running ({running}). Stop it there first.") from problem
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, http://127.0.0.1:{port}/\n")
        lock.flush()
        yield


def stop_left_over_processes() -> None:
    """Stops the web server, worker and beat of a run that was killed."""
    for name in PROCESSES:
        process = process_named_in(pid_file(name), str(pid_file(name)))
        if process is not None:
            say(f"Stopping the {name} process that an earlier run left behind.")
            end([process, *process.children(recursive=True)], signal.SIGTERM, patience=5)
        pid_file(name).unlink(missing_ok=True)


def pid_file(name: str) -> Path:
    """Where a process notes its number."""
    return VAR / f"{name}.pid"


# --- Address ---------------------------------------------------------------------------------------------


def wanted_port() -> int:
    """The port of PORT, by default 8000."""
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise CannotRun(f"PORT={given} is not a port number. Type for example: PORT=8123 make run")
    return int(given)


def must_be_free(port: int) -> None:
    """Raises CannotRun when something already listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            other = 8123 if port != 8123 else 8124
            raise CannotRun(f"Port {port} is taken or not allowed. Type: PORT={other} make run") from problem


# --- Services and content --------------------------------------------------------------------------------


def prepared_environment(stack: contextlib.ExitStack, port: int) -> dict[str, str]:
    """The environment of every process of the product; embedded services run until the stack closes."""
    ours = {
        "DEMO": "1",
        "SECRET_KEY": lambda: kept_secret(VAR / "secret"),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "kept://",
        "DATABASE_URL": lambda: stack.enter_context(embedded(embedded_postgres, "PostgreSQL", "postgres")),
        "REDIS_URL": lambda: stack.enter_context(embedded(embedded_valkey, "Valkey", "valkey")),
    }
    chosen = {}
    for name, value in ours.items():
        chosen[name] = os.environ.get(name) or (value() if callable(value) else value)
    stack.callback(note_environment(chosen).unlink, missing_ok=True)
    return {**os.environ, **chosen, "PYTHONUNBUFFERED": "1"}


def embedded(service, name: str, folder: str):
    """An embedded service with its data in a folder of `var/`."""
    say(f"Starting {name}." if (VAR / folder).exists() else f"Making a new {name} in var/{folder}.")
    return service(VAR / folder)


def kept_secret(path: Path) -> str:
    """A secret that is made once and kept in a file only its owner reads."""
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def note_environment(chosen: dict[str, str]) -> Path:
    """Writes the environment to `var/env`, so that `make manage` reaches the running product."""
    path = VAR / "env"
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={shlex.quote(value)}\n" for name, value in chosen.items())
    return path


def fill(environment: dict[str, str]) -> str:
    """Brings static files, tables and the demo up to date; returns what the demo says about signing in."""
    if environment.get("DEBUG", "0") == "0":
        collect_static(environment)
    return run_python(environment, "-m", "scripts.fill")


def collect_static(environment: dict[str, str]) -> None:
    """Collects static files when they changed since the last time."""
    wanted = fingerprint(ROOT / "static", *ROOT.glob("*/static"), ROOT / "constraints.txt")
    note = ROOT / "staticfiles" / ".collected-from"
    if note.exists() and note.read_text() == wanted:
        return
    say("Compressing and fingerprinting static files.")
    run_python(environment, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0")
    note.write_text(wanted)


def fingerprint(*places: Path) -> str:
    """One value for the names, sizes and times of all files in some folders."""
    found = hashlib.sha256()
    for place in places:
        for path in sorted(place.rglob("*")) or [place]:
            facts = path.stat()
            found.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return found.hexdigest()


def run_python(environment: dict[str, str], *arguments: str) -> str:
    """Runs a program of the project and returns what it printed; what it says on standard error is shown."""
    # A session of its own: Ctrl-C reaches this process, which then ends the program without a traceback.
    done = subprocess.run(
        [PYTHON, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    if done.returncode:
        raise CannotRun(f"{done.stdout}The product could not be made ready, so everything is stopped again.")
    return done.stdout


# --- Processes -------------------------------------------------------------------------------------------


def commands(port: int) -> dict[str, list[str]]:
    """The three processes of the product. A deployment starts the same ones: see `docs/deploy.md`."""
    # The filter: Celery warns of root, which a newcomer in a container is.
    celery = [PYTHON, "-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "--quiet", "-A", "gfmd"]
    noted = {name: f"--pidfile={pid_file(name)}" for name in PROCESSES}
    web = [PYTHON, "-m", "gunicorn", "gfmd.wsgi", "--workers=2", "--preload", f"--bind=127.0.0.1:{port}"]
    worker = [*celery, "worker", "--loglevel=WARNING", noted["worker"]]
    beat = [*celery, "beat", "--loglevel=WARNING", f"--schedule={VAR / 'beat-schedule'}", noted["beat"]]
    return {
        "web": [*web, "--log-level=warning", f"--pid={pid_file('web')}"],
        "worker": [*worker, "--without-gossip", "--without-mingle", "--without-heartbeat"],
        "beat": beat,
    }


def supervise(environment: dict[str, str], port: int, sign_ins: str) -> int:
    """Runs the processes until one ends or a signal comes; when one ends, all are stopped."""
    say("Starting the web server, the worker and beat.")
    manager = Manager(Announcing(port, sign_ins))
    manager._procmgr = OneByOne()
    for name, command in commands(port).items():
        manager.add_process(name, f"exec {shlex.join(command)}", env=environment, cwd=str(ROOT))
    manager.loop()
    if manager.returncode in (130, 143):  # SIGINT, SIGTERM
        return 0
    raise CannotRun(
        f"A process ended with status {manager.returncode}, so all were stopped. See the lines above."
    )


class OneByOne(ProcessManager):
    """Asks only the head of each process to stop, so that a worker's children may finish their tasks.

    Honcho would ask all of them at once; what has not stopped in time it still kills together.
    """

    def terminate(self, pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


class Announcing(Printer):
    """Shows the lines of all processes; says where the product is as soon as it answers."""

    def __init__(self, port: int, sign_ins: str):
        super().__init__(sys.stdout)
        self.port, self.sign_ins = port, sign_ins
        self.waiting, self.stopping = None, False

    def write(self, message):
        # Not earlier: processes are forked before the first line, and a fork should see no other thread.
        if self.waiting is None:
            self.waiting = threading.Thread(target=self.announce, daemon=True)
            self.waiting.start()
        if message.name != SYSTEM_PRINTER_NAME:
            super().write(message)
        elif message.data.endswith("received\n") and not self.stopping:
            self.stopping = True
            say("Stopping, as soon as running tasks have ended.")

    def announce(self):
        """Waits until the web server answers, then prints the address and the sign-ins."""
        address = f"http://127.0.0.1:{self.port}"
        while not answers(f"{address}/healthz"):
            time.sleep(0.1)
        say(f"\n{self.sign_ins.strip()}\n\nOpen {address}/ in a browser. Ctrl-C stops everything.\n")


def answers(address: str) -> bool:
    """Whether an address answers with success."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
