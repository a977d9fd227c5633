"""What is reached by a personal link from a message: how long the link is good, and for whom."""

from datetime import datetime

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from gfmd.moves import Refused
from gfmd.tokens import hash_of, token_for


class Linked(models.Model):
    """Reached by a personal link (gfmd.tokens). A new number makes every link before it void.

    None of its methods saves.
    """

    # What the names of its links begin with.
    LINK = ""

    link_number = models.PositiveSmallIntegerField(default=0)
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def link_name(self) -> str:
        """What gfmd.tokens derives the link's secret from."""
        return f"{self.LINK}-{self.pk}-{self.link_number}"

    def is_link_valid(self, at: datetime | None = None) -> bool:
        return self.link_expires_at is not None and (at or timezone.now()) < self.link_expires_at

    def give_new_link(self, until: datetime) -> None:
        """A link in place of the one before, good until an instant; it is named after the key, so save first."""
        self.link_number += 1
        self.prolong_link(until)

    def prolong_link(self, until: datetime) -> None:
        """The same link, good until another instant."""
        self.link_hash, self.link_expires_at = hash_of(token_for(self.link_name)), until

    def void_link(self) -> None:
        """The link that was sent opens nothing any more."""
        self.link_number += 1
        self.link_hash, self.link_expires_at = "", None

    def holds_link(self, number: int) -> bool:
        """Whether the link of this number is the latest, and still good."""
        return self.link_number == number and self.is_link_valid()

    def refuse_unless_link(self, number: int) -> None:
        if not self.holds_link(number):
            raise Refused(void_sentence())


class VoidLink(Http404):
    """A link that opens nothing: superseded, or never sent. Whoever holds one is told to look for the newer one."""


def linked(thing):
    """What a link leads to. Raises VoidLink where there is nothing."""
    if thing is None:
        raise VoidLink
    return thing


def void_sentence() -> str:
    """Why a link no longer serves its holder."""
    return _("This link is no longer valid: a newer one was sent, or it has expired.")
