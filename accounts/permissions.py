"""Who may do what: one enum of permissions, one table of roles, one question `can`.

The table is the one of the domain ("Who does what"). An object answers for itself which roles a person has
on it (`roles_of`), so this room need not know the rooms above.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from inspect import signature

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Permission(StrEnum):
    READ = "read what is public"
    ENTER = "see one's own desk"
    HOLD_LINK = "use a personal link from a message"
    SEE_MEETING = "see a meeting before it is announced, and its preparation"
    OPEN_MEETING = "open a meeting within a chairmanship"
    SET_MEETING = "set a meeting's rules, dates and state"
    WRITE_PROGRAMME = "write themes, roundtables, questions and the agenda"
    SEE_BRIEF = "see the drafts of a brief and the comments on them"
    WRITE_BRIEF = "write the text of a brief"
    COMMENT_BRIEF = "comment on a draft of a brief"
    CLEAR_BRIEF = "clear a brief for a co-chair State"
    PRESENT = "hand in one's own presentation"
    KEEP_DOCUMENTS = "keep a meeting's library of documents"
    ARRANGE_ROOMS = "enter and change the rooms of the venue"
    INVITE = "invite organizations and remind them"
    SEE_DELEGATIONS = "see every delegation of a meeting"
    CONFIRM_DELEGATIONS = "confirm delegations or return them"
    SEE_DELEGATION = "see one delegation"
    FILL_DELEGATION = "fill, submit and withdraw one delegation"
    NOMINATE = "hand in the nomination of a focal point"
    VERIFY_NOMINATIONS = "verify nominations, and keep the list of focal points"
    KEEP_TERM = "name alternates for one's organization and hand over to a successor"
    SEE_DIRECTORY = "see who the focal points are"
    SEE_NEEDS = "see a delegate's diet and access needs"
    ISSUE_LETTERS = "see passport data and issue letters for visas"
    COMPLETE_SEAT = "see where one's own seat stands, and complete its details"
    ALLOT_PLACES = "set how many places a roundtable has, and see who sits there"
    APPLY = "apply to a meeting that has called for applications"
    SCORE = "score applications"
    SELECT = "run a call for applications: offer places, keep the waiting list"
    ERASE = "erase personal data that has served"
    CORRESPOND = "write to participants: templates, mailings, reminders, notices of changes"
    SEE_CORRESPONDENCE = "see what was said to whom, and whether it arrived"
    FORWARD = "pass circulars and papers on to one's own ministries"
    READ_DEMO_MAIL = "read the messages of the demo"


class Role(StrEnum):
    PUBLIC = "public reader"
    SIGNED_IN = "signed in"
    CHAIR_STAFF = "chair staff"
    SUPPORT_UNIT = "support unit"
    FOCAL_POINT = "focal point"
    DELEGATE = "delegate"
    CO_CHAIR = "co-chair of a roundtable"
    FACILITATOR = "facilitator of a roundtable"
    RAPPORTEUR = "rapporteur of a roundtable"
    SPEAKER = "speaker at a roundtable"
    TEAM_MEMBER = "member of a roundtable's team"
    COORDINATING_OFFICE = "civil-society coordinating office"
    COMMITTEE_MEMBER = "member of a selection committee"


# What each role may do, and the sentence that says so on the page of roles.
ROLES: dict[Role, tuple[str, frozenset[Permission]]] = {
    Role.PUBLIC: (
        gettext_lazy("Reads what has been announced and published, and uses a link received by e-mail."),
        frozenset(
            {
                Permission.READ,
                Permission.HOLD_LINK,
                Permission.NOMINATE,
                Permission.APPLY,
                Permission.READ_DEMO_MAIL,
            }
        ),
    ),
    Role.SIGNED_IN: (
        gettext_lazy("Has a desk that says what is owed, by when."),
        frozenset({Permission.ENTER}),
    ),
    Role.CHAIR_STAFF: (
        gettext_lazy("Prepares the meetings of one chairmanship, as an equal of the other co-chairs' staff."),
        frozenset(
            {
                Permission.SEE_MEETING,
                Permission.OPEN_MEETING,
                Permission.SET_MEETING,
                Permission.WRITE_PROGRAMME,
                Permission.SEE_BRIEF,
                Permission.WRITE_BRIEF,
                Permission.COMMENT_BRIEF,
                Permission.PRESENT,
                Permission.KEEP_DOCUMENTS,
                Permission.ARRANGE_ROOMS,
                Permission.INVITE,
                Permission.SEE_DELEGATIONS,
                Permission.CONFIRM_DELEGATIONS,
                Permission.SEE_DELEGATION,
                Permission.FILL_DELEGATION,
                Permission.VERIFY_NOMINATIONS,
                Permission.SEE_DIRECTORY,
                Permission.SEE_NEEDS,
                Permission.ISSUE_LETTERS,
                Permission.ALLOT_PLACES,
                Permission.SELECT,
                Permission.ERASE,
                Permission.CORRESPOND,
                Permission.SEE_CORRESPONDENCE,
            }
        ),
    ),
    Role.SUPPORT_UNIT: (
        gettext_lazy("Sees to logistics for any chair: who comes, rooms and the desk on the day."),
        frozenset(
            {
                Permission.SEE_MEETING,
                Permission.ARRANGE_ROOMS,
                Permission.SEE_DELEGATIONS,
                Permission.SEE_DELEGATION,
                Permission.SEE_DIRECTORY,
                Permission.SEE_NEEDS,
                Permission.ISSUE_LETTERS,
                Permission.SEE_CORRESPONDENCE,
            }
        ),
    ),
    Role.FOCAL_POINT: (
        gettext_lazy("Fills the seats of one organization's delegation."),
        frozenset(
            {
                Permission.SEE_DELEGATION,
                Permission.FILL_DELEGATION,
                Permission.KEEP_TERM,
                Permission.SEE_DIRECTORY,
                Permission.SEE_CORRESPONDENCE,
                Permission.FORWARD,
            }
        ),
    ),
    Role.DELEGATE: (
        gettext_lazy("Holds a seat in a delegation and sees where it stands."),
        frozenset({Permission.COMPLETE_SEAT, Permission.SEE_DIRECTORY}),
    ),
    Role.CO_CHAIR: (
        gettext_lazy("Writes the brief of a roundtable, comments on it and clears it for a co-chair State."),
        frozenset(
            {
                Permission.SEE_BRIEF,
                Permission.WRITE_BRIEF,
                Permission.COMMENT_BRIEF,
                Permission.CLEAR_BRIEF,
            }
        ),
    ),
    Role.FACILITATOR: (
        gettext_lazy("Writes the brief of a roundtable with its co-chairs."),
        frozenset({Permission.SEE_BRIEF, Permission.WRITE_BRIEF, Permission.COMMENT_BRIEF}),
    ),
    Role.RAPPORTEUR: (
        gettext_lazy("Follows the brief of a roundtable, and reports on what it agrees."),
        frozenset({Permission.SEE_BRIEF, Permission.COMMENT_BRIEF}),
    ),
    Role.SPEAKER: (
        gettext_lazy("Reads the drafts of a roundtable's brief and hands in a presentation."),
        frozenset({Permission.SEE_BRIEF, Permission.PRESENT}),
    ),
    Role.TEAM_MEMBER: (
        gettext_lazy("Reads the drafts of a roundtable's brief and comments on them."),
        frozenset({Permission.SEE_BRIEF, Permission.COMMENT_BRIEF}),
    ),
    Role.COORDINATING_OFFICE: (
        gettext_lazy("Runs the call for applications to the civil-society days."),
        frozenset({Permission.SELECT, Permission.SCORE}),
    ),
    Role.COMMITTEE_MEMBER: (
        gettext_lazy("Scores applications, save where there is a conflict of interest."),
        frozenset({Permission.SCORE}),
    ),
}

STAFF_ROLES = frozenset({Role.CHAIR_STAFF, Role.SUPPORT_UNIT})


def roles_of(person, on=None) -> frozenset[Role]:
    """The roles `person` (signed in or not) has on an object; without one, those anybody has."""
    if person.is_anonymous:
        return frozenset({Role.PUBLIC})
    if on is None:
        return frozenset({Role.PUBLIC, Role.SIGNED_IN})
    known = on.__dict__.setdefault("_roles_of_person", {})  # asked of one object many times in a request
    if person.pk not in known:
        known[person.pk] = frozenset({Role.PUBLIC, Role.SIGNED_IN} | on.roles_of(person))
    return known[person.pk]


def granting(person, permission: Permission, on=None) -> set[Role]:
    """Those of the person's roles (on an object) that grant a permission, whether or not usable just now."""
    return {role for role in roles_of(person, on) if permission in ROLES[role][1]}


def can(person, permission: Permission, on=None) -> bool:
    """Whether `person` may do this (on this object). The one question about permissions.

    What a person may do as staff alone needs a second factor.
    """
    roles = granting(person, permission, on)
    return bool(roles) and not (STAFF_ROLES.issuperset(roles) and lacks_second_factor(person))


def permit(permission: Permission, find: Callable | None = None):
    """Declare a view's permission, and what it acts on.

    `find(person, <names from the URL>)` returns the object or raises Http404 for what the person may not
    know of; the view then gets the object in place of those names. Whoever has not signed in is led there
    first, whether the thing exists or not; then a person who may not gets 403. Staff without a second factor
    are led to set one up.
    """

    def decorate(view):
        names = list(signature(find).parameters)[1:] if find else []

        @wraps(view)
        def permitted(request, **kwargs):
            if request.user.is_anonymous and permission not in ROLES[Role.PUBLIC][1]:
                return redirect_to_login(request.get_full_path())
            found = [find(request.user, **{name: kwargs.pop(name) for name in names})] if find else []
            on = found[0] if found else None
            roles = granting(request.user, permission, on)
            if not roles:
                raise PermissionDenied
            if STAFF_ROLES.issuperset(roles) and lacks_second_factor(request.user):
                messages.warning(request, _("Staff sign in with a second factor. Set one up to go on."))
                return redirect("mfa_index")
            return view(request, *found, **kwargs)

        permitted.permission = permission
        return permitted

    return decorate


def lacks_second_factor(person) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(person)
