"""Letters of a delegation; and what a delegate's row holds where whoever writes it leaves columns out."""

import django.db.models.deletion
from django.db import migrations, models

DEFAULTS = {
    "is_alternate_head": "false",
    "badge_name": "''",
    "original_name": "''",
    "gender": "''",
    "function_en": "''",
    "city": "''",
    "level": "''",
    "relationship": "''",
    "expertise": "''",
    "languages": "'{}'",
    "phone": "''",
    "attends_on": "'{}'",
    "arrives_by": "''",
    "leaves_by": "''",
    "is_on_list": "false",
    "is_photographed": "false",
    "link_number": "0",
    "link_hash": "''",
    "name_key": "''",
}
SET = "".join(
    f"ALTER TABLE participants_delegate ALTER COLUMN {column} SET DEFAULT {value};\n"
    for column, value in DEFAULTS.items()
)
DROP = "".join(
    f"ALTER TABLE participants_delegate ALTER COLUMN {column} DROP DEFAULT;\n" for column in DEFAULTS
)


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_links_sent")]
    operations = [
        migrations.AddField(
            model_name="letter",
            name="delegation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="participants.delegation",
            ),
        ),
        migrations.RunSQL(SET, DROP),
    ]
