"""The call for applications to the civil-society days: who applied, what the committee thought, who comes."""

from datetime import time, timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models import Organization, Person
from demo import people
from demo.ago import move_back
from demo.content import table
from meetings.clock import instant
from meetings.models import Meeting
from selection import actions
from selection.models import Application, Call, CallMember

CEILING = 14
CLOSED_AGO, DECIDED_AGO = timedelta(days=12), timedelta(days=6)
TEXT = {
    "en": "The civil-society days open two days before the summit. Tell us whom your organization speaks for, and what "
    "you would bring to the roundtables. Travel is paid on need, after the selection.",
    "fr": "Les journées de la société civile s'ouvrent deux jours avant le sommet. Dites-nous au nom de qui parle votre "
    "organisation, et ce que vous apporteriez aux tables rondes.",
}
COMMITTEE = (
    (people.COMMITTEE.email, "Yasmine Ouali", "fr"),
    ("okello@committee.example", "Patrick Okello", "en"),
    ("marisela@committee.example", "Marisela Duarte", "es"),
    ("tanaka@committee.example", "Keiko Tanaka", "en"),
    ("anton@committee.example", "Антон Белов", "ru"),
)


def enter_selection(days: Meeting, organizations: dict[str, Organization], *, by: Person) -> int:
    """Everything as it would have happened; returns how many applied."""
    now = timezone.now()
    call = actions.open_call(
        meeting=days,
        text=TEXT,
        opens_at=instant(days.local_day(now - timedelta(days=50)), time(9), days.zone),
        closes_at=now + timedelta(days=1),
        ceiling=CEILING,
        offer_days=10,
        by=by,
    )
    actions.appoint_to_call(
        call_pk=call.pk,
        email=people.OFFICE.email,
        name="Hind Berrada",
        duty="coordinator",
        language="fr",
        by=by,
    )
    committee = [
        actions.appoint_to_call(
            call_pk=call.pk, email=email, name=name, duty="committee", language=language, by=by
        )
        for email, name, language in COMMITTEE
    ]
    rows = table("applications", ";")
    applications = [apply(call, row, number, organizations) for number, row in enumerate(rows, start=1)]
    for row, application in zip(rows, applications, strict=True):
        score(row, application, committee)
    # Nobody is asked to wait for the deadline of a demo.
    closed_at = instant(days.local_day(now - CLOSED_AGO), time(23, 59), days.zone)
    Call.objects.filter(pk=call.pk).update(closes_at=closed_at)
    decide(call, rows, applications, by=Person.objects.get(email=people.OFFICE.email))
    spread_over_weeks(call)
    return len(rows)


def apply(call: Call, row: dict, number: int, organizations: dict[str, Organization]) -> Application:
    application = Application(
        organization_name=row["name"],
        sector=row["sector"],
        country=organizations[row["country"]],
        language=row["language"],
        name=row["person"],
        gender=row["gender"],
        # Two of one house: shown to staff, refused to nobody.
        email="office@werkbank.example" if "Werkb" in row["name"] else f"office@applicant{number}.example",
        motivation=row["motivation"],
        experience=row["experience"],
    )
    return actions.apply(call_pk=call.pk, application=application)


def score(row: dict, application: Application, committee: list[CallMember]) -> None:
    """Totals of 15 in the order of the committee: "-" is a conflict of interest, "." no score yet."""
    for total, member in zip(row["scores"].split(), committee, strict=True):
        if total == ".":
            continue
        given = {"has_conflict": True} if total == "-" else {"has_conflict": False, **points(int(total))}
        actions.score_application(application_pk=application.pk, member_pk=member.pk, **given)


def points(total: int) -> dict[str, int]:
    share, rest = divmod(total, 3)
    return {"relevance": share + (rest > 0), "experience": share, "reach": share + (rest > 1)}


def decide(call: Call, rows: list[dict], applications: list[Application], *, by: Person) -> None:
    """Offers up to the ceiling, a waiting list, and what the first offers came to."""
    fates = {application.pk: row["fate"] for row, application in zip(rows, applications, strict=True)}
    chosen = [pk for pk, fate in fates.items() if fate in ("accepted", "declined", "offered", "lapsed")]
    actions.offer_places(call_pk=call.pk, application_pks=chosen, by=by)
    line = [pk for pk, fate in fates.items() if fate == "waiting"]
    actions.put_on_waiting_list(call_pk=call.pk, application_pks=line, by=by)
    for application in Application.objects.filter(pk__in=chosen).order_by("pk"):
        link = {"application_pk": application.pk, "link_number": application.link_number}
        if fates[application.pk] == "accepted":
            actions.accept_place(**link)
        if fates[application.pk] == "declined":
            actions.decline_place(**link, reason="Nous n'avons pas pu réunir les frais de voyage.")
        if fates[application.pk] == "lapsed":
            expired = Application.objects.filter(pk=application.pk)
            expired.update(offer_expires_at=timezone.now() - timedelta(minutes=5))
    actions.lapse_offers()


def spread_over_weeks(call: Call) -> None:
    """Applications came in over a month, and the first offers went out some days ago."""
    total = call.applications.count()
    for place, application in enumerate(call.applications.order_by("pk")):
        age = CLOSED_AGO + timedelta(days=1) + timedelta(days=30) * (place * 7 % total) / total
        Application.objects.filter(pk=application.pk).update(received_at=F("received_at") - age)
    offered = call.applications.filter(state__in=["offered", "accepted", "declined"])
    move_back(offered, DECIDED_AGO, "offered_at", "offer_expires_at", "answered_at")
