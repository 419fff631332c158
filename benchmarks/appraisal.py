"""``./run bench appraisal``: the appraisal and preference engines beside what they are measured against.

Absolute times mean little; each line is a ratio of two times taken side by side in this run, the best of
several rounds. Exit status 1 when a ratio or the memory is over its limit.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.smaa import measure_smaa
from wholeplace.engines.appraisal import (
    Agency,
    AppraisalCase,
    Distribution,
    Factor,
    Line,
    Option,
    Scenario,
    appraise,
)
from wholeplace.engines.appraisal.information import InformationTable

DRAWS = 100_000
OPTIONS = 12
LINES = 40
YEARS = 10
ROUNDS = 3
LIMIT_APPRAISAL = 2.0
LIMIT_INFORMATION = 4.0
LIMIT_SMAA = 60.0
LIMIT_BYTES = 2**30


def make_case(quantities: int) -> AppraisalCase:
    """Make a case of 12 options × 40 lines × 10 years with some uncertain quantities a line."""
    options = tuple(
        Option(f"option-{number}", tuple(_make_line(number, line, quantities) for line in range(LINES)))
        for number in range(OPTIONS)
    )
    return AppraisalCase(
        options=options,
        agencies=tuple(Agency(f"agency-{number}") for number in range(4)),
        scenarios=(Scenario("base", {}, 1.0),),
        discount_factors=tuple(1.035**-year for year in range(YEARS)),
        inflation_factors=tuple(1.02**year for year in range(YEARS)),
        business_as_usual=0,
        in_house_comparator=1,
        seed=1,
        draws=DRAWS,
    )


def _make_line(option: int, line: int, quantities: int) -> Line:
    path = f"options.{option}.lines.{line}"
    pounds = Factor(f"{path}.0", Distribution("pert", (900.0, 1000.0 + option, 1250.0)))
    shares = [
        Factor(f"{path}.{number}", Distribution("pert", (0.5, 0.8, 0.95))) for number in range(1, quantities)
    ]
    kind = "cost" if line % 2 else "fiscal-cashable"
    return Line(path, f"Line {line}", line % 4, kind, (pounds, *shares), 0, YEARS - 1)


def time_best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Time work several times and give the best, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_appraisal() -> tuple[float, float]:
    """Time the appraisal, and numpy drawing the same 480 quantities, in seconds."""
    case, generator = make_case(1), np.random.default_rng(1)

    def draw() -> None:
        for option in case.options:
            for line in option.lines:
                low, mode, high = line.factors[0].quantity.parameters  # type: ignore[union-attr]
                width = high - low
                low + width * generator.beta(
                    1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, DRAWS
                )

    return time_best(lambda: appraise(case, with_information=False)), time_best(draw)


def measure_information() -> tuple[float, float]:
    """Time the value of information of 480 quantities, and numpy sorting them, in seconds."""
    generator = np.random.default_rng(1)
    quantities = [generator.beta(2, 3, DRAWS) for _ in range(OPTIONS * LINES)]
    table = InformationTable(generator.normal(size=(OPTIONS, DRAWS)))
    asked = time_best(lambda: [table.value_knowing(values) for values in quantities])
    return asked, time_best(lambda: [np.sort(values) for values in quantities])


def measure_memory() -> int:
    """Give the peak memory, in bytes, of a fresh process that appraises six uncertain quantities a line."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_appraise_large)


def _appraise_large() -> int:
    appraise(make_case(6), with_information=True)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    """Measure, print a table, and say whether every limit was kept."""
    print(f"{DRAWS:,} draws × {OPTIONS} options × {LINES} lines × {YEARS} years; numpy {np.__version__}\n")
    peak = measure_memory()  # first: a process counts what its parent held when it was born
    rows = []
    for name, (ours, theirs), limit in (
        ("appraisal of 480 PERT quantities / numpy drawing them", measure_appraisal(), LIMIT_APPRAISAL),
        ("EVPPI of 480 quantities / numpy sorting them", measure_information(), LIMIT_INFORMATION),
    ):
        rows.append(
            (
                name,
                f"{ours:.2f} s / {theirs:.2f} s",
                f"{ours / theirs:.2f}×",
                f"≤ {limit:g}×",
                ours <= limit * theirs,
            )
        )
    smaa = measure_smaa()
    speed = smaa["ratio"]
    rows.append(
        (
            "SMAA, 20 options × 8 criteria, against pymcdm's weighted sum in a loop",
            f"{smaa['wholeplace_seconds']:.3f} s / {smaa['pymcdm_seconds']:.1f} s",
            f"{speed:.0f}× as fast",
            f"≥ {LIMIT_SMAA:g}×",
            speed >= LIMIT_SMAA,
        )
    )
    rows.append(
        (
            "peak memory, six PERT quantities a line, with EVPPI",
            f"{peak / 2**20:,.0f} MiB",
            "",
            "≤ 1 GiB",
            peak <= LIMIT_BYTES,
        )
    )
    print("| what | measured | ratio | limit | kept |\n|---|---|---|---|---|")
    for name, measured, ratio, limit, kept in rows:
        print(f"| {name} | {measured} | {ratio} | {limit} | {'yes' if kept else 'NO'} |")
    return 0 if all(row[-1] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
