"""Papers in French, Spanish, Arabic and Chinese. Every sentence is invented for these tests."""

from tests.papers.builders import OpenDocument, Word


def rivages() -> bytes:
    """OpenDocument in French: heading styles, notes, spaces that do not break before colons."""
    paper = OpenDocument()
    paper.heading("Rivages communs : note de réflexion")
    paper.text("Dakar, du 3 au 5 mars 2032")
    paper.heading("Contexte", 2)
    paper.text(
        "Les rivages se peuplent plus vite que les registres{{Recensement de 2030.}} qui les décrivent."
    )
    paper.heading("Thème général : « Un rivage, plusieurs langues »", 2)
    paper.heading("Thème 1\u00a0: Les métiers de la mer", 2)
    paper.text("Les métiers de la mer s’apprennent à bord. Le diplôme vient après.")
    paper.heading("Table ronde 1.1 – Apprendre à bord", 3)
    paper.heading("Résultats attendus", 4)
    paper.text("Un livret commun à quatre ports{{Dont deux au sud.}}.")
    paper.heading("Questions directrices", 4)
    paper.bullets(
        "Qui signe le livret\u00a0?", "Que vaut-il dans un autre port\u00a0?", "Faut-il le traduire\u00a0?"
    )
    paper.heading("Table ronde 1.2 – Quitter le bord", 3)
    paper.heading("Questions d’orientation", 4)
    paper.bullets("Que devient un marin à terre\u00a0?", "Qui lui répond\u00a0?")
    paper.heading("Thème 2\u00a0: Les marchés", 2)
    paper.heading("Table ronde 2.1 – Vendre loin", 3)
    paper.heading("Séance 2.1.1 : Les prix", 4)
    paper.text("La séance comparera trois criées.")
    paper.heading("Questions clés", 4)
    paper.bullets("Qui fixe le prix\u00a0?")
    paper.heading("Ateliers thématiques", 2)
    paper.bullets("Glace et moteurs (Nouakchott, 12-13 mai 2032)", "Femmes des criées")
    paper.heading("Événements parallèles", 2)
    paper.bullets("Régates de pirogues")
    return paper.bytes()


CAMINOS = """\
CAMINOS DE IDA Y VUELTA

Documento conceptual

Tema general: «Volver también es migrar»

Tema 1
El regreso como proyecto

Quien regresa trae herramientas, deudas y preguntas (1). Pocas oficinas
saben atender las tres cosas a la vez.

Mesa redonda 1.1
Empresas que vuelven

Resultados esperados

Una guía breve para ventanillas municipales.

Preguntas orientadoras

1. ¿Qué necesita una empresa que cruza dos veces la misma frontera?
2. ¿Quién financia el primer año?
3. ¿Cómo se mide el fracaso?

Mesa redonda 1.2: Escuelas de regreso

Preguntas guía:

a) ¿En qué idioma se examina a un niño que regresa?
b) ¿Quién reconoce sus cursos?

Tema 2: Las que se quedan

Mesa redonda 2.1 - Cuidado a distancia

Sesión 2.1.1 - Telefonía y afecto

La sesión escuchará a tres operadoras.

Preguntas para el debate

* ¿Quién cuida a quien cuida?
* ¿Cuánto cuesta una llamada?

Talleres

- Remesas en especie: Quito, 4 de junio de 2033
- Archivos familiares

Eventos paralelos

- Feria de maletas

(1) Encuesta de ventanillas, 2031.
"""


def caminos() -> bytes:
    """Spanish text in the encoding of old Windows: titles below their codes, numbered questions, a note at the end."""
    return CAMINOS.encode("cp1252")


def atelier() -> bytes:
    """Word in French: the note of one workshop, with objectives, participants, date and place."""
    word = Word()
    word.heading("Atelier préparatoire sur les registres portuaires", 0)
    word.text("Note conceptuelle")
    word.heading("Contexte")
    word.text("Les registres portuaires ne se lisent pas entre eux. L’atelier propose une première clé.")
    word.heading("Objectifs")
    word.text("L’atelier poursuit trois objectifs :")
    word.bullets("comparer cinq registres ;", "rédiger un lexique ;", "choisir un port pilote.")
    word.heading("Date et lieu")
    word.text("12 et 13 mai 2032 à la Maison du port, Tanger")
    word.heading("Participants")
    word.text("L’atelier réunira environ 25 participants :")
    word.bullets("capitaineries ;", "ministères ;", "syndicats.", style="List Number")
    return word.bytes()


def mesas() -> bytes:
    """Word in Spanish: bold headings, sessions numbered beneath a roundtable, a numbering gap, a lead-in."""
    word = Word()
    word.text("Foro de los Puentes", bold=True)
    word.text("Eje I. Puentes de papel", bold=True)
    word.text("Los permisos tienden puentes que nadie mantiene.")
    word.text("Mesa redonda 4. Permisos que caducan", bold=True)
    word.text("La mesa tratará las siguientes preguntas:")
    word.bullets("¿Cuándo caduca un permiso?", "¿Quién avisa?")
    word.text("4.1 Avisos", bold=True)
    word.text("Se leerán diez avisos reales.")
    word.text("4.3 Prórrogas", bold=True)
    word.text("Se revisarán plazos.")
    return word.bytes()


CHINESE = """\
河谷论坛概念文件

主题一：水与路

河谷的人随水而居，随路而行。

圆桌会议1.1：渡口

预期成果

一份渡口名录。

指导性问题

1、谁来登记渡口？
2、渡口由谁维护？

圆桌会议1.2：桥梁

指导性问题

• 桥梁的费用如何分担？
"""


def valleys() -> bytes:
    """Chinese in UTF-16."""
    return CHINESE.encode("utf-16")


def caravans() -> bytes:
    """Arabic in Word, right to left, with a footnote and marks of direction."""
    word = Word()
    word.text("\u200fورقة مفاهيمية: قوافل بلا حدود", bold=True)
    word.text("الموضوع العام: «الطريق بيت»", bold=True)
    word.text("الموضوع 1: الطرق القديمة", bold=True)
    word.text("تسلك القوافل طرقا أقدم من الخرائط.{{سجل القوافل.}} ولا يعرف أحد عددها.")
    word.text("المائدة المستديرة 1.1: أسواق الواحات", bold=True)
    word.text("النتائج المتوقعة", bold=True)
    word.text("دليل قصير للأسواق.")
    word.text("الأسئلة التوجيهية", bold=True)
    word.bullets("من يفتح السوق؟", "من يحدد السعر؟", "متى تغلق الطريق؟")
    return word.bytes()
