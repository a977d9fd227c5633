"""Finds the Chromium that tests, screenshots and benchmarks drive: the machine's own, else Playwright's."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.needs import BROWSERS


def executable() -> str | None:
    """The path of a Chromium on this machine, or None."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if Path(downloaded).exists() else None


if __name__ == "__main__":
    path = executable()
    print(path or "No Chromium was found.")
    sys.exit(0 if path else 1)
