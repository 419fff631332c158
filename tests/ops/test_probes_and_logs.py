"""What a balancer asks, and what is written down about requests."""

import io
import json
import logging
import logging.config
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from wholeplace.config.logs import write_logging
from wholeplace.faces.ops import probes, requests

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_without_the_database(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/health").json() == {"status": "alive"}


def test_a_database_with_this_versions_tables_is_ready(client: Client) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_a_database_that_does_not_answer_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["why"] == "the database does not answer"


def test_a_database_without_this_versions_tables_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes.MigrationExecutor, "migration_plan", lambda *_: ["something"])
    assert "run migrate" in client.get("/ready").json()["why"]


@pytest.fixture
def lines() -> Any:
    """Return a function that gives what was logged since, as JSON."""
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    root.handlers = []
    logging.config.dictConfig(write_logging("json"))
    # Not pytest's standard error: it is another one in the test than in this fixture.
    written = io.StringIO()
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers = kept
    root.setLevel(level)


def test_each_request_is_one_line_with_its_id_and_no_query(client: Client, lines: Any) -> None:
    answer = client.get("/about?q=secret-words", headers={"X-Request-ID": "abcdef123456"})
    [line] = [line for line in lines() if line["event"] == "request"]
    assert (line["path"], line["status"], line["request_id"]) == ("/about", 200, "abcdef123456")
    assert "secret-words" not in json.dumps(line)
    assert answer.headers["X-Request-ID"] == "abcdef123456"


@pytest.mark.parametrize("given", ["short", "has\nnewline12345", "x" * 65, "späce-in-it-123"])
def test_an_id_that_could_forge_a_line_is_replaced(given: str, client: Client) -> None:
    answer = client.get("/health", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given


def test_an_unsafe_deployment_is_said_item_by_item(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEBUG = True
    settings.SECRET_KEY = "short"
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_ADDRESS = "http://somewhere"
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(CommandError, match=r"\d to mend"):
        call_command("check_deploy")
    said = capsys.readouterr().out
    for name in ("DEBUG", "SECRET_KEY", "HOSTS", "ADDRESS", "EMAIL_BACKEND", "static", "SIGNING_KEY"):
        assert name in said or name in said.replace("style sheets", "static")


@pytest.mark.postgresql
def test_a_superuser_of_postgresql_is_a_danger(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("check_deploy")
    assert "superuser" in capsys.readouterr().out


@pytest.mark.parametrize(
    "address",
    [
        "/account/invitation/s3cret/",
        "/account/confirm-email/s3cret/",
        "/account/password/reset/key/1-s3cret/",
    ],
)
def test_links_that_open_something_are_not_written_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(requests, "log", SimpleNamespace(info=lambda _, **told: written.append(told)))
    client.get(address)
    assert len(written) == 1
    assert "s3cret" not in str(written)
    assert written[0]["path"].startswith("/account/")


def test_a_page_without_its_database_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/calderwick/")
    assert answer.status_code == 503
    assert "The database does not answer" in answer.content.decode()
