"""Papers in layouts nobody has shown the reader before."""

import io

import pytest

from roundtables.conceptpapers.proposal import propose
from roundtables.conceptpapers.reading import read_paper
from tests.papers.layouts import LAYOUTS

# Themes with their roundtables and the number of their questions, and whatever else a layout has.
EXPECTED = {
    "sessions with questions of their own": {
        "roundtables": [("1", "Partnerships for safe voyages", 5), ("2", "Human mobility and weather", 2)],
        "sessions": ["1.1", "1.2", "2.1"],
        "sections": [("", "")],
        "overarching": "Small places, long voyages",
    },
    "letters and indents": {
        "themes": [
            ("I", "Wells", [("I.1", "Digging", 2), ("I.2", "Sharing", 1)]),
            ("II", "Roads", [("II.1", "Gravel", 2)]),
        ],
        "events": ["Steppe cinema", "A market of saddles"],
        "sections": [("A", "BACKGROUND"), ("D", "NEXT STEPS")],
    },
    "French in capitals": {
        "themes": [
            ("1", "LES ALPAGES", [("1.1", "LES BERGERS", 2), ("1.2", "LES FROMAGERIES", 3)]),
            ("2", "LES VILLAGES", [("2.1", "LES ÉCOLES", 1)]),
        ],
        "events": ["Sel et troupeaux", "Refuges", "Lait cru", "Transhumance en images"],
        "sections": [("I", "CONTEXTE")],
        "overarching": "Une vallée pour deux saisons",
    },
    "Spanish with numbered headings": {
        "themes": [
            ("1", "Agua", [("1.1", "Pozos", 2), ("1.2", "Canales", 1)]),
            ("2", "Lana", [("2.1", "Ferias", 2)]),
        ],
        "events": ["Telares", "Noche de quenas"],
        "sections": [("1", "Introducción")],
        "overarching": "Altiplano abierto",
    },
    "sentences that introduce lists": {"roundtables": [("4", "Markets that never close", 3)]},
    "copied from a PDF": {
        "themes": [
            ("2", "Orchards and Oaths", [("2.1", "Oaths before witnesses", 3), ("2.2", "Oaths on paper", 1)])
        ]
    },
    "sessions and nothing else": {
        "roundtables": [("1", "SEEDS", 0)],
        "sessions": ["1.1", "1.2", "1.4"],
        "warnings": ["gap"],
    },
    "numbered paragraphs as in the United Nations": {
        "themes": [
            ("1", "Shores that move", [("1.1", "Villages on stilts", 2), ("1.2", "Villages that walk", 3)])
        ],
        "events": ["A regatta of houses", "Songs of the fishers"],
        "sections": [("I", "Introduction")],
    },
    "underlined headings": {"themes": [("1", "Wind", [("1.1", "Mills", 2), ("1.2", "Sails", 1)])]},
    "bullets of every kind": {"roundtables": [("2", "Rope", 8)]},
    "questions with a Q": {"roundtables": [("3", "Rust", 4)]},
    "long titles over two lines": {
        "themes": [
            (
                "II",
                "MIGRATION OF THE VERY SMALL THINGS THAT NOBODY COUNTS AND EVERYBODY CARRIES, FROM SEEDS TO SONGS",
                [
                    (
                        "2.1",
                        "Enhancing the portability of songs, seeds, recipes and other Intangible goods across borders",
                        2,
                    )
                ],
            )
        ]
    },
    "Russian": {"themes": [("1", "Лодки", [("1.1", "Паруса", 2)])], "events": ["Регата"]},
    "themes numbered in brackets, French": {
        "themes": [
            (
                "1",
                "Veilles coordonnées aux abords des ports: partenariats et actions en faveur de la sécurité",
                [
                    ("1.1", "Fournir des lampes, de la crise à la sécurité", 2),
                    ("1.2", "Faciliter la relève", 1),
                ],
            ),
            (
                "2",
                "Discours et signaux: quels rôles pour les gardiens?",
                [("2.1", "Formuler les signaux", 2)],
            ),
        ],
        "sections": [("", "Introduction")],
    },
    "roundtable themes": {
        "themes": [
            ("1", "Enhancing harvests", [("1.1", "Strengthening sheaves", 2)]),
            ("2", "Facilitating fallow", [("2.1", "Resting fields", 1)]),
        ]
    },
    "sound, with odd figures": {"themes": [("1", "Half measures", [("1.1", "Who stays (and who goes", 2)])]},
    "Markdown of a converter": {
        "themes": [("1", "Lanterns", [("1.1", "Oil and wicks", 2), ("1.2", "Glass", 2)])],
        "events": ["Lantern walk"],
        "sections": [("", "Introduction")],
    },
    "text of an online editor": {"themes": [("1", "Lanterns", [("1.1", "Oil", 3), ("1.2", "Glass", 2)])]},
    "an e-mail": {
        "themes": [
            ("1", "Lanterns", [("1.1", "Oil", 2), ("1.2", "Glass", 2)]),
            ("2", "Bells", [("2.1", "Ropes", 1)]),
        ],
        "sections": [("", "")],
    },
    "clusters with meetings": {
        "themes": [("I", "LABOUR MOBILITY AND ORCHARDS", []), ("II", "IRREGULAR ROADS", [])],
        "events": ["Pickers", "Packers", "Gates"],
    },
    "labels before colons": {"roundtables": [("1", "Oil", 2), ("2", "Glass", 1)]},
}


def described(roundtable) -> tuple[str, str, int]:
    return roundtable.code, roundtable.title, len(roundtable.guiding_questions)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_as_a_person_reads_it(layout):
    proposal = propose(read_paper(io.BytesIO(LAYOUTS[layout].encode())))
    found = {
        "themes": [
            (one.code, one.title, [described(part) for part in one.roundtables]) for one in proposal.themes
        ],
        "roundtables": [described(one) for one in proposal.roundtables],
        "sessions": [session.code for one in proposal.every_roundtable() for session in one.sessions],
        "events": [event.title for event in [*proposal.workshops, *proposal.side_events]],
        "sections": [(section.code, section.title) for section in proposal.sections],
        "warnings": [caution.kind for caution in proposal.warnings],
        "overarching": proposal.overarching_theme,
    }
    assert {name: value for name, value in found.items() if value} == EXPECTED[layout]


def test_when_and_where_are_read_from_a_sentence():
    layout = LAYOUTS["numbered paragraphs as in the United Nations"]
    meeting = propose(read_paper(io.BytesIO(layout.encode()))).meeting
    assert (meeting.dates, meeting.place) == ("4 to 6 September 2031", "Entebbe, Uganda")


def test_labels_before_colons_go_where_they_belong():
    first, _second = propose(read_paper(io.BytesIO(LAYOUTS["labels before colons"].encode()))).roundtables
    assert first.expected_outcomes == "A list of oils."
    assert first.background == "Co-Chairs: Qatar, Chad\n\n### Objectives\n\nTo agree on oil."
