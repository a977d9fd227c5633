"""The words papers use for their parts, by language.

All are written without accents and in small letters, with straight apostrophes. A space stands for a space or a
hyphen. Whoever meets a paper in other habits adds a word here.
"""

from roundtables.conceptpapers.words.coded import APPENDED, CODED, NUMBER_WORDS, ONLY_CODED, ORDINAL_WORDS
from roundtables.conceptpapers.words.labels import (
    AFTER_LABELS,
    BEFORE_LABELS,
    BETWEEN_LABELS,
    COLUMNS,
    COLUMNS_OF_TITLES,
    CONTINUED,
    LABELS,
    PLANNED,
    VERBS,
)
from roundtables.conceptpapers.words.sentences import (
    ANNOUNCED,
    ASKING_WORDS,
    COMMON_WORDS,
    GOING_ON_WORDS,
    LEAD_INS,
    LINKING_WORDS,
    MONTHS,
    NO_CITIES,
)

__all__ = [
    "AFTER_LABELS",
    "ANNOUNCED",
    "APPENDED",
    "ASKING_WORDS",
    "BEFORE_LABELS",
    "BETWEEN_LABELS",
    "CODED",
    "COLUMNS",
    "COLUMNS_OF_TITLES",
    "COMMON_WORDS",
    "CONTINUED",
    "GOING_ON_WORDS",
    "LABELS",
    "LEAD_INS",
    "LINKING_WORDS",
    "MONTHS",
    "NO_CITIES",
    "NUMBER_WORDS",
    "ONLY_CODED",
    "ORDINAL_WORDS",
    "PLANNED",
    "VERBS",
]
