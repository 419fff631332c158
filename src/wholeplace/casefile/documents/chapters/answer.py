"""The answer: what comes out ahead, how sure that is, what would change it."""

from __future__ import annotations

from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Facts,
    Heading,
    Inset,
    Paragraph,
    Section,
    Tag,
)
from wholeplace.casefile.documents.figures import count
from wholeplace.casefile.documents.findings import (
    describe_lead,
    describe_lock_in,
    describe_losers,
    describe_preferences,
    describe_standing,
    describe_test,
    describe_value,
    list_changes,
    list_left_out,
    state_answer,
)
from wholeplace.casefile.documents.reading import Reading, read_text


def write_answer(reading: Reading) -> Section:
    """Write the section that everybody reads."""
    blocks: list[Block] = [Inset(state_answer(reading)), Facts(_list_facts(reading))]
    summary = read_text(reading.case.get("summary"))
    if summary and read_text(reading.case.get("need")):
        blocks.append(Paragraph(summary))
    blocks += [
        Heading("What would change the answer"),
        *_write_changes(reading),
        Heading("What the ranges leave out"),
        Bullets(list_left_out(reading)),
        Paragraph(
            f"“Net value” is everything gained less everything it costs, for everybody affected, over "
            f"{count(reading.horizon, 'year')}, in today’s money: later years count for less "
            "(discounting), and "
            "rising prices are taken out. “8 in 10 cases” leaves out the lowest and the highest tenth.",
            "hint",
        ),
        Tag(
            "England",
            "Where this report speaks of law or guidance, it means England’s. It is not legal advice.",
        ),
    ]
    return Section("answer", "The answer", blocks)


def _write_changes(reading: Reading) -> list[Block]:
    blocks: list[Block] = []
    for beginning, changes in list_changes(reading):
        blocks += [Paragraph(beginning), *([Bullets(changes)] if changes else [])]
    return blocks


def _list_facts(reading: Reading) -> list[tuple[str, str]]:
    if reading.best is None:
        return [("Public Interest Test", describe_test(reading))]
    facts = [("Net value of the front-runner", describe_value(reading))]
    if reading.second is not None:
        facts += [
            ("Next", describe_lead(reading)),
            ("In-house comparator", describe_standing(reading, reading.in_house)),
            ("Business as usual", describe_standing(reading, reading.today)),
        ]
    return [
        *facts,
        ("Who would be worse off", describe_losers(reading, reading.best)),
        ("What is locked in", describe_lock_in(reading.best)),
        ("What people value", describe_preferences(reading)),
        ("Public Interest Test", describe_test(reading)),
    ]
