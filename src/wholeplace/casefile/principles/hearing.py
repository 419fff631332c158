"""The principles about people: needs first, everybody heard, nothing settled before, equality."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from wholeplace.casefile.principles.best import list_reasons_against_best
from wholeplace.casefile.principles.evidence import (
    SHOWN,
    Evidence,
    Verdict,
    decide,
    find_rows,
    has_date_by,
    has_text,
    name_option,
    read_amount,
    read_date,
)
from wholeplace.casefile.sentences import join_names, say_date


def judge_need_first(evidence: Evidence) -> Verdict:
    """Judge whether a need with evidence was cited before options existed.

    Parameters
    ----------
    evidence : Evidence
        Reads needs and options; business as usual and do minimum need no need before them.

    Returns
    -------
    Verdict
    """
    needs = evidence.rows("needs")
    if not needs:
        return Verdict("not-yet", "No need is cited yet.")
    cited = [need for need in needs if any(map(_is_evidence, find_rows(need.get("evidence"))))]
    if not cited:
        return Verdict("not-yet", "No cited need has evidence yet: name a source for at least one.")
    days = [day for need in cited if (day := read_date(need.get("recorded_on")))]
    if not days:
        return Verdict("not-yet", "The day on which a need with evidence was recorded is missing.")
    early = [name_option(option) for option in evidence.options if _came_before(option, min(days))]
    gap = (
        f"{join_names(early, SHOWN)} came before the first need with evidence, which was recorded on "
        f"{say_date(min(days))}."
    )
    return decide([gap] if early else [], f"It rests on {_count(len(cited), 'need')} with evidence.")


def _is_evidence(entry: Mapping[str, Any]) -> bool:
    return any(has_text(entry, key) for key in ("title", "source", "url"))


def _came_before(option: Mapping[str, Any], day: dt.date) -> bool:
    if option.get("business_as_usual") or option.get("do_minimum"):
        return False
    proposed = read_date(option.get("proposed_on"))
    return proposed is not None and proposed < day


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def judge_users_heard(evidence: Evidence) -> Verdict:
    """Judge whether the people who use the service, or care for them, were heard and answered.

    Parameters
    ----------
    evidence : Evidence
        Reads involvement.

    Returns
    -------
    Verdict
    """
    return _judge_heard(evidence, {"users", "carers"}, "the people who use the service")


def judge_community_heard(evidence: Evidence) -> Verdict:
    """Judge whether the community was heard and answered.

    Parameters
    ----------
    evidence : Evidence
        Reads involvement.

    Returns
    -------
    Verdict
    """
    return _judge_heard(evidence, {"community"}, "the community")


def judge_staff_heard(evidence: Evidence) -> Verdict:
    """Judge whether staff or their unions were heard and answered.

    Parameters
    ----------
    evidence : Evidence
        Reads involvement and affects_staff; met where the record says that no staff are affected.

    Returns
    -------
    Verdict
    """
    groups = {"staff", "unions"}
    heard = any(row.get("group") in groups for row in evidence.rows("involvement"))
    if evidence.commission.get("affects_staff") is False and not heard:
        return Verdict("met", "The record says that no staff are affected.")
    return _judge_heard(evidence, groups, "the staff")


def _judge_heard(evidence: Evidence, groups: Collection[str], who: str) -> Verdict:
    records = [row for row in evidence.rows("involvement") if row.get("group") in groups]
    if not records:
        return Verdict("not-yet", f"It is not recorded yet how {who} were heard.")
    whole = [record for record in records if not list(_list_missing(record, evidence.as_at))]
    themes = [theme for record in records for theme in find_rows(record.get("themes"))]
    waiting = sum(not has_text(theme, "response") for theme in themes)
    gaps = []
    if not whole:
        missing = join_names(_list_missing(records[0], evidence.as_at))
        gaps.append(f"The record of how {who} were heard does not say {missing}.")
    if waiting:
        gaps.append(
            f"{_count(waiting, 'theme')} from {who} {'has' if waiting == 1 else 'have'} no answer yet."
        )
    people = sum(int(read_amount(record.get("people_reached")) or 0) for record in whole)
    said = f"{people:,} {'person was' if people == 1 else 'people were'} reached"
    answered = (
        "what they said was answered" if len(themes) == 1 else f"each of {len(themes)} themes was answered"
    )
    return decide(gaps, f"{said} and {answered}.")


def _list_missing(record: Mapping[str, Any], as_at: dt.date) -> list[str]:
    """Name what a record of involvement leaves open."""
    missing = {
        "when": not has_date_by(record, "held_on", as_at),
        "how": not has_text(record, "method"),
        "how many people": not read_amount(record.get("people_reached")),
        "what they said": not find_rows(record.get("themes")),
    }
    return [words for words, is_missing in missing.items() if is_missing]


def judge_nothing_predetermined(evidence: Evidence) -> Verdict:
    """Judge whether people were heard before minds were made up.

    Parameters
    ----------
    evidence : Evidence
        Reads consultations, equality, recommendation and decision. Each consultation says what is still
        open; recommendation and decision come after it and after the assessment of equality.

    Returns
    -------
    Verdict
    """
    consultations = evidence.rows("consultations")
    silent = [one for one in consultations if not has_text(one, "still_open")]
    gaps = list_reasons_against_best(evidence.commission)
    if silent:
        names = join_names((f"“{one.get('title') or 'without a title'}”" for one in silent), SHOWN)
        gaps.append(f"It is not said what was still open in the consultation {names}.")
    ends = [day for one in consultations if (day := read_date(one.get("closes_on")))]
    gaps += _list_hasty(evidence, max(ends, default=None), "the consultation closed")
    assessed = read_date(evidence.table("equality").get("assessed_on"))
    gaps += _list_hasty(evidence, assessed, "equality was assessed", same_day=True)
    closed = "Every consultation has closed" if consultations else "No consultation was needed"
    return decide(gaps, f"{closed} and equality is assessed.")


def _list_hasty(evidence: Evidence, day: dt.date | None, what: str, *, same_day: bool = False) -> list[str]:
    """Name the recommendation or decision that was made before something it should have waited for."""
    found = []
    for name, key in (("recommendation", "on"), ("decision", "decided_on")):
        made = read_date(evidence.table(name).get(key))
        if made and day and (made < day or (made == day and not same_day)):
            found.append(f"The {name} of {say_date(made)} was made before {what}.")
    return found


def judge_equality_assessed(evidence: Evidence) -> Verdict:
    """Judge whether an equality impact assessment with baseline measures exists.

    Parameters
    ----------
    evidence : Evidence
        Reads equality.

    Returns
    -------
    Verdict
    """
    assessment = evidence.table("equality")
    effects = evidence.rows("equality", "effects")
    if not has_date_by(assessment, "assessed_on", evidence.as_at):
        return Verdict("not-yet", "Equality has not been assessed yet.")
    if not effects:
        return Verdict("not-yet", "The equality assessment names no groups yet.")
    bare = list(dict.fromkeys(str(row.get("group") or "a group without a name") for row in effects
                              if not has_text(row, "baseline")))  # fmt: skip
    gaps = [f"The baseline is missing for {join_names(bare, SHOWN)}."] if bare else []
    groups = len({row.get("group") for row in effects})
    harmed = sum(row.get("effect") == "negative" and not has_text(row, "mitigation") for row in effects)
    met = f"Assessed for {_count(groups, 'group')}, with baselines."
    if harmed:
        met += f" For {_count(harmed, 'harmful effect')} it does not say what will be done about it."
    return decide(gaps, met)
