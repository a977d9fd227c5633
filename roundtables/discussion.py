"""A frozen draft with what has been said on it, paragraph by paragraph."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from i18nfield.strings import LazyI18nString

from accounts.models import Person
from roundtables.content import BACKGROUND, OUTCOMES, BriefText, Part, in_language
from roundtables.models import Attitude, Comment, CommentAnswer, Draft
from roundtables.paragraphs import WHOLE, keys_of, part_key
from roundtables.shown import marked, other_than_reading, said

# What is opposed is read first.
READING_ORDER = (Attitude.OPPOSED, Attitude.WITH_CHANGES, Attitude.SUPPORTIVE)

# Which comments a page shows: its name in the address, its words, and what belongs to it.
SHOWN = {
    "all": (gettext_lazy("All"), lambda comment: True),
    "opposed": (gettext_lazy("Opposed"), lambda comment: comment.attitude == Attitude.OPPOSED),
    "with_changes": (gettext_lazy("With changes"), lambda comment: comment.attitude == Attitude.WITH_CHANGES),
    "supportive": (gettext_lazy("Supportive"), lambda comment: comment.attitude == Attitude.SUPPORTIVE),
    "open": (gettext_lazy("Not answered yet"), lambda comment: comment.answer == CommentAnswer.OPEN),
}


@dataclass
class Paragraph:
    """One paragraph of a draft, or the brief as a whole, with its comments."""

    key: str
    name: str  # "Background, paragraph 2"
    html: SafeString
    language: str = ""  # of the text, where it is not the page's
    comments: list[Comment] = field(default_factory=list)

    @property
    def is_question(self) -> bool:
        return self.key.startswith("question-")

    @property
    def anchor(self) -> str:
        return f"at-{self.key}"


@dataclass
class Chapter:
    """A part of the brief under its heading, with its paragraphs."""

    key: str
    kind: str
    heading: str
    title: str = ""
    title_language: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)


class Discussion:
    """A draft in one language, with the comments on it. One query, and those the draft was fetched with."""

    def __init__(self, draft: Draft, language: str):
        self.draft = draft
        self.text: BriefText = in_language(draft.content, language, ready_only=False)
        self.texts = marked(self.text, block_ids=True)
        rows = draft.comments.standing().select_related("by", "on_behalf_of", "answered_by")
        self.comments: list[Comment] = sorted(rows, key=in_reading_order)
        for comment in self.comments:
            comment.draft = draft
        self.whole = Paragraph(WHOLE, _("The brief as a whole"), mark_safe(""))
        self.chapters: list[Chapter] = []
        for part, number in numbered(self.text.parts):
            self.add(part, number)
        self.hand_out()

    def add(self, part: Part, number: int) -> None:
        """All guiding questions stand under one heading; every other part has its own."""
        heading, kind = heading_of(part), part.kind
        if kind != "question" or not self.chapters or self.chapters[-1].kind != kind:
            title_language = other_than_reading(part.title_language)
            self.chapters.append(Chapter(part.key, kind, heading, part.title, title_language))
        chapter = self.chapters[-1]
        keys, language = keys_of(part), other_than_reading(part.language)
        if part.kind == "question":
            blocks = [self.texts.html(part.key)]
            names = [_("Question %(number)d") % {"number": number}]
        else:
            blocks = [block.html for block in self.texts.blocks(part.key)]
            words = ({"heading": heading, "number": place} for place in range(1, len(keys) + 1))
            names = [_("%(heading)s, paragraph %(number)d") % one for one in words]
        for key, name, html in zip(keys, names, blocks, strict=True):
            chapter.paragraphs.append(Paragraph(key, name, html, language))

    def hand_out(self) -> None:
        """Each comment to its paragraph; to the last of its part where this language has no such paragraph."""
        by_key = {one.key: one for one in self.paragraphs}
        last_of = {part_key(one.key): one for one in self.paragraphs}
        for comment in self.comments:
            place = by_key.get(comment.paragraph) or last_of.get(part_key(comment.paragraph), self.whole)
            place.comments.append(comment)
            comment.is_elsewhere = place.key != comment.paragraph

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [self.whole, *(one for chapter in self.chapters for one in chapter.paragraphs)]

    def paragraph(self, key: str) -> Paragraph | None:
        return next((one for one in self.paragraphs if one.key == key), None)

    def place_of(self, comment: Comment) -> str:
        """The key of the paragraph at which a comment stands on this page."""
        return next((one.key for one in self.paragraphs if comment in one.comments), WHOLE)

    def keep(self, chosen: str) -> None:
        """Keep what belongs to one of SHOWN: its comments, and the paragraphs that have some."""
        self.is_empty = False
        if chosen == "all":
            return
        belongs = SHOWN[chosen][1]
        for paragraph in self.paragraphs:
            paragraph.comments = [comment for comment in paragraph.comments if belongs(comment)]
        for chapter in self.chapters:
            chapter.paragraphs = [one for one in chapter.paragraphs if one.comments]
        self.chapters = [chapter for chapter in self.chapters if chapter.paragraphs]
        self.is_empty = not self.chapters and not self.whole.comments

    @property
    def title(self) -> LazyI18nString:
        return said(self.text.title, self.text.title_language)

    @property
    def filters(self) -> list[tuple[str, str, int]]:
        """(name, words, how many comments) of each view of the page."""
        return [(name, label, sum(map(belongs, self.comments))) for name, (label, belongs) in SHOWN.items()]

    @property
    def summary(self) -> str:
        """ "7 comments: 1 opposed, 2 supportive with changes, 4 supportive; 3 wait for an answer." """
        if not self.comments:
            return _("Nobody has commented yet.")
        words = {name: number for name, _label, number in self.filters}
        sentence = ngettext(
            "%(all)d comment: %(opposed)d opposed, %(with_changes)d with changes, %(supportive)d supportive.",
            "%(all)d comments: %(opposed)d opposed, %(with_changes)d with changes, %(supportive)d supportive.",
            words["all"],
        )
        return sentence % words

    @property
    def unanswered(self) -> int:
        return sum(comment.answer == CommentAnswer.OPEN for comment in self.comments)

    def said_by(self, person: Person) -> int:
        return sum(comment.by_id == person.pk for comment in self.comments)


def in_reading_order(comment: Comment) -> tuple:
    return READING_ORDER.index(Attitude(comment.attitude)), comment.made_at, comment.pk


def numbered(parts: Iterable[Part]) -> list[tuple[Part, int]]:
    """Each part with its number among those of its kind: questions are counted from 1."""
    counts: defaultdict[str, int] = defaultdict(int)
    found = []
    for part in parts:
        counts[part.kind] += 1
        found.append((part, counts[part.kind]))
    return found


def heading_of(part: Part) -> str:
    if part.key == BACKGROUND:
        return _("Background")
    if part.key == OUTCOMES:
        return _("Expected outcomes")
    if part.kind == "session":
        return _("Session %(code)s") % {"code": part.code}
    return _("Guiding questions")
