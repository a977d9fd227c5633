"""Meetings with their rooms, agenda, themes and roundtables, entered as the chair would."""

from contextlib import suppress
from datetime import date, time, timedelta

from i18nfield.strings import LazyI18nString

from accounts.models import Organization, Person
from gfmd.moves import Refused
from meetings import actions
from meetings.clock import instant
from meetings.models import AgendaItem, Chairmanship, Meeting, Room
from roundtables import actions as programme
from roundtables.models import LanguageState, Roundtable, Session, Theme

IN_LANGUAGES = ("title", "overarching_theme", "city", "venue")
AS_THEY_ARE = (
    "slug",
    "kind",
    "ordinal",
    "time_zone",
    "starts_on",
    "ends_on",
    "languages",
    "delegation_limit",
    "maximum_themes",
    "registration_opens_at",
    "registration_closes_at",
)
ORIGINAL = "en"  # briefs are written in English, and translated
DIRECTLY = 0  # the chair's staff publishes a brief without rounds of comments


def words(texts: dict[str, str] | None) -> LazyI18nString:
    """A text by language, without the line breaks a TOML file puts around it."""
    return LazyI18nString({language: text.strip() for language, text in (texts or {}).items()})


def enter_meeting(
    content: dict,
    *,
    chairmanship: Chairmanship,
    organizations: dict[str, Organization],
    by: Person,
    parent: Meeting | None = None,
) -> Meeting:
    """Open a meeting as a draft and write everything it has to say."""
    meeting = Meeting(
        parent=parent,
        host=organizations[content["host"]],
        dates_known=content.get("dates_known", "day"),
        brief_rounds=content.get("brief_rounds", DIRECTLY),
        **{name: words(content.get(name)) for name in IN_LANGUAGES},
        **{name: content[name] for name in AS_THEY_ARE if name in content},
    )
    chairs = [organizations[code] for code in content["chairs"]]
    meeting = actions.open_meeting(meeting=meeting, chairmanship=chairmanship, chairs=chairs, by=by)
    items = enter_agenda(meeting, content, by=by)
    enter_programme(meeting, content, items, by=by)
    if content.get("agenda"):
        meeting = actions.publish_agenda(meeting=meeting, by=by)
    return meeting


def enter_agenda(meeting: Meeting, content: dict, *, by: Person) -> dict[str, AgendaItem]:
    """Rooms and timetable. Returns the items at which a roundtable or session meets, by its code."""
    rooms = {}
    for room in content.get("rooms", []):
        rooms[room["name"]] = actions.save_room(room=Room(meeting=meeting, **room), by=by)
    items, titles = {}, titles_by_code(content)
    for entry in content.get("agenda", []):
        code = entry.get("roundtable") or entry.get("session")
        item = agenda_item(meeting, {"title": titles.get(code)} | entry, rooms)
        actions.add_item(item=item, by=by)
        if code:
            items[code] = item
    return items


def titles_by_code(content: dict) -> dict[str, dict[str, str]]:
    """What the agenda calls a roundtable or session, where it does not say so itself: code and title."""
    roundtables = content.get("roundtables", [])
    parts = [part for roundtable in roundtables for part in roundtable.get("sessions", [])]
    return {
        one["code"]: {language: f"{one['code']} {title}" for language, title in one["title"].items()}
        for one in [*roundtables, *parts]
    }


def agenda_item(meeting: Meeting, entry: dict, rooms: dict[str, Room]) -> AgendaItem:
    """An entry of the agenda: its day is counted from 1, its hours are those of the venue."""
    day: date = meeting.starts_on + timedelta(days=entry["day"] - 1)
    return AgendaItem(
        meeting=meeting,
        kind=entry["kind"],
        title=words(entry["title"]),
        note=words(entry.get("note")),
        starts_at=instant(day, time.fromisoformat(entry["from"]), meeting.zone),
        ends_at=instant(day, time.fromisoformat(entry["to"]), meeting.zone),
        room=rooms.get(entry.get("room")),
    )


def enter_programme(meeting: Meeting, content: dict, items: dict[str, AgendaItem], *, by: Person) -> None:
    themes = {}
    for entry in content.get("themes", []):
        theme = Theme(
            meeting=meeting,
            code=entry["code"],
            title=words(entry["title"]),
            rationale=words(entry.get("rationale")),
        )
        themes[theme.code] = programme.add_theme(theme=theme, by=by)
    for entry in content.get("roundtables", []):
        enter_roundtable(meeting, entry, themes, items, by=by)


def enter_roundtable(meeting: Meeting, entry: dict, themes: dict, items: dict, *, by: Person) -> None:
    """A roundtable with its sessions and questions; published unless its brief passes rounds of comments."""
    roundtable = Roundtable(
        meeting=meeting,
        theme=themes.get(entry.get("theme")),
        code=entry["code"],
        title=words(entry["title"]),
        agenda_item=items.get(entry["code"]) if "sessions" not in entry else None,
        original_language=ORIGINAL,
    )
    roundtable = programme.add_roundtable(roundtable=roundtable, by=by)
    texts = {"background": entry.get("background"), "outcomes": entry.get("expected_outcomes")}
    for part in entry.get("sessions", []):
        session = Session(
            roundtable=roundtable,
            code=part["code"],
            title=words(part["title"]),
            agenda_item=items.get(part["code"]),
        )
        session = programme.add_session(session=session, by=by)
        texts[f"session-{session.pk}"] = part.get("aim")
    texts |= enter_questions(roundtable, entry.get("questions", []), by=by)
    write_brief(roundtable, {key: text for key, text in texts.items() if text}, by=by)
    if meeting.brief_rounds == DIRECTLY:
        say_what_is_ready(roundtable, by=by)
        programme.publish_brief(roundtable=roundtable, by=by)


def enter_questions(roundtable: Roundtable, questions: list[str | dict], *, by: Person) -> dict[str, dict]:
    """The list is added in the original, as one would paste it. Returns the texts of each, by part of the brief."""
    texts = [question if isinstance(question, dict) else {ORIGINAL: question} for question in questions]
    originals = [text[ORIGINAL] for text in texts]
    added = programme.add_questions(roundtable=roundtable, texts=originals, language=ORIGINAL, by=by)
    return {f"question-{one.pk}": text for one, text in zip(added.questions, texts, strict=True)}


def write_brief(roundtable: Roundtable, texts: dict[str, dict[str, str]], *, by: Person) -> None:
    """Each language in turn, the original first: a change of it would send the translations back."""
    languages = {language for text in texts.values() for language in text}
    for language in sorted(languages, key=lambda code: (code != ORIGINAL, code)):
        parts = {key: text[language] for key, text in texts.items() if language in text}
        nothing = dict.fromkeys(parts, programme.digest(""))
        programme.write_brief(roundtable=roundtable, language=language, parts=parts, seen=nothing, by=by)


def say_what_is_ready(roundtable: Roundtable, *, by: Person) -> None:
    """The translations that lack nothing."""
    for one in roundtable.languages.all():
        with suppress(Refused):
            programme.set_language_state(
                roundtable=roundtable, language=one.language, state=LanguageState.READY, by=by
            )
