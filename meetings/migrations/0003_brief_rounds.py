from django.db import migrations, models

FIELD = {
    "choices": [
        (2, "Two rounds of comments, then clearance by the co-chairs"),
        (0, "None: the chair's staff publishes directly"),
    ],
    "verbose_name": "rounds of comments on a brief",
}


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("meetings", "0002_agenda_item_sequence"),
    ]

    operations = [
        # What is published already was published directly, and keeps its meaning; new meetings have two rounds.
        migrations.AddField("meeting", "brief_rounds", models.PositiveSmallIntegerField(default=0, **FIELD)),
        migrations.AlterField("meeting", "brief_rounds", models.PositiveSmallIntegerField(default=2, **FIELD)),
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(
                condition=models.Q(("brief_rounds__in", [2, 0])), name="meeting_brief_rounds"
            ),
        ),
    ]
