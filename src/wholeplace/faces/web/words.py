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
PRINCIPLES: dict[str, Promise] = {
    "need-first": _("Start from needs, not from existing services"),
    "lawful": _("Compare only what the law allows"),
    "in-house-benchmark": _("In-house is the default option"),
    "users-heard": _("People who use the service are heard"),
    "community-heard": _("The community is heard"),
    "staff-heard": _("Staff are heard"),
    "sector-neutral": _("Judge on outcomes, not on sector"),
    "boundary-kept": _("Some things are not for business to run"),
    "outcomes-not-inputs": _("Ask for outcomes, not for today’s way of working"),
    "open-to-social-sector": _("Small and social providers can take part"),
    "nothing-predetermined": _("People are heard before minds are made up"),
    "grant-considered": _("A grant is considered"),
    "equality-assessed": _("Equality is assessed"),
    "no-cost-shunting": _("A saving is not a bill for somebody else"),
    "options-kept-open": _("Short-term choices do not close long-term ones"),
    "ownership-known": _("Who owns and controls the provider is public"),
    "interests-declared": _("Nobody scores their own"),
    "reviewed": _("What was decided is looked at again"),
}
CALL_IN_STATES: dict[str, Promise] = {
    "open": _("Can be called in"),
    "called-in": _("Called in"),
    "sent-back": _("Sent back to be decided anew"),
    "in-effect": _("In effect"),
}
AWARD_ROUTES: dict[str, Promise] = {
    "in-house service agreement": _("In-house service agreement"),
    "shared-service agreement": _("Shared-service agreement"),
    "grant": _("Grant"),
    "open contract": _("Contract open to all"),
    "contract reserved to mutuals": _("Contract reserved to public service mutuals"),
    "contract reserved to supported employment": _("Contract reserved to supported employment"),
    "light touch contract": _("Light touch contract"),
    "staff spin-out": _("Staff spin-out"),
    "asset or community transfer": _("Asset or community transfer"),
    "participatory-budget award": _("Participatory-budget award"),
    "personal budgets": _("Personal budgets"),
    "social outcomes contract": _("Social outcomes contract"),
    "decommission": _("Decommission"),
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


def name_person(person: object) -> str:
    """Name a person in a sentence."""
    return getattr(person, "name", "") or str(_("Somebody who left"))
