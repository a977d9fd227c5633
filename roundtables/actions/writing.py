"""Writing the text of a brief in one language, beside others who do the same: nothing is overwritten."""

import contextlib
import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, Trace, leave_trace, subject_of
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

LOST_RACES = 5  # of one person's windows, before the error is shown


def as_kept(text: str) -> str:
    """A text as it is stored: lines end in one sign, and no space stands around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def digest(text: str) -> str:
    """Tells whether a text is still the one somebody began to change, without sending it along."""
    return hashlib.sha256(as_kept(text).encode()).hexdigest()[:16]


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
        # Whoever has the page of the roundtable's code and title open is not disturbed by what is written here.
        is_roundtable = row is self.roundtable
        row.save(update_fields=[name] if is_roundtable else [name, "changed_at"])


@transaction.atomic
def write_brief(
    *, roundtable: Roundtable, language: str, parts: dict[str, str], seen: dict[str, str], by: Person
) -> Written:
    """Save the parts of a brief in one language.

    `seen` holds the digest of each part as it stood when the person began. What the person left as it was is
    never written. A part that somebody else has changed since is left alone and returned as a clash; the
    others are saved. A question or session removed meanwhile is a clash with nothing. Emptying a question in
    the original is refused: it is removed instead.
    """
    roundtable = lock_roundtable(roundtable)
    writable = Writable(roundtable, language)
    saved, clashes, before, after = [], [], {}, {}
    for key, typed in parts.items():
        text = as_kept(typed)
        stands = writable.text(key) if key in writable.rows else ""
        if text == as_kept(stands) or digest(text) == seen.get(key):
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
    forget_kept(roundtable, language, set(parts) - {clash.key for clash in clashes}, by=by)
    return Written(saved, clashes)


def follow_the_original(roundtable: Roundtable, language: str) -> None:
    """A language written in is under way; when the original changes, ready translations are again, too."""
    if language == roundtable.original_language:
        roundtable.languages.filter(state=LanguageState.READY).update(state=LanguageState.IN_TRANSLATION)
    else:
        BriefLanguage.objects.get_or_create(roundtable=roundtable, language=language)


def last_change(roundtable: Roundtable, language: str, key: str) -> Trace | None:
    """Who last changed a part of a brief in a language, or removed it, and when; None where no record says."""
    kind, _dash, pk = key.partition("-")
    written = Q(
        subject=subject_of(roundtable),
        act="write_brief",
        after__has_key=key,
        after__language=language,
    )
    if kind == "question":
        written |= Q(subject=f"guidingquestion:{pk}", act__in=("change_question", "remove_question"))
    if kind == "session":
        written |= Q(subject=f"session:{pk}", act="change_session", after__has_key="aim")
        written |= Q(subject=f"session:{pk}", act="remove_session")
    return Trace.objects.filter(written).select_related("by").first()


class NotTranslated(Refused):
    """A translation that lacks parts of the original is not ready; `keys` names them."""

    def __init__(self, keys: list[str]):
        self.keys = keys
        super().__init__(
            ngettext(
                "%(number)d part of the original has no text in this language yet. Translate it first.",
                "%(number)d parts of the original have no text in this language yet. Translate them first.",
                len(keys),
            )
            % {"number": len(keys)}
        )


@transaction.atomic
def set_language_state(*, roundtable: Roundtable, language: str, state: str, by: Person) -> None:
    """Say that a translation is ready, or under way again. Raises NotTranslated while it lacks a part."""
    roundtable = lock_roundtable(roundtable)
    if language == roundtable.original_language:
        raise Refused(_("This is the original: it is always ready."))
    missing = lacking(working_text(roundtable), language)
    if state == LanguageState.READY and missing:
        raise NotTranslated(missing)
    row = roundtable.languages.filter(language=language).first()
    before = row.state if row else LanguageState.MISSING
    if before == state:
        return
    if row is None:
        row = BriefLanguage(roundtable=roundtable, language=language)
    row.state = state
    row.save()
    leave_trace("set_language_state", roundtable, by=by, before={language: before}, after={language: state})
    brief_changed(roundtable)


# --- What a person is typing -----------------------------------------------------------------------------


@transaction.atomic
def keep_text(
    *, roundtable: Roundtable, language: str, parts: dict[str, str], seen: dict[str, str], by: Person
) -> KeptText | None:
    """Keep what a person is typing, so that a closed window or a dead battery loses nothing.

    `parts` are those that have changed since the last time; others that are kept stay. A part typed back to
    what it was is kept no longer. Returns what is kept now, if anything. PostgreSQL keeps no NUL in JSON.
    """
    kept = locked_kept(roundtable, language, by)
    for key, typed in parts.items():
        text = typed.replace("\x00", "")
        if digest(text) == seen.get(key):
            kept.parts.pop(key, None)
            kept.seen.pop(key, None)
        else:
            kept.parts[key], kept.seen[key] = text, seen.get(key, "")
    if kept.parts:
        kept.save()
        return kept
    kept.delete()
    return None


def locked_kept(roundtable: Roundtable, language: str, by: Person) -> KeptText:
    """What a person has kept of a brief in a language; two windows of one person take turns."""
    rows = KeptText.objects.select_for_update()
    whose = {"roundtable": roundtable, "language": language, "person": by}
    for _try in range(LOST_RACES):
        with contextlib.suppress(IntegrityError):  # another window wrote the row first, and let it go again
            return rows.get_or_create(**whose)[0]
    return rows.get_or_create(**whose)[0]


def forget_kept(roundtable: Roundtable, language: str, keys: set[str], *, by: Person) -> None:
    """What is saved is no longer kept beside it."""
    kept = roundtable.kept_texts.select_for_update().filter(language=language, person=by).first()
    if kept is None:
        return
    for key in keys:
        kept.parts.pop(key, None)
        kept.seen.pop(key, None)
    if kept.parts:
        kept.save()
    else:
        kept.delete()


def let_kept_text_go(*, roundtable: Roundtable, language: str, by: Person) -> None:
    """The person goes on with the text as it stands, without what was kept."""
    roundtable.kept_texts.filter(language=language, person=by).delete()
