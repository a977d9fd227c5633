from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0007_brief_taken_back")]

    operations = [
        migrations.AddField(
            model_name="conceptpaper",
            name="said",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="conceptpaper",
            name="ticks",
            field=models.JSONField(default=dict),
        ),
    ]
