"""axe finds nothing (WCAG 2.2 A and AA) on the pages of the filled product: by day, by night, on a phone, in Arabic."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Organization, Person
from correspondence.models import Message, TroubledAddress
from demo.management.commands.demo import KEPT
from demo.people import CHAIR, COMMITTEE, DELEGATE, KENYA, OFFICE
from gfmd.tokens import token_for
from mailings.actions.forwarding import pass_on
from mailings.received import Passing
from meetings.actions import marker, save_room
from meetings.models import Document, Meeting
from participants import actions
from participants.models import Delegate, Delegation, Invitation, Nomination
from roundtables.models import Draft, Roundtable
from selection.models import Application
from tests.axe import AXE, OF_WIDTH, RULES, findings
from tests.factories import a_circular, a_concept_paper, a_ministry, a_passport, a_visa_letter, an_upload
from tests.outline_page import source

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}

# By language: how each page is looked at, and by which rules.
LOOKS = {
    "en": [(NARROW, "light", RULES), (WIDE, "dark", OF_WIDTH)],
    "ar": [(WIDE, "light", RULES), (NARROW, "light", [])],
}


@pytest.fixture
def places(transactional_db, settings) -> dict[str, list[str]]:
    """The pages of the demo, by who opens them."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = KEPT
    call_command("demo", verbosity=0)
    meeting = Meeting.objects.get(slug="rabat")
    kenya = Delegation.objects.get(meeting=meeting, organization__iso3="KEN")
    waiting = Delegation.objects.filter(meeting=meeting, state="submitted").first()
    silent = Invitation.objects.with_state().filter(meeting=meeting, state="sent").first()
    refused = Invitation.objects.with_state().filter(meeting=meeting, state="bounced").first()
    theme, roundtable = meeting.themes.first(), meeting.roundtables.first()
    item = meeting.agenda_items.first()
    paper = Document.objects.with_symbol("GFMD/RBT/RT1.1/BP/1").get()
    paper.files.filter(language="fr").update(
        is_scan=True, accessible_text="Onze couloirs.\n\nTrois questions."
    )
    papers = "/meetings/rabat/papers/"
    text = source("001").decode() + source("004").decode()
    concept_paper = a_concept_paper(meeting, text, by=Person.objects.get(email=CHAIR.email))
    manage = "/meetings/rabat/manage/"
    brief = f"/meetings/rabat/briefs/{roundtable.pk}/"
    one = kenya.delegates.seated().first()
    draft = Draft.objects.filter(kind="first_draft", brief__state="first_comments").first()
    under_comment = f"/meetings/rabat/briefs/{draft.brief.roundtable_id}/"
    waiting_for_kenya = meeting.roundtables.get(code="2.2")
    seats = seat_pages(one)
    nomination, corrected, task = nominations_of(meeting, kenya.organization)
    point = kenya.organization.focal_points.active().primary().get()
    a_renamed_room(meeting)
    return {
        "": [
            "/",
            "/meetings/rabat/",
            "/meetings/rabat/agenda/",
            papers,
            f"{papers}{paper.pk}/",
            f"{papers}{paper.pk}/fr/1/text/",
            "/meetings/marrakesh-2018/",
            "/meetings/marrakesh-2018/agenda/",
            "/meetings/marrakesh-2018/roundtables/1.1/",
            "/meetings/marrakesh-2018/roundtables/1.1/?language=ar",
            "/meetings/marrakesh-2018/roundtables/1.1/versions/1/",
            "/meetings/marrakesh-2018/roundtables/1.1/changes/",
            "/meetings/marrakesh-2018/roundtables/1.1/pack/",
            "/meetings/brussels-2007/roundtables/3/",
            "/meetings/rabat/nominate/",
            "/meetings/rabat/nominate/received/",
            f"/nominations/{token_for(corrected.link_name)}/",
            f"/focal-points/{token_for(task.link_name)}/",
            "/accounts/login/",
            "/accounts/login/code/",
            "/accounts/password/reset/",
            "/accounts/signup/",
            "/mailbox/",
            f"/mailbox/{silent.message_id}/",
            silent.message.link.partition("testserver")[2],
            f"/unsubscribe/{Message.objects.filter(is_circular=True).first().unsubscribe_token}/",
            "/gallery/",
            "/nothing-here/",
            *seats["link"],
        ],
        CHAIR.email: [
            *mailing_pages(meeting),
            "/desk/",
            f"/meetings/rabat/briefs/{roundtable.pk}/compare/",
            f"/chairmanships/{meeting.chairmanship_id}/meetings/new/",
            manage,
            manage + "settings/",
            manage + "programme/",
            manage + "programme/sections/new/",
            manage + "concept-papers/",
            manage + "concept-papers/new/",
            f"{manage}concept-papers/{concept_paper.pk}/",
            manage + "programme/themes/new/",
            f"{manage}programme/themes/{theme.pk}/",
            f"{manage}programme/roundtables/{roundtable.pk}/",
            f"{manage}programme/roundtables/{roundtable.pk}/questions/",
            f"{manage}programme/roundtables/{roundtable.pk}/sessions/new/",
            f"{manage}programme/roundtables/{roundtable.pk}/remove/",
            f"{manage}programme/questions/{roundtable.questions.first().pk}/remove/",
            *team_pages(roundtable),
            f"{under_comment}comments/open/",
            f"{brief}write/en/",
            f"{brief}write/ar/",
            f"{brief}write/zh-hans/",
            f"{brief}languages/",
            f"{brief}references/",
            f"{brief}references/{roundtable.references.last().pk}/",
            f"{brief}references/{roundtable.references.last().pk}/remove/",
            f"{brief}papers/",
            manage + "places/",
            *(
                manage + "correspondence/reminders/" + page
                for page in ("", "today/", "today/?show=passed", "send/")
            ),
            manage + "correspondence/changes/",
            manage + "correspondence/addresses/",
            "/own-messages/",
            manage + "correspondence/outbox/",
            f"/organizations/{point.organization_id}/messages/",
            f"{manage}correspondence/people/{point.person_id}/",
            manage + "agenda/",
            f"{manage}agenda/{item.pk}/",
            f"{manage}agenda/{item.pk}/remove/",
            manage + "rooms/",
            f"{manage}rooms/{meeting.rooms.first().pk}/",
            papers,
            f"{papers}{paper.pk}/",
            manage + "papers/",
            manage + "papers/?q=nothing",
            manage + "papers/new/",
            f"{manage}papers/{paper.pk}/",
            f"{manage}papers/{paper.pk}/remove/",
            f"{manage}papers/{paper.pk}/files/new/",
            f"{manage}papers/{paper.pk}/files/{paper.files.get(language='fr').pk}/",
            manage + "invitations/",
            manage + "invitations/new/",
            manage + "invitations/organizations/new/",
            manage + "invitations/send/",
            manage + "invitations/progress/",
            f"{manage}invitations/{silent.pk}/",
            f"{manage}invitations/{refused.pk}/",
            manage + "nominations/",
            manage + "nominations/?show=correction",
            f"{manage}nominations/{nomination.pk}/",
            manage + "focal-points/",
            manage + "focal-points/?show=vacant",
            f"{manage}focal-points/{point.pk}/",
            f"{manage}focal-points/{task.pk}/",
            manage + "delegations/",
            manage + "windows/",
            manage + "personal-data/",
            f"{manage}personal-data/delegates/{one.pk}/",
            manage + "postpone/",
            manage + "people/",
            manage + "people/?name=a",
            manage + "clashes/",
            manage + "constituencies/",
            f"{manage}delegations/{waiting.pk}/",
            *seats["staff"],
            "/accounts/2fa/",
            "/accounts/email/",
            "/accounts/password/change/",
        ],
        KENYA.email: [
            "/desk/",
            f"/organizations/{point.organization_id}/focal-points/",
            f"/organizations/{point.organization_id}/focal-points/own/",
            f"/organizations/{point.organization_id}/focal-points/alternate/",
            f"/organizations/{point.organization_id}/focal-points/successor/",
            f"/organizations/{point.organization_id}/focal-points/{point.pk}/end/",
            *pages_of_forwarding(kenya),
            "/meetings/rabat/focal-points/",
            under_comment,
            f"{under_comment}drafts/{draft.pk}/?on=whole",
            f"/meetings/rabat/briefs/{waiting_for_kenya.pk}/",
            f"/delegations/{kenya.pk}/",
            f"/delegations/{kenya.pk}/record/",
            "/own-data/",
            "/own-data/erase/",
            f"/delegations/{kenya.pk}/decline/",
            f"/delegations/{kenya.pk}/review/",
            f"/delegations/{kenya.pk}/roundtables/",
            f"/delegations/{kenya.pk}/withdraw/",
            f"/delegations/{kenya.pk}/delegates/{one.pk}/replace/",
            f"/delegations/{kenya.pk}/delegates/{one.pk}/withdraw/",
            *seats["focal_point"],
        ],
        OFFICE.email: selection_pages(),
        COMMITTEE.email: scoring_pages(),
        DELEGATE.email: [f"/seats/{seat_of(DELEGATE.email).pk}/roundtables/", *seats["own"]],
    }


def pages_of_forwarding(kenya: Delegation) -> list[str]:
    """A circular passed on, of which one message came back; the list of ministries; a paper to pass on."""
    by, organization = Person.objects.get(email=KENYA.email), kenya.organization
    circular, ministry = a_circular(kenya), a_ministry(organization, addressee="Juma Mwangi")
    chosen = [ministry.pk, a_ministry(organization).pk]
    passing = Passing(organization, mailing=circular)
    forwarding, _number = pass_on(passing=passing, chosen=chosen, note="By Friday, please.", by=by)
    forwarding.batch.messages.filter(to_email=ministry.email).update(state="bounced", server_said="550 no")
    TroubledAddress.objects.create(email=ministry.email, trouble="bounced")
    paper = Document.objects.with_symbol("GFMD/RBT/RT1.1/BP/1").get()
    own = f"/organizations/{organization.pk}/"
    return [
        f"{own}ministries/",
        f"{own}ministries/{ministry.pk}/",
        f"{own}circulars/",
        f"{own}circulars/{circular.pk}/",
        f"{own}circulars/papers/{paper.pk}/",
    ]


def a_renamed_room(meeting: Meeting) -> None:
    """A room with another name waits to be told of."""
    room, by = meeting.rooms.first(), Person.objects.get(email=CHAIR.email)
    seen, room.name = marker(room), f"{room.name} II"
    save_room(room=room, seen=seen, by=by)


def seat_of(email: str) -> Delegate:
    return Delegate.objects.seated().get(delegation__meeting__slug="rabat", email=email)


def seat_pages(delegate: Delegate) -> dict[str, list[str]]:
    """Personal links, the own seat, needs and letters for visas, by who opens them; one letter waits, one is issued."""
    chair, focal_point = Person.objects.get(email=CHAIR.email), Person.objects.get(email=KENYA.email)
    other = delegate.delegation.delegates.seated().exclude(pk=delegate.pk).first()
    actions.send_delegate_link(delegate_pk=delegate.pk, by=focal_point)
    delegate.refresh_from_db()
    assistant = actions.name_assistant(
        delegate_pk=delegate.pk, name="Juma", email="juma@interior.example", by=focal_point
    )
    for one in (delegate, other):
        actions.write_needs(delegate_pk=one.pk, diet="halal; no fish", access="A ramp", by=focal_point)
        actions.ask_visa_letter(delegate_pk=one.pk, passport=a_passport(), by=focal_point)
    letter = a_visa_letter(delegate, by=chair)
    actions.note_looks([delegate], "passport", by=chair)
    seat, of_focal_point = f"/seats/{seat_of(DELEGATE.email).pk}/", f"/delegations/{delegate.delegation_id}/"
    manage = "/meetings/rabat/manage/"
    return {
        "link": [
            f"/seats/link/{token_for(delegate.link_name)}/",
            f"/seats/link/{token_for(assistant.link_name)}/",
            f"/seats/link/{'x' * 43}/",
        ],
        "own": [seat, f"{seat}needs/", f"{seat}visa/", f"{seat}assistants/new/"],
        "focal_point": [
            f"{of_focal_point}send-link/",
            f"{of_focal_point}delegates/{delegate.pk}/needs/",
            f"{of_focal_point}delegates/{delegate.pk}/visa/",
            f"{of_focal_point}delegates/{delegate.pk}/assistants/new/",
        ],
        "staff": [
            f"{manage}needs/",
            f"{manage}needs/looks/",
            f"{manage}visa-letters/",
            f"{manage}visa-letters/new/{other.pk}/",
            f"{manage}visa-letters/{letter.pk}/void/",
        ],
    }


def selection_pages() -> list[str]:
    """What the coordinating office sees of the applications, and applicants by their links."""
    manage = "/meetings/rabat-civil-society-days/manage/applications/"
    applications = {one.state: one for one in Application.objects.all()}
    return [
        "/desk/",
        "/meetings/rabat-civil-society-days/",
        "/meetings/rabat-civil-society-days/apply/",
        "/meetings/rabat-civil-society-days/apply/received/",
        manage,
        f"{manage}?tick=rest",
        f"{manage}call/",
        f"{manage}committee/",
        f"{manage}{applications['offered'].pk}/",
        *(f"/applications/{token_for(one.link_name)}/" for one in applications.values()),
        f"/applications/{token_for(applications['received'].link_name)}/correct/",
    ]


def scoring_pages() -> list[str]:
    """What a member of the committee sees."""
    scoring = "/meetings/rabat-civil-society-days/scoring/"
    applications = {one.state: one for one in Application.objects.all()}
    return [
        "/desk/",
        scoring,
        f"{scoring}{applications['received'].pk}/",
        f"{scoring}{applications['offered'].pk}/",
    ]


def nominations_of(meeting: Meeting, organization: Organization):
    """A doubtful nomination under verification, one sent back to be corrected, and an alternate's open task."""
    chair = Person.objects.get(email=CHAIR.email)
    task = {
        "name": "Baraka",
        "function": "Attaché",
        "ministry": "",
        "duty_station": "",
        "phone": "",
        "language": "en",
    }
    nominations = [
        actions.nominate(
            meeting=meeting,
            organization=organization,
            named={**task, "email": email, "sender_name": "Mission", "sender_email": "mission@state.example"},
            upload=an_upload(),
        )
        for email in ("baraka@gmail.com", "juma@interior.example")
    ]
    for one in nominations:
        actions.take_up_nomination(nomination_pk=one.pk, by=chair)
    seen = Nomination.objects.get(pk=nominations[1].pk).changed_at.isoformat()
    corrected = actions.return_nomination(
        nomination_pk=nominations[1].pk, sentence="Which ministry?", seen=seen, by=chair
    )
    primary = organization.focal_points.active().primary().get().person
    task["email"] = "alternate@interior.example"
    return nominations[0], corrected, actions.name_alternate(organization=organization, task=task, by=primary)


def mailing_pages(meeting: Meeting) -> list[str]:
    """What is written to many: begun, written, looked through, waiting for approval, and left."""
    place = f"/meetings/{meeting.slug}/manage/correspondence/"
    left, letter = meeting.mailings.get(kind="circular"), meeting.mailings.get(kind="joint_letter")
    waiting = meeting.mailings.get(state="in_review")
    one = f"{place}mailings/{waiting.pk}/"
    return [
        place,
        f"{place}mailings/",
        f"{place}mailings/new/",
        f"{place}mailings/new/?kind=note&audience=roundtable",
        one,
        f"{one}edit/",
        f"{one}text/en/",
        f"{one}text/ar/",
        f"{one}recipients/",
        f"{one}preview/",
        f"{place}mailings/{letter.pk}/",
        f"{place}mailings/{letter.pk}/signatories/",
        f"{place}mailings/{left.pk}/progress/",
        f"{place}catalogue/",
        f"{place}catalogue/invitation/",
        f"{place}catalogue/invitation/ar/",
    ]


def team_pages(roundtable: Roundtable) -> list[str]:
    """What the team of a roundtable sees of its brief, as the chair's staff."""
    brief = f"/meetings/rabat/briefs/{roundtable.pk}/"
    draft = Draft.objects.filter(brief__roundtable=roundtable, kind="first_draft").get()
    speaker = roundtable.team.filter(role="speaker").first()
    return [
        brief,
        f"{brief}drafts/{draft.pk}/",
        f"{brief}drafts/{draft.pk}/?answer={draft.comments.first().pk}",
        f"{brief}drafts/{draft.pk}/?show=opposed",
        f"{brief}team/",
        f"{brief}team/new/",
        f"{brief}team/{speaker.pk}/remove/",
        f"{brief}team/{speaker.pk}/presentation/",
    ]


def signed_in(context, email: str, cookie: str, address: str) -> None:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": address}])


def test_no_page_has_a_finding_nor_scrolls_sideways_nor_breaks_its_own_policy(
    browser, places, live_gunicorn, settings
):
    web = live_gunicorn(DEMO="1")
    wrong: set[str] = set()
    for locale, looks in LOOKS.items():
        for email, paths in places.items():
            context = browser.new_context(viewport=WIDE, locale=locale, has_touch=True)
            context.add_init_script(AXE)
            if email:
                signed_in(context, email, settings.SESSION_COOKIE_NAME, web.address)
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            for path in paths:
                page.goto(web.address + path)
                for size, colours, rules in looks:
                    page.set_viewport_size(size)
                    page.emulate_media(color_scheme=colours)
                    look = f"{locale} {size['width']} {colours}"
                    wrong |= {f"{look}: {finding}" for finding in findings(page, rules)}
                    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
                        wrong.add(f"{look}: {path} scrolls sideways")
            wrong |= {text for text in said if "Content Security Policy" in text}
            context.close()
    assert sorted(wrong) == []
