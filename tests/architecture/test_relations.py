"""Tables keep the floors too. import-linter sees imports only;
a key, a name in a string or a migration can point up."""

import ast
import importlib
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.fields.related import ForeignObjectRel, RelatedField
from django.test.utils import isolate_apps

from ballotline.foundation.audit.models import Entry
from ballotline.movement.accounts.models import Account
from ballotline.movement.people.models import Person
from ballotline.record.places.models import ZipCode
from tests.architecture.house import PACKAGE, is_ours, may_look_at, name_of, sources

Model = type[models.Model]


def our_models() -> list[Model]:
    return [model for model in apps.get_models(include_auto_created=False) if is_ours(model.__module__)]


def room_of(label: str) -> str:
    return apps.get_app_config(label).name


def relations(model: Model) -> Iterator[tuple[str, RelatedField]]:
    """(its name in words, the field) for each key, one-to-one and many-to-many of the model itself."""
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, RelatedField) and not isinstance(field, ForeignObjectRel):
            yield f"{model._meta.label}.{field.name}", field


def wrong_relations(found: Iterable[Model]) -> list[str]:
    """Every relation that points to a higher or sibling room, or leaves its room under a name."""
    wrong = []
    for model in found:
        room = room_of(model._meta.app_label)
        for name, field in relations(model):
            other = room_of(field.related_model._meta.app_label)
            if is_ours(other) and not may_look_at(room, other):
                wrong.append(f"{name} points to {field.related_model._meta.label}, which {room} must not know")
            elif is_ours(other) and other.split(".")[:3] != room.split(".")[:3] and not field.remote_field.hidden:
                wrong.append(f'{name} leaves its room: write related_name="+"')
    return wrong


def ways_to_people(start: Model, people: Iterable[Model] = (Person, Account)) -> list[str]:
    """Every chain of keys from `start` to a person or an account."""
    found, seen, waiting = [], {start}, [(start, start._meta.label)]
    while waiting:
        model, way = waiting.pop()
        for name, field in relations(model):
            other, longer = field.related_model, f"{way} → {name.rsplit('.', 1)[1]}"
            if other in people:
                found.append(longer)
            elif other not in seen:
                seen.add(other)
                waiting.append((other, longer))
    return found


def content_types_in(found: Iterable[Model]) -> list[str]:
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    keys = [name for model in found for name, field in relations(model) if field.related_model is ContentType]
    return generic + keys


def test_no_relation_points_to_a_higher_or_sibling_room():
    assert wrong_relations(our_models()) == []


def test_the_public_record_and_the_foundation_have_no_way_to_a_person():
    low = [model for model in our_models() if model.__module__.split(".")[1] in ("record", "foundation")]

    assert low
    assert [way for model in low for way in ways_to_people(model)] == []


def test_nothing_points_to_a_content_type():
    assert content_types_in(our_models()) == []


def migrations() -> Iterator[tuple[str, str, type]]:
    """(file, its room, its Migration) of every migration that we wrote."""
    for path in sorted(PACKAGE.rglob("migrations/[0-9]*.py")):
        module = name_of(path).removesuffix(".py").replace("/", ".")
        yield name_of(path), module.rsplit(".migrations.", 1)[0], importlib.import_module(module).Migration


def labels_in(migration: type) -> set[str]:
    """The labels of all apps that a migration waits for, runs before, or points to."""
    fields = [field for step in migration.operations for field in _fields(step)]
    targets = [field.remote_field.model for field in fields if getattr(field, "remote_field", None)]
    named = [target.split(".")[0] for target in targets if isinstance(target, str) and "." in target]
    return {label for label, _name in (*migration.dependencies, *migration.run_before)} | {
        name.lower() for name in named
    }


def _fields(step: object) -> list[models.Field]:
    created = [field for _name, field in getattr(step, "fields", [])]
    added = getattr(step, "field", None)
    return [*created, added] if added is not None else created


def test_no_migration_waits_for_a_higher_or_sibling_room():
    labels = {config.label: config.name for config in apps.get_app_configs()}
    wrong = [
        f"{file} needs {label}"
        for file, room, migration in migrations()
        for label in labels_in(migration)
        if is_ours(labels[label]) and not may_look_at(room, labels[label])
    ]

    assert wrong == []


def get_model_calls(source: str) -> list[str]:
    """The app labels that a text asks for by get_model("people", "Person") or get_model("people.Person")."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    named = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) == "get_model"]
    first = [call.args[0] for call in named]
    return [
        word.value.split(".")[0] for word in first if isinstance(word, ast.Constant) and isinstance(word.value, str)
    ]


def test_no_model_is_fetched_by_name_from_a_higher_or_sibling_room():
    files = [*sources(), *PACKAGE.rglob("migrations/[0-9]*.py")]
    rooms = sorted((config.name for config in apps.get_app_configs() if is_ours(config.name)), key=len, reverse=True)
    wrong = []
    for path in files:
        module = name_of(path).removesuffix(".py").replace("/", ".")
        room = next((room for room in rooms if module.startswith(f"{room}.")), None)
        for label in get_model_calls(path.read_text()):
            if room and is_ours(room_of(label)) and not may_look_at(room, room_of(label)):
                wrong.append(f"{name_of(path)} fetches a model of {label}")

    assert wrong == []


@pytest.mark.parametrize(
    "room, other, may",
    [
        ("ballotline.movement.people", "ballotline.record.places", True),
        ("ballotline.record.places", "ballotline.movement.people", False),
        ("ballotline.movement.accounts", "ballotline.movement.people", True),
        ("ballotline.movement.people", "ballotline.movement.accounts", False),
        ("ballotline.foundation.access", "ballotline.foundation.audit", False),
        ("ballotline.foundation.audit", "ballotline.foundation.audit", True),
        ("ballotline.organizing.actions.kinds.petition", "ballotline.organizing.actions", True),
        ("ballotline.organizing.actions", "ballotline.organizing.actions.kinds.petition", False),
        ("ballotline.organizing.actions.kinds.call", "ballotline.organizing.actions.kinds.petition", False),
    ],
)
def test_the_contracts_say_who_may_look_at_whom(room, other, may):
    assert may_look_at(room, other) is may


def test_a_planted_key_upwards_is_found():
    with isolate_apps("ballotline.record.places"):

        class Planted(models.Model):
            person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "places"

    assert ["places.Planted.person points to people.Person" in wrong for wrong in wrong_relations([Planted])] == [True]
    assert ways_to_people(Planted) == ["places.Planted → person"]


def test_a_planted_many_to_many_to_a_sibling_is_found():
    with isolate_apps("ballotline.foundation.access"):

        class Planted(models.Model):
            entries = models.ManyToManyField(Entry, related_name="+")

            class Meta:
                app_label = "access"

    assert len(wrong_relations([Planted])) == 1


def test_a_key_that_leaves_its_room_under_a_name_is_found():
    with isolate_apps("ballotline.movement.people"):

        class Planted(models.Model):
            place = models.ForeignKey(ZipCode, on_delete=models.CASCADE, related_name="planted")

            class Meta:
                app_label = "people"

    assert wrong_relations([Planted]) == ['people.Planted.place leaves its room: write related_name="+"']


def test_a_way_to_a_person_over_other_tables_is_found():
    with isolate_apps("ballotline.foundation.audit"):

        class Nearer(models.Model):
            account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "audit"

        class Planted(models.Model):
            nearer = models.OneToOneField(Nearer, on_delete=models.CASCADE)

            class Meta:
                app_label = "audit"

    assert ways_to_people(Planted) == ["audit.Planted → nearer → account"]


def test_a_planted_content_type_is_found():
    with isolate_apps("ballotline.foundation.audit"):

        class Planted(models.Model):
            kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
            object_id = models.PositiveBigIntegerField()
            thing = GenericForeignKey("kind", "object_id")

            class Meta:
                app_label = "audit"

    assert content_types_in([Planted]) == ["audit.Planted.thing", "audit.Planted.kind"]


@pytest.mark.parametrize(
    "source, labels",
    [
        ('apps.get_model("people", "Person")', ["people"]),
        ('get_model("people.Person")', ["people"]),
        ('def forwards(apps, editor):\n    apps.get_model("petition", model_name="Petition")', ["petition"]),
        ("apps.get_models()", []),
    ],
)
def test_a_model_fetched_by_name_is_seen(source, labels):
    assert get_model_calls(source) == labels
