"""A two-page annex for a cabinet paper, as DOCX or PDF."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from wholeplace.casefile.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Column,
    Paragraph,
    Report,
    Section,
    Table,
    make_table,
    number_column,
)
from wholeplace.casefile.documents.chapters.checking import COMMAND, find_head, group_cautions
from wholeplace.casefile.documents.chapters.options import draw_net_value
from wholeplace.casefile.documents.commission import CommissionReading, open_commission
from wholeplace.casefile.documents.commission_findings import (
    describe_choice,
    describe_decision,
    describe_equality,
    describe_heard,
    describe_law,
    describe_principles,
    describe_recommendation,
    list_changed,
    list_unmet,
    say_of,
    say_why_not_final,
    state_position,
)
from wholeplace.casefile.documents.figures import say_pounds, say_range, show_number, show_share
from wholeplace.casefile.documents.findings import (
    describe_lead,
    describe_lock_in,
    describe_losers,
    describe_minimax,
    describe_preferences,
    describe_standing,
    describe_test,
    describe_value,
    describe_worth_of_knowing,
    list_changes,
    list_left_out,
    list_losers,
    list_worth_finding_out,
    name_chance,
    say_exit,
    state_answer,
)
from wholeplace.casefile.documents.pdf import write_pdf
from wholeplace.casefile.documents.reading import OptionView, Reading, read_number, read_text
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.word import ANNEX, write_word

LONGEST_TEXT, LONGEST_BULLET = 380, 300
# Of the second page, as a word processor sets it; the estimate is a little over what it takes.
PAGE_MM, LINE_MM, HEADING_MM, AFTER_MM = 266.0, 4.1, 6.3, 0.8
LETTERS_A_LINE = 103.0
PDF_PAGE_MM = 304.0  # the letters of the PDF are smaller
MOST_OPTIONS = 12
TEXT = (
    "Net value: everything gained less everything it costs, for everybody, in today’s money. Bar: 8 in 10 "
    "cases. Dot: average."
)
Part = tuple[str, Sequence[str], Sequence[str]]


def write_annex(reading: Reading, kind: str = "docx") -> bytes:
    """Write the annex: the options and the picture on page one, the reasons on page two.

    Parameters
    ----------
    reading : Reading
        The case.
    kind : str
        "docx" or "pdf".

    Returns
    -------
    bytes
        Texts are cut so that it stays at two pages, up to 12 options.
    """
    if kind == "pdf":
        return write_pdf(write_annex_report(reading, PDF_PAGE_MM), is_compact=True)
    return write_word(write_annex_report(reading), ANNEX)


def write_annex_report(reading: Reading, page_mm: float = PAGE_MM) -> Report:
    """Write the annex as blocks.

    Parameters
    ----------
    reading : Reading
        The case.
    page_mm : float
        How high the second page is, in millimetres as a word processor sets them.

    Returns
    -------
    Report
        The comparison, then each part of the second page, each short enough for two pages in all.
    """
    commission = open_commission(reading)
    answer = state_position(commission) if commission.is_recorded else state_answer(reading)
    parts = _list_commission_parts(commission) if commission.is_recorded else _list_parts(commission)
    return Report(
        title=f"{shorten(reading.title, 90)}: annex on the options",
        place=f"{shorten(reading.place, 80)}. Rules and guidance: England. This is not legal advice.",
        lead=shorten(answer, 420),
        sections=[_compare(reading), *(_make_section(part) for part in _fit(list(parts), page_mm))],
    )


def _fit(parts: Sequence[Part], page_mm: float) -> Sequence[Part]:
    """Cut the longest texts line by line, the lowest on the page first, until the page holds them all.

    The first part, what was decided, and the last, how to verify it, stay whole.
    """
    cut = [_cut(part, LONGEST_TEXT, LONGEST_BULLET) for part in parts]
    while sum(_measure(part) for part in cut) > page_mm:
        most = max(_count_lines(text) for part in cut[1:-1] for text in (*part[1], *part[2]))
        if most == 1:
            break
        last = max(number for number, part in enumerate(cut[:-1]) if number and _has_lines(part, most))
        cut[last] = _cut_line(cut[last], most)
    return cut


def _cut(part: Part, longest_text: int, longest_bullet: int) -> Part:
    title, texts, bullets = part
    kept = [shorten(text, longest_text) for text in texts if text]
    return title, kept, [shorten(bullet, longest_bullet) for bullet in bullets]


def _has_lines(part: Part, number: int) -> bool:
    return any(_count_lines(text) == number for text in (*part[1], *part[2]))


def _cut_line(part: Part, number: int) -> Part:
    """Take a line from each text of a part that has so many."""
    title, texts, bullets = part
    return title, [_drop_line(text, number) for text in texts], [_drop_line(text, number) for text in bullets]


def _drop_line(text: str, number: int) -> str:
    if _count_lines(text) != number:
        return text
    return shorten(text, math.floor(len(text) * (number - 1) * LETTERS_A_LINE / _measure_letters(text)) - 2)


def _measure(part: Part) -> float:
    """Estimate the height of a part on paper in millimetres."""
    _, texts, bullets = part
    lines = sum(_count_lines(text) for text in (*texts, *bullets))
    return HEADING_MM + LINE_MM * lines + AFTER_MM * len(texts) + AFTER_MM / 2 * len(bullets)


def _count_lines(text: str) -> int:
    return math.ceil(_measure_letters(text) / LETTERS_A_LINE)


def _measure_letters(text: str) -> float:
    """Measure a text: wide letters, such as Chinese ones, take two places, capitals a third more than one."""
    return sum(
        2.0 if unicodedata.east_asian_width(letter) in "WF" else 1.35 if letter.isupper() else 1.0
        for letter in text
    )


def _cut_list(sentences: Sequence[str], most: int) -> list[str]:
    more = len(sentences) - most
    return [*sentences[:most], *([f"And {more} more in the case file"] if more > 0 else [])]


def _compare(reading: Reading) -> Section:
    left = len(reading.options) - MOST_OPTIONS
    blocks: list[Block] = [
        _make_table(reading),
        *([Paragraph(f"{left} more options are in the report.")] if left > 0 else []),
        _cut_title(draw_net_value(reading, MOST_OPTIONS)),
        Paragraph(TEXT, "hint"),
    ]
    return Section("options", "The options, compared", blocks)


def _cut_title(chart: Chart) -> Chart:
    return replace(chart, title=shorten(chart.title, 160))


def _make_section(part: Part) -> Section:
    title, texts, bullets = part
    blocks: list[Block] = [Paragraph(text) for text in texts]
    if bullets:
        blocks.append(Bullets(bullets))
    return Section("", title, blocks)


def _make_table(reading: Reading) -> Table:
    options = reading.options[:MOST_OPTIONS]
    return make_table(
        "Whole-life values, today’s money",
        [
            Column("Option", weight=25.5),
            number_column("Whole cost", 23),
            number_column("Net value, average", 26),
            number_column("In 8 of 10 cases", 31),
            number_column(name_chance(reading), 17),
            number_column("Worse off", 13),
            number_column("Can be left after", 18),
        ],
        [_describe_row(reading, option) for option in options],
    )


def _describe_row(reading: Reading, option: OptionView) -> list[str]:
    spread = option.spread("npsv")
    name = f"{option.letter}  {shorten(option.name, 44)}"
    return [
        f"{name} ({option.role})" if option.role else name,
        say_pounds(option.spread("cost_pv").mean),
        say_pounds(spread.mean),
        say_range(spread.p10, spread.p90),
        show_share(option.number("probability_best")),
        str(len(list_losers(reading, option))),
        say_exit(option),
    ]


def _list_parts(commission: CommissionReading) -> Iterable[Part]:
    """Give each part of the second page: its heading, its paragraphs, its bullets."""
    reading = commission.reading
    if commission.is_withheld:
        yield "The commission", [commission.absence], []
    yield "Why", [], _list_reasons(reading)
    yield "How sure", [f"{describe_worth_of_knowing(reading)} {describe_minimax(reading)}"], []
    yield "What would change the answer", [], _say_changes(reading)
    if reading.best is not None:
        yield "Who would be worse off", [describe_losers(reading, reading.best, most=3)], []
        yield "What is locked in", [describe_lock_in(reading.best)], []
    yield "What people value", [describe_preferences(reading)], []
    yield "Public Interest Test", [describe_test(reading)], []
    worth = [
        f"{name}: worth up to {say_pounds(value)}" for name, value, _ in list_worth_finding_out(reading, 3)
    ]
    yield (
        "What to find out first",
        [] if worth else ["Nothing: no single quantity would change the choice."],
        worth,
    )
    yield "Cautions", [" ".join(list_left_out(reading)[:1])], _shorten_cautions(reading)
    yield "How to verify", [_say_how_to_verify(reading)], []


def _list_commission_parts(commission: CommissionReading) -> Iterable[Part]:
    """Give each part of the second page where the file has the record of a commission."""
    reading = commission.reading
    subject = commission.chosen or reading.best
    if commission.table("decision"):
        yield "Decision", [describe_decision(commission)], []
    else:
        yield "Recommendation", [describe_recommendation(commission), say_why_not_final(commission)], []
    yield "In the appraisal", [describe_choice(commission)], _list_reasons(reading)[:3]
    yield "Who was heard, and what changed", [describe_heard(commission)], list_changed(commission)[:2]
    yield "Equality", [describe_equality(commission)], []
    yield "What the law allows", [describe_law(commission)], []
    unmet = list_unmet(commission, ("overridden", "not-yet"))
    yield "Principles not met or set aside", [describe_principles(commission)], _cut_list(unmet, 4)
    if subject is not None:
        yield (
            "Who would be worse off",
            [say_of(subject, describe_losers(reading, subject, most=3))],
            [],
        )
        yield "What is locked in", [say_of(subject, describe_lock_in(subject))], []
    yield (
        "How sure, and what would change it",
        [describe_worth_of_knowing(reading)],
        _say_changes(reading)[:2],
    )
    yield "Public Interest Test", [describe_test(reading)], []
    yield "Cautions", [], _shorten_cautions(reading)[:2]
    yield "How to verify", [_say_how_to_verify(reading)], []


def _say_changes(reading: Reading) -> list[str]:
    changes = list_changes(reading, most=2)
    return [f"{beginning} {'; '.join(items)}".rstrip(".") + "." for beginning, items in changes[:3]]


def _list_reasons(reading: Reading) -> list[str]:
    if reading.best is None:
        return ["This file holds no result."]
    reasons = [f"Net value of {reading.best.quoted}: {describe_value(reading)}"]
    if reading.second is not None:
        reasons += [
            f"Next: {describe_lead(reading)}",
            f"In-house comparator: {describe_standing(reading, reading.in_house)}",
            f"Business as usual: {describe_standing(reading, reading.today)}",
        ]
    return reasons


def _shorten_cautions(reading: Reading) -> list[str]:
    """Give the first caution of each group with the number of the others, four groups at most."""
    groups = list(group_cautions(reading).items())[1:5]
    return [
        f"{shorten(cautions[0], 150)}"
        + (f" (and {len(cautions) - 1} more like it)" if len(cautions) > 1 else "")
        for _, cautions in groups
    ]


def _say_how_to_verify(reading: Reading) -> str:
    head = find_head(reading)
    text = (
        f"Anyone can recompute this from the published case file: {COMMAND}. "
        f"{show_number(read_number(reading.results.get('draws')))} draws, seed "
        f"{read_number(reading.results.get('seed')) or 0:.0f}, "
        f"{read_text(reading.results.get('engine'), 'engine not known')}."
    )
    return f"{text} Last event of the chain: {head[:16]}…" if head else text
