"""What a person does with their own account; none of it is an event, for it concerns only them."""

from __future__ import annotations

from datetime import datetime

from wholeplace.records.models import Person


def choose_language(*, by: Person, language: str, at: datetime) -> None:  # noqa: ARG001
    """Remember the language that a person reads."""
    Person.objects.filter(pk=by.pk).update(language=language)
    by.language = language
