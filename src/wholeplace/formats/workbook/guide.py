"""The first sheet of a workbook: how to fill in the others, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from wholeplace.formats.workbook.columns import GRADES, SHEETS, STATUSES, Column, Kind, Shape, Sheet
from wholeplace.foundations.parameters.records import STATUS_MEANINGS

DEFAULT_GUIDE = (
    "How to fill in this workbook",
    (
        "Each sheet is one part of the case. The sheets case, agencies and options are needed; leave the "
        "others empty where you have nothing to say. This sheet is for you: it is never read."
    ),
    (
        "Row 1 of each sheet names its columns. Keep the names; their order is free, and a column that you "
        "do not need may be deleted. An empty cell means: not given."
    ),
    (
        "Write numbers as numbers: 1000000 or 0.35, formatted as you like, but not as text. Write values, "
        "not formulas: copy the cells and paste them as values. Do not merge cells."
    ),
    "Money is in pounds in the prices of the price base year. Year 0 is the first year of the case.",
    "Where a figure is uncertain, write what you believe of it instead of one number:",
    "    uniform 90 120 (anything between)",
    "    triangular 90 100 130, or pert 90 100 130 (lowest, most likely, highest)",
    "    normal 100 10, or lognormal 100 10 (mean, standard deviation)",
    "    pert 90 100 130 shared rent (the same draw wherever “shared rent” stands)",
    "    parameter some-id (a published figure, by its id)",
    "In the sheets costs, benefits and transfers each row begins with the id of its option.",
)

GuideRow = tuple[str, ...]


def write_guide(paragraphs: tuple[str, ...]) -> Iterator[GuideRow]:
    """Write the guide's rows.

    Parameters
    ----------
    paragraphs : tuple of str
        What to say first.

    Yields
    ------
    tuple of str
        One text for a paragraph; else sheet, column, what to write, whether it is needed and which words
        are allowed.
    """
    for paragraph in paragraphs:
        yield (paragraph,)
    yield ()
    yield ("sheet", "column", "what to write", "needed", "what is allowed")
    for sheet in SHEETS:
        yield (sheet.name, "", sheet.meaning, "yes" if sheet.required else "", "")
        yield from _describe_columns(sheet)
    yield ()
    yield ("status", "meaning")
    for status in STATUSES:
        yield (status, STATUS_MEANINGS[status])


def _describe_columns(sheet: Sheet) -> Iterator[GuideRow]:
    for column in sheet.columns:
        needed = "yes" if column.required else ""
        yield (sheet.name, column.name, column.meaning, needed, _say_allowed(sheet, column))
    if sheet.keyed:
        header = f"{sheet.keyed.prefix}: …"
        yield (sheet.name, header, f"{sheet.keyed.meaning} A column for each.", "", sheet.keyed.kind.value)


def _say_allowed(sheet: Sheet, column: Column) -> str:
    if column.choices == GRADES:
        return "1 to 6"
    if column.choices:
        return ", ".join(column.choices)
    if column.listed_in:
        return f"an id of the sheet {column.listed_in}"
    if column.kind is Kind.NAME:
        return "letters, digits, - and _"
    return "" if sheet.shape is Shape.OPEN else column.kind.value
