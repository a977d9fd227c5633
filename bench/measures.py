"""What is measured. Each measure takes the web server and a folder, and yields rows of the table."""

import re
import time

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from weasyprint import HTML

from bench import briefs, mail, people
from bench.__main__ import Row, Web, at_least, at_most, median_seconds
from bench.load import paired
from bench.visitors import keep_for_bare, page_bytes
from bench.workers import a_worker, proportional
from gfmd import pdf, rendering
from meetings.models import Meeting
from meetings.papers import agenda_paper
from roundtables.models import Roundtable

MARRAKESH = "marrakesh-2018"
KILO = 1000


def public_pages(web: Web, folder):
    """Public pages for anonymous readers, beside the bare view."""
    brief = Roundtable.objects.get(meeting__slug=MARRAKESH, code="1.1")
    paths = {
        "meeting": reverse("meeting", args=[MARRAKESH]),
        "agenda": reverse("agenda", args=[MARRAKESH]),
        "brief": brief.get_absolute_url(),
    }
    for name, path in paths.items():
        content = page_bytes(web, path)
        bare = web.url(keep_for_bare(f"{name}.html", content))
        ratio, page, empty = paired(web.url(path), bare)
        yield at_least(f"public page, {name}", ratio, 0.5, f" ({page:.0f} / {empty:.0f} a second)")
        etag = Client(HTTP_HOST="127.0.0.1").get(path)["ETag"]
        ratio, page, empty = paired(web.url(path), bare, If_None_Match=etag)
        yield at_least(f"the same, reader holds it (304), {name}", ratio, 0.5, f" ({page:.0f} / {empty:.0f})")
        yield at_most(f"size of the page, {name}", len(content) / KILO, 60, unit=" kB")


def first_visit(web: Web, folder):
    """All that a first visit downloads."""
    path = reverse("meeting", args=[MARRAKESH])
    page = page_bytes(web, path).decode()
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    total = len(page.encode())
    for asset in assets:
        file = settings.STATIC_ROOT / asset.removeprefix("/static/")
        total += file.stat().st_size
    yield at_most(f"first visit, page and {len(assets)} assets, uncompressed", total / KILO, 150, unit=" kB")


def growing_programme(web: Web, folder):
    """Cost of a page that is not kept, from 6 to 600 roundtables."""
    meeting = Meeting.objects.get(slug=MARRAKESH)
    path, client = reverse("meeting", args=[MARRAKESH]), Client(HTTP_HOST="127.0.0.1")
    brief = Roundtable.objects.get(meeting=meeting, code="1.1")
    figures, seconds_of_brief, made = [], [], []
    for number in (6, 60, 600):
        made += briefs.more_roundtables(meeting, number - 6 - len(made))

        def ask(where):
            cache.clear()
            assert client.get(where).status_code == 200

        with CaptureQueriesContext(connection) as captured:
            ask(path)
        queries_of_page = len(captured)  # read now: the next request begins the count anew
        figures.append((median_seconds(lambda: ask(path)), queries_of_page))
        seconds_of_brief.append(median_seconds(lambda: ask(brief.get_absolute_url())))
    Roundtable.objects.filter(pk__in=[item.pk for item in made]).delete()
    seconds, queries = zip(*figures, strict=True)
    yield Row(
        "meeting page not kept, 6 / 60 / 600 roundtables",
        " / ".join(f"{second * 1000:.0f}" for second in seconds) + " ms",
        "linear at most",
        seconds[2] <= 100 * seconds[0] and seconds[2] <= 15 * seconds[1],
    )
    yield Row("its queries", " / ".join(map(str, queries)), "equal", len(set(queries)) == 1)
    yield Row(
        "brief not kept, 6 / 60 / 600 roundtables",
        " / ".join(f"{second * 1000:.0f}" for second in seconds_of_brief) + " ms",
        "flat",
        seconds_of_brief[2] <= 2 * seconds_of_brief[0],
    )


def papers(web: Web, folder):
    """The agenda of Marrakesh as a paper."""
    meeting = Meeting.objects.get(slug=MARRAKESH)
    made = {}
    original = pdf.pdf_from

    def whole():
        meeting.papers.all().delete()
        made["paper"] = agenda_paper(meeting, "en")

    captured = []
    import meetings.papers as room

    room.pdf_from = lambda html: (captured.append(html), original(html))[1]
    whole()
    room.pdf_from = original
    html = captured[-1]

    def alone():
        HTML(string=html, base_url=rendering.BASE, url_fetcher=rendering.ProjectFiles()).write_pdf(
            pdf_variant="pdf/ua-1", font_config=rendering._fonts
        )

    ratios, seconds = [], []
    for _pair in range(5):
        ours, theirs = median_seconds(whole, 1), median_seconds(alone, 1)
        ratios.append(ours / theirs)
        seconds.append(ours)
    yield at_most("agenda of Marrakesh as PDF, over WeasyPrint alone", sorted(ratios)[2], 1.3,
                  f" ({sorted(seconds)[2]:.2f} s)")  # fmt: skip
    path = reverse("agenda_pdf", args=[MARRAKESH])
    bare = keep_for_bare("agenda.pdf", page_bytes(web, path))
    ratio, page, empty = paired(web.url(path), web.url(bare))
    yield at_least("unchanged agenda PDF from storage", ratio, 0.4, f" ({page:.0f} / {empty:.0f} a second)")


def memory(web: Web, folder):
    """Memory of the web server and of a worker that has rendered papers."""
    whole = proportional(web.process)
    yield at_most("web, two workers and their master", whole, 250, unit=" MB")
    from meetings.tasks import render_agenda

    meeting = Meeting.objects.get(slug=MARRAKESH)
    meeting.papers.all().delete()
    with a_worker() as worker:
        for _time in range(4):
            render_agenda.delay(meeting.pk)
        give_up_at = time.monotonic() + 60
        while not meeting.papers.filter(name="agenda").exists() and time.monotonic() < give_up_at:
            time.sleep(0.2)
        time.sleep(2)
        yield at_most("worker, after rendering papers", proportional(worker), 250, unit=" MB")


ALL = (
    public_pages,
    first_visit,
    growing_programme,
    *people.ALL[:-1],
    papers,
    *mail.ALL,
    memory,
    *briefs.ALL,
    people.finding_people,
)
