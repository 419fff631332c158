"""Nothing is lost between a document and a workbook, in either direction."""

import datetime as dt
import errno
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel

from wholeplace.casefile import inputs
from wholeplace.casefile.inputs import CaseInputs, read_inputs
from wholeplace.engines.appraisal.quantities import PARAMETER_COUNTS, Distribution
from wholeplace.formats.toml import read_toml, write_toml
from wholeplace.formats.workbook import CannotWriteWorkbook, read_workbook, write_workbook
from wholeplace.formats.workbook.codecs import FAMILIES
from wholeplace.formats.workbook.columns import (
    PARAMETERS,
    PUBLIC_INTEREST_TEST,
    SHEETS,
    Kind,
    Shape,
    Sheet,
    answer_key,
)
from wholeplace.foundations.parameters.records import Parameter, Source

SHEET = {sheet.name: sheet for sheet in SHEETS}
EXAMPLE = """
[case]
title = "Housing-related support after 2027"
place = "Calderwick"
body_kind = "council"
start_year = 2027
horizon_years = 10
price_base_year = 2026
rate = "green-book-2026"
inflation = 0.02
as_at = 2026-10-01

[[agencies]]
id = "council-housing"
name = "Calderwick Council, housing"

[[agencies]]
id = "icb"
name = "The integrated care board"

[[scenarios]]
id = "high-demand"
name = "Demand rises by a third"
drivers = { demand = 1.33 }

[[criteria]]
id = "control"
name = "Users' control over their support"

[[stakeholders]]
id = "users"
name = "People who use the service"
weights = { control = 100 }

[[options]]
id = "in-house"
name = "Council team"
model = "in-house"
business_as_usual = true
in_house_comparator = true
break_years = [3, 5]
scores = { control = { triangular = [50, 60, 80] } }

  [[options.costs]]
  name = "Staff"
  agency = "council-housing"
  amount = { pert = [900000, 1000000, 1250000], shared = "pay" }
  years = [0, 9]
  drivers = ["demand"]

  [[options.transfers]]
  from = "icb"
  to = "council-housing"
  amount = 120000
  years = [0, 9]

[public_interest_test]
value_for_money = { favours = "in-house", reason = "…" }
workforce = { ready = "partly", reason = "…" }
indication = { answer = "mixed", reason = "…" }

[[parameters]]
id = "wage"
title = "A wage"
value = 31.5
unit = "GBP an hour"
status = "N"
source = { title = "A book", address = "https://example.org/book" }

[[withheld]]
part = "options.in-house.costs.0.amount"
reason = "negotiation"
until = 2027-06-01
"""


# --- the table of columns and the schema of the case say the same ------------------------------------


def unwrap(annotation):
    """List the alternatives of an annotation, without None and without what only checks."""
    if get_origin(annotation) is Annotated:
        return unwrap(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [part for argument in get_args(annotation) for part in unwrap(argument)]
    return [] if annotation is type(None) else [annotation]


def name_fields(model):
    return {field.alias or name: field for name, field in model.model_fields.items()}


def find_models():
    """Pair each sheet with the model of one of its entries."""
    pairs = {}
    option = name_fields(inputs.Option)
    for name in ("costs", "benefits", "transfers"):
        pairs[name] = get_args(unwrap(option[name].annotation)[0])[0]
    for name, field in name_fields(CaseInputs).items():
        kind = unwrap(field.annotation)[0]
        pairs[name] = get_args(kind)[0] if get_origin(kind) is list else kind
    return pairs


MODELS = find_models()
MODELLED = [sheet for sheet in SHEETS if sheet.shape in (Shape.KEYS, Shape.ENTRIES, Shape.LINES)]


def test_every_section_of_a_case_has_a_sheet():
    assert set(MODELS) == set(SHEET)


@pytest.mark.parametrize("sheet", MODELLED, ids=lambda sheet: sheet.name)
def test_a_sheet_has_a_column_for_every_field_and_no_other(sheet: Sheet):
    columns = {column.name for column in sheet.columns} - {"option"}
    if "first_year" in columns:
        columns = columns - {"first_year", "last_year"} | {"years"}
    keyed = {sheet.keyed.field} if sheet.keyed else set()
    lines = {"costs", "benefits", "transfers"} if sheet.name == "options" else set()
    assert columns | keyed | lines == set(name_fields(MODELS[sheet.name]))


@pytest.mark.parametrize("sheet", MODELLED, ids=lambda sheet: sheet.name)
def test_a_column_is_required_where_its_field_is(sheet: Sheet):
    fields = name_fields(MODELS[sheet.name])
    required = {column.name for column in sheet.columns if column.required and column.name in fields}
    keyed = {sheet.keyed.field} if sheet.keyed and sheet.keyed.required else set()
    expected = {name for name, field in fields.items() if field.is_required()} - {"years"}
    assert required | keyed == expected


@pytest.mark.parametrize("sheet", MODELLED, ids=lambda sheet: sheet.name)
def test_a_column_offers_the_words_that_its_field_takes(sheet: Sheet):
    fields = name_fields(MODELS[sheet.name])
    for column in sheet.columns:
        literals = (
            [part for part in unwrap(fields[column.name].annotation) if get_origin(part) is Literal]
            if (column.name in fields)
            else []
        )
        if literals:
            assert column.choices == get_args(literals[0]), column.name
        else:
            assert not column.choices or column.name == "grade"


def expect_kind(field):
    """Name the kind of column that a field needs, from its annotation alone."""
    parts = unwrap(field.annotation)
    if Distribution in parts:
        return Kind.QUANTITY
    if any(get_origin(part) is dict for part in parts):
        return Kind.BY_QUANTITY
    if any(get_origin(part) is list for part in parts):
        return Kind.WHOLES if int in unwrap(get_args(parts[0])[0]) else Kind.NAMES
    if set(parts) == {str, float}:
        return Kind.RATE
    if set(parts) == {int, str}:
        return Kind.YEAR
    if get_origin(parts[0]) is Literal:
        return Kind.NAME
    plain = {bool: Kind.FLAG, int: Kind.WHOLE, float: Kind.NUMBER, dt.date: Kind.DATE, str: Kind.TEXT}
    return plain[parts[0]]


@pytest.mark.parametrize("sheet", MODELLED, ids=lambda sheet: sheet.name)
def test_a_column_reads_the_kind_of_value_that_its_field_takes(sheet: Sheet):
    fields = name_fields(MODELS[sheet.name])
    for column in sheet.columns:
        if column.name in fields:
            kinds = {
                column.kind,
                Kind.TEXT if column.kind is Kind.NAME and not column.choices else column.kind,
            }
            assert expect_kind(fields[column.name]) in kinds, column.name


def test_the_sheet_of_questions_has_every_question_and_its_words():
    for question in PUBLIC_INTEREST_TEST.columns:
        model = unwrap(MODELS["public_interest_test"].model_fields[question.name].annotation)[0]
        fields = name_fields(model)
        assert list(fields) == [answer_key(question), "reason"]
        assert get_args(fields[answer_key(question)].annotation) == question.choices
    assert [question.name for question in PUBLIC_INTEREST_TEST.columns] == list(
        MODELS["public_interest_test"].model_fields
    )


def test_the_sheet_of_parameters_has_the_fields_of_a_parameter():
    plain = set(Parameter.model_fields) - {"table", "source"}
    source = {f"source: {name}" for name in Source.model_fields}
    assert {column.name for column in PARAMETERS.columns} == plain | source


def test_every_distribution_can_be_written_in_words():
    assert set(FAMILIES) == set(PARAMETER_COUNTS)


# --- documents ---------------------------------------------------------------------------------------

TRICKY = st.sampled_from(
    [
        *("=1+1", "=cmd|'/c calc'!A0", "+1", "-1", "@x", "'quoted", "#REF!", "#N/A"),
        *(" x ", "\tx", "a\nb", "a\r\nb", "\r", "", " ", "\n", '""', '" "', '\\""'),
        *("\\", "\\\\server\\share", "{", "{ a = 1 }", "\\{ a }", "[]", "[1]", "\\[", "{}"),
        *("pert 1 2 3", "2027", "1e5", "TRUE", "2027-04-01", "None", "nan", "x" * 32_000),
        *("_x000D_", "_x005F_x000D_", "_x00e9_", "&amp; <b>", "]]>"),
        *("\u200b", "\u00a0", "\u2028", "\x7f", "\x85", "e\u0301", "\U0001f3e0"),
    ]
)
ANY_TEXT = TRICKY | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
)
TEXT = ANY_TEXT.filter(bool)
IDENTIFIER = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True) | st.sampled_from(
    ["TRUE", "1", "001", "1e5", "shared", "x--_", "NaN"]
)
NUMBER = (
    st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.1 + 0.2, -0.0, 1e16, 5e-324, 1.7976931348623157e308, 2**53 + 1, 1.0, 10**300])
)
WHOLE = st.integers(0, 2**53)
DATE = st.dates(dt.date(1900, 3, 1)) | st.dates().map(str)
DISTRIBUTION = st.builds(
    lambda family, numbers, shared: {family: numbers} | shared,
    st.sampled_from(FAMILIES),
    st.lists(NUMBER, min_size=1, max_size=3),
    st.fixed_dictionaries({}, optional={"shared": TEXT}),
)
QUANTITY = NUMBER | DISTRIBUTION | st.builds(lambda name: {"parameter": name}, ANY_TEXT)
FREE = st.recursive(
    ANY_TEXT | NUMBER | st.booleans() | st.dates(dt.date(1900, 3, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
BY_QUANTITY = ANY_TEXT | st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3)
BY_NAME = {
    "id": IDENTIFIER,
    "years": st.tuples(WHOLE, WHOLE).map(list),
    "rate": TEXT | NUMBER,
    "inflation": TEXT | NUMBER,
    "price_year": st.integers(1900, 2500) | st.just("2023/24"),
    "break_years": st.lists(WHOLE, max_size=3),
    "drivers": st.lists(IDENTIFIER, max_size=3),
    "grade": st.integers(1, 6),
    "amount": QUANTITY,
    "unit_value": QUANTITY,
    **dict.fromkeys(inputs.BENEFIT_QUANTITIES, QUANTITY),
}


def make_field(name: str, annotation: Any) -> st.SearchStrategy[Any]:
    """Make values of one field, valid by themselves, from its name or its annotation."""
    parts = unwrap(annotation)
    if get_origin(annotation) is dict:
        kind = QUANTITY if name == "scores" else NUMBER
        return st.dictionaries(IDENTIFIER, kind, max_size=3)
    if name in BY_NAME:
        return BY_NAME[name]
    if name in ("source", "status") and len(parts) > 1:
        return BY_QUANTITY if name == "source" else st.sampled_from(["P", "T"]) | st.just({"impact": "M"})
    if get_origin(parts[0]) is Literal:
        return st.sampled_from(get_args(parts[0]))
    if get_origin(parts[0]) is dict:
        return st.dictionaries(IDENTIFIER, NUMBER, min_size=1, max_size=3)
    if get_origin(parts[0]) is list:
        return st.lists(make_table(get_args(parts[0])[0]), max_size=2)
    if isinstance(parts[0], type) and issubclass(parts[0], BaseModel):
        return make_table(parts[0])
    pointing = {"agency", "outcome", "from", "to", "body"}
    plain = {bool: st.booleans(), int: WHOLE, float: NUMBER, dt.date: DATE, str: TEXT}
    return IDENTIFIER if name in pointing else plain[parts[0]]


def make_table(model: Any) -> st.SearchStrategy[dict[str, Any]]:
    if get_origin(model) is dict:
        keys = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
        entries = st.dictionaries(keys, FREE, min_size=1, max_size=4)
        return entries.filter(lambda entry: entry != {"id": []})  # no parameter has such an id
    fields = {name: (make_field(name, field.annotation), field) for name, field in name_fields(model).items()}
    if "weights" in fields:
        weights = st.dictionaries(IDENTIFIER, NUMBER, min_size=1, max_size=3)
        fields["weights"] = (weights, fields["weights"][1])
    return st.fixed_dictionaries(
        {name: made for name, (made, field) in fields.items() if field.is_required()},
        optional={name: made for name, (made, field) in fields.items() if not field.is_required()},
    )


def name_once(document):
    """Give the options different ids, as every valid case has."""
    for position, option in enumerate(document["options"]):
        option["id"] = f"{option['id']}-{position}"
    return document


DOCUMENTS = make_table(CaseInputs).map(name_once)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(DOCUMENTS)
def test_what_a_workbook_holds_is_the_document(document):
    assert read_workbook(write_workbook(document)).document == document


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(DOCUMENTS)
def test_what_toml_holds_is_the_document(document):
    assert read_toml(write_toml(document)).document == document


def read_appraisal_example():
    return read_toml(EXAMPLE).document


def test_a_case_in_a_workbook_is_the_case_in_toml():
    document = read_appraisal_example()
    source = read_workbook(write_workbook(document))
    assert source.document == document
    assert read_inputs(source.document, source.places) == read_inputs(document)


def test_whole_numbers_stay_whole_and_truth_values_true():
    document = read_workbook(write_workbook(read_appraisal_example())).document
    assert repr(document["case"]["start_year"]) == "2027"
    assert repr(document["options"][0]["costs"][0]["years"]) == "[0, 9]"
    assert document["options"][0]["business_as_usual"] is True


def test_the_same_document_is_always_the_same_bytes(monkeypatch):
    document = read_appraisal_example()
    first = write_workbook(document)

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2099, 1, 1, tzinfo=tz)

    clock = SimpleNamespace(datetime=Later, timezone=dt.timezone)
    monkeypatch.setattr("openpyxl.writer.excel.datetime", clock)
    monkeypatch.setattr("openpyxl.packaging.core.datetime", clock)
    assert write_workbook(document) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_writing_leaves_the_document_alone():
    document = read_appraisal_example()
    write_workbook(document)
    assert document == read_appraisal_example()


def test_none_is_absent():
    document = read_appraisal_example()
    full = read_appraisal_example()
    full["case"]["seed"] = None
    full["options"][0]["benefits"] = None
    full["public_interest_test"]["skills"] = None
    full["distributional"] = None
    full["outcomes"] = None
    assert read_workbook(write_workbook(full)).document == document


def test_text_is_never_a_formula_for_any_reader():
    document = read_appraisal_example()
    document["case"]["title"] = "=HYPERLINK(1)"
    document["agencies"][0]["name"] = "#REF!"
    book = load_workbook(io.BytesIO(write_workbook(document)))
    assert (book["case"]["B2"].value, book["case"]["B2"].data_type) == ("=HYPERLINK(1)", "s")
    assert book["case"]["B2"].quotePrefix
    assert book["agencies"]["B2"].data_type == "s"


def test_another_reader_finds_every_digit():
    document = read_appraisal_example()
    document["case"]["value_pounds"] = 0.1 + 0.2
    book = load_workbook(io.BytesIO(write_workbook(document)))
    assert book["case"]["B12"].value == 0.1 + 0.2


def test_a_person_finds_a_guide_bold_headers_and_drop_down_lists():
    book = load_workbook(io.BytesIO(write_workbook(read_appraisal_example())))
    assert book.sheetnames == ["guide", *SHEET]
    assert book["guide"]["A1"].value == "How to fill in this workbook"
    costs = book["costs"]
    assert costs["A1"].font.bold
    assert costs.freeze_panes == "C2"
    lists = {str(rule.sqref): rule.formula1 for rule in costs.data_validations.dataValidation}
    assert lists["A2:A1000"] == "options!$A$2:$A$1000"
    assert lists["D2:D1000"].startswith('"staff,non-staff,capital')
    options = {str(rule.sqref): rule.formula1 for rule in book["options"].data_validations.dataValidation}
    assert options["D2:D1000"] == '"TRUE,FALSE"'
    assert all(len(formula) <= 257 for formula in [*lists.values(), *options.values()])
    assert book["options"]["N1"].value == "score: control"
    assert book["parameters"]["G2"].value == "A book"


def test_the_guide_may_say_what_the_caller_wants_and_is_not_read():
    document = read_appraisal_example()
    data = write_workbook(document, ["Hello", "=1"])
    assert load_workbook(io.BytesIO(data))["guide"]["A2"].value == "=1"
    assert read_workbook(data).document == document


NOON = dt.datetime.fromisoformat("2027-01-01T12:00")


# --- what a workbook cannot hold ---------------------------------------------------------------------


def change(path, value):
    document = read_appraisal_example()
    *steps, last = path
    here: Any = document
    for step in steps:
        here = here[step]
    here[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("case", "title"), "a\x01b", "case.title has the character U+0001 in its text"),
        (("case", "title"), "\ud800", "case.title has the character U+D800 in its text"),
        (
            ("case", "title"),
            "x" * 32_768,
            "case.title has 32,768 characters, and a cell holds at most 32,767",
        ),
        (("case", "title"), "\U0001f3e0" * 20_000, "case.title has 40,000 characters"),
        (("case", "title"), "a" + "\r" * 10_000, "case.title has 70,001 characters"),
        (("case", "title"), 5, "case.title is 5, and cannot stand in a spreadsheet like this"),
        (("case", "odd"), 5, "case.odd has no row in a workbook"),
        (("case",), [1], "case must be a table"),
        (("case", "start_year"), "2027", "case.start_year must be a number, but is the text “2027”"),
        (("case", "value_pounds"), float("nan"), "case.value_pounds must be a finite number"),
        (("case", "value_pounds"), 10**400, "case.value_pounds must be a finite number"),
        (("case", "as_at"), dt.date(1850, 1, 1), "case.as_at must be a date without a time, from 1900-03-01"),
        (("case", "as_at"), NOON, "case.as_at must be a date without a time"),
        (("case", "body_kind"), "", "case.body_kind must be an id, or one of a few words, but is empty"),
        (("case", "body_kind"), " x", "case.body_kind must be an id, or one of a few words, but is ' x'"),
        (("odd",), 1, "odd has no sheet in a workbook"),
        (("agencies",), {"id": 1}, "agencies must be a list"),
        (("agencies", 0), [], "agencies.0 must be a table"),
        (("agencies", 0), {}, "agencies.0 has no entries"),
        (("agencies", 0, "odd"), 1, "agencies.0.odd has no column"),
        (("options", 0, "id"), None, "options.0.id is None"),
        (("options", 0, "costs"), 3, "options.0.costs must be a list"),
        (("options", 0, "costs", 0, "option"), "x", "options.0.costs.0.option has no column"),
        (
            ("options", 0, "costs", 0, "years"),
            [1],
            "options.0.costs.0.years must be the first and the last year",
        ),
        (("options", 0, "costs", 0, "years"), 1, "options.0.costs.0.years must be a list"),
        (
            ("options", 0, "costs", 0, "amount"),
            {"pert": [None]},
            "amount has no value, which TOML cannot hold",
        ),
        (("options", 0, "costs", 0, "drivers"), "x", "options.0.costs.0.drivers is 'x'"),
        (("options", 0, "scores"), 3, "options.0.scores must be a table"),
        (
            ("options", 0, "scores"),
            {" x": 3},
            "options has something that a workbook cannot hold without loss",
        ),
        (("public_interest_test", "skills"), {"odd": 1}, "public_interest_test.skills.odd has no column"),
        (("public_interest_test", "odd"), {}, "public_interest_test.odd has no row"),
        (("parameters", 0, "a b"), 1, "parameters.0.a b has a key that cannot head a column"),
        (("parameters", 0, "x"), NOON, "parameters.0.x must be a date without a time"),
        (
            ("parameters",),
            [{"id": []}],
            "parameters has something that a workbook cannot hold without loss",
        ),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused_by_name(path, value, words):
    with pytest.raises(CannotWriteWorkbook) as refused:
        write_workbook(change(path, value))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_guide_that_a_workbook_cannot_hold_is_refused():
    with pytest.raises(CannotWriteWorkbook, match="guide has the character U"):
        write_workbook(read_appraisal_example(), ["\x00"])


def test_no_room_for_temporary_files_is_said(monkeypatch):
    def refuse(*_args, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("openpyxl.workbook.workbook.Workbook.save", refuse)
    with pytest.raises(CannotWriteWorkbook, match="for want of room for temporary files"):
        write_workbook(read_appraisal_example())


def test_more_rows_than_are_read_are_not_written():
    outcomes = [{"id": f"o{number}", "name": "x"} for number in range(20_000)]
    with pytest.raises(CannotWriteWorkbook, match="outcomes is too long for a workbook: at most 20,000 rows"):
        write_workbook(change(("outcomes",), outcomes))


def test_every_case_that_the_repository_shows_survives_a_spreadsheet():
    for path in sorted((Path(__file__).parents[2] / "examples").glob("**/*.toml")):
        document = read_toml(path.read_text(encoding="utf-8")).document
        assert read_workbook(write_workbook(document)).document == document, path.name
