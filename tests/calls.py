"""Civil-society days with a call for applications, its committee and its applicants."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Organization, Person
from gfmd.tokens import hash_of, token_for
from meetings.models import Meeting
from selection import actions
from selection.models import Application, Call, CallMember
from tests.factories import a_meeting, a_person, a_state, chair_staff, numbers


def civil_society_days(**fields) -> Meeting:
    return a_meeting(kind="civil_society_days", title="Civil-society days", **fields)


def a_call(meeting: Meeting | None = None, *, days_left: float = 5, **fields) -> Call:
    """A call that closes in so many days, or closed so many days ago where the number is negative."""
    meeting = meeting or civil_society_days()
    now = timezone.now()
    facts = {"opens_at": now - timedelta(days=30), "closes_at": now + timedelta(days=days_left), "ceiling": 3}
    return Call.objects.create(meeting=meeting, **{**facts, **fields})


def a_closed_call(**fields) -> Call:
    return a_call(days_left=-1, **fields)


def staff_of(call: Call) -> Person:
    return chair_staff(call.meeting)


def a_member(call: Call, duty: str = "committee", **fields) -> CallMember:
    return CallMember.objects.create(call=call, person=a_person(**fields), duty=duty)


def an_application(call: Call, organization_name: str = "", **fields) -> Application:
    """An application as received, with a link that works."""
    number = next(numbers)
    facts = {
        "organization_name": organization_name or f"Association {word(number)}",
        "sector": "ngo",
        "name": f"Representative {number}",
        "gender": "woman",
        "email": f"office@association{number}.example",
        "motivation": "We want to take part.",
        "experience": "We work with migrants.",
        "link_number": 1,
        "link_expires_at": timezone.now() + timedelta(days=60),
    }
    if "country" not in fields:
        fields["country"] = Organization.objects.filter(kind="member_state").first() or a_state()
    application = Application(call=call, **{**facts, **fields})
    application.save()
    return linked(application)


def linked(application: Application) -> Application:
    application.link_hash = hash_of(token_for(application.link_name))
    application.save(update_fields=["link_hash"])
    return application


def word(number: int) -> str:
    """A name without figures: 27 → "bb"."""
    letters = ""
    while number:
        number, place = divmod(number, 26)
        letters = chr(ord("a") + place) + letters
    return letters or "a"


def token_of(application: Application) -> str:
    application.refresh_from_db()
    return token_for(application.link_name)


def scored(application: Application, *totals: int, members: list[CallMember]) -> None:
    """Scores of each member in turn, as totals of 15; None is a conflict of interest."""
    for member, total in zip(members, totals, strict=True):
        points = {} if total is None else points_of(total)
        actions.score_application(
            application_pk=application.pk, member_pk=member.pk, has_conflict=total is None, **points
        )


def points_of(total: int) -> dict[str, int]:
    first, rest = min(total, 5), max(total - 5, 0)
    return {"relevance": first, "experience": min(rest, 5), "reach": max(rest - 5, 0)}


def offered(call: Call, number: int, *, by: Person) -> list[Application]:
    """So many applications with an offer each."""
    applications = [an_application(call) for _number in range(number)]
    actions.offer_places(call_pk=call.pk, application_pks=[one.pk for one in applications], by=by)
    for one in applications:
        one.refresh_from_db()
    return applications


def waiting(call: Call, number: int, *, by: Person) -> list[Application]:
    applications = [an_application(call) for _number in range(number)]
    actions.put_on_waiting_list(call_pk=call.pk, application_pks=[one.pk for one in applications], by=by)
    return applications


def state(application: Application) -> str:
    return Application.objects.values_list("state", flat=True).get(pk=application.pk)


def typed(**fields) -> dict:
    """What somebody types into the public form."""
    number = next(numbers)
    return {
        "organization_name": f"League {word(number)}",
        "acronym": "",
        "sector": "diaspora",
        "country": (Organization.objects.filter(kind="member_state").first() or a_state()).pk,
        "website": "",
        "motivation": "To be heard.",
        "experience": "Ten years of advice.",
        "name": "Amina",
        "gender": "undisclosed",
        "email": f"amina@league{number}.example",
        "language": "en",
        **fields,
    }
