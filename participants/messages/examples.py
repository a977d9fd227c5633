"""Invitations, delegations and people that exist only to show what a message looks like. None is ever saved."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, OrganizationKind, Person
from meetings.models import Meeting
from participants.models import (
    Assistant,
    Delegate,
    Delegation,
    DelegationState,
    Erasure,
    FieldCheck,
    FocalPoint,
    FocalPointState,
    Invitation,
    Nomination,
    NominationState,
    VisaLetter,
)

LONGEST = "The {0} %s [[link]] Kingdom of Great Britain and Northern Ireland, <b>Îles</b> & *Ilhas* 联合王国 المملكة العربية "
LONGEST_NAME = "‏عبد الرحمن‏ O’Brien-N’Guessan <script>alert(1)</script> # 1. {name} %(name)s " + "ñ" * 60
LONGEST_SENTENCE = (
    "# <script>alert(1)</script> {reason} [[link]] <https://elsewhere.example/>\n\n- **"
    + "字段 " * 200
    + "**"
)


def organization(is_strange: bool) -> Organization:
    """Kenya; or a State whose name is as long as the field, in several scripts, with everything that could break."""
    name = (LONGEST * 3)[:200] if is_strange else "Kenya"
    names = dict.fromkeys(("name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru"), name)
    if not is_strange:
        names |= {"name_ar": "كينيا", "name_zh": "肯尼亚", "name_ru": "Кения"}
    return Organization(pk=0, kind=OrganizationKind.MEMBER_STATE, iso3="KEN", **names)


def person_name(is_strange: bool) -> str:
    return LONGEST_NAME if is_strange else "Amina Otieno"


def sentence(is_strange: bool) -> str:
    """A reason as somebody writes it, in the active language; or as nobody should."""
    return LONGEST_SENTENCE if is_strange else _("Please write the name as it stands in the passport.")


def person(language: str, is_strange: bool) -> Person:
    return Person(pk=0, email="mission@ministry.invalid", name=person_name(is_strange), language=language)


def invitation(meeting: Meeting, language: str, is_strange: bool) -> Invitation:
    return Invitation(
        pk=0,
        meeting=meeting,
        organization=organization(is_strange),
        to_name=person_name(is_strange),
        to_email="mission@ministry.invalid",
        language=language,
        link_expires_at=timezone.now() + timedelta(days=30),
    )


def delegation(meeting: Meeting, is_strange: bool, **fields) -> Delegation:
    fields = {"state": DelegationState.SUBMITTED, "return_sentence": sentence(is_strange), **fields}
    return Delegation(pk=0, meeting=meeting, organization=organization(is_strange), **fields)


def with_extra_time(delegation: Delegation) -> Delegation:
    delegation.extra_until = timezone.now() + timedelta(days=14)
    return delegation


def delegate(meeting: Meeting, language: str, is_strange: bool, **fields) -> Delegate:
    return Delegate(
        pk=0,
        delegation=delegation(meeting, is_strange),
        seat=1,
        name=person_name(is_strange),
        honorific="" if is_strange else "Ms",
        email="amina.otieno@ministry.invalid",
        languages=[language],
        link_expires_at=timezone.now() + timedelta(days=30),
        **fields,
    )


def assistant(meeting: Meeting, language: str, is_strange: bool) -> Assistant:
    return Assistant(
        pk=0,
        delegate=delegate(meeting, language, is_strange),
        name=person_name(is_strange),
        email="office@ministry.invalid",
        link_expires_at=timezone.now() + timedelta(days=30),
    )


def visa_letter(meeting: Meeting, language: str, is_strange: bool) -> VisaLetter:
    return VisaLetter(pk=0, delegate=delegate(meeting, language, is_strange), number="RABAT-2027-0012")


def check(meeting: Meeting, language: str, is_strange: bool) -> FieldCheck:
    return FieldCheck(
        pk=0,
        delegate=delegate(meeting, language, is_strange),
        field="name",
        sentence=sentence(is_strange),
    )


def nomination(
    meeting: Meeting, language: str, is_strange: bool, state: str = NominationState.SUBMITTED
) -> Nomination:
    return Nomination(
        pk=0,
        meeting=meeting,
        organization=organization(is_strange),
        state=state,
        name=person_name(is_strange),
        email="amina.otieno@ministry.invalid",
        language=language,
        sender_name=person_name(is_strange),
        sender_email="mission@ministry.invalid",
        sentence=sentence(is_strange),
    )


def focal_point(
    meeting: Meeting, language: str, is_strange: bool, *, is_nominated: bool = True, **fields
) -> FocalPoint:
    return FocalPoint(
        pk=0,
        organization=organization(is_strange),
        person=person(language, is_strange),
        nomination=nomination(meeting, language, is_strange) if is_nominated else None,
        named_by=person(language, is_strange),
        link_expires_at=timezone.now() + timedelta(days=30),
        **{"state": FocalPointState.PENDING, **fields},
    )


def erasure(meeting: Meeting) -> Erasure:
    return Erasure(pk=0, meeting=meeting)
