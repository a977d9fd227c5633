"""What is typed about rounds of comments, comments and answers."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from meetings.clock import instant
from meetings.days import zone_name
from meetings.forms import ClockField
from meetings.models import Meeting
from roundtables.actions import answer_mark
from roundtables.models import Attitude, Comment, CommentAnswer
from roundtables.paragraphs import WHOLE

USUAL_DAYS = 14
LAST_MINUTE = time(23, 59)


class DeadlineForm(forms.Form):
    """Until which minute of the clocks at the venue a draft takes comments."""

    until = ClockField(label=gettext_lazy("Comments until"))

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        day = meeting.local_day(timezone.now() + timedelta(days=USUAL_DAYS))
        self.fields["until"].initial = datetime.combine(day, LAST_MINUTE)
        self.fields["until"].help_text = _(
            "On the clocks at the venue (%(zone)s); the last minute counts."
        ) % {"zone": zone_name(meeting)}
        self.fields["until"].error_messages["required"] = _("Say until when the draft takes comments.")

    def clean_until(self) -> datetime:
        there = self.cleaned_data["until"]
        until = instant(there.date(), there.time(), self.meeting.zone)
        if until <= timezone.now():
            raise ValidationError(_("The last minute for comments has passed already. Choose a later one."))
        return until


class ClearForm(forms.Form):
    """Which text is cleared, for which co-chair State."""

    draft = forms.IntegerField(widget=forms.HiddenInput)
    organization = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """A position on one paragraph, with what should change, on behalf of one of the organizations acted for."""

    paragraph = forms.CharField(max_length=40, widget=forms.HiddenInput)
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)
    attitude = forms.ChoiceField(
        label=gettext_lazy("Your position"),
        choices=Attitude.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three positions.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Needed where something should change: say what, and how it should read."),
    )
    on_behalf_of = forms.TypedChoiceField(
        label=gettext_lazy("On behalf of"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args, speaks_for: list[Organization | None], for_nobody: str, paragraph: str = "", **kwargs
    ):
        """`speaks_for` holds None for whoever may comment for no organization, which reads as `for_nobody`."""
        self.organizations = {one.pk: one for one in speaks_for if one}
        self.has_to_choose = None not in speaks_for
        kwargs.setdefault("auto_id", f"id_{paragraph or WHOLE}_%s")
        super().__init__(*args, **kwargs)
        field = self.fields["on_behalf_of"]
        field.choices = [(one.pk, one.name) if one else ("", for_nobody) for one in speaks_for]
        if speaks_for:
            field.initial = speaks_for[0].pk if speaks_for[0] else ""
        if len(speaks_for) < 2:
            field.widget = forms.HiddenInput()

    def clean(self):
        super().clean()
        attitude, text = self.cleaned_data.get("attitude"), self.cleaned_data.get("text")
        if attitude and attitude != Attitude.SUPPORTIVE and text == "" and "text" not in self.errors:
            self.add_error("text", _("Say in a sentence what should change."))
        return self.cleaned_data

    @property
    def on_behalf(self) -> Organization | None:
        chosen = self.organizations.get(self.cleaned_data["on_behalf_of"])
        return chosen or (next(iter(self.organizations.values()), None) if self.has_to_choose else None)


class AnswerForm(forms.Form):
    """What became of a comment."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[choice for choice in CommentAnswer.choices if choice[0] != CommentAnswer.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three answers.")},
    )
    sentence = forms.CharField(
        label=gettext_lazy("In a sentence"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Needed where it is not taken up as it stands; the whole team reads it."),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, comment: Comment, **kwargs):
        super().__init__(*args, auto_id=f"id_answer_{comment.pk}_%s", **kwargs)
        self.comment = comment
        self.initial["seen"] = answer_mark(comment)
        if comment.answer != CommentAnswer.OPEN:
            self.initial |= {"answer": comment.answer, "sentence": comment.answer_text}

    def clean(self):
        super().clean()
        asks_why = (CommentAnswer.IN_PART, CommentAnswer.NOT_TAKEN_UP)
        if self.cleaned_data.get("answer") in asks_why and self.cleaned_data.get("sentence") == "":
            raise ValidationError({"sentence": _("Say in a sentence why it is not taken up as it stands.")})
        return self.cleaned_data

    def show_as_it_stands(self) -> None:
        """After a refusal, sending again replaces knowingly what the page shows now."""
        self.comment.refresh_from_db(fields=["answered_at"])
        self.data = {**self.data.dict(), "seen": answer_mark(self.comment)}
