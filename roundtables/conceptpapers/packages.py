"""Zip files with XML inside, looked at before any library opens them.

A hostile file may unpack to gigabytes, nest tags without end, or define entities that multiply. So parts are unpacked
piece by piece through a parser that builds nothing, counts everything, refuses document type definitions, and writes
out a thin copy with only the elements that carry text and its structure. The libraries see nothing but that copy.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from roundtables.conceptpapers import limits
from roundtables.conceptpapers.text import PaperUnreadable

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Vocabulary:
    """What of an XML language is kept: names are `prefix:name`; what is not kept hands its children to its parent."""

    prefixes: Mapping[str, str]  # namespace → prefix; the first namespace of a prefix is written out
    kept: frozenset[str]
    attributes: frozenset[str]
    dropped: frozenset[str]  # with all they hold
    with_text: frozenset[str]  # elements whose text counts; text elsewhere is layout


def broken() -> PaperUnreadable:
    return PaperUnreadable(
        _(
            "This file is damaged and cannot be opened. Open it in your word processor, save it again and send that."
        )
    )


def too_large() -> PaperUnreadable:
    return PaperUnreadable(
        _(
            "This file unpacks to far more than a paper of 300 pages. Save the text alone as a new .docx or .odt file."
        )
    )


def opened(content: bytes) -> zipfile.ZipFile:
    """The zip file, after its list of contents was weighed. Raises PaperUnreadable."""
    if content.count(b"PK\x01\x02") > limits.PARTS:
        raise too_large()
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, UnicodeError) as problem:
        raise broken() from problem
    if sum(part.file_size for part in parts) > limits.PACKED_BYTES or any(_is_bomb(part) for part in parts):
        raise too_large()
    return package


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > limits.MEGABYTE and part.file_size > limits.TIMES_SMALLER * max(
        part.compress_size, 1
    )


def small_part(package: zipfile.ZipFile, name: str, most: int = limits.MEGABYTE) -> bytes:
    """A part that is never long, or nothing if it is missing."""
    try:
        with package.open(name) as part:
            content = part.read(most + 1)
    except KeyError:
        return b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as problem:
        raise broken() from problem
    if len(content) > most:
        raise too_large()
    return content


def thinned(package: zipfile.ZipFile, name: str, vocabulary: Vocabulary) -> bytes:
    """A part of the package, checked while it is unpacked, with only what `vocabulary` keeps."""
    try:
        with package.open(name) as part:
            return Thinning(vocabulary).read(part)
    except KeyError as problem:
        raise broken() from problem
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as problem:
        raise broken() from problem


class Thinning:
    """One pass over an XML part that writes its thin copy."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.names: dict[str, str] = {}  # full name → prefix:name, or "" for what has no prefix
        self.written = io.StringIO()
        self.open: list[str] = []  # kept elements that are open, "" for those that are not kept
        self.texts: list[bool] = [False]  # whether text counts, by kept element
        self.dropping = 0
        self.elements = self.nodes = self.characters = 0

    def read(self, stream) -> bytes:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        fed = 0
        try:
            while chunk := stream.read(CHUNK):
                fed += len(chunk)
                # The parser reads an unfinished tag again with each piece: a tag without end costs its square.
                if fed > limits.XML_BYTES or fed - parser.CurrentByteIndex > limits.XML_TOKEN_BYTES + CHUNK:
                    raise too_large()
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeError, LookupError) as problem:
            raise broken() from problem
        return self.written.getvalue().encode()

    def _refuse(self, *_args) -> None:
        raise PaperUnreadable(
            _(
                "This file holds definitions no word processor writes, and is not opened for safety. Save it again."
            )
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > limits.XML_ELEMENTS or len(self.open) > limits.XML_DEPTH:
            raise too_large()
        if self.dropping:
            self.dropping += 1
            return
        short = self._short(name)
        if short in self.vocabulary.dropped:
            self.dropping = 1
            return
        if short not in self.vocabulary.kept:
            self.open.append("")
            return
        kept = {
            attribute: value
            for full, value in attributes.items()
            if (attribute := self._short(full)) in self.vocabulary.attributes and len(value) < 2000
        }
        self._count(1 + len(kept))
        spaces = self._declarations() if not any(self.open) else ""
        values = "".join(f" {key}={quoteattr(value)}" for key, value in kept.items())
        self.written.write(f"<{short}{spaces}{values}>")
        self.open.append(short)
        self.texts.append(short in self.vocabulary.with_text)

    def _end(self, name: str) -> None:
        if self.dropping:
            self.dropping -= 1
            return
        if short := self.open.pop():
            self.texts.pop()
            self.written.write(f"</{short}>")

    def _text(self, text: str) -> None:
        if self.dropping or not self.texts[-1]:
            return
        self.characters += len(text)
        if self.characters > limits.CHARACTERS:
            raise too_large()
        self._count(1)
        self.written.write(escape(text))

    def _count(self, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > limits.XML_NODES:
            raise too_large()

    def _short(self, name: str) -> str:
        if name not in self.names:
            space, found, local = name.rpartition("}")
            prefix = self.vocabulary.prefixes.get(space, "") if found else ""
            if len(self.names) > 20_000:
                raise too_large()
            self.names[name] = f"{prefix}:{local}" if prefix else ""
        return self.names[name]

    def _declarations(self) -> str:
        spaces: dict[str, str] = {}
        for space, prefix in self.vocabulary.prefixes.items():
            spaces.setdefault(prefix, space)
        return "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
