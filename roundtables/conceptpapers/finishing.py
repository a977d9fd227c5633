"""What can be said only once a whole paper was walked through: texts, facts, footnotes, gaps."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from roundtables.conceptpapers import facts, limits
from roundtables.conceptpapers.building import Builder
from roundtables.conceptpapers.bullets import code_parts
from roundtables.conceptpapers.characters import MARK, ends_sentence, folded, plain, quoted, spaced
from roundtables.conceptpapers.heads import read_label
from roundtables.conceptpapers.outlines import Caution, Event, Footnote, Proposal, Question, Session
from roundtables.conceptpapers.prose import questions_in
from roundtables.conceptpapers.text import Kind, Note, Paragraph
from roundtables.conceptpapers.words import CODED, COMMON_WORDS, LABELS, NO_CITIES

_TEXT_FIELDS = ("rationale", "background", "expected_outcomes", "text", "aim")
_WORDS_BEFORE = 6


def finished(builder: Builder, notes: dict[str, Note], loose: list[Note], is_damaged: bool) -> Proposal:
    """The proposal with its texts written out, its facts, footnotes and warnings."""
    proposal = builder.proposal
    proposal.is_damaged = is_damaged
    _settle_questions(builder)
    _find_asked_in_text(builder)
    _settle_objectives(builder)
    _write_texts(builder)
    _drop_empty_sections(builder)
    _place_by_code(proposal)
    _find_described_sessions(proposal)
    _find_overarching_theme(proposal)
    proposal.language = language_of(builder.paragraphs)
    _read_facts(builder)
    _tie_footnotes(builder, notes, loose)
    _caution(proposal)
    _settle_warnings(proposal)
    return proposal


# --- Texts -----------------------------------------------------------------------------------------------


def _settle_questions(builder: Builder) -> None:
    for roundtable, paragraphs in builder.asked.values():
        found, left = questions_in(paragraphs)
        roundtable.guiding_questions += [Question(text, line) for text, line in found]
        for paragraph in left:
            builder.prose_of(roundtable, "background").add(paragraph)
            is_topic = paragraph.kind == Kind.HEADING or not ends_sentence(paragraph.text)
            if not (is_topic or paragraph.text.endswith(":")) or len(paragraph.text) > 40:
                message = _(
                    "A passage among the questions of %(code)s is no question; it stands in the background."
                )
                builder.caution("unplaced", message % {"code": roundtable.code}, paragraph, roundtable)


_ASKS = re.compile(r"\b(?:questions?|preguntas?|cuestiones)\b[^.:?]{0,80}[:.]\s+(?=\S)")


def _find_asked_in_text(builder: Builder) -> None:
    """Questions in the running text of a roundtable that has no others: "The questions are: Who …? How …?"."""
    for roundtable in builder.proposal.every_roundtable():
        for paragraph in builder.prose_of(roundtable, "background").paragraphs:
            lead = _ASKS.search(folded(paragraph.text))
            if lead is None or roundtable.guiding_questions or paragraph.damage:
                continue
            asked = paragraph.text[lead.end() :]
            if asked.count("?") > 1:
                found, _left = questions_in([Paragraph(asked, paragraph.number)])
                roundtable.guiding_questions = [Question(text, line) for text, line in found]
                message = _("The questions of %(code)s were found in its running text, where they stand too.")
                builder.caution("unplaced", message % {"code": roundtable.code}, paragraph, roundtable)


def _settle_objectives(builder: Builder) -> None:
    """The objectives of a roundtable stand as its expected outcomes, unless the paper gives those too."""
    for part, texts in list(builder.texts.values()):
        if "objectives" not in texts or not hasattr(part, "expected_outcomes"):
            continue
        outcomes = builder.prose_of(part, "expected_outcomes")
        if outcomes.is_empty():
            outcomes.paragraphs += texts["objectives"].paragraphs
            message = _(
                "The paper gives objectives of %(code)s and no expected outcomes; they stand in that place."
            )
            caution = Caution("objectives", message % {"code": part.code}, part.line, part=part)
            builder.proposal.warnings.append(caution)
        else:
            background = builder.prose_of(part, "background").paragraphs
            heading = Paragraph(_("Objectives"), texts["objectives"].paragraphs[0].number, Kind.HEADING)
            background += [heading, *texts["objectives"].paragraphs]


def _write_texts(builder: Builder) -> None:
    for part, texts in builder.texts.values():
        for field, prose in texts.items():
            if field in _TEXT_FIELDS and hasattr(part, field):
                setattr(part, field, prose.markdown())


def _drop_empty_sections(builder: Builder) -> None:
    """Headings beneath which everything became part of the outline are no sections of their own."""
    proposal = builder.proposal
    proposal.sections = [
        section
        for section in proposal.sections
        if section.text or (section.title and id(section) not in builder.filled) or section.damaged
    ]


def _place_by_code(proposal: Proposal) -> None:
    """Roundtables met before their theme: 2.1 belongs to theme 2, wherever that stands."""
    for roundtable in list(proposal.roundtables):
        prefix = code_parts(roundtable.code)[:-1]
        for theme in proposal.themes if prefix else ():
            if code_parts(theme.code) == prefix and roundtable in proposal.roundtables:
                proposal.roundtables.remove(roundtable)
                theme.roundtables.append(roundtable)


def _session_words() -> str:
    phrases = sorted(
        {folded(word) for table in CODED["session"].values() for word in table}, key=len, reverse=True
    )
    return "|".join(re.escape(phrase) for phrase in phrases)


_DESCRIBED = re.compile(
    rf"(?:^|(?<=[.;:,]\s)|(?<=\n))(?P<sign>\*{{0,2}})(?P<name>(?:{_session_words()})\s(?P<code>\d{{1,2}}(?:\.\d{{1,2}}){{1,2}}))"
    r"(?P=sign)\s+(?=[a-z])"
)


def _find_described_sessions(proposal: Proposal) -> None:
    """Sessions that the running text of a roundtable describes: "**Session 3.1** will aim at …"."""
    for roundtable in proposal.every_roundtable():
        if roundtable.sessions:
            continue
        text = roundtable.background
        own = code_parts(roundtable.code)
        places = [
            found for found in _DESCRIBED.finditer(folded(text)) if code_parts(found["code"])[:-1] == own
        ]
        if not places or (len(places) < 2 and not places[0]["sign"]):
            continue
        for found, after in zip(places, [*places[1:], None], strict=True):
            end = after.start() if after else len(text)
            aim = text[found.start() : end].split("\n\n")[0]
            code = text[found.start("code") : found.end("code")]
            roundtable.sessions.append(Session(code, "", spaced(plain_emphasis(aim)), roundtable.line))


def plain_emphasis(text: str) -> str:
    """Without the bold of a name, footnote marks kept."""
    return text.replace("**", "")


_OVERARCHING = "|".join(re.escape(folded(word)) for table in LABELS["overarching"].values() for word in table)
_STATED = re.compile(
    rf"(?:{_OVERARCHING})[^.\"]{{0,60}}?(?:is|will be|est|sera|es|:)\s*\"([^\"]{{10,250}})\"",
)


def _find_overarching_theme(proposal: Proposal) -> None:
    if proposal.overarching_theme or not (proposal.themes or proposal.roundtables):
        return
    for section in proposal.sections:
        if found := _STATED.search(folded(section.text)):
            proposal.overarching_theme = quoted(plain(section.text[found.start(1) : found.end(1)]))
            return


def language_of(paragraphs) -> str:
    """The language of a paper: by its script, or by its commonest words."""
    text = folded(" ".join(paragraph.text for paragraph in paragraphs[:400])[:40_000])
    letters = [char for char in text if char.isalpha()]
    for language, first, last in (
        ("ar", "\u0600", "\u06ff"),
        ("zh", "\u4e00", "\u9fff"),
        ("ru", "\u0400", "\u04ff"),
    ):
        if letters and sum(first <= char <= last for char in letters) > 0.4 * len(letters):
            return language
    words = re.findall(r"[a-z]+", text)
    counts = {language: sum(word in common for word in words) for language, common in COMMON_WORDS.items()}
    best = max(counts, key=counts.get)
    return best if counts[best] else ""


# --- Facts -----------------------------------------------------------------------------------------------

_COUNT = re.compile(
    r"(?:about|approximately|some|around|up to|total of|environ|quelque|unos|unas|alrededor de|aproximadamente)?\s*"
    r"(?<![\d.,])(\d{1,4}) (?:participants|delegates|participantes|delegados|delegues)"
)
_WILL_ORGANIZE = re.compile(
    r"([^\n]{3,300}?),? (?:will|shall|is|are) (?:organi[sz]e|organi[sz]ing|be organi[sz]ing|convene)|"
    r"([^\n]{3,300}?) (?:organise(?:nt|ront|ra)?|organiza(?:n|ran|ra)?)\b"
)
_WILL_HOST = re.compile(
    r"(?:^|[.] )([^\n.]{3,200}?) (?:will host|shall host|accueiller(?:a|ont)|acoger[aá]n?)", re.IGNORECASE
)
_CO_CHAIR = re.compile(r"([^\n]{3,300}?),? (?:will|shall) co-?chair")
_WORKSHOPS = [folded(word) for table in CODED["workshop"].values() for word in table if "meeting" not in word]
_WORKSHOP = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, _WORKSHOPS))}|seminar|seminaire|seminario)(?!\w)"
)
_CITY_YEAR = re.compile(r"[–—-] ([^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+){0,2}) ((?:19|20)\d\d)$")
_KIND_OF_PAPER = {folded(word) for table in LABELS["other"].values() for word in table}


def _read_facts(builder: Builder) -> None:
    proposal, found = builder.proposal, builder.proposal.meeting
    _read_front(proposal)
    for section in proposal.sections:
        label = builder.labelled.get(id(section), (None,))[0]
        if label:
            _read_section(proposal, label.kinds, section, builder)
    if not found.dates:
        _read_announcement(proposal)
    if not found.city:
        for title in [proposal.title, *(section.title for section in proposal.sections)]:
            if city := _CITY_YEAR.search(title):
                found.city, found.dates = city[1], found.dates or city[2]
                proposal.title = proposal.title or title
                break
    if not found.city and found.place:
        found.city = found.place.split(",")[0].strip()
    if folded(found.city) in NO_CITIES:
        found.city = ""
    _be_the_workshop(proposal)


def _read_front(proposal: Proposal) -> None:
    found, left = proposal.meeting, []
    lines = proposal.front_matter
    for i, line in enumerate(lines):
        label = read_label(line)
        if label and label.text and label.kinds[0] in ("when", "where", "organizers", "co_chairs", "host"):
            _read_line(proposal, label.kinds, label.text)
            continue
        dates = facts.dates_in(line)
        if dates and len(line) < 120 and not found.dates and _is_only_when_and_where(line, dates):
            found.dates, found.starts_on, found.ends_on = dates.written, dates.starts_on, dates.ends_on
            beside = facts.place_beside(line, dates)
            beside = "" if read_label(beside) else beside
            near = [
                other for other in lines[max(i - 1, 0) : i + 2] if other != line and facts.is_place(other)
            ]
            near = [other for other in near if "," in other or len(other.split()) < 3]
            found.place = beside or next(reversed(near), "")
            if not found.place and found.starts_on == found.ends_on:
                left.append(line)  # more likely the day of the paper than of the meeting
                found.dates, found.starts_on, found.ends_on = "", None, None
            continue
        left.append(line)
    left.sort(key=lambda line: facts.dates_in(line) is not None)  # "Final draft, 3 May 2033" is no title
    left = [line for line in left if not re.match(r"[a-z]+: ", line)] or left
    titles = [line for line in left if line != found.place and folded(line).strip(" :") not in _KIND_OF_PAPER]
    proposal.title = next((line for line in titles if len(line) > 8), titles[0] if titles else "")


_HELD = re.compile(
    r"(?:be held|take place|meet|convene|se tiendra|aura lieu|se celebrara|tendra lugar)(?P<rest>[^\n]{0,200})"
)
_IN = re.compile(
    r"\b(?:in|at|à|en|a)\s([^\W\d_][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+){0,2}(?:,\s[^\W\d_a-z][\w'’ -]{2,20}?)?)(?=[,.;]|\s(?:from|on|du|le|del|el)\b)"
)


def _read_announcement(proposal: Proposal) -> None:
    """When the meeting is to be held, as the first sections of a paper may say in a sentence."""
    found = proposal.meeting
    if not (proposal.themes or proposal.roundtables):
        return
    for section in proposal.sections[:2]:
        text = plain(section.text[:6000])
        for held in _HELD.finditer(folded(text)):
            rest = text[held.start("rest") : held.end("rest")]
            dates = facts.dates_in(rest)
            if dates and dates.starts_on:
                found.dates, found.starts_on, found.ends_on = dates.written, dates.starts_on, dates.ends_on
                place = _IN.search(rest[: dates.end + 60])
                found.place = place[1] if place and facts.is_place(place[1]) else found.place
                return


def _is_only_when_and_where(line: str, dates: facts.Dates) -> bool:
    rest = f"{line[: dates.start]} {line[dates.end :]}".strip(" ,;:.()–—-|")
    return not rest or facts.is_place(rest) or len(rest) < 60


_AT_THE = re.compile(r"^\W*(?:(?:at|in|à|au|aux|en)\s)?\s*(?:the\s|la\s|le\s|l[’']|el\s)?", re.IGNORECASE)


def _read_line(proposal: Proposal, kinds: tuple[str, ...], text: str) -> None:
    found = proposal.meeting
    if kinds[0] in ("when", "where"):
        dates = facts.dates_in(text)
        if dates and not found.starts_on:
            found.dates, found.starts_on, found.ends_on = dates.written, dates.starts_on, dates.ends_on
        rest = f"{text[: dates.start]} {text[dates.end :]}" if dates else text
        rest = _AT_THE.sub("", rest).strip(" ,.;:")
        if rest:
            found.venue = found.venue or rest
            found.place = found.place or (rest if facts.is_place(rest) else "")
    elif kinds[0] == "organizers":
        found.organizers = found.organizers or text
    elif kinds[0] == "co_chairs":
        found.co_chairs = found.co_chairs or text
    elif kinds[0] == "host":
        found.host = found.host or text


def _read_section(proposal: Proposal, kinds: tuple[str, ...], section, builder: Builder) -> None:
    found, text = proposal.meeting, plain(section.text.split("\n\n")[0])
    if {"when", "where"} & set(kinds):
        _read_line(proposal, ("when",), text)
    elif "organizers" in kinds:
        subject = _WILL_ORGANIZE.match(text)
        found.organizers = found.organizers or (next(filter(None, subject.groups())) if subject else text)
        if host := _WILL_HOST.search(text):
            found.host = found.host or host[1].strip()
    elif "co_chairs" in kinds:
        subject = _CO_CHAIR.match(text)
        found.co_chairs = found.co_chairs or (subject[1] if subject else text)
    elif "host" in kinds:
        found.host = found.host or text
    elif "participants" in kinds:
        count = _COUNT.search(folded(section.text))
        found.participants = found.participants or (int(count[1]) if count else None)
        items = builder.texts[id(section)][1]["text"].paragraphs if id(section) in builder.texts else []
        found.constituencies += [
            spaced(item.text).rstrip(" ;.")
            for item in items
            if item.kind == Kind.ITEM and not item.level and not item.damage
        ]


def _be_the_workshop(proposal: Proposal) -> None:
    """A paper about one workshop proposes that workshop, with what it says of its date and place."""
    if (
        proposal.themes
        or proposal.roundtables
        or proposal.workshops
        or not _WORKSHOP.search(folded(proposal.title))
    ):
        return
    found = proposal.meeting
    event = Event(proposal.title, date=found.dates, starts_on=found.starts_on, ends_on=found.ends_on, line=1)
    event.place, event.facts = found.place or found.venue, found
    proposal.workshops.append(event)


# --- Footnotes -------------------------------------------------------------------------------------------


def _tie_footnotes(builder: Builder, notes: dict[str, Note], loose: list[Note]) -> None:
    proposal, listed = builder.proposal, set()
    by_part = {id(part): path for path, part in proposal.paths()}
    for part, label, before in builder.title_marks:
        if label in notes and label not in listed:
            path = f"{by_part[id(part)]}.title" if id(part) in by_part else "title"
            listed.add(label)
            proposal.footnotes.append(_footnote(notes[label], path, before))
    for path, text in _texts(proposal):
        for mark in MARK.finditer(text):
            if mark[1] in notes and mark[1] not in listed:
                listed.add(mark[1])
                before = text[max(mark.start() - 300, 0) : mark.start()]
                proposal.footnotes.append(_footnote(notes[mark[1]], path, before))
    for note in [*loose, *notes.values()]:
        if note.label not in listed:
            listed.add(note.label)
            proposal.footnotes.append(Footnote(note.label, note.text, line=note.number))
            message = _("No word in the outline carries footnote %(label)s.") % {"label": note.label}
            proposal.warnings.append(Caution("footnote", message, note.number, text=note.text))
    proposal.footnotes.sort(
        key=lambda note: (not note.label.isdigit(), int(note.label) if note.label.isdigit() else 0)
    )


def _footnote(note: Note, where: str, before: str) -> Footnote:
    words = plain(before.rpartition("\n")[2]).split()
    word = words[-1].strip('“”"«»()[],.;:') if words else ""
    return Footnote(note.label, note.text, where, word, " ".join(words[-_WORDS_BEFORE:]), note.number)


def _texts(proposal: Proposal):
    for path, part in proposal.paths():
        if isinstance(part, Question):
            yield path, part.text
            continue
        for field in _TEXT_FIELDS:
            if text := getattr(part, field, ""):
                yield f"{path}.{field}", text


# --- Warnings --------------------------------------------------------------------------------------------


def _caution(proposal: Proposal) -> None:
    for theme in proposal.themes:
        _caution_untitled(proposal, theme)
    for roundtable in proposal.every_roundtable():
        _caution_untitled(proposal, roundtable)
        for session in roundtable.sessions:
            _caution_untitled(proposal, session)
        _caution_gaps(proposal, roundtable.sessions)
    _caution_gaps(proposal, proposal.themes)
    for theme in proposal.themes:
        _caution_gaps(proposal, theme.roundtables)
    for theme, after in pairwise(proposal.themes):
        if theme.roundtables and after.roundtables:
            _caution_gaps(proposal, [theme.roundtables[-1], after.roundtables[0]], only_forward=True)
    _caution_same_codes(proposal)
    _caution_gaps(proposal, proposal.roundtables)
    if proposal.themes:
        for roundtable in proposal.roundtables:
            message = _("The paper does not say which theme %(code)s belongs to.") % {"code": roundtable.code}
            proposal.warnings.append(Caution("theme", message, roundtable.line, part=roundtable))
    if proposal.is_damaged:
        message = _(
            "This paper was damaged, as by scanning. Compare every passage with the original before you accept it."
        )
        proposal.warnings.append(Caution("damage", message))


def _caution_untitled(proposal: Proposal, part) -> None:
    if not part.title and not part.damaged:
        name = _("“%(code)s” has no title in the paper.") % {"code": part.code}
        proposal.warnings.append(Caution("untitled", name, part.line, part=part))
    if not part.code:
        message = _("“%(title)s” has no code in the paper.") % {"title": part.title}
        proposal.warnings.append(Caution("untitled", message, part.line, part=part))


def _caution_gaps(proposal: Proposal, parts: list, only_forward: bool = False) -> None:
    """Numbers left out are right as often as not: they are said, and nothing is invented.

    `only_forward`: a number that is lower than the one before is none left out, as where each theme counts anew.
    """
    for one, other in pairwise(parts):
        first, second = code_parts(one.code), code_parts(other.code)
        if not first or len(first) != len(second) or first[:-1] != second[:-1]:
            continue
        if not isinstance(first[-1], int) or not isinstance(second[-1], int):
            continue
        if second[-1] != first[-1] + 1 and not (only_forward and second[-1] <= first[-1]):
            message = _("After %(one)s comes %(other)s; the numbers are kept as they are in the paper.")
            message = message % {"one": one.code, "other": other.code}
            proposal.warnings.append(Caution("gap", message, other.line, part=other))


def _caution_same_codes(proposal: Proposal) -> None:
    """Codes are unique within a meeting; papers that count anew in each theme are told so."""
    for parts in (proposal.themes, proposal.every_roundtable()):
        seen: set[tuple] = set()
        for part in parts:
            code = code_parts(part.code)
            if code and code in seen:
                message = _("Two parts carry the code %(code)s.") % {"code": part.code}
                proposal.warnings.append(Caution("duplicate", message, part.line, part=part))
            seen.add(code)


def _settle_warnings(proposal: Proposal) -> None:
    by_part = {id(part): path for path, part in proposal.paths()}
    for caution in proposal.warnings:
        path = by_part.get(id(caution.part), "") if caution.part is not None else ""
        caution.where = f"{path}.{caution.where}".strip(".") if caution.where else path
    proposal.warnings.sort(key=lambda caution: caution.line)
    if len(proposal.warnings) > limits.WARNINGS:
        left = len(proposal.warnings) - limits.WARNINGS
        del proposal.warnings[limits.WARNINGS :]
        message = _("%(number)d further warnings are not listed.") % {"number": left}
        proposal.warnings.append(Caution("more", message))
