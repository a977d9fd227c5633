"""The components of the look. Every template has them without {% load %}; the page /gallery/ shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from gfmd.comparison import Block, stretches
from gfmd.lists import listed
from gfmd.markdown import Marked
from gfmd.reading import beside, direction, in_reading_language, label

register = template.Library()

STATUS_TONES = ("owed", "settled", "info", "bad")
STATE_TONES = ("good", "warn", "bad", "quiet")
TAKEN, OPEN = "●", "○"


# --- Where things stand ----------------------------------------------------------------------------------


@register.simple_block_tag
def status(content: SafeString, tone: str = "owed") -> SafeString:
    """The one sentence that says where you stand, and the one next act beside it.

    {% status tone="owed" %}<p><b>Not yet registered.</b> …</p><a class="button" href="…">…</a>{% endstatus %}
    `owed` while something is missing, `settled` when not, `info` for news, `bad` for what went wrong.
    """
    if tone not in STATUS_TONES:
        raise ValueError(f"{tone!r} is not a tone of a status: {', '.join(STATUS_TONES)}")
    return format_html('<div class="status {}">{}</div>', tone, content)


@register.inclusion_tag("components/state.html")
def state(tone: str, label: str) -> dict:
    """A state as a word with a sign: {% state tone="good" label=delegation.get_state_display %}"""
    if tone not in STATE_TONES:
        raise ValueError(f"{tone!r} is not a tone of a state: {', '.join(STATE_TONES)}")
    return {"tone": tone, "label": label}


@register.simple_tag
def pips(used: int, limit: int = 3) -> SafeString:
    """The seats of a delegation, always all of them: {% pips used=2 limit=3 %}"""
    label = ngettext("%(used)s of %(limit)s seat taken", "%(used)s of %(limit)s seats taken", limit) % {
        "used": used,
        "limit": limit,
    }
    places = TAKEN * used + OPEN * (limit - used)
    return format_html('<span class="pips" role="img" aria-label="{}">{}</span>', label, places)


@register.inclusion_tag("components/meter.html")
def meter(value: int, max: int, label: str = "") -> dict:
    """A share as a bar with its words: {% meter value=33 max=54 label="33 of 54" %}"""
    words = label or _("%(part)s of %(whole)s") % {"part": value, "whole": max}
    return {"percent": round(100 * value / max) if max else 0, "label": words}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "") -> dict:
    """A list with nothing in it, and what would fill it: {% empty title=_("No delegation yet") text=_("…") %}"""
    return {"title": title, "text": text}


# --- Texts in several languages --------------------------------------------------------------------------


@register.simple_tag
def content(value: LazyI18nString | str | None, labelled: bool = False) -> SafeString:
    """A text in the reader's language, or in another one, marked as such: {% content meeting.title %}

    With `labelled=True` the name of that other language is shown beside it. For a page's <title>, and
    wherever no markup may stand, print the value itself.
    """
    text, language = in_reading_language(value)
    if not language:
        return escape(text)
    marked = format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), text)
    return marked + beside(language, labelled)


@register.simple_tag
def paragraphs(value: LazyI18nString | str | None, labelled: bool = False) -> SafeString:
    """The same for a long text; blank lines part its paragraphs: {% paragraphs roundtable.expected_outcomes %}"""
    text, language = in_reading_language(value)
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    html = format_html_join("\n", "<p>{}</p>", ((in_lines(block),) for block in blocks))
    if not language or not blocks:
        return html
    return format_html(
        '{}<div lang="{}" dir="{}">{}</div>', label(language, labelled), language, direction(language), html
    )


def in_lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 — escaped just before


@register.simple_tag(name="markdown")
def markdown_text(value: LazyI18nString | str | None, id_prefix: str, labelled: bool = False) -> SafeString:
    """A text of its own in Markdown, its notes beneath: {% markdown theme.rationale "theme-1" labelled=True %}

    `id_prefix` begins the ids of its notes; no other text of the page may have the same.
    """
    text, language = in_reading_language(value)
    marked = Marked(ids=f"{id_prefix}-note", labelled=labelled)
    marked.add("text", text, language)
    return marked.html("text") + notes(marked)


@register.simple_tag
def part(marked: Marked, key: str) -> SafeString:
    """One of several texts that share their notes: {% part texts "background" %}, and {% notes texts %} at the end."""
    return marked.html(key)


@register.simple_tag
def notes(marked: Marked) -> SafeString:
    """The notes of such texts, each with the ways back to where it was called; nothing where there are none."""
    if not marked.notes:
        return mark_safe("")
    return mark_safe(render_to_string("components/notes.html", {"notes": marked.notes}))  # noqa: S308


@register.inclusion_tag("components/difference.html")
def difference(blocks: list[Block], language: str = "") -> dict:
    """What changed between two versions: {% difference blocks language="ar" %} with what `compare` answered."""
    return {
        "stretches": stretches(blocks),
        "is_same": all(block.kind == "same" for block in blocks),
        "language": language,
        "direction": direction(language) if language else "",
    }


@register.filter
def changes(block: Block) -> SafeString:
    """A paragraph with what was removed and added marked, in signs to be seen and in words to be heard."""
    heard = (
        '<{0}><span class="visually-hidden" lang="{1}">{2} </span>{{}}'
        '<span class="visually-hidden" lang="{1}"> {3}</span></{0}>'
    )
    language = get_language()
    marks = {
        "same": "{}",
        "removed": heard.format("del", language, _("[removed:"), _("end of what was removed]")),
        "added": heard.format("ins", language, _("[added:"), _("end of what was added]")),
    }
    html = []
    for piece in block.pieces:
        if not piece.is_blank:
            html.append(marks[piece.kind].format(escape(piece.words)))
        if piece.kind != "removed":
            html.append(escape(piece.space))
        elif not piece.is_blank and piece.space:
            html.append(" ")
    return mark_safe("".join(html).rstrip())  # noqa: S308 — what was typed is escaped above


register.filter("listed", listed)


# --- Instants, always with their zone --------------------------------------------------------------------


@register.simple_tag
def instant(value: datetime | None, zone: str | ZoneInfo, city: LazyI18nString | str = "") -> SafeString:
    """An instant on the clocks of a place: {% instant closes_at zone=meeting.time_zone city=meeting.city %}

    Prints "14 February 2027, 23:59, Rabat time"; without a city, the zone's own name.
    """
    if not value:
        return mark_safe("")
    local = value.astimezone(zone_of(zone))
    words = _("%(day)s, %(time)s, %(zone)s") % {
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
        "zone": zone_in_words(zone, city),
    }
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_tag
def period(
    start: datetime | None, end: datetime | None, zone: str | ZoneInfo, city: LazyI18nString | str = ""
) -> SafeString:
    """From when to when: {% period session.starts_at session.ends_at zone=meeting.time_zone city=meeting.city %}

    Prints "Thursday 6 December 2018, 10:00–13:00, Marrakesh time", or both days when they differ.
    """
    if not start or not end:
        return instant(start or end, zone, city)
    first, last = start.astimezone(zone_of(zone)), end.astimezone(zone_of(zone))
    parts = {
        "weekday": date_format(first, "l"),
        "day": date_format(first, "DATE_FORMAT"),
        "start": date_format(first, "TIME_FORMAT"),
        "last_day": date_format(last, "DATE_FORMAT"),
        "end": date_format(last, "TIME_FORMAT"),
        "zone": zone_in_words(zone, city),
    }
    if first.date() == last.date():
        words = _("%(weekday)s %(day)s, %(start)s–%(end)s, %(zone)s") % parts
    else:
        words = _("%(day)s, %(start)s – %(last_day)s, %(end)s, %(zone)s") % parts
    return format_html('<time datetime="{}">{}</time>', first.isoformat(timespec="minutes"), words)


def zone_of(zone: str | ZoneInfo) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def zone_in_words(zone: str | ZoneInfo, city: LazyI18nString | str) -> str:
    name = str(city or "")
    return _("%(city)s time") % {"city": name} if name else str(zone).replace("_", " ")


# --- Forms -----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/form_errors.html")
def form_errors(form) -> dict:
    """What is to be mended in a form, with links to the fields. `{{ form }}` shows it by itself.

    {% form_errors form %} at the top of a form whose fields are placed one by one.
    """
    if not form.is_bound or not form.errors:
        return {"errors": []}
    errors = [{"text": conditional_escape(text)} for text in form.non_field_errors()]
    for field in form:
        for text in field.errors:
            found = {"text": text}
            if not field.is_hidden:
                found |= {"label": field.label, "anchor": anchor_of(field)}
            errors.append(found)
    return {"errors": errors}


def anchor_of(field) -> str:
    """The id to go to: the control, or the group where several stand together."""
    return f"{field.auto_id}_group" if field.use_fieldset else field.id_for_label
