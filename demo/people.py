"""Those who sign in to the demo, all with the same password. None of it exists outside the demo."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.models import Person, leave_trace
from accounts.permissions import Role
from meetings.models import Appointment, Chairmanship

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


def appoint(
    sign_in: SignIn, name: str, language: str, role: Role, term: Chairmanship, *, by: Person
) -> Person:
    """A member of the chair's staff or of the Support Unit, for the whole term."""
    person = Person.objects.create_user(sign_in.email, name=name, language=language)
    appointment = Appointment.objects.create(
        chairmanship=term, person=person, role=role.value, starts_on=term.starts_on
    )
    leave_trace("appoint", appointment, by=by, after={"person": sign_in.email, "role": role.value})
    return person


def let_sign_in() -> None:
    """Give each sign-in its password; the delegate, whom nobody else gives an account, gets one here."""
    Person.objects.create_user(DELEGATE.email, name="Nusrat Jahan")
    for person in Person.objects.filter(email__in=[sign_in.email for sign_in in SIGN_INS]):
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
