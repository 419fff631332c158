"""The report as a tagged PDF."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from wholeplace.casefile.documents.blocks import Report
from wholeplace.casefile.documents.texts import shorten
from wholeplace.casefile.documents.typesetting import (
    drop_isolates,
    find_missing_letters,
    read_template,
    replace_letters,
    typeset_pdf,
)

# A word this long may be wider than its column, and has no place to break: a link, an id, a name of one word.
_LONG_WORD = re.compile(r"[^\s/–—-]{18,}")
# Longer than any word of a text: without a break it would run over the edge of the page.
_ENDLESS_WORD = re.compile(r"[^\s/–—-]{50,}")
BREAK = "\u200b"


def write_pdf(report: Report, template: str = "report.typ", *, is_compact: bool = False) -> bytes:
    """Write the report as a tagged PDF in British English, with the same charts as the HTML.

    Parameters
    ----------
    report : Report
        What to write; all of it is data to the template.
    template : str
        Its name; another has another layout.
    is_compact : bool
        Small letters, and the first section on a page of its own.

    Returns
    -------
    bytes
        PDF/UA-1, without a date.
    """
    data = dataclasses.asdict(report)
    data["compact"] = is_compact
    data["title"] = shorten(report.title, 300)
    data["heading"] = _break_endless(data["title"])
    data["lead"] = _break_endless(report.lead)
    data["footer"] = f"{shorten(report.title, 60)} · {shorten(report.place, 40)} · Wholeplace"
    charts = list(_name_charts(data["sections"]))
    _break_long_words(data["sections"])
    text = drop_isolates(json.dumps(data, ensure_ascii=False))
    missing = find_missing_letters(text)
    files = {"main.typ": read_template(template), "report.json": replace_letters(text, missing).encode()}
    for chart in charts:
        files[chart["file"]] = replace_letters(drop_isolates(chart["wide"]), missing).encode()
    return typeset_pdf(files)


def _name_charts(blocks: Any) -> Iterator[dict[str, Any]]:
    """Give every chart at any depth, each with the name of its file."""
    for block in blocks:
        if block.get("kind") == "chart":
            block["file"] = f"{block['key']}.svg"
            yield block
        yield from _name_charts(block.get("blocks") or ())


def _break_long_words(blocks: Any) -> None:
    """Let long words of table cells break anywhere: on paper there is no scrolling."""
    for block in blocks:
        for row in block.get("rows") or () if block.get("kind") == "table" else ():
            for cell in row:
                cell["text"] = _break_words(cell["text"])
        for column in block.get("columns") or ():
            column["head"] = _break_words(column["head"])
        _break_in_text(block)
        _break_long_words(block.get("blocks") or ())


def _break_in_text(block: dict[str, Any]) -> None:
    """Let endless words outside tables break as well."""
    if isinstance(block.get("text"), str) and block.get("kind") != "code":
        block["text"] = _break_endless(block["text"])
    if block.get("kind") == "bullets":
        block["items"] = [_break_endless(item) for item in block["items"]]
    if block.get("kind") == "facts":
        block["rows"] = [[_break_endless(text) for text in row] for row in block["rows"]]


def _break_endless(text: str) -> str:
    return _ENDLESS_WORD.sub(lambda word: BREAK.join(re.findall(".{1,8}", word.group())), text)


def _break_words(text: str) -> str:
    return _LONG_WORD.sub(lambda word: BREAK.join(re.findall(".{1,8}", word.group())), text)
