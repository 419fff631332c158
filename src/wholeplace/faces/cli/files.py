"""Reading and writing the files that people name on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wholeplace.casefile.canonical import AlteredLiteral, NotReadableJson
from wholeplace.casefile.verify import NotACaseFile, read_case_file
from wholeplace.formats.source_file import SourceDocument, read_bytes, read_text, write_all
from wholeplace.formats.toml import read_toml, write_toml
from wholeplace.foundations.errors import InvalidInput

CASE_FILE_LIMIT_BYTES = 100_000_000


@contextmanager
def name_file(path: Path) -> Iterator[None]:
    """Add the file's name to whatever is refused inside."""
    try:
        yield
    except InvalidInput as error:
        error.file = error.file or str(path)
        raise
    except (NotACaseFile, NotReadableJson, AlteredLiteral) as error:
        raise InvalidInput("", str(error), file=str(path)) from error


def read_case(path: Path) -> SourceDocument:
    """Read a case from TOML, a spreadsheet, or the inputs of a case file."""
    suffix = path.suffix.lower()
    with name_file(path):
        if suffix == ".toml":
            return read_toml(read_text(path))
        if suffix == ".xlsx":
            from wholeplace.formats.workbook import read_workbook

            return read_workbook(read_bytes(path))
        if suffix == ".json":
            return SourceDocument(read_case_file(read_text(path, CASE_FILE_LIMIT_BYTES))["case"], {})
        raise InvalidInput("", f"must be a .toml, .xlsx or .json file, but ends in “{path.suffix}”")


def write_case(document: Mapping[str, object], path: Path) -> bytes:
    """Write a case as TOML or as a spreadsheet, by the ending of the file's name."""
    suffix = path.suffix.lower()
    with name_file(path):
        if suffix == ".toml":
            return write_toml(document).encode()
        if suffix == ".xlsx":
            from wholeplace.formats.workbook import write_workbook

            return write_workbook(document)
        raise InvalidInput("", f"must end in .toml or .xlsx, but ends in “{path.suffix}”")


def write_outputs(contents: Mapping[Path, bytes], inputs: tuple[Path, ...] = ()) -> None:
    """Write several files, all or none; never over what was read."""
    read = {path.resolve() for path in inputs}
    for path in contents:
        if path.resolve() in read:
            raise InvalidInput("", "is what was read: give the output another name", file=str(path))
    write_all(contents)
