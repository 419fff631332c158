"""What is published can be taken away and checked; what is withheld is on no page and in no file."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from tests.services.commissioning import Case, hear_everybody, make_case, prepare_decision, write_decision
from tests.services.publishing import SECRET, make_version
from tests.web.people import make_commission, sign_in
from wholeplace.casefile.chain_file import verify_chain
from wholeplace.casefile.verify import verify_case_file
from wholeplace.records.models import (
    CaseFile,
    ChainEvent,
    EventDetail,
    InvolvementTheme,
    RenderedDocument,
    WithheldPart,
)
from wholeplace.services.decisions.operations import record_decision
from wholeplace.services.involvement.operations import announce_consultation
from wholeplace.services.publication.papers import PAPERS

pytestmark = pytest.mark.django_db
THREAD = "/calderwick/commissions/housing-support"
STORY = "My daughter Quillfeather lost her room"


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission with a computed version and people who were heard."""
    case = make_case(service="homelessness", value_pounds=SECRET * 3)
    hear_everybody(case)
    make_version(case)
    return case


def open_as(case: Case, role: str) -> Client:
    return sign_in(Client(), case.people[role])


def read(client: Client, page: str) -> bytes:
    answer = client.get(page)
    assert answer.status_code == 200, page
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def publish(case: Case) -> None:
    answer = open_as(case, "commissioner").post(f"{THREAD}/publish/", {"version": "1"})
    assert answer.status_code == 302


# --- publishing -----------------------------------------------------------------------------------------


def test_a_version_is_published_from_its_page_and_again_when_more_was_recorded(case: Case) -> None:
    client = open_as(case, "commissioner")
    assert "Version 1" in read(client, f"{THREAD}/publish/").decode()
    publish(case)
    again = client.post(f"{THREAD}/publish/", {"version": "1"})
    assert again.status_code == 409
    assert "with everything that is recorded" in again.content.decode()
    assert "More was recorded since" not in read(Client(), f"{THREAD}/documents/").decode()
    hear_everybody(case)
    assert "More was recorded since" in read(Client(), f"{THREAD}/documents/").decode()
    publish(case)
    assert CaseFile.objects.count() == 2


def test_the_task_list_and_the_version_lead_to_publishing_until_everything_is_published(case: Case) -> None:
    client = open_as(case, "commissioner")
    assert "Publish this version" in read(client, f"{THREAD}/appraisal/versions/1/").decode()
    assert (
        "Publish this version"
        not in read(open_as(case, "finance-partner"), f"{THREAD}/appraisal/versions/1/").decode()
    )
    assert read_publish_task(client) == "To do"
    publish(case)
    assert "Publish this version" not in read(client, f"{THREAD}/appraisal/versions/1/").decode()
    assert read_publish_task(client) == "Done"
    hear_everybody(case)
    assert read_publish_task(client) == "Started"


def read_publish_task(client: Client) -> str:
    """Read the state of the task of publishing."""
    task = read(client, f"{THREAD}/manage/").decode().split(f'href="{THREAD}/publish/"')[1].split("</li>")[0]
    return re.sub(r"<[^>]+>", " ", task.split("govuk-task-list__status")[1]).split(">")[1].strip()


def test_the_case_file_comes_from_every_address_as_it_was_published(client: Client, case: Case) -> None:
    publish(case)
    case_file = CaseFile.objects.get()
    for page in (
        f"{THREAD}/case-file.json",
        f"{THREAD}/versions/1/case-file.json",
        f"/data/case-files/{case_file.digest}.json",
    ):
        answer = client.get(page)
        assert answer.content.decode() == case_file.document
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["ETag"] == f'"{case_file.digest}"'
        assert client.get(page, headers={"if-none-match": f'"{case_file.digest}"'}).status_code == 304
    assert verify_case_file(case_file.document).holds


def test_a_case_file_that_is_not_there_is_a_page_not_found(client: Client, case: Case) -> None:
    for page in (
        f"{THREAD}/case-file.json",
        f"{THREAD}/versions/9/case-file.json",
        f"/data/case-files/{'0' * 64}.json",
        f"{THREAD}/documents/report.pdf",
        f"{THREAD}/documents/anything.exe",
    ):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_every_paper_is_made_once_and_sent_as_an_attachment(client: Client, case: Case, name: str) -> None:
    publish(case)
    assert name in read(client, f"{THREAD}/documents/").decode()
    first = client.get(f"{THREAD}/documents/{name}")
    assert first.headers["Content-Disposition"] == f'attachment; filename="housing-support-{name}"'
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{THREAD}/documents/{name}").content == first.content
    assert RenderedDocument.objects.count() == 1
    starts = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE"}[name.rpartition(".")[2]]
    assert first.content.lstrip().upper().startswith(starts)


@pytest.mark.parametrize("page", ["publish/", "withheld/", "withheld/add/"])
def test_only_who_runs_the_commission_publishes_and_withholds(case: Case, page: str) -> None:
    assert Client().get(f"{THREAD}/{page}").status_code == 302
    assert open_as(case, "member").get(f"{THREAD}/{page}").status_code == 403


# --- what is withheld -----------------------------------------------------------------------------------


def withhold(case: Case, part: str, with_results: str = "on") -> None:
    entry = {
        "part": part, "category": "commercially-confidential", "paragraph": "", "until": "",
        "reason": "Before the tender", "with_results": with_results,
    }  # fmt: skip
    assert open_as(case, "commissioner").post(f"{THREAD}/withheld/add/", entry).status_code == 302


PUBLIC_PAGES = [
    "/", "/calderwick/", "/calderwick/commissions/", f"{THREAD}/", f"{THREAD}/heard/", f"{THREAD}/appraisal/",
    f"{THREAD}/options/charity/", f"{THREAD}/public-interest-test/", f"{THREAD}/decision/",
    f"{THREAD}/documents/", f"{THREAD}/case-file.json", f"{THREAD}/versions/1/case-file.json",
    "/data/chain.jsonl", "/data/keys/", "/calderwick/needs/",
    *(f"{THREAD}/documents/{name}" for name in sorted(PAPERS)),
]  # fmt: skip


def unpack(content: bytes) -> bytes:
    """Unpack a Word file, whose text is compressed; a PDF is read by its text."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if content.startswith(b"%PDF"):
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).encode()
    return content


def find_leaks(client: Client, words: list[str]) -> list[tuple[str, str]]:
    leaks = []
    for page in PUBLIC_PAGES:
        text = unpack(read(client, page)).decode(errors="replace")
        leaks += [(page, word) for word in words if word in text]
    return leaks


def test_what_is_withheld_is_on_no_page_and_in_no_file(case: Case) -> None:
    prepare_decision(case, timezone.now())
    record_decision(
        commission=case.commission, entry=write_decision(case, decided_on=timezone.localdate()),
        by=case.people["member"], at=timezone.now(),
    )  # fmt: skip
    theme = InvolvementTheme.objects.first()
    InvolvementTheme.objects.filter(pk=theme.pk).update(theme=STORY)
    for part in (
        f"theme:{theme.pk}",
        "options.charity.costs.0",
        "results.appraisal.options.charity",
        "commission.value_pounds",
    ):
        withhold(case, part)
    publish(case)
    words = [str(SECRET), f"{SECRET:,}", str(SECRET * 3), f"{SECRET * 3:,}", "Quillfeather"]
    assert find_leaks(Client(), words) == []
    assert find_leaks(open_as(case, "resident"), words) == []


def test_the_search_for_leaks_finds_what_is_open(case: Case) -> None:
    InvolvementTheme.objects.update(theme=STORY)
    publish(case)
    leaks = {page for page, _ in find_leaks(Client(), [str(SECRET), f"{SECRET:,}", "Quillfeather"])}
    assert {f"{THREAD}/heard/", f"{THREAD}/case-file.json", f"{THREAD}/documents/report.pdf"} <= leaks


def test_a_withheld_part_is_released_from_its_page(case: Case) -> None:
    withhold(case, "options.charity.costs.0")
    publish(case)
    part = WithheldPart.objects.get()
    client = open_as(case, "commissioner")
    assert "Grant to charities: cost" in read(client, f"{THREAD}/withheld/").decode()
    assert client.post(f"{THREAD}/withheld/{part.pk}/release/", {}).status_code == 302
    assert str(SECRET) in read(Client(), f"{THREAD}/case-file.json").decode()
    assert client.post(f"{THREAD}/withheld/{part.pk}/release/", {}).status_code == 409
    assert "Released" in read(client, f"{THREAD}/withheld/").decode()


def test_a_refused_withholding_keeps_the_entry(case: Case) -> None:
    entry = {
        "part": "options.charity.costs.0", "category": "exempt", "paragraph": "", "until": "",
        "reason": "Kept reason",
    }  # fmt: skip
    answer = open_as(case, "commissioner").post(f"{THREAD}/withheld/add/", entry)
    assert answer.status_code == 409
    assert "Kept reason" in answer.content.decode()
    assert 'href="#id_paragraph"' in answer.content.decode()


# --- before it is open ----------------------------------------------------------------------------------


def test_nothing_of_a_commission_that_is_not_open_is_public(client: Client, case: Case) -> None:
    hidden = make_commission(case.place, case.people["commissioner"], "closing-the-library", opened_at=None)
    from tests.services.test_involvement import ConsultationEntry

    day = timezone.localdate()
    announce_consultation(
        commission=hidden, entry=ConsultationEntry("Close it?", day, day, "All"),
        by=case.people["commissioner"], at=timezone.now(),
    )  # fmt: skip
    for page in ("", "heard/", "documents/", "case-file.json", "documents/report.pdf", "decision/"):
        assert client.get(f"/calderwick/commissions/closing-the-library/{page}").status_code == 404
    assert b"closing-the-library" not in read(client, "/data/chain.jsonl")
    detail = EventDetail.objects.get(event=ChainEvent.objects.last())
    assert detail.detail["commission"] == "closing-the-library"


# --- the chain ------------------------------------------------------------------------------------------


def test_the_chain_is_downloaded_and_holds_and_names_nobody(client: Client, case: Case) -> None:
    publish(case)
    content = read(client, "/data/chain.jsonl")
    found = verify_chain(content.splitlines(keepends=True))
    assert found.holds, found.findings
    assert found.events == ChainEvent.objects.count()
    for person in case.people.values():
        assert person.name.encode() not in content
    assert json.loads(content.splitlines()[-1])["end"]["head"] == found.head


def test_the_page_of_keys_gives_the_command_that_checks_the_chain(client: Client, case: Case) -> None:
    assert b"Nothing is signed yet." in read(client, "/data/keys/")
    from nacl.signing import SigningKey

    from wholeplace.services.publication.checkpoints import sign_checkpoint

    key = SigningKey.generate()
    sign_checkpoint(key=key, at=timezone.now())
    public = bytes(key.verify_key).hex()
    assert f"--key {public}".encode() in read(client, "/data/keys/")
    lines = read(client, "/data/chain.jsonl").splitlines(keepends=True)
    assert verify_chain(lines, keys=[public]).holds


def test_the_page_shows_what_follows_from_a_withheld_figure_and_withholds_it_in_one_step(case: Case) -> None:
    withhold(case, "options.charity.costs.0", with_results="")
    client = open_as(case, "commissioner")
    page = read(client, f"{THREAD}/withheld/").decode()
    assert "all results of Grant to charities" in page
    assert "Anybody could work this figure out" in page
    refused = client.post(f"{THREAD}/publish/", {"version": "1"})
    assert refused.status_code == 409
    assert "anybody could work it out" in refused.content.decode()
    part = WithheldPart.objects.get()
    assert client.post(f"{THREAD}/withheld/{part.pk}/results/").status_code == 302
    assert "Anybody could work this figure out" not in read(client, f"{THREAD}/withheld/").decode()
    publish(case)
    for page in (
        f"{THREAD}/",
        f"{THREAD}/appraisal/",
        f"{THREAD}/options/charity/",
        f"{THREAD}/options/team/",
    ):
        assert read(Client(), page)
