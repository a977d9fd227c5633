"""What the committee does: score, or say that there is a conflict of interest."""

from django.db import transaction
from django.utils.translation import gettext as _

from gfmd.moves import Refused
from selection.actions.rules import record
from selection.models import Application, ApplicationState, CallMember, Duty, Score

CRITERIA = ("relevance", "experience", "reach")


@transaction.atomic
def score_application(
    *,
    application_pk: int,
    member_pk: int,
    has_conflict: bool,
    relevance: int | None = None,
    experience: int | None = None,
    reach: int | None = None,
    note: str = "",
) -> Score:
    """Keep what a member thinks of an application, until it is decided on.

    With a conflict of interest no score is kept, also not one that was given before.
    """
    application = Application.objects.select_for_update(of=["self"], no_key=True).get(pk=application_pk)
    member = CallMember.objects.select_related("person").get(pk=member_pk)
    if member.left_at or member.duty != Duty.COMMITTEE or member.call_id != application.call_id:
        raise Refused(_("You do not serve in this committee any more."))
    if application.state != ApplicationState.RECEIVED:
        raise Refused(_("This application has been decided on or withdrawn; its scores stay as they are."))
    points = {"relevance": relevance, "experience": experience, "reach": reach}
    if has_conflict:
        points = dict.fromkeys(CRITERIA)
    elif None in points.values():
        raise Refused(_("Give all three scores, or say that you have a conflict of interest."))
    score, _new = Score.objects.update_or_create(
        application=application,
        member=member,
        defaults={**points, "has_conflict": has_conflict, "note": note},
    )
    act = "declare_conflict" if has_conflict else "score_application"
    record(act, application, by=member.person, after={} if has_conflict else points)
    return score
