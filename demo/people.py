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
KENYA = SignIn("mission.ken@example.org", "Focal point of Kenya (a draft)")
SENEGAL = SignIn("mission.sen@example.org", "Focal point of Senegal (confirmed)")
DELEGATE = SignIn("nusrat.jahan@bgd.example", "Delegate of Bangladesh")
SIGN_INS = (CHAIR, CO_CHAIR, SUPPORT_UNIT, KENYA, SENEGAL, DELEGATE)
RECORDS = "records@forum.example"


def record_keeper() -> Person:
    """Whoever enters what was there before the present chair; signs in nowhere."""
    return Person.objects.create_user(RECORDS, name="Records of the Forum")


def let_sign_in() -> None:
    """Give each sign-in its password; the delegate, whom nobody else gives an account, gets one here."""
    Person.objects.create_user(DELEGATE.email, name="Nusrat Jahan")
    for person in Person.objects.filter(email__in=[sign_in.email for sign_in in SIGN_INS]):
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
