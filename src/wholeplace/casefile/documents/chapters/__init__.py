"""The chapters of the report, the answer first: each turns a reading of the case file into blocks."""

from __future__ import annotations

from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.chapters.answer import write_answer
from wholeplace.casefile.documents.chapters.certainty import write_certainty, write_worth_of_knowing
from wholeplace.casefile.documents.chapters.checking import write_cautions, write_checking
from wholeplace.casefile.documents.chapters.decided import write_decided
from wholeplace.casefile.documents.chapters.inputs import write_inputs
from wholeplace.casefile.documents.chapters.money import write_cash, write_gains, write_lock_in
from wholeplace.casefile.documents.chapters.options import write_options
from wholeplace.casefile.documents.chapters.people import write_preferences, write_test
from wholeplace.casefile.documents.reading import Reading, read_text

CHAPTERS = (
    write_answer,
    write_options,
    write_certainty,
    write_gains,
    write_lock_in,
    write_cash,
    write_preferences,
    write_test,
    write_worth_of_knowing,
    write_cautions,
    write_inputs,
    write_checking,
)


def write_report(reading: Reading) -> Report:
    """Write the whole report.

    Parameters
    ----------
    reading : Reading
        The case file.

    Returns
    -------
    Report
        Title, place, the need, and the sections in their order.
    """
    chapters = list(CHAPTERS)
    if "commission" in reading.file:
        chapters.insert(1, write_decided)
    need = read_text(reading.case.get("need")) or read_text(reading.case.get("summary"))
    return Report(
        title=reading.title,
        place=reading.place,
        lead=need,
        sections=[write(reading) for write in chapters],
    )
