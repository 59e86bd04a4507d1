"""What 0006 carried over; apart from it, as PostgreSQL changes no table in the transaction that wrote its rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("petition", "0006_common_row"),
    ]

    operations = [
        migrations.DeleteModel(name="Revision"),
    ]
