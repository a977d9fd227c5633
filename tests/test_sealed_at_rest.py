"""What is kept apart about delegates lies sealed: in no table, no file and no log of a run does it stand plain."""

import contextlib
import http.client
import urllib.parse
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from participants.actions import write_needs
from participants.actions.visa import ask_visa_letter, issue_visa_letter
from participants.models import Needs, VisaLetter, VisaRequest
from tests.factories import a_delegation, a_meeting, chair_staff, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db
NUMBER, DIET, ACCESS, BORN = "PX7654321", "no pistachios whatsoever", "a lift for a wheelchair", "1971-02-28"
PLAIN = (NUMBER, DIET, ACCESS, BORN)
PASSPORT = {
    "passport_number": NUMBER,
    "nationality": "Kenyan",
    "born_on": BORN,
    "expires_on": timezone.localdate() + timedelta(days=2000),
    "embassy": "Embassy in Nairobi",
}


@pytest.fixture
def given():
    """A delegate who gave everything that is kept apart, through the acts of the product; letter issued."""
    delegation = a_delegation(meeting=a_meeting())
    by = focal_point_of(delegation)
    (delegate,) = with_delegates(delegation, 1, by=by)
    write_needs(delegate_pk=delegate.pk, diet=DIET, access=ACCESS, by=by)
    ask_visa_letter(delegate_pk=delegate.pk, passport=PASSPORT, by=by)
    return delegate


def tables_holding(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """(table, word) wherever one stands in a row, in text, in JSON or in bytes, as PostgreSQL prints it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for word in words:
                forms = [word, word.encode().hex(), urllib.parse.quote(word)]
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" row WHERE row::text ILIKE ANY (%s)',
                    [[f"%{form}%" for form in forms]],
                )
                if cursor.fetchone()[0]:
                    found.append((table, word))
    return found


def files_holding(words: tuple[str, ...]) -> list[str]:
    """Files of this installation in which a word stands plain."""
    return [
        path.name
        for path in Path(settings.VAR_DIR).rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in words)
    ]


def test_no_row_of_any_table_holds_passport_number_birth_diet_or_access(given):
    assert given.needs.diet == DIET  # it is there, for those who may read it
    assert given.visa_request.passport_number == NUMBER
    assert tables_holding(PLAIN) == []


def test_the_search_through_the_tables_would_find_it(given):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE participants_needs SET diet = %s", [DIET])
        cursor.execute("UPDATE participants_visarequest SET passport_number = %s", [NUMBER])
    assert tables_holding(PLAIN) == [("participants_needs", DIET), ("participants_visarequest", NUMBER)]


def test_a_change_leaves_no_plain_word_in_the_record(given):
    by = chair_staff(given.delegation.meeting)
    write_needs(delegate_pk=given.pk, diet="another " + DIET, access="", by=by)
    ask_visa_letter(delegate_pk=given.pk, passport={**PASSPORT, "embassy": "Another"}, by=by)
    assert tables_holding(PLAIN) == []


def test_a_letter_lies_sealed_in_its_folder(given):
    by = chair_staff(given.delegation.meeting)
    seen = given.visa_request.asked_at.isoformat()
    issue_visa_letter(delegate_pk=given.pk, seen=seen, language="en", by=by)
    letter = VisaLetter.objects.get()
    with letter.file.open("rb") as stored:
        assert not stored.read().startswith(b"%PDF")
    assert files_holding((*PLAIN, "%PDF-1.7 /Title")) == []
    letter.file.storage.save("control.txt", ContentFile(NUMBER.encode()))
    assert len(files_holding(PLAIN)) == 1
    letter.file.storage.delete("control.txt")


@pytest.mark.django_db(transaction=True)
def test_the_log_of_a_real_server_holds_nothing_of_it(live_gunicorn, client):
    delegation = a_delegation(meeting=a_meeting())
    person = focal_point_of(delegation)
    (delegate,) = with_delegates(delegation, 1, by=person)
    client.force_login(person)
    server = live_gunicorn()
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    where = f"/delegations/{delegation.pk}/delegates/{delegate.pk}"
    typed = {"diet_words": DIET, "access": ACCESS}
    assert sent(server, f"{where}/needs/", typed, cookie) == 302
    assert DIET in Needs.objects.get().diet
    assert sent(server, f"{where}/visa/", PASSPORT | {"embassy": ""}, cookie) == 422
    assert sent(server, f"{where}/visa/", PASSPORT, cookie) == 302
    assert VisaRequest.objects.get().passport_number == NUMBER
    assert server.asks(f"/nothing/?{urllib.parse.urlencode(typed)}", Cookie=cookie).status == 404
    server.stop()
    log = server.log.read_text()
    assert "/nothing/" in log  # the control: refusals are written down, their query is not
    for word in PLAIN:
        assert word not in urllib.parse.unquote_plus(log)


def sent(server, path: str, typed: dict, cookie: str) -> int:
    """The status of the answer to a form, sent as a browser sends it."""
    token = "a" * 32
    connected = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.closing(connected):
        headers = {
            "Cookie": f"{cookie}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connected.request("POST", path, urllib.parse.urlencode(typed), headers)
        return connected.getresponse().status


def test_what_is_sealed_says_the_same_thing_differently_each_time(given):
    other = VisaRequest(
        delegate=with_delegates(
            a_delegation(), 1, by=given.delegation.organization.focal_points.get().person
        )[0],
        **{**PASSPORT, "expires_on": date(2035, 1, 1)},
    )
    other.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT passport_number FROM participants_visarequest")
        assert len(cursor.fetchall()) == 2
    assert Needs.objects.get().access == ACCESS
