"""The parameters as the page lists them: the shipped ones, and a place's own shown as its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wholeplace.foundations.parameters import Parameter
from wholeplace.services.places.parameters import find_parameters, list_places_with_parameters

STATUSES: Mapping[str, Promise] = {
    "P": _("published, and worked out again here"),
    "MM": _("from memory, and working it out again gives the same"),
    "N": _("published, copied"),
    "D": _("worked out here from a published rule"),
    "T": _("published by somebody else than its author: use with care"),
    "C": _("made up by us as an illustration: put your own in its place"),
    "M": _("from memory, not checked: look it up"),
}


@dataclass(frozen=True)
class ParameterChoice:
    """Which parameters are wanted."""

    words: str = ""
    status: str = ""
    place: str = ""

    def as_question(self) -> dict[str, str]:
        """Give the choice as it stands in an address."""
        return {"q": self.words, "status": self.status, "place": self.place}


@dataclass(frozen=True)
class ParameterRow:
    """One version of one parameter; `replaces` is the shipped one that a place's own stands for."""

    parameter: Parameter
    is_own: bool
    replaces: str
    value: str


def read_choice(request: HttpRequest) -> ParameterChoice:
    """Read which parameters are wanted; what is not known is not asked."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "status", "place")}
    status = asked["status"] if asked["status"] in STATUSES else ""
    return ParameterChoice(words=asked["q"], status=status, place=asked["place"])


def list_places_with_own(*, user: object) -> list[tuple[str, str]]:
    """List the places that have parameters of their own, as a choice."""
    return [(place.slug, place.name) for place in list_places_with_parameters(user=user)]


def list_rows(choice: ParameterChoice, *, user: object) -> list[ParameterRow]:
    """List the parameters that fit, a place's own first, then by name; every dated version is a row."""
    loaded = find_parameters(choice.place, user=user)
    rows = [
        _make_row(version, version in loaded.own, loaded.overrides.get(version.id, ()))
        for parameter in loaded.list()
        for version in loaded.versions[parameter.id]
    ]
    fitting = [row for row in rows if _fits(row.parameter, choice)]
    return sorted(fitting, key=lambda row: not row.is_own)


def _make_row(parameter: Parameter, is_own: bool, replaced: tuple[Parameter, ...]) -> ParameterRow:
    shipped = "; ".join(f"{show_value(each)} ({each.source_text})" for each in replaced) if is_own else ""
    return ParameterRow(parameter, is_own, shipped, show_value(parameter))


def show_value(parameter: Parameter) -> str:
    """Write a value for reading; empty where a table stands instead."""
    return "" if parameter.value is None else f"{parameter.value:,}"


def _fits(parameter: Parameter, choice: ParameterChoice) -> bool:
    if choice.status and parameter.status != choice.status:
        return False
    told = f"{parameter.id} {parameter.title} {parameter.unit} {parameter.source_text}".casefold()
    return all(word in told for word in choice.words.casefold().split())
