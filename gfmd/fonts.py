"""The type families that papers are set in, and which of them this machine lacks."""

import subprocess

FAMILIES = {
    "Noto Sans": "Latin, Greek and Cyrillic",
    "Noto Serif": "Latin, Greek and Cyrillic titles",
    "Noto Sans Arabic": "Arabic",
    "Noto Naskh Arabic": "Arabic titles",
    "Noto Sans CJK SC": "Chinese",
    "Noto Serif CJK SC": "Chinese titles",
}


def missing_families() -> list[str]:
    """The families of FAMILIES that fontconfig does not know; all of them when fontconfig is not there."""
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, timeout=30)  # noqa: S607
    except (OSError, subprocess.TimeoutExpired):
        return list(FAMILIES)
    known = {name.strip() for line in listed.stdout.splitlines() for name in line.split(",")}
    return [family for family in FAMILIES if family not in known]
