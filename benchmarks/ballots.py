"""Counting ballots beside pabutools in the same run, and a national vote of 10 thousand to 10 million.

Processor time of one thread is compared, so that other work on the machine counts against neither side.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from wholeplace.casefile.counting import CountSettings, count_file
from wholeplace.formats.pabulib import PabulibFile, read_pabulib
from wholeplace.formats.source_file import read_bytes

ROOT = Path(__file__).resolve().parent.parent
PEER = "pabutools==1.2.3"
PEER_FOLDER = ROOT / "build" / "peer-ballots"
ELECTION = "data/participation/pb/data/Poland_Lodz_2022.pb"
REPEATS = 7
NATIONAL = (10_000, 100_000, 1_000_000, 10_000_000)
PROJECTS, APPROVALS = 200, 5
LIMIT_BYTES = 2_000_000_000
MEGABYTE = 1 << 20


def find_election() -> Path:
    """Find the largest real election, which is kept outside this repository."""
    shared = Path(os.environ.get("WHOLEPLACE_SHARED") or ROOT.parent / "shared")
    path = shared / ELECTION
    if not path.is_file():
        sys.exit("benchmarks: Łódź 2022 is not here: set WHOLEPLACE_SHARED to the folder of cited figures")
    return path


def find_peer() -> Path:
    """Make a venv with the peer once, from the registry that pip knows."""
    python = PEER_FOLDER / "bin" / "python"
    if not python.exists():
        print(f"installing {PEER} into {PEER_FOLDER.relative_to(ROOT)}")
        venv.create(PEER_FOLDER, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True)
    return python


def run_worker(arguments: list[str | Path]) -> dict[str, Any]:
    """Run something in a process of its own and read what it prints last."""
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout.splitlines()[-1])


def time_best(work: Callable[[], object]) -> float:
    """Give the least processor time of several runs."""
    seconds = []
    for _ in range(REPEATS):
        before = process_time()
        work()
        seconds.append(process_time() - before)
    return min(seconds)


def count(file: PabulibFile, completion: str) -> list[str]:
    """Count by equal shares and name the winners."""
    counted = count_file(file, CountSettings(completion=completion))
    return sorted(file.project_ids[place] for place in counted.outcome.selected)


def split_lines(path: Path) -> list[str]:
    """Do what no reader can do without."""
    return path.read_text(encoding="utf-8").splitlines()


def measure_city(path: Path) -> list[tuple[str, float, float, float, bool]]:
    """Compare on one real election: name, our seconds, theirs, limit, whether more is better."""
    theirs = run_worker([find_peer(), Path(__file__).with_name("ballots_peer.py"), path])
    file = read_pabulib(path.read_bytes())
    for name, completion in (("count", "none"), ("add1", "add1")):
        if count(file, completion) != theirs["selected"][name]:
            sys.exit(f"benchmarks: {name} selects other projects than the peer")
    parse = time_best(lambda: read_pabulib(path.read_bytes()))
    seconds = theirs["seconds"]
    return [
        ("parse / pabutools", parse, seconds["parse"], 20, True),
        ("parse / reading and splitting lines", parse, time_best(lambda: split_lines(path)), 6, False),
        ("count / pabutools", time_best(lambda: count(file, "none")), seconds["count"], 100, True),
        ("add1 / pabutools", time_best(lambda: count(file, "add1")), seconds["add1"], 100, True),
    ]


# --- a made-up national vote --------------------------------------------------------------------------


def write_national(path: Path, voters: int) -> None:
    """Write a vote with five different approvals each, in blocks of rows."""
    generator = np.random.default_rng(voters)
    costs = generator.integers(5, 60, PROJECTS) * voters // 40
    head = f"META\nkey;value\nbudget;{voters * 20}\nvote_type;approval\nPROJECTS\nproject_id;cost\n"
    head += "".join(f"{place:03d};{cost}\n" for place, cost in enumerate(costs))
    head += "VOTES\nvoter_id;vote\n"
    digits = np.array([list(f"{place:03d}".encode()) for place in range(PROJECTS)], dtype=np.uint8)
    with path.open("wb") as file:
        file.write(head.encode())
        for first in range(0, voters, 100_000):
            size = min(100_000, voters - first)
            # The first skewed towards popular projects, each of the others some places on: all different.
            steps = generator.integers(1, 32, size=(size, APPROVALS))
            steps[:, 0] = PROJECTS * generator.random(size) ** 3
            chosen = np.cumsum(steps, axis=1) % PROJECTS
            rows = np.full((size, 9 + 4 * APPROVALS), ord(","), dtype=np.uint8)
            numbers = np.arange(first, first + size)
            for place in range(8):
                rows[:, 7 - place] = ord("0") + numbers // 10**place % 10
            rows[:, 8], rows[:, -1] = ord(";"), ord("\n")
            for place in range(APPROVALS):
                rows[:, 9 + 4 * place : 12 + 4 * place] = digits[chosen[:, place]]
            file.write(rows.tobytes())


def count_national(path: Path) -> None:
    """Read and count in this process; print seconds and the most memory that it ever had."""
    before = process_time()
    file = read_pabulib(read_bytes(path, LIMIT_BYTES))
    read = process_time()
    selected = count(file, "none")
    counted = process_time()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        json.dumps(
            {"parse": read - before, "count": counted - read, "bytes": most, "selected": len(selected)}
        )
    )


def measure_national(sizes: tuple[int, ...]) -> bool:
    """Show time and memory by number of voters; tell whether both stay within their limits."""
    print(f"\n{PROJECTS} projects, {APPROVALS} approvals each; equal shares by cost, from the file\n")
    print(
        "| voters | file | parse | count | a million voters | memory | winners |\n"
        "|---|---|---|---|---|---|---|"
    )
    kept, rates = True, []
    with tempfile.TemporaryDirectory() as folder:
        for voters in sizes:
            path = Path(folder) / "national.pb"
            # In a process of its own: a process counts what its parent held when it was born.
            run_worker([sys.executable, "-m", "benchmarks.ballots", "--write", str(voters), path])
            told = run_worker([sys.executable, "-m", "benchmarks.ballots", "--national", path])
            seconds = told["parse"] + told["count"]
            rates.append(seconds / voters * 1e6)
            kept &= told["bytes"] < 8 << 30
            print(
                f"| {voters:,} | {path.stat().st_size / MEGABYTE:,.0f} MiB | {told['parse']:.2f} s "
                f"| {told['count']:.2f} s | {rates[-1]:.2f} s | {told['bytes'] / MEGABYTE:,.0f} MiB "
                f"| {told['selected']} |"
            )
    # Linear: what a million voters take is at most twice as much in the largest vote as in any smaller one.
    return kept and rates[-1] <= 2 * min(rates)


def report_city(path: Path) -> bool:
    """Print the comparison on the real election; tell whether every limit is kept."""
    kept = True
    print(
        "Łódź 2022: 90,494 ballots, 160 projects\n\n"
        "| what | measured | ratio | limit | kept |\n|---|---|---|---|---|"
    )
    for name, ours, theirs, limit, is_gain in measure_city(path):
        ratio = theirs / ours if is_gain else ours / theirs
        good = ratio >= limit if is_gain else ratio <= limit
        kept &= good
        told = f"{ratio:,.0f}× as fast | ≥ {limit}×" if is_gain else f"{ratio:.1f}× | ≤ {limit}×"
        print(f"| {name} | {ours:.3f} s / {theirs:.3f} s | {told} | {'yes' if good else 'NO'} |", flush=True)
    most = run_worker([sys.executable, "-m", "benchmarks.ballots", "--national", path])["bytes"] / MEGABYTE
    kept &= most < 300
    print(f"| memory, whole process | {most:.0f} MiB | | < 300 MiB | {'yes' if most < 300 else 'NO'} |")
    return kept


def main() -> None:
    """Measure, print the tables, and fail when a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--national-only", action="store_true", help="leave out the comparison")
    parser.add_argument("--most", type=int, default=NATIONAL[-1], help="leave out votes with more voters")
    options = parser.parse_args()
    if options.national:
        return count_national(options.national)
    if options.write:
        write_national(Path(options.write[1]), int(options.write[0]))
        return print("{}")
    kept = options.national_only or report_city(find_election())
    kept &= measure_national(tuple(size for size in NATIONAL if size <= options.most))
    return None if kept else sys.exit("benchmarks: a limit is not kept")


if __name__ == "__main__":
    main()
