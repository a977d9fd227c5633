"""What is measured of briefs, papers of the library and concept papers."""

import time
from datetime import timedelta
from io import BytesIO

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter

from accounts.models import Person
from bench.__main__ import ROOT, Web, at_least, at_most, median_seconds
from bench.load import at_once, p95, paired
from bench.visitors import coming, keep_for_bare, signed_in_cookies, staff_of
from bench.workers import MEGA, a_worker, proportional
from meetings import actions as library
from meetings.models import Document, DocumentFile, Meeting
from meetings.uploads import PDF, Upload
from roundtables.content import working_text
from roundtables.models import Brief, Draft, GuidingQuestion, Roundtable

CONCEPT_PAPER = ROOT / "tests" / "papers" / "sources" / "002_ea1f74fb263770fc.txt"
WORDS_A_PAGE = 500
KILO = 1000


def more_roundtables(meeting: Meeting, number: int) -> list[Roundtable]:
    """So many published roundtables more, with eight questions each."""
    now, first = timezone.now(), meeting.roundtables.count()
    made = Roundtable.objects.bulk_create(
        Roundtable(meeting=meeting, code=f"X{index}", title="More", position=1000 + index, published_at=now, version=1)
        for index in range(first, first + number)
    )  # fmt: skip
    GuidingQuestion.objects.bulk_create(
        GuidingQuestion(roundtable=one, text="Why?", position=place) for one in made for place in range(8)
    )
    briefs = Brief.objects.bulk_create(
        Brief(roundtable=one, number=1, rounds=0, state="published", published_at=now) for one in made
    )
    Draft.objects.bulk_create(
        Draft(brief=brief, kind="final", content=working_text(brief.roundtable)) for brief in briefs
    )
    return made


@transaction.atomic
def more_documents(meeting: Meeting, number: int, *, by: Person) -> list[Document]:
    """So many public papers more, with a file in two languages each."""
    now = timezone.now()
    made = Document.objects.bulk_create(
        Document(meeting=meeting, symbol=f"BENCH/{index}", title=f"Paper {index}", state="published",
                 audience="public", published_at=now)
        for index in range(number)
    )  # fmt: skip
    DocumentFile.objects.bulk_create(
        DocumentFile(document=one, language=language, number=1, file="documents/none", name="paper.pdf",
                     content_type=PDF, size=1000, sha256=f"{one.pk}-{language}", uploaded_by=by)
        for one in made
        for language in ("en", "fr")
    )  # fmt: skip
    return made


def reading(web: Web, folder):
    """Briefs and lists of papers for readers, anonymous and signed in, from 6 to 600 roundtables."""
    meeting = coming()
    brief = meeting.roundtables.get(code="1.1")
    reader = Person.objects.create_user("reader@forum.example", name="Reader")
    cookies, _token = signed_in_cookies(reader)
    paths = {"brief": brief.get_absolute_url(), "list of papers": reverse("documents", args=[meeting.slug])}
    made, papers = [], []
    for number in (6, 600):
        made += more_roundtables(meeting, number - 6 - len(made)) if number > 6 else []
        papers += more_documents(meeting, number - len(papers), by=staff_of(meeting)) if number > 6 else []
        for name, path in paths.items():
            cache.clear()
            bare = web.url(
                keep_for_bare(
                    f"{number}-{name.split()[0]}.html", Client(HTTP_HOST="127.0.0.1").get(path).content
                )
            )
            for who, bound, headers in (("anonymous", 0.5, {}), ("signed in", 0.25, {"Cookie": cookies})):
                ratio, page, empty = paired(web.url(path), bare, **headers)
                what = f"{name}, {number} roundtables, {who}"
                yield at_least(what, ratio, bound, f" ({page:.0f} / {empty:.0f} a second)")
    Document.objects.filter(pk__in=[paper.pk for paper in papers]).delete()
    Roundtable.objects.filter(pk__in=[one.pk for one in made]).delete()


def long_text(pages: int, seed: int) -> str:
    """Paragraphs of a hundred words, all different; another seed gives another text."""
    words = [f"w{(place * 7919 + seed * 104729) % 5003}" for place in range(pages * WORDS_A_PAGE)]
    return "\n\n".join(" ".join(words[start : start + 100]) for start in range(0, len(words), 100))


def comparing(web: Web, folder):
    """Two versions of 30 pages each, compared for a reader."""
    meeting = coming()
    path = None
    for what, second in (
        ("lightly edited", lambda text: text.replace("w1 ", "v1 ").replace("w77 ", "v77 new ")),
        ("all of it rewritten", lambda _text: long_text(30, seed=2)),
    ):
        roundtable = Roundtable.objects.create(meeting=meeting, code="C1", title="Compared", position=2000)
        first = long_text(30, seed=1)
        for number, text in ((1, first), (2, second(first))):
            roundtable.background = text
            publish_directly(roundtable, number)
        path = reverse("roundtable_changes", args=[meeting.slug, "C1"])
        client = Client(HTTP_HOST="127.0.0.1")

        def ask(client=client, path=path):
            cache.clear()
            assert client.get(path).status_code == 200

        seconds = median_seconds(ask, 3)
        yield at_most(f"comparing two versions of 30 pages, {what}", seconds, 1, unit=" s")
        roundtable.delete()


def publish_directly(roundtable: Roundtable, number: int) -> None:
    now = timezone.now() - timedelta(days=3 - number)
    roundtable.briefs.filter(state="published").update(state="superseded")
    brief = roundtable.briefs.create(number=number, rounds=0, state="published", published_at=now)
    brief.drafts.create(kind="final", content=working_text(roundtable))
    roundtable.version, roundtable.published_at = number, now
    roundtable.save()


def previewing(web: Web, folder):
    """The preview of a brief of six pages with notes, asked again and again while typing."""
    meeting = coming()
    cookies, token = signed_in_cookies(staff_of(meeting))
    roundtable = meeting.roundtables.get(code="1.1")
    notes = "\n\n".join(f"[^{number}]: A note on what w{number} means here." for number in range(20))
    text = long_text(6, seed=3)
    for number in range(20):
        text = text.replace(f" w{number} ", f" w{number}[^{number}] ", 1)
    typed = {"background": f"{text}\n\n{notes}", "outcomes": "What is agreed.", "csrfmiddlewaretoken": token}
    path = reverse("brief_preview", args=[meeting.slug, roundtable.pk, "en"])
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
    answers = at_once([None], web.port, lambda _person: [("POST", path, typed, headers)] * 60)
    assert {status for status, _seconds in answers} == {200}, answers[:3]
    slow = p95([seconds for _status, seconds in answers])
    yield at_most("preview of six pages while typing, p95", slow * KILO, 100, unit=" ms")


def importing(web: Web, folder):
    """Marrakesh's concept paper, from the upload to the outline beside its text."""
    meeting = coming()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(staff_of(meeting))
    path = reverse("concept_paper_new", args=[meeting.slug])
    content = CONCEPT_PAPER.read_bytes()

    def upload():
        file = SimpleUploadedFile(CONCEPT_PAPER.name, content, content_type="text/plain")
        answer = client.post(path, {"file": file, "language": "en"}, follow=True)
        assert answer.status_code == 200 and answer.redirect_chain, answer.status_code

    yield at_most("reading in Marrakesh's concept paper, to the page that shows it", median_seconds(upload, 3), 2, unit=" s")  # fmt: skip
    meeting.concept_papers.all().delete()


def packs(web: Web, folder):
    """The pack of a roundtable with twenty papers of thirty pages, made by a worker."""
    from gfmd.celery import app
    from roundtables.packing import wanted_by
    from roundtables.tasks import render_pack

    meeting = coming()
    staff = staff_of(meeting)
    roundtable = meeting.roundtables.with_place().get(code="1.1")
    for number in range(20):
        paper = library.enter_document(
            document=Document(meeting=meeting, symbol=f"PACK/{number}", title=f"Paper {number}", kind="working_paper"),
            roundtables=[roundtable],
            by=staff,
        )  # fmt: skip
        upload = Upload(pages(30, number), f"paper-{number}.pdf", PDF, is_picture=False)
        library.add_document_file(document=paper, language="en", upload=upload, by=staff)
        for state in ("final", "published"):
            library.move_document(document=paper, to=state, by=staff)
    draft = Draft.objects.of_public_version(roundtable, roundtable.version).select_related("brief").first()
    draft.brief.roundtable = roundtable
    reader = Person.objects.create_user("pack@forum.example", name="Reader")
    wanted = wanted_by(reader, roundtable, draft, "en")
    app.control.purge()  # what publishing twenty papers asked to be made beforehand
    with a_worker() as worker:
        most, began = 0.0, time.perf_counter()
        render_pack.delay(roundtable.pk, draft.pk, "en", [file.pk for _paper, file in wanted.papers])
        while wanted.stored() is None and time.perf_counter() - began < 60:
            most = max(most, proportional(worker))
            time.sleep(0.05)
        took = time.perf_counter() - began
        most = max(most, proportional(worker))
    size = wanted.stored().file.size / MEGA
    yield at_most(
        "pack of a brief and 20 papers of 30 pages, in the worker", took, 10, f" ({size:.1f} MB)", unit=" s"
    )
    yield at_most("the worker's memory while it makes it", most, 400, unit=" MB")


def pages(number: int, seed: int) -> bytes:
    """A PDF of so many pages of text."""
    from gfmd.pdf import html_for, pdf_from

    meeting = coming()
    context = {
        "meeting": meeting,
        "symbol": f"PACK/{seed}",
        "title": f"Paper {seed}",
        "text": long_text(1, seed),
    }
    one = BytesIO(pdf_from(html_for("demo/paper.html", context, "en")))
    writer = PdfWriter()
    for _copy in range(number):
        writer.append(one)
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


ALL = (reading, comparing, previewing, importing, packs)
