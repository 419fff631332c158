"""Business words of the pages, said once: the names of stages, roles, kinds and states."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGES: dict[str, Promise] = {
    "need": _("Need"),
    "options": _("Options"),
    "debate": _("Debate"),
    "decision": _("Decision"),
    "award": _("Award"),
    "delivery": _("Delivery"),
    "review": _("Review"),
    "withdrawn": _("Withdrawn"),
}
ROLES: dict[str, Promise] = {
    "resident": _("Resident"),
    "provider": _("Provider"),
    "staff-group": _("Staff group"),
    "commissioner": _("Commissioner"),
    "finance-partner": _("Finance partner"),
    "evaluator": _("Evaluator"),
    "member": _("Elected member"),
    "officer": _("Senior officer"),
    "auditor": _("Auditor"),
    "place-administrator": _("Place administrator"),
}
ORGANISATION_KINDS: dict[str, Promise] = {
    "council": _("Council"),
    "nhs": _("NHS body"),
    "police": _("Police"),
    "other-public": _("Other public body"),
    "public-service-mutual": _("Public service mutual"),
    "co-operative": _("Co-operative"),
    "charity": _("Charity"),
    "social-enterprise": _("Social enterprise"),
    "community-business": _("Community business"),
    "sme": _("Small or medium-sized firm"),
    "large-firm": _("Large firm"),
    "trade-union": _("Trade union"),
    "other": _("Other"),
}
BODY_KINDS: dict[str, Promise] = {
    "council": _("Council"),
    "central": _("Central government body"),
    "nhs": _("NHS body"),
    "combined-authority": _("Combined authority"),
    "police": _("Police"),
    "other": _("Other public body"),
}
MODELS: dict[str, Promise] = {
    "in-house": _("In-house"),
    "shared-service": _("Shared with another authority"),
    "joint-arrangement": _("Joint arrangement"),
    "council-company": _("Council-owned company"),
    "public-service-mutual": _("Public service mutual"),
    "co-operative": _("Co-operative"),
    "community-owned": _("Community-owned"),
    "social-enterprise": _("Social enterprise"),
    "grant": _("Grant"),
    "alliance": _("Alliance"),
    "contract-sme": _("Contract with a small or medium-sized firm"),
    "contract-large": _("Contract with a large firm"),
    "personal-budgets": _("Personal budgets"),
    "social-outcomes": _("Social outcomes contract"),
    "do-minimum": _("Do minimum"),
    "decommission": _("Decommission"),
    "redesign": _("Redesign the service"),
    "regulate": _("Regulate instead"),
    "fund-voice": _("Fund a voice for users"),
}
OPTION_STATUSES: dict[str, Promise] = {
    "proposed": _("Proposed"),
    "longlisted": _("On the longlist"),
    "shortlisted": _("On the shortlist"),
    "dropped": _("Dropped"),
}
LEGAL_STATUSES: dict[str, Promise] = {
    "available": _("Available"),
    "take-advice": _("Take advice"),
    "unavailable": _("Unavailable"),
}
PROPOSED_AS: dict[str, Promise] = {
    "commissioner": _("The commissioner"),
    "partner": _("A partner body"),
    "resident": _("A resident"),
    "staff-group": _("A staff group"),
    "charity": _("A charity or community group"),
    "co-operative": _("A co-operative or mutual"),
    "firm": _("A firm"),
}
GROUPS: dict[str, Promise] = {
    "users": _("People who use the service"),
    "carers": _("Unpaid carers"),
    "community": _("The community"),
    "staff": _("Front-line staff"),
    "unions": _("Trade unions"),
    "providers": _("Providers"),
}
PRINCIPLE_STATES: dict[str, Promise] = {
    "met": _("Met"),
    "not-yet": _("Not yet met"),
    "overridden": _("Overridden"),
    "not-recorded": _("Not yet recorded"),
}
QUESTIONS: dict[str, Promise] = {
    "value_for_money": _("Value for money"),
    "strategic_alignment": _("Strategic alignment"),
    "social_value": _("Social value"),
    "economic_growth": _("Economic growth"),
    "market_impact": _("Effect on the market"),
    "workforce": _("Workforce"),
    "skills": _("Skills"),
    "systems": _("Systems"),
    "assets": _("Assets"),
    "governance": _("Governance"),
    "transition": _("Transition"),
    "indication": _("The indication"),
}
ANSWERS: dict[str, Promise] = {
    "in-house": _("In-house"),
    "neutral": _("Neither"),
    "market": _("The market"),
    "mixed": _("A mixed arrangement"),
    "yes": _("Yes"),
    "partly": _("Partly"),
    "no": _("No"),
}
VOTES: dict[str, Promise] = {
    "for": _("For"),
    "against": _("Against"),
    "abstained": _("Abstained"),
    "did-not-vote": _("Did not vote"),
}
EFFECTS: dict[str, Promise] = {
    "positive": _("Better"),
    "none": _("No difference"),
    "negative": _("Worse"),
    "unknown": _("Not known"),
}
TAG_COLOURS: dict[str, str] = {
    "met": "green",
    "not-yet": "yellow",
    "overridden": "red",
    "not-recorded": "grey",
    "available": "green",
    "take-advice": "yellow",
    "unavailable": "red",
    "proposed": "blue",
    "longlisted": "blue",
    "shortlisted": "green",
    "dropped": "grey",
}
