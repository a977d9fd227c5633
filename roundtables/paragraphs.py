"""The paragraphs of a brief, each with the key by which comments name it.

"background.2" is the second paragraph of the background, "session-4.1" the first of a session's aim; a
guiding question is one paragraph, "question-12". "whole" stands for the brief as a whole.
"""

from gfmd.markdown import paragraphs_of
from roundtables.content import BriefText, Part, in_language

WHOLE = "whole"


def keys_of(part: Part) -> list[str]:
    """The keys of the paragraphs of one part, in reading order."""
    if part.kind == "question":
        return [part.key] if part.text else []
    return [f"{part.key}.{number}" for number, _text in enumerate(paragraphs_of(part.text), start=1)]


def keys_in(text: BriefText) -> list[str]:
    """Every key one can comment on, the brief as a whole first."""
    return [WHOLE, *(key for part in text.parts for key in keys_of(part))]


def can_be_commented_on(content: dict, language: str, paragraph: str) -> bool:
    """Whether a frozen text has such a paragraph in a language."""
    if language not in content["languages"]:
        return False
    return paragraph in keys_in(in_language(content, language, ready_only=False))


def part_key(paragraph: str) -> str:
    """The part in which a paragraph stands: "background" of "background.2"."""
    return paragraph.partition(".")[0]
