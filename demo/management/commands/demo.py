from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.loading import holds_anything, is_loaded, load
from demo.people import PASSWORD, SIGN_INS

KEPT = "correspondence.backends.KeptBackend"


class Command(BaseCommand):
    help = "Fills an empty database with the demo and says how to sign in; does nothing when it is there."
    # `make run` asks for the sign-ins at every start, and the checks take longer than the answer.
    requires_system_checks = []

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo. Set DEMO=1 on your own machine, with a database of its own."
            )
        if is_loaded():
            self.stdout.write("The demo is there.")
        elif holds_anything():
            raise CommandError(
                "This database holds something else, so the demo is not loaded. "
                "Use an empty database, or run `make reset` to begin anew."
            )
        elif settings.EMAIL_BACKEND != KEPT:
            raise CommandError("The messages of the demo stay in the product. Load it with EMAIL_URL=kept://")
        else:
            load(self.say)
        self.say_how_to_sign_in()

    def say(self, sentence: str) -> None:
        """One line of progress, shown at once."""
        self.stderr.write(sentence)
        self.stderr.flush()

    def say_how_to_sign_in(self) -> None:
        self.stdout.write(f"Sign in at {settings.SITE_URL}/accounts/login/ with the password {PASSWORD}:")
        width = max(len(sign_in.email) for sign_in in SIGN_INS)
        for sign_in in SIGN_INS:
            self.stdout.write(f"  {sign_in.email:<{width}}  {sign_in.what_for}")
        self.stdout.write(f"Every message is kept at {settings.SITE_URL}/mailbox/.")
