"""A commission in which everything is as it should be, for the small case; tests change one thing at a time."""

import copy
from typing import Any

from tests.casefile.cases import make_case
from wholeplace.casefile.appraise import Appraised, appraise_document

FACTORS = {"warm": {"meets": "yes", "note": "Hot at the door"}, "lawful": {"meets": "yes"}}

RECORD: dict[str, Any] = {
    "as_at": "2027-05-03",
    "place": {
        "slug": "sampleton",
        "name": "Sampleton",
        "body_kind": "council",
        "light_route_limit_pounds": 100_000,
        "lock_in_limit_share": 0.9,
    },
    "slug": "meals-at-home",
    "title": "Meals at home",
    "question": "Who should cook and bring meals from 2027?",
    "route": "full",
    "stage": "delivery",
    "value_pounds": 1_500_000,
    "starts_on": "2027-04-01",
    "service": "adult-social-care",
    "is_health_service": False,
    "is_light_touch": True,
    "is_exempt": False,
    "affects_staff": True,
    "cuts_voluntary_sector": False,
    "outcomes": [{"id": "fed", "name": "People eat well", "measure": "Weight kept over a year"}],
    "needs": [
        {
            "number": 1,
            "title": "A warm meal",
            "what": "One warm meal a day",
            "for_whom": "People who cannot cook",
            "recorded_on": "2026-02-01",
            "supporters": 40,
            "evidence": [{"title": "Survey", "source": "Sampleton, 2025", "url": "https://example.org"}],
            "reason": "It is asked for most",
        }
    ],
    "critical_success_factors": [
        {"id": "warm", "name": "A warm meal", "description": "Above 63°C at the door"},
        {"id": "lawful", "name": "Lawful"},
    ],
    "options": [
        {
            "id": "contract",
            "name": "Contract",
            "model": "contract-sme",
            "proposed_as": "commissioner",
            "proposed_on": "2026-03-01",
            "status": "shortlisted",
            "business_as_usual": True,
            "factors": FACTORS,
            "strengths": "Known",
            "weaknesses": "Cold on Sundays",
            "term_years": 3,
            "is_for_profit": True,
        },
        {
            "id": "in-house",
            "name": "Council kitchen",
            "model": "in-house",
            "proposed_as": "commissioner",
            "proposed_on": "2026-03-01",
            "status": "shortlisted",
            "in_house_comparator": True,
            "factors": FACTORS,
            "strengths": "Close",
            "weaknesses": "Two cooks are missing",
        },
        {
            "id": "do-minimum",
            "name": "Do minimum",
            "model": "do-minimum",
            "proposed_as": "commissioner",
            "proposed_on": "2026-03-01",
            "status": "dropped",
            "do_minimum": True,
            "dropped_reason": "People would go hungry",
        },
        {
            "id": "neighbours",
            "name": "Neighbours who cook",
            "model": "redesign",
            "proposed_as": "resident",
            "proposed_by": "A resident",
            "proposed_on": "2026-03-10",
            "status": "dropped",
            "answer": "refused",
            "answer_reason": "Too few neighbours can",
            "answered_on": "2026-04-01",
            "dropped_reason": "Too few neighbours can",
        },
    ],
    "public_interest_test": {
        "answers": [
            {
                "question": "value_for_money",
                "answer": "in-house",
                "reason": "Cheaper in the end",
                "by": "Head of Commissioning",
                "on": "2026-08-01",
            }
        ],
        "checked_by": "Head of Finance",
        "checked_on": "2026-08-10",
    },
    "involvement": [
        {
            "group": group,
            "title": f"Afternoon with {group}",
            "held_on": "2026-05-12",
            "method": "Conversation over tea",
            "people_reached": 20,
            "themes": [
                {
                    "theme": "Warm on Sundays too",
                    "count": 12,
                    "response": "It is in the specification",
                    "changed": "Sundays were added",
                    "responded_on": "2026-09-10",
                },
                {"theme": "The same cook", "count": 3, "response": "Rotas are by street"},
            ],
        }
        for group in ("users", "community", "staff")
    ],
    "consultations": [
        {
            "title": "Meals from 2027",
            "opens_on": "2026-06-01",
            "closes_on": "2026-08-24",
            "still_open": "Who cooks, and when",
            "statutory": True,
            "responses": 210,
        }
    ],
    "equality": {
        "assessed_on": "2026-09-01",
        "by": "Equality lead",
        "summary": "Older people gain most",
        "effects": [
            {
                "group": "Older people",
                "baseline": "80% of users",
                "option": "in-house",
                "effect": "positive",
                "note": "Warm on Sundays",
            }
        ],
    },
    "grant_considered": {"considered": True, "reason": "No charity here can cook for so many"},
    "compensations": [
        {
            "agency": "nhs",
            "option": "in-house",
            "agreed_with": "Director of Finance",
            "amount_note": "£15 a meal",
            "on": "2026-09-05",
        }
    ],
    "barrier_check": {
        "done_on": "2026-09-10",
        "findings": [{"finding": "Turnover of twice the value", "answer": "Lowered to one year"}],
    },
    "specification_check": {"done_on": "2026-09-10", "findings": []},
    "boundary_breaches": [],
    "declarations": [
        {
            "name": name,
            "office": office,
            "has_interest": False,
            "declared_on": "2026-05-20",
            "expires_on": "2027-05-20",
        }
        for name, office in (("Cllr Ada Moss", "Leader"), ("Cllr Ben Reed", "Member"), ("Dr Cy Lane", "Evaluator"))
    ],
    "evaluators": ["Dr Cy Lane"],
    "recommendation": {
        "option": "in-house",
        "reasons": "Warm, close and cheaper in the end",
        "risks": "Two cooks are missing",
        "by_office": "Director of Adults",
        "on": "2026-09-15",
    },
    "decision": {
        "option": "in-house",
        "reasons": "A kitchen of our own",
        "decided_by": "Cabinet",
        "decided_on": "2026-10-10",
        "conditions": "A review after the first winter",
        "call_in_ends_on": "2026-10-17",
        "members": [
            {"name": "Cllr Ada Moss", "office": "Leader", "vote": "for"},
            {"name": "Cllr Ben Reed", "office": "Member", "vote": "against", "reason": "The firm served us well"},
        ],
        "refused": [{"option": "contract", "reason": "Cold on Sundays"}],
    },
    "awards": [
        {
            "route": "in-house service agreement",
            "option": "in-house",
            "value_pounds": 1_500_000,
            "starts_on": "2027-04-01",
            "ends_on": "2030-03-31",
            "break_dates": ["2028-04-01"],
        }
    ],
    "review": {"on": "2028-03-31", "triggers": ["One meal in ten arrives cold"]},
    "moves": [
        {"from": before, "to": after, "on": on, "by_office": "Director of Adults"}
        for before, after, on in (
            ("need", "options", "2026-02-20"),
            ("options", "debate", "2026-05-01"),
            ("debate", "decision", "2026-09-15"),
            ("decision", "award", "2026-10-18"),
            ("award", "delivery", "2027-04-01"),
        )
    ],
}  # fmt: skip


def make_record(**changes: Any) -> dict[str, Any]:
    """Copy the record with some of its dotted paths changed; None removes a key.

    A path is written with double underscores, list positions as numbers: ``options__0__status``.
    """
    record = copy.deepcopy(RECORD)
    for path, value in changes.items():
        *steps, last = (int(step) if step.isdecimal() else step for step in path.split("__"))
        here: Any = record
        for step in steps:
            here = here[step]
        if value is None:
            del here[last]
        else:
            here[last] = value
    return record


def appraise_small(**changes: Any) -> Appraised:
    """Appraise the small case that the record belongs to."""
    return appraise_document(make_case(**changes))


def make_law(record: dict[str, Any], **statuses: str) -> dict[str, Any]:
    """Judge the options of a record as a test wishes, each by one sourced rule; available where not named."""
    return {
        "options": {
            option["id"]: {
                "status": statuses.get(option["id"].replace("-", "_"), "available"),
                "findings": [
                    {"rule": "sample", "status": "available", "reason": "So it is", "source": "An Act"}
                ],
            }
            for option in record["options"]
        },
        "commission": [],
        "public_interest_test": {"applies": "encouraged", "why": "It is over the threshold"},
    }
