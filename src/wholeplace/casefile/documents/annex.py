"""A two-page annex for a cabinet paper, as DOCX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.document import Document
from docx.shared import Pt

from wholeplace.casefile.documents.blocks import Column, make_table, number_column
from wholeplace.casefile.documents.chapters.checking import COMMAND, find_head, group_cautions
from wholeplace.casefile.documents.chapters.options import draw_net_value
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
from wholeplace.casefile.documents.reading import OptionView, Reading, read_number, read_text
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.word.layout import ANNEX
from wholeplace.casefile.documents.word.opening import QUIET, open_document, save_document
from wholeplace.casefile.documents.word.pictures import add_picture
from wholeplace.casefile.documents.word.tables import add_table

CHART_WIDTH_MM, CHART_HEIGHT_MM = 160.0, 100.0
LONGEST_TEXT = 380
MOST_OPTIONS = 12


def write_annex(reading: Reading) -> bytes:
    """Write the annex: the options and the picture on page one, the reasons on page two.

    Parameters
    ----------
    reading : Reading
        The case.

    Returns
    -------
    bytes
        DOCX. Texts are cut so that it stays at two pages, up to 12 options.
    """
    document = open_document(f"{shorten(reading.title, 120)}: annex on the options", ANNEX)
    _write_first_page(document, reading)
    document.add_page_break()  # type: ignore[no-untyped-call]
    _write_second_page(document, reading)
    return save_document(document)


def _write_first_page(document: Document, reading: Reading) -> None:
    document.add_paragraph(shorten(reading.title, 110), style="Title")
    place = document.add_paragraph()
    run = place.add_run(
        f"{shorten(reading.place, 80)}. Annex: the options, compared. Rules and guidance: England."
    )
    run.font.color.rgb = QUIET
    answer = document.add_paragraph()
    run = answer.add_run(shorten(state_answer(reading), 420))
    run.bold, run.font.size = True, Pt(11.5)
    _write_table(document, reading)
    chart = draw_net_value(reading)
    caption = document.add_paragraph()
    caption.paragraph_format.space_before = Pt(6)
    caption.paragraph_format.keep_with_next = True
    caption.add_run(shorten(chart.title, 160)).bold = True
    add_picture(document, chart, CHART_WIDTH_MM, CHART_HEIGHT_MM, pixels_per_inch=200)
    note = document.add_paragraph()
    text = "Net value: everything gained less everything it costs, for everybody, in today’s money. Bar: 8 in 10 cases. Dot: average."  # noqa: E501
    run = note.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), QUIET


def _write_table(document: Document, reading: Reading) -> None:
    options = reading.options[:MOST_OPTIONS]
    table = make_table(
        "The options, compared",
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
    add_table(document, table, ANNEX.text_width_mm, ANNEX.styles["Table Text"].size)
    left = len(reading.options) - len(options)
    if left:
        document.add_paragraph(f"{left} more options are in the report.")


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


def _write_second_page(document: Document, reading: Reading) -> None:
    for title, texts, bullets in _list_parts(reading):
        document.add_paragraph(title, style="Heading 1")
        for text in texts:
            document.add_paragraph(shorten(text, LONGEST_TEXT))
        for bullet in bullets:
            document.add_paragraph(shorten(bullet, 300), style="List Bullet")


Part = tuple[str, Sequence[str], Sequence[str]]


def _list_parts(reading: Reading) -> Iterable[Part]:
    """Give each part of the second page: its heading, its paragraphs, its bullets."""
    yield "Why", [], _list_reasons(reading)
    yield "How sure", [f"{describe_worth_of_knowing(reading)} {describe_minimax(reading)}"], []
    changes = list_changes(reading, most=2)
    told = [f"{beginning} {'; '.join(items)}".rstrip(".") + "." for beginning, items in changes[:3]]
    yield "What would change the answer", [], told
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
