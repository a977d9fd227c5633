"""Joint letters: one PDF for each organization, and letters that correct a former one."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused
from mailings.actions.mailings import locked
from mailings.audiences import people_of
from mailings.messages.mailings import Wording
from mailings.models import JointLetter, Mailing, MailingKind, MailingState, MailingText, Signatory
from mailings.papers import Letters
from mailings.recipients import Recipient

CAN_BE_CORRECTED = (MailingState.LEAVING, MailingState.PAUSED, MailingState.LEFT, MailingState.STOPPED)


def make_letters(mailing: Mailing) -> Iterator[JointLetter]:
    """Render the letters that are not there yet, one after the other, each kept at once; safe to begin anew.

    An organization whose addressees read different languages gets its letter in each of them.
    """
    wording = Wording(mailing)
    letters = Letters(wording)
    made = set(mailing.letters.values_list("organization_id", "language"))
    people = people_of(mailing.audience, mailing.meeting, mailing.narrowed, is_letter=True)
    for recipient in list(people):
        wanted = (recipient.organization_id, wording.language_for(recipient))
        if not recipient.email or wanted in made:
            continue
        made.add(wanted)
        yield keep_letter(mailing, letters, recipient, wanted[1])


def keep_letter(mailing: Mailing, letters: Letters, recipient: Recipient, language: str) -> JointLetter:
    letter, _is_new = JointLetter.objects.get_or_create(
        mailing=mailing,
        organization_id=recipient.organization_id,
        language=language,
        defaults={"attachment": letters.attachment(recipient, language)},
    )
    return letter


@transaction.atomic
def correct_letter(*, mailing_pk: int, by: Person) -> Mailing:
    """A draft that replaces a letter which has left, with its words, signatories and papers: Corr.1, Corr.2, …"""
    former = locked(mailing_pk)
    if former.kind != MailingKind.JOINT_LETTER or former.state not in CAN_BE_CORRECTED:
        raise Refused(_("Only a joint letter that has left is corrected by another one."))
    standing = former.corrections.exclude(state=MailingState.WITHDRAWN).first()
    if standing:
        raise Refused(_("This letter is corrected already: %(name)s.") % {"name": standing.name})
    letter = Mailing.objects.create(
        meeting=former.meeting,
        kind=former.kind,
        name=f"{former.name[:180]}, Corr.{former.correction + 1}",
        audience=former.audience,
        narrowed=former.narrowed,
        needs_second=former.needs_second,
        corrects=former,
        correction=former.correction + 1,
        prepared_by=by,
    )
    copy_words(former, letter)
    leave_trace("correct_letter", letter, by=by, before={"mailing": former.pk})
    return letter


def copy_words(former: Mailing, letter: Mailing) -> None:
    """The texts, signatories and papers of the letter that is corrected."""
    for model, rows in ((MailingText, former.texts.all()), (Signatory, former.signatories.all())):
        copies = list(rows)
        for copy in copies:
            copy.pk, copy.mailing = None, letter
        model.objects.bulk_create(copies)
    letter.documents.set(former.documents.all())
