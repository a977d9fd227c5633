"""Texts written in Markdown: a safe subset with footnotes and citations, for pages and for papers.

What the subset knows: paragraphs, line breaks kept as typed, emphasis, lists, quotations, tables, links, headings
below those of the page, footnotes (`[^1]`, `[^1]: …`) and citations (`[@key]`, `[@key, p. 4]`). Whatever else is
typed, HTML included, is shown as typed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from gfmd.reading import direction, label

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


@dataclass(frozen=True)
class Cited:
    """What a citation says ("Ratha 2007"), and where it leads, if anywhere."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Backlink:
    """The way from a note back to one of its places in the text."""

    href: str
    text: str
    label: str


@dataclass(frozen=True)
class Note:
    """A footnote to be listed beneath the text; without backlinks when the text never refers to it."""

    number: int
    id: str
    html: SafeString
    backlinks: list[Backlink]
    language: str = ""

    @property
    def direction(self) -> str:
        return direction(self.language) if self.language else ""


@dataclass(frozen=True)
class Block:
    """One paragraph, list, table … at the top level of a text; `id` where it has an anchor."""

    id: str
    html: SafeString


# --- The grammar -----------------------------------------------------------------------------------------


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
    """Makes links of the addresses people paste into footnotes."""
    for token in state.tokens:
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
            yield _text(token.content[place : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": href})
            yield _text(address)
            yield Token("link_close", "a", -1)
            place = found.start() + len(address)
        yield _text(token.content[place:])


def _text(content: str) -> Token:
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


# --- What was parsed -------------------------------------------------------------------------------------


@dataclass
class Definition:
    """A footnote as written, and where it has come to stand."""

    part: "Part"
    tokens: list[Token] = field(default_factory=list)
    number: int = 0
    calls: int = 0
    is_at_foot: bool = False


@dataclass
class Part:
    """One text of several that share their footnotes."""

    language: str
    is_inline: bool
    group: str
    block_ids: str
    tokens: list[Token] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    named: dict[str, Definition] = field(default_factory=dict)

    def read(self, tokens: list[Token]) -> None:
        """Parts the definitions of notes from the text they stand in."""
        into = [self.tokens]
        for token in tokens:
            if token.type == "footnote_reference_open":
                definition = Definition(self)
                self.definitions.append(definition)
                self.named.setdefault(token.meta["label"], definition)
                into.append(definition.tokens)
            elif token.type == "footnote_reference_close":
                into.pop()
            else:
                into[-1].append(token)


def parse(text: str, is_inline: bool = False) -> list[Token]:
    if sum(1 for _mark in MARK.finditer(text)) > MOST_MARKS:
        return AS_TYPED.parse(text, {})
    return (IN_LINE if is_inline else WHOLE).parse(text, {})


def top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other."""
    block, depth = [], 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def paragraphs_of(text: str) -> list[str]:
    """Each block of a text as it was typed, definitions of footnotes left out.

    The second of them is the one whose anchor ends in ".2".
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    part = Part("", False, "", "")
    part.read(parse(text))
    blocks = [block[0].map for block in top_level(part.tokens)]
    return ["\n".join(lines[start:end]).strip() for start, end in blocks]


def plain(text: str) -> str:
    """The words of a text without marks and notes, where no markup may stand: a subject, a calendar."""
    part = Part("", False, "", "")
    part.read(parse(text))
    lines = ("".join(_words(token)) for token in part.tokens if token.type == "inline")
    return "\n".join(line.strip() for line in lines if line.strip())


def _words(inline: Token) -> Iterator[str]:
    for token in inline.children or []:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "citation":
            yield token.content.replace("[@", "[", 1)
        else:
            yield token.content if token.type == "text" else ""


# --- Texts that share their footnotes --------------------------------------------------------------------


class Marked:
    """Texts in reading order, with one numbering of their footnotes.

    `cite` says what stands for a key of a citation, or None. On the web the notes are listed beneath (`notes`); on
    paper each stands at the foot of its page, and `notes` holds those to which only notes refer, or nothing.
    `ids` begins the ids of the notes: one page may hold several of these. `site` ("https://host") completes the
    addresses of links to this site on paper, where they are plain text without it.
    """

    def __init__(
        self,
        cite: Callable[[str], Cited | None] | None = None,
        medium: Literal["web", "paper"] = "web",
        *,
        ids: str = "note",
        labelled: bool = False,
        site: str = "",
    ):
        self.cite, self.medium, self.ids, self.labelled, self.site = cite, medium, ids, labelled, site
        self._parts: dict[str, Part] = {}
        self._noted: list[Definition] = []
        self._blocks: dict[str, list[Block]] | None = None
        self._notes: list[Note] = []

    def add(
        self,
        key: str,
        text: str,
        language: str | None = None,
        inline: bool = False,
        *,
        group: str = "",
        block_ids: str = "",
        heading: int = 3,
    ) -> None:
        """The next text in reading order. Raises ValueError for a key that was added before.

        `language` is that of the text where it is not the page's. `inline` is for what stands in a line or a list
        of the page. A call finds its note in its own text first, then in others of the same `group`. With
        `block_ids="background"` the second block is the anchor "background.2". The highest heading typed becomes
        one of level `heading`.
        """
        if key in self._parts or self._blocks is not None:
            raise ValueError(f"{key!r} was added before, or after the texts were read.")
        part = Part(language or "", inline, group, block_ids)
        part.read(parse(text, inline))
        for tokens in (part.tokens, *(definition.tokens for definition in part.definitions)):
            fit_into_page(tokens, heading)
            for token in tokens:
                token.children = token.children and list(self._links_fitted(token.children))
        self._parts[key] = part

    def _links_fitted(self, tokens: list[Token]) -> Iterator[Token]:
        """On paper, a link to a page of this site is completed, and one to a place on the page is plain text."""
        is_plain = False
        for token in tokens:
            if token.type == "link_open":
                is_here, is_place = token.attrs["href"].startswith("/"), token.attrs["href"].startswith("#")
                is_plain = self.medium == "paper" and (is_place or (is_here and not self.site))
                if self.medium == "paper" and is_here:
                    token.attrSet("href", self.site.rstrip("/") + token.attrs["href"])
                elif not is_here and not is_place:
                    token.attrSet("rel", "nofollow")
            if not (is_plain and token.type in ("link_open", "link_close")):
                yield token

    def blocks(self, key: str) -> list[Block]:
        """The top-level blocks of a text, one for each of its `paragraphs_of`, without a mark of language."""
        return self._read()[key]

    def html(self, key: str) -> SafeString:
        """The whole text, marked with its language where that is not the page's."""
        blocks, part = self.blocks(key), self._parts[key]
        html = mark_safe(("<br>" if part.is_inline else "\n").join(block.html for block in blocks))  # noqa: S308
        if not part.language or not blocks:
            return html
        element = "span" if part.is_inline else "div"
        named = label(part.language, self.labelled)
        marked = format_html(
            '<{0} lang="{1}" dir="{2}">{3}</{0}>', element, part.language, direction(part.language), html
        )
        return marked + named if part.is_inline else named + marked

    @property
    def notes(self) -> list[Note]:
        """The notes to be listed beneath the text, in the order of their numbers."""
        self._read()
        return self._notes

    # The rest is done once, when the first text is asked for: only then is every definition known.

    def _read(self) -> dict[str, list[Block]]:
        if self._blocks is None:
            self._blocks = {key: self._blocks_of(part) for key, part in self._parts.items()}
            self._notes = list(self._listed())
        return self._blocks

    def _blocks_of(self, part: Part) -> list[Block]:
        blocks = []
        for number, tokens in enumerate(top_level(part.tokens), start=1):
            anchor = f"{part.block_ids}.{number}" if part.block_ids else ""
            if part.is_inline:
                tokens = tokens[1:-1]
            elif anchor:
                tokens[0].attrSet("id", anchor)
            blocks.append(Block(anchor, self._html(tokens, part)))
        return blocks

    def _html(self, tokens: list[Token], part: Part, is_in_note: bool = False) -> SafeString:
        env = {"marked": self, "part": part, "is_in_note": is_in_note}
        return mark_safe(WHOLE.renderer.render(tokens, WHOLE.options, env).strip())  # noqa: S308 — escaped there

    def _listed(self) -> Iterator[Note]:
        """Reading a note may number further ones; what nobody refers to comes last."""
        bodies: dict[int, SafeString] = {}
        every = [definition for part in self._parts.values() for definition in part.definitions]
        unread = iter(every)
        while len(bodies) < len(every):
            if len(bodies) == len(self._noted):
                self._number(next(one for one in unread if not one.number))
            definition = self._noted[len(bodies)]
            bodies[definition.number] = self._body(definition)
        for definition in self._noted:
            if not definition.is_at_foot:
                links = list(self._backlinks(definition))
                yield Note(
                    definition.number,
                    self._id(definition),
                    bodies[definition.number],
                    links,
                    definition.part.language,
                )

    def _number(self, definition: Definition) -> None:
        self._noted.append(definition)
        definition.number = len(self._noted)

    def _body(self, definition: Definition) -> SafeString:
        """What a note says; a single paragraph, or anything on paper, as a line without <p>."""
        tokens = definition.tokens
        if definition.is_at_foot:
            return mark_safe("")  # stands where it was called
        if self.medium == "paper":
            tokens = in_one_line(tokens)
        elif len(tokens) == 3 and tokens[0].type == "paragraph_open":
            tokens = tokens[1:2]
        return self._html(tokens, definition.part, is_in_note=True)

    def _id(self, definition: Definition) -> str:
        return f"{self.ids}-{definition.number}"

    def _backlinks(self, definition: Definition) -> Iterator[Backlink]:
        calls = definition.calls if self.medium == "web" else 0
        for place in range(1, calls + 1):
            words = {"number": definition.number, "place": place}
            if calls == 1:
                name = gettext("Back to the text, note %(number)s") % words
            else:
                name = gettext("Back to the text, note %(number)s, place %(place)s") % words
            text = "↑" if calls == 1 else f"↑{place}"
            yield Backlink(f"#{self._id(definition)}-call-{place}", text, name)

    def called(self, token: Token, part: Part, is_in_note: bool) -> str:
        """What stands in the text where it refers to a note."""
        definition = self._definition(token.meta["typed"][0], part)
        if definition is None:
            return escape(token.content)
        if not definition.number:
            self._number(definition)
        definition.calls += 1
        if self.medium == "paper":
            return self._called_on_paper(definition, part, is_in_note)
        return format_html(
            '<sup class="note-call"><a href="#{0}" id="{0}-call-{1}" role="doc-noteref" aria-label="{2}">{3}</a></sup>',
            self._id(definition),
            definition.calls,
            gettext("Note %(number)s") % {"number": definition.number},
            definition.number,
        )

    def _called_on_paper(self, definition: Definition, part: Part, is_in_note: bool) -> SafeString:
        if is_in_note or definition.is_at_foot:
            return format_html(
                '<sup class="note-call"><a href="#{}">{}</a></sup>', self._id(definition), definition.number
            )
        body = self._body(definition)
        definition.is_at_foot = True
        language = definition.part.language or get_language()
        if definition.part.language == part.language:
            language = ""
        return format_html(
            '<span class="footnote" id="{}" data-number="{}"{}>{}</span>',
            self._id(definition),
            definition.number,
            format_html(' lang="{}" dir="{}"', language, direction(language)) if language else "",
            body,
        )

    def _definition(self, name: str, part: Part) -> Definition | None:
        if name in part.named:
            return part.named[name]
        others = (other for other in self._parts.values() if other.group == part.group)
        return next((other.named[name] for other in others if name in other.named), None)

    def cited(self, token: Token) -> str:
        """What stands in the text for `[@key, p. 4]`."""
        key, locator = token.meta["typed"]
        found = self.cite(key) if self.cite else None
        if found is None:
            return escape(token.content.replace("[@", "[", 1))
        words = f"({found.text}, {locator.strip()})" if locator else f"({found.text})"
        if not found.url or not LINKABLE.match(found.url):
            return format_html('<span class="citation">{}</span>', words)
        return format_html('<a class="citation" href="{}">{}</a>', found.url, words)


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
            line.append(_text("– "))
        line.extend(token.children or [])
        is_item = False
    return [Token("inline", "", 0, children=line)]


# --- From tokens to HTML ---------------------------------------------------------------------------------


def render_call(renderer, tokens, index, options, env) -> str:
    return env["marked"].called(tokens[index], env["part"], env["is_in_note"])


def render_citation(renderer, tokens, index, options, env) -> str:
    return env["marked"].cited(tokens[index])


def render_break(renderer, tokens, index, options, env) -> str:
    return "<br>"


def render_table_open(renderer, tokens, index, options, env) -> str:
    table = renderer.renderToken(tokens, index, options, env)
    if env["marked"].medium == "paper":
        return table
    name = escape(gettext("Table"))
    return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">{table}'


def render_table_close(renderer, tokens, index, options, env) -> str:
    return "</table>\n" if env["marked"].medium == "paper" else "</table></div>\n"


def render_header_open(renderer, tokens, index, options, env) -> str:
    token = tokens[index]
    if not tokens[index + 1].content.strip():
        return "<td>"  # a header that heads nothing
    token.attrSet("scope", "col")
    return renderer.renderToken(tokens, index, options, env)


def render_header_close(renderer, tokens, index, options, env) -> str:
    return "</th>\n" if tokens[index - 1].content.strip() else "</td>\n"


for _kind, _rule in {
    "note_call": render_call,
    "citation": render_citation,
    "softbreak": render_break,
    "hardbreak": render_break,
    "table_open": render_table_open,
    "table_close": render_table_close,
    "th_open": render_header_open,
    "th_close": render_header_close,
}.items():
    WHOLE.add_render_rule(_kind, _rule)
