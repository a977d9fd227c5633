"""The pack of a roundtable: the brief and its papers in one PDF, read back."""

import io
import resource
import subprocess
import time
from pathlib import Path

import pypdf
import pytest
from django.utils import timezone
from pypdf.generic import DictionaryObject, NameObject, NullObject, TextStringObject

from gfmd.joining import CannotBeJoined, opened
from gfmd.pdf import pdf_from
from roundtables.packs import PackPaper, pack_pdf
from roundtables.papers import brief_paper, public_draft
from tests.factories import a_meeting, a_pdf, a_roundtable, publish
from tests.test_brief_paper import parts_of
from tests.test_papers import outline, read, text_of

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.fixture
def roundtable():
    meeting = a_meeting(
        slug="rabat", title="Rabat Summit", agenda_published_at=timezone.now(), brief_rounds=0
    )
    return publish(
        a_roundtable(
            meeting,
            "1.1",
            {"en": "Capitals of migrants", "fr": "Les capitaux des migrants"},
            background="What people bring[^1].\n\n[^1]: Skills.",
            expected_outcomes="| State | Seats |\n|---|--:|\n| Morocco | 3 |",
        )
    )


def pages(number: int, words: str = "Page") -> bytes:
    """A tagged PDF as WeasyPrint makes it, with so many pages and a link on each."""
    body = "".join(f'<h1>{words} {one}</h1><p><a href="https://gfmd.org/{one}">there</a></p>' for one in range(1, number + 1))  # fmt: skip
    return pdf_from(
        f'<!doctype html><html lang="en"><title>{words}</title><style>h1{{break-before:page}}</style><body>{body}'
    )


def a_paper(content: bytes | Path, symbol: str = "GFMD/1", title="A paper", **fields) -> PackPaper:
    return PackPaper(title, symbol, fields.pop("language", "en"), content, **fields)


def pack(roundtable, *papers: PackPaper, language: str = "en") -> bytes:
    brief = read(brief_paper(roundtable, language))
    draft = public_draft(roundtable)
    return pack_pdf(roundtable, draft, brief=brief, papers=papers, language=language)


def reader_of(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def one_line(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def test_a_pack_holds_a_cover_the_brief_and_each_paper_in_order(roundtable, tmp_path):
    on_disk = tmp_path / "paper.pdf"
    on_disk.write_bytes(pages(2, "Second"))
    pdf = pack(
        roundtable, a_paper(pages(3, "First"), "GFMD/1", "Skills"), a_paper(on_disk, "GFMD/2", "Savings")
    )
    found = [" ".join(page.extract_text().split()) for page in reader_of(pdf).pages]
    assert len(found) == 1 + 1 + 3 + 2
    beginnings = ("Rabat Summit", "Rabat Summit", "First 1", "First 2", "First 3", "Second 1", "Second 2")
    for page, words in zip(found, beginnings, strict=True):
        assert words in page
    assert "What people bring" in found[1]
    assert reader_of(pdf).metadata.title == "Roundtable 1.1: Capitals of migrants (brief and papers)"
    assert reader_of(pdf).root_object["/Lang"] == "en"


def test_the_contents_name_the_page_of_each_part_and_lead_to_it(roundtable):
    pdf = pack(
        roundtable, a_paper(pages(3), "GFMD/1", "Skills"), a_paper(pages(1), "", "Savings", language="fr")
    )
    reader = reader_of(pdf)
    laid_out = ["pdftotext", "-layout", "-l", "1", "-", "-"]
    front = subprocess.run(laid_out, input=pdf, capture_output=True, check=True).stdout.decode()
    lines = [line for line in front.splitlines() if ". . ." in line]
    assert [(line.split(" . ")[0].strip(), line.split()[-1]) for line in lines] == [
        ("Brief", "2"),
        ("GFMD/1 · Skills", "3"),
        ("Savings (French)", "6"),
    ]
    links = [one.get_object() for one in reader.pages[0]["/Annots"]]
    found = dict.fromkeys((link["/Contents"], place_of(reader, link["/Dest"])) for link in links)
    assert list(found) == [  # one for each line, and for the dots after it
        ("Brief", 1),
        ("GFMD/1 · Skills", 2),
        ("Savings (French)", 5),
    ]
    assert outline(pdf) == [
        "Roundtable 1.1: Capitals of migrants (brief and papers)",
        "Brief",
        "Roundtable 1.1 Capitals of migrants",
        "Background",
        "Expected outcomes",
        "GFMD/1 Skills",
        "Savings",
    ]
    assert [reader.get_destination_page_number(one) for one in tops(reader)] == [0, 1, 2, 5]


def tops(reader: pypdf.PdfReader) -> list:
    return [one for one in reader.outline if not isinstance(one, list)]


def place_of(reader: pypdf.PdfReader, target) -> int:
    return reader.get_page_number(target[0].get_object())


def test_notes_of_the_brief_and_links_of_its_papers_go_on_leading_where_they_did(roundtable):
    reader = reader_of(pack(roundtable, a_paper(read(brief_paper(roundtable, "en"))), a_paper(pages(1))))
    for number in (1, 2):  # two files which use the same names for their places
        links = [one.get_object() for one in reader.pages[number]["/Annots"]]
        assert [(link["/Contents"], place_of(reader, link["/Dest"])) for link in links] == [
            ("Note 1", number),
            ("Back to the text, note 1", number),
        ]
    (link,) = [one.get_object() for one in reader.pages[3]["/Annots"]]
    assert link["/A"]["/URI"] == "https://gfmd.org/1"


# --- Tags ------------------------------------------------------------------------------------------------


def test_the_tags_of_every_part_are_kept_and_untagged_pages_get_one(roundtable):
    pdf = pack(roundtable, a_paper(pages(2, "Tagged")), a_paper(a_pdf("Untagged")))
    reader = reader_of(pdf)
    root = reader.root_object["/StructTreeRoot"]
    assert reader.root_object["/MarkInfo"]["/Marked"]
    (document,) = root["/K"]
    assert [part["/T"] for part in (one.get_object() for one in document.get_object()["/K"])] == [
        "Roundtable 1.1: Capitals of migrants (brief and papers)",
        "Brief",
        "GFMD/1 A paper",
        "GFMD/1 A paper",
    ]
    assert len(parts_of(pdf, "/Note")) == 1
    assert len(parts_of(pdf, "/H1")) == 2 + 2
    owners = dict(zip(*[iter(root["/ParentTree"]["/Nums"])] * 2, strict=True))
    assert sorted(owners) == list(range(len(owners)))
    for page in reader.pages:
        for number, element in enumerate(owners[page["/StructParents"]].get_object()):
            assert number in numbers_under(element.get_object())
    for page in reader.pages:
        for annotation in (one.get_object() for one in page.get("/Annots", [])):
            assert owners[annotation["/StructParent"]].get_object()["/S"] == "/Link"


def numbers_under(element) -> list:
    kids = element["/K"]
    return list(kids) if isinstance(kids, list) else [kids]


def test_ids_of_two_parts_do_not_meet_and_cells_find_their_headers(roundtable):
    brief = read(brief_paper(roundtable, "en"))
    pdf = pack(roundtable, a_paper(brief), a_paper(brief))
    ids = [part["/ID"] for kind in ("/Note", "/TH") for part in parts_of(pdf, kind)]
    assert len(ids) == len(set(ids)) == 3 * (1 + 2)
    headers = [header for cell in parts_of(pdf, "/TD") for header in cell["/A"]["/Headers"]]
    assert len(headers) == 3 * 2
    assert set(headers) <= set(ids)


def test_wrong_tags_in_a_sound_file_are_replaced(roundtable):
    for spoil in (
        lambda root: root.__setitem__(NameObject("/ParentTree"), NullObject()),
        lambda root: root.__setitem__(NameObject("/K"), TextStringObject("x")),
        lambda root: root.__setitem__(NameObject("/ParentTree"), DictionaryObject()),
    ):  # fmt: skip
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pages(2, "Spoilt")))
        spoil(writer.root_object["/StructTreeRoot"])
        content = io.BytesIO()
        writer.write(content)
        pdf = pack(roundtable, a_paper(content.getvalue()))
        (document,) = reader_of(pdf).root_object["/StructTreeRoot"]["/K"]
        tags = document.get_object()["/K"][-1].get_object()["/K"]
        assert [tag.get_object()["/S"] for tag in tags] == ["/Div", "/Div"]
        assert "Spoilt 2" in one_line(pdf)


# --- What is not included --------------------------------------------------------------------------------


def locked(password: str = "secret") -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(a_pdf()))
    writer.encrypt(password, algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def test_what_cannot_be_joined_is_named_with_the_reason(roundtable):
    sound = a_pdf("Sound")
    pdf = pack(
        roundtable,
        a_paper(b"PK", "GFMD/1", "Figures", content_type=XLSX),
        a_paper(b"PK", "GFMD/2", "Slides", content_type=PPTX),
        a_paper(b"\x89PNG", "GFMD/3", "A map", content_type="image/png"),
        a_paper(b"Words", "GFMD/4", "Words", content_type="text/plain"),
        a_paper(locked(), "GFMD/5", "Locked"),
        a_paper(b"%PDF-1.7 nothing of the kind", "GFMD/6", "Broken"),
        a_paper(b"", "GFMD/7", "Empty"),
        a_paper(sound[:60], "GFMD/8", "Cut off"),
        a_paper(sound, "GFMD/9", "Sound"),
        a_paper(b"x", "GFMD/10", "Unknown", content_type="application/x"),
    )
    assert len(reader_of(pdf).pages) == 3
    cover = " ".join(reader_of(pdf).pages[0].extract_text().split())
    for words in (
        "GFMD/1 · Figures not included: a spreadsheet",
        "GFMD/2 · Slides not included: a presentation",
        "GFMD/3 · A map not included: a picture",
        "GFMD/4 · Words not included: a text document",
        "GFMD/5 · Locked not included: protected by a password",
        "GFMD/6 · Broken not included: the file cannot be read",
        "GFMD/7 · Empty not included: the file cannot be read",
        "GFMD/8 · Cut off not included: the file cannot be read",
        "GFMD/10 · Unknown not included: not a PDF",
    ):
        assert words in cover


def test_a_paper_of_too_many_pages_is_named_and_not_included():
    writer = pypdf.PdfWriter()
    for _page in range(1001):
        writer.add_blank_page(100, 100)
    content = io.BytesIO()
    writer.write(content)
    with pytest.raises(CannotBeJoined, match="long"):
        opened(content.getvalue())


def test_scripts_and_programs_in_a_paper_are_left_behind(roundtable):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pages(1)))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert()")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    link = writer.pages[0]["/Annots"][0].get_object()
    link[NameObject("/A")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("/bin/sh")}
    )
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    content = io.BytesIO()
    writer.write(content)
    pdf = pack(roundtable, a_paper(content.getvalue()))
    assert [word for word in (b"/Launch", b"/JavaScript", b"app.alert", b"/bin/sh") if word in pdf] == []
    assert "Page 1" in one_line(pdf)


# --- Languages, size -------------------------------------------------------------------------------------


def test_a_pack_speaks_the_language_asked_for(roundtable):
    roundtable.languages.create(language="fr", state="ready")
    publish(roundtable)
    reader = reader_of(pack(roundtable, a_paper(pages(1)), language="fr"))
    assert reader.root_object["/Lang"] == "fr"
    assert "Les capitaux des migrants" in reader.metadata.title


def test_contents_longer_than_a_page_count_their_own_pages(roundtable):
    papers = [
        a_paper(a_pdf(f"Paper {number}"), f"GFMD/{number}", "A long title " * 6) for number in range(60)
    ]
    reader = reader_of(pack(roundtable, *papers))
    cover = len(reader.pages) - 61
    assert cover > 1
    links = [
        one.get_object()
        for page in reader.pages[:cover]
        for one in page.get("/Annots", [])
        if one.get_object()["/Contents"].startswith("GFMD/59 ")
    ]
    assert {place_of(reader, link["/Dest"]) for link in links} == {cover + 60}
    assert f" {cover + 61}" in reader.pages[cover - 1].extract_text()


def test_twenty_papers_of_thirty_pages_take_seconds_and_little_memory(roundtable):
    thirty = pages(30)
    papers = [a_paper(thirty, f"GFMD/{number}") for number in range(20)]
    brief_paper(roundtable, "en")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    pdf = pack(roundtable, *papers)
    assert time.process_time() - began < 10
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 300
    assert len(reader_of(pdf).pages) == 2 + 600
