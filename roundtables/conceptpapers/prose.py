"""Running text of one part of the outline, gathered paragraph by paragraph and written as Markdown."""

import re
from dataclasses import dataclass, field

from roundtables.conceptpapers.characters import MARK, begins_lower, ends_sentence, folded, plain, spaced
from roundtables.conceptpapers.emphasis import without_italic
from roundtables.conceptpapers.text import Kind, Paragraph
from roundtables.conceptpapers.words import ASKING_WORDS, GOING_ON_WORDS

WITHHELD = "[…]"  # stands where a damaged passage was left out
_ASKED = ("?", "？", "؟", ";?")
_NUMBERED = re.compile(r"\d{1,3}[.)]\Z")


@dataclass
class Prose:
    """Paragraphs on their way to becoming one Markdown text."""

    paragraphs: list[Paragraph] = field(default_factory=list)

    def add(self, paragraph: Paragraph) -> None:
        self.paragraphs.append(paragraph)

    def is_empty(self) -> bool:
        return not self.paragraphs

    def markdown(self) -> str:
        """Paragraphs with an empty line between them; items of a list and rows of a table line by line."""
        blocks: list[str] = []
        before: Paragraph | None = None
        for paragraph in self.paragraphs:
            text = self._written(paragraph, before)
            listed = paragraph.kind in (Kind.ITEM, Kind.ROW)
            if before is not None and listed and before.kind == paragraph.kind:
                blocks[-1] += f"\n{text}"
            elif text != WITHHELD or not blocks or blocks[-1] != WITHHELD:
                blocks.append(text)
            before = paragraph
        return "\n\n".join(blocks).strip()

    @staticmethod
    def _written(paragraph: Paragraph, before: Paragraph | None) -> str:
        text = WITHHELD if paragraph.damage else spaced(paragraph.text)
        if paragraph.kind == Kind.ITEM:
            marker = paragraph.marker if _NUMBERED.match(paragraph.marker) else "-"
            lettered = re.fullmatch(r"\(?[a-zA-Z]{1,4}[.)]", paragraph.marker)
            return f"{'  ' * paragraph.level}{marker} {f'{paragraph.marker} ' if lettered else ''}{text}"
        if paragraph.kind == Kind.HEADING:
            return f"### {text}" if not paragraph.damage else WITHHELD
        if paragraph.kind == Kind.ROW and not paragraph.damage:
            row = f"| {text} |"
            if before is None or before.kind != Kind.ROW:
                return f"{row}\n|{'---|' * (text.count(' | ') + 1)}"
            return row
        return text


# --- Questions -------------------------------------------------------------------------------------------

_INLINE_NUMBER = re.compile(r"(?:(?<=^)|(?<=[\s;:]))\(?(\d{1,2}|[a-h])\)\s+(?=\S)")
_AFTER_QUESTION = re.compile(r"(?<=[?？؟])([\"”»’)]*(?:\[\^[^\]\s]{1,40}\])*)(?:\s+|(?<=[？؟]))")
_SENTENCE = re.compile(r"(?<=[.!])[\"”»’)]*\s+(?=[\"“«¿(]?[^\W\d_a-z])")


def asks(text: str) -> bool:
    """Whether a text ends in a question mark, a bracketed remark after it aside."""
    tail = re.sub(r"[\s;,.]*\([^()]{0,300}\)[\s.;]*$", "", plain(text[-600:]))
    return tail.rstrip(' "”»’;.*').endswith(_ASKED) or plain(text[-40:]).rstrip(' "”»’;.*').endswith(_ASKED)


def questions_in(paragraphs: list[Paragraph]) -> tuple[list[tuple[str, int]], list[Paragraph]]:
    """The questions among paragraphs beneath a label, each with its line, and the paragraphs that are none."""
    items = [paragraph for paragraph in paragraphs if paragraph.kind == Kind.ITEM]
    others = [paragraph for paragraph in paragraphs if paragraph.kind != Kind.ITEM]
    asking = sum(asks(paragraph.text) for paragraph in others)
    if items and (asking < 2 or any(asks(item.text) for item in items)):
        found, left = _listed(paragraphs)
    else:
        found, left = _unlisted(paragraphs, asking)
    return [(tidy_question(text), line) for text, line in found if tidy_question(text)], left


def tidy_question(text: str) -> str:
    """A question without the punctuation of the list it stood in."""
    text = spaced(text)
    text = re.sub(r"\s*[;,](?:\s+(?:and|or|et|ou|y|o))?$", "", text)
    return without_italic(text).strip()


def _listed(paragraphs: list[Paragraph]) -> tuple[list[tuple[str, int]], list[Paragraph]]:
    found: list[tuple[str, int]] = []
    left: list[Paragraph] = []
    shallow = min(paragraph.level for paragraph in paragraphs if paragraph.kind == Kind.ITEM)
    is_open = False  # the last question ended in a colon: items in small letters complete it

    def go_on(text: str) -> None:
        found[-1] = (f"{found[-1][0]} {text}", found[-1][1])

    for i, paragraph in enumerate(paragraphs):
        text = paragraph.text
        after = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        completes = is_open and paragraph.kind == Kind.ITEM and begins_lower(text)
        is_open = completes
        if completes:
            go_on(text)
        elif paragraph.kind != Kind.ITEM:
            if asks(text):
                found.append((text, paragraph.number))
            elif found and begins_lower(text):
                go_on(text)
            else:
                left.append(paragraph)
        elif paragraph.level == shallow or asks(text) or not found:
            is_open = _is_completed(paragraph, after)
            if _is_topic(paragraph, after) and not is_open:
                left.append(paragraph)
            else:
                found.append((text, paragraph.number))
        else:
            go_on(text)
    return found, left


def _is_topic(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """Whether an item asks nothing itself and those within it do."""
    is_above = after is not None and after.kind == Kind.ITEM and after.level > paragraph.level
    return is_above and asks(after.text) and not asks(paragraph.text)


def _is_completed(paragraph: Paragraph, after: Paragraph | None) -> bool:
    """Whether the items after an item are the ends of its sentence: "What of those who: leave? stay?"."""
    text = plain(paragraph.text)
    asks_on = first_word(text) in ASKING_WORDS and not ends_sentence(text)
    if after is None or after.kind != Kind.ITEM or not (text.endswith((":", "：")) or asks_on):
        return False
    return begins_lower(after.text) and (after.level > paragraph.level or not begins_lower(paragraph.text))


def _unlisted(paragraphs: list[Paragraph], asking: int) -> tuple[list[tuple[str, int]], list[Paragraph]]:
    found: list[tuple[str, int]] = []
    left: list[Paragraph] = []
    marks = sum(len(_AFTER_QUESTION.split(paragraph.text)) // 2 for paragraph in paragraphs)
    split = asking == 1 or marks >= 3 * max(asking, 1)
    bare = asking == 0 and len(paragraphs) > 1 and all(len(paragraph.text) < 300 for paragraph in paragraphs)
    for paragraph in paragraphs:
        if paragraph.kind == Kind.ITEM and found:
            found[-1] = (f"{found[-1][0]} {paragraph.text}", found[-1][1])
        elif asks(paragraph.text) or _has_questions(paragraph.text):
            texts, rest = (_split(paragraph.text)) if split else ([paragraph.text], "")
            found += [(text, paragraph.number) for text in texts]
            if rest:
                left.append(Paragraph(rest, paragraph.number))
        elif len(_INLINE_NUMBER.findall(paragraph.text)) > 1:
            texts, rest = _split(paragraph.text)
            found += [(text, paragraph.number) for text in texts]
            left += [Paragraph(rest, paragraph.number)] if rest else []
        elif bare or first_word(paragraph.text) in ASKING_WORDS:
            found.append((paragraph.text, paragraph.number))
        else:
            left.append(paragraph)
    return found, left


def _has_questions(text: str) -> bool:
    return any(sign in text for sign in _ASKED)


def _split(text: str) -> tuple[list[str], str]:
    """The questions of one paragraph, and what stands before the first or after the last."""
    numbered = [found.start() for found in _INLINE_NUMBER.finditer(text)]
    if len(numbered) > 1:
        pieces = [text[a:b] for a, b in zip(numbered, [*numbered[1:], None], strict=True)]
        return [_INLINE_NUMBER.sub("", piece, count=1).strip(" ;") for piece in pieces], _lead(
            text[: numbered[0]]
        )
    parts = _AFTER_QUESTION.split(text)
    pieces = [
        f"{a.strip()}{b or ''}"
        for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if a and a.strip()
    ]
    rest = ""
    if pieces and not _has_questions(pieces[-1]):
        tail = pieces.pop()
        if tail.startswith("(") and pieces:
            pieces[-1] += f" {tail}"
        else:
            rest = tail
    questions: list[str] = []
    for piece in pieces:
        if questions and (first_word(piece) in GOING_ON_WORDS or piece.startswith("(")):
            questions[-1] += f" {piece}"
        else:
            questions.append(piece)
    if questions:
        before, questions[0] = _without_lead(questions[0])
        rest = f"{before} {rest}".strip()
    return questions, rest


def _without_lead(text: str) -> tuple[str, str]:
    """A question without the sentences before it: "Participants will consider: How …?"."""
    colon = re.match(r"[^?]{5,300}?[:：]\s+(?=[\"“«¿]?[^\W\d_a-z])", text)
    if colon:
        return _lead(colon[0]), text[colon.end() :]
    sentences = [found for found in _SENTENCE.finditer(text) if "?" not in text[: found.start()]]
    if sentences and first_word(text[sentences[-1].end() :]) in ASKING_WORDS:
        return text[: sentences[-1].start()], text[sentences[-1].end() :]
    return "", text


def _lead(text: str) -> str:
    """Words before the first question, unless they do no more than announce it."""
    return "" if len(text) < 120 and text.rstrip().endswith((":", "：")) else text.strip()


def first_word(text: str) -> str:
    """The first word of a text, folded."""
    found = re.search(r"[^\W\d_]+(?:'[^\W\d_]+)?", folded(MARK.sub("", text[:80])))
    return found[0] if found else ""
