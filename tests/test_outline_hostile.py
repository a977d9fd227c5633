"""Files that are no papers get one clear sentence; long papers are read; neither costs much time or memory."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gfmd.moves import Refused
from roundtables.conceptpapers import limits
from roundtables.conceptpapers.proposal import propose
from roundtables.conceptpapers.reading import read_paper, read_pasted
from roundtables.conceptpapers.text import PaperUnreadable
from tests.papers import english, hostile, others

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS = 10
MOST_MEGABYTES = 200
TOO_LARGE = "This file unpacks to far more than a paper of 300 pages. Save the text alone as a new .docx or .odt file."
BROKEN = (
    "This file is damaged and cannot be opened. Open it in your word processor, save it again and send that."
)
LOCKED = "This file is locked with a password. Remove the password in your word processor and send it again."
ARCHIVE = "This is an archive, not a paper. Unpack it and send the paper itself."
NO_TEXT = "This is not a text: it holds characters no paper has. Send the paper as .docx, .odt, .txt or .md."
DEFINITIONS = (
    "This file holds definitions no word processor writes, and is not opened for safety. Save it again."
)
OLD = "This is a file of an old version of Word (.doc) or of another program. Save it as .docx and send that."
TOO_MANY = "This paper has more than 30000 lines. Send the part that outlines the meeting."
TOO_LONG = "This paper is longer than 1500000 characters. Send the part that outlines the meeting."


def refusal_of(content: bytes, name: str = "paper.docx") -> str:
    with pytest.raises(PaperUnreadable) as refused:
        propose(read_paper(io.BytesIO(content), name))
    return str(refused.value)


def measured(content: bytes) -> dict:
    """What reading a paper costs in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.papers.measured"],
        input=content,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def check_cost(cost: dict) -> None:
    assert cost["seconds"] < MOST_SECONDS
    assert cost["megabytes"] < MOST_MEGABYTES


def test_a_refusal_is_one_the_pages_know():
    assert issubclass(PaperUnreadable, Refused)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
            "This is a PDF, whatever its name. Send the paper as .docx, .odt, .txt or .md, or paste its text.",
        ),
        (hostile.container("EncryptedPackage"), LOCKED),
        (hostile.container("WordDocument"), OLD),
        (hostile.locked_opendocument(), LOCKED),
        (
            b"{\\rtf1\\ansi Theme 1}",
            "This is an RTF file. Open it in your word processor, save it as .docx and send that.",
        ),
        (
            b"<!DOCTYPE html><html><body>Theme 1</body></html>",
            "This is a web page. Copy its text and paste it instead.",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            "This is a picture, and the words in it cannot be read. Send the paper as text.",
        ),
        (b"Theme 1\x00: a NUL in a text", NO_TEXT),
        (random.Random(1).randbytes(5000), NO_TEXT),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), ARCHIVE),
        (hostile.packed({"a.txt": "Theme 1"}), ARCHIVE),
        (
            hostile.packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}),
            "This is a spreadsheet or a presentation. Send the paper as .docx, .odt, .txt or .md.",
        ),
        (b"PK\x03\x04" + bytes(200), BROKEN),
        (english.harbours()[:-400], BROKEN),
        (hostile.packed({"[Content_Types].xml": hostile.CONTENT_TYPES}), BROKEN),
        (hostile.word_with(b"<w:document"), BROKEN),
        (hostile.word_with(b"no XML at all"), BROKEN),
        (hostile.odt_with(b"<office:"), BROKEN),
        (
            b" \n\t \n",
            "No words were found in this file. If its pages are pictures, have their text recognized first.",
        ),
        (
            hostile.word_of("<w:p><w:r><w:drawing/></w:r></w:p>"),
            "No words were found in this file. If its pages are pictures, have their text recognized first.",
        ),
        (hostile.word_with(hostile.laughing_entities()), DEFINITIONS),
        (hostile.word_with(hostile.fetched_entity()), DEFINITIONS),
        (hostile.odt_with(hostile.laughing_entities()), DEFINITIONS),
        (b"\n- a" * 40_000, TOO_MANY),
        (b"word " * 400_000, TOO_LONG),
    ],
)
def test_what_is_no_paper_gets_its_sentence(content, sentence):
    assert refusal_of(content) == sentence


def test_definitions_in_any_part_and_any_encoding_are_refused():
    sound = "<w:p><w:r><w:t>Theme 1</w:t></w:r></w:p>"
    document = f'<w:document xmlns:w="{hostile.WORD_XML}"><w:body>{sound}</w:body></w:document>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        "</Relationships>"
    )
    styles = {
        "word/styles.xml": hostile.laughing_entities("w:styles"),
        "word/_rels/document.xml.rels": relations,
    }
    assert refusal_of(hostile.word_with(document, **styles)) == DEFINITIONS
    in_utf_16 = hostile.laughing_entities().decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")
    assert refusal_of(hostile.word_with(in_utf_16)) == DEFINITIONS


def test_a_file_that_is_too_large_is_not_read_to_its_end():
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            assert size > 0
            self.asked += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(PaperUnreadable) as refused:
        read_paper(endless, "paper.txt")
    assert str(refused.value) == "This file is larger than 20 megabytes. Send the paper without its pictures."
    assert endless.asked == limits.BYTES + 1


def test_nul_characters_that_are_pasted_are_refused():
    with pytest.raises(PaperUnreadable) as refused:
        read_pasted("Theme 1\x00")
    assert str(refused.value) == NO_TEXT


@pytest.mark.parametrize(
    "paper",
    [
        hostile.three_hundred_pages_of_word,
        hostile.three_hundred_pages_of_text,
        hostile.three_hundred_pages_of_opendocument,
    ],
    ids=lambda paper: paper.__name__,
)
def test_a_paper_of_300_pages_is_read_in_time_and_in_little_memory(paper):
    content = paper()
    cost = measured(content)
    check_cost(cost)
    assert (cost["sentence"], cost["characters"] > 300_000) == ("", True)
    (theme,) = propose(read_paper(io.BytesIO(content))).themes
    assert [question.text for question in theme.roundtables[0].guiding_questions] == [
        "Who counts?",
        "Who is counted?",
    ]


@pytest.mark.parametrize(
    ("bomb", "sentence"),
    [
        (hostile.zip_bomb, TOO_LARGE),
        (hostile.slow_bomb, TOO_LARGE),
        (hostile.bomb_beside_the_text, TOO_LARGE),
        (hostile.lying_bomb, BROKEN),
        (hostile.nested_zip, ARCHIVE),
        (hostile.many_parts, TOO_LARGE),
        (hostile.many_elements, TOO_LARGE),
        (hostile.varied_elements, TOO_LARGE),
        (hostile.many_paragraphs, TOO_LARGE),
        (hostile.many_attributes, TOO_LARGE),
        (hostile.endless_tag, TOO_LARGE),
        (hostile.varied_tag, TOO_LARGE),
        (hostile.deep_elements, TOO_LARGE),
        (hostile.deep_tables, ""),
        (hostile.many_runs, ""),
        (hostile.nested_boxes, ""),
        (hostile.endless_emphasis, ""),
        (hostile.endless_sentence, ""),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bomb_costs_little(bomb, sentence):
    cost = measured(bomb())
    check_cost(cost)
    assert cost["sentence"] == sentence


# One line of 200 kilobytes each, and many short lines: what regular expressions choke on.
LINES = [
    "a", "and ", "* ", "**a ", "_a ", "(", "[", "[1", "[1: ", "[^1]", "[bookmark: ", "Theme 1: ", "1. ", "1 1 ", ". . . ",
    "? ", "a: ", "12 May ", "<a ", "&amp;", "![a](", "Session 3.1 will ", "[footnoteRef:1] [1: ", "a\u00b9 ", "½2 ", "\t",
    "Guiding questions: ", "- ", "….", "a) a? b) b? ", "\u200f", "of the ", "Geneva, ", "migra-",
]  # fmt: skip
BLOCKS = [
    "\n1. ", "\n- Theme 1: a", "\nRoundtable 1.1: a", "\n|a|b", "\n[^1]: a", "\n# a", "\n> a", "\n(1) a(1)", "\n\f1",
    "\na\u00b9\n\u00b9 a\n", "\n- A b c?", "\n  - a", "\n    a", "\na;", "\nGFMD paper\n\n1\n", "\n\nGuiding questions\n\n1) a? 2) b?",
    "\nRoundtable 3: x\n\n**Session 3.1** will a. ", "\nTheme: a", "\nI. A\n\na\n", "\nSession a", "\nWorkshops\n- a (Geneva, 3 May)",
    "\n______\n1 a\n", "\nContents\nA 1\n", "\n**a", "\na-\nb", "\nRT 1.1: a\nGuiding questions\n- a?\n",
]  # fmt: skip


def cost_of_many(contents: list[bytes]) -> list[dict]:
    script = (
        "import io,json,os,sys,time,django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'gfmd.settings'\n"
        "django.setup()\n"
        "from roundtables.conceptpapers.proposal import propose\n"
        "from roundtables.conceptpapers.reading import read_paper\n"
        "from roundtables.conceptpapers.text import PaperUnreadable\n"
        "from tests.papers.measured import most_megabytes\n"
        "for line in sys.stdin:\n"
        "    started = time.process_time()\n"
        "    try:\n        propose(read_paper(io.BytesIO(json.loads(line).encode())))\n"
        "    except PaperUnreadable:\n        pass\n"
        "    print(json.dumps({'seconds': time.process_time() - started, 'megabytes': most_megabytes()}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="\n".join(json.dumps(content.decode()) for content in contents).encode(),
        cwd=ROOT,
        capture_output=True,
        timeout=600,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_no_line_of_200_kilobytes_takes_long():
    contents = [(line * (200_000 // len(line.encode()))).encode() for line in [*LINES, *BLOCKS]]
    costs = cost_of_many(contents)
    slow = [
        (line, cost["seconds"])
        for line, cost in zip([*LINES, *BLOCKS], costs, strict=True)
        if cost["seconds"] > MOST_SECONDS / 2
    ]
    assert slow == []
    assert max(cost["megabytes"] for cost in costs) < MOST_MEGABYTES


# --- Junk ----------------------------------------------------------------------------------------------------

FRAGMENTS = [
    *LINES,
    *BLOCKS,
    "\n",
    "\n\n",
    " ",
    "Theme 1",
    "Mesa redonda 1",
    "主题一：",
    "الموضوع 1",
    "Foo bar baz",
    "2 2",
    "_\n",
]


def junk(chance: random.Random) -> bytes:
    """Bytes, or text, or a sound paper with holes in it."""
    kind = chance.randrange(4)
    if kind == 0:
        start = chance.choice(
            [b"", b"PK\x03\x04", b"\xff\xfe", b"# x\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
        )
        return start + chance.randbytes(chance.randrange(3000))
    if kind == 1:
        text = "".join(chance.choice(FRAGMENTS) for _i in range(chance.randrange(1, 120)))
        return text.encode(chance.choice(["utf-8", "utf-16", "utf-8-sig", "cp1252"]), "replace")
    content = bytearray(
        chance.choice([english.harbours, english.rivers, others.rivages, english.mountains])()
    )
    if kind == 2 and content.startswith(b"PK"):
        return _with_broken_part(bytes(content), chance)
    for _i in range(chance.randrange(1, 20)):
        at = chance.randrange(len(content))
        content[at : at + chance.randrange(40)] = chance.randbytes(chance.randrange(3))
    return bytes(content)


def _with_broken_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([name for name in parts if name.endswith(".xml") and len(parts[name]) > 10])
    text = parts[name].decode("utf-8", "replace")
    first, last = sorted(chance.randrange(len(text)) for _i in range(2))
    if chance.random() < 0.5:
        text = text.replace(text[first : first + 30], "", 3)
    else:
        text = (
            text[:first] + text[last:]
            if chance.random() < 0.3
            else text.replace('val="1"', 'val="-99999999999"')
        )
    return hostile.packed({**parts, name: text})


@pytest.mark.parametrize("seed", range(6))
def test_junk_raises_nothing_but_a_sentence(seed):
    chance = random.Random(seed)
    for _i in range(60):
        content = junk(chance)
        try:
            json.dumps(propose(read_paper(io.BytesIO(content), "paper")).as_dict())
        except PaperUnreadable as refusal:
            assert str(refusal).endswith(".")


# --- Word and OpenDocument as others write them ----------------------------------------------------------------


def lines_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_paper(io.BytesIO(content)).paragraphs]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_deleted_and_hidden_text_and_fields_are_left_out():
    body = (
        f"<w:p>{run('Nets ')}<w:del>{run('were')}<w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:ins>{run('are ')}</w:ins>{run('secret', '<w:vanish/>')}<w:r><w:instrText>PAGEREF x</w:instrText></w:r>"
        f"<w:hyperlink>{run('mended')}</w:hyperlink>{run('.')}</w:p>"
    )
    assert lines_of(hostile.word_of(body)) == ["Nets are mended."]


def test_text_boxes_are_read_once_and_content_controls_too():
    choice = "<mc:Choice><w:txbxContent><w:p>" + run("In a box") + "</w:p></w:txbxContent></mc:Choice>"
    fallback = choice.replace("Choice", "Fallback")
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"{run('Before')}<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In a control')}</w:p></w:sdtContent></w:sdt>"
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent><w:p>{run('Theme 1 ... 4')}</w:p></w:sdtContent></w:sdt>"
    )
    assert lines_of(hostile.word_of(body)) == ["Before", "In a box", "In a control"]


def test_words_of_another_namespace_are_read():
    document = (
        '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>Theme 1: Nets'
        "</x:t></x:r></x:p></x:body></x:document>"
    )
    assert lines_of(hostile.word_with(document)) == ["Theme 1: Nets"]


def test_numbers_that_word_counts_are_written_out():
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, shape, text in (
            (0, "upperRoman", "Theme %1:"),
            (1, "decimal", "Roundtable %1.%2:"),
            (2, "bullet", "\uf0b7"),
        )
    )
    numbering = (
        f'<w:numbering xmlns:w="{hostile.WORD_XML}"><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>'
        "</Relationships>"
    )
    lines = [("Nets", 0), ("Old nets", 1), ("Who mends?", 2), ("New nets", 1), ("Boats", 0), ("Old boats", 1)]
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>{run(text)}</w:p>'
        for text, level in lines
    )
    parts = {"word/numbering.xml": numbering, "word/_rels/document.xml.rels": relations}
    document = f'<w:document xmlns:w="{hostile.WORD_XML}"><w:body>{body}</w:body></w:document>'
    text = read_paper(io.BytesIO(hostile.word_with(document, **parts)))
    assert [paragraph.text for paragraph in text.paragraphs] == [
        "Theme I: Nets",
        "Roundtable I.1: Old nets",
        "Who mends?",
        "Roundtable I.2: New nets",
        "Theme II: Boats",
        "Roundtable II.1: Old boats",
    ]
    assert [paragraph.marker for paragraph in text.paragraphs] == ["", "", "•", "", "", ""]


ODT_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def opendocument_of(body: str) -> bytes:
    styles = (
        '<office:automatic-styles><style:style style:name="P1" style:family="paragraph" '
        'style:parent-style-name="Standard"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/>'
        '</style:style><text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
        'style:num-format="a" style:num-suffix=")"/></text:list-style></office:automatic-styles>'
    )
    return hostile.odt_with(
        f"<office:document-content {ODT_SPACES}>{styles}<office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )


def test_opendocument_as_a_word_processor_writes_it():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Theme 1 ... 4</text:p></text:index-body></text:table-of-content>"
        '<text:section><text:p text:style-name="P1">Round<text:span>table</text:span><text:s/>1.1: Nets</text:p>'
        "</text:section>"
        '<text:p>Nets<text:span text:style-name="T1">2</text:span> are<text:tab/>old'
        "<office:annotation><text:p>a remark</text:p></office:annotation>.</text:p>"
        "<text:p>Guiding questions</text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>Who mends?</text:p></text:list-item>'
        "<text:list-item><text:p>Who pays?</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Cost</text:p></table:table-cell>"
        "<table:table-cell><text:p>Four</text:p></table:table-cell></table:table-row></table:table>"
    )
    paragraphs = read_paper(io.BytesIO(opendocument_of(body))).paragraphs
    assert [(paragraph.text, paragraph.marker, paragraph.bold) for paragraph in paragraphs] == [
        ("Roundtable 1.1: Nets", "", True),
        ("Nets² are\told.", "", False),
        ("Guiding questions", "", False),
        ("Who mends?", "a)", False),
        ("Who pays?", "b)", False),
        ("Cost", "", False),
        ("Four", "", False),
    ]


def test_a_file_is_known_by_its_content_whatever_its_name():
    assert read_paper(io.BytesIO(english.harbours()), "paper.txt").format == "docx"
    assert read_paper(io.BytesIO(others.rivages()), "paper.docx").format == "odt"
    assert read_paper(io.BytesIO(english.ledgers()), "paper.odt").format == "md"
    assert read_paper(io.BytesIO(english.contents()), "paper.md").format == "txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_accents_come_through_in_any_encoding(encoding):
    text = "Thème 1 : L’été où tout a changé\n\nDéjà l’on voyait – « au loin » – des pêcheurs âgés.\n"
    assert lines_of(text.encode(encoding))[0] == "Thème 1 : L’été où tout a changé"
