"""Codes such as 3.4, 1.1 or III: kept as typed, and fit to stand in an address."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

code_validator = RegexValidator(
    r"^[\w\-.()·° ]*[\w\-()·°]\Z",
    _("A code has letters, digits, dots, hyphens and spaces, and does not end in a dot or a space."),
)
