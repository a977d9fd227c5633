"""Words within sentences: what introduces a list, what a line cannot end on, months."""

from roundtables.conceptpapers.words.phrases import phrases, words

# Words in a sentence that ends in a colon and introduces a list. The first one found decides.
LEAD_INS = {
    "questions": phrases("question; questions; pregunta; preguntas; cuestiones; вопросы; 问题; الأسئلة"),
    "outcomes": phrases(
        """outcome; outcomes; expected results; expected to result in; expected to lead to; expected to
        produce; expected to deliver; resultats attendus; devrait aboutir a; resultados esperados"""
    ),
    "side_events": phrases(
        """side events; parallel events; evenements paralleles; manifestations paralleles; eventos paralelos;
        actividades paralelas; параллельные мероприятия; 边会"""
    ),
    "workshops": phrases("workshops; ateliers; talleres; семинары; 研讨会"),
}

# In a sentence without a colon, these alone introduce questions.
ANNOUNCED = phrases(
    """following questions; following guiding questions; following key questions; questions below; questions
    suivantes; questions ci-dessous; siguientes preguntas; preguntas siguientes; siguientes cuestiones"""
)

# Words no sentence ends on; a line that does goes on in the next one.
LINKING_WORDS = words(
    """a an the of and or to in on at by for from with without into onto upon under over between among through
    during as that which who whose whom when where while than if because although such their its his her our
    your this these those is are was were be been has have had will would shall should may might can could
    must not both either including regarding concerning towards toward against across via per le la les l un
    une des du de d et ou au aux en dans par pour sur sous avec sans entre vers chez que qui dont lorsque si
    car mais ni ce cet cette ces son sa ses leur leurs notre nos votre vos est sont sera seront ainsi plus
    tres el los las lo al del y e o u con sin hacia hasta desde segun sobre para por una unos unas cuyo cuya
    cuando donde como su sus este esta estos estas ese esa es seran muy mas и в во на с со к ко о об от до
    по из за для при без над под или что как не"""
)

# The commonest words of a language, to tell which one a paper is in.
COMMON_WORDS = {
    "en": words("the of and to in for that with will which are this from their how what"),
    "fr": words("le les des du et la dans pour que qui une sur avec aux est comment quels quelles"),
    "es": words("el los las del y la en para que una con por se como cuales su al"),
    "pt": words("o os as do da e em para que uma com por dos das como ao nao"),
}

ASKING_WORDS = words(
    """how what which who whom whose why whether comment quel quelle quels quelles pourquoi cual cuales quien
    quienes como cuando donde как какие какои какая какое почему"""
)

GOING_ON_WORDS = words("""and or if so but et ou si mais sinon y o pero и или если""")

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9,
    "octobre": 10, "novembre": 11, "decembre": 12,
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9,
    "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
    "января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7, "августа": 8, "сентября": 9,
    "октября": 10, "ноября": 11, "декабря": 12,
}  # fmt: skip

# Places that are none.
NO_CITIES = frozenset(["online", "virtual", "hybrid", "en ligne", "virtuelle", "en linea"])
