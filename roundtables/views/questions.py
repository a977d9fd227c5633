"""The guiding questions of a roundtable: pasted as a list, ordered, removed. Their text is written in the brief."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, can, permit
from gfmd.moves import Refused
from roundtables import actions
from roundtables.access import brief_of_team, question_of_brief
from roundtables.forms import PasteForm
from roundtables.models import GuidingQuestion, Roundtable
from roundtables.pasted import without_known
from roundtables.views.programme import form_page, moved, refused


@permit(Permission.WRITE_BRIEF, brief_of_team)
@form_page
def questions(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The list, and a form for more; `step=look` shows how a paste is understood and adds nothing."""
    meeting = roundtable.meeting
    languages = list(dict.fromkeys([roundtable.original_language, *meeting.languages]))
    form = PasteForm(request.POST if request.method == "POST" else None, languages=languages)
    if form.is_valid() and request.POST.get("step") != "look" and added(request, roundtable, form):
        return to_questions(roundtable, "questions")
    written = list(roundtable.questions.all())
    new, left_out = without_known([line.text for line in form.understood], written)
    page = {
        "meeting": meeting,
        "here": "brief",
        "roundtable": roundtable,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
        "questions": written,
        "form": form,
        "new": new,
        "left_out": left_out,
        "is_understood": form.is_bound and form.is_valid(),
    }
    return render(request, "roundtables/questions.html", page, status=422 if form.errors else 200)


def added(request: HttpRequest, roundtable: Roundtable, form: PasteForm) -> bool:
    """Whether the questions of the form are in the list now; otherwise the form says why not."""
    try:
        done = actions.add_questions(
            roundtable=roundtable,
            texts=[line.text for line in form.understood],
            language=form.cleaned_data["language"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    number, left_out = len(done.questions), len(done.left_out)
    if number:
        sentence = ngettext("%(number)d question is added.", "%(number)d questions are added.", number)
        messages.success(request, sentence % {"number": number})
    if left_out:
        sentence = ngettext(
            "%(number)d question was in the list already and is left out.",
            "%(number)d questions were in the list already and are left out.",
            left_out,
        )
        messages.warning(request, sentence % {"number": left_out})
    return True


def to_questions(roundtable: Roundtable, anchor: str) -> HttpResponse:
    return redirect(reverse("questions", args=[roundtable.meeting.slug, roundtable.pk]) + f"#{anchor}")


@permit(Permission.WRITE_BRIEF, question_of_brief)
@form_page
def question_remove(request: HttpRequest, question: GuidingQuestion) -> HttpResponse:
    roundtable = question.roundtable
    if request.method == "POST":
        if not refused(request, lambda: actions.remove_question(question=question, by=request.user)):
            messages.success(request, _("The question is removed."))
        return to_questions(roundtable, "questions")
    page = {
        "meeting": roundtable.meeting,
        "here": "brief",
        "question": question,
        "roundtable": roundtable,
        "is_staff": can(request.user, Permission.SEE_MEETING, roundtable),
    }
    return render(request, "roundtables/question_remove.html", page)


@permit(Permission.WRITE_BRIEF, question_of_brief)
@require_POST
def question_move(request: HttpRequest, question: GuidingQuestion) -> HttpResponse:
    moved(request, lambda **where: actions.move_question(question=question, by=request.user, **where))
    return to_questions(question.roundtable, f"question-{question.pk}")
