"""What is typed about the team of a roundtable."""

from itertools import groupby

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization, OrganizationKind, Person
from meetings import uploads
from roundtables.models import TeamMember, TeamRole

KIND_ORDER = {kind: place for place, kind in enumerate(OrganizationKind.values)}


class TeamForm(forms.Form):
    """A place in the team: an organization, a person, or a person for an organization."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=TeamRole.choices)
    organization = forms.TypedChoiceField(
        label=gettext_lazy("State or organization"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Named alone, its active focal points act for it."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=gettext_lazy(
            "Of the person. Leave it empty where the focal points of the organization act."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "The person signs in with it. Without an address, somebody can be named, but writes and says nothing here."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        initial="en",
        help_text=gettext_lazy(
            "Messages are written in this language, unless the person has chosen another."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = sorted(
            Organization.objects.in_reading_order().only(*NAMED), key=lambda one: KIND_ORDER[one.kind]
        )
        self.organizations = {one.pk: one for one in rows}
        groups = groupby(rows, key=lambda one: one.get_kind_display())
        self.fields["organization"].choices = [
            ("", _("None")),
            *((kind, [(one.pk, one.name) for one in members]) for kind, members in groups),
        ]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self):
        super().clean()
        typed = self.cleaned_data
        if {"organization", "name", "email"} <= typed.keys():
            if not (typed["organization"] or typed["name"] or typed["email"]):
                self.add_error("organization", _("Say who: an organization, a person, or both."))
            elif typed["email"] and not typed["name"] and not Person.objects.with_address(typed["email"]):
                self.add_error(
                    "name", _("Nobody with this address is known here yet. Write the name as well.")
                )
        return typed

    @property
    def appointment(self) -> dict:
        """The arguments of `appoint_to_team`."""
        organization = self.organizations.get(self.cleaned_data["organization"])
        return {**self.cleaned_data, "organization": organization}


NAMED = ("kind", "acronym", "name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru")


class PresentationForm(forms.Form):
    """A speaker's file. The title is asked for once; a further file is a version of the same paper."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=400, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED})
    )

    def __init__(self, *args, member: TeamMember, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = spoken_language(member)
        self.fields["file"].help_text = _("%(taken)s; at most %(most)s MB.") % {
            "taken": uploads.TAKEN,
            "most": settings.UPLOAD_MEGABYTES,
        }
        if member.presentation:
            del self.fields["title"]

    def clean_file(self) -> uploads.Upload:
        return uploads.examined(self.cleaned_data["file"])


def spoken_language(member: TeamMember) -> str:
    """The language of the presentation, or of the person who speaks."""
    if member.presentation:
        return member.presentation.original_language
    return member.person.language if member.person else "en"
