"""What an operation checks by itself: no page, no program and no colleague is taken at their word."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.services.commissioning import TODAY, TUESDAY, Case, make_case, prepare_decision, write_decision
from tests.web.people import make_commission
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import BudgetHead, ChainEvent, Decision, Option
from wholeplace.services.appraisals import evidence
from wholeplace.services.appraisals import operations as appraisals
from wholeplace.services.commissions.operations import AlreadyWithdrawn, withdraw_commission
from wholeplace.services.decisions import operations as decisions
from wholeplace.services.decisions.entries import DeclarationEntry, VoteEntry
from wholeplace.services.involvement import operations as involvement
from wholeplace.services.involvement.entries import PROTECTED_GROUPS, ConsultationEntry, InvolvementEntry
from wholeplace.services.operation import NotFound
from wholeplace.services.places.operations import Identity, OrganisationEntry, add_organisation, found_place

pytestmark = pytest.mark.django_db
AGREED = {"agreed_with": "Chief finance officer", "amount_note": "£20,000 a year", "on": TODAY}


def test_a_compensation_is_about_an_option_of_the_same_commission() -> None:
    case = make_case()
    other = make_commission(case.place, case.people["commissioner"], slug="libraries")
    foreign = Option.objects.create(
        commission=other,
        slug="trust",
        name="A trust",
        model="grant",
        status="longlisted",
        proposed_at=TUESDAY,
    )
    head = BudgetHead.objects.create(place=case.place, slug="adults", name="Adult social care")
    with pytest.raises(NotFound, match="no such option"):
        decisions.record_compensation(
            commission=case.commission, agency=head, option=foreign, agreement=AGREED,
            by=case.people["commissioner"], at=TUESDAY,
        )  # fmt: skip


def decide(case: Case, votes: list[VoteEntry]) -> Decision:
    entry = write_decision(case, votes=votes)
    return decisions.record_decision(
        commission=case.commission, entry=entry, by=case.people["member"], at=TUESDAY
    )


def test_nobody_votes_twice() -> None:
    case = make_case()
    prepare_decision(case)
    member = case.people["member"]
    with pytest.raises(InvalidInput, match="once") as refused:
        decide(case, [VoteEntry(member, "for"), VoteEntry(member, "abstained")])
    assert refused.value.path == "votes"


def test_nobody_who_may_not_decide_is_named_beside_a_decision() -> None:
    """Not even as somebody who did not vote: residents never stand in a record by name."""
    case = make_case()
    prepare_decision(case)
    votes = [VoteEntry(case.people["member"], "for"), VoteEntry(case.people["resident"], "did-not-vote")]
    with pytest.raises(InvalidInput, match="may decide"):
        decide(case, votes)


def test_two_members_of_one_name_can_both_vote() -> None:
    case = make_case()
    prepare_decision(case)
    for role in ("member", "officer"):
        case.people[role].name = "Jo Smith"
        case.people[role].save()
    decision = decide(case, [VoteEntry(case.people[role], "for") for role in ("member", "officer")])
    assert [vote.name for vote in decision.votes.all()] == ["Jo Smith", "Jo Smith"]


def test_who_owns_a_provider_is_known_from_the_day_it_is_here() -> None:
    """In summer the day begins an hour before it does in UTC."""
    case = make_case()
    entry = OrganisationEntry(
        "North Trust", "charity", ownership_statement="Its members", ownership_on=dt.date(2027, 7, 1)
    )
    after_midnight = dt.datetime(2027, 6, 30, 23, 30, tzinfo=dt.UTC)
    made = add_organisation(
        place=case.place, entry=entry, by=case.people["place-administrator"], at=after_midnight
    )
    assert made.ownership_on == dt.date(2027, 7, 1)


def test_no_place_takes_the_address_of_another_page() -> None:
    case = make_case()
    operator = case.people["officer"]
    operator.is_operator = True
    with pytest.raises(InvalidInput, match="address of another page"):
        found_place(identity=Identity("Tasks"), slug="tasks", by=operator, at=TUESDAY)


CHANGES: dict[str, Callable[[Case], object]] = {
    "involvement": lambda case: involvement.record_involvement(
        commission=case.commission, entry=InvolvementEntry("users", "Talk", TODAY, "Meeting", 4),
        by=case.people["commissioner"], at=TUESDAY,
    ),
    "consultation": lambda case: involvement.announce_consultation(
        commission=case.commission, entry=ConsultationEntry("Have your say", TODAY, TODAY, "All"),
        by=case.people["commissioner"], at=TUESDAY,
    ),
    "a group": lambda case: involvement.look_at_group(
        commission=case.commission, group=PROTECTED_GROUPS[0], baseline="400", mitigation="", effects=[],
        by=case.people["commissioner"], at=TUESDAY,
    ),
    "equality": lambda case: involvement.finish_equality(
        commission=case.commission, summary="Fair", by=case.people["commissioner"], at=TUESDAY
    ),
    "interests": lambda case: decisions.declare_interest(
        commission=case.commission, entry=DeclarationEntry(has_interest=False),
        person=case.people["member"], by=case.people["member"], at=TUESDAY,
    ),
    "a principle": lambda case: decisions.override_principle(
        commission=case.commission, principle="lawful", reason="Urgent", by=case.people["member"], at=TUESDAY
    ),
    "a compensation": lambda case: decisions.record_compensation(
        commission=case.commission, option=None, agreement=AGREED, by=case.people["commissioner"],
        agency=BudgetHead.objects.create(place=case.place, slug="adults", name="Adults"), at=TUESDAY,
    ),
    "a review": lambda case: decisions.set_review(
        commission=case.commission, review_on=TODAY + dt.timedelta(days=9), triggers="Two complaints",
        by=case.people["commissioner"], at=TUESDAY,
    ),
    "an appraisal": lambda case: appraisals.start_draft(
        commission=case.commission, begin="options", by=case.people["commissioner"], at=TUESDAY
    ),
    "a document": lambda case: evidence.attach_document(
        commission=case.commission, title="Survey", file=("survey.txt", b"212 tenants"), is_public=True,
        by=case.people["commissioner"], at=TUESDAY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_added_to_a_commission_that_was_withdrawn(change: str) -> None:
    case = make_case()
    withdraw_commission(
        commission=case.commission, reason="Merged", by=case.people["commissioner"], at=TUESDAY
    )
    events = ChainEvent.objects.count()
    with pytest.raises(AlreadyWithdrawn):
        CHANGES[change](case)
    assert ChainEvent.objects.count() == events
