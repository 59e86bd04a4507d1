"""Who was on file already has not changed since they came. Apart from 0003, as PostgreSQL changes no table in the transaction
that wrote its rows."""

from django.db import migrations
from django.db.models import F


def since_they_came(apps, schema_editor):
    apps.get_model("people", "Person").objects.update(changed_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_one_human_once"),
    ]

    operations = [
        migrations.RunPython(since_they_came, migrations.RunPython.noop),
    ]
