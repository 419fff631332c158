"""The appraisal through the API: files, cells, documents, each once, each refused in one sentence."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.test_writing import send
from tests.api.world import PRIVATE_DOCUMENT, World
from tests.services.publishing import write_document
from wholeplace.formats.toml import write_toml
from wholeplace.formats.workbook import write_workbook
from wholeplace.records.models import AppraisalDraft, CaseFile, ChainEvent, Document, Job, WithheldPart
from wholeplace.services.appraisals.evidence import CONTENT_TYPES
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db
BASE = "/api/v1/places/calderwick/commissions/housing-support"


def read(world: World, path: str, person: str = "finance-partner") -> Any:
    return Client().get(f"{BASE}/{path}", headers=world.headers(person))


def upload(
    world: World, path: str, file: tuple[str, bytes], person: str = "finance-partner", key: str = "", **fields: Any
) -> Any:  # fmt: skip
    headers = world.headers(person) | ({"Idempotency-Key": key} if key else {})
    return Client().post(f"{BASE}/{path}", {**fields, "file": SimpleUploadedFile(*file)}, headers=headers)


def world_case(world: World) -> Any:
    return SimpleNamespace(commission=world.commission, place=world.place)


def document_of(world: World) -> dict[str, Any]:
    return write_document(world_case(world))


def save(world: World, *changes: dict[str, Any], **headers: str) -> Any:
    return send(
        f"{BASE}/draft/cells", {"changes": list(changes)}, **world.headers("finance-partner"), **headers
    )


def read_cells(world: World, table: str, option: str = "") -> dict[str, dict[str, str]]:
    told = read(world, f"draft/tables/{table}?option={option}").json()
    return {row["row"]: row["cells"] for row in told["items"]}


# --- a case as a file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["toml", "xlsx"])
def test_a_case_in_a_file_takes_the_place_of_the_draft(ending: str, world: World) -> None:
    case = document_of(world)
    data = write_toml(case).encode() if ending == "toml" else write_workbook(case)
    revision = read(world, "draft").json()["revision"]
    answer = upload(world, "draft/files", (f"case.{ending}", data), revision=revision)
    assert answer.status_code == 200, answer.content
    draft = read(world, "draft").json()
    assert [one["id"] for one in draft["case"]["options"]] == ["today", "team", "charity"]
    assert draft["revision"] == revision + 1
    late = upload(world, "draft/files", (f"case.{ending}", data), revision=revision)
    assert late.status_code == 409


@pytest.mark.parametrize("ending", ["toml", "xlsx", "json"])
def test_the_draft_comes_back_as_the_file_that_went_up(ending: str, world: World) -> None:
    revision = read(world, "draft").json()["revision"]
    upload(world, "draft/files", ("case.toml", write_toml(document_of(world)).encode()), revision=revision)
    before = read(world, "draft").json()
    file = read(world, f"draft/files/{ending}")
    assert file.headers["Content-Disposition"] == f'attachment; filename="housing-support-draft.{ending}"'
    if ending == "json":
        assert json.loads(file.content) == before["case"]
        return
    again = upload(world, "draft/files", (f"c.{ending}", file.content), revision=before["revision"])
    assert again.status_code == 200, again.content
    assert read(world, "draft").json()["case"] == before["case"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("case.exe", b"MZ", "must be a .toml, .xlsx or .json file"),
        ("case.toml", b"\xff\xfe\x00", "case.toml"),
        ("case.xlsx", b"PK\x03\x04 no", "case.xlsx"),
        ("case.json", b'{"format": ', "case.json"),
        ("case.toml", b"[case]\ntitle = 1\n", "case.title"),
        ("../../etc/passwd", b"x", "must be a .toml, .xlsx or .json file"),
    ],
)
def test_a_file_that_does_not_hold_changes_nothing(name: str, data: bytes, said: str, world: World) -> None:
    before = AppraisalDraft.objects.get().revision
    answer = upload(world, "draft/files", (name, data), revision=before)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert AppraisalDraft.objects.get().revision == before


def test_a_file_sent_twice_with_its_key_replaces_once(world: World) -> None:
    """What divides the parts of a form differs each time; the fields and the file are the same."""
    file = ("case.toml", write_toml(document_of(world)).encode())
    before = AppraisalDraft.objects.get().revision
    answers = [upload(world, "draft/files", file, key="file-1", revision=before) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert AppraisalDraft.objects.get().revision == before + 1
    other = upload(world, "draft/files", ("case.toml", file[1] + b"\n"), key="file-1", revision=before)
    assert other.status_code == 422


# --- cells ----------------------------------------------------------------------------------------------


def test_a_cell_is_saved_as_the_editor_saves_it(world: World) -> None:
    assert read_cells(world, "costs", "team")["firstline"]["amount"] == "1000"
    change = {"do": "set", "table": "costs", "row": "firstline", "option": "team", "column": "amount"}
    answer = save(world, change | {"was": "1000", "text": "£1,250"})
    assert answer.status_code == 200, answer.content
    assert read_cells(world, "costs", "team")["firstline"]["amount"] == "1250"
    history = read(world, "draft/history").json()
    assert "1250" in history["undo"]
    assert history["lines"][0]["by"] == world.people["finance-partner"].name


def test_sent_again_a_save_changes_nothing(world: World) -> None:
    change = {
        "do": "set",
        "table": "case",
        "column": "title",
        "was": "Housing-related support",
        "text": "Shade",
    }
    first, second = save(world, change), save(world, change)
    assert first.json() == second.json()


def test_of_a_save_that_meets_another_nothing_is_kept(world: World) -> None:
    line = {"table": "costs", "row": "firstline", "option": "team"}
    good = {
        "do": "set",
        "table": "case",
        "column": "title",
        "was": "Housing-related support",
        "text": "Shade",
    }
    before = AppraisalDraft.objects.get().document
    answer = save(world, good, {"do": "set", "column": "amount", "was": "7", "text": "8", **line})
    assert answer.status_code == 409
    told = answer.json()
    assert told["problems"] == [{"where": "options.team.costs.firstline.amount", "problem": "is now “1000”"}]
    assert AppraisalDraft.objects.get().document == before


def test_of_a_save_with_a_text_that_cannot_be_read_nothing_is_kept(world: World) -> None:
    line = {"table": "costs", "row": "firstline", "option": "team"}
    before = AppraisalDraft.objects.get().document
    answer = save(world, {"do": "set", "column": "amount", "was": "1000", "text": "about ten", **line})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["where"] == "costs.firstline.amount"
    assert AppraisalDraft.objects.get().document == before


def test_rows_are_added_and_removed(world: World) -> None:
    line = {"table": "costs", "option": "team"}
    agency = next(iter(read_cells(world, "agencies")))
    cells = {"name": "Rent", "agency": agency, "amount": "10", "first_year": "0", "last_year": "0"}
    assert save(world, {"do": "add", "row": "secondline", "cells": cells, **line}).status_code == 200
    assert read_cells(world, "costs", "team")["secondline"]["name"] == "Rent"
    shown = read_cells(world, "costs", "team")["secondline"]
    assert save(world, {"do": "remove", "row": "secondline", "cells": shown, **line}).status_code == 200
    assert "secondline" not in read_cells(world, "costs", "team")


def test_a_member_is_added_and_an_option_copied(world: World) -> None:
    headers = world.headers("finance-partner")
    added = send(f"{BASE}/draft/members", {"table": "outcomes", "name": "More shade"}, **headers)
    assert added.json()["id"] == "more-shade"
    assert read_cells(world, "outcomes")["more-shade"]["name"] == "More shade"
    copied = send(f"{BASE}/draft/options/team/copy", {}, **headers).json()["id"]
    assert [row["amount"] for row in read_cells(world, "costs", copied).values()] == ["1000"]


@pytest.mark.parametrize("query", ["tables/nonsense", "tables/costs?option=nobody", "tables/costs"])
def test_a_table_that_is_not_there_is_said_so(query: str, world: World) -> None:
    answer = read(world, f"draft/{query}")
    assert answer.status_code in {404, 422}
    assert answer.json()["detail"].endswith(".")


def test_handing_in_and_computing_is_one_step(world: World) -> None:
    case = write_toml(write_document(world_case(world), charity_cost=700_000)).encode()
    upload(world, "draft/files", ("c.toml", case), revision=AppraisalDraft.objects.get().revision)
    headers = world.headers("finance-partner") | {"Idempotency-Key": "compute"}
    answers = [send(f"{BASE}/draft/computation", {"note": "From a program"}, **headers) for _ in range(2)]
    assert answers[0].status_code == 201, answers[0].content
    assert answers[0].json() == answers[1].json()
    job = Job.objects.get(pk=answers[0].json()["id"])
    assert job.version.note == "From a program"


# --- documents ------------------------------------------------------------------------------------------


def test_a_document_is_attached_once_and_cited_by_a_line(world: World) -> None:
    before = ChainEvent.objects.count()
    file = ("survey.pdf", b"%PDF-1.7 of 212 tenants")
    made = [upload(world, "documents", file, title="Survey", is_public="true") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert ChainEvent.objects.count() == before + 1
    path = made[0].json()["address"].removeprefix(f"{BASE}/")
    line = {"option": "team", "table": "costs", "row": "firstline"}
    cited = send(f"{BASE}/{path}/citations", line, **world.headers("finance-partner"))
    assert cited.status_code == 200, cited.content
    told = Client().get(f"{BASE}/{path}").json()
    assert read_cells(world, "costs", "team")["firstline"]["source"] == told["citation"]
    assert told["attached_by"] is None
    content = Client().get(f"{BASE}/{path}/file")
    assert content.content == file[1]
    assert content.headers["Content-Type"] == CONTENT_TYPES[".pdf"]
    assert content.headers["X-Content-Type-Options"] == "nosniff"
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert check_chain().broken == ""


def test_a_document_for_those_who_work_there_is_not_there_for_others(world: World) -> None:
    hidden = Document.objects.get(title=PRIVATE_DOCUMENT)
    for path in (f"documents/{hidden.pk}", f"documents/{hidden.pk}/file"):
        assert Client().get(f"{BASE}/{path}").status_code == 404
        assert read(world, path).status_code == 200
    assert Client().get(f"{BASE}/documents").json()["total"] == 1
    assert read(world, "documents").json()["total"] == 2


@pytest.mark.parametrize(
    ("name", "data"), [("virus.exe", b"MZ"), ("empty.pdf", b""), ("page.html", b"<script>")]
)
def test_a_document_that_cannot_be_kept_is_refused_in_a_sentence(
    name: str, data: bytes, world: World
) -> None:
    answer = upload(world, "documents", (name, data), title="It")
    assert answer.status_code == 400
    assert answer.json()["field"] == "file"
    assert not Document.objects.filter(title="It").exists()


def test_a_document_without_its_file_is_refused_in_a_sentence(world: World) -> None:
    answer = Client().post(f"{BASE}/documents", {"title": "It"}, headers=world.headers("finance-partner"))
    assert answer.status_code == 422
    assert "file is needed" in answer.json()["detail"]


# --- what takes long ------------------------------------------------------------------------------------


def test_a_version_is_published_once_for_a_key(world: World) -> None:
    from tests.services.commissioning import TUESDAY
    from wholeplace.services.commissions.operations import add_outcome

    add_outcome(
        commission=world.commission, name="Shade", measure="Trees", by=world.people["commissioner"], at=TUESDAY
    )  # fmt: skip
    headers = world.headers("officer") | {"Idempotency-Key": "publish-1"}
    before = CaseFile.objects.count()
    first, second = (send(f"{BASE}/versions/1/publication", {}, **headers) for _ in range(2))
    assert first.status_code == 201, first.content
    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert CaseFile.objects.count() == before + 1
    without = send(f"{BASE}/versions/1/publication", {}, **world.headers("officer"))
    assert without.status_code == 409
    other = send(f"{BASE}/withheld-parts/{WithheldPart.objects.earliest('pk').pk}/release", {}, **headers)
    assert other.status_code == 422


def test_a_part_is_released_once_for_a_key(world: World) -> None:
    part = world.commission.withheld_parts.get(part="commission.value_pounds")
    headers = world.headers("officer") | {"Idempotency-Key": "release-1"}
    first, second = (send(f"{BASE}/withheld-parts/{part.pk}/release", {}, **headers) for _ in range(2))
    assert first.status_code == 200, first.content
    assert second.json() == first.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    again = send(f"{BASE}/withheld-parts/{part.pk}/release", {}, **world.headers("officer"))
    assert again.status_code == 409


# --- what is waiting ------------------------------------------------------------------------------------


def test_whoever_asks_reads_what_is_waiting_for_them(world: World) -> None:
    told = Client().get("/api/v1/me/tasks", headers=world.headers("commissioner")).json()
    assert "answer-proposal" in {task["kind"] for task in told["tasks"]}
    mine = Client().get("/api/v1/me/tasks", headers=world.headers("resident")).json()
    assert [one["slug"] for one in mine["proposals"]] == ["waiting"]
    assert mine["tasks"] == []
    assert Client().get("/api/v1/me/tasks").status_code == 401


def test_a_document_can_be_withheld_until_a_day_and_released_before_it(world: World) -> None:
    later = "2099-01-01"
    refused = upload(world, "documents", ("late.pdf", b"%PDF late"), is_public="true", public_from=later)
    assert refused.status_code == 400
    assert refused.json()["field"] == "public_from"
    told = {"is_public": "true", "public_from": "2030-01-01", "withheld_reason": "Before the tender"}
    made = upload(world, "documents", ("late.pdf", b"%PDF late"), "officer", kind="legal", **told)
    assert made.status_code == 201, made.content
    path = made.json()["address"].removeprefix(f"{BASE}/")
    assert Client().get(f"{BASE}/{path}").status_code == 404
    assert read(world, path).json()["kind"] == "legal"
    assert send(f"{BASE}/{path}/release", {}, **world.headers("officer")).status_code == 200
    assert Client().get(f"{BASE}/{path}/file").content == b"%PDF late"


def test_who_proposed_an_option_changes_and_withdraws_it(world: World) -> None:
    path = f"{BASE}/proposals/waiting"
    revision = Client().get(f"{BASE}/options/waiting", headers=world.headers("resident")).json()["revision"]
    words = {"name": "A co-operative", "model": "co-operative", "description": "Ours", "revision": revision}
    assert send(path, words, method="put", **world.headers("resident")).status_code == 200
    assert send(path, words | {"name": "B"}, method="put", **world.headers("resident")).status_code == 409
    assert send(path, words, method="put", **world.headers("provider")).status_code in {403, 404}
    assert Client().delete(f"{path}?reason=Too+late", headers=world.headers("resident")).status_code == 200
