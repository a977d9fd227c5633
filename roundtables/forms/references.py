"""What is typed about what a brief refers to: earlier roundtables, targets, instruments, works; and its papers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gfmd.lists import listed
from meetings.forms import SeenForm
from meetings.languages import InLanguages, InMeetingLanguages
from meetings.models import Document, DocumentState, Meeting
from roundtables.models import Reference, ReferenceKind, Roundtable
from roundtables.sdg import codes_in, target_places

# What may stand between the brackets of a citation (gfmd.markdown).
CITABLE = re.compile(r"[^\[\],@]+")
LONGEST_SEARCH = 100
MOST_AT_ONCE = 30


class RoundtableChoice(forms.ModelChoiceField):
    """A roundtable, told by its code and title; its meeting is the group it stands in."""

    default_error_messages = {"invalid_choice": gettext_lazy("Choose a roundtable from the list.")}

    def label_from_instance(self, roundtable: Roundtable) -> str:
        return f"{roundtable.code} {roundtable.title}"


class EarlierForm(forms.Form):
    """A roundtable of another meeting whose brief is published. Search narrows the list."""

    earlier = RoundtableChoice(
        label=gettext_lazy("Roundtable"),
        queryset=Roundtable.objects.none(),
        error_messages={"required": gettext_lazy("Choose a roundtable from the list.")},
    )

    def __init__(self, *args, roundtable: Roundtable, search: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        found = earlier_roundtables(roundtable)
        field = self.fields["earlier"]
        field.queryset = found
        field.choices = in_meetings(field, [one for one in found if matches(one, search)])

    @property
    def is_empty(self) -> bool:
        return not any(key for key, _label in self.fields["earlier"].choices)


def earlier_roundtables(roundtable: Roundtable):
    """Those everybody may read, of other meetings, the latest meeting first."""
    return (
        Roundtable.objects.published()
        .filter(meeting__in=Meeting.objects.announced())
        .exclude(meeting=roundtable.meeting_id)
        .select_related("meeting")
        .order_by("-meeting__starts_on", "meeting__pk", "position", "pk")
    )


def in_meetings(field: RoundtableChoice, rows: list[Roundtable]) -> list:
    groups: dict[str, list] = {}
    for one in rows:
        groups.setdefault(str(one.meeting.title), []).append((one.pk, field.label_from_instance(one)))
    return [("", _("Choose one")), *groups.items()] if groups else []


def matches(roundtable: Roundtable, search: str) -> bool:
    """Whether every word searched for stands in the code, the title in any language, or the meeting."""
    told = f"{roundtable.code} {texts(roundtable.title)} {texts(roundtable.meeting.title)} {roundtable.meeting.slug}"
    return all(word in told.casefold() for word in search[:LONGEST_SEARCH].casefold().split())


def texts(value) -> str:
    stored = getattr(value, "data", value)
    return " ".join(map(str, stored.values())) if isinstance(stored, dict) else str(stored)


class TargetsForm(forms.Form):
    """One or several targets of the Sustainable Development Goals, by their codes."""

    codes = forms.CharField(
        label=gettext_lazy("Targets"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "list": "targets"}),
        help_text=gettext_lazy("Their codes, such as 10.7 or 8.b; several at once with commas between them."),
        error_messages={"required": gettext_lazy("Write the code of a target, such as 10.7.")},
    )

    def clean_codes(self) -> list[str]:
        codes = codes_in(self.cleaned_data["codes"])
        if not codes:
            raise ValidationError(self.fields["codes"].error_messages["required"])
        unknown = [code for code in codes if code not in target_places()]
        if unknown:
            raise ValidationError(
                ngettext(
                    "There is no target with this code: %(codes)s. The goals have 169 targets, from 1.1 to 17.19.",
                    "There are no targets with these codes: %(codes)s. The goals have 169 targets, from 1.1 to 17.19.",
                    len(unknown),
                )
                % {"codes": listed(unknown[:MOST_AT_ONCE])}
            )
        return codes


class AddressField(forms.URLField):
    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class ReferenceForm(InMeetingLanguages, SeenForm):
    """An instrument or a work; the text may be written in each language of the meeting."""

    LABELS: dict[str, str] = {}

    class Meta:
        model = Reference
        fields = ("key", "text", "url")
        field_classes = {"url": AddressField}

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.show_languages(meeting.languages)
        self.fields["text"].widget = InLanguages(meeting.languages, rows=3)
        self.fields["text"].widget.is_required = False
        if "key" in self.fields:
            self.fields["key"].required = True
            self.fields["key"].widget.attrs |= {"autocomplete": "off", "dir": "auto"}
        for name, (label, help_text) in self.LABELS.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text

    def clean_key(self) -> str:
        return " ".join(self.cleaned_data["key"].split())

    def clean(self):
        super().clean()
        self.keep_other_languages()
        return self.cleaned_data


class InstrumentForm(ReferenceForm):
    LABELS = {
        "key": (
            gettext_lazy("Instrument"),
            gettext_lazy("As readers know it, such as ILO Convention No. 181."),
        ),
        "text": (
            gettext_lazy("Paragraph"),
            gettext_lazy("The paragraph, article or objective meant, or the full title."),
        ),
        "url": (gettext_lazy("Address on the web"), ""),
    }


class WorkForm(ReferenceForm):
    LABELS = {
        "key": (
            gettext_lazy("Short name"),
            gettext_lazy("What stands in the text between brackets, such as ILO 2019 in [@ILO 2019, p. 4]."),
        ),
        "text": (
            gettext_lazy("Full reference"),
            gettext_lazy("Author, title, place and year, as they are to be printed."),
        ),
        "url": (gettext_lazy("Address on the web"), ""),
    }

    def clean_key(self) -> str:
        key = super().clean_key()
        if not CITABLE.fullmatch(key):
            raise ValidationError(
                _("A short name has no comma, no bracket and no @: these end the citation in the text.")
            )
        return key


class TargetForm(ReferenceForm):
    """The words of a target that the brief refers to already; its code stays."""

    LABELS = {
        "text": (gettext_lazy("Words"), gettext_lazy("What the target says, if readers should see it here."))
    }

    class Meta(ReferenceForm.Meta):
        fields = ("text",)


FORMS = {
    ReferenceKind.INSTRUMENT: InstrumentForm,
    ReferenceKind.WORK: WorkForm,
    ReferenceKind.SDG_TARGET: TargetForm,
}


# --- Papers ----------------------------------------------------------------------------------------------


class PaperChoice(forms.ModelChoiceField):
    default_error_messages = {"invalid_choice": gettext_lazy("Choose a paper from the list.")}

    def label_from_instance(self, paper: Document) -> str:
        return " · ".join(filter(None, (paper.symbol, str(paper.title))))


class PaperForm(forms.Form):
    """A paper of the meeting's library that the person may know of and that is not beside the brief yet."""

    paper = PaperChoice(
        label=gettext_lazy("Paper"),
        queryset=Document.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose a paper from the list.")},
    )

    def __init__(self, *args, roundtable: Roundtable, person, **kwargs):
        super().__init__(*args, **kwargs)
        attached = roundtable.papers.values("pk")
        found = Document.objects.visible_to(person, roundtable.meeting).filter(~Q(pk__in=attached))
        self.fields["paper"].queryset = found.exclude(state=DocumentState.SUPERSEDED).order_by("symbol", "pk")
