"""Files as they are handed in: what they are by their content, whether they are sound, what to call them."""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import filetype
import pypdf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from gfmd.uploads import most_bytes

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
TEXTS = {".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv"}
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
# What an office file says of its own kind, and the ending that goes with it.
OFFICE = {
    f"{OOXML}wordprocessingml.document": ".docx",
    f"{OOXML}presentationml.presentation": ".pptx",
    f"{OOXML}spreadsheetml.sheet": ".xlsx",
    f"{ODF}text": ".odt",
    f"{ODF}presentation": ".odp",
    f"{ODF}spreadsheet": ".ods",
}
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", **OFFICE, **{kind: end for end, kind in TEXTS.items()}}
SAME_KIND = {".jpeg": ".jpg"}
ACCEPTED = ".pdf,.docx,.odt,.pptx,.odp,.xlsx,.ods,.txt,.md,.csv,.png,.jpg,.jpeg"
TAKEN = "PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx), OpenDocument, PNG, JPEG, .txt, .md, .csv"

# An honest office file unpacks to a few times its size; what unpacks to far more is a bomb.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 20_000
MOST_TYPES = 1024 * 1024  # bytes of the list of types in an Office Open XML file
MOST_PIXELS = 50_000_000
PAGES_LOOKED_AT = 20
# Programs hidden in office files.
MACROS = re.compile(r"(^|/)vbaProject\.bin$|^Basic/|^Scripts/", re.IGNORECASE)
# Text that a browser or a shell would run, or that another program means: neither a note nor a table. What was read
# as a comment is read in no other way (?>, *+): a row of thirty comments would take hours.
ACTIVE_TEXT = re.compile(
    r"\s*+(?:(?><!--.*?-->)\s*+)*+(<!doctype|<html|<head|<body|<svg|<\?xml|<script|#!|%!PS|\{\\rtf)",
    re.I | re.S,
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MOST_NAME_BYTES = 140


@dataclass(frozen=True)
class Upload:
    """A file that was looked at: its bytes, safe name and type by content; whether it shows text as a picture."""

    content: bytes
    name: str
    content_type: str
    is_picture: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def examined(sent: UploadedFile) -> Upload:
    """What was sent, once it is known to be sound. Raises ValidationError with a sentence for what is not."""
    if sent.size > most_bytes():
        raise ValidationError(
            _("The file is larger than %(most)s, the most that is taken.")
            % {"most": filesizeformat(most_bytes())}
        )
    if not sent.size:
        raise ValidationError(_("The file is empty."))
    content = sent.read()
    ending = ending_of(sent.name)
    content_type, is_picture = recognised(content, ending)
    return Upload(content, safe_name(sent.name, content_type), content_type, is_picture)


def recognised(content: bytes, ending: str) -> tuple[str, bool]:
    """The type by content, and whether its text is a picture that no screen reader can read."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n\f\0").startswith(b"%PDF-"):
        return PDF, is_scanned(opened_pdf(content))
    if content.startswith(b"PK"):
        return office_type(content), False
    if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        raise ValidationError(
            _(
                "This is a file of an older Office program, or one with a password. Save it as .docx, .pptx "
                "or .xlsx, or as PDF, without a password."
            )
        )
    guess = filetype.guess_mime(content)
    if guess in (PNG, JPEG):
        check_picture(content)
        return guess, True
    return text_type(content, ending), False


# --- PDF -------------------------------------------------------------------------------------------------


def opened_pdf(content: bytes) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(BytesIO(content))
        is_locked = reader.is_encrypted
        pages = 0 if is_locked else len(reader.pages)
    except Exception as broken:  # a damaged PDF breaks its reader in many ways
        raise ValidationError(_("This PDF is damaged: it cannot be opened.")) from broken
    if is_locked:
        raise ValidationError(
            _("This PDF is protected, so that not everybody could read it. Save it without protection.")
        )
    if not pages:
        raise ValidationError(_("This PDF has no pages."))
    return reader


def is_scanned(reader: pypdf.PdfReader) -> bool:
    """Whether no page names a font: then its words are pictures. A scan with recognised text has one."""
    try:
        return not any(has_font(page) for page in reader.pages[:PAGES_LOOKED_AT])
    except Exception:  # an odd page says nothing about its text; whoever hands it in does
        return False


def has_font(holder, depth: int = 3) -> bool:
    """Whether a page, or a form drawn on it, names a font."""
    resources = holder.get("/Resources")
    resources = resources.get_object() if resources is not None else {}
    if "/Font" in resources:
        return True
    drawn = resources.get("/XObject")
    drawn = drawn.get_object() if drawn is not None else {}
    return depth > 0 and any(
        one.get("/Subtype") == "/Form" and has_font(one, depth - 1)
        for one in (drawn[name].get_object() for name in drawn)
    )


# --- Office ----------------------------------------------------------------------------------------------


def office_type(content: bytes) -> str:
    """The type an office file names itself. Raises ValidationError for other archives and unsound ones."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise ValidationError(_("This file unpacks to more than is taken. Save it as PDF."))
            if any(one.flag_bits & 1 for one in members):
                raise ValidationError(_("This file has a password. Save it without one."))
            content_type = named_type(archive)
            if any(MACROS.search(one.filename) for one in members):
                raise ValidationError(_("This file holds macros, which are programs. Save it without them."))
            if archive.testzip() is not None:
                raise ValidationError(_("This file is damaged: it cannot be opened."))
    except ValidationError:
        raise
    except Exception as broken:  # a damaged archive breaks its reader in many ways
        raise ValidationError(_("This file is damaged: it cannot be opened.")) from broken
    return content_type


def named_type(archive: zipfile.ZipFile) -> str:
    """OpenDocument names its type in `mimetype`, Office Open XML that of its main part."""
    names = set(archive.namelist())
    if {"mimetype", "content.xml"} <= names:
        named = beginning(archive, "mimetype", 200).decode("ascii", "replace").strip()
        if named in OFFICE:
            return named
    elif "[Content_Types].xml" in names:
        types = beginning(archive, "[Content_Types].xml", MOST_TYPES).decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise ValidationError(_("This file holds macros, which are programs. Save it without them."))
        for content_type in OFFICE:
            if f'"{content_type}.main+xml"' in types:
                return content_type
    raise not_taken(_("an archive"))


def beginning(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The first bytes of a member: packed small, it may unpack to more than the memory holds."""
    with archive.open(name) as member:
        return member.read(most)


# --- Pictures and text -----------------------------------------------------------------------------------


def check_picture(content: bytes) -> None:
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise ValidationError(_("This picture is larger than is taken. Save it smaller, or as PDF."))
            picture.load()
    except ValidationError:
        raise
    except Exception as broken:  # a damaged picture breaks its reader in many ways
        raise ValidationError(_("This picture is damaged: it cannot be opened.")) from broken


def text_type(content: bytes, ending: str) -> str:
    """Plain text, Markdown or a table by the ending of its name. Raises ValidationError for anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if ending in TEXTS and b"\0" not in content:
            raise ValidationError(
                _("This text is not in UTF-8, so its letters would be lost. Save it as UTF-8.")
            ) from None
        raise not_taken(kind_in_words(content)) from None
    if CONTROL.search(text):
        raise not_taken(kind_in_words(content))
    if ACTIVE_TEXT.match(text):
        raise not_taken(_("text that a program would run: a web page, a drawing or a script"))
    if ending not in ("", *TEXTS):
        raise not_taken(_("plain text, though its name ends in “%(ending)s”") % {"ending": ending})
    return TEXTS[ending or ".txt"]


def kind_in_words(content: bytes) -> str:
    guess = filetype.guess_extension(content)
    return _("a file of the kind “%(ending)s”") % {"ending": f".{guess}"} if guess else _("an unknown kind")


def not_taken(kind: str) -> ValidationError:
    return ValidationError(
        _("By its content this is %(kind)s. What is taken: %(taken)s.") % {"kind": kind, "taken": TAKEN}
    )


# --- Names -----------------------------------------------------------------------------------------------


def ending_of(name: str) -> str:
    """The ending of a name in small letters, ".jpg" for ".jpeg"; empty without one."""
    suffix = PurePath(visible(name)).suffix
    ending = suffix.lower() if is_ending(suffix) else ""
    return SAME_KIND.get(ending, ending)


def visible(text: str) -> str:
    """Without what cannot be seen: controls, marks that turn the direction of writing, private letters."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in normal if unicodedata.category(letter)[0] != "C")


def safe_name(name: str, content_type: str) -> str:
    """A name that any system can store and a person can read, in its own script, with the right ending."""
    last = re.split(r"[/\\]", visible(name))[-1]
    path = PurePath(last)
    stem = path.stem if is_ending(path.suffix) else last
    stem = re.sub(r'[<>:"|?*]+', "-", stem)
    stem = re.sub(r"\s+", " ", stem).strip(" .-")
    stem = stem.encode()[:MOST_NAME_BYTES].decode(errors="ignore").rstrip(" .-")
    return (stem or "paper") + ENDINGS[content_type]


def is_ending(suffix: str) -> bool:
    """ ".pdf" is one; what follows the last dot in "Report on 1.1" is not."""
    return re.fullmatch(r"\.[A-Za-z][A-Za-z0-9]{0,4}", suffix) is not None
