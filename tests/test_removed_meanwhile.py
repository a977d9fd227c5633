"""What somebody removes while another puts it to use is missed in a sentence, not in an error."""

import pytest
from django.db import connection
from django.urls import reverse

from meetings import actions
from meetings.models import Room
from tests.factories import a_meeting, a_room, an_item, chair_staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_room_removed_while_an_item_moves_into_it(client, monkeypatch):
    meeting = a_meeting()
    staff, room, item = chair_staff(meeting), a_room(meeting), an_item(meeting, "09:00", "10:00")
    client.force_login(staff)
    change = actions.change_item

    def remove_first(**saved):
        Room.objects.all().delete()
        return change(**saved)

    monkeypatch.setattr(actions, "change_item", remove_first)
    where = reverse("agenda_item_edit", args=[meeting.slug, item.pk])
    typed = {
        "kind": "plenary",
        "title_en": "Opening, moved",
        "day": meeting.starts_on.isoformat(),
        "starts": "09:00",
        "ends": "10:00",
        "room": room.pk,
        "seen": item.changed_at.isoformat(),
    }
    answer = client.post(where, typed)
    assert answer.status_code == 200
    assert "This has changed since you opened the page." in answer.content.decode()
    item.refresh_from_db()
    assert (item.room_id, str(item.title)) == (None, "Opening")


def test_whatever_else_was_removed_is_a_page_that_says_so(client, monkeypatch):
    meeting = a_meeting()
    client.force_login(chair_staff(meeting))

    def refer_to_nothing(**_room):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO meetings_room (meeting_id, name, interpretation) VALUES (0, 'x', '{}')"
            )

    monkeypatch.setattr(actions, "save_room", refer_to_nothing)
    answer = client.post(reverse("rooms", args=[meeting.slug]), {"name": "Atlas"})
    assert answer.status_code == 409
    assert "This has changed since you opened the page." in answer.content.decode()
