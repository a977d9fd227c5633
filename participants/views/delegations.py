"""What a focal point does: three seats on one page, saved as typed, reviewed and submitted."""

from dataclasses import dataclass
from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, Role, can, permit, roles_of
from gfmd.moves import Refused
from meetings.access import found
from participants import actions
from participants.access import delegate_of, own_delegation
from participants.actions.rules import FREELY, mark, may_change
from participants.forms import (
    DelegateForm,
    NoteVerbaleForm,
    ReasonForm,
    SeatForm,
    SuccessorForm,
    VersionForm,
)
from participants.forms.delegates import FIELDS, marks_of, note_of
from participants.letters import letter_answer
from participants.models import (
    DELEGATION_MOVES,
    Delegate,
    DelegateRole,
    Delegation,
    DelegationState,
    FieldCheckState,
)
from participants.reviewing import review_of
from participants.standing import STILL_WRITTEN, Standing, standing

require_form = require_http_methods(["GET", "HEAD", "POST"])
# What a save may change of a delegation while a page of it is made.
CHANGING = (
    "state",
    "version",
    "changed_at",
    "return_sentence",
    "submitted_at",
    "confirmed_at",
    "note_verbale",
)
GONE = (DelegationState.WITHDRAWN, DelegationState.DECLINED, DelegationState.CLOSED)


# --- The table and its seats -----------------------------------------------------------------------------


@dataclass
class Seat:
    """A place at the table as the page shows it: who holds it, if anybody, and the form that fills it."""

    place: int
    delegate: Delegate | None
    form: DelegateForm | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether what the chair returned has been changed, and waits to be submitted again."""
        checks = open_checks(self.delegate)
        return bool(checks) and all(check.state == FieldCheckState.CHANGED for check in checks)

    @property
    def address(self) -> str:
        """Where the form of the seat is sent."""
        delegation = self.form.delegation
        if self.delegate:
            return reverse("delegate_save", args=[delegation.pk, self.delegate.pk])
        return reverse("seat_fill", args=[delegation.pk, self.place])


def seats_of(delegation: Delegation, seated: list[Delegate]) -> list[tuple[int, Delegate | None]]:
    """Every seat of the table in order, with who sits there; a seat in use beyond the limit is shown too."""
    by_seat = {delegate.seat: delegate for delegate in seated}
    limit = delegation.meeting.delegation_limit
    places = sorted(set(by_seat) | set(range(1, limit + 1)))
    taken = [place for place in places if place in by_seat]
    free = [place for place in places if place not in by_seat][: limit - len(taken)]
    return [(place, by_seat.get(place)) for place in sorted(taken + free)]


IN_PANELS = ("parts", "assistants", "visa_letters")


def delegates_of(delegation: Delegation, shown: tuple[str, ...] = IN_PANELS) -> list[Delegate]:
    """All who hold or held a seat, with what the page shows of them; each knows the delegation."""
    rows = delegation.delegates.select_related("replaced_by").with_given()
    delegates = list(rows.prefetch_related("checks", *shown))
    for delegate in delegates:
        delegate.delegation = delegation
    return delegates


def head_offered_at(delegation: Delegation, seated: list[Delegate]) -> int | None:
    """The seat that offers its delegate as head: the first free one, while nobody is head."""
    if any(delegate.is_head for delegate in seated):
        return None
    return next((place for place, delegate in seats_of(delegation, seated) if delegate is None), None)


def form_of(delegation: Delegation, delegate: Delegate | None, place: int, data=None, **kwargs):
    """The form of one seat."""
    return DelegateForm(
        data,
        delegation=delegation,
        instance=delegate or Delegate(delegation=delegation, seat=place),
        checks=open_checks(delegate),
        auto_id=f"seat-{place}-%s",
        **kwargs,
    )


def open_checks(delegate: Delegate | None) -> list:
    return (
        [check for check in delegate.checks.all() if check.state != FieldCheckState.SETTLED]
        if delegate
        else []
    )


def returned_checks(delegate: Delegate) -> list:
    """What the chair has returned and nobody has changed since."""
    return [check for check in open_checks(delegate) if check.state == FieldCheckState.RETURNED]


def table_of(person, delegation: Delegation, shown: tuple[str, ...] = IN_PANELS) -> dict:
    """Who sits where, and where the delegation stands."""
    delegates = delegates_of(delegation, shown)
    seated = [delegate for delegate in delegates if delegate.is_seated]
    seats = [Seat(place, delegate) for place, delegate in seats_of(delegation, seated)]
    stands = standing(delegation, seated, asked=sum(len(returned_checks(delegate)) for delegate in seated))
    is_filler = can(person, Permission.FILL_DELEGATION, delegation)
    return {
        "delegation": delegation,
        "meeting": delegation.meeting,
        "delegates": delegates,
        "seats": seats,
        "seated": seated,
        "standing": stands,
        "next_at": next_at(stands, seats),
        "limit": delegation.meeting.delegation_limit,
        "may_fill": is_filler and delegation.is_open(),
        "may_reach": is_filler and may_change(delegation, ("email",)),
        "is_gone": delegation.state in GONE,
        "is_filler": is_filler,
    }


def page_of(person, delegation: Delegation, *, tried: DelegateForm | None = None, place: int = 0) -> dict:
    """What the page of the delegation shows; `tried` is the form that was not accepted, at its seat."""
    page = table_of(person, delegation)
    offered = head_offered_at(delegation, page["seated"])
    for seat in page["seats"]:
        if page["is_gone"] or not (page["may_fill"] or (page["may_reach"] and seat.delegate)):
            continue
        is_tried = (
            tried is not None
            and seat.place == place
            and tried.instance.pk == getattr(seat.delegate, "pk", None)
        )
        fresh = form_of(delegation, seat.delegate, seat.place, offers_head=seat.place == offered)
        seat.form = tried if is_tried else fresh
    is_placed = tried is None or any(seat.form is tried for seat in page["seats"])
    if not is_placed:
        tried.auto_id = "typed-%s"
    return {
        **page,
        "given_up": [delegate for delegate in page["delegates"] if not delegate.is_seated],
        "on_behalf": page["is_filler"] and Role.FOCAL_POINT not in roles_of(person, delegation),
        "unplaced": None if is_placed else tried,
        "letter_form": NoteVerbaleForm(),
        "letters": list(delegation.letters.order_by("-received_at", "-pk"))
        if delegation.note_verbale_id
        else [],
    }


def next_at(stands: Standing, seats: list[Seat]) -> str:
    """The field of the page that the next step is done in."""
    taken = [seat for seat in seats if seat.delegate]
    free = [seat for seat in seats if not seat.delegate]
    if stands.next_step == "add" and free:
        return f"seat-{free[0].place}-name"
    if stands.next_step == "head" and taken:
        return f"seat-{taken[0].place}-role"
    for seat in taken:
        delegate = seat.delegate
        asked = returned_checks(delegate)
        if stands.next_step == "correct" and asked:
            return f"seat-{seat.place}-{asked[0].field}"
        if stands.next_step == "fill" and (not delegate.is_filled or delegate.state in STILL_WRITTEN):
            return f"seat-{seat.place}-{'function' if delegate.name else 'name'}"
    return ""


@permit(Permission.SEE_DELEGATION, own_delegation)
@require_safe
def delegation(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    return render(request, "participants/delegation.html", page_of(request.user, delegation))


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def seat_fill(request: HttpRequest, delegation: Delegation, place: int) -> HttpResponse:
    """Fill a free seat with what was typed there: the name is enough to begin."""

    def fill(form: DelegateForm) -> Delegate:
        return actions.add_delegate(
            delegation_pk=delegation.pk, details=form.details_of_new, seat=place, by=request.user
        )

    return save_seat(request, delegation, None, place, fill)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegate_save(request: HttpRequest, delegation: Delegation, delegate_pk: int) -> HttpResponse:
    """Save what was typed in the panel of a delegate: one field of it, or all."""
    delegate = delegate_of(delegation, delegate_pk)
    place = delegate.seat

    def save(form: DelegateForm) -> Delegate:
        return actions.edit_delegate(
            delegate_pk=delegate.pk, details=form.details, seen=form.cleaned_data["seen"], by=request.user
        )

    if not delegate.is_seated:
        return has_left(request, delegation, delegate)
    return save_seat(request, delegation, delegate, place, save)


def save_seat(request, delegation, delegate, place, save) -> HttpResponse:
    """Save the form of one seat; the answer is a page, or for the script what has become of the fields."""
    only = request.POST.getlist("only") or sent_when_closed(request.POST, delegation)
    offered = head_offered_at(delegation, list(delegation.delegates.seated())) if not delegate else None
    form = form_of(delegation, delegate, place, data=request.POST, offers_head=place == offered, only=only)
    if not form.is_valid():
        return not_accepted(request, delegation, form, place, status=422)
    try:
        saved = save(form)
    except actions.WrittenMeanwhile as written:
        form.show_written(Delegate.objects.get(pk=delegate.pk), written.stored)
        return not_accepted(request, delegation, form, place, status=409)
    except actions.AddressTaken as refusal:
        form.add_error("email" if "email" in form.fields else None, str(refusal))
        return not_accepted(request, delegation, form, place, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return not_accepted(request, delegation, form, place, status=409)
    if asks_for_parts(request):
        return JsonResponse(saved_parts(request, delegation, saved, form, is_new=delegate is None))
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('delegation', args=[delegation.pk])}#seat-{saved.seat}")


def sent_when_closed(data, delegation: Delegation) -> list[str]:
    """The fields of a panel that was sent whole after the deadline: those shown as they stand are not among them."""
    if delegation.is_open():
        return []
    return [name for name in FIELDS if name in data or name in FREELY]


def asks_for_parts(request) -> bool:
    """Whether the script of the page asks, which goes on from where it is."""
    return request.headers.get("Accept") == "application/json"


def has_left(request, delegation, delegate: Delegate) -> HttpResponse:
    """What was typed for somebody who gave up the seat meanwhile is kept on the page, without a seat."""
    form = form_of(delegation, delegate, delegate.seat, data=request.POST)
    form.is_valid()
    form.add_error(None, _("This delegate no longer holds a seat. The page now shows who does."))
    return not_accepted(request, delegation, form, 0, status=409)


def not_accepted(request, delegation, form: DelegateForm, place: int, *, status: int) -> HttpResponse:
    if asks_for_parts(request):
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        refused = " ".join(errors.pop("__all__", []))
        clashes = {
            name: {"stored": stored, "seen": form.seen_now[name], "values": form.written[name]}
            for name, stored in form.clashes.items()
        }
        return JsonResponse({"errors": errors, "clashes": clashes, "refused": refused}, status=status)
    return show_page(request, delegation, status=status, tried=form, place=place)


def show_page(request, delegation: Delegation, *, status: int = 200, **tried) -> HttpResponse:
    delegation.refresh_from_db(fields=CHANGING)
    page = page_of(request.user, delegation, **tried)
    return render(request, "participants/delegation.html", page, status=status)


def saved_parts(
    request, delegation: Delegation, saved: Delegate, form: DelegateForm, *, is_new: bool
) -> dict:
    """What has changed on the page: where the delegation stands, the head of each panel, the marks of the fields."""
    delegation.refresh_from_db(fields=CHANGING)
    page = table_of(request.user, delegation, IN_PANELS if is_new or "parts" in form.only else ())
    seat = next(one for one in page["seats"] if one.delegate and one.delegate.pk == saved.pk)
    offered = head_offered_at(delegation, page["seated"])

    def part(template: str, **more) -> str:
        return render_to_string(f"participants/{template}.html", {**page, **more}, request=request)

    parts = {
        "standing": part("_status"),
        "heads": {one.place: part("_seat_head", seat=one) for one in page["seats"]},
        # Whose role was taken has changed without a save of that panel; with a head there, no free seat offers it.
        "roles": {one.place: role_shown(one, offered) for one in page["seats"]},
        "seen": marks_of(seat.delegate, form.asked),
        "notes": {check.field: note_of(check, seat.delegate) for check in open_checks(seat.delegate)},
    }
    if is_new:
        address = reverse("delegate_save", args=[delegation.pk, saved.pk])
        parts["taken"] = {"action": address, "tools": part("_seat_tools", seat=seat)}
    return parts


def role_shown(seat: Seat, offered: int | None) -> list[str]:
    """The role that a panel shows, and the mark by which a save knows that it was seen."""
    free = DelegateRole.HEAD if seat.place == offered else DelegateRole.MEMBER
    role = str(seat.delegate.role if seat.delegate else free)
    return [role, mark(role)]


# --- What is done with a seat ----------------------------------------------------------------------------


def show_form(request, template, delegation, form, *, status=200, **page):
    page = {"delegation": delegation, "meeting": delegation.meeting, "form": form, **page}
    return render(request, f"participants/{template}.html", page, status=status)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_replace(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = SuccessorForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or "only_fill" in request.POST or not form.is_valid():
        status = 422 if form.is_bound and "only_fill" not in request.POST else 200
        return show_form(request, "delegate_replace", delegation, form, status=status, delegate=delegate)
    try:
        actions.replace_delegate(delegate_pk=delegate.pk, details=form.details, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, "delegate_replace", delegation, form, status=409, delegate=delegate)
    return redirect(f"{reverse('delegation', args=[delegation.pk])}#seat-{delegate.seat}")


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegate_withdraw(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    return with_reason(
        request,
        "delegate_withdraw",
        delegation,
        lambda reason: actions.withdraw_delegate(delegate_pk=delegate.pk, reason=reason, by=request.user),
        delegate=delegate,
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegate_move(request, delegation, delegate_pk):
    delegate = delegate_of(delegation, delegate_pk)
    form = SeatForm(request.POST)
    to_seat = form.cleaned_data["to_seat"] if form.is_valid() else 0
    return answer_or_refusal(
        request,
        delegation,
        lambda: actions.move_delegate(delegate_pk=delegate.pk, to_seat=to_seat, by=request.user),
    )


def answer_or_refusal(request, delegation, act):
    """Back to the delegation's page, with the reason when the act was refused."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("delegation", pk=delegation.pk)


def with_reason(request, template, delegation, act, **page):
    """A page that asks for the reason, and does what it says."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, template, delegation, form, status=422 if form.is_bound else 200, **page)
    try:
        act(form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, template, delegation, form, status=409, **page)
    return redirect("delegation", pk=delegation.pk)


# --- The delegation as a whole ---------------------------------------------------------------------------


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_safe
def delegation_review(request, delegation):
    page = table_of(request.user, delegation, shown=())
    page["review"] = review_of(delegation, page["seated"])
    page["can_submit"] = not page["review"].missing and DELEGATION_MOVES.allows(
        delegation.state, DelegationState.SUBMITTED
    )
    page["form"] = VersionForm(initial={"version": delegation.version})
    return render(request, "participants/delegation_review.html", page)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegation_submit(request, delegation):
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.submit_delegation(delegation_pk=delegation.pk, version=version, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("delegation_review", pk=delegation.pk)
    messages.success(request, _("Submitted. The chair confirms it next; you will get a message."))
    return redirect("delegation", pk=delegation.pk)


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegation_withdraw(request, delegation):
    return with_reason(
        request,
        "delegation_withdraw",
        delegation,
        lambda reason: actions.withdraw_delegation(
            delegation_pk=delegation.pk, reason=reason, by=request.user
        ),
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_form
def delegation_decline(request, delegation):
    return with_reason(
        request,
        "delegation_decline",
        delegation,
        lambda reason: actions.decline_delegation(
            delegation_pk=delegation.pk, reason=reason, by=request.user
        ),
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def delegation_begin(request, delegation):
    return answer_or_refusal(
        request, delegation, lambda: actions.begin_again(delegation_pk=delegation.pk, by=request.user)
    )


@permit(Permission.FILL_DELEGATION, own_delegation)
@require_POST
def note_verbale_new(request, delegation):
    """The composition in writing; a newer letter takes the place of the one before."""
    form = NoteVerbaleForm(request.POST, request.FILES)
    if not form.is_valid():
        for text in chain.from_iterable(form.errors.values()):
            messages.error(request, text)
        return redirect(f"{reverse('delegation', args=[delegation.pk])}#note-verbale")
    try:
        actions.keep_note_verbale(
            delegation_pk=delegation.pk, upload=form.cleaned_data["file"], by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('delegation', args=[delegation.pk])}#note-verbale")


@permit(Permission.SEE_DELEGATION, own_delegation)
@require_safe
def note_verbale(request, delegation, note_pk):
    """A letter of this delegation, the current one or a former."""
    return letter_answer(found(delegation.letters.filter(pk=note_pk).first()))
