"""The work on the briefs of the coming summit, act by act, as its teams would do it."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Organization, Person
from demo.ago import brief_happened, move_back
from demo.content import document
from meetings.models import Meeting
from participants.models import FocalPoint
from roundtables import actions
from roundtables.models import Draft, Reference, Roundtable

OPEN_FOR = timedelta(days=14)
STAGES = ("first_comments", "second_comments", "clearance", "published")


def enter_briefs(
    summit: Meeting, organizations: dict[str, Organization], *, chair: Person, reader: Person
) -> None:
    """Name the teams, and take each brief as far as its content says; `reader` reads each first version."""
    for content in document("rabat_briefs")["briefs"]:
        roundtable = Roundtable.objects.select_related("meeting").get(meeting=summit, code=content["code"])
        work = Work(roundtable, content, organizations, chair)
        work.go_on()
        if "changed" in content:
            actions.first_reading(roundtable=Roundtable.objects.get(pk=roundtable.pk), by=reader)
            # Two days after the first version was published.
            move_back(roundtable.readings.all(), timedelta(days=content["days"] - 2), "read_at")
            work.publish_again(content["changed"])


class Work:
    """One brief, from its team to the stage it has reached."""

    def __init__(self, roundtable: Roundtable, content: dict, organizations: dict, chair: Person):
        self.roundtable, self.content, self.organizations = roundtable, content, organizations
        self.chair = chair
        self.reached = STAGES.index(content["stage"])

    def go_on(self) -> None:
        self.name_team()
        self.refer()
        for language in self.content.get("languages", []):
            self.say_ready(language)
        self.comment(self.open(), "first_comments")
        if self.reached >= STAGES.index("second_comments"):
            self.close()
            self.comment(self.open(), "second_comments")
        if self.reached >= STAGES.index("clearance"):
            self.close()
            self.put_to_co_chairs(self.content.get("cleared", self.content["co_chairs"]))
        if self.reached == STAGES.index("published"):
            actions.publish_brief(roundtable=self.roundtable, by=self.chair)
        brief_happened(self.roundtable, timedelta(days=self.content.get("days", 2)))

    def name_team(self) -> None:
        places = [("co_chair", {"of": code}) for code in self.content["co_chairs"]]
        places += [
            (role, self.content[role]) for role in ("facilitator", "rapporteur") if role in self.content
        ]
        places += [("speaker", speaker) for speaker in self.content.get("speakers", [])]
        places += [("member", {"of": code}) for code in self.content.get("members", [])]
        for role, place in places:
            actions.appoint_to_team(
                roundtable=self.roundtable,
                role=role,
                organization=self.organizations[place["of"]],
                email=place.get("email", ""),
                name=place.get("name", ""),
                by=self.chair,
            )

    def refer(self) -> None:
        for entry in self.content.get("references", []):
            earlier = "meeting" in entry and Roundtable.objects.get(
                meeting__slug=entry["meeting"], code=entry["roundtable"]
            )
            reference = Reference(
                roundtable=self.roundtable,
                kind=entry["kind"],
                earlier=earlier or None,
                key=entry.get("key", ""),
                text={"en": entry["text"]} if "text" in entry else "",
                url=entry.get("url", ""),
            )
            actions.add_reference(reference=reference, by=self.chair)

    def say_ready(self, language: str) -> None:
        actions.set_language_state(
            roundtable=self.roundtable, language=language, state="ready", by=self.chair
        )

    def open(self) -> Draft:
        until = (timezone.now() + OPEN_FOR).astimezone(self.roundtable.meeting.zone)
        until = until.replace(hour=23, minute=59, second=0, microsecond=0)
        return actions.open_comments(roundtable=self.roundtable, until=until, by=self.chair)

    def close(self) -> None:
        actions.close_comments(roundtable=self.roundtable, by=self.chair)

    def comment(self, draft: Draft, which: str) -> None:
        for entry in self.content.get(which, []):
            organization = self.organizations[entry["by"]]
            comment = actions.comment_on(
                draft=draft,
                language="en",
                paragraph=entry["paragraph"],
                attitude=entry["attitude"],
                text=entry.get("text", ""),
                on_behalf_of=organization,
                by=self.focal_point(organization),
            )
            if "answer" in entry:
                actions.answer_comment(
                    comment=comment,
                    answer=entry["answer"],
                    sentence=entry.get("sentence", ""),
                    by=self.chair,
                )

    def put_to_co_chairs(self, cleared: list[str]) -> None:
        draft = actions.put_to_co_chairs(roundtable=self.roundtable, by=self.chair)
        for code in cleared:
            organization = self.organizations[code]
            actions.clear_brief(draft=draft, organization=organization, by=self.focal_point(organization))

    def publish_again(self, changed: dict) -> None:
        """What was written since, in each language, cleared by both co-chairs, as the next version."""
        for language in changed["background"]:  # the original first
            parts = {key: changed[key][language].strip() for key in ("background", "outcomes")}
            writable = actions.Writable(Roundtable.objects.get(pk=self.roundtable.pk), language)
            seen = {key: actions.digest(writable.text(key)) for key in parts}
            actions.write_brief(
                roundtable=self.roundtable, language=language, parts=parts, seen=seen, by=self.chair
            )
        for language in self.content["languages"]:
            self.say_ready(language)
        self.put_to_co_chairs(self.content["co_chairs"])
        actions.publish_brief(roundtable=self.roundtable, by=self.chair)
        brief_happened(self.roundtable, timedelta(days=changed["days"]))

    def focal_point(self, organization: Organization) -> Person:
        """Whoever acts for an organization that is in the team without naming a person."""
        return FocalPoint.objects.active().select_related("person").get(organization=organization).person
