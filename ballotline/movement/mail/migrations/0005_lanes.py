from django.db import migrations, models
from django.db.models import Case, F, Value, When
from django.db.models.functions import StrIndex, Substr

CODES, ANSWERS, NOTICES, BROADCASTS = 10, 20, 30, 40
LANES = {  # of the kinds that there are so far; what is left out is a notice
    "accounts.SignInCode": CODES,
    "accounts.NewPasswordCode": CODES,
    "accounts.ConfirmNewAddress": CODES,
    "accounts.AllowNewAddress": CODES,
    "arrivals.PleaseConfirm": CODES,
    "desk.Test": ANSWERS,
    "site.MyDataLink": ANSWERS,
    "arrivals.StillWaits": BROADCASTS,
    "petition.UpdateNote": BROADCASTS,
    "pledge.Decided": BROADCASTS,
}


def give_lanes(apps, schema_editor):
    """What may still leave. The domain stands in the key of the mailbox, folded; what has left needs neither."""
    may_leave = apps.get_model("mail", "Message").objects.filter(state__in=["waiting", "sending", "failed"])
    lanes = [When(kind=kind, then=Value(lane)) for kind, lane in LANES.items()]
    behind_the_at = Substr("mailbox_key", StrIndex(F("mailbox_key"), Value("@")) + 1)
    may_leave.update(lane=Case(*lanes, default=Value(NOTICES)), mail_domain=behind_the_at)


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0004_refused"),
        ("people", "0002_undo_for_a_month"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="message", name="mail_by_state_and_due"),
        migrations.AddField(
            model_name="message",
            name="lane",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (10, "somebody sits before a page and waits for it: codes, questions to confirm"),
                    (20, "somebody asked for it just now"),
                    (30, "something happened that they should know"),
                    (40, "the same to many, because an organizer pressed a button"),
                ],
                default=30,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="mail_domain",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name="message",
            name="basis",
            field=models.CharField(
                choices=[
                    ("answer", "asked for on a public page: five a day for a mailbox and purpose"),
                    ("service", "about something that the person did and confirmed"),
                    ("sign-in", "asked for by somebody who signs in"),
                    ("request", "asked for until taken back: the row that asks is read when it leaves"),
                    ("consent", "a purpose that the person said yes to"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(give_lanes, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "lane", "due_at", "id"], name="mail_by_lane_and_due"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["state", "lane", "mail_domain", "due_at", "id"], name="mail_by_lane_and_provider"
            ),
        ),
    ]
