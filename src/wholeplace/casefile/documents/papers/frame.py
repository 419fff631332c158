"""What every paper has: its title, what stage it belongs to, and how anyone can check it."""

from __future__ import annotations

from collections.abc import Sequence

from wholeplace.casefile.documents import commission_words as words
from wholeplace.casefile.documents.blocks import Block, Paragraph, Report, Section, Tag
from wholeplace.casefile.documents.blocks import Warning as Caveat
from wholeplace.casefile.documents.chapters.checking import write_checking
from wholeplace.casefile.documents.commission import CommissionReading, name_word, read_date
from wholeplace.casefile.documents.figures import say_pounds
from wholeplace.casefile.documents.reading import read_text
from wholeplace.casefile.documents.texts import shorten

NOT_LEGAL_ADVICE = "Where this paper speaks of law or guidance, it means England’s. It is not legal advice."
LONGEST_TITLE = 200


def frame_paper(commission: CommissionReading, kind: str, sections: Sequence[Section]) -> Report:
    """Put the sections of a paper between its title and how to check it.

    Parameters
    ----------
    commission : CommissionReading
        What the paper is about.
    kind : str
        What the paper is, such as "Public Interest Test".
    sections : sequence of Section
        The paper itself.

    Returns
    -------
    Report
    """
    reading = commission.reading
    need = read_text(reading.case.get("need")) or read_text(reading.case.get("summary"))
    return Report(
        title=f"{kind}: {shorten(commission.title, LONGEST_TITLE)}",
        place=commission.place,
        lead=shorten(commission.read("question", need), 1200),
        sections=[*sections, write_checking(reading)],
    )


def open_paper(commission: CommissionReading, state: str) -> list[Block]:
    """Write what a reader must know first: the state of the paper, whose law it means, what is absent."""
    blocks: list[Block] = [Tag("Status", state), Tag("England", NOT_LEGAL_ADVICE)]
    if commission.absence:
        blocks.append(Caveat(commission.absence))
    return blocks


def list_basics(commission: CommissionReading) -> list[tuple[str, str]]:
    """Give what the commission is: body, stage, route, value, start."""
    value = commission.value_pounds
    basics = [
        ("Commissioned by", commission.place),
        ("Estimated value", f"{say_pounds(value)} including VAT" if value is not None else _MISSING),
        ("Starts", read_date(commission.written.get("starts_on"), _MISSING)),
    ]
    if commission.is_recorded:
        basics += [
            ("Stage", name_word(words.STAGES, commission.written.get("stage"), _MISSING)),
            ("Route", name_word(words.COMMISSION_ROUTES, commission.written.get("route"), _MISSING)),
            ("Record made", read_date(commission.written.get("as_at"), _MISSING)),
        ]
    return basics


def say_missing(what: str) -> Paragraph:
    """Say that something is not recorded."""
    return Paragraph(f"{what} not recorded in this case file.")


_MISSING = "Not recorded"
