"""The one path from a case document to its results."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wholeplace.casefile.cautions import list_cautions
from wholeplace.casefile.compile import compile_case
from wholeplace.casefile.inputs import CaseInputs, Location, read_inputs
from wholeplace.casefile.preferences import rank_preferences
from wholeplace.casefile.public_interest import describe_public_interest_test
from wholeplace.engines import appraisal
from wholeplace.engines.appraisal import AppraisalResult, OnStep
from wholeplace.foundations.parameters import Parameter, load_parameters

ENGINE = f"appraisal {appraisal.ENGINE_VERSION}"


@dataclass(frozen=True)
class Appraised:
    """A case document with what was computed from it.

    Parameters
    ----------
    document : dict
        The inputs as plain JSON values, with the seed and draws that were used.
    inputs : CaseInputs
        The same, validated.
    parameters : tuple of Parameter
        Every parameter that the results rest on.
    result : dict
        The output described in the case file's schema; pounds, shares and years as named there.
    """

    document: dict[str, Any]
    inputs: CaseInputs
    parameters: tuple[Parameter, ...]
    result: dict[str, Any]


def appraise_document(
    document: object,
    *,
    draws: int | None = None,
    seed: int | None = None,
    places: Mapping[Location, str] | None = None,
    parameters: Sequence[Mapping[str, Any]] = (),
    on_step: OnStep | None = None,
) -> Appraised:
    """Validate a case document and compute its results.

    Parameters
    ----------
    document : object
        Nested dictionaries and lists, as read from TOML, a spreadsheet or a case file.
    draws, seed : int, optional
        Instead of those in the document.
    places : mapping of location to str, optional
        Where each value stands in its file, for errors.
    parameters : sequence of mapping
        Records to use instead of the shipped ones of the same id: those a case file was computed with.
        Where the document has a record of its own, that one counts.
    on_step : callable, optional
        Told a stage (``options``, ``quantities``, ``groups``), how many are done and how many there are.
        It changes no result; what it raises ends the appraisal and is passed on.

    Returns
    -------
    Appraised
        The same document, platform and versions give the same result to the last bit.

    Raises
    ------
    InvalidInput
        When the document does not hold.
    """
    plain = _with_overrides(make_plain(document), draws, seed)
    inputs = read_inputs(plain, places)
    own = [record.get("id") for record in inputs.parameters]
    recorded = [record for record in parameters if record.get("id") not in own]
    library = load_parameters([*inputs.parameters, *recorded])
    case, used = compile_case(inputs, library)
    test, test_used = describe_public_interest_test(inputs, library)
    outcome = appraisal.appraise(case, on_step=on_step)
    preferences, outside = rank_preferences(inputs, on_step)
    all_used = tuple({parameter.id: parameter for parameter in (*used, *test_used)}.values())
    result = {
        "title": inputs.case.title,
        "seed": inputs.case.seed,
        "draws": inputs.case.draws,
        "engine": ENGINE,
        "parameters": [_show_parameter(parameter) for parameter in all_used],
        **_write_outcome(outcome),
        "preferences": preferences,
        "public_interest_test": test,
    }
    cautions = list_cautions(inputs, all_used, result, outcome.out_of_range | outside)
    result["cautions"] = [sentence for _, sentence in cautions]
    result["caution_kinds"] = [kind for kind, _ in cautions]
    return Appraised(plain, inputs, all_used, make_plain(result))


def _with_overrides(document: Any, draws: int | None, seed: int | None) -> Any:
    given = {name: value for name, value in (("draws", draws), ("seed", seed)) if value is not None}
    if not given or not isinstance(document, dict) or not isinstance(document.get("case"), dict):
        return document
    return document | {"case": document["case"] | given}


def make_plain(value: Any) -> Any:
    """Turn dates, tuples and mappings into what JSON can hold.

    Parameters
    ----------
    value : object
        Nested containers of plain values.

    Returns
    -------
    object
        A copy; dates as ISO 8601 text, tuples as lists.
    """
    if isinstance(value, Mapping):
        return {str(key): make_plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [make_plain(member) for member in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def _show_parameter(parameter: Parameter) -> dict[str, Any]:
    record = parameter.as_record()
    return {
        "id": parameter.id,
        "value": parameter.value if parameter.value is not None else record["table"],
        "unit": parameter.unit,
        "source": parameter.source_text,
        "status": parameter.status,
    }


def _write_outcome(outcome: AppraisalResult) -> dict[str, Any]:
    """Write the engine's result with the names and the order of the published output."""
    written = {
        "best": outcome.best,
        "tie": outcome.tie,
        "ranking": outcome.ranking,
        "options": {name: dataclasses.asdict(option) for name, option in outcome.options.items()},
        "evpi": outcome.evpi,
        "evppi": [
            {"quantity": quantity, "value": worth.value, "error": worth.error}
            for quantity, worth in outcome.evppi
        ],
        "switching": [dataclasses.asdict(switch) for switch in outcome.switching],
        "guesses": [{"option": option, **dataclasses.asdict(switch)} for option, switch in outcome.guesses],
        "scenarios": outcome.scenarios,
        "regret": outcome.regret,
        "minimax_regret": outcome.minimax_regret,
        "tornado": [dataclasses.asdict(bar) for bar in outcome.tornado],
        "grades": [dataclasses.asdict(effect) for effect in outcome.grades],
    }
    if outcome.weighted is not None:
        written["distributional"] = dataclasses.asdict(outcome.weighted)
    return written
