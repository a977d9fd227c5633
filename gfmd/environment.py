"""One way to read a setting: by name, with a kind, a default and what to type when it is wrong."""

from importlib.util import find_spec
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
        """Django's e-mail settings from a URL; `kept://` keeps every message in the product.

        `anymail://mailgun` hands them to a provider that django-anymail knows, by its name there; what the
        provider asks for stands in variables of its own, ANYMAIL_MAILGUN_API_KEY and the like.
        """
        url = self.read("url", name, default, remedy=remedy)
        if url.startswith("kept://"):
            return {"EMAIL_BACKEND": "correspondence.backends.KeptBackend"}
        if url.startswith("anymail://"):
            backend = self._provider(url.removeprefix("anymail://").strip("/"), remedy)
            return {"EMAIL_BACKEND": backend, "ANYMAIL": self._beginning("ANYMAIL_")}
        try:
            return self._env.email_url_config(url)
        except KeyError as problem:
            raise ImproperlyConfigured(f"{name} has a scheme that is not known. {remedy}") from problem

    def _provider(self, provider: str, remedy: str) -> str:
        """The backend of a provider; django-anymail has a module for each."""
        if not provider.isidentifier() or not find_spec(f"anymail.backends.{provider}"):
            raise ImproperlyConfigured(f"{provider} is not a provider django-anymail knows. {remedy}")
        return f"anymail.backends.{provider}.EmailBackend"

    def _beginning(self, prefix: str) -> dict[str, str]:
        """Every variable whose name begins so, without that beginning: what a provider asks for differs."""
        return {
            name.removeprefix(prefix): value
            for name, value in self._env.ENVIRON.items()
            if name.startswith(prefix) and value
        }
