"""Settings come from the environment; what is unsafe or half said is refused, what is measured is told."""

import asyncio
import runpy
from pathlib import Path
from typing import Any

import pytest
import structlog
from asgiref.testing import ApplicationCommunicator
from django.core.exceptions import ImproperlyConfigured
from opentelemetry import metrics, trace
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

import wholeplace.config
from tests.web.people import AT
from wholeplace.config import telemetry
from wholeplace.config.asgi import application
from wholeplace.config.logs import write_logging
from wholeplace.services.publication.chain import append_event

SETTINGS = Path(wholeplace.config.__file__).with_name("settings.py")
ORGANISATION = {
    "WHOLEPLACE_OIDC_ADDRESS": "https://sign-in.example:8443/place",
    "WHOLEPLACE_OIDC_CLIENT": "us",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that reads the settings of an environment with only these values."""

    def run(**values: str) -> dict[str, Any]:
        for name in ("DATABASE_URL", "WHOLEPLACE_SECRET_KEY", "WHOLEPLACE_DEBUG", *ORGANISATION):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        kept = structlog.get_config()
        try:
            # By its own name, or what runs would not count as the package that it is.
            return runpy.run_path(str(SETTINGS), run_name="wholeplace.config.settings")
        finally:
            structlog.configure(**kept)

    return run


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "WHOLEPLACE_SECRET_KEY is not set"),
        ({"WHOLEPLACE_DEBUG": "1", "DATABASE_URL": "mysql://there/place"}, "asks for django.db.backends.mysql"),
        ({"WHOLEPLACE_DEBUG": "1", "WHOLEPLACE_OIDC_ADDRESS": "https://sign-in.example"}, "WHOLEPLACE_OIDC_CLIENT is not"),
    ],
    ids=["no key", "another database", "half an organisation"],
)  # fmt: skip
def test_settings_that_cannot_be_right_are_refused(values: dict[str, str], words: str, read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read(**values)


def test_a_server_is_safe_unless_it_is_told_otherwise(read: Any) -> None:
    server = read(WHOLEPLACE_SECRET_KEY="k" * 50)
    assert server["SECURE_SSL_REDIRECT"]
    assert server["SESSION_COOKIE_SECURE"]
    assert server["CSRF_COOKIE_SECURE"]
    assert server["SECURE_HSTS_SECONDS"] > 0
    assert "SECURE_PROXY_SSL_HEADER" not in server
    assert server["SOCIALACCOUNT_PROVIDERS"] == {}
    assert not read(WHOLEPLACE_DEBUG="1")["SECURE_SSL_REDIRECT"]


def test_what_a_proxy_says_of_tls_and_addresses_is_believed_only_behind_one(read: Any) -> None:
    behind = read(WHOLEPLACE_SECRET_KEY="k" * 50, WHOLEPLACE_BEHIND_PROXY="1")
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_postgresql_keeps_what_it_acknowledged_and_waits_for_nobody_for_ever(read: Any) -> None:
    options = read(WHOLEPLACE_DEBUG="1", DATABASE_URL="postgresql://us@there/place")["DATABASES"]["default"][
        "OPTIONS"
    ]
    for setting in ("synchronous_commit=on", "lock_timeout=20s", "statement_timeout=120s"):
        assert setting in options["options"]


@pytest.mark.parametrize("trusted", ["1", ""])
def test_an_organisations_sign_in_is_reached_and_believed_as_far_as_is_said(trusted: str, read: Any) -> None:
    told = read(WHOLEPLACE_DEBUG="1", WHOLEPLACE_OIDC_TRUSTS_EMAIL=trusted, **ORGANISATION)
    provider = told["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]
    assert provider["VERIFIED_EMAIL"] == bool(trusted)
    assert provider["APPS"][0]["client_id"] == "us"
    forms = told["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
    assert forms == ["'self'", "https://sign-in.example:8443"]


def test_lines_for_people_are_no_json() -> None:
    kept = structlog.get_config()
    try:
        processors = {
            style: write_logging(style)["formatters"]["lines"]["processors"] for style in ("json", "plain")
        }
    finally:
        structlog.configure(**kept)
    assert isinstance(processors["json"][-1], structlog.processors.JSONRenderer)
    assert isinstance(processors["plain"][-1], structlog.dev.ConsoleRenderer)


def test_an_asynchronous_server_is_answered_too() -> None:
    communicator: Any = ApplicationCommunicator

    async def ask() -> list[dict[str, Any]]:
        headers = [(b"host", b"testserver")]
        scope = {"type": "http", "method": "GET", "path": "/health", "headers": headers, "query_string": b""}
        asked = communicator(application, {**scope, "http_version": "1.1", "server": ("testserver", 80)})
        await asked.send_input({"type": "http.request", "body": b""})
        answer = [await asked.receive_output(60), await asked.receive_output(60)]
        await asked.wait(60)
        return answer

    start, body = asyncio.run(ask())
    assert start["status"] == 200
    assert b"alive" in body["body"]


# --- what is measured ------------------------------------------------------------------------------------


def test_nothing_is_sent_unless_somebody_says_whereto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)
    monkeypatch.setattr(trace, "set_tracer_provider", lambda _: pytest.fail("something would be sent"))
    assert not telemetry.start_telemetry()


def test_what_is_sent_says_which_service_and_hides_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setenv(telemetry.ENDPOINT, "http://127.0.0.1:9")
    # No thread of an exporter goes on after this test.
    monkeypatch.setattr(
        "opentelemetry.sdk.metrics.export.PeriodicExportingMetricReader", lambda _: InMemoryMetricReader()
    )
    monkeypatch.setattr(metrics, "set_meter_provider", lambda made: told.update(metrics=made))
    monkeypatch.setattr(trace, "set_tracer_provider", lambda made: told.update(traces=made))
    monkeypatch.setattr(DjangoInstrumentor, "instrument", lambda _, **how: told.update(how))
    monkeypatch.setattr(telemetry, "_watch_ourselves", lambda: told.update(watched=True))
    try:
        assert telemetry.start_telemetry()
        assert told["traces"].resource.attributes["service.name"] == "wholeplace"
        assert told["request_hook"] is telemetry.hide_secrets
        assert told["watched"]
    finally:
        told["traces"].shutdown()
        told["metrics"].shutdown()


@pytest.mark.django_db
def test_the_length_of_the_chain_and_the_jobs_that_wait_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider(metric_readers=[reader])
    monkeypatch.setattr(metrics, "get_meter", provider.get_meter)
    telemetry._watch_ourselves()
    append_event(kind="test-event", by="A writer", at=AT, body={})
    data = reader.get_metrics_data()
    assert data is not None
    found = {
        metric.name: getattr(metric.data.data_points[0], "value", None)
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert found == {"wholeplace.chain.events": 1, "wholeplace.jobs.waiting": 0}
    provider.shutdown()
