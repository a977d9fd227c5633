"""`make reset`: stops a running product and removes its data, so that `make run` begins anew."""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import sys
import time

from scripts.run import VAR, say, stop_left_over_processes
from scripts.services import remove

STOP_SECONDS = 40


def main() -> int:
    """Removes `var/`; returns 1 when a running product did not stop."""
    if not VAR.exists():
        say("There is nothing to remove.")
        return 0
    if not stop_running():
        print("The product is still running. Stop it with Ctrl-C where it runs.", file=sys.stderr)
        return 1
    stop_left_over_processes()
    for name in ("postgres", "valkey"):
        remove(VAR / name)
    shutil.rmtree(VAR)
    say("The data is gone. `make run` begins anew.")
    return 0


def stop_running() -> bool:
    """Asks the run that holds the project to stop, and waits until it has."""
    lock_path = VAR / "run.lock"
    if not lock_path.exists():
        return True
    give_up_at = time.monotonic() + STOP_SECONDS
    with open(lock_path, "r+") as lock:
        holder = re.match(r"process (\d+)", lock.read())
        asked = False
        while True:
            with contextlib.suppress(OSError):
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            if holder and not asked:
                say("Stopping the running product.")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(holder[1]), signal.SIGTERM)
                asked = True
            if time.monotonic() > give_up_at:
                return False
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
