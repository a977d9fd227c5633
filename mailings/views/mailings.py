"""Writing mailings: the list of them, what each is, and what it says in each language."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, permit
from correspondence.models import MessageState
from gfmd.moves import Refused, Stale
from mailings.access import mailing_of_meeting
from mailings.actions import mailings as actions
from mailings.audiences import AUDIENCES, audience_in_words
from mailings.forms.mailings import BeginForm, MailingForm, SignForm, TextForm
from mailings.messages.mailings import KIND_OF, first_letter, first_words
from mailings.models import Mailing, MailingKind, MailingText, SecondPerson
from meetings.access import announced_meeting

require_form = require_http_methods(["GET", "HEAD", "POST"])
HERE = "correspondence"


@permit(Permission.SEE_CORRESPONDENCE, announced_meeting)
@require_safe
def mailings(request, meeting):
    """All of a meeting's mailings, the newest first, with how many messages left of each."""
    rows = list(
        meeting.mailings.defer("expected")
        .select_related("prepared_by", "batch")
        .annotate(
            total=Count("batch__messages"),
            done=Count("batch__messages", filter=~Q(batch__messages__state__in=WAITING)),
        )
    )
    page = {
        "meeting": meeting,
        "here": HERE,
        "rows": rows,
        "may_write": can(request.user, Permission.CORRESPOND, meeting),
        "wants_second": SecondPerson.objects.filter(meeting=meeting).exists(),
    }
    return render(request, "mailings/mailings.html", page)


WAITING = (MessageState.QUEUED, MessageState.SENDING)


@permit(Permission.CORRESPOND, announced_meeting)
@require_POST
def mailings_second(request, meeting):
    """Whether whatever leaves for a meeting's people needs a second person's approval."""
    actions.want_second_person(meeting=meeting, wanted=request.POST.get("wanted") == "yes", by=request.user)
    return redirect("mailings", slug=meeting.slug)


@permit(Permission.CORRESPOND, announced_meeting)
@require_form
def mailing_new(request, meeting):
    """First what kind and to whom, then the rest: what narrows an audience depends on which it is."""
    is_begun = request.GET.get("audience") in AUDIENCES and request.GET.get("kind") in MailingKind.values
    if request.method != "POST" and not is_begun:
        begin = BeginForm(request.GET or None, initial={"kind": MailingKind.CIRCULAR})
        page = {"meeting": meeting, "here": HERE, "begin": begin}
        return render(request, "mailings/mailing_new.html", page)
    initial = {"kind": request.GET.get("kind"), "audience": request.GET.get("audience")}
    form = MailingForm(
        request.POST if request.method == "POST" else None,
        meeting=meeting,
        instance=Mailing(meeting=meeting),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            mailing = actions.open_mailing(
                meeting=meeting, narrowed=form.narrowed, by=request.user, **form.facts
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            mailing.documents.set(form.cleaned_data.get("documents", []))
            return redirect("mailing_text", meeting.slug, mailing.pk, first_language(meeting))
    page = {"meeting": meeting, "here": HERE, "form": form}
    return render(request, "mailings/mailing_new.html", page, status=422 if form.errors else 200)


def first_language(meeting) -> str:
    return next(iter(meeting.languages), "en")


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_form
def mailing_edit(request, mailing):
    """What it is, to whom it goes and which papers go along."""
    if request.method != "POST" and not mailing.can_be_changed:
        return redirect("mailing", mailing.meeting.slug, mailing.pk)
    form = MailingForm(
        request.POST if request.method == "POST" else None,
        meeting=mailing.meeting,
        instance=Mailing.objects.get(pk=mailing.pk),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_mailing(
                mailing_pk=mailing.pk,
                seen=form.cleaned_data["seen"],
                by=request.user,
                narrowed=form.narrowed,
                documents=form.cleaned_data.get("documents", []),
                **form.facts,
            )
        except Stale as stale:
            form.show_stored(
                MailingForm(meeting=mailing.meeting, instance=Mailing.objects.get(pk=mailing.pk))
            )
            form.add_error(None, str(stale))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mailing", mailing.meeting.slug, mailing.pk)
    page = {"meeting": mailing.meeting, "here": HERE, "mailing": mailing, "form": form}
    return render(request, "mailings/mailing_edit.html", page, status=422 if form.errors else 200)


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_form
def mailing_text(request, mailing, language: str):
    """What it says in one language; the first time it begins with the chair's template or the product's."""
    if language not in languages_of(mailing):
        raise Http404
    if request.method != "POST" and not mailing.can_be_changed:
        return redirect("mailing", mailing.meeting.slug, mailing.pk)
    form = TextForm(
        request.POST if request.method == "POST" else None,
        mailing=mailing,
        language=language,
        instance=text_in(mailing, language),
    )
    if request.method == "POST" and form.is_valid():
        written = {name: form.cleaned_data.get(name, "") for name in ("subject", "body", "letter")}
        try:
            actions.write_text(
                mailing_pk=mailing.pk,
                language=language,
                seen=form.cleaned_data["seen"],
                by=request.user,
                **written,
            )
        except Stale as stale:
            form.show_stored(
                TextForm(mailing=mailing, language=language, instance=text_in(mailing, language))
            )
            form.add_error(None, str(stale))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The text was saved."))
            return redirect("mailing", mailing.meeting.slug, mailing.pk)
    page = {
        "meeting": mailing.meeting,
        "here": HERE,
        "mailing": mailing,
        "form": form,
        "language": language,
        "language_name": dict(MailingText._meta.get_field("language").choices)[language],
        "placeholders": KIND_OF[MailingKind(mailing.kind)].placeholders,
        "is_written": mailing.texts.filter(language=language).exists(),
    }
    return render(request, "mailings/mailing_text.html", page, status=422 if form.errors else 200)


def languages_of(mailing: Mailing) -> list[str]:
    """The languages it can be written in: those of the meeting, and those already written."""
    written = mailing.texts.values_list("language", flat=True)
    return list(dict.fromkeys([*(mailing.meeting.languages or ["en"]), *written]))


def text_in(mailing: Mailing, language: str) -> MailingText:
    """The text as it is, else where a new one begins."""
    text = mailing.texts.filter(language=language).first()
    if text:
        return text
    words = first_words(mailing.kind, mailing.meeting, language)
    letter = first_letter(language) if mailing.is_letter else ""
    return MailingText(
        mailing=mailing, language=language, subject=words.subject, body=words.body, letter=letter
    )


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_POST
def mailing_text_remove(request, mailing, language: str):
    try:
        actions.remove_text(
            mailing_pk=mailing.pk, language=language, seen=request.POST.get("seen", ""), by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("mailing", mailing.meeting.slug, mailing.pk)


@permit(Permission.CORRESPOND, mailing_of_meeting)
@require_form
def mailing_signatories(request, mailing):
    """Who signs a joint letter, for each of the chairs."""
    if not mailing.is_letter:
        raise Http404
    if request.method != "POST" and not mailing.can_be_changed:
        return redirect("mailing", mailing.meeting.slug, mailing.pk)
    form = SignForm(request.POST if request.method == "POST" else None, mailing=mailing)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(
                mailing_pk=mailing.pk,
                signatories=form.signatories,
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mailing", mailing.meeting.slug, mailing.pk)
    page = {"meeting": mailing.meeting, "here": HERE, "mailing": mailing, "form": form}
    return render(request, "mailings/mailing_signatories.html", page, status=422 if form.errors else 200)


def named(mailing: Mailing) -> str:
    """To whom it goes, in words."""
    return audience_in_words(mailing.audience, mailing.meeting, mailing.narrowed)
