#!/usr/bin/env python
import os
import sys

# Reads a paper from the shell and nothing else, so it works where no installation has been set up.
WITHOUT_INSTALLATION = ("outline",)
NOWHERE = {
    "SECRET_KEY": "-" * 50,
    "DATABASE_URL": "postgres:///nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gfmd.settings")
    if sys.argv[1:2] and sys.argv[1] in WITHOUT_INSTALLATION:
        for name, value in NOWHERE.items():
            os.environ.setdefault(name, value)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
