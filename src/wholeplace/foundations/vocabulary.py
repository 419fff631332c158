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
