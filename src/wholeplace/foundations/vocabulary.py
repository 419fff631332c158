"""The fixed words of a case, said once for every floor that reads, writes or shows them."""

from __future__ import annotations

from typing import Literal

Status = Literal["P", "MM", "N", "T", "D", "C", "M"]
BodyKind = Literal["council", "central", "nhs", "combined-authority", "police", "other"]
Regime = Literal["procurement-act", "provider-selection", "exempt"]
DeliveryModel = Literal[
    "in-house",
    "shared-service",
    "joint-arrangement",
    "council-company",
    "public-service-mutual",
    "co-operative",
    "community-owned",
    "social-enterprise",
    "grant",
    "alliance",
    "contract-sme",
    "contract-large",
    "personal-budgets",
    "social-outcomes",
    "do-minimum",
    "decommission",
]
ServiceFunction = Literal[
    "adult-social-care",
    "children-social-care",
    "looked-after-children",
    "children-placements",
    "early-years",
    "youth",
    "education",
    "homelessness",
    "housing",
    "health",
    "public-health",
    "domestic-abuse",
    "community-safety",
    "advice",
    "employment-support",
    "libraries",
    "leisure-and-culture",
    "environment-and-waste",
    "highways-and-transport",
    "planning",
    "regulatory-services",
    "revenues-and-benefits",
    "emergency-services",
    "corporate-services",
    "other",
]
CostCategory = Literal[
    "staff",
    "non-staff",
    "capital",
    "transition",
    "vat",
    "pensions",
    "overheads",
    "client-side",
    "procurement",
    "income",
    "other",
]
BenefitKind = Literal["fiscal-cashable", "fiscal-non-cashable", "economic", "social"]
AgencyKind = Literal["public", "household", "provider"]
# Ways to meet a need without commissioning a provider; decommission is a delivery model of the appraisal too.
Lever = Literal["redesign", "regulate", "fund-voice"]
Role = Literal[
    "resident",
    "provider",
    "staff-group",
    "commissioner",
    "finance-partner",
    "evaluator",
    "member",
    "officer",
    "auditor",
    "place-administrator",
]
OrganisationKind = Literal[
    "council",
    "nhs",
    "police",
    "other-public",
    "public-service-mutual",
    "co-operative",
    "charity",
    "social-enterprise",
    "community-business",
    "sme",
    "large-firm",
    "trade-union",
    "other",
]
Route = Literal["light", "full"]
Stage = Literal["need", "options", "debate", "decision", "award", "delivery", "review", "withdrawn"]
OptionStatus = Literal["proposed", "longlisted", "shortlisted", "dropped"]
ProposedAs = Literal["commissioner", "partner", "resident", "staff-group", "charity", "co-operative", "firm"]
DocumentKind = Literal[
    "evidence", "report", "plan", "consultation", "equality", "legal", "agreement", "minutes", "other"
]
LegalStatus = Literal["available", "take-advice", "unavailable"]
InvolvedGroup = Literal["users", "carers", "community", "staff", "unions", "providers"]
EqualityEffectKind = Literal["positive", "none", "negative", "unknown"]
Vote = Literal["for", "against", "abstained", "did-not-vote"]
TestQuestion = Literal[
    "value_for_money",
    "strategic_alignment",
    "social_value",
    "economic_growth",
    "market_impact",
    "workforce",
    "skills",
    "systems",
    "assets",
    "governance",
    "transition",
    "indication",
]
PrincipleCode = Literal[
    "need-first",
    "lawful",
    "in-house-benchmark",
    "users-heard",
    "community-heard",
    "staff-heard",
    "sector-neutral",
    "boundary-kept",
    "outcomes-not-inputs",
    "open-to-social-sector",
    "nothing-predetermined",
    "grant-considered",
    "equality-assessed",
    "no-cost-shunting",
    "options-kept-open",
    "ownership-known",
    "interests-declared",
    "reviewed",
]
