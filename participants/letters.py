"""Letters as they are handed in, kept and shown: notes verbales and letters of nomination."""

from collections.abc import Iterator
from uuid import uuid4

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.uploads import JPEG, PNG, Upload, examined
from participants.models import Letter

PICTURES = (PNG, JPEG)
BEFORE_PDF = b"\xef\xbb\xbf \t\r\n\f\0"  # what programs put before the first sign of a PDF
# A letter is a few pages. Anybody may hand one in, so that it is held to less than a paper is.
MOST_MEGABYTES = 10


class LetterField(forms.FileField):
    """A note verbale or signed letter, looked at by its content; the value is an Upload, or None without one."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"})
    default_error_messages = {"required": gettext_lazy("Choose the file of the letter.")}

    def clean(self, data: UploadedFile | None, initial=None) -> Upload | None:
        sent = super().clean(data, None)
        if not sent:
            return None
        if sent.size > MOST_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("The file is larger than %(most)s, the most that is taken for a letter.")
                % {"most": filesizeformat(MOST_MEGABYTES * 1024 * 1024)}
            )
        if not looks_like_letter(sent):
            raise ValidationError(_("By its content this is not a PDF, PNG or JPEG. Save the letter as PDF."))
        return examined(sent)


def looks_like_letter(sent: UploadedFile) -> bool:
    """Whether a file begins as a PDF or a picture does; whether it is sound is looked at next."""
    beginning = sent.read(1024)
    sent.seek(0)
    return beginning.lstrip(BEFORE_PDF).startswith(b"%PDF-") or filetype.guess_mime(beginning) in PICTURES


def kept_letter(upload: Upload) -> Letter:
    """Keep a letter. Its name on the disk says nothing about what it is or who sent it.

    Called last in a transaction: what is written to the disk is not undone with it.
    """
    letter = Letter(
        name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=upload.sha256,
    )
    letter.file.save(uuid4().hex, ContentFile(upload.content), save=False)
    letter.save()
    return letter


def letter_answer(letter: Letter) -> HttpResponse:
    """A letter for somebody who may see it: to be saved, or shown as a picture; nothing in it is run."""
    response = StreamingHttpResponse(_pieces(letter), content_type=letter.content_type)
    response["Content-Length"] = str(letter.size)
    response["Content-Disposition"] = content_disposition_header(True, letter.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _pieces(letter: Letter) -> Iterator[bytes]:
    with letter.file.open("rb") as stored:
        yield from stored.chunks()
