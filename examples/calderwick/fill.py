"""Fill a database with the demonstration place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from examples.calderwick.discharge import tell_discharge
from examples.calderwick.housing import tell_housing
from examples.calderwick.light import tell_befriending
from examples.calderwick.people import Calderwick, found_calderwick
from examples.calderwick.practice import tell_practice
from examples.calderwick.telling import tell

DAYS_TOLD = 320


def fill(today: dt.date, *, draws: int = 100_000, say: Callable[[str], None] = print) -> Calderwick:
    """Found Calderwick and tell its four commissions, up to today."""
    start = dt.datetime.combine(today - dt.timedelta(days=DAYS_TOLD), dt.time(9), tzinfo=dt.UTC)
    town = found_calderwick(start)
    stories = [make(town, today, draws) for make in (tell_housing, tell_practice, tell_discharge)]
    tell([*stories, tell_befriending(town, today)], say)
    return town
