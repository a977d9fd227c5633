"""Papers in plain text and Markdown in habits of their own. Every sentence is invented for these tests.

Each paper stands with what a person reads in it; `tests/test_outline_habits.py` compares the two.
"""

from tests.papers.habits import keeper, roundtable

PAPERS = {}
paper = keeper(PAPERS)


def txt(name: str, text: str, enc: str = "utf-8", **found) -> None:
    PAPERS[name] = (text.encode(enc), found)


@paper("pages of 72 columns with running headers")
def _():
    t = """\
                                                          FORUM/15/CP/Rev.1

                          CONCEPT PAPER

                  Fifteenth meeting of the Forum
              Valletta, Malta, 21 - 23 September 2032

INTRODUCTION

The Forum has met every year but one since its beginning. It has heard
from ministers and from mayors, from unions and from those who belong to
none. This year it turns to islands, whose people have always left and
have often come back.

THEME ONE: ISLANDS THAT SEND

Islands send more of their people abroad than continents do. The reasons
are old, and the ferries are older. What is new is that those who left

                                   1
\f
FORUM/15/CP/Rev.1                                Concept paper, Valletta

can be heard every evening, and that their money arrives before their
letters do.

ROUNDTABLE 1.1
LETTERS, MONEY AND THE PRICE OF BOTH

The cost of sending two hundred dollars to an island is still above the
target that was set in 2015, and in some places it is three times as
high.

Expected Outcomes

The roundtable will draw up a list of measures that lower the price of
sending small sums, and will name the ministries that could take them.

Guiding Questions

Q1. Which measures have lowered the price of sending money to islands,
    and for how long did they last?

Q2. What do post offices know about the families that they serve which

                                   2
\f
FORUM/15/CP/Rev.1                                Concept paper, Valletta

    banks do not?

Q3. Should the price be shown at the counter? On the telephone?

ROUNDTABLE 1.2
TEACHERS WHO LEAVE IN SEPTEMBER

Schools on islands lose one teacher in nine each year.

Expected Outcomes

     (i)   a code for the recruitment of teachers;
     (ii)  a fund that pays for the training of those who follow.

Guiding Questions

Q1. Who trains the teacher that another country will employ, and who
    ought to pay for it?
Q2. Can a class be taught from across the water?

THEME TWO: ISLANDS THAT RECEIVE

Some islands receive more visitors in a week than they have inhabitants.

ROUNDTABLE 2.1
SEASONS AND CONTRACTS

The season is short. The contract is shorter. It is signed in May, and

                                   3
\f
FORUM/15/CP/Rev.1                                Concept paper, Valletta

nobody reads it before August, when it is too late.

Expected Outcomes

A model contract.

Guiding Questions

Q1. What should a contract for a season contain?
Q2. Who reads it aloud?

SIDE EVENTS

   -  Ferries of the world
   -  A library of timetables

                                   4
"""
    return t.replace("\n", "\r\n").encode(), {
        "themes": [
            (
                "ONE",
                "ISLANDS THAT SEND",
                [
                    roundtable(
                        "1.1",
                        "LETTERS, MONEY AND THE PRICE OF BOTH",
                        "The roundtable will draw up a list of measures that lower the price of sending small sums, and will name the ministries that could take them.",
                        [
                            "Which measures have lowered the price of sending money to islands, and for how long did they last?",
                            "What do post offices know about the families that they serve which banks do not?",
                            "Should the price be shown at the counter? On the telephone?",
                        ],
                    ),
                    roundtable(
                        "1.2",
                        "TEACHERS WHO LEAVE IN SEPTEMBER",
                        "- (i) a code for the recruitment of teachers;\n- (ii) a fund that pays for the training of those who follow.",
                        [
                            "Who trains the teacher that another country will employ, and who ought to pay for it?",
                            "Can a class be taught from across the water?",
                        ],
                    ),
                ],
            ),
            (
                "TWO",
                "ISLANDS THAT RECEIVE",
                [
                    roundtable(
                        "2.1",
                        "SEASONS AND CONTRACTS",
                        "A model contract.",
                        ["What should a contract for a season contain?", "Who reads it aloud?"],
                    )
                ],
            ),
        ],
        "events": ["Ferries of the world", "A library of timetables"],
        "notes": 0,
        "rationale": {
            0: "Islands send more of their people abroad than continents do. The reasons are old, and the ferries are older. What is new is that those who left can be heard every evening, and that their money arrives before their letters do."
        },
    }


@paper("French of Windows with second bullets")
def _():
    t = """Dixième réunion du Forum
Tunis, 6 et 7 octobre 2031
DOCUMENT DE RÉFLEXION

1. Introduction

Le Forum se réunit à Tunis pour la première fois. Il y parlera d’oliviers,
de ceux qui les taillent et de ceux qui les vendent – souvent les mêmes.

2. Thème et tables rondes

Thème 1 – L’olivier comme employeur

La récolte occupe, d’octobre à février, plus de monde que le reste de
l’année.

Table ronde 1.1 - Récolter

Les récolteurs viennent de loin et dorment près.

Résultats attendus

- un accord-cadre sur les salaires de la récolte, qui tienne compte du
  prix de l’huile ;
- des dortoirs.

Questions directrices

- Comment fixer un salaire quand personne ne connaît encore le prix de
  l’huile ?
- Qui vérifie les dortoirs ?
    o avant la récolte ?
    o pendant la récolte ?
- Les œuvres sociales suffisent-elles ?

Table ronde 1.2 - Presser

Le pressoir est à qui a payé l’eau.

Résultats attendus

Un guide du pressoir commun.

Questions directrices

1- À qui appartient le pressoir ?
2- Qui attend, et combien de temps ?
3- Que devient le grignon ?

3. Ateliers préparatoires

Atelier 1 : Tailler (Sfax, 3 mars 2031)
Atelier 2 : Greffer (Gabès, 12 avril 2031)

4. Suite à donner

Les États sont priés d’envoyer leurs remarques.
"""
    return t.encode("cp1252"), {
        "themes": [
            (
                "1",
                "L’olivier comme employeur",
                [
                    roundtable(
                        "1.1",
                        "Récolter",
                        "- un accord-cadre sur les salaires de la récolte, qui tienne compte du prix de l’huile ;\n- des dortoirs.",
                        [
                            "Comment fixer un salaire quand personne ne connaît encore le prix de l’huile ?",
                            "Qui vérifie les dortoirs ?",
                            "avant la récolte ?",
                            "pendant la récolte ?",
                            "Les œuvres sociales suffisent-elles ?",
                        ],
                    ),
                    roundtable(
                        "1.2",
                        "Presser",
                        "Un guide du pressoir commun.",
                        [
                            "À qui appartient le pressoir ?",
                            "Qui attend, et combien de temps ?",
                            "Que devient le grignon ?",
                        ],
                    ),
                ],
            )
        ],
        "events": ["Tailler", "Greffer"],
        "notes": 0,
    }


@paper("Spanish in UTF-16 with labels before colons")
def _():
    t = """Decimocuarta reunión del Foro
Montevideo, del 3 al 5 de noviembre de 2034

Lema: «Ríos que no preguntan»

Antecedentes

El río no tiene dueño, pero sus orillas sí. De ahí nacen las preguntas de este documento.

Eje 1. Orillas

Las orillas cambian de lugar y de dueño.

Mesa redonda 1.1: Balsas y puentes
Copresidencia: Uruguay y Bangladesh
Una balsa cuesta menos que un puente y se queja menos.
Resultados esperados: un inventario de balsas; un manual de puentes.
Preguntas orientadoras: ¿Quién cruza de noche? ¿Quién cobra el paso? ¿Y quién lo perdona?

Mesa redonda 1.2: Pescadores sin fronteras
Los peces no llevan pasaporte, los pescadores tampoco.
Resultados esperados:
* Una licencia común.
* Un calendario de vedas.
Preguntas orientadoras:
* ¿Dónde termina una red?
* ¿Quién la remienda
cuando se rompe en la frontera?
* ¿Es posible una veda compartida? ¿Desde cuándo?

Eje 2. Caudales

Mesa redonda 2.1: Crecidas
La crecida avisa.
Resultados esperados
Un sistema de aviso.
Preguntas orientadoras
¿Quién escucha el aviso?
¿Quién no puede irse?

Sesión especial sobre sequías

La sequía no avisa.

Taller 1: Redes (Salto, 4 de junio de 2034)
Taller 2: Remos
Evento paralelo: Canciones de lancheros
"""
    return ("\ufeff" + t).encode("utf-16-le"), {
        "over": "Ríos que no preguntan",
        "themes": [
            (
                "1",
                "Orillas",
                [
                    roundtable(
                        "1.1",
                        "Balsas y puentes",
                        "un inventario de balsas; un manual de puentes.",
                        ["¿Quién cruza de noche?", "¿Quién cobra el paso? ¿Y quién lo perdona?"],
                    ),
                    roundtable(
                        "1.2",
                        "Pescadores sin fronteras",
                        "- Una licencia común.\n- Un calendario de vedas.",
                        [
                            "¿Dónde termina una red?",
                            "¿Quién la remienda cuando se rompe en la frontera?",
                            "¿Es posible una veda compartida? ¿Desde cuándo?",
                        ],
                    ),
                ],
            ),
            (
                "2",
                "Caudales",
                [
                    roundtable(
                        "2.1",
                        "Crecidas",
                        "Un sistema de aviso.",
                        ["¿Quién escucha el aviso?", "¿Quién no puede irse?"],
                    )
                ],
            ),
        ],
        "events": ["Redes", "Remos", "Canciones de lancheros"],
        "sections": ["Antecedentes", "Sesión especial sobre sequías"],
        "notes": 0,
    }


@paper("Markdown with notes and bold labels")
def _():
    t = """---
title: Concept note for the Seventh Meeting
date: 2033-05-02
---

# Concept note

**Overall theme:** *Kitchens as embassies*

## Theme One. Cooks

Cooks travel with their knives.[^k] Few laws mention them.

### Roundtable 1 | Knives and visas

A knife is a tool in one office and a weapon in the next.

**Expected outcomes.** A list of tools
that may be carried, and a form.

**Guiding questions.**

1. Which tools does a cook need,
   and who decides?
2. How is a kitchen inspected?

   1. by day?
   2. by night?
3. What about *sauces*?[^s]

### Roundtable 2 | Recipes

**Expected outcomes.**

+ A treaty on salt
+ A museum

**Guiding questions.**

+ Who owns a recipe?
+ Whose grandmother is right?

## Theme Two. Guests

Guests pay.

### Roundtable 3 | Waiting

**Expected outcomes.** None.

**Guiding questions.** Who waits? Who is waited for?

## Workshops and side events

- Workshop: Stoves (Lima, 2 March 2033)
- Workshop: Ovens
- Side event: A supper in the dark

[^k]: Usually three.
[^s]: And
    marinades.
"""
    return t.encode(), {
        "over": "Kitchens as embassies",
        "themes": [
            (
                "One",
                "Cooks",
                [
                    roundtable(
                        "1",
                        "Knives and visas",
                        "A list of tools that may be carried, and a form.",
                        [
                            "Which tools does a cook need, and who decides?",
                            "How is a kitchen inspected?",
                            "by day?",
                            "by night?",
                            "What about *sauces*?[^s]",
                        ],
                    ),
                    roundtable(
                        "2",
                        "Recipes",
                        "- A treaty on salt\n- A museum",
                        ["Who owns a recipe?", "Whose grandmother is right?"],
                    ),
                ],
            ),
            ("Two", "Guests", [roundtable("3", "Waiting", "None.", ["Who waits?", "Who is waited for?"])]),
        ],
        "events": ["Stoves", "Ovens", "A supper in the dark"],
        "notes": 2,
    }


@paper("French Markdown with numbered headings")
def _():
    t = """# Note de cadrage

## 1. Contexte

La forêt[^1] n'a pas de guichet.

## 2. Axe 1 : Bois

### 2.1. Table ronde n° 1.1 : Bûcherons

Les bûcherons sont payés au stère.

#### Résultats attendus

| Résultat | Échéance |
|---|---|
| Un barème | mars |
| Un registre | mai |

#### Questions directrices

Les participants sont invités à répondre aux questions suivantes :

* Qui mesure le stère ?
* Qui mesure le mesureur ?

### 2.2. Table ronde n° 1.2 : Charbonniers

#### Résultats attendus

Un four commun.

#### Questions directrices

* Combien de temps
  faut-il surveiller un four ?
* Qui dort ?

## 3. Axe 2 : Sève

### 3.1. Table ronde n° 2.1 : Résine

#### Résultats attendus

Une bourse de la résine.

#### Questions directrices

* Qui saigne l'arbre ?

## 4. Méthodologie

Les tables rondes durent trois heures.

[^1]: Au sens de la loi.
"""
    return t.encode(), {
        "themes": [
            (
                "1",
                "Bois",
                [
                    roundtable(
                        "1.1",
                        "Bûcherons",
                        "| Résultat | Échéance |\n|---|---|\n| Un barème | mars |\n| Un registre | mai |",
                        ["Qui mesure le stère ?", "Qui mesure le mesureur ?"],
                    ),
                    roundtable(
                        "1.2",
                        "Charbonniers",
                        "Un four commun.",
                        ["Combien de temps faut-il surveiller un four ?", "Qui dort ?"],
                    ),
                ],
            ),
            (
                "2",
                "Sève",
                [roundtable("2.1", "Résine", "Une bourse de la résine.", ["Qui saigne l'arbre ?"])],
            ),
        ],
        "events": [],
        "sections": ["Contexte", "Méthodologie"],
        "notes": 1,
    }


@paper("copied from a PDF with notes at the foot")
def _():
    t = """Eighteenth Forum Meeting – Concept Paper (draft of 3 March)
Page 1 of 4
Eighteenth Forum Meeting
Concept Paper
Accra, Ghana | 14–16 November 2031
Cluster I: Roads
Roads are built for goods and used by people.¹ The Forum has not
spoken of them before.
RT 1 – Who may stand at the roadside?
Vendors stand where buses stop. Nobody asked them to, and nobody has
asked them to leave.
Outcomes sought
▪ A by-law for roadsides that any town may adopt, with the changes that
it needs;
▪ Shade.
Questions for discussion
▪ How many people live from a bus stop?
▪ What happens to them when the road is widened, and who tells them before
¹ Survey of the Ministry of Roads, 2028.
Eighteenth Forum Meeting – Concept Paper (draft of 3 March)
Page 2 of 4
the machines arrive?
▪ Should towns license vendors, associations, or places?
RT 2 – Drivers
Drivers cross four borders in a day.
Outcomes sought
▪ One form instead of nine².
Questions for discussion
▪ Which forms are read?
▪ Which are kept³?
Cluster III: Rails
Rails are returning.
RT 4 – Porters
Porters were not consulted.
Outcomes sought
▪ A census of porters.
Questions for discussion
² There were eleven in 2027.
³ Some since 1958.
Eighteenth Forum Meeting – Concept Paper (draft of 3 March)
Page 3 of 4
▪ How heavy is a trunk?
▪ Who carries it when
the porter is ill?
Side events
▪ Songs of the road
▪ A museum of tickets
Eighteenth Forum Meeting – Concept Paper (draft of 3 March)
Page 4 of 4
"""
    return t.encode(), {
        "themes": [
            (
                "I",
                "Roads",
                [
                    roundtable(
                        "1",
                        "Who may stand at the roadside?",
                        "- A by-law for roadsides that any town may adopt, with the changes that it needs;\n- Shade.",
                        [
                            "How many people live from a bus stop?",
                            "What happens to them when the road is widened, and who tells them before the machines arrive?",
                            "Should towns license vendors, associations, or places?",
                        ],
                    ),
                    roundtable(
                        "2",
                        "Drivers",
                        "- One form instead of nine[^2].",
                        ["Which forms are read?", "Which are kept[^3]?"],
                    ),
                ],
            ),
            (
                "III",
                "Rails",
                [
                    roundtable(
                        "4",
                        "Porters",
                        "- A census of porters.",
                        ["How heavy is a trunk?", "Who carries it when the porter is ill?"],
                    )
                ],
            ),
        ],
        "events": ["Songs of the road", "A museum of tickets"],
        "notes": 3,
    }


txt(
    "who chairs in brackets before the title",
    """Concept paper
Lomé, 2-4 June 2033

I. INTRODUCTION

Ports are doors. The Forum has so far looked at walls.

II. ROUNDTABLES

Roundtable 1.1 (co-chaired by Togo and Chile): Who pays for the pilot?

Pilots wait for ships and ships wait for pilots.

Expected outcome(s) of Roundtable 1.1: A tariff that is shown on
the quay.

Guiding questions for Roundtable 1.1:

a) Who pays the pilot today;
b) who should pay tomorrow; and
c) how will the answer be made known?

Roundtable 1.2 (co-chaired by Oman and Peru): “Doors that open both ways”

Doors are counted once.

Expected outcome(s) of Roundtable 1.2: None as yet.

Guiding questions for Roundtable 1.2:

a) Which doors open inward only?
   This was asked in 2019 and nobody answered.
b) Which hinges rust?

III. SPECIAL SESSION ON DATA

Data will be discussed.

ANNEX I: LIST OF DOORS

- The door of Lomé
- What door is this?
""",
    roundtables=[
        roundtable(
            "1.1",
            "Who pays for the pilot?",
            "A tariff that is shown on the quay.",
            ["Who pays the pilot today", "who should pay tomorrow", "how will the answer be made known?"],
        ),
        roundtable(
            "1.2",
            "Doors that open both ways",
            "None as yet.",
            ["Which doors open inward only?", "Which hinges rust?"],
        ),
    ],
    sections=["INTRODUCTION", "SPECIAL SESSION ON DATA", "LIST OF DOORS"],
)

txt(
    "outcomes and questions together at the end",
    """Concept paper

Theme 1: Milk

Milk moves at night.

Roundtable 1.1: Herders

Herders sleep by day.

Roundtable 1.2: Dairies

Dairies never sleep.

Theme 2: Honey

Honey keeps.

Roundtable 2.1: Bees

Bees cross borders.

Expected outcomes

Roundtable 1.1
- A map of pastures
Roundtable 1.2
- A list of dairies
Roundtable 2.1
- A count of bees

Guiding questions

Roundtable 1.1
- Who owns the grass?
- Who owns the night?
Roundtable 1.2
- Who cools the milk?
Roundtable 2.1
- Who stings?
- Who is stung?
""",
    themes=[
        (
            "1",
            "Milk",
            [
                roundtable(
                    "1.1", "Herders", "- A map of pastures", ["Who owns the grass?", "Who owns the night?"]
                ),
                roundtable("1.2", "Dairies", "- A list of dairies", ["Who cools the milk?"]),
            ],
        ),
        ("2", "Honey", [roundtable("2.1", "Bees", "- A count of bees", ["Who stings?", "Who is stung?"])]),
    ],
)

txt(
    "French with page numbers in sentences",
    """Document de cadrage
Rabat, 4 mai 2032

Axe thématique 1 : Les oasis

L'oasis vit de son ombre. On y vient de loin pour travailler, et l'on y
reste parce que

- 3 -

l'ombre y est douce.

Table ronde n° 1.1 – L'eau partagée

L'eau est partagée selon les heures.

Résultats attendus :
* une horloge commune, que chacun puisse
lire ;
* un gardien.

Questions directrices :
* Qui garde l'heure quand le gardien est absent ou malade, et qui la lui
redonne ?
* Comment partager l'eau
- 4 -
quand il n'y en a plus ?
* L'horloge peut-elle mentir ?

Table ronde n° 1.2 – Les dattes

Résultats attendus :
* un prix.

Questions directrices : les participants pourront se demander (1) qui fixe le prix ; (2) qui le paie ; et (3) qui le regrette.

Atelier : Palmes (Errachidia, 4 mars 2032)
Manifestation parallèle : Chants du puits
""",
    themes=[
        (
            "1",
            "Les oasis",
            [
                roundtable(
                    "1.1",
                    "L'eau partagée",
                    "- une horloge commune, que chacun puisse lire ;\n- un gardien.",
                    [
                        "Qui garde l'heure quand le gardien est absent ou malade, et qui la lui redonne ?",
                        "Comment partager l'eau quand il n'y en a plus ?",
                        "L'horloge peut-elle mentir ?",
                    ],
                ),
                roundtable(
                    "1.2", "Les dattes", "- un prix.", ["qui fixe le prix", "qui le paie", "qui le regrette."]
                ),
            ],
        )
    ],
    events=["Palmes", "Chants du puits"],
    rationale={
        0: "L'oasis vit de son ombre. On y vient de loin pour travailler, et l'on y reste parce que l'ombre y est douce."
    },
)

txt(
    "Spanish Markdown in bold",
    """# Nota conceptual

**Eje 1. Puertos**

Los puertos huelen a gasóleo.

**Mesa redonda 1.1. Estibadores**

Cargan y descargan.

**Resultados esperados**

1. Una tabla de cargas.
1. Un calendario.

**Preguntas orientadoras**

1. ¿Cuánto pesa un saco?
1. ¿Quién lo dice?

   El peso varía según la estación.
1. ¿Quién lo levanta?

**Mesa redonda 1.2. Prácticos**

**Resultados esperados**

Ninguno.

**Preguntas orientadoras**

- **Datos:** ¿Quién mide la marea?
- **Alianzas:** ¿Quién la comparte?

**Eje 3. Faros**

Los faros se apagan.

**Mesa redonda 3.1. Fareros**

**Preguntas orientadoras**

¿Quién sube la escalera?

¿Quién la baja?

**Taller preparatorio: Luces** (Cádiz, 3 de marzo de 2033)

Se hablará de luces.
""",
    themes=[
        (
            "1",
            "Puertos",
            [
                roundtable(
                    "1.1",
                    "Estibadores",
                    "1. Una tabla de cargas.\n1. Un calendario.",
                    ["¿Cuánto pesa un saco?", "¿Quién lo dice?", "¿Quién lo levanta?"],
                ),
                roundtable(
                    "1.2",
                    "Prácticos",
                    "Ninguno.",
                    ["**Datos:** ¿Quién mide la marea?", "**Alianzas:** ¿Quién la comparte?"],
                ),
            ],
        ),
        ("3", "Faros", [roundtable("3.1", "Fareros", "", ["¿Quién sube la escalera?", "¿Quién la baja?"])]),
    ],
    events=["Luces"],
)

txt(
    "codes before the word",
    """Meeting of the Forum
Concept paper

Pillar 1: Bread
1.1 Roundtable: Ovens
Rationale: Ovens are shared by streets.
Outcomes: A list of ovens.
Guiding questions:
1) How is an oven shared when two
bakers need it at once?
2) What does a street owe its baker?
3) Are there ovens for hire? Where?
1.2 Roundtable: Flour
Rationale: Flour travels.
Outcomes: A mill.
Guiding questions:
1) Who grinds?
2) Who sifts?
Pillar 2: Salt
2.1 Roundtable: Caravans
Rationale: Caravans are long.
Outcomes: A timetable.
Guiding questions:
1) Who leads?
Side event 1: Bakers in song
Side event 2: A caravan of cakes
""",
    themes=[
        (
            "1",
            "Bread",
            [
                roundtable(
                    "1.1",
                    "Ovens",
                    "A list of ovens.",
                    [
                        "How is an oven shared when two bakers need it at once?",
                        "What does a street owe its baker?",
                        "Are there ovens for hire? Where?",
                    ],
                ),
                roundtable("1.2", "Flour", "A mill.", ["Who grinds?", "Who sifts?"]),
            ],
        ),
        ("2", "Salt", [roundtable("2.1", "Caravans", "A timetable.", ["Who leads?"])]),
    ],
    events=["Bakers in song", "A caravan of cakes"],
)

txt(
    "French labels before full stops",
    """NOTE CONCEPTUELLE

TABLE RONDE 1 : LES PONTS

Contexte. Les ponts relient. Ils séparent aussi.

Résultat attendu. Un inventaire.

Questions d’orientation. Les échanges porteront sur les questions
suivantes :

    i.   Quels ponts sont gardés, et
         par qui ?
    ii.  Quels ponts sont coupés ?
    iii. Qui les répare ?
    iv.  À qui
         appartiennent-ils ?
    v.   Que faire ?

TABLE RONDE 2 : LES BACS

Contexte. Les bacs attendent.

Résultat attendu. Un horaire.

Questions d’orientation. Les échanges porteront sur les questions
suivantes :

    i.   Qui attend ?
    ii.  Qui passe ?

SÉANCE SPÉCIALE : LE FLEUVE

Le fleuve parlera.
""",
    enc="utf-8-sig",
    roundtables=[
        roundtable(
            "1",
            "LES PONTS",
            "Un inventaire.",
            [
                "Quels ponts sont gardés, et par qui ?",
                "Quels ponts sont coupés ?",
                "Qui les répare ?",
                "À qui appartiennent-ils ?",
                "Que faire ?",
            ],
        ),
        roundtable("2", "LES BACS", "Un horaire.", ["Qui attend ?", "Qui passe ?"]),
    ],
)

txt(
    "questions in running text",
    """Concept Paper - Summit of the Forum

Theme 1. Snow

Snow closes roads.

Roundtable 1.1. Ploughs

Ploughs are few.

What outcomes are expected?

A rota.

What questions will be discussed?

- Who drives the plough?
- Who calls it?

Roundtable 1.2. Sledges

Sledges are many. The discussion will revolve around three questions. First, who pulls? Second, who rides? Third, who steers?

Roundtable 1.3. Skis

The following questions will be raised in this roundtable.

How long is a ski? And how wide?
Is a ski a vehicle?

Next steps

A draft will be sent out in May. Will it snow?
""",
    themes=[
        (
            "1",
            "Snow",
            [
                roundtable("1.1", "Ploughs", "", ["Who drives the plough?", "Who calls it?"]),
                roundtable(
                    "1.2", "Sledges", "", ["First, who pulls?", "Second, who rides?", "Third, who steers?"]
                ),
                roundtable("1.3", "Skis", "", ["How long is a ski? And how wide?", "Is a ski a vehicle?"]),
            ],
        )
    ],
)


txt(
    "lettered pillars and questions in two halves",
    """Fourth Forum
Concept Note

PILLAR A – WATER

Water is heavy.

Round Table A.1 – Buckets

Context: Buckets leak.

Intended outcome: A bucket.

Key questions for debate
 1.  Who mends a bucket that leaks
     from two holes?
 2.  Who carries it
     - uphill?
     - downhill?
 4.  Who drinks?

Round Table A.3 – Wells

Key questions for debate
 1.  Who digs?

     Digging is done by hand (see annex).

 2.  Who stops digging?

PILLAR B – FIRE

Round Table B.1 – Stoves

Key questions for debate: Who lights the stove, and with what?

Breakout Session B.1.1: Matches
Breakout Session B.1.2: Flints
""",
    themes=[
        (
            "A",
            "WATER",
            [
                roundtable(
                    "A.1",
                    "Buckets",
                    "A bucket.",
                    [
                        "Who mends a bucket that leaks from two holes?",
                        "Who carries it uphill? downhill?",
                        "Who drinks?",
                    ],
                ),
                roundtable("A.3", "Wells", "", ["Who digs?", "Who stops digging?"]),
            ],
        ),
        (
            "B",
            "FIRE",
            [roundtable("B.1", "Stoves", "", ["Who lights the stove, and with what?"], ["B.1.1", "B.1.2"])],
        ),
    ],
)

txt(
    "hours in brackets after the title",
    """CONCEPT PAPER - FIFTH FORUM

Session 1: Roundtables on paper

RT 1.1: Ink (Monday, 10:00-13:00)
Co-chairs: Mali, Malta
Expected outcomes:
1. A pen.
2. A pot.
Guiding questions:
1. Who writes?
2. Who reads what is
written, and when?

RT 1.2: Paper (Monday, 15:00–18:00)
Co-chairs: Chad, Chile
Expected outcomes:
1. A sheet.
Guiding questions:
1. Who folds?
2. Who unfolds?
""",
    roundtables=[
        roundtable(
            "1.1",
            "Ink (Monday, 10:00-13:00)",
            "1. A pen.\n2. A pot.",
            ["Who writes?", "Who reads what is written, and when?"],
        ),
        roundtable("1.2", "Paper (Monday, 15:00–18:00)", "1. A sheet.", ["Who folds?", "Who unfolds?"]),
    ],
)

txt(
    "Spanish numbers written N.º",
    """Nota conceptual
Foro, Lima, 4 y 5 de mayo de 2031

EJE TEMÁTICO 1: PAN

El pan se parte.

MESA REDONDA N.º 1: HORNOS

Descripción: Los hornos arden.

Resultados que se esperan:
– Un horno.
– Otro horno.

Preguntas orientadoras para la discusión:
– ¿Quién amasa?
– ¿Quién hornea,
y quién reparte?

MESA REDONDA N.º 2: HARINAS

Resultados que se esperan:
– Una harina.

Preguntas orientadoras para la discusión:
– ¿Quién muele?

EJE TEMÁTICO 2: SAL

MESA REDONDA N.º 3: SALINAS

Preguntas orientadoras para la discusión:
– ¿Quién seca?

EVENTOS PARALELOS
– Tertulia de molineros
""",
    enc="cp1252",
    themes=[
        (
            "1",
            "PAN",
            [
                roundtable(
                    "1",
                    "HORNOS",
                    "- Un horno.\n- Otro horno.",
                    ["¿Quién amasa?", "¿Quién hornea, y quién reparte?"],
                ),
                roundtable("2", "HARINAS", "- Una harina.", ["¿Quién muele?"]),
            ],
        ),
        ("2", "SAL", [roundtable("3", "SALINAS", "", ["¿Quién seca?"])]),
    ],
    events=["Tertulia de molineros"],
)

txt(
    "an overview in a table",
    """# Concept paper

| | Theme 1: Sand | Theme 2: Rock |
|---|---|---|
| Morning | RT 1.1: Dunes | RT 2.1: Cliffs |
| Afternoon | RT 1.2: Beaches | RT 2.2: Caves |

## Theme 1: Sand

Sand moves.

### RT 1.1: Dunes

#### Outcomes

- A fence

#### Questions

- Who plants?
- Who waters?

### RT 1.2: Beaches

#### Questions

- Who swims?

## Theme 2: Rock

Rock stays.

### RT 2.1: Cliffs

#### Questions

- Who climbs?

### RT 2.2: Caves

#### Questions

- Who hides?
""",
    themes=[
        (
            "1",
            "Sand",
            [
                roundtable("1.1", "Dunes", "- A fence", ["Who plants?", "Who waters?"]),
                roundtable("1.2", "Beaches", "", ["Who swims?"]),
            ],
        ),
        (
            "2",
            "Rock",
            [
                roundtable("2.1", "Cliffs", "", ["Who climbs?"]),
                roundtable("2.2", "Caves", "", ["Who hides?"]),
            ],
        ),
    ],
)
