"""The pages of the appraisal: written together, kept whatever happens, computed, compared."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_q.conf import Conf

from tests.services.appraising import make_document, make_option
from tests.services.commissioning import Case, make_case
from tests.web.people import sign_in
from wholeplace.formats.toml import write_toml
from wholeplace.records.models import AppraisalDraft, AppraisalVersion, Job
from wholeplace.services.appraisals import evidence, operations

pytestmark = pytest.mark.django_db
BASE = "/calderwick/commissions/housing-support/appraisal"
EDIT = f"{BASE}/edit"


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def draft(case: Case) -> AppraisalDraft:
    return write_draft(case, make_document())


def write_draft(case: Case, document: dict[str, Any]) -> AppraisalDraft:
    operations.upload_case(
        commission=case.commission, file=("case.toml", write_toml(document).encode()), revision=None,
        by=case.people["commissioner"], at=timezone.now(),
    )  # fmt: skip
    return AppraisalDraft.objects.get()


@pytest.fixture
def writer(case: Case) -> Client:
    return sign_in(Client(), case.people["finance-partner"])


def line(draft: AppraisalDraft) -> str:
    return str(draft.document["options"][0]["costs"][0]["key"])


def line_page(draft: AppraisalDraft) -> str:
    return f"{EDIT}/options/today/costs/{line(draft)}/"


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:2000]
    return str(answer.content.decode())


def read_form(page: str) -> dict[str, str]:
    """Read what the form of a row would send back as it is."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag and name[1] not in fields:
            fields[name[1]] = value[1].replace("&#34;", '"') if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        fields.setdefault(name, chosen[1] if chosen else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        fields.setdefault(name, text.strip())
    return fields


def save(client: Client, *changes: dict[str, Any], revision: int = 1) -> Any:
    data = json.dumps({"revision": revision, "changes": changes})
    return client.post(f"{EDIT}/save", data, content_type="application/json")


def set_amount(draft: AppraisalDraft, was: str, text: str) -> dict[str, Any]:
    return {
        "do": "set",
        "table": "costs",
        "option": "today",
        "row": line(draft),
        "column": "amount",
        "was": was,
        "text": text,
    }


# --- beginning and reading -------------------------------------------------------------------------------


def test_whoever_may_write_begins_with_the_shortlist(case: Case, writer: Client) -> None:
    assert "Begin with the shortlist" in read(writer, f"{EDIT}/")
    assert writer.post(f"{EDIT}/begin", {"begin": "options"}).headers["Location"] == f"{EDIT}/"
    page = read(writer, f"{EDIT}/")
    assert "In-house team" in page
    assert "Not yet ready to hand in" in page


def test_whoever_only_sees_the_work_reads_the_draft_and_cannot_change_it(
    case: Case, draft: AppraisalDraft
) -> None:
    reader = sign_in(Client(), case.people["auditor"])
    page = read(reader, f"{EDIT}/options/today/")
    assert "uniform 100 200" in page
    assert "data-editable" not in page
    assert reader.post(f"{EDIT}/turn", {"do": "undo"}).status_code == 403
    assert save(reader, set_amount(draft, "uniform 100 200", "1")).status_code == 403


def test_an_evil_name_is_shown_as_text(case: Case, writer: Client) -> None:
    evil = make_document(title="<script>alert(1)</script>")
    evil["options"][0]["name"] = evil["options"][0]["costs"][0]["name"] = "'\"><script>alert(2)</script>"
    write_draft(case, evil)
    for address in (f"{EDIT}/", f"{EDIT}/options/today/", f"{EDIT}/history/", f"{EDIT}/totals"):
        assert "<script>alert" not in read(writer, address)


def test_every_quantity_of_a_line_is_drawn_without_a_script(draft: AppraisalDraft, writer: Client) -> None:
    page = read(writer, line_page(draft))
    assert 'aria-label="Range from 100 to 200"' in page
    assert "<polygon" in page


# --- a row as a form ---------------------------------------------------------------------------------------


def test_a_line_is_changed_by_its_form_and_only_what_was_changed(
    draft: AppraisalDraft, writer: Client
) -> None:
    sent = read_form(read(writer, line_page(draft))) | {"amount": "£1,500"}
    answer = writer.post(line_page(draft), sent)
    assert answer.headers["Location"] == f"{EDIT}/options/today/"
    after = AppraisalDraft.objects.get()
    assert after.document["options"][0]["costs"][0] == draft.document["options"][0]["costs"][0] | {
        "amount": 1500
    }
    # Sending the same form again, as a double click does, changes nothing more.
    writer.post(line_page(draft), sent)
    assert AppraisalDraft.objects.get().revision == after.revision


def test_two_people_who_change_one_field_choose_field_by_field(
    case: Case, draft: AppraisalDraft, writer: Client
) -> None:
    sent = read_form(read(writer, line_page(draft)))
    other = sign_in(Client(), case.people["commissioner"])
    other.post(line_page(draft), sent | {"amount": "150"})
    answer = writer.post(line_page(draft), sent | {"amount": "175", "note": "From payroll"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Keep what is saved now: 150" in page
    assert "Use what I wrote: 175" in page
    stored = AppraisalDraft.objects.get().document["options"][0]["costs"][0]
    assert (stored["amount"], stored["note"]) == (150, "From payroll")
    writer.post(line_page(draft), read_form(page) | {"choose-amount": "mine"})
    assert AppraisalDraft.objects.get().document["options"][0]["costs"][0]["amount"] == 175


def test_keeping_the_others_value_is_one_choice_too(
    case: Case, draft: AppraisalDraft, writer: Client
) -> None:
    sent = read_form(read(writer, line_page(draft)))
    sign_in(Client(), case.people["commissioner"]).post(line_page(draft), sent | {"amount": "150"})
    page = writer.post(line_page(draft), sent | {"amount": "175"}).content.decode()
    assert writer.post(line_page(draft), read_form(page) | {"choose-amount": "theirs"}).status_code == 302
    assert AppraisalDraft.objects.get().document["options"][0]["costs"][0]["amount"] == 150


def test_a_new_line_sent_twice_is_there_once(draft: AppraisalDraft, writer: Client) -> None:
    address = f"{EDIT}/options/team/benefits/new/"
    sent = read_form(read(writer, address)) | {
        "name": "Fewer falls",
        "agency": "council",
        "kind": "fiscal-cashable",
        "unit_value": "9",
    }
    for _ in range(2):
        assert writer.post(address, sent).status_code == 302
    names = [one["name"] for one in AppraisalDraft.objects.get().document["options"][1]["benefits"]]
    assert names.count("Fewer falls") == 1


def test_what_cannot_be_read_is_kept_and_told(draft: AppraisalDraft, writer: Client) -> None:
    sent = read_form(read(writer, line_page(draft))) | {"amount": "pert one two"}
    answer = writer.post(line_page(draft), sent, follow=True)
    page = answer.content.decode()
    assert "is kept as you typed it, but must be a distribution" in page
    assert read_form(page)["amount"] == "pert one two"


def test_a_session_that_ended_keeps_the_form_for_after_signing_in(
    case: Case, draft: AppraisalDraft, writer: Client
) -> None:
    sent = read_form(read(writer, line_page(draft))) | {"note": "An hour of thought"}
    away = Client().post(line_page(draft), sent).headers["Location"]
    assert away.startswith("/account/login/")
    from urllib.parse import parse_qs, urlsplit

    back = parse_qs(urlsplit(away).query)["next"][0]
    page = read(writer, back)
    assert "An hour of thought" in page
    assert "You were signed out" in page


def test_the_case_itself_and_the_lists_are_changed_by_forms(draft: AppraisalDraft, writer: Client) -> None:
    address = f"{EDIT}/case/all/change"
    assert writer.post(address, read_form(read(writer, address)) | {"horizon_years": "2"}).status_code == 302
    writer.post(f"{EDIT}/add", {"table": "agencies", "name": "Police"})
    address = f"{EDIT}/stakeholders/users/change"
    added = writer.post(f"{EDIT}/add", {"table": "stakeholders", "name": "Users"}).headers["Location"]
    assert added == address
    writer.post(address, read_form(read(writer, address)) | {"weight--control": "100"})
    document = AppraisalDraft.objects.get().document
    assert document["case"]["horizon_years"] == 2
    assert document["agencies"][2] == {"id": "police", "name": "Police"}
    assert document["stakeholders"] == [{"id": "users", "name": "Users", "weights": {"control": 100}}]
    for table in ("agencies", "outcomes", "scenarios", "criteria", "stakeholders"):
        read(writer, f"{EDIT}/{table}/")
    read(writer, f"{EDIT}/invented/", 404)


def test_pasted_lines_are_added_without_a_script(draft: AppraisalDraft, writer: Client) -> None:
    address = f"{EDIT}/options/team/costs/paste"
    lines = "name\tagency\tamount\tfirst year\tlast year\r\nRent\tCalderwick Council\t£1,000\t0\t2\r\nHeat\tcouncil\tx\t0\t2"
    sent = {"lines": lines, "once": re.findall(r'name="once" value="([^"]*)"', read(writer, address))[0]}
    pages = [writer.post(address, sent, follow=True).content.decode() for _ in range(2)]
    assert "Added 2 lines." in pages[0]
    costs = AppraisalDraft.objects.get().document["options"][1]["costs"]
    assert [(one["name"], one["agency"], one["amount"]) for one in costs[1:]] == [
        ("Rent", "council", 1000),
        ("Heat", "council", "x"),
    ]


def test_words_are_pasted_as_the_page_shows_them(draft: AppraisalDraft, writer: Client) -> None:
    address = f"{EDIT}/options/team/costs/paste"
    lines = "name\tcategory\r\nRent\tOther running costs\r\nHeat\tHeating"
    sent = {"lines": lines, "once": re.findall(r'name="once" value="([^"]*)"', read(writer, address))[0]}
    page = writer.post(address, sent, follow=True).content.decode()
    costs = AppraisalDraft.objects.get().document["options"][1]["costs"]
    assert [one["category"] for one in costs[1:]] == ["non-staff", "Heating"]
    assert "1 cell is kept as you pasted it, but cannot be read: it must be one of" in page


def test_removing_a_line_can_be_taken_back(draft: AppraisalDraft, writer: Client) -> None:
    writer.post(f"{EDIT}/remove", {"table": "costs", "option": "today", "row": line(draft)})
    assert "costs" not in AppraisalDraft.objects.get().document["options"][0]
    writer.post(f"{EDIT}/turn", {"do": "undo", "back": f"{EDIT}/options/today/"})
    assert AppraisalDraft.objects.get().document == draft.document


def test_after_undo_one_is_never_led_to_another_site(draft: AppraisalDraft, writer: Client) -> None:
    save(writer, set_amount(draft, "uniform 100 200", "5"))
    answer = writer.post(f"{EDIT}/turn", {"do": "undo", "back": "https://evil.example/"})
    assert answer.headers["Location"] == f"{EDIT}/history/"


# --- for the script ------------------------------------------------------------------------------------------


def test_a_save_tells_the_revision_the_time_and_what_cannot_be_read(
    draft: AppraisalDraft, writer: Client
) -> None:
    told = save(writer, set_amount(draft, "uniform 100 200", "12o0")).json()
    assert told["revision"] == 2
    assert re.fullmatch(r"\d\d:\d\d", told["saved"])
    assert told["problems"][0]["column"] == "amount"
    assert told["conflicts"] == []


def test_a_save_over_somebody_elses_change_tells_both_and_whose(
    case: Case, draft: AppraisalDraft, writer: Client
) -> None:
    save(sign_in(Client(), case.people["commissioner"]), set_amount(draft, "uniform 100 200", "150"))
    told = save(writer, set_amount(draft, "uniform 100 200", "175")).json()
    assert told["conflicts"] == [
        {
            "table": "costs",
            "row": line(draft),
            "column": "amount",
            "theirs": "150",
            "is_gone": "False",
            "by": "commissioner of calderwick",
        }
    ]
    assert told["others"][0]["by"] == "commissioner of calderwick"


def test_a_save_without_a_session_answers_401_and_changes_nothing(draft: AppraisalDraft) -> None:
    answer = save(Client(), set_amount(draft, "uniform 100 200", "1"))
    assert answer.status_code == 401
    assert answer.json() == {"problem": "You are signed out."}
    assert AppraisalDraft.objects.get().revision == draft.revision


def test_a_save_needs_the_token_against_forgery(case: Case, draft: AppraisalDraft) -> None:
    careful = sign_in(Client(enforce_csrf_checks=True), case.people["commissioner"])
    assert save(careful, set_amount(draft, "uniform 100 200", "1")).status_code == 403
    assert AppraisalDraft.objects.get().revision == draft.revision


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"null", b'{"changes": 1}', b"[" * 100_000, b"\xff\xfe",
        b'{"changes": [{"do": "set"}]}', b'{"changes": [1]}', b'{"changes": [{"do": "drop", "table": "costs"}]}',
        b'{"changes": [{"do": "set", "table": "costs", "column": "__class__", "row": "x", "option": "today"}]}',
        b'{"changes": [{"do": "add", "table": "costs", "row": "../../x", "option": "today"}]}',
    ],
)  # fmt: skip
def test_a_broken_save_is_refused_in_one_sentence(body: bytes, draft: AppraisalDraft, writer: Client) -> None:
    answer = writer.post(f"{EDIT}/save", body, content_type="application/json")
    assert answer.status_code in (400, 409)
    assert answer.json()["problem"]
    assert AppraisalDraft.objects.get().revision == draft.revision


def test_totals_are_sent_alone_and_follow_what_was_typed(draft: AppraisalDraft, writer: Client) -> None:
    before = read(writer, f"{EDIT}/totals")
    assert "<html" not in before
    save(writer, set_amount(draft, "uniform 100 200", "1"))
    assert read(writer, f"{EDIT}/totals") != before


# --- files -----------------------------------------------------------------------------------------------------


def upload(client: Client, name: str, data: bytes, **more: Any) -> Any:
    return client.post(f"{EDIT}/upload", {"file": SimpleUploadedFile(name, data), **more})


def test_an_uploaded_case_takes_the_place_of_the_draft(draft: AppraisalDraft, writer: Client) -> None:
    data = write_toml(make_document(title="Other")).encode()
    assert upload(writer, "case.toml", data, revision=1).status_code == 302
    assert AppraisalDraft.objects.get().document["case"]["title"] == "Other"


@pytest.mark.parametrize(
    ("name", "data"),
    [("case.toml", b"[case"), ("case.xlsx", b"PK\x03\x04"), ("case.toml", b""), ("a.txt", b"x")],
)
def test_a_broken_upload_is_refused_on_the_page(
    name: str, data: bytes, draft: AppraisalDraft, writer: Client
) -> None:
    answer = upload(writer, name, data, revision=1)
    assert answer.status_code in (409, 422)
    assert "There is a problem" in answer.content.decode()
    assert AppraisalDraft.objects.get().document == draft.document


def test_50_megabytes_are_refused_by_their_size(draft: AppraisalDraft, writer: Client) -> None:
    answer = upload(writer, "case.toml", b"#" * 50_000_000, revision=1)
    assert answer.status_code == 422
    assert "This file has 50 MB, and 10 MB at most are read" in answer.content.decode()


def test_an_upload_over_a_newer_draft_is_refused(draft: AppraisalDraft, writer: Client) -> None:
    save(writer, set_amount(draft, "uniform 100 200", "5"))
    answer = upload(writer, "case.toml", write_toml(make_document(title="Other")).encode(), revision=1)
    assert answer.status_code == 409
    assert "Somebody saved the draft while you chose your file" in answer.content.decode()


@pytest.mark.parametrize("kind", ["toml", "xlsx", "json"])
def test_the_draft_is_downloaded_as_an_attachment(kind: str, draft: AppraisalDraft, writer: Client) -> None:
    answer = writer.get(f"{EDIT}/case.{kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="housing-support-draft.{kind}"'
    assert len(answer.content) > 300


def test_a_document_is_only_ever_an_attachment(case: Case, draft: AppraisalDraft, writer: Client) -> None:
    sent = {
        "title": "Survey",
        "file": SimpleUploadedFile("survey.txt", b"<script>alert(1)</script>"),
        "is_public": "on",
    }
    assert writer.post(f"{EDIT}/documents/", sent).status_code == 302
    assert "Survey (document" in read(writer, f"{EDIT}/documents/")
    document = evidence.list_documents(case.commission, user=None)[0]
    answer = Client().get(f"/calderwick/commissions/housing-support/documents/files/{document.pk}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert document.citation in read(writer, line_page(draft))


# --- computing, versions -----------------------------------------------------------------------------------------


def compute(client: Client, **more: str) -> Any:
    return client.post(f"{EDIT}/compute", {"note": "Round 1", **more})


def test_a_draft_is_handed_in_computed_and_shown_chapter_by_chapter(
    draft: AppraisalDraft, writer: Client
) -> None:
    page = writer.get(compute(writer).headers["Location"], follow=True).content.decode()
    assert "Version 1" in page
    assert "Not published" in page
    for chapter in re.findall(rf'href="({BASE}/versions/1/[a-z-]+/)"', page):
        read(writer, chapter)
    read(writer, f"{BASE}/versions/1/nothing/", 404)
    assert "Round 1" in read(writer, f"{BASE}/versions/")


def test_a_draft_that_does_not_hold_leads_to_the_very_field(draft: AppraisalDraft, writer: Client) -> None:
    save(writer, set_amount(draft, "uniform 100 200", "12o0"))
    answer = compute(writer)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "must be a number or a distribution, but is “12o0”" in page
    assert f'href="{line_page(draft)}#id_amount"' in page
    assert 'id="id_amount"' in read(writer, line_page(draft))
    assert not AppraisalVersion.objects.exists()


def test_an_unpublished_version_is_nowhere_for_the_public(
    case: Case, draft: AppraisalDraft, writer: Client
) -> None:
    compute(writer)
    resident = sign_in(Client(), case.people["resident"])
    for address in ("versions/", "versions/1/", "versions/1/case.toml", "versions/1/differences/1/"):
        read(resident, f"{BASE}/{address}", 403)
        assert Client().get(f"{BASE}/{address}").status_code == 302


def test_what_changed_between_two_versions_is_said_in_words(draft: AppraisalDraft, writer: Client) -> None:
    compute(writer)
    save(writer, set_amount(draft, "uniform 100 200", "5"))
    compute(writer)
    page = read(writer, f"{BASE}/versions/2/differences/1/")
    assert (
        "“Staff” of Today: Pounds a year from uniform 100 200 to 5" in page
        or "amount from uniform 100 200 to 5" in page
    )
    assert "leads" in page
    assert "TOML" in read(writer, f"{BASE}/versions/")
    assert writer.get(f"{BASE}/versions/2/case.toml").status_code == 200


def test_a_job_page_looks_again_by_itself_and_can_be_stopped(
    draft: AppraisalDraft, writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "SYNC", False)
    address = compute(writer).headers["Location"]
    answer = writer.get(address)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in answer.content.decode()
    assert "Waiting for its turn" in answer.content.decode()
    assert writer.get(f"{address}state").json()["is_open"] is True
    assert compute(writer).headers["Location"] == address
    assert writer.post(f"{address}cancel").headers["Location"] == address
    page = read(writer, address)
    assert "Stopped" in page
    assert "http-equiv" not in page
    again = writer.post(f"{address}again").headers["Location"]
    assert again != address
    assert Job.objects.get(state="waiting").version.number == 1


def test_a_failed_job_says_why(draft: AppraisalDraft, writer: Client) -> None:
    save(writer, set_amount(draft, "uniform 100 200", "1000000000000000"))
    save(
        writer,
        {
            "do": "set",
            "table": "costs",
            "option": "today",
            "row": line(draft),
            "column": "growth",
            "was": "",
            "text": "1000000000000000",
        },
    )
    page = read(writer, compute(writer).headers["Location"])
    assert "Could not be computed" in page
    assert "too large to compute with" in page


# --- size --------------------------------------------------------------------------------------------------------


def test_200_options_and_2000_lines_are_shown_a_page_at_a_time(case: Case, writer: Client) -> None:
    big = make_document()
    many = [dict(big["options"][0]["costs"][0], name=f"Line {number}") for number in range(1_600)]
    big["options"][0]["costs"] = many
    big["options"] += [make_option(f"option-{number}", 50 + number) for number in range(198)]
    write_draft(case, big)
    page = read(writer, f"{EDIT}/options/today/")
    assert len(page) < 400_000
    assert page.count("<tr data-row=") == 101
    assert "Line 1599" in read(writer, f"{EDIT}/options/today/?costs=16")
    assert read(writer, f"{EDIT}/").count('class="govuk-link" href="' + EDIT + "/options/option-") < 110
