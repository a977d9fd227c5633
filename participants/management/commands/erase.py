"""`manage.py erase`: what the beat does by itself. With --dry-run it says what would go, and writes nothing."""

from django.core.management.base import BaseCommand

from participants import keeping
from participants.actions import erasing, forgetting


class Command(BaseCommand):
    help = "Erase personal data that has served. --dry-run says how much of it would go, nobody by name."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be erased")

    def handle(self, *args, dry_run: bool = False, **options):
        if not dry_run:
            self.say("Erased", erasing.erase_served_data())
            for meeting, number in forgetting.forget_old_names().items():
                self.stdout.write(f"{meeting.slug}: names of {number} delegates are gone from its record.")
            return
        for meeting, due, held in erasing.due_for_erasure():
            if due is None:
                when = "no day yet"
            else:
                when = ("due since " if meeting.local_day() >= due else "due on ") + due.isoformat()
            self.say(f"{meeting.slug}, {when}", held)
        for meeting in forgetting.meetings_to_forget():
            number = meeting.delegations.filter(delegates__isnull=False).count()
            day = keeping.pseudonymised_on(meeting).isoformat()
            self.stdout.write(f"{meeting.slug}, names due since {day}: {number} seats.")
        self.stdout.write("Nothing was written: this was a dry run.")

    def say(self, of_what: str, counts: dict[str, int]) -> None:
        numbers = ", ".join(f"{kind.replace('_', ' ')} {number}" for kind, number in counts.items())
        self.stdout.write(f"{of_what}: {numbers or 'nothing'}.")
