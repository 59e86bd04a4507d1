import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What came in lies apart, whole. The column goes in a step of its own: PostgreSQL changes no table whose new keys
    it still has to check."""

    dependencies = [
        ('mail', '0008_fetched'),
    ]

    operations = [
        migrations.CreateModel(
            name='Original',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='original', serialize=False, to='mail.inboundmessage')),
                ('raw', models.BinaryField()),
            ],
        ),
        migrations.RunSQL(
            'INSERT INTO mail_original (message_id, raw) SELECT id, raw FROM mail_inboundmessage',
            migrations.RunSQL.noop,
        ),
    ]
