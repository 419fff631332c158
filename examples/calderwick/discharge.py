"""Intermediate care: recommended, waiting for the cabinet's decision. What a member reads on a phone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from examples.calderwick.evidence import appraise, publish
from examples.calderwick.people import Calderwick
from examples.calderwick.telling import Story
from wholeplace.services.commissions import operations as commissions
from wholeplace.services.commissions.entries import CommissionEntry
from wholeplace.services.decisions import operations as decisions
from wholeplace.services.involvement import operations as involvement
from wholeplace.services.involvement.entries import ConsultationEntry

LEAD, CHIEF = "commissioner", "officer"


def tell_discharge(town: Calderwick, today: dt.date, draws: int) -> Story:
    """Tell it."""
    story = Story(town, today, "intermediate-care")

    @story.on(210)
    def _needs() -> None:
        """People who came home from hospital, and those who care for them, say how it was."""
        story.say_need(
            "resident", 210, ("carer", "neighbour", "staff"),
            title="Told on Monday, home on Friday", what="I was told on Monday that I could go home, and went home on Friday. Then strangers came, each morning another one, and did for me what I wanted to learn to do again.",
            for_whom="People who leave hospital and need support for some weeks", where="All of Calderwick", theme="Coming home",
            how_now="One large provider sells a block of 110,000 hours a year.",
            evidence={"title": "Days waited after being ready", "source": "Calderwick Hospitals (illustrative)", "note": "4.1 days on average last winter."},
        )  # fmt: skip
        story.say_need(
            "carer", 208, ("resident",),
            title="Nobody asked whether I could", what="They sent my wife home on a Sunday and nobody asked whether I could lift her. I am 81.",
            for_whom="Unpaid carers", where="Eastbank", theme="Coming home",
        )  # fmt: skip

    @story.on(200)
    def _found() -> None:
        """The council and the integrated care board start the commission together."""
        story.commission = commissions.found_commission(
            place=town.place,
            entry=CommissionEntry(
                title="Intermediate care at home after hospital",
                question="Who should help 1,800 people a year to live at home again after hospital, and who pays?",
                summary="Eight ways of supporting people after hospital. Fast discharge is best for all and worst for the council and for unpaid carers, unless the gain is shared. The cheapest contract runs for seven years, across local government reorganisation.",
                body=town.bodies["icb"], route="full", value_pounds=Decimal(28_000_000),
                starts_on=dt.date(2027, 10, 1), service="health", today="contract-large",
                facts={"is_health_service": True, "is_light_touch": True, "is_exempt": False, "is_reservable": True, "affects_staff": True, "cuts_voluntary_sector": False},
            ),
            **story.by(LEAD, 200),
        )  # fmt: skip
        story.cite(200, LEAD, "Both the person and the carer.")
        commissions.open_commission(commission=story.known, **story.by(LEAD, 200))
        commissions.add_outcome(
            commission=story.known,
            name="Home on the day you are ready",
            measure="Days waited",
            **story.by(LEAD, 200),
        )
        commissions.add_outcome(
            commission=story.known,
            name="Living at home after 91 days",
            measure="Share of people",
            **story.by(LEAD, 200),
        )
        for name, said in (
            ("Fast", "People leave on the day they are ready."),
            ("Independence", "People learn to do things again."),
            ("Changeable", "It can be changed when councils merge."),
        ):
            commissions.add_success_factor(
                commission=story.known, name=name, description=said, **story.by(LEAD, 200)
            )
        story.move(LEAD, 199, "options")

    @story.on(190)
    def _options() -> None:
        """Options are gathered from the NHS, a co-operative and a charity."""
        story.put_standing("block", LEAD, 190, slug="business-as-usual", name="Block of home care as now, for seven years", description="One large provider sells 110,000 hours a year at a fixed price.", strengths="Cheapest for the council.", weaknesses="People wait for a slot. No break for seven years.", term_years=7, provider=town.bodies["brightcare"], is_for_profit=True)  # fmt: skip
        story.put_standing("minimum", LEAD, 190, slug="do-minimum", name="Do minimum", description="Assess and wait: no service beyond the duty.", weaknesses="The hospital fills up.")  # fmt: skip
        story.add("in-house", LEAD, 190, name="Council reablement team", model="in-house", description="95 reablement workers employed by the council, each visit planned by a therapist.", strengths="People learn to do things again.", weaknesses="Hard to recruit 95 people.")  # fmt: skip
        for key, name, model, said, strong, weak, years in (
            (
                "nhs-lead",
                "Community trust leads, fast discharge",
                "joint-arrangement",
                "The community health trust runs one team of therapists, nurses and care workers.",
                "People leave on the day.",
                "The council and carers pay for it.",
                5,
            ),
            (
                "section-75",
                "Shared service under a section 75 agreement",
                "shared-service",
                "Council and integrated care board pool their money (NHS Act 2006, section 75).",
                "One budget.",
                "A year’s notice by either side.",
                5,
            ),
            (
                "step-down-beds",
                "Step-down beds",
                "contract-sme",
                "24 beds in two care homes.",
                "People leave the hospital at once.",
                "They often do not go home.",
                3,
            ),
            (
                "gain-share",
                "Community trust leads, with a gain-share",
                "alliance",
                "The service of option 3 under an alliance agreement. The hospital pays a part of what it gains to the council and for carers’ breaks.",
                "Nobody pays for another’s saving.",
                "Has to be measured and agreed every year.",
                5,
            ),
        ):
            story.add(
                key,
                LEAD,
                189,
                name=name,
                model=model,
                description=said,
                strengths=strong,
                weaknesses=weak,
                term_years=years,
            )
        story.add("redesign", LEAD, 189, name="Redesign discharge in the hospital", model="redesign", description="Plan the date to go home on the day of arrival.", strengths="Costs little.", weaknesses="Does not help at home.")  # fmt: skip
        story.propose("co-operative", "neighbour", 187, name="Home care co-operative", model="co-operative", description="Care workers and people who use the service own it together.", strengths="Few faces.", weaknesses="Has to grow from 30 to 90 workers.", proposed_as="resident", term_years=5, is_for_profit=False, provider=town.bodies["wexcare"])  # fmt: skip
        story.propose("home-from-hospital", "carer", 186, name="Block with a grant for home from hospital", model="grant", description="A shorter block, and a grant of £200,000 a year to a charity: a lift home, a warm house, shopping, somebody who calls.", strengths="For people who need a hand more than care.", weaknesses="Not for everybody.", proposed_as="resident", term_years=3, provider=town.bodies["silverline"])  # fmt: skip

    @story.on(170)
    def _shortlist() -> None:
        """Proposals are answered, options judged, the minimum dropped."""
        story.answer("co-operative", LEAD, 170, "accepted", "Compared on the same criteria.")
        story.answer("home-from-hospital", LEAD, 170, "accepted", "Small, and it may suit one in five.")
        middling = {"fast": ("partly", ""), "independence": ("partly", ""), "changeable": ("partly", "")}
        judged = dict.fromkeys(
            ("block", "in-house", "co-operative", "home-from-hospital", "step-down-beds"), middling
        )
        quick = {"fast": ("yes", ""), "independence": ("yes", ""), "changeable": ("yes", "")}
        judged |= dict.fromkeys(("nhs-lead", "section-75", "gain-share"), quick)
        story.assess(
            LEAD,
            169,
            judged
            | {
                "minimum": {
                    "fast": ("no", "People wait."),
                    "independence": ("no", ""),
                    "changeable": ("yes", ""),
                }
            },
        )
        story.shortlist(LEAD, 168, *judged)
        story.assess(
            LEAD,
            169,
            {"redesign": {"fast": ("partly", ""), "independence": ("no", ""), "changeable": ("yes", "")}},
        )
        story.drop(
            "redesign", LEAD, 168, "The hospital is doing it already; it needs one of the others at home."
        )

    @story.on(150)
    def _heard() -> None:
        """People, carers, staff, unions, providers and the community are heard."""
        story.hear(
            LEAD,
            150,
            "users",
            "Sixty people, six weeks after they came home",
            "Visits and calls",
            60,
            (
                "Let me learn to do it myself",
                44,
                "Independence is a criterion.",
                "The weight of independence rose.",
            ),
            ("Not another stranger each morning", 37, "Few faces is a criterion.", ""),
        )
        story.hear(
            LEAD,
            148,
            "carers",
            "Carers’ centre, four mornings",
            "Group talks, with sitters paid for",
            41,
            (
                "Ask me first",
                36,
                "A carer is asked before the date is set, in every option.",
                "Cost of carers’ time stands in the comparison.",
            ),
            ("I need a break", 22, "The gain-share pays for breaks.", "Breaks were added to the gain-share."),
        )
        story.hear(
            LEAD,
            146,
            "staff",
            "Therapists and care workers",
            "Shift meetings",
            52,
            ("Plan visits by what people can do", 31, "Costed in three options.", ""),
        )
        story.hear(
            LEAD,
            146,
            "unions",
            "Joint unions",
            "Meeting",
            9,
            ("Pay travel time", 9, "In the unit cost of every option.", ""),
        )
        story.hear(
            LEAD,
            145,
            "providers",
            "Market event with the NHS",
            "Open meeting",
            31,
            ("Seven years scares small firms away", 14, "Lots and breaks in every new option.", ""),
        )
        story.hear(
            LEAD,
            144,
            "community",
            "Health and wellbeing board in public",
            "Public meeting",
            66,
            (
                "Do not sign for seven years before councils merge",
                28,
                "Lock-in by year is in the report.",
                "",
            ),
        )

    @story.on(120)
    def _evidence() -> None:
        """The evidence is published for the consultation."""
        story.advise(
            LEAD,
            135,
            "Advised in writing for this demonstration: open to the council on the stated facts, with the duties named on the law page.",
        )
        story.answer_test(LEAD, CHIEF, 120)
        commissions.state_route_reasons(
            commission=story.known,
            grant_considered="A grant to a charity is part of one option: it serves people who need a hand more than care.",
            lock_in_justification="",
            **story.by(LEAD, 120),
        )
        appraise(story, LEAD, 119, draws, note="For the consultation")
        publish(story, LEAD, 119)

    @story.on(110)
    def _debate() -> None:
        """The consultation opens, six weeks."""
        story.move(LEAD, 110, "debate")
        story.consultation = involvement.announce_consultation(
            commission=story.known,
            entry=ConsultationEntry(title="Coming home from hospital: what matters to you?", opens_on=story.day(110), closes_on=story.day(66), still_open="Who leads, how fast, how the gains are shared.", how_to_respond="Online, by phone, through the carers’ centre.", is_statutory=True),
            **story.by(LEAD, 110),
        )  # fmt: skip

    @story.on(60)
    def _equality() -> None:
        """Equality is assessed."""
        involvement.count_responses(consultation=story.consultation, responses=312, **story.by(LEAD, 60))
        story.look_at(
            LEAD,
            60,
            "Age",
            "Eight in ten are over 75.",
            "Therapists plan each visit.",
            {"block": "Older people lose strength while they wait."},
            {"gain-share": "Home on the day."},
        )
        story.look_at(
            LEAD,
            60,
            "Unpaid carers",
            "Two in three people have one; half of them are over 70.",
            "A carer is asked before the date is set; breaks are paid for.",
            {"nhs-lead": "Carers take over earlier, unpaid."},
            {"gain-share": "Breaks are paid from the gain."},
        )
        story.look_at_others(LEAD, 60)
        involvement.finish_equality(
            commission=story.known,
            summary="Fast discharge without breaks loads carers, most of them women over 70. The gain-share pays for breaks.",
            **story.by(CHIEF, 58),
        )

    @story.on(20)
    def _recommend() -> None:
        """The director recommends the gain-share; the cabinet meets next week."""
        story.declare(21, CHIEF, LEAD, "evaluator", "member", "leader", "member2")
        decisions.recommend_option(
            option=story.find("gain-share"),
            reasons="It gives people what they asked for, home on the day and the same faces, and it is the only fast option in which neither the council nor unpaid carers pay for the hospital’s gain. It can be changed when councils merge.",
            risks="The gain has to be measured and agreed every year. If the hospital fills the beds with other patients, its gain is not cash.",
            **story.by(CHIEF, 20),
        )  # fmt: skip
        for agency in (
            "council-adults",
            "acute-trust",
            "community-trust",
            "icb",
            "residents",
            "council-centre",
            "ambulance",
        ):
            decisions.record_compensation(
                commission=story.known,
                agency=town.heads[agency],
                option=story.find("gain-share"),
                agreement={
                    "agreed_with": "All partners of the alliance",
                    "amount_note": "The gain-share itself, measured every quarter, with carers’ breaks paid first.",
                    "on": story.day(20),
                },
                **story.by(CHIEF, 20),
            )
        story.move(LEAD, 19, "decision")
        story.next(LEAD, 19, "Cabinet decides", story.day(-6))

    return story
