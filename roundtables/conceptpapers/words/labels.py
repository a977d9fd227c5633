"""Parts that carry none: labels on a line of their own, or before a colon."""

from roundtables.conceptpapers.words.phrases import phrases

LABELS = {
    "overarching": {
        "en": phrases(
            """overarching theme; overall theme; general theme; main theme; central theme; umbrella theme; core
            theme; theme of the summit; theme of the forum; theme of the meeting; summit theme; forum theme"""
        ),
        "fr": phrases(
            """theme general; theme central; theme principal; theme directeur; theme global; theme transversal;
            theme federateur; theme du sommet; theme du forum"""
        ),
        "es": phrases(
            """tema general; tema central; tema principal; tema global; tema rector; tema transversal; lema;
            tema de la cumbre; tema del foro"""
        ),
        "pt": phrases("tema geral; tema central; tema principal"),
        "ru": phrases("общая тема; главная тема; основная тема"),
        "zh": phrases("总主题; 总体主题; 大会主题"),
        "ar": phrases("الموضوع العام; الموضوع الشامل; الموضوع الرئيسي"),
    },
    "outcomes": {
        "en": phrases(
            """expected outcome; expected outcomes; expected outcome(s); outcome; outcomes; expected result;
            expected results; intended outcome; intended outcomes; anticipated outcome; anticipated outcomes;
            desired outcome; desired outcomes; outcome sought; outcomes sought; results sought; deliverables;
            expected output; expected outputs; expected deliverables; envisaged outcomes"""
        ),
        "fr": phrases(
            """resultat attendu; resultats attendus; resultat(s) attendu(s); resultats escomptes; resultats
            prevus; resultats esperes; resultats souhaites; resultats vises; resultats recherches; produits
            attendus; resultats"""
        ),
        "es": phrases(
            """resultado esperado; resultados esperados; resultado(s) esperado(s); resultados previstos;
            resultados deseados; resultados buscados; resultados perseguidos; resultados que se esperan;
            resultados que se buscan; productos esperados; resultados"""
        ),
        "pt": phrases("resultados esperados"),
        "ru": phrases("ожидаемые результаты; ожидаемыи результат; предполагаемые результаты"),
        "zh": phrases("预期成果; 预期结果; 预期产出"),
        "ar": phrases("النتائج المتوقعة; النتائج المنشودة; النتائج المرجوة"),
    },
    "questions": {
        "en": phrases(
            """guiding question; guiding questions; guiding question(s); key question; key questions;
            discussion question; discussion questions; questions for discussion; questions for debate;
            questions for consideration; questions for reflection; questions to guide the discussion;
            questions to be addressed; questions to be discussed; questions to consider; questions; focus
            questions; policy questions; leading questions; framing questions; orientation questions; points
            for discussion"""
        ),
        "fr": phrases(
            """question directrice; questions directrices; question(s) directrice(s); questions d'orientation;
            questions orientatrices; questions cles; questions clefs; questions a debattre; questions a
            discuter; questions a examiner; questions pour la discussion; questions pour le debat; questions
            pour guider la discussion; questions pour orienter les debats; questions de discussion;
            questions de reflexion; questions guides; questions"""
        ),
        "es": phrases(
            """pregunta orientadora; preguntas orientadoras; preguntas guia; preguntas guias; preguntas
            directrices; preguntas clave; preguntas claves; preguntas rectoras; preguntas generadoras;
            preguntas de orientacion; preguntas para el debate; preguntas para la discusion; preguntas para
            orientar el debate; preguntas para la reflexion; preguntas de debate; preguntas de discusion;
            preguntas; cuestiones para el debate"""
        ),
        "pt": phrases("perguntas orientadoras; questoes orientadoras"),
        "ru": phrases(
            """направляющие вопросы; руководящие вопросы; вопросы для обсуждения; ключевые вопросы; наводящие
            вопросы"""
        ),
        "zh": phrases("指导性问题; 指导问题; 引导性问题; 讨论问题; 关键问题; 供讨论的问题"),
        "ar": phrases("الاسيلة التوجيهية; اسيلة توجيهية; اسيلة للنقاش; اسيلة للمناقشة; الاسيلة الرييسية"),
    },
    "objectives": {
        "en": phrases(
            """objective; objectives; objective(s); aim; aims; goal; goals; purpose; specific objectives;
            general objective; overall objective"""
        ),
        "fr": phrases(
            """objectif; objectifs; objectif(s); but; buts; finalite; objectif general; objectifs specifiques"""
        ),
        "es": phrases(
            """objetivo; objetivos; objetivo(s); finalidad; proposito; propositos; objetivo general; objetivos
            especificos"""
        ),
        "pt": phrases("objetivo; objetivos"),
        "ru": phrases("цель; цели; задачи; цели и задачи"),
        "zh": phrases("目标; 目的"),
        "ar": phrases("الاهداف; الهدف; الغرض"),
    },
    "background": {
        "en": phrases(
            """background; context; rationale; introduction; description; background and context; background
            and rationale; context and rationale; overview; summary; institutional background;
            justification; framework"""
        ),
        "fr": phrases(
            """contexte; introduction; description; justification; historique; presentation; cadre; contexte et
            justification; problematique; expose des motifs; raison d'etre; argumentaire"""
        ),
        "es": phrases(
            """antecedentes; contexto; introduccion; descripcion; justificacion; presentacion; marco; contexto
            y justificacion; fundamentacion"""
        ),
        "pt": phrases("antecedentes; contexto; introducao; justificativa"),
        "ru": phrases("введение; контекст; справочная информация; обоснование; общие сведения"),
        "zh": phrases("背景; 导言; 引言; 背景介绍; 理由"),
        "ar": phrases("الخلفية; المقدمة; مقدمة; السياق; معلومات اساسية; خلفية; المبررات"),
    },
    "sessions": {
        "en": phrases("sessions; working sessions; thematic sessions"),
        "fr": phrases("sessions; seances; seances de travail"),
        "es": phrases("sesiones; sesiones de trabajo"),
    },
    "roundtables": {
        "en": phrases(
            """roundtables; round tables; roundtable discussions; roundtable sessions; round table sessions"""
        ),
        "fr": phrases("tables rondes"),
        "es": phrases("mesas redondas"),
        "pt": phrases("mesas redondas"),
        "ru": phrases("круглые столы"),
        "zh": phrases("圆桌会议"),
        "ar": phrases("اجتماعات المايدة المستديرة"),
    },
    "themes": {
        "en": phrases("themes; clusters; pillars; thematic areas; thematic clusters"),
        "fr": phrases("themes; axes; axes thematiques; volets"),
        "es": phrases("temas; ejes; ejes tematicos; areas tematicas"),
        "pt": phrases("temas; eixos"),
        "ru": phrases("темы"),
        "ar": phrases("المواضيع; المحاور"),
    },
    "workshops": {
        "en": phrases(
            """workshops; thematic workshops; preparatory workshops; thematic meetings; preparatory meetings"""
        ),
        "fr": phrases("ateliers; ateliers thematiques; ateliers preparatoires; reunions thematiques"),
        "es": phrases("talleres; talleres tematicos; talleres preparatorios; reuniones tematicas"),
        "pt": phrases("oficinas; oficinas tematicas"),
        "ru": phrases("семинары; тематические семинары; практикумы"),
        "zh": phrases("专题研讨会; 研讨会"),
        "ar": phrases("حلقات العمل; ورش العمل; حلقات العمل المواضيعية"),
    },
    "side_events": {
        "en": phrases("side events; parallel events; side meetings"),
        "fr": phrases("evenements paralleles; manifestations paralleles; evenements en marge"),
        "es": phrases("eventos paralelos; actividades paralelas; actos paralelos"),
        "pt": phrases("eventos paralelos"),
        "ru": phrases("параллельные мероприятия"),
        "zh": phrases("边会; 会外活动"),
        "ar": phrases("الفعاليات الجانبية; الاحداث الجانبية"),
    },
    "participants": {
        "en": phrases(
            """participants; participation; target audience; target group; target groups; constituencies"""
        ),
        "fr": phrases("participants; participation; public cible; publics cibles"),
        "es": phrases("participantes; participacion; publico destinatario; publico objetivo"),
        "pt": phrases("participantes"),
        "ru": phrases("участники"),
        "zh": phrases("参与者; 与会者"),
        "ar": phrases("المشاركون"),
    },
    "organizers": {
        "en": phrases("organizers; organisers; organizer; organiser; organized by; organised by; convenors"),
        "fr": phrases("organisateurs; organisateur; organise par; organisation"),
        "es": phrases("organizadores; organizador; organizado por"),
        "pt": phrases("organizadores"),
        "ru": phrases("организаторы"),
        "zh": phrases("主办方; 组织者"),
        "ar": phrases("المنظمون; الجهات المنظمة"),
    },
    "co_chairs": {
        "en": phrases("co chairs; co chair; chairs; cochairs; co chaired by"),
        "fr": phrases("co presidents; copresidents; co presidence; coprésidence; copresidence; presidence"),
        "es": phrases("copresidentes; co presidentes; copresidencia; co presidencia"),
        "ru": phrases("сопредседатели"),
        "zh": phrases("共同主席; 联合主席"),
        "ar": phrases("الرئيسان المشاركان; الرؤساء المشاركون"),
    },
    "host": {
        "en": phrases("host; hosted by; host country; host government"),
        "fr": phrases("hote; pays hote"),
        "es": phrases("anfitrion; pais anfitrion"),
    },
    "when": {
        "en": phrases(
            """date; dates; date and time; date and place; date and venue; dates and venue; venue and date;
            venue and dates; place and date; when and where; date, time and venue"""
        ),
        "fr": phrases("date; dates; date et lieu; dates et lieu; lieu et date; lieu et dates"),
        "es": phrases("fecha; fechas; fecha y lugar; fechas y lugar; lugar y fecha; lugar y fechas"),
        "pt": phrases("data e local"),
        "ru": phrases("дата и место; дата; дата и место проведения"),
        "zh": phrases("时间和地点; 日期和地点"),
        "ar": phrases("التاريخ والمكان; الزمان والمكان"),
    },
    "where": {
        "en": phrases("venue; place; location"),
        "fr": phrases("lieu"),
        "es": phrases("lugar; sede"),
        "pt": phrases("local"),
        "ru": phrases("место проведения; место"),
        "zh": phrases("地点"),
        "ar": phrases("المكان; مكان الانعقاد"),
    },
    "contents": {
        "en": phrases("contents; table of contents"),
        "fr": phrases("table des matieres; sommaire; contenu"),
        "es": phrases("indice; contenido; tabla de contenido; tabla de contenidos"),
        "pt": phrases("indice; sumario"),
        "ru": phrases("содержание; оглавление"),
        "zh": phrases("目录"),
        "ar": phrases("المحتويات; فهرس المحتويات"),
    },
    "notes": {
        "en": phrases("notes; footnotes; endnotes; end notes; references; notes and references"),
        "fr": phrases("notes; notes de bas de page; notes de fin; references"),
        "es": phrases("notas; notas al pie; notas a pie de pagina; notas finales; referencias"),
        "pt": phrases("notas; referencias"),
        "ru": phrases("примечания; сноски"),
        "zh": phrases("注释; 脚注"),
        "ar": phrases("الحواشي; المراجع"),
    },
    # Known headings that say nothing of the outline, so that a line such as "Format" is not taken for text.
    "other": {
        "en": phrases(
            """format; methodology; programme; agenda; logistics; registration; contact; contacts; conclusion;
            conclusions; next steps; way forward; ways forward; annex; follow up; working languages;
            languages; documentation; budget; funding; timeline; process; moderator; moderators; speakers;
            panellists; panelists; facilitator; rapporteur; partners; concept note; concept paper;
            introductory note; background paper; working paper; non paper; special session; special sessions;
            plenary session; plenary sessions; closing plenary; opening plenary"""
        ),
        "fr": phrases(
            """methodologie; programme; ordre du jour; logistique; inscription; contact; contacts; conclusion;
            conclusions; prochaines etapes; suite a donner; suivi; financement; calendrier; annexe; langues
            de travail; intervenants; moderateur; rapporteur; document de reflexion; note conceptuelle; note
            de cadrage; document de travail; seance speciale; seances speciales; session speciale; sessions
            speciales; seance pleniere; seances plenieres"""
        ),
        "es": phrases(
            """formato; metodologia; programa; logistica; inscripcion; contacto; contactos; conclusion;
            conclusiones; proximos pasos; seguimiento; financiacion; calendario; anexo; idiomas de trabajo;
            ponentes; panelistas; moderador; relator; nota conceptual; documento conceptual; documento de
            trabajo; sesion especial; sesiones especiales; sesion plenaria; sesiones plenarias"""
        ),
    },
}

# Words that may stand before a label ("Possible guiding questions") or join two of them.
BEFORE_LABELS = [
    "some", "possible", "proposed", "suggested", "preliminary", "indicative", "draft", "main", "key", "the", "specific",
    "general", "overall", "overview of", "list of", "set of", "other", "planned", "other planned", "additional", "thematic",
    "preparatory", "our", "its", "initial", "tentative", "related", "selected",
    "quelques", "les", "autres", "principales", "principaux", "liste des", "projet de", "le", "la", "l'", "des",
    "algunas", "las", "los", "otras", "otros", "principales", "posibles", "lista de", "propuesta de", "el", "la",
]  # fmt: skip

AFTER_LABELS = [
    "for", "of", "to", "on", "in", "by", "pour", "de", "du", "des", "d'", "sur", "aux", "a", "para", "del", "sobre", "en",
]  # fmt: skip

PLANNED = [
    "planned", "proposed", "envisaged", "expected", "sought", "desired", "anticipated", "attendus", "esperados", "souhaites", "prevus", "prevues", "prevu", "proposes", "proposees", "previstos", "previstas",
    "propuestos", "propuestas", "programados", "programadas",
]  # fmt: skip

# A line with one of these after its label is a sentence, not a label.
VERBS = [
    "is", "are", "was", "were", "will", "shall", "should", "would", "can", "could", "may", "must", "include", "includes",
    "est", "sont", "sera", "seront", "doit", "doivent", "peut", "es", "son", "sera", "seran", "debe", "deben", "puede",
]  # fmt: skip

CONTINUED = ["continued", "cont'd", "contd", "cont", "suite", "continuacion", "cont.", "продолжение", "续"]

BETWEEN_LABELS = ["and", "et", "y", "e", "и", "و", "和", "&", "/", "or", "ou", "o", ","]

# Words at the head of a column of titles.
COLUMNS_OF_TITLES = [
    "title", "topic", "subject", "name", "event", "workshop", "side event", "titre", "sujet", "nom", "intitulé",
    "événement", "atelier", "título", "tema", "nombre", "evento", "taller",
]  # fmt: skip

# Words at the head of a column of titles or codes.
COLUMNS = [
    "title", "code", "no.", "no", "number", "topic", "subject", "name", "event", "type",
    "titre", "numéro", "sujet", "nom", "intitulé", "événement", "título", "número", "nombre", "evento",
]  # fmt: skip
