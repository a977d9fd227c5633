"""The grammar: which marks are read, and what keeps a text from taking long."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

DEEPEST = 20  # lists in quotations in lists; beyond this, the rest is shown as typed
MARK = re.compile(r"[][*_<>|#\\^+-]|^ *\d+[.)]", re.MULTILINE)
MOST_MARKS = 20_000  # nobody writes more by hand; such a text is shown as typed, or it would take seconds
DEFINITION = re.compile(r"\[\^[^\s\[\]]{1,100}\]:")
CALL = re.compile(r"\[\^([^\s\[\]]{1,100})\]")
# A key may have spaces, as symbols and short names of works do; a comma ends it.
CITATION = re.compile(r"\[@([^\s\[\],@](?:[^\n\[\],@]{0,118}[^\s\[\],@])?)(?:,[ \n]?([^\[\]]{1,200}))?\]")
# Addresses a link may lead to: the web, a mailbox, a page of this site, a place on this page.
LINKABLE = re.compile(r"https?://[^/\s]|mailto:|/(?![/\\]|%5c)|#", re.IGNORECASE)
BARE_ADDRESS = re.compile(r"\bhttps?://[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]{1,2000}")
AFTER_AN_ADDRESS = ".,;:!?'*_"


def define_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition, as mdit-py-plugins reads it; its own search for the label may run to the end of a line."""
    if not DEFINITION.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start]):
        return False
    return footnote_def(state, start, end, silent)


def call_note(state: StateInline, silent: bool) -> bool:
    return _bracketed(state, silent, CALL, "note_call")


def cite(state: StateInline, silent: bool) -> bool:
    return _bracketed(state, silent, CITATION, "citation")


def _bracketed(state: StateInline, silent: bool, pattern: re.Pattern, kind: str) -> bool:
    if state.linkLevel or state.src[state.pos] != "[":
        return False  # a link inside a link leads nowhere
    found = pattern.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push(kind, "", 0)
        token.content, token.meta = found[0], {"typed": found.groups()}
    state.pos = found.end()
    return True


def link_bare_addresses(state: StateCore) -> None:
    """Makes links of the addresses people paste into footnotes. An address runs left to right in any script."""
    for token in state.tokens:
        for link in token.children or []:
            if link.type == "link_open" and link.info == "auto":
                link.attrSet("dir", "ltr")
        if token.type == "inline" and "://" in token.content:
            token.children = list(_with_links(token.children or [], state.md))


def _with_links(tokens: list[Token], md: MarkdownIt) -> Iterator[Token]:
    is_in_link = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            is_in_link = token.type == "link_open"
        if token.type != "text" or is_in_link or "://" not in token.content:
            yield token
            continue
        place = 0
        for found in BARE_ADDRESS.finditer(token.content):
            address = _address_in(found[0])
            href = md.normalizeLink(address)
            if not md.validateLink(href):
                continue
            yield text_token(token.content[place : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": href, "dir": "ltr"})
            yield text_token(address)
            yield Token("link_close", "a", -1)
            place = found.start() + len(address)
        yield text_token(token.content[place:])


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _address_in(found: str) -> str:
    """The address without the full stop, or the bracket opened before it, that ends the sentence."""
    while True:
        shorter = found.rstrip(AFTER_AN_ADDRESS)
        for opening, closing in ("()", "[]"):
            if shorter.endswith(closing) and shorter.count(closing) > shorter.count(opening):
                shorter = shorter[:-1]
        if shorter == found:
            return found
        found = shorter


def grammar(*block_rules: str) -> MarkdownIt:
    md = MarkdownIt("zero", {"maxNesting": DEEPEST})
    md.enable(["newline", "escape", "emphasis", "link", "autolink", *block_rules])
    md.block.ruler.before("paragraph", "define_note", define_note, {"alt": ["paragraph"]})
    md.inline.ruler.before("link", "call_note", call_note)
    md.inline.ruler.before("link", "cite", cite)
    md.core.ruler.push("link_bare_addresses", link_bare_addresses)
    md.validateLink = lambda url: LINKABLE.match(url.strip()) is not None
    return md


WHOLE = grammar("blockquote", "list", "heading", "table")
IN_LINE = grammar()  # a question is one paragraph, whatever it begins with
AS_TYPED = MarkdownIt("zero").enable("newline")


def parse(text: str, is_inline: bool = False) -> list[Token]:
    if sum(1 for _mark in MARK.finditer(text)) > MOST_MARKS:
        return AS_TYPED.parse(text, {})
    return (IN_LINE if is_inline else WHOLE).parse(text, {})


# --- Tokens fitted into what stands around them ----------------------------------------------------------


def fit_into_page(tokens: list[Token], heading: int) -> None:
    """Headings below those of the page and without a gap; columns set by class, since styles may not stand inline."""
    highest = min((token.tag for token in tokens if token.type == "heading_open"), default="")
    is_below = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            is_highest = token.tag == highest
            token.tag = f"h{min(heading + (is_below and not is_highest), 6)}"
            is_below = is_below or (is_highest and token.nesting < 0)
        elif token.type in ("th_open", "td_open"):
            side = token.attrs.pop("style", "").removeprefix("text-align:")
            if side in ("right", "center"):
                token.attrSet("class", "end" if side == "right" else "center")


def in_one_line(tokens: list[Token]) -> list[Token]:
    """The lines of a note at the foot of a page, which stands in the middle of a paragraph."""
    line: list[Token] = []
    is_item = False
    for token in tokens:
        is_item = is_item or token.type == "list_item_open"
        if token.type != "inline":
            continue
        if line:
            line.append(Token("hardbreak", "br", 0))
        if is_item:
            line.append(text_token("– "))
        line.extend(token.children or [])
        is_item = False
    return [Token("inline", "", 0, children=line)]
