"""What stands in the way of moving a commission to another stage, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from wholeplace.casefile.appraise import make_plain
from wholeplace.casefile.principles.evidence import (
    SHOWN,
    Evidence,
    has_date_by,
    has_text,
    name_option,
    read_amount,
    read_date,
)
from wholeplace.casefile.sentences import join_names, say_date
from wholeplace.foundations.vocabulary import Lever, Stage

STAGES: tuple[str, ...] = tuple(stage for stage in get_args(Stage) if stage != "withdrawn")
OTHER_LEVERS = frozenset({*get_args(Lever), "decommission"})

# Principles that must be met or overridden before a commission enters a stage; a light route asks fewer.
FULL_PRINCIPLES: Mapping[str, Sequence[str]] = {
    "options": ("need-first",),
    "debate": ("need-first", "lawful", "sector-neutral"),
    "decision": (
        "need-first",
        "lawful",
        "in-house-benchmark",
        "users-heard",
        "community-heard",
        "staff-heard",
        "sector-neutral",
        "boundary-kept",
        "nothing-predetermined",
        "grant-considered",
        "equality-assessed",
        "no-cost-shunting",
        "options-kept-open",
    ),
    "award": ("lawful", "nothing-predetermined", "outcomes-not-inputs", "interests-declared"),
    "delivery": ("open-to-social-sector", "ownership-known", "interests-declared", "reviewed"),
    "review": (),
}
LIGHT_PRINCIPLES: Mapping[str, Sequence[str]] = {
    "options": (),
    "debate": (),
    "decision": ("lawful", "users-heard", "nothing-predetermined", "boundary-kept", "grant-considered"),
    "award": ("interests-declared",),
    "delivery": ("ownership-known", "reviewed"),
    "review": (),
}


@dataclass(frozen=True)
class Blocker:
    """Something that stands in the way of a move.

    Attributes
    ----------
    part : str
        The part of the work in which it is done: a part of the record such as ``needs`` or ``decision``, or
        the code of the principle that does not hold.
    text : str
        What is to be done, one plain sentence.
    """

    part: str
    text: str

    def __str__(self) -> str:
        return self.text


def list_blockers(
    commission: Mapping[str, Any], to_stage: str, principles: Sequence[Mapping[str, Any]]
) -> list[Blocker]:
    """List what stands in the way of a move to a stage.

    Parameters
    ----------
    commission : mapping
        The record of the commission, plain values; ``stage`` is where it is now.
    to_stage : str
        Where it should go: the next stage, or ``withdrawn`` from any.
    principles : sequence of mapping
        As ``judge_principles`` gives. One that is not recorded yet, because a later part of the software
        records it, does not stand in the way; ``list_unrecorded`` names it.

    Returns
    -------
    list of Blocker
        The first thing to do first; empty when the move may be made.
    """
    plain = make_plain(commission)
    wrong_way = _refuse_way(str(plain.get("stage")), to_stage)
    if wrong_way:
        return [Blocker("stage", wrong_way)]
    if to_stage == "withdrawn":
        return []
    evidence = Evidence(plain, {}, {}, {})
    found = [*_guard_light(evidence), *_GUARDS[to_stage](evidence)]
    wanted = _list_wanted(evidence, to_stage)
    found += [
        Blocker(one["code"], _say_principle(one))
        for one in principles
        if one["code"] in wanted and one["status"] == "not-yet"
    ]
    return list(dict.fromkeys(found))


def list_unrecorded(
    commission: Mapping[str, Any], to_stage: str, principles: Sequence[Mapping[str, Any]]
) -> list[str]:
    """List what a move to a stage would ask for, but nobody has recorded yet; it blocks nothing.

    Parameters
    ----------
    commission : mapping
        The record of the commission, plain values.
    to_stage : str
        Where it should go.
    principles : sequence of mapping
        As ``judge_principles`` gives.

    Returns
    -------
    list of str
        Plain sentences.
    """
    wanted = _list_wanted(Evidence(make_plain(commission), {}, {}, {}), to_stage)
    return [
        f"Not yet recorded: {one['title'][:1].lower()}{one['title'][1:]}."
        for one in principles
        if one["code"] in wanted and one["status"] == "not-recorded"
    ]


def list_next_stages(stage: str) -> list[str]:
    """List where a commission may go from a stage.

    Parameters
    ----------
    stage : str
        Where it is.

    Returns
    -------
    list of str
        The next stage, if there is one, and ``withdrawn``; empty for one that is withdrawn.
    """
    return [to_stage for to_stage in get_args(Stage) if not _refuse_way(stage, to_stage)]


def _list_wanted(evidence: Evidence, to_stage: str) -> Sequence[str]:
    by_stage = LIGHT_PRINCIPLES if evidence.is_light else FULL_PRINCIPLES
    return by_stage.get(to_stage, ())


def _say_principle(one: Mapping[str, Any]) -> str:
    return f"{one['title']}: {str(one['why'])[:1].lower()}{str(one['why'])[1:]}"


def _refuse_way(stage: str, to_stage: str) -> str:
    """Say why there is no way from one stage to another; nothing where there is one."""
    if to_stage not in get_args(Stage):
        return f"“{to_stage}” is not a stage: the stages are {', '.join(STAGES)} and withdrawn."
    if stage == "withdrawn":
        return "This commission is withdrawn. Start a new one that says what it follows."
    if stage not in STAGES:
        return f"The commission is at no known stage, but at “{stage}”."
    return "" if to_stage == "withdrawn" else _refuse_step(STAGES.index(stage), STAGES.index(to_stage))


def _refuse_step(here: int, there: int) -> str:
    stage, to_stage = STAGES[here], STAGES[there]
    if there == here:
        return f"The commission is at “{stage}” already."
    if there < here:
        return (
            f"A commission does not go back from “{stage}” to “{to_stage}”: withdraw it and start a new one "
            "that says what was learned."
        )
    if there > here + 1:
        return f"A commission goes one stage at a time: after “{stage}” comes “{STAGES[here + 1]}”."
    return ""


def _unless(met: object, part: str, text: str) -> Iterator[Blocker]:
    if not met:
        yield Blocker(part, text)


def _guard_light(evidence: Evidence) -> Iterator[Blocker]:
    """Say why a commission may not go the light route."""
    if not evidence.is_light:
        return
    value = read_amount(evidence.commission.get("value_pounds"))
    limit = read_amount(evidence.table("place").get("light_route_limit_pounds"))
    if value is None:
        yield Blocker("facts", "Give the estimated value: the light route is for small values only.")
    elif limit is None:
        yield Blocker(
            "facts",
            "The place has set no value up to which the light route may be taken: take the full route.",
        )
    elif value > limit:
        text = f"£{value:,.0f} is over the light route’s limit of £{limit:,.0f}: take the full route."
        yield Blocker("facts", text)


def _guard_options(evidence: Evidence) -> Iterator[Blocker]:
    yield from _unless(
        evidence.rows("needs"), "needs", "Cite a published need that the commission starts from."
    )
    if evidence.is_light:
        return
    question = has_text(evidence.commission, "question")
    yield from _unless(question, "facts", "Say what question is to be decided.")
    outcomes = evidence.rows("outcomes")
    yield from _unless(outcomes, "outcomes", "Say which outcomes should be different for people.")


def _guard_debate(evidence: Evidence) -> Iterator[Blocker]:
    compared, options = evidence.compared, evidence.options
    yield from _unless(
        len(compared) >= 2,
        "longlist",
        "Put at least two options on the longlist, today’s arrangement among them.",
    )
    today = any(option.get("business_as_usual") for option in options)
    yield from _unless(today, "longlist", "Put business as usual on the longlist.")
    if not evidence.is_light:
        yield from _guard_full_longlist(evidence)


def _guard_full_longlist(evidence: Evidence) -> Iterator[Blocker]:
    compared, options = evidence.compared, evidence.options
    minimum = any(option.get("do_minimum") or option.get("model") == "do-minimum" for option in options)
    yield from _unless(minimum, "longlist", "Put do minimum on the longlist.")
    comparator = any(option.get("in_house_comparator") for option in compared)
    yield from _unless(comparator, "longlist", "Name the in-house option that the others are compared with.")
    yield from _unless(
        any(option.get("model") in OTHER_LEVERS for option in options),
        "longlist",
        "Put an option on the longlist that needs no provider: redesign, regulate, fund a voice or "
        "decommission.",
    )
    factors = evidence.rows("critical_success_factors")
    yield from _unless(factors, "factors", "Name the critical success factors that options must meet.")


def _guard_decision(evidence: Evidence) -> Iterator[Blocker]:
    recommendation = evidence.table("recommendation")
    if not recommendation.get("option"):
        yield Blocker("recommendation", "Record which option the officer recommends.")
    elif not has_text(recommendation, "reasons"):
        yield Blocker("recommendation", "Record the reasons for the recommendation.")
    yield from _guard_dropped(evidence, recommendation.get("option"), "recommended", "recommendation")
    yield from _guard_proposals(evidence)
    if evidence.is_light:
        return
    yield from _unless(len(evidence.shortlist) >= 2, "longlist", "Put at least two options on the shortlist.")
    plain = [name_option(option) for option in evidence.shortlist if not has_text(option, "weaknesses")]
    text = f"Write down the weaknesses of {join_names(plain, SHOWN)}: people must see them."
    yield from _unless(not plain, "longlist", text)


def _guard_proposals(evidence: Evidence) -> Iterator[Blocker]:
    waiting = [
        name_option(option)
        for option in evidence.compared
        if option.get("status") == "proposed" and option.get("answer") is None
    ]
    yield from _unless(not waiting, "longlist", f"Answer every proposal: {join_names(waiting, SHOWN)}.")


def _guard_dropped(evidence: Evidence, wanted: object, how: str, part: str) -> Iterator[Blocker]:
    dropped = [option for option in evidence.options if option not in evidence.compared]
    found = next((option for option in dropped if option.get("id") == wanted), None)
    if found:
        yield Blocker(part, f"{name_option(found)} is {how}, but was dropped or refused.")


def _guard_award(evidence: Evidence) -> Iterator[Blocker]:
    decision = evidence.table("decision")
    named = has_text(decision, "decided_by") or evidence.rows("decision", "members")
    silent = [row for row in evidence.rows("decision", "refused") if not has_text(row, "reason")]
    asked = (
        (decision.get("option"), "Record which option was decided on."),
        (has_text(decision, "reasons"), "Record the reasons for the decision."),
        (named, "Say who decided."),
        (has_date_by(decision, "decided_on", evidence.as_at), "Record the day of the decision."),
    )
    for met, text in asked:
        yield from _unless(met, "decision", text)
    yield from _guard_dropped(evidence, decision.get("option"), "decided on", "decision")
    ends = read_date(decision.get("call_in_ends_on"))
    if ends is not None and ends >= evidence.as_at:
        yield Blocker("call-in", f"Wait for the end of the call-in on {say_date(ends)}.")
    yield from _unless(not silent, "decision", "Give a reason for every option that the decision refused.")


def _guard_delivery(evidence: Evidence) -> Iterator[Blocker]:
    awards = evidence.rows("awards")
    yield from _unless(awards, "awards", "Record the award, also where the service is run in-house.")
    undated = sum(read_date(award.get("starts_on")) is None for award in awards)
    text = f"Give the start of every award; {undated} of {len(awards)} have none."
    yield from _unless(not undated, "awards", text)


def _guard_review(evidence: Evidence) -> Iterator[Blocker]:
    starts = [day for award in evidence.rows("awards") if (day := read_date(award.get("starts_on")))]
    has_begun = starts and min(starts) <= evidence.as_at
    yield from _unless(has_begun, "delivery", "A review comes after delivery has started.")


_GUARDS: Mapping[str, Callable[[Evidence], Iterator[Blocker]]] = {
    "options": _guard_options,
    "debate": _guard_debate,
    "decision": _guard_decision,
    "award": _guard_award,
    "delivery": _guard_delivery,
    "review": _guard_review,
}
