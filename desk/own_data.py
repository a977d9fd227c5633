"""What is held about the person who is signed in, from every room, and nothing about anybody else.

Traces of what the person did tell what and when, not whom it concerned; traces on the person's own rows leave out
what an act wrote down about somebody else.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Person, Trace, subject_of
from accounts.permissions import lacks_second_factor
from correspondence.addresses import wants_circulars
from correspondence.models import Message, TroubledAddress
from gfmd.lists import listed
from mailings.models import Ministry
from participants import diets
from participants.actions.forgetting import TELLS_OF_ANOTHER, nominations_of, seats_of
from participants.actions.needs import readdressed
from participants.models import (
    Delegate,
    FocalPoint,
    Invitation,
    Needs,
    Nomination,
    SensitiveView,
    VisaLetter,
    VisaRequest,
)
from participants.record import changes_of, sentence_of, who
from participants.visa import opened
from roundtables.models import Comment, Place, TeamMember
from selection.models import Application

# Of the program itself: it says nothing about a person.
LEFT_OUT = frozenset({"id", "link_number", "link_hash", "name_key", "replaced_by", "version", "delegate"})
# The acts that write down an assistant, who is somebody else.
OF_ASSISTANTS = ("name_assistant", "remove_assistant")
# Who handed in a nomination is somebody else than the one it names.
OF_SENDERS = frozenset({"sender_name", "sender_email"})
LATEST = 2000
# Fields that forms never show, so that their models give them no words.
LABELS = {
    "state": gettext_lazy("State"),
    "since": gettext_lazy("Since"),
    "until": gettext_lazy("Until"),
    "is_alternate": gettext_lazy("Alternate"),
    "made_at": gettext_lazy("Made"),
    "void_at": gettext_lazy("Void since"),
    "void_reason": gettext_lazy("Why it is void"),
    "submitted_at": gettext_lazy("Handed in"),
    "decided_at": gettext_lazy("Decided"),
    "received_at": gettext_lazy("Received"),
    "answered_at": gettext_lazy("Answered"),
    "answer": gettext_lazy("Answer"),
    "asked_at": gettext_lazy("Asked for"),
    "changed_at": gettext_lazy("Last changed"),
    "taken_at": gettext_lazy("Seat taken"),
    "completed_at": gettext_lazy("Completed by you"),
    "link_expires_at": gettext_lazy("Personal link good until"),
    "link_sent_at": gettext_lazy("Personal link sent"),
    "badge_void_at": gettext_lazy("Badge void since"),
    "withdrawn_at": gettext_lazy("Taken back"),
    "appointed_at": gettext_lazy("Appointed"),
    "joined_at": gettext_lazy("Account since"),
    "organization": gettext_lazy("Organization"),
    "meeting": gettext_lazy("Meeting"),
    "delegation": gettext_lazy("Delegation"),
    "chairmanship": gettext_lazy("Chairmanship"),
    "roundtable": gettext_lazy("Roundtable"),
    "call": gettext_lazy("Call for applications"),
    "role": gettext_lazy("Role"),
    "starts_on": gettext_lazy("From"),
    "ends_on": gettext_lazy("Until"),
    "to_name": gettext_lazy("Name"),
    "paragraph": gettext_lazy("Paragraph"),
    "embassy": gettext_lazy("Embassy or consulate"),
}


@dataclass(frozen=True)
class Fact:
    """One thing that is held: its name in the file, what a page calls it, its value in words."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """A kind of what is held; `rows` are the things of that kind, each with its facts."""

    key: str
    title: str
    rows: list[list[Fact]]
    # Shown in the file alone: whoever finds a screen open need not read it.
    is_sealed: bool = False


def own_data(person: Person) -> list[Part]:
    """Everything that is held about a person, kind by kind. As many queries for many rows as for one."""
    seats = list(seats_of(person).prefetch_related("parts"))
    nominations = list(nominations_of(person).select_related("organization", "meeting", "letter"))
    terms = list(FocalPoint.objects.filter(person=person).select_related("organization").order_by("since"))
    # Given by whoever had the seat's former address: not to be taken along by whoever has the present one.
    strange = readdressed(seats)
    own_seats = [seat for seat in seats if seat.pk not in strange]
    own_rows = {subject_of(row): row for row in [*seats, *nominations, *terms]}
    return [
        Part("account", _("Your account"), [account(person)]),
        Part("terms", _("Your terms as focal point"), [facts_of(term, TERM) for term in terms]),
        Part("seats", _("Your seats in delegations"), [facts_of(seat) for seat in seats]),
        Part("needs", _("Diet and access needs"), rows_of(Needs, own_seats), is_sealed=True),
        Part("passports", _("Passport data"), rows_of(VisaRequest, own_seats), is_sealed=True),
        Part(
            "visa_letters", _("Visa letters"), [facts_of(letter, LETTER) for letter in letters_of(own_seats)]
        ),
        Part("places", _("Your places at roundtables"), places(seats)),
        Part(
            "nominations", _("Nominations that name you"), [facts_of(one, NOMINATION) for one in nominations]
        ),
        Part("handed_in", _("Nominations you handed in"), handed_in(person)),
        Part("ministries", _("Lists of ministries you stand on"), ministries(person)),
        Part("invitations", _("Invitations sent to you"), invitations(person)),
        Part("applications", _("Your applications"), applications(person)),
        Part("service", _("Your service for chairs, teams and committees"), service(person)),
        Part("comments", _("Your comments on drafts"), comments(person)),
        Part("messages", _("Messages sent to you"), messages(person)),
        Part("record", _("What the record says about you"), record(own_rows, person)),
        Part("acts", _("What you did"), acts(person)),
        Part("looks", _("Who looked at your passport data and needs"), looks(seats)),
    ]


TERM = (
    "organization",
    "state",
    "is_alternate",
    "function",
    "ministry",
    "duty_station",
    "phone",
    "since",
    "until",
)
LETTER = ("number", "made_at", "void_at", "void_reason")
NOMINATION = (
    "organization",
    "meeting",
    "state",
    "name",
    "function",
    "ministry",
    "duty_station",
    "email",
    "phone",
    "language",
    "submitted_at",
    "sentence",
    "decided_at",
)
APPLICATION = (
    "state",
    "organization_name",
    "name",
    "gender",
    "email",
    "language",
    "motivation",
    "experience",
    "received_at",
    "answered_at",
)


def facts_of(row: models.Model, names: Iterable[str] | None = None) -> list[Fact]:
    """The fields of a row that hold something, in words."""
    facts = []
    for name in names or shown_of(type(row)):
        field = row._meta.get_field(name)
        value = in_words(row, field)
        if value:
            label = str(LABELS.get(name, field.verbose_name))
            facts.append(Fact(name, label[:1].upper() + label[1:], value))
    return facts


def shown_of(model: type[models.Model]) -> list[str]:
    """The fields of a model that say something about a person: all but those of the program itself."""
    fields = [field for field in model._meta.get_fields() if isinstance(field, models.Field)]
    return [field.name for field in fields if field.name not in LEFT_OUT]


def in_words(row: models.Model, field: models.Field) -> str:
    """What a field holds, as a person would say it."""
    if field.many_to_many:
        return listed(getattr(row, field.name).all())
    value = getattr(row, field.name)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "hour"):
        return moment(value)
    if hasattr(value, "year"):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return listed(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return str(value)


def moment(at) -> str:
    """An instant with its zone, which here is nobody's in particular."""
    return _("%(day)s, %(time)s, %(zone)s") % {
        "day": date_format(at, "DATE_FORMAT"),
        "time": date_format(at, "TIME_FORMAT"),
        "zone": "UTC",
    }


def account(person: Person) -> list[Fact]:
    facts = facts_of(person, ("name", "email", "language", "joined_at", "last_login"))
    others = person.emailaddress_set.exclude(email__iexact=person.email).values_list("email", flat=True)
    if others:
        facts.append(Fact("addresses", _("Other addresses"), listed(others)))
    has_one = not lacks_second_factor(person) and person.authenticator_set.exists()
    facts.append(Fact("second_factor", _("Second factor"), _("yes") if has_one else _("no")))
    facts.append(Fact("circulars", _("Circulars"), _("yes") if wants_circulars(person.email) else _("no")))
    trouble = TroubledAddress.objects.filter(email__iexact=person.email).first()
    if trouble:
        words = listed(filter(None, (trouble.get_trouble_display(), trouble.said)))
        facts.append(Fact("trouble", _("Messages to your address"), words))
    return facts


def rows_of(model: type[models.Model], seats: list[Delegate]) -> list[list[Fact]]:
    rows = list(model.objects.filter(delegate__in=seats).order_by("pk"))
    for row in rows:
        if isinstance(row, Needs):
            row.diet = diets.in_words(row.diet)
    return [facts_of(row) for row in rows]


def letters_of(seats: list[Delegate]) -> list[VisaLetter]:
    return list(VisaLetter.objects.filter(delegate__in=seats).order_by("pk"))


def places(seats: list[Delegate]) -> list[list[Fact]]:
    found = Place.objects.filter(delegate__in=seats).select_related("roundtable").order_by("pk")
    return [facts_of(place, ("roundtable", "choice", "state", "asked_at")) for place in found]


def handed_in(person: Person) -> list[list[Fact]]:
    """That one handed them in; whom they name is somebody else."""
    found = Nomination.objects.filter(sender_email__iexact=person.email).exclude(email__iexact=person.email)
    names = ("organization", "meeting", "state", "submitted_at", "sender_name", "sender_email")
    return [facts_of(one, names) for one in found.select_related("organization", "meeting").order_by("pk")]


def invitations(person: Person) -> list[list[Fact]]:
    found = Invitation.objects.filter(to_email__iexact=person.email).select_related("meeting", "organization")
    names = ("meeting", "organization", "to_name", "to_email", "language", "answer", "answered_at")
    return [facts_of(one, names) for one in found.order_by("pk")]


def ministries(person: Person) -> list[list[Fact]]:
    """Lists on which focal points keep one's address, to pass circulars on."""
    found = Ministry.objects.filter(email__iexact=person.email, is_removed=False).select_related(
        "organization"
    )
    names = ("organization", "name", "addressee", "email", "language")
    return [facts_of(one, names) for one in found.order_by("pk")]


def applications(person: Person) -> list[list[Fact]]:
    found = Application.objects.filter(email__iexact=person.email).order_by("pk")
    return [facts_of(one, APPLICATION) for one in found]


def service(person: Person) -> list[list[Fact]]:
    appointments = person.appointments.select_related("chairmanship").order_by("starts_on")
    places = TeamMember.objects.filter(person=person).select_related("roundtable", "organization")
    calls = person.calls_served.select_related("call__meeting").order_by("pk")
    return [
        *(facts_of(one, ("chairmanship", "role", "starts_on", "ends_on")) for one in appointments),
        *(
            facts_of(one, ("roundtable", "role", "organization", "appointed_at"))
            for one in places.order_by("pk")
        ),
        *(facts_of(one, ("call", "duty")) for one in calls),
    ]


def comments(person: Person) -> list[list[Fact]]:
    found = Comment.objects.filter(by=person).order_by("pk")
    return [facts_of(one, ("made_at", "paragraph", "attitude", "text", "withdrawn_at")) for one in found]


def messages(person: Person) -> list[list[Fact]]:
    """What was sent, when and what for. The text went to the mailbox; it may tell of others."""
    found = Message.objects.filter(to_email__iexact=person.email).order_by("-pk").defer("body")[:LATEST]
    labels = {
        "sent_at": _("Sent"),
        "queued_at": _("Written"),
        "purpose": _("Purpose"),
        "subject": _("Subject"),
    }
    return [
        [
            Fact(name, label, value)
            for name, label in labels.items()
            if (value := in_words(one, Message._meta.get_field(name)))
        ]
        for one in found
    ]


# --- The record ------------------------------------------------------------------------------------------


def record(own_rows: dict[str, models.Model], person: Person) -> list[list[Fact]]:
    """Acts on the person's own rows, with what they changed there."""
    traces = Trace.objects.filter(subject__in=own_rows).select_related("by")[:LATEST]
    return [told(trace, person, without_others(trace)) for trace in traces]


def without_others(trace: Trace) -> Trace:
    """The trace without what it says about a predecessor, a successor, an assistant or a sender. Not to be saved."""
    for side in ("before", "after"):
        told = getattr(trace, side)
        setattr(trace, side, {key: value for key, value in told.items() if key not in OF_SENDERS})
    if trace.act in OF_ASSISTANTS:
        trace.before, trace.after = {}, {}
    elif side := TELLS_OF_ANOTHER.get(trace.act):
        setattr(trace, side, {})
    return trace


def told(trace: Trace, person: Person, own: Trace) -> list[Fact]:
    if trace.by_id is None:
        actor = who(trace)
    else:
        actor = _("You") if trace.by_id == person.pk else _("Another person")
    facts = [
        Fact("at", _("When"), moment(trace.at)),
        Fact("what", _("What"), sentence_of(trace, who=actor, whom=person.name or _("you"))),
    ]
    if trace.is_on_behalf:
        facts.append(Fact("on_behalf", _("How"), _("By staff, on behalf of the organization")))
    facts += [Fact(change.label, change.label, arrow(change)) for change in changes_of(own, None)]
    if trace.reason:
        facts.append(Fact("reason", _("Reason"), trace.reason))
    return facts


def arrow(change) -> str:
    if change.before and change.after:
        return _("from “%(before)s” to “%(after)s”") % {"before": change.before, "after": change.after}
    return change.after or _("“%(before)s” until then") % {"before": change.before}


def acts(person: Person) -> list[list[Fact]]:
    """What the person did and when; whom it concerned, and what was written, is about others."""
    traces = Trace.objects.filter(by=person).defer("before", "after", "reason")[:LATEST]
    return [
        [
            Fact("at", _("When"), moment(trace.at)),
            Fact("what", _("What"), sentence_of(trace, who=_("You"), whom=_("a delegate"))),
        ]
        for trace in traces
    ]


def looks(seats: list[Delegate]) -> list[list[Fact]]:
    found = SensitiveView.objects.filter(delegate__in=seats).select_related("by")[:LATEST]
    words = {"needs": _("Diet and access needs"), "passport": _("Passport data"), "letter": _("Visa letter")}
    return [
        [
            Fact("at", _("When"), moment(look.at)),
            Fact("by", _("Who"), str(look.by)),
            Fact("what", _("What"), words.get(look.what, look.what)),
        ]
        for look in found
    ]


# --- Files -----------------------------------------------------------------------------------------------


def as_json(parts: list[Part]) -> bytes:
    """Everything as a file for other programs."""
    content = {part.key: [{fact.key: fact.value for fact in row} for row in part.rows] for part in parts}
    return json.dumps(
        {"made_at": timezone.now().isoformat(timespec="seconds"), **content}, ensure_ascii=False, indent=2
    ).encode()


def as_zip(person: Person, parts: list[Part]) -> bytes:
    """Everything as a page to be read and a file for other programs, with one's own letters."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        page = render_to_string(
            "desk/own_data_file.html", {"parts": parts, "person": person, "language": get_language()}
        )
        archive.writestr("own-data.html", page)
        archive.writestr("own-data.json", as_json(parts))
        for name, content in own_files(person):
            archive.writestr(f"letters/{name}", content)
    return made.getvalue()


def own_files(person: Person) -> Iterable[tuple[str, bytes]]:
    """Visa letters of one's own, and the letters that nominated one; files that are gone are left out."""
    seats = list(seats_of(person))
    strange = readdressed(seats)
    for letter in letters_of([seat for seat in seats if seat.pk not in strange]):
        if letter.file and letter.file.storage.exists(letter.file.name):
            yield f"visa-{letter.number.replace('/', '-')}.pdf", opened(letter)
    for nomination in nominations_of(person).select_related("letter"):
        file = nomination.letter.file
        if file and file.storage.exists(file.name):
            with file.open("rb") as stored:
                yield f"nomination-{nomination.pk}-{nomination.letter.name}", stored.read()
