"""Texts that people enter: every script and sign is kept, and what no file could hold is refused."""

import io
import re

import pytest
from docx import Document
from openpyxl import Workbook

from wholeplace.foundations.errors import InvalidInput
from wholeplace.services.entries import is_storable, read_line, read_prose, tidy_name

# Joined by signs that cannot be seen: without them a family falls apart, and words read otherwise.
JOINED = [
    "ශ්\u200dරී ලංකා",
    "می\u200cخواهم",
    "क्\u200dष",
    "👩\u200d👩\u200d👧\u200d👦",
    "Zoë O’Brien-Ó Súilleabháin",
]


@pytest.mark.parametrize("name", [*JOINED, "مريم العربي", "שרה", "王小明", "Nguyễn Thị Hương", "ᏣᎳᎩ", "𝔄𝔟"])
def test_a_name_in_any_script_is_kept_as_it_was_written(name: str) -> None:
    assert tidy_name(name) == name
    assert read_line("name", name) == name


def test_a_name_has_no_line_ends_and_no_signs_that_turn_the_text_around_it() -> None:
    assert tidy_name(" Ann\r\nSmith\t ") == "Ann Smith"
    assert tidy_name("Ann \u202eadmin\u202c") == "Ann admin"
    assert read_line("title", "Pay \u202eeerf\u2066 now") == "Pay eerf now"


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x08", "\x0e", "\x1f", "\ufffe", "\uffff", "\ud83d"])
def test_what_no_spreadsheet_or_letter_can_hold_is_refused_in_a_sentence(sign: str) -> None:
    assert not is_storable(f"a{sign}b")
    for read in (read_line, read_prose):
        # Python takes the last of the separators for white space, as one line has it.
        if read is read_line and sign == "\x1f":
            continue
        with pytest.raises(InvalidInput, match="cannot be stored: type it again"):
            read("what", f"a{sign}b")


def test_everything_that_is_stored_can_be_written_to_a_spreadsheet_and_a_letter() -> None:
    kept = [chr(code) for code in range(0x110000) if is_storable(chr(code))]
    samples = [text for text in kept if ord(text) < 0x3000 or ord(text) % 997 == 0]
    sheet, letter = Workbook().worksheets[0], Document()
    for number, sign in enumerate(samples, start=1):
        sheet.cell(row=number, column=1).value = sign
    letter.add_paragraph("".join(samples))
    letter.save(io.BytesIO())
    assert re.search("[一-龥]", "".join(kept))
