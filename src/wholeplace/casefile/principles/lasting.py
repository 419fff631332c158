"""The principles about what a choice does to others and to later years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.cautions import LOSS_POUNDS
from wholeplace.casefile.principles.evidence import (
    SHOWN,
    Evidence,
    Verdict,
    decide,
    find_rows,
    has_text,
    name_option,
    read_amount,
    read_date,
)
from wholeplace.casefile.sentences import join_names, say_date

NOBODY_CHOSE = Verdict("not-yet", "No option has been recommended yet.")


def judge_no_cost_shunting(evidence: Evidence) -> Verdict:
    """Judge whether nobody loses on average by the chosen option without an agreed compensation.

    Parameters
    ----------
    evidence : Evidence
        Reads options, recommendation, decision, compensations and the appraisal's results; its inputs
        tell providers, whose lost trade is no bill for somebody else, from other agencies.

    Returns
    -------
    Verdict
    """
    chosen = evidence.chosen
    if chosen is None:
        return NOBODY_CHOSE
    found = evidence.appraised(chosen)
    if found is None:
        return Verdict("not-yet", f"{name_option(chosen)} has not been appraised, so nobody knows who loses.")
    losers = _list_losers(found, evidence)
    agreed = {
        row.get("agency")
        for row in evidence.rows("compensations")
        if row.get("option") in (None, chosen.get("id"))
        and has_text(row, "agreed_with")
        and read_date(row.get("on"))
    }
    open_losers = [words for agency, words in losers.items() if agency not in agreed]
    gap = (
        f"Under {name_option(chosen)}, worse off on average: {join_names(open_losers, SHOWN)}. No agreed "
        "compensation is recorded."
    )
    met = f"Under {name_option(chosen)}, nobody is worse off on average."
    if losers:
        met = (
            f"Under {name_option(chosen)}, everybody who is worse off on average has an agreed compensation."
        )
    return decide([gap] if open_losers else [], met)


def _list_losers(found: Mapping[str, Any], evidence: Evidence) -> dict[str, str]:
    agencies = {agency.get("id"): agency for agency in find_rows(evidence.case.get("agencies"))}
    shunting = found.get("shunting")
    losers = {}
    for agency, change in (shunting if isinstance(shunting, Mapping) else {}).items():
        mean = read_amount(change.get("mean")) if isinstance(change, Mapping) else None
        known = agencies.get(agency, {})
        if mean is not None and mean < LOSS_POUNDS and known.get("kind") != "provider":
            losers[agency] = f"{known.get('name') or agency} (£{-mean:,.0f})"
    return losers


def judge_options_kept_open(evidence: Evidence) -> Verdict:
    """Judge whether what a choice locks in is shown and, over the place's limit, justified.

    Parameters
    ----------
    evidence : Evidence
        Reads place, options, recommendation, decision, lock_in_justification and the appraisal's
        results: the committed share of the chosen option's whole cost, in present value.

    Returns
    -------
    Verdict
    """
    chosen = evidence.chosen
    if chosen is None:
        return NOBODY_CHOSE
    lock_in = (evidence.appraised(chosen) or {}).get("lock_in")
    if not isinstance(lock_in, Mapping):
        return Verdict("not-yet", f"What {name_option(chosen)} would lock in has not been worked out yet.")
    share = read_amount(lock_in.get("committed_pv_share")) or 0.0
    limit = read_amount(evidence.table("place").get("lock_in_limit_share"))
    committed = f"{name_option(chosen)} commits {share:.0%} of its whole cost before it can be left"
    if limit is None:
        return Verdict("met", f"{committed}. The place has set no limit.")
    if share <= limit:
        return Verdict("met", f"{committed}; the place’s limit is {limit:.0%}.")
    gap = f"{committed}, over the place’s limit of {limit:.0%}, and no reason is recorded."
    is_justified = has_text(evidence.commission, "lock_in_justification")
    return decide(
        [] if is_justified else [gap], f"{committed}, over the limit of {limit:.0%}, with a reason."
    )


def judge_reviewed(evidence: Evidence) -> Verdict:
    """Judge whether a review is set, with triggers, and not overdue.

    Parameters
    ----------
    evidence : Evidence
        Reads review, as at the day of the record; on the day itself a review is not overdue.

    Returns
    -------
    Verdict
    """
    review = evidence.table("review")
    due = read_date(review.get("on"))
    triggers = review.get("triggers")
    gaps = [
        "No review date is set yet." if due is None else "",
        f"The review of {say_date(due)} is overdue." if due is not None and due < evidence.as_at else "",
        "" if isinstance(triggers, list) and any(map(_is_trigger, triggers))
        else "Nothing is named yet that would bring the review forward.",
    ]  # fmt: skip
    return decide(gaps, f"The next review is on {say_date(due)}." if due else "")


def _is_trigger(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
