"""What would change the answer: switching values, one-way sensitivity and the effect of evidence grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wholeplace.engines.appraisal.accounts import MeanLine
from wholeplace.engines.appraisal.case import AppraisalCase, Factor
from wholeplace.engines.appraisal.choice import rank_options
from wholeplace.engines.appraisal.flows import apply_factor, profile_line
from wholeplace.engines.appraisal.quantities import Distribution

LARGEST_FACTOR = 10.0
ROUNDING = 1e-9  # an option that is another plus one line switches at 0 exactly, but for rounding


@dataclass(frozen=True)
class Switch:
    """By what factor a line would have to change for the best option to lose its lead.

    Parameters
    ----------
    line, name : str
        Path and name of the line.
    factor : float or None
        From 0 to 10, in all scenarios; None when no such factor does it.
    """

    line: str
    name: str
    factor: float | None


@dataclass(frozen=True)
class TornadoBar:
    """What one quantity alone can do to the options' mean net present social value.

    Parameters
    ----------
    quantity : str
        Path or shared name.
    low, high : float
        P10 and P90 of the quantity, in its unit.
    options : dict of str to tuple of two floats
        Of each option that uses it: mean npsv with the quantity at low and at high, all else at its mean.
    best_at_low, best_at_high : str
        The best option at either end.
    """

    quantity: str
    low: float
    high: float
    options: dict[str, tuple[float, float]]
    best_at_low: str
    best_at_high: str

    @property
    def spread(self) -> float:
        """Largest change of any option's value between the two ends, pounds."""
        return max((abs(high - low) for low, high in self.options.values()), default=0.0)


@dataclass(frozen=True)
class GradeEffect:
    """What the optimism correction of one evidence grade does.

    Parameters
    ----------
    grade : int
        1 to 6.
    lines : int
        How many lines carry it.
    npsv_without : dict of str to float
        Mean npsv of each option if lines of this grade were not corrected, pounds.
    best_without : str
        The best option then.
    """

    grade: int
    lines: int
    npsv_without: dict[str, float]
    best_without: str


def contribute(mean_line: MeanLine, case: AppraisalCase) -> float:
    """Give a line's signed contribution to its option's mean npsv, pounds.

    Parameters
    ----------
    mean_line : MeanLine
        A line at its means.
    case : AppraisalCase
        With discounting and scenarios.

    Returns
    -------
    float
        Present value at the means, with the expected drivers; its sign is that of the line.
    """
    return mean_line.expected_driver * mean_line.present_value(np.array(case.discount_factors))


def find_switch(mean_line: MeanLine, gap: float, case: AppraisalCase) -> float | None:
    """Find the factor on a line that closes a gap.

    Parameters
    ----------
    mean_line : MeanLine
        The line.
    gap : float
        By how much the option's mean npsv must change, pounds.
    case : AppraisalCase
        For discount factors.

    Returns
    -------
    float or None
        From 0 to 10; None outside, and for a line of zero present value.
    """
    contribution = contribute(mean_line, case)
    if contribution == 0:
        return None
    factor = 1.0 + gap / contribution
    if not -ROUNDING <= factor <= LARGEST_FACTOR + ROUNDING:
        return None
    return min(max(factor, 0.0), LARGEST_FACTOR)


def list_switches(
    lines: Mapping[int, Sequence[MeanLine]], means: Sequence[float], case: AppraisalCase
) -> list[Switch]:
    """Give the switching value of every line of the best and the second-best option.

    Parameters
    ----------
    lines : mapping of int to sequence of MeanLine
        By position of the option.
    means : sequence of float, one per option
        Mean npsv, pounds.
    case : AppraisalCase
        The case.

    Returns
    -------
    list of Switch
        The best option's lines first, in the order of the file; empty for a single option.

    References
    ----------
    HM Treasury, The Green Book, on switching values.
    """
    order = rank_options(means, case.in_house_comparator)[:2]
    if len(order) < 2:
        return []
    gap = means[order[1]] - means[order[0]]
    return [
        Switch(mean_line.line.path, mean_line.line.name, find_switch(mean_line, sign * gap, case))
        for sign, position in ((1.0, order[0]), (-1.0, order[1]))
        for mean_line in lines[position]
    ]


def group_by_quantity(lines: Mapping[int, Sequence[MeanLine]]) -> dict[str, dict[int, list[MeanLine]]]:
    """Find the lines that use each uncertain quantity.

    Parameters
    ----------
    lines : mapping of int to sequence of MeanLine
        By position of the option.

    Returns
    -------
    dict of str to dict of int to list of MeanLine
        By path or shared name, then by position of the option; a line stands once for each quantity.
    """
    users: dict[str, dict[int, list[MeanLine]]] = {}
    for position, option_lines in lines.items():
        for mean_line in option_lines:
            factors = mean_line.line.factors
            for label in dict.fromkeys(f.label for f in factors if isinstance(f.quantity, Distribution)):
                users.setdefault(label, {}).setdefault(position, []).append(mean_line)
    return users


def swing_quantity(
    label: str,
    ends: tuple[float, float],
    lines: Mapping[int, Sequence[MeanLine]],
    means: Sequence[float],
    case: AppraisalCase,
) -> TornadoBar:
    """Move one quantity to its two ends, all else at its mean.

    Parameters
    ----------
    label : str
        Path or shared name of the quantity.
    ends : tuple of two floats
        P10 and P90 of the quantity, in its unit.
    lines : mapping of int to sequence of MeanLine
        The lines that use the quantity, by position of the option.
    means : sequence of float, one per option
        Mean npsv, pounds.
    case : AppraisalCase
        The case.

    Returns
    -------
    TornadoBar
        Only the options that use the quantity are listed.
    """
    discount = np.array(case.discount_factors)
    moved: dict[int, list[float]] = {}
    for position, option_lines in lines.items():
        for mean_line in option_lines:
            weight = mean_line.line.sign * mean_line.expected_driver
            weight *= float(np.sum(discount * mean_line.profile))
            at_mean = _multiply(mean_line.line.factors, label, None)
            changes = moved.setdefault(position, [0.0, 0.0])
            for end in (0, 1):
                changes[end] += weight * (_multiply(mean_line.line.factors, label, ends[end]) - at_mean)
    ids = [option.id for option in case.options]
    at_ends = [
        [mean + moved.get(position, (0.0, 0.0))[end] for position, mean in enumerate(means)] for end in (0, 1)
    ]
    return TornadoBar(
        quantity=label,
        low=ends[0],
        high=ends[1],
        options={ids[position]: (at_ends[0][position], at_ends[1][position]) for position in moved},
        best_at_low=ids[rank_options(at_ends[0], case.in_house_comparator)[0]],
        best_at_high=ids[rank_options(at_ends[1], case.in_house_comparator)[0]],
    )


def _has_label(factor: Factor, label: str) -> bool:
    return isinstance(factor.quantity, Distribution) and factor.label == label


def _multiply(factors: Sequence[Factor], label: str, value: float | None) -> float:
    """Multiply the factors at their means, one quantity at a value instead."""
    product = 1.0
    for factor in factors:
        if value is not None and _has_label(factor, label):
            stated = value
        else:
            stated = factor.quantity.mean if isinstance(factor.quantity, Distribution) else factor.quantity
        product *= float(apply_factor(factor, stated))
    return product


def list_grade_effects(
    lines: Mapping[int, Sequence[MeanLine]], means: Sequence[float], case: AppraisalCase
) -> list[GradeEffect]:
    """Say what each evidence grade's correction does to the answer.

    Parameters
    ----------
    lines : mapping of int to sequence of MeanLine
        By position of the option.
    means : sequence of float, one per option
        Mean npsv, pounds.
    case : AppraisalCase
        The case.

    Returns
    -------
    list of GradeEffect
        One for each grade in use, from 1 to 6.
    """
    grades = sorted({m.line.grade for of in lines.values() for m in of if m.line.grade is not None})
    return [_drop_correction(grade, lines, means, case) for grade in grades]


def _drop_correction(
    grade: int, lines: Mapping[int, Sequence[MeanLine]], means: Sequence[float], case: AppraisalCase
) -> GradeEffect:
    without, number = list(means), 0
    for position, option_lines in lines.items():
        for mean_line in option_lines:
            if mean_line.line.grade != grade:
                continue
            number += 1
            uncorrected = profile_line(replace(mean_line.line, correction=1.0), case.horizon_years)
            without[position] += contribute(replace(mean_line, profile=uncorrected), case)
            without[position] -= contribute(mean_line, case)
    ids = [option.id for option in case.options]
    best = rank_options(without, case.in_house_comparator)[0]
    return GradeEffect(grade, number, dict(zip(ids, without, strict=True)), ids[best])
