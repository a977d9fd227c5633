"""One sentence that says where a brief stands, and the one next act of whoever looks at it."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Organization, Person
from accounts.permissions import Permission, can
from gfmd.lists import listed
from meetings.days import instant_in_words
from meetings.models import Meeting
from roundtables.models import Draft, DraftKind, Roundtable, TeamMember, TeamRole
from roundtables.work import Place, Stage, Work, permissions_of, with_work

ASKED_OF_PERSON = (
    Permission.WRITE_PROGRAMME,
    Permission.WRITE_BRIEF,
    Permission.COMMENT_BRIEF,
    Permission.PRESENT,
)


@dataclass(frozen=True)
class Act:
    """Something to do: a page to go to, or a button when it is done at once."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Viewer:
    """Who looks: what the person may do with this brief, and the places the person fills in its team."""

    person: Person
    permissions: frozenset[Permission]
    places: tuple[Place, ...]

    @property
    def is_staff(self) -> bool:
        return Permission.WRITE_PROGRAMME in self.permissions

    @property
    def writes(self) -> bool:
        return Permission.WRITE_BRIEF in self.permissions


def viewer_of_page(work: Work, person: Person) -> Viewer:
    """Asks `can`, and so the second factor of staff."""
    permissions = frozenset(one for one in ASKED_OF_PERSON if can(person, one, work.roundtable))
    return Viewer(person, permissions, tuple(work.places_of(person)))


def viewer_in_team(work: Work, person: Person) -> Viewer:
    """Somebody as a member of the team alone; costs no query."""
    places = work.places_of(person)
    return Viewer(person, frozenset(permissions_of(places)), tuple(places))


@dataclass(frozen=True)
class Standing:
    """`tone` is "owed" while the person who looks owes something, "settled" when all is done, else "info"."""

    tone: str
    headline: str
    sentences: tuple[str, ...]
    act: Act | None = None
    others: tuple[Act, ...] = ()


def standing(work: Work, viewer: Viewer) -> Standing:
    """Where a brief stands, for one person. Asks for what `with_work()` fetches."""
    sentences = tuple(sentence for sentence in remarks(work, viewer) if sentence)
    owed = owed_by(work, viewer)
    acts = [act for act in (owed, *acts_of(work, viewer)) if act]
    settled = "settled" if work.stage == Stage.PUBLISHED else "info"
    return Standing(
        "owed" if owed else settled, headline(work), sentences, *(acts[:1] or [None]), tuple(acts[1:])
    )


# --- The sentence ----------------------------------------------------------------------------------------


def headline(work: Work) -> str:
    """Where the brief stands, in one sentence; the same for everybody."""
    words = {
        "version": work.roundtable.version,
        "number": work.number,
        "deadline": deadline(work.round, work),
    }
    words |= {"commented": len(work.commented), "asked": len(work.asked)}
    words["waiting"] = names(work.still_to_clear)
    words["cleared"] = names([state for state in work.co_chairs if state.pk in work.cleared])
    return sentence_of(work) % words


def sentence_of(work: Work) -> str:
    is_first = work.round is None or work.round.kind == DraftKind.FIRST
    if work.stage == Stage.ROUND_OPEN and is_first:
        return ngettext(
            "First round of comments until %(deadline)s: %(commented)d of %(asked)d has commented.",
            "First round of comments until %(deadline)s: %(commented)d of %(asked)d have commented.",
            len(work.asked),
        )
    if work.stage == Stage.ROUND_OPEN:
        return ngettext(
            "Second round of comments until %(deadline)s: %(commented)d of %(asked)d has commented.",
            "Second round of comments until %(deadline)s: %(commented)d of %(asked)d have commented.",
            len(work.asked),
        )
    if work.stage == Stage.CLEARANCE and work.cleared:
        return _("Cleared by %(cleared)s; waiting for %(waiting)s.")
    return {
        Stage.WRITING: _("The first draft is being written.")
        if work.number == 1
        else _("Version %(number)d is being written."),
        Stage.FIRST_OVER: _("The first round of comments is over, and the text is being revised."),
        Stage.SECOND_OVER: _("Both rounds of comments are over. The co-chairs clear the text next."),
        Stage.CLEARANCE: _("The text waits to be cleared by %(waiting)s."),
        Stage.FINAL: _("Final: cleared by %(cleared)s, and not published yet."),
        Stage.PUBLISHED: _("Version %(version)d is published as it stands."),
        Stage.CHANGED: _("Version %(version)d is published, and the text has changed since."),
        Stage.TAKEN_BACK: _("Version %(version)d was taken back from the public."),
    }[work.stage]


def short(work: Work) -> tuple[str, str]:
    """(tone, words) of a brief in a list: "Version 2 published", "First comments until 12 May 2027, …"."""
    words = {
        "version": work.roundtable.version,
        "number": work.number,
        "deadline": deadline(work.round, work),
    }
    is_first = work.round is None or work.round.kind == DraftKind.FIRST
    found = {
        Stage.WRITING: ("quiet", pgettext("state of a brief", "Draft")),
        Stage.ROUND_OPEN: (
            "warn",
            _("First comments until %(deadline)s") if is_first else _("Second comments until %(deadline)s"),
        ),
        Stage.FIRST_OVER: ("warn", _("Being revised")),
        Stage.SECOND_OVER: ("warn", _("Commented on twice")),
        Stage.CLEARANCE: ("warn", _("With the co-chairs")),
        Stage.FINAL: ("warn", _("Final, not published")),
        Stage.PUBLISHED: ("good", _("Version %(version)d published")),
        Stage.CHANGED: ("warn", _("Version %(version)d, changed since")),
        Stage.TAKEN_BACK: ("quiet", _("Version %(version)d, taken back")),
    }[work.stage]
    return found[0], found[1] % words


def deadline(draft: Draft | None, work: Work) -> str:
    """ "12 May 2027, 23:59, Rabat time"; empty for a text without a deadline."""
    return (
        instant_in_words(draft.comments_until, work.roundtable.meeting)
        if draft and draft.comments_until
        else ""
    )


def names(organizations: list[Organization]) -> str:
    """ "Bangladesh and Sweden"."""
    names = [organization.name for organization in organizations]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": listed(names[:-1]), "last": names[-1]}


def remarks(work: Work, viewer: Viewer):
    """What else there is to know: what is missing, who cannot act, what waits for an answer."""
    if not work.roundtable.meeting.is_announced:
        yield _("The meeting is a draft, so nobody outside the chair's staff can open this page yet.")
    if work.stage in (Stage.FIRST_OVER, Stage.SECOND_OVER, Stage.ROUND_OPEN) and viewer.writes:
        yield unanswered(work.unanswered)
    if work.stage in (Stage.WRITING, Stage.CHANGED) and not viewer.writes and work.passes_rounds:
        yield _("You get a message as soon as something is asked of you.")
    if viewer.is_staff and work.passes_rounds and work.stage != Stage.PUBLISHED:
        vacant = list({place.member.organization.name: None for place in work.places if place.is_vacant})
        if vacant:
            yield ngettext(
                "%(names)s has no active focal point, so nobody acts for it.",
                "%(names)s have no active focal point, so nobody acts for them.",
                len(vacant),
            ) % {"names": listed(vacant)}
    if work.stage in (Stage.CLEARANCE, Stage.FINAL) and has_been_written_on(work):
        yield _("Somebody has gone on writing since; what is cleared is the text put to the co-chairs.")


def has_been_written_on(work: Work) -> bool:
    """Whether the working text has changed since it was put to the co-chairs. Known where the page has asked."""
    return getattr(work, "is_written_on", False)


def unanswered(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(number)d comment waits for an answer.", "%(number)d comments wait for an answer.", number
    ) % {"number": number}


def work_in_teams(person: Person) -> list[tuple[Roundtable, Standing]]:
    """The briefs a person prepares as a member of their teams, each with what the person owes there.

    Of meetings that are announced and not over; what is owed comes first. The same queries for any number.
    """
    own = TeamMember.objects.acted_for_by(person).values("roundtable_id")
    rows = Roundtable.objects.filter(pk__in=own, meeting__in=Meeting.objects.announced().coming())
    found = []
    for roundtable in with_work(rows).order_by("meeting__starts_on", "meeting_id", "position", "pk"):
        work = Work(roundtable)
        viewer = viewer_in_team(work, person)
        shown = standing(work, viewer)
        if owed := owed_in_words(work, viewer):
            shown = replace(shown, headline=owed, sentences=())
        found.append((roundtable, shown))
    return sorted(found, key=lambda pair: pair[1].tone != "owed")


# --- The acts --------------------------------------------------------------------------------------------


def owed_by(work: Work, viewer: Viewer) -> Act | None:
    """The one thing this person owes now; None while others have to act first."""
    if to_clear := work.to_clear_by(viewer.person):
        label = _("Read and clear for %(state)s") % {"state": to_clear[0].name}
        return Act(label if len(to_clear) == 1 else _("Read and clear"), page("brief", work) + "#clear")
    if work.stage == Stage.ROUND_OPEN and owes_a_comment(work, viewer):
        return Act(comment_label(work.round), draft_page(work.round, work))
    if viewer.is_staff and (act := owed_by_staff(work)):
        return act
    if talk := next((place.member for place in viewer.places if owes_a_talk(place)), None):
        roundtable = work.roundtable
        address = reverse("presentation", args=[roundtable.meeting.slug, roundtable.pk, talk.pk])
        return Act(_("Hand in your presentation"), address)
    if viewer.writes and work.stage in (Stage.FIRST_OVER, Stage.SECOND_OVER) and work.unanswered:
        return Act(_("Answer the comments"), draft_page(work.round, work) + "?show=open")
    if viewer.writes and work.stage in (Stage.WRITING, Stage.FIRST_OVER):
        return Act(_("Write the text"), write_page(work))
    return None


def owed_in_words(work: Work, viewer: Viewer) -> str:
    """What this person owes, told where the brief itself is not on the page; empty when it is nothing."""
    roundtable = work.roundtable
    words = {"code": roundtable.code, "deadline": deadline(work.round, work)}
    words["states"] = names(work.to_clear_by(viewer.person))
    act = owed_by(work, viewer)
    if act is None:
        return ""
    if words["states"]:
        return _("Clear the brief of roundtable %(code)s for %(states)s.") % words
    if work.stage == Stage.ROUND_OPEN and owes_a_comment(work, viewer):
        if work.round.kind == DraftKind.FIRST:
            return _("Comment on the first draft of roundtable %(code)s by %(deadline)s.") % words
        return _("Comment on the second draft of roundtable %(code)s by %(deadline)s.") % words
    if any(map(owes_a_talk, viewer.places)):
        return _("Hand in your presentation for roundtable %(code)s.") % words
    if work.stage in (Stage.FIRST_OVER, Stage.SECOND_OVER) and work.unanswered:
        return _("Answer the comments on the brief of roundtable %(code)s.") % words
    return _("Write the text of the brief of roundtable %(code)s.") % words


def owes_a_comment(work: Work, viewer: Viewer) -> bool:
    own = [place for place in viewer.places if place.is_asked_to_comment]
    return any(place not in work.commented for place in own)


def owes_a_talk(place: Place) -> bool:
    return place.member.role == TeamRole.SPEAKER and place.member.presentation_id is None


def comment_label(draft: Draft) -> str:
    if draft.kind == DraftKind.FIRST:
        return _("Comment on the first draft")
    return _("Comment on the second draft")


def owed_by_staff(work: Work) -> Act | None:
    """The next procedural act: the chair's staff names teams, opens rounds, puts to clearance, publishes."""
    if work.stage == Stage.FINAL or (work.stage == Stage.TAKEN_BACK):
        return Act(_("Publish the brief"), page("roundtable_publish", work), is_post=True)
    if not work.passes_rounds:
        return owed_without_rounds(work)
    if not work.roundtable.meeting.is_announced:
        return Act(
            _("To the overview of the meeting"), reverse("manage", args=[work.roundtable.meeting.slug])
        )
    if work.stage == Stage.WRITING and work.number == 1:
        return open_round(work, _("Open the first round of comments")) if work.asked else name_team(work)
    if work.stage in (Stage.FIRST_OVER, Stage.SECOND_OVER) and work.unanswered:
        return Act(_("Answer the comments"), draft_page(work.round, work) + "?show=open")
    if work.stage == Stage.FIRST_OVER:
        return open_round(work, _("Open the second round of comments"))
    if work.stage in (Stage.SECOND_OVER, Stage.CHANGED, Stage.WRITING):
        return put(work) if work.co_chairs else name_team(work)
    return None


def can_be_published(work: Work) -> bool:
    """Final, or in a meeting whose briefs pass no rounds; not what is published as it stands."""
    if work.passes_rounds:
        return work.stage in (Stage.FINAL, Stage.TAKEN_BACK)
    return work.stage != Stage.PUBLISHED


def owed_without_rounds(work: Work) -> Act | None:
    if work.stage == Stage.CHANGED:
        return Act(_("Publish as a new version"), page("roundtable_publish", work), is_post=True)
    if work.stage == Stage.WRITING:
        return Act(_("Publish the brief"), page("roundtable_publish", work), is_post=True)
    return None


def acts_of(work: Work, viewer: Viewer):
    """What else this person can do now, the likeliest first; what is owed may be among it again."""
    owed = owed_by(work, viewer)
    return [act for act in possible_acts(work, viewer) if owed is None or act.url != owed.url]


def possible_acts(work: Work, viewer: Viewer):
    newest = work.drafts[0] if work.drafts else None
    if work.stage == Stage.ROUND_OPEN:
        yield Act(_("Read the draft and the comments"), draft_page(work.round, work))
    elif newest and work.stage in (Stage.CLEARANCE, Stage.FINAL, Stage.FIRST_OVER, Stage.SECOND_OVER):
        yield Act(
            _("Read the text") if newest.kind == DraftKind.FINAL else _("Read the comments"),
            draft_page(newest, work),
        )
    if work.roundtable.is_published:
        yield Act(_("Read the published brief"), work.roundtable.get_absolute_url())
    if viewer.writes:
        yield Act(_("Write the text"), write_page(work))
    if viewer.is_staff and work.passes_rounds:
        yield from acts_of_staff(work)


def acts_of_staff(work: Work):
    if work.stage in (Stage.CHANGED, Stage.WRITING) and work.number > 1:
        yield open_round(work, _("Open a round of comments"))
    if work.stage == Stage.FIRST_OVER:
        yield open_round(work, _("Open the second round of comments"))
    if work.stage == Stage.SECOND_OVER and work.co_chairs:
        yield put(work)
    if work.stage in (Stage.CLEARANCE, Stage.FINAL) and has_been_written_on(work):
        yield Act(_("Put the text to the co-chairs again"), page("brief_put", work), is_post=True)
    if work.stage == Stage.ROUND_OPEN:
        yield Act(_("Close the round now"), page("brief_comments_close", work), is_post=True)


def open_round(work: Work, label: str) -> Act:
    return Act(label, page("brief_comments_open", work))


def put(work: Work) -> Act:
    return Act(_("Put the text to the co-chairs"), page("brief_put", work), is_post=True)


def name_team(work: Work) -> Act:
    return Act(_("Name the team"), page("team", work))


def page(name: str, work: Work) -> str:
    return reverse(name, args=[work.roundtable.meeting.slug, work.roundtable.pk])


def draft_page(draft: Draft, work: Work) -> str:
    return reverse("brief_draft", args=[work.roundtable.meeting.slug, work.roundtable.pk, draft.pk])


def write_page(work: Work) -> str:
    roundtable = work.roundtable
    return reverse("brief_write", args=[roundtable.meeting.slug, roundtable.pk, roundtable.original_language])
