"""A seat as the focal point fills it: what is essential first, the rest in groups."""

from collections.abc import Iterable

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms.fields import shown_value
from meetings.models import MeetingState
from participants.actions.rules import mark, may_change, value_of
from participants.fields import in_words
from participants.forms.details import ASKED, DetailsForm, marks_of
from participants.letters import LetterField
from participants.models import Delegate, DelegateRole, Delegation, FieldCheck, FieldCheckState

ESSENTIAL = ("name", "function", "ministry", "email", "role")
# Beside three panels less help is read faster.
HELP = {"function": "", "ministry": "", "email": gettext_lazy("Only the chair's staff sees it.")}
# The rest, a <details> each: its key, what it is called, its fields.
MORE = (
    (
        "names",
        gettext_lazy("Badge name, honorific, gender"),
        ("honorific", "badge_name", "original_name", "gender"),
    ),
    (
        "office",
        gettext_lazy("Office, expertise, languages"),
        ("function_en", "city", "level", "relationship", "expertise", "languages", "phone"),
    ),
    ("days", gettext_lazy("Days and parts attended"), ("attends_on", "parts")),
    ("travel", gettext_lazy("Arrival and departure"), ("arrives_at", "arrives_by", "leaves_at", "leaves_by")),
    ("consent", gettext_lazy("List and photographs"), ("is_on_list", "is_photographed")),
)
FIELDS = (*ESSENTIAL, *(name for _key, _legend, names in MORE for name in names))


class DelegateForm(DetailsForm):
    """One seat. With `only`, just the fields that a page saved as typed has sent."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=DelegateRole.choices, required=False)
    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Parts of the meeting attended"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen means the meeting itself alone."),
    )

    class Meta(DetailsForm.Meta):
        fields = ("name", "function", "ministry", "email", *(name for name in ASKED if name != "parts"))

    field_order = FIELDS

    def __init__(self, data=None, *, delegation: Delegation, only=(), offers_head=False, **kwargs):
        self.checks: dict[str, FieldCheck] = {}
        self.clashes: dict[str, str] = {}
        self.only = frozenset(only)
        self.offers_head = offers_head
        self.delegation = delegation
        if only:
            known = type(self).base_fields
            self.base_fields = {name: known[name] for name in known if name in self.only or name == "seen"}
        super().__init__(data, delegation=delegation, **kwargs)
        self.initial["role"] = DelegateRole.HEAD if offers_head else self.instance.role
        for name, field in self.fields.items():
            field.template_name = "participants/_seat_field.html"
            if name in HELP:
                field.help_text = HELP[name]

    def _is_shut(self, name: str, delegation: Delegation) -> bool:
        """What is sent is looked at, also when it comes too late: the act refuses it with its reason."""
        return not self.is_bound and name in FIELDS and not may_change(delegation, (name,))

    def _needs_name(self) -> bool:
        """A seat offered by personal link may wait for the name."""
        return bool(self.instance.name or not self.instance.pk)

    @property
    def asked(self) -> list[str]:
        return [name for name in FIELDS if name in self.fields and not self.fields[name].disabled]

    def marks(self) -> str:
        """What is sent brings the marks of the page it was typed on."""
        if self.is_bound:
            return ""
        told = super().marks()
        if self.offers_head:
            return told.replace(f"role:{mark('member')}", f"role:{mark('head')}")
        return told

    @property
    def details_of_new(self) -> dict:
        """The same for a free seat, without a role that nobody chose there."""
        details = self.details
        seen = self.cleaned_data["seen"].get("role")
        if not self.data.get("role") or mark(details.get("role", "")) == seen:
            details.pop("role", None)
        return details

    def _offer_parts(self) -> None:
        """Known once for all the seats of a page; a free seat for which none was chosen has none to look up."""
        is_unasked = self.is_bound and not self.instance.pk and "parts" not in self.data
        parts = [] if is_unasked else parts_of(self.meeting)
        choices = [(part.pk, str(part)) for part in parts if part.state != MeetingState.DRAFT]
        if not choices:
            del self.fields["parts"]
            return
        self.fields["parts"].choices = choices
        self.initial["parts"] = value_of(self.instance, "parts")

    def note(self, checks: Iterable[FieldCheck]) -> None:
        """Say beside each field what the chair asks about it, or looks at again, before what helps to fill it."""
        self.checks = {check.field: check for check in checks}
        for name in self.checks.keys() & self.fields.keys():
            self.fields[name].help_text = format_html(
                '<p class="asked" data-note="{}">{}</p>{}',
                name,
                note_of(self.checks[name], self.instance),
                self.fields[name].help_text,
            )

    def clean_name(self) -> str:
        """As typed."""
        return self.cleaned_data["name"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean_role(self) -> str:
        """Where it was not asked for, the role stays as it is."""
        return self.cleaned_data["role"] or str(self.initial["role"])

    @property
    def details(self) -> dict:
        """What was typed, by field, as far as it may be changed."""
        details = {name: self.cleaned_data[name] for name in self.asked if name in self.cleaned_data}
        if "parts" in details:
            details["parts"] = sorted(details["parts"])
        return details

    @property
    def essential(self) -> list[forms.BoundField]:
        return [self[name] for name in ESSENTIAL if name in self.fields]

    @property
    def more(self) -> list[tuple[str, str, list[forms.BoundField], bool]]:
        """(key, legend, fields, open) of each group; one that asks for attention is open."""
        groups = []
        for key, legend, names in MORE:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                is_open = any(
                    name in self.errors or name in self.clashes or name in self.checks for name in names
                )
                groups.append((key, legend, fields, is_open))
        return groups

    def sent_values(self, name: str) -> list[str]:
        """What a browser would send of a field as it is shown."""
        value, widget = self[name].value(), self.fields[name].widget
        if isinstance(value, bool):
            return ["on"] if value else []
        if isinstance(value, list | tuple):
            return [str(one) for one in value]
        return [widget.format_value(value) or ""] if hasattr(widget, "format_value") else [str(value or "")]

    def show_written(self, stored: Delegate, fields) -> None:
        """Somebody else has written in these fields: what stands there is shown, ready to be written over knowingly."""
        stored.delegation = self.delegation
        now = DelegateForm(delegation=self.delegation, instance=stored)
        self.count_as_seen(stored, fields)
        self.written = {name: now.sent_values(name) for name in fields}
        self.seen_now = marks_of(stored, fields)
        for name in fields:
            self.clashes[name] = shown_value(now[name])
            self.fields[name].help_text = format_html(
                "{}{}", clash_note(self.clashes[name]), self.fields[name].help_text
            )


def note_of(check: FieldCheck, delegate: Delegate) -> str:
    """What is open between chair and focal point about a field, as a sentence."""
    if check.state == FieldCheckState.RETURNED:
        return _("The chair asks: “%(sentence)s”") % {"sentence": check.sentence}
    before = in_words(check.field, check.before, delegate)
    if not before:
        return _("Changed: it was empty before. The chair looks at it next.")
    return _("Changed: it was “%(before)s” before. The chair looks at it next.") % {"before": before}


def clash_note(stored: str) -> str:
    """What somebody else has written in a field meanwhile; nothing is overwritten until it is saved again."""
    sentence = (
        _("Somebody else has written “%(stored)s” here meanwhile. Save again to put yours in its place.")
        % {"stored": stored}
        if stored
        else _("Somebody else has emptied this meanwhile. Save again to put yours in its place.")
    )
    return format_html('<p class="clash">{}</p>', sentence)


def parts_of(meeting) -> list:
    """The parts of a meeting, asked for once."""
    known = meeting.__dict__.get("_parts")
    if known is None:
        known = meeting.__dict__["_parts"] = list(meeting.parts.order_by("starts_on", "pk"))
    return known


class SuccessorForm(forms.ModelForm):
    """Who takes a seat in somebody's place: what is essential; the rest follows on the page of the seats."""

    class Meta:
        model = Delegate
        fields = ("name", "function", "ministry", "email", "honorific")
        help_texts = DetailsForm.Meta.help_texts
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
            for name in ("name", "function", "ministry")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        # Not marked as optional: once the delegation is handed in, nobody sits there without one.
        self.fields["function"].one_required = True

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def _get_validation_exclusions(self) -> set[str]:
        """The rules between delegates are kept by the actions and the database, not by the form."""
        return set(super()._get_validation_exclusions()) | {"delegation", "meeting", "seat"}

    @property
    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SeatForm(forms.Form):
    """Where a delegate moves to."""

    to_seat = forms.IntegerField()


class NoteVerbaleForm(forms.Form):
    file = LetterField(
        label=gettext_lazy("Note verbale or signed letter"),
        help_text=gettext_lazy("With the composition of the delegation. PDF, PNG or JPEG, at most 10 MB."),
    )
