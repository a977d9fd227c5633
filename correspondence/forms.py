"""What the chair's staff types about messages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from correspondence.catalogue import Kind
from correspondence.models import MessageTemplate
from correspondence.rewording import MOST_SIGNS, faults_in, marker_of, missing_from, shown
from gfmd.reading import direction
from meetings.forms.fields import SeenForm
from meetings.models import Meeting


class TemplateForm(SeenForm):
    """A chair's own text of a message in one language, in Markdown, with placeholders in braces."""

    class Meta:
        model = MessageTemplate
        fields = ("subject", "body")
        widgets = {"subject": forms.TextInput(), "body": forms.Textarea(attrs={"rows": 18})}
        help_texts = {
            "subject": gettext_lazy("Say what is asked, and by when."),
            "body": gettext_lazy(
                "**bold**, lists with “-”, and &lt;https://…&gt; for an address. Nothing else is read as a sign."
            ),
        }

    def __init__(self, *args, meeting: Meeting, kind: Kind, language: str, **kwargs):
        """Filled with the own text, or with the product's words where there is none."""
        own = kwargs.get("instance")
        if own is None:
            subject, body = kind.outline(language)
            kwargs["instance"] = MessageTemplate(
                meeting=meeting, kind=kind.name, language=language, subject=subject, body=body
            )
        super().__init__(*args, **kwargs)
        self.meeting, self.kind, self.language = meeting, kind, language
        self.initial["seen"] = marker_of(own)
        for name in ("subject", "body"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction(language)}

    def clean_subject(self) -> str:
        subject = " ".join(self.cleaned_data["subject"].split())
        return self.without_faults(subject, [name for name in self.kind.placeholders if name != "link"])

    def clean_body(self) -> str:
        body = self.without_faults(self.cleaned_data["body"], list(self.kind.placeholders))
        if sentence := missing_from(body, self.kind):
            raise ValidationError(sentence)
        return body

    def without_faults(self, text: str, names: list[str]) -> str:
        if faults := faults_in(text, names):
            raise ValidationError(faults)
        return text

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors:
            self.check_length(self.written())
        return cleaned

    def written(self) -> MessageTemplate:
        """What was typed, not kept yet."""
        return MessageTemplate(
            kind=self.kind.name,
            language=self.language,
            subject=self.cleaned_data["subject"],
            body=self.cleaned_data["body"],
        )

    def check_length(self, own: MessageTemplate) -> None:
        if shown(self.kind, self.meeting, self.language, own=own).is_cut:
            self.add_error(
                "subject",
                _("With the names filled in the subject is longer than 300 signs. Please make it shorter."),
            )
        longest = shown(self.kind, self.meeting, self.language, is_strange=True, own=own).message.body
        if len(longest) > MOST_SIGNS:
            self.add_error(
                "body",
                _(
                    "With the longest names filled in the text has %(number)d signs; at most %(most)d can be sent."
                )
                % {"number": len(longest), "most": MOST_SIGNS},
            )
