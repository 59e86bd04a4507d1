from django.db import migrations

GONE = (
    "petition.ConfirmSignature", "petition.AlreadyCounted", "petition.YourLink", "pledge.ConfirmPromise",
    "pledge.AlreadyPromised", "call.ConfirmCaller",
)


def stop_them(apps, schema_editor):
    """Nobody can render them any more; whoever waits for one asks again."""
    messages = apps.get_model("mail", "Message").objects
    messages.filter(kind__in=GONE, state__in=["waiting", "sending"]).update(state="stopped")


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0002_apart'),
    ]

    operations = [
        migrations.RunPython(stop_them, migrations.RunPython.noop),
    ]
