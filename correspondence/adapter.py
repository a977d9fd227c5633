"""django-allauth, bent to the house: no sign-up, and its messages leave the way all messages do."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress

from correspondence.actions import queue
from correspondence.messages import account_message


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts come with an invitation or an appointment; an account is not a registration."""
        return False

    def login(self, request, user):
        """Whoever signs in has the address that staff or an invitation gave the account.

        It is written down as confirmed, so that another one takes its place only when that is confirmed too:
        invitations follow the address of an account, which nobody may simply claim.
        """
        EmailAddress.objects.filter(user=user, primary=True).exclude(email=user.email).update(primary=False)
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        super().login(request, user)

    def send_mail(self, template_prefix, email, context):
        """Sign-in codes and the like are rows in the outbox as every message is."""
        queue([account_message(template_prefix, email, context)])
