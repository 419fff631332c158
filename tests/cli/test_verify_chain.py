"""``wholeplace verify`` follows a chain offline and says in one sentence where it breaks."""

import json
from pathlib import Path

import pytest

from tests.casefile.chain_mutations import NEW, TRUSTED, make_lines
from tests.cli.calling import call
from wholeplace.casefile.checkpoint import name_public_key


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Write a chain that holds."""
    file = tmp_path / "chain.jsonl"
    file.write_bytes(b"".join(make_lines()))
    return file


def test_a_chain_that_holds_is_said_so_with_its_length(chain: Path) -> None:
    done = call("verify", str(chain), "--key", TRUSTED)
    assert done.exit_code == 0
    assert f"{chain}: holds" in done.stdout
    assert "The chain of 24 events is unbroken" in done.stdout


def test_a_changed_chain_does_not_hold(chain: Path) -> None:
    chain.write_bytes(chain.read_bytes().replace(b'"number":5', b'"number":6', 1))
    done = call("verify", str(chain))
    assert done.exit_code == 1
    assert "event 5 (theme-answered) was changed after it was written" in done.stdout


def test_another_key_than_the_one_that_signed_is_said_so(chain: Path) -> None:
    done = call("verify", str(chain), "--key", name_public_key(NEW))
    assert done.exit_code == 1
    assert "another key than you named" in done.stdout


@pytest.mark.parametrize("key", ["", "abc", "Z" * 64])
def test_what_is_no_key_is_refused(chain: Path, key: str) -> None:
    done = call("verify", str(chain), "--key", key)
    assert done.exit_code == 2
    assert "64 hexadecimal digits" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"{}\n", b'{"format":"wholeplace-chain"}\n'])
def test_a_file_that_is_no_chain_does_not_hold(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.jsonl"
    file.write_bytes(content)
    done = call("verify", str(file))
    assert done.exit_code == 1
    assert "first line" in done.stdout


def test_a_machine_reads_what_was_found(chain: Path) -> None:
    told = json.loads(call("verify", str(chain), "--json").stdout)
    assert (told["holds"], told["findings"]) == (True, [])
