from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0006_papers_and_presentations")]

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
