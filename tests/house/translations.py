"""Gather what the service says from its source, into the files that translators work on.

Run by "./run words". The template of all languages and each language's own file are made anew; a translation is
lost only when the sentence that it translates is.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from hatch_build import compile_translations

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "wholeplace"
LOCALE = PACKAGE / "locale"
TEMPLATE = LOCALE / "wholeplace.pot"
SPEAKING = ("services/**.py", "faces/web/**.py", "faces/ops/**.py")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PAGES = {
    "extensions": "jinja2.ext.i18n",
    "newstyle_gettext": "true",
    "silent": "false",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "trimmed": "true",
}
HEADER = "# What Wholeplace says, to be translated: made by ./run words.\n"


def gather() -> Catalog:
    """Find every sentence of the service; which file says it is noted, the line is not: lines move too often."""
    found = extract_from_dir(
        PACKAGE,
        method_map=[*((pattern, "python") for pattern in SPEAKING), ("faces/web/templates/**", "jinja2")],
        options_map={"faces/web/templates/**": PAGES},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    catalog = Catalog(project="Wholeplace", charset="utf-8", header_comment=HEADER.strip())
    for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


def write_template() -> str:
    """Write the template of all languages."""
    return _write(gather())


def list_languages() -> list[Path]:
    """List the files of the languages that exist."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read_language(file: Path) -> Catalog:
    """Read what one language says so far."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name)


def update_language(file: Path, template: Catalog) -> str:
    """Write one language's file anew: sentences that are new stand in it untranslated, old ones are gone."""
    catalog = read_language(file)
    # A translation of a similar sentence would be shown as though somebody had checked it.
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return _write(catalog)


def _write(catalog: Catalog) -> str:
    stream = io.BytesIO()
    # Without the width, Babel would wrap sentences anew whenever a word changes.
    write_po(stream, catalog, width=0, include_lineno=False, sort_by_file=False, ignore_obsolete=True)
    return "".join(_leave_out_dates(stream.getvalue().decode("utf-8")))


def _leave_out_dates(text: str) -> Iterator[str]:
    """Leave out who and when: the repository knows, and the files are the same whenever they are made."""
    dropped = (
        '"Language-Team',
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Last-Translator',
        '"Report-Msgid-Bugs',
        '"Generated-By',
    )
    for line in text.splitlines(keepends=True):
        if not line.startswith(dropped):
            yield line


def main() -> None:
    """Make all files anew and say how far each language is."""
    template = gather()
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_text(_write(template), encoding="utf-8", newline="\n")
    for file in list_languages():
        file.write_text(update_language(file, template), encoding="utf-8", newline="\n")
        catalog = read_language(file)
        done = sum(1 for message in catalog if message.id and all(_texts(message.string)))
        sys.stdout.write(f"{file.parent.parent.name}: {done} of {len(catalog)} are translated\n")
    compile_translations(LOCALE)


def _texts(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


if __name__ == "__main__":
    main()
