"""Case files as a commissioner would make them, small enough to be computed in no time."""

import re
from typing import Any

import pytest

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.record import build_case_file


def make_option(name: str, yearly_cost: int, **more: Any) -> dict[str, Any]:
    cost = {
        "name": "Staff",
        "agency": "council",
        "amount": {"uniform": [yearly_cost, yearly_cost * 2]},
        "years": [0, 1],
    }
    return {"id": name, "name": name, "model": "in-house", "costs": [cost], **more}


def make_case_file(title: str, *withheld: dict[str, Any]) -> dict[str, Any]:
    """Build the commissioner's own copy, withheld parts in place."""
    document = {
        "case": {
            "title": title,
            "place": "Calderwick",
            "body_kind": "council",
            "start_year": 2027,
            "horizon_years": 2,
            "price_base_year": 2026,
            "rate": 0.035,
            "draws": 100,
        },
        "agencies": [{"id": "council", "name": "Calderwick Council"}],
        "options": [
            make_option("today", 100, business_as_usual=True),
            make_option("team", 120, in_house_comparator=True),
        ],
        "withheld": list(withheld),
    }
    return build_case_file(appraise_document(document), at="2027-03-01T12:00:00Z", by="Commissioning team")


@pytest.fixture(scope="session")
def case_files() -> list[str]:
    """Return three different case files for each of eight writers."""
    return [write_json(make_case_file(f"Befriending, round {number}")) for number in range(24)]


@pytest.fixture(scope="session")
def changed_case_file(case_files: list[str]) -> str:
    """Return a case file in which somebody halved a cost afterwards."""
    changed, count = re.subn(r'("uniform": \[\s*)120', r"\g<1>60", case_files[0])
    assert count == 1
    return changed
