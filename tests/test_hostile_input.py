"""Whatever is typed, pasted or forged, an address answers in a page and never breaks."""

import time
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from roundtables.pasted import questions_in
from tests.factories import a_delegation, a_person, focal_point_of, with_delegates
from tests.test_permissions import address, own_addresses, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

HOSTILE = (
    "\x00",
    "x" * 10_000,
    "9" * 5000,
    "-1",
    "99999999999999999999",
    "١²",
    "e\r\nBcc: all@state.example",
    '{"en": 1}',
    "<script>alert(1)</script>{{ 1 }}%(x)s{0}\u202e🌍\u2028",
    "2027-02-30T25:61",
)
LONGEST_IN_AN_ADDRESS = 30
# With these, staff open every form as well as send it.
OPENED = (0, 2)
NAMES = [
    "name",
    "reason",
    "email",
    "to_seat",
    "version",
    "sentence",
    "seen",
    "seen_at",
    "to",
    "place",
    "text",
    "language",
    "next",
    "show",
    "theme",
    "at",
    "only_fill",
    "to_name",
    "to_email",
    "kind",
    "name_en",
    "name_fr",
    "acronym",
    "address_name",
    "address_email",
    "address_language",
    "organizations",
    "member_states",
    "code",
    "title_ar",
    "title_en",
    "rationale_en",
    "agenda_item",
    "honorific",
    "function",
    "ministry",
    "is_head",
    "day",
    "starts",
    "ends",
    "room",
    "note_en",
    "capacity",
    "interpretation",
    "publish",
    "slug",
    "ordinal",
    "languages",
    "chairs",
    "host",
    "city_en",
    "venue_en",
    "time_zone",
    "dates_known",
    "year",
    "month",
    "starts_on",
    "ends_on",
    "registration_opens_at",
    "registration_closes_at",
    "delegation_limit",
    "maximum_themes",
    "parent",
    "overarching_theme_en",
    "background",
    "seen-background",
    "outcomes",
    "question-1",
    "session-99",
    "step",
    "state",
    "work-key",
    "work-url",
    "work-text_en",
    "instrument-key",
    "sdg_target-codes",
    "earlier_roundtable-earlier",
    "search",
    "paper",
    "text_ar",
    "text_en",
    "symbol",
    "description_en",
    "dated_on",
    "original_language",
    "audience",
    "is_commissioned",
    "embargo_until",
    "relation",
    "relates_to",
    "roundtables",
    "is_scan",
    "accessible_text",
    "of_original",
    "supersedes",
    "q",
    "page",
    "file",
]


# Staff reach most addresses, so they try everything; the others what is taken apart before anybody is asked who they are.
TRIED = [
    *(("staff", number) for number in range(len(HOSTILE))),
    *(("focal_point", number) for number in (0, 1, 8)),
    *(("anonymous", number) for number in (0, 8)),
]


@pytest.mark.parametrize(("role", "number"), TRIED)
def test_nothing_that_is_sent_breaks_an_address(client, world, role, number, settings):  # noqa: F811
    settings.DEMO = True
    people, facts = world
    if people[role]:
        client.force_login(people[role])
    client.raise_request_exception = False
    typed = dict.fromkeys(NAMES, HOSTILE[number])
    # No web server takes a line of a megabyte: what stands in an address is shorter.
    asked = urlencode(dict.fromkeys(NAMES, HOSTILE[number][:LONGEST_IN_AN_ADDRESS]))
    broken = {}
    for route, entry in own_addresses():
        where = f"{address(entry.name, route, facts)}?{asked}"
        for sent in ("POST", "GET"):
            with transaction.atomic():
                answer = client.post(where, typed) if sent == "POST" else client.get(where)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                broken[sent, entry.name] = answer.status_code
            if answer.status_code != 405 and not (role == "staff" and number in OPENED):
                break  # A page that takes no POST is opened.
    assert broken == {}


@pytest.mark.parametrize("part", ["9" * 20, "9" * 4999, "%00", "%ff%fe", "%2e%2e%2f", "%0d%0aX: 1"])
def test_no_part_of_an_address_breaks_it(client, world, part):  # noqa: F811
    client.force_login(world[0]["staff"])
    client.raise_request_exception = False
    broken = {}
    for route, entry in own_addresses():
        pieces = [part if "<" in piece else piece for piece in route.split("/")]
        answer = client.get("/" + "/".join(pieces))
        if answer.status_code >= 500:
            broken[entry.name] = answer.status_code
    assert broken == {}


@pytest.mark.parametrize(
    ("back", "where"),
    [
        ("/meetings/x/?a=1", "/meetings/x/?a=1"),
        ("desk", "/"),
        ("no-such-name", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: b", "/a%0D%0ASet-Cookie:%20b"),
    ],
)
def test_choosing_a_language_leads_nowhere_else(client, back, where):
    answer = client.get(reverse("language"), {"language": "fr", "next": back})
    assert (answer.status_code, answer.url) == (302, where)


def test_an_encoding_that_no_browser_sends_is_refused_in_a_page(client):
    delegation = a_delegation()
    client.force_login(focal_point_of(delegation))
    body = b'--B\r\nContent-Disposition: form-data; name="name"\r\n\r\n+2AA-\r\n--B--\r\n'
    answer = client.generic(
        "POST",
        reverse("seat_fill", args=[delegation.pk, 1]),
        body,
        content_type="multipart/form-data; boundary=B; charset=utf-7",
    )
    assert answer.status_code == 400
    assert delegation.delegates.count() == 0


@pytest.mark.parametrize("seat", ["9" * 5000, "-1", "0", "", "x", "3.0", "²", "4"])
def test_a_seat_that_does_not_exist_is_refused_in_a_page(client, seat):
    delegation = a_delegation()
    person = focal_point_of(delegation)
    delegate = with_delegates(delegation, 1, by=person)[0]
    client.force_login(person)
    move = reverse("delegate_move", args=[delegation.pk, delegate.pk])
    answer = client.post(move, {"to_seat": seat}, follow=True)
    assert answer.status_code == 200
    assert delegation.delegates.get().seat == (3 if seat == "3.0" else 1)


def test_a_paste_of_nothing_but_spaces_takes_no_time():
    began = time.monotonic()
    assert questions_in("a" + " " * 190_000 + "b")[0].number == 1
    assert time.monotonic() - began < 2


def test_a_page_for_one_person_is_kept_by_nobody_else(client):
    anonymous = client.get(reverse("desk"))
    assert anonymous["Cache-Control"] == "private, no-cache"
    client.force_login(a_person())
    for name in ("desk", "home"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-cache"
