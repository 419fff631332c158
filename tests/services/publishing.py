"""Versions of a small appraisal, for the tests of what is published."""

from typing import Any

from tests.services.commissioning import TUESDAY, Case
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.record import describe_machine
from wholeplace.records.models import AppraisalVersion

# Nowhere else in a case file, so that a search for it finds a leak.
SECRET = 987_654


def write_option(identifier: str, name: str, model: str, yearly_cost: int, **more: Any) -> dict[str, Any]:
    """Write an option with one cost in two years."""
    cost = {"name": "Staff", "agency": "council", "amount": yearly_cost, "years": [0, 1]}
    return {"id": identifier, "name": name, "model": model, "costs": [cost], **more}


def write_document(case: Case, charity_cost: int = SECRET) -> dict[str, Any]:
    """Write the appraisal of a case's three options."""
    return {
        "case": {
            "title": case.commission.title, "place": case.place.name, "body_kind": "council",
            "start_year": 2027, "horizon_years": 2, "price_base_year": 2026, "rate": 0.035, "draws": 100,
            "seed": 1,
        },
        "agencies": [{"id": "council", "name": "Calderwick Council"}],
        "options": [
            write_option("today", "Today’s contract", "contract-large", 900_000, business_as_usual=True),
            write_option("team", "In-house team", "in-house", 880_000, in_house_comparator=True),
            write_option("charity", "Grant to charities", "grant", charity_cost),
        ],
    }  # fmt: skip


def make_version(
    case: Case, number: int = 1, document: dict[str, Any] | None = None, **more: Any
) -> AppraisalVersion:
    """Make a computed version."""
    appraised = appraise_document(document or write_document(case, **more))
    return AppraisalVersion.objects.create(
        commission=case.commission, number=number, document=appraised.document, result=appraised.result,
        parameters=[parameter.as_record() for parameter in appraised.parameters],
        computed_on=describe_machine(), computed_at=TUESDAY, made_by=case.people["commissioner"],
        made_at=TUESDAY,
    )  # fmt: skip
