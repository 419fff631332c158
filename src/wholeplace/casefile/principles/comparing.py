"""The principles about comparing: lawful, in-house first, every sector alike, grants, boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wholeplace.casefile.cautions import FINANCE_CATEGORIES
from wholeplace.casefile.principles.evidence import (
    SHOWN,
    Evidence,
    Verdict,
    decide,
    find_rows,
    has_text,
    is_in_question,
    name_option,
)
from wholeplace.casefile.sentences import join_names

OWN_PROPOSALS = {"commissioner", "partner", None}


def judge_lawful(evidence: Evidence) -> Verdict:
    """Judge whether only lawful routes are compared as if they were open.

    Parameters
    ----------
    evidence : Evidence
        Reads options, recommendation, decision and the law's results. Every option in question has a
        status by sourced rules; none that the law rules out is on the shortlist; what is recommended or
        decided has the advice that the rules ask for.

    Returns
    -------
    Verdict
    """
    compared = evidence.compared
    if not compared:
        return Verdict("not-yet", "No option is on the longlist yet.")
    unjudged = [name_option(one) for one in compared if not _find_law(evidence, one).get("status")]
    unsourced = [name_option(one) for one in compared if _has_unsourced(_find_law(evidence, one))]
    ruled_out = [name_option(one) for one in _list_taken_further(evidence) if _is_ruled_out(evidence, one)]
    gaps = [
        f"The law has not been looked at for {join_names(unjudged, SHOWN)}." if unjudged else "",
        f"A rule without a source is used for {join_names(unsourced, SHOWN)}." if unsourced else "",
        f"{join_names(ruled_out, SHOWN)} cannot lawfully be chosen, but is compared as if it could: drop it."
        if ruled_out
        else "",
        _say_advice(evidence),
    ]
    which = "the one option" if len(compared) == 1 else f"all {len(compared)} options"
    return decide(gaps, f"The law was looked at for {which} in question.")


def _find_law(evidence: Evidence, option: Mapping[str, Any]) -> Mapping[str, Any]:
    options = evidence.law.get("options")
    found = options.get(option.get("id")) if isinstance(options, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _has_unsourced(found: Mapping[str, Any]) -> bool:
    return any(not has_text(finding, "source") for finding in find_rows(found.get("findings")))


def _list_taken_further(evidence: Evidence) -> list[Mapping[str, Any]]:
    chosen = evidence.chosen
    extra = [chosen] if chosen is not None and chosen not in evidence.shortlist else []
    return [*evidence.shortlist, *extra]


def _read_advice(option: Mapping[str, Any]) -> object:
    advice = option.get("advice")
    return advice.get("status") if isinstance(advice, Mapping) else None


def _is_ruled_out(evidence: Evidence, option: Mapping[str, Any]) -> bool:
    return "unavailable" in (_find_law(evidence, option).get("status"), _read_advice(option))


def _say_advice(evidence: Evidence) -> str:
    chosen = evidence.chosen
    if chosen is None or _find_law(evidence, chosen).get("status") != "take-advice":
        return ""
    if _read_advice(chosen) in ("available", "unavailable"):
        return ""
    return f"The rules say to take advice on {name_option(chosen)}, and no answer is recorded yet."


def judge_in_house_benchmark(evidence: Evidence) -> Verdict:
    """Judge whether in-house is the default, costed to the same depth, and left only with a reason.

    Parameters
    ----------
    evidence : Evidence
        Reads options, recommendation, decision, the appraisal's results and, for the depth, its inputs.

    Returns
    -------
    Verdict
    """
    comparator = next((one for one in evidence.options if one.get("in_house_comparator")), None)
    if comparator is None:
        return Verdict("not-yet", "No in-house comparator is named yet.")
    name = name_option(comparator)
    chosen = evidence.chosen
    leaves = chosen is not None and chosen.get("id") != comparator.get("id")
    missing = _list_missing_costs(evidence, comparator)
    gaps = [
        f"{name} is the in-house comparator, but is not in-house." if comparator.get("model") != "in-house"
        else "",
        f"{name} is not costed yet." if evidence.appraised(comparator) is None else "",
        f"{name} lacks costs that other options have: {join_names(missing)}." if missing else "",
        f"It is not said why {name} was not chosen." if leaves and not _has_reasons(evidence) else "",
    ]  # fmt: skip
    return decide(
        gaps, f"{name} is costed like the others" + (" and the choice has a reason." if leaves else ".")
    )


def _list_missing_costs(evidence: Evidence, comparator: Mapping[str, Any]) -> list[str]:
    """Name the categories that finance asks for, that another option has and the comparator lacks."""
    others = {
        line.get("category")
        for option in evidence.options
        if option is not comparator
        for line in evidence.list_costs(option)
    }
    own = {line.get("category") for line in evidence.list_costs(comparator)}
    return [words for category, words in FINANCE_CATEGORIES.items() if category in others - own]


def _has_reasons(evidence: Evidence) -> bool:
    decided = evidence.table("decision").get("option")
    return has_text(evidence.table("decision" if decided else "recommendation"), "reasons")


def judge_sector_neutral(evidence: Evidence) -> Verdict:
    """Judge whether the same tests apply to every option, and none is dropped without a reason.

    Parameters
    ----------
    evidence : Evidence
        Reads options, critical success factors and the appraisal's results.

    Returns
    -------
    Verdict
    """
    if not evidence.options:
        return Verdict("not-yet", "No option is on the longlist yet.")
    groups = {
        "dropped without a reason": [
            one
            for one in evidence.options
            if one.get("status") == "dropped" and not (has_text(one, "dropped_reason") or _is_refused(one))
        ],
        "refused without a reason": [
            one for one in evidence.options if _is_refused(one) and not has_text(one, "answer_reason")
        ],
        "still waiting for an answer": [one for one in evidence.compared if _is_waiting(one)],
        "not judged on every critical success factor": list(_list_unjudged(evidence)),
        "on the shortlist, but not in the appraisal": [
            one for one in evidence.shortlist if evidence.appraisal and evidence.appraised(one) is None
        ],
    }
    gaps = [
        f"{'This option is' if len(options) == 1 else 'These options are'} {what}: "
        f"{join_names(map(name_option, options), SHOWN)}."
        for what, options in groups.items()
        if options
    ]
    return decide(gaps, f"The same tests were used for all {len(evidence.options)} options.")


def _is_refused(option: Mapping[str, Any]) -> bool:
    return option.get("answer") == "refused"


def _is_waiting(option: Mapping[str, Any]) -> bool:
    return option.get("proposed_as") not in OWN_PROPOSALS and option.get("answer") is None


def _list_unjudged(evidence: Evidence) -> Iterable[Mapping[str, Any]]:
    wanted = {factor.get("id") for factor in evidence.rows("critical_success_factors")}
    for option in evidence.compared:
        factors = option.get("factors")
        judged = factors if isinstance(factors, Mapping) else {}
        known = {name for name, one in judged.items() if isinstance(one, Mapping) and one.get("meets")}
        if wanted - known:
            yield option


def judge_grant_considered(evidence: Evidence) -> Verdict:
    """Judge whether a grant was considered, and the reason for the route recorded.

    Parameters
    ----------
    evidence : Evidence
        Reads grant_considered.

    Returns
    -------
    Verdict
    """
    considered = evidence.table("grant_considered")
    gaps = [
        "" if considered.get("considered") is True else "It is not recorded yet that a grant was considered.",
        "" if has_text(considered, "reason") else "The reason for this route, and not another, is missing.",
    ]
    return decide(gaps, "A grant was considered, and the reason for the route is recorded.")


def judge_boundary_kept(evidence: Evidence) -> Verdict:
    """Judge whether no option breaks a boundary that the place has adopted.

    Parameters
    ----------
    evidence : Evidence
        Reads boundary_breaches, where None means that nobody looked, and options.

    Returns
    -------
    Verdict
    """
    if evidence.commission.get("boundary_breaches") is None:
        return Verdict("not-recorded", "The place’s boundaries are not recorded yet.")
    known = {option.get("id"): option for option in evidence.options}
    breaches = [
        breach
        for breach in evidence.rows("boundary_breaches")
        if is_in_question(known.get(breach.get("option"), {}))
    ]
    broken = [
        f"{name_option(known.get(breach.get('option'), {'name': breach.get('option')}))} would break the "
        f"boundary “{breach.get('boundary') or 'without a name'}”."
        for breach in breaches
    ]
    return decide(broken, "No option in question breaks a boundary of the place.")
