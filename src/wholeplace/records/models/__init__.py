"""The records, one module per stage."""

from __future__ import annotations

from wholeplace.records.models.appraisals import AppraisalDraft, AppraisalVersion, DraftRevision, Job
from wholeplace.records.models.commissions import (
    WITHHOLDING_CATEGORIES,
    WORKING_ROLES,
    CitedNeed,
    Commission,
    CriticalSuccessFactor,
    Document,
    StageMove,
    WithheldPart,
)
from wholeplace.records.models.decisions import (
    Award,
    Compensation,
    Decision,
    DecisionVote,
    Declaration,
    PrincipleOverride,
    Recommendation,
    RefusedOption,
)
from wholeplace.records.models.involvement import (
    Consultation,
    EqualityAssessment,
    EqualityEffect,
    Involvement,
    InvolvementTheme,
    TestAnswer,
    TestCheck,
)
from wholeplace.records.models.needs import Need, NeedEvidence, NeedSupport
from wholeplace.records.models.options import LegalAdvice, Option
from wholeplace.records.models.people import (
    AccessToken,
    CachedValue,
    Invitation,
    KeptEntry,
    Membership,
    Person,
    Submission,
)
from wholeplace.records.models.places import BudgetHead, Organisation, Place, PlaceRecord
from wholeplace.records.models.publication import (
    CaseFile,
    ChainEvent,
    Checkpoint,
    EventDetail,
    RenderedDocument,
    SealedParts,
)

__all__ = [
    "WITHHOLDING_CATEGORIES",
    "WORKING_ROLES",
    "AccessToken",
    "AppraisalDraft",
    "AppraisalVersion",
    "Award",
    "BudgetHead",
    "CachedValue",
    "CaseFile",
    "ChainEvent",
    "Checkpoint",
    "CitedNeed",
    "Commission",
    "Compensation",
    "Consultation",
    "CriticalSuccessFactor",
    "Decision",
    "DecisionVote",
    "Declaration",
    "Document",
    "DraftRevision",
    "EqualityAssessment",
    "EqualityEffect",
    "EventDetail",
    "Invitation",
    "Involvement",
    "InvolvementTheme",
    "Job",
    "KeptEntry",
    "LegalAdvice",
    "Membership",
    "Need",
    "NeedEvidence",
    "NeedSupport",
    "Option",
    "Organisation",
    "Person",
    "Place",
    "PlaceRecord",
    "PrincipleOverride",
    "Recommendation",
    "RefusedOption",
    "RenderedDocument",
    "SealedParts",
    "StageMove",
    "Submission",
    "TestAnswer",
    "TestCheck",
    "WithheldPart",
]
