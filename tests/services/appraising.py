"""A small appraisal, for the tests of services and pages."""

from typing import Any


def make_document(**case: Any) -> dict[str, Any]:
    """Write a case that holds: two options, two agencies, a range, a criterion."""
    return {
        "case": {
            "title": "Befriending", "place": "Calderwick", "body_kind": "council", "start_year": 2027,
            "horizon_years": 3, "price_base_year": 2026, "rate": 0.035, "draws": 200, **case,
        },
        "agencies": [
            {"id": "council", "name": "Calderwick Council"},
            {"id": "residents", "name": "People who use it", "kind": "household"},
        ],
        "criteria": [{"id": "control", "name": "Control"}],
        "options": [make_option("today", 100, business_as_usual=True), make_option("team", 120, in_house_comparator=True)],
    }  # fmt: skip


def make_option(name: str, yearly_cost: float, **more: Any) -> dict[str, Any]:
    """Write an option with one cost and one benefit."""
    cost = {
        "name": "Staff",
        "agency": "council",
        "amount": {"uniform": [yearly_cost, yearly_cost * 2]},
        "years": [0, 2],
    }
    benefit = {"name": "Less alone", "agency": "residents", "kind": "social", "population": 10,
               "unit_value": 30, "years": [1, 2], "grade": 4}  # fmt: skip
    return {
        "id": name, "name": name.title(), "model": "in-house", "scores": {"control": 50},
        "costs": [cost], "benefits": [benefit], **more,
    }  # fmt: skip
