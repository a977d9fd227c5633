"""Files that are no papers, and papers that are too much."""

import io
import random
import struct
import zipfile

from docx.oxml.ns import nsmap

from tests.papers.builders import Word

WORD_XML = nsmap["w"]
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
ODT_ROOT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
)
ODT_END = "</office:text></office:body></office:document-content>"


def zipped(**parts: bytes | str) -> bytes:
    """A zip file; underscores in the names stand for slashes, double ones for dots."""
    return packed({name.replace("__", ".").replace("_", "/"): content for name, content in parts.items()})


def packed(parts: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def word_with(document: bytes | str, **others: bytes | str) -> bytes:
    """A Word file around a document part as given."""
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": document,
            **others,
        }
    )


def word_of(body: str) -> bytes:
    return word_with(f'<w:document xmlns:w="{WORD_XML}"><w:body>{body}</w:body></w:document>')


def odt_with(content: bytes | str, **others: bytes | str) -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **others})


# --- Papers that are long ----------------------------------------------------------------------------------

SENTENCE = (
    "Every season the same crews cross the same valley, and nobody has counted them twice in one year. "
)


def three_hundred_pages_of_word() -> bytes:
    """About 300 pages as Word writes them: many runs, each with its own properties."""
    word = Word()
    word.text("Theme 1: Seasons", "Roundtable 1.1: Crews", "Guiding questions")
    word.bullets("Who counts?", "Who is counted?")
    word.text("IV. Annex")
    run = (
        '<w:r w:rsidR="00A77427" w:rsidRPr="00B12345"><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New '
        'Roman" w:cs="Times New Roman"/><w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-GB"/></w:rPr>'
        '<w:t xml:space="preserve">{}</w:t></w:r>'
    )
    paragraph = (
        '<w:p w:rsidR="00A77427" w:rsidRDefault="00A77427"><w:pPr><w:jc w:val="both"/></w:pPr>'
        + "".join(run.format(SENTENCE) for _i in range(6))
        + "</w:p>"
    )
    with zipfile.ZipFile(io.BytesIO(word.bytes())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = body.replace("<w:sectPr", paragraph * 1500 + "<w:sectPr", 1).encode()
    return packed(parts)


def three_hundred_pages_of_text() -> bytes:
    head = "Theme 1: Seasons\n\nRoundtable 1.1: Crews\n\nGuiding questions\n\n- Who counts?\n- Who is counted?\n\nIV. Annex\n\n"
    chance, lines = random.Random(6), []
    words = [
        "crews",
        "cross",
        "valleys",
        "counting",
        "lanterns",
        "ledgers",
        "quays",
        "herds",
        "orchards",
        "wells",
        "oaths",
        "ferries",
        "wicks",
        "seeds",
    ]
    for page in range(1, 301):
        for _paragraph in range(14):
            lines += [" ".join(chance.sample(words, k=9)), " ".join(chance.sample(words, k=7)) + ".", ""]
        lines += [f"Page {page} of 300", ""]
    return (head + "\n".join(lines)).encode()


def three_hundred_pages_of_opendocument() -> bytes:
    head = "".join(
        f"<text:p>{text}</text:p>"
        for text in (
            "Theme 1: Seasons",
            "Roundtable 1.1: Crews",
            "Guiding questions",
            "- Who counts?",
            "- Who is counted?",
        )
    )
    spans = "".join(f'<text:span text:style-name="T{i}">{SENTENCE}</text:span>' for i in range(6))
    return odt_with(
        f"{ODT_ROOT}{head}<text:p>IV. Annex</text:p>{f'<text:p>{spans}</text:p>' * 1500}{ODT_END}"
    )


# --- Bombs -------------------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    """A document part of 300 megabytes of one letter, in a file of 300 kilobytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f'<w:document xmlns:w="{WORD_XML}"><w:body><w:p><w:r><w:t>'.encode())
            for _i in range(300):
                part.write(b"a" * 1024 * 1024)
    return buffer.getvalue()


def slow_bomb() -> bytes:
    """A document part that packs a hundred times smaller, as sound ones do, and unpacks to 80 megabytes."""
    chance = random.Random(2)
    pieces = ["".join(chance.choice("abcdefgh ") for _i in range(700)) for _j in range(8)]
    text = "".join(chance.choice(pieces) for _i in range(1500))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", CONTENT_TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f'<w:document xmlns:w="{WORD_XML}"><w:body>'.encode())
            for _i in range(80):
                part.write(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode())
    return buffer.getvalue()


def bomb_beside_the_text() -> bytes:
    """A sound text, and beside it a part that nobody needs and that unpacks to 300 megabytes."""
    buffer = io.BytesIO(word_of("<w:p><w:r><w:t>Theme 1: Seasons</w:t></w:r></w:p>"))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("word/media/a.bin", "w") as part,
    ):
        for _i in range(300):
            part.write(bytes(1024 * 1024))
    return buffer.getvalue()


def lying_bomb() -> bytes:
    """A part that says it is small and is not."""
    content = f'<w:document xmlns:w="{WORD_XML}"><w:body><w:p/>'.encode() + b" " * 60 * 1024 * 1024
    package = bytearray(word_with(content))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = 0
        while (at := package.find(sign, at)) >= 0:
            if struct.unpack_from("<I", package, at + offset)[0] == len(content):
                struct.pack_into("<I", package, at + offset, 900)
            at += 4
    return bytes(package)


def nested_zip() -> bytes:
    inner = packed({"a.bin": bytes(10 * 1024 * 1024)})
    for _i in range(5):
        inner = packed({f"{i}.zip": inner for i in range(10)})
    return inner


def many_parts() -> bytes:
    return packed({f"word/{i}.xml": b"" for i in range(20_000)})


def many_elements() -> bytes:
    return word_of("<w:p/>" * 2_000_000)


def many_paragraphs() -> bytes:
    return word_of("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 200_000)


def many_attributes() -> bytes:
    attributes = " ".join(f'w:a{i}="1"' for i in range(300_000))
    return word_of(f"<w:p {attributes}/>")


def endless_tag() -> bytes:
    return word_with(
        f'<w:document xmlns:w="{WORD_XML}"><w:body><w:p w:val="'.encode() + b"a" * 40 * 1024 * 1024
    )


def varied_elements() -> bytes:
    """Two million elements that do not pack too well."""
    chance = random.Random(3)
    rows = ["".join(f'<w:p w:rsidR="{chance.randrange(10**8)}"/>' for _i in range(400)) for _j in range(8)]
    return word_of("".join(chance.choice(rows) for _i in range(5000)))


def varied_tag() -> bytes:
    """One tag of 30 megabytes that does not pack too well."""
    chance = random.Random(5)
    rows = ["".join(chance.choice("abcdefgh") for _i in range(1000)) for _j in range(40)]
    value = "".join(chance.choice(rows) for _i in range(30_000))
    return word_of(f'<w:p w:val="{value}"/>')


def deep_elements() -> bytes:
    return word_of("<w:sdt>" * 100_000)


def deep_tables() -> bytes:
    opened, closed = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return word_of(opened * 30 + "<w:p><w:r><w:t>Theme 1: Seasons</w:t></w:r></w:p>" + closed * 30)


def endless_sentence() -> bytes:
    """As many lines as a paper may have, all of one sentence."""
    return "\n".join(f"and whoever read line {i} went on to the next" for i in range(29_000)).encode()


def many_runs() -> bytes:
    """A text cut into as many pieces as a file may hold, each with its own look."""
    run = "<w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>word </w:t></w:r><w:r><w:rPr/><w:t>word </w:t></w:r>"
    return word_of(f"<w:p>{run * 10}</w:p>" * 4_900)


def endless_emphasis() -> bytes:
    """Markdown that opens emphasis again and again and never closes it."""
    return b"# Nets\n\n# Boats\n\n" + b"*a **b " * 180_000


def nested_boxes() -> bytes:
    """Text boxes in text boxes."""
    opened, closed = "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"
    return word_of((opened * 35 + "<w:p><w:r><w:t>Nets</w:t></w:r></w:p>" + closed * 35) * 1000)


def laughing_entities(root: str = "w:document") -> bytes:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]>'
        f'<w:document xmlns:w="{WORD_XML}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    ).encode()


def fetched_entity() -> bytes:
    return (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{WORD_XML}"><w:body><w:p><w:r><w:t>&f;</w:t></w:r></w:p></w:body></w:document>'
    ).encode()


# --- Files of another kind ---------------------------------------------------------------------------------


def container(name: str) -> bytes:
    """The start of an OLE container with a directory entry, as old and locked Office files have it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(400)


def locked_opendocument() -> bytes:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    )
    return odt_with(random.Random(4).randbytes(2000), **{"META-INF/manifest.xml": manifest})
