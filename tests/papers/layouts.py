"""Short papers in many layouts. Every sentence is invented for these tests."""

LAYOUTS = {
    "sessions with questions of their own": """\
Fourth Meeting of the Forum of Islands
Concept Paper
Port Louis, 8-11 November 2030

PARTNERSHIPS FOR SMALL PLACES

The central theme of the meeting is "Small places, long voyages".

Roundtable 1: Partnerships for safe voyages
Co-chairs: Fiji and Malta

Background
Voyages between islands are long and mostly unrecorded.

Session 1.1: Reducing the costs of voyages
Voyages cost more than the goods they carry. This session will compare fares.

Main questions:
1. What does a fare contain?
2. Who may lower it?

Session 1.2: Joint strategies
This session will look at insurance.

Main questions:
1. Who insures a voyage?
2. Who reads the policy?
3. Can two islands share one insurer?

Roundtable 2: Human mobility and weather
Co-chairs: Samoa, Iceland

Session 2.1: Storm visas
The session discusses permits given after storms.

Questions for discussion
• How long is a storm?
• Who counts the houses?
""",
    "letters and indents": """\
A. BACKGROUND

The steppe has two seasons and one road.

B. THEMES AND ROUNDTABLES

Theme I – Wells

    Roundtable I.1 – Digging

        Expected outcomes
            • a map of wells
            • a fund for digging

        Guiding questions
            • Who digs?
            • Who drinks first?

    Roundtable I.2 – Sharing

        Guiding questions
            • Who guards the well at night?

Theme II – Roads

    Roundtable II.1 – Gravel

        Guiding questions
            • Who pays for gravel?
            • Who steals it?

C. SIDE EVENTS

    • Steppe cinema
    • A market of saddles (Astana, 3 June 2031)

D. NEXT STEPS

Comments are welcome until 1 May 2031.
""",
    "French in capitals": """\
NOTE CONCEPTUELLE

I. CONTEXTE

Les vallées se vident l’hiver et se remplissent l’été, sans que personne ne compte.

II. THÈME GÉNÉRAL

« Une vallée pour deux saisons »

III. THÈMES ET TABLES RONDES

THÈME 1 : LES ALPAGES

TABLE RONDE 1.1 : LES BERGERS

Résultats escomptés

Un contrat type.

Questions à débattre

- Qui signe ?
- Pour combien de temps ?

TABLE RONDE 1.2 : LES FROMAGERIES

Questions à débattre

- Qui achète le lait ?
- À quel prix ?
- Qui le transporte ?

THÈME 2 : LES VILLAGES

TABLE RONDE 2.1 : LES ÉCOLES

Questions à débattre

- Combien d’élèves faut-il pour ouvrir une classe ?

IV. ATELIERS

Trois ateliers sont prévus en 2031 :

- Sel et troupeaux (Briançon, 4 avril)
- Refuges
- Lait cru (du 5 au 6 mai, Gap)

V. ÉVÉNEMENTS PARALLÈLES

- Transhumance en images
""",
    "Spanish with numbered headings": """\
1. Introducción

El altiplano pierde gente en enero y la recupera en julio.

2. Tema general: "Altiplano abierto"

3. Temas

3.1 Tema 1: Agua

3.1.1 Mesa redonda 1.1: Pozos

Resultados esperados: un mapa.

Preguntas orientadoras:
- ¿Quién cava?
- ¿Quién bebe?

3.1.2 Mesa redonda 1.2: Canales

Preguntas orientadoras:
- ¿Quién limpia?

3.2 Tema 2: Lana

3.2.1 Mesa redonda 2.1: Ferias

Preguntas orientadoras:
- ¿Quién compra?
- ¿Quién fija el precio?

4. Talleres temáticos

- Telares (Puno, 3 de marzo de 2031)

5. Eventos paralelos

- Noche de quenas
""",
    "sentences that introduce lists": """\
Round Table 4

Markets that never close

Night markets hire by the hour. The roundtable will bring together hirers and hired.

Participants are invited to discuss the following questions:

How is an hour measured at night?

Which markets publish their wages, and which could be persuaded to?

What would a night contract look like?

The expected outcomes of the roundtable are:

A model contract;
A list of willing markets; and
A date for the next meeting.
""",
    "copied from a PDF": """\
Forum of Oaths 2032
Concept paper 4
Theme 2: Orchards and
Oaths
An oath is a contract without paper. In orchards it is common and, according to the
last three surveys, rarely broken. Those who break it are mostly those who never took
it. The theme asks what the
Forum of Oaths 2032
Concept paper 5
state can learn from oaths.
Roundtable 2.1: Oaths before
witnesses
Expected outcomes
The roundtable will collect forms of oaths in use and say which of them a court would
accept.
Guiding questions
•
Which oaths are still spoken in front of witnesses, and in which
languages?
•
Who remembers them?
Forum of Oaths 2032
Concept paper 6
•
What happens when a witness moves away?
Roundtable 2.2: Oaths on paper
Guiding questions
•
Does writing an oath down change what it means to those who spoke it before
they could read?
""",
    "sessions and nothing else": """\
ROUNDTABLE 1 – SEEDS

Session 1.1 – Saving

Aim: to learn how seeds are saved.

Session 1.2
Trading

Aim: to learn how seeds are traded.

Session 1.4 : Forgetting

The session asks which seeds were lost.
""",
    "numbered paragraphs as in the United Nations": """\
Forum of the Lakes                                            LAK/2031/CP.2
                                                              12 March 2031
Original: English

Concept paper

I.   Introduction

1.   The lakes have been rising for eleven years. Nobody measures the same
lake twice with the same rod, and the rods have different feet.

2.   This paper outlines the themes of the ninth meeting of the Forum, to be
held in Entebbe, Uganda, from 4 to 6 September 2031.

II.  Themes and round tables

     Theme 1
     Shores that move

3.   Shores move towards villages. The theme looks at what villages do.

     Round table 1.1
     Villages on stilts

4.   Expected outcomes:

     (a)   A stilt standard;

     (b)   A list of carpenters;

     (c)   A fund.

5.   Guiding questions:

     (a)   How high is a stilt?

     (b)   Who may live beneath it?

     Round table 1.2
     Villages that walk

6.   Guiding questions:

     (a)   When does a village leave?

     (b)   Who stays?

     (c)   Who decides?

III. Side events

7.   The following side events are planned:

     (a)   A regatta of houses;

     (b)   Songs of the fishers.

LAK/2031/CP.2                                                            2
""",
    "underlined headings": """\
Theme 1 - Wind
===============

Roundtable 1.1 - Mills
----------------------

Expected outcomes
~~~~~~~~~~~~~~~~~

A list of mills.

Guiding questions
~~~~~~~~~~~~~~~~~

 1) Who mills at night?
 2) Who sweeps?
    And who pays for brooms?

Roundtable 1.2 - Sails
----------------------

Guiding questions

 1) Who sews?
""",
    "bullets of every kind": """\
Roundtable 2: Rope

Guiding questions
➢ Who twists?
✓ Who ties?
► Who unties?
❖ Who cuts?
→ Who pays?
-> Who sails?
§ Who waits?
Ø Who returns?
""",
    "questions with a Q": """\
Roundtable 3 — Rust

Questions:
Q1. Where does rust begin?
Q2. Who scrapes?
Question 3: Who paints?
Question 4 - Who forgets?
""",
    "long titles over two lines": """\
CLUSTER II: MIGRATION OF THE VERY SMALL THINGS THAT NOBODY COUNTS AND
EVERYBODY CARRIES, FROM SEEDS TO SONGS

Roundtable 2.1: Enhancing the portability of songs, seeds, recipes and other
Intangible goods across borders

Seeds travel in hems. Songs travel in throats, and recipes in the hands of the
cooks who carry them. Nobody has yet drawn a map of these journeys, and the
roundtable will try to draw a first one with the help of those who made them.

Key questions for the roundtable:

     - Which seeds crossed which borders in the hems of which coats, and what
       became of them in the soil of the other side?
     - Who sang?
""",
    "Russian": """\
Тема 1: Лодки

Круглый стол 1.1: Паруса

Ожидаемые результаты

Список.

Вопросы для обсуждения

- Кто шьёт?
- Кто режет?

Параллельные мероприятия

- Регата
""",
    "themes numbered in brackets, French": """\
Projet final, 29 mars 2033.

    Forum des Phares 2033 - Document de réflexion
        Veiller la nuit: une approche commune
      des gardiens, des pêcheurs et des
        capitaines

                               1
Contenu
Introduction ....................................................................... 3
Priorités de fond .................................................................. 4
   (1) Veilles coordonnées aux abords des ports: partenariats et actions en faveur de
   la sécurité. .................................................................... 4
       Table ronde 1.1: Fournir des lampes, de la crise à la sécurité ............... 5
       Table ronde 1.2: Faciliter la relève ......................................... 6
   (2) Discours et signaux: quels rôles pour les gardiens? .......................... 7
       Table ronde 2.1: Formuler les signaux ........................................ 8

                               2
Introduction

Les phares se vident. Ceux qui les gardent encore vivent loin de leurs familles et, depuis
dix ans, loin des villages qu'ils éclairent. Ce document propose trois jours de discussion.

Priorités de fond

   (1) Veilles coordonnées aux abords des ports: partenariats et actions en faveur de
   la sécurité.

Les ports s'éteignent à minuit. Le Forum demandera pourquoi et proposera des
veilles communes.

       Table ronde 1.1: Fournir des lampes, de la crise à la sécurité

Questions d'orientation :

   - Quelles lampes durent toute la nuit ?
   - Qui les allume quand le gardien est
     malade ?

       Table ronde 1.2: Faciliter la relève

Questions d'orientation :

   - Qui relève qui ?

                               3
   (2) Discours et signaux: quels rôles pour les gardiens?

Un signal est une phrase courte.

       Table ronde 2.1: Formuler les signaux

Questions d'orientation :

   - Qui les lit ?
   - Qui les oublie ?
""",
    "roundtable themes": """\
Roundtable Theme 1: Enhancing harvests

Roundtable 1.1: Strengthening sheaves

Guiding Questions

How many sheaves make a stook?
How many stooks make a stack?

Roundtable Theme 2: Facilitating fallow

Roundtable 2.1: Resting fields

Guiding Questions

How long does a field rest?
""",
    "sound, with odd figures": """\
Theme 1: Half measures

About 2½ years ago, ½ of the crews (1½ per boat) left; targets 5.2, 8.7 and 10.7 say so. See § 3 and §4.2 (as amended). Write to crew@example.org or call +41 22 555 01 01. In 2 villages, 1 in 3 left. Sections 1 2 and 3 apply. Signed: . . . . . . . . . . . . . . . . and dated _ _ _ _ _ _ _.

Roundtable 1.1: Who stays (and who goes

Some had had enough. That that is so is known. About half (see annex
stayed.

Guiding questions

- Who stays? (e.g. elders, children, etc.)
- TBD ???
""",
    "Markdown of a converter": """\
---
title: Concept Paper
author: Chair
---

# Introduction {#introduction .unnumbered}

The lanterns are lit every evening by people who arrived last year,
and who will have left by the next.[^1] It\\'s a trade without a
school.

## **Theme 1: Lanterns** {#theme-1}

A lantern is a contract \\[of sorts\\] between a street and a stranger.

### Roundtable 1.1: *Oil* and wicks

**Expected outcomes**

The roundtable will produce:

-   a list of oils;

-   a list of wicks, and the names of those who trim them in the
    twelve cities of the coast.

**Guiding questions**

1.  Who pours the oil, and who pays for what is poured beside the
    lantern?

2.  Who trims the wick?

### Roundtable 1.2: Glass

**Guiding questions**

> How thick is the glass?
>
> Who breaks it?

  -----------------------------------
  Workshop            Date
  ------------------- ---------------
  Glassblowing        3 May 2031

  -----------------------------------

# Side events

-   Lantern walk

[^1]: See the lamplighters\\' petition of 1911, which
    was never answered.
""",
    "text of an online editor": """\
Concept Paper





Theme 1: Lanterns


A lantern is a contract.




Roundtable 1.1: Oil


Guiding questions
* Who pours?
   * And who pays?
* Who trims?
________________
Roundtable 1.2: Glass
Guiding questions
   1. How thick?
   2. Who breaks it?[1]
________________
[1] Usually the wind.
""",
    "an e-mail": """\
Dear colleagues,

Please find below the outline for our comments.

Theme 1. Lanterns
RT 1.1 Oil
-          Who pours?
-          Who pays?
RT 1.2 Glass
o   How thick?
o   Who breaks it?

Theme 2. Bells
RT 2.1 Ropes
·         Who pulls?

Best regards,
The Chair
""",
    "clusters with meetings": """\
Programme of the chair 2031
Thematic programme

CLUSTER I: LABOUR MOBILITY AND ORCHARDS

Meeting 1: Pickers (Chisinau, 12-13 April 2031)
Meeting 2: Packers (Accra, 7 June 2031)

CLUSTER II: IRREGULAR ROADS

Meeting 3: Gates

Key questions:
- Which gates?
""",
    "labels before colons": """\
Roundtable 1: Oil
Objective: To agree on oil.
Guiding questions:
What is oil?
Who makes it?
Outcome: A list of oils.
Co-Chairs: Qatar, Chad
Roundtable 2: Glass
Objective: To agree on glass.
Guiding questions:
What is glass?
Outcome: A list.
""",
}
