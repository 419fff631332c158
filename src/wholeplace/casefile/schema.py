"""The JSON Schema of the case file: made from the same models that validate it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from wholeplace.casefile.commission import Commission
from wholeplace.casefile.inputs import CaseInputs
from wholeplace.casefile.principles import CODES
from wholeplace.casefile.record import COMMISSION, FORMAT, FORMAT_VERSION, TOP_KEYS
from wholeplace.foundations.parameters import Parameter

SCHEMA_FILE = "case-file-1.schema.json"
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_OPTIONAL_TEXT = {"type": ["string", "null"]}
_NUMBER_OR_NULL = {"type": ["number", "null"]}


def read_schema() -> str:
    """Read the published schema as it lies in the package, as text."""
    return resources.files("wholeplace.casefile").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


def make_schema() -> dict[str, Any]:
    """Make the JSON Schema of the case file from the models.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. Wherever a part of the case may stand, the object that stands for a
        withheld part may stand instead.
    """
    case = CaseInputs.model_json_schema(mode="serialization", by_alias=True)
    parameter = Parameter.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
    commission = Commission.model_json_schema(mode="serialization", by_alias=True)
    definitions = {**commission.pop("$defs"), **case.pop("$defs"), **parameter.pop("$defs", {})}
    withholdable = {name: _allow_withheld(model) for name, model in definitions.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wholeplace case file",
        "description": (
            "One commission: its inputs, parameters, record, results and the chain that binds them."
        ),
        "type": "object",
        "required": list(TOP_KEYS),
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "format_version": {"const": FORMAT_VERSION},
            "case": _loosen_defaults(case),
            "parameters": {"type": "array", "items": parameter},
            COMMISSION: _allow_withheld(commission),
            "results": _describe_results(),
            "computed_on": {"type": "object", "additionalProperties": {"type": "string"}},
            "withheld": {"type": "array", "items": {"$ref": "#/$defs/WithheldPart"}},
            "events": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Event"}},
        },
        "$defs": withholdable | _describe_chain(),
    }


def _loosen_defaults(model: dict[str, Any]) -> dict[str, Any]:
    """Ask only for what a person must write: serialised models would ask for every field."""
    loosened = dict(model)
    properties = loosened.get("properties", {})
    loosened["required"] = [
        name
        for name in loosened.get("required", [])
        if "default" not in properties[name] and name not in _OPTIONAL
    ]
    return loosened


_OPTIONAL = {
    "outcomes", "scenarios", "criteria", "stakeholders", "public_interest_test", "parameters", "withheld",
    "drivers", "break_years", "scores", "costs", "benefits", "transfers",
}  # fmt: skip


def _allow_withheld(model: dict[str, Any]) -> dict[str, Any]:
    """Let the stand-in of a withheld part take the place of any field of a table."""
    if "properties" not in model:
        return model
    loosened = _loosen_defaults(model)
    loosened["properties"] = {
        name: {"anyOf": [_allow_withheld_members(field), {"$ref": "#/$defs/Withheld"}]}
        for name, field in model["properties"].items()
    }
    return loosened


def _allow_withheld_members(field: Any) -> Any:
    """Let the stand-in take the place of any member of a list, too."""
    if isinstance(field, list):
        return [_allow_withheld_members(member) for member in field]
    if not isinstance(field, dict):
        return field
    loosened = {key: _allow_withheld_members(member) for key, member in field.items()}
    if field.get("type") == "array" and "items" in field:
        loosened["items"] = {"anyOf": [loosened["items"], {"$ref": "#/$defs/Withheld"}]}
    return loosened


def _describe_chain() -> dict[str, Any]:
    commitment = {
        "commitment": _HASH,
        "reason": {"type": "string"},
        "until": {"type": ["string", "null"], "format": "date"},
    }
    return {
        "Withheld": _closed({"withheld": _closed(commitment)}),
        "WithheldPart": {
            **_closed({"part": {"type": "string"}, **commitment, "salt": _HASH}),
            "required": ["part", *commitment],
        },
        "Event": _closed(
            {
                "sequence": {"type": "integer", "minimum": 0},
                "kind": {"type": "string"},
                "at": _OPTIONAL_TEXT,
                "by": _OPTIONAL_TEXT,
                "body": {"type": "object"},
                "previous": _HASH,
                "hash": _HASH,
            }
        ),
        "JudgedPrinciple": {"anyOf": [_closed(_describe_principle()), {"$ref": "#/$defs/Withheld"}]},
        "Range": _closed(dict.fromkeys(("mean", "p10", "p50", "p90"), _NUMBER_OR_NULL)),
    }


def _describe_principle() -> dict[str, Any]:
    override = _closed({key: {"type": "string"} for key in ("name", "office", "reason", "on")})
    statuses = ["met", "not-yet", "overridden", "not-recorded"]
    fields = {
        "code": {"enum": list(CODES)},
        "title": {"type": "string"},
        "status": {"enum": statuses},
        "why": {"type": "string"},
        "override": {"anyOf": [override, {"type": "null"}]},
    }
    return {name: {"anyOf": [field, {"$ref": "#/$defs/Withheld"}]} for name, field in fields.items()}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _describe_results() -> dict[str, Any]:
    ranges = (
        "cost_pv", "public_cost_pv", "benefit_pv", "npsv", "public_npv", "cashable_npv", "fiscal_pv", "bcr",
        "fiscal_return",
    )  # fmt: skip
    by_name = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Range"}}
    option = {
        **{name: {"$ref": "#/$defs/Range"} for name in ranges},
        "payback_year": {"type": ["integer", "null"], "minimum": 0},
        "agencies": by_name,
        "bodies": by_name,
        "probability_best": {"type": "number", "minimum": 0, "maximum": 1},
        "expected_regret": {"type": "number", "minimum": 0},
        "shunting": {
            "type": "object",
            "additionalProperties": _closed(_numbers("mean", "probability_of_loss")),
        },
        "lock_in": _closed(
            {
                "earliest_exit_years": {"type": "number", "minimum": 0},
                "committed_share": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}},
                "committed_pv_share": _NUMBER_OR_NULL,
                "exit_cost": {"type": "number"},
                "value_of_leaving": _NUMBER_OR_NULL,
            }
        ),
        "cash": {"type": "object"},
    }
    appraisal = {
        "title": {"type": "string"},
        "seed": {"type": "integer"},
        "draws": {"type": "integer", "minimum": 1},
        "engine": {"type": "string", "pattern": "^appraisal [0-9]+$"},
        "parameters": {"type": "array", "items": {"type": "object"}},
        "best": {"type": "string"},
        "tie": {"type": "array", "items": {"type": "string"}},
        "ranking": {"type": "array", "items": {"type": "string"}},
        "options": {"type": "object", "additionalProperties": _closed(option)},
        "evpi": {"type": "number", "minimum": 0},
        "evppi": {
            "type": "array",
            "items": _closed({"quantity": {"type": "string"}, **_numbers("value", "error")}),
        },
        "switching": {"type": "array", "items": _closed(_switch())},
        "guesses": {"type": "array", "items": _closed({"option": {"type": "string"}, **_switch()})},
        "scenarios": {"type": "object"},
        "regret": {"type": "object"},
        "minimax_regret": {"type": "string"},
        "tornado": {"type": "array", "items": {"type": "object"}},
        "grades": {"type": "array", "items": {"type": "object"}},
        "preferences": {"type": "object"},
        "public_interest_test": {"type": "object"},
        "cautions": {"type": "array", "items": {"type": "string"}},
        "caution_kinds": {"type": "array", "items": {"type": "string"}},
    }
    described = _closed(appraisal)
    described["properties"] = {**appraisal, "distributional": {"type": "object"}}
    allowed = {"anyOf": [described, {"type": "object", "description": "with withheld parts"}]}
    judged = {
        "law": {
            "type": "object",
            "required": ["options", "commission", "public_interest_test"],
            "description": "What the law allows, with the rules and figures it was judged by",
        },
        "principles": {"type": "array", "items": {"$ref": "#/$defs/JudgedPrinciple"}},
    }
    described = _closed({"appraisal": allowed})
    described["properties"] |= judged
    return described


def _switch() -> dict[str, Any]:
    return {"line": {"type": "string"}, "name": {"type": "string"}, "factor": _NUMBER_OR_NULL}


def _numbers(*names: str) -> dict[str, Any]:
    return {name: {"type": "number"} for name in names}


def write_schema() -> str:
    """Write the schema as it is published: the text of the file in the package."""
    return json.dumps(make_schema(), ensure_ascii=False, indent=2) + "\n"
