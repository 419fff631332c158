"""The sorts of constraints that many tables share."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

SHORT, LONG = 200, 500
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"


def one_of(field: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """Allow only these words in a field."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": sorted(values)}), name=name)


def not_empty(*fields: str, name: str) -> models.CheckConstraint:
    """Ask for something in each field."""
    condition = Q()
    for field in fields:
        condition &= ~Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name=name)


def together(*fields: str, name: str) -> models.CheckConstraint:
    """Ask for all of these fields or none: who did it and when belong together."""
    everything, nothing = Q(), Q()
    for field in fields:
        everything &= Q(**{f"{field}__isnull": False})
        nothing &= Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=everything | nothing, name=name)


def in_order(first: str, last: str, name: str) -> models.CheckConstraint:
    """Ask that the first date is not after the last, where both are known."""
    condition = Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True})
    return models.CheckConstraint(condition=condition | Q(**{f"{first}__lte": models.F(last)}), name=name)
