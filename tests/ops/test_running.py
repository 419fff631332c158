"""Serving and working on one machine: what is started, what is started again, and how all of it ends."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.core.management import call_command as really_call
from django.db import DatabaseError

from tests.web.people import AT, make_person
from wholeplace.faces.ops import __main__ as entry
from wholeplace.faces.ops import checks
from wholeplace.faces.ops.management.commands import serve, work
from wholeplace.records.models import Checkpoint
from wholeplace.services.publication.chain import append_event

COMMANDS = "wholeplace.faces.ops.management.commands"


class Process:
    """Stands for a process that was started: it runs until it is told or made to end."""

    started: list["Process"] = []
    obeys = True

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.code: int | None = None
        self.was_killed = False
        Process.started.append(self)

    @property
    def name(self) -> str:
        return "web" if "granian" in self.command else "worker"

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        self.code = 0 if Process.obeys else None

    def wait(self, timeout: float | None = None) -> int:
        if self.code is None:
            raise subprocess.TimeoutExpired(self.command, timeout or 0)
        return self.code

    def kill(self) -> None:
        self.code, self.was_killed = -9, True


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """Give the commands that prepare, which are not run; processes are only said to be started."""
    called: list[str] = []
    monkeypatch.setattr(Process, "started", [])
    monkeypatch.setattr(f"{COMMANDS}.serve.subprocess.Popen", Process)
    monkeypatch.setattr(f"{COMMANDS}.serve.signal.signal", lambda *_: None)
    monkeypatch.setattr(serve, "call_command", lambda name, *_, **__: called.append(name))
    monkeypatch.setenv("WHOLEPLACE_FIRST_RUN_CODE", "c0de")
    settings.SIGNING_KEY_FILE = ""
    return called


def run_serve(monkeypatch: pytest.MonkeyPatch, *seconds: Callable[[], None]) -> None:
    """Serve; each second something happens, and after the last one the service is told to stop."""
    coming = iter(seconds)

    def wait(_: float) -> None:
        happens = next(coming, None)
        if happens is None:
            serve._stop(15, None)
        else:
            happens()

    monkeypatch.setattr(f"{COMMANDS}.serve.time.sleep", wait)
    serve.Command().handle(host="127.0.0.1", port=8123)


@pytest.mark.django_db
def test_serving_prepares_first_then_starts_both_and_ends_both(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_serve(monkeypatch)
    assert prepared == ["migrate", "collectstatic"]
    web, worker = Process.started
    assert (web.name, worker.name, worker.command[-1]) == ("web", "worker", "work")
    assert web.command[web.command.index("--port") + 1] == "8123"
    assert [process.code for process in Process.started] == [0, 0]
    assert "make the first account with this code: c0de" in capsys.readouterr().out


@pytest.mark.django_db
def test_where_somebody_is_already_no_code_is_told(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_person("somebody")
    run_serve(monkeypatch)
    assert "code" not in capsys.readouterr().out


@pytest.mark.django_db
def test_a_worker_that_died_is_started_again(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_serve(monkeypatch, lambda: Process.started[1].kill(), lambda: None)
    assert [process.name for process in Process.started] == ["web", "worker", "worker"]
    assert "it is started again" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_web_server_that_ended_by_itself_ends_the_worker_and_is_a_failure(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="ended by itself") as caught:
        run_serve(monkeypatch, lambda: Process.started[0].kill())
    assert caught.value.returncode == 2
    assert Process.started[1].code == 0


@pytest.mark.django_db
def test_what_does_not_end_when_asked_is_made_to_end(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Process, "obeys", False)
    run_serve(monkeypatch)
    assert [process.was_killed for process in Process.started] == [True, True]


@pytest.mark.django_db
def test_each_start_signs_the_chain_with_the_key_that_the_first_one_made(
    settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "signing-key"
    settings.SIGNING_KEY_FILE, settings.SIGNING_KEY = str(file), ""
    serve._sign_head()
    key = file.read_text()
    assert not Checkpoint.objects.exists()
    event = append_event(kind="test-event", by="A writer", at=AT, body={})
    serve._sign_head()
    assert file.read_text() == key
    assert Checkpoint.objects.get().head == event.hash


# --- the worker ------------------------------------------------------------------------------------------


class Cluster:
    """Stands for the processes that compute."""

    is_running = False

    def __init__(self) -> None:
        self.sentinel = SimpleNamespace(is_alive=lambda: Cluster.is_running)

    def start(self) -> None:
        Cluster.is_running = True

    def stop(self) -> None:
        Cluster.is_running = False


def run_work(monkeypatch: pytest.MonkeyPatch, stalled: Callable[[], int]) -> None:
    """Work for one look at the jobs, then be told to stop."""
    command = work.Command()
    monkeypatch.setattr(work, "Cluster", Cluster)
    monkeypatch.setattr(work, "rerun_stalled", stalled)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(f"{COMMANDS}.work.signal.signal", lambda *_: None)
    monkeypatch.setattr(f"{COMMANDS}.work.time.sleep", lambda _: command._stop(15, None))
    command.handle()
    assert not Cluster.is_running, "the processes go on without their worker"


@pytest.mark.parametrize("count", [0, 2])
def test_a_worker_says_that_it_is_ready_and_what_runs_again(
    count: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_work(monkeypatch, lambda: count)
    said = capsys.readouterr().out
    assert said.startswith("The worker is ready.")
    assert ("2 stalled job(s) will run again." in said) == bool(count)


def test_a_worker_outlives_a_database_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise DatabaseError("gone")

    run_work(monkeypatch, fail)
    assert "does not answer; looking again soon: gone" in capsys.readouterr().err


# --- commands --------------------------------------------------------------------------------------------


def test_a_command_runs_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ops", "help", "--commands"])
    entry.main()
    assert {"backup", "check_chain", "serve", "work"} <= set(capsys.readouterr().out.split())


def test_bad_settings_are_said_in_one_sentence_before_any_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Settings:
        @property
        def DATABASES(self) -> None:  # noqa: N802
            raise ImproperlyConfigured("WHOLEPLACE_SECRET_KEY is not set.")

    monkeypatch.setattr(entry, "settings", Settings())
    with pytest.raises(SystemExit, match="2"):
        entry.main()
    assert capsys.readouterr().err == "WHOLEPLACE_SECRET_KEY is not set.\n"


@pytest.mark.parametrize("command", ["backup", "make_signing_key"])
@pytest.mark.django_db
def test_a_file_that_cannot_be_written_is_named(command: str, tmp_path: Path) -> None:
    file = tmp_path / "no-such-folder" / "file"
    with pytest.raises(CommandError, match="no-such-folder") as caught:
        really_call(command, str(file))
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read"), (b"\xff\xfe", "is not UTF-8 text"), (b"{}", "case.json")]
)
@pytest.mark.django_db
def test_a_file_that_is_no_case_file_is_not_published(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=words) as caught:
        really_call("publish_case_file", str(file), by="Head of Commissioning")
    assert caught.value.returncode in {1, 2}


# --- what is unsafe on PostgreSQL, told by a server that says what we like ----------------------------------


class Cursor:
    """Answers each question about a setting with the same word, and each about a role too."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def __enter__(self) -> "Cursor":
        if isinstance(self.answer, Exception):
            raise self.answer
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""

    def execute(self, _: str) -> None:
        """Ask nothing."""

    def fetchone(self) -> tuple[object]:
        return (self.answer,)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("off", ["fsync is off", "full_page_writes is off", "synchronous_commit is off", "superuser"]),
        ("", []),
        (DatabaseError("no rights"), ["did not answer what its settings are: no rights"]),
    ],
)
def test_settings_of_postgresql_that_could_lose_something_are_dangers(
    answer: object, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = SimpleNamespace(vendor="postgresql", cursor=lambda: Cursor(answer))
    monkeypatch.setattr(checks, "connection", server)
    monkeypatch.setattr(checks, "find_problem", lambda: "")
    told = list(checks._check_database())
    assert len(told) == len(words)
    for word, danger in zip(words, told, strict=True):
        assert word in danger


def test_a_database_that_is_not_ready_is_the_only_danger_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_problem", lambda: "the database does not answer")
    assert list(checks._check_database()) == ["The database is not ready: the database does not answer."]


@pytest.mark.django_db
def test_a_server_without_dangers_is_said_to_have_none(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "_check_database", lambda: iter(()))
    (tmp_path / "staticfiles.json").write_text("{}")
    settings.DEBUG = settings.PLAIN_HTTP = False
    settings.SECRET_KEY = "0123456789" * 6
    settings.ALLOWED_HOSTS = ["place.example"]
    settings.SITE_ADDRESS = "https://place.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.STATIC_ROOT, settings.SIGNING_KEY = str(tmp_path), "a key"
    really_call("check_deploy")
    assert "Nothing unsafe" in capsys.readouterr().out
    settings.PLAIN_HTTP, settings.ALLOWED_HOSTS = True, []
    told = list(checks.list_dangers())
    assert [danger.split()[0] for danger in told] == ["WHOLEPLACE_PLAIN_HTTP", "WHOLEPLACE_HOSTS"]


@pytest.mark.django_db
def test_a_chain_that_lacks_a_hash_known_from_elsewhere_is_broken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    really_call("check_chain")
    assert "the chain holds" in capsys.readouterr().out
    with pytest.raises(CommandError, match="the chain is broken") as caught:
        really_call("check_chain", head="0" * 63 + "1")
    assert caught.value.returncode == 1
