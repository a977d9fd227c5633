"""What is reached by a personal link, and the account such a link leads to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Person
from gfmd.links import Linked
from gfmd.moves import Refused
from participants.models import Nomination


def test_each_kind_of_link_has_a_name_of_its_own():
    kinds = sorted(one.LINK for one in Linked.__subclasses__())
    assert kinds == ["application", "assistant", "delegate", "focal-point", "invitation", "nomination"]


def test_a_new_link_voids_the_one_before_and_expires():
    thing, until = Nomination(pk=7), timezone.now() + timedelta(days=1)
    thing.give_new_link(until)
    former = thing.link_hash
    thing.give_new_link(until)
    assert (thing.link_name, thing.link_hash == former) == ("nomination-7-2", False)
    assert [thing.holds_link(number) for number in (1, 2)] == [False, True]
    assert [thing.is_link_valid(until - timedelta(seconds=1)), thing.is_link_valid(until)] == [True, False]
    with pytest.raises(Refused, match="no longer valid: a newer one was sent, or it has expired"):
        thing.refuse_unless_link(1)


def test_a_link_is_prolonged_without_being_changed():
    thing, now = Nomination(pk=7), timezone.now()
    thing.give_new_link(now)
    former = thing.link_hash
    thing.prolong_link(now + timedelta(days=1))
    assert (thing.link_number, thing.link_hash, thing.is_link_valid(now)) == (1, former, True)


def test_a_void_link_opens_nothing():
    thing = Nomination(pk=7)
    thing.give_new_link(timezone.now() + timedelta(days=1))
    thing.void_link()
    assert (thing.link_number, thing.link_hash, thing.is_link_valid()) == (2, "", False)


@pytest.mark.django_db
def test_an_address_has_one_account_which_takes_the_first_name_given():
    first = Person.objects.with_account(" Amina@State.example ", language="fr")
    assert (first.email, first.name, first.has_usable_password()) == ("amina@state.example", "", False)
    second = Person.objects.with_account("amina@state.example", name=" Amina ", language="en")
    third = Person.objects.with_account("amina@state.example", name="Somebody", language="en")
    assert {first.pk, second.pk, third.pk} == {Person.objects.get().pk}
    assert (third.name, third.language) == ("Amina", "fr")
