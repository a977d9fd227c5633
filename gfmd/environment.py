"""One way to read a setting: by name, with a kind, a default and what to type when it is wrong."""

from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()


class Environment:
    """Reads settings from the process environment, which `.env` in the project's root may fill in."""

    def __init__(self, root: Path):
        self._env = environ.Env()
        if (root / ".env").exists():
            self._env.read_env(root / ".env")

    def read(self, kind: str, name: str, default=REQUIRED, *, remedy: str):
        """The value of `name` as `kind` (str, bool, int, list, url).

        Raises ImproperlyConfigured with the remedy when it is missing or cannot be understood.
        """
        reader = {"url": self._env.str}.get(kind) or getattr(self._env, kind)
        try:
            value = reader(name) if default is REQUIRED else reader(name, default=default)
        except (ImproperlyConfigured, ValueError) as problem:
            raise ImproperlyConfigured(f"{name} is missing or not a {kind}. {remedy}") from problem
        if kind == "url" and value and "://" not in value:
            raise ImproperlyConfigured(f"{name} is not a URL. {remedy}")
        return value

    def database(self, name: str, *, remedy: str) -> dict:
        """Django's database settings from a URL; a host written as %2Fpath is the folder of a unix socket."""
        url = self.read("url", name, remedy=remedy)
        if not url.startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured(f"{name} must name a PostgreSQL database. {remedy}")
        config = self._env.db_url_config(url)
        return {**config, "HOST": unquote(config["HOST"])}

    def email(self, name: str, default: str, *, remedy: str) -> dict:
        """Django's e-mail settings from a URL; `kept://` keeps every message in the product."""
        url = self.read("url", name, default, remedy=remedy)
        if url.startswith("kept://"):
            return {"EMAIL_BACKEND": "correspondence.backends.KeptBackend"}
        try:
            return self._env.email_url_config(url)
        except KeyError as problem:
            raise ImproperlyConfigured(f"{name} has a scheme that is not known. {remedy}") from problem
