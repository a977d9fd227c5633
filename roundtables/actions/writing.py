"""Writing the text of a brief in one language, beside others who do the same: nothing is overwritten."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, leave_trace
from gfmd.moves import Refused
from meetings.languages import texts_of
from roundtables.actions.ordering import lock_roundtable
from roundtables.actions.papers import brief_changed
from roundtables.content import FIELDS, lacking, with_text, working_text
from roundtables.models import (
    BriefLanguage,
    KeptText,
    LanguageState,
    Roundtable,
)


def digest(text: str) -> str:
    """Tells whether a text is still the one somebody began to change, without sending it along."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Clash:
    """A part that somebody else has changed meanwhile: how it stands now, and what was typed."""

    key: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Written:
    """What became of the parts sent: those saved, and those that clash and were left as they stand."""

    saved: list[str]
    clashes: list[Clash]


class Writable:
    """The parts of a brief in one language, by key: "background", "outcomes", "question-12", "session-4"."""

    def __init__(self, roundtable: Roundtable, language: str):
        self.roundtable, self.language = roundtable, language
        self.rows = {f"question-{one.pk}": (one, "text") for one in roundtable.questions.all()}
        self.rows |= {f"session-{one.pk}": (one, "aim") for one in roundtable.sessions.all()}
        self.rows |= {key: (roundtable, name) for key, name in FIELDS.items()}

    def text(self, key: str) -> str:
        row, name = self.rows[key]
        return texts_of(getattr(row, name), self.roundtable.original_language).get(self.language, "")

    def write(self, key: str, text: str) -> None:
        row, name = self.rows[key]
        value = with_text(getattr(row, name), self.language, text, self.roundtable.original_language)
        setattr(row, name, value)
        row.save(update_fields=[name, "changed_at"])


@transaction.atomic
def write_brief(
    *, roundtable: Roundtable, language: str, parts: dict[str, str], seen: dict[str, str], by: Person
) -> Written:
    """Save the parts of a brief in one language.

    `seen` holds the digest of each part as it stood when the person began. A part that somebody else has
    changed since is left alone and returned as a clash; the others are saved. A question or session removed
    meanwhile is a clash with nothing. Emptying a question in the original is refused: it is removed instead.
    """
    roundtable = lock_roundtable(roundtable)
    writable = Writable(roundtable, language)
    saved, clashes, before, after = [], [], {}, {}
    for key, typed in parts.items():
        text = typed.replace("\r\n", "\n").strip()
        stands = writable.text(key) if key in writable.rows else ""
        if text == stands.strip():
            continue
        if key not in writable.rows or seen.get(key) != digest(stands):
            clashes.append(Clash(key, stands, text))
            continue
        if not text and key.startswith("question-") and language == roundtable.original_language:
            raise Refused(
                _("A guiding question needs a text. To drop it, remove it from the list of questions.")
            )
        writable.write(key, text)
        saved.append(key)
        before[key], after[key] = stands, text
    if saved:
        follow_the_original(roundtable, language)
        after["language"] = language
        leave_trace("write_brief", roundtable, by=by, before=before, after=after)
        brief_changed(roundtable)
    if not clashes:
        roundtable.kept_texts.filter(language=language, person=by).delete()
    return Written(saved, clashes)


def follow_the_original(roundtable: Roundtable, language: str) -> None:
    """A language written in is under way; when the original changes, ready translations are again, too."""
    if language == roundtable.original_language:
        roundtable.languages.filter(state=LanguageState.READY).update(state=LanguageState.IN_TRANSLATION)
    else:
        BriefLanguage.objects.get_or_create(roundtable=roundtable, language=language)


@transaction.atomic
def set_language_state(*, roundtable: Roundtable, language: str, state: str, by: Person) -> None:
    """Say that a translation is ready, or under way again. Raises Refused while it lacks a part."""
    roundtable = lock_roundtable(roundtable)
    if language == roundtable.original_language:
        raise Refused(_("This is the original: it is always ready."))
    missing = lacking(working_text(roundtable), language)
    if state == LanguageState.READY and missing:
        raise Refused(
            _("Parts of the original have no text in this language yet (%(number)d). Translate them first.")
            % {"number": len(missing)}
        )
    row, _new = BriefLanguage.objects.get_or_create(roundtable=roundtable, language=language)
    if row.state == state and not _new:
        return
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    leave_trace("set_language_state", roundtable, by=by, before={language: before}, after={language: state})
    brief_changed(roundtable)


def keep_text(
    *, roundtable: Roundtable, language: str, parts: dict[str, str], seen: dict[str, str], by: Person
) -> KeptText:
    """Keep what a person is typing, so that a closed window or a dead battery loses nothing."""
    kept, _new = KeptText.objects.update_or_create(
        roundtable=roundtable, language=language, person=by, defaults={"parts": parts, "seen": seen}
    )
    return kept


def let_kept_text_go(*, roundtable: Roundtable, language: str, by: Person) -> None:
    """The person goes on with the text as it stands, without what was kept."""
    roundtable.kept_texts.filter(language=language, person=by).delete()
