"""What is typed into a brief, in one language, and what is said of a language."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.languages import language_attributes
from roundtables.actions import Writable, as_kept
from roundtables.content import FIELDS
from roundtables.models import GuidingQuestion, LanguageState, Roundtable, Session

# Parts that may have been removed by somebody else while they were being changed.
REMOVABLE = re.compile(r"(question|session)-\d{1,18}")
ROWS = {"background": 12, "outcomes": 8, "question": 2, "session": 4}
DIGEST = re.compile(r"[0-9a-f]{16}")


def kind_of(key: str) -> str:
    """ "background", "outcomes", "question" or "session"."""
    return key.partition("-")[0]


def longest(key: str) -> int:
    """How many characters a part may have."""
    model, name = {"question": (GuidingQuestion, "text"), "session": (Session, "aim")}.get(
        kind_of(key), (Roundtable, FIELDS.get(key, ""))
    )
    return model._meta.get_field(name).max_length


class PartField(forms.CharField):
    """One part of a brief. What is too long is refused with its length; nothing is cut off."""

    def __init__(self, key: str, language: str, **kwargs):
        self.most = longest(key)
        attributes = {**language_attributes(language), "rows": ROWS[kind_of(key)]}
        super().__init__(required=False, strip=False, widget=forms.Textarea(attributes), **kwargs)

    def to_python(self, value):
        return as_kept(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(
                ngettext(
                    "This part has %(length)d character; at most %(most)d fit. Shorten it.",
                    "This part has %(length)d characters; at most %(most)d fit. Shorten it.",
                    len(value),
                )
                % {"length": len(value), "most": self.most}
            )


class WritingForm(forms.Form):
    """The parts of a brief in one language, each with the digest of the text it was filled from.

    `names` are the labels of the parts by key, in reading order. What was sent for a part that is gone is a
    field as well, so that it is not lost.
    """

    def __init__(self, *args, writable: Writable, names: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.writable = writable
        self.keys = [*names, *self.sent_for_removed()]
        for key in self.keys:
            label = names.get(key) or removed_name(key)
            self.fields[key] = PartField(key, writable.language, label=label)

    def sent_for_removed(self) -> list[str]:
        return [key for key in self.data if REMOVABLE.fullmatch(key) and key not in self.writable.rows]

    @property
    def typed(self) -> dict[str, str]:
        """What was sent, as typed, of the parts that were sent; fit to be kept, not yet to be saved."""
        return {key: self.data[key] for key in self.keys if key in self.data}

    @property
    def seen(self) -> dict[str, str]:
        """The digests sent along; none is "", which no text has."""
        sent = {key: self.data.get(f"seen-{key}", "") for key in self.typed}
        return {key: seen if DIGEST.fullmatch(seen) else "" for key, seen in sent.items()}

    @property
    def parts(self) -> dict[str, str]:
        """What is to be saved; a part that was not sent stays as it is."""
        return {key: self.cleaned_data[key] for key in self.typed}

    def clean(self):
        super().clean()
        if self.writable.language != self.writable.roundtable.original_language:
            return self.cleaned_data
        for key in self.typed:
            is_emptied = self.cleaned_data.get(key) == "" and key in self.writable.rows
            if kind_of(key) == "question" and is_emptied and self.writable.text(key):
                self.add_error(
                    key,
                    _("A guiding question needs a text. To drop it, remove it from the list of questions."),
                )
        return self.cleaned_data


def removed_name(key: str) -> str:
    return _("A question that was removed") if kind_of(key) == "question" else _("A session that was removed")


class LanguageForm(forms.Form):
    """How far the translation into a language is."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    state = forms.ChoiceField(
        choices=[
            (LanguageState.IN_TRANSLATION.value, gettext_lazy("In translation")),
            (LanguageState.READY.value, gettext_lazy("Ready")),
        ]
    )
