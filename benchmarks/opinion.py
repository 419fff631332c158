"""Groups of two million votes beside red-dwarf, the peer in Python, from the same file in the same run."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("WHOLEPLACE_SHARED", ROOT.parent / "shared"))
CONVERSATIONS = SHARED / "data" / "participation" / "polis" / "opendata"
BUILD = ROOT / "build" / "bench"
PEER = "red-dwarf==0.4.0"
PEOPLE, STATEMENTS, VOTES = 20_310, 896, 2_000_000
# Statement by statement next to each other until there are enough.
SOURCES = ("bg2050-volunteers", "scoop-hivemind.biodiversity", "vtaiwan.uberx", "brexit-consensus")
REPEATS = 2
REQUIRED_RATIO = 2.0
LIMIT_MIB = 1024.0

# What the peer is asked for, in its own words; run by its own Python.
PEER_CODE = """
import csv, json, resource, sys, time
from reddwarf.implementations.polis import run_pipeline
start = time.perf_counter()
with open(sys.argv[1], newline="") as file:
    votes = [
        {"participant_id": int(row["voter-id"]), "statement_id": int(row["comment-id"]),
         "vote": int(row["vote"]), "modified": number}
        for number, row in enumerate(csv.DictReader(file))
    ]
read, before = time.perf_counter(), time.process_time()
found = run_pipeline(votes=votes, random_state=1)
done = time.perf_counter()
print(json.dumps({
    "read_seconds": read - start, "seconds": done - read,
    "processor_seconds": time.process_time() - before,
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "k": int(found.clusterer.n_clusters), "votes": len(votes),
}))
"""


def measure_opinion() -> dict[str, Any]:
    """Time both from the same file, each in a process of its own, in turn; the quickest of several rounds.

    Returns
    -------
    dict
        Of both: seconds to read the votes, seconds to compute and processor seconds of that, peak memory; the
        ratios. Ours leaves out the resampling for stability, which the peer does not have.
    """
    file, peer = write_votes(), prepare_peer()
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(REPEATS):
        ours.append(run([sys.executable, "-m", "benchmarks.opinion", "--run", str(file)]))
        theirs.append(run([str(peer), "-c", PEER_CODE, str(file)]))
    found: dict[str, Any] = {"people": PEOPLE, "statements": STATEMENTS, "votes": ours[0]["votes"]}
    for name, rounds in (("wholeplace", ours), ("red_dwarf", theirs)):
        for key in ("read_seconds", "seconds", "processor_seconds", "peak_mib"):
            found[f"{name}_{key}"] = min(each[key] for each in rounds)
        found[f"{name}_k"] = rounds[0]["k"]
    found["wholeplace_peak_mib"] = max(each["peak_mib"] for each in ours)
    found["ratio"] = found["red_dwarf_seconds"] / found["wholeplace_seconds"]
    found["ratio_processor"] = found["red_dwarf_processor_seconds"] / found["wholeplace_processor_seconds"]
    found["ratio_with_reading"] = (found["red_dwarf_seconds"] + found["red_dwarf_read_seconds"]) / (
        found["wholeplace_seconds"] + found["wholeplace_read_seconds"]
    )
    return found | {"required_ratio": REQUIRED_RATIO, "limit_mib": LIMIT_MIB}


def run(command: list[str]) -> dict[str, Any]:
    """Run a process and read the figures that it prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"bench: {command[0]} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def run_ours(file: Path) -> dict[str, Any]:
    """Read and compute once, in this process."""
    from wholeplace.casefile.debate import DebateSettings, compute_debate
    from wholeplace.formats.polis import read_votes

    start = perf_counter()
    conversation = read_votes(file.read_bytes())
    read, before = perf_counter(), process_time()
    debate = compute_debate(conversation, DebateSettings(resamples=0))
    done = perf_counter()
    return {
        "read_seconds": read - start,
        "seconds": done - read,
        "processor_seconds": process_time() - before,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "k": len(debate.groups.labels),
        "votes": len(debate.votes.values),
    }


def prepare_peer() -> Path:
    """Make an environment for the peer alone, once; give its Python."""
    folder = BUILD / "red-dwarf"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER], check=True
        )
        (folder / "ready").touch()
    return python


# --- the votes -----------------------------------------------------------------------------------------


def write_votes() -> Path:
    """Write a list of votes, once: people drawn anew from real conversations side by side, thinned out."""
    file = BUILD / f"votes-{PEOPLE}-{STATEMENTS}-{VOTES}.csv"
    if not CONVERSATIONS.exists():
        raise SystemExit(f"bench: the real conversations are not in {CONVERSATIONS}; set WHOLEPLACE_SHARED")
    if not file.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(_list_lines(_resample())), encoding="ascii")
    return file


def _resample() -> NDArray[np.int8]:
    """Draw each person's votes from one real person of each conversation; 2 is not seen."""
    from wholeplace.formats.polis import read_votes

    generator = np.random.default_rng(20310)
    parts = []
    for name in SOURCES:
        given = read_votes((CONVERSATIONS / name / "participants-votes.csv").read_bytes())
        table = np.full((len(given.participants), len(given.statements)), 2, dtype=np.int8)
        table[given.rows, given.columns] = given.values
        parts.append(table[generator.integers(0, len(table), PEOPLE)])
    drawn = np.ascontiguousarray(np.concatenate(parts, axis=1)[:, :STATEMENTS])
    seen = np.flatnonzero(drawn != 2)
    left_out = generator.permutation(seen)[VOTES:]
    drawn.reshape(-1)[left_out] = 2
    return drawn


def _list_lines(drawn: NDArray[np.int8]) -> Iterator[str]:
    yield "timestamp,datetime,comment-id,voter-id,vote\n"
    for person, row in enumerate(drawn):
        for statement in np.flatnonzero(row != 2).tolist():
            yield f"1500000000000,Fri Jul 14 02:40:00 UTC 2017,{statement},{person},{row[statement]}\n"


def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run_ours(Path(sys.argv[2]))))
        return 0
    found = measure_opinion()
    for name, value in found.items():
        print(f"{name:28} {value:,.4g}" if isinstance(value, float) else f"{name:28} {value:,}")
    is_kept = found["ratio"] >= REQUIRED_RATIO and found["wholeplace_peak_mib"] <= LIMIT_MIB
    print("kept" if is_kept else "NOT kept")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
