"""Verify a case file: check the chain, recompute every result, and say in plain words what holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.canonical import AlteredLiteral, NotReadableJson, read_json
from wholeplace.casefile.chain import find_break
from wholeplace.casefile.commission import compare_with_case, judge_commission, read_commission
from wholeplace.casefile.commission.beside import check_inputs_beside
from wholeplace.casefile.commission.check import check_unhindered, compare_rules
from wholeplace.casefile.commission.sections import say_section
from wholeplace.casefile.differences import find_difference
from wholeplace.casefile.history import describe_changes, read_engine
from wholeplace.casefile.record import (
    COMMISSION,
    FORMAT,
    FORMAT_VERSION,
    describe_machine,
    hash_sections,
    list_events,
    list_sections,
)
from wholeplace.casefile.withholding import (
    commit_value,
    find_stand_ins,
    list_unreleased,
    locate_part,
    look_up,
)
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.parameters import load_parameters


class NotACaseFile(WholeplaceError):
    """A file that is something else."""


@dataclass
class Verification:
    """What verification found.

    Parameters
    ----------
    findings : list of str
        What does not hold, one sentence each, the first difference first; empty when all holds.
    notes : list of str
        What a reader should know beside it: what was checked, what is withheld, what is newer.
    """

    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found against the file."""
        return not self.findings


def verify_case_file(text: str) -> Verification:
    """Verify a case file offline.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    Verification
        Hashes are compared exactly, recomputed numbers to 1e-9 relative, lists and names exactly.

    Raises
    ------
    NotReadableJson
        When the text is not JSON.
    NotACaseFile
        When it is JSON, but not a case file.
    """
    try:
        case_file = read_json(text)
    except AlteredLiteral as error:
        return Verification([f"The file was altered: {error}."])
    _refuse_other_files(case_file)
    verification = Verification()
    for check in CHECKS:
        try:
            check(case_file, verification)
        except InvalidInput as error:
            verification.findings.append(f"The inputs do not hold: {error}.")
        if verification.findings:
            return verification
    return verification


def read_case_file(text: str) -> dict[str, Any]:
    """Read a case file without verifying it.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    dict
        Its sections.

    Raises
    ------
    NotReadableJson, AlteredLiteral
        When the text is not JSON as software writes it.
    NotACaseFile
        When it is something else, or lacks a section.
    """
    case_file = read_json(text)
    _refuse_other_files(case_file)
    verification = Verification()
    _check_shape(case_file, verification)
    if not verification.holds:
        raise NotACaseFile(verification.findings[0])
    return dict(case_file)


def _refuse_other_files(case_file: Any) -> None:
    if not isinstance(case_file, Mapping) or not ({"format", "case", "events"} & set(case_file)):
        raise NotACaseFile(f"is not a case file: it must be an object with format “{FORMAT}”")


def _check_shape(case_file: Mapping[str, Any], verification: Verification) -> None:
    known = list_sections(case_file)
    for name in [*known, *case_file]:
        if (name in known) != (name in case_file):
            problem = "is missing" if name in known else "does not belong in a case file"
            verification.findings.append(f"The section “{name}” {problem}.")
    if case_file.get("format") != FORMAT or case_file.get("format_version") != FORMAT_VERSION:
        verification.findings.append(
            f"The format is “{case_file.get('format')}” {case_file.get('format_version')}, but this program "
            f"reads “{FORMAT}” {FORMAT_VERSION}."
        )
    kinds = {"case": dict, "parameters": list, COMMISSION: dict, "results": dict, "withheld": list}
    for name, kind in kinds.items():
        if not isinstance(case_file.get(name, kind()), kind):
            verification.findings.append(f"The section “{name}” is not of the right kind.")


def _check_chain(case_file: Mapping[str, Any], verification: Verification) -> None:
    problem = find_break(case_file["events"])
    kinds = [event["kind"] for event in case_file["events"]] if problem is None else []
    expected = list(list_events(case_file))
    if problem is None and kinds != expected:
        problem = f"the events are {', '.join(map(str, kinds))}, but should be {', '.join(expected)}"
    if problem is not None:
        verification.findings.append(f"The event chain does not hold: {problem}.")
        return
    head = case_file["events"][-1]["hash"]
    verification.notes.append(f"The event chain of {len(kinds)} events is unbroken; its head is {head}.")


def _check_sections(case_file: Mapping[str, Any], verification: Verification) -> None:
    recorded: dict[str, str] = {}
    for event in case_file["events"]:
        sections = event["body"].get("sections") if isinstance(event["body"], Mapping) else None
        recorded |= sections if isinstance(sections, Mapping) else {}
    try:
        found = hash_sections(case_file)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        verification.findings.append(f"The list of withheld parts is not usable ({error}).")
        return
    lost_or_new = [path for path in [*recorded, *found] if (path in found) != (path in recorded)]
    for path in [*lost_or_new, *found]:
        if found.get(path) != recorded.get(path):
            verification.findings.append(_say_section(path, found, recorded, case_file))
            return
    verification.notes.append(f"All {len(found)} sections are as they were when the chain was written.")


def _say_section(
    path: str, found: Mapping[str, str], recorded: Mapping[str, str], case_file: Mapping[str, Any]
) -> str:
    words = say_section(path)
    name = f"“{path}” ({words})" if words else f"“{path}”"
    if path not in recorded:
        return f"{name} was added after the chain was written."
    if path not in found:
        return f"{name} was removed after the chain was written."
    detail = _find_recomputed_difference(case_file) if path.startswith("results.") else ""
    return f"{name} was changed after the chain was written.{f' {detail}' if detail else ''}"


def _find_recomputed_difference(case_file: Mapping[str, Any]) -> str:
    """Name the very figure that was changed; inputs and parameters are known to be as they were."""
    if list_unreleased(case_file):
        return ""
    return find_difference(case_file["results"], _recompute(case_file)) or ""


def _check_released(case_file: Mapping[str, Any], verification: Verification) -> None:
    unreleased = [entry["part"] for entry in list_unreleased(case_file)]
    for entry in case_file["withheld"]:
        if entry["part"] in unreleased:
            until = f"until {entry['until']}" if entry["until"] else "until further notice"
            verification.notes.append(f"“{entry['part']}” is withheld {until}: {entry['reason']}.")
            continue
        value = look_up(case_file, locate_part(entry["part"], case_file))
        if commit_value(value, str(entry.get("salt"))) == entry["commitment"]:
            verification.notes.append(f"“{entry['part']}” was withheld, and is what was committed to.")
        else:
            verification.findings.append(f"“{entry['part']}” is not what was committed to.")


def _check_stand_ins(case_file: Mapping[str, Any], verification: Verification) -> None:
    """Find what stands as withheld without being listed: it would keep results from being recomputed."""
    listed = {locate_part(part, case_file) for part in (entry["part"] for entry in case_file["withheld"])}
    for top in list_sections(case_file):
        for location in find_stand_ins(case_file[top], (top,)):
            if location not in listed:
                path = ".".join(map(str, location))
                problem = f"“{path}” stands as withheld, but is not in the list of withheld parts."
                verification.findings.append(problem)


def _recompute(case_file: Mapping[str, Any]) -> dict[str, Any]:
    appraised = appraise_document(case_file["case"], parameters=case_file["parameters"])
    results = {"appraisal": appraised.result}
    if COMMISSION in case_file:
        law = case_file["results"].get("law", {})
        results |= judge_commission(
            case_file[COMMISSION], case_file["case"], appraised.result, recorded_law=law
        )
    return results


def _check_results(case_file: Mapping[str, Any], verification: Verification) -> None:
    recorded, present = read_engine(case_file["results"]), read_engine({"appraisal": describe_machine()})
    if recorded is None or present is None or recorded > present:
        verification.findings.append(
            f"The results come from a newer or unknown engine ({recorded}); this program has {present}: "
            "update it."
        )
        return
    if list_unreleased(case_file):
        _check_unhindered(case_file, verification)
        return
    if COMMISSION in case_file:
        compare_with_case(read_commission(case_file[COMMISSION]), case_file["case"])
    if recorded < present:
        verification.notes.append(describe_changes(recorded, present))
    difference = find_difference(case_file["results"], _recompute(case_file), skip_engine=recorded < present)
    if difference is not None:
        verification.findings.append(f"{difference}{_explain_difference(case_file)}")
        return
    verification.notes.append("Every result was recomputed from the inputs and is the same.")
    _compare_parameters(case_file, verification)
    if COMMISSION in case_file:
        verification.notes += compare_rules(case_file)


def _check_unhindered(case_file: Mapping[str, Any], verification: Verification) -> None:
    """Recompute what can be while some parts are withheld: each result that does not rest on them."""
    hindering = [
        entry["part"]
        for entry in list_unreleased(case_file)
        if locate_part(entry["part"], case_file)[0] != COMMISSION
    ]
    if hindering:
        parts = ", ".join(f"“{part}”" for part in hindering)
        check_inputs_beside(case_file["case"])
        verification.notes.append(
            f"The results cannot be recomputed while {parts} is withheld; the form of the other inputs was "
            "checked."
        )
    else:
        appraised = appraise_document(case_file["case"], parameters=case_file["parameters"])
        recorded = {"appraisal": case_file["results"]["appraisal"]}
        difference = find_difference(recorded, {"appraisal": appraised.result})
        if difference is not None:
            verification.findings.append(f"{difference}{_explain_difference(case_file)}")
            return
        verification.notes.append("The appraisal was recomputed from the inputs and is the same.")
        _compare_parameters(case_file, verification)
    if COMMISSION in case_file:
        found = check_unhindered(case_file)
        verification.findings += found.findings
        verification.notes += found.notes


def _explain_difference(case_file: Mapping[str, Any]) -> str:
    present, recorded = describe_machine(), case_file["computed_on"]
    if not isinstance(recorded, Mapping):
        return ""
    other = [f"{name} {recorded.get(name)} (here {value})" for name, value in present.items()]
    changed = [text for name, text in zip(present, other, strict=True) if recorded.get(name) != present[name]]
    return f" It was computed with {', '.join(changed)}." if changed else ""


def _compare_parameters(case_file: Mapping[str, Any], verification: Verification) -> None:
    """Note where this program's own parameters have moved on; the file's own are what counts for it."""
    shipped = load_parameters()
    own = {record.get("id") for record in case_file["case"].get("parameters", [])}
    for record in case_file["parameters"]:
        known = shipped.versions.get(record["id"], ())
        if record["id"] not in own and record not in [version.as_record() for version in known]:
            verification.notes.append(
                f"The parameter “{record['id']}” differs from the one in this version of Wholeplace; the "
                "file's own was used."
            )


CHECKS = (
    _check_shape,
    _check_chain,
    _check_sections,
    _check_released,
    _check_stand_ins,
    _check_results,
)

__all__ = [
    "NotACaseFile",
    "NotReadableJson",
    "Verification",
    "find_difference",
    "read_case_file",
    "verify_case_file",
]
