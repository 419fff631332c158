"""What follows from a withheld figure, and whether anybody could work the figure out from it.

Whoever has a case file has the program too: every published result that moves with a withheld figure is an
equation for it. Each withheld line is one unknown, its level; each published figure that moves with it is one
equation, found by computing the appraisal again with the level a little lower and a little higher. A level
is known exactly where the equations leave it no room. ``docs/decisions`` says what that promises.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.inputs import Location
from wholeplace.casefile.principles import judge_principles
from wholeplace.casefile.withholding import TOPS, locate_part, look_up
from wholeplace.foundations.errors import InvalidInput

# What moves with what does not depend on how many draws there are; a few hundred take a moment.
MOST_DRAWS = 200
# Small enough that no ranking turns and curves are straight, large enough to stand out of the last bits.
STEP = 1e-4
SMALLEST_MOVE = 1e-12
# A sentence shows rounded figures: they move only with a larger step.
LARGE_STEP = 0.1
# Below this share of the largest, a direction counts as not covered by any equation.
RANK_TOLERANCE = 1e-6
CERTAIN = 1 - 1e-6
LINES = ("costs", "benefits", "transfers")
QUANTITIES = ("amount", "unit_value")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
Leaves = dict[Location, float | str]


@dataclass(frozen=True)
class Recoverable:
    """A withheld part whose figure anybody could work out.

    Parameters
    ----------
    part : str
        The withheld part, by its dotted path.
    results : tuple of str
        The published results from which it follows, by their dotted paths.
    """

    part: str
    results: tuple[str, ...]


@dataclass(frozen=True)
class Influence:
    """How the results move with each withheld figure.

    Parameters
    ----------
    parts : tuple of str
        The withheld part of each unknown; a part of several lines has several.
    unknowns : tuple of Location
        Where each unknown's line or figure stands.
    moves : ndarray
        Of shape (results, unknowns): relative move of each result for a relative move of each level.
    leaves : tuple of Location
        Where each result stands.
    sentences : frozenset of Location
        Those of them that are sentences with rounded figures.
    """

    parts: tuple[str, ...]
    unknowns: tuple[Location, ...]
    moves: npt.NDArray[np.float64]
    leaves: tuple[Location, ...]
    sentences: frozenset[Location]

    def list_following(self, part: str) -> tuple[str, ...]:
        """List the results that move with a part, in units that can be withheld whole."""
        mine = [number for number, name in enumerate(self.parts) if name == part]
        moved = np.any(self.moves[:, mine] != 0, axis=1)
        units = [name_unit(self.leaves[row], part) for row in np.flatnonzero(moved)]
        return tuple(dict.fromkeys(units))

    def find_recoverable(self, withheld: Collection[str]) -> list[Recoverable]:
        """Find the parts whose figures follow from what stays open while these are withheld.

        Parameters
        ----------
        withheld : collection of str
            Dotted paths of everything that is withheld, inputs and results.

        Returns
        -------
        list of Recoverable
            In the order of the parts; empty when nothing can be worked out.
        """
        kept = [number for number, part in enumerate(self.parts) if part in withheld]
        paths = [tuple(path.split(".")) for path in withheld]
        is_open = [not _is_under(_spell(leaf), paths) for leaf in self.leaves]
        rows = np.flatnonzero(np.array(is_open, dtype=bool) & np.any(self.moves[:, kept] != 0, axis=1))
        if not kept or not len(rows):
            return []
        exact = np.array([self.leaves[row] not in self.sentences for row in rows])
        certain = _find_certain(self.moves[rows][:, kept], exact)
        found: dict[str, Recoverable] = {}
        for position, number in enumerate(kept):
            part = self.parts[number]
            if certain[position] and part not in found:
                moved = [row for row in rows if self.moves[row, number] != 0]
                units = dict.fromkeys(name_unit(self.leaves[row], part) for row in moved)
                found[part] = Recoverable(part, tuple(units))
        return list(found.values())


def trace_withheld(case_file: Mapping[str, Any], parts: Sequence[str]) -> Influence:
    """Find how the results move with each withheld figure.

    Parameters
    ----------
    case_file : mapping
        The full case file, with every part in place.
    parts : sequence of str
        The parts to be withheld; those without a figure of the inputs in them have no unknowns.

    Returns
    -------
    Influence
        One unknown for each line, or for each single figure, of the parts.

    Raises
    ------
    InvalidInput
        When there is no such part.
    """
    pairs = [(part, unknown) for part in parts for unknown in list_unknowns(case_file, part)]
    if not pairs:
        return Influence((), (), np.zeros((0, 0)), (), frozenset())
    before = _compute(case_file, None, 0)
    columns = [_find_moves(case_file, unknown, before) for _, unknown in pairs]
    leaves = tuple(dict.fromkeys(leaf for column in columns for leaf in column))
    moves = np.array([[column.get(leaf, 0.0) for column in columns] for leaf in leaves]).reshape(
        -1, len(columns)
    )
    sentences = frozenset(leaf for leaf in leaves if isinstance(before.get(leaf), str))
    names, unknowns = tuple(part for part, _ in pairs), tuple(unknown for _, unknown in pairs)
    return Influence(names, unknowns, moves, leaves, sentences)


def list_unknowns(case_file: Mapping[str, Any], part: str) -> list[Location]:
    """List the lines or single figures of the inputs that a part holds.

    Parameters
    ----------
    case_file : mapping
        With the part in place.
    part : str
        Its dotted path.

    Returns
    -------
    list of Location
        Where each stands, from the top of the case file; none for a result or for what has no figure.
    """
    if part.split(".", 1)[0] in TOPS:
        return []
    location = locate_part(part, case_file)
    value = look_up(case_file, location)
    if len(location) >= 4 and location[1] == "options":
        return _list_lines(case_file, location, value)
    return [location] if any(True for _ in _list_figures(value, location)) else []


def _list_lines(case_file: Mapping[str, Any], location: Location, value: Any) -> list[Location]:
    """List the lines of a table of an option, or the one line that the location is in or at."""
    if location[3] not in LINES:
        return [location] if any(True for _ in _list_figures(value, location)) else []
    lines: list[Location]
    if len(location) == 4:
        lines = [(*location, number) for number in range(len(value))]
    elif len(location) == 5:
        lines = [location]
    else:
        # A single figure of a line is an unknown by itself, whatever kind it is.
        return [location] if any(True for _ in _list_figures(value, location)) else []
    return [line for line in lines if any(True for _ in _list_levels(case_file, line))]


def _list_levels(case_file: Mapping[str, Any], line: Location) -> Iterator[Location]:
    """List the figures that together are a line's level: all those of its amount or of its unit value."""
    value = look_up(case_file, line)
    for name in QUANTITIES:
        if name in value:
            yield from _list_figures(value[name], (*line, name))


def _list_figures(value: Any, location: Location) -> Iterator[Location]:
    """List the numbers in a value, other than nought, which no factor moves."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        if value:
            yield location
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _list_figures(member, (*location, key))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _list_figures(member, (*location, number))


# --- computing again ------------------------------------------------------------------------------------


def _find_moves(case_file: Mapping[str, Any], unknown: Location, before: Leaves) -> dict[Location, float]:
    # A share of 1 has no room above it: then one side alone says what moves.
    lower, upper = (_compute(case_file, unknown, step) or before for step in (-STEP, STEP))
    moves = _compare(lower, upper, before)
    shown = _compare_sentences(before, _compute(case_file, unknown, -LARGE_STEP))
    return moves | shown


def _compute(case_file: Mapping[str, Any], unknown: Location | None, step: float) -> Leaves:
    case = copy.deepcopy(dict(case_file["case"]))
    case.pop("withheld", None)
    if unknown is not None:
        whole = {"case": case}
        value = look_up(whole, unknown)
        is_line = isinstance(value, Mapping) and any(name in value for name in QUANTITIES)
        for figure in list(_list_levels(whole, unknown) if is_line else _list_figures(value, unknown)):
            look_up(whole, figure[:-1])[figure[-1]] *= 1 + step
    draws = min(MOST_DRAWS, case["case"].get("draws") or MOST_DRAWS)
    try:
        result = appraise_document(case, draws=draws, parameters=case_file["parameters"]).result
    except InvalidInput:
        return {}
    leaves = dict(_flatten(result, ("results", "appraisal")))
    if "commission" in case_file:
        law = case_file["results"]["law"]
        for judged in judge_principles(case_file["commission"], result, law, case=case):
            leaves |= _flatten(judged["why"], ("results", "principles", judged["code"], "why"))
    return leaves


def _flatten(value: Any, location: Location) -> Iterator[tuple[Location, float | str]]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _flatten(member, (*location, key))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _flatten(member, (*location, number))
    elif isinstance(value, str):
        yield location, value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield location, float(value)


def _compare(lower: Leaves, upper: Leaves, before: Leaves) -> dict[Location, float]:
    """Find how the figures move; each is measured by what it was, so that all unknowns have one measure."""
    moves = {}
    for leaf, was in before.items():
        low, high = lower.get(leaf), upper.get(leaf)
        if isinstance(was, float) and isinstance(low, float) and isinstance(high, float):
            move = (high - low) / max(abs(was), 1.0)
            if abs(move) > SMALLEST_MOVE:
                moves[leaf] = move / (2 * STEP)
    return moves


def _compare_sentences(before: Leaves, after: Leaves) -> dict[Location, float]:
    """Find the sentences whose figures move."""
    moves = {}
    for leaf, said in before.items():
        now = after.get(leaf)
        if isinstance(said, str) and isinstance(now, str) and said != now:
            was, is_now = _read_figures(said), _read_figures(now)
            moved = [
                (old, new)
                for old, new in zip(was, is_now, strict=False)
                if old != new and len(was) == len(is_now)
            ]
            if moved:
                old, new = max(moved, key=lambda pair: abs(pair[1] - pair[0]))
                moves[leaf] = (old - new) / max(abs(old), 1.0) / LARGE_STEP
    return moves


def _read_figures(sentence: str) -> list[float]:
    return [float(found.replace(",", "")) for found in _FIGURE.findall(sentence)]


# --- which equations leave no room ----------------------------------------------------------------------


def _find_certain(moves: npt.NDArray[np.float64], exact: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say which unknowns are determined: by all exact equations together, or by one sentence alone."""
    alone = moves[np.count_nonzero(moves, axis=1) == 1]
    by_one: npt.NDArray[np.bool_] = np.any(alone != 0, axis=0)
    return by_one | _solve(moves[exact]) if np.any(exact) else by_one


def _solve(moves: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Say along which unknowns no solution of the equations is free to move.

    Sentences are left out: the errors of their rounding would look like equations of their own.
    """
    lengths = np.linalg.norm(moves, axis=1, keepdims=True)
    equations = moves / lengths
    equations = equations / np.maximum(np.abs(equations).max(axis=0, keepdims=True), SMALLEST_MOVE)
    _, sizes, directions = np.linalg.svd(equations, full_matrices=False)
    covered = directions[sizes > RANK_TOLERANCE * sizes[0]]
    certain: npt.NDArray[np.bool_] = np.sum(covered**2, axis=0) > CERTAIN
    return certain


# --- units and their words ------------------------------------------------------------------------------


def name_unit(leaf: Location, part: str) -> str:
    """Name what is withheld whole where a result must not be seen.

    Parameters
    ----------
    leaf : Location
        Where the result stands.
    part : str
        The withheld part that it moves with: of its own option, all results are one unit.

    Returns
    -------
    str
        Dotted path of an option's results, of one figure of another option, or of one result of all.
    """
    steps = _spell(leaf)
    if steps[1] == "principles":
        return ".".join(steps[:3])
    own = part.split(".")[1] if part.startswith("options.") else ""
    if steps[2] == "options":
        return ".".join(steps[:4] if steps[3] == own else steps[:5])
    if steps[2] in ("scenarios", "regret"):
        return ".".join(steps[:5])
    return ".".join(steps[:4] if steps[2] == "cautions" else steps[:3])


def _spell(leaf: Location) -> tuple[str, ...]:
    return tuple(str(step) for step in leaf)


def _is_under(leaf: tuple[str, ...], paths: Sequence[tuple[str, ...]]) -> bool:
    return any(leaf[: len(path)] == path for path in paths)


WORDS = {
    "cost_pv": "cost", "npsv": "net present social value", "expected_regret": "expected regret",
    "probability_best": "chance of being best", "shunting": "who gains and who pays",
    "bcr": "benefit-cost ratio",
    "evpi": "value of finding out more", "evppi": "value of finding out more, by figure",
    "switching": "switching values", "guesses": "switching values of guesses",
    "tornado": "sensitivity of each figure", "grades": "effect of the evidence grades",
    "preferences": "preferences of the groups", "distributional": "distributional weights",
}  # fmt: skip


def say_unit(unit: str, case: Mapping[str, Any]) -> str:
    """Name a unit in words.

    Parameters
    ----------
    unit : str
        As `name_unit` gives it.
    case : mapping
        The inputs, for the names of options and scenarios.

    Returns
    -------
    str
        Such as ``all results of Grant to charities``.
    """
    steps = unit.split(".")
    if steps[1] == "principles":
        return f"why “{steps[2]}” is met or not"
    names = {
        member["id"]: member["name"] for kind in ("options", "scenarios") for member in case.get(kind, [])
    } | {"base": "the base case"}
    section, rest = steps[2], steps[3:]
    if section == "options" and len(rest) == 1:
        return f"all results of {names.get(rest[0], rest[0])}"
    if section == "options":
        return f"{WORDS.get(rest[1], rest[1].replace('_', ' '))} of {names.get(rest[0], rest[0])}"
    if section in ("scenarios", "regret"):
        kind = "value" if section == "scenarios" else "regret"
        return f"{kind} of {names.get(rest[1], rest[1])} in {names.get(rest[0], rest[0])}"
    return (
        f"caution {int(rest[0]) + 1}"
        if section == "cautions"
        else WORDS.get(section, section.replace("_", " "))
    )
