"""Erasing what is held about a person who asks for it, in every room at once."""

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Trace, subject_of
from accounts.pseudonyms import ERASED, Terms, rewrite
from gfmd.moves import Refused
from meetings.models import Meeting
from participants import actions
from participants.actions import forgetting
from participants.actions.erasing import is_over
from roundtables.models import TeamMember
from selection.models import Application, ApplicationState

FINISHED = (ApplicationState.DECLINED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)


def obstacles_of(person: Person) -> list[str]:
    """Why the data cannot be erased yet, a sentence each; nothing when it can."""
    sentences = forgetting.obstacles_of(person)
    for application in applications_of(person).select_related("call__meeting"):
        if application.state not in FINISHED and not is_over(application.call.meeting):
            sentences.append(
                _("Your application to %(meeting)s still stands. Withdraw it first.")
                % {"meeting": str(application.call.meeting)}
            )
    serving = Meeting.objects.filter(
        models.Q(roundtables__team__in=TeamMember.objects.filter(person=person))
        | models.Q(call__members__person=person)
    )
    sentences += [
        _(
            "You serve at %(meeting)s, in the team of a roundtable or for its selection. Ask its chair to release you."
        )
        % {"meeting": str(meeting)}
        for meeting in serving.distinct()
        if not is_over(meeting)
    ]
    return sentences


def applications_of(person: Person) -> models.QuerySet[Application]:
    return Application.objects.filter(email__iexact=person.email).order_by("pk")


@transaction.atomic
def erase_own_data(*, person: Person) -> dict[str, int]:
    """Erase what can be erased about whoever asks. Raises Refused with every reason there is."""
    if obstacles := obstacles_of(person):
        raise Refused(" ".join(obstacles))
    applications = list(applications_of(person))
    for application in applications:
        forget_application(application)
    counts = actions.erase_person(person=person, by=person)
    return counts | {"applications": len(applications)}


def forget_application(application: Application) -> None:
    """The organization that applied stays; who wrote for it, and what was written, goes."""
    terms = Terms(names=[application.name], addresses=[application.email])
    traces = Trace.objects.filter(subject=subject_of(application))
    rewrite(traces, lambda trace: forgetting.forget_in_own(trace, terms, ERASED))
    application.name, application.email, application.gender = ERASED, "", ""
    application.motivation = application.experience = ERASED
    application.reason = terms.gone_from(application.reason)
    application.link_hash = ""
    application.save()
