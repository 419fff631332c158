"""``wholeplace serve`` and ``check-deploy`` hand over to the operator's commands, with a folder's own keys."""

import os
import runpy
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call


class HandedOver(SystemExit):
    """Stands for the end of this process: another takes its place."""


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return what the next process would have been given."""
    given: list[tuple[Any, ...]] = []

    def take_over(*arguments: Any) -> None:
        given.append(arguments)
        raise HandedOver(0)

    monkeypatch.setattr(os, "execve", take_over)
    monkeypatch.setattr(os, "execv", take_over)
    return given


def serve(folder: Path, *more: str) -> Called:
    return call("serve", "--data", folder, *more)


def test_serve_hands_over_with_everything_in_its_folder(
    handed: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    folder = tmp_path / "place"
    assert serve(folder, "--host", "::1", "--port", "8123").exit_code == 0
    [(program, command, environment)] = handed
    assert (program, command[1:]) == (
        sys.executable,
        ["-m", "wholeplace.faces.ops", "serve", "--host", "::1", "--port", "8123"],
    )
    assert environment["WHOLEPLACE_ADDRESS"] == "http://[::1]:8123"
    for name in ("WHOLEPLACE_DATABASE", "WHOLEPLACE_STATIC", "WHOLEPLACE_SIGNING_KEY_FILE"):
        assert Path(environment[name]).parent == folder


def test_a_folder_keeps_its_key_for_its_owner_alone(handed: list[tuple[Any, ...]], tmp_path: Path) -> None:
    for _ in range(2):
        serve(tmp_path)
    first, second = (environment["WHOLEPLACE_SECRET_KEY"] for _, _, environment in handed)
    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_nothing_is_served_to_others_without_tls_or_from_where_nothing_can_be_kept(
    handed: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for words, told in (
        (("--host", "0.0.0.0"), "must be this machine itself"),
        (("--data", tmp_path / "file" / "inside"), "cannot be used"),
    ):
        done = call("serve", *words, folder=tmp_path)
        assert (done.exit_code, handed) == (2, [])
        assert told in done.stderr


def test_check_deploy_hands_over_to_the_command_that_knows_the_settings(
    handed: list[tuple[Any, ...]],
) -> None:
    assert call("check-deploy").exit_code == 0
    [(_, command)] = handed
    assert command[-1] == "check_deploy"


def test_the_package_of_commands_can_be_run_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wholeplace", "--version"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("wholeplace.faces.cli", run_name="__main__")
    assert "wholeplace" in capsys.readouterr().out.lower()
