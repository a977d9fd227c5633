"""The page on which a brief is written in one language: its parts, what was kept, what clashes, how it will read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from accounts.models import Person
from gfmd.comparison import Block, compare
from gfmd.lists import listed
from gfmd.reading import direction
from meetings.languages import texts_of
from roundtables.actions import Writable, as_kept, digest, last_change
from roundtables.content import lacking, language_states, working_text
from roundtables.forms.writing import ROWS, WritingForm, kind_of, longest, removed_name
from roundtables.models import BriefState, DraftKind, KeptText, LanguageState, ReferenceKind, Roundtable
from roundtables.shown import BriefShown


def names_of_parts(roundtable: Roundtable) -> dict[str, str]:
    """What each part of a brief is called, by key, in reading order."""
    names = {"background": _("Background"), "outcomes": _("Expected outcomes")}
    for number, question in enumerate(roundtable.questions.all(), start=1):
        names[f"question-{question.pk}"] = _("Question %(number)d") % {"number": number}
    for session in roundtable.sessions.all():
        names[f"session-{session.pk}"] = _("Aim of session %(code)s") % {"code": session.code}
    return names


@dataclass(frozen=True)
class ClashShown:
    """A part that somebody has changed while it was being written: by whom, when, and how the texts differ."""

    theirs: str
    blocks: list[Block]
    is_removed: bool
    by: str = ""
    is_own: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class Box:
    """One part as the page shows it: what stands in the box, and the digest of the text it builds upon."""

    key: str
    name: str
    text: str
    seen: str
    is_unsaved: bool = False
    original: str = ""
    title: LazyI18nString | None = None
    clash: ClashShown | None = None
    blocks: list[Block] | None = None  # what was kept, against what is saved
    errors: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return kind_of(self.key)

    @property
    def rows(self) -> int:
        return ROWS[self.kind]


class Writing:
    """A brief being written in one language by one person."""

    def __init__(self, roundtable: Roundtable, language: str, person: Person):
        prefetch_related_objects([roundtable], "questions", "sessions", "languages")
        self.roundtable, self.language, self.person = roundtable, language, person
        self.writable = Writable(roundtable, language)
        self.names = names_of_parts(roundtable)

    def form(self, data=None) -> WritingForm:
        return WritingForm(data, writable=self.writable, names=self.names)

    @property
    def is_original(self) -> bool:
        return self.language == self.roundtable.original_language

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def has_questions(self) -> bool:
        return any(kind_of(key) == "question" for key in self.names)

    @property
    def has_ready_translations(self) -> bool:
        return any(one.state == LanguageState.READY for one in self.roundtable.languages.all())

    def stands(self, key: str) -> str:
        """The saved text of a part; empty when the part is gone."""
        return self.writable.text(key) if key in self.writable.rows else ""

    def is_saved(self, key: str, text: str) -> bool:
        return as_kept(text) == as_kept(self.stands(key))

    @cached_property
    def kept(self) -> KeptText | None:
        """What the person was typing and has not saved, where it says something else than what stands."""
        kept = self.roundtable.kept_texts.filter(language=self.language, person=self.person).first()
        if kept is None:
            return None
        kept.parts = {key: text for key, text in kept.parts.items() if not self.is_saved(key, text)}
        return kept if kept.parts else None

    # --- The boxes ---------------------------------------------------------------------------------------

    def boxes(self, form: WritingForm) -> list[Box]:
        """Filled from what was sent, else from what was kept, else from what is saved."""
        if form.is_bound:
            typed, seen = form.typed, form.seen
        else:
            typed, seen = (self.kept.parts, self.kept.seen) if self.kept else ({}, {})
        gone = (key for key, text in typed.items() if key not in self.names and text.strip())
        keys = [*self.names, *gone]
        return [self.box(key, typed.get(key), seen.get(key, ""), form) for key in keys]

    def box(self, key: str, typed: str | None, seen: str, form: WritingForm) -> Box:
        """A part the person has left as it was shows how it stands now: somebody else may have changed it.

        With a clash the digest is that of their text, so that saving again builds upon it knowingly.
        """
        facts = {
            "key": key,
            "name": self.names.get(key) or removed_name(key),
            "original": "" if self.is_original else self.in_original(key),
            "title": self.title(key),
            "errors": tuple(form.errors.get(key, ())) if form.is_bound else (),
        }
        stands = self.stands(key)
        now = digest(stands)
        if typed is None or digest(typed) == seen or self.is_saved(key, typed):
            return Box(text=stands, seen=now, **facts)
        if seen != now or key not in self.writable.rows:
            clash = self.clash(key, stands, typed)
            return Box(text=typed, seen=now, is_unsaved=True, clash=clash, **facts)
        blocks = None if form.is_bound else compare(stands, as_kept(typed))
        return Box(text=typed, seen=seen, is_unsaved=True, blocks=blocks, **facts)

    def clash(self, key: str, stands: str, typed: str) -> ClashShown:
        blocks = compare(stands, as_kept(typed))
        is_removed = key not in self.writable.rows
        trace = last_change(self.roundtable, self.language, key)
        if trace is None:
            return ClashShown(stands, blocks, is_removed)
        by = str(trace.by or "")
        return ClashShown(stands, blocks, is_removed, by, trace.by_id == self.person.pk, trace.at)

    def in_original(self, key: str) -> str:
        if key not in self.writable.rows:
            return ""
        row, name = self.writable.rows[key]
        original = self.roundtable.original_language
        return texts_of(getattr(row, name), original).get(original, "")

    def title(self, key: str) -> LazyI18nString | None:
        """The title of a session, which its aim stands under."""
        row, _name = self.writable.rows.get(key, (None, ""))
        return getattr(row, "title", None) if kind_of(key) == "session" else None

    # --- Where it stands ---------------------------------------------------------------------------------

    @cached_property
    def missing(self) -> list[str]:
        """What has no text yet, in words."""
        if not self.is_original:
            return [self.names[key] for key in self.names if self.in_original(key) and not self.stands(key)]
        missing = [] if self.stands("outcomes") else [_("expected outcomes")]
        if not self.has_questions:
            missing.append(_("guiding questions"))
        return missing

    @property
    def state(self) -> LanguageState:
        return state_of(self.roundtable, self.language)

    @cached_property
    def standing(self) -> "Standing":
        return standing_of(self)

    @property
    def languages(self) -> list["LanguageOfBrief"]:
        return languages_of(self.roundtable, here=self.language)

    # --- How it will read --------------------------------------------------------------------------------

    def preview(self, texts: dict[str, str]) -> BriefShown:
        """The brief in this language as readers would get it with these texts; notes are numbered through."""
        content = working_text(self.roundtable)
        titles = {part["key"]: part for part in content["parts"]}
        parts = []
        for key in self.names:
            text = texts.get(key, self.stands(key))[: longest(key)]
            part = {**titles.get(key, {"key": key}), "text": {self.language: text} if text.strip() else {}}
            if part["text"] or kind_of(key) == "session":
                parts.append(self.with_title(part))
        content |= {
            "original": self.language,
            "languages": {self.language: LanguageState.READY.value},
            "parts": parts,
        }
        return BriefShown(content, self.language, self.roundtable, person=self.person)

    def with_title(self, part: dict) -> dict:
        """Where a session has no title in this language, that of the original stands for it."""
        original = self.roundtable.original_language
        titles = part.get("title", {})
        first = {original: titles[original]} if original in titles else {}
        return {**part, "title": first | titles} if titles else part

    @cached_property
    def citable(self) -> list[str]:
        """The short names of the works that can be cited."""
        works = self.roundtable.references.filter(kind=ReferenceKind.WORK)
        return list(works.values_list("key", flat=True))


# --- Where it stands -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """What is missing, and what becomes of what is written now; with the one next act, if there is one."""

    headline: str
    sentence: str
    is_owed: bool
    url: str = ""
    link: str = ""


def standing_of(writing: Writing) -> Standing:
    if not writing.is_original:
        return translation_stands(writing)
    if not writing.missing:
        empty = [name for key, name in writing.names.items() if not writing.stands(key)]
        headline = (
            _("Outcomes and questions are written; without a text so far: %(parts)s.")
            % {"parts": listed(empty)}
            if empty
            else _("Every part has a text.")
        )
        return Standing(headline, what_becomes_of_it(writing.roundtable), False)
    headline = _("Missing: %(parts)s.") % {"parts": listed(writing.missing)}
    sentence = what_becomes_of_it(writing.roundtable)
    if writing.stands("outcomes"):
        where = [writing.roundtable.meeting.slug, writing.roundtable.pk]
        return Standing(headline, sentence, True, reverse("questions", args=where), _("Add questions"))
    return Standing(headline, sentence, True, "#part-outcomes", _("Write the outcomes"))


def translation_stands(writing: Writing) -> Standing:
    roundtable, number = writing.roundtable, len(writing.missing)
    words = {
        "language": language_name(writing.language),
        "original": language_name(roundtable.original_language),
        "number": number,
    }
    url = reverse("brief_language", args=[roundtable.meeting.slug, roundtable.pk])
    if number:
        headline = (
            ngettext(
                "%(number)d part has no text in %(language)s yet.",
                "%(number)d parts have no text in %(language)s yet.",
                number,
            )
            % words
        )
        sentence = _("Readers get the %(original)s original until the translation is ready.") % words
        first = next(key for key, name in writing.names.items() if name == writing.missing[0])
        return Standing(headline, sentence, True, f"#part-{first}", _("Go to the first"))
    if writing.state == LanguageState.READY:
        headline = _("The translation into %(language)s is ready.") % words
        sentence = what_becomes_of_it(roundtable)
        return Standing(headline, sentence, False)
    headline = _("Every part has a text in %(language)s.") % words
    sentence = _("Readers get it once somebody has read it through and said that it is ready.")
    return Standing(headline, sentence, True, url, _("Say that it is ready"))


def what_becomes_of_it(roundtable: Roundtable) -> str:
    """Who reads what is written here, and when. Two queries at most."""
    brief = roundtable.briefs.in_preparation().first()
    if brief and brief.state in (BriefState.FIRST_COMMENTS, BriefState.SECOND_COMMENTS, BriefState.FINAL):
        draft = brief.drafts.defer("content").first()
        if draft and draft.kind == DraftKind.FINAL:
            return _("The co-chairs have an earlier text before them; what you write here is not in it.")
        return _("A draft is out for comments; what you write here goes into the next one.")
    if roundtable.is_published:
        return _(
            "Readers go on seeing version %(version)d; what you write here reaches them with the next one."
        ) % {"version": roundtable.version}
    return _("Only the team reads what you write here, until the brief is published.")


# --- Languages -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LanguageOfBrief:
    """A language and how far the brief is written in it."""

    code: str
    state: LanguageState
    is_original: bool
    is_here: bool = False
    missing: tuple[str, ...] = ()  # names of the parts it lacks
    parts: int = 0  # of the original

    @property
    def direction(self) -> str:
        return direction(self.code)

    @property
    def name(self) -> str:
        """In the language itself."""
        return dict(settings.LANGUAGES)[self.code]

    @property
    def name_translated(self) -> str:
        return language_name(self.code)

    @property
    def written(self) -> int:
        return self.parts - len(self.missing)


def languages_of(roundtable: Roundtable, here: str = "") -> list[LanguageOfBrief]:
    """The six languages with their states: the original first, then those of the meeting, then the others."""
    prefetch_related_objects([roundtable], "questions", "sessions", "languages")
    states, names = language_states(roundtable), names_of_parts(roundtable)
    original, content = roundtable.original_language, working_text(roundtable)
    own = [original, *roundtable.meeting.languages, *states]
    codes = dict.fromkeys([*own, *(code for code, _name in settings.LANGUAGES)])
    parts = sum(bool(part["text"].get(original)) for part in content["parts"])
    return [
        LanguageOfBrief(
            code,
            LanguageState(states.get(code, LanguageState.MISSING)),
            code == original,
            code == here,
            () if code == original else tuple(names[key] for key in lacking(content, code)),
            parts,
        )
        for code in codes
    ]


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


def state_of(roundtable: Roundtable, language: str) -> LanguageState:
    return LanguageState(language_states(roundtable).get(language, LanguageState.MISSING))
