"""All that is typed about roundtables passes through one of these forms."""

from roundtables.forms.conceptpapers import ConceptPaperForm, OutlineForm
from roundtables.forms.places import ChoiceForm, NumbersForm
from roundtables.forms.programme import (
    MoveForm,
    PasteForm,
    ProgrammeForm,
    RoundtableForm,
    SessionForm,
    ThemeForm,
)
from roundtables.forms.reading import CompareForm, ReadForm
from roundtables.forms.references import (
    FORMS,
    EarlierForm,
    InstrumentForm,
    PaperForm,
    TargetsForm,
    WorkForm,
)
from roundtables.forms.rounds import AnswerForm, ClearForm, CommentForm, DeadlineForm
from roundtables.forms.sections import SectionForm
from roundtables.forms.team import PresentationForm, TeamForm
from roundtables.forms.writing import LanguageForm, WritingForm

__all__ = [
    "FORMS",
    "AnswerForm",
    "ChoiceForm",
    "ClearForm",
    "CommentForm",
    "CompareForm",
    "ConceptPaperForm",
    "DeadlineForm",
    "EarlierForm",
    "InstrumentForm",
    "LanguageForm",
    "MoveForm",
    "NumbersForm",
    "OutlineForm",
    "PaperForm",
    "PasteForm",
    "PresentationForm",
    "ProgrammeForm",
    "ReadForm",
    "RoundtableForm",
    "SectionForm",
    "SessionForm",
    "TargetsForm",
    "TeamForm",
    "ThemeForm",
    "WorkForm",
    "WritingForm",
]
