from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0007_concept_paper_said")]

    operations = [
        migrations.AddField(
            model_name="brief",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
