"""Numbers as people read them: money, shares, years and ranges."""

from __future__ import annotations

from wholeplace.casefile.documents.words import NONE

MINUS = "−"
_SCALES = ((1e12, "trillion", "tn"), (1e9, "billion", "bn"), (1e6, "million", "m"))


def show_pounds(amount: float | None) -> str:
    """Write money exactly, for tables.

    Parameters
    ----------
    amount : float or None
        Pounds.

    Returns
    -------
    str
        "−£1,234,567", to the pound; a dash for None.
    """
    if amount is None:
        return NONE
    digits = f"{abs(amount):,.0f}"
    return f"{MINUS if amount < 0 and digits != '0' else ''}£{digits}"


def say_pounds(amount: float | None) -> str:
    """Write money shortly, for sentences.

    Parameters
    ----------
    amount : float or None
        Pounds.

    Returns
    -------
    str
        "£1.2 million", "−£350,000", "£850".
    """
    return _round_pounds(amount, is_label=False)


def label_pounds(amount: float | None) -> str:
    """Write money very shortly, for charts.

    Parameters
    ----------
    amount : float or None
        Pounds.

    Returns
    -------
    str
        "£1.2m", "−£350k", "£850".
    """
    return _round_pounds(amount, is_label=True)


def _round_pounds(amount: float | None, *, is_label: bool) -> str:
    if amount is None:
        return NONE
    size = abs(amount)
    sign = MINUS if amount < 0 else ""
    for scale, word, letter in _SCALES:
        if size >= 0.9995 * scale:
            return f"{sign}£{_three_figures(size / scale)}{letter if is_label else f' {word}'}"
    if size >= 999.5:
        if is_label:
            return f"{sign}£{size / 1000:.2g}k" if size < 9950 else f"{sign}£{size / 1000:.0f}k"
        return f"{sign}£{float(f'{size:.3g}'):,.0f}"
    digits = f"{size:,.0f}"
    return f"{sign if digits != '0' else ''}£{digits}"


def _three_figures(number: float) -> str:
    """Write with one decimal place under a hundred, none from there."""
    return f"{number:,.1f}" if number < 99.95 else f"{number:,.0f}"


def show_share(share: float | None) -> str:
    """Write a share as a percentage.

    Parameters
    ----------
    share : float or None
        1 is the whole.

    Returns
    -------
    str
        "85%"; "under 1%" and "over 99%" near the ends; a dash for None.
    """
    if share is None:
        return NONE
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share * 100:.0f}%".replace("-", MINUS)


def show_number(number: float | None) -> str:
    """Write a plain number in up to four significant figures, and whole numbers in full.

    Parameters
    ----------
    number : float or None
        In any unit.

    Returns
    -------
    str
        "1,234", "0.35", "−2"; a dash for None.
    """
    if number is None:
        return NONE
    if float(number).is_integer() and abs(number) < 1e15:
        return f"{number:,.0f}".replace("-", MINUS)
    shown = f"{number:,.4g}"
    return shown.replace("e+0", "e").replace("e+", "e").replace("-", MINUS)


def show_ratio(ratio: float | None) -> str:
    """Write a ratio to two decimal places.

    Parameters
    ----------
    ratio : float or None
        Benefits for each pound of cost, or a factor.

    Returns
    -------
    str
        "1.06"; a dash for None.
    """
    return NONE if ratio is None else f"{ratio:,.2f}".replace("-", MINUS)


def say_years(years: float | None) -> str:
    """Write a length of time in words.

    Parameters
    ----------
    years : float or None
        Years.

    Returns
    -------
    str
        "3 months", "1 year", "5 years", "2.5 years", "no time" for 0.
    """
    if years is None:
        return NONE
    if years == 0:
        return "no time"
    if years < 2 and not float(years).is_integer():
        return count(round(years * 12), "month")
    return count(years, "year")


def count(number: float, noun: str, plural: str = "") -> str:
    """Write a count with its noun.

    Parameters
    ----------
    number : float
        How many.
    noun, plural : str
        The noun, and its plural where that is not the noun with an s.

    Returns
    -------
    str
        "1 option", "8 options".
    """
    return f"{show_number(number)} {noun if number == 1 else plural or noun + 's'}"


def say_range(low: float | None, high: float | None) -> str:
    """Write a range of money in words.

    Parameters
    ----------
    low, high : float or None
        Pounds.

    Returns
    -------
    str
        "£1.0 million to £2.0 million".
    """
    return NONE if low is None or high is None else f"{say_pounds(low)} to {say_pounds(high)}"


def show_financial_year(start_year: int, year: int) -> str:
    """Write the calendar form of a year of the case.

    Parameters
    ----------
    start_year : int
        Calendar year in which year 0 begins.
    year : int
        From 0.

    Returns
    -------
    str
        "2027/28".
    """
    first = start_year + year
    return f"{first}/{(first + 1) % 100:02d}"
