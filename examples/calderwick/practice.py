"""A social work practice: under debate, its consultation open. Nothing may be called the best yet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from examples.calderwick.evidence import appraise, publish
from examples.calderwick.people import Calderwick
from examples.calderwick.telling import Story
from wholeplace.services.commissions import operations as commissions
from wholeplace.services.commissions.entries import CommissionEntry
from wholeplace.services.involvement import operations as involvement
from wholeplace.services.involvement.entries import ConsultationEntry

LEAD, CHIEF = "commissioner2", "officer"


def tell_practice(town: Calderwick, today: dt.date, draws: int) -> Story:
    """Tell it."""
    story = Story(town, today, "social-work-practice")

    @story.on(150)
    def _needs() -> None:
        """Children in care and their workers say what gets in the way."""
        story.say_need(
            "officer", 150, ("resident",), is_assisted=True,
            title="I have had seven social workers", what="I have had seven social workers. Ask me before you decide. Answer my question this week, not after the next panel.",
            for_whom="Children in care and care leavers", where="All of Calderwick", theme="Children in care",
            how_now="Two teams; decisions above £500 go to a panel; one post in five is held by an agency worker.",
            evidence={"title": "Changes of social worker", "source": "Calderwick case system (illustrative)", "note": "2.4 a child in the last two years."},
        )  # fmt: skip
        story.say_need(
            "staff2", 148, ("staff",),
            title="More time with children than with forms", what="We spend more time writing about children than with them. Let the people who know the child decide small things on the day.",
            for_whom="Social workers and the children they work with", theme="Children in care",
        )  # fmt: skip

    @story.on(140)
    def _found() -> None:
        """The commissioning manager starts the commission."""
        story.commission = commissions.found_commission(
            place=town.place,
            entry=CommissionEntry(
                title="A social work practice for children in care and care leavers",
                question="Should social work for children in care be run by a practice of its own, and by whom?",
                summary="Seven ways to run social work for 150 children in care and care leavers. The sums turn on a single placement, which costs a fifth of the budget or more, and the evidence for it is mixed.",
                body=town.bodies["council"], route="full", value_pounds=Decimal(8_400_000),
                starts_on=dt.date(2027, 9, 1), service="looked-after-children", today="in-house",
                facts={"is_health_service": False, "is_light_touch": True, "is_exempt": False, "is_reservable": True, "affects_staff": True, "cuts_voluntary_sector": False},
            ),
            **story.by(LEAD, 140),
        )  # fmt: skip
        story.cite(140, LEAD, "In their words.")
        commissions.open_commission(commission=story.known, **story.by(LEAD, 140))
        commissions.add_outcome(
            commission=story.known,
            name="Children keep one worker",
            measure="Changes of worker a child a year",
            **story.by(LEAD, 140),
        )
        commissions.add_outcome(
            commission=story.known,
            name="Fewer moves of home",
            measure="Children with three or more moves in a year",
            **story.by(LEAD, 140),
        )
        for name, said in (
            ("Safe", "The council’s duties are met without a gap."),
            ("Close to the child", "Small decisions are made by those who know the child."),
            ("Lasting", "It is still there in six years."),
        ):
            commissions.add_success_factor(
                commission=story.known, name=name, description=said, **story.by(LEAD, 140)
            )
        story.move(LEAD, 139, "options")
        story.next(LEAD, 139, "Options are gathered", story.day(100))

    @story.on(130)
    def _options() -> None:
        """The staff propose a practice that they own, a charity and an investor propose theirs."""
        story.put_standing("teams-now", LEAD, 130, slug="business-as-usual", name="Teams as now", description="Two teams in the children’s directorate.", strengths="No transition.", weaknesses="Seven workers in a childhood.")  # fmt: skip
        story.put_standing("minimum", LEAD, 130, slug="do-minimum", name="Do minimum", description="The statutory visits and reviews, and nothing more.", weaknesses="Children are seen as often as the law says, by whoever is there.")  # fmt: skip
        story.add("ring-fenced", LEAD, 130, name="Ring-fenced practice in-house", model="in-house", description="The same staff as one unit with its own budget, premises and practice lead.", strengths="Answerable, close to the child.", weaknesses="A budget that is ring-fenced can be un-ring-fenced.")  # fmt: skip
        story.add("trust", LEAD, 129, name="Council-owned trust", model="council-company", description="A company owned by the council, with its own board, for this service alone.", weaknesses="Seven years; a long time to build.", strengths="Focus.", term_years=7, is_for_profit=False)  # fmt: skip
        story.add("joint", LEAD, 129, name="Joint arrangement with the neighbour", model="joint-arrangement", description="One service for two councils under a joint committee.", weaknesses="Decisions move away.", strengths="Fewer managers.", term_years=5)  # fmt: skip
        story.add("redesign", LEAD, 129, name="Redesign the panel first", model="redesign", description="Keep the teams and let workers decide up to £5,000 without a panel.", strengths="Could start next month.", weaknesses="Does nothing about the turnover of workers.")  # fmt: skip
        story.propose("mutual", "staff2", 126, name="Employee-owned social work practice", model="public-service-mutual", description="Fourteen of eighteen staff, under the right to provide, would leave to form a not-for-profit that they own. The council stays responsible.", strengths="Young people and staff favour it.", weaknesses="Lends working capital; a competition after five years.", proposed_as="staff-group", organisation=town.bodies["fourteen"], term_years=5, is_for_profit=False)  # fmt: skip
        story.propose("charity", "provider", 125, name="Practice run by a charity", model="social-enterprise", description="A national children’s charity runs the practice.", strengths="Reserves and systems.", weaknesses="A head office.", proposed_as="charity", term_years=5, is_for_profit=False)  # fmt: skip
        story.propose("outcome-linked", "neighbour", 124, name="Not-for-profit practice with an outcome-linked part", model="social-outcomes", description="A not-for-profit is paid a fee and shares what is saved, or lost, on residential placements.", strengths="Shares the risk.", weaknesses="No break in five years.", proposed_as="resident", term_years=5, is_for_profit=False)  # fmt: skip

    @story.on(110)
    def _shortlist() -> None:
        """The proposals are answered and the options judged."""
        for key in ("mutual", "charity", "outcome-linked"):
            story.answer(key, LEAD, 110, "accepted", "It is compared on the same criteria as the others.")
        common = {"safe": ("yes", ""), "close-to-the-child": ("yes", ""), "lasting": ("partly", "")}
        story.assess(
            LEAD,
            109,
            dict.fromkeys(("ring-fenced", "trust", "joint", "mutual", "charity", "outcome-linked"), common)
            | {
                "minimum": {"safe": ("partly", ""), "close-to-the-child": ("no", ""), "lasting": ("yes", "")},
                "teams-now": {
                    "safe": ("yes", ""),
                    "close-to-the-child": ("no", "Panels decide."),
                    "lasting": ("yes", ""),
                },
            },
        )
        story.assess(
            LEAD,
            109,
            {
                "redesign": {
                    "safe": ("yes", ""),
                    "close-to-the-child": ("partly", ""),
                    "lasting": ("no", "A rule can be changed back in a day."),
                }
            },
        )
        story.drop("redesign", LEAD, 109, "It is part of every option now, not an option by itself.")
        story.compare_with("ring-fenced", LEAD, 109)
        story.shortlist(
            LEAD, 108, "teams-now", "ring-fenced", "mutual", "charity", "trust", "joint", "outcome-linked"
        )

    @story.on(90)
    def _heard() -> None:
        """Young people, staff and the union, carers and the community are heard."""
        story.hear(
            LEAD,
            90,
            "users",
            "Children in care council, three weekends",
            "Led by young people; pizza, no laptops",
            38,
            (
                "Stop changing my worker",
                33,
                "It is the first criterion.",
                "Time with the child weighs 35 of 100.",
            ),
            ("Tell me why when you say no", 20, "A written answer in a week, in every option.", ""),
        )
        story.hear(
            LEAD,
            88,
            "staff",
            "All eighteen social workers",
            "Interviews by somebody from outside",
            18,
            ("Let us decide up to £5,000", 15, "Both practices have it.", ""),
            (
                "We fear the competition after five years",
                11,
                "The chance of losing it is in the figures.",
                "",
            ),
        )
        story.hear(
            LEAD,
            88,
            "unions",
            "Branch meeting",
            "Meeting",
            5,
            ("Pensions and terms must move with people", 5, "", ""),
        )
        story.hear(
            LEAD,
            86,
            "carers",
            "Foster carers’ evening",
            "Open evening",
            27,
            ("We need one number to call", 19, "", ""),
        )
        story.hear(
            LEAD,
            84,
            "community",
            "Scrutiny session in public",
            "Public meeting, webcast",
            75,
            (
                "Who answers when a child is harmed?",
                30,
                "The director, in every option: the duty cannot be given away.",
                "",
            ),
        )

    @story.on(60)
    def _evidence() -> None:
        """The evidence for the consultation is published."""
        story.advise(
            LEAD,
            75,
            "Advised in writing for this demonstration: open to the council on the stated facts, with the duties named on the law page.",
        )
        story.answer_test(LEAD, CHIEF, 60, checked=False)
        commissions.state_route_reasons(
            commission=story.known,
            grant_considered="A grant is not open here: the functions are the council’s own duties, delegated under the Children and Young Persons Act 2008.",
            lock_in_justification="",
            **story.by(LEAD, 60),
        )
        appraise(story, LEAD, 59, draws, note="For the consultation")
        publish(story, LEAD, 59)

    @story.on(30)
    def _debate() -> None:
        """The consultation opens."""
        story.move(LEAD, 30, "debate")
        involvement.announce_consultation(
            commission=story.known,
            entry=ConsultationEntry(title="Who should run social work for children in care?", opens_on=story.day(30), closes_on=story.day(-19), still_open="Which options go forward, what counts most, how small decisions are made. Not open: the council’s duties to each child.", how_to_respond="Online, by post, or through the children in care council.", is_statutory=False),
            **story.by(LEAD, 30),
        )  # fmt: skip
        story.next(LEAD, 30, "Consultation closes", story.day(-19))
        story.declare(29, "evaluator", LEAD)

    return story
