"""Those who sign in to the demo, all with the same password. None of it exists outside the demo."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.models import Person

PASSWORD = "demo-forum-2027"  # noqa: S105 — printed by the demo, and good for nothing else


@dataclass(frozen=True)
class SignIn:
    """An account to try the product with, and what one sees with it."""

    email: str
    what_for: str


CHAIR = SignIn("chair@rabat.example", "Chair staff (Morocco)")
CO_CHAIR = SignIn("cochair@rabat.example", "Chair staff of the co-chair (Portugal)")
SUPPORT_UNIT = SignIn("support@rabat.example", "Support Unit")
KENYA = SignIn("mission.ken@example.org", "Focal point of Kenya, a co-chair of roundtable 1.1")
SENEGAL = SignIn("mission.sen@example.org", "Focal point of Senegal, a co-chair of roundtable 1.1")
DELEGATE = SignIn("nusrat.jahan@bgd.example", "Delegate of Bangladesh")
FACILITATOR = SignIn("facilitator@rabat.example", "Facilitator of roundtable 1.1")
OFFICE = SignIn("office@days.example", "Coordinating office of the civil-society days")
COMMITTEE = SignIn("committee@days.example", "Member of the committee that scores applications to them")
SIGN_INS = (CHAIR, CO_CHAIR, SUPPORT_UNIT, KENYA, SENEGAL, FACILITATOR, DELEGATE, OFFICE, COMMITTEE)
RECORDS = "records@forum.example"


def record_keeper() -> Person:
    """Whoever enters what was there before the present chair; signs in nowhere."""
    return Person.objects.create_user(RECORDS, name="Records of the Forum")


def enter_delegate() -> Person:
    """A delegate with an account of her own, which nobody gives her otherwise."""
    return Person.objects.create_user(DELEGATE.email, name="Nusrat Jahan")


def let_sign_in() -> None:
    """Give each sign-in its password."""
    for person in Person.objects.filter(email__in=[sign_in.email for sign_in in SIGN_INS]):
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
