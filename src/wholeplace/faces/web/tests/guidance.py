"""What each question of the Public Interest Test asks, and what a good answer looks like."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Guidance:
    """A question in words, what to think of, and an example of a reason that helps a reader."""

    question: Promise
    think_of: tuple[Promise, ...]
    good: Promise


PARTS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Part 1: what does the public gain?"),
        ("value_for_money", "strategic_alignment", "social_value", "economic_growth", "market_impact"),
    ),
    (
        _("Part 2: is the body ready to do it itself?"),
        ("workforce", "skills", "systems", "assets", "governance", "transition"),
    ),
    (_("The indication"), ("indication",)),
)
GUIDANCE: dict[str, Guidance] = {
    "value_for_money": Guidance(
        _("Which way gives better value for money over the whole life of the service?"),
        (
            _("whole-life costs, with pensions, VAT, overheads and the client side counted for every option"),
            _("quality and outcomes, not the price alone"),
            _("how sure the figures are"),
        ),
        _(
            "“In-house costs about £40,000 a year more, but the range of the contract is wider. The "
            "appraisal gives in-house 6 chances in 10 of being the better value.”"
        ),
    ),
    "strategic_alignment": Guidance(
        _("Which way fits better with what the body wants to achieve?"),
        (
            _("the plans and policies that the service should serve"),
            _("how easily the service could change with them"),
            _("control in a crisis"),
        ),
        _("“The housing strategy joins this service with advice in 2028. In-house can do it at once.”"),
    ),
    "social_value": Guidance(
        _("Which way brings more social value to the place?"),
        (
            _("good jobs, training, and pay"),
            _("what people and communities gain beside the service itself"),
            _("the environment"),
        ),
        _("“The charity brings 40 volunteers. In-house could not. On pay and training both are alike.”"),
    ),
    "economic_growth": Guidance(
        _("Which way is better for the local economy and for growth?"),
        (
            _("small firms, charities and mutuals nearby"),
            _("where the money is spent again"),
            _("new ways of working that others could use"),
        ),
        _("“Four local firms could bid for parts. In-house would buy the same supplies from them.”"),
    ),
    "market_impact": Guidance(
        _("Which way leaves a healthier market?"),
        (
            _("whether there is a market at all, and who would be left in it"),
            _("whether the service could be bought again later, if in-house did not work"),
            _("how dependent the body is on one supplier"),
        ),
        _("“There are two suppliers in the region. If both lost this contract, one would close.”"),
    ),
    "workforce": Guidance(
        _("Would there be enough staff?"),
        (
            _("how many people would transfer, and on what terms (TUPE, pensions)"),
            _("vacancies and turnover in the same jobs today"),
            _("what staff and unions say"),
        ),
        _("“Eleven people would transfer. Our own teams have two vacancies in twelve posts, so: partly.”"),
    ),
    "skills": Guidance(
        _("Does the body have the skills, or can it get them in time?"),
        (_("the skills that the work needs"), _("who manages it"), _("what training takes, and costs")),
        _("“We ran this service until 2019 and two of its managers are still here.”"),
    ),
    "systems": Guidance(
        _("Are the systems and data there?"),
        (
            _("case management, payroll, and what is reported to whom"),
            _("whose the data is today, and how it would move"),
        ),
        _("“The records are in the supplier’s system. The contract gives us an export, not yet tried.”"),
    ),
    "assets": Guidance(
        _("Are the buildings, vehicles and equipment there?"),
        (_("who owns or leases what"), _("what would have to be bought, and when")),
        _("“The hostel is ours. The two vans belong to the supplier and would cost £38,000.”"),
    ),
    "governance": Guidance(
        _("Is it clear who would answer for the service?"),
        (_("who decides, who is accountable, who inspects"), _("registration that the work needs")),
        _("“The head of housing would answer for it. No registration is needed.”"),
    ),
    "transition": Guidance(
        _("Could the change be made safely in the time there is?"),
        (
            _("when the present arrangement ends, and whether it can be extended"),
            _("what people who use the service would notice"),
            _("what the change costs, and what else is changing"),
        ),
        _("“Six months are enough. The contract can be extended by three if they are not.”"),
    ),
    "indication": Guidance(
        _("Taken together, what does the test indicate?"),
        (
            _("it is your judgement: nothing is counted or added up"),
            _("say which answers weigh most, and why"),
            _("say how you deal with the answers that point the other way"),
        ),
        _(
            "“A mixed arrangement: the hostel in-house, where we have the staff and the building; outreach "
            "by a charity, which reaches people who do not trust us.”"
        ),
    ),
}
