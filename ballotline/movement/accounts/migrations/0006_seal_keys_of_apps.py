"""Keys of apps and seeds of recovery codes that lie readable in the database are sealed under the secret key."""

from django.db import migrations

from ballotline.movement.accounts import sealing


def seal_all(apps, schema_editor):
    _change_all(apps, schema_editor, lambda text: text if text.startswith(sealing.MARK) else sealing.seal(text))


def unseal_all(apps, schema_editor):
    _change_all(apps, schema_editor, sealing.unseal)


def _change_all(apps, schema_editor, change):
    authenticators = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for authenticator in authenticators.all():
        authenticators.filter(pk=authenticator.pk).update(data=sealing.on_secret_parts(authenticator.data, change))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_address_change"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal_all, unseal_all)]
