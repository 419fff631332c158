"""The records, one module per stage."""

from __future__ import annotations

from wholeplace.records.models.publication import CaseFile, ChainEvent

__all__ = ["CaseFile", "ChainEvent"]
