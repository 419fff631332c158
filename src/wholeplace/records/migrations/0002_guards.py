"""The database itself refuses to change or delete what is on the chain."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import migrations


def put_up_guards(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Make a trigger for each table and each sort of change."""
    from wholeplace.records.guards import put_up

    put_up(schema_editor.connection)


def take_down_guards(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Remove the triggers."""
    from wholeplace.records.guards import take_down

    take_down(schema_editor.connection)


def make_cache_table(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Make the table of the cache that all processes share."""
    call_command("createcachetable", "records_cache", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Remove it."""
    schema_editor.execute("DROP TABLE IF EXISTS records_cache")


class Migration(migrations.Migration):
    """Guards of the chain."""

    dependencies = [("records", "0001_records")]
    operations = [
        migrations.RunPython(put_up_guards, take_down_guards),
        migrations.RunPython(make_cache_table, drop_cache_table),
    ]
