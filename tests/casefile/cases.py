"""Small cases of our own making, for tests of the case file."""

import copy
from typing import Any

LINE = {"source": "Made up", "status": "C"}

SMALL: dict[str, Any] = {
    "case": {
        "title": "Meals at home",
        "place": "Sampleton",
        "body_kind": "council",
        "start_year": 2027,
        "horizon_years": 3,
        "price_base_year": 2026,
        "rate": "green-book-2026",
        "inflation": 0.02,
        "seed": 3,
        "draws": 400,
        "value_pounds": 1_500_000,
    },
    "agencies": [
        {"id": "council", "name": "Council"},
        {"id": "nhs", "name": "NHS"},
        {"id": "people", "name": "People", "kind": "household"},
    ],
    "outcomes": [{"id": "fed", "name": "People who eat well"}],
    "scenarios": [{"id": "busy", "name": "More people", "drivers": {"demand": 1.2}}],
    "criteria": [{"id": "choice", "name": "Choice"}, {"id": "warmth", "name": "A warm meal"}],
    "stakeholders": [
        {"id": "users", "name": "People who eat", "weights": {"choice": 100, "warmth": 50}},
        {"id": "members", "name": "Members"},
    ],
    "options": [
        {
            "id": "contract",
            "name": "Contract",
            "model": "contract-sme",
            "business_as_usual": True,
            "term_years": 3,
            "break_years": [1],
            "scores": {"choice": 40, "warmth": 50},
            "costs": [
                {"name": "Price", "agency": "council", "amount": {"pert": [90, 100, 130]}, "years": [0, 2]}
                | LINE
            ],
            "benefits": [
                {
                    "name": "Falls avoided",
                    "outcome": "fed",
                    "agency": "nhs",
                    "kind": "fiscal-non-cashable",
                    "impact": {"normal": [0.3, 0.1]},
                    "unit_value": 300,
                    "years": [0, 2],
                    "grade": 5,
                    "drivers": ["demand"],
                }
                | LINE
            ],
        },
        {
            "id": "in-house",
            "name": "Council kitchen",
            "model": "in-house",
            "in_house_comparator": True,
            "notice_months": 3,
            "scores": {"choice": {"triangular": [50, 60, 80]}, "warmth": 45},
            "costs": [
                {
                    "name": "Staff",
                    "agency": "council",
                    "category": "staff",
                    "amount": 95,
                    "years": [0, 2],
                    "grade": 3,
                }
                | LINE,
                {
                    "name": "Moving",
                    "agency": "council",
                    "category": "transition",
                    "amount": 10,
                    "years": [0, 0],
                }
                | LINE,
            ],
            "benefits": [
                {
                    "name": "Falls avoided",
                    "outcome": "fed",
                    "agency": "nhs",
                    "kind": "fiscal-non-cashable",
                    "impact": {"normal": [0.35, 0.1]},
                    "unit_value": 300,
                    "years": [0, 2],
                    "grade": 5,
                    "drivers": ["demand"],
                }
                | LINE
            ],
            "transfers": [{"from": "nhs", "to": "council", "amount": 15, "years": [0, 2]} | LINE],
        },
    ],
    "public_interest_test": {
        "value_for_money": {"favours": "in-house", "reason": "Cheaper in the end."},
        "workforce": {"ready": "no", "reason": "Two cooks are missing."},
        "indication": {"answer": "in-house", "reason": "We can hire."},
    },
}


def make_case(**changes: Any) -> dict[str, Any]:
    """Copy the small case, with some of its dotted paths changed; None removes a key.

    A path is written with double underscores, list positions as numbers: ``options__0__costs__0__amount``.
    """
    case = copy.deepcopy(SMALL)
    for path, value in changes.items():
        *steps, last = (int(step) if step.isdecimal() else step for step in path.split("__"))
        here: Any = case
        for step in steps:
            here = here[step]
        if value is None:
            del here[last]
        else:
            here[last] = value
    return case
