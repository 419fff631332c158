"""TOML is read with the line of every value, refused in one sentence, and written for people."""

import datetime as dt
import math
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeplace.formats import toml
from wholeplace.formats.source_file import SourceDocument
from wholeplace.formats.toml import CannotWriteToml, InvalidToml, read_toml, write_inline, write_toml

EXAMPLE = """\
# a comment with [brackets] and = signs
[case]
title = "A [[title]] = with # signs"
need = \"\"\"
Over
three lines with "quotes" and [[options]]
\"\"\"
rate.named = "green" # dotted
"quoted key" = 'C:\\'

[[options]]
id = "a"
break_years = [
  3, # the first
  5,
]
scores = { control = { pert = [1, 2, 3] }, "b c" = 4 }

  [[options.costs]]
  name = "Staff"
  amount = { pert = [1, 2, 3], shared = "x" }

  [[options.costs]]
  name = "Rooms"

[[options]]
id = "b"
costs = [
  { name = "One", years = [0, 9] },
  { name = "Two" },
]

[options.extra]
x = 1
"""


def test_every_value_has_its_line():
    places = read_toml(EXAMPLE).places
    assert {
        location: places[location]
        for location in [
            ("case",),
            ("case", "title"),
            ("case", "need"),
            ("case", "rate", "named"),
            ("case", "rate"),
            ("case", "quoted key"),
            ("options",),
            ("options", 0),
            ("options", 0, "break_years"),
            ("options", 0, "break_years", 1),
            ("options", 0, "scores", "control", "pert"),
            ("options", 0, "scores", "b c"),
            ("options", 0, "costs", 0, "amount", "shared"),
            ("options", 0, "costs", 1),
            ("options", 0, "costs", 1, "name"),
            ("options", 1, "id"),
            ("options", 1, "costs", 0),
            ("options", 1, "costs", 1, "name"),
            ("options", 1, "extra", "x"),
        ]
    } == {
        ("case",): "line 2",
        ("case", "title"): "line 3",
        ("case", "need"): "line 4",
        ("case", "rate", "named"): "line 8",
        ("case", "rate"): "line 8",
        ("case", "quoted key"): "line 9",
        ("options",): "line 11",
        ("options", 0): "line 11",
        ("options", 0, "break_years"): "line 13",
        ("options", 0, "break_years", 1): "line 15",
        ("options", 0, "scores", "control", "pert"): "line 17",
        ("options", 0, "scores", "b c"): "line 17",
        ("options", 0, "costs", 0, "amount", "shared"): "line 21",
        ("options", 0, "costs", 1): "line 23",
        ("options", 0, "costs", 1, "name"): "line 24",
        ("options", 1, "id"): "line 27",
        ("options", 1, "costs", 0): "line 29",
        ("options", 1, "costs", 1, "name"): "line 30",
        ("options", 1, "extra", "x"): "line 34",
    }


def list_locations(value, location=()):
    """List where tables, and the entries of tables, stand."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield (*location, key)
            yield from list_locations(member, (*location, key))
    elif isinstance(value, list):
        for position, member in enumerate(value):
            if isinstance(member, dict):
                yield (*location, position)
            yield from list_locations(member, (*location, position))


def test_no_key_and_no_table_is_without_its_line():
    source = read_toml(EXAMPLE)
    assert set(list_locations(source.document)) <= set(source.places)


def test_the_document_is_what_the_standard_library_reads():
    assert read_toml(EXAMPLE).document == tomllib.loads(EXAMPLE)


def test_line_ends_of_windows_count_as_one():
    source = read_toml('[case]\r\ntitle = "x"\r\nplace = """a\r\nb"""\r\nseed = 1\r\n')
    assert source.places[("case", "seed")] == "line 5"


def test_an_escaped_key_is_found_under_its_meaning():
    source = read_toml('"caf\\u00e9" = 1\n"plain" = 2')
    assert source.places == {("café",): "line 1", ("plain",): "line 2"}


def test_a_section_at_the_end_without_line_end_has_its_line():
    assert read_toml("[case]\n[distributional]").places == {
        ("case",): "line 1",
        ("distributional",): "line 2",
    }


def test_empty_text_is_an_empty_document():
    assert read_toml("").document == {}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[case]\namount = 1,000", "line 2", "write 1000 and not 1,000 (the line is “amount = 1,000”)"),
        ("amount = £5", "line 1", "put text in double quotes"),
        ("flag = True", "line 1", "true and not True"),
        ("title = Place", "line 1", "put text in double quotes"),
        ("title", "line 1", "write key = value"),
        ('title = "x\n', "line 1", "a text in one pair of quotes must end on its line"),
        ('a = 1\n\ntitle = """x\ny\n', "line 3", "a text is not closed"),
        ("title = '''x\ny", "line 1", "a text is not closed"),
        ("a = [1,\n2\n\n", "line 1", "a list is not closed"),
        ("a = [1\nb = 2", "line 2", "a list is not closed"),
        ("a = { b = 1\nc = 2 }", "line 1", "a table is not closed on its line"),
        ("a = 1\na = 2", "line 2", "a key is given twice"),
        ("a = { b = 1, b = 2 }", "line 1", "a key is given twice between"),
        ("[a]\n[a]", "line 2", "a section is given twice"),
        ("a = [1]\n[[a]]", "line 2", "closed already"),
        ("a.b = 1\n[a]", "line 2", "a section is given twice"),
        ("[a", "line 1", "the brackets of a section do not match"),
        ('a = "\\q"', "line 1", "write \\\\ for a backslash"),
        ('a = "\\uZZZZ"', "line 1", "write \\\\ for a backslash"),
        ('a = "\\ud800"', "line 1", "write \\\\ for a backslash"),
        ("a = 2027-02-30", "line 1", "a date does not exist"),
        ("= 1", "line 1", "neither a key = value nor a [section]"),
        ("a = '\x01'", "line 1", "a character is not allowed there; delete it (the line is “a = '�'”)"),
        ("[]", "line 1", "a key starts with something odd"),
        (f"a = 1 {'b' * 100}", "line 1", f"“a = 1 {'b' * 51}…”"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line_and_what_to_do(text, place, words):
    with pytest.raises(InvalidToml) as refused:
        read_toml(text)
    assert refused.value.place == place
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 10_000,
        "a = " + "{ b = " * 10_000,
        "a" + ".a" * 10_000 + " = 1",
        "[" + "a." * 10_000 + "a]",
    ],
)
def test_hostile_nesting_is_refused_in_a_sentence(text):
    with pytest.raises(InvalidToml, match="nested more than 30 deep"):
        read_toml("x = 1\n" + text)


def test_ten_thousand_brackets_are_no_section():
    with pytest.raises(InvalidToml, match="line 1: cannot be read as TOML"):
        read_toml("[" * 10_000)


def test_a_parser_that_runs_out_of_stack_is_still_a_sentence(monkeypatch):
    monkeypatch.setattr(toml, "MAXIMUM_DEPTH", 1_000_000)
    with pytest.raises(InvalidToml, match="cannot be read as TOML"):
        read_toml("a = " + "[" * 10_000)


def test_an_endless_number_is_refused():
    with pytest.raises(InvalidToml, match="a number of more than 4,300 digits"):
        read_toml("a = " + "1" * 5_000)


def test_a_text_longer_than_any_case_is_refused():
    with pytest.raises(InvalidToml, match="at most 5,000,000 are read"):
        read_toml("#" * 5_000_001)


def test_the_places_of_a_hostile_file_have_a_limit(monkeypatch):
    monkeypatch.setattr(toml, "_MAXIMUM_PLACES", 10)
    assert len(read_toml("\n".join(f"a{n} = 1" for n in range(100))).places) == 10


def try_reading(text):
    try:
        return read_toml(text), ""
    except InvalidToml as error:
        return SourceDocument({}, {}), str(error)


@given(st.text(alphabet="ab=.[]{},'\"\\#\n\r 1", max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    source, refusal = try_reading(text)
    assert "\n" not in refusal
    lines = text.count("\n") + 1
    assert set(list_locations(source.document)) <= set(source.places)
    assert all(1 <= int(place.removeprefix("line ")) <= lines for place in source.places.values())


# --- writing -----------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ['"""', 'a\n""""', "\\\n\\", "\ta\r\n", "\x7f", "'''", "x\n", "\n", "", '"', "\\", "a\n\\b", "\u2028"]
)
SCALARS = (
    TEXTS
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
SECTIONS = VALUES | st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=3)
LINES = st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=3)
OPTIONS = st.lists(
    st.dictionaries(st.sampled_from(["id", "costs", "benefits", "odd key"]), LINES | VALUES), max_size=3
)
DOCUMENTS = st.builds(
    lambda sections, options: sections | options,
    st.dictionaries(st.sampled_from(toml.SECTION_ORDER) | TEXTS, SECTIONS, max_size=5),
    st.fixed_dictionaries({}, optional={"options": OPTIONS}),
)


@given(DOCUMENTS)
def test_what_is_written_reads_as_the_same_document(document):
    assert read_toml(write_toml(document)).document == document


@given(st.floats(allow_nan=False) | st.integers() | st.booleans())
def test_numbers_keep_their_kind_and_every_digit(number):
    read = tomllib.loads(f"x = {write_inline(number)}")["x"]
    assert (type(read), repr(read)) == (type(number), repr(number))


def test_not_a_number_is_written_as_such():
    assert math.isnan(tomllib.loads(f"x = {write_inline(math.nan)}")["x"])


def test_a_case_is_laid_out_for_people():
    document = {
        "options": [
            {
                "costs": [
                    {"name": "Staff", "amount": {"pert": [1, 2, 3.5], "shared": "pay"}, "years": [0, 9]}
                ],
                "id": "in-house",
                "scores": {"control": 50},
                "benefits": [],
                "summary": 'One\ntwo "quoted"',
            }
        ],
        "case": {"title": "T", "as_at": dt.date(2027, 4, 1), "seed": None},
        "public_interest_test": {"skills": {"ready": "no", "reason": "…"}},
        "agencies": [{"id": "council", "name": "C"}],
        "outcomes": [],
        "notes": [["long " * 10, 1], ["long " * 10, 2]],
    }
    assert write_toml(document) == (
        "outcomes = []\n"
        "notes = [\n"
        f'  ["{"long " * 10}", 1],\n'
        f'  ["{"long " * 10}", 2],\n'
        "]\n"
        "\n"
        "[case]\n"
        'title = "T"\n'
        "as_at = 2027-04-01\n"
        "\n"
        "[[agencies]]\n"
        'id = "council"\n'
        'name = "C"\n'
        "\n"
        "[[options]]\n"
        'id = "in-house"\n'
        "scores = { control = 50 }\n"
        "benefits = []\n"
        'summary = """\n'
        'One\ntwo "quoted\\""""\n'
        "\n"
        "  [[options.costs]]\n"
        '  name = "Staff"\n'
        '  amount = { pert = [1, 2, 3.5], shared = "pay" }\n'
        "  years = [0, 9]\n"
        "\n"
        "[public_interest_test]\n"
        'skills = { ready = "no", reason = "…" }\n'
    )


def test_an_empty_document_is_empty_text():
    assert write_toml({}) == ""


def test_no_value_inside_a_value_is_refused_with_its_path():
    with pytest.raises(CannotWriteToml, match=re.escape("parameters.0.source.page has no value")):
        write_toml({"parameters": [{"source": {"page": None}}]})


def test_a_value_of_another_kind_is_refused():
    with pytest.raises(CannotWriteToml, match=r"case\.title has a value of the kind bytes"):
        write_toml({"case": {"title": b"x"}})


@pytest.mark.parametrize("text", ["a\ud800", "a\n\ud800"])
def test_half_a_character_is_refused(text):
    with pytest.raises(CannotWriteToml, match="half a character"):
        write_toml({"case": {"title": text}})
