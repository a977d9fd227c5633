"""Whoever is no longer, or not yet, the focal point of an organization sees nothing of its delegation."""

import pytest
from django.urls import reverse

from participants.models import FocalPoint
from tests.factories import a_delegation, focal_point_of, with_delegates

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["pending", "suspended", "ended", "superseded"])
def test_only_an_active_term_opens_the_delegation(client, state):
    delegation = a_delegation()
    person = focal_point_of(delegation)
    delegate = with_delegates(delegation, 1, by=person)[0]
    FocalPoint.objects.update(state=state)
    client.force_login(person)
    for name in ("delegation", "delegation_review", "delegation_withdraw"):
        assert client.get(reverse(name, args=[delegation.pk])).status_code == 404
    save = reverse("delegate_save", args=[delegation.pk, delegate.pk])
    assert client.post(save).status_code == 404
    assert client.post(reverse("seat_fill", args=[delegation.pk, 2])).status_code == 404
    assert "Delegation of" not in client.get(reverse("desk")).content.decode()


def test_an_alternate_fills_the_delegation(client):
    delegation = a_delegation()
    person = focal_point_of(delegation)
    FocalPoint.objects.update(is_alternate=True)
    client.force_login(person)
    page = client.get(reverse("delegation", args=[delegation.pk]))
    assert [seat.form is not None for seat in page.context["seats"]] == [True, True, True]


@pytest.mark.parametrize("name", ["delegate_save", "delegate_replace", "delegate_withdraw", "delegate_move"])
def test_a_delegate_of_another_organization_is_not_reached_through_ones_own(client, name):
    own, other = a_delegation(), a_delegation()
    person = focal_point_of(own)
    theirs = with_delegates(other, 1, by=focal_point_of(other))[0]
    client.force_login(person)
    where = reverse(name, args=[own.pk, theirs.pk])
    assert client.post(where, {"name": "Taken over", "to_seat": "2"}).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.name, theirs.seat, theirs.state) == ("Delegate 1", 1, "complete")
