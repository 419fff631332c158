"""Validate a case document at the edge."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from wholeplace.casefile.inputs.models import CaseInputs
from wholeplace.casefile.inputs.problems import find_first_problem
from wholeplace.casefile.inputs.rules import list_broken_rules
from wholeplace.casefile.inputs.words import Location, name_path
from wholeplace.foundations.errors import InvalidInput


def read_inputs(document: object, places: Mapping[Location, str] | None = None) -> CaseInputs:
    """Validate a case document and return it as frozen values.

    Parameters
    ----------
    document : object
        Nested dictionaries and lists as read from TOML, a spreadsheet or JSON.
    places : mapping of location to str, optional
        Where each value stands in its file ("line 12"), by location: the keys and list positions that
        lead to it, such as ``("options", 0, "costs", 2, "amount")``.

    Returns
    -------
    CaseInputs
        Every figure in the unit of its field: pounds in the price base year unless the line gives a
        ``price_year``, shares from 0 to 1, years from 0.

    Raises
    ------
    InvalidInput
        For the first value that is missing, unknown, of the wrong type or out of range, and for the
        first rule between values that does not hold; with its path and, where known, its place.
    """
    for location, problem in find_unprintable(document, ()):
        raise make_refusal(location, problem, document, places)
    try:
        inputs = CaseInputs.model_validate(document)
    except ValidationError as error:
        location, problem = find_first_problem(error, document)
        raise make_refusal(location, problem, document, places) from None
    for location, problem in list_broken_rules(inputs):
        raise make_refusal(location, problem, document, places)
    return inputs


def find_unprintable(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    """Find text that no report, spreadsheet or terminal can show: control characters and half characters."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from find_unprintable(member, (*location, key))
    elif isinstance(value, list | tuple):
        for number, member in enumerate(value):
            yield from find_unprintable(member, (*location, number))
    elif isinstance(value, str):
        odd = next((letter for letter in value if _is_unprintable(letter)), None)
        if odd is not None:
            yield location, f"must not contain the control character U+{ord(odd):04X}; delete it"


def _is_unprintable(letter: str) -> bool:
    return letter not in "\t\n\r" and unicodedata.category(letter) in ("Cc", "Cs")


def make_refusal(
    location: Location, problem: str, document: object, places: Mapping[Location, str] | None = None
) -> InvalidInput:
    """Make the error that names a place in a document and what is wrong there."""
    place = ""
    for length in range(len(location), 0, -1):
        if places and location[:length] in places:
            place = places[location[:length]]
            break
    return InvalidInput(name_path(location, document), problem, place)
