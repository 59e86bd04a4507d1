from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0009_originals'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='inboundmessage',
            name='raw',
        ),
    ]
