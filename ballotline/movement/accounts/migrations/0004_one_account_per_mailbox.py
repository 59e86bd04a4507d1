from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_account_mailbox_key")]
    operations = [
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("mailbox_key",), name="one_account_per_mailbox"),
        ),
    ]
