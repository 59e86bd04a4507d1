"""A phone line and a member of a committee are called so: "line" and "membership" belong to ballots and to chapters.

What imports of the last 30 days changed is on file by the tables' names, and stays to be taken back.
"""

import django.db.models.deletion
from django.db import migrations, models

NEW_NAMES = {"offices.line": "offices.phoneline", "offices.membership": "offices.committeemember"}


def rename_in_traces(apps, schema_editor):
    for old, new in NEW_NAMES.items():
        apps.get_model("ingest", "Change").objects.filter(table=old).update(table=new)


def name_back_in_traces(apps, schema_editor):
    for old, new in NEW_NAMES.items():
        apps.get_model("ingest", "Change").objects.filter(table=new).update(table=old)


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0001_initial"),
        ("offices", "0003_parties_are_rows"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="line", name="one_line_per_official_and_key"),
        migrations.RemoveConstraint(model_name="membership", name="one_membership_per_committee"),
        migrations.RenameModel("Line", "PhoneLine"),
        migrations.RenameModel("Membership", "CommitteeMember"),
        migrations.AlterField(
            model_name="phoneline",
            name="official",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="phone_lines", to="offices.official"
            ),
        ),
        migrations.AlterField(
            model_name="committeemember",
            name="committee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="offices.committee"
            ),
        ),
        migrations.AlterField(
            model_name="committeemember",
            name="official",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="committees", to="offices.official"
            ),
        ),
        migrations.AddConstraint(
            model_name="phoneline",
            constraint=models.UniqueConstraint(
                fields=("official", "key"), name="one_phone_line_per_official_and_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="committeemember",
            constraint=models.UniqueConstraint(
                fields=("committee", "official"), name="an_official_is_on_a_committee_once"
            ),
        ),
        migrations.RunPython(rename_in_traces, name_back_in_traces),
    ]
