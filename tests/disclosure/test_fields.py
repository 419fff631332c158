"""The table of fields is whole: whoever adds a text to a model says who may know it."""

import pytest
from django.apps import apps
from django.db import models

from tests.disclosure.fields import PLAIN, PRIVATE, PUBLIC
from tests.disclosure.world import plant_marks

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def list_fields() -> set[str]:
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("records").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, TEXTS)
    }


def spread(table: dict[str, str]) -> set[str]:
    return {f"{model}.{field}" for model, fields in table.items() for field in fields.split()}


def test_every_text_of_the_database_is_public_or_private() -> None:
    told = spread(PLAIN) | spread(PUBLIC) | {name.split()[0] for name in PRIVATE}
    assert sorted(list_fields() - told) == []


def test_every_row_of_the_table_is_a_field() -> None:
    numbers = {"Commission.value_pounds"}
    told = spread(PLAIN) | spread(PUBLIC) | {name.split()[0] for name in PRIVATE}
    assert sorted(told - list_fields() - numbers) == []
    assert spread(PLAIN) & spread(PUBLIC) == set()


@pytest.mark.django_db
def test_every_record_says_in_one_line_what_it_is() -> None:
    plant_marks()
    rows = [model.objects.first() for model in apps.get_app_config("records").get_models()]
    said = {type(row).__name__: str(row) for row in rows if row is not None}
    assert len(said) > 40
    nameless = {name: text for name, text in said.items() if " object (" in text or "\n" in text or not text}
    assert nameless == {}


@pytest.mark.django_db
def test_a_mark_is_planted_in_every_private_field() -> None:
    world = plant_marks()
    assert sorted(PRIVATE.keys() - world.marks.keys()) == []
    assert sorted(world.marks.keys() - PRIVATE.keys()) == []
    assert len(set(world.marks.values())) == len(world.marks)
