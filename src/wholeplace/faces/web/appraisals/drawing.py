"""A range of belief as a small picture: what the script draws while somebody types, without the script."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

WIDTH, HEIGHT, FOOT = 240, 60, 48
POINTS = 60
Shape = Callable[[float], float]


def draw_range(value: Any) -> Markup | None:
    """Draw a distribution; None for a single figure or what is none."""
    family = next(iter(value), "") if isinstance(value, dict) else ""
    numbers = value.get(family) if family else None
    if not isinstance(numbers, list) or not all(isinstance(one, int | float) for one in numbers):
        return None
    shape = find_shape(family, numbers)
    if shape is None:
        return None
    low, high, density = shape
    xs = [low + (high - low) * step / POINTS for step in range(POINTS + 1)]
    heights = [density(x) for x in xs]
    highest = max(heights) or 1.0
    points = " ".join(
        f"{WIDTH * step / POINTS:.1f},{FOOT - (FOOT - 4) * height / highest:.1f}"
        for step, height in enumerate(heights)
    )
    label = _("Range from %(low)s to %(high)s") % {"low": show_short(low), "high": show_short(high)}
    return Markup(
        '<svg class="range" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<polygon class="range__area" points="0,{foot} {points} {w},{foot}"/>'
        '<line class="range__foot" x1="0" x2="{w}" y1="{foot}" y2="{foot}"/>'
        '<text class="range__end" x="0" y="{h}">{low}</text>'
        '<text class="range__end" x="{w}" y="{h}" text-anchor="end">{high}</text></svg>'
    ).format(
        w=WIDTH, h=HEIGHT, foot=FOOT, points=points, label=label, low=show_short(low), high=show_short(high)
    )  # fmt: skip


def find_shape(family: str, given: Sequence[float]) -> tuple[float, float, Shape] | None:
    """Give the ends between which a distribution is drawn, and its height up to a factor."""
    if family == "uniform" and len(given) == 2 and given[0] < given[1]:
        return given[0], given[1], lambda _: 1.0
    if family in ("triangular", "pert") and len(given) == 3 and given[0] <= given[1] <= given[2] > given[0]:
        return given[0], given[2], _triangle(*given) if family == "triangular" else _pert(*given)
    if family == "normal" and len(given) == 2 and given[1] > 0:
        mean, spread = given
        return mean - 3 * spread, mean + 3 * spread, lambda x: math.exp(-(((x - mean) / spread) ** 2) / 2)
    if family == "lognormal" and len(given) == 2 and given[0] > 0 and given[1] > 0:
        return _lognormal(*given)
    return None


def _triangle(low: float, mode: float, high: float) -> Shape:
    def height(x: float) -> float:
        if x < mode:
            return (x - low) / (mode - low)
        return (high - x) / (high - mode) if high > mode else float(x == mode)

    return height


def _pert(low: float, mode: float, high: float) -> Shape:
    rising, falling = 4 * (mode - low) / (high - low), 4 * (high - mode) / (high - low)
    return lambda x: ((x - low) / (high - low)) ** rising * ((high - x) / (high - low)) ** falling


def _lognormal(mean: float, spread: float) -> tuple[float, float, Shape]:
    variance = math.log1p((spread / mean) ** 2)
    middle = math.log(mean) - variance / 2
    top = math.exp(middle + 3 * math.sqrt(variance))

    def height(x: float) -> float:
        return math.exp(-((math.log(x) - middle) ** 2) / (2 * variance)) / x if x > 0 else 0.0

    return 0.0, top, height


def show_short(number: float) -> str:
    """Write a figure shortly: 1.25m, 900k, 0.35."""
    size = abs(number)
    for limit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= limit:
            return f"{number / limit:.3g}{letter}"
    return f"{number:.3g}"
