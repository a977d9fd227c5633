"""What is said about an account: codes to sign in, and what was changed in it. django-allauth asks for them by the
beginning of a template's name; correspondence.adapter puts them in the queue.

They belong to no meeting, organization or person's timeline: nobody but the addressee reads a code.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

from allauth.account import app_settings
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from correspondence.catalogue import Kind
from correspondence.models import Message, Purpose
from correspondence.wording import as_typed, text_from
from meetings.models import Meeting

CODES_LAST = {
    "account/email/login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
    "account/email/password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
}  # seconds
CONFIRMATIONS_LAST = timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
HOLDER = _("The holder of the account")


def account_message(template_prefix: str, email: str, context: Mapping[str, object]) -> Message:
    """A message that django-allauth asks for, such as "account/email/login_code", in the active language.

    Raises KeyError for one that it cannot send with our settings.
    """
    return ACCOUNT[template_prefix].message(
        key=f"account:{uuid4()}",
        to_email=email,
        language=get_language() or "en",
        facts=account_facts(template_prefix, context),
    )


def account_facts(template_prefix: str, context: Mapping[str, object]) -> dict[str, object]:
    """What the templates show. The link to confirm an address is ours, whatever host the request named."""
    key = context.get("key")
    return {
        "code": context.get("code"),
        "minutes": CODES_LAST.get(template_prefix, 0) // 60,
        "days": CONFIRMATIONS_LAST.days,
        "address": settings.SITE_URL + reverse("account_confirm_email", args=[key]) if key else "",
        "holder": as_typed(context.get("user") or ""),
        "former_email": as_typed(context.get("from_email") or ""),
        "new_email": as_typed(context.get("to_email") or ""),
        "removed_email": as_typed(context.get("deleted_email") or ""),
        "at": context.get("timestamp"),
        "ip": as_typed(context.get("ip") or ""),
        "browser": as_typed(context.get("user_agent") or ""),
    }


def is_good_for(lasting: timedelta) -> Callable[[Message], bool]:
    """A code that would arrive after its time only confuses; another can be asked for."""
    return lambda message: timezone.now() < message.queued_at + lasting


def an_example(template_prefix: str, **context) -> Callable[[Meeting, str, bool], Message]:
    def made(_meeting: Meeting, language: str, is_strange: bool) -> Message:
        strange = "Mozilla/5.0 <script>alert(1)</script> [[link]] {name} **" + "x" * 400
        of_change = {
            "timestamp": timezone.now(),
            "ip": "2001:db8::1" if is_strange else "192.0.2.1",
            "user_agent": strange if is_strange else "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        }
        with translation.override(language):
            return account_message(template_prefix, "amina.otieno@ministry.invalid", of_change | context)

    return made


def kind(
    template_prefix: str, title, when, *, lasting: timedelta | None = None, to=HOLDER, **context
) -> Kind:
    name = template_prefix.rpartition("/")[2]
    return Kind(
        name=f"account_{name}",
        purpose=Purpose.ACCOUNT,
        title=title,
        to=to,
        when=when,
        template=f"{template_prefix}_message.txt",
        subject=lambda facts: text_from(f"{template_prefix}_subject.txt", **facts),
        example=an_example(template_prefix, **context),
        **({"is_needed": is_good_for(lasting)} if lasting else {}),
    )


def code_kind(template_prefix: str, title, when) -> Kind:
    lasting = timedelta(seconds=CODES_LAST[template_prefix])
    return kind(template_prefix, title, when, lasting=lasting, code="K7PX4M")


ACCOUNT = {
    "account/email/login_code": code_kind(
        "account/email/login_code",
        _("Code to sign in"),
        _("When somebody asks for a code to sign in with this address"),
    ),
    "account/email/password_reset_code": code_kind(
        "account/email/password_reset_code",
        _("Code to set a new password"),
        _("When somebody asks for a new password with this address"),
    ),
    "account/email/email_confirmation": kind(
        "account/email/email_confirmation",
        _("Confirm a new e-mail address"),
        _("When the holder of an account enters another address"),
        lasting=CONFIRMATIONS_LAST,
        to=_("The new address"),
        user="Amina Otieno",
        key="MQ:1vGf2a:example",
    ),
    "account/email/email_changed": kind(
        "account/email/email_changed",
        _("E-mail address changed"),
        _("When another address took the place of this one"),
        to=_("The former address"),
        from_email="amina.otieno@ministry.invalid",
        to_email="otieno@mission.invalid",
    ),
    "account/email/email_deleted": kind(
        "account/email/email_deleted",
        _("E-mail address removed"),
        _("When an address was removed from the account"),
        deleted_email="otieno@mission.invalid",
    ),
    "account/email/password_changed": kind(
        "account/email/password_changed", _("Password changed"), _("When the password was changed")
    ),
    "account/email/password_set": kind(
        "account/email/password_set", _("Password set"), _("When a first password was set")
    ),
    "account/email/password_reset": kind(
        "account/email/password_reset",
        _("New password set"),
        _("When a new password was set with a code"),
    ),
    "mfa/email/totp_activated": kind(
        "mfa/email/totp_activated",
        _("Authenticator app added"),
        _("When an authenticator app became the second factor"),
    ),
    "mfa/email/totp_deactivated": kind(
        "mfa/email/totp_deactivated",
        _("Authenticator app removed"),
        _("When the authenticator app was removed"),
    ),
    "mfa/email/webauthn_added": kind(
        "mfa/email/webauthn_added", _("Security key added"), _("When a security key or passkey was added")
    ),
    "mfa/email/webauthn_removed": kind(
        "mfa/email/webauthn_removed",
        _("Security key removed"),
        _("When a security key or passkey was removed"),
    ),
    "mfa/email/recovery_codes_generated": kind(
        "mfa/email/recovery_codes_generated",
        _("New recovery codes"),
        _("When new recovery codes were made"),
    ),
}
