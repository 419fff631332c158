"""The words that no place may have as its address, because pages that are the same everywhere do."""

from __future__ import annotations

RESERVED = frozenset(
    {
        "about", "accessibility", "account", "api", "check", "data", "feeds", "first-run", "health", "jobs",
        "language", "methods", "metrics", "new-place", "parameters", "privacy",
        "ready", "robots.txt", "security.txt",
        "static", "tasks", "well-known",
    }
)  # fmt: skip
