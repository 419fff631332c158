"""A two-page annex for a cabinet paper, as DOCX."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import _Cell, _Row

from wholeplace.casefile.documents.blocks import Chart
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
    say_exit,
    state_answer,
)
from wholeplace.casefile.documents.reading import OptionView, Reading, read_number, read_text
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.typesetting import (
    find_missing_letters,
    replace_letters,
    typeset_picture,
)

BRAND, QUIET = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x48, 0x49, 0x49)
FONT = "Arial"
# A zip file cannot hold an earlier date, and the annex has none of its own.
NO_DATE = (1980, 1, 1, 0, 0, 0)
TEXT_WIDTH_MM = 174.0
CHART_HEIGHT_MM = 100.0
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
    document = _open_document(reading)
    _write_first_page(document, reading)
    document.add_page_break()  # type: ignore[no-untyped-call]
    _write_second_page(document, reading)
    _join_sums(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_dates(buffer.getvalue())


def _open_document(reading: Reading) -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(14)
    section.header_distance = section.footer_distance = Mm(6)
    for name, size, before, after in (
        ("Normal", 10, 0, 3),
        ("List Bullet", 10, 0, 1),
        ("Title", 17, 0, 2),
        ("Heading 1", 11, 6, 1),
    ):
        _set_style(document.styles[name], size, before, after, is_heading=name in ("Title", "Heading 1"))
    properties = document.core_properties
    properties.title = f"{shorten(reading.title, 120)}: annex on the options"
    properties.author = "Wholeplace"
    properties.comments = ""
    properties.language = "en-GB"
    properties.created = properties.modified = dt.datetime(1980, 1, 1)  # noqa: DTZ001
    return document


def _join_sums(document: Document) -> None:
    """Keep a minus sign, its pound and its million on one line."""
    for text in document.element.iter(qn("w:t")):
        text.text = re.sub(r"−£", "−\u2060£", text.text or "")
        text.text = re.sub(r"(?<=[0-9]) (?=[mb]illion)", "\u00a0", text.text)


def _set_style(style: Any, size: float, before: float, after: float, *, is_heading: bool) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    style.element.get_or_add_rPr().append(language)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), 1.0
    if is_heading:
        style.font.color.rgb, style.font.bold = BRAND, True


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
    _add_picture(document, chart)
    note = document.add_paragraph()
    text = "Net value: everything gained less everything it costs, for everybody, in today’s money. Bar: 8 in 10 cases. Dot: average."  # noqa: E501
    run = note.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), QUIET


def _write_table(document: Document, reading: Reading) -> None:
    heads = (
        ("Option", 46.0),
        ("Whole cost", 23.0),
        ("Net value, average", 26.0),
        ("In 8 of 10 cases", 31.0),
        ("Chance of being best", 17.0),
        ("Worse off", 13.0),
        ("Can be left after", 18.0),
    )
    options = reading.options[:MOST_OPTIONS]
    table = document.add_table(rows=1, cols=len(heads))
    table.autofit = False
    for column, (_, width) in zip(table.columns, heads, strict=True):
        column.width = Mm(width)
    rows = [[head for head, _ in heads], *(_describe_row(reading, option) for option in options)]
    for number, texts in enumerate(rows):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            _fill_cell(cell, text, is_head=number == 0, is_number=column > 0)
            cell.width = Mm(heads[column][1])
    for row in table.rows:
        _mark(_row_properties(row), "w:cantSplit")
    _mark(_row_properties(table.rows[0]), "w:tblHeader")
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


def _fill_cell(cell: _Cell, text: str, *, is_head: bool, is_number: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(8.5), is_head
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    borders = OxmlElement("w:tcBorders")
    edge = OxmlElement("w:bottom")
    for key, value in (
        ("val", "single"),
        ("sz", "8" if is_head else "4"),
        ("color", "12436D" if is_head else "B1B4B6"),
    ):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)
    properties.append(borders)


def _row_properties(row: _Row) -> Any:
    return row._tr.get_or_add_trPr()  # noqa: SLF001


def _mark(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _add_picture(document: Document, chart: Chart) -> None:
    svg = replace_letters(chart.wide, find_missing_letters(chart.wide))
    picture = typeset_picture(svg, pixels_per_inch=200)
    paragraph = document.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(TEXT_WIDTH_MM * 0.92))
    if shape.height > Mm(CHART_HEIGHT_MM):
        shape.width = Emu(round(shape.width * Mm(CHART_HEIGHT_MM) / shape.height))
        shape.height = Mm(CHART_HEIGHT_MM)
    about = shape._inline.docPr  # noqa: SLF001
    about.set("descr", shorten(f"{chart.title}. {chart.description}", 1500))
    about.set("title", shorten(chart.title, 160))


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


def _without_dates(data: bytes) -> bytes:
    """Write the zip file again, each member with one fixed date: the same case gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, NO_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(member.filename))
    return buffer.getvalue()
