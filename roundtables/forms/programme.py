"""What is typed about themes, roundtables, sessions and guiding questions."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.forms import SeenForm
from meetings.languages import InLanguages, InMeetingLanguages
from meetings.models import AgendaItem, AgendaKind, Meeting
from roundtables.models import GuidingQuestion, Roundtable, Session, Theme
from roundtables.pasted import Line, questions_in
from roundtables.templatetags.roundtables import when

LONGEST_QUESTION = GuidingQuestion._meta.get_field("text").max_length
LONGEST_PASTE = 200_000
MOST_AT_ONCE = 100
CODE_HELP = gettext_lazy("As it is to be printed, such as 1.1 or III. Gaps are right.")


class ProgrammeForm(InMeetingLanguages, SeenForm):
    """A form about a part of a meeting's programme, in the languages of the meeting."""

    ROWS: dict[str, int] = {}

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.show_languages(meeting.languages)
        for name, rows in self.ROWS.items():
            is_required = self.fields[name].widget.is_required
            self.fields[name].widget = InLanguages(meeting.languages, rows=rows)
            self.fields[name].widget.is_required = is_required
        if self.instance.pk:
            self.initial["seen"] = self.instance.changed_at.isoformat()

    def clean(self):
        super().clean()
        self.keep_other_languages()
        return self.cleaned_data


class ItemChoice(forms.ModelChoiceField):
    """An entry of the agenda, told by its time, title and room."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("Another roundtable or session meets then and there. Choose again.")
    }

    def label_from_instance(self, item: AgendaItem) -> str:
        words = [when(item, self.meeting), str(item.title), item.room.name if item.room else ""]
        return " · ".join(word for word in words if word)


class ThemeChoice(forms.ModelChoiceField):
    def label_from_instance(self, theme: Theme) -> str:
        return f"{theme.code} · {theme.title}"


class WithItem(ProgrammeForm):
    """A form that may put its subject on the agenda, at an entry that is free."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["agenda_item"]
        field.meeting = self.meeting
        field.empty_label = _("Not on the agenda yet")
        field.help_text = _("Entries that another roundtable or session has are not offered.")
        field.queryset = (
            self.meeting.agenda_items.exclude(kind=AgendaKind.BREAK)
            .filter(self.free_or_own("roundtable", Roundtable), self.free_or_own("session", Session))
            .select_related("room")
        )

    def free_or_own(self, name: str, model: type) -> Q:
        free = Q(**{name: None})
        own = self.instance.pk if isinstance(self.instance, model) else None
        return free | Q(**{name: own}) if own else free


class ThemeForm(ProgrammeForm):
    class Meta:
        model = Theme
        fields = ("code", "title", "rationale")
        help_texts = {
            "code": CODE_HELP,
            "rationale": gettext_lazy("Why the Forum takes this up. It opens the theme in the concept note."),
        }

    ROWS = {"rationale": 6}


class RoundtableForm(WithItem):
    class Meta:
        model = Roundtable
        fields = ("code", "title", "theme", "agenda_item", "original_language")
        field_classes = {"agenda_item": ItemChoice, "theme": ThemeChoice}
        help_texts = {
            "code": CODE_HELP,
            "original_language": gettext_lazy("The language the brief is written in; others translate it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = self.meeting.themes.all()
        self.fields["theme"].empty_label = _("No theme")
        offered = {*self.meeting.languages, self.instance.original_language}
        self.fields["original_language"].choices = [
            (code, name) for code, name in settings.LANGUAGES if code in offered
        ]
        if len(offered) == 1:  # nothing to choose
            del self.fields["original_language"]


class SessionForm(WithItem):
    class Meta:
        model = Session
        fields = ("code", "title", "agenda_item")
        field_classes = {"agenda_item": ItemChoice}
        help_texts = {"code": CODE_HELP}


class MoveForm(forms.Form):
    """One place up or down, from the place where the page showed the row."""

    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])
    place = forms.IntegerField(required=False, min_value=1)


class PasteForm(forms.Form):
    """Several guiding questions at once, one a line."""

    text = forms.CharField(
        label=gettext_lazy("Guiding questions"),
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=gettext_lazy(
            "One a line, or a list copied from a document: bullets and numbers are left out."
        ),
        error_messages={"required": gettext_lazy("Write or paste at least one question.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("They are written in"))

    def __init__(self, *args, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        languages = languages or ["en"]
        self.fields["language"].choices = [choice for choice in settings.LANGUAGES if choice[0] in languages]
        self.fields["language"].initial = languages[0]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
        self.understood: list[Line] = []

    def clean_text(self) -> str:
        """The paste as it is; `understood` holds the questions in it."""
        text = self.cleaned_data["text"]
        self.understood = questions_in(text)
        if not self.understood:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        if len(self.understood) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("These are %(number)d questions. Add at most %(most)d at once.")
                % {"number": len(self.understood), "most": MOST_AT_ONCE}
            )
        too_long = [too_long_line(line) for line in self.understood if len(line.text) > LONGEST_QUESTION]
        if too_long:
            raise forms.ValidationError(too_long)
        return text


def too_long_line(line: Line) -> str:
    """Names the line, how long its question is, and what is allowed."""
    return ngettext(
        "The question on line %(line)d has %(length)d character; at most %(most)d fit. Shorten or split it.",
        "The question on line %(line)d has %(length)d characters; at most %(most)d fit. Shorten or split it.",
        len(line.text),
    ) % {"line": line.number, "length": len(line.text), "most": LONGEST_QUESTION}
