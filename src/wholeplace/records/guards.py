"""Triggers that refuse any change to the chain, on both databases.

They stop mistakes and whoever has only the service's own login. Who owns the database can take them down:
then the hashes and the signed checkpoints show what was changed.
"""

from __future__ import annotations

from typing import Any

GUARDED = ("records_chainevent", "records_checkpoint")
REFUSAL = "the event chain is never changed: add an event instead"
_FUNCTION = "wholeplace_refuse_change"


def put_up(connection: Any) -> None:
    """Put the triggers up; doing it twice does no harm."""
    take_down(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        for table in GUARDED:
            for change in ("UPDATE", "DELETE"):
                cursor.execute(_write_trigger(connection.vendor, table, change))


def take_down(connection: Any) -> None:
    """Take the triggers down, where they are."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            for change in ("UPDATE", "DELETE"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, change)}{on}")


def _name(table: str, change: str) -> str:
    return f"{table}_no_{change.lower()}"


def _write_trigger(vendor: str, table: str, change: str) -> str:
    head = f"CREATE TRIGGER {_name(table, change)} BEFORE {change} ON {table}"
    if vendor == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
