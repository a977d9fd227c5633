"""Content typed once in each language of a meeting, with a label for every language."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from i18nfield.forms import I18nFormField, I18nTextarea
from i18nfield.strings import LazyI18nString

LANGUAGE_NAMES = dict(settings.LANGUAGES)


class InLanguages(forms.MultiWidget):
    """One labelled control a language. Languages a meeting does not use are not shown, and are kept."""

    template_name = "meetings/widgets/languages.html"

    def __init__(self, shown: list[str], *, rows: int = 0):
        self.enabled_locales = shown or ["en"]
        widgets = {
            code: forms.Textarea(attrs={**language_attributes(code), "rows": rows})
            if rows
            else forms.TextInput(attrs=language_attributes(code))
            for code in LANGUAGE_NAMES
        }
        self.use_fieldset = len(self.enabled_locales) > 1
        super().__init__(widgets)

    def decompress(self, value) -> list[str]:
        texts = texts_of(value, self.enabled_locales[0])
        return [texts.get(code, "") for code in LANGUAGE_NAMES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        subwidgets = zip(LANGUAGE_NAMES, context["widget"]["subwidgets"], strict=True)
        context["shown"] = [
            {"code": code, "language": LANGUAGE_NAMES[code], "widget": subwidget}
            for code, subwidget in subwidgets
            if code in self.enabled_locales
        ]
        context["shown"].sort(key=lambda one: one["code"] != get_language())  # the reader's own first
        return context

    def id_for_label(self, id_):
        """With a single language the field's own label names the control."""
        if not id_ or self.use_fieldset:
            return ""
        return f"{id_}_{list(LANGUAGE_NAMES).index(self.enabled_locales[0])}"


def language_attributes(code: str) -> dict[str, str]:
    return {"lang": code, "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr"}


def texts_of(value, language: str) -> dict[str, str]:
    """A text by language; one that was stored without a language counts as `language`."""
    stored = getattr(value, "data", value)
    if isinstance(stored, dict):
        return {code: text for code, text in stored.items() if text}
    return {language: str(stored)} if stored not in (None, "") else {}


def language_of(text) -> str | None:
    """The language in which a text is shown to the reader of the active one; None when it is not known."""
    texts = getattr(text, "data", None)
    shown = str(text)
    if not isinstance(texts, dict):
        return None
    return next((code for code, one in texts.items() if one == shown), None)


class InMeetingLanguages:
    """For forms with content in several languages: `languages` are those of the meeting."""

    def show_languages(self, languages: list[str]) -> None:
        for field in self.fields.values():
            if isinstance(field, I18nFormField):
                rows = 3 if isinstance(field.widget, I18nTextarea) else 0
                required = field.one_required
                field.widget = InLanguages(languages, rows=rows)
                field.widget.is_required = required
                if len(languages) > 1:
                    field.error_messages["required"] = _("Write it in at least one language.")

    def keep_other_languages(self) -> None:
        """Put back what was written in languages that this page does not show."""
        for name, field in self.fields.items():
            if isinstance(field, I18nFormField) and name in self.cleaned_data:
                shown = field.widget.enabled_locales
                before = texts_of(self.get_initial_for_field(field, name), shown[0])
                hidden = {code: text for code, text in before.items() if code not in shown}
                typed = texts_of(self.cleaned_data[name], shown[0])
                self.cleaned_data[name] = LazyI18nString(hidden | typed)
