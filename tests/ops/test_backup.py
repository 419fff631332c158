"""A backup holds everything, and what is read back is the same to the last digest."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.web.people import AT, make_commission, make_organisation, make_people, make_place
from wholeplace.records.models import Document, EventDetail, Need, Person, Place
from wholeplace.services.publication.backup import (
    CannotRestore,
    digest_records,
    list_models,
    read_backup,
    write_backup,
)
from wholeplace.services.publication.events import record_event
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def fill() -> None:
    """Store something in many tables, with every script in it."""
    place = make_place(name="Llanfair 日本 🏛 <script>")
    people = make_people(place)
    make_organisation(place)
    commission = make_commission(place, people["commissioner"])
    Need.objects.create(
        place=place,
        number=1,
        title="مأوى",
        what="Line one\nline two\u2028three",
        recorded_at=AT,
        recorded_by=None,
    )
    Document.objects.create(
        commission=commission, title="Paper", file_name="paper.pdf", content_type="application/pdf",
        content=bytes(range(256)), size_bytes=256, digest="0" * 64, attached_by=people["officer"], attached_at=AT,
    )  # fmt: skip
    for number in range(5):
        record_event(
            kind="need-recorded", by=people["resident"], at=AT, place=place, body={"need": number},
            detail={"title": "مأوى"},
        )  # fmt: skip


def empty() -> None:
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    fill()
    file = tmp_path / "place.backup"
    write_backup(file)
    return file


@pytest.mark.usefixtures("without_guards")
def test_what_is_read_back_has_the_same_digests_and_an_unbroken_chain(backup: Path) -> None:
    before, head = digest_records(), check_chain().head
    empty()
    assert digest_records() != before
    read_backup(backup)
    assert digest_records() == before
    assert check_chain().head == head


@pytest.mark.usefixtures("without_guards")
def test_after_a_restore_new_rows_can_be_added(backup: Path) -> None:
    empty()
    read_backup(backup)
    place, person = Place.objects.get(), Person.objects.first()
    assert person is not None
    with transaction.atomic():
        record_event(kind="other", by=person, at=AT, place=place)
    make_place("elsewhere", "Elsewhere")
    assert check_chain().broken == ""


def test_every_table_of_ours_is_in_a_backup() -> None:
    labels = {model._meta.label for model in list_models()}
    assert {"records.ChainEvent", "records.Person", "mfa.Authenticator", "account.EmailAddress"} <= labels


def test_a_full_database_is_not_written_over(backup: Path) -> None:
    before = digest_records()
    with pytest.raises(CannotRestore, match="already has"):
        read_backup(backup)
    assert digest_records() == before


def test_a_file_that_is_there_is_not_written_over(backup: Path) -> None:
    with pytest.raises(CannotRestore, match="there already"):
        write_backup(backup)


@pytest.mark.usefixtures("without_guards")
@pytest.mark.parametrize("old", [b'"name": "North Charity"', b'"need-recorded"'])
def test_a_changed_backup_is_refused_and_nothing_is_restored(
    old: bytes, backup: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.backup"
    hits = 0
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            hits += text.count(old)
            target.writestr(name, text.replace(old, old[:-2] + b'X"'))
    assert hits
    empty()
    with pytest.raises(CannotRestore, match="Nothing was restored"):
        read_backup(changed)
    assert not Place.objects.exists()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "broken"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=r"is not a (whole )?backup of Wholeplace"):
        call_command("restore", str(file))


@pytest.mark.usefixtures("without_guards")
@pytest.mark.postgresql
def test_a_backup_of_postgresql_can_be_read_into_sqlite(backup: Path, tmp_path: Path) -> None:
    """The way back is the same code: the rows are written as text that neither database owns."""
    digests = sorted(digest for _, digest in digest_records().values())
    environment = {
        "WHOLEPLACE_DEBUG": "1",
        "WHOLEPLACE_DATABASE": str(tmp_path / "copy.sqlite3"),
        "PATH": "/usr/bin:/bin",
    }
    for command in (["migrate", "--verbosity", "0"], ["restore", str(backup)]):
        done = subprocess.run(
            [sys.executable, "-m", "wholeplace.faces.ops", *command],
            env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert digests
    assert connection.vendor == "postgresql"


def test_erasable_details_are_in_the_backup(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        text = archive.read("records.EventDetail.jsonl").decode()
    assert text.count("\n") == EventDetail.objects.count() == 5
