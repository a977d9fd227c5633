"""The joint letter: two signatories, each State's name in full, one PDF for each, and letters that correct it."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Organization
from correspondence import delivery
from correspondence.composing import MARKDOWN, compose
from correspondence.models import Message
from gfmd.moves import Refused
from mailings.actions import letters, releasing
from mailings.actions import mailings as actions
from mailings.messages.mailings import Wording, first_letter, first_words
from mailings.models import Mailing
from mailings.papers import Letters
from tests.factories import a_meeting, a_state, chair_staff

pytestmark = pytest.mark.django_db
UK = "United Kingdom of Great Britain and Northern Ireland"
HOSTILE = "<script>alert(1)</script> [[link]] {name} & 联合王国 المملكة " + "W" * 140


@pytest.fixture
def meeting(client):
    """Chaired by two States, which also belong to those that are written to."""
    meeting = a_meeting(languages=["en", "ar", "zh-hans"])
    meeting.chairs.set([a_state("Morocco", name_ar="المغرب"), a_state("Portugal", name_ar="البرتغال")])
    meeting.staff = chair_staff(meeting)
    client.force_login(meeting.staff)
    return meeting


def a_letter(meeting, languages=("en",), **more) -> Mailing:
    mailing = actions.open_mailing(
        meeting=meeting,
        kind="joint_letter",
        name="Letter of the chair",
        audience="member_states",
        narrowed={},
        by=meeting.staff,
        **more,
    )
    for language in languages:
        words = first_words("joint_letter", meeting, language)
        actions.write_text(
            mailing_pk=mailing.pk,
            language=language,
            subject=words.subject,
            body=words.body,
            letter=first_letter(language),
            seen=marker(mailing),
            by=meeting.staff,
        )
    signs = [
        actions.Signs(f"Minister of {one.name_en}", "Minister", one) for one in meeting.chairs.order_by("pk")
    ]
    actions.sign(mailing_pk=mailing.pk, signatories=signs, seen=marker(mailing), by=meeting.staff)
    return Mailing.objects.get(pk=mailing.pk)


def marker(mailing) -> str:
    return actions.marker_of(Mailing.objects.get(pk=mailing.pk))


def release(mailing) -> Mailing:
    releasing.release(mailing_pk=mailing.pk, seen=marker(mailing), by=mailing.prepared_by)
    releasing.prepare(mailing.pk)
    return Mailing.objects.get(pk=mailing.pk)


def words_of(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def attached(message) -> bytes:
    with message.attachments.get().file.open("rb") as file:
        return file.read()


def test_each_state_gets_its_own_letter_with_its_name_in_full_and_both_signatures(meeting):
    a_state(UK)
    mailing = release(a_letter(meeting, dated_on=date(2026, 11, 2)))
    found = {one.organization.name_en: one for one in mailing.batch.messages.select_related("organization")}
    assert set(found) == {"Morocco", "Portugal", UK}
    words = words_of(attached(found[UK]))
    assert f"To the Government: {UK}" in words
    assert "2 November 2026" in words and "Excellency," in words
    assert "Minister of Morocco" in words and "For Portugal" in words
    assert words_of(attached(found["Morocco"])).count(UK) == 0
    mail = compose(found[UK])
    assert [name for name, *_rest in mail.attachments] == [f"letter-{UK.lower().replace(' ', '-')}.pdf"]
    assert "List-Unsubscribe" not in mail.extra_headers


def test_letters_are_tagged_and_say_their_language_in_every_script(meeting):
    state = a_state(UK, name_ar="المملكة المتحدة", name_zh="大不列颠及北爱尔兰联合王国")
    wording = Wording(a_letter(meeting, ("en", "ar", "zh-hans")))
    recipient = next(
        one for one in actions.audience_of(wording.mailing).recipients if one.organization_id == state.pk
    )
    for language, tag in (("en", "en"), ("ar", "ar"), ("zh-hans", "zh-Hans")):
        reader = PdfReader(io.BytesIO(Letters(wording).pdf(recipient, language)))
        root = reader.trailer["/Root"]
        assert (str(root["/Lang"]), bool(root["/MarkInfo"]["/Marked"])) == (tag, True)
        assert "pdfuaid" in root["/Metadata"].get_data().decode()
        if language == "zh-hans":
            assert "大不列颠及北爱尔兰联合王国" in words_of(Letters(wording).pdf(recipient, language))


def test_none_is_left_out_silently_when_some_have_no_address(client, meeting):
    without = a_state(address_email="")
    mailing = a_letter(meeting)
    page = client.get(reverse("mailing", args=[meeting.slug, mailing.pk])).text
    assert "2 of 3 States and organizations" in page
    assert without.name_en in page and "No address on file" in page
    Organization.objects.filter(pk=without.pk).update(address_email="now@state.example")
    assert "3 of 3" in client.get(reverse("mailing", args=[meeting.slug, mailing.pk])).text
    Organization.objects.filter(pk=without.pk).update(address_email="")
    release(mailing)
    left = client.get(reverse("mailing", args=[meeting.slug, mailing.pk])).text
    assert "2 of 3 States and organizations" in left
    assert without.name_en in left and "No address on file" in left


def test_one_address_for_two_states_gets_both_letters(meeting):
    Organization.objects.update(address_email="mission@both.example")
    mailing = release(a_letter(meeting))
    assert [one.to_email for one in mailing.batch.messages.all()] == ["mission@both.example"] * 2
    assert len({one.attachments.get().pk for one in mailing.batch.messages.all()}) == 2


def test_one_address_for_two_states_is_nobody_new_when_its_time_has_come(meeting):
    Organization.objects.update(address_email="mission@both.example")
    mailing = a_letter(meeting)
    actions.schedule(
        mailing_pk=mailing.pk, at=timezone.now() + timedelta(days=1), seen=marker(mailing), by=meeting.staff
    )
    outcome = release(mailing).outcome
    assert (outcome["recipients"], outcome["joined"], outcome["gone"]) == (2, [], [])


def test_bold_beside_a_bracket_is_bold_in_chinese_which_writes_no_spaces():
    asked = "谨就**拉巴特 2027（演示）**致函中国，**（重要）**请看，_（甲）_乙，a**(b)**c"
    assert MARKDOWN.render(asked) == (
        "<p>谨就<strong>拉巴特 2027（演示）</strong>致函中国，<strong>（重要）</strong>请看，_（甲）_乙，a**(b)**c</p>\n"
    )


def test_it_cannot_leave_unsigned_or_without_its_text(meeting):
    mailing = a_letter(meeting)
    mailing.signatories.last().delete()
    with pytest.raises(Refused, match="Nobody signs for Portugal yet"):
        release(mailing)
    mailing.texts.update(letter=" ")
    with pytest.raises(Refused, match="no text in one language: English"):
        release(mailing)


def test_a_letter_goes_only_to_those_who_speak_for_organizations(meeting):
    with pytest.raises(Refused, match="goes to States and organizations"):
        actions.open_mailing(
            meeting=meeting,
            kind="joint_letter",
            name="x",
            audience="delegates",
            narrowed={},
            by=meeting.staff,
        )


def test_the_making_of_letters_goes_on_where_a_lost_worker_left_it(meeting):
    mailing = a_letter(meeting)
    releasing.release(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    next(letters.make_letters(Mailing.objects.get(pk=mailing.pk)))  # the worker is lost after one letter
    first = mailing.letters.get()
    assert releasing.prepare_leaving() == 2
    assert first in mailing.letters.all() and mailing.letters.count() == 2
    assert Mailing.objects.get(pk=mailing.pk).batch.messages.filter(has_attachments=True).count() == 2


def test_a_letter_stopped_while_it_is_being_made_never_leaves(meeting):
    mailing = a_letter(meeting)
    releasing.release(mailing_pk=mailing.pk, seen=marker(mailing), by=meeting.staff)
    releasing.stop(mailing_pk=mailing.pk, by=meeting.staff)
    assert releasing.prepare(mailing.pk) == 0
    assert Mailing.objects.get(pk=mailing.pk).batch.messages.count() == 0


def test_a_corrected_letter_follows_as_corr_and_says_which_it_replaces(client, meeting):
    former = release(a_letter(meeting, dated_on=date(2026, 11, 2)))
    delivery.deliver_due()
    answer = client.post(reverse("mailing_correct", args=[meeting.slug, former.pk]), follow=True)
    assert "Corr.1" in answer.text
    corrected = former.corrections.get()
    assert (corrected.state, corrected.correction, corrected.signatories.count()) == ("draft", 1, 2)
    corrected = release(corrected)
    message = corrected.batch.messages.first()
    assert message.subject.startswith("Corr.1: Action by ")
    words = words_of(attached(message))
    assert "Corr.1" in words and "This letter replaces our letter of 2 November 2026." in words
    assert message.attachments.get().name.endswith("-corr1.pdf")
    with pytest.raises(Refused, match="corrected already"):
        letters.correct_letter(mailing_pk=former.pk, by=meeting.staff)
    assert letters.correct_letter(mailing_pk=corrected.pk, by=meeting.staff).correction == 2


def test_a_letter_that_has_not_left_is_not_corrected(meeting):
    with pytest.raises(Refused, match="Only a joint letter that has left"):
        letters.correct_letter(mailing_pk=a_letter(meeting).pk, by=meeting.staff)


def test_the_proof_of_any_state_opens_in_the_page(client, meeting):
    a_state(UK)
    mailing = a_letter(meeting)
    where = reverse("mailing_letter", args=[meeting.slug, mailing.pk])
    answer = client.get(where)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        "inline; filename=letter.pdf",
    )
    assert client.get(where, {"to": "nobody\x00", "language": "xx"}).status_code == 200
    mailing.texts.all().delete()
    assert client.get(where).status_code == 404


def test_a_hostile_name_and_a_text_of_twenty_thousand_signs_are_printed_as_typed(meeting):
    a_state(HOSTILE[:200])
    mailing = a_letter(meeting)
    long = "A long letter, paragraph after paragraph, and <b>{organization}</b> in it.\n\n" * 270
    mailing.texts.update(letter=f"نص طويل. 长文本。\n\n{long}"[:20_000].rpartition("\n\n")[0])
    wording = Wording(Mailing.objects.get(pk=mailing.pk))
    recipients = actions.audience_of(mailing).recipients
    recipient = max(recipients, key=lambda one: len(one.names[0]))
    words = words_of(Letters(wording).pdf(recipient, "en"))
    assert "<script>alert(1)</script>" in words


def test_a_test_of_a_letter_brings_the_pdf_along(client, meeting):
    mailing = a_letter(meeting)
    client.post(reverse("mailing_test", args=[meeting.slug, mailing.pk]))
    message = Message.objects.get(kind="mailing_test")
    assert message.to_email == meeting.staff.email
    assert attached(message).startswith(b"%PDF")
