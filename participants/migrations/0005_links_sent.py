"""When a personal link was sent last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_name_keys")]

    operations = [
        migrations.AddField("delegate", "link_sent_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("assistant", "link_sent_at", models.DateTimeField(blank=True, null=True)),
    ]
