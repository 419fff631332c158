"""The steps of the guidance, and where this paper takes each."""

from __future__ import annotations

from collections.abc import Sequence

from wholeplace.casefile.documents.blocks import Block, Cell, Column, Paragraph, Section, make_table
from wholeplace.casefile.documents.commission import CommissionReading, finish
from wholeplace.casefile.documents.texts import capitalise
from wholeplace.foundations.parameters import load_parameters

STEPS = "delivery-model-assessment-steps"


def write_steps(commission: CommissionReading) -> Section:
    """Write each step of the guidance, where it is in the paper and whether the case file records it."""
    parameter = load_parameters().find(STEPS)
    places = _list_places(commission)
    rows: list[list[Cell | str]] = [
        [
            f"{row['step']}. {capitalise(str(row['task']))}",
            where,
            Cell("Yes" if done else "Not recorded", is_strong=not done),
        ]
        for row, (where, done) in zip(parameter.table or (), places, strict=False)
    ]
    columns = [
        Column("Step", weight=2.2),
        Column("Where in this paper", weight=1.5),
        Column("Recorded", weight=0.7),
    ]
    blocks: list[Block] = [
        Paragraph(
            "Guidance in England asks for these steps. The table says where each stands in this paper."
        ),
        make_table("Steps of a delivery model assessment", columns, rows),
        Paragraph(f"Source: {finish(parameter.source_text)} {parameter.note or ''}".strip(), "hint"),
    ]
    return Section("steps", "The steps of the guidance", blocks)


def _list_places(commission: CommissionReading) -> Sequence[tuple[str, bool]]:
    """Say for each step of the guidance which sections hold it and whether they say anything."""
    reading = commission.reading
    has_mixed = any(answer == "mixed" for answer in _list_indications(commission))
    return (
        (
            "Context and need; Who was heard",
            bool(commission.tables("needs") and commission.tables("involvement")),
        ),
        ("Context and need; Whole-life cost and value", reading.best is not None),
        ("Whole-life cost and value", reading.best is not None),
        ("Longlist; What the law allows; Shortlist", bool(commission.tables("options"))),
        ("Longlist (critical success factors); Shortlist (criteria)", bool(_has_criteria(commission))),
        ("Shortlist; Whole-life cost and value; Risk", reading.best is not None),
        ("Transition; Lock-in and exit; the Public Interest Test", has_mixed or reading.in_house is not None),
        ("Recommendation; Decision", bool(commission.table("recommendation"))),
    )


def _has_criteria(commission: CommissionReading) -> bool:
    return bool(commission.tables("critical_success_factors") or commission.reading.criteria)


def _list_indications(commission: CommissionReading) -> list[str]:
    from wholeplace.casefile.documents.papers.public_interest import TestReading

    indication = TestReading(commission).indication
    return [indication.word] if indication else []
