"""Streets can be found by their name without a number; what is on file gets its name here."""

from django.db import migrations, models

from ballotline.record.places.streets import name_of

ROWS_AT_ONCE = 5_000


def name_all(apps, _schema_editor):
    points = apps.get_model("places", "AddressPoint").objects
    last = 0
    while rows := list(points.filter(pk__gt=last).order_by("pk")[:ROWS_AT_ONCE]):
        for row in rows:
            row.name = name_of(row.street)
        points.bulk_update(rows, ["name"], batch_size=500)
        last = rows[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0004_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='addresspoint',
            name='name',
            field=models.CharField(default='', editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.RunPython(name_all, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='addresspoint',
            index=models.Index(fields=['name', 'zip_code'], name='streets_by_name'),
        ),
        migrations.AddIndex(
            model_name='zipcode',
            index=models.Index(fields=['town', 'state'], name='zip_codes_by_town'),
        ),
    ]
