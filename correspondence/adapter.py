"""django-allauth, bent to the house: no sign-up, and its messages leave the way all messages do."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from correspondence.actions import queue_account_message


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts come with an invitation or an appointment; an account is not a registration."""
        return False

    def send_mail(self, template_prefix, email, context):
        """Sign-in codes and the like are rows in the outbox as every message is."""
        mail = self.render_mail(template_prefix, email, context)
        queue_account_message(
            to_email=email, subject=mail.subject, body=mail.body, language=get_language() or "en"
        )
