"""Those who come, under measure: their pages, their last minute, and finding them again years later."""

import threading
import time
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, OrganizationKind, Person
from bench.__main__ import Row, Web, at_most, median_seconds
from bench.load import ask_between, at_once, p95
from bench.visitors import coming, keep_for_bare, signed_in_cookies, staff_of
from gfmd.names import name_key
from meetings.models import Meeting
from participants.models import Delegate, Delegation, FocalPoint
from participants.people import found_by_name

GIVEN = [
    "Amina",
    "José",
    "Nguyễn",
    "Мария",
    "Fatoumata",
    "王芳",
    "محمد",
    "Siobhán",
    "Łukasz",
    "Kwame",
    "Aisha",
    "Søren",
    "Ji-woo",
    "Thandiwe",
    "Ólafur",
]
FAMILY = [
    "Okafor",
    "Núñez",
    "Trần",
    "Иванова",
    "Diallo",
    "李",
    "الحسن",
    "Ó’Brien",
    "Kowalski",
    "Mensah",
    "Bello",
    "Ærø",
    "Kim",
    "Dlamini",
    "Þórsson",
]
LOOKED_FOR = ("mohammed alhassan", "Nunez Jose", "ivanova maria", "trần nguyen", "wang")


def delegations_page(web: Web, folder):
    """The page of a focal point with three full seats."""
    meeting = coming()
    delegation = meeting.delegations.filter(delegates__seat=3, delegates__state="confirmed").first()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(delegation.organization.focal_points.active().first().person)
    path = reverse("delegation", args=[delegation.pk])
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    yield at_most("focal point's page with three seats, queries", len(captured), 12)
    yield Row("the same, time", f"{median_seconds(lambda: client.get(path)) * 1000:.0f} ms")


def fifty_at_once(web: Web, folder):
    """50 focal points save at the same moment, against PostgreSQL."""
    yield from saving_at_once(web, 50)


def last_minute(web: Web, folder):
    """500 focal points save in the deadline's last minute, against PostgreSQL, two gunicorn workers."""
    meeting = coming()
    closes_at = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=2)
    former = meeting.registration_closes_at
    Meeting.objects.filter(pk=meeting.pk).update(registration_closes_at=closes_at)
    yield from saving_at_once(web, 500, begins_at=closes_at)
    Meeting.objects.filter(pk=meeting.pk).update(registration_closes_at=former)


def saving_at_once(web: Web, number: int, begins_at: datetime | None = None):
    """`number` focal points fill three seats each, and try a fourth, all from the same moment on."""
    meeting = coming()
    people = [focal_point_of(meeting, f"{number}-{each}") for each in range(number)]

    def typed(seat, token):
        return {"name": f"Delegate {seat}", "function": "Director", "ministry": "Labour", "email": "", "seen": "",
                "role": "head" if seat == 1 else "member", "csrfmiddlewaretoken": token}  # fmt: skip

    def registers(person):
        delegation, cookies, token = person
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return [
            ("POST", reverse("seat_fill", args=[delegation.pk, seat]), typed(seat, token), headers)
            for seat in (1, 2, 3, 3)
        ]

    bare = keep_for_bare("answer.html", b"x" * 200)

    def asks_bare(person):
        return [("GET", bare, None, {})] * 4

    alone = sorted(p95([s for _status, s in at_once(people, web.port, asks_bare)]) for _time in range(3))[1]
    if begins_at:
        time.sleep(max(0, (begins_at - timezone.now()).total_seconds()))
    beside: list = []
    begun, saved = threading.Event(), threading.Event()
    bystander = threading.Thread(target=lambda: beside.extend(ask_between(begun, saved, web.port, bare)))
    bystander.start()
    began = time.perf_counter()
    answers = at_once(people, web.port, registers, begun)
    took = time.perf_counter() - began
    saved.set()
    bystander.join()
    taken = [status for status, _seconds in answers if status == 302]
    fourth = [status for status, _seconds in answers if status == 409]
    errors = len(answers) - len(taken) - len(fourth)
    seats = [delegation.delegates.seated().count() for delegation, *_rest in people]
    yield Row(f"{number} focal points fill three seats each at once: errors", str(errors), "none", not errors)
    yield Row(
        "seats in the database / said to be saved",
        f"{sum(seats)} / {len(taken)}",
        f"{3 * number}, none lost",
        sum(seats) == len(taken) == 3 * number,
    )
    yield Row(
        "fourth delegates refused", str(len(fourth)), str(number), set(seats) == {3} and len(fourth) == number
    )
    slow = p95([seconds for _status, seconds in answers])
    figures = f" ({slow * 1000:.0f} / {p95(beside) * 1000:.0f} ms)"
    yield at_most("their p95, over that of a bare view asked meanwhile", slow / p95(beside), 4, figures)
    figures = f" ({slow * 1000:.0f} / {alone * 1000:.0f} ms)"
    yield Row(f"over that of {number} who ask the bare view alone", f"{slow / alone:.1f}{figures}", "a guide")
    yield Row("saves a second", f"{len(answers) / took:.0f}", "Indico: 21", len(answers) / took > 21)


def focal_point_of(meeting: Meeting, number: str) -> tuple[Delegation, str, str]:
    """A delegation that has not begun, and the cookies of its focal point."""
    organization = Organization.objects.create(
        kind=OrganizationKind.CIVIL_SOCIETY, name_en=f"Association {number} of the last minute"
    )
    person = Person.objects.create_user(f"late{number}@forum.example", name="Late")
    FocalPoint.objects.create(organization=organization, person=person, state="active")
    delegation = Delegation.objects.create(meeting=meeting, organization=organization)
    return delegation, *signed_in_cookies(person)


def past_meetings(number: int) -> list[Meeting]:
    """Concluded meetings with a delegation of three for every State."""
    model = coming()
    states = list(Organization.objects.member_states(date.today()))
    made = []
    for each in range(number):
        meeting = Meeting.objects.create(
            chairmanship=model.chairmanship, slug=f"past-{each}", title=f"Summit {each}", state="concluded"
        )
        seat_three(meeting, states)
        made.append(meeting)
    return made


@transaction.atomic
def seat_three(meeting: Meeting, organizations: list[Organization]) -> None:
    """A delegation of three for each; a confirmed one has its head when the transaction ends."""
    delegations = Delegation.objects.bulk_create(
        Delegation(meeting=meeting, organization=one, state="confirmed") for one in organizations
    )
    rows = []
    for delegation in delegations:
        for seat in (1, 2, 3):
            # Every given name with every family name.
            name = f"{GIVEN[(delegation.pk + seat) % 15]} {FAMILY[(delegation.pk // 15 + seat) % 15]}"
            rows.append(
                Delegate(
                    delegation=delegation,
                    meeting=meeting,
                    seat=seat,
                    is_head=seat == 1,
                    name=f"{name} {delegation.pk % 97}",
                    name_key=name_key(name),
                    function="Director",
                    state="attended",
                )
            )
    Delegate.objects.bulk_create(rows, batch_size=5000)


def board_after_years(web: Web, folder):
    """The board of 193 delegations, with no past meeting and with 20."""
    meeting = coming()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(staff_of(meeting))
    path = reverse("board", args=[meeting.slug])

    def asked() -> tuple[int, float]:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured), median_seconds(lambda: client.get(path))

    first = asked()
    past_meetings(20)
    cache.clear()
    later = asked()
    yield Row("board of 193 delegations, queries; with 20 past meetings", f"{first[0]} / {later[0]}", "at most 10", max(first[0], later[0]) <= 10 and first[0] == later[0])  # fmt: skip
    yield Row("the same, time", f"{first[1] * 1000:.0f} / {later[1] * 1000:.0f} ms", "flat", later[1] <= 1.5 * first[1])  # fmt: skip


def finding_people(web: Web, folder):
    """Looking for a name among 100,000 past participants, whatever the accents, the script and the order."""
    meeting = coming()
    staff = staff_of(meeting)
    figures = []
    for number in (10_000, 100_000):
        missing = number - Delegate.objects.count()
        archive = Meeting.objects.create(
            chairmanship=meeting.chairmanship, slug=f"archive-{number}", title="Archive", state="concluded"
        )
        organizations = Organization.objects.bulk_create(
            Organization(kind=OrganizationKind.CIVIL_SOCIETY, name_en=f"Archive {number} {each}")
            for each in range(missing // 3 + 1)
        )
        seat_three(archive, organizations)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE participants_delegate")
        figures.append(
            [median_seconds(lambda typed=typed: found_by_name(typed, staff)) for typed in LOOKED_FOR]
        )
        assert all(found_by_name(typed, staff) for typed in LOOKED_FOR)
    slowest = [max(seconds) * 1000 for seconds in figures]
    yield Row("slowest search by name among 10,000 / 100,000", f"{slowest[0]:.0f} / {slowest[1]:.0f} ms", "at most 100 ms", slowest[1] <= 100)  # fmt: skip


ALL = (delegations_page, board_after_years, fifty_at_once, last_minute, finding_people)
