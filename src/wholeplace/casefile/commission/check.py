"""Check what is judged from a commission's record while some of its parts are withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wholeplace.casefile.appraise import make_plain
from wholeplace.casefile.commission.beside import check_record_beside
from wholeplace.casefile.commission.withheld import RestsOnWithheld, watch_withheld
from wholeplace.casefile.differences import find_difference
from wholeplace.casefile.principles.evidence import Evidence
from wholeplace.casefile.principles.judge import judge_rule
from wholeplace.casefile.principles.register import RULES, Rule
from wholeplace.casefile.withholding import list_unreleased, locate_part
from wholeplace.foundations.errors import InvalidInput, WholeplaceError

OWN_RULES = "commission.place.rules"
_UNUSABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass
class Checked:
    """What does not hold, and what a reader should know beside it, one sentence each."""

    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_unhindered(case_file: Mapping[str, Any]) -> Checked:
    """Judge law and principles again as far as they do not rest on withheld parts.

    Parameters
    ----------
    case_file : mapping
        A case file with a commission and some parts withheld, as published.

    Returns
    -------
    Checked
        Exact comparison of whatever can be judged; a note with the reason for whatever cannot.
    """
    checked = Checked()
    withheld = {
        ".".join(map(str, locate_part(entry["part"], case_file))) for entry in list_unreleased(case_file)
    }
    try:
        check_record_beside(case_file["commission"], case_file["case"])
        checked.notes.append("The form of the record was checked, but for what is withheld in it.")
        if any(path.startswith(OWN_RULES) for path in withheld):
            checked.notes.append(
                "What the law allows cannot be judged again: a rule of the place is withheld."
            )
        else:
            _check_law(case_file, withheld, checked)
        if not checked.findings:
            _check_principles(case_file, withheld, checked)
    except InvalidInput as error:
        checked.findings.append(f"The record of the commission does not hold: {error}.")
    except _UNUSABLE as error:
        checked.findings.append(f"The record of the commission cannot be judged ({error}).")
    return checked


def _check_law(case_file: Mapping[str, Any], withheld: set[str], checked: Checked) -> None:
    from wholeplace.casefile.law import rejudge_law

    recorded = case_file["results"]["law"]
    try:
        law = rejudge_law(watch_withheld(case_file["commission"]), watch_withheld(recorded))
    except RestsOnWithheld as reason:
        checked.notes.append(
            f"What the law allows cannot be judged again: it rests on a part that is withheld: {reason}."
        )
        return
    difference = find_difference(recorded, make_plain(law), "results.law", withheld=withheld)
    if difference is not None:
        checked.findings.append(difference)
        return
    checked.notes.append("What the law allows was judged again from the record and is the same.")
    checked.notes += compare_rules(case_file)


def compare_rules(case_file: Mapping[str, Any]) -> list[str]:
    """Note where this program's own rules of law have moved on; the file's own are what counts for it.

    Parameters
    ----------
    case_file : mapping
        A case file with a commission whose law was judged again and is the same.

    Returns
    -------
    list of str
        One sentence for each rule that differs and each option that would stand elsewhere.
    """
    from wholeplace.casefile.law import list_rule_changes

    try:
        return list_rule_changes(
            watch_withheld(case_file["commission"]), watch_withheld(case_file["results"]["law"])
        )
    except WholeplaceError as reason:
        return [f"The rules of law in this version of Wholeplace cannot be applied to the record: {reason}."]


def _check_principles(case_file: Mapping[str, Any], withheld: set[str], checked: Checked) -> None:
    results = watch_withheld(case_file["results"])
    evidence = Evidence(
        commission=watch_withheld(case_file["commission"]),
        appraisal=results["appraisal"],
        law=results["law"],
        case=watch_withheld(case_file["case"]),
    )
    recorded = case_file["results"]["principles"]
    if len(recorded) != len(RULES):
        checked.findings.append(
            f"“results.principles” must hold {len(RULES)} principles, but has {len(recorded)}."
        )
        return
    judged = 0
    for number, (rule, old) in enumerate(zip(RULES, recorded, strict=True)):
        try:
            again = judge_rule(rule, evidence)
        except RestsOnWithheld as reason:
            checked.notes.append(_say_hindered(rule, reason))
            continue
        judged += 1
        difference = find_difference(old, again, f"results.principles.{number}", withheld=withheld)
        if difference is not None:
            checked.findings.append(difference)
            return
    checked.notes.append(
        f"{judged} of {len(RULES)} principles were judged again from the record and are the same."
    )


def _say_hindered(rule: Rule, reason: RestsOnWithheld) -> str:
    return (
        f"The principle “{rule.code}” cannot be judged again: it rests on a part that is withheld: {reason}."
    )
