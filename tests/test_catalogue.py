"""The catalogue of messages: all of them are there, nothing leaves without it, and a chair may word them."""

import ast
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounts.models import Trace
from correspondence import wording
from correspondence.actions import queue
from correspondence.catalogue import KINDS
from correspondence.delivery import html_of
from correspondence.models import Message, MessageTemplate
from correspondence.rewording import faults_in
from gfmd.tokens import PLACEHOLDER
from meetings.models import Meeting
from participants import actions
from participants.messages.invitations import INVITATION, invitation_message
from participants.models import Invitation
from tests.factories import a_meeting, a_person, a_state, chair_staff

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "accounts",
    "correspondence",
    "demo",
    "desk",
    "gfmd",
    "mailings",
    "meetings",
    "participants",
    "roundtables",
    "selection",
)
GOOD = "{greeting}\n\nPlease come to **{meeting}**.\n\nAnswer by {deadline}.\n\n<{link}>\n"


@pytest.fixture
def meeting(client):
    meeting = a_meeting(languages=["en", "fr"])
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def page(client, meeting, name="catalogue", *more, **query) -> str:
    answer = client.get(reverse(name, args=[meeting.slug, *more]), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def typed(client, meeting, language="en", kind="invitation", **fields):
    address = reverse("template_edit", args=[meeting.slug, kind, language])
    facts = {"subject": "Please come to {meeting}", "body": GOOD, "seen": ""} | fields
    return client.post(address, facts)


def own_words(meeting, **fields) -> MessageTemplate:
    facts = {"kind": "invitation", "language": "en", "subject": "Come to {meeting}", "body": GOOD}
    return meeting.message_templates.create(**facts | fields, changed_by=meeting.staff)


def invited(meeting, **fields) -> Invitation:
    organization = fields.pop("organization", None) or a_state()
    actions.invite(meeting=meeting, organizations=[organization], by=meeting.staff)
    invitation = meeting.invitations.get(organization=organization)
    for name, value in fields.items():
        setattr(invitation, name, value)
    return invitation


# --- No other way ------------------------------------------------------------------------------------------


def calls_of(path: Path):
    """What a file calls and imports, with the line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", "")), node.lineno
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.name, node.lineno) for alias in node.names)
            yield getattr(node, "module", "") or "", node.lineno


WAYS_OUT = {"send_mail", "send_mass_mail", "mail_admins", "mail_managers", "get_connection", "smtplib"}
WAYS_OUT |= {"EmailMessage", "EmailMultiAlternatives", "SMTP", "SMTP_SSL", "email_user"}
DELIVERY = {"correspondence/delivery.py", "correspondence/composing.py", "correspondence/verdicts.py"}
MAY = {
    "Message": {"correspondence/catalogue.py"},
    # The backends: one refuses as a server would, the other is how the delivery speaks to one.
    "smtplib": DELIVERY | {"correspondence/backends.py"},
    "EmailMessage": DELIVERY | {"correspondence/backends.py"},
    "SMTP": {"correspondence/backends.py"},
    "SMTP_SSL": {"correspondence/backends.py"},
    # allauth's own word for it; ours puts the message into the queue.
    "send_mail": {"correspondence/adapter.py"},
}


def test_no_message_is_made_or_sent_but_through_the_catalogue_and_the_delivery():
    found = {}
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        place = str(path.relative_to(ROOT))
        for name, line in calls_of(path):
            way = name.partition(".")[0]
            is_import_of_model = name == "Message" and not makes_messages(path, line)
            if way not in WAYS_OUT | {"Message"} or is_import_of_model:
                continue
            if place not in MAY.get(way, DELIVERY):
                found[f"{place}:{line}"] = name
    assert found == {}


def makes_messages(path: Path, line: int) -> bool:
    return "Message(" in path.read_text().splitlines()[line - 1]


def test_a_message_that_is_not_in_the_catalogue_is_not_queued():
    facts = {"purpose": "circular", "to_email": "a@state.example", "subject": "Hello", "body": "Hello"}
    with pytest.raises(ValueError, match="Not in the catalogue of messages: ''"):
        queue([Message(key="one", **facts)])
    with pytest.raises(ValueError, match="Not in the catalogue of messages: 'greeting'"):
        queue([Message(key="one", kind="greeting", **facts)])
    assert (Message.objects.count(), mail.outbox) == (0, [])


def test_every_word_of_allauth_that_our_settings_let_it_send_is_in_the_catalogue():
    package = Path(pytest.importorskip("allauth").__file__).parent
    prefixes = {
        node.value
        for app in ("account", "mfa")
        for path in (package / app).rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith(("account/email/", "mfa/email/"))
    }
    from correspondence.messages import ACCOUNT

    never = {  # nobody signs up, passwords are reset by code, and strangers are not written to
        "account/email/account_already_exists",
        "account/email/email_confirmation_signup",
        "account/email/password_reset_key",
        "account/email/unknown_account",
    }
    assert {one for one in prefixes if " " not in one} - never == set(ACCOUNT)
    assert not settings.ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS
    assert settings.ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED


# --- The page of all messages ------------------------------------------------------------------------------


def test_the_page_of_all_messages_names_each_and_leads_to_its_example(client, meeting):
    shown = page(client, meeting)
    for kind in KINDS.values():
        assert str(kind.title) in shown
        assert reverse("catalogue_kind", args=[meeting.slug, kind.name]) in shown


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_all_messages_costs_the_same_queries(client, meeting, number, django_assert_num_queries):
    for kind in ("invitation", "reminder", "returned")[:number]:
        own_words(meeting, kind=kind)
    page(client, meeting)
    with django_assert_num_queries(4):
        page(client, meeting)


def test_a_language_without_an_own_text_is_named_first(client, meeting):
    own_words(meeting)
    shown = page(client, meeting)
    assert "1 message has your own words in some languages only." in shown
    assert "French is missing." in shown
    own_words(meeting, language="fr")
    assert "French is missing" not in page(client, meeting)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_message_is_shown_as_it_would_look(client, meeting, kind):
    for names in ("", "longest"):
        shown = page(client, meeting, "catalogue_kind", kind, names=names)
        assert 'lang="fr" dir="ltr"' in shown
        assert (
            "<script>alert"
            not in client.get(
                reverse("catalogue_kind", args=[meeting.slug, kind]), {"names": names}
            ).content.decode()
        )


def test_an_unknown_kind_or_language_is_not_found(client, meeting):
    for name, *more in (
        ("catalogue_kind", "nothing"),
        ("template_edit", "nothing", "en"),
        ("template_edit", "invitation", "ru"),
        ("template_edit", "nomination_received", "en"),
    ):
        assert client.get(reverse(name, args=[meeting.slug, *more])).status_code == 404


# --- One's own words ---------------------------------------------------------------------------------------


def test_the_page_begins_with_the_products_own_words(client, meeting):
    shown = page(client, meeting, "template_edit", "invitation", "en")
    assert "Action by {day}: invitation to {meeting}" in shown
    assert "{greeting}" in shown
    assert "<{link}>" in shown
    french = page(client, meeting, "template_edit", "invitation", "fr")
    assert "{greeting}" in french
    assert "What we ask of you" not in french


@pytest.mark.parametrize("kind", sorted(name for name, kind in KINDS.items() if kind.can_be_worded))
def test_the_products_own_words_can_be_saved_as_they_are(client, meeting, kind):
    subject, body = KINDS[kind].outline("en")
    assert typed(client, meeting, kind=kind, subject=subject, body=body).status_code == 302
    with translation.override("en"):
        own = KINDS[kind].example(Meeting.objects.get(pk=meeting.pk), "en", False)
        MessageTemplate.objects.all().delete()
        ours = KINDS[kind].example(Meeting.objects.get(pk=meeting.pk), "en", False)
    assert " ".join(own.body.split()) == " ".join(ours.body.split())
    assert own.subject == ours.subject


def test_what_was_written_is_sent_in_its_language_and_the_products_words_in_the_others(client, meeting):
    answer = typed(client, meeting)
    assert answer.url == reverse("catalogue_kind", args=[meeting.slug, "invitation"])
    english, french = invited(meeting, language="en"), invited(meeting, language="fr")
    message = invitation_message(english, "invitation")
    assert message.subject == "Please come to Rabat Summit"
    assert "Please come to **Rabat Summit**." in message.body
    assert f"<{PLACEHOLDER}>" in message.body
    assert "**Rabat Summit**" in invitation_message(french, "invitation").body
    assert "Please come" not in invitation_message(french, "invitation").body


def test_what_was_there_before_and_after_is_written_down(client, meeting):
    typed(client, meeting)
    own = meeting.message_templates.get()
    typed(client, meeting, subject="Come", seen=own.changed_at.isoformat())
    trace = Trace.objects.filter(act="word_message").first()
    assert (trace.by, trace.before["subject"], trace.after["subject"]) == (
        meeting.staff,
        "Please come to {meeting}",
        "Come",
    )
    assert trace.after["kind"] == "invitation"


def test_back_to_the_products_own_words(client, meeting):
    own = own_words(meeting)
    address = reverse("template_remove", args=[meeting.slug, "invitation", "en"])
    client.post(address, {"seen": "somebody else's"})
    assert meeting.message_templates.count() == 1
    client.post(address, {"seen": own.changed_at.isoformat()})
    client.post(address, {"seen": ""})  # twice
    assert meeting.message_templates.count() == 0
    assert Trace.objects.get(act="unword_message").before["subject"] == "Come to {meeting}"


def test_a_text_that_was_changed_meanwhile_is_not_overwritten(client, meeting):
    own_words(meeting, subject="A colleague's words")
    answer = typed(client, meeting, subject="My words", seen="")
    shown = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "A colleague's words" in shown
    assert "My words" in shown
    assert meeting.message_templates.get().subject == "A colleague's words"
    seen = meeting.message_templates.get().changed_at.isoformat()
    assert f'value="{seen}"' in shown
    typed(client, meeting, subject="My words", seen=seen)
    assert meeting.message_templates.get().subject == "My words"


def test_a_text_is_looked_at_before_it_is_saved(client, meeting):
    shown = unescape(typed(client, meeting, look="1", language="en").content.decode())
    assert "Nothing is saved yet." in shown
    assert "Please come to <strong>Rabat Summit</strong>." in shown
    assert "联合王国" not in shown or "&lt;b&gt;" not in shown
    assert meeting.message_templates.count() == 0


# --- What is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{greetings} {link}", "Nothing stands for {greetings}. These are known: {greeting}, "),
        (
            "{meeting.chairmanship} {link}",
            "{meeting.chairmanship} asks for more than there is. Write {meeting}",
        ),
        ("{meeting[0]} {link}", "{meeting[0]} asks for more than there is. Write {meeting}, the name alone."),
        ("{meeting!r} {link}", "{meeting!r} asks for more than there is. Write {meeting}, the name alone."),
        ("{meeting:>9} {link}", "{meeting:>9} asks for more than there is. Write {meeting}, the name alone."),
        ("{ meeting } {link}", "{ meeting } asks for more than there is. Write {meeting}, the name alone."),
        ("{0} {link}", "Nothing stands for {0}."),
        ("{} {link}", "Nothing stands for {}."),
        ("{meeting {link}", "A brace stands alone near “{meeting"),
        ("meeting} {link}", "A brace stands alone near “meeting}”"),
        ("{{meeting}} {link}", "A brace stands alone"),
        ("{link} [[link]]", "Write {link} where the personal link stands."),
        ("Please come.", "The text leaves out {link}, without which this message does not serve."),
        ("", "This field is required."),
        ("  \n ", "This field is required."),
        ("{link} \x00", "Null characters are not allowed."),
        ("{link}" + "x" * 20_000, "Ensure this value has at most 20000 characters (it has 20006)."),
        ("{seats}" * 2_800 + "{link}", "With the longest names filled in the text has "),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_what_is_wrong(client, meeting, body, sentence):
    answer = typed(client, meeting, body=body)
    assert answer.status_code == 422
    assert sentence in unescape(answer.content.decode())
    assert meeting.message_templates.count() == 0


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("{link}", "Nothing stands for {link}."),
        ("{meeting.slug}", "{meeting.slug} asks for more than there is."),
        ("", "This field is required."),
        ("x" * 301, "Ensure this value has at most 300 characters"),
        ("{seats}" * 40, "With the names filled in the subject is longer than 300 signs."),
    ],
)
def test_a_subject_that_cannot_be_sent_is_refused_with_what_is_wrong(client, meeting, subject, sentence):
    answer = typed(client, meeting, subject=subject)
    assert answer.status_code == 422
    assert sentence in unescape(answer.content.decode())


def test_signs_of_every_script_are_kept_as_typed(client, meeting):
    body = "العربية 中文 🙂 <b>{meeting}</b> 100 % %s %(x)s \\ {link}"
    assert typed(client, meeting, body=body, subject="中文\r\nBcc: all@state.example").status_code == 302
    own = meeting.message_templates.get()
    assert (own.body, own.subject) == (body, "中文 Bcc: all@state.example")
    assert "<b>" not in html_of(invitation_message(invited(meeting), "invitation"))


def test_somebody_else_changes_nothing(client, meeting):
    for stranger in (a_person(), chair_staff(a_meeting()), chair_staff(meeting, "support unit")):
        client.force_login(stranger)
        assert typed(client, meeting).status_code == 403
    assert meeting.message_templates.count() == 0


def test_every_required_placeholder_exists():
    assert {name: kind.required - kind.placeholders.keys() for name, kind in KINDS.items()} == dict.fromkeys(
        KINDS, frozenset()
    )


# --- What people typed stays text --------------------------------------------------------------------------


def test_words_that_look_like_a_placeholder_are_not_filled_in(meeting):
    own_words(meeting)
    invitation = invited(meeting, to_name="{deadline} {0} {link} %(meeting)s")
    assert "Dear {deadline} {0} {link} %(meeting)s," in invitation_message(invitation, "invitation").body


@pytest.mark.parametrize("is_own", [True, False])
def test_a_name_that_holds_the_mark_of_the_link_does_not_become_the_link(meeting, is_own):
    if is_own:
        own_words(meeting)
    invitation = invited(meeting, to_name="[[link]] [[li[[link]]nk]] <[[link]]>", link_number=3)
    message = invitation_message(invitation, "invitation")
    assert message.text.count(message.link) == 1
    assert message.body.count(PLACEHOLDER) == 1


@pytest.mark.parametrize("is_own", [True, False])
def test_a_name_makes_no_link_no_line_and_no_emphasis(meeting, is_own):
    if is_own:
        own_words(meeting)
    name = "Amina <https://evil.example/> <mail@evil.example>\n\n1. **bold `code\n# Pay here"
    invitation = invited(meeting, to_name=name)
    html = html_of(invitation_message(invitation, "invitation"))
    assert html.count("<a ") == 1
    assert "bold" in html
    for markup in ("<strong>bold", "<code>", "<h1"):
        assert markup not in html
    first = invitation_message(invitation, "invitation").body.splitlines()[0]
    assert first.startswith("Dear Amina <")
    assert first.endswith("# Pay here,")


def test_a_reason_does_not_leave_its_quotation():
    assert (
        wording.quoted("One\n\nThe chair: pay here\r\nThree") == "> One\n> \n> The chair: pay here\n> Three"
    )


def test_a_line_without_anything_to_say_is_left_out(meeting):
    meeting.registration_closes_at = None
    meeting.save()
    own_words(meeting, subject="Answer by {day}: {meeting}")
    message = invitation_message(invited(meeting), "invitation")
    assert "Answer by" not in message.body
    assert message.subject == "Invitation to Rabat Summit"


def test_a_text_whose_placeholder_is_no_longer_known_is_not_sent(client, meeting):
    own_words(meeting, body="{former} {link}")
    message = invitation_message(invited(meeting), "invitation")
    assert "What we ask of you" in message.body
    assert "no longer known: English" in page(client, meeting)


def test_a_thousand_messages_ask_once_for_the_own_texts(meeting, django_assert_num_queries):
    own_words(meeting)
    invitations = [invited(meeting) for _number in range(3)]
    for invitation in invitations:
        invitation.meeting, invitation.organization = meeting, a_state()
    with django_assert_num_queries(2):  # the own texts, and the deadlines of classes of participant
        for invitation in invitations:
            invitation_message(invitation, "invitation")


def test_the_fault_of_each_placeholder_is_told_once():
    assert faults_in("{x} {x}", ["a"]) == ["Nothing stands for {x}. These are known: {a}."]
    assert faults_in("{a} and {a}", ["a"]) == []
    assert INVITATION.can_be_worded
