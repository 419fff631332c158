"""What the service never hands on: its own keys, the links in letters, the content of a backup."""

import stat
from pathlib import Path

import pytest
from django.test import RequestFactory
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from wholeplace.config.telemetry import hide_secrets
from wholeplace.services.publication import checking
from wholeplace.services.publication.backup import CannotRestore, write_backup

LIST_NAMES = (
    'import json, os; print(json.dumps({"holds": True, "findings": sorted(os.environ), "notes": []}))'
)


@pytest.mark.parametrize(
    "path",
    ["/account/invitation/SECRET/", "/account/password/reset/key/SECRET/", "/calderwick/?kept=SECRET&q=debt"],
)
def test_what_is_measured_has_neither_the_secrets_of_links_nor_what_was_looked_for(path: str) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    request = RequestFactory().get(path)
    told = {
        "http.url": f"https://place.example{path}",
        "http.target": path,
        "url.query": "kept=SECRET&q=debt",
    }
    with provider.get_tracer("test").start_as_current_span("GET", attributes=told) as span:
        hide_secrets(span, request)
    [sent] = kept.get_finished_spans()
    text = str(dict(sent.attributes or {}))
    assert "SECRET" not in text
    assert "debt" not in text
    assert path.partition("SECRET")[0].partition("?")[0] in text


def test_whoever_reads_a_strange_file_is_not_given_the_keys_of_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("WHOLEPLACE_SECRET_KEY", "WHOLEPLACE_SIGNING_KEY", "DATABASE_URL", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setattr(checking, "_PROGRAM", LIST_NAMES)
    given = set(checking.check_upload(b"{}").findings)
    assert "PATH" in given
    assert not {name for name in given if name.startswith(("WHOLEPLACE_", "PG")) or name == "DATABASE_URL"}


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_its_owners_and_does_not_disturb_another(tmp_path: Path) -> None:
    file = tmp_path / "monday.zip"
    write_backup(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = tmp_path / "tuesday.zip.part"
    other.write_bytes(b"half of it")
    with pytest.raises(CannotRestore, match="another backup"):
        write_backup(tmp_path / "tuesday.zip")
    assert other.read_bytes() == b"half of it"
