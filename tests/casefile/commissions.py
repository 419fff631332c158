"""The record of one commission with everything in it, of our own making, for tests of papers and principles.

It belongs to the example on housing-related support: its options have the ids of that case.
"""

import copy
from typing import Any

from wholeplace.casefile.law import judge_law
from wholeplace.casefile.principles import judge_principles

Commission = dict[str, Any]

COMMISSION: Commission = {
    "as_at": "2026-11-24",
    "place": {
        "slug": "calderwick",
        "name": "Calderwick (fictional)",
        "body_kind": "council",
        "light_route_limit_pounds": 100_000,
        "lock_in_limit_share": 0.5,
        "rules": [],
    },
    "slug": "housing-support",
    "title": "Housing-related support after the charity contract",
    "question": "Who should give housing support from April 2027, and in what form?",
    "route": "full",
    "stage": "award",
    "value_pounds": 6_000_000,
    "starts_on": "2027-04-01",
    "service": "homelessness",
    "is_health_service": False,
    "is_light_touch": True,
    "is_exempt": False,
    "affects_staff": True,
    "cuts_voluntary_sector": True,
    "outcomes": [
        {"id": "settled", "name": "People keep their home", "measure": "Homes kept for 12 months"},
        {"id": "health", "name": "People are well", "measure": "Emergency admissions a year"},
    ],
    "specification_checked": True,
    "needs": [
        {
            "number": 3,
            "title": "Help before the bailiffs come",
            "what": "Support that starts when rent is first missed, not when a court date is set",
            "for_whom": "Households about to lose their home",
            "where": "The whole borough",
            "how_now": "Help starts at eviction, on average",
            "recorded_on": "2026-03-02",
            "supporters": 112,
            "evidence": [
                {"title": "Homelessness review", "source": "Calderwick Council, 2025", "url": "https://example.org/review"}
            ],
            "reason": "It is what people say first, and what the review found",
        },
        {
            "number": 7,
            "title": "One worker who knows me",
            "what": "The same worker from the first day to the end",
            "for_whom": "People with several needs at once",
            "recorded_on": "2026-04-10",
            "supporters": 64,
            "evidence": [],
            "reason": "Being assessed again and again drives people away",
        },
    ],
    "critical_success_factors": [
        {"id": "early", "name": "Starts early", "description": "Within a week of the first missed rent"},
        {"id": "lawful", "name": "Lawful", "description": "The council's duties are met"},
        {"id": "affordable", "name": "Affordable", "description": "Within the budget of each partner"},
    ],
    "options": [
        {
            "id": "charity-contract",
            "name": "Today's charity, on a new contract",
            "model": "social-enterprise",
            "description": "As now, for five years",
            "proposed_as": "charity",
            "proposed_by": "Calderwick Doorstep",
            "proposed_on": "2026-05-01",
            "status": "shortlisted",
            "answer": "accepted",
            "business_as_usual": True,
            "factors": {
                "early": {"meets": "partly", "note": "Starts at the notice"},
                "lawful": {"meets": "yes", "note": ""},
                "affordable": {"meets": "yes", "note": ""},
            },
            "strengths": "Trusted by people who avoid the council",
            "weaknesses": "Help starts late",
            "term_years": 5,
            "is_for_profit": False,
            "provider": {"name": "Calderwick Doorstep", "kind": "charity", "identifier": "GB-CHC-000000"},
        },
        {
            "id": "in-house",
            "name": "Council team",
            "model": "in-house",
            "description": "Thirteen workers join the housing options team",
            "proposed_as": "commissioner",
            "status": "shortlisted",
            "in_house_comparator": True,
            "factors": {
                "early": {"meets": "yes", "note": ""},
                "lawful": {"meets": "yes", "note": ""},
                "affordable": {"meets": "partly", "note": "Pensions cost more"},
            },
            "strengths": "One front door",
            "weaknesses": "Nine months to set up, with winter in the middle",
            "term_years": 0,
        },
        {
            "id": "housing-first",
            "name": "Housing First and support, by a public service mutual",
            "model": "public-service-mutual",
            "description": "Staff leave the charity and the council to form a mutual",
            "proposed_as": "staff-group",
            "proposed_by": "Nine support workers",
            "proposed_on": "2026-05-20",
            "status": "shortlisted",
            "answer": "accepted",
            "answer_reason": "A right to provide proposal with a plan and a sponsor",
            "answered_on": "2026-06-15",
            "factors": {
                "early": {"meets": "yes", "note": ""},
                "lawful": {"meets": "yes", "note": ""},
                "affordable": {"meets": "yes", "note": ""},
            },
            "strengths": "Workers who stay; a home first",
            "weaknesses": "A new body without a record",
            "term_years": 5,
            "is_reserved": True,
            "is_for_profit": False,
            "advice": {
                "status": "available",
                "reason": "May be reserved for public service mutuals",
                "by": "Head of Legal",
                "on": "2026-09-01",
            },
        },
        {
            "id": "social-outcomes",
            "name": "Social outcomes contract",
            "model": "social-outcomes",
            "proposed_as": "firm",
            "proposed_by": "A social investment fund",
            "status": "shortlisted",
            "answer": "accepted",
            "factors": {
                "early": {"meets": "yes", "note": ""},
                "lawful": {"meets": "yes", "note": ""},
                "affordable": {"meets": "partly", "note": "The price is high if it works well"},
            },
            "strengths": "The council pays when it works",
            "weaknesses": "Seven years without a break",
            "term_years": 7,
            "is_for_profit": True,
        },
        {
            "id": "do-minimum",
            "name": "Do minimum: the legal duties only",
            "model": "do-minimum",
            "proposed_as": "commissioner",
            "status": "dropped",
            "do_minimum": True,
            "factors": {
                "early": {"meets": "no", "note": "Only those already homeless"},
                "lawful": {"meets": "yes", "note": ""},
                "affordable": {"meets": "yes", "note": ""},
            },
            "dropped_reason": "Does not meet the need for early help; kept in the figures for comparison",
        },
        {
            "id": "landlords",
            "name": "Rules for private landlords",
            "model": "regulate",
            "description": "A licence that asks landlords to call before they evict",
            "proposed_as": "resident",
            "proposed_by": "A resident",
            "status": "dropped",
            "answer": "refused",
            "answer_reason": "The council has no power to make this a condition of a licence",
            "answered_on": "2026-06-15",
            "factors": {"early": {"meets": "yes", "note": ""}, "lawful": {"meets": "no", "note": "No power"}},
            "dropped_reason": "Not lawful as proposed; the call is asked for in a voluntary charter",
        },
    ],
    "public_interest_test": {
        "answers": [
            {
                "question": "value_for_money",
                "answer": "neutral",
                "reason": "The council team and today's contract are within each other's range",
                "by": "Head of Commissioning",
                "on": "2026-08-03",
            },
            {
                "question": "workforce",
                "answer": "yes",
                "reason": "Thirteen workers would transfer under TUPE",
                "by": "Head of Commissioning",
                "on": "2026-08-03",
            },
            {
                "question": "indication",
                "answer": "mixed",
                "reason": "In-house for the front door, a provider for the highest needs",
                "by": "Head of Commissioning",
                "on": "2026-08-05",
            },
        ],
        "checked_by": "Head of Finance",
        "checked_on": "2026-08-20",
    },
    "involvement": [
        {
            "group": "users",
            "title": "Mornings at the drop-in",
            "held_on": "2026-05-12",
            "method": "Four conversations over breakfast",
            "people_reached": 42,
            "themes": [
                {
                    "theme": "Do not change my worker again",
                    "count": 31,
                    "response": "Workers keep their people through the change",
                    "changed": "The handover lasts six months instead of two",
                    "responded_on": "2026-09-10",
                },
                {"theme": "Come to me, not me to you", "count": 12, "response": "Visits are in the specification"},
            ],
        },
        {
            "group": "staff",
            "title": "Meeting of support workers",
            "held_on": "2026-05-20",
            "method": "Two meetings with the union",
            "people_reached": 13,
            "themes": [
                {
                    "theme": "Keep our pensions",
                    "count": 13,
                    "response": "Broadly comparable pensions are asked for",
                    "changed": "Pensions are in the cost of every option",
                    "responded_on": "2026-09-10",
                }
            ],
        },
        {
            "group": "community",
            "title": "Neighbourhood forums",
            "held_on": "2026-06-02",
            "method": "Three open evenings",
            "people_reached": 118,
            "themes": [],
        },
        {"group": "providers", "title": "Market day", "held_on": "2026-06-20", "people_reached": 9, "themes": []},
    ],
    "consultations": [
        {
            "title": "How should housing support work from 2027?",
            "opens_on": "2026-07-01",
            "closes_on": "2026-09-23",
            "still_open": "",
            "statutory": True,
            "responses": 210,
        }
    ],
    "equality": {
        "assessed_on": "2026-10-01",
        "by": "Equality lead",
        "summary": "Disabled people gain most; women fleeing abuse need a way in that is not the front desk",
        "effects": [
            {
                "group": "Disabled people",
                "baseline": "41% of users",
                "option": "housing-first",
                "effect": "positive",
                "note": "Homes that fit",
            },
            {
                "group": "Women fleeing abuse",
                "baseline": "18% of users",
                "option": "in-house",
                "effect": "negative",
                "note": "A front desk in the civic centre can be watched",
                "mitigation": "A second door at the family hub",
            },
        ],
    },
    "grant_considered": {"considered": True, "reason": "An alliance on a grant was costed"},
    "compensations": [
        {"agency": "council-centre", "option": "housing-first", "agreed_with": "Section 151 officer", "amount_note": "£40,000 a year for two years", "on": "2026-10-05"}
    ],
    "lock_in_justification": "Five years are needed for a new mutual to borrow",
    "barrier_check": {"done_on": "2026-10-12", "findings": [{"finding": "Turnover of twice the value", "answer": "Lowered to the value of one year"}]},
    "specification_check": {"done_on": "2026-10-12", "findings": []},
    "boundary_breaches": [],
    "declarations": [
        {"name": "Cllr Amira Okafor", "office": "Leader", "has_interest": False, "declared_on": "2026-05-20", "expires_on": "2027-05-20"},
        {"name": "Cllr Tom Bright", "office": "Cabinet member for housing", "has_interest": True, "interest": "Trustee of a local charity until 2024", "declared_on": "2026-05-20", "expires_on": "2027-05-20"},
    ],
    "evaluators": ["Dr Lena Fox"],
    "recommendation": {
        "option": "housing-first",
        "reasons": "It meets each success factor and is what users and staff asked for",
        "risks": "A new body may fail in its first winter",
        "by_office": "Director of Housing",
        "on": "2026-10-15",
    },
    "decision": {
        "option": "housing-first",
        "reasons": "People keep their worker, and the home comes first",
        "decided_by": "Cabinet",
        "decided_on": "2026-11-10",
        "conditions": "A review after the first winter",
        "call_in_ends_on": "2026-11-17",
        "members": [
            {"name": "Cllr Amira Okafor", "office": "Leader", "vote": "for"},
            {"name": "Cllr Tom Bright", "office": "Cabinet member for housing", "vote": "against", "reason": "The charity has served us well"},
        ],
        "refused": [{"option": "social-outcomes", "reason": "Seven years without a break close off too much"}],
    },
    "overrides": [
        {"principle": "options-kept-open", "reason": "A mutual cannot borrow on less than five years", "name": "Cllr Amira Okafor", "office": "Leader", "on": "2026-11-10"}
    ],
    "awards": [],
    "review": {"on": "2028-03-31", "triggers": ["More than one in ten lose their home within a year"]},
    "moves": [
        {"from": "need", "to": "options", "on": "2026-04-20", "by_office": "Head of Commissioning"},
        {"from": "options", "to": "debate", "on": "2026-06-30", "by_office": "Head of Commissioning"},
        {"from": "debate", "to": "decision", "on": "2026-10-02", "by_office": "Director of Housing"},
        {"from": "decision", "to": "award", "on": "2026-11-18", "by_office": "Director of Housing"},
    ],
}  # fmt: skip


def make_commission(**changes: Any) -> Commission:
    """Return a copy of the full record with some parts changed; None leaves a part out."""
    changed = copy.deepcopy(COMMISSION) | changes
    return {key: value for key, value in changed.items() if value is not None}


def add_commission(case_file: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a copy of a case file with the record, and what the law and the principles say of it."""
    added = copy.deepcopy(case_file)
    commission = added["commission"] = make_commission(**changes)
    law = judge_law(commission)
    principles = judge_principles(commission, added["results"].get("appraisal"), law)
    added["results"] |= {"law": law, "principles": principles}
    return added


def open_debate() -> Commission:
    """Return what changes while people are still being heard: no recommendation, no decision, no equality."""
    return {
        "stage": "debate",
        "as_at": "2026-08-01",
        "consultations": [COMMISSION["consultations"][0] | {"still_open": "Which option, and how the handover works", "responses": None}],
        "equality": {"effects": []},
        "recommendation": None,
        "decision": None,
    }  # fmt: skip
