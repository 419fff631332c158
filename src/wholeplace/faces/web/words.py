"""Business words of the pages, said once: the names of stages, roles, kinds and states."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# Django misspells this month in Welsh ("Gorffenaf"); what we translate stands before what Django does.
JULY = _("July")
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
# In English as STATUS_MEANINGS of the parameters has them.
SOURCE_STATUSES: dict[str, Promise] = {
    "P": _("published and recomputed here"),
    "MM": _("recalled, and the recomputation matches"),
    "N": _("published, copied"),
    "T": _("published by a third party"),
    "D": _("derived here from a published rule"),
    "C": _("constructed by us"),
    "M": _("recalled, unverified"),
}
SOURCE_STATUS_LINES: dict[str, Promise] = {
    status: format_lazy("{}: {}", status, meaning) for status, meaning in SOURCE_STATUSES.items()
}
DOCUMENT_KINDS: dict[str, Promise] = {
    "evidence": _("Evidence"),
    "report": _("Report"),
    "plan": _("Plan or specification"),
    "consultation": _("Consultation paper"),
    "equality": _("Equality impact assessment"),
    "legal": _("Legal advice"),
    "agreement": _("Agreement or contract"),
    "minutes": _("Minutes"),
    "other": _("Another document"),
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


SERVICES: dict[str, Promise] = {
    "adult-social-care": _("Adult social care"),
    "children-social-care": _("Children’s social care"),
    "looked-after-children": _("Looked-after children and care leavers"),
    "children-placements": _("Placements for children"),
    "early-years": _("Early years"),
    "youth": _("Young people"),
    "education": _("Education"),
    "homelessness": _("Homelessness"),
    "housing": _("Housing"),
    "health": _("Health care"),
    "public-health": _("Public health"),
    "domestic-abuse": _("Domestic abuse"),
    "community-safety": _("Community safety"),
    "advice": _("Advice"),
    "employment-support": _("Help into work"),
    "libraries": _("Libraries"),
    "leisure-and-culture": _("Leisure and culture"),
    "environment-and-waste": _("Environment and waste"),
    "highways-and-transport": _("Highways and transport"),
    "planning": _("Planning"),
    "regulatory-services": _("Regulatory services"),
    "revenues-and-benefits": _("Council tax and benefits"),
    "emergency-services": _("Emergency services"),
    "corporate-services": _("The body’s own support services"),
    "other": _("Something else"),
}
LEGAL_FACTS: dict[str, Promise] = {
    "is_health_service": _("Is it health care to people, under the Provider Selection Regime?"),
    "is_light_touch": _(
        "Is it a light touch service (social, health, education and other services to people)?"
    ),
    "is_reservable": _("May a contract for it be reserved to public service mutuals?"),
    "is_exempt": _("Is the contract exempt (Schedule 2 of the Procurement Act 2023)?"),
    "is_statutory_duty": _("Does an Act oblige the body to see to this service?"),
    "affects_staff": _("May staff move to another employer?"),
    "cuts_voluntary_sector": _("Could a voluntary body or a small firm lose support?"),
    "is_direct_award": _("Would it be awarded directly, without competition (sections 41 and 42)?"),
    "is_delivered_abroad": _("Is it delivered abroad?"),
    "is_defence_by_maker": _("Is it defence equipment, looked after by its original maker?"),
    "is_already_appraised": _("Has an insourcing strategy appraised it already?"),
}
TEST_DUTIES: dict[str, Promise] = {
    "required": _("Required"),
    "encouraged": _("Encouraged"),
    "not-applicable": _("Does not apply"),
    "unknown": _("Not known: take advice"),
}
ROUTES: dict[str, Promise] = {"light": _("Light: one page"), "full": _("Full")}
MEETS: dict[str, Promise] = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
EVENTS: dict[str, Promise] = {
    "need-recorded": _("A need was recorded"),
    "need-supported": _("A need was supported"),
    "need-support-withdrawn": _("Support for a need was taken back"),
    "need-evidence-added": _("Evidence was added to a need"),
    "need-answered": _("A need was answered"),
    "need-sorted": _("A need was put under a theme"),
    "need-hidden": _("A need was hidden"),
    "need-shown-again": _("A hidden need was shown again"),
    "commission-founded": _("The commission was started"),
    "commission-facts-edited": _("What the commission is was changed"),
    "commission-route-reasoned": _("The reason for the route was written"),
    "next-step-set": _("The next step was set"),
    "lead-handed-over": _("The lead was handed over"),
    "commission-opened": _("The commission was opened to the public"),
    "commission-moved": _("The commission moved to another stage"),
    "need-cited": _("A need was cited"),
    "need-no-longer-cited": _("A need is no longer cited"),
    "outcome-added": _("An outcome was added"),
    "outcome-removed": _("An outcome was removed"),
    "success-factor-added": _("A critical success factor was added"),
    "success-factor-removed": _("A critical success factor was removed"),
    "option-proposed": _("An option was proposed"),
    "proposal-changed": _("A proposal was changed by whoever made it"),
    "proposal-withdrawn": _("A proposal was withdrawn by whoever made it"),
    "proposal-answered": _("A proposal was answered"),
    "option-added": _("An option was added"),
    "option-edited": _("An option was described"),
    "option-assessed": _("An option was held against the success factors"),
    "option-moved": _("An option moved on the list"),
    "in-house-comparator-named": _("The in-house comparator was named"),
    "advice-recorded": _("Legal advice was recorded"),
    "test-question-answered": _("A question of the Public Interest Test was answered"),
    "test-handed-over": _("The Public Interest Test was handed to a second person"),
    "test-taken-back": _("The Public Interest Test was taken back"),
    "test-checked": _("The Public Interest Test was checked"),
    "light-route-written": _("The decision on one page was written"),
    "involvement-recorded": _("People were heard"),
    "involvement-corrected": _("The record of who was heard was corrected"),
    "theme-recorded": _("What people said was written down"),
    "theme-answered": _("What people said was answered"),
    "consultation-announced": _("A consultation was announced"),
    "consultation-changed": _("A consultation was changed"),
    "responses-counted": _("The answers to a consultation were counted"),
    "equality-group-looked-at": _("The effect on one group was looked at"),
    "equality-assessed": _("Equality was assessed"),
    "interest-declared": _("Somebody declared their interests"),
    "option-recommended": _("Officers recommended an option"),
    "decision-recorded": _("A decision was made"),
    "decision-called-in": _("The decision was called in"),
    "call-in-ended": _("The call-in of the decision ended"),
    "principle-overridden": _("A principle was set aside, with a named reason"),
    "compensation-recorded": _("It was agreed who makes up for a loss"),
    "award-recorded": _("The award was recorded"),
    "review-set": _("The day of the review was set"),
    "case-file-published": _("A case file was published"),
    "part-withheld": _("A part was withheld, with a reason"),
    "results-withheld": _("The results that follow from a withheld part were withheld with it"),
    "part-released": _("A withheld part was released"),
    "document-released": _("A document was made public"),
    "document-attached": _("A document was attached"),
    "draft-begun": _("The appraisal was begun"),
    "draft-replaced": _("The draft of the appraisal was replaced by a file"),
    "version-made": _("A version of the appraisal was made"),
    "result-asked-for": _("A result was asked for"),
    "result-computed": _("The results of the appraisal were worked out"),
    "result-cancelled": _("Working out the results was stopped"),
    "place-founded": _("The place was set up"),
    "place-opened": _("The place was opened to the public"),
    "place-settings-changed": _("The settings of the place were changed"),
    "organisation-added": _("An organisation was added"),
    "organisation-changed": _("An organisation was changed"),
    "budget-head-added": _("A budget was added"),
    "budget-head-changed": _("A budget was changed"),
    "parameter-kept": _("A figure of the place’s own was set"),
    "parameter-dropped": _("A figure of the place’s own was taken back"),
    "law-rule-kept": _("A rule of the place’s own was set"),
    "law-rule-dropped": _("A rule of the place’s own was taken back"),
    "role-given": _("Somebody was given a role"),
    "role-taken": _("A role was taken from somebody"),
    "person-invited": _("Somebody was invited to a role"),
    "invitation-accepted": _("An invitation was accepted"),
    "invitation-withdrawn": _("An invitation was withdrawn"),
    "person-erased": _("Somebody who left was erased"),
    "service-started": _("The service was started"),
    "signing-key-changed": _("The key that signs the chain was changed"),
}


def name_person(person: object) -> str:
    """Name a person in a sentence."""
    return getattr(person, "name", "") or str(_("Somebody who left"))


def name_event(kind: str) -> str | Promise:
    """Name what happened; a kind without words of its own is spelled out."""
    return EVENTS.get(kind) or kind.replace("-", " ").capitalize()
