"""A paper from a file or from what was pasted. What a file is, its content says, never its name."""

import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from roundtables.conceptpapers import limits, marked, opendocument, packages, plain, word
from roundtables.conceptpapers.text import PaperUnreadable, Text

_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"RIFF",
    b"\x00\x00\x00\x0cjP",
)
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_LETTER = re.compile(r"[^\W\d_]")


def read_paper(file: BinaryIO, name: str = "") -> Text:
    """The text of a paper in .docx, .odt, .txt or .md. Raises PaperUnreadable with a sentence that says why not."""
    content = file.read(limits.BYTES + 1)
    if not content:
        raise PaperUnreadable(_("This file is empty."))
    if len(content) > limits.BYTES:
        raise PaperUnreadable(
            _("This file is larger than %(number)d megabytes. Send the paper without its pictures.")
            % {"number": limits.BYTES // limits.MEGABYTE}
        )
    try:
        text = _read(content, name)
    except (RecursionError, MemoryError) as problem:
        raise packages.too_large() from problem
    text.name = name
    return _with_words(text)


def read_pasted(pasted: str) -> Text:
    """The text of a paper that was pasted. Raises PaperUnreadable."""
    return _with_words(_read_text(plain.checked(pasted), ""))


def _read(content: bytes, name: str) -> Text:
    if content.startswith(b"PK"):
        return _read_package(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise word.refusal_of_container(content)
    if sentence := _refusal(content):
        raise PaperUnreadable(sentence)
    return _read_text(plain.decoded(content), name)


def _refusal(content: bytes) -> str:
    """Why a file is not a paper, by its first bytes; nothing if it may be a text."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF") or b"\n%PDF-1." in content[:1024]:
        return _(
            "This is a PDF, whatever its name. Send the paper as .docx, .odt, .txt or .md, or paste its text."
        )
    if start.startswith(b"{\\rtf"):
        return _("This is an RTF file. Open it in your word processor, save it as .docx and send that.")
    if start[:200].lower().startswith((b"<!doctype html", b"<html")):
        return _("This is a web page. Copy its text and paste it instead.")
    if start.startswith(b"<?xml"):
        return _("This is an XML file, not a paper. Send the paper as .docx, .odt, .txt or .md.")
    if content.startswith(_PICTURES) and b"\x00" in content[:4096]:
        return _("This is a picture, and the words in it cannot be read. Send the paper as text.")
    if content.startswith(_PACKED):
        return _("This is an archive, not a paper. Unpack it and send the paper itself.")
    return ""


def _read_package(content: bytes) -> Text:
    package = packages.opened(content)
    with package:
        mimetype = packages.small_part(package, "mimetype", 4096).strip().decode("ascii", "replace")
        if mimetype.startswith(opendocument.MIMETYPE):
            return _from_library(opendocument.read_opendocument, package)
        if word.main_part(package):
            return _from_library(word.read_word, package)
        raise PaperUnreadable(_refusal_of_package(package, mimetype))


def _from_library(read, package) -> Text:
    """What a library reads. Whatever it trips over in a file that is not as it should be is one sentence."""
    try:
        return read(package)
    except (PaperUnreadable, MemoryError):
        raise
    except Exception as problem:
        raise packages.broken() from problem


def _refusal_of_package(package, mimetype: str) -> str:
    names = package.namelist()
    if any(name.startswith(("xl/", "ppt/")) for name in names) or "opendocument" in mimetype:
        return _("This is a spreadsheet or a presentation. Send the paper as .docx, .odt, .txt or .md.")
    if "epub" in mimetype:
        return _("This is an e-book. Send the paper as .docx, .odt, .txt or .md.")
    if "EncryptedPackage" in names:
        return _(
            "This file is locked with a password. Remove the password in your word processor and send it again."
        )
    if "[Content_Types].xml" in names or any(name.startswith("word/") for name in names):
        return str(packages.broken())
    return _("This is an archive, not a paper. Unpack it and send the paper itself.")


def _read_text(text: str, name: str) -> Text:
    return marked.read_markdown(text) if marked.is_markdown(text, name) else plain.read_lines(text)


def _with_words(text: Text) -> Text:
    characters = sum(len(paragraph.text) for paragraph in text.paragraphs)
    if characters > limits.CHARACTERS:
        raise plain.too_long()
    if len(text.paragraphs) > limits.PARAGRAPHS:
        raise plain.too_many()
    if not any(_LETTER.search(paragraph.text) for paragraph in text.paragraphs):
        raise PaperUnreadable(
            _(
                "No words were found in this file. If its pages are pictures, have their text recognized first."
            )
        )
    return text
