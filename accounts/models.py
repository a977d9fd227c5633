"""People, organizations (States among them) and the record of who did what."""

from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.collation import sort_key

UN_LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")


def un_language(code: str | None = None) -> str:
    """The UN language ("zh" for "zh-hans") of a Django language code; of the active one by default."""
    short = (code or get_language() or "en").split("-")[0]
    return short if short in UN_LANGUAGES else "en"


class PersonManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email: str, password: str, **fields) -> "Person":
        return self.create_user(email, password, is_superuser=True, **fields)

    def with_account(self, email: str, *, name: str = "", language: str = "en") -> "Person":
        """The account of an address, which signs in with a code sent to it; made now if there is none.

        Two may ask for it at once. An account that has no name yet takes this one.
        """
        name = name.strip()
        person, is_new = self.get_or_create(
            email=email.strip().lower(),
            defaults={"name": name, "language": language, "password": make_password(None)},
        )
        if name and not is_new and not person.name:
            person.name = name
            person.save(update_fields=["name"])
        return person

    def with_address(self, email: str) -> "Person | None":
        return self.filter(email=email.strip().lower()).first()


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, known by an e-mail address; an account is not a registration."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="person_email_lower_case", condition=models.Q(email=Lower("email")))
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)


class OrganizationKind(models.TextChoices):
    MEMBER_STATE = "member_state", _("UN Member State")
    OBSERVER_STATE = "observer_state", _("Observer State")
    UN_AGENCY = "un_agency", _("UN agency")
    INTERNATIONAL_ORGANIZATION = "international_organization", _("International organization")
    REGIONAL_PROCESS = "regional_process", _("Regional process")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    TRADE_UNION = "trade_union", _("Trade union")
    ACADEMIA = "academia", _("Academia")
    DIASPORA = "diaspora", _("Diaspora")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")


class RegionalGroup(models.TextChoices):
    """The regional groups of the United Nations, in the order papers list them."""

    AFRICAN = "african", _("African States")
    ASIA_PACIFIC = "asia_pacific", _("Asia-Pacific States")
    EASTERN_EUROPEAN = "eastern_european", _("Eastern European States")
    LATIN_AMERICAN_CARIBBEAN = "latin_american_caribbean", _("Latin American and Caribbean States")
    WESTERN_EUROPEAN_OTHER = "western_european_other", _("Western European and other States")


class OrganizationQuerySet(models.QuerySet):
    def member_states(self, on: date):
        """Member States of the United Nations on a day (membership is known by year)."""
        return self.filter(kind=OrganizationKind.MEMBER_STATE, un_member_since__lte=on.year)

    def in_reading_order(self, language: str | None = None):
        return self.order_by(f"sort_{un_language(language)}", "pk")


class Organization(models.Model):
    """Whoever may send a delegation: a State, a UN agency, another organization."""

    kind = models.CharField(_("kind"), max_length=30, choices=OrganizationKind)
    iso3 = models.CharField(max_length=3, blank=True)
    iso2 = models.CharField(max_length=2, blank=True)
    m49 = models.CharField(max_length=3, blank=True)
    regional_group = models.CharField(_("regional group"), max_length=30, choices=RegionalGroup, blank=True)
    un_member_since = models.PositiveSmallIntegerField(null=True, blank=True)
    is_least_developed = models.BooleanField(default=False)
    is_landlocked_developing = models.BooleanField(default=False)
    is_small_island_developing = models.BooleanField(default=False)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=200, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    # Sort keys (accounts.collation), so that the database lists names in each language's reading order.
    sort_en = models.CharField(max_length=400, editable=False, db_collation="C")
    sort_fr = models.CharField(max_length=400, editable=False, db_collation="C")
    sort_es = models.CharField(max_length=400, editable=False, db_collation="C")
    sort_ar = models.CharField(max_length=400, editable=False, db_collation="C")
    sort_zh = models.CharField(max_length=400, editable=False, db_collation="C")
    sort_ru = models.CharField(max_length=400, editable=False, db_collation="C")
    # Where an invitation goes while nobody is the focal point: usually the permanent mission.
    address_name = models.CharField(_("addressee"), max_length=200, blank=True)
    address_email = models.EmailField(_("e-mail address"), blank=True)
    address_language = models.CharField(
        _("language of correspondence"), max_length=10, choices=settings.LANGUAGES, default="en"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("iso3", name="organization_iso3_unique", condition=~models.Q(iso3="")),
            models.UniqueConstraint("name_en", name="organization_name_unique"),
            models.CheckConstraint(
                name="organization_member_state_is_known",
                condition=~models.Q(kind=OrganizationKind.MEMBER_STATE)
                | (
                    ~models.Q(iso3="")
                    & ~models.Q(regional_group="")
                    & models.Q(un_member_since__isnull=False)
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        for language in UN_LANGUAGES:
            if not self.sort_is_given(language):
                setattr(self, f"sort_{language}", sort_key(self.name_in(language)))
        super().save(*args, **kwargs)

    def sort_is_given(self, language: str) -> bool:
        """Chinese names of States come with their order (by pinyin), which no default collation knows."""
        return language == "zh" and getattr(self, "sort_zh", "").startswith("#")

    @property
    def name(self) -> str:
        return self.name_in(un_language())

    def name_in(self, language: str) -> str:
        return getattr(self, f"name_{language}") or self.name_en

    @property
    def is_state(self) -> bool:
        return self.kind in (OrganizationKind.MEMBER_STATE, OrganizationKind.OBSERVER_STATE)


class Trace(models.Model):
    """Who did what to which thing, when and why. Written beside the change, never edited."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=60, blank=True)  # the link or the task, where no person was signed in
    is_on_behalf = models.BooleanField(default=False)  # staff acting for an organization
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)  # "delegation:12"
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.act} {self.subject}"


def subject_of(thing: models.Model) -> str:
    """How the record names a thing: "delegation:12"."""
    return f"{thing._meta.model_name}:{thing.pk}"


def leave_trace(
    act: str,
    on: models.Model,
    *,
    by: Person | None = None,
    via: str = "",
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
    on_behalf: bool = False,
) -> Trace:
    """Write down an act in the transaction of the change itself; `on_behalf` when staff acts for an organization."""
    return Trace.objects.create(
        act=act,
        subject=subject_of(on),
        by=by,
        via=via,
        is_on_behalf=on_behalf,
        before=before or {},
        after=after or {},
        reason=reason,
    )
