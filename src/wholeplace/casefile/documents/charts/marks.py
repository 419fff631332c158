"""Marks that differ in shape as well as in colour, so that neither has to be told alone."""

from __future__ import annotations

from markupsafe import escape

from wholeplace.casefile.documents.charts.canvas import PAPER, Canvas

SHAPES = ("circle", "square", "triangle", "diamond", "cross")
SHAPE_NAMES = ("circles", "squares", "triangles", "diamonds", "crosses")
COLOURS = ("#1d70b8", "#b5490b", "#00703c", "#4c2c92", "#a2195b")


def draw_mark(
    canvas: Canvas,
    place: tuple[float, float],
    radius: float,
    number: int,
    hint: str = "",
    *,
    is_open: bool = False,
) -> None:
    """Draw the mark of a number: five shapes in five colours, then again from the first.

    Parameters
    ----------
    canvas : Canvas
        To draw on.
    place : (float, float)
        Its middle, in pixels.
    radius : float
        Of the circle with the same area.
    number : int
        From 0.
    hint : str
        Shown when a pointer rests on it.
    is_open : bool
        Whether only its edge is drawn.
    """
    colour = COLOURS[number % len(COLOURS)]
    fill, stroke = (PAPER, colour) if is_open else (colour, PAPER)
    title = f"<title>{escape(hint)}</title>" if hint else ""
    shape = SHAPES[number % len(SHAPES)]
    width = 2 if is_open else 1
    style = f'fill="{fill}" stroke="{stroke}" stroke-width="{width}"'
    canvas.shapes.append(f"<g>{title}{_outline(shape, place, radius, style)}</g>")


def _outline(shape: str, place: tuple[float, float], radius: float, style: str) -> str:
    x, y = place
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {style}/>'
    corners = " ".join(
        f"{x + across * radius:.1f},{y + down * radius:.1f}" for across, down in _CORNERS[shape]
    )
    return f'<polygon points="{corners}" {style}/>'


# In units of the radius of the circle with the same area.
_SIDE, _ARM, _THIN = 0.886, 1.12, 0.4
_CORNERS = {
    "square": ((-_SIDE, -_SIDE), (_SIDE, -_SIDE), (_SIDE, _SIDE), (-_SIDE, _SIDE)),
    "triangle": ((0, -1.45), (1.3, 0.9), (-1.3, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "cross": (
        (-_THIN, -_ARM), (_THIN, -_ARM), (_THIN, -_THIN), (_ARM, -_THIN), (_ARM, _THIN), (_THIN, _THIN),
        (_THIN, _ARM), (-_THIN, _ARM), (-_THIN, _THIN), (-_ARM, _THIN), (-_ARM, -_THIN), (-_THIN, -_THIN),
    ),
}  # fmt: skip
