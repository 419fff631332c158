"""The words of business that the documents use, in one place: plain English for people who decide."""

from __future__ import annotations

from collections.abc import Mapping

MODELS: Mapping[str, str] = {
    "in-house": "In-house",
    "shared-service": "Shared service",
    "joint-arrangement": "Joint arrangement",
    "council-company": "Council-owned company",
    "public-service-mutual": "Public service mutual",
    "co-operative": "Co-operative",
    "community-owned": "Community-owned",
    "social-enterprise": "Charity or social enterprise",
    "grant": "Grant",
    "alliance": "Alliance",
    "contract-sme": "Contract with a small or medium firm",
    "contract-large": "Contract with a large firm",
    "personal-budgets": "Personal budgets",
    "social-outcomes": "Social outcomes contract (payment by results)",
    "do-minimum": "Do minimum",
    "decommission": "Decommission",
}
BODY_KINDS: Mapping[str, str] = {
    "council": "Council",
    "central": "Central government",
    "nhs": "NHS body",
    "combined-authority": "Combined authority",
    "police": "Police",
    "other": "Other public body",
}
REGIMES: Mapping[str, str] = {
    "procurement-act": "Procurement Act 2023",
    "provider-selection": "Provider Selection Regime",
    "exempt": "Said to be exempt",
}
AGENCY_KINDS: Mapping[str, str] = {"public": "Public body", "household": "Residents", "provider": "Provider"}
CATEGORIES: Mapping[str, str] = {
    "staff": "Staff",
    "non-staff": "Non-staff running cost",
    "capital": "Capital",
    "transition": "Transition",
    "vat": "VAT",
    "pensions": "Pensions",
    "overheads": "Overheads",
    "client-side": "Client side",
    "procurement": "Procurement",
    "income": "Income",
    "other": "Other cost",
}
BENEFIT_KINDS: Mapping[str, str] = {
    "fiscal-cashable": "Saving that can be banked",
    "fiscal-non-cashable": "Relief of a public budget (not cash)",
    "economic": "Economic value",
    "social": "Social value",
}
STATUSES: Mapping[str, str] = {
    "P": "published, and recomputed here",
    "MM": "recalled, and the recomputation matches",
    "N": "published, copied",
    "D": "worked out from a published rule",
    "T": "re-published by a third party: check it",
    "C": "made up for illustration: replace it",
    "M": "recalled and not checked: look it up",
}
GRADES: Mapping[int, str] = {
    1: "the strongest evidence",
    2: "strong evidence",
    3: "fair evidence",
    4: "thin evidence",
    5: "a reasoned guess",
    6: "a bare guess",
}
QUANTITIES: Mapping[str, str] = {
    "amount": "amount a year",
    "population": "number of people",
    "engagement": "share who take part",
    "impact": "effect on each",
    "deadweight": "share that would have happened anyway",
    "attribution": "share due to this service",
    "unit_value": "value of each",
}
MONEY_QUANTITIES = frozenset({"amount", "unit_value"})
SHARE_QUANTITIES = frozenset({"engagement", "deadweight", "attribution"})
TEST_APPLIES: Mapping[str, str] = {
    "required": "Required",
    "encouraged": "Encouraged, not required",
    "not-applicable": "Does not apply",
    "unknown": "Cannot be told",
}
TEST_QUESTIONS: Mapping[str, str] = {
    "value_for_money": "Value for money",
    "strategic_alignment": "Strategic alignment",
    "social_value": "Social value",
    "economic_growth": "Economic growth",
    "market_impact": "Effect on the market",
    "workforce": "Workforce",
    "skills": "Skills",
    "systems": "Systems",
    "assets": "Assets",
    "governance": "Governance",
    "transition": "Transition",
}
TEST_FIRST_PART = tuple(TEST_QUESTIONS)[:5]
TEST_ANSWERS: Mapping[str, str] = {
    "in-house": "Favours in-house",
    "neutral": "Neutral",
    "market": "Favours the market",
    "yes": "Ready",
    "partly": "Partly ready",
    "no": "Not ready",
}
INDICATIONS: Mapping[str, str] = {
    "in-house": "In-house",
    "mixed": "A mixed arrangement",
    "market": "The market",
}
NOT_KNOWN = "not known"
NONE = "–"

# Upper limits; the words follow the United Kingdom's probability yardstick, with its gaps closed.
_PROBABILITY_BANDS = (
    (0.075, "a remote chance"),
    (0.225, "very unlikely"),
    (0.375, "unlikely"),
    (0.45, "possible"),
    (0.55, "about even"),
    (0.775, "likely"),
    (0.95, "very likely"),
)

# Kinds of caution, in the order in which a reader meets them.
CAUTION_KINDS: Mapping[str, str] = {
    "ranges": "How far the figures reach",
    "reach": "How far the figures reach",
    "guesses": "Guesses that could change the answer",
    "losers": "Who would be worse off",
    "finance": "What finance would ask for",
    "leaving": "Starting and leaving",
    "sources": "Where figures come from",
    "draws": "Draws outside their sensible range",
    "test": "The Public Interest Test",
}


def name_probability(probability: float) -> str:
    """Put a probability into a word.

    Parameters
    ----------
    probability : float
        From 0 to 1.

    Returns
    -------
    str
        Such as "likely".

    References
    ----------
    Professional Head of Intelligence Assessment, Probability Yardstick; the gaps between its bands are
    closed at their middle.
    """
    return next((word for limit, word in _PROBABILITY_BANDS if probability < limit), "almost certain")


def count_chances(probability: float) -> str:
    """Put a probability into a count that people can picture.

    Parameters
    ----------
    probability : float
        From 0 to 1.

    Returns
    -------
    str
        "7 in 10"; near the ends "4 in 100", "more than 99 in 100".
    """
    ends = (
        (probability <= 0, "0 in 100"),
        (probability < 0.01, "fewer than 1 in 100"),
        (probability >= 1, "100 in 100"),
        (probability > 0.99, "more than 99 in 100"),
        (not 0.075 <= probability < 0.925, f"{100 * probability:.0f} in 100"),
    )
    return next((words for holds, words in ends if holds), f"{10 * probability:.0f} in 10")


def say_probability(probability: float | None) -> str:
    """Put a probability into a word and a count.

    Parameters
    ----------
    probability : float or None
        From 0 to 1; None where it is not known.

    Returns
    -------
    str
        "likely, 7 in 10"; for 0 that no draw had it.
    """
    if probability is None:
        return NOT_KNOWN
    if probability <= 0:
        return "none in the draws tried"
    return f"{name_probability(probability)}, {count_chances(probability)}"
