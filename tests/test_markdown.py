"""Texts in Markdown: what the subset knows, its footnotes and citations, and what can do no harm."""

import re
import time
from html.parser import HTMLParser

import pytest
from django.utils import translation
from i18nfield.strings import LazyI18nString

from gfmd.markdown import Cited, Marked, paragraphs_of, plain
from gfmd.templatetags.gfmd import content, markdown_text, notes, paragraphs

RATHA = {"ratha": Cited("Ratha 2007", "#reference-1")}


def marked(*texts: str, **arrangement) -> Marked:
    texts_of = Marked(cite=RATHA.get, **arrangement)
    for number, text in enumerate(texts, start=1):
        texts_of.add(str(number), text)
    return texts_of


def html(text: str, **arrangement) -> str:
    return str(marked(text, **arrangement).html("1"))


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


class Read(HTMLParser):
    """What a browser would make of a text: elements, attributes, addresses, ids."""

    def __init__(self, markup: str):
        super().__init__()
        self.elements, self.attributes, self.addresses, self.ids = set(), set(), [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.addresses.append(value)
            if name == "id":
                self.ids.append(value)


# --- What the subset knows -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n ",
        "One paragraph.",
        "Two lines\nof one paragraph.\n\nAnd a second.",
        "With a return\r\nand an empty line.\r\n\r\nThen more & more <b>.",
        "Roundtable 1.1: 10–12 people, 50% of “all” … a_b_c, 3 * 4, AT&T &amp; others.",
        "الهجرة والتنمية\nفي عالم متغير\n\nفقرة ثانية",
        "移民与发展\n第二行\n\n第二段。",
    ],
)
def test_plain_text_comes_out_as_it_always_has(text):
    assert html(text) == str(paragraphs(text))


def test_marks_of_emphasis_lists_quotations_and_tables_are_read():
    text = (
        "*One* **two**\n\n- a\n- b\n\n3. c\n4. d\n\n> said\n\n| State | Seats |\n|---|--:|\n| Morocco | 3 |"
    )
    assert html(text).split("\n") == [
        "<p><em>One</em> <strong>two</strong></p>",
        "<ul>",
        "<li>a</li>",
        "<li>b</li>",
        "</ul>",
        '<ol start="3">',
        "<li>c</li>",
        "<li>d</li>",
        "</ol>",
        "<blockquote>",
        "<p>said</p>",
        "</blockquote>",
        '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>',
        "<thead>",
        "<tr>",
        '<th scope="col">State</th>',
        '<th class="end" scope="col">Seats</th>',
        "</tr>",
        "</thead>",
        "<tbody>",
        "<tr>",
        "<td>Morocco</td>",
        '<td class="end">3</td>',
        "</tr>",
        "</tbody>",
        "</table></div>",
    ]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## B\n\n# C", ["h3", "h4", "h3"]),
        ("### A\n\n#### B\n\n###### C", ["h3", "h4", "h4"]),
        ("#### A", ["h3"]),
        ("## B\n\n# A\n\n## B", ["h3", "h3", "h4"]),
    ],
)
def test_headings_stand_below_those_of_the_page_and_leave_no_gap(text, levels):
    assert re.findall(r"<(h\d)", html(text)) == levels


def test_a_text_below_a_deeper_heading_of_the_page_begins_deeper():
    texts = Marked()
    texts.add("a", "# A\n\n## B", heading=5)
    assert re.findall(r"<(h\d)", texts.html("a")) == ["h5", "h6"]


def test_a_question_stays_a_question_whatever_it_begins_with():
    texts = Marked()
    texts.add("q", "1. Who *acts*?\n- And how?\n\n# When?", inline=True)
    assert texts.html("q") == "1. Who <em>acts</em>?<br>- And how?<br># When?"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[GFMD](https://gfmd.org/a?b=1&c=2)", '<a href="https://gfmd.org/a?b=1&amp;c=2" rel="nofollow">GFMD</a>'),
        ("[us](mailto:a@b.org)", '<a href="mailto:a@b.org" rel="nofollow">us</a>'),
        ("[agenda](/rabat-2027/agenda/)", '<a href="/rabat-2027/agenda/">agenda</a>'),
        ("[below](#question-3)", '<a href="#question-3">below</a>'),
        ("<https://gfmd.org>", '<a href="https://gfmd.org" dir="ltr" rel="nofollow">https://gfmd.org</a>'),
        (
            "see https://gfmd.org/a_(b).",
            'see <a href="https://gfmd.org/a_(b)" dir="ltr" rel="nofollow">https://gfmd.org/a_(b)</a>.',
        ),
        ("(http://gfmd.org/)", '(<a href="http://gfmd.org/" dir="ltr" rel="nofollow">http://gfmd.org/</a>)'),
        ("见https://gfmd.org。", '见https://gfmd.org。'),
        ("见 https://gfmd.org。", '见 <a href="https://gfmd.org" dir="ltr" rel="nofollow">https://gfmd.org</a>。'),
    ],
)  # fmt: skip
def test_links_lead_to_the_web_a_mailbox_or_this_site(text, link):
    assert html(text) == f"<p>{link}</p>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "elsewhere",
        "http:javascript",
    ],
)
def test_other_links_are_shown_as_typed(address):
    for text in (f"[x]({address})", f"[x](<{address}>)", f"<{address}>"):
        assert Read(html(text)).addresses == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://elsewhere.example/x.png)",
        '[x](https://a.b "t\\" onclick=alert(1)")',
        "<style>p{}</style>\n\n<iframe>",
        "[^<b>]: x\n\n[^<b>]",
        '[^"><script>]: x\n\n[^"><script>]',
        "[@ratha, <img src=x>]",
        '| <b> |\n|---|\n| " onclick=x |',
        "`<b>`",
        "&lt;script&gt;",
        "a\x00b<b>",
        "https://a.b/<script>",
        "[a]: javascript:x\n\n[a]",
    ],
)
def test_nothing_typed_becomes_markup_of_its_own(text):
    for medium in ("web", "paper"):
        texts = marked(text, medium=medium)
        found = Read(texts.html("1") + notes(texts))
        assert found.elements <= {
            "p", "a", "sup", "span", "section", "ol", "li", "div", "table", "thead", "tbody", "tr", "th", "td", "br"
        }  # fmt: skip
        assert found.attributes <= {
            "href", "rel", "dir", "title", "id", "role", "aria-label", "class", "scope", "tabindex", "value"
        }  # fmt: skip


def test_what_the_subset_does_not_know_is_shown_as_typed():
    typed = '```\ncode\n```\n\nTitle\n===\n\n---\n\n`code` ~~x~~ &amp; (c) "quoted" -- [a][b]\n\n[b]: https://x.org'
    assert words(html(typed)).replace("&amp;", "&").replace("&quot;", '"') == " ".join(typed.split())


# --- Footnotes -------------------------------------------------------------------------------------------


def test_notes_are_numbered_through_all_parts_in_the_order_they_are_called():
    texts = marked("A[^x] b[^1]\n\n[^1]: First part.", "C[^1] d[^x]\n\n[^1]: Second part.\n\n[^x]: Shared.")
    assert [words(texts.html(key)) for key in "12"] == ["A 1 b 2", "C 3 d 1"]
    assert [(note.number, note.html, len(note.backlinks)) for note in texts.notes] == [
        (1, "Shared.", 2),
        (2, "First part.", 1),
        (3, "Second part.", 1),
    ]


def test_a_note_and_its_calls_lead_to_each_other():
    texts = marked("A[^x] b[^x]\n\n[^x]: Note.")
    assert texts.html("1") == (
        '<p>A<sup class="note-call"><a href="#note-1" id="note-1-call-1" role="doc-noteref" aria-label="Note 1">1</a></sup>'
        ' b<sup class="note-call"><a href="#note-1" id="note-1-call-2" role="doc-noteref" aria-label="Note 1">1</a></sup></p>'
    )
    assert notes(texts).split("\n") == [
        '<section class="footnotes" role="doc-endnotes" aria-label="Notes">',
        '<ol><li id="note-1" value="1">Note.'
        ' <a href="#note-1-call-1" role="doc-backlink" aria-label="Back to the text, note 1, place 1">↑1</a>'
        ' <a href="#note-1-call-2" role="doc-backlink" aria-label="Back to the text, note 1, place 2">↑2</a></li></ol>',
        "</section>",
        "",
    ]


def test_two_notes_called_in_one_place_are_not_read_as_a_number_of_two_figures():
    assert words(html("A[^1][^2]\n\n[^1]: One.\n[^2]: Two.")) == "A 1 , 2"


def test_a_note_that_nobody_calls_is_listed_last_and_a_call_without_a_note_stays_as_typed():
    texts = marked("[^lost]: Kept.\n\nA[^gone] b[^x]\n\n[^x]: Note.\n[^x]: Twice defined.")
    assert words(texts.html("1")) == "A[^gone] b 1"
    assert [(note.html, len(note.backlinks)) for note in texts.notes] == [
        ("Note.", 1),
        ("Kept.", 0),
        ("Twice defined.", 0),
    ]


def test_a_note_may_hold_paragraphs_lists_links_and_calls_of_other_notes():
    texts = marked("A[^1]\n\n[^1]: See https://gfmd.org and[^2].\n\n    - more\n\n[^2]: Back to[^1].")
    assert [words(note.html) for note in texts.notes] == ["See https://gfmd.org and 2 . more", "Back to 1 ."]
    assert [len(note.backlinks) for note in texts.notes] == [2, 1]
    assert Read(texts.notes[0].html).addresses == ["https://gfmd.org", "#note-2"]


def test_notes_of_one_roundtable_are_not_taken_for_those_of_another():
    texts = Marked()
    for code in ("1.1", "1.2", "1.3"):
        texts.add(f"{code} outcomes", "Agreed[^1]", group=code)
        if code != "1.3":
            texts.add(f"{code} background", f"[^1]: Of {code}.", group=code)
    assert [words(texts.html(f"{code} outcomes")) for code in ("1.1", "1.2", "1.3")] == [
        "Agreed 1",
        "Agreed 2",
        "Agreed[^1]",
    ]
    assert [note.html for note in texts.notes] == ["Of 1.1.", "Of 1.2."]


def test_ids_are_unique_whatever_labels_are_typed():
    text = "[^1] [^note-1] [^1-call-1] [^note-1-call-1] [^1] [^\u200b]\n\n" + "\n".join(
        f"[^{label}]: {label}" for label in ("1", "note-1", "1-call-1", "note-1-call-1", "\u200b")
    )
    markup = ""
    for ids in ("note", "annex"):
        texts = marked(text, text, ids=ids)
        markup += texts.html("1") + texts.html("2") + notes(texts)
    ids = Read(markup).ids
    assert len(ids) == 2 * (2 * 6 + 2 * 5)
    assert len(set(ids)) == len(ids)


def test_the_name_of_another_language_stands_apart_from_the_words_it_follows():
    texts = Marked(labelled=True)
    texts.add("a", "Why?", "en", inline=True)
    with translation.override("ar"):
        beside = ' <small class="language" lang="en" dir="ltr">English</small>'
        assert texts.html("a") == '<span lang="en" dir="ltr">Why?</span>' + beside
        assert content(LazyI18nString({"en": "Why?"}), labelled=True) == texts.html("a")


def test_each_note_says_its_language_and_its_links_speak_the_readers():
    texts = Marked(labelled=True)
    with translation.override("fr"):
        texts.add("a", "Texte[^1]\n\n[^1]: Note.")
        texts.add("b", "نص[^1]\n\n[^1]: حاشية.", "ar")
        assert texts.html("b").startswith(
            '<small class="language" lang="ar" dir="rtl">العربية</small><div lang="ar" dir="rtl"><p>نص<sup'
        )
        assert re.findall(r'<li [^>]*value="2"[^>]*>', notes(texts)) == [
            '<li id="note-2" value="2" lang="ar" dir="rtl">'
        ]


def test_a_table_on_paper_parts_no_figure_where_there_is_room_for_each():
    rows = "|-|-|-|\n| 1,234.50[^1] | Mediterranean | 2019 |\n\n[^1]: Estimated."
    for heads, is_marked in (
        ("| Figure | Region | Year |", True),
        ("| Figure | Averyveryverylongwordwithoutanyspaceinitatallthatgoesonandon | Year |", False),
        ("| 人人都能理解的一个很长很长很长很长很长很长很长很长很长很长很长的标题 | Region | Year |", True),
    ):
        for medium, expected in (("paper", is_marked), ("web", False)):
            texts = marked(f"{heads}\n{rows}", medium=medium)
            assert ('<table class="whole-words">' in texts.html("1")) is expected


# --- Notes on paper --------------------------------------------------------------------------------------


def test_on_paper_a_note_stands_where_it_is_called_first_and_is_pointed_to_afterwards():
    texts = marked("A[^x] b[^x]\n\n[^x]: One [^y].\n\n    - two\n[^y]: Y.\n[^z]: Z.", medium="paper")
    assert texts.html("1") == (
        '<p>A<sup class="note-call"><a href="#note-1" id="note-1-call-1" role="doc-noteref" aria-label="Note 1">1</a></sup>'
        '<span class="footnote" id="note-1">'
        '<a class="number" href="#note-1-call-1" aria-label="Back to the text, note 1">1</a> One '
        '<sup class="note-call"><a href="#note-2" id="note-2-call-1" role="doc-noteref" aria-label="Note 2">2</a></sup>'
        ".<br>– two</span>"
        ' b<sup class="note-call"><a href="#note-1" id="note-1-call-2" role="doc-noteref" aria-label="Note 1">1</a></sup></p>'
    )
    assert [(note.number, note.html, note.backlinks) for note in texts.notes] == [
        (2, "Y.", []),
        (3, "Z.", []),
    ]


def test_on_paper_a_note_in_another_language_than_its_text_says_so():
    texts = Marked(medium="paper")
    texts.add("a", "نص[^1] [^2]\n\n[^2]: حاشية.", "ar")
    texts.add("b", "[^1]: A note.")
    assert re.findall(r'<span class="footnote"[^>]*>', texts.html("a")) == [
        '<span class="footnote" id="note-1" lang="en" dir="ltr">',
        '<span class="footnote" id="note-2">',
    ]


def test_a_heading_keeps_its_words_apart_for_the_bookmarks_of_a_paper():
    text = "# *One* & two[^1]\n\n[^1]: Note."
    assert html(text).startswith("<h3><em>One")
    assert html(text, medium="paper").startswith('<h3 data-words="One &amp; two">')


def test_on_paper_links_to_this_site_are_whole_or_plain_text():
    text = "[agenda](/a/) [below](#q)"
    assert html(text, medium="paper") == "<p>agenda below</p>"
    assert html(text, medium="paper", site="https://gfmd.example/") == (
        '<p><a href="https://gfmd.example/a/">agenda</a> below</p>'
    )


# --- Citations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[@ratha]", '<a class="citation" href="#reference-1">(Ratha 2007)</a>'),
        ("[@ratha, p. 4]", '<a class="citation" href="#reference-1">(Ratha 2007, p. 4)</a>'),
        ("[@nobody, p. 4]", "[nobody, p. 4]"),
        ("[@]", "[@]"),
        ("@ratha", "@ratha"),
        ("[@ratha", "[@ratha"),
    ],
)
def test_a_citation_names_the_work_or_stays_as_typed(typed, shown):
    assert html(typed) == f"<p>{shown}</p>"


def test_each_of_several_briefs_cites_its_own_works():
    texts = Marked(cite=RATHA.get)
    texts.add("1", "[@ratha]")
    texts.add("2", "[@ratha]", cite={"ratha": Cited("Ratha 2011")}.get)
    assert (words(texts.html("1")), words(texts.html("2"))) == ("(Ratha 2007)", "(Ratha 2011)")


def test_a_citation_may_lead_nowhere_and_never_elsewhere_than_a_link_may():
    texts = Marked(cite={"a": Cited("A & B 2007"), "b": Cited("B", "javascript:x")}.get)
    texts.add("1", "[@a] [@b]")
    assert texts.html("1") == (
        '<p><span class="citation">(A &amp; B 2007)</span> <span class="citation">(B)</span></p>'
    )


# --- Paragraphs ------------------------------------------------------------------------------------------


def test_paragraphs_are_found_again_by_their_anchors():
    text = "One\r\ntwo[^1]\r\n\r\n[^1]: Note.\r\n\r\n- a\r\n- b\r\n\r\n## H\r\n> c"
    assert paragraphs_of(text) == ["One\ntwo[^1]", "- a\n- b", "## H", "> c"]
    texts = Marked()
    texts.add("b", text, block_ids="background")
    assert [(block.id, words(block.html)) for block in texts.blocks("b")] == [
        ("background.1", "One two 1"),
        ("background.2", "a b"),
        ("background.3", "H"),
        ("background.4", "c"),
    ]
    assert Read(texts.html("b")).ids == [
        "background.1", "note-1-call-1", "background.2", "background.3", "background.4"
    ]  # fmt: skip


def test_the_plain_words_of_a_text_hold_no_marks():
    assert plain("A *b*[^1] [c](http://d) [@e]\n\n- f\n\n[^1]: g") == "A b c [e]\nf"


def test_a_text_cannot_be_added_twice_or_too_late():
    texts = marked("A")
    with pytest.raises(ValueError, match="'1' was added before"):
        texts.add("1", "B")
    texts.html("1")
    with pytest.raises(ValueError, match="after the texts were read"):
        texts.add("2", "B")


def test_the_tag_shows_a_text_in_the_readers_language_or_names_the_other():
    value = LazyI18nString({"fr": "Pourquoi[^1]\n\n[^1]: Note."})
    shown = markdown_text(value, "theme-1", labelled=True)
    assert shown.startswith(
        '<small class="language" lang="fr" dir="ltr">Français</small><div lang="fr" dir="ltr"><p>'
    )
    assert Read(shown).ids == ["theme-1-note-1-call-1", "theme-1-note-1"]
    assert (markdown_text(None, "a"), markdown_text("", "a")) == ("", "")


# --- What was written to do harm -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "[", "*", "_", "**a **", "*_", "[^a]", "[^", "[^a]: ", "[@", "[a](", "![", "[[a]", "<", "<http://", "http://x ",
        "> ", "- ", "1. ", "1. a\n", "  - a\n", "> - ", "| a |\n|---|\n", "a|b\n-|-\n", "#\n", "\\", "`", "(", "://",
        "[^a]: x\n", "[x](<", "a\n", "\n", "😀", "\x00", "ا", "中",
    ],
)  # fmt: skip
def test_two_hundred_thousand_signs_take_no_time(piece):
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    began = time.process_time()
    texts = marked(text)
    texts.html("1")
    notes(texts)
    assert time.process_time() - began < 2  # under 1 s on a quiet machine; the tests share theirs


@pytest.mark.parametrize(
    "text",
    [
        "https://x/" + "(" * 95_000 + ")" * 95_000,
        "https://x/" + ".)" * 95_000,
        "[^a]: n\n\n" + "[^a]" * 40_000,
        "".join(f"[^{n}]: see [^{n + 1}]\n\n" for n in range(6_000)) + "[^0]",
    ],
)
def test_long_addresses_and_long_chains_of_notes_take_no_time_either(text):
    began = time.process_time()
    marked(text, text, medium="paper").html("2")
    assert time.process_time() - began < 4


def test_a_citation_may_have_spaces_as_symbols_and_short_names_do():
    texts = Marked(cite=lambda key: Cited(key, "#work-1") if key == "Bakewell and De Haas 2007" else None)
    texts.add("a", "See [@Bakewell and De Haas 2007, p. 4] and [@GFMD/2018/WP 7].")
    assert texts.html("a") == (
        '<p>See <a class="citation" href="#work-1">(Bakewell and De Haas 2007, p. 4)</a> '
        "and [GFMD/2018/WP 7].</p>"
    )
