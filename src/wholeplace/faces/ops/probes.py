"""Probes for a balancer: is this process alive, and can it serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def show_health(_request: HttpRequest) -> JsonResponse:
    """Say that the process answers; it asks nothing of anybody else."""
    return JsonResponse({"status": "alive"})


def show_readiness(_request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and has the tables of this version; 503 if not."""
    problem = find_problem()
    body = {"status": "ready"} if not problem else {"status": "not ready", "why": problem}
    return JsonResponse(body, status=503 if problem else 200)


show_health.access = "public"  # type: ignore[attr-defined]
show_readiness.access = "public"  # type: ignore[attr-defined]


def find_problem() -> str:
    """Say why this process cannot serve; empty when it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return "the database does not answer"
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "the database lacks tables of this version: run migrate"
    return ""
