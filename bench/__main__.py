"""`make bench`: the product beside a bare Django view in the same server, as ratios of one run.

Absolute figures on shared machines drift; the ratios bind. Writes the table to docs/benchmarks.md.
"""

import contextlib
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.services import embedded_postgres, embedded_valkey

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "benchmarks.md"


@dataclass
class Row:
    """One line of the table; `holds` is None where the figure is a guide without a bound."""

    what: str
    figure: str
    bound: str = ""
    holds: bool | None = None

    def __str__(self):
        verdict = {True: "yes", False: "**no**", None: ""}[self.holds]
        return f"| {self.what} | {self.figure} | {self.bound} | {verdict} |"


def at_least(what: str, ratio: float, bound: float, more: str = "") -> Row:
    return Row(what, f"{ratio:.2f}{more}", f"at least {bound}", ratio >= bound)


def at_most(what: str, value: float, bound: float, more: str = "", unit: str = "") -> Row:
    return Row(what, f"{value:.2f}{unit}{more}", f"at most {bound:g}{unit}", value <= bound)


def main() -> int:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gfmd-bench-")))
        say("Starting PostgreSQL and Valkey, and loading the demo.")
        environment = prepare(stack, folder)
        os.environ.update(environment)
        import django

        django.setup()
        from bench import measures

        web = stack.enter_context(web_server(folder, environment))
        rows: list[Row] = []
        known = {measure.__name__: measure for measure in measures.ALL}
        for measure in [known[name] for name in sys.argv[1:] or known]:
            say(measure.__doc__.partition("\n")[0])
            for row in measure(web, folder):
                print(row, flush=True)
                rows.append(row)
    write(rows)
    say(f"The table is in {TABLE.relative_to(ROOT)}.")
    return int(any(row.holds is False for row in rows))


def say(sentence: str) -> None:
    print(sentence, flush=True)


def prepare(stack, folder: Path) -> dict[str, str]:
    """The environment of a demo of its own, with data."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gfmd.settings",
        "DEMO": "1",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SITE_URL": "http://127.0.0.1",
        "EMAIL_URL": "kept://",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": stack.enter_context(embedded_postgres(folder / "postgres")),
        "REDIS_URL": stack.enter_context(embedded_valkey(folder / "valkey")),
        "BENCH_BYTES": str(folder / "bytes"),
    }
    (folder / "bytes").mkdir()
    for command in ("migrate", "demo", "collectstatic --noinput"):
        subprocess.run(
            [sys.executable, "manage.py", *command.split(), "--verbosity=0"],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return environment


@dataclass
class Web:
    """The web server under measure."""

    port: int
    process: psutil.Process

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def web_server(folder: Path, environment: dict[str, str]):
    """gunicorn with two workers, serving the product and the bare view."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "bench.wsgi", "--workers=2", "--preload"]
    log = open(folder / "web.log", "wb")  # noqa: SIM115
    process = subprocess.Popen(
        [*command, f"--bind=127.0.0.1:{port}"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        wait_until_it_listens(port, process)
        yield Web(port, psutil.Process(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_listens(port: int, process: subprocess.Popen) -> None:
    for _time in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            sys.exit("The web server did not start.")
        time.sleep(0.05)
    sys.exit("The web server does not listen.")


def write(rows: list[Row]) -> None:
    """The table, with the machine it was measured on."""
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`: the product and a bare Django view (no middleware, no template, no database) that",
        "returns the same bytes, in the same gunicorn with two workers, measured in turn. A ratio is the product's",
        "requests per second over the bare view's. Ratios bind; seconds are guides, for machines drift.",
        "",
        f"Measured on {time.strftime('%-d %B %Y')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}.",
        "",
        "| what | figure | bound | holds |",
        "|---|---|---|---|",
        *map(str, rows),
        "",
    ]
    TABLE.write_text("\n".join(lines))


def median_seconds(act, times: int = 5) -> float:
    """The median duration of an act, after one that does not count."""
    act()
    durations = []
    for _time in range(times):
        began = time.perf_counter()
        act()
        durations.append(time.perf_counter() - began)
    return statistics.median(durations)


if __name__ == "__main__":
    sys.exit(main())
