"""Passports, needs and letters are sealed in the database and on the disk, and their keys can be changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from gfmd.sealing import seal
from participants import actions
from participants.models import Needs, VisaLetter, VisaRequest
from participants.visa import opened
from tests.factories import a_delegation, chair_staff, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db
OLD, NEW = "the former key of these tests", "the newest key of these tests"


@pytest.fixture
def letter(settings) -> VisaLetter:
    """A delegate with needs, a passport and a letter, all sealed with the old key."""
    settings.SEALING_KEYS = [OLD]
    delegation = a_delegation()
    delegate = with_delegates(delegation, 1, by=focal_point_of(delegation))[0]
    staff = chair_staff(delegation.meeting)
    actions.write_needs(delegate_pk=delegate.pk, diet="halal", access="ramp", by=staff)
    asked = actions.ask_visa_letter(
        delegate_pk=delegate.pk,
        passport={
            "passport_number": "K1234567",
            "nationality": "Kenyan",
            "born_on": "1980-02-29",
            "expires_on": timezone.localdate() + timedelta(days=900),
            "embassy": "Embassy in Nairobi",
        },
        by=staff,
    )
    return actions.issue_visa_letter(
        delegate_pk=delegate.pk, seen=asked.asked_at.isoformat(), language="en", by=staff
    )


def what_is_kept() -> list[str]:
    """The sealed columns as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT diet, access FROM participants_needs")
        needs = cursor.fetchone()
        cursor.execute("SELECT passport_number, born_on FROM participants_visarequest")
        return [*needs, *cursor.fetchone()]


def test_nothing_sealed_can_be_read_in_the_database_or_on_the_disk(letter):
    kept = " ".join(what_is_kept())
    assert not any(word in kept for word in ("halal", "ramp", "K1234567", "1980"))
    with letter.file.open("rb") as file:
        on_disk = file.read()
    assert not on_disk.startswith(b"%PDF")
    assert opened(letter).startswith(b"%PDF")


def test_keys_are_changed_in_three_steps(letter, settings, capsys):
    before = what_is_kept()
    settings.SEALING_KEYS = [NEW, OLD]
    assert VisaRequest.objects.get().passport_number == "K1234567"
    call_command("reseal")
    assert capsys.readouterr().out.strip() == "Sealed with the newest key: 4 values and 1 letters."
    settings.SEALING_KEYS = [NEW]
    assert set(before).isdisjoint(what_is_kept())
    needs, asked = Needs.objects.get(), VisaRequest.objects.get()
    assert (needs.diet, needs.access) == ("halal", "ramp")
    assert (asked.passport_number, asked.born_on) == ("K1234567", "1980-02-29")
    assert opened(VisaLetter.objects.get()).startswith(b"%PDF")


def test_the_former_file_of_a_letter_is_gone_after_resealing(letter, settings):
    former = letter.file.name
    settings.SEALING_KEYS = [NEW, OLD]
    call_command("reseal")
    letter.refresh_from_db()
    assert letter.file.name != former
    assert not letter.file.storage.exists(former)


def test_resealing_twice_does_no_harm(letter, settings):
    settings.SEALING_KEYS = [NEW, OLD]
    call_command("reseal")
    call_command("reseal")
    settings.SEALING_KEYS = [NEW]
    assert Needs.objects.get().diet == "halal"


def test_what_is_not_resealed_stays_with_the_former_key(letter, settings):
    """The control of the rotation: without the command, removing the former key loses everything."""
    settings.SEALING_KEYS = [NEW]
    with pytest.raises(ImproperlyConfigured, match="a key is missing from SEALING_KEYS"):
        Needs.objects.get()
    with pytest.raises(ImproperlyConfigured, match="a key is missing from SEALING_KEYS"):
        opened(letter)


def test_resealing_without_the_former_key_says_which_key_is_missing(letter, settings):
    settings.SEALING_KEYS = [NEW]
    before = what_is_kept()
    with pytest.raises(CommandError, match="a key is missing from SEALING_KEYS"):
        call_command("reseal")
    assert what_is_kept() == before


def test_what_is_written_while_resealing_is_not_overwritten(letter, settings, monkeypatch):
    """Somebody saves between the reading of a row and its writing: the newer words stay."""
    settings.SEALING_KEYS = [NEW, OLD]
    command = __import__("participants.management.commands.reseal", fromlist=["rotated"])
    rotated = command.rotated

    def slowly(kept, what):
        if what.startswith("participants.Needs"):
            Needs.objects.update(diet="vegan")
        return rotated(kept, what)

    monkeypatch.setattr(command, "rotated", slowly)
    call_command("reseal")
    assert Needs.objects.get().diet == "vegan"


def test_an_empty_field_is_kept_empty(letter, settings):
    Needs.objects.update(access="")
    settings.SEALING_KEYS = [NEW, OLD]
    call_command("reseal")
    assert Needs.objects.get().access == ""
    assert seal().decrypt(what_is_kept()[0].encode()) == b"halal"
