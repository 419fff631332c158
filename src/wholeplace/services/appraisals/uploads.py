"""A case file that somebody hands over: read with care, refused in one sentence, never half taken."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wholeplace.casefile.appraise import make_plain
from wholeplace.casefile.canonical import AlteredLiteral, NotReadableJson
from wholeplace.casefile.inputs import read_inputs
from wholeplace.casefile.verify import NotACaseFile, read_case_file
from wholeplace.casefile.withholding import list_unreleased
from wholeplace.formats.source_file import SourceDocument, decode_text
from wholeplace.formats.toml import read_toml
from wholeplace.formats.workbook import read_workbook
from wholeplace.foundations.errors import InvalidInput
from wholeplace.services.appraisals.drafts import refuse_large

LARGEST_UPLOAD_BYTES = 10_000_000
ENDINGS = (".toml", ".xlsx", ".json")


class CannotUseUpload(InvalidInput):
    """A file from which no case can be read; the draft is as it was."""


def read_upload(name: str, data: bytes) -> dict[str, Any]:
    """Read and check the case in a TOML file, a spreadsheet or a case file.

    The name says only what it should be; what cannot be read as that is refused, whatever it is.
    """
    shown = name[-80:]
    ending = next((one for one in ENDINGS if name.lower().endswith(one)), "")
    if not ending:
        raise CannotUseUpload("", _("must be a .toml, .xlsx or .json file"), file=shown)
    if not data:
        raise CannotUseUpload("", _("is empty: choose the file that holds the case"), file=shown)
    if len(data) > LARGEST_UPLOAD_BYTES:
        size = _("is too large: it has %(size).1f MB, and 10 MB at most are read") % {"size": len(data) / 1e6}
        raise CannotUseUpload("", size, file=shown)
    try:
        source = _read(ending, data)
        plain: dict[str, Any] = make_plain(source.document)
        read_inputs(plain, source.places)
        refuse_large(plain)
    except InvalidInput as error:
        raise CannotUseUpload(error.path, error.problem, error.place, shown) from error
    except (NotACaseFile, NotReadableJson, AlteredLiteral, RecursionError) as error:
        sentence = _("is nested too deeply") if isinstance(error, RecursionError) else str(error)
        raise CannotUseUpload("", sentence, file=shown) from error
    return plain


def _read(ending: str, data: bytes) -> SourceDocument:
    if ending == ".xlsx":
        return read_workbook(data)
    if ending == ".toml":
        return read_toml(decode_text(data))
    case_file = read_case_file(decode_text(data))
    if list_unreleased(case_file):
        raise CannotUseUpload("", _("has parts that are withheld: upload the file that has them"))
    return SourceDocument(case_file["case"], {})
