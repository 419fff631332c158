"""Compare what was recorded with what is computed again, and name the first difference."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE = 1e-7  # pounds: rounding noise of flows that cancel


def find_difference(
    recorded: Any,
    recomputed: Any,
    path: str = "results",
    *,
    skip_engine: bool = False,
    withheld: Collection[str] = (),
) -> str | None:
    """Find the first difference between recorded and recomputed results.

    Parameters
    ----------
    recorded, recomputed : object
        JSON values.
    path : str
        Where they stand.
    skip_engine : bool
        Whether the engine's own name may differ.
    withheld : collection of str
        Paths that are withheld in what was recorded, and not compared.

    Returns
    -------
    str or None
        A sentence with the path and both values; None when they agree: numbers to 1e-9 relative (or
        1e-7 absolute), everything else exactly.
    """
    if path in withheld:
        return None
    if isinstance(recorded, Mapping) and isinstance(recomputed, Mapping):
        for key in [*recorded, *recomputed]:
            if key not in recorded or key not in recomputed:
                where = "recorded" if key in recorded else "recomputed"
                return f"“{path}.{key}” is only in what was {where}."
        members = [
            (key, recorded[key], recomputed[key]) for key in recorded if not (skip_engine and key == "engine")
        ]
    elif isinstance(recorded, list) and isinstance(recomputed, list) and len(recorded) == len(recomputed):
        members = [(n, old, new) for n, (old, new) in enumerate(zip(recorded, recomputed, strict=True))]
    elif _is_same(recorded, recomputed):
        return None
    else:
        return _say_difference(path, recorded, recomputed)
    found = (
        find_difference(old, new, f"{path}.{key}", skip_engine=skip_engine, withheld=withheld)
        for key, old, new in members
    )
    return next((text for text in found if text is not None), None)


def _say_difference(path: str, recorded: Any, recomputed: Any) -> str:
    return f"“{path}” is recorded as {_show(recorded)}, but recomputing it gives {_show(recomputed)}."


def _is_same(left: Any, right: Any) -> bool:
    numbers = (int, float)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, numbers) and isinstance(right, numbers):
        return math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
    return type(left) is type(right) and bool(left == right)


def _show(value: Any) -> str:
    text = repr(value) if isinstance(value, float | int) else str(value)
    return text if len(text) <= 80 else text[:77] + "…"
