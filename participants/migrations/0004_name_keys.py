"""Delegates entered before names were looked for by their words and sounds."""

from django.db import migrations

from gfmd.names import name_key


def fill(apps, schema_editor):
    delegates = apps.get_model("participants", "Delegate").objects.filter(name_key="")
    for delegate in delegates.only("name").iterator():
        delegates.filter(pk=delegate.pk).update(name_key=name_key(delegate.name))


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_people")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
