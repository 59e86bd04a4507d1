"""Every account gets the key of its mailbox; the next migration makes it unique."""

from django.db import migrations, models

from ballotline.movement.accounts.rules import keys_of_mailboxes


def fill(apps, schema_editor):
    accounts = apps.get_model("accounts", "Account").objects.using(schema_editor.connection.alias)
    keys = keys_of_mailboxes(list(accounts.order_by("joined_at", "pk").values_list("email", flat=True)))
    for account in accounts.all():
        accounts.filter(pk=account.pk).update(mailbox_key=keys[account.email])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_shared_cache")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="mailbox_key",
            field=models.CharField(default="", max_length=254),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
