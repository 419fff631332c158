"""Housing-related support: decided, awarded, delivered. The whole thread, with dissent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from examples.calderwick.evidence import appraise, publish
from examples.calderwick.people import Calderwick
from examples.calderwick.telling import Story
from wholeplace.services.commissions import operations as commissions
from wholeplace.services.commissions.entries import CommissionEntry
from wholeplace.services.decisions import operations as decisions
from wholeplace.services.decisions.entries import AwardEntry, DecisionEntry, VoteEntry
from wholeplace.services.involvement import operations as involvement
from wholeplace.services.involvement.entries import ConsultationEntry

LEAD, CHIEF = "commissioner", "officer"


def tell_housing(town: Calderwick, today: dt.date, draws: int) -> Story:
    """Tell it."""
    story = Story(town, today, "homelessness-prevention")

    @story.on(300)
    def _needs() -> None:
        """People say what it is like to lose a home."""
        story.say_need(
            "resident", 300, ("carer", "neighbour", "staff"),
            title="One person who knows me, not seven assessments",
            what="I told my story seven times in two months. Each time somebody new wrote it down and said somebody else would call. I want one worker who stays with me until I am settled.",
            for_whom="People who have lost their home or are about to", where="All of Calderwick",
            how_now="Thirteen support workers of a charity, each with about thirty households. The contract ends.",
            theme="Home",
            evidence={"title": "Households in temporary accommodation", "source": "Calderwick housing register (illustrative)", "note": "412 households in the last full year."},
        )  # fmt: skip
        story.say_need(
            "neighbour", 298, ("resident",),
            title="Help before the bailiffs come",
            what="My neighbour rang in March and was told to ring again when she had a date for the eviction. By then the children had changed school twice.",
            for_whom="Families behind with the rent", where="Northgate", theme="Home",
        )  # fmt: skip

    @story.on(280)
    def _found() -> None:
        """The head of commissioning starts the commission."""
        story.commission = commissions.found_commission(
            place=town.place,
            entry=CommissionEntry(
                title="Housing-related support after the charity contract",
                question="Who should support people who lose their home, and how, from April 2027?",
                summary="The contract for housing-related support ends. Eight ways are compared, from a council team to payment by results. The gains fall to bodies that do not pay, and users value one worker who stays.",
                body=town.bodies["council"], route="full", value_pounds=Decimal(6_000_000),
                starts_on=dt.date(2027, 4, 1), service="homelessness", today="social-enterprise",
                facts={"is_health_service": False, "is_light_touch": True, "is_exempt": False, "is_reservable": True, "affects_staff": True, "cuts_voluntary_sector": False},
            ),
            **story.by(LEAD, 280),
        )  # fmt: skip
        story.cite(280, LEAD, "The commission starts from what they said.")
        commissions.open_commission(commission=story.known, **story.by(LEAD, 280))
        for name, measure in (
            ("People are in a settled home after twelve months", "Share of households, by quarter"),
            ("Nobody has to tell their story twice", "Workers per household in a year"),
        ):
            commissions.add_outcome(commission=story.known, name=name, measure=measure, **story.by(LEAD, 280))
        for name, said in (
            ("Continuity", "One worker stays with a household."),
            ("Reach", "It can support 400 households a year."),
            ("Affordable", "No more than the budget of today, with what partners add."),
        ):
            commissions.add_success_factor(
                commission=story.known, name=name, description=said, **story.by(LEAD, 280)
            )
        story.next(LEAD, 280, "Options are gathered", story.day(230))
        story.move(LEAD, 279, "options")

    @story.on(265)
    def _options() -> None:
        """Options come in from the charity, the staff, an investor and the place itself."""
        story.put_standing("charity-contract", LEAD, 265, slug="business-as-usual", name="Today’s charity, on a new contract", description="Calderwick Doorstep goes on as now: 13 support workers, a contract for five years with a break after three.", strengths="Known and trusted. No transition.", weaknesses="Thirty households a worker: nobody stays with one person for long.", term_years=5, provider=town.bodies["doorstep"], is_for_profit=False)  # fmt: skip
        story.put_standing("do-minimum", LEAD, 265, slug="do-minimum", name="Do minimum: the legal duties only", description="Support ends. The housing options team assesses and advises, as the law demands.", weaknesses="More evictions, more temporary accommodation.")  # fmt: skip
        story.add("in-house", LEAD, 265, name="Council team", model="in-house", description="The staff transfer to the council under TUPE and join the housing options team.", strengths="Answerable to members. Can change course at three months’ notice.", weaknesses="Pension cost; some users do not trust the council.")  # fmt: skip
        story.add("shared", LEAD, 264, name="One team with the neighbouring authority", model="shared-service", description="One team for Calderwick and Wexmoor, employed by Wexmoor.", strengths="Fewer managers.", weaknesses="Further away; a year’s notice.", term_years=5)  # fmt: skip
        story.add("personal-budgets", LEAD, 264, name="Today’s contract with personal budgets", model="personal-budgets", description="About 90 people a year hold a budget of £1,400 with a broker’s help.", strengths="People choose.", weaknesses="Too little for a deposit in most streets.", term_years=5)  # fmt: skip
        story.add("voice", LEAD, 263, name="Fund a voice for tenants instead", model="fund-voice", description="Pay Tenants’ Voice to speak for people threatened with eviction, and buy no support.", strengths="Cheap; changes landlords.", weaknesses="Nobody helps on the day.")  # fmt: skip
        story.propose("alliance", "provider", 262, name="Grant to an alliance of local charities", model="grant", description="Four charities and a tenants’ group share one grant and one aim. They bring volunteers and £70,000 a year of their own funds.", strengths="Easy to leave; brings its own money.", weaknesses="Thin on management.", proposed_as="charity", organisation=town.bodies["doorstep"], term_years=3, is_for_profit=False)  # fmt: skip
        story.propose("housing-first", "staff", 261, name="Housing First and support, by a public service mutual", model="public-service-mutual", description="Nine support workers, under the right to provide, form a mutual that they own. Thirty people with the highest needs get a home first and one worker for six.", strengths="Users and staff favour it: the same worker stays.", weaknesses="A new organisation with small reserves.", proposed_as="staff-group", organisation=town.bodies["keyworks"], term_years=5, is_for_profit=False)  # fmt: skip
        story.propose("social-outcomes", "neighbour", 260, name="Social outcomes contract", model="social-outcomes", description="Investors fund a provider and are repaid when households stay settled. I read about it and want it compared.", strengths="Pays for results.", weaknesses="Seven years without a break.", proposed_as="resident", term_years=7)  # fmt: skip
        story.propose("security", "carer", 259, name="A security firm at the shelter", model="contract-large", description="Let a firm keep order at the night shelter.", proposed_as="resident")  # fmt: skip

    @story.on(245)
    def _answers() -> None:
        """Each proposal is answered, with the reason."""
        story.answer("alliance", LEAD, 245, "accepted", "It adds money and volunteers, and can be left.")
        story.answer(
            "housing-first",
            LEAD,
            245,
            "accepted",
            "A proposal under the right to provide, from the people who do the work.",
        )
        story.answer("social-outcomes", LEAD, 245, "accepted", "Worth comparing, with the lock-in shown.")
        story.answer(
            "security",
            LEAD,
            245,
            "refused",
            "It keeps order but settles nobody. The shelter’s own staff are trained to calm a quarrel.",
        )
        both = {
            "continuity": ("yes", "Six to fifteen households a worker."),
            "reach": ("yes", ""),
            "affordable": ("yes", ""),
        }
        story.assess(LEAD, 244, {
            "charity-contract": {"continuity": ("partly", "Thirty households a worker."), "reach": ("yes", ""), "affordable": ("yes", "")},
            "in-house": both, "housing-first": both, "alliance": both,
            "shared": {"continuity": ("partly", ""), "reach": ("yes", ""), "affordable": ("yes", "")},
            "social-outcomes": {"continuity": ("partly", "Up to the provider."), "reach": ("yes", ""), "affordable": ("partly", "Success costs more.")},
            "personal-budgets": {"continuity": ("partly", ""), "reach": ("yes", ""), "affordable": ("partly", "")},
            "do-minimum": {"continuity": ("no", ""), "reach": ("no", ""), "affordable": ("yes", "")},
        })  # fmt: skip
        story.assess(
            LEAD,
            244,
            {"voice": {"continuity": ("no", ""), "reach": ("partly", ""), "affordable": ("yes", "")}},
        )
        story.drop(
            "voice",
            LEAD,
            243,
            "A voice is needed beside support, not instead of it: it is written into every option.",
        )
        story.shortlist(
            LEAD,
            243,
            "charity-contract",
            "in-house",
            "shared",
            "alliance",
            "housing-first",
            "social-outcomes",
            "personal-budgets",
            "do-minimum",
        )

    @story.on(225)
    def _heard() -> None:
        """Users, carers, staff, unions, the community and providers are heard."""
        story.hear(
            LEAD,
            225,
            "users",
            "Six evenings with people who were homeless",
            "Small groups, food, no forms; run by Tenants’ Voice",
            64,
            (
                "The same worker should stay",
                41,
                "It now counts most among the criteria.",
                "Weight of continuity in the comparison rose from 25 to 40.",
            ),
            ("Do not assess me again", 29, "One record that the person holds.", "Written into every option."),
            (
                "I do not trust the council with my story",
                12,
                "Who employs the worker is part of the choice.",
                "",
            ),
        )
        story.hear(
            LEAD,
            222,
            "community",
            "Stalls at four markets and an open evening",
            "Conversation and cards",
            310,
            (
                "People should not sleep in doorways",
                120,
                "All options but the minimum reach 400 households.",
                "",
            ),
            (
                "Spend it here, not on investors",
                58,
                "The return to investors is shown as a cost.",
                "The report names it in its first table.",
            ),
        )
        story.hear(
            LEAD,
            220,
            "staff",
            "Support workers, four shifts",
            "Meetings in working time, with the union",
            22,
            (
                "Caseloads of thirty make us firefighters",
                19,
                "Caseloads are a line of cost in each option.",
                "Two options were costed at fifteen.",
            ),
        )
        story.hear(
            LEAD,
            220,
            "unions",
            "Joint meeting with the branch",
            "Meeting",
            6,
            ("Pensions must be safe in every option", 6, "Pension cost is a line in each option.", ""),
        )
        story.hear(
            LEAD,
            218,
            "carers",
            "Families of people in support",
            "Phone calls",
            15,
            ("Tell us when the worker changes", 9, "A named deputy for each worker.", ""),
        )
        story.hear(
            LEAD,
            215,
            "providers",
            "Market meeting",
            "Open meeting, notes published",
            17,
            ("A grant for three years is worth more than a tender for five", 8, "Both are compared.", ""),
        )

    @story.on(210)
    def _evidence() -> None:
        """The evidence is written, computed and published for the consultation."""
        story.advise(
            LEAD,
            210,
            "Advised in writing for this demonstration: open to the council on the stated facts, with the duties named on the law page.",
        )
        story.answer_test(LEAD, CHIEF, 210)
        commissions.state_route_reasons(
            commission=story.known,
            grant_considered="A grant to the alliance was compared with contracts on the same criteria: it brings £70,000 a year and can be left, but has thin management for 400 households.",
            lock_in_justification="",
            **story.by(LEAD, 210),
        )
        appraise(story, LEAD, 209, draws, note="For the consultation")
        publish(story, LEAD, 209)

    @story.on(200)
    def _debate() -> None:
        """The consultation opens: eight weeks, with what is still open."""
        story.move(LEAD, 200, "debate")
        story.consultation = involvement.announce_consultation(
            commission=story.known,
            entry=ConsultationEntry(title="Support for people who lose their home: what should count most?", opens_on=story.day(200), closes_on=story.day(144), still_open="Which options go forward, what counts most, how long the agreement runs. Not open: that support goes on.", how_to_respond="Online, on paper in every library, by phone, or at six drop-ins.", is_statutory=True),
            **story.by(LEAD, 200),
        )  # fmt: skip
        story.next(LEAD, 200, "Consultation closes", story.day(144))

    @story.on(140)
    def _equality() -> None:
        """The consultation is counted and equality assessed."""
        involvement.count_responses(consultation=story.consultation, responses=487, **story.by(LEAD, 140))
        story.look_at(
            LEAD,
            140,
            "Disability",
            "Four in ten households have a disabled person.",
            "Home visits in every option; a named deputy.",
            {"do-minimum": "Support ends for those who cannot fill in forms."},
            {"housing-first": "One worker for six people with the highest needs."},
        )
        story.look_at(
            LEAD,
            140,
            "Sex",
            "Six in ten single-parent households are led by women.",
            "A women’s worker in every option.",
            {"do-minimum": "More evictions of single parents."},
            {},
        )
        story.look_at(
            LEAD,
            140,
            "Race",
            "Black residents are twice as likely to be homeless here.",
            "Outcomes are published by group every quarter.",
            {"do-minimum": "The gap would widen."},
            {"housing-first": "Trusted outreach in three languages."},
        )
        story.look_at_others(LEAD, 140)
        involvement.finish_equality(
            commission=story.known,
            summary="All options but the minimum hold or narrow the gaps; outcomes are measured by group from the first quarter.",
            **story.by(CHIEF, 138),
        )

    @story.on(130)
    def _recommend() -> None:
        """The director recommends the mutual, and says what speaks against it."""
        story.declare(
            131,
            CHIEF,
            LEAD,
            "evaluator",
            "member",
            "leader",
            "member2",
            interests={"member2": "My sister works for Calderwick Doorstep; I did not vote."},
        )
        decisions.recommend_option(
            option=story.find("housing-first"),
            reasons="Users and staff put continuity first, and this is the only option in which the same worker stays with those in the highest need. It is close to the front of the figures, can be left after three years, and its gains are spread so that no partner pays for another’s saving.",
            risks="A new mutual with small reserves; the competition after five years; the social outcomes contract has a higher mean but locks in seven years and pays investors.",
            **story.by(CHIEF, 130),
        )  # fmt: skip
        for agency, partners, note in (
            (
                "icb",
                "Integrated care board, hospitals and council",
                "The board pays for more treatment while the hospitals see fewer emergencies: the hospitals’ saving is taken into account when the board sets their budget from 2028, and the council adds £40,000 a year until then.",
            ),
            (
                "council-housing",
                "Hospitals, police and the council’s section 151 officer",
                "The hospitals and the police pay £95,000 a year between them towards the service, from April 2027, reviewed with the figures each year.",
            ),
            (
                "council-centre",
                "The council’s section 151 officer",
                "Overheads that stay behind are met from reserves for two years.",
            ),
        ):
            decisions.record_compensation(
                commission=story.known, agency=town.heads[agency], option=story.find("housing-first"),
                agreement={"agreed_with": partners, "amount_note": note, "on": story.day(130)},
                **story.by(CHIEF, 130),
            )  # fmt: skip

    @story.on(120)
    def _decide() -> None:
        """Cabinet decides, with one vote against."""
        story.move(
            LEAD, 121, "decision", "People were heard, equality is assessed, the recommendation is published."
        )
        story.next(LEAD, 121, "Cabinet decides", story.day(120))
        refused = {
            "charity-contract": "Caseloads of thirty stay, which users name as the fault of today.",
            "in-house": "Close, and the benchmark: it costs more in pensions, and some users would not come.",
            "shared": "Fewer managers, but decisions move to Wexmoor.",
            "alliance": "Preferred if the mutual cannot start by April; too thin for 400 households alone.",
            "social-outcomes": "The highest mean, but seven years without a break and a return to investors.",
            "personal-budgets": "Kept as an offer inside the chosen option.",
            "do-minimum": "Cheapest for one year and dearest after it.",
        }
        decisions.record_decision(
            commission=story.known,
            entry=DecisionEntry(
                option=story.find("housing-first"), decided_by="Cabinet", decided_on=story.day(120),
                reasons="We choose the mutual because the people who use the service and those who work in it asked for it, because it can be left, and because the in-house team, which was our benchmark, is close but would reach fewer of those who need it most.",
                conditions="Open-book accounts; a break after three years; outcomes by group every quarter.",
                refused={story.options[key].slug: why for key, why in refused.items()},
                votes=[
                    VoteEntry(town.people["member"], "for"),
                    VoteEntry(town.people["leader"], "against", "The council team is nearly as good and stays answerable to members for ever. I would rather pay the pensions."),
                    VoteEntry(town.people["member2"], "did-not-vote"),
                ],
            ),
            **story.by("member", 120),
        )  # fmt: skip

    @story.on(100)
    def _award() -> None:
        """The agreement is made with the mutual, and the review is set."""
        story.move(LEAD, 101, "award")
        decisions.set_review(
            commission=story.known,
            review_on=story.today + dt.timedelta(days=500),
            triggers="Fewer than 60% settled after twelve months in two quarters; more than three workers leave in a year; local government reorganisation.",
            **story.by(LEAD, 100),
        )
        decisions.record_award(
            commission=story.known,
            entry=AwardEntry(route="contract reserved to mutuals", provider=town.bodies["keyworks"], ownership_statement="Owned by its 31 employees, one vote each; a community interest company limited by guarantee. No outside owner.", value_pounds=Decimal(5_400_000), starts_on=dt.date(2027, 4, 1), ends_on=dt.date(2032, 3, 31), break_dates=[dt.date(2030, 3, 31)]),
            **story.by(LEAD, 100),
        )  # fmt: skip
        publish(story, LEAD, 99)
        story.next(LEAD, 99, "The service starts", dt.date(2027, 4, 1))

    return story
