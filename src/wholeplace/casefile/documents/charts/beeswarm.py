"""A swarm along one axis: each dot one statement, none on top of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import (
    INK,
    QUIET,
    RULE,
    SMALL,
    Canvas,
    Scale,
    draw_chart,
    measure,
)
from wholeplace.casefile.documents.charts.marks import draw_mark

MARGIN = 14.0


@dataclass(frozen=True)
class Bee:
    """One dot: its place from 0 to 1, whether it is filled, its label (may be empty), its text."""

    value: float
    is_filled: bool
    label: str
    text: str


def draw_beeswarm(
    key: str, title: str, description: str, bees: Sequence[Bee], ends: tuple[str, str]
) -> Chart:
    """Draw a swarm.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    bees : sequence of Bee
        In the order of importance: the first is put nearest to the axis.
    ends : (str, str)
        What the left and the right end mean.

    Returns
    -------
    Chart
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, bees, ends))


def _draw(canvas: Canvas, bees: Sequence[Bee], ends: tuple[str, str]) -> None:
    radius = (4.0 if canvas.is_narrow else 6.0) * (0.7 if len(bees) > 150 else 1.0)
    furthest = max((bee.value for bee in bees), default=1.0)
    scale = Scale(0.0, max(0.1, furthest), MARGIN, canvas.width - MARGIN)
    places = [scale.place(bee.value) for bee in bees]
    heights = pack(places, 2 * radius + 1)
    reach = max((abs(height) for height in heights), default=0.0) + radius
    label_room = 18.0
    middle = reach + label_room + 4
    bottom = 2 * middle
    canvas.line((MARGIN, middle), (canvas.width - MARGIN, middle), RULE)
    tops = [middle + height for height in heights]
    _write_labels(
        canvas, bees, list(zip(places, tops, strict=True)), (middle - reach - 6, middle + reach + 16)
    )
    for bee, x, top in zip(bees, places, tops, strict=True):
        draw_mark(canvas, (x, top), radius, 0, bee.text, is_open=not bee.is_filled)
    canvas.line((MARGIN, bottom), (canvas.width - MARGIN, bottom), INK)
    for value in scale.ticks(3 if canvas.is_narrow else 5):
        x = scale.place(value)
        canvas.line((x, bottom), (x, bottom + 5), INK)
        canvas.text(x, bottom + 19, f"{value * 100:.0f}", size=SMALL, anchor="middle", fill=QUIET)
    canvas.text(0, bottom + 38, ends[0], size=SMALL)
    canvas.text(canvas.width, bottom + 38, ends[1], size=SMALL, anchor="end")
    canvas.height = bottom + 44


def pack(places: Sequence[float], apart: float) -> list[float]:
    """Give each dot the smallest shift from the axis at which it touches no dot before it.

    Parameters
    ----------
    places : sequence of float
        Along the axis, in pixels.
    apart : float
        How far middles must be apart.

    Returns
    -------
    list of float
        Shifts across the axis, to either side.
    """
    settled: list[tuple[float, float]] = []
    for x in places:
        near = [(x - other, height) for other, height in settled if abs(x - other) < apart]
        edges = [height + sign * (apart**2 - gap**2) ** 0.5 for gap, height in near for sign in (-1, 1)]
        free = [
            edge
            for edge in (0.0, *edges)
            if all(gap**2 + (edge - height) ** 2 >= apart**2 * (1 - 1e-9) for gap, height in near)
        ]
        settled.append((x, min(free, key=lambda edge: (abs(edge), edge))))
    return [height for _, height in settled]


def _write_labels(
    canvas: Canvas,
    bees: Sequence[Bee],
    places: Sequence[tuple[float, float]],
    baselines: tuple[float, float],
) -> None:
    """Write the labels in turn above and below, where there is room, with a line to the dot."""
    ends = [-1.0, -1.0]
    labelled = sorted((place, bee.label) for bee, place in zip(bees, places, strict=True) if bee.label)
    for number, ((x, y), label) in enumerate(labelled):
        half = measure(label, SMALL, bold=True) / 2
        inside = min(max(x, half), canvas.width - half)
        for side in (number % 2, 1 - number % 2):
            if inside - half > ends[side] + 3:
                canvas.line((inside, baselines[side] + (4 if side == 0 else -13)), (x, y), QUIET)
                canvas.text(inside, baselines[side], label, size=SMALL, anchor="middle", bold=True)
                ends[side] = inside + half
                break
