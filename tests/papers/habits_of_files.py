"""Papers in Word and OpenDocument in habits of their own. Every sentence is invented for these tests.

Each paper stands with what a person reads in it; `tests/test_outline_habits.py` compares the two.
"""

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from tests.papers.builders import OpenDocument, Word
from tests.papers.habits import keeper, roundtable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PAPERS = {}
paper = keeper(PAPERS)
LONG = (
    "Every coast has its fishers and every fisher has a cousin on another coast. Over the past decade the number of "
    "people who live by the sea in a country other than their own has grown steadily."
)


def raw(word: Word, xml: str) -> None:
    """Adds a paragraph as Word itself writes it."""
    body = word.document.element.body
    body.insert(len(body) - 1, parse_xml(xml))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


@paper("clusters with a subtitle for each title")
def _():
    w = Word(header="Concept paper – draft 2 of 14 March 2031", footer="Page 1 of 6")
    w.text("Nineteenth Meeting of the Forum", bold=True)
    w.text("Suva, Fiji, 9–11 June 2031")
    w.heading("Introduction")
    w.text(LONG)
    w.text("Umbrella theme: “One ocean, many harbours”")
    w.heading("Cluster I\u00a0– Working at sea", 1)
    w.text(LONG + "{{ILO, Work at sea, 2029, p. 4.}} " + "The cluster asks what may be done.")
    w.heading("Round Table 1", 2)
    w.text("Contracts that follow the ship", style="Subtitle")
    w.text("Seafarers sign contracts in one port and are paid in another.")
    w.heading("Outcomes sought", 3)
    w.bullets(
        "A model contract in plain words;",
        "A register of manning agents{{Not before 2032.}}; and",
        "A help line in ten lan\u00adguages.",
    )
    w.heading("Questions for discussion", 3)
    w.text("Participants are invited to reflect on the following:")
    w.document.styles["List Number"].element.find(f".//{qn('w:numId')}")
    w.text(
        "Which law governs a contract that was signed on board?",
        "Who pays when an agent vanishes, and\u00a0how soon{{See the case of the Aurora.}}?",
        style="List Number",
    )
    raw(
        w,
        f'<w:p {W}><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:bookmarkStart w:id="5" w:name="_GoBack"/>{run("What ")}<w:del w:id="1" w:author="x">{run("should").replace("w:t ", "w:delText ").replace("</w:t>", "</w:delText>")}</w:del><w:ins w:id="2" w:author="x">{run("could ")}</w:ins>{run("flag States do")}<w:bookmarkEnd w:id="5"/><w:commentRangeStart w:id="0"/>{run("?")}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>',
    )
    w.heading("Round Table 2", 2)
    w.text("Crews without papers", style="Subtitle")
    w.text("Many crews carry no papers at all.")
    raw(
        w,
        f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml">{run("Stowaways are a case of their own.")}<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>{run("Box 1. In 2030 a crew of nine spent four months at anchor.")}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>',
    )
    w.heading("Outcomes sought", 3)
    w.text("A common form for shore leave.")
    w.heading("Questions for discussion", 3)
    w.text("Which documents does a port need?", "Can a tattoo be a document?", style="List Bullet 2")
    w.heading("Cluster III\u00a0– Living by the sea", 1)
    w.text("There is no second cluster: it was merged with the first.")
    w.heading("Round Table 4", 2)
    w.text("Houses on the tide line", style="Subtitle")
    w.heading("Outcomes sought", 3)
    w.text("None has been agreed.")
    w.heading("Questions for discussion", 3)
    w.bullets(
        "Who insures a house that floats?", "Should co-operatives build them? If so, with whose timber?"
    )
    w.heading("Side events", 1)
    w.bullets("Knots of the Pacific", "A regatta of canoes (10 June, Suva)")
    return w.bytes(), {
        "over": "One ocean, many harbours",
        "themes": [
            (
                "I",
                "Working at sea",
                [
                    roundtable(
                        "1",
                        "Contracts that follow the ship",
                        "- A model contract in plain words;\n- A register of manning agents[^2]; and\n- A help line in ten languages.",
                        [
                            "Which law governs a contract that was signed on board?",
                            "Who pays when an agent vanishes, and how soon[^3]?",
                            "What could flag States do?",
                        ],
                    ),
                    roundtable(
                        "2",
                        "Crews without papers",
                        "A common form for shore leave.",
                        ["Which documents does a port need?", "Can a tattoo be a document?"],
                    ),
                ],
            ),
            (
                "III",
                "Living by the sea",
                [
                    roundtable(
                        "4",
                        "Houses on the tide line",
                        "None has been agreed.",
                        [
                            "Who insures a house that floats?",
                            "Should co-operatives build them? If so, with whose timber?",
                        ],
                    )
                ],
            ),
        ],
        "events": ["Knots of the Pacific", "A regatta of canoes"],
        "notes": 3,
    }


@paper("French in bold with no styles")
def _():
    w = Word(header="Document de réflexion", footer="2")
    w.text("Document de réflexion", bold=True)
    w.text("Dakar, 3-5 mai 2032", bold=True)
    w.text("I.\tContexte", bold=True)
    w.text(
        "Les marchés du fleuve attirent depuis toujours des marchands venus d’ailleurs. Ils y restent parfois une saison, parfois toute une vie."
    )
    w.text("Axe thématique 1\u00a0: Les marchés du fleuve", bold=True)
    w.text("Les marchés ouvrent avant l’aube{{Sauf le vendredi.}}.")
    w.text("Table ronde n°\u00a01.1\u00a0: Vendre sans boutique{{Titre provisoire.}}", bold=True)
    w.text("Les marchandes ambulantes nourrissent la ville.")
    w.text("Résultats attendus\u00a0:", bold=True)
    w.text("–\tun recensement des marchandes\u00a0;", "–\tune charte des places.")
    w.text("Questions directrices\u00a0:", bold=True)
    w.text(
        "(a)\tQui délivre les places, et à quel prix\u00a0?",
        "(b)\tComment protéger celles qui n’ont pas de papiers{{Loi de 2019.}}, notamment la nuit\u00a0?",
        "(c)\tQuel rôle pour les mairies\u00a0?",
    )
    w.text("Table ronde n°\u00a01.2\u00a0: Acheter à crédit", bold=True)
    w.text("Le crédit se donne de bouche à oreille.")
    w.text("Résultats attendus\u00a0:", bold=True)
    w.text("La table ronde devrait aboutir à une liste de caisses de quartier.")
    w.text("Questions directrices\u00a0:", bold=True)
    w.text(
        "(a)\tQui se souvient des dettes\u00a0?", "(b)\tFaut-il les écrire\u00a0? Dans quelle langue\u00a0?"
    )
    w.text("Axe thématique 2\u00a0: Les quais", bold=True)
    w.text("Les quais sont vides à midi.")
    w.text("Table ronde n°\u00a02.1\u00a0: Porter", bold=True)
    w.text("Résultats attendus\u00a0: un barème des charges.")
    w.text(
        "Questions directrices\u00a0: Combien porte un homme\u00a0? Combien porte une femme\u00a0? Qui tient la balance\u00a0?"
    )
    w.text("II.\tÉvénements parallèles", bold=True)
    w.text("•\tContes de marché", "•\tLa nuit des piroguiers")
    w.text("III.\tProchaines étapes", bold=True)
    w.text("Les États sont invités à faire part de leurs observations avant le 1er mars 2032.")
    return w.bytes(), {
        "themes": [
            (
                "1",
                "Les marchés du fleuve",
                [
                    roundtable(
                        "1.1",
                        "Vendre sans boutique",
                        "- un recensement des marchandes\u00a0;\n- une charte des places.",
                        [
                            "Qui délivre les places, et à quel prix\u00a0?",
                            "Comment protéger celles qui n’ont pas de papiers[^3], notamment la nuit\u00a0?",
                            "Quel rôle pour les mairies\u00a0?",
                        ],
                    ),
                    roundtable(
                        "1.2",
                        "Acheter à crédit",
                        "La table ronde devrait aboutir à une liste de caisses de quartier.",
                        [
                            "Qui se souvient des dettes\u00a0?",
                            "Faut-il les écrire\u00a0? Dans quelle langue\u00a0?",
                        ],
                    ),
                ],
            ),
            (
                "2",
                "Les quais",
                [
                    roundtable(
                        "2.1",
                        "Porter",
                        "un barème des charges.",
                        [
                            "Combien porte un homme\u00a0?",
                            "Combien porte une femme\u00a0?",
                            "Qui tient la balance\u00a0?",
                        ],
                    )
                ],
            ),
        ],
        "events": ["Contes de marché", "La nuit des piroguiers"],
        "notes": 3,
    }


@paper("Spanish, a table for each roundtable")
def _():
    w = Word()
    w.heading("Documento conceptual", 0)
    w.text("Quito, 12 al 14 de octubre de 2033")
    w.heading("Introducción")
    w.text("La cordillera une lo que los mapas separan, y sus caminos son más viejos que sus fronteras.")
    w.heading("Eje 1. Caminos de altura")
    w.text("Los caminos de altura se cierran en invierno.")

    def table(code, title, outs, qs, co):
        t = w.document.add_table(rows=0, cols=2)

        def row(a, b, style=None):
            c = t.add_row().cells
            c[0].paragraphs[0].add_run(a).bold = True
            first = True
            for x in b:
                p = c[1].paragraphs[0] if first else c[1].add_paragraph()
                if style:
                    p.style = w.document.styles[style]
                w._fill(p, x)
                first = False

        row(f"Mesa redonda {code}", [title])
        row("Copresidentes", [co])
        row("Antecedentes", ["Se ha escrito poco sobre el tema."])
        row("Resultados esperados", outs, "List Bullet")
        row("Preguntas orientadoras", qs, "List Number")

    table(
        "1.1",
        "Mulas y camiones",
        ["Un mapa de pasos{{Con fecha de cierre.}}", "Un fondo para puentes"],
        ["¿Quién limpia el camino?", "¿Qué se pierde en la curva?", "¿Cómo se cuenta lo que no llega?"],
        "Perú y Nepal",
    )
    w.text("")
    table(
        "1.2",
        "Posadas",
        ["Una guía de posadas"],
        ["¿Quién duerme de pie?", "¿Cuánto vale una manta?"],
        "Bolivia y Suiza",
    )
    w.heading("Eje 2. Lana")
    w.text("La lana se vende antes de esquilarse.")
    table(
        "2.1",
        "Tejer en común",
        ["Una cooperativa por valle"],
        ["¿De quién es el telar?"],
        "Kirguistán y Ecuador",
    )
    w.heading("Talleres")
    w.bullets("Taller de nudos: Cusco, 3 de abril de 2033", "Taller de tintes")
    w.heading("Eventos paralelos")
    w.bullets("Feria de sogas")
    return w.bytes(), {
        "themes": [
            (
                "1",
                "Caminos de altura",
                [
                    roundtable(
                        "1.1",
                        "Mulas y camiones",
                        "- Un mapa de pasos[^1]\n- Un fondo para puentes",
                        [
                            "¿Quién limpia el camino?",
                            "¿Qué se pierde en la curva?",
                            "¿Cómo se cuenta lo que no llega?",
                        ],
                    ),
                    roundtable(
                        "1.2",
                        "Posadas",
                        "- Una guía de posadas",
                        ["¿Quién duerme de pie?", "¿Cuánto vale una manta?"],
                    ),
                ],
            ),
            (
                "2",
                "Lana",
                [
                    roundtable(
                        "2.1", "Tejer en común", "- Una cooperativa por valle", ["¿De quién es el telar?"]
                    )
                ],
            ),
        ],
        "events": ["Taller de nudos", "Taller de tintes", "Feria de sogas"],
        "notes": 1,
    }


@paper("a table with a row for each roundtable")
def _():
    w = Word()
    w.text("Twenty-first Meeting: Annotated outline", bold=True)
    w.text("Nairobi, 4-6 May 2034")
    w.heading("1. Background")
    w.text(LONG)
    w.heading("2. Programme of the round tables")
    w.table(
        ["Round table", "Expected outcomes", "Questions for discussion"],
        [
            "RT 1.1 – Grain across borders",
            "A list of silos\nA pledge on tariffs",
            "1. Who stores?\n2. Who eats{{After harvest.}}?",
        ],
        ["RT 1.2 – Seeds in the post", "A stamp for seeds", "• Who opens the parcel?\n• Who pays the stamp?"],
        ["RT 2.1 – Herds", "A map of wells", "Who waters a herd at night? Who guards it?"],
    )
    w.heading("3. Workshops")
    w.table(
        ["Title", "Date", "Place"],
        ["Silos and salt", "3-4 March 2034", "Kampala"],
        ["Wells", "11 April 2034", "Addis Ababa"],
    )
    w.heading("4. Next steps")
    w.text("Comments are welcome.")
    return w.bytes(), {
        "themes": [],
        "roundtables": [
            roundtable(
                "1.1",
                "Grain across borders",
                "A list of silos\n\nA pledge on tariffs",
                ["Who stores?", "Who eats[^1]?"],
            ),
            roundtable(
                "1.2",
                "Seeds in the post",
                "A stamp for seeds",
                ["Who opens the parcel?", "Who pays the stamp?"],
            ),
            roundtable("2.1", "Herds", "A map of wells", ["Who waters a herd at night?", "Who guards it?"]),
        ],
        "events": ["Silos and salt", "Wells"],
        "notes": 1,
    }


@paper("pillars, numbers typed behind bullets")
def _():
    o = OpenDocument()
    o.text("CONCEPT PAPER", "Thirteenth Summit of the Forum", "Colombo, 1–3 December 2030")
    o.heading("A. Introduction")
    o.text(LONG, "The overarching theme is “Gardens on the move”.")
    o.heading("Pillar 1: Seeds", 1)
    o.text("Seeds travel in pockets{{And in hems.}}.")
    o.heading("RT 1 - Pockets and parcels", 2)
    o.text("Parcels are opened; pockets are not.")
    o.heading("Expected results", 3)
    o.text("A directory of seed banks and their hours.")
    o.heading("Guiding questions", 3)
    o._add(
        "<text:list><text:list-item><text:p>i. Who owns a seed that was carried by a bird?</text:p></text:list-item><text:list-item><text:p>ii. What does a customs officer see?</text:p></text:list-item><text:list-item><text:p>iii. How might gardens, which are seldom counted, be counted?</text:p></text:list-item></text:list>"
    )
    o.heading("RT 2 - Grafts", 2)
    o.text("A graft is a promise.")
    o.heading("Expected results", 3)
    o.bullets("A calendar of grafts.", "A fund{{Of no fixed size.}} for knives.")
    o.heading("Guiding questions", 3)
    o.text("The discussion will be guided by two sets of questions.")
    o.text("On knives:")
    o.bullets("Who sharpens?", "Who lends?")
    o.text("On trees:")
    o.bullets("Which trees accept strangers?", "Why?")
    o.heading("Pillar 2: Soil", 1)
    o.text("Soil stays.")
    o.heading("RT 3 - Compost across cultures", 2)
    o.heading("Expected results", 3)
    o.text("To be determined.")
    o.heading("Guiding questions", 3)
    o.text("What is waste?\nWhat is not waste?\nWho carries it?")
    o.heading("Thematic workshops", 1)
    o.bullets("Seed law: an introduction (Kandy, 4 May 2030)", "Worms")
    o.heading("Annex: list of gardens", 1)
    o.bullets("Kew", "Peradeniya")
    return o.bytes(), {
        "over": "Gardens on the move",
        "themes": [
            (
                "1",
                "Seeds",
                [
                    roundtable(
                        "1",
                        "Pockets and parcels",
                        "A directory of seed banks and their hours.",
                        [
                            "Who owns a seed that was carried by a bird?",
                            "What does a customs officer see?",
                            "How might gardens, which are seldom counted, be counted?",
                        ],
                    ),
                    roundtable(
                        "2",
                        "Grafts",
                        "- A calendar of grafts.\n- A fund[^2] for knives.",
                        ["Who sharpens?", "Who lends?", "Which trees accept strangers?", "Why?"],
                    ),
                ],
            ),
            (
                "2",
                "Soil",
                [
                    roundtable(
                        "3",
                        "Compost across cultures",
                        "To be determined.",
                        ["What is waste?", "What is not waste?", "Who carries it?"],
                    )
                ],
            ),
        ],
        "events": ["Seed law: an introduction", "Worms"],
        "notes": 2,
    }


@paper("French sessions and lists in lists")
def _():
    o = OpenDocument()
    o.text("Note conceptuelle", "Berne, du 8 au 10 novembre 2031")
    o.heading("Introduction")
    o.text("Les vallées se vident et se remplissent selon les saisons.")
    o.heading("Table ronde 2 – Les saisons du travail")
    o.text("Coprésidence : Suisse et Maroc")
    o.text("Le travail saisonnier est ancien{{Depuis 1890 au moins.}}.")
    o.heading("Séance 2.1 – Recruter", 2)
    o.text("Cette séance examinera le recrutement.")
    o.text("Questions à débattre")
    o._add(
        "<text:list><text:list-item><text:p>Qui recrute ?</text:p><text:list><text:list-item><text:p>dans la vallée ?</text:p></text:list-item><text:list-item><text:p>au-delà du col ?</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>Qui paie le voyage{{Aller et retour.}} ?</text:p></text:list-item></text:list>".replace(
            "{{Aller et retour.}}", ""
        )
    )
    o.heading("Séance 2.3 – Loger", 2)
    o.text("Cette séance examinera le logement.")
    o.text("Questions à débattre")
    o.text("– Où dort un berger ?", "– Qui chauffe la cabane ?")
    o.text("Résultats escomptés de la table ronde")
    o.bullets("un contrat type ;", "un inventaire des cabanes.")
    o.heading("Atelier 1 : Cabanes et refuges")
    o.text("Sion, 4 mars 2031. Cet atelier réunira les communes.")
    o.heading("Atelier 2 : Contrats")
    o.text("Lieu à préciser.")
    o.heading("Événement parallèle : Cinéma d’alpage")
    o.text("Projection en plein air.")
    return o.bytes(), {
        "themes": [],
        "roundtables": [
            roundtable(
                "2",
                "Les saisons du travail",
                "- un contrat type ;\n- un inventaire des cabanes.",
                [
                    "Qui recrute ?",
                    "dans la vallée ?",
                    "au-delà du col ?",
                    "Qui paie le voyage ?",
                    "Où dort un berger ?",
                    "Qui chauffe la cabane ?",
                ],
                ["2.1", "2.3"],
            )
        ],
        "events": ["Cabanes et refuges", "Contrats", "Cinéma d’alpage"],
        "notes": 1,
    }


@paper("questions from a to j, and topics among them")
def _():
    w = Word(footer="12")
    w.text("Concept paper for the High-level Meeting on Apprentices", bold=True)
    w.text("Geneva, 2 and 3 March 2035")
    w.text("Purpose", bold=True)
    w.text("To learn how apprentices are received.")
    w.text("Round Table 1", bold=True)
    w.text("Learning a trade abroad", bold=True)
    w.text("Apprentices are neither pupils nor workers.")
    w.text("Expected outcomes", bold=True)
    w.text("(a) a charter; (b) a network of workshops; and (c) a prize.")
    w.text("Guiding questions", bold=True)
    w.text(
        "(a) Who is an apprentice?",
        "(b) Who is a master?",
        "(c) When does it end?",
        "(d) Where does it begin?",
        "(e) How is it paid?",
        "(f) Is it paid?",
        "(g) Which trades?",
        "(h) Which towns?",
        "(i) What of those who:",
        "(i) leave early;",
        "(ii) stay on?",
        "(j) Can a trade be forgotten?",
    )
    w.text("Round Table 2", bold=True)
    w.text("Tools", bold=True)
    w.text("Tools are lent, seldom given.")
    w.text("Expected outcomes", bold=True)
    w.text("A library of tools.")
    w.text("Guiding questions", bold=True)
    w.text("Access to tools", bold=True)
    w.text("1. Who lends?", "2. Who insures?")
    w.text("Care of tools", bold=True)
    w.text("3. Who oils?", "4. Who sharpens?")
    w.text("Round Table 3", bold=True)
    w.text("Masterpieces", bold=True)
    w.text("Expected outcomes", bold=True)
    w.text("An exhibition.")
    w.text("Guiding questions", bold=True)
    w.text(
        "What makes a masterpiece? Opinions differ between guilds, and even within them.",
        "Who keeps it? In some towns it is the guild; in others, the mother.",
    )
    w.text("Organization of work", bold=True)
    w.text("Each round table will last three hours.")
    return w.bytes(), {
        "themes": [],
        "roundtables": [
            roundtable(
                "1",
                "Learning a trade abroad",
                "- (a) a charter; (b) a network of workshops; and (c) a prize.",
                [
                    "Who is an apprentice?",
                    "Who is a master?",
                    "When does it end?",
                    "Where does it begin?",
                    "How is it paid?",
                    "Is it paid?",
                    "Which trades?",
                    "Which towns?",
                    "What of those who: leave early; stay on?",
                    "Can a trade be forgotten?",
                ],
            ),
            roundtable(
                "2",
                "Tools",
                "A library of tools.",
                ["Who lends?", "Who insures?", "Who oils?", "Who sharpens?"],
            ),
            roundtable(
                "3",
                "Masterpieces",
                "An exhibition.",
                [
                    "What makes a masterpiece? Opinions differ between guilds, and even within them.",
                    "Who keeps it? In some towns it is the guild; in others, the mother.",
                ],
            ),
        ],
        "events": [],
        "sections": ["Purpose", "Organization of work"],
        "notes": 0,
    }


@paper("Spanish letters that Word counts")
def _():
    w = Word(header="Nota conceptual", footer="Pág. 3")
    # own numbering: a) b) c)
    numbering = w.document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    numbering.append(
        parse_xml(
            f'<w:num {W} w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )

    def it(n, depth, x):
        raw(
            w,
            f'<w:p {W}><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{n}"/></w:numPr></w:pPr>{x}</w:p>',
        )

    w.heading("Nota conceptual de la Novena Reunión", 0)
    w.heading("Justificación")
    w.text("El trabajo doméstico ocupa a millones de personas que nadie ve salir de casa.")
    w.heading("EJE TEMÁTICO II — CUIDADOS")
    w.text("Quien cuida no se sienta.")
    w.heading("Mesa redonda II.1 — Horarios", 2)
    w.text("El horario se acuerda de palabra.")
    w.text("Preguntas para el debate", bold=True)
    it(91, 0, run("¿Cuándo empieza el día?"))
    it(91, 0, run("¿Qué cuenta como descanso:"))
    it(91, 1, run("la siesta?"))
    it(91, 1, run("el domingo?"))
    it(
        91,
        0,
        run("¿Quién apaga ")
        + '<w:del w:id="9" w:author="a"><w:r><w:delText>siempre </w:delText></w:r></w:del>'
        + run("la luz?"),
    )
    w.text("Resultados esperados", bold=True)
    w.text("Un contrato tipo y un registro.")
    w.heading("Mesa redonda II.2 — Salarios", 2)
    w.text("El salario se paga en mano{{Según la encuesta de 2029.}}.")
    w.text("Preguntas para el debate", bold=True)
    it(92, 0, run("¿Quién lo cuenta?"))
    it(92, 0, run("¿Se debe pagar en el banco?"))
    w.text("Resultados esperados", bold=True)
    w.text("Una tabla de salarios.")
    w.heading("Actividades paralelas")
    w.bullets("Teatro en la cocina")
    w.heading("Próximos pasos")
    w.text("Se recibirán comentarios hasta marzo.")
    return w.bytes(), {
        "themes": [
            (
                "II",
                "CUIDADOS",
                [
                    roundtable(
                        "II.1",
                        "Horarios",
                        "Un contrato tipo y un registro.",
                        [
                            "¿Cuándo empieza el día?",
                            "¿Qué cuenta como descanso: la siesta? el domingo?",
                            "¿Quién apaga la luz?",
                        ],
                    ),
                    roundtable(
                        "II.2",
                        "Salarios",
                        "Una tabla de salarios.",
                        ["¿Quién lo cuenta?", "¿Se debe pagar en el banco?"],
                    ),
                ],
            )
        ],
        "events": ["Teatro en la cocina"],
        "notes": 1,
    }


@paper("Spanish table with a cell over two rows")
def _():
    o = OpenDocument()
    o.heading("Documento conceptual")
    o.text("San José, 4 a 6 de agosto de 2032")
    o.heading("Introducción")
    o.text("La costa tiene dos mares y una sola carretera.")
    o.heading("Mesas redondas")

    def cell(*ps):
        return (
            "<table:table-cell>"
            + "".join(p if p.startswith("<") else f"<text:p>{p}</text:p>" for p in ps)
            + "</table:table-cell>"
        )

    def lst(*xs):
        return (
            "<text:list>"
            + "".join(f"<text:list-item><text:p>{x}</text:p></text:list-item>" for x in xs)
            + "</text:list>"
        )

    rows = [
        cell("Eje") + cell("Mesa redonda") + cell("Preguntas orientadoras") + cell("Resultados esperados"),
        cell("Eje 1: Mar Caribe")
        + cell("1.1 Lanchas")
        + cell(lst("¿Quién rema?", "¿Quién nada?"))
        + cell("Un faro"),
        "<table:covered-table-cell/>"
        + cell("1.2 Faros")
        + cell(lst("¿Quién enciende?"))
        + cell("Una lámpara", "Un farero"),
        cell("Eje 2: Pacífico")
        + cell("2.1 Olas")
        + cell("¿Quién las cuenta? ¿Para qué?")
        + cell("Un número"),
    ]
    rows[1] = rows[1].replace("<table:table-cell>", '<table:table-cell table:number-rows-spanned="2">', 1)
    o._add(
        '<table:table><table:table-column table:number-columns-repeated="4"/>'
        + "".join(f"<table:table-row>{r}</table:table-row>" for r in rows)
        + "</table:table>"
    )
    o.heading("Talleres")
    o.bullets("Faros de papel")
    return o.bytes(), {
        "themes": [
            (
                "1",
                "Mar Caribe",
                [
                    roundtable("1.1", "Lanchas", "Un faro", ["¿Quién rema?", "¿Quién nada?"]),
                    roundtable("1.2", "Faros", "Una lámpara\n\nUn farero", ["¿Quién enciende?"]),
                ],
            ),
            ("2", "Pacífico", [roundtable("2.1", "Olas", "Un número", ["¿Quién las cuenta?", "¿Para qué?"])]),
        ],
        "events": ["Faros de papel"],
        "notes": 0,
    }


@paper("questions without question marks")
def _():
    w = Word(header="CONFIDENTIAL – NOT FOR CITATION")
    w.heading("Concept Paper", 0)
    w.text("Manila, 17–19 October 2036")
    w.heading("I. Background and context")
    w.text(LONG, LONG)
    w.heading("II. Thematic areas and round tables")
    w.heading("Thematic area 1: Care", 2)
    w.text("Care is work.")
    w.heading("Round Table 1.1: Nurses", 3)
    w.text("Government co-chairs: Philippines and Norway")
    w.text("Nurses leave for wards that need them{{WHO, 2035.}}, from wards that need them too.")
    w.text("**Expected outcomes**: (i) a code of conduct; (ii) a ledger of training costs.")
    w.text("Participants may wish to consider the following questions")
    w.bullets(
        "How can recruitment be fair to the ward that is left behind",
        "Ways to share the cost of training among States, employers and nurses themselves",
        "What could a bilateral agreement learn from those that failed",
    )
    w.heading("Round Table 1.2: Those who care at home", 3)
    w.text("Most of them are women.")
    w.text("The roundtable is expected to result in:")
    w.bullets("a map of agencies;", "a hot line.")
    w.text("The following questions are proposed to guide the debate:")
    w.bullets("Who answers the hot line?", "In which languages?")
    w.text("A background paper will be prepared by the co-chairs.")
    w.heading("Thematic area 2: Learning", 2)
    w.text("Learning is travel.")
    w.heading("Round Table 2.1: Diplomas", 3)
    w.text("Diplomas are heavy.")
    w.text("Expected outcomes", style="Heading 4")
    w.text("A weight for each diploma.")
    w.text("Key questions to be addressed", style="Heading 4")
    w.bullets("Who weighs?")
    w.text("Follow-up: with what scales?", style="List Bullet 2")
    w.bullets("Who carries?")
    w.heading("III. Special sessions")
    w.text("A special session on data will be held on the second day.")
    return w.bytes(), {
        "themes": [
            (
                "1",
                "Care",
                [
                    roundtable(
                        "1.1",
                        "Nurses",
                        "(i) a code of conduct; (ii) a ledger of training costs.",
                        [
                            "How can recruitment be fair to the ward that is left behind",
                            "Ways to share the cost of training among States, employers and nurses themselves",
                            "What could a bilateral agreement learn from those that failed",
                        ],
                    ),
                    roundtable(
                        "1.2",
                        "Those who care at home",
                        "The roundtable is expected to result in:\n\n- a map of agencies;\n- a hot line.",
                        ["Who answers the hot line?", "In which languages?"],
                    ),
                ],
            ),
            (
                "2",
                "Learning",
                [
                    roundtable(
                        "2.1",
                        "Diplomas",
                        "A weight for each diploma.",
                        ["Who weighs?", "Follow-up: with what scales?", "Who carries?"],
                    )
                ],
            ),
        ],
        "events": [],
        "sections": ["Background and context", "Special sessions"],
        "notes": 1,
    }


@paper("headings that Word numbers")
def _():
    w = Word(header="Concept Paper")
    numbering = w.document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="80"><w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/><w:lvlText w:val="Theme %1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading2"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="81"><w:abstractNumId w:val="80"/></w:num>'))
    for n, depth in (("Heading 1", 0), ("Heading 2", 1)):
        ppr = w.document.styles[n].element.get_or_add_pPr()
        ppr.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="81"/></w:numPr>'))
    w.heading("Concept paper of the Forum", 0)
    w.heading("Tides", 1)
    w.text("Tides come twice.")
    w.heading("Pilots", 2)
    w.text("Pilots wait{{They do.}}.")
    w.text("Expected outcomes", style="Heading 3")
    w.bullets("A tariff")
    w.text("Guiding questions", style="Heading 3")
    raw(
        w,
        f'<w:p {W}><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:r><w:t>Who pays the pilot, when two</w:t><w:br/><w:t>ships arrive?</w:t></w:r></w:p>',
    )
    raw(
        w,
        f'<w:p {W}><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:r><w:t>Who pays the tug?</w:t><w:lastRenderedPageBreak/><w:br w:type="page"/></w:r></w:p>',
    )
    raw(
        w,
        f'<w:p {W}><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:moveFrom w:id="4" w:author="x">{run("Who left?")}</w:moveFrom></w:p>',
    )
    raw(
        w,
        f'<w:p {W}><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:ins w:id="5" w:author="x">{run("Who arrived?")}</w:ins></w:p>',
    )
    w.heading("Harbour masters", 2)
    w.text("Expected outcomes", style="Heading 3")
    w.text("A manual.")
    w.text("Guiding questions", style="Heading 3")
    w.bullets("Who masters?")
    w.heading("Storms", 1)
    w.text("Storms come once.")
    w.heading("Anchors", 2)
    w.text("Guiding questions", style="Heading 3")
    w.bullets("Who drops it?", "Who lifts it?")
    return w.bytes(), {
        "themes": [
            (
                "1",
                "Tides",
                [
                    roundtable(
                        "1.1",
                        "Pilots",
                        "- A tariff",
                        ["Who pays the pilot, when two ships arrive?", "Who pays the tug?", "Who arrived?"],
                    ),
                    roundtable("1.2", "Harbour masters", "A manual.", ["Who masters?"]),
                ],
            ),
            ("2", "Storms", [roundtable("2.1", "Anchors", "", ["Who drops it?", "Who lifts it?"])]),
        ],
        "events": [],
        "notes": 1,
    }


@paper("outcomes of sessions")
def _():
    w = Word()
    w.text("Concept paper", bold=True)
    w.text("Bern, 3-5 May 2032")
    w.heading("Round Table 1: Bridges", 1)
    w.text("Bridges are tolls.")
    w.heading("Session 1.1: Tolls", 2)
    w.text("Who pays?  This session asks.")
    w.heading("Expected outcomes", 3)
    w.bullets("A tariff")
    w.heading("Guiding questions", 3)
    w.bullets("Who pays at night?", "Who pays on Sundays?")
    w.heading("Session 1.2: Trolls", 2)
    w.text("This session will consider guards.")
    w.heading("Expected outcomes", 3)
    w.bullets("A code for guards")
    w.heading("Guiding questions", 3)
    w.bullets("Who guards?")
    w.heading("Round Table 2: Tunnels", 1)
    w.heading("Session 2.1: Lamps", 2)
    w.text("Lamps are few.")
    w.heading("Guiding questions", 3)
    w.bullets("Who lights them?")
    w.heading("Guiding questions for the round table as a whole", 2)
    w.bullets("What lies beneath?")
    return w.bytes(), {
        "themes": [],
        "roundtables": [
            roundtable(
                "1",
                "Bridges",
                "",
                ["Who pays at night?", "Who pays on Sundays?", "Who guards?"],
                ["1.1", "1.2"],
            ),
            roundtable("2", "Tunnels", "", ["Who lights them?", "What lies beneath?"], ["2.1"]),
        ],
        "events": [],
        "notes": 0,
    }


@paper("lists that count on")
def _():
    o = OpenDocument()
    o.text("Concept paper")
    o.heading("THEME I. Clay", 1)
    o.text("Clay is patient.")
    o.heading("Roundtable 1", 2)
    o.heading("Kilns, and who fires them", 3)
    o.text("Kilns are shared.")
    o.heading("Expected outcomes", 4)
    o._add(
        "<text:list><text:list-item><text:p>A kiln</text:p><text:list><text:list-item><text:p>with a roof</text:p></text:list-item></text:list></text:list-item></text:list>"
    )
    o.heading("Discussion questions", 4)
    o._add(
        "<text:list><text:list-header><text:p>On fire</text:p></text:list-header><text:list-item><text:p>Who fires?</text:p></text:list-item><text:list-item><text:p>Who waits{{Two days.}}?</text:p></text:list-item></text:list>".replace(
            "{{Two days.}}",
            '<text:note text:id="n9" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Two days.</text:p></text:note-body></text:note>',
        )
    )
    o.text("On water")
    o._add(
        '<text:list text:continue-numbering="true"><text:list-item><text:p>Who carries?</text:p></text:list-item></text:list>'
    )
    o.heading("Roundtable 2", 2)
    o.heading("Wheels", 3)
    o.text("Wheels turn left.")
    o.heading("Discussion questions", 4)
    o.text("• Who kicks?", "• Who centres,", "and for whom?")
    return o.bytes(), {
        "themes": [
            (
                "I",
                "Clay",
                [
                    roundtable(
                        "1",
                        "Kilns, and who fires them",
                        "- A kiln\n  - with a roof",
                        ["Who fires?", "Who waits[^1]?", "Who carries?"],
                    ),
                    roundtable("2", "Wheels", "", ["Who kicks?", "Who centres, and for whom?"]),
                ],
            )
        ],
        "events": [],
        "notes": 1,
    }


@paper("bold words before each question")
def _():
    w = Word()
    w.text("Concept paper")
    w.text("THEME 1", bold=True)
    w.text("Looms and those who leave them", bold=True)
    w.text("Looms are heavy.")
    w.text("ROUND TABLE 1.1", bold=True)
    w.text("Weavers abroad", bold=True)
    w.text("**Background:** Weavers leave with their hands.")
    w.text("**Anticipated outcomes:** A guild.")
    w.text("**Discussion questions:**")
    w.text(
        "1. **Guilds.** Who may join a guild? Who may leave?",
        "2. **Looms.** Who may move a loom?",
        "3. **Cloth.** Describe how cloth is taxed.",
    )
    w.text("ROUND TABLE 1.2", bold=True)
    w.text("Dyers", bold=True)
    w.text("**Background:** Dyers stay.")
    w.text("**Discussion questions:**")
    w.text("1. Who dyes?")
    w.text("Page break follows{{A note.}}.")
    w.text("2. Who rinses?")
    w.text("Logistics", bold=True)
    w.text("Rooms are assigned by the secretariat.")
    return w.bytes(), {
        "themes": [
            (
                "1",
                "Looms and those who leave them",
                [
                    roundtable(
                        "1.1",
                        "Weavers abroad",
                        "A guild.",
                        [
                            "**Guilds.** Who may join a guild? Who may leave?",
                            "**Looms.** Who may move a loom?",
                            "**Cloth.** Describe how cloth is taxed.",
                        ],
                    ),
                    roundtable("1.2", "Dyers", "", ["Who dyes?", "Who rinses?"]),
                ],
            )
        ],
        "events": [],
        "notes": 1,
    }


@paper("a table for each roundtable with a heading across")
def _():
    w = Word()
    w.heading("Document de réflexion", 1)
    w.heading("Axe 1 – Bois", 1)
    w.text("Le bois flotte.")
    t = w.document.add_table(rows=3, cols=3)
    a = t.cell(0, 0).merge(t.cell(0, 2))
    a.text = "Table ronde 1.1 – Radeaux"
    t.cell(1, 0).text = "Coprésidents"
    t.cell(1, 1).text = "Résultats attendus"
    t.cell(1, 2).text = "Questions directrices"
    t.cell(2, 0).text = "Togo, Laos"
    t.cell(2, 1).text = "Un radeau"
    c = t.cell(2, 2)
    c.paragraphs[0].text = "Qui flotte ?"
    c.add_paragraph("Qui coule ?")
    w.text("")
    t = w.document.add_table(rows=3, cols=3)
    a = t.cell(0, 0).merge(t.cell(0, 2))
    a.text = "Table ronde 1.2 – Barrages"
    t.cell(1, 0).text = "Coprésidents"
    t.cell(1, 1).text = "Résultats attendus"
    t.cell(1, 2).text = "Questions directrices"
    t.cell(2, 0).text = "Mali, Fidji"
    t.cell(2, 1).text = "Une vanne"
    c = t.cell(2, 2)
    c.paragraphs[0].text = "Qui ouvre ?"
    c.add_paragraph("Qui ferme ?")
    return w.bytes(), {
        "themes": [
            (
                "1",
                "Bois",
                [
                    roundtable("1.1", "Radeaux", "Un radeau", ["Qui flotte ?", "Qui coule ?"]),
                    roundtable("1.2", "Barrages", "Une vanne", ["Qui ouvre ?", "Qui ferme ?"]),
                ],
            )
        ],
        "events": [],
        "notes": 0,
    }
