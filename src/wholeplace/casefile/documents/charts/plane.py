"""People in the plane, several to a mark: who votes alike stands together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.casefile.documents.blocks import Chart
from wholeplace.casefile.documents.charts.canvas import RULE, Canvas, Scale, draw_chart, measure
from wholeplace.casefile.documents.charts.marks import draw_mark

LARGEST = 15.0
MARGIN = 34.0
CROWD = 45  # marks; more are drawn smaller, so that they do not hide each other


@dataclass(frozen=True)
class Cloud:
    """One group: its name, and the places of its people with how many stand at each."""

    name: str
    number: int
    places: Sequence[tuple[float, float, int]]


def draw_plane(key: str, title: str, description: str, clouds: Sequence[Cloud]) -> Chart:
    """Draw groups of people in a plane whose axes have the same scale.

    Parameters
    ----------
    key, title, description : str
        Anchor, finding, and the picture in words.
    clouds : sequence of Cloud
        At least one place in all.

    Returns
    -------
    Chart
        The area of a mark is in proportion to its people.
    """
    return draw_chart(key, title, description, lambda canvas: _draw(canvas, clouds))


def _draw(canvas: Canvas, clouds: Sequence[Cloud]) -> None:
    places = [place for cloud in clouds for place in cloud.places]
    across, up = _fit(canvas, places)
    most = max(people for _, _, people in places)
    crowded = min(1.0, (CROWD / len(places)) ** 0.5)
    largest = LARGEST * (0.62 if canvas.is_narrow else 1) * crowded
    canvas.line((across.place(0), 0), (across.place(0), canvas.height), RULE)
    canvas.line((0, up.place(0)), (canvas.width, up.place(0)), RULE)
    for cloud in clouds:
        for x, y, people in cloud.places:
            radius = max(3.0, largest * math.sqrt(people / most))
            hint = f"{cloud.name}: {people} people"
            draw_mark(canvas, (across.place(x), up.place(y)), radius, cloud.number, hint)
    for cloud in clouds:
        if cloud.places:
            _write_name(canvas, cloud, across, up)


def _fit(canvas: Canvas, places: Sequence[tuple[float, float, int]]) -> tuple[Scale, Scale]:
    """Make both scales with the same pixels a unit, and set the height."""
    axes = [[0.0, *(place[axis] for place in places)] for axis in (0, 1)]
    lows, highs = [min(axis) for axis in axes], [max(axis) for axis in axes]
    wide = max(highs[0] - lows[0], 1e-9)
    high = highs[1] - lows[1]
    room = canvas.width - 2 * MARGIN
    shape = min(1.0, max(0.45, high / wide))
    pixels = min(room / wide, room * shape / max(high, 1e-9))
    canvas.height = room * shape + 2 * MARGIN
    middle = canvas.width / 2, canvas.height / 2
    centres = (lows[0] + highs[0]) / 2, (lows[1] + highs[1]) / 2
    reach = middle[0] / pixels, middle[1] / pixels
    return (
        Scale(centres[0] - reach[0], centres[0] + reach[0], 0, canvas.width),
        Scale(centres[1] - reach[1], centres[1] + reach[1], canvas.height, 0),
    )


def _write_name(canvas: Canvas, cloud: Cloud, across: Scale, up: Scale) -> None:
    """Write the name above the highest mark of its group."""
    x, y, _ = max(cloud.places, key=lambda place: place[1])
    half = measure(cloud.name, bold=True) / 2
    inside = min(max(across.place(x), half + 2), canvas.width - half - 2)
    lift = LARGEST * (1.1 if canvas.is_narrow else 1.6)
    canvas.text(inside, max(up.place(y) - lift, 14), cloud.name, anchor="middle", bold=True, halo=True)
