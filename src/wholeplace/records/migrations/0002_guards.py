"""The database itself refuses to change or delete what is on the chain."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def put_up_guards(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Make a trigger for each table and each sort of change."""
    from wholeplace.records.guards import put_up

    put_up(schema_editor.connection)


def take_down_guards(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Remove the triggers."""
    from wholeplace.records.guards import take_down

    take_down(schema_editor.connection)


class Migration(migrations.Migration):
    """Guards of the chain."""

    dependencies = [("records", "0001_records")]
    operations = [migrations.RunPython(put_up_guards, take_down_guards)]
