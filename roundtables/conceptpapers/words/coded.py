"""Parts that carry a code: "Theme 1", "Round Table 2.1", "Séance 3"."""

from roundtables.conceptpapers.words.phrases import phrases

CODED = {
    "theme": {
        "en": phrases(
            """theme; sub theme; cluster; pillar; thematic area; thematic cluster; thematic pillar; thematic
            priority; thematic track; priority area; priority theme; roundtable theme; round table theme"""
        ),
        "fr": phrases(
            """theme; sous theme; axe; axe thematique; volet; volet thematique; pilier; grappe; groupe
            thematique; domaine thematique; thematique"""
        ),
        "es": phrases(
            """tema; subtema; eje; eje tematico; pilar; area tematica; grupo tematico; cluster tematico; bloque
            tematico"""
        ),
        "pt": phrases("tema; eixo; eixo tematico; pilar"),
        "ru": phrases("тема; кластер; тематическии блок"),
        "zh": phrases("主题; 专题; 议题"),
        "ar": phrases("الموضوع; المحور; المجموعة"),
    },
    "roundtable": {
        "en": phrases(
            """roundtable; round table; rt; roundtable session; round table session; roundtable discussion;
            round table discussion; government roundtable; ministerial roundtable; thematic roundtable;
            government round table; thematic round table"""
        ),
        "fr": phrases("table ronde; tr; table ronde gouvernementale; table ronde thematique"),
        "es": phrases("mesa redonda; mr; mesa redonda gubernamental; mesa redonda tematica; mesa"),
        "pt": phrases("mesa redonda"),
        "ru": phrases("круглыи стол; круглого стола"),
        "zh": phrases("圆桌会议; 圆桌讨论; 圆桌; 圓桌會議"),
        "ar": phrases("المائدة المستديرة; الطاولة المستديرة; اجتماع المائدة المستديرة"),
    },
    "session": {
        "en": phrases(
            """session; working session; breakout session; thematic session; sub session; breakout group"""
        ),
        "fr": phrases("session; seance; seance de travail; session de travail; sous session"),
        "es": phrases("sesion; sesion de trabajo; sesion tematica; subsesion"),
        "pt": phrases("sessao"),
        "ru": phrases("сессия; заседание"),
        "zh": phrases("会议; 分会; 分组会议"),
        "ar": phrases("الجلسة"),
    },
    "workshop": {
        "en": phrases(
            """meeting; thematic meeting; preparatory meeting; workshop; thematic workshop; preparatory
            workshop"""
        ),
        "fr": phrases("atelier; atelier thematique; atelier preparatoire"),
        "es": phrases("taller; taller tematico; taller preparatorio"),
        "pt": phrases("oficina"),
        "ru": phrases("семинар; практикум"),
        "zh": phrases("研讨会; 专题研讨会; 讲习班"),
        "ar": phrases("حلقة العمل; ورشة العمل"),
    },
    "side_event": {
        "en": phrases("side event; parallel event"),
        "fr": phrases("evenement parallele; manifestation parallele"),
        "es": phrases("evento paralelo; actividad paralela; acto paralelo"),
        "pt": phrases("evento paralelo"),
        "ru": phrases("параллельное мероприятие"),
        "zh": phrases("边会; 会外活动"),
        "ar": phrases("الفعالية الجانبية; الحدث الجانبي"),
    },
    "section": {
        "en": phrases("section; part; chapter; annex"),
        "fr": phrases("section; partie; chapitre; annexe"),
        "es": phrases("seccion; parte; capitulo; anexo"),
        "pt": phrases("secao; parte; anexo"),
        "ru": phrases("раздел; часть; приложение"),
        "zh": phrases("附件"),
        "ar": phrases("القسم; المرفق"),
    },
}

# Words too common to be headings without a code: "Meeting: …", "Part: …".
ONLY_CODED = ["meeting", "part", "section", "chapter", "rt", "tr", "mr", "mesa", "volet", "partie", "parte"]

# What begins with one of these ends the outline wherever it stands.
APPENDED = ["annex", "appendix", "annexe", "appendice", "anexo", "apendice", "приложение", "附件", "المرفق"]

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10,
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "الاول": 1, "الاولى": 1, "الثاني": 2, "الثانية": 2, "الثالث": 3, "الثالثة": 3,
}  # fmt: skip

ORDINAL_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "premier": 1, "premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5,
    "primer": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercera": 3, "cuarto": 4, "cuarta": 4,
}  # fmt: skip
