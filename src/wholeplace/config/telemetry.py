"""Metrics and traces by OpenTelemetry, sent only where OTEL_EXPORTER_OTLP_ENDPOINT says whereto."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


def start_telemetry() -> bool:
    """Start sending, once for each process; return whether it was asked for.

    Durations of requests come from the Django instrumentation; the chain's length and the jobs that wait are
    our own. Nothing about a person is sent.
    """
    if not os.environ.get(ENDPOINT):
        return False
    from opentelemetry import metrics, trace
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    import wholeplace

    resource = Resource.create({"service.name": "wholeplace", "service.version": wholeplace.__version__})
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[reader]))
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(is_sql_commentor_enabled=False, request_hook=hide_secrets)
    _watch_ourselves()
    return True


def hide_secrets(span: Any, request: Any) -> None:
    """Send neither the secrets of links from letters, nor what somebody looked for."""
    from wholeplace.faces.ops.requests import mask_path

    for name in ("http.url", "http.target", "url.full", "url.path"):
        span.set_attribute(name, mask_path(request.path))
    span.set_attribute("url.query", "")


def _watch_ourselves() -> None:
    from opentelemetry import metrics
    from opentelemetry.metrics import CallbackOptions, Observation

    meter = metrics.get_meter("wholeplace")

    def count_events(_: CallbackOptions) -> Iterable[Observation]:
        from wholeplace.services.publication.queries import count_events as count

        yield Observation(count())

    def count_jobs(_: CallbackOptions) -> Iterable[Observation]:
        from wholeplace.services.publication.queries import count_waiting_jobs

        yield Observation(count_waiting_jobs())

    meter.create_observable_gauge("wholeplace.chain.events", [count_events], unit="{event}")
    meter.create_observable_gauge("wholeplace.jobs.waiting", [count_jobs], unit="{job}")
