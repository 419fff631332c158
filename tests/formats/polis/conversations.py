"""The conversations of the public test set, kept outside this repository."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wholeplace.formats.polis import Conversation, read_votes

SHARED = Path(os.environ.get("WHOLEPLACE_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "data" / "participation" / "polis"
NAMES = (
    "fixture/150ptpt-3gp-no-strict-no-meta", "fixture/25ptpt-3gp-no-strict-with-meta", "fixture/below-100-ptpts",
    "opendata/london.youth.policing", "opendata/scoop-hivemind.freshwater", "opendata/brexit-consensus",
    "opendata/15-per-hour-seattle", "opendata/bg2050-volunteers", "opendata/scoop-hivemind.taxes",
    "opendata/scoop-hivemind.biodiversity", "opendata/vtaiwan.uberx",
)  # fmt: skip
needs_conversations = pytest.mark.skipif(
    not FOLDER.exists(), reason=f"the public conversations are not in {FOLDER}; set WHOLEPLACE_SHARED"
)


@cache
def read_reference() -> dict[str, Any]:
    """Read the reference figures of every conversation."""
    return json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))


@cache
def read_conversation(name: str) -> Conversation:
    """Read the votes of one conversation, whichever way they are kept."""
    if name.startswith("opendata"):
        return read_votes((FOLDER / name / "participants-votes.csv").read_bytes())
    cast: dict[tuple[int, int], int] = {}
    for vote in json.loads((FOLDER / name / "votes.json").read_text(encoding="utf-8")):
        participant, statement = (vote.get(a, vote.get(b)) for a, b in
                                  (("participant_id", "pid"), ("statement_id", "tid")))  # fmt: skip
        cast[participant, statement] = vote["vote"]
    participants = sorted({participant for participant, _ in cast})
    statements = read_reference()[name]["tids"]
    pairs = [pair for pair in cast if pair[1] in set(statements)]
    return Conversation(
        tuple(map(str, participants)),
        tuple(map(str, statements)),
        np.array([participants.index(participant) for participant, _ in pairs]),
        np.array([statements.index(statement) for _, statement in pairs]),
        np.array([cast[pair] for pair in pairs], dtype=np.int8),
        None,
    )
