"""The letter by which the chair asks an embassy to let a delegate travel: a paper like the others, kept sealed."""

from datetime import date

from gfmd.pdf import html_for, pdf_from
from gfmd.sealing import unsealed
from participants.models import VisaLetter, VisaRequest


def visa_letter_html(request: VisaRequest, letter: VisaLetter, language: str) -> str:
    """The letter in one of the product's languages."""
    delegation = request.delegate.delegation
    context = {
        "request": request,
        "letter": letter,
        "delegate": request.delegate,
        "delegation": delegation,
        "meeting": delegation.meeting,
        "born_on": date.fromisoformat(request.born_on),
        "issued_on": delegation.meeting.local_day(letter.made_at),
    }
    return html_for("papers/visa_letter.html", context, language)


def visa_letter_pdf(request: VisaRequest, letter: VisaLetter, language: str) -> bytes:
    """The letter as PDF/UA."""
    return pdf_from(visa_letter_html(request, letter, language))


def opened(letter: VisaLetter) -> bytes:
    """The PDF of a letter: the file itself is sealed, since it tells a passport's number."""
    with letter.file.open("rb") as file:
        return unsealed(file.read())
