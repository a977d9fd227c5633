"""A Celery worker under measure, and the memory of processes."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil

from bench.__main__ import ROOT

MEGA = 1000 * 1000


@contextlib.contextmanager
def a_worker() -> Iterator[psutil.Process]:
    """A worker that has started and waits."""
    from gfmd.celery import app

    command = [sys.executable, "-m", "celery", "--quiet", "-A", "gfmd", "worker"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        give_up_at = time.monotonic() + 60
        while not app.control.ping(timeout=0.5) and time.monotonic() < give_up_at:
            time.sleep(0.2)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def proportional(process: psutil.Process) -> float:
    """Megabytes a process and its children hold, shared pages counted by share (Linux)."""
    family = [process, *process.children(recursive=True)]
    return sum(map(held_by, family)) / MEGA


def held_by(process: psutil.Process) -> int:
    """Its share of the memory, in bytes; nothing once it has ended."""
    try:
        return process.memory_full_info().pss
    except psutil.NoSuchProcess:
        return 0
