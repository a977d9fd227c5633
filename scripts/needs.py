"""What the machine must have beside Python, and how it gets it: `python scripts/needs.py [tests]`.

Runs before anything is installed, so it uses nothing but the standard library. It installs through apt or
Homebrew where it may (as root, or with a sudo that asks nothing); elsewhere it prints one line to type and
goes on, because most of the product works without papers.
"""

import ctypes
import ctypes.util
import importlib.util
import os
import platform
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# What WeasyPrint opens: the library, its file on Linux and on macOS, and the packages that bring it.
LIBRARIES = [
    ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0", "pango"),
    ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0", "pango"),
    (
        "harfbuzz-subset",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
]
CASKS = {
    "Noto Sans": "font-noto-sans",
    "Noto Serif": "font-noto-serif",
    "Noto Sans Arabic": "font-noto-sans-arabic",
    "Noto Naskh Arabic": "font-noto-naskh-arabic",
    "Noto Sans CJK SC": "font-noto-sans-cjk",
    "Noto Serif CJK SC": "font-noto-serif-cjk",
}
ON_MAC = platform.system() == "Darwin"


def missing(for_tests: bool) -> list[str]:
    """Names of the packages to install, in the words of this machine's package manager."""
    packages = [brew if ON_MAC else apt for *library, apt, brew in LIBRARIES if not opens(*library)]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python3.{sys.version_info.minor}-venv")
    if not shutil.which("fc-list"):
        packages.append("fontconfig")
    for family in runpy.run_path(str(ROOT / "gfmd" / "fonts.py"))["missing_families"]():
        apt = "fonts-noto-cjk" if "CJK" in family else "fonts-noto-core"
        packages.append(CASKS[family] if ON_MAC else apt)
    if for_tests and not shutil.which("pdftoppm"):
        packages.append("poppler" if ON_MAC else "poppler-utils")
    if for_tests and not shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        packages.append("dovecot" if ON_MAC else "dovecot-imapd")
    if for_tests and not ON_MAC and not any(map(shutil.which, BROWSERS)):
        packages.append("chromium")
    return list(dict.fromkeys(packages))


def opens(name: str, on_linux: str, on_mac: str) -> bool:
    """Whether a shared library can be loaded, by the names WeasyPrint tries."""
    for candidate in (ctypes.util.find_library(name), on_linux, on_mac, f"/opt/homebrew/lib/{on_mac}"):
        try:
            if candidate and ctypes.CDLL(candidate):
                return True
        except OSError:
            continue
    return False


def install(packages: list[str]) -> None:
    """Installs packages where this user may, otherwise says in one line what to type."""
    names = " ".join(packages)
    if shutil.which("apt-get"):
        as_root = root_prefix()
        if as_root is None:
            say(f"To complete this machine, type: sudo apt-get update && sudo apt-get install -y {names}")
            return
        say(f"Installing {names} through apt, which may take some minutes.")
        quiet = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}
        environment = [*as_root, "env", *(f"{name}={value}" for name, value in quiet.items())]
        commands = [
            [*environment, "apt-get", "update", "-qq"],
            [*environment, "apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages],
        ]
    elif shutil.which("brew"):
        say(f"Installing {names} through Homebrew, which may take some minutes.")
        commands = [["brew", "install", "--quiet", *packages]]
    else:
        say(f"To complete this machine, install what Debian calls: {names}")
        return
    for command in commands:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            say(f"{' '.join(done.stdout.strip().splitlines()[-1:])}")
            say(f"That did not work. To complete this machine, type: {' '.join(commands[-1])}")
            return


def root_prefix() -> list[str] | None:
    """What goes before a command that needs root: nothing for root, sudo if it asks nothing, else None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        allowed = subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True)
        if allowed.returncode == 0:
            return ["sudo", "-n"]
    return None


def say(sentence: str) -> None:
    """One line of progress, shown at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    packages = missing(for_tests="tests" in sys.argv[1:])
    if packages:
        install(packages)
