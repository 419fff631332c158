"""A small commission on the light route, open for proposals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from examples.calderwick.people import Calderwick
from examples.calderwick.telling import Story
from wholeplace.services.commissions import operations as commissions
from wholeplace.services.commissions.entries import CommissionEntry

LEAD = "commissioner"


def tell_befriending(town: Calderwick, today: dt.date) -> Story:
    """Tell it."""
    story = Story(town, today, "")

    @story.on(24)
    def _need() -> None:
        """A neighbour says who is alone."""
        story.say_need(
            "neighbour", 24, ("resident", "carer"),
            title="Nobody rings Mrs Okoro’s bell", what="There are people in our street who speak to nobody from Friday to Monday. A visit an hour a week would do.",
            for_whom="Older people who live alone", where="Eastbank", theme="Company",
        )  # fmt: skip

    @story.on(20)
    def _found() -> None:
        """A small commission starts, and waits for ideas."""
        story.commission = commissions.found_commission(
            place=town.place,
            entry=CommissionEntry(
                title="Befriending in Eastbank",
                question="How should we see to it that nobody in Eastbank is alone from Friday to Monday?",
                summary="A small sum, on the light route: £36,000 over two years.",
                body=town.bodies["council"], route="light", value_pounds=Decimal(36_000),
                starts_on=today + dt.timedelta(days=120), service="adult-social-care",
                facts={"is_health_service": False, "is_light_touch": True, "is_exempt": False, "affects_staff": False, "cuts_voluntary_sector": False},
            ),
            **story.by(LEAD, 20),
        )  # fmt: skip
        story.cite(20, LEAD, "It starts here.")
        commissions.open_commission(commission=story.known, **story.by(LEAD, 20))
        story.move(LEAD, 19, "options")
        story.next(LEAD, 19, "Proposals close", today + dt.timedelta(days=16))

    @story.on(5)
    def _proposal() -> None:
        """A resident proposes; the answer is due."""
        story.propose("tenants", "resident", 5, name="Tenants visit tenants", model="grant", description="Tenants’ Voice finds and trains forty visitors from the same streets, and pays their bus fares.", strengths="They live next door.", weaknesses="Has to find forty people.", proposed_as="resident", is_for_profit=False)  # fmt: skip

    return story
