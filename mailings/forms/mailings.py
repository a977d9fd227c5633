"""What is typed about a mailing: to whom it goes, its words in each language, who signs, when it leaves."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from correspondence.rewording import faults_in
from gfmd.reading import direction
from mailings.actions.mailings import Signs, marker_of
from mailings.audiences import AUDIENCES, NARROWINGS
from mailings.messages.mailings import KIND_OF
from mailings.models import Mailing, MailingKind, MailingText
from meetings.clock import instant
from meetings.forms.fields import ClockField, DayField, SeenForm
from meetings.models import Meeting

AUDIENCE_CHOICES = [(name, audience.label) for name, audience in AUDIENCES.items()]


class BeginForm(forms.Form):
    """What kind of mailing, and to whom: what else is asked depends on it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MailingKind, widget=forms.RadioSelect)
    audience = forms.ChoiceField(label=gettext_lazy("To whom"), choices=AUDIENCE_CHOICES)


class PaperChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, document) -> str:
        return _("%(paper)s (for: %(audience)s)") % {
            "paper": document,
            "audience": document.get_audience_display(),
        }


class MailingForm(SeenForm):
    """A mailing without its words. The fields that narrow it are those of the audience chosen."""

    audience = forms.ChoiceField(label=gettext_lazy("To whom"), choices=AUDIENCE_CHOICES)
    dated_on = DayField(
        label=gettext_lazy("Date"),
        required=False,
        help_text=gettext_lazy("Of a joint letter: the date on it. Of a journal: the day it is about."),
    )
    documents = PaperChoice(
        label=gettext_lazy("Papers of the library that go with it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only papers that everybody in the audience may read can go."),
    )

    class Meta:
        model = Mailing
        fields = ("name", "kind", "audience", "dated_on", "is_thread", "needs_second", "documents")
        help_texts = {
            "name": gettext_lazy("Only the chair's staff reads it."),
            "is_thread": gettext_lazy(
                "Everybody in it sees the addresses of all the others, and may answer to all. At most 50 people."
            ),
        }

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        out = meeting.documents.filter(state="published").order_by("symbol", "pk")
        self.fields["documents"].queryset = out
        if not out.exists():
            del self.fields["documents"]
        self.initial["seen"] = marker_of(self.instance) if self.instance.pk else ""
        self.narrowings = self.add_narrowings()

    def add_narrowings(self) -> list[str]:
        """A choice for each thing that the chosen audience has to, or may, be narrowed by."""
        chosen = self.data.get(self.add_prefix("audience")) or self.initial.get("audience")
        audience = AUDIENCES.get(chosen or self.instance.audience)
        if audience is None:
            return []
        for name in (*audience.needs, *audience.may):
            narrowing = NARROWINGS[name]
            is_needed = name in audience.needs
            empty = ("", "---------" if is_needed else _("All"))
            self.fields[name] = forms.ChoiceField(
                label=narrowing.label, choices=[empty, *narrowing.choices(self.meeting)], required=is_needed
            )
            self.fields[name].error_messages["required"] = _("Say which one the audience is about.")
            self.initial.setdefault(name, self.instance.narrowed.get(name, ""))
        return [*audience.needs, *audience.may]

    @property
    def narrowed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.narrowings if self.cleaned_data.get(name)}

    @property
    def facts(self) -> dict:
        """What is stored of it, beside what narrows it and its papers."""
        names = ("name", "kind", "audience", "dated_on", "is_thread", "needs_second")
        return {name: self.cleaned_data[name] for name in names}

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("is_thread") and cleaned.get("kind") in (
            MailingKind.JOINT_LETTER,
            MailingKind.JOURNAL,
        ):
            self.add_error("is_thread", _("Letters and journals go to each reader alone."))
        return cleaned


class TextForm(SeenForm):
    """What a mailing says in one language, in Markdown, with placeholders in braces."""

    class Meta:
        model = MailingText
        fields = ("subject", "body", "letter")
        widgets = {
            "subject": forms.TextInput(),
            "body": forms.Textarea(attrs={"rows": 16}),
            "letter": forms.Textarea(attrs={"rows": 14}),
        }
        help_texts = {
            "subject": gettext_lazy("Say what is asked, and by when: “Action by {deadline_day}: …”"),
            "body": gettext_lazy(
                "**bold**, lists with “-”, and &lt;https://…&gt; for an address. Nothing else is read as a sign."
            ),
            "letter": gettext_lazy(
                "Letterhead, date, addressee, salutation and signatures are put around it."
            ),
        }

    def __init__(self, *args, mailing: Mailing, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.mailing = mailing
        self.placeholders = KIND_OF[MailingKind(mailing.kind)].placeholders
        self.initial["seen"] = marker_of(mailing)
        if not mailing.is_letter:
            del self.fields["letter"]
        else:
            self.fields["letter"].required = True
        for name in self.fields.keys() - {"seen"}:
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction(language)}

    def clean_subject(self) -> str:
        return self.with_known_placeholders(" ".join(self.cleaned_data["subject"].split()))

    def clean_body(self) -> str:
        return self.with_known_placeholders(self.cleaned_data["body"])

    def clean_letter(self) -> str:
        return self.with_known_placeholders(self.cleaned_data["letter"])

    def with_known_placeholders(self, text: str) -> str:
        if faults := faults_in(text, self.placeholders):
            raise ValidationError(faults)
        return text


class SignForm(forms.Form):
    """Who signs a joint letter: a name and a function for each of the chairs."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args, mailing: Mailing, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = marker_of(mailing)
        self.chairs = list(mailing.meeting.chairs.in_reading_order())
        signed = {one.organization_id: one for one in mailing.signatories.all()}
        for chair in self.chairs:
            former = signed.get(chair.pk)
            self.fields[f"name_{chair.pk}"] = forms.CharField(label=_("Name"), max_length=200)
            self.fields[f"function_{chair.pk}"] = forms.CharField(
                label=_("Function"), max_length=300, help_text=_("As it is printed beneath the name.")
            )
            if former:
                self.initial |= {f"name_{chair.pk}": former.name, f"function_{chair.pk}": former.function}

    @property
    def groups(self) -> list[tuple[str, list]]:
        """The fields of each chair, beneath its name."""
        return [
            (chair.name, [self[f"name_{chair.pk}"], self[f"function_{chair.pk}"]]) for chair in self.chairs
        ]

    @property
    def signatories(self) -> list[Signs]:
        said = self.cleaned_data
        return [Signs(said[f"name_{chair.pk}"], said[f"function_{chair.pk}"], chair) for chair in self.chairs]


class ScheduleForm(forms.Form):
    """When it leaves, as the clocks at the venue show it."""

    at = ClockField(label=gettext_lazy("Day and time"))

    def __init__(self, *args, meeting: Meeting, zone: str | Promise, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["at"].help_text = _("On the clocks at the venue: %(zone)s.") % {"zone": zone}

    def clean_at(self):
        at = self.cleaned_data["at"]
        return instant(at.date(), at.time(), self.meeting.zone)
