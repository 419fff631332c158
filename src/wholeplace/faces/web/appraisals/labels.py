"""The words of the tables of the appraisal: columns, and the few words that may stand in some of them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web import words

TABLES: dict[str, Promise] = {
    "case": _("The case as a whole"),
    "distributional": _("Distributional weights"),
    "agencies": _("Who pays or gains"),
    "outcomes": _("Outcomes"),
    "scenarios": _("Scenarios"),
    "criteria": _("Criteria beyond money"),
    "stakeholders": _("Groups and their swing weights"),
    "options": _("Options"),
    "costs": _("Costs"),
    "benefits": _("Benefits"),
    "transfers": _("Transfers between agencies"),
}
ADD: dict[str, Promise] = {
    "agencies": _("Add a budget head, a provider or residents"),
    "outcomes": _("Add an outcome"),
    "scenarios": _("Add a scenario"),
    "criteria": _("Add a criterion"),
    "stakeholders": _("Add a group"),
    "options": _("Add an option"),
    "costs": _("Add a cost"),
    "benefits": _("Add a benefit"),
    "transfers": _("Add a transfer"),
}
COLUMNS: dict[str, Promise] = {
    "title": _("Title"),
    "place": _("Place"),
    "body_kind": _("Kind of body"),
    "start_year": _("Start year"),
    "horizon_years": _("Years looked at"),
    "price_base_year": _("Price base year"),
    "rate": _("Discount rate"),
    "inflation": _("Inflation"),
    "seed": _("Seed"),
    "draws": _("Draws"),
    "value_pounds": _("Contract value"),
    "need": _("Need"),
    "summary": _("Summary"),
    "as_at": _("Rules as at"),
    "regime": _("Regime"),
    "name": _("Name"),
    "kind": _("Kind"),
    "body": _("Body"),
    "income": _("Income"),
    "note": _("Note"),
    "probability": _("Probability"),
    "source": _("Source"),
    "status": _("Status"),
    "model": _("Delivery model"),
    "business_as_usual": _("Business as usual"),
    "in_house_comparator": _("In-house comparator"),
    "term_years": _("Term, years"),
    "notice_months": _("Notice, months"),
    "break_years": _("Break years"),
    "exit_cost": _("Exit cost"),
    "mobilisation_months": _("Mobilisation, months"),
    "proposed_by": _("Proposed by"),
    "agency": _("Agency"),
    "category": _("Category"),
    "amount": _("Pounds a year"),
    "first_year": _("First year"),
    "last_year": _("Last year"),
    "growth": _("Growth"),
    "grade": _("Evidence grade"),
    "grade_reason": _("Why that grade"),
    "drivers": _("Drivers"),
    "price_year": _("Price year"),
    "outcome": _("Outcome"),
    "population": _("People"),
    "engagement": _("Take part"),
    "impact": _("Works for"),
    "deadweight": _("Would happen anyway"),
    "attribution": _("Due to this"),
    "unit_value": _("Value for one"),
    "drop_off": _("Drop-off"),
    "from": _("From"),
    "to": _("To"),
}
# Where the page asks otherwise than a file: names are chosen here, not written as ids.
MEANINGS: dict[str, str | Promise] = {
    "agency": _("Who pays or gains."),
    "outcome": _("The outcome that it belongs to."),
    "from": _("Who pays."),
    "to": _("Who is paid."),
    "status": _("How sure the source is."),
    "grade_reason": "",
}
CHOICES: dict[str, dict[str, Promise]] = {
    "model": words.MODELS,
    "body_kind": words.BODY_KINDS,
    "category": {
        "staff": _("Staff"),
        "non-staff": _("Other running costs"),
        "capital": _("Capital"),
        "transition": _("Transition"),
        "vat": _("VAT"),
        "pensions": _("Pensions"),
        "overheads": _("Overheads"),
        "client-side": _("Client side"),
        "procurement": _("Procurement"),
        "income": _("Income"),
        "other": _("Other"),
    },
    "kind": {
        "public": _("Public body"),
        "household": _("Residents"),
        "provider": _("Provider"),
        "fiscal-cashable": _("Saves cash"),
        "fiscal-non-cashable": _("Frees capacity, no cash"),
        "economic": _("Economic"),
        "social": _("Social"),
    },
    "status": words.SOURCE_STATUS_LINES,
    "regime": {
        "procurement-act": _("Procurement Act 2023"),
        "provider-selection": _("Provider Selection Regime"),
        "exempt": _("Exempt"),
    },
}


def name_column(column: str) -> str:
    """Name a column; those for each criterion or driver name it after a dash."""
    kind, colon, rest = column.partition(": ")
    if colon:
        first = {"score": _("Score"), "weight": _("Weight"), "driver": _("Driver")}.get(kind, kind)
        return f"{first} – {rest}"
    return str(COLUMNS.get(column, column.replace("_", " ")))


def name_choice(column: str, word: str, name: str) -> str:
    """Name a word that may stand in a column."""
    return str(CHOICES.get(column, {}).get(word, name))
