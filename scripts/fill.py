"""Brings tables and demo up to date in one process, because starting Django costs more than either.

Progress goes to standard error; standard output holds only what the demo says about signing in.
"""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError


def main() -> None:
    """Migrates and loads the demo; ends with one sentence when that cannot be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gfmd.settings")
    try:
        django.setup()
        say("Bringing the tables up to date.")
        call_command("migrate", verbosity=0, skip_checks=True)
        if settings.DEMO:
            say("Loading the demo, unless it is there.")
            call_command("demo")
    except (CommandError, ImproperlyConfigured, OperationalError) as problem:
        sys.exit(str(problem).strip())


def say(sentence: str) -> None:
    """One line of progress, shown at once."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
