"""The report as a tagged PDF."""

from __future__ import annotations

import dataclasses
import json
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


def write_pdf(report: Report) -> bytes:
    """Write the report as a tagged PDF in British English, with the same charts as the HTML.

    Parameters
    ----------
    report : Report
        What to write; all of it is data to the template.

    Returns
    -------
    bytes
        PDF/UA-1, without a date.
    """
    data = dataclasses.asdict(report)
    data["title"] = shorten(report.title, 300)
    data["footer"] = f"{shorten(report.title, 60)} · {shorten(report.place, 40)} · Wholeplace"
    charts = list(_name_charts(data["sections"]))
    text = drop_isolates(json.dumps(data, ensure_ascii=False))
    missing = find_missing_letters(text)
    files = {"main.typ": read_template("report.typ"), "report.json": replace_letters(text, missing).encode()}
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
