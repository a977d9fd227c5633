"""`manage.py reseal`: everything that is sealed is sealed anew with the first of SEALING_KEYS."""

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import models
from django.db.models.functions import Cast

from gfmd.sealing import SealedField, seal
from participants.models import VisaLetter

BATCH = 500


class Command(BaseCommand):
    help = (
        "Seals passport data, needs and letters for visas with the newest key, the first of SEALING_KEYS. Put the new "
        "key first, run this, then remove the former one. It can run while the product is used, and twice."
    )

    def handle(self, *args, **options):
        fields = sum(reseal_column(model, field) for model, field in sealed_columns())
        letters = sum(reseal_letter(letter) for letter in VisaLetter.objects.order_by("pk").iterator())
        self.stdout.write(f"Sealed with the newest key: {fields} values and {letters} letters.")


def sealed_columns() -> list[tuple[type[models.Model], SealedField]]:
    """Every column that is kept sealed, whichever room it is in."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def reseal_column(model: type[models.Model], field: SealedField) -> int:
    """Seal each value of a column anew; returns how many.

    One that is written meanwhile is left alone: whoever writes it seals it with the newest key.
    """
    rows = model._base_manager.alias(kept=as_kept(field)).exclude(kept="")
    done = 0
    for pk, kept in rows.order_by("pk").values_list("pk", as_kept(field)).iterator(chunk_size=BATCH):
        sealed = rotated(kept.encode(), f"{model._meta.label} {pk}").decode()
        anew = models.Value(
            sealed, output_field=models.TextField()
        )  # as an expression it is not sealed again
        done += rows.filter(pk=pk, kept=kept).update(**{field.name: anew})
    return done


def as_kept(field: SealedField) -> Cast:
    """The column as the database holds it, unopened."""
    return Cast(field.name, models.TextField())


def reseal_letter(letter: VisaLetter) -> bool:
    """Seal the file of a letter anew, beside the former one, which then goes; False when the letter is gone."""
    storage, former = letter.file.storage, letter.file.name
    if not storage.exists(former):
        return False
    with storage.open(former) as file:
        sealed = rotated(file.read(), f"the letter {letter.number}")
    new = storage.save(former, ContentFile(sealed))
    if VisaLetter.objects.filter(pk=letter.pk, file=former).update(file=new):
        storage.delete(former)
        return True
    storage.delete(new)
    return False


def rotated(kept: bytes, what: str) -> bytes:
    """The same, sealed with the newest key. Raises CommandError when none of the keys opens it."""
    try:
        return seal().rotate(kept)
    except InvalidToken as problem:
        raise CommandError(
            f"{what} cannot be opened: a key is missing from SEALING_KEYS. Put the former key behind the newest "
            "one and run this again; what is sealed anew already stays so."
        ) from problem
