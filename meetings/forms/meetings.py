"""What is typed about a meeting. Clock times are those of the venue."""

from datetime import date
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from meetings.clock import EARLIEST, LATEST, instant
from meetings.forms.fields import ClockField, DayField, MonthField, SeenForm
from meetings.languages import InMeetingLanguages
from meetings.models import STATES, Chairmanship, DatesKnown, Meeting, MeetingState, validate_time_zone
from meetings.slugs import free_slug


class StateChoice(forms.ModelChoiceField):
    def label_from_instance(self, state):
        return state.name


class MeetingForm(InMeetingLanguages, SeenForm):
    """The settings of a meeting."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Titles and texts can be written in each of them."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=EARLIEST.year, max_value=LATEST.year
    )
    month = MonthField(label=gettext_lazy("Month"), required=False)
    starts_on = DayField(label=gettext_lazy("First day"), required=False)
    ends_on = DayField(label=gettext_lazy("Last day"), required=False)
    registration_opens_at = ClockField(
        label=gettext_lazy("Registration opens"),
        required=False,
        help_text=gettext_lazy("On the clocks at the venue. Empty: as soon as you open it."),
    )
    registration_closes_at = ClockField(
        label=gettext_lazy("Registration closes"),
        required=False,
        help_text=gettext_lazy("On the clocks at the venue; the last minute counts."),
    )

    class Meta:
        model = Meeting
        fields = (
            "kind",
            "ordinal",
            "title",
            "overarching_theme",
            "slug",
            "parent",
            "languages",
            "chairs",
            "host",
            "city",
            "venue",
            "time_zone",
            "dates_known",
            "year",
            "month",
            "starts_on",
            "ends_on",
            "registration_opens_at",
            "registration_closes_at",
            "delegation_limit",
            "maximum_themes",
            "brief_rounds",
            "kept_days",
        )
        field_classes = {"host": StateChoice}
        widgets = {
            "chairs": forms.CheckboxSelectMultiple,
            "dates_known": forms.RadioSelect,
            "brief_rounds": forms.RadioSelect,
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
            "ordinal": forms.NumberInput(attrs={"min": 1}),
            "delegation_limit": forms.NumberInput(attrs={"min": 1, "max": 3}),
            "maximum_themes": forms.NumberInput(attrs={"min": 1, "max": 12}),
            "kept_days": forms.NumberInput(attrs={"min": 0, "max": 365}),
        }
        help_texts = {
            "ordinal": gettext_lazy("Such as 11 for the eleventh summit; empty where there is none."),
            "slug": gettext_lazy("Small letters, digits and hyphens; a new meeting takes it from the title."),
            "parent": gettext_lazy("The civil-society days of a summit, for example, are part of it."),
            "time_zone": gettext_lazy("Such as Africa/Casablanca. Times already typed stay on the clock."),
            "delegation_limit": gettext_lazy("1 to 3, the head included."),
            "kept_days": gettext_lazy(
                "Passport data, visa letters, diet and access needs are erased then; whoever gives them is told."
            ),
            "brief_rounds": gettext_lazy(
                "A concept paper goes through two drafts for comment before it is final. A workshop, or a "
                "meeting that is recorded afterwards, may do without."
            ),
        }

    # The page shows the fields under these headings, row by row.
    SECTIONS = (
        (
            gettext_lazy("The meeting"),
            (("kind", "ordinal"), ("title",), ("overarching_theme",), ("slug",), ("parent",), ("languages",)),
        ),
        (gettext_lazy("Who and where"), (("chairs",), ("host",), ("city",), ("venue",), ("time_zone",))),
        (gettext_lazy("When"), (("dates_known",), ("year",), ("month",), ("starts_on", "ends_on"))),
        (gettext_lazy("Themes and briefs"), (("maximum_themes",), ("brief_rounds",))),
        (
            gettext_lazy("Registration"),
            (("registration_opens_at", "registration_closes_at"), ("delegation_limit",), ("kept_days",)),
        ),
    )

    def __init__(self, *args, chairmanship: Chairmanship, **kwargs):
        super().__init__(*args, **kwargs)
        meeting, self.chairmanship = self.instance, chairmanship
        self.show_languages(self.chosen_languages())
        self.fields["chairs"].queryset = chairmanship.chairs.in_reading_order()
        self.fields["host"].queryset = Organization.objects.filter(kind__in=STATES).in_reading_order()
        parents = Meeting.objects.filter(chairmanship=chairmanship).exclude(pk=meeting.pk)
        self.fields["parent"].queryset = parents.order_by("starts_on", "pk")
        self.fields["slug"].required = self.fields["kept_days"].required = False
        if meeting.pk and meeting.state != MeetingState.DRAFT:
            del self.fields["slug"]  # an announced address is kept: others hold links to it
        for name in ("year", "month", "starts_on", "ends_on"):
            self.fields[name].one_required = True  # not marked optional: the chosen precision asks for it
        self.set_initial(meeting)

    def clean_kept_days(self) -> int:
        """Left empty it stays as it was."""
        days = self.cleaned_data["kept_days"]
        return self.instance.kept_days if days is None else days

    def chosen_languages(self) -> list[str]:
        if self.is_bound:
            chosen = [code for code, _name in settings.LANGUAGES if code in self.data.getlist("languages")]
            return chosen or self.instance.languages or ["en"]
        return self.instance.languages or ["en"]

    def set_initial(self, meeting: Meeting) -> None:
        zone = meeting.zone
        for name in ("registration_opens_at", "registration_closes_at"):
            at = getattr(meeting, name)
            self.initial[name] = at.astimezone(zone).replace(tzinfo=None) if at else None
        if meeting.dates_known != DatesKnown.DAY:
            self.initial["starts_on"] = self.initial["ends_on"] = None
        if meeting.dates_known == DatesKnown.YEAR:
            self.initial["year"] = meeting.starts_on.year
        if meeting.dates_known == DatesKnown.MONTH:
            self.initial["month"] = f"{meeting.starts_on:%Y-%m}"
        if meeting.pk:
            self.initial["seen"] = meeting.changed_at.isoformat()
        else:
            self.initial["languages"] = ["en"]
            self.initial["chairs"] = list(self.chairmanship.chairs.all())

    @property
    def sections(self):
        """Headings with their rows of fields, for the page."""
        for heading, rows in self.SECTIONS:
            shown = [[self[name] for name in row if name in self.fields] for row in rows]
            yield heading, [row for row in shown if row]

    def clean(self):
        super().clean()
        self.keep_other_languages()
        self.clean_days()
        self.clean_registration()
        if "slug" in self.fields and "slug" in self.cleaned_data and not self.cleaned_data["slug"]:
            self.cleaned_data["slug"] = self.instance.slug or free_slug(
                self.cleaned_data.get("title"),
                self.cleaned_data.get("kind", "meeting"),
                self.cleaned_data.get("starts_on"),
            )
        return self.cleaned_data

    def clean_time_zone(self) -> str:
        # The model asks the same, but only after clean() has used the zone.
        validate_time_zone(self.cleaned_data["time_zone"])
        return self.cleaned_data["time_zone"]

    def clean_days(self) -> None:
        """The first and the last day, from what is known: a year, a month or the days."""
        typed = self.cleaned_data
        known, first, last = typed.get("dates_known"), typed.get("starts_on"), typed.get("ends_on")
        if known == DatesKnown.NOT_YET:
            first = last = None
        elif known == DatesKnown.YEAR and self.asked("year", _("Write the year.")):
            first, last = date(typed["year"], 1, 1), date(typed["year"], 12, 31)
        elif known == DatesKnown.MONTH and self.asked("month", _("Write the month.")):
            first = typed["month"]
            last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - date.resolution
        elif known == DatesKnown.DAY:
            given = self.asked("starts_on", _("Write the first day.")) and self.asked(
                "ends_on", _("Write the last day.")
            )
            if given and last < first:
                self.add_error("ends_on", _("The last day comes before the first."))
                return
        if not self.errors.keys() & {"starts_on", "ends_on"}:
            typed["starts_on"], typed["ends_on"] = first, last

    def asked(self, name: str, sentence: str) -> bool:
        """Whether a field that the chosen precision asks for was filled; else says so beside it."""
        if self.cleaned_data.get(name) is None and name not in self.errors:
            self.add_error(name, sentence)
        return name not in self.errors

    def clean_registration(self) -> None:
        """The window of registration, as instants of the venue's zone."""
        if "time_zone" not in self.cleaned_data:
            self.cleaned_data.pop("registration_opens_at", None)
            self.cleaned_data.pop("registration_closes_at", None)
            return
        zone = ZoneInfo(self.cleaned_data["time_zone"])
        for name in ("registration_opens_at", "registration_closes_at"):
            there = self.cleaned_data.get(name)
            if there:
                try:
                    self.cleaned_data[name] = instant(there.date(), there.time(), zone)
                except ValidationError as refusal:
                    self.add_error(name, refusal)
        opens_at = self.cleaned_data.get("registration_opens_at")
        closes_at = self.cleaned_data.get("registration_closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("registration_closes_at", _("Registration closes before it opens."))


class MoveForm(forms.Form):
    """The state a meeting is to move to, with the reason where one is given."""

    to = forms.ChoiceField(choices=MeetingState)
    reason = forms.CharField(required=False, max_length=1000)
