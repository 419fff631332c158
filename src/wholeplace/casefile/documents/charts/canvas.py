"""The drawing board of every chart: shapes, letters, scales."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import escape

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.figures import label_pounds
from wholeplace.casefile.documents.texts import shorten

WIDE, NARROW = 630, 290
LETTER = 14.0
SMALL = 13.0
# The reader's own sans serif on a screen; the last but one is the font of the PDF.
FONTS = "system-ui, -apple-system, Segoe UI, Roboto, Source Sans Pro, Liberation Sans, Arial, sans-serif"
INK, QUIET, RULE, PAPER = "#0b0c0c", "#505a5f", "#b1b4b6", "#ffffff"
BLUE, PALE_BLUE, ORANGE, PALE_ORANGE = "#1d70b8", "#8eb8dc", "#b5490b", "#f0b48c"


@dataclass
class Canvas:
    """Collects the shapes of one drawing.

    Parameters
    ----------
    width : float
        In pixels; letters are drawn at 13 pixels and more.
    """

    width: float
    height: float = 0.0
    shapes: list[str] = field(default_factory=list)

    @property
    def is_narrow(self) -> bool:
        """Whether it is drawn for a small screen."""
        return self.width < 400

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        stroke: str = "",
        *,
        hint: str = "",
    ) -> None:
        """Draw a rectangle; a negative width goes to the left, a hint shows when a pointer rests on it."""
        left, size = min(x, x + width), abs(width)
        edge = f' stroke="{stroke}"' if stroke else ""
        self.shapes.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{size:.1f}" height="{height:.1f}" fill="{fill}"{edge}'
            + (f"><title>{escape(hint)}</title></rect>" if hint else "/>")
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], stroke: str = RULE, width: float = 1
    ) -> None:
        """Draw a straight line."""
        self.shapes.append(
            f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            f'stroke="{stroke}" stroke-width="{width:g}"/>'
        )

    def dot(self, x: float, y: float, radius: float = 5, fill: str = INK) -> None:
        """Draw a dot with a white edge, so that it shows on a bar."""
        self.shapes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" '
            f'stroke="{PAPER}" stroke-width="1.5"/>'
        )

    def text(  # noqa: PLR0913
        self,
        x: float,
        y: float,
        content: str,
        *,
        size: float = LETTER,
        anchor: str = "start",
        bold: bool = False,
        fill: str = INK,
        halo: bool = False,
    ) -> None:
        """Write one line with its baseline at y; a halo keeps it readable across a line."""
        edge = (
            f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        )
        weight = ' font-weight="bold"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{place}{weight}{edge}>'
            f"{escape(content)}</text>"
        )

    def paragraph(
        self, x: float, y: float, lines: Sequence[str], *, size: float = LETTER, bold: bool = False
    ) -> float:
        """Write lines under each other, the first with its baseline at y; give the next baseline."""
        for line in lines:
            self.text(x, y, line, size=size, bold=bold)
            y += size * 1.25
        return y

    def finish(self, key: str, title: str, description: str) -> str:
        """Give the drawing as SVG with its title and description for those who do not see it."""
        form = "narrow" if self.is_narrow else "wide"
        ids = f"{key}-{form}-title", f"{key}-{form}-description"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:.0f}" '
            f'width="{self.width:g}" height="{self.height:.0f}" role="img" '
            f'aria-labelledby="{ids[0]} {ids[1]}" '
            f'class="chart chart--{form}" font-family="{FONTS}">'
            f'<title id="{ids[0]}">{escape(title)}</title><desc id="{ids[1]}">{escape(description)}</desc>'
            f"{''.join(self.shapes)}</svg>"
        )


def draw_chart(key: str, title: str, description: str, draw: Callable[[Canvas], None]) -> Chart:
    """Draw a chart in both widths.

    Parameters
    ----------
    key : str
        Anchor of the chart, one of a kind in the document.
    title, description : str
        The finding, and what the picture shows in words.
    draw : callable
        Draws on a canvas of any width and sets its height.

    Returns
    -------
    Chart
    """
    drawings = []
    for width in (WIDE, NARROW):
        canvas = Canvas(width)
        draw(canvas)
        drawings.append(canvas.finish(key, title, description))
    return Chart(key, title, description, *drawings)


@dataclass(frozen=True)
class Scale:
    """Turns values into places along a line.

    Parameters
    ----------
    low, high : float
        Values at the two ends, low < high.
    start, end : float
        Pixels at the two ends.
    """

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Give the place of a value, kept within the ends."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def ticks(self, most: int) -> list[float]:
        """Give round values between the ends, at most about as many as asked for."""
        step = _round_step((self.high - self.low) / max(1, most))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough * 0.999)


def scale_values(values: Sequence[float], start: float, end: float) -> Scale:
    """Make a scale that shows every value and zero.

    Parameters
    ----------
    values : sequence of float
        Any; none or only zeros give a scale from 0 to 1.
    start, end : float
        Pixels.

    Returns
    -------
    Scale
    """
    low, high = min([0.0, *values]), max([0.0, *values])
    if high <= low:
        high = low + 1.0
    return Scale(low, high, start, end)


def draw_money_axis(
    canvas: Canvas, scale: Scale, spans: Sequence[tuple[float, float]], bottom: float
) -> None:
    """Draw light lines at round amounts over each span, their labels below, and a dark line at zero."""
    for value in scale.ticks(3 if canvas.is_narrow else 5):
        x = scale.place(value)
        for top, end in spans:
            canvas.line((x, top), (x, end), INK if value == 0 else RULE, 1.5 if value == 0 else 1)
        label = label_pounds(value)
        half = measure(label, SMALL) / 2
        inside = min(max(x, half), canvas.width - half)
        canvas.text(inside, bottom + 16, label, size=SMALL, anchor="middle", fill=QUIET)


_THIN, _FAT = frozenset("iljtfrI.,:;'|!()[] \u2068\u2069"), frozenset("mwMW@%—…")


def measure(content: str, size: float = LETTER, *, bold: bool = False) -> float:
    """Estimate the width of a text in pixels, rather too wide than too narrow."""
    widths = (
        0.37
        if letter in _THIN
        else 0.98
        if letter in _FAT or ord(letter) > 0x2E80
        else 0.72
        if letter.isupper()
        else 0.61
        for letter in content
    )
    return size * sum(widths) * (1.12 if bold else 1.0)


def wrap(content: str, width: float, size: float = LETTER, most: int = 2, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit a width.

    Parameters
    ----------
    content : str
        Cleaned text.
    width : float
        Pixels.
    size : float
        Of the letters.
    most : int
        Lines; what does not fit ends in "…".
    bold : bool
        Whether the letters are bold, and so wider.

    Returns
    -------
    list of str
        At least one line.
    """
    lines, left = [""], content.split(" ")
    width = width / 1.12 if bold else width
    while left:
        word = left.pop(0)
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer, size) <= width:
            lines[-1] = longer
        elif lines[-1] and len(lines) < most:
            lines.append("")
            left.insert(0, word)
        else:
            lines[-1] = _cut(longer, width, size)
            break
    return lines


def _cut(content: str, width: float, size: float) -> str:
    longest = len(content)
    while longest > 2 and measure(shorten(content, longest) + "…", size) > width:
        longest -= 1
    return shorten(content, longest) if longest < len(content) else content
