"""A workbook is read as people fill it in, and refused with sheet and cell, in one sentence."""

import datetime as dt
import functools
import io
import random
import re
import struct
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from wholeplace.formats.workbook import InvalidWorkbook, cells, read_workbook, write_workbook

DOCUMENT = {
    "case": {"title": "A case", "place": "Calderwick", "body_kind": "council", "start_year": 2027,
             "horizon_years": 10, "price_base_year": 2026, "rate": 0.035},
    "agencies": [{"id": "council", "name": "The council"}, {"id": "icb", "name": "The board"}],
    "options": [
        {"id": "in-house", "name": "Team", "model": "in-house", "business_as_usual": True,
         "costs": [{"name": "Staff", "agency": "council", "amount": 100, "years": [0, 9]}]},
        {"id": "grant", "name": "Grant", "model": "grant", "in_house_comparator": True},
    ],
}  # fmt: skip


@functools.cache
def write_example() -> bytes:
    return write_workbook(DOCUMENT)


def save(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def edit(sheet, **values) -> bytes:
    """Fill cells of one sheet of the example, as another program would."""
    book = load_workbook(io.BytesIO(write_example()))
    for place, value in values.items():
        book[sheet][place] = value
    return save(book)


def refuse(data: bytes) -> str:
    with pytest.raises(InvalidWorkbook) as refused:
        read_workbook(data)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def read_first_cost(**values):
    return read_workbook(edit("costs", **values)).document["options"][0]["costs"][0]


def test_another_program_may_save_the_workbook_in_between():
    assert read_workbook(edit("costs")).document == DOCUMENT


def test_every_value_has_its_cell():
    places = read_workbook(write_example()).places
    assert places[("case", "start_year")] == "sheet case, cell B5"
    assert places[("options", 0, "costs", 0)] == "sheet costs, row 2"
    assert places[("options", 0, "costs", 0, "amount")] == "sheet costs, cell E2"
    assert places[("options", 0, "costs", 0, "years")] == "sheet costs, cell F2"
    assert places[("options", 1)] == "sheet options, row 3"
    assert places[("agencies",)] == "sheet agencies"


def test_an_empty_cell_has_its_place_too():
    places = read_workbook(edit("costs", E2=None)).places
    assert places[("options", 0, "costs", 0, "amount")] == "sheet costs, cell E2"


# --- what people write -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("pert 1 2 4", {"pert": [1, 2, 4]}),
        ("  PERT  1 2.5 4e3 ", {"pert": [1, 2.5, 4000.0]}),
        ("uniform 1, 2", {"uniform": [1, 2]}),
        ("normal -1 .5", {"normal": [-1, 0.5]}),
        ("pert 1 2 4 shared pay deal", {"pert": [1, 2, 4], "shared": "pay deal"}),
        ("parameter wage", {"parameter": "wage"}),
        ("{ pert = [1, 2, 4] }", {"pert": [1, 2, 4]}),
        (12.5, 12.5),
    ],
)
def test_a_quantity_may_be_written_in_words(written, value):
    assert read_first_cost(E2=written)["amount"] == value


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1,000", "amount must be a number, but is the text “1,000”; write it without £, %, commas or words"),
        ("£1000", "amount must be a number, but is the text “£1000”"),
        ("12 000", "amount must be a number, but is the text “12 000”"),
        (
            "abc",
            "amount must be a number or a distribution such as pert 900000 1000000 1250000, but is the text",
        ),
        ("beta 1 2", "a distribution begins with one of fixed, uniform, triangular, pert, normal, lognormal"),
        ("pert", "it has no numbers"),
        ("pert 1,000 2,000 3,000", "the text “1,000” is not a number"),
        ("pert 1 two 3", "the text “two” is not a number"),
        ("{ pert = [1, 2 }", "begins with { but is not TOML"),
        ("{ a = 1 }\nb = 2", "begins with { but is not TOML"),
        ("{ a = " + "[" * 5_000, "begins with { but is not TOML"),
        ("parameter", "must be a number or a distribution"),
        ("fixed 1e999", "must be a number that can be computed with"),
        (True, "amount must be a number, but is TRUE"),
        (
            dt.date(2027, 1, 2),
            "amount must be a number, but is the date 2027-01-02; format the cell as a number",
        ),
        ("=1+1", "amount has a formula (=1+1); paste it as a value"),
        ("#REF!", "amount has the error value #REF!; write the value itself"),
    ],
)
def test_a_quantity_that_is_none_is_refused(written, words):
    message = refuse(edit("costs", E2=written))
    assert message.startswith("sheet costs, cell E2: ")
    assert words in message


@pytest.mark.parametrize(
    ("place", "written", "words"),
    [
        ("B2", True, "name must be text, but is TRUE"),
        ("B2", dt.date(2027, 1, 2), "name must be text, but is the date 2027-01-02; format the cell as text"),
        ("F2", "zero", "first_year must be a number, but is the text “zero” "),
        ("F2", None, "first_year is empty; give both the first and the last year"),
        ("G2", None, "last_year is empty"),
        ("A2", None, "names no option; write the id of one of in-house, grant"),
        ("A2", "in-hous", "names an unknown option, “in-hous”; did you mean in-house?"),
        ("A2", "zzz", "names an unknown option, “zzz”; the options are in-house, grant"),
        ("H1", "grwoth", "is not a column of this sheet: “grwoth”; did you mean growth?"),
        ("H1", "zzz", "is not a column of this sheet: “zzz”; the columns here are option, name"),
        ("H1", "Amount", "has the header amount a second time"),
        ("Z5", 1, "stands under no header; name its column in row 1, or delete it"),
        ("C1", None, "stands under no header"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_named(place, written, words):
    row = "C2" if place == "C1" else place
    message = refuse(edit("costs", **{place: written}))
    assert message.startswith(f"sheet costs, cell {row}: ")
    assert words.strip() in message


def test_a_required_column_is_asked_for():
    book = load_workbook(io.BytesIO(write_example()))
    book["costs"].delete_cols(5)
    assert refuse(save(book)) == "sheet costs: has no column amount, which every row needs; add it to row 1"


def test_headers_and_sheets_may_be_capitalised_and_in_any_order():
    book = load_workbook(io.BytesIO(write_example()))
    book["costs"]["F1"], book["costs"]["E1"] = " First Year", "AMOUNT "
    book["costs"].title = "x"
    book["x"].title = "COSTS "
    book.move_sheet("COSTS ", -5)
    assert read_workbook(save(book)).document == DOCUMENT


def test_a_number_in_a_text_column_is_its_text():
    assert read_first_cost(B2=2027)["name"] == "2027"
    assert read_first_cost(B2=1.5)["name"] == "1.5"
    assert read_first_cost(M2=12)["source"] == "12"


def test_spaces_around_an_id_are_forgiven():
    assert read_first_cost(C2=" icb ")["agency"] == "icb"


def test_a_cell_of_spaces_is_empty():
    assert "note" not in read_first_cost(O2="  ")


@pytest.mark.parametrize(("written", "value"), [("demand", ["demand"]), ("a, b,", ["a", "b"]), ("[]", [])])
def test_drivers_stand_with_commas_between(written, value):
    assert read_first_cost(K2=written)["drivers"] == value


@pytest.mark.parametrize(("written", "value"), [(3, [3]), ("3, 5", [3, 5]), ("[3]", [3]), (2.5, [2.5])])
def test_break_years_stand_with_commas_between(written, value):
    assert read_workbook(edit("options", H2=written)).document["options"][0]["break_years"] == value


def test_break_years_are_whole():
    assert "must be whole numbers with commas between them" in refuse(edit("options", H2="3 and 5"))


@pytest.mark.parametrize(("written", "value"), [("yes", True), ("No", False), ("TRUE", True), (False, False)])
def test_a_flag_may_be_said_in_words(written, value):
    assert read_workbook(edit("options", D2=written)).document["options"][0]["business_as_usual"] is value


@pytest.mark.parametrize("written", ["perhaps", 1])
def test_a_flag_is_true_or_false(written):
    assert "business_as_usual must be TRUE or FALSE, but is the" in refuse(edit("options", D2=written))


def test_a_whole_number_stays_whole_and_a_broken_one_is_left_to_the_rules():
    assert repr(read_first_cost(I2=3.0)["grade"]) == "3"
    assert read_first_cost(I2=2.5)["grade"] == 2.5


def test_a_date_may_be_a_date_or_its_text():
    read = read_workbook(edit("case", B15=dt.date(2027, 4, 1))).document["case"]["as_at"]
    assert (read, type(read)) == (dt.date(2027, 4, 1), dt.date)
    assert read_workbook(edit("case", B15="2027-04-01 ")).document["case"]["as_at"] == "2027-04-01"


@pytest.mark.parametrize("written", [46_000, True, dt.datetime.fromisoformat("2027-04-01T12:00")])
def test_a_date_is_no_number_and_has_no_time(written):
    assert "as_at must be a date such as 2027-04-01" in refuse(edit("case", B15=written))


def test_a_time_of_day_is_no_number():
    assert "must be a number, but is the text “12:30:00”" in refuse(edit("costs", E2=dt.time(12, 30)))


def test_a_rate_is_a_number_or_a_name():
    assert read_workbook(edit("case", B8="green-book-2026")).document["case"]["rate"] == "green-book-2026"
    assert "rate must be a number, but is TRUE" in refuse(edit("case", B8=True))


def test_a_price_year_is_a_number_or_two_halves():
    assert repr(read_first_cost(L2=2024.0)["price_year"]) == "2024"
    assert read_first_cost(L2="2023/24")["price_year"] == "2023/24"


def test_a_source_may_be_given_for_each_quantity():
    assert read_first_cost(M2='{ amount = "payroll" }')["source"] == {"amount": "payroll"}
    assert "begins with { but is not TOML" in refuse(edit("costs", M2="{ see below"))
    assert read_first_cost(M2="\\{ see below")["source"] == "{ see below"
    assert read_first_cost(M2='"Quoted", a title')["source"] == '"Quoted", a title'


def test_scores_have_a_column_for_each_criterion():
    document = read_workbook(
        edit("options", N1="Score: control", N2="pert 1 2 3", O1="score: b", O3=4)
    ).document
    assert [option.get("scores") for option in document["options"]] == [
        {"control": {"pert": [1, 2, 3]}},
        {"b": 4},
    ]


def test_scores_may_not_be_given_in_two_ways():
    assert "scores is given in two ways" in refuse(edit("options", N1="score: a", N2=1, O1="scores", O2="{}"))
    assert "score: a is given in two ways" in refuse(
        edit("options", N1="scores", N2="[]", O1="score: a", O2=1)
    )


def test_a_scenario_has_its_drivers_even_when_all_are_one():
    document = read_workbook(edit("scenarios", A2="calm", B2="Calm")).document
    assert document["scenarios"] == [{"id": "calm", "name": "Calm", "drivers": {}}]


def test_parameters_take_any_columns():
    data = edit(
        "parameters", A2="wage", C2=31.5, G2="A book", O1="odd", O2="[1, { a = 2 }]", L2=dt.date(2027, 1, 1)
    )
    assert read_workbook(data).document["parameters"] == [
        {
            "id": "wage",
            "value": 31.5,
            "source": {"title": "A book"},
            "odd": [1, {"a": 2}],
            "valid_to": dt.date(2027, 1, 1),
        }
    ]


def test_a_header_of_parameters_has_one_colon_at_most():
    assert "is not a usable header: “a: b: c”" in refuse(edit("parameters", O1="a: b: c"))


def test_rows_may_have_gaps():
    data = edit("outcomes", A5="settled", B5="Settled")
    assert read_workbook(data).document["outcomes"] == [{"id": "settled", "name": "Settled"}]


def test_an_option_without_lines_may_say_so():
    assert read_workbook(edit("costs", A3="grant", B3="[]")).document["options"][1]["costs"] == []


@pytest.mark.parametrize(
    ("sheet", "values", "words"),
    [
        ("case", {"A2": "titel"}, "cell A2: is not a key of this sheet: “titel”; did you mean title?"),
        ("case", {"A2": "zzz"}, "cell A2: is not a key of this sheet: “zzz”; known here: title, place"),
        ("case", {"A3": "title"}, "cell A3: gives title a second time"),
        ("case", {"A2": None}, "cell B2: has no key in its row"),
        ("case", {"B1": None, "C1": None}, "cell B2: stands under no header"),
        ("case", {"B5": "=A1"}, "cell B5: start_year has a formula (=A1); paste it as a value"),
        ("public_interest_test", {"A2": "value"}, "cell A2: is not a question of this sheet"),
        ("public_interest_test", {"B2": 1, "C2": dt.date(2027, 1, 1)}, "value_for_money reason must be text"),
    ],
)
def test_keys_and_questions_are_checked(sheet, values, words):
    assert words in refuse(edit(sheet, **values))


def test_an_answer_may_wait_for_its_reason():
    document = read_workbook(edit("public_interest_test", B2="market", C3="because")).document
    assert document["public_interest_test"] == {
        "value_for_money": {"favours": "market"},
        "strategic_alignment": {"reason": "because"},
    }


def test_a_missing_answer_column_is_asked_for():
    book = load_workbook(io.BytesIO(write_example()))
    book["public_interest_test"].delete_cols(3)
    assert "has no column reason" in refuse(save(book))


# --- sheets ------------------------------------------------------------------------------------------


def test_a_missing_sheet_is_asked_for():
    book = load_workbook(io.BytesIO(write_example()))
    del book["agencies"]
    assert refuse(save(book)) == "has no sheet agencies, which every case needs; add it"


def test_a_sheet_that_is_not_needed_may_be_deleted_or_emptied():
    book = load_workbook(io.BytesIO(write_example()))
    del book["benefits"], book["guide"]
    book["outcomes"].delete_rows(1, 5)
    assert read_workbook(save(book)).document == DOCUMENT


def test_an_unknown_sheet_is_refused():
    book = load_workbook(io.BytesIO(write_example()))
    book.create_sheet("Agency")
    assert "sheet Agency: is not a sheet of a case; did you mean agencies?" in refuse(save(book))
    book["Agency"].title = "Sheet1"
    assert "sheet Sheet1: is not a sheet of a case; the sheets of a case are case, agencies" in refuse(
        save(book)
    )


def test_a_sheet_that_is_there_twice_is_refused():
    book = load_workbook(io.BytesIO(write_example()))
    book.create_sheet("costs ")
    assert "sheet costs : is there twice" in refuse(save(book))


def test_merged_cells_are_refused():
    book = load_workbook(io.BytesIO(write_example()))
    book["costs"].merge_cells("A3:B4")
    assert "sheet costs: has merged cells (A3:B4); unmerge them" in refuse(save(book))


def test_a_merge_of_the_whole_sheet_costs_nothing():
    data = replace_part(
        "costs", b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert "has merged cells (A1:XFD1048576)" in refuse(data)


def test_formulas_on_the_guide_do_not_matter():
    assert read_workbook(edit("guide", A1="=1+1")).document == DOCUMENT


def test_hidden_sheets_and_rows_are_read_like_the_others():
    book = load_workbook(io.BytesIO(write_example()))
    book["costs"].sheet_state = "hidden"
    book["costs"].row_dimensions[2].hidden = True
    assert read_workbook(save(book)).document == DOCUMENT


def test_the_calendar_of_old_macs_is_understood():
    book = load_workbook(io.BytesIO(edit("case", B15=dt.date(2027, 4, 1))))
    book.epoch = CALENDAR_MAC_1904
    assert read_workbook(save(book)).document["case"]["as_at"] == dt.date(2027, 4, 1)


# --- files -------------------------------------------------------------------------------------------


def repack(change, data=None, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """Copy a workbook part by part; ``change(name, content)`` gives the new content, or None to drop it."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or write_example())) as source,
        zipfile.ZipFile(packed, "w", compression) as target,
    ):
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return packed.getvalue()


def find_part(sheet: str) -> str:
    with zipfile.ZipFile(io.BytesIO(write_example())) as archive:
        names = re.findall(rb'<sheet [^>]*name="(\w+)"', archive.read("xl/workbook.xml"))
    return f"xl/worksheets/sheet{names.index(sheet.encode()) + 1}.xml"


def replace_part(sheet: str, old: bytes, new: bytes) -> bytes:
    part = find_part(sheet)

    def change(name, content):
        if name != part:
            return content
        assert old in content
        return content.replace(old, new, 1)

    return repack(change)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"title,place\n", "is not an Excel workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "is protected by a password or is an old Excel file",
        ),
        (b"PK\x03\x04", "is a broken or truncated workbook"),
    ],
)
def test_other_files_are_named(data, words):
    assert words in refuse(data)


def make_archive(**parts) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return packed.getvalue()


def test_other_archives_are_named():
    assert "is an OpenDocument file" in refuse(make_archive(content_dot_xml="<x/>"))
    assert "is a ZIP file, but not an Excel workbook" in refuse(make_archive(readme="hello"))
    rels = (
        '<Relationships xmlns="r"><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_rels/.rels", rels)
        archive.writestr("word/document.xml", "<x/>")
    assert "is not an Excel workbook of the kind .xlsx" in refuse(packed.getvalue())


def test_every_truncation_is_refused():
    data = write_example()
    for length in [*range(1, 200, 13), *range(200, len(data), 499), len(data) - 1]:
        assert refuse(data[:length])


def say_refusal(data: bytes) -> str:
    """Give the refusal; empty when the workbook is read. Any other error fails the test."""
    try:
        read_workbook(data)
    except InvalidWorkbook as error:
        return str(error)
    return ""


def test_a_damaged_file_is_read_or_refused_and_nothing_else():
    data = write_example()
    luck = random.Random(1)
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(luck.randint(1, 20)):
            damaged[luck.randrange(len(damaged))] = luck.randrange(256)
        assert "\n" not in say_refusal(bytes(damaged))


def test_damaged_xml_is_read_or_refused_and_nothing_else():
    luck = random.Random(2)
    marks = [
        b"<",
        b">",
        b'"',
        b"/",
        b"",
        b"0",
        b"9" * 400,
        b"&#0;",
        b"&x;",
        b"\xff",
        b"<c>",
        b"<v>",
        b"-1",
        b"zz",
    ]

    def damage(_name, content):
        place = luck.randrange(len(content))
        return (
            content[:place] + luck.choice(marks) + content[place + luck.randrange(3) :]
            if luck.random() < 0.2
            else content
        )

    for _ in range(150):
        assert "\n" not in say_refusal(repack(damage))


def test_a_part_that_is_missing_is_refused():
    part = find_part("costs")
    assert "its sheet costs is missing" in refuse(
        repack(lambda name, content: None if name == part else content)
    )


def test_a_password_on_the_archive_is_said():
    data = bytearray(write_example())
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    assert "is protected by a password" in refuse(bytes(data))


def test_other_ways_of_packing_are_refused():
    data = repack(lambda name, content: content, compression=zipfile.ZIP_BZIP2)
    assert "is packed as workbooks are not" in refuse(data)


def test_a_bomb_is_refused_from_the_directory():
    data = replace_part("costs", b"</sheetData>", b"</sheetData>" + b" " * 100_000_000)
    assert "unpacks to more than 100 MB" in refuse(data)


def test_a_bomb_that_lies_about_its_size_is_cut_off():
    """The directory says ten bytes; what comes out is counted, and never more than that is kept."""
    data = bytearray(replace_part("costs", b"</sheetData>", b"</sheetData>" + b" " * 3_000_000))
    start = data.index(b"PK\x01\x02")
    while data[start + 46 : start + 46 + len(find_part("costs"))] != find_part("costs").encode():
        start = data.index(b"PK\x01\x02", start + 4)
    data[start + 24 : start + 28] = struct.pack("<I", 10)
    assert "broken" in refuse(bytes(data))


def test_blocks_are_counted_even_when_the_directory_is_believed(monkeypatch):
    monkeypatch.setattr(cells, "MAXIMUM_UNPACKED_BYTES", 200_000)
    monkeypatch.setattr(cells, "sum", lambda sizes: 0, raising=False)
    assert "unpacks to more than a case needs" in refuse(
        replace_part("costs", b"</sheetData>", b"</sheetData>" + b" " * 500_000)
    )


def test_too_many_parts_are_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(5_001):
            archive.writestr(str(number), b"")
    assert "unpacks to more than 100 MB or 5,000 parts" in refuse(packed.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_definitions_of_entities_are_refused_before_they_are_used(encoding):
    part = find_part("costs")
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        "<worksheet><sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
    ).encode(encoding)
    assert "has definitions in its XML" in refuse(
        repack(lambda name, content: bomb if name == part else content)
    )


def test_cells_that_say_nothing_count_too(monkeypatch):
    monkeypatch.setattr(cells, "MAXIMUM_CELLS", 2_000)
    assert "has more than 2,000 cells" in refuse(
        replace_part("costs", b"</sheetData>", b"<row/>" * 3_000 + b"</sheetData>")
    )


def test_texts_that_no_cell_uses_count_too(monkeypatch):
    monkeypatch.setattr(cells, "MAXIMUM_CELLS", 10)
    assert "has more than 10 texts" in refuse(add_strings(b"<si><t>x</t></si>" * 20))


def add_strings(strings: bytes, cell: bytes = b"") -> bytes:
    """Give the example shared texts, as other programs do, and a cell that uses them."""
    part = find_part("outcomes")

    def change(name, content):
        if name == "xl/_rels/workbook.xml.rels":
            link = b'<Relationship Id="texts" Type="x/sharedStrings" Target="sharedStrings.xml"/>'
            return content.replace(b"</Relationships>", link + b"</Relationships>")
        if name == "xl/sharedStrings.xml":
            return b'<sst xmlns="s">' + strings + b"</sst>"
        return content.replace(b"</sheetData>", cell + b"</sheetData>") if name == part else content

    with zipfile.ZipFile(io.BytesIO(write_example())) as archive:
        has_strings = "xl/sharedStrings.xml" in archive.namelist()
    data = write_example()
    if not has_strings:
        packed = io.BytesIO(data)
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr("xl/sharedStrings.xml", b"")
        data = packed.getvalue()
    return repack(change, data)


def row(*cells: bytes) -> bytes:
    return b'<row r="2">' + b"".join(cells) + b"</row>"


def test_shared_rich_text_is_joined_without_reading_aids():
    strings = (
        b"<si><t>settled</t></si><si><r><t>In a </t></r><r><t>home_x000D_</t></r><rPh><t>aid</t></rPh></si>"
    )
    data = add_strings(strings, row(b'<c r="A2" t="s"><v>0</v></c>', b'<c r="B2" t="s"><v>1</v></c>'))
    assert read_workbook(data).document["outcomes"] == [{"id": "settled", "name": "In a home\r"}]


def test_cells_without_reference_follow_each_other():
    cells_without = row(
        b'<c t="inlineStr"><is><t>a</t><rPh><t>aid</t></rPh></is></c>',
        b'<c t="str"><v>name</v></c>',
        b"<c/>",
        b"<c><v> </v></c>",
    )
    assert read_workbook(add_strings(b"", cells_without)).document["outcomes"] == [
        {"id": "a", "name": "name"}
    ]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (b'<c r="A2" t="s"><v>7</v></c>', "sheet outcomes, cell A2: cannot be read; type it again"),
        (b'<c r="A2" t="s"><v>x</v></c>', "sheet outcomes, cell A2: cannot be read; type it again"),
        (
            b'<c r="A2"><v>1.2.3</v></c>',
            "sheet outcomes, cell A2: must be a number that can be computed with",
        ),
        (b'<c r="A2"><v>1e999</v></c>', "must be a number that can be computed with"),
        (b'<c r="A2"><v>' + b"9" * 500 + b"</v></c>", "must be a number that can be computed with"),
        (b'<c r="A2" t="d"><v>yesterday</v></c>', "cannot be read"),
        (b'<c r="A2" t="inlineStr"><is><t>' + b"x" * 32_768 + b"</t></is></c>", "has 32,768 characters"),
        (b'<c r="A20001"><v>1</v></c>', "cell A20001: is beyond the 20,000 rows and 1,000 columns"),
        (b'<c r="ZZZ2"><v>1</v></c>', "cell ZZZ2: is beyond the 20,000 rows and 1,000 columns"),
        (b'<c r="A2" t="n"><f>' + b"A" * 1_000 + b"</f><v>1</v></c>", "has a formula (=" + "A" * 57 + "…)"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(cell, words):
    assert words in refuse(add_strings(b"", row(cell)))


def test_a_date_may_be_stored_as_text_of_the_standard():
    data = replace_part("case", b"</sheetData>", b'<row><c r="A90" t="str"><v>x</v></c></row></sheetData>')
    assert "is not a key" in refuse(data)
    dated = add_strings(b"", row(b'<c r="A2" t="str"><v>a</v></c>', b'<c r="B2" t="d"><v>2027-04-01</v></c>'))
    assert "name must be text, but is the date 2027-04-01" in refuse(dated)


def test_a_date_that_cannot_be_is_refused():
    assert "cell B15: cannot be read" in refuse(replace_dated(b"99999999999"))


def replace_dated(number: bytes) -> bytes:
    data = edit("case", B15=dt.date(2027, 4, 1))
    return repack(lambda name, content: re.sub(rb"(<v>)46478(?=</v>)", rb"\g<1>" + number, content), data)


def test_a_chart_on_a_sheet_of_its_own_is_an_unknown_sheet():
    book = load_workbook(io.BytesIO(write_example()))
    book.create_chartsheet("Chart")
    assert "sheet Chart: is not a sheet of a case" in refuse(save(book))


def test_a_workbook_made_by_hand_needs_only_three_sheets():
    book = Workbook()
    case: Worksheet = book.active
    case.title = "case"
    for line in [("key", "value"), ("title", "A case")]:
        case.append(line)
    book.create_sheet("agencies").append(("id", "name"))
    options = book.create_sheet("options")
    options.append(("id", "name", "model"))
    options.append(("a", "A", "grant"))
    book.create_sheet("costs").append(("option", "name", "agency", "amount", "first_year", "last_year"))
    assert read_workbook(save(book)).document == {
        "case": {"title": "A case"},
        "options": [{"id": "a", "name": "A", "model": "grant"}],
    }
