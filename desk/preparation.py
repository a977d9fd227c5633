"""What is next and what is missing in the preparation of meetings."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Organization, OrganizationKind
from correspondence.models import MessageState
from mailings.addresses import troubled_counts
from meetings.models import AgendaItem, DatesKnown, Meeting, MeetingKind, MeetingState
from participants.models import Delegation, DelegationState, Invitation, Nomination, Window
from participants.models.focal_points import WAITING_FOR_CHAIR
from roundtables.models import Roundtable, Theme
from roundtables.standing import can_be_published, owed_by_staff
from roundtables.work import Stage, Work, with_work

S = MeetingState
FAILED = (MessageState.FAILED, MessageState.BOUNCED)
# Never sent, or taken back before it left.
UNSENT = Q(answer="none") & (Q(message=None) | Q(message__state=MessageState.CANCELLED))
ONE_MINUTE = timedelta(minutes=1)  # a deadline includes its last minute (domain, rule 16)
TO_CONFIRM = (DelegationState.SUBMITTED, DelegationState.AMENDED)


@dataclass(frozen=True)
class Step:
    """One thing a meeting needs: settled or not, in a sentence, and the page where it is done."""

    is_done: bool
    sentence: str
    page: str  # the name of its address
    show: str = ""  # which rows of that page
    slug: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.slug]) + (f"?show={self.show}" if self.show else "")

    @property
    def link(self) -> str:
        return str(LINKS[self.page])


LINKS = {
    "meeting_edit": gettext_lazy("Open the settings"),
    "programme": gettext_lazy("Open the programme"),
    "agenda_editor": gettext_lazy("Open the agenda"),
    "manage": gettext_lazy("Open the overview"),
    "invitations": gettext_lazy("Open the invitations"),
    "nominations": gettext_lazy("Open the nominations"),
    "board": gettext_lazy("Open the delegations"),
    "troubled_addresses": gettext_lazy("Correct the addresses"),
}


@dataclass(frozen=True)
class Preparation:
    """The steps of a meeting, in the order a chair takes them."""

    meeting: Meeting
    steps: tuple[Step, ...]

    @property
    def missing(self) -> list[Step]:
        return [step for step in self.steps if not step.is_done]

    @property
    def next_step(self) -> Step | None:
        return self.missing[0] if self.missing else None


def preparations(meetings: Sequence[Meeting]) -> list[Preparation]:
    """The preparation of each meeting. The same queries, however many meetings."""
    facts = _facts(meetings)
    states = Organization.objects.member_states(timezone.localdate()).count()
    return [
        Preparation(
            meeting,
            tuple(replace(step, slug=meeting.slug) for step in _steps(meeting, facts[meeting.pk], states)),
        )
        for meeting in meetings
    ]


def _facts(meetings: Sequence[Meeting]) -> defaultdict[int, Counter]:
    """Counts by meeting: "themes", "roundtables", "bare" (without questions) and so on."""
    facts: defaultdict[int, Counter] = defaultdict(Counter)
    keys = [meeting.pk for meeting in meetings]

    def add(name, rows):
        for meeting_pk, number in rows:
            facts[meeting_pk][name] += number

    def count(model, **only):
        rows = model.objects.filter(meeting__in=keys, **only).order_by().values_list("meeting")
        return rows.annotate(number=Count("pk", distinct=True))

    add("themes", count(Theme))
    add("agenda", count(AgendaItem))
    for roundtable in with_work(Roundtable.objects.filter(meeting__in=keys).with_questions_counted()):
        facts[roundtable.meeting_id].update(
            roundtables=1, bare=roundtable.questions_written == 0, **{_waits_for(Work(roundtable)): 1}
        )
    invitations = Invitation.objects.filter(meeting__in=keys).order_by().values_list("meeting")
    for meeting_pk, everyone, member_states, unsent, nowhere, refused, asking in invitations.annotate(
        everyone=Count("pk"),
        member_states=Count("pk", filter=Q(organization__kind=OrganizationKind.MEMBER_STATE)),
        unsent=Count("pk", filter=UNSENT & ~Q(to_email="")),
        nowhere=Count("pk", filter=Q(to_email="")),
        refused=Count("pk", filter=Q(answer="none", message__state__in=FAILED)),
        asking=Count("pk", filter=~Q(asks_email="")),
    ):
        facts[meeting_pk].update(
            invited=everyone,
            member_states=member_states,
            unsent=unsent,
            nowhere=nowhere,
            refused=refused,
            asking=asking,
        )
    add("troubled", troubled_counts(meetings))
    add("to_confirm", count(Delegation, state__in=TO_CONFIRM))
    add("to_verify", count(Nomination, state__in=WAITING_FOR_CHAIR))
    # Classes of participants whose own deadline is still to come; asked only when a meeting is past its own.
    if any(_is_past_its_deadline(meeting) for meeting in meetings):
        add("still_open", count(Window, closes_at__gt=timezone.now() - ONE_MINUTE))
    return facts


def _is_past_its_deadline(meeting: Meeting) -> bool:
    last = meeting.last_moment
    return meeting.state == S.REGISTRATION_OPEN and last is not None and timezone.now() >= last


def _waits_for(work: Work) -> str:
    """What a brief waits for: "publication", the "chair", "others" (comments, clearance), or "nothing"."""
    if work.stage == Stage.PUBLISHED or (work.stage == Stage.CHANGED and not work.passes_rounds):
        return "nothing"
    if can_be_published(work):
        return "publication"
    return "chair" if owed_by_staff(work) else "others"


def _steps(meeting: Meeting, facts: Counter, states: int):
    """The steps of one meeting, settled ones too."""
    if meeting.state in (S.CONCLUDED, S.ARCHIVED, S.CANCELLED):
        return
    if meeting.dates_known == DatesKnown.DAY and str(meeting.city):
        yield Step(True, _("Dates and place are set."), "meeting_edit")
    else:
        yield Step(False, _("The days and the place are not set yet."), "meeting_edit")
    if (meeting.kind == MeetingKind.SUMMIT or facts["themes"] or facts["roundtables"]) and (
        step := _programme_step(facts)
    ):
        yield step
    if facts["agenda"] and meeting.agenda_published_at:
        yield Step(True, _("The agenda is published."), "agenda_editor")
    elif facts["agenda"]:
        yield Step(False, _("The agenda is written but not published."), "agenda_editor")
    else:
        yield Step(False, _("The agenda is empty."), "agenda_editor")
    yield _state_step(meeting, facts)
    yield _invitation_step(facts, states, for_states=meeting.kind == MeetingKind.SUMMIT)
    if facts["to_verify"]:
        sentence = ngettext(
            "%(number)d nomination of a focal point waits to be verified.",
            "%(number)d nominations of focal points wait to be verified.",
            facts["to_verify"],
        )
        yield Step(False, sentence % {"number": facts["to_verify"]}, "nominations")
    if facts["to_confirm"]:
        sentence = ngettext(
            "%(number)d delegation waits to be confirmed.",
            "%(number)d delegations wait to be confirmed.",
            facts["to_confirm"],
        )
        yield Step(False, sentence % {"number": facts["to_confirm"]}, "board", "confirm")
    else:
        yield Step(True, _("No delegation waits to be confirmed."), "board")
    if facts["others"]:  # last: nobody but the teams can do something about it
        yield _waiting_step(facts)


def _waiting_step(facts: Counter) -> Step:
    sentence = ngettext(
        "%(number)d brief is out for comments or for clearance.",
        "%(number)d briefs are out for comments or for clearance.",
        facts["others"],
    )
    return Step(False, sentence % {"number": facts["others"]}, "programme")


def _programme_step(facts: Counter) -> Step | None:
    """None while nothing but the comments and the clearance of others is missing."""
    if not facts["themes"] or not facts["roundtables"]:
        return Step(False, _("Themes or roundtables are still to be written."), "programme")
    if facts["bare"]:
        sentence = ngettext(
            "%(number)d roundtable has no guiding questions.",
            "%(number)d roundtables have no guiding questions.",
            facts["bare"],
        )
        return Step(False, sentence % {"number": facts["bare"]}, "programme")
    if facts["chair"]:
        sentence = ngettext(
            "%(number)d brief waits for you: for a round of comments, for answers, or for its co-chairs to be "
            "asked.",
            "%(number)d briefs wait for you: for a round of comments, for answers, or for their co-chairs to "
            "be asked.",
            facts["chair"],
        )
        return Step(False, sentence % {"number": facts["chair"]}, "programme")
    if facts["publication"]:
        sentence = ngettext(
            "%(number)d brief is not published.",
            "%(number)d briefs are not published.",
            facts["publication"],
        )
        return Step(False, sentence % {"number": facts["publication"]}, "programme")
    if facts["others"]:
        return None
    return Step(True, _("All briefs are published."), "programme")


def _state_step(meeting: Meeting, facts: Counter) -> Step:
    if meeting.state == S.DRAFT:
        return Step(False, _("The meeting is a draft: nobody outside the chair knows of it."), "manage")
    if meeting.registration_closes_at is None:
        return Step(False, _("The registration window is not set."), "meeting_edit")
    if meeting.state in (S.ANNOUNCED, S.POSTPONED):
        return Step(False, _("Registration is not open yet."), "manage")
    if _is_past_its_deadline(meeting) and not facts["still_open"]:
        return Step(False, _("The registration window is over; close registration."), "manage")
    return Step(True, meeting.get_state_display(), "manage")


def _invitation_step(facts: Counter, states: int, *, for_states: bool) -> Step:
    if not facts["invited"] or (for_states and facts["member_states"] < states):
        return Step(False, _("Not all who should be are invited."), "invitations")
    if facts["unsent"]:
        sentence = ngettext(
            "%(number)d invitation is written but not sent.",
            "%(number)d invitations are written but not sent.",
            facts["unsent"],
        )
        return Step(False, sentence % {"number": facts["unsent"]}, "invitations")
    if facts["troubled"]:
        sentence = ngettext(
            "%(number)d address came back.", "%(number)d addresses came back.", facts["troubled"]
        )
        return Step(False, sentence % {"number": facts["troubled"]}, "troubled_addresses")
    if facts["refused"]:
        sentence = ngettext(
            "%(number)d address was refused.", "%(number)d addresses were refused.", facts["refused"]
        )
        return Step(False, sentence % {"number": facts["refused"]}, "invitations", "failed")
    if facts["asking"]:
        sentence = ngettext(
            "%(number)d person asks to be addressed instead.",
            "%(number)d people ask to be addressed instead.",
            facts["asking"],
        )
        return Step(False, sentence % {"number": facts["asking"]}, "invitations", "asks")
    if facts["nowhere"]:
        sentence = ngettext(
            "%(number)d invitation has no address.",
            "%(number)d invitations have no address.",
            facts["nowhere"],
        )
        return Step(False, sentence % {"number": facts["nowhere"]}, "invitations", "without")
    return Step(True, _("Everybody is invited."), "invitations")
