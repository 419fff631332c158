"""The operator signs the chain's head, changes the key, and releases what is due, from the shell."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from nacl.signing import SigningKey

from tests.services.test_publication import AT
from wholeplace.casefile.chain_file import verify_chain
from wholeplace.records.models import ChainEvent, Checkpoint
from wholeplace.services.publication.chain import append_event
from wholeplace.services.publication.checkpoints import (
    NothingToSign,
    SameKey,
    change_key,
    export_chain,
    list_keys,
    sign_checkpoint,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_file(tmp_path: Path, settings: object) -> Path:
    """Make a key and tell the service where it is."""
    file = tmp_path / "key"
    run("make_signing_key", str(file))
    settings.SIGNING_KEY, settings.SIGNING_KEY_FILE = "", str(file)
    return file


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def write_events(count: int, text: str = "") -> None:
    for number in range(count):
        append_event(kind="test-event", by="A writer", at=AT, body={"number": number, "text": text})


def test_a_key_is_readable_by_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert "public key: " in run("make_signing_key", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = file.read_text()
    with pytest.raises(CommandError, match="cannot be written"):
        run("make_signing_key", str(file))
    assert file.read_text() == secret


def test_the_head_is_signed_once_and_anyone_can_check_it(key_file: Path) -> None:
    write_events(3)
    public = run("sign_checkpoint").rpartition("signed by ")[2].strip()
    run("sign_checkpoint")
    assert Checkpoint.objects.count() == 1
    found = verify_chain(export_chain(), keys=[public])
    assert found.holds, found.findings
    write_events(1)
    run("sign_checkpoint")
    assert verify_chain(export_chain(), keys=[public]).checkpoints == 2


def test_after_a_change_of_key_the_first_key_still_checks_the_whole_chain(
    key_file: Path, tmp_path: Path, settings: object
) -> None:
    write_events(2)
    first = run("sign_checkpoint").rpartition("signed by ")[2].strip()
    fresh = tmp_path / "fresh"
    run("make_signing_key", str(fresh))
    assert f"must name {fresh}" in run("sign_checkpoint", "--new-key", str(fresh))
    settings.SIGNING_KEY_FILE = str(fresh)
    write_events(2)
    run("sign_checkpoint")
    assert ChainEvent.objects.get(kind="signing-key-changed").body["old"] == first
    found = verify_chain(export_chain(), keys=[first])
    assert found.holds, found.findings
    assert found.checkpoints == 4
    assert [line.public_key for line in list_keys()][-1] == first
    assert not verify_chain(export_chain(), keys=[list_keys()[0].public_key]).holds


def test_a_chain_that_was_written_anew_in_the_database_fails_under_the_key(
    key_file: Path, without_guards: None
) -> None:
    write_events(3)
    public = run("sign_checkpoint").rpartition("signed by ")[2].strip()
    ChainEvent.objects.all().delete()
    write_events(4, text="another history")
    assert verify_chain(line for line in export_chain() if b"checkpoint" not in line).events == 4
    assert not verify_chain(export_chain(), keys=[public]).holds


def test_nothing_is_signed_without_a_key_or_without_an_event(settings: object, tmp_path: Path) -> None:
    settings.SIGNING_KEY = settings.SIGNING_KEY_FILE = ""
    with pytest.raises(CommandError, match="make_signing_key"):
        run("sign_checkpoint")
    settings.SIGNING_KEY_FILE = str(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="cannot be read"):
        run("sign_checkpoint")
    with pytest.raises(NothingToSign):
        sign_checkpoint(key=SigningKey.generate(), at=AT)


def test_the_old_key_is_not_the_new_one() -> None:
    key = SigningKey.generate()
    with pytest.raises(SameKey):
        change_key(old=key, new=key, at=AT)


def test_a_long_chain_is_exported_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from wholeplace.services.publication import checkpoints

    monkeypatch.setattr(checkpoints, "ROWS_AT_ONCE", 3)
    write_events(10)
    found = verify_chain(export_chain())
    assert (found.holds, found.events) == (True, 10)


def test_what_is_written_during_a_download_is_not_in_it() -> None:
    write_events(3)
    lines = export_chain()
    first = next(lines)
    write_events(2)
    found = verify_chain([first, *lines])
    assert (found.holds, found.events) == (True, 3)


def test_the_timer_releases_what_is_due() -> None:
    assert run("release_due_parts") == ""
