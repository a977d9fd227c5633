"""Nominations of focal points that wait for the chair, and what some delegates need. All names are made up."""

from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Organization, Person
from demo.content import table
from gfmd.pdf import html_for, pdf_from
from meetings.models import Meeting
from meetings.uploads import PDF, Upload
from participants import actions
from participants.models import Delegate


def enter_nominations(summit: Meeting, organizations: dict[str, Organization], *, chair: Person) -> int:
    """Hand in each nomination, and let the chair begin with those that say so; returns how many there are."""
    rows = table("nominations", ";")
    for row in rows:
        organization = organizations[row["of"]]
        named = {
            **{name: row[name] for name in ("name", "function", "ministry", "duty_station", "language")},
            "email": f"{slugify(row['name']) or 'focal-point'}@{slugify(row['of'])}.example",
            "phone": "",
            "sender_name": row["sender_name"],
            "sender_email": f"mission@{slugify(row['of'])}.example",
        }
        nomination = actions.nominate(
            meeting=summit, organization=organization, named=named, upload=letter(summit, organization, row)
        )
        if row["word"]:
            nomination = actions.take_up_nomination(nomination_pk=nomination.pk, by=chair)
            seen = nomination.changed_at.isoformat()
            actions.return_nomination(nomination_pk=nomination.pk, sentence=row["word"], seen=seen, by=chair)
    return len(rows)


def letter(summit: Meeting, organization: Organization, row: dict) -> Upload:
    context = {
        "meeting": summit,
        "symbol": "",
        "title": f"{organization.name_en}: {row['name']}",
        "text": f"{organization.name_en} names {row['name']}, {row['function']}, as its focal point.",
    }
    content = pdf_from(html_for("demo/paper.html", context, "en"))
    return Upload(content, f"letter-{slugify(row['of'])}.pdf", PDF, is_picture=False)


def enter_needs(summit: Meeting) -> int:
    """What some delegates need, each written by the own focal point; returns how many gave something."""
    seated = Delegate.objects.seated().filter(meeting=summit).order_by("pk")
    given = 0
    for delegate, row in zip(seated, table("needs", ";"), strict=False):
        by = delegate.delegation.organization.focal_points.active().first().person
        if row["diet"] or row["access"]:
            actions.write_needs(delegate_pk=delegate.pk, diet=row["diet"], access=row["access"], by=by)
            given += 1
        if row["passport_number"]:
            passport = {
                "passport_number": row["passport_number"],
                "nationality": delegate.delegation.organization.name_en,
                "born_on": row["born_on"],
                "expires_on": timezone.localdate() + timedelta(days=1500),
                "embassy": row["embassy"],
            }
            actions.ask_visa_letter(delegate_pk=delegate.pk, passport=passport, by=by)
    return given
