"""Check the form of a record in which something is withheld: everything beside the withheld places.

A withheld place may hold anything; what stands beside it is held to the same models and the same rules as an
open record. A rule that would need what is withheld is not applied, and no other is left out.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from wholeplace.casefile.commission.models import Commission
from wholeplace.casefile.commission.read import SECTION, compare_with_case
from wholeplace.casefile.commission.rules import list_broken_rules
from wholeplace.casefile.commission.withheld import RestsOnWithheld, watch_withheld
from wholeplace.casefile.inputs import Location
from wholeplace.casefile.inputs.models import CaseInputs
from wholeplace.casefile.inputs.problems import find_problem_beside
from wholeplace.casefile.inputs.read import find_unprintable, make_refusal
from wholeplace.casefile.withholding import find_stand_ins

# What others point at: without a member of these, whoever points at it cannot be judged.
POINTED_AT = {"options": "option", "critical_success_factors": "factors"}
_MOST_ROUNDS = 50


def check_inputs_beside(case: Mapping[str, Any]) -> None:
    """Check the form of the inputs, but for what is withheld in them.

    Parameters
    ----------
    case : mapping
        The inputs as published.

    Raises
    ------
    InvalidInput
        For the first value beside the withheld places that is missing, unknown, of the wrong type or out of
        range.
    """
    holes = list(find_stand_ins(case, ()))
    _refuse_form(case, CaseInputs, holes, {})


def check_record_beside(record: Mapping[str, Any], case: Mapping[str, Any]) -> None:
    """Check the form of a commission's record and its rules, but for what is withheld.

    Parameters
    ----------
    record : mapping
        The record as published.
    case : mapping
        The inputs as published, which the record must agree with.

    Raises
    ------
    InvalidInput
        For the first value or rule that does not hold and that no withheld place explains.
    """
    document = {SECTION: record}
    for location, problem in find_unprintable(document, ()):
        raise make_refusal(location, problem, document)
    _refuse_form(record, Commission, list(find_stand_ins(record, ())), document, (SECTION,))
    pruned = Pruned()
    commission = _prune(record, pruned)
    if commission is None:
        return
    for location, problem in list_broken_rules(commission):
        if not _rests_on_pruned(location, pruned):
            raise make_refusal((SECTION, *pruned.find_place(location)), problem, document)
    if not any(one[0] == "options" for one in pruned.locations):
        try:
            compare_with_case(commission, watch_withheld(dict(case)))
        except RestsOnWithheld:
            return


def _refuse_form(
    value: Mapping[str, Any], model: type[BaseModel], holes: Collection[Location],
    document: Mapping[str, Any], at: Location = (),
) -> None:  # fmt: skip
    try:
        model.model_validate(value)
    except ValidationError as error:
        found = find_problem_beside(error, value, model, holes)
        if found is not None:
            raise make_refusal((*at, *found[0]), found[1], document or value) from None


# --- the record without what is withheld ------------------------------------------------------------------


@dataclass
class Pruned:
    """What was taken out of a record: where, and from which places of lists."""

    locations: list[Location] = field(default_factory=list)
    taken: dict[Location, list[int]] = field(default_factory=dict)

    def note(self, location: Location) -> None:
        """Note a place in the record as published."""
        self.locations.append(location)
        if isinstance(location[-1], int):
            self.taken.setdefault(location[:-1], []).append(location[-1])

    def find_place(self, location: Location) -> Location:
        """Find where something stands in the record as published."""
        place: Location = ()
        for step in location:
            number = step
            if isinstance(step, int):
                for gone in sorted(self.taken.get(place, [])):
                    number = number + 1 if isinstance(number, int) and gone <= number else number
            place = (*place, number)
        return place


def _prune(record: Mapping[str, Any], pruned: Pruned) -> Commission | None:
    """Take out what is withheld, and what cannot stand without it, and read the rest, if any."""
    rest = copy.deepcopy(dict(record))
    for location in sorted(find_stand_ins(record, ()), key=_from_the_end, reverse=True):
        _take_out(rest, location)
        pruned.note(location)
    for _ in range(_MOST_ROUNDS):
        try:
            return Commission.model_validate(rest)
        except ValidationError as error:
            lacking = _find_lacking(error, rest)
            if not lacking:
                return None
            place = pruned.find_place(lacking)
            _take_out(rest, lacking)
            pruned.note(place)
    return None


def _from_the_end(location: Location) -> tuple[tuple[int, Any], ...]:
    return tuple((isinstance(step, int), step if isinstance(step, int) else str(step)) for step in location)


def _take_out(here: Any, location: Location) -> None:
    for step in location[:-1]:
        here = here[step]
    del here[location[-1]]


def _find_lacking(error: ValidationError, rest: Mapping[str, Any]) -> Location:
    """Find the smallest thing that cannot stand without what was taken out of it."""
    steps = _walk(error.errors(include_url=False)[0]["loc"], rest)
    return tuple(steps)


def _walk(location: Location, here: Any) -> Iterator[str | int]:
    for step in location:
        is_there = (isinstance(here, Mapping) and step in here) or (
            isinstance(here, list) and isinstance(step, int) and step < len(here)
        )
        if not is_there:
            return
        yield step
        here = here[step]


def _rests_on_pruned(location: Location, pruned: Pruned) -> bool:
    """Say whether a rule may be broken only because something was taken out."""
    tops = {one[0] for one in pruned.locations}
    if location[0] in ("moves", "stage"):
        return bool({"moves", "stage"} & tops)
    return any(top in tops and pointer in location for top, pointer in POINTED_AT.items())
