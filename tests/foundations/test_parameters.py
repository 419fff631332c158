"""Parameters: every figure has a source, a status and dates, and nothing else is let in."""

import copy
import json
import pickle
from datetime import date, datetime
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.foundations import record_file
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.parameters import (
    STATUS_MEANINGS,
    InvalidParameter,
    NotValidOn,
    Parameter,
    UnknownParameter,
    load_parameters,
)
from wholeplace.foundations.parameters.library import group_versions, read_records
from wholeplace.foundations.parameters.records import parse_price_year, read_record

SOURCE = {"title": "Cabinet paper 12", "address": "https://example.org/paper", "page": "page 3"}
RECORD = {
    "id": "own-rate",
    "title": "Our rate",
    "value": 0.03,
    "unit": "share a year",
    "source": SOURCE,
    "status": "C",
}
SHIPPED = [
    pytest.param(record, id=f"{entry.name}:{record.get('id')}")
    for entry in sorted(files("wholeplace.foundations.parameters").iterdir(), key=lambda each: each.name)
    if entry.name.endswith(".yaml")
    for record in yaml.safe_load(entry.read_text(encoding="utf-8"))
]


def change(**fields):
    return {**RECORD, **fields}


def refusal(record):
    with pytest.raises(InvalidParameter) as caught:
        read_record(record, "parameters.0")
    return str(caught.value)


# --- the shipped records ---------------------------------------------------------------------------


@pytest.mark.parametrize("record", SHIPPED)
def test_every_shipped_record_names_its_source_to_the_page(record):
    """A shipped record without title, web address and page of its source fails."""
    assert record["source"]["title"].strip()
    assert record["source"]["address"].startswith("https://")
    assert record["source"]["page"].strip()


@pytest.mark.parametrize("record", SHIPPED)
def test_every_shipped_record_says_all_that_a_record_says(record):
    """A shipped record states its status and both ends of its validity, and a unit cost its price year."""
    assert record["status"] in STATUS_MEANINGS
    assert {"valid_from", "valid_to", "unit"} <= record.keys()
    assert ("agency" in record) <= ("price_year" in record)


@pytest.mark.parametrize("record", SHIPPED)
def test_a_shipped_record_that_lost_its_source_is_refused(record):
    """The loader refuses each shipped record once its source is taken away."""
    with pytest.raises(InvalidParameter, match="source is missing"):
        read_record({name: value for name, value in record.items() if name != "source"})


def test_every_shipped_figure_of_weak_status_is_flagged():
    """T, C and M are not authority; P, MM, N and D are."""
    weak = {parameter.id for parameter in load_parameters().list() if not parameter.is_authority}
    by_status = {
        parameter.id for parameter in load_parameters().list() if parameter.status in {"T", "C", "M"}
    }
    assert weak == by_status
    assert {
        "evidence-grade-cost-uplift",
        "evidence-grade-benefit-reduction",
        "gdp-deflator-extension",
    } <= weak
    assert {"green-book-2026", "optimism-bias", "public-interest-test-threshold"}.isdisjoint(weak)
    assert all(
        not parameter.is_authority for parameter in load_parameters().list() if parameter.id[:3] == "gm-"
    )


def test_the_records_that_the_rules_need_are_there():
    """Every id that other rooms ask for exists, with its figure."""
    loaded = load_parameters()
    figures = {
        "public-interest-test-threshold": 1_000_000,
        "insourcing-strategy-threshold": 100_000_000,
        "procurement-threshold-services-sub-central": 207_720,
        "procurement-threshold-services-central": 135_018,
        "procurement-threshold-light-touch": 663_540,
        "procurement-threshold-works": 5_193_000,
        "procurement-threshold-concession": 5_193_000,
        "procurement-threshold-light-touch-concession": 5_372_609,
        "procurement-threshold-utilities-services": 415_440,
        "procurement-threshold-light-touch-utilities": 884_720,
        "mutual-reservation-term-years": 5,
        "mutual-reservation-interval-years": 3,
        "supported-employment-share": 0.3,
        "minimal-financial-assistance": 315_000,
        "social-value-minimum-weight": 0.1,
        "spend-transparency": 500,
        "contract-transparency": 5_000,
        "right-to-challenge-notice-days": 30,
        "distributional-weight-elasticity": 1.3,
        "gdp-deflator-extension": 0.02,
        "temporary-accommodation-spending": 2_800_000_000,
        "temporary-accommodation-households": 126_040,
        "children-home-place": 318_400,
        "hospital-bed-night-delayed": 395,
    }
    assert {each: loaded.find(each).value for each in figures} == figures


def test_public_interest_test_begins_in_april_2027_and_binds_central_bodies():
    """Before 1 April 2027 the test has no scope; from then it binds central bodies and encourages others."""
    loaded = load_parameters()
    duties = loaded.find("public-interest-test-scope", date(2027, 4, 1)).look_up("body_kind", "duty")
    assert duties.pop("central") == "required"
    assert set(duties) == {"council", "nhs", "combined-authority", "police", "other"}
    assert set(duties.values()) == {"encouraged"}
    with pytest.raises(NotValidOn, match="holds from 2027-04-01"):
        loaded.find("public-interest-test-scope", date(2027, 3, 31))


def test_evidence_grades_are_positive_shares():
    """Grades 1 to 6 give the recalled corrections as shares from 0 to 0.4, for costs and for benefits."""
    for each in ("evidence-grade-cost-uplift", "evidence-grade-benefit-reduction"):
        grades = load_parameters().find(each).look_up("grade", "share")
        assert grades == {1: 0, 2: 0.05, 3: 0.1, 4: 0.15, 5: 0.25, 6: 0.4}


def test_unit_costs_are_many_and_without_the_impossible_one():
    """Some tens of unit costs, each with agency and price year; E&S6.0 at 2.56 million is left out."""
    costs = [parameter for parameter in load_parameters().list() if parameter.id.startswith("gm-")]
    assert 50 <= len(costs) <= 75
    assert all(
        parameter.agency and parameter.price_year and parameter.unit.startswith("GBP ") for parameter in costs
    )
    assert "gm-es6.0" not in {parameter.id for parameter in costs}
    assert max(parameter.value for parameter in costs) < 200_000


def test_unit_costs_are_those_of_the_cited_file(shared):
    """Each unit cost of the reference file stands here with its figure, price year and agency."""
    reference = json.loads((shared / "references" / "gm_cba_and_unit_costs.json").read_text(encoding="utf-8"))
    sample = reference["inputs"]["unit_cost_db"]["sample"]
    loaded = load_parameters()
    for entry in sample:
        if entry["code"] == "E&S6.0":
            continue
        parameter = loaded.find("gm-" + entry["code"].lower().replace("&", ""))
        assert (parameter.value, parameter.price_year) == (entry["cost_gbp"], entry["price_year"])
        assert parameter.agency.lower() == entry["agency"].lower()
        assert parameter.unit.lower() == f"gbp {entry['unit']}".lower()
        assert parameter.source.page == entry["code"]


def test_rules_are_those_of_the_cited_file(shared):
    """Thresholds, terms and grades are the reference files' own figures."""
    folder = shared / "references"
    rules = json.loads((folder / "procurement_and_transfer_rules.json").read_text(encoding="utf-8"))[
        "expected"
    ]
    loaded = load_parameters()
    for name, figure in rules["thresholds_2026_inc_vat"].items():
        if name not in {"status", "from_date"}:
            id_part = {"sub_central_services": "services-sub-central", "central_services": "services-central"}
            each = id_part.get(name, name.replace("_", "-"))
            assert loaded.find(f"procurement-threshold-{each}", date(2026, 1, 1)).value == figure
    grades = json.loads((folder / "gm_cba_and_unit_costs.json").read_text(encoding="utf-8"))["inputs"]
    for each, key in (("cost-uplift", "cost_uplift_pct"), ("benefit-reduction", "benefit_reduction_pct")):
        ours = loaded.find(f"evidence-grade-{each}").look_up("grade", "share")
        assert ours == {int(k): abs(v) / 100 for k, v in grades["confidence_grades"][key].items()}


@pytest.mark.parametrize("parameter", load_parameters().list(), ids=lambda parameter: parameter.id)
def test_a_record_goes_out_as_json_and_comes_back_the_same(parameter):
    """The plain record survives JSON, and the parameter survives copying, pickling and hashing."""
    again = read_record(json.loads(json.dumps(parameter.as_record())))
    assert again == parameter
    assert hash(again) == hash(parameter)
    assert pickle.loads(pickle.dumps(parameter)) == copy.deepcopy(parameter) == parameter


def test_the_shipped_records_are_read_once():
    """Without a place's own records the same object comes back each time."""
    assert load_parameters() is load_parameters()


# --- one record --------------------------------------------------------------------------------------


def test_source_text_is_one_line_of_title_page_and_address():
    """The source reads as title, page, address, and leaves out an empty page."""
    assert read_record(RECORD).source_text == "Cabinet paper 12, page 3, https://example.org/paper"
    without = change(source={"title": "Cabinet\n  paper", "address": "council archive, box 4", "page": ""})
    assert read_record(without).source_text == "Cabinet paper, council archive, box 4"


def test_a_record_cannot_be_changed():
    """Neither the parameter nor a row of its table can be changed."""
    parameter = read_record(change(value=None, table=[{"year": 1, "share": 0.5}]))
    with pytest.raises(ValueError, match="frozen"):
        parameter.status = "P"
    row = parameter.table[0]
    for attempt in (
        lambda: row.__setitem__("share", 1),
        lambda: row.update(share=1),
        lambda: row.pop("share"),
        lambda: row.__delitem__("share"),
        lambda: row.__ior__({"share": 1}),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            attempt()
    assert row == {"year": 1, "share": 0.5}


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (change(source=None), "parameters.0.source must have title, address and page, but is empty"),
        (change(source="a book"), "parameters.0.source must have title, address and page, but is 'a book'"),
        (change(source={"title": "A book"}), "parameters.0.source.address is missing and must be given"),
        (change(source={**SOURCE, "title": " "}), "parameters.0.source.title must not be empty"),
        (change(source={**SOURCE, "url": "x"}), "the fields are title, address, page"),
        (change(source={**SOURCE, "address": "javascript:alert(1)"}), "must be a web address or say where"),
        (change(status="X"), "parameters.0.status must be one of P MM N T D C M, but is 'X'"),
        (change(price=1), "parameters.0.price is not a field of a parameter"),
        (change(id="Own Rate"), "parameters.0.id must be lower-case letters"),
        (change(id="-rate"), "parameters.0.id must be lower-case letters"),
        (change(id=7), "parameters.0.id must be text, but is 7"),
        (change(title=""), "parameters.0.title must not be empty"),
        (change(unit="  "), "parameters.0.unit must not be empty"),
        (change(note=None), "parameters.0.note must be text, but is empty"),
        (change(value="0.03"), "parameters.0.value must be a number, but is '0.03'"),
        (change(value=True), "parameters.0.value must be a number, but is True"),
        (change(value=float("nan")), "parameters.0.value must be a finite number, but is nan"),
        (change(value=float("inf")), "parameters.0.value must be a finite number, but is inf"),
        (change(value="x" * 500), "…"),
        (change(value=None), "either a value or a table, and not both"),
        (change(table=[{"a": 1}]), "either a value or a table, and not both"),
        (change(value=None, table=[]), "parameters.0.table must have at least one row"),
        (change(value=None, table="rows"), "parameters.0.table must be a list of rows, but is 'rows'"),
        (change(value=None, table=[3]), "parameters.0.table.0 must be a row of named cells, but is 3"),
        (change(value=None, table=[{}]), "parameters.0.table.0 must be a row of named cells"),
        (change(value=None, table=[{1: 2}]), "has a column whose name is not text: 1"),
        (change(value=None, table=[{"a": [1]}]), "in column a [1], which is not a number, text or empty"),
        (change(value=None, table=[{"a": float("nan")}]), "in column a nan, which is not a finite number"),
        (change(value=None, table=[{"a": 1}, {"b": 1}]), "the same columns, in the same order"),
        (change(valid_from="1 April"), "parameters.0.valid_from must be a date such as 2026-04-01"),
        (change(valid_from=20260401), "parameters.0.valid_from must be a date such as 2026-04-01"),
        (change(valid_from="2026-02-30"), "parameters.0.valid_from cannot be used"),
        (change(valid_from=datetime(2026, 4, 1, 12)), "parameters.0.valid_from must be a date"),  # noqa: DTZ001
        (
            change(valid_from="2026-04-02", valid_to="2026-04-01"),
            "must not end (2026-04-01) before it begins",
        ),
        (change(price_year=2024), "only in money (GBP), not in share a year"),
        (change(agency="NHS"), "only in money (GBP), not in share a year"),
        (change(unit="GBP", price_year="2013/15"), "parameters.0.price_year must be a calendar year"),
        (change(unit="GBP", price_year="2013-14"), "parameters.0.price_year must be a calendar year"),
        (change(unit="GBP", price_year=24), "parameters.0.price_year must be a calendar year"),
        (change(unit="GBP", price_year=True), "parameters.0.price_year must be a calendar year"),
        (change(unit="GBP per week", agency="NHS"), "must have a price_year"),
        ("a rate", "parameters.0 must be a record with named fields, but is 'a rate'"),
        (None, "parameters.0 must be a record with named fields, but is empty"),
    ],
)
def test_a_wrong_record_is_refused_in_one_sentence(record, sentence):
    """The sentence names the field, what was expected and what was found."""
    text = refusal(record)
    assert sentence in text
    assert "\n" not in text
    assert len(text) < 400


@pytest.mark.parametrize("field", ["id", "title", "unit", "source", "status"])
def test_what_every_record_needs(field):
    """A record without id, title, unit, source or status is refused by name."""
    record = {name: value for name, value in RECORD.items() if name != field}
    assert refusal(record) == f"parameters.0.{field} is missing and must be given"


def test_a_refused_record_is_wrong_input():
    """Faces can treat a refused record like any other wrong input."""
    with pytest.raises(InvalidInput) as caught:
        read_record({}, "parameters.0", "case.toml")
    assert str(caught.value) == "case.toml: parameters.0.id is missing and must be given"


def test_money_may_name_its_prices_and_agency():
    """A unit cost names agency and price year; a year may be a calendar or a financial year."""
    cost = read_record(change(unit="GBP per week", agency="NHS", price_year="1999/00"))
    assert (cost.is_money, cost.agency, cost.price_year) == (True, "NHS", "1999/00")
    assert read_record(change(unit="GBP", price_year=2024)).price_year == 2024
    assert not read_record(RECORD).is_money
    assert parse_price_year("2013/14") == (2013, True)
    assert parse_price_year(2013) == (2013, False)


def test_looking_up_two_columns():
    """Two columns read as a mapping; a missing column, a missing table and a doubled key are refused."""
    parameter = read_record(change(value=None, table=[{"grade": 1, "share": 0}, {"grade": 2, "share": 0.05}]))
    assert parameter.look_up("grade", "share") == {1: 0, 2: 0.05}
    with pytest.raises(InvalidParameter, match="own-rate must have a table with a column level"):
        parameter.look_up("level", "share")
    with pytest.raises(InvalidParameter, match="own-rate must have a table with a column grade"):
        read_record(RECORD).look_up("grade", "share")
    twice = read_record(change(value=None, table=[{"grade": 1, "share": 0}, {"grade": 1, "share": 0.05}]))
    with pytest.raises(InvalidParameter, match="the same grade twice"):
        twice.look_up("grade", "share")


# --- versions and a place's own --------------------------------------------------------------------


def test_versions_that_follow_each_other_are_found_by_date():
    """The first and the last day belong to a version; None gives the newest."""
    loaded = load_parameters(
        [
            change(value=3, valid_from="2028-01-01"),
            change(value=1, valid_to="2025-12-31"),
            change(value=2, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)),
        ]
    )
    assert [
        loaded.find("own-rate", date(*day)).value for day in ((2025, 12, 31), (2026, 1, 1), (2026, 12, 31))
    ] == [1, 2, 2]
    assert loaded.find("own-rate").value == 3
    with pytest.raises(NotValidOn) as caught:
        loaded.find("own-rate", date(2027, 6, 1))
    assert str(caught.value) == (
        "Parameter own-rate has no value that holds on 2027-06-01: "
        "it holds to 2025-12-31 and from 2026-01-01 to 2026-12-31 and from 2028-01-01"
    )
    assert "own-rate" not in {parameter.id for parameter in loaded.list(date(2027, 6, 1))}
    assert "own-rate" in {parameter.id for parameter in loaded.list()}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"valid_to": "2026-01-01"}, {"valid_from": "2026-01-01"}),
        ({"valid_from": "2026-01-01"}, {"valid_from": "2027-01-01"}),
        ({"valid_from": "2026-01-01", "valid_to": "2026-12-31"}, {"valid_to": "2026-06-30"}),
    ],
)
def test_versions_that_overlap_are_refused_in_either_order(first, second):
    """Two versions of one id that share a day are refused with both periods."""
    for pair in ((first, second), (second, first)):
        with pytest.raises(InvalidParameter, match=r"own-rate must not have two versions .* on the same day"):
            load_parameters([change(**fields) for fields in pair])


@given(
    st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        min_size=1,
        max_size=5,
    )
)
def test_overlap_is_refused_exactly_when_two_versions_share_a_day(periods):
    """Grouping agrees with comparing every pair of versions."""
    periods = [(min(pair), max(pair)) for pair in periods]
    shares = any(a[0] <= b[1] and b[0] <= a[1] for i, a in enumerate(periods) for b in periods[i + 1 :])
    records = [read_record(change(valid_from=begins, valid_to=ends)) for begins, ends in periods]
    if shares:
        with pytest.raises(InvalidParameter):
            group_versions(records)
    else:
        assert sorted(group_versions(records)["own-rate"], key=str) == sorted(records, key=str)


def test_a_place_adds_and_overrides():
    """A place's own record replaces all shipped versions of its id, and the shipped ones are kept aside."""
    shipped = load_parameters()
    before = shipped.find("green-book-2026")
    loaded = load_parameters([change(id="green-book-2026"), RECORD])
    assert loaded.find("green-book-2026").value == 0.03
    assert loaded.find("own-rate").value == 0.03
    assert dict(loaded.overrides) == {"green-book-2026": (before,)}
    assert [parameter.id for parameter in loaded.own] == ["green-book-2026", "own-rate"]
    assert shipped.find("green-book-2026") == before
    assert not shipped.overrides
    assert not shipped.own
    assert len(loaded.list()) == len(shipped.list()) + 1


def test_a_place_must_give_its_source():
    """A place's own record without a source is refused by its place in the list."""
    without = {name: value for name, value in RECORD.items() if name != "source"}
    with pytest.raises(InvalidParameter, match=r"^parameters\.1\.source is missing and must be given$"):
        load_parameters([change(id="other"), without])


def test_the_input_is_left_as_it_was():
    """Loading does not change a place's records."""
    records = [change(value=None, table=[{"a": 1}])]
    before = copy.deepcopy(records)
    load_parameters(records)
    assert records == before
    assert type(records[0]["table"][0]) is dict


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("gdp-deflater", "gdp-deflator"),
        ("GREEN-BOOK-2026", "green-book-2026"),
        ("threshold-light", "procurement-threshold-light-touch"),
        ("gm-ho4.11", "gm-ho4.1"),
    ],
)
def test_an_unknown_parameter_names_what_may_be_meant(wanted, near):
    """The sentence names the id that was asked for and near matches."""
    with pytest.raises(UnknownParameter) as caught:
        load_parameters().find(wanted)
    assert f"no parameter {wanted!r}; did you mean" in str(caught.value)
    assert near in str(caught.value)
    assert near in caught.value.near
    assert isinstance(caught.value, WholeplaceError)


@pytest.mark.parametrize("wanted", ["", "zzzzzzzzzzzz"])
def test_an_unknown_parameter_without_near_matches_says_how_to_list_them(wanted):
    """With nothing near, the sentence says where to look."""
    with pytest.raises(UnknownParameter, match="wholeplace parameters lists all"):
        load_parameters().find(wanted)


def test_the_list_is_in_natural_order():
    """Version numbers inside ids sort as numbers."""
    ids = [parameter.id for parameter in load_parameters().list()]
    assert ids.index("gm-cr8.8") < ids.index("gm-cr8.11") < ids.index("gm-cr8.13.6")
    assert ids[0] == "children-home-place"
    assert len(ids) == len(set(ids))


# --- hostile YAML ------------------------------------------------------------------------------------

GOOD = yaml.safe_dump([RECORD])
BOMB = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must be a YAML list of parameters with at least one record"),
        ("[]", "must be a YAML list of parameters with at least one record"),
        ("id: x", "must be a YAML list of parameters"),
        ("- !!python/object/apply:os.system ['true']", "is not a plain YAML list of parameters"),
        ("- !secret x", "line 1: is not a plain YAML list of parameters"),
        (BOMB, "line 2: is not a plain YAML list of parameters: an alias is not allowed"),
        (GOOD + "  id: other\n", "the key id stands twice"),
        ("- {id: [unclosed", "is not a plain YAML list of parameters"),
        ("- [{? {a: 1} : b}]", "is not a plain YAML list of parameters"),
        ("- a\x00b", "is not a plain YAML list of parameters"),
        ("[" * 20_000, "is not a plain YAML list of parameters"),
        ("- {id: x, valid_from: 2026-99-99}", "is not a plain YAML list of parameters"),
        ("--- 1\n--- 2\n", "is not a plain YAML list of parameters"),
        ("- 7", "record 1 must be a record with named fields, but is 7"),
        ("- {title: x}", "record 1.id is missing and must be given"),
        (GOOD.replace("0.03", ".nan"), "record 1 (own-rate).value must be a finite number"),
        (GOOD.replace("status: C", "status: no"), "record 1 (own-rate).status must be one of"),
    ],
)
def test_hostile_yaml_is_refused_in_one_sentence(text, sentence):
    """Objects, aliases, doubled keys, depth, control characters and non-records are refused."""
    with pytest.raises(InvalidParameter) as caught:
        read_records(text, "own.yaml")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("own.yaml")
    assert "\n" not in str(caught.value)


def test_a_huge_file_is_refused_unread(monkeypatch):
    """A file beyond the limit is refused before it is parsed."""
    monkeypatch.setattr(record_file, "LARGEST_FILE_CHARACTERS", 10)
    with pytest.raises(InvalidParameter, match=r"own\.yaml: must have at most 10 characters"):
        read_records(GOOD, "own.yaml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    """Whatever the text, the answer is records or one refusal."""
    try:
        records = read_records(text, "own.yaml")
    except InvalidParameter:
        return
    assert all(isinstance(record, Parameter) for record in records)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*RECORD, "table", "price_year", "agency", "valid_from", "valid_to", "note"]), values)
def test_any_value_in_any_field_is_taken_or_refused(field, value):
    """A record with one field of any kind is either a sound parameter or refused."""
    try:
        parameter = read_record({**RECORD, field: value})
    except InvalidParameter:
        return
    assert read_record(json.loads(json.dumps(parameter.as_record()))) == parameter
