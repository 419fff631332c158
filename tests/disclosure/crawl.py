"""Everything that the service answers, as one person asks for it: pages, API, feeds, exports, papers."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.test import Client
from django.urls import reverse

from tests.api.test_access import OPERATIONS
from tests.disclosure.world import World
from tests.web.access_table import ROWS
from tests.web.people import sign_in
from tests.web.test_access_matrix import ADDRESSES
from wholeplace.casefile.documents import write_report
from wholeplace.casefile.documents.reading import open_reading
from wholeplace.casefile.verify import read_case_file
from wholeplace.foundations.vocabulary import PrincipleCode
from wholeplace.records import models as m
from wholeplace.services.appraisals.cells import SHEETS
from wholeplace.services.publication.papers import PAPERS

# Of one address, so many combinations of its parts are asked for.
MOST_OF_ONE = 60


@dataclass(frozen=True)
class Answer:
    """What was answered to one person."""

    person: str
    address: str
    status: int
    text: str


def list_parts(world: World) -> dict[str, list[Any]]:
    """List what each part of an address can be: what is open and what is not, side by side."""
    case_file = m.CaseFile.objects.last()
    chapters = [
        section.key for section in write_report(open_reading(read_case_file(case_file.document))).sections
    ]
    documents = [row.pk for row in m.Document.objects.all()]
    jobs = [row.pk for row in m.Job.objects.all()]
    numbers = [1, 2, *documents, *(row.pk for row in m.WithheldPart.objects.all())]
    return {
        "place": ["calderwick", "unopened"],
        "commission": ["housing-support", "not-open"],
        "option": ["charity", "waiting", "withdrawn", "first", "second"],
        "organisation": ["north-charity"],
        "budget": ["adult-care"], "budget_head": ["adult-care"],
        "number": sorted(set(numbers)),
        "version": [1, 2], "other": [1, 2], "revision": [2],
        "digest": [case_file.digest],
        "paper": sorted(PAPERS),
        "chapter": chapters,
        "kind": ["xlsx", "csv", "toml", "json", "parameter", "law-rule"], "ending": ["toml", "xlsx", "json"],
        "table": sorted(SHEETS),
        "row": ["all", *(line["key"] for line in _list_lines(world))],
        "identifier": sorted({*numbers, *jobs, "hour-cost"}, key=str), "job": jobs,
        "group": ["Age"], "code": list(PrincipleCode.__args__)[:2], "question": ["social_value", "social-value"],
        "outcome": ["calm"], "factor": ["calm"], "page": ["worked-examples"], "token": ["forged"], "key": ["forged"],
        "uidb36": ["1"], "provider_id": ["unknown"], "to": ["shortlist"],
    }  # fmt: skip


def _list_lines(world: World) -> list[dict[str, Any]]:
    draft = m.AppraisalDraft.objects.get(commission=world.case.commission).document
    return [line for option in draft["options"] for line in option.get("costs", [])]


def list_addresses(world: World) -> list[str]:
    """List every address to be read, of the pages and of the API, with every combination of its parts."""
    parts = list_parts(world)
    found = [
        address
        for name, (_, names) in ADDRESSES.items()
        if ROWS[name].method == "get" and name not in {"account_logout", "first-run"}
        for address in _fill_page(name, sorted(names), parts)
    ]
    for method, path, _ in OPERATIONS.values():
        if method == "get":
            names = [piece[1:-1] for piece in path.split("/") if piece.startswith("{")]
            found += [path.format(**values) for values in _combine(names, parts)]
    return list(dict.fromkeys(found))


def _fill_page(name: str, names: list[str], parts: dict[str, list[Any]]) -> Iterator[str]:
    if ROWS[name].address:
        yield ROWS[name].address
        return
    for values in _combine(names, parts):
        try:
            yield reverse(name, kwargs=values)
        except Exception:  # noqa: BLE001, a part that is of another kind
            continue


def _combine(names: list[str], parts: dict[str, list[Any]]) -> list[dict[str, Any]]:
    missing = set(names) - parts.keys()
    assert not missing, f"say in list_parts what {sorted(missing)} can be"
    combined = itertools.product(*(parts[name] for name in names))
    return [dict(zip(names, values, strict=True)) for values in itertools.islice(combined, MOST_OF_ONE)]


def ask(world: World, person: str, addresses: list[str]) -> Iterator[Answer]:
    """Ask for each address as one person."""
    client = sign_in(Client(), world.people[person]) if person in world.people else Client()
    for address in addresses:
        answer = client.get(address)
        yield Answer(person, address, answer.status_code, read_all(answer))


def read_all(answer: Any) -> str:
    """Read everything of an answer that a person could: headers, text, what is packed in files."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)}\n{unpack(content)}"


def unpack(content: bytes) -> str:
    """Unpack what is compressed; read a PDF by its text."""
    if content.startswith(b"PK"):
        try:
            with ZipFile(BytesIO(content)) as archive:
                return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
        except BadZipFile:
            pass
    if content.startswith(b"%PDF"):
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    text = content.decode(errors="replace")
    # JSON may write letters as numbers, and texts within texts.
    return (
        text if not text.startswith(("{", "[")) else f"{text}\n{json.dumps(_load(text), ensure_ascii=False)}"
    )


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def find_marks(text: str, world: World) -> list[str]:
    """Name the private fields whose mark is in a text; figures also as people write them."""
    return [
        what
        for what, mark in world.marks.items()
        if mark in text or (mark.isdecimal() and f"{int(mark):,}" in text)
    ]
