"""Invitations, delegations and people that exist only to show what a message looks like. None is ever saved."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Organization, OrganizationKind
from meetings.models import Meeting
from participants.models import Invitation

LONGEST = "The United Kingdom of Great Britain and Northern Ireland, with <b>Îles</b> & *Ilhas* {0} %s [[x]] 联合王国 المملكة "
LONGEST_NAME = "‏عبد الرحمن‏ O’Brien-N’Guessan <script>alert(1)</script> # 1. {name} %(name)s " + "ñ" * 60


def organization(is_strange: bool) -> Organization:
    """Kenya; or a State whose name is as long as the field, in several scripts, with everything that could break."""
    name = (LONGEST * 3)[:200] if is_strange else "Kenya"
    names = dict.fromkeys(("name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru"), name)
    if not is_strange:
        names |= {"name_ar": "كينيا", "name_zh": "肯尼亚", "name_ru": "Кения"}
    return Organization(pk=0, kind=OrganizationKind.MEMBER_STATE, iso3="KEN", **names)


def person_name(is_strange: bool) -> str:
    return LONGEST_NAME if is_strange else "Amina Otieno"


def invitation(meeting: Meeting, language: str, is_strange: bool) -> Invitation:
    return Invitation(
        pk=0,
        meeting=meeting,
        organization=organization(is_strange),
        to_name=person_name(is_strange),
        to_email="mission@example.org",
        language=language,
        link_expires_at=timezone.now() + timedelta(days=30),
    )
