"""Make the case file of a whole commission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholeplace.casefile.appraise import Appraised, make_plain
from wholeplace.casefile.commission.read import compare_with_case, read_commission
from wholeplace.casefile.principles import judge_principles
from wholeplace.casefile.record import build_case_file


def build_commission_file(
    appraised: Appraised, commission: Mapping[str, Any], *, at: str | None = None, by: str | None = None
) -> dict[str, Any]:
    """Build the case file of a commission: its record, its appraisal, what the law allows, the principles.

    Parameters
    ----------
    appraised : Appraised
        Inputs, parameters and results of the appraisal; ``withheld`` of its document may name parts of
        the commission too, such as ``commission.involvement.0.themes.2``.
    commission : mapping
        The record of the commission; dates as dates or in ISO 8601.
    at : str, optional
        When, ISO 8601, if somebody vouches for it.
    by : str, optional
        Who made it, by role or public name.

    Returns
    -------
    dict
        The full file, withheld parts in place with their salts; `withhold_parts` gives the public one.

    Raises
    ------
    InvalidInput
        When the record does not hold, or does not fit the appraisal.
    """
    plain = make_plain(commission)
    compare_with_case(read_commission(plain), appraised.document)
    judged = judge_commission(plain, appraised.document, appraised.result)
    return build_case_file(appraised, commission=plain, judged=judged, at=at, by=by)


def judge_commission(
    commission: Mapping[str, Any],
    case: Mapping[str, Any],
    appraisal: Mapping[str, Any],
    *,
    recorded_law: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Compute what is judged from the record of a commission.

    Parameters
    ----------
    commission : mapping
        The record, plain values.
    case : mapping
        The inputs of the appraisal.
    appraisal : mapping
        ``results.appraisal``.
    recorded_law : mapping, optional
        ``results.law`` of a file that is checked: its own rules and thresholds count, as its parameters do.
        None: the rules that ship with this version.

    Returns
    -------
    dict
        ``law`` and ``principles``, as they stand in the results.
    """
    # Late, so that whoever has no commission at hand does not load the rules of law.
    from wholeplace.casefile.law import judge_law, rejudge_law

    judged = judge_law(commission) if recorded_law is None else rejudge_law(commission, recorded_law)
    law = make_plain(judged)
    return {"law": law, "principles": judge_principles(commission, appraisal, law, case=case)}
