"""Finds what is to be translated, also where gettext goes by another name in a module."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_lazy", "--keyword=_gettext"]
