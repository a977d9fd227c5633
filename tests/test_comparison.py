"""Two versions of a text, word by word."""

import random
import time

import pytest
from django.template import engines

from gfmd.comparison import Block, Piece, compare, stretches
from gfmd.templatetags.gfmd import difference
from tests.test_markdown import words

SENTENCES = (
    "Participants agree how States and their partners can recognise what migrants bring and who can act: "
    "savings, skills, networks, culture; in cities, at borders, on the way. The Forum is voluntary, informal."
)
ENGLISH = SENTENCES.split()
PIECES = ["a ", "b ", "c", "\n", "\n\n", " \r\n\r\n", ", ", ".", "’", "قُدْرات ", "ال", "移", "民", "é", "e\u0301 ", "\t", "😀", "[^1]", "\u2028"]  # fmt: skip


def shown(before: str, after: str) -> list[str]:
    """Each paragraph with [-what was removed-] and {+what was added+}."""
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return [
        "".join(signs[piece.kind].format(piece.text) for piece in block.pieces).strip()
        for block in compare(before, after)
    ]


def side(blocks: list[Block], without: str) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces if piece.kind != without)


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        ("", "", []),
        ("One.", "One.", ["One."]),
        ("", "One.", ["{+One.+}"]),
        ("One.", "", ["[-One.-]"]),
        ("Three seats are taken.", "Two seats are taken.", ["[-Three -]{+Two +}seats are taken."]),
        ("Who acts, and how", "Who acts, and how?", ["Who acts, and how{+?+}"]),
        ("Roundtable 1.1 meets.", "Roundtable 1.2 meets.", ["Roundtable 1.[-1 -]{+2 +}meets."]),
        ("the migrant’s rights", "the migrants’ rights", ["the [-migrant’s -]{+migrants’ +}rights"]),
        ("移民与发展论坛", "移民与和平论坛", ["移民与[-发展-]{+和平+}论坛"]),
        ("قُدرات المهاجرين كثيرة", "قدرات المهاجرين كثيرة", ["[-قُدرات -]{+قدرات +}المهاجرين كثيرة"]),
        ("A.\n\nB b b.\n\nC.", "A.\n\nC.\n\nD d d.", ["A.", "[-B b b.\n\n-]", "C.{+\n\n+}", "{+D d d.+}"]),
    ],
)
def test_words_that_changed_are_told_from_those_that_stayed(before, after, differences):
    found = shown(before, after)
    assert found == differences


def test_a_paragraph_written_anew_is_not_torn_into_words():
    before = "The chair opens the meeting and the heads of delegation speak."
    after = "Savings sent home pay the school of many, and the fees for them fall."
    assert shown(before, after) == [f"[-{before}-]", f"{{+{after}+}}"]


def test_a_changed_paragraph_is_found_beside_new_ones():
    before = "First, kept.\n\nParticipants agree how States recognise what migrants bring.\n\nLast, kept."
    after = (
        "First, kept.\n\nQuite another thing is said here.\n\n"
        "Participants agree how States use what migrants bring.\n\nLast, kept."
    )
    assert [block.kind for block in compare(before, after)] == ["same", "added", "changed", "same"]


def test_a_moved_paragraph_is_removed_here_and_added_there():
    one, two, three = "One and only one.", "Two makes a pair.", "Three is a crowd."
    kinds = [block.kind for block in compare(f"{one}\n\n{two}\n\n{three}", f"{two}\n\n{three}\n\n{one}")]
    assert sorted(kinds) == ["added", "removed", "same", "same"]


def test_spaces_and_line_ends_alone_are_no_change_to_be_shown():
    blocks = compare("One two\nthree.\n\nFour.", "One  two three.\r\n\r\n\r\nFour.\n")
    assert [block.kind for block in blocks] == ["same", "same"]
    assert difference(blocks)["is_same"]


def test_what_stayed_and_what_was_removed_make_the_first_version_and_with_what_was_added_the_second():
    chance = random.Random(3)
    for _time in range(1500):
        before = "".join(chance.choices(PIECES, k=chance.randint(0, 30)))
        after = before
        for _change in range(chance.randint(0, 4)):
            place = chance.randint(0, len(after))
            after = after[:place] + chance.choice(PIECES) + after[place + chance.randint(0, 3) :]
        if chance.random() < 0.3:
            after = "".join(chance.choices(PIECES, k=chance.randint(0, 30)))
        blocks = compare(before, after)
        assert (side(blocks, "added"), side(blocks, "removed")) == (before, after)
        assert (before == after) <= all(block.kind == "same" for block in blocks)


def test_long_runs_without_a_change_are_folded_but_for_their_ends():
    kept = [f"Paragraph number {number}." for number in range(9)]
    blocks = compare("\n\n".join(kept), "\n\n".join([*kept[:4], "New words here.", *kept[4:]]))
    assert [(len(part.blocks), part.is_folded) for part in stretches(blocks)] == [
        (3, True), (1, False), (1, False), (1, False), (4, True)
    ]  # fmt: skip
    assert [(len(part.blocks), part.is_folded) for part in stretches(compare("A", "A"))] == [(1, False)]


def test_a_reader_who_does_not_see_colours_is_told_in_words():
    page = engines["django"].from_string('{% difference blocks language="ar" %}')
    markup = page.render({"blocks": compare("عام <b>قديم</b>", "عام <b>جديد</b>")})
    assert '<p class="changed" lang="ar" dir="rtl">' in markup
    assert words(markup) == (
        "عام &lt;b&gt; [removed: قديم end of what was removed] [added: جديد end of what was added] &lt;/b&gt;"
    )
    assert (markup.count("<ins>"), markup.count("<del>")) == (1, 1)
    assert "Nothing has changed in this text." in page.render({"blocks": compare("A", "A")})


# --- Thirty pages ----------------------------------------------------------------------------------------


def thirty_pages(chance: random.Random) -> list[str]:
    return [" ".join(chance.choices(ENGLISH, k=55)) for _paragraph in range(273)]


def lightly_edited(pages: list[str], chance: random.Random) -> list[str]:
    return [" ".join("changed" if chance.random() < 0.03 else word for word in one.split()) for one in pages]


@pytest.mark.parametrize("way", ["edited", "rewritten", "reshuffled", "in one paragraph", "in Chinese"])
def test_two_versions_of_thirty_pages_are_compared_within_a_second(way):
    chance = random.Random(7)
    before = thirty_pages(chance)
    after, between = thirty_pages(chance), "\n\n"
    if way == "edited":
        after = lightly_edited(before, chance)
    elif way == "reshuffled":
        after = chance.sample(before, len(before))
    elif way == "in one paragraph":
        after, between = lightly_edited(before, chance), " "
    elif way == "in Chinese":
        before, after = (
            ["".join(chance.choices("移民与发展论坛国家", k=90)) for _ in before] for _two in "ab"
        )
    old, new = between.join(before), between.join(after)
    began = time.process_time()
    blocks = compare(old, new)
    assert time.process_time() - began < 1
    assert (side(blocks, "added"), side(blocks, "removed")) == (old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [("a " * 20_000, "b a " * 10_000), ("中" * 40_000, "中文" * 20_000), ("a\n\n" * 40_000, "b\n\n" * 40_000), ("\n " * 90_000, " \n" * 90_000)],
)  # fmt: skip
def test_texts_made_to_take_long_do_not(old, new):
    began = time.process_time()
    blocks = compare(old, new)
    assert time.process_time() - began < 3
    assert (side(blocks, "added"), side(blocks, "removed")) == (old, new)


def test_a_piece_of_only_spaces_says_so():
    assert (Piece("added", " \n").is_blank, Piece("added", "a ").is_blank) == (True, False)
