"""Texts written in Markdown: a safe subset with footnotes and citations, for pages and for papers.

What the subset knows: paragraphs, line breaks kept as typed, emphasis, lists, quotations, tables, links, headings
below those of the page, footnotes (`[^1]`, `[^1]: …`) and citations (`[@key]`, `[@key, p. 4]`). Whatever else is
typed, HTML included, is shown as typed.
"""

from gfmd.markdown.marked import Block, Marked, Note
from gfmd.markdown.parts import Cited, cited_keys, paragraphs_of, plain

__all__ = ["Block", "Cited", "Marked", "Note", "cited_keys", "paragraphs_of", "plain"]
