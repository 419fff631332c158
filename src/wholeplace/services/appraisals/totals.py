"""What a draft comes to while it is being written: one pass with every range at its middle.

The same engine computes it as computes the result, with one draw. Lines that do not hold yet are left out
and named, so that the totals go on while somebody types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.compile import compile_case
from wholeplace.casefile.inputs import read_inputs
from wholeplace.engines import appraisal
from wholeplace.engines.appraisal import Distribution
from wholeplace.engines.appraisal.quantities import PARAMETER_COUNTS, InvalidDistribution
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.parameters import load_parameters
from wholeplace.services.appraisals.drafts import close_draft
from wholeplace.services.appraisals.edits import LINE_KEY, LINES

MOST_PROBLEMS = 25
FLAGS = ("business_as_usual", "in_house_comparator")


@dataclass(frozen=True)
class Problem:
    """What keeps a draft from being handed in: where, in words, and the sentence."""

    path: str
    sentence: str


@dataclass(frozen=True)
class OptionTotals:
    """What one option comes to, in pounds of present value."""

    id: str
    name: str
    cost_pv: float
    benefit_pv: float
    npsv: float
    public_npv: float


@dataclass(frozen=True)
class Totals:
    """The totals of a draft; `options` is empty where nothing can be computed yet."""

    options: tuple[OptionTotals, ...]
    best: str
    left_out: tuple[Problem, ...]
    problem: Problem | None
    has_more: bool = False


def compute_totals(draft: Mapping[str, Any]) -> Totals:
    """Compute what can be computed of a draft."""
    case = _prepare(draft)
    left_out: list[Problem] = []
    while True:
        try:
            return _compute(case, tuple(left_out))
        except InvalidInput as error:
            problem = Problem(error.path, error.problem)
            if len(left_out) >= MOST_PROBLEMS or not _leave_out(case, error.path):
                return Totals((), "", tuple(left_out), problem, has_more=len(left_out) >= MOST_PROBLEMS)
            left_out.append(problem)
        except WholeplaceError as error:
            return Totals((), "", tuple(left_out), Problem("", str(error)))


def _prepare(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Give a copy of the case with every range at its middle, one draw and the flags set for now."""
    case = close_draft(draft)
    case = {name: case[name] for name in case if name not in ("criteria", "stakeholders", "withheld")}
    if isinstance(case.get("case"), Mapping):
        case["case"] = {**case["case"], "draws": 1, "seed": 1}
    options = [
        {name: _find_middle(value) for name, value in option.items() if name != "scores"}
        for option in case.get("options", [])
    ]
    for flag in FLAGS:
        chosen = [option for option in options if option.get(flag) is True]
        for option in options:
            option[flag] = False
        if options:
            (chosen or options)[0][flag] = True
    return case | {"options": options}


def _find_middle(value: Any) -> Any:
    if isinstance(value, list):
        return [_find_middle(member) for member in value]
    if not isinstance(value, Mapping):
        return value
    family = next((name for name in value if name in PARAMETER_COUNTS), "")
    numbers = value.get(family)
    if family and isinstance(numbers, list) and len(numbers) == PARAMETER_COUNTS[family]:
        try:
            return Distribution(family, tuple(float(number) for number in numbers)).mean
        except (InvalidDistribution, TypeError, ValueError, OverflowError):
            return value
    return {name: _find_middle(member) for name, member in value.items()}


def _compute(case: Mapping[str, Any], left_out: tuple[Problem, ...]) -> Totals:
    inputs = read_inputs(case)
    compiled, _ = compile_case(inputs, load_parameters(inputs.parameters))
    result = appraisal.appraise(compiled, with_information=False)
    rows = []
    for option in inputs.options:
        found = result.options[option.id]
        figures = (found.cost_pv.mean, found.benefit_pv.mean, found.npsv.mean, found.public_npv.mean)
        rows.append(OptionTotals(option.id, option.name, *(float(figure or 0.0) for figure in figures)))
    return Totals(tuple(rows), result.best, left_out, None)


def _leave_out(case: dict[str, Any], path: str) -> bool:
    """Take out the line that a problem stands in; False where it stands elsewhere."""
    found = find_line(case, path)
    if found is None:
        return False
    option, kind, position = found
    del case["options"][option][kind][position]
    return True


def find_line(case: Mapping[str, Any], path: str) -> tuple[int, str, int] | None:
    """Find the option, the kind and the position of the line that a dotted path names."""
    for number, option in enumerate(case.get("options", [])):
        for name in (str(option.get("id")), str(number)):
            prefix = f"options.{name}."
            if path.startswith(prefix):
                kind, _, rest = path.removeprefix(prefix).partition(".")
                place = rest.partition(".")[0]
                if kind in LINES and place.isdigit() and int(place) < len(option.get(kind, [])):
                    return number, kind, int(place)
    return None


@dataclass(frozen=True)
class Spot:
    """Where in the pages of the draft a problem is: the table, its option and row, the column."""

    table: str
    option: str = ""
    row: str = ""
    column: str = ""


def find_spot(draft: Mapping[str, Any], path: str) -> Spot:
    """Find the field of the draft that a dotted path of its case names."""
    line = find_line(draft, path)
    if line is not None:
        number, kind, position = line
        option = draft["options"][number]
        row = option[kind][position]
        column = path.partition(f".{kind}.{position}.")[2].split(".")[0] or "name"
        return Spot(kind, option["id"], row[LINE_KEY], "first_year" if column == "years" else column)
    top, _, rest = path.partition(".")
    if top in ("case", "distributional", "public_interest_test", ""):
        return Spot(top or "case", column=rest.partition(".")[0])
    for member in draft.get(top, []):
        identifier = str(member.get("id", ""))
        if rest == identifier or rest.startswith(f"{identifier}."):
            column = rest.removeprefix(identifier).lstrip(".").partition(".")[0]
            return Spot(top, identifier if top == "options" else "", identifier, column)
    return Spot(top)
