"""Opening and saving a Word document: styles, British English, page numbers, no date."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from copy import deepcopy
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from wholeplace.casefile.documents.word.layout import A4_MM, FONT, HEADINGS, Layout, Style

BRAND, QUIET, INK = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x48, 0x49, 0x49), RGBColor(0x0B, 0x0C, 0x0C)
# A zip file cannot hold an earlier date, and a document has none of its own.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def open_document(title: str, layout: Layout) -> Document:
    """Open an empty A4 document in British English.

    Parameters
    ----------
    title : str
        For the properties of the document.
    layout : Layout
        Sizes and margins.

    Returns
    -------
    Document
    """
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(A4_MM[0]), Mm(A4_MM[1])
    section.left_margin = section.right_margin = Mm(layout.side_mm)
    section.top_margin = section.bottom_margin = Mm(layout.top_mm)
    section.header_distance = section.footer_distance = Mm(6)
    for part in (document.styles.element, document.settings.element):
        for language in part.iter(qn("w:lang"), qn("w:themeFontLang")):
            language.set(qn("w:val"), "en-GB")
    for name, style in layout.styles.items():
        _set_style(_find_style(document, name), style, layout.line_spacing, is_heading=name in HEADINGS)
    _decorate_styles(document, layout)
    properties = document.core_properties
    properties.title, properties.author = title, "Wholeplace"
    properties.comments, properties.language = "", "en-GB"
    properties.created = properties.modified = dt.datetime(1980, 1, 1)  # noqa: DTZ001
    return document


def save_document(document: Document) -> bytes:
    """Save a document without dates.

    Parameters
    ----------
    document : Document
        Finished.

    Returns
    -------
    bytes
        DOCX.
    """
    _join_sums(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_dates(buffer.getvalue())


def _find_style(document: Document, name: str) -> Any:
    if name in document.styles:
        return document.styles[name]
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return style


def _set_style(style: Any, sizes: Style, line_spacing: float, *, is_heading: bool) -> None:
    style.font.name = FONT
    properties = style.element.get_or_add_rPr()
    set_size(style.font, sizes.size)
    fonts = properties.get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties.append(language)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(sizes.before), Pt(sizes.after)
    spacing.line_spacing = line_spacing
    if is_heading:
        style.font.color.rgb, style.font.bold = BRAND, True


def set_size(font: Any, points: float) -> None:
    """Set the size of letters, those that run from right to left included."""
    font.size = Pt(points)
    properties = font._element.get_or_add_rPr()  # noqa: SLF001
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(round(points * 2)))
    properties.find(qn("w:sz")).addnext(size)


def _decorate_styles(document: Document, layout: Layout) -> None:
    """Give the styles of standing-out paragraphs their lines, tints and colours."""
    made = {style.name: style for style in document.styles}
    for name, colour, fill in (
        ("Inset", "12436D", "F4F8FB"),
        ("Warning", "0B0C0C", ""),
        ("Code", "", "F3F2F1"),
    ):
        if name in made:
            _frame(made[name], colour, fill)
    for name in ("Hint", "Footer", "Picture Idea"):
        if name in made:
            made[name].font.color.rgb = QUIET
    for name in ("Inset", "Warning"):
        if name in made:
            made[name].font.bold = True
    if "Answer Line" in made:
        _frame(made["Answer Line"], "484949", "", edge="bottom", width="6")
    if "Lead" in made and layout.is_lead_strong:
        made["Lead"].font.bold = True
    if "Caption" in made:
        caption: Any = made["Caption"]
        caption.font.bold, caption.font.italic, caption.font.color.rgb = True, False, INK
        caption.paragraph_format.keep_with_next = True


def _frame(style: Any, colour: str, fill: str, edge: str = "left", width: str = "24") -> None:
    """Put a line at an edge of a style and a tint behind it; the order is that of the standard."""
    properties = style.element.get_or_add_pPr()
    frame = []
    if colour:
        borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{edge}")
        for key, value in (("val", "single"), ("sz", width), ("space", "8"), ("color", colour)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
        if edge == "bottom":  # else a word processor draws one line under all paragraphs of the style
            between = deepcopy(line)
            between.tag = qn("w:between")
            borders.append(between)
        frame.append(borders)
    if fill:
        frame.append(make_shade(fill))
    spacing = properties.find(qn("w:spacing"))
    for element in frame:
        spacing.addprevious(element)


def make_shade(fill: str) -> Any:
    """Make the element that tints what it stands in."""
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    return shade


def number_pages(document: Document, text: str) -> None:
    """Put a text and the number of the page at the foot of each page."""
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.add_run(f"{text} · page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, name: str) -> None:
    field, run, text = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), name)
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def _join_sums(document: Document) -> None:
    """Keep a minus sign, its pound and its million on one line."""
    for text in document.element.iter(qn("w:t")):
        text.text = re.sub(r"−£", "−\u2060£", text.text or "")
        text.text = re.sub(r"(?<=[0-9]) (?=[mb]illion)", "\u00a0", text.text)


def _without_dates(data: bytes) -> bytes:
    """Write the zip file again, each member with one fixed date: the same case gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, NO_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(member.filename))
    return buffer.getvalue()
