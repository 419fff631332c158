"""How Word documents look: margins, and the size of each style of paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FONT, FIXED_FONT = "Arial", "Courier New"
A4_MM = (210, 297)
HEADINGS = ("Title", "Heading 1", "Heading 2", "Heading 3")


@dataclass(frozen=True)
class Style:
    """A style of paragraph: size and space before and after, in points."""

    size: float
    before: float
    after: float


@dataclass(frozen=True)
class Layout:
    """How a document looks: margins in millimetres, and its styles by name."""

    side_mm: float
    top_mm: float
    styles: Mapping[str, Style]
    line_spacing: float = 1.0
    is_first_apart: bool = False  # the first section has a page of its own
    chart_mm: tuple[float, float] = (170.0, 180.0)  # as wide and as high as a chart may be
    is_lead_strong: bool = False
    table_points: float | None = None  # by the number of columns, if not given

    @property
    def text_width_mm(self) -> float:
        """The width that is left between the margins."""
        return A4_MM[0] - 2 * self.side_mm


PAPER = Layout(
    side_mm=20,
    top_mm=18,
    line_spacing=1.1,
    styles={
        "Normal": Style(11, 0, 6),
        "List Bullet": Style(11, 0, 3),
        "Title": Style(22, 0, 6),
        "Heading 1": Style(16, 18, 6),
        "Heading 2": Style(13, 12, 4),
        "Heading 3": Style(11.5, 10, 3),
        "Caption": Style(10, 8, 3),
        "Lead": Style(12.5, 0, 8),
        "Hint": Style(9.5, 2, 6),
        "Inset": Style(12.5, 6, 8),
        "Warning": Style(11, 6, 8),
        "Code": Style(9, 4, 6),
        "Fact": Style(11, 0, 5),
        "Table Text": Style(9.5, 1, 1),
        "Table End": Style(4, 0, 2),
        "Footer": Style(8.5, 0, 0),
    },
)
EASY_READ = Layout(
    side_mm=20,
    top_mm=20,
    line_spacing=1.5,
    is_first_apart=True,
    styles={
        **PAPER.styles,
        "Normal": Style(16, 0, 12),
        "List Bullet": Style(16, 0, 8),
        "Title": Style(30, 0, 16),
        "Heading 1": Style(22, 24, 12),
        "Heading 2": Style(18, 18, 10),
        "Heading 3": Style(16, 14, 8),
        "Lead": Style(16, 0, 16),
        "Hint": Style(14, 2, 10),
        "Inset": Style(16, 6, 16),
        "Warning": Style(16, 6, 16),
        "Fact": Style(16, 0, 10),
        "Table Text": Style(16, 4, 8),
        "Picture Idea": Style(11, 2, 4),
        "Answer Line": Style(16, 0, 6),
        "Footer": Style(9, 0, 0),
    },
)
ANNEX = Layout(
    side_mm=18,
    top_mm=14,
    is_first_apart=True,
    chart_mm=(160, 96),
    table_points=8.5,
    is_lead_strong=True,
    styles={
        **PAPER.styles,
        "Normal": Style(10, 0, 3),
        "List Bullet": Style(10, 0, 1),
        "Title": Style(17, 0, 2),
        "Heading 1": Style(11, 6, 1),
        "Caption": Style(10, 5, 1),
        "Lead": Style(11.5, 0, 2),
        "Hint": Style(8, 0, 1),
        "Table Text": Style(8.5, 0, 1),
        "Table End": Style(2, 0, 0),
    },
)
