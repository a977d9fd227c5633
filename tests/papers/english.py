"""Papers in English. Every sentence is invented for these tests."""

from tests.papers.builders import Word


def harbours() -> bytes:
    """Word with heading styles, real footnotes, lists of Word, a header and a footer, "Theme One" and "Round Table"."""
    word = Word(header="Harbour Forum 2031 – draft of 4 March", footer="Page 3 of 12")
    word.heading("Harbours of Arrival: A Concept Paper", 0)
    word.text("Lisbon, 14-16 October 2031")
    word.heading("Background")
    word.text(
        "Ports were the first offices of every ministry that deals with newcomers.{{See the port register of 1902.}} "
        "They still are, and they ask for a **common language** of rules."
    )
    word.heading("Overarching theme")
    word.text("“Safe harbours, open ledgers”")
    word.heading("Theme One: Work at the water’s edge")
    word.text(
        "Dock work changes faster than the papers that allow it.{{Dock Workers’ Survey, 2029.}}",
        "Most crews now come from three oceans.",
    )
    word.heading("Round Table 1.1: Skills that travel with a crew", 2)
    word.heading("Expected outcomes", 3)
    word.text("A list of skills that every port recognizes{{Twelve at present.}} without a new test.")
    word.heading("Guiding questions", 3)
    word.bullets(
        "Which skills cross borders today?", "Who keeps the record of a crew?", "What would a pilot cost?"
    )
    word.heading("Round Table 1.2: Recruiters under one roof", 2)
    word.heading("Expected outcome(s)", 3)
    word.bullets("A shared licence for recruiters.", "A register open to crews.")
    word.heading("Questions for discussion", 3)
    word.bullets("Who pays the recruiter?", "Can a licence be withdrawn across borders?", style="List Number")
    word.heading("Theme Two: Families on the quay")
    word.text("Families wait longer than ships do.")
    word.heading("Round Table 2.1: Schools for a season", 2)
    word.heading("Key questions", 3)
    word.bullets(
        "How can a school take a child for one season?", "What should a certificate say?", style="List Number"
    )
    word.heading("Workshops")
    word.bullets("Crews and contracts (12 May 2031, Valparaíso)", "Children of the quay")
    word.heading("Side events")
    word.bullets("A night of harbour songs", "Ledger clinic")
    word.heading("Common space")
    word.text("Mayors and captains meet for half a day.{{Without minutes.}}")
    return word.bytes()


def rivers() -> bytes:
    """Word without styles: bold headings, an outline in a table, another table that is none."""
    word = Word()
    word.text("RIVERS AND ROADS", bold=True)
    word.text("Concept note")
    word.text("1. Why rivers", bold=True)
    word.text(
        "A river is a border that moves. Those who live beside it move with it, and come back in the dry season."
    )
    word.text("2. Outline of the meeting", bold=True)
    word.table(
        ["Theme", "Roundtable", "Guiding questions"],
        [
            "1. Seasons",
            "1.1 Herders and markets",
            "• Where do herds cross?\n• Who counts them?\n• Which markets close in the rain?",
        ],
        ["", "1.2 Ferries", "• What does a crossing cost?\n• Who may refuse a passenger?"],
        ["2. Bridges", "2.1 Toll and trade", "• How are tolls shared?\n• Do tolls move people elsewhere?"],
    )
    word.text("3. Budget", bold=True)
    word.table(["Item", "Amount"], ["Rooms", "4,000"], ["Interpreters", "9,500"])
    return word.bytes()


def briefs_in_tables() -> bytes:
    """Word: each roundtable is a table of two columns, labels on the left."""
    word = Word()
    word.text("Cluster III – Cities that receive", bold=True)
    word.text("Cities carry the weight of arrivals, and seldom the budget for them.")
    word.table(
        ["Roundtable 3.1", "Housing in the first year"],
        ["Background", "Rooms run out before schools do."],
        ["Expected outcomes", "A model lease for newcomers."],
        [
            "Guiding questions",
            "Who owns the empty rooms?\nWhat would a fair rent be?\nHow long is a first year?",
        ],
    )
    word.table(
        ["Roundtable 3.3", "Clinics without papers"],
        ["Expected outcomes", "A charter of clinics."],
        ["Guiding questions", "1) Who pays for the first visit?\n2) May a clinic keep a list?"],
    )
    return word.bytes()


WRAPPED = """\
                    MOUNTAIN MEETING ON SEASONAL WORK
                    Concept Paper, 3 to 5 June 2030
                    Chur, Switzerland

INTRODUCTION

Every summer some forty thousand people climb to the high pastures and
every autumn most of them come down again. The meeting asks what a per-
mit should look like for people who are never in one place for as long
as a form assumes. It builds on two earlier meetings1 and on a south-
south exchange among herders' unions.

_____________________
1 Held in Bormio in 2026 and in Sion in 2028, both without a
  published report.

Mountain Meeting - Concept Paper                                    1
\f
Mountain Meeting - Concept Paper                                    2

CLUSTER I: PERMITS THAT FOLLOW THE HERD

Permits are written for addresses, and herders have several of them in
the course of

Mountain Meeting - Concept Paper                                    3
\f
one season. A permit tied to the herd would be simpler for everybody,
but it needs a south-south agreement on who counts the animals.

Session 1.1 - A permit for a herd

Objective: to draft one page that five cantons could print.

Discussion questions

o  Which office would issue such a permit, and could it do so without
   seeing the herder every year?
o  What happens to a permit when the herd is
   sold in the middle of a season?
o  Who informs the valley below1 when a herd is on its way, and by
   which means?

_____________________
1 Valley means any commune below 900 metres.

Mountain Meeting - Concept Paper                                    4
\f
ROUND TABLE 2: WAGES BETWEEN TWO VALLEYS

Wages are paid in one valley and taxed in another. The round table will
look at three ways to settle the difference.

Expected results

A table of wages, and a short list of tax rules that contradict each
other.

Questions for discussion

1. Should a wage be taxed where it is earned or where the family of the
   herder lives?
2. Can two valleys share
   one tax office?

Session 2.1 - Contracts on one page

The session will read three contracts aloud.

Session 2.3 - Disputes

The session will hear two mediators.

LOGISTICS

Rooms are booked at the old customs house. Travel is arranged by the
participants themselves.
"""


def mountains() -> bytes:
    """Text wrapped at 70 columns: headers and footers on each page, words broken, notes beneath a rule."""
    return WRAPPED.encode()


LEDGERS = """\
# Ledgers of Care: a concept note

*Online, 9–10 February 2032*

## Introduction

Care workers are counted twice[^1] or not at all.

## Cluster I — Counting

Statistics on care work begin with households, and end there[^agency].

### RT 1.1 Households

**Expected outcome:** one question that every census can ask.

**Key questions**

- Which household is counted?
- Who answers the door,
  and in which language?
- What is *not* asked?

### RT 1.2 Agencies

**Discussion questions**

1. Do agencies report placements?
2. Would they, if reports were anonymous?

## Cluster II — Paying

### RT 2.1 Contracts

Guiding questions:

* Can a contract be portable?
* Should it be?

## Thematic workshops

| Date | Title | Place |
|------|-------|-------|
| 4 March 2032 | Time-use diaries | Manila |
| 6-7 May 2032 | Agencies on record | Amman |

## Side events

- Film evening: Night Shift
- Breakfast of statisticians (10 February 2032)

[^1]: Once as kin and once as staff.
[^agency]: The agencies' own counts are not published.
"""


def ledgers() -> bytes:
    """Markdown: headings with marks, `[^1]` notes, bold labels, a table of workshops."""
    return LEDGERS.encode()


def orchards() -> bytes:
    """Word without styles: themes after the roundtables, raised figures and a list of notes, questions in a paragraph."""
    word = Word()
    word.text("Orchards Without Owners", bold=True)
    word.text("A discussion paper of the secretariat")
    word.text("RT 1.1 – Picking crews", bold=True)
    word.text("Crews are hired by the row¹ and paid by the crate.")
    word.text("Objectives", bold=True)
    word.text("To agree what a fair row is.")
    word.text("Questions", bold=True)
    word.text(
        "Participants may wish to consider: How long is a row? Who measures it? And if nobody does, what then? "
        "Which crews have measured it themselves?"
    )
    word.text("RT 1.3 – Packing houses", bold=True)
    word.text("Expected outcomes", bold=True)
    word.text("A code for packing houses².")
    word.text("Guiding questions", bold=True)
    word.text("How cold may a packing house be?", "Who turns the heating on?", "What does a doctor see?")
    word.text("RT 2.1 – Water and sleep", bold=True)
    word.text("Guiding questions", bold=True)
    word.text("a) Where do crews sleep?", "b) Where does their water come from?")
    word.text("Theme 1: The row and the crate", bold=True)
    word.text("Piece work hides the hours behind it.")
    word.text("Theme 2: The bed and the well", bold=True)
    word.text("Camps are older than the orchards around them.")
    word.text("Notes", bold=True)
    word.text("1. A row has about eighty trees.", "2. The code of 2019 was never printed.")
    return word.bytes()


CONTENTS = """\
BORDERS OF THE SECOND KIND

Concept paper

TABLE OF CONTENTS

I. INTRODUCTION ........................................ 2
II. THEMES ............................................. 3
Theme A: Doors ......................................... 3
Round Table A.1: Doors at work ......................... 4
Theme B: Windows ....................................... 6
III. PARALLEL EVENTS ................................... 8

I. INTRODUCTION

A border of the second kind is drawn inside a country, by a form or a fee [1]. Nobody guards it and most people cross it daily.

II. THEMES

Theme A: Doors

A door is open to those who know the handle [2].

Round Table A.1: Doors at work

Expected outcomes: a list of handles.

Guiding questions:
– Which doors need no key?
– Who holds the keys of the others?

Round Table A.2: Doors at school

Guiding questions:
– When does a school ask for papers?

Theme B: Windows

Round Table B.1: What statistics show

Guiding questions
-Who looks through?
-Who draws the curtain?
-What does the caretaker see?

III. PARALLEL EVENTS

▪ A museum of forms – Tallinn, 3 September 2033
▪ Queueing as theatre

NOTES

[1] Fees above one day's wage.
[2] The handle is often a telephone number.
"""


def contents() -> bytes:
    """Text with a table of contents, headings in capitals, letters for codes, `[1]` and a list of notes."""
    return CONTENTS.encode("utf-8-sig")
