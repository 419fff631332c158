"""From the prices of one year to those of another, and yearly inflation for the cash view."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.parameters.discounting import yearly_rates
from wholeplace.foundations.parameters.library import Parameters
from wholeplace.foundations.parameters.records import (
    InvalidParameter,
    Parameter,
    PriceYear,
    parse_price_year,
)

DEFLATOR = "gdp-deflator"
DEFLATOR_EXTENSION = "gdp-deflator-extension"

# Financial year: nine months (April to December) fall in the first calendar year, three in the second.
FIRST_YEAR_SHARE = 0.75

# A horizon is at most 300 years; later price years are slips of the pen, and powers of them overflow.
LAST_PRICE_YEAR = 2999


@dataclass(frozen=True)
class Inflated:
    """An amount in the prices of another year.

    Attributes
    ----------
    value : float
        The amount in the prices of the year asked for.
    factor : float
        What the amount was multiplied by.
    parameters_used : tuple of Parameter
        The records it rests on; the extension only when a year after the published series was needed;
        none when both years are the same.
    """

    value: float
    factor: float
    parameters_used: tuple[Parameter, ...]


def inflate(value: float, from_year: PriceYear, to_year: PriceYear, parameters: Parameters) -> Inflated:
    """Bring an amount from the prices of one year to those of another with the GDP deflator.

    A financial year's index is 0.75 times that of its first calendar year plus 0.25 times that of the
    second. A year after the published series takes the last index and grows it by the parameter
    ``gdp-deflator-extension`` a year, which is then among the parameters used and is a placeholder.

    Parameters
    ----------
    value : float
        Pounds in the prices of ``from_year``; may be negative.
    from_year, to_year : int or str
        Calendar year such as 2024, or financial year such as "2013/14".
    parameters : Parameters
        Holds ``gdp-deflator`` (a table of ``year`` and ``index``) and ``gdp-deflator-extension``.

    Returns
    -------
    Inflated
        Pounds in the prices of ``to_year``, unrounded, with the factor and the records used.

    Raises
    ------
    InvalidInput
        When the value is not finite, or a year is malformed, before the series begins or after 2999.
    InvalidParameter
        When the deflator's table is not usable, or leaves out a year that is needed.

    References
    ----------
    HM Treasury, GDP deflators at market prices; Green Book (February 2026), adjusting for inflation.
    """
    if isinstance(value, bool) or not math.isfinite(value):
        raise InvalidInput("value", f"must be a finite number, but is {value!r}")
    deflator = parameters.find(DEFLATOR)
    extension = parameters.find(DEFLATOR_EXTENSION)
    series = _read_series(deflator)
    before, before_extended = _index(series, "from_year", from_year, deflator, extension)
    after, after_extended = _index(series, "to_year", to_year, deflator, extension)
    if from_year == to_year:
        return Inflated(float(value), 1.0, ())
    factor = after / before
    used = (deflator, extension) if before_extended or after_extended else (deflator,)
    return Inflated(value * factor, factor, used)


def yearly_inflation(parameter: Parameter, years: Iterable[int]) -> tuple[float, ...]:
    """Give the inflation of each of some calendar years, for the cash view.

    Parameters
    ----------
    parameter : Parameter
        A table with ``from_year``, ``to_year`` (None at either: open) and ``rate`` by calendar year,
        or a single value, which then holds in every year.
    years : iterable of int
        Calendar years; the rate of year y takes prices from y-1 to y.

    Returns
    -------
    tuple of float
        A share a year for each year, in the order given; empty for no years.

    Raises
    ------
    InvalidParameter
        When the table leaves out a year, gives it twice, or has a rate that is not a number above -1.
    """
    return yearly_rates(parameter, years)


def _read_series(deflator: Parameter) -> dict[int, float]:
    series: dict[int, float] = {}
    for year, index in deflator.look_up("year", "index").items():
        if isinstance(year, bool) or not isinstance(year, int):
            raise InvalidParameter(deflator.id, f"must have whole years in its table, but has {year!r}")
        if isinstance(index, bool) or not isinstance(index, int | float) or index <= 0:
            raise InvalidParameter(deflator.id, f"must have an index above 0 for {year}, but has {index!r}")
        series[year] = float(index)
    return series


def _index(
    series: dict[int, float], field: str, year: PriceYear, deflator: Parameter, extension: Parameter
) -> tuple[float, bool]:
    """Give the index of a calendar or financial year, and whether the extension was needed."""
    try:
        first, is_financial = parse_price_year(year)
    except ValueError as error:
        raise InvalidInput(field, str(error)) from None
    begins, ends = min(series), max(series)
    if not begins <= first <= LAST_PRICE_YEAR:
        known = f"the years for which prices are known or assumed are {begins} to {LAST_PRICE_YEAR}"
        raise InvalidInput(field, f"cannot be {year}: {known}")
    last = first + 1 if is_financial else first
    indices = [_calendar_index(series, each, deflator, extension) for each in (first, last)]
    return FIRST_YEAR_SHARE * indices[0] + (1 - FIRST_YEAR_SHARE) * indices[1], last > ends


def _calendar_index(series: dict[int, float], year: int, deflator: Parameter, extension: Parameter) -> float:
    ends = max(series)
    if year > ends:
        (rate,) = yearly_rates(extension, (year,))
        return float(series[ends] * (1 + rate) ** (year - ends))
    if year not in series:
        raise InvalidParameter(deflator.id, f"gives no index for {year}")
    return series[year]
