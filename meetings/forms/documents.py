"""What is typed about a paper and its files. Clock times are those of the venue."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import library, uploads
from meetings.actions.documents import document_marker
from meetings.clock import instant
from meetings.days import zone_name
from meetings.document_steps import who_would_read
from meetings.forms.fields import ClockField, DayField, SeenForm
from meetings.languages import InMeetingLanguages
from meetings.models import SETTLED, Document, DocumentFile, DocumentKind, DocumentState, Meeting

# Signs that cannot be seen would make two symbols look the same.
visible_symbol = RegexValidator(
    r"^[^\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]*\Z",
    gettext_lazy("A symbol has letters, digits and signs that can be seen."),
)


class RelatedChoice(forms.ModelChoiceField):
    def label_from_instance(self, document):
        return str(document)


class DocumentForm(InMeetingLanguages, SeenForm):
    """A paper of a meeting: what it is, whom it is for, and how it relates to others."""

    dated_on = DayField(label=gettext_lazy("Date of the paper"), required=False)
    embargo_until = ClockField(label=gettext_lazy("Embargo until"), required=False)
    roundtables = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Roundtables"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The paper is listed with their briefs, to those who may read it."),
    )

    class Meta:
        model = Document
        fields = (
            "symbol",
            "kind",
            "title",
            "description",
            "dated_on",
            "original_language",
            "audience",
            "is_commissioned",
            "embargo_until",
            "relation",
            "relates_to",
            "roundtables",
        )
        field_classes = {"relates_to": RelatedChoice}
        widgets = {"audience": forms.RadioSelect}
        help_texts = {
            "symbol": gettext_lazy("As it stands on the paper. It may wait until the paper is published."),
            "original_language": gettext_lazy("Translations are compared with the file in this language."),
            "is_commissioned": gettext_lazy(
                "It stays with the chair's staff, and is not seen by the Support Unit, until you release it."
            ),
        }

    # The page shows the fields under these headings, row by row.
    SECTIONS = (
        (
            gettext_lazy("The paper"),
            (("symbol", "kind"), ("title",), ("description",), ("dated_on", "original_language")),
        ),
        (gettext_lazy("Who reads it, and when"), (("audience",), ("is_commissioned",), ("embargo_until",))),
        (gettext_lazy("What it belongs to"), (("relation", "relates_to"), ("roundtables",))),
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.instance.meeting = meeting
        self.show_languages(meeting.languages)
        self.fields["symbol"].validators.append(visible_symbol)
        self.fields["relation"].choices = [("", _("No relation")), *self.fields["relation"].choices[1:]]
        self.fields["relates_to"].queryset = self.others()
        self.fields["relates_to"].empty_label = _("No paper")
        self.fields["embargo_until"].help_text = _(
            "On the clocks at the venue (%(zone)s). Until then only the chair's staff sees the paper; at that "
            "instant it becomes visible by itself."
        ) % {"zone": zone_name(meeting)}
        self.show_roundtables(meeting.roundtables.all())
        self.set_initial()

    def others(self):
        """The papers this one can relate to: those of the same chairmanship, and public ones of others."""
        of_chair = Q(meeting__chairmanship=self.meeting.chairmanship_id)
        chosen = Q(pk=self.instance.relates_to_id)
        others = Document.objects.filter(of_chair | chosen | Q(pk__in=Document.objects.public().values("pk")))
        return others.exclude(pk=self.instance.pk).order_by("symbol", "pk")

    def show_roundtables(self, roundtables) -> None:
        """Without roundtables there is nothing to choose from, and what is attached stays."""
        if not roundtables:
            del self.fields["roundtables"]
            return
        self.fields["roundtables"].queryset = roundtables
        self.fields["roundtables"].label_from_instance = str
        if self.instance.pk:
            self.initial["roundtables"] = list(self.instance.roundtables.all())

    def set_initial(self) -> None:
        document = self.instance
        at = document.embargo_until
        self.initial["embargo_until"] = at.astimezone(self.meeting.zone).replace(tzinfo=None) if at else None
        if document.pk:
            self.initial["seen"] = document_marker(document)
        elif self.meeting.languages:
            self.initial["original_language"] = self.meeting.languages[0]

    @property
    def sections(self):
        """Headings with their rows of fields, for the page."""
        for heading, rows in self.SECTIONS:
            shown = [[self[name] for name in row if name in self.fields] for row in rows]
            yield heading, [row for row in shown if row]

    def clean_symbol(self) -> str:
        symbol = self.cleaned_data["symbol"].strip()
        if not symbol and self.instance.is_out:
            raise ValidationError(_("A published paper keeps a symbol."))
        if Document.objects.with_symbol(symbol).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another paper has this symbol."))
        return symbol

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        document = self.instance
        if (
            kind == DocumentKind.CONCEPT_PAPER
            and document.state in SETTLED
            and document.rounds_passed < document.rounds
        ):
            raise ValidationError(
                _("A concept paper goes through two drafts for comment before it is final. This one did not.")
            )
        return kind

    def clean_is_commissioned(self) -> bool:
        is_commissioned, document = self.cleaned_data["is_commissioned"], self.instance
        if document.awaits_release and not is_commissioned:
            raise ValidationError(_("Release it instead, so that the release is on record."))
        if is_commissioned and document.is_out and document.released_at is None:
            raise ValidationError(
                _("This paper is published already, so it cannot become one that waits for release.")
            )
        return is_commissioned

    def clean_embargo_until(self):
        there = self.cleaned_data["embargo_until"]
        return instant(there.date(), there.time(), self.meeting.zone) if there else None

    def clean(self):
        super().clean()
        self.keep_other_languages()
        typed = self.cleaned_data
        if typed.get("relation") and not typed.get("relates_to") and "relates_to" not in self.errors:
            self.add_error("relates_to", _("Choose the paper to which it relates."))
        if typed.get("relates_to") and not typed.get("relation") and "relation" not in self.errors:
            self.add_error("relation", _("Choose how it relates to that paper."))
        return typed

    def chosen_roundtables(self):
        """What the action attaches the paper to; None where there was nothing to choose."""
        return self.cleaned_data["roundtables"] if "roundtables" in self.fields else None

    @property
    def readers_when_published(self) -> str:
        """Who would read the paper as it is typed, once it is published."""
        return who_would_read(self.instance, DocumentState.PUBLISHED)


class DocumentFileForm(forms.Form):
    """A file of a paper in one language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED})
    )
    is_scan = forms.BooleanField(
        label=gettext_lazy("Scanned from paper"),
        required=False,
        help_text=gettext_lazy("Its words are pictures. Give its text below, for those who cannot see them."),
    )
    accessible_text = forms.CharField(
        label=gettext_lazy("Accessible text"),
        required=False,
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("The words of a scan, to be read on a page. Empty lines part paragraphs."),
    )

    def __init__(self, *args, document: Document, **kwargs):
        super().__init__(*args, **kwargs)
        self.document = document
        self.fields["language"].choices = [
            (code, library.name_of(code)) for code, _name in settings.LANGUAGES
        ]
        self.fields["file"].help_text = _("%(taken)s; at most %(most)s MB.") % {
            "taken": uploads.TAKEN,
            "most": settings.UPLOAD_MEGABYTES,
        }

    def clean_accessible_text(self) -> str:
        return clean_text(self.cleaned_data["accessible_text"])

    def clean_file(self) -> uploads.Upload:
        return uploads.examined(self.cleaned_data["file"])

    @property
    def is_unmarked_scan(self) -> bool:
        """Whether the file shows its words as pictures and nobody said so."""
        return self.cleaned_data["file"].is_picture and not self.cleaned_data["is_scan"]


class DocumentTextForm(SeenForm):
    """What is said about a file that was handed in; the file itself is never changed."""

    class Meta:
        model = DocumentFile
        fields = ("is_scan", "accessible_text", "of_original")
        widgets = {"accessible_text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "accessible_text": gettext_lazy(
                "The words of a scan, to be read on a page. Empty lines part paragraphs."
            ),
            "of_original": gettext_lazy(
                "The version of the original that this translation renders. Raise it when a new version of "
                "the original changes nothing in this language."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accessible_text"].strip = False
        self.initial["seen"] = self.instance.changed_at.isoformat()
        if self.instance.language == self.instance.document.original_language:
            del self.fields["of_original"]

    def clean_accessible_text(self) -> str:
        return clean_text(self.cleaned_data["accessible_text"])

    def clean_of_original(self) -> int | None:
        number, document = self.cleaned_data["of_original"], self.instance.document
        originals = document.files.filter(language=document.original_language)
        if number is not None and not originals.filter(number=number).exists():
            raise ValidationError(_("The original has no such version."))
        return number


class DocumentMoveForm(forms.Form):
    """The state a paper is to move to, with the reason where one is given."""

    to = forms.ChoiceField(choices=DocumentState)
    reason = forms.CharField(required=False, max_length=1000)
    supersedes = forms.BooleanField(required=False)


class DocumentReleaseForm(forms.Form):
    """Why the chair lets go of a paper it commissioned."""

    reason = forms.CharField(
        label=gettext_lazy("In a sentence, for the record"), required=False, max_length=1000
    )


class LibraryForm(forms.Form):
    """What is looked for in a library. What makes no sense is left out, since an address may be mistyped."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False, choices=DocumentKind)
    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES)
    page = forms.CharField(required=False, max_length=10)

    def asked(self) -> dict[str, str]:
        """Words, kind, language and page, as far as they can be understood."""
        self.is_valid()
        typed = {name: self.cleaned_data.get(name, "") for name in ("kind", "language", "page")}
        return {"words": self.cleaned_data.get("q", ""), **typed}


def clean_text(text: str) -> str:
    """With line ends of one kind, and without spaces around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
