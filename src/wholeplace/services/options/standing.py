"""The options that every commission starts with."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from wholeplace.records.models import Commission, Option, Person


def list_standing_options(commission: Commission, today: str, by: Person, at: datetime) -> list[Option]:
    """Make business as usual and do minimum.

    No other option is there before a need is: that is the first principle. Where nothing is done today,
    business as usual is to do the minimum; where the place runs the service itself today, business as usual
    is the in-house comparator.
    """
    nothing_today, in_house_today = today == "do-minimum", today == "in-house"
    made = [
        Option(
            slug="business-as-usual",
            name=_("Business as usual"),
            model=today,
            is_business_as_usual=True,
            is_do_minimum=nothing_today,
            is_in_house_comparator=in_house_today,
        )
    ]
    if not nothing_today:
        made.append(Option(slug="do-minimum", name=_("Do minimum"), model="do-minimum", is_do_minimum=True))
    for position, option in enumerate(made):
        option.commission, option.position = commission, position
        option.proposed_by, option.proposed_at, option.status = by, at, "longlisted"
    return made
