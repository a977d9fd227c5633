"""Plain functions that make what a test needs, with no surprises."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Organization, Person, Trace
from correspondence.models import Batch, Message
from gfmd.public import new_edition
from gfmd.sealing import seal
from mailings.models import Mailing, Ministry
from meetings.actions import add_document_file
from meetings.models import AgendaItem, Appointment, Chairmanship, Document, DocumentFile, Meeting, Room
from meetings.uploads import Upload, examined
from participants import actions
from participants.models import Delegate, Delegation, FocalPoint, VisaLetter, VisaRequest
from roundtables.actions import read_in_paper
from roundtables.conceptpapers.reading import read_pasted
from roundtables.content import working_text
from roundtables.models import Brief, ConceptPaper, Draft, GuidingQuestion, Roundtable, Session, Theme
from roundtables.proposing import proposed_by

numbers = count(1)


def a_person(email: str = "", name: str = "Amina Wanjiru", **fields) -> Person:
    return Person.objects.create_user(email or f"person{next(numbers)}@forum.example", name=name, **fields)


def a_state(name: str = "", iso3: str = "", **fields) -> Organization:
    number = next(numbers)
    facts = {
        "kind": "member_state",
        "regional_group": "african",
        "un_member_since": 1960,
        "address_email": f"mission{number}@state.example",
        "iso3": iso3 or f"Z{number:02d}"[-3:],
        "name_en": name or f"State {number}",
    }
    return Organization.objects.create(**{**facts, **fields})


def a_chairmanship(**fields) -> Chairmanship:
    today = timezone.localdate()
    facts = {
        "name": "Chairmanship",
        "starts_on": today - timedelta(days=200),
        "ends_on": today + timedelta(days=400),
    }
    return Chairmanship.objects.create(**{**facts, **fields})


def a_meeting(**fields) -> Meeting:
    """A summit whose registration is open now and closes in a month."""
    today = timezone.localdate()
    facts = {
        "slug": f"summit-{next(numbers)}",
        "title": "Rabat Summit",
        "city": "Rabat",
        "time_zone": "Africa/Casablanca",
        "state": "registration_open",
        "dates_known": "day",
        "starts_on": today + timedelta(days=90),
        "ends_on": today + timedelta(days=92),
        "languages": ["en"],
        "registration_opens_at": timezone.now() - timedelta(days=10),
        "registration_closes_at": timezone.now() + timedelta(days=30),
    }
    if "chairmanship" not in fields:
        fields["chairmanship"] = a_chairmanship()
    return Meeting.objects.create(**{**facts, **fields})


def a_draft_meeting(**fields) -> Meeting:
    return a_meeting(state="draft", **fields)


def chair_staff(meeting: Meeting, role: str = "chair staff") -> Person:
    """A person appointed to the meeting's chairmanship ("chair staff" or "support unit")."""
    person = a_person(name="Chair Staff")
    Appointment.objects.create(
        chairmanship=meeting.chairmanship, person=person, role=role, starts_on=date(2020, 1, 1)
    )
    return person


def a_delegation(meeting: Meeting | None = None, organization: Organization | None = None) -> Delegation:
    return Delegation.objects.create(meeting=meeting or a_meeting(), organization=organization or a_state())


def focal_point_of(delegation: Delegation, **fields) -> Person:
    """The active focal point of the delegation's organization."""
    person = a_person(**fields)
    FocalPoint.objects.create(organization=delegation.organization, person=person, state="active")
    return person


def details(name: str = "Wanjiru Kamau", function: str = "Cabinet Secretary", **others) -> dict:
    return {"honorific": "", "ministry": "", "email": "", "name": name, "function": function, **others}


def with_delegates(delegation: Delegation, number: int, *, by: Person, head: bool = True) -> list:
    """`number` complete delegates, the first of them head."""
    return [
        actions.add_delegate(
            delegation_pk=delegation.pk,
            details=details(name=f"Delegate {seat}"),
            is_head=head and seat == 1,
            by=by,
        )
        for seat in range(1, number + 1)
    ]


def a_room(meeting: Meeting, name: str = "Atlas", **fields) -> Room:
    return Room.objects.create(meeting=meeting, name=name, **fields)


def an_item(
    meeting: Meeting,
    starts: str,
    ends: str,
    title="Opening",
    *,
    day: int = 1,
    room=None,
    kind="plenary",
    **fields,
) -> AgendaItem:
    """An agenda item from and until clock times at the venue, on the first day of the meeting or a later one."""
    on = meeting.starts_on + timedelta(days=day - 1)
    starts_at, ends_at = (
        datetime.combine(on, time.fromisoformat(at), tzinfo=meeting.zone) for at in (starts, ends)
    )
    return AgendaItem.objects.create(
        meeting=meeting, title=title, kind=kind, room=room, starts_at=starts_at, ends_at=ends_at, **fields
    )


def a_theme(meeting: Meeting, code: str = "1", title="Resilience", **fields) -> Theme:
    return Theme.objects.create(
        meeting=meeting, code=code, title=title, position=meeting.themes.count() + 1, **fields
    )


def a_roundtable(
    meeting: Meeting,
    code: str = "1.1",
    title="Capitals of migrants",
    *,
    theme: Theme | None = None,
    questions: int = 0,
    is_published: bool = False,
    **fields,
) -> Roundtable:
    """A roundtable with as many guiding questions; with `is_published`, its brief is version 1."""
    roundtable = Roundtable.objects.create(
        meeting=meeting,
        theme=theme,
        code=code,
        title=title,
        position=meeting.roundtables.count() + 1,
        **fields,
    )
    for number in range(1, questions + 1):
        a_question(roundtable, f"Question {number}?")
    return publish(roundtable) if is_published else roundtable


def publish(roundtable: Roundtable) -> Roundtable:
    """The working text as it stands becomes the next version the public reads, without rounds or traces."""
    at = timezone.now()
    roundtable.briefs.filter(state="published").update(state="superseded")
    brief = Brief.objects.create(
        roundtable=roundtable, number=roundtable.version + 1, rounds=0, state="published", published_at=at
    )
    Draft.objects.create(brief=brief, kind="final", content=working_text(roundtable))
    roundtable.version, roundtable.published_at, roundtable.brief_changed_at = brief.number, at, None
    roundtable.save(update_fields=["version", "published_at", "brief_changed_at"])
    new_edition()
    return roundtable


def a_session(roundtable: Roundtable, code: str = "1.1.1", title="First session", **fields) -> Session:
    position = roundtable.sessions.count() + 1
    return Session.objects.create(roundtable=roundtable, code=code, title=title, position=position, **fields)


def a_question(roundtable: Roundtable, text="Who can do it?") -> GuidingQuestion:
    position = roundtable.questions.count() + 1
    return GuidingQuestion.objects.create(roundtable=roundtable, text=text, position=position)


def a_pdf(words: str = "A paper", *, is_scan: bool = False) -> bytes:
    """A small sound PDF of one page; as a scan it has no font, so that its words are a picture."""
    font = b"" if is_scan else b"/Font << /F1 4 0 R >> "
    drawn = b"BT /F1 12 Tf 72 700 Td (" + words.encode("latin-1", "replace") + b") Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << "
        + font
        + b">> /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    made, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        made
        + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(made),
        )
    )


def an_upload(content: bytes = b"", name: str = "paper.pdf") -> Upload:
    """A file as a form hands it on, looked at; by default a PDF unlike any other."""
    return examined(SimpleUploadedFile(name, content or a_pdf(f"Paper {next(numbers)}")))


@transaction.atomic
def a_document(
    meeting: Meeting,
    symbol: str | None = None,
    title="Concept and outcomes",
    *,
    state: str = "published",
    languages=("en",),
    **fields,
) -> Document:
    """A public background paper, published, with a PDF in each language. `symbol=""` is a paper without one."""
    document = Document.objects.create(
        meeting=meeting,
        symbol=f"GFMD/{next(numbers)}" if symbol is None else symbol,
        title=title,
        state=state,
        published_at=timezone.now() if state in ("published", "superseded") else None,
        rounds_passed=2,
        **fields,
    )
    for language in languages:
        a_document_file(document, language)
    return document


def a_document_file(document: Document, language: str = "en", **fields) -> DocumentFile:
    """The next version of a paper in a language."""
    upload = fields.pop("upload", None) or an_upload()
    by = fields.pop("by", None) or a_person()
    return add_document_file(document=document, language=language, upload=upload, by=by, **fields)


def a_concept_paper(meeting: Meeting, text: str, *, by: Person, language: str = "en") -> ConceptPaper:
    """A paper that was pasted and read, with its proposed outline; nothing of it is in the programme."""
    proposed = proposed_by(read_pasted(text), meeting)
    return read_in_paper(
        meeting=meeting, name="", language=language, text=proposed.text, outline=proposed.outline, by=by
    )


def as_if_never_recorded(**of) -> None:
    """Takes traces out of the record, which the database refuses to everybody else."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Trace.objects.filter(**of).delete()
        cursor.execute("SET LOCAL session_replication_role = origin")


def a_passport(**fields) -> dict:
    """What a visa letter takes, good for years."""
    facts = {
        "passport_number": "K1234567",
        "nationality": "Kenyan",
        "born_on": "1980-02-29",
        "expires_on": timezone.localdate() + timedelta(days=2000),
        "embassy": "Embassy in Nairobi",
    }
    return {**facts, **fields}


def a_visa_letter(delegate: Delegate, *, by: Person, number: str = "") -> VisaLetter:
    """A request and a letter in force, without the paper itself being set."""
    VisaRequest.objects.get_or_create(delegate=delegate, defaults=a_passport())
    letter = VisaLetter(delegate=delegate, number=number or f"V/2027/{next(numbers):05d}", made_by=by)
    letter.file.save("letter.pdf.sealed", ContentFile(seal().encrypt(a_pdf("A letter"))))
    return letter


def a_ministry(organization, email: str = "", **fields) -> Ministry:
    number = organization.ministries.count() + 1
    facts = {"name": f"Ministry {number}", "email": email or f"ministry{number}@kenya.example"}
    return Ministry.objects.create(organization=organization, **{**facts, **fields})


def a_circular(delegation, *, kind: str = "circular", texts=None, state: str = "sent") -> Mailing:
    """A mailing that reached the delegation's organization."""
    batch = Batch.objects.create(meeting=delegation.meeting, name="News")
    mailing = Mailing.objects.create(
        meeting=delegation.meeting,
        kind=kind,
        name="Working title",
        state="left",
        audience="focal_points",
        batch=batch,
        prepared_by=a_person(),
        released_at=timezone.now(),
    )
    for language, (subject, body) in (texts or {"en": ("Visas by May", "{greeting}\n\nAsk early.")}).items():
        mailing.texts.create(language=language, subject=subject, body=body)
    Message.objects.create(
        key=f"mailing:{mailing.pk}:x",
        purpose="circular",
        to_email="amina@kenya.example",
        subject="Visas by May",
        body="Ask early. [[link]]",
        batch=batch,
        meeting=delegation.meeting,
        organization=delegation.organization,
        state=state,
    )
    return mailing
