"""What is typed about a section of a concept paper that is no theme."""

from django.utils.translation import gettext_lazy

from roundtables.forms.programme import ProgrammeForm
from roundtables.models import Section


class SectionForm(ProgrammeForm):
    class Meta:
        model = Section
        fields = ("code", "title", "text")
        help_texts = {
            "code": gettext_lazy("Its number in the concept paper, such as IV, if it has one."),
            "text": gettext_lazy("An empty line begins a new paragraph."),
        }

    ROWS = {"text": 10}
