"""The outline a paper proposes: `propose(read_paper(file, name))`."""

from roundtables.conceptpapers.building import Builder
from roundtables.conceptpapers.damage import mark_damage
from roundtables.conceptpapers.finishing import finished
from roundtables.conceptpapers.items import with_items
from roundtables.conceptpapers.notes import with_notes_tied, without_residue
from roundtables.conceptpapers.outlines import (
    Caution,
    Event,
    Facts,
    Footnote,
    Proposal,
    Question,
    Roundtable,
    Section,
    Session,
    Theme,
    with_definitions,
)
from roundtables.conceptpapers.pages import mended
from roundtables.conceptpapers.tables import with_tables
from roundtables.conceptpapers.text import Text

__all__ = [
    "Caution",
    "Event",
    "Facts",
    "Footnote",
    "Proposal",
    "Question",
    "Roundtable",
    "Section",
    "Session",
    "Theme",
    "propose",
    "with_definitions",
]


def propose(text: Text) -> Proposal:
    """The outline a paper proposes. Touches nothing: a person corrects and accepts it."""
    lines, notes = without_residue(text.paragraphs, text.notes)
    lines, notes, loose = with_notes_tied(lines, notes)
    paragraphs = mended(lines, is_flowing=text.format == "md")
    is_damaged = mark_damage(paragraphs)
    paragraphs = with_items(with_tables(paragraphs))
    builder = Builder(paragraphs)
    builder.build()
    return finished(builder, notes, loose, is_damaged)
