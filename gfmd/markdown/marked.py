"""Texts that share their footnotes, as HTML for a page or for a paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from markdown_it.token import Token

from gfmd.markdown.grammar import LINKABLE, WHOLE, fit_into_page, in_one_line, parse
from gfmd.markdown.parts import Citing, Definition, Part, keep_words_whole, name_bookmarks, top_level
from gfmd.reading import beside, direction, label


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


class Marked:
    """Texts in reading order, with one numbering of their footnotes.

    `cite` says what stands for a key of a citation, or None. On the web the notes are listed beneath (`notes`); on
    paper each stands at the foot of its page, and `notes` holds those to which only notes refer, or nothing.
    `ids` begins the ids of the notes: one page may hold several of these. `site` ("https://host") completes the
    addresses of links to this site on paper, where they are plain text without it.
    """

    def __init__(
        self,
        cite: Citing | None = None,
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
        cite: Citing | None = None,
        group: str = "",
        block_ids: str = "",
        heading: int = 3,
    ) -> None:
        """The next text in reading order. Raises ValueError for a key that was added before.

        `language` is that of the text where it is not the page's. `inline` is for what stands in a line or a list
        of the page. A call finds its note in its own text first, then in others of the same `group`. With
        `block_ids="background"` the second block is the anchor "background.2". The highest heading typed becomes
        one of level `heading`. `cite` is that of this text alone.
        """
        if key in self._parts or self._blocks is not None:
            raise ValueError(f"{key!r} was added before, or after the texts were read.")
        part = Part(language or "", inline, group, block_ids, cite or self.cite)
        part.read(parse(text, inline))
        for tokens in (part.tokens, *(definition.tokens for definition in part.definitions)):
            fit_into_page(tokens, heading)
            if self.medium == "paper":
                name_bookmarks(tokens)
                keep_words_whole(tokens)
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
        named = (beside if part.is_inline else label)(part.language, self.labelled)
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
        call = format_html(
            '<sup class="note-call"><a href="#{0}" id="{0}-call-{1}" role="doc-noteref" aria-label="{2}">{3}</a></sup>',
            self._id(definition),
            definition.calls,
            gettext("Note %(number)s") % {"number": definition.number},
            definition.number,
        )
        if self.medium == "web" or is_in_note or definition.is_at_foot:
            return call
        return call + self._at_foot(definition, part)

    def _at_foot(self, definition: Definition, part: Part) -> SafeString:
        """The note itself, which the sheet of papers moves to the foot of the page it is called on."""
        body = self._body(definition)
        definition.is_at_foot = True
        language = ""
        if definition.part.language != part.language:
            language = definition.part.language or get_language()
        return format_html(
            '<span class="footnote" id="{0}"{1}><a class="number" href="#{0}-call-{2}" aria-label="{3}">{4}</a> {5}</span>',
            self._id(definition),
            format_html(' lang="{}" dir="{}"', language, direction(language)) if language else "",
            definition.calls,
            gettext("Back to the text, note %(number)s") % {"number": definition.number},
            definition.number,
            body,
        )

    def _definition(self, name: str, part: Part) -> Definition | None:
        if name in part.named:
            return part.named[name]
        others = (other for other in self._parts.values() if other.group == part.group)
        return next((other.named[name] for other in others if name in other.named), None)

    @staticmethod
    def cited(token: Token, part: Part) -> str:
        """What stands in the text for `[@key, p. 4]`."""
        key, locator = token.meta["typed"]
        found = part.cite(key) if part.cite else None
        if found is None:
            return escape(token.content.replace("[@", "[", 1))
        words = f"({found.text}, {locator.strip()})" if locator else f"({found.text})"
        if not found.url or not LINKABLE.match(found.url):
            return format_html('<span class="citation">{}</span>', words)
        return format_html('<a class="citation" href="{}">{}</a>', found.url, words)


# --- From tokens to HTML ---------------------------------------------------------------------------------


def render_call(renderer, tokens, index, options, env) -> str:
    call = env["marked"].called(tokens[index], env["part"], env["is_in_note"])
    follows_another = index and tokens[index - 1].type == "note_call"
    return '<sup class="note-call">, </sup>' + call if follows_another else call


def render_citation(renderer, tokens, index, options, env) -> str:
    return env["marked"].cited(tokens[index], env["part"])


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
