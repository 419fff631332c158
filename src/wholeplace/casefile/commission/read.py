"""Validate the record of a commission at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from wholeplace.casefile.commission.models import Commission
from wholeplace.casefile.commission.rules import list_broken_rules
from wholeplace.casefile.inputs.problems import find_first_problem
from wholeplace.casefile.inputs.read import find_unprintable, make_refusal
from wholeplace.casefile.inputs.words import Location, quote, say_unknown
from wholeplace.foundations.errors import InvalidInput

SECTION = "commission"


def read_commission(value: object) -> Commission:
    """Validate the record of a commission and return it as frozen values.

    Parameters
    ----------
    value : object
        Nested dictionaries and lists of plain values; dates in ISO 8601. What was not recorded yet is
        absent, None or an empty list.

    Returns
    -------
    Commission
        Pounds including VAT, shares from 0 to 1.

    Raises
    ------
    InvalidInput
        For the first value that is missing, unknown, of the wrong type or out of range, and for the
        first rule between values that does not hold; with its path, such as
        ``commission.options.in-house.model``.
    """
    document = {SECTION: value}
    for location, problem in find_unprintable(document, ()):
        raise make_refusal(location, problem, document)
    if not isinstance(value, Mapping):
        raise InvalidInput(SECTION, f"must be a table, but is {quote(value)}")
    try:
        commission = Commission.model_validate(value)
    except ValidationError as error:
        location, problem = find_first_problem(error, value, Commission)
        raise make_refusal((SECTION, *location), problem, document) from None
    for location, problem in list_broken_rules(commission):
        raise make_refusal((SECTION, *location), problem, document)
    return commission


def compare_with_case(commission: Commission, case: Mapping[str, Any]) -> None:
    """Check that a commission and the case that was appraised for it speak of the same things.

    Parameters
    ----------
    commission : Commission
        The validated record.
    case : mapping
        The inputs of the appraisal, validated.

    Raises
    ------
    InvalidInput
        When an appraised option is not on the longlist, another option is the in-house comparator, or a
        compensation names an unknown agency.
    """
    for location, problem in _list_disagreements(commission, case):
        raise make_refusal((SECTION, *location), problem, {SECTION: commission.model_dump(mode="json")})


def _list_disagreements(commission: Commission, case: Mapping[str, Any]) -> Iterable[tuple[Location, str]]:
    known = {option.id: option for option in commission.options}
    for appraised in case["options"]:
        option = known.get(appraised["id"])
        if option is None:
            yield (
                ("options",),
                f"must list every option that was appraised, but lacks {quote(appraised['id'])}",
            )
        elif option.in_house_comparator != bool(appraised.get("in_house_comparator", False)):
            position = commission.options.index(option)
            problem = "must be the same here and in the appraisal, but is true in only one of them"
            yield ("options", position, "in_house_comparator"), problem
    agencies = [agency["id"] for agency in case["agencies"]]
    for position, compensation in enumerate(commission.compensations):
        if compensation.agency not in agencies:
            at = ("compensations", position, "agency")
            yield at, say_unknown("agency", compensation.agency, agencies)
