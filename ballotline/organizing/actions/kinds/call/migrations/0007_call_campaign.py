"""A call campaign is called so: "campaign" belongs to candidates. What people did in one is said in the same word."""

from django.db import migrations

OLD, NEW = "campaign", "call campaign"


def say(word, instead_of):
    def change(apps, schema_editor):
        apps.get_model("people", "Activity").objects.filter(about_kind=instead_of).update(about_kind=word)

    return change


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("call", "0006_common_row"),
    ]

    operations = [
        migrations.RenameModel("Campaign", "CallCampaign"),
        migrations.RunPython(say(NEW, instead_of=OLD), say(OLD, instead_of=NEW)),
    ]
