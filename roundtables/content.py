"""What a brief says, as one value: taken from the working text, frozen in a draft, read in a language.

Shape (JSON):
    {"code": "1.1", "original": "en", "languages": {"en": "ready", "fr": "in_translation"},
     "title": {"en": "…"},
     "parts": [{"key": "background", "text": {"en": "Markdown"}},
               {"key": "outcomes", "text": {…}},
               {"key": "question-12", "text": {…}},
               {"key": "session-4", "code": "3.1", "title": {…}, "text": {…}}],
     "references": [{"kind": "work", "key": "Bakewell 2007", "text": {…}, "url": "",
                     "earlier": {"slug": "…", "code": "2.1", "title": {…}, "meeting": {…}} or null}]}
Only parts that say something are kept; texts are Markdown (gfmd/markdown.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from i18nfield.strings import LazyI18nString

from meetings.languages import texts_of
from roundtables.models import LanguageState, Roundtable

BACKGROUND, OUTCOMES = "background", "outcomes"
FIELDS = {BACKGROUND: "background", OUTCOMES: "expected_outcomes"}  # part → field of the roundtable


def working_text(roundtable: Roundtable) -> dict:
    """The content of a brief as its rows stand now. Four queries, whatever its length."""
    original = roundtable.original_language
    parts = [
        {"key": key, "text": texts_of(getattr(roundtable, name), original)} for key, name in FIELDS.items()
    ]
    parts += [
        {"key": f"question-{question.pk}", "text": texts_of(question.text, original)}
        for question in roundtable.questions.all()
    ]
    parts = [part for part in parts if part["text"]]
    parts += [
        {
            "key": f"session-{session.pk}",
            "code": session.code,
            "title": texts_of(session.title, original),
            "text": texts_of(session.aim, original),
        }
        for session in roundtable.sessions.all()
    ]
    return {
        "code": roundtable.code,
        "original": original,
        "languages": language_states(roundtable),
        "title": texts_of(roundtable.title, original),
        "parts": parts,
        "references": [
            reference_content(reference, original)
            for reference in roundtable.references.select_related("earlier__meeting")
        ],
    }


def language_states(roundtable: Roundtable) -> dict[str, str]:
    """The state of each language that is not missing; the original is always ready."""
    states = {one.language: one.state for one in roundtable.languages.all()}
    return {**states, roundtable.original_language: LanguageState.READY.value}


def reference_content(reference, original: str) -> dict:
    earlier = reference.earlier
    return {
        "kind": reference.kind,
        "key": reference.key,
        "text": texts_of(reference.text, original),
        "url": reference.url,
        "earlier": earlier
        and {
            "slug": earlier.meeting.slug,
            "code": earlier.code,
            "title": texts_of(earlier.title, original),
            "meeting": texts_of(earlier.meeting.title, original),
        },
    }


@dataclass(frozen=True)
class Part:
    """One part of a brief in the language it is read in; `language` is that of its text."""

    key: str
    text: str
    language: str
    code: str = ""
    title: str = ""
    title_language: str = ""

    @property
    def kind(self) -> str:
        """ "background", "outcomes", "question" or "session"."""
        return self.key.partition("-")[0]

    @property
    def pk(self) -> int:
        return int(self.key.partition("-")[2] or 0)


@dataclass(frozen=True)
class ReadReference:
    """A reference in the language it is read in; `language` is that of its text, or of the earlier title."""

    kind: str
    key: str
    text: str
    url: str
    earlier: dict | None  # slug, code, title, meeting: all text
    language: str = ""


@dataclass(frozen=True)
class BriefText:
    """A brief as one reader reads it: in the own language when that is ready, else in the original."""

    code: str
    title: str
    language: str
    asked: str
    parts: list[Part] = field(default_factory=list)
    references: list[ReadReference] = field(default_factory=list)
    title_language: str = ""
    original: str = ""
    ready: tuple[str, ...] = ()  # the languages in which it can be read, the original first

    @property
    def is_fallback(self) -> bool:
        """Whether the language asked for is not ready, so that this is the original."""
        return self.language != self.asked

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def of_kind(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]

    def references_of(self, kind: str) -> list[ReadReference]:
        return [one for one in self.references if one.kind == kind]

    @property
    def background(self) -> Part | None:
        return self.part(BACKGROUND)

    @property
    def outcomes(self) -> Part | None:
        return self.part(OUTCOMES)

    @property
    def questions(self) -> list[Part]:
        return self.of_kind("question")

    @property
    def sessions(self) -> list[Part]:
        return self.of_kind("session")


def in_language(content: dict, language: str, *, ready_only: bool = True) -> BriefText:
    """A brief in the language asked for, or in the original when that is not ready.

    With `ready_only=False`, for those who write it, a translation under way is shown, part by part; what
    it lacks stands in the original.
    """
    original = content["original"]
    states = content["languages"]
    shown = language if language in states and (not ready_only or is_ready(states, language)) else original

    def text_in(texts: dict[str, str]) -> tuple[str, str]:
        code = next((code for code in (shown, original) if texts.get(code)), None) or next(iter(texts), shown)
        return texts.get(code, ""), code

    parts = []
    for part in content["parts"]:
        text, code = text_in(part["text"])
        title, title_code = text_in(part.get("title", {}))
        parts.append(Part(part["key"], text, code, part.get("code", ""), title, title_code))
    title, title_code = text_in(content["title"])
    return BriefText(
        content["code"],
        title,
        shown,
        language,
        parts,
        [read_reference(one, text_in) for one in content["references"]],
        title_code,
        original,
        (original, *sorted(code for code in states if code != original and is_ready(states, code))),
    )


def read_reference(reference: dict, text_in: Callable[[dict], tuple[str, str]]) -> ReadReference:
    text, code = text_in(reference["text"])
    earlier = reference["earlier"]
    if earlier:
        title, code = text_in(earlier["title"])
        earlier = {**earlier, "title": title, "meeting": text_in(earlier["meeting"])[0]}
    return ReadReference(reference["kind"], reference["key"], text, reference["url"], earlier, code)


def is_ready(states: dict[str, str], language: str) -> bool:
    return states.get(language) == LanguageState.READY


def lacking(content: dict, language: str) -> list[str]:
    """The parts that have a text in the original, and none in this language."""
    original = content["original"]
    return [
        part["key"]
        for part in content["parts"]
        if part["text"].get(original) and not part["text"].get(language)
    ]


def with_text(value, language: str, text: str, original: str) -> LazyI18nString:
    """A text in several languages, with that of one language written anew."""
    texts = {**texts_of(value, original), language: text}
    return LazyI18nString({code: one for code, one in texts.items() if one})


def same_text(one: dict, other: dict) -> bool:
    """Whether two contents say the same in every language, whatever the state of their translations."""
    return {**one, "languages": None} == {**other, "languages": None}
