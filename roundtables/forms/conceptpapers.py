"""What is typed about a concept paper: the paper itself, and the corrections of what was read in it."""

import re
from functools import cached_property

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms import DayField
from meetings.languages import language_attributes
from meetings.models import MeetingKind
from roundtables.comparing import STATUS_WORDS
from roundtables.conceptpapers.limits import CHARACTERS
from roundtables.conceptpapers.text import PaperUnreadable, Text
from roundtables.pasted import LINE_END, trimmed, without_bullet
from roundtables.proposed import EVENT_KINDS, FIELDS, Entry, Field, Outline

KEY = re.compile(r"[\w.:-]{1,80}")  # of a change: "roundtable-3.question:12"
ADDABLE = ("theme", "roundtable", "section")
LONGEST_CORRECTION = CHARACTERS  # what may stand in the programme is asked when it is taken over


class ConceptPaperForm(forms.Form):
    """A paper as a file, or its text pasted; read while the form is checked."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,  # its reader says so in its own words
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.odt,.txt,.md"}),
        help_text=gettext_lazy("Word (.docx), OpenDocument (.odt), .txt or .md, at most 20 megabytes."),
        error_messages={
            "max_length": gettext_lazy("The name of this file is too long. Give it a shorter one.")
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        max_length=CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=gettext_lazy("Paste the whole paper here instead of a file."),
    )
    language = forms.ChoiceField(label=gettext_lazy("It is written in"))

    def __init__(self, *args, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        languages = languages or ["en"]
        self.fields["language"].choices = [choice for choice in settings.LANGUAGES if choice[0] in languages]
        self.fields["language"].initial = languages[0]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
        self.read: Text | None = None

    def clean(self):
        super().clean()
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if self.errors:
            return self.cleaned_data
        if file is None and not text.strip():
            self.add_error("file", _("Choose the file of the concept paper, or paste its text below."))
        elif file is not None and text.strip():
            self.add_error("text", _("Send a file or its text, not both. Empty this field to send the file."))
        else:
            # What reads Word and OpenDocument takes 15 MB, which few web processes ever need.
            from roundtables.conceptpapers.reading import read_paper, read_pasted

            name = "file" if file is not None else "text"
            try:
                self.read = read_paper(file, file.name) if file is not None else read_pasted(text)
            except PaperUnreadable as refusal:
                self.add_error(name, str(refusal))
        return self.cleaned_data


class LineField(forms.CharField):
    """A text that has no lines, shown whole where it is long."""

    def to_python(self, value) -> str:
        return " ".join(super().to_python(value).split())


class ListField(forms.CharField):
    """Several texts, one a line and shown apart; bullets and numbers that were pasted along are left out."""

    def to_python(self, value) -> list[str]:
        lines = (without_bullet(line)[0] for line in LINE_END.split(super().to_python(value)))
        return [line for line in lines if trimmed(line)]

    def prepare_value(self, value):
        return "\n\n".join(value) if isinstance(value, list) else value


class OutlineForm(forms.Form):
    """Every field of every entry of an outline, and the ticks of its changes.

    A field that was not sent stays as it is stored: a page cut off on the way empties nothing.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)
    programme = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args, outline: Outline, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.outline, self.language = outline, language
        self.added: Entry | None = None
        self.needs_settings = False  # refused for what the meeting's settings allow
        self.stored: dict[str, str] = {}  # by name of the field, what somebody else has saved meanwhile
        for entry in outline.in_order():
            for spec in FIELDS[entry.kind]:
                self.add_fields(entry, spec)

    def add_fields(self, entry: Entry, spec: Field) -> None:
        name = f"{entry.key}-{spec.name}"
        if spec.shape == "days":
            for day, label in (("starts_on", _("First day")), ("ends_on", _("Last day"))):
                self.fields[f"{entry.key}-{day}"] = DayField(label=label, required=False)
                self.initial[f"{entry.key}-{day}"] = entry.get(day)
            return
        self.fields[name] = self.field_for(entry, spec)
        self.initial[name] = entry.questions if spec.shape == "list" else entry.get(spec.name)
        if spec.name == "theme":
            self.initial[name] = entry.parent

    def field_for(self, entry: Entry, spec: Field) -> forms.Field:
        options = {"label": spec.label, "required": False}
        if spec.shape == "choice":
            return forms.ChoiceField(choices=self.choices_of(spec), **options)
        options["max_length"] = LONGEST_CORRECTION
        attributes = language_attributes(self.language)
        if spec.name == "code":
            return forms.CharField(widget=forms.TextInput({"dir": "auto", "size": 6}), **options)
        rows = {"line": 1, "text": 5, "list": 12}[spec.shape]
        area = forms.Textarea({**attributes, "rows": rows})
        return {"line": LineField, "list": ListField}.get(spec.shape, forms.CharField)(widget=area, **options)

    def choices_of(self, spec: Field) -> list[tuple[str, str]]:
        if spec.name == "kind":
            return [(kind.value, MeetingKind(kind).label) for kind in EVENT_KINDS]
        themes = [
            (theme.key, theme.heading or _("Without a title")) for theme in self.outline.of_kind("theme")
        ]
        return [("", _("No theme")), *themes]

    def corrected(self) -> Outline:
        """The outline with what was typed. Ask once the form is valid."""
        outline = Outline.from_dict(self.outline.as_dict())
        for entry in outline.entries:
            for name in names_of(entry.kind):
                field = f"{entry.key}-{name}"
                if field in self.data:
                    self.correct(entry, name, self.cleaned_data[field])
        kind = self.data.get("step", "").removeprefix("add-")
        if kind in ADDABLE:
            self.added = outline.add(kind)
        return outline

    def correct(self, entry: Entry, name: str, value) -> None:
        """What was doubted of a passage is settled once somebody has written it anew."""
        if name == "theme":
            entry.parent = value
            return
        value = value if isinstance(value, list) else str(value or "").replace("\r\n", "\n").strip()
        if value != (entry.fields.get(name) or type(value)()):
            entry.fields[name] = value
            entry.doubts.pop(name, None)

    @cached_property
    def shown(self) -> dict[str, str]:
        """The changes for which the page showed a tick, each with how it stood there."""
        pairs = (one.rpartition("=") for one in self.data.get("shown", "").split())
        return {
            key: standing
            for key, _equals, standing in pairs
            if KEY.fullmatch(key) and standing[:-1] in STATUS_WORDS and standing[-1] in "+-"
        }

    @cached_property
    def ticked(self) -> frozenset[str]:
        return frozenset(self.data.getlist("take")) if self.is_bound else frozenset()

    @property
    def ticks(self) -> dict[str, list]:
        """What was decided on the page, with how it stood there."""
        return {key: [standing, key in self.ticked] for key, standing in self.shown.items()}

    def show_faults(self, faults: list) -> None:
        """Say beside each field why it cannot be taken over as it is."""
        for fault in faults:
            name = "starts_on" if fault.name == "days" else fault.name
            self.add_error(f"{fault.entry}-{name}", fault.sentence)

    def show_stored(self, outline: Outline, seen: str) -> None:
        """After a stale save: what somebody else has saved beside what was typed, ready to be saved knowingly."""
        theirs = OutlineForm(outline=outline, language=self.language)
        for name, field in self.fields.items():
            stored = theirs.initial.get(name)
            if name in theirs.fields and field.has_changed(stored, self[name].data):
                self.stored[name] = field.prepare_value(stored)
        self.data = self.data.copy()
        self.data["seen"] = seen


def names_of(kind: str) -> list[str]:
    """The fields of an entry as they are stored; days are two."""
    names = [spec.name for spec in FIELDS[kind]]
    return [one for name in names for one in (("starts_on", "ends_on") if name == "days" else (name,))]
