"""Diets people ask for, so that a kitchen can count them; what no list foresees is said in words."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from gfmd.lists import listed


class Diet(models.TextChoices):
    VEGETARIAN = "vegetarian", _("Vegetarian")
    VEGAN = "vegan", _("Vegan")
    HALAL = "halal", _("Halal")
    KOSHER = "kosher", _("Kosher")
    GLUTEN_FREE = "gluten-free", _("Without gluten")
    LACTOSE_FREE = "lactose-free", _("Without lactose")
    NUT_FREE = "nut-free", _("Without nuts")


WORDS_BEGIN = "; "  # parts the diets of the list from what is said in words


def stored(diets: Iterable[str], words: str = "") -> str:
    """What is kept (sealed) of a diet: "halal, nut-free; no shellfish"."""
    chosen = ", ".join(diet for diet in Diet.values if diet in set(diets))
    words = " ".join(words.split())
    return f"{chosen}{WORDS_BEGIN}{words}" if words else chosen


def read(text: str) -> tuple[list[str], str]:
    """(diets of the list, what is said in words) of what was kept."""
    chosen, _mark, words = text.partition(WORDS_BEGIN)
    diets = [one.strip() for one in chosen.split(",") if one.strip()]
    if all(one in Diet.values for one in diets):
        return diets, words
    return [], text  # written by another hand


def in_words(text: str) -> str:
    """A kept diet as a reader of the active language sees it."""
    diets, words = read(text)
    listed_diets = listed(Diet(one).label for one in diets)
    return f"{listed_diets}; {words}" if diets and words else listed_diets or words
