"""Yearly rates from a dated table, and the discount factors that follow from them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.parameters.records import Cell, InvalidParameter, Parameter


def discount_rates(parameter: Parameter, horizon_years: int) -> tuple[float, ...]:
    """Give the discount rate of each year of a horizon.

    Parameters
    ----------
    parameter : Parameter
        A table with ``from_year``, ``to_year`` (None: open) and ``rate`` (a share a year), years counted
        from the start of the appraisal; or a single value, which then holds in every year.
    horizon_years : int
        Number of years, 1 or more.

    Returns
    -------
    tuple of float
        Shape (horizon_years,): the rate of years 0 to horizon_years - 1. Year 0's rate is not used.

    Raises
    ------
    InvalidInput
        When the horizon is below 1.
    InvalidParameter
        When the table leaves out a year, gives it twice, or has a rate of -1 or less.

    References
    ----------
    HM Treasury, Green Book (February 2026), table of discount rates; year 31 is the first at the second rate.
    """
    if horizon_years < 1:
        raise InvalidInput("horizon_years", f"must be 1 or more, but is {horizon_years}")
    return yearly_rates(parameter, range(horizon_years))


def discount_factors(rates: Sequence[float]) -> tuple[float, ...]:
    """Give the discount factor of each year: d(0) = 1, d(y) = d(y-1) / (1 + r(y)).

    Parameters
    ----------
    rates : sequence of float
        Shape (years,): rate of each year as a share; each above -1. The first is not used.

    Returns
    -------
    tuple of float
        Shape (years,), beginning with 1; empty for no years.

    Raises
    ------
    InvalidInput
        When a rate is not a finite number above -1.

    References
    ----------
    HM Treasury, Green Book (February 2026), discounting: the rate is that of the year being entered.
    """
    factors: list[float] = []
    for year, rate in enumerate(rates):
        if not math.isfinite(rate) or rate <= -1:
            raise InvalidInput(f"rates.{year}", f"must be a number above -1, but is {rate}")
        factors.append(factors[-1] / (1 + rate) if factors else 1.0)
    return tuple(factors)


def yearly_rates(parameter: Parameter, years: Iterable[int]) -> tuple[float, ...]:
    """Give the rate of each of some years from a table of periods.

    Parameters
    ----------
    parameter : Parameter
        A table with ``from_year``, ``to_year`` (None at either: open) and ``rate``, or a single value.
    years : iterable of int
        Years in the table's own count (years of the appraisal, or calendar years).

    Returns
    -------
    tuple of float
        One rate for each year, in the order given; empty for no years.

    Raises
    ------
    InvalidParameter
        When the table leaves out a year, gives it twice, or has a rate that is not a number above -1.
    """
    if parameter.table is None:
        rate = _read_rate(parameter, parameter.value)
        return tuple(rate for _ in years)
    periods = [_read_period(parameter, row) for row in parameter.table]
    return tuple(_rate_of_year(parameter, periods, year) for year in years)


def _read_period(parameter: Parameter, row: dict[str, Cell]) -> tuple[float, float, float]:
    wanted = {"from_year", "to_year", "rate"}
    if not wanted <= row.keys():
        raise InvalidParameter(parameter.id, "must have a table with the columns from_year, to_year and rate")
    first = _read_bound(parameter, row["from_year"], -math.inf)
    last = _read_bound(parameter, row["to_year"], math.inf)
    return first, last, _read_rate(parameter, row["rate"])


def _read_bound(parameter: Parameter, cell: Cell, when_open: float) -> float:
    if cell is None:
        return when_open
    if isinstance(cell, bool) or not isinstance(cell, int):
        raise InvalidParameter(parameter.id, f"must have whole years in its table, but has {cell!r}")
    return cell


def _read_rate(parameter: Parameter, cell: Cell) -> float:
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not -1 < cell < math.inf:
        raise InvalidParameter(parameter.id, f"must have rates that are numbers above -1, but has {cell!r}")
    return float(cell)


def _rate_of_year(parameter: Parameter, periods: list[tuple[float, float, float]], year: int) -> float:
    rates = [rate for first, last, rate in periods if first <= year <= last]
    if len(rates) != 1:
        problem = "gives no rate" if not rates else "gives more than one rate"
        raise InvalidParameter(parameter.id, f"{problem} for year {year}")
    return rates[0]
