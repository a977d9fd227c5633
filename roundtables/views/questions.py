"""The guiding questions of a roundtable: pasted as a list, ordered, changed one by one."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, permit
from gfmd.moves import Refused
from roundtables import actions
from roundtables.access import question_of_meeting, roundtable_of_meeting
from roundtables.forms import PasteForm, QuestionForm
from roundtables.models import GuidingQuestion, Roundtable
from roundtables.pasted import without_known
from roundtables.views.programme import bound, form_page, moved, refused, saved, show_form


@permit(Permission.WRITE_PROGRAMME, roundtable_of_meeting)
@form_page
def questions(request: HttpRequest, roundtable: Roundtable) -> HttpResponse:
    """The list, and a form for more; `step=look` shows how a paste is understood and adds nothing."""
    meeting = roundtable.meeting
    form = PasteForm(request.POST if request.method == "POST" else None, languages=meeting.languages)
    if form.is_valid() and request.POST.get("step") != "look" and added(request, roundtable, form):
        return to_questions(roundtable, "questions")
    written = list(roundtable.questions.all())
    new, left_out = without_known([line.text for line in form.understood], written)
    page = {
        "meeting": meeting,
        "here": "programme",
        "roundtable": roundtable,
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


@permit(Permission.WRITE_PROGRAMME, question_of_meeting)
@form_page
def question_edit(request: HttpRequest, question: GuidingQuestion) -> HttpResponse:
    roundtable = question.roundtable
    form = bound(QuestionForm, request, instance=copy(question), meeting=roundtable.meeting)
    done = saved(
        form,
        lambda changed: actions.change_question(
            question=changed, seen=form.cleaned_data["seen"], by=request.user
        ),
    )
    if done is None:
        return show_form(request, "question_edit", form, question=question, roundtable=roundtable)
    messages.success(request, _("The question is saved."))
    return to_questions(roundtable, f"question-{question.pk}")


@permit(Permission.WRITE_PROGRAMME, question_of_meeting)
@form_page
def question_remove(request: HttpRequest, question: GuidingQuestion) -> HttpResponse:
    roundtable = question.roundtable
    if request.method == "POST":
        if not refused(request, lambda: actions.remove_question(question=question, by=request.user)):
            messages.success(request, _("The question is removed."))
        return to_questions(roundtable, "questions")
    page = {
        "meeting": roundtable.meeting,
        "here": "programme",
        "question": question,
        "roundtable": roundtable,
    }
    return render(request, "roundtables/question_remove.html", page)


@permit(Permission.WRITE_PROGRAMME, question_of_meeting)
@require_POST
def question_move(request: HttpRequest, question: GuidingQuestion) -> HttpResponse:
    moved(request, lambda **where: actions.move_question(question=question, by=request.user, **where))
    return to_questions(question.roundtable, f"question-{question.pk}")
