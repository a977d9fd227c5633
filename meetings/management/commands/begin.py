"""`manage.py begin`: a new installation, or a new term: the States, a chairmanship and its first staff."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import Organization
from accounts.permissions import Role
from accounts.states import enter_states
from meetings import actions


class Command(BaseCommand):
    help = "Enters the States, opens a chairmanship and appoints its first staff."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help='the chairmanship, such as "Morocco 2026–2027"')
        parser.add_argument(
            "--chairs", required=True, nargs="+", help="chair States by ISO code, such as MAR PRT"
        )
        parser.add_argument(
            "--from", required=True, dest="starts_on", type=date.fromisoformat, help="2026-01-01"
        )
        parser.add_argument(
            "--until", required=True, dest="ends_on", type=date.fromisoformat, help="2027-12-31"
        )
        parser.add_argument("--staff", required=True, nargs="+", help="e-mail addresses of the chair's staff")

    @transaction.atomic
    def handle(self, *, name, chairs, starts_on, ends_on, staff, **options):
        if ends_on < starts_on:
            raise CommandError("The term ends before it begins.")
        for address in staff:
            try:
                validate_email(address)
            except ValidationError as problem:
                raise CommandError(f"{address} is not an e-mail address.") from problem
        entered = enter_states()
        states = {state.iso3: state for state in Organization.objects.filter(iso3__in=chairs)}
        if unknown := [code for code in chairs if code not in states]:
            raise CommandError(f"No State has the ISO code {', '.join(unknown)}.")
        term = actions.open_chairmanship(
            name=name, chairs=states.values(), starts_on=starts_on, ends_on=ends_on, by=None
        )
        for address in staff:
            actions.appoint(chairmanship=term, email=address, name="", role=Role.CHAIR_STAFF, by=None)
        self.stdout.write(f"{entered} States are entered; the chairmanship {name} is open.")
        self.stdout.write(f"{', '.join(staff)} can sign in at {settings.SITE_URL}/accounts/login/code/")
        self.stdout.write("with a code sent by e-mail, and then set up a second factor.")
