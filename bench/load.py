"""Load on a loopback address: requests per second by wrk, and answer times of many people at once."""

import http.client
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode

SECONDS = 3
CONNECTIONS = 8


def requests_per_second(url: str, **headers: str) -> float:
    """What wrk counts over a few seconds; stops the run when an answer is not 2xx or 3xx."""
    if not shutil.which("wrk"):
        sys.exit("The benchmark needs wrk. On Debian: apt-get install -y wrk")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    for name, value in headers.items():
        command += ["-H", f"{name.replace('_', '-')}: {value}"]
    report = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in report:
        sys.exit(f"{url} did not answer well:\n{report}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", report).group(1))


def paired(page: str, bare: str, *, pairs: int = 3, **headers: str) -> tuple[float, float, float]:
    """(ratio, page per second, bare per second): medians of pairs measured in turn."""
    rows = []
    for _pair in range(pairs):
        rows.append((requests_per_second(page, **headers), requests_per_second(bare)))
    return (
        statistics.median(page / bare for page, bare in rows),
        statistics.median(page for page, _bare in rows),
        statistics.median(bare for _page, bare in rows),
    )


def at_once(people: list, port: int, ask, begun: threading.Event | None = None) -> list[tuple[int, float]]:
    """Everybody acts at the same moment: (status, seconds) of each request `ask(person)` describes.

    `ask` returns (method, path, body, headers) of each request of one person; `begun` is set when they begin.
    """
    gate = threading.Barrier(len(people), begun.set if begun else None)
    answers: list[tuple[int, float]] = []

    def act(person):
        requests = ask(person)
        gate.wait()
        for method, path, body, headers in requests:
            began = time.perf_counter()
            connected = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connected.request(method, path, body=urlencode(body) if body else None, headers=headers)
            answer = connected.getresponse()
            answer.read()
            connected.close()
            answers.append((answer.status, time.perf_counter() - began))

    threads = [threading.Thread(target=act, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def ask_between(begun: threading.Event, stopped: threading.Event, port: int, path: str) -> list[float]:
    """One reader who asks again and again from `begun` until `stopped`: the seconds of each answer."""
    seconds = []
    begun.wait()
    while not stopped.is_set():
        began = time.perf_counter()
        connected = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connected.request("GET", path)
        connected.getresponse().read()
        connected.close()
        seconds.append(time.perf_counter() - began)
    return seconds


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[18] if len(seconds) > 1 else max(seconds)
