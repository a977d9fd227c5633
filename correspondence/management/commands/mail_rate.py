"""How many messages a minute the servers of a domain take from us: show it, set it, lift it."""

from django.core.management.base import BaseCommand, CommandError

from correspondence.actions import set_rate
from correspondence.models import DomainRate
from gfmd.moves import Refused


class Command(BaseCommand):
    help = "Shows how many messages a minute each limited domain gets; with a domain and a number, sets it."

    def add_arguments(self, parser):
        parser.add_argument("domain", nargs="?", help="such as ministry.example")
        parser.add_argument("per_minute", nargs="?", help="a number, or “none” to lift the limit")

    def handle(self, *args, domain: str | None, per_minute: str | None, **options):
        if domain and per_minute:
            self.set(domain, per_minute)
        for rate in DomainRate.objects.order_by("domain"):
            self.stdout.write(f"{rate.domain} {rate.per_minute}")

    def set(self, domain: str, per_minute: str) -> None:
        if per_minute != "none" and not per_minute.isdecimal():
            raise CommandError("Write a number of messages a minute, or “none” to lift the limit.")
        try:
            set_rate(domain=domain, per_minute=None if per_minute == "none" else int(per_minute))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
