"""What was recommended, decided and awarded: what can be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import (
    Award,
    Commission,
    Decision,
    DecisionVote,
    Declaration,
    PrincipleOverride,
    Recommendation,
    RefusedOption,
)
from wholeplace.services.decisions.guards import (
    is_overridden,
    list_undeclared,
    map_declarations,
    require_heard,
)


@dataclass(frozen=True)
class CallIn:
    """Where a decision stands: open to call-in, called in, sent back, in effect."""

    state: str
    ends_on: dt.date | None
    days: int


@dataclass(frozen=True)
class DecisionPage:
    """Everything about a decision that anybody may read."""

    decision: Decision | None
    call_in: CallIn | None
    votes: Sequence[DecisionVote]
    counted: dict[str, int]
    dissent: Sequence[DecisionVote]
    refused: Sequence[RefusedOption]
    recommendation: Recommendation | None
    declarations: Sequence[Declaration]
    overrides: Sequence[PrincipleOverride]
    awards: Sequence[Award]


def read_decision_page(commission: Commission, *, today: dt.date) -> DecisionPage:
    """Return the decision with all that belongs to it."""
    decision = (
        Decision.objects.filter(commission=commission)
        .select_related("option", "version")
        .prefetch_related("votes", "refused__option")
        .first()
    )
    votes = list(decision.votes.all()) if decision else []
    return DecisionPage(
        decision=decision,
        call_in=describe_call_in(decision, commission.place.call_in_days, today=today) if decision else None,
        votes=votes,
        counted={
            word: sum(vote.vote == word for vote in votes)
            for word in ("for", "against", "abstained", "did-not-vote")
        },
        dissent=[vote for vote in votes if vote.vote == "against"],
        refused=list(decision.refused.all()) if decision else [],
        recommendation=find_recommendation(commission),
        declarations=list_current_declarations(commission, today=today),
        overrides=list(commission.overrides.select_related("by")),
        awards=list(commission.awards.select_related("option", "provider")),
    )


def list_obstacles(commission: Commission, *, today: dt.date) -> list[str]:
    """Say in sentences what still stands in the way of recommending or deciding; nothing when all is done."""
    obstacles = []
    try:
        require_heard(commission, today=today)
    except WholeplaceError as error:
        obstacles.append(str(error))
    undeclared = list_undeclared(commission, today=today)
    if undeclared and not is_overridden(commission, "interests-declared"):
        names = ", ".join(person.name for person, _ in undeclared)
        obstacles.append(f"Interests are not declared yet by: {names}.")
    return obstacles


def describe_call_in(decision: Decision, days: int, *, today: dt.date) -> CallIn:
    """Say where a decision stands on a day."""
    return CallIn(_find_call_in_state(decision, today), decision.call_in_ends_on, days)


def _find_call_in_state(decision: Decision, today: dt.date) -> str:
    if decision.call_in_outcome:
        return "in-effect" if decision.call_in_outcome == "stands" else "sent-back"
    if decision.called_in_on is not None:
        return "called-in"
    ends = decision.call_in_ends_on
    return "open" if ends is not None and today <= ends else "in-effect"


def find_recommendation(commission: Commission) -> Recommendation | None:
    """Return the newest recommendation."""
    return commission.recommendations.select_related("option", "version").first()


def list_current_declarations(commission: Commission, *, today: dt.date) -> list[Declaration]:
    """Return each person's newest declaration that is in force, by name."""
    return sorted(map_declarations(commission, today=today).values(), key=lambda row: row.person.name)
