"""Parties are rows, found again by their folded names. What terms had as a list of names comes along, as it was written."""

import unicodedata
import uuid

import django.db.models.deletion
from django.db import migrations, models

AT_ONCE, AT_MOST = 500, 200


def to_rows(apps, schema_editor):
    """Term after term, the earliest word first: whoever wrote of a party first is its source."""
    term_model, party_of_term = apps.get_model("offices", "Term"), apps.get_model("offices", "PartyOfTerm")
    terms = term_model.objects.exclude(parties=[]).order_by("as_of", "pk").values_list("pk", "parties", "source", "as_of")
    known, rows = {}, []
    for term, names, source, as_of in terms.iterator(AT_ONCE):
        for place, name in enumerate(names):
            party = _party(apps, str(name)[:AT_MOST], source, as_of, known)
            rows.append(party_of_term(term_id=term, party=party, place=place, written=str(name)[:AT_MOST]))
    party_of_term.objects.bulk_create(rows, batch_size=AT_ONCE)


def _party(apps, name, source, as_of, known):
    key = _folded(name)[:AT_MOST]
    if key not in known:
        known[key] = apps.get_model("offices", "Party").objects.create(
            name=name, name_key=key, source=source, as_of=as_of
        )
    return known[key]


def _folded(name):
    """As rules.folded was on that day."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare.casefold()).split())


def to_lists(apps, schema_editor):
    names = {}
    rows = apps.get_model("offices", "PartyOfTerm").objects.order_by("term", "place").values_list("term", "written")
    for term, written in rows.iterator(AT_ONCE):
        names.setdefault(term, []).append(written)
    term_model = apps.get_model("offices", "Term")
    terms = term_model.objects.filter(pk__in=apps.get_model("offices", "PartyOfTerm").objects.values("term"))
    for term in terms.order_by("pk").iterator(AT_ONCE):
        term.parties = names[term.pk]
        term.save(update_fields=["parties"])


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0002_said_by_hand"),
    ]

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=200)),
                ("as_of", models.DateField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=200, unique=True)),
            ],
            options={
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="PartyOfTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("written", models.CharField(max_length=200)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.party"
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="party_rows",
                        to="offices.term",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("term", "place"), name="one_party_per_term_and_place")
                ],
            },
        ),
        migrations.RunPython(to_rows, to_lists),
        migrations.RemoveField(
            model_name="term",
            name="parties",
        ),
    ]
