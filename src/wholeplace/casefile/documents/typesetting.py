"""Typesetting with Typst, offline: its own fonts and one sans serif that comes as a package.

Text reaches Typst as JSON only, never as markup. A character that no font has would stop an accessible PDF,
so it is replaced by a box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

import font_source_sans_pro  # type: ignore[import-untyped]
import typst

from wholeplace.casefile.documents.texts import END_ISOLATE, ISOLATE

TEMPLATES = "wholeplace.casefile.documents"
MISSING = "□"
# Both fonts have every letter of these blocks: Latin, and the marks that the documents themselves use.
_KNOWN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | frozenset("–—‘’“”…−≥≤±×→▲◆□•\u200b")
_PROBE = b"""\
#set document(title: "probe")
#set text(font: ("Source Sans Pro", "DejaVu Sans Mono"), lang: "en")
#for letter in json("letters.json") { par(text(letter)) }
"""


@cache
def _open_fonts() -> typst.Fonts:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def read_template(name: str) -> bytes:
    """Read a template of this package."""
    return resources.files(TEMPLATES).joinpath(f"templates/{name}").read_bytes()


def typeset_pdf(files: Mapping[str, bytes]) -> bytes:
    """Typeset a tagged PDF after PDF/UA-1.

    Parameters
    ----------
    files : mapping of str to bytes
        ``main.typ`` and what it reads, by name.

    Returns
    -------
    bytes
        Without a date, so that the same files give the same bytes. Should a letter still have no glyph,
        the PDF is tagged all the same, without the claim to the standard.
    """
    try:
        return _compile(files, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compile(files, format="pdf", pdf_standards=[])


def typeset_picture(svg: str, pixels_per_inch: float = 144) -> bytes:
    """Turn a chart into a PNG picture.

    Parameters
    ----------
    svg : str
        The chart in its wide form.
    pixels_per_inch : float
        Of the picture, at 72 drawing pixels to the inch.

    Returns
    -------
    bytes
    """
    files = {"main.typ": read_template("chart.typ"), "chart.svg": drop_isolates(svg).encode()}
    return _compile(files, format="png", ppi=pixels_per_inch)


def _compile(files: Mapping[str, bytes], **settings: object) -> bytes:
    made = typst.compile(  # type: ignore[call-overload]
        dict(files), ignore_system_fonts=True, font_paths=_open_fonts(), timestamp=0, **settings
    )
    return bytes(made)


def drop_isolates(text: str) -> str:
    """Leave out the marks that isolate a direction: paper needs none, and fonts have none."""
    return text.replace(ISOLATE, "").replace(END_ISOLATE, "")


def find_missing_letters(text: str) -> frozenset[str]:
    """Find the characters that no font at hand can show.

    Parameters
    ----------
    text : str
        Everything that is going to be typeset.

    Returns
    -------
    frozenset of str
        Characters to replace.
    """
    doubtful = sorted(set(text) - _KNOWN)
    marks = {letter for letter in doubtful if unicodedata.category(letter)[0] in "MC"}
    left = [letter for letter in doubtful if letter not in marks]
    missing = set(marks)
    while left and (found := _find_first_missing(left)) is not None:
        missing.add(found)
        left.remove(found)
    return frozenset(missing)


def _find_first_missing(letters: list[str]) -> str | None:
    import json

    files = {"main.typ": _PROBE, "letters.json": json.dumps(letters).encode()}
    try:
        _compile(files, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        return next((letter for letter in letters if f'"{letter}"' in str(error)), letters[0])
    return None


def replace_letters(text: str, letters: frozenset[str]) -> str:
    """Put a box in the place of characters that cannot be shown; combining marks are left out."""
    table = {ord(letter): "" if unicodedata.category(letter)[0] == "M" else MISSING for letter in letters}
    return text.translate(table)
