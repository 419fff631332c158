"""Whoever checks or re-uses finds everything in public, as files and in words."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.services.commissioning import Case, consult, make_case
from tests.services.publishing import SECRET, make_version
from tests.web.people import AT, make_commission
from wholeplace.records.models import CaseFile, PlaceRecord
from wholeplace.services.publication import checking
from wholeplace.services.publication.events import record_event
from wholeplace.services.publication.versions import publish_version
from wholeplace.services.publication.withholding import WithholdingEntry, withhold_part

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
THREAD = "/calderwick/commissions/housing-support"
OWN = {
    "id": "hour-cost", "title": "Cost of an hour", "value": 21, "unit": "GBP per hour", "status": "N",
    "source": {"title": "Payroll", "address": "Kept at the town hall"},
}  # fmt: skip


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission at the stage of decision."""
    return make_case()


def publish(case: Case, number: int = 1, **more: object) -> CaseFile:
    version = make_version(case, number, **more)
    return publish_version(version=version, by=case.people["officer"], at=timezone.now())


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def send(content: bytes, name: str = "case.json") -> tuple[int, str]:
    answer = Client().post("/check", {"file": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.content.decode()


# --- checking a case file -----------------------------------------------------------------------------


def test_a_published_case_file_is_checked_in_the_browser(case: Case) -> None:
    status, page = send(publish(case).document.encode())
    assert (status, "This case file holds" in page) == (200, True)


def test_a_tampered_case_file_does_not_hold_and_the_page_says_what(case: Case) -> None:
    document = publish(case).document.replace("880000", "480000")
    status, page = send(document.encode())
    assert (status, "This case file does not hold" in page) == (200, True)
    assert "What does not hold" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not a case file"),
        (b"{}", "This is not a case file"),
        (b"\xff\xfe\x00", "not text"),
        (b"<script>alert(1)</script>", "This is not a case file"),
        (b"[" * 100_000, "This is not a case file"),
    ],
    ids=["empty", "other", "binary", "html", "deep"],
)
def test_what_is_no_case_file_is_refused_in_a_sentence(case: Case, content: bytes, sentence: str) -> None:
    status, page = send(content)
    assert status == 422
    assert sentence in page
    assert "<script>alert" not in page


def test_a_file_that_takes_too_long_is_ended(case: Case) -> None:
    document = publish(case).document.encode()
    with pytest.raises(checking.CannotCheck, match="takes more than the 0 seconds"):
        checking.check_upload(document, seconds=0)


def test_only_one_file_is_checked_at_a_time(case: Case) -> None:
    with checking._TURN, pytest.raises(checking.CannotCheck, match="Another file is being checked"):
        checking.check_upload(b"{}")


def test_a_file_that_is_too_large_is_refused_before_anything_is_read(case: Case) -> None:
    with pytest.raises(checking.CannotCheck, match="larger than 20 megabytes"):
        checking.check_upload(b" " * (checking.LARGEST_BYTES + 1))


# --- parameters ---------------------------------------------------------------------------------------


def test_every_parameter_shows_source_and_status_and_can_be_taken_away(case: Case) -> None:
    page = read("/parameters/?q=deflator")
    assert "Source:" in page
    rows = list(
        csv.DictReader(io.StringIO(Client().get("/parameters/parameters.csv").content.decode("utf-8-sig")))
    )
    records = json.loads(Client().get("/parameters/parameters.json").content)
    assert len(rows) == len(records) > 100
    assert all(row["source"] and row["status"] for row in rows)
    assert f"{len(rows)} parameters" in read("/parameters/")


def test_a_places_own_parameter_is_shown_as_its_own_and_what_it_stands_for(case: Case) -> None:
    shipped = json.loads(Client().get("/parameters/parameters.json?q=gm-cr1.0").content)[0]
    for record in (OWN, shipped | {"value": 777, "source": OWN["source"]}):
        record.pop("own", None)
        PlaceRecord.objects.create(
            place=case.place, kind="parameter", identifier=record["id"], record=record, set_at=AT
        )
    assert "Cost of an hour" not in read("/parameters/")
    page = read("/parameters/?place=calderwick")
    assert page.count("The place’s own</strong>") == 2
    assert "Stands in place of: 500" in page
    own = [
        one["id"]
        for one in json.loads(Client().get("/parameters/parameters.json?place=calderwick").content)
        if one["own"]
    ]
    assert sorted(own) == ["gm-cr1.0", "hour-cost"]


def test_the_parameters_are_filtered_by_words_and_status(case: Case) -> None:
    chosen = json.loads(Client().get("/parameters/parameters.json?status=T&q=court").content)
    assert chosen
    assert {one["status"] for one in chosen} == {"T"}
    assert "No parameter fits." in read("/parameters/?q=nothing-is-called-this")
    assert Client().get("/parameters/?place=nowhere").status_code == 404
    assert Client().get("/parameters/parameters.exe").status_code == 404


# --- methods and data -----------------------------------------------------------------------------------


def test_the_methods_are_the_very_files_of_the_documentation(root: object) -> None:
    page = read("/methods/")
    assert "Every uncertain quantity has its own stream of random numbers" in page
    assert 'href="/methods/worked-examples/"' in page
    assert "style=" not in page.split("<main")[1].split("</main>")[0]
    assert Client().get("/methods/../settings/").status_code == 404
    assert Client().get("/methods/law/").status_code == 200


def test_all_case_files_are_listed_and_can_be_downloaded(case: Case) -> None:
    file = publish(case)
    page = read("/data/")
    [link] = re.findall(r'href="(/data/case-files/[0-9a-f]{64}\.json)"', page)
    assert b"".join(Client().get(link)).decode() == file.document
    assert json.loads(read("/data/case-file-1.schema.json"))["$schema"]


# --- history and feeds ----------------------------------------------------------------------------------


def test_the_history_says_in_words_what_happened_and_spells_out_what_it_does_not_know(case: Case) -> None:
    consult(case)
    record_event(
        kind="moon-landing", by=case.people["officer"], at=AT, place=case.place, commission=case.commission
    )
    page = read("/calderwick/history/")
    assert "A consultation was announced" in page
    assert "Moon landing" in page


def test_the_history_folds_what_was_done_several_times_on_end(case: Case) -> None:
    for _number in range(3):
        record_event(
            kind="option-added",
            by=case.people["officer"],
            at=AT,
            place=case.place,
            commission=case.commission,
        )
    page = read("/calderwick/history/")
    assert "An option was added (3 times)" in page
    assert page.count("An option was added") == 1
    assert "3 events" in page


def test_history_and_feed_tell_nothing_of_what_is_not_open_yet(case: Case) -> None:
    draft = make_commission(
        case.place, case.people["commissioner"], slug="secret-plan", title="Secret plan", opened_at=None
    )
    record_event(kind="option-added", by=case.people["officer"], at=AT, place=case.place, commission=draft)
    for page in ("/calderwick/history/", "/calderwick/feed.atom"):
        assert "ecret" not in read(page)
    assert Client().get("/calderwick/commissions/secret-plan/feed.atom").status_code == 404


def test_the_feeds_are_atom_with_an_entry_for_each_piece_of_news(case: Case) -> None:
    consult(case)
    publish(case)
    atom = "{http://www.w3.org/2005/Atom}"
    for address in ("/calderwick/feed.atom", f"{THREAD}/feed.atom"):
        answer = Client().get(address)
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        feed = ET.fromstring(answer.content)
        titles = [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
        assert titles[:2] == [
            "Housing-related support: A case file was published",
            "Housing-related support: A consultation was announced",
        ]
        assert len({entry.findtext(f"{atom}id") for entry in feed.findall(f"{atom}entry")}) == len(titles)


# --- versions -------------------------------------------------------------------------------------------


def test_two_published_versions_are_compared_in_words_and_figures(case: Case) -> None:
    publish(case, 1, charity_cost=900_000)
    publish(case, 2, charity_cost=800_000)
    page = read(f"{THREAD}/versions/")
    assert "900,000" in page
    assert "800,000" in page
    assert "Ahead in the figures" in page


def test_comparing_versions_never_shows_what_is_withheld(case: Case) -> None:
    first = make_version(case, 1)
    entry = WithholdingEntry("options.charity.costs.0", "commercially-confidential", "Before the tender")
    withhold_part(commission=case.commission, entry=entry, by=case.people["commissioner"], at=timezone.now())
    publish_version(version=first, by=case.people["officer"], at=timezone.now())
    publish(case, 2, charity_cost=SECRET + 1)
    page = read(f"{THREAD}/versions/")
    for figure in (SECRET, SECRET + 1):
        assert str(figure) not in page
        assert f"{figure:,}" not in page


def test_only_the_files_of_this_commission_are_compared(case: Case) -> None:
    digest = publish(case).digest
    assert Client().get(f"{THREAD}/versions/?before={digest}&after={'0' * 64}").status_code == 404
