"""Every address declares its permission, and a table says what each role gets there."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.permissions import ROLES, Permission
from correspondence import delivery
from correspondence.models import Batch, Message, TroubledAddress
from gfmd.tokens import hash_of, token_for
from mailings.actions import mailings
from mailings.actions.forwarding import pass_on
from mailings.received import Passing
from meetings.models import AgendaItem, Meeting, Room
from participants import actions
from participants.models import Erasure
from roundtables.content import working_text
from roundtables.models import ConceptPaper, GuidingQuestion, Roundtable, Section, Session, Theme
from tests.calls import a_call, a_member, an_application
from tests.factories import (
    a_circular,
    a_delegation,
    a_document,
    a_document_file,
    a_meeting,
    a_ministry,
    a_person,
    a_state,
    a_visa_letter,
    an_upload,
    chair_staff,
    focal_point_of,
    publish,
    with_delegates,
)

# django-allauth decides for itself who may see its pages; they concern one's own account alone.
THIRD_PARTY = ("allauth.",)

ROLES_TRIED = ("anonymous", "stranger", "focal_point", "other_focal_point", "staff", "support", "other_staff")


def addresses(patterns=None, prefix=""):
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


def own_addresses():
    return [
        (route, entry)
        for route, entry in addresses()
        if not entry.callback.__module__.startswith(THIRD_PARTY)
        and not getattr(entry.callback, "view_class", type).__module__.startswith(THIRD_PARTY)
    ]


def a_note_verbale(delegation, *, by):
    return actions.keep_note_verbale(delegation_pk=delegation.pk, upload=an_upload(), by=by)


def test_every_address_declares_its_permission():
    without = [route for route, entry in own_addresses() if not hasattr(entry.callback, "permission")]
    assert without == []


def test_every_permission_is_held_by_a_role_and_asked_for_by_an_address():
    held = {permission for _sentence, permissions in ROLES.values() for permission in permissions}
    asked = {entry.callback.permission for _route, entry in own_addresses()}
    assert held == set(Permission)
    assert asked == set(Permission)


def test_the_table_names_every_address():
    assert {entry.name for _route, entry in own_addresses()} == set(TABLE)


# These show a page that asks before they act.
ASK_FIRST = ("invitations_send", "theme_remove", "roundtable_remove", "session_remove", "question_remove",
             "section_remove",
             "room_remove", "agenda_item_remove", "document_remove", "team_member_remove", "reference_remove",
             "reminders_send")  # fmt: skip

# What each role gets, in the order of ROLES_TRIED. "login" is a redirect to sign-in; "own" is a redirect
# within the product after the act (or a form that asks for more: 422).
PUBLIC = (200,) * 7
SIGNED_IN = ("login", 200, 200, 200, 200, 200, 200)
CHAIR = ("login", 403, 403, 403, 200, 403, 403)
CHAIR_OR_SUPPORT = ("login", 403, 403, 403, 200, 200, 403)
OWN = ("login", 404, 200, 404, 200, 200, 404)
# Chair staff may act on behalf of an organization; the page and the record say so.
FILLS = ("login", 404, 200, 404, 200, 403, 404)
CHAIR_OR_SUPPORT_ACTS = ("login", 403, 403, 403, "done", "done", 403)
CHAIR_ACTS = ("login", 403, 403, 403, "done", 403, 403)
FILLS_ACTS = ("login", 404, "done", 404, "done", 403, 404)
LINK_ACTS = ("done",) * 7
# Of those who speak for an organization today; staff has pages of its own.
TERM = ("login", 404, 200, 404, 404, 404, 404)
TERM_ACTS = ("login", 404, "done", 404, 404, 404, 404)
# For the delegate alone (tests/test_needs.py, tests/test_visa_letters.py): who sees the delegation is refused.
OWN_SEAT = ("login", 404, 403, 404, 403, 403, 404)
# Of the team of a roundtable; tests/test_team.py says what each role in it gets.
BRIEF = ("login", 404, 404, 404, 200, 403, 404)
BRIEF_ACTS = ("login", 404, 404, 404, "done", 403, 404)

TABLE = {
    # meetings
    "home": ("GET", PUBLIC),
    "agenda": ("GET", PUBLIC),
    "agenda_pdf": ("GET", PUBLIC),
    "agenda_ics": ("GET", PUBLIC),
    "meeting_new": ("GET", ("login", 404, 404, 404, 200, 403, 404)),
    "meeting_edit": ("GET", CHAIR),
    "meeting_move": ("POST", CHAIR_ACTS),
    "rooms": ("GET", CHAIR_OR_SUPPORT),
    "room_edit": ("GET", CHAIR_OR_SUPPORT),
    "room_remove": ("POST", CHAIR_OR_SUPPORT_ACTS),
    "agenda_editor": ("GET", CHAIR),
    "agenda_publish": ("POST", CHAIR_ACTS),
    "agenda_item_new": ("GET", CHAIR),
    "agenda_item_edit": ("GET", CHAIR),
    "agenda_item_remove": ("POST", CHAIR_ACTS),
    "documents": ("GET", PUBLIC),
    "documents_json": ("GET", PUBLIC),
    "document": ("GET", PUBLIC),
    "document_json": ("GET", PUBLIC),
    "document_file": ("GET", PUBLIC),
    "document_text": ("GET", PUBLIC),
    "documents_manage": ("GET", CHAIR),
    "document_new": ("GET", CHAIR),
    "document_edit": ("GET", CHAIR),
    "document_move": ("POST", CHAIR_ACTS),
    "document_release": ("POST", CHAIR_ACTS),
    "document_remove": ("POST", CHAIR_ACTS),
    "document_file_new": ("GET", CHAIR),
    "document_file_edit": ("GET", CHAIR),
    # roundtables
    "meeting": ("GET", PUBLIC),
    "roundtable": ("GET", PUBLIC),
    "roundtable_pdf": ("GET", PUBLIC),
    "roundtable_json": ("GET", PUBLIC),
    "roundtable_changes": ("GET", PUBLIC),
    "roundtable_pack": ("GET", PUBLIC),
    "roundtable_pack_pdf": ("GET", ("done",) * 7),
    "roundtable_read": ("POST", ("login", *["done"] * 6)),
    "roundtable_version": ("GET", PUBLIC),
    "roundtable_version_pdf": ("GET", PUBLIC),
    "programme_json": ("GET", PUBLIC),
    "brief_compare": ("GET", ("login", 404, 404, 404, 200, 403, 404)),
    "brief": ("GET", BRIEF),
    "brief_comments_open": ("GET", BRIEF),
    "brief_comments_close": ("POST", BRIEF_ACTS),
    "brief_put": ("POST", BRIEF_ACTS),
    "brief_clear": ("POST", ("login", 404, 404, 404, 403, 403, 404)),
    "brief_draft": ("GET", BRIEF),
    "brief_comment": ("POST", BRIEF_ACTS),
    "comment_answer": ("POST", BRIEF_ACTS),
    "comment_withdraw": ("POST", BRIEF_ACTS),
    "team": ("GET", BRIEF),
    "team_member_new": ("GET", BRIEF),
    "team_member_remove": ("POST", BRIEF_ACTS),
    "team_tell": ("POST", BRIEF_ACTS),
    "presentation": ("GET", BRIEF),
    "brief_write": ("GET", BRIEF),
    "brief_preview": ("POST", ("login", 404, 404, 404, 200, 403, 404)),
    "brief_keep": ("POST", ("login", 404, 404, 404, 204, 403, 404)),
    "brief_let_go": ("POST", BRIEF_ACTS),
    "brief_language": ("GET", BRIEF),
    "brief_references": ("GET", BRIEF),
    "reference_edit": ("GET", BRIEF),
    "reference_remove": ("POST", BRIEF_ACTS),
    "brief_papers": ("GET", BRIEF),
    "brief_paper_remove": ("POST", BRIEF_ACTS),
    "concept_note": ("GET", PUBLIC),
    "programme": ("GET", CHAIR),
    "theme_new": ("GET", CHAIR),
    "theme_edit": ("GET", CHAIR),
    "theme_remove": ("POST", CHAIR_ACTS),
    "theme_move": ("POST", CHAIR_ACTS),
    "roundtable_new": ("GET", CHAIR),
    "roundtable_edit": ("GET", CHAIR),
    "roundtable_remove": ("POST", CHAIR_ACTS),
    "roundtable_move": ("POST", CHAIR_ACTS),
    "roundtable_publish": ("POST", CHAIR_ACTS),
    "questions": ("GET", BRIEF),
    "concept_papers": ("GET", CHAIR),
    "concept_paper_new": ("GET", CHAIR),
    "concept_paper": ("GET", CHAIR),
    "concept_paper_accept": ("POST", CHAIR_ACTS),
    "section_new": ("GET", CHAIR),
    "section_edit": ("GET", CHAIR),
    "section_remove": ("POST", CHAIR_ACTS),
    "section_move": ("POST", CHAIR_ACTS),
    "session_new": ("GET", CHAIR),
    "session_edit": ("GET", CHAIR),
    "session_remove": ("POST", CHAIR_ACTS),
    "session_move": ("POST", CHAIR_ACTS),
    "question_remove": ("POST", BRIEF_ACTS),
    "question_move": ("POST", BRIEF_ACTS),
    "delegation_places": ("GET", ("login", 404, 200, 404, 200, 403, 404)),
    "seat_places": (
        "GET",
        ("login", 404, 403, 404, 403, 403, 404),
    ),  # tests/test_places.py says what the delegate gets
    "places": ("GET", CHAIR),
    "places_set": ("POST", CHAIR_ACTS),
    "places_csv": ("GET", CHAIR),
    # participants
    "invitation": ("GET", PUBLIC),
    "invitation_accept": ("POST", LINK_ACTS),
    "invitation_decline": ("POST", LINK_ACTS),
    "invitation_not_me": ("POST", LINK_ACTS),
    "invitation_new_link": ("POST", LINK_ACTS),
    "delegation": ("GET", OWN),
    "delegation_record": ("GET", OWN),
    "delegation_review": ("GET", FILLS),
    "delegation_submit": ("POST", FILLS_ACTS),
    "delegation_withdraw": ("GET", FILLS),
    "delegation_decline": ("GET", FILLS),
    "delegation_begin": ("POST", FILLS_ACTS),
    "note_verbale_new": ("POST", FILLS_ACTS),
    "note_verbale": ("GET", OWN),
    "seat_fill": ("POST", FILLS_ACTS),
    "delegate_save": ("POST", FILLS_ACTS),
    "delegate_replace": ("GET", FILLS),
    "delegate_withdraw": ("GET", FILLS),
    "delegate_move": ("POST", FILLS_ACTS),
    "delegate_details": ("GET", PUBLIC),
    "delegate_renew": ("POST", LINK_ACTS),
    "seat": ("GET", OWN_SEAT),
    "seat_needs": ("GET", OWN_SEAT),
    "seat_visa": ("GET", OWN_SEAT),
    "seat_visa_withdraw": ("POST", OWN_SEAT),
    "seat_letter": ("GET", OWN_SEAT),
    "seat_assistant": ("GET", OWN_SEAT),
    "seat_assistant_remove": ("POST", OWN_SEAT),
    "seat_link": ("GET", FILLS),
    "delegate_link": ("POST", FILLS_ACTS),
    "delegate_needs": ("GET", FILLS),
    "delegate_visa": ("GET", FILLS),
    "delegate_visa_withdraw": ("POST", FILLS_ACTS),
    "delegate_letter": ("GET", FILLS),
    "assistant_name": ("GET", FILLS),
    "assistant_remove": ("POST", FILLS_ACTS),
    "needs": ("GET", CHAIR_OR_SUPPORT),
    "sensitive_views": ("GET", CHAIR),
    "visa_letters": ("GET", CHAIR_OR_SUPPORT),
    "visa_letter_new": ("GET", CHAIR_OR_SUPPORT),
    "visa_letter_file": ("GET", CHAIR_OR_SUPPORT),
    "visa_letter_void": ("GET", CHAIR_OR_SUPPORT),
    "invitations": ("GET", CHAIR),
    "invitations_new": ("GET", CHAIR),
    "organization_new": ("GET", CHAIR),
    "invitations_send": ("POST", CHAIR_ACTS),
    "invitations_progress": ("GET", CHAIR),
    "invitations_remind": ("POST", CHAIR_ACTS),
    "invitation_manage": ("GET", CHAIR),
    "invitation_again": ("POST", CHAIR_ACTS),
    "invitation_readdress": ("POST", CHAIR_ACTS),
    "invitation_extra_time": ("POST", CHAIR_ACTS),
    "board": ("GET", CHAIR_OR_SUPPORT),
    "board_confirm": ("POST", CHAIR_ACTS),
    "delegation_check": ("GET", CHAIR_OR_SUPPORT),
    "delegation_confirm": ("POST", CHAIR_ACTS),
    "delegation_return": ("POST", CHAIR_ACTS),
    "delegation_return_fields": ("POST", CHAIR_ACTS),
    "delegation_confirm_fields": ("POST", CHAIR_ACTS),
    "delegation_extra_time": ("POST", CHAIR_ACTS),
    "delegation_extra_time_end": ("POST", CHAIR_ACTS),
    "delegation_constituency": ("POST", CHAIR_ACTS),
    "delegate_reject": ("POST", CHAIR_ACTS),
    "delegation_reconfirm": ("POST", ("login", 404, "done", 404, "done", 403, 404)),
    "board_csv": ("GET", CHAIR_OR_SUPPORT),
    "board_remind": ("POST", CHAIR_ACTS),
    "windows": ("GET", CHAIR),
    "postpone": ("GET", CHAIR),
    "people": ("GET", CHAIR_OR_SUPPORT),
    "clashes": ("GET", CHAIR_OR_SUPPORT),
    "constituencies": ("GET", CHAIR_OR_SUPPORT),
    "constituency_new": ("POST", CHAIR_ACTS),
    "constituencies_total": ("POST", CHAIR_ACTS),
    "constituency_edit": ("GET", CHAIR),
    "constituency_remove": ("POST", CHAIR_ACTS),
    "personal_data": ("GET", CHAIR),
    "personal_data_find": ("POST", CHAIR_ACTS),
    "personal_data_erase": ("POST", CHAIR_ACTS),
    "personal_data_certificate": ("GET", CHAIR),
    "personal_data_delegate": ("GET", CHAIR),
    # selection; tests/test_selection.py says what the coordinating office and the committee get
    "application_new": ("GET", PUBLIC),
    "application_received": ("GET", PUBLIC),
    "application": ("GET", PUBLIC),
    "application_correct": ("GET", PUBLIC),
    "application_withdraw": ("POST", LINK_ACTS),
    "application_accept": ("POST", LINK_ACTS),
    "application_decline": ("POST", LINK_ACTS),
    "application_new_link": ("POST", LINK_ACTS),
    "scoring": ("GET", ("login", *[404] * 6)),
    "score": ("GET", ("login", *[404] * 6)),
    "applications": ("GET", CHAIR),
    "call_edit": ("GET", CHAIR),
    "committee": ("GET", CHAIR),
    "call_member_release": ("POST", CHAIR_ACTS),
    "applications_decide": ("POST", CHAIR),
    "applications_csv": ("GET", CHAIR),
    "application_check": ("GET", CHAIR),
    "application_drop": ("POST", CHAIR_ACTS),
    "application_readdress": ("POST", CHAIR_ACTS),
    "application_settle": ("POST", CHAIR_ACTS),
    # nominations and focal points
    "nominate": ("GET", PUBLIC),
    "nomination_received": ("GET", PUBLIC),
    "nomination_link": ("GET", PUBLIC),
    "nomination_withdraw": ("POST", LINK_ACTS),
    "nomination_new_link": ("POST", LINK_ACTS),
    "nominations": ("GET", CHAIR),
    "nomination": ("GET", CHAIR),
    "nomination_letter": ("GET", CHAIR),
    "nomination_take_up": ("POST", CHAIR_ACTS),
    "nomination_accept": ("POST", CHAIR_ACTS),
    "nomination_return": ("POST", CHAIR_ACTS),
    "nomination_reject": ("POST", CHAIR_ACTS),
    "focal_point": ("GET", PUBLIC),
    "focal_point_take_on": ("POST", LINK_ACTS),
    "focal_point_decline": ("POST", LINK_ACTS),
    "focal_point_new_link": ("POST", LINK_ACTS),
    "focal_points": ("GET", TERM),
    "focal_point_edit": ("GET", TERM),
    "focal_point_reconfirm": ("POST", TERM_ACTS),
    "focal_point_alternate": ("GET", TERM),
    "focal_point_successor": ("GET", TERM),
    "focal_point_end": ("GET", TERM),
    "focal_point_again": ("POST", TERM_ACTS),
    "focal_points_manage": ("GET", CHAIR),
    "focal_points_vcf": ("GET", CHAIR),
    "focal_point_manage": ("GET", CHAIR),
    "focal_point_remind": ("POST", CHAIR_ACTS),
    "focal_point_vcf": ("GET", CHAIR),
    "directory": ("GET", ("login", 403, 200, 200, 200, 200, 403)),
    # correspondence: outside the demo the mailbox does not exist
    "mailbox": ("GET", (404,) * 7),
    "mailbox_message": ("GET", (404,) * 7),
    "unsubscribe": ("GET", PUBLIC),
    "mail_webhook": ("POST", (404,) * 7),  # nor does this without a provider (tests/test_bounces.py)
    "organization_messages": ("GET", OWN),
    "person_messages": ("GET", CHAIR_OR_SUPPORT),
    "own_messages": ("GET", SIGNED_IN),
    "own_circulars": ("POST", ("login", *["done"] * 6)),
    "catalogue": ("GET", CHAIR_OR_SUPPORT),
    "catalogue_kind": ("GET", CHAIR_OR_SUPPORT),
    "template_edit": ("GET", CHAIR),
    "template_remove": ("POST", CHAIR_ACTS),
    "troubled_addresses": ("GET", CHAIR_OR_SUPPORT),
    "address_correct": ("POST", CHAIR_ACTS),
    "address_again": ("POST", CHAIR_ACTS),
    "outbox": ("GET", CHAIR_OR_SUPPORT),
    "outbox_pause": ("POST", CHAIR_ACTS),
    "outbox_resume": ("POST", CHAIR_ACTS),
    "outbox_batch_pause": ("POST", CHAIR_ACTS),
    "outbox_batch_resume": ("POST", CHAIR_ACTS),
    "outbox_resend": ("POST", CHAIR_ACTS),
    # mailings: the first page, and what is written to many
    "correspondence": ("GET", CHAIR_OR_SUPPORT),
    "mailings": ("GET", CHAIR_OR_SUPPORT),
    "mailings_second": ("POST", CHAIR_ACTS),
    "mailing_new": ("GET", CHAIR),
    "mailing": ("GET", CHAIR_OR_SUPPORT),
    "mailing_edit": ("GET", CHAIR_ACTS),
    "mailing_text": ("GET", CHAIR_ACTS),
    "mailing_text_remove": ("POST", CHAIR_ACTS),
    "mailing_signatories": ("GET", CHAIR_ACTS),
    "mailing_recipients": ("GET", CHAIR_OR_SUPPORT),
    "mailing_preview": ("GET", CHAIR_OR_SUPPORT),
    "mailing_test": ("POST", CHAIR_ACTS),
    "mailing_put": ("POST", CHAIR_ACTS),
    "mailing_approve": ("POST", CHAIR_ACTS),
    "mailing_return": ("POST", CHAIR_ACTS),
    "mailing_withdraw": ("POST", CHAIR_ACTS),
    "mailing_send": ("POST", CHAIR_ACTS),
    "mailing_schedule": ("POST", CHAIR_ACTS),
    "mailing_hold": ("POST", CHAIR_ACTS),
    "mailing_progress": ("GET", CHAIR_OR_SUPPORT),
    "mailing_letter": ("GET", CHAIR_OR_SUPPORT),
    "mailing_correct": ("POST", CHAIR_ACTS),
    # mailings: reminders
    "reminders": ("GET", CHAIR),
    "reminders_today": ("GET", CHAIR_OR_SUPPORT),
    "reminders_send": ("POST", CHAIR_ACTS),
    # mailings: changes
    "changes": ("GET", CHAIR_OR_SUPPORT),
    "changes_tell": ("POST", CHAIR_ACTS),
    # mailings: what focal points pass on
    "ministries": ("GET", TERM),
    "ministry_edit": ("GET", TERM),
    "ministry_remove": ("POST", TERM_ACTS),
    "circulars": ("GET", TERM),
    "circular": ("GET", TERM),
    "organization_paper": ("GET", TERM),
    "forwarding_again": ("POST", TERM_ACTS),
    # desk
    "desk": ("GET", SIGNED_IN),
    "own_data": ("GET", SIGNED_IN),
    "own_data_json": ("GET", SIGNED_IN),
    "own_data_zip": ("GET", SIGNED_IN),
    "own_data_erase": ("GET", SIGNED_IN),
    "manage": ("GET", CHAIR_OR_SUPPORT),
    "gallery": ("GET", (404,) * 7),
    "healthz": ("GET", PUBLIC),
    "readyz": ("GET", PUBLIC),
    # accounts
    "language": ("GET", ("done",) * 7),
}


def a_draft_for_comment(roundtable):
    """The next version of a published brief, out for comments."""
    brief = roundtable.briefs.create(number=roundtable.version + 1, state="first_comments")
    return brief.drafts.create(
        kind="first_draft",
        content=working_text(roundtable),
        comments_until=timezone.now() + timedelta(days=1),
    )


def a_link_of_a_circular() -> str:
    message = Message(key="circular:1", purpose="circular", is_circular=True, to_email="m@state.example")
    message.unsubscribe_hash = hash_of(message.unsubscribe_token)
    message.save()
    return message.unsubscribe_token


def a_link_of(delegate):
    """The token of a personal link that is good for a day."""
    token = token_for(delegate.link_name)
    type(delegate).objects.filter(pk=delegate.pk).update(
        link_hash=hash_of(token), link_expires_at=timezone.now() + timedelta(days=1)
    )
    return token


def of_nomination(delegation, *, by) -> dict:
    """A nomination for the delegation's organization, and an alternate named there, with their links."""
    task = {"name": "Juma", "function": "", "ministry": "", "duty_station": "", "phone": "", "language": "en"}
    task["email"] = "named@state.example"
    point = actions.name_alternate(organization=delegation.organization, task=task, by=by)
    nomination = actions.nominate(
        meeting=delegation.meeting,
        organization=delegation.organization,
        named={**task, "sender_name": "Mission", "sender_email": "mission@state.example"},
        upload=an_upload(),
    )
    return {
        "nominations": nomination.pk,
        "nomination_token": token_for(nomination.link_name),
        "task_token": token_for(point.link_name),
    }


def of_forwarding(delegation, *, by) -> dict:
    """A circular that reached the delegation's organization, passed on to a ministry of its list."""
    mailing, ministry = a_circular(delegation), a_ministry(delegation.organization)
    passing = Passing(delegation.organization, mailing=mailing)
    forwarding, _number = pass_on(passing=passing, chosen=[ministry.pk], note="", by=by)
    return {"mailing_pk": mailing.pk, "ministry_pk": ministry.pk, "forwarding_pk": forwarding.pk}


def a_letter_on_its_way(meeting, *, by) -> int:
    """A joint letter that is leaving; the number by which its pages are found."""
    letter = mailings.open_mailing(
        meeting=meeting, kind="joint_letter", name="Letter", audience="member_states", narrowed={}, by=by
    )
    letter.texts.create(language="en", subject="Letter", body="Body", letter="Text")
    letter.state, letter.batch = "leaving", Batch.objects.create(meeting=meeting, name="Letter")
    letter.save()
    return letter.pk


@pytest.fixture
def world():
    """One meeting with everything in it, and somebody in each role."""
    meeting = a_meeting(agenda_published_at=timezone.now())
    staff = chair_staff(meeting)
    state = a_state()
    actions.invite(meeting=meeting, organizations=[state], by=staff)
    actions.send_invitations(meeting=meeting, by=staff)
    delivery.deliver_due()
    delegation = a_delegation(meeting=meeting)
    people = {
        "anonymous": None,
        "stranger": a_person(),
        "focal_point": focal_point_of(delegation),
        "other_focal_point": focal_point_of(a_delegation(meeting=meeting)),
        "staff": staff,
        "support": chair_staff(meeting, role="support unit"),
        "other_staff": chair_staff(a_meeting()),
    }
    one, _two = with_delegates(delegation, 2, by=people["focal_point"])
    room = Room.objects.create(meeting=meeting, name="Atlas")
    item = AgendaItem.objects.create(
        meeting=meeting,
        title="Opening",
        starts_at=timezone.now(),
        ends_at=timezone.now() + timedelta(hours=1),
    )
    theme = Theme.objects.create(meeting=meeting, code="1", title="Theme")
    roundtable = Roundtable.objects.create(meeting=meeting, theme=theme, code="1.1", title="Roundtable")
    session = Session.objects.create(roundtable=roundtable, code="1.1.1", title="Session")
    question = GuidingQuestion.objects.create(roundtable=roundtable, text="Why?")
    publish(roundtable)
    draft = a_draft_for_comment(roundtable)
    comment = draft.comments.create(language="en", paragraph="whole", attitude="supportive", by=a_person())
    place = roundtable.team.create(role="speaker", name="Annelies Vermeer")
    invitation = meeting.invitations.get()
    document = a_document(meeting, languages=[])
    scan = a_document_file(document, is_scan=True, accessible_text="Words", by=staff)
    reference = roundtable.references.create(kind="work", key="ILO 2019")
    roundtable.papers.add(document)
    call = a_call(meeting)
    application = an_application(call)
    facts = {
        "applications": application.pk,
        "scoring": application.pk,
        "application_token": token_for(application.link_name),
        "committee": a_member(call).pk,
        "slug": meeting.slug,
        "code": roundtable.code,
        "draft_pk": draft.pk,
        "comment_pk": comment.pk,
        "member_pk": place.pk,
        "token": token_for(invitation.link_name),
        "chairmanship_pk": meeting.chairmanship_id,
        "delegate_pk": one.pk,
        "letter_pk": a_visa_letter(one, by=staff).pk,
        "note_pk": a_note_verbale(delegation, by=people["focal_point"]).pk,
        "place": 3,
        "assistant_pk": one.assistants.create(name="Juma", email="juma@state.example").pk,
        "seat_token": a_link_of(one),
        "room_pk": room.pk,
        "item_pk": item.pk,
        "papers": document.pk,
        "file_pk": scan.pk,
        "document_pk": document.pk,
        "reference_pk": reference.pk,
        "language": scan.language,
        "themes": theme.pk,
        "roundtables": roundtable.pk,
        "briefs": roundtable.pk,
        "places": roundtable.pk,
        "number": roundtable.version,
        "concept-papers": ConceptPaper.objects.create(meeting=meeting, text="Theme 1", read_by=staff).pk,
        "sections": Section.objects.create(meeting=meeting, code="IV", title="Common Space").pk,
        "sessions": session.pk,
        "questions": question.pk,
        "seats": one.pk,
        "delegations": delegation.pk,
        "constituencies": meeting.constituencies.create(name="Governments").pk,
        "personal-data": Erasure.objects.create(
            meeting=meeting, done_at=timezone.now(), counts={"needs": 2}
        ).pk,
        "invitations": invitation.pk,
        "mailbox": 1,
        "kind": "invitation",
        "person_pk": people["focal_point"].pk,
        "mailings": a_letter_on_its_way(meeting, by=staff),
        **of_forwarding(delegation, by=people["focal_point"]),
        "trouble_pk": TroubledAddress.objects.create(email=invitation.to_email, trouble="bounced").pk,
        "unsubscribe_token": a_link_of_a_circular(),
        "batch_pk": Batch.objects.create(meeting=meeting, name="Notice").pk,
        "message_pk": invitation.message_id,
        "organizations": delegation.organization_id,
        "point_pk": people["focal_point"].focal_points.get().pk,
        **of_nomination(delegation, by=people["focal_point"]),
    }
    return people, facts


def address(name, route, facts) -> str:
    """The address with what it names filled in; a bare pk belongs to the word before it."""
    arguments = {key: facts[key] for key in facts if f":{key}>" in route}
    if "<int:pk>" in route:
        arguments["pk"] = facts[route.partition("/<int:pk>")[0].rpartition("/")[2]]
    return reverse(name, kwargs=arguments)


def what(answer):
    """A status, "login" for a redirect to sign-in, "done" for an act that was carried out or asked for more."""
    if answer.status_code == 302 and answer.url.startswith("/accounts/login/"):
        return "login"
    if answer.status_code == 302 or answer.status_code in (409, 422):
        return "done"
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES_TRIED)
def test_each_role_gets_what_the_table_says(client, world, role):
    people, facts = world
    if people[role]:
        client.force_login(people[role])
    got, expected = {}, {}
    for route, entry in own_addresses():
        method, answers = TABLE[entry.name]
        where = address(entry.name, route, facts)
        if method == "POST" and "done" in answers and answers == LINK_ACTS:
            # A link's own acts would sign in and change who asks; they have tests of their own.
            continue
        with transaction.atomic():
            answer = client.get(where) if method == "GET" else client.post(where, {})
            transaction.set_rollback(True)
        got[entry.name] = what(answer)
        expected[entry.name] = answers[ROLES_TRIED.index(role)]
    assert got == expected


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES_TRIED)
def test_a_draft_meeting_is_known_to_its_own_staff_alone(client, role, world):
    people, facts = world
    Meeting.objects.filter(slug=facts["slug"]).update(state="draft")
    if people[role]:
        client.force_login(people[role])
    known = {
        entry.name
        for route, entry in own_addresses()
        if ":slug>" in route
        and TABLE[entry.name][0] == "GET"
        and client.get(address(entry.name, route, facts)).status_code == 200
    }
    if role in ("staff", "support"):
        assert known
    else:
        assert known == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["stranger", "focal_point", "staff"])
def test_an_address_that_acts_is_not_opened_by_a_get(client, world, role):
    people, facts = world
    client.force_login(people[role])
    opened = {
        entry.name: client.get(address(entry.name, route, facts)).status_code
        for route, entry in own_addresses()
        if TABLE[entry.name][0] == "POST" and entry.name not in ASK_FIRST
    }
    assert set(opened.values()) <= {403, 404, 405}


@pytest.mark.django_db
def test_staff_without_a_second_factor_are_led_to_set_one_up(client, world, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    people, facts = world
    client.force_login(people["staff"])
    assert client.get(reverse("manage", args=[facts["slug"]])).url == reverse("mfa_index")
    client.force_login(people["focal_point"])
    assert client.get(reverse("delegation", args=[facts["delegations"]])).status_code == 200


@pytest.mark.django_db
def test_access_ends_with_the_term(client, world):
    people, facts = world
    chairmanship = people["staff"].appointments.get().chairmanship
    chairmanship.ends_on = timezone.localdate() - timedelta(days=1)
    chairmanship.save()
    client.force_login(people["staff"])
    assert client.get(reverse("manage", args=[facts["slug"]])).status_code == 403
