"""Earlier words are kept with the common row of every ask: those of petitions are carried over."""

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    theirs, ours = apps.get_model("petition", "Revision"), apps.get_model("actions", "Revision")
    rows = (
        ours(action_id=row.petition_id, version=row.version, at=row.at, fields=row.fields)
        for row in theirs.objects.order_by("pk").iterator(500)
    )
    ours.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0003_revisions"),
        ("petition", "0005_reminded"),
    ]

    operations = [
        migrations.AlterField(
            model_name="petition",
            name="action",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="%(app_label)s",
                serialize=False,
                to="actions.action",
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
