"""The words in which papers speak of a commission: its stages, routes, groups and judgements."""

from __future__ import annotations

from collections.abc import Mapping

from wholeplace.casefile.documents.words import MODELS

NOT_RECORDED = "not recorded"
LEVERS: Mapping[str, str] = {
    "redesign": "Redesign (no change of provider)",
    "regulate": "Regulate",
    "fund-voice": "Fund a voice for people",
}
MODELS_AND_LEVERS: Mapping[str, str] = {**MODELS, **LEVERS}
STAGES: Mapping[str, str] = {
    "need": "Need",
    "options": "Options",
    "debate": "Debate",
    "decision": "Decision",
    "award": "Award",
    "delivery": "Delivery",
    "review": "Review",
    "withdrawn": "Withdrawn",
}
COMMISSION_ROUTES: Mapping[str, str] = {
    "light": "Light (small value, one page)",
    "full": "Full (stages of the business case)",
}
PROPOSERS: Mapping[str, str] = {
    "commissioner": "The commissioner",
    "resident": "A resident",
    "staff-group": "A staff group",
    "charity": "A charity",
    "co-operative": "A co-operative",
    "firm": "A firm",
    "partner": "A partner",
}
OPTION_STATUSES: Mapping[str, str] = {
    "proposed": "Proposed, not answered yet",
    "longlisted": "On the longlist",
    "shortlisted": "Shortlisted",
    "dropped": "Dropped",
}
LEGAL_STATUSES: Mapping[str, str] = {
    "available": "Available",
    "take-advice": "Take advice",
    "unavailable": "Unavailable",
}
FACTORS: Mapping[str, str] = {"yes": "Yes", "partly": "Partly", "no": "No"}
GROUPS: Mapping[str, str] = {
    "users": "People who use the service",
    "carers": "Carers",
    "community": "The community",
    "staff": "Staff",
    "unions": "Trade unions",
    "providers": "Providers",
}
EFFECTS: Mapping[str, str] = {
    "positive": "Better off",
    "none": "No change",
    "negative": "Worse off",
    "unknown": "Not known",
}
VOTES: Mapping[str, str] = {
    "for": "For",
    "against": "Against",
    "abstained": "Abstained",
    "did-not-vote": "Did not vote",
}
PRINCIPLE_STATUSES: Mapping[str, str] = {
    "met": "Met",
    "not-yet": "Not yet met",
    "overridden": "Overridden",
    "not-recorded": "Not yet recorded",
}


def say_yes_or_no(value: object) -> str:
    """Say yes, no, or that it is not recorded."""
    if value is True or value is False:
        return "Yes" if value else "No"
    return NOT_RECORDED.capitalize()
