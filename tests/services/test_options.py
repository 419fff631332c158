"""Options: proposed by anybody, answered in public, compared, dropped for a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.services.running import RUNNERS, expect_only, found, make_running
from tests.web.people import AT, make_organisation, make_person, make_place
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import ChainEvent, Commission, Membership, Option, Person, Place
from wholeplace.services.commissions import operations as run
from wholeplace.services.operation import NotFound, Stale
from wholeplace.services.options import operations as options
from wholeplace.services.options.queries import describe_longlist, list_earlier_wordings
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.publication.description import describe_commission
from wholeplace.services.publication.legality import judge_commission_law
from wholeplace.services.work.queries import describe_desk

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def made() -> tuple[Place, dict[Role, Person], Commission]:
    place, people, commission = make_running()
    run.open_commission(commission=commission, by=people["officer"], at=AT)
    return place, people, commission


def enter(**more) -> options.OptionEntry:
    values = {"name": "A night shelter", "model": "grant", "description": "Open the old library at night."}
    return options.OptionEntry(**(values | more))


def propose(commission: Commission, by: Person, **more) -> Option:
    entry = enter(**({"proposed_as": "resident"} | more))
    return options.propose_option(commission=commission, entry=entry, by=by, at=AT)


def add(commission: Commission, by: Person, **more) -> Option:
    return options.add_option(commission=commission, entry=enter(**more), by=by, at=AT)


def test_everybody_who_has_signed_in_may_propose_and_gets_a_clock(made) -> None:
    place, people, commission = made
    for person in [*people.values(), make_person("Sam")]:
        before = ChainEvent.objects.count()
        option = propose(commission, person)
        assert option.status == "proposed"
        assert option.answer_due_on == TODAY + timedelta(days=place.proposal_answer_days)
        assert ChainEvent.objects.count() == before + 1


@pytest.mark.parametrize("capacity", ["resident", "staff-group", "charity", "co-operative", "firm"])
def test_a_proposal_is_made_in_one_of_five_capacities(made, capacity: str) -> None:
    assert propose(made[2], make_person("Sam"), proposed_as=capacity).proposed_as == capacity


@pytest.mark.parametrize("capacity", ["commissioner", "partner", "pope"])
def test_nobody_proposes_in_the_name_of_the_place(made, capacity: str) -> None:
    with pytest.raises(InvalidInput):
        propose(made[2], made[1]["officer"], proposed_as=capacity)


def test_a_proposal_needs_a_name_a_description_and_a_known_model(made) -> None:
    for field, text in {"name": "", "description": " ", "model": "magic"}.items():
        with pytest.raises(InvalidInput) as refused:
            propose(made[2], make_person(f"Sam {field}"), **{field: text})
        assert refused.value.path == field
    assert made[2].options.filter(status="proposed").count() == 0


def test_the_chain_keeps_no_word_of_a_proposal(made) -> None:
    propose(made[2], make_person("Sam"), name="Ask Ms Okafor")
    assert "kafor" not in str(ChainEvent.objects.last().body)


def test_nothing_is_proposed_before_it_is_open_after_the_debate_or_unseen(made) -> None:
    place, people, commission = made
    closed = found(place, people["officer"], title="Not open")
    with pytest.raises(NotFound):
        propose(closed, make_person("Sam"))
    with pytest.raises(options.ProposalsClosed):
        propose(closed, people["officer"])
    for stage in ("decision", "award", "delivery", "review", "withdrawn"):
        commission.stage = stage
        with pytest.raises(options.ProposalsClosed):
            propose(commission, people["resident"])


def test_nobody_proposes_for_an_organisation_they_are_not_in(made) -> None:
    place, people, commission = made
    charity = make_organisation(place)
    with pytest.raises(NotPermitted):
        propose(commission, people["resident"], organisation=charity)
    Membership.objects.create(person=people["resident"], place=place, role="provider", organisation=charity)
    assert propose(commission, people["resident"], organisation=charity).organisation == charity


def test_an_unanswered_proposal_is_seen_by_its_author_and_the_staff_only(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    seen = {
        role: Option.objects.visible_to(person).filter(pk=option.pk).exists()
        for role, person in people.items()
    }
    assert seen == {role: role not in {"provider", "staff-group"} for role in people}
    assert not Option.objects.visible_to(None).filter(pk=option.pk).exists()


def test_only_runners_answer_a_proposal_once(made) -> None:
    _, people, commission = made
    option = propose(commission, people["staff-group"], proposed_as="staff-group")
    expect_only(
        people, RUNNERS,
        lambda who: options.answer_proposal(option=option, answer="accepted", reason="", by=who, at=AT),
        "proposal-answered",
    )  # fmt: skip
    assert Option.objects.get(pk=option.pk).status == "longlisted"
    with pytest.raises(options.AlreadyAnswered):
        options.answer_proposal(option=option, answer="refused", reason="No", by=people["officer"], at=AT)


def test_a_proposal_is_never_refused_without_a_reason(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    with pytest.raises(InvalidInput):
        options.answer_proposal(option=option, answer="refused", reason=" ", by=people["officer"], at=AT)
    option.refresh_from_db()
    assert option.answer == ""
    options.answer_proposal(
        option=option, answer="refused", reason="It is the same as one.", by=people["officer"], at=AT
    )
    assert Option.objects.visible_to(None).get(pk=option.pk).answer_reason == "It is the same as one."


def change(option: Option, by: Person, *, revision: int = 0, **more) -> Option:
    entry = enter(**({"proposed_as": "resident"} | more))
    return options.change_proposal(option=option, entry=entry, revision=revision, by=by, at=AT)


def test_a_proposal_is_changed_by_whoever_made_it_and_the_words_before_are_kept(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    before = ChainEvent.objects.count()
    change(option, people["resident"], name="A shelter for the cold nights")
    change(option, people["resident"], name="A shelter", weaknesses="It is loud.", revision=1)
    assert ChainEvent.objects.count() == before + 2
    assert "shelter" not in str(ChainEvent.objects.last().body)
    stored = Option.objects.get(pk=option.pk)
    assert (stored.name, stored.weaknesses, stored.slug) == ("A shelter", "It is loud.", option.slug)
    assert [one.said["name"] for one in list_earlier_wordings(stored)] == [
        "A shelter for the cold nights", "A night shelter",
    ]  # fmt: skip


def test_nobody_else_changes_or_withdraws_a_proposal(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    before = ChainEvent.objects.count()
    for role, person in people.items():
        if role != "resident":
            # Who may not even see it is not told that it is there: the page answers that nothing is found.
            with pytest.raises(NotPermitted):
                change(option, person, name="Mine now")
            with pytest.raises(NotPermitted):
                options.withdraw_proposal(option=option, reason="", by=person, at=AT)
    assert ChainEvent.objects.count() == before
    assert Option.objects.get(pk=option.pk).name == "A night shelter"


@pytest.mark.parametrize("answer", ["accepted", "refused"])
def test_an_answered_proposal_is_not_changed_or_withdrawn(made, answer: str) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    stale = Option.objects.select_related("commission__place").get(pk=option.pk)
    options.answer_proposal(option=option, answer=answer, reason="Because", by=people["officer"], at=AT)
    for act in (
        lambda one: change(one, people["resident"], name="Better"),
        lambda one: options.withdraw_proposal(option=one, reason="", by=people["resident"], at=AT),
    ):
        with pytest.raises(options.AlreadyAnswered):
            act(option)
        with pytest.raises(Stale):
            act(stale)
    assert Option.objects.get(pk=option.pk).withdrawn_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Option.objects.filter(pk=option.pk).update(withdrawn_at=AT)


@pytest.mark.parametrize(
    ("field", "text"), [("name", " "), ("description", ""), ("model", "magic"), ("proposed_as", "partner")]
)
def test_a_proposal_is_not_changed_into_what_could_not_be_proposed(made, field: str, text: str) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    with pytest.raises(InvalidInput) as refused:
        change(option, people["resident"], **{field: text})
    assert refused.value.path == field
    assert Option.objects.get(pk=option.pk).revision == 0


def test_a_change_that_changes_nothing_or_is_stale_is_refused(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    with pytest.raises(options.NothingToChange):
        change(option, people["resident"])
    change(option, people["resident"], name="A shelter")
    with pytest.raises(Stale):
        change(Option.objects.get(pk=option.pk), people["resident"], name="From another tab", revision=0)


def test_words_that_changed_while_they_were_read_are_not_answered(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    read = Option.objects.select_related("commission__place").get(pk=option.pk)
    change(option, people["resident"], name="A golf course")
    with pytest.raises(Stale):
        options.answer_proposal(
            option=read, answer="accepted", reason="", by=people["officer"], at=AT, revision=read.revision
        )
    assert Option.objects.get(pk=option.pk).answer == ""


def test_a_withdrawn_proposal_waits_for_nobody_and_only_its_author_and_the_staff_see_it(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    options.withdraw_proposal(option=option, reason="I moved away.", by=people["resident"], at=AT)
    longlist = describe_longlist(commission, user=people["commissioner"])
    assert longlist.waiting == ()
    assert [(one.name, one.withdrawn_reason) for one in longlist.withdrawn] == [
        ("A night shelter", "I moved away.")
    ]
    assert describe_longlist(commission, user=None).withdrawn == ()
    assert "answer-proposal" not in {task.kind for task in describe_desk(people["commissioner"], at=AT).tasks}
    told = describe_commission(commission, as_at=TODAY)
    assert option.slug not in {one["id"] for one in told["options"]}
    assert "shelter" not in str(ChainEvent.objects.last().body)
    with pytest.raises(options.ProposalWithdrawn):
        options.answer_proposal(option=option, answer="accepted", reason="", by=people["officer"], at=AT)
    with pytest.raises(options.ProposalWithdrawn):
        options.withdraw_proposal(option=option, reason="", by=people["resident"], at=AT)
    with pytest.raises(options.ProposalWithdrawn):
        options.shortlist_option(option=option, by=people["officer"], at=AT)


def test_nobody_answers_their_own_proposal(made) -> None:
    _, people, commission = made
    option = propose(commission, people["officer"])
    with pytest.raises(options.CannotAnswerOwn):
        options.answer_proposal(option=option, answer="accepted", reason="", by=people["officer"], at=AT)


def test_two_people_who_answer_at_once_give_one_answer(made) -> None:
    _, people, commission = made
    option = propose(commission, people["resident"])
    stale = Option.objects.select_related("commission__place").get(pk=option.pk)
    options.answer_proposal(option=option, answer="accepted", reason="", by=people["officer"], at=AT)
    with pytest.raises(Stale):
        options.answer_proposal(option=stale, answer="refused", reason="No", by=people["commissioner"], at=AT)
    assert Option.objects.get(pk=option.pk).answer == "accepted"


def test_only_runners_add_describe_assess_move_and_advise(made) -> None:
    _, people, commission = made
    officer = people["officer"]
    run.add_success_factor(commission=commission, name="One worker", description="", by=officer, at=AT)
    expect_only(people, RUNNERS, lambda who: add(commission, who), "option-added")
    option = commission.options.get(slug="a-night-shelter")
    said = {"one-worker": {"meets": "partly", "note": "at night only"}}
    advice = options.AdviceEntry(status="available", reason="Checked", given_by="Legal", given_on=TODAY)
    for kind, act in {
        "option-edited": lambda who: options.edit_option(
            option=option, entry=enter(name="Shelter"), revision=option.revision, by=who, at=AT
        ),
        "option-assessed": lambda who: options.assess_option(option=option, factors=said, by=who, at=AT),
        "advice-recorded": lambda who: options.record_advice(option=option, entry=advice, by=who, at=AT),
    }.items():
        expect_only(people, RUNNERS, act, kind)
    for act in (
        lambda who: options.shortlist_option(option=option, by=who, at=AT),
        lambda who: options.return_option(option=option, by=who, at=AT),
        lambda who: options.drop_option(option=option, reason="Too small", by=who, at=AT),
    ):
        expect_only(people, RUNNERS, act, "option-moved")
    option.refresh_from_db()
    assert (option.name, option.status, option.dropped_reason, option.factors) == (
        "Shelter",
        "dropped",
        "Too small",
        said,
    )


def test_an_option_is_dropped_only_for_a_reason_and_can_come_back(made) -> None:
    _, people, commission = made
    option = add(commission, people["officer"])
    with pytest.raises(InvalidInput):
        options.drop_option(option=option, reason="", by=people["officer"], at=AT)
    options.drop_option(option=option, reason="Too small", by=people["officer"], at=AT)
    options.return_option(option=option, by=people["officer"], at=AT)
    option.refresh_from_db()
    assert (option.status, option.dropped_reason) == ("longlisted", "")


@pytest.mark.parametrize("slug", ["business-as-usual", "do-minimum"])
def test_business_as_usual_and_do_minimum_are_never_dropped(made, slug: str) -> None:
    option = made[2].options.get(slug=slug)
    with pytest.raises(options.AlwaysThere):
        options.drop_option(option=option, reason="Nobody wants it", by=made[1]["officer"], at=AT)


def test_the_first_in_house_option_is_the_comparator_and_another_can_take_its_place(made) -> None:
    _, people, commission = made
    first, second = (
        add(commission, people["officer"], name=name, model="in-house") for name in ("Team", "Two teams")
    )
    assert (first.is_in_house_comparator, second.is_in_house_comparator) == (True, False)
    options.name_in_house_comparator(option=second, by=people["officer"], at=AT)
    assert commission.options.get(is_in_house_comparator=True) == second
    with pytest.raises(options.NotInHouse):
        options.name_in_house_comparator(
            option=add(commission, people["officer"]), by=people["officer"], at=AT
        )
    with pytest.raises(options.NotInHouse):
        options.edit_option(
            option=second, entry=enter(model="grant"), revision=second.revision, by=people["officer"], at=AT
        )


def test_a_stale_description_overwrites_nothing(made) -> None:
    _, people, commission = made
    option = add(commission, people["officer"])
    options.edit_option(option=option, entry=enter(name="Theirs"), revision=0, by=people["officer"], at=AT)
    with pytest.raises(Stale):
        options.edit_option(
            option=option, entry=enter(name="Mine"), revision=0, by=people["commissioner"], at=AT
        )
    assert Option.objects.get(pk=option.pk).name == "Theirs"


def test_a_proposal_is_answered_before_anything_else_is_done_with_it(made) -> None:
    _, people, commission = made
    option, officer = propose(commission, people["resident"]), people["officer"]
    for act in (
        lambda: options.shortlist_option(option=option, by=officer, at=AT),
        lambda: options.drop_option(option=option, reason="No", by=officer, at=AT),
        lambda: options.edit_option(option=option, entry=enter(), revision=0, by=officer, at=AT),
    ):
        with pytest.raises(options.NotAnsweredYet):
            act()


def test_options_are_settled_after_the_decision(made) -> None:
    _, people, commission = made
    option = add(commission, people["officer"])
    Commission.objects.update(stage="award")
    option.commission.stage = commission.stage = "award"
    for act in (
        lambda: add(commission, people["officer"], name="Late"),
        lambda: options.shortlist_option(option=option, by=people["officer"], at=AT),
    ):
        with pytest.raises(options.OptionsAreSettled):
            act()


def test_an_assessment_names_factors_of_the_commission_and_known_words(made) -> None:
    _, people, commission = made
    option = add(commission, people["officer"])
    with pytest.raises(NotFound):
        options.assess_option(option=option, factors={"magic": {"meets": "yes"}}, by=people["officer"], at=AT)
    run.add_success_factor(
        commission=commission, name="One worker", description="", by=people["officer"], at=AT
    )
    with pytest.raises(InvalidInput):
        options.assess_option(
            option=option, factors={"one-worker": {"meets": "very"}}, by=people["officer"], at=AT
        )


def test_recorded_advice_reaches_the_law_page_and_cannot_come_from_the_future(made) -> None:
    _, people, commission = made
    option = add(commission, people["officer"], name="A mutual", model="public-service-mutual")
    assert judge_commission_law(commission, as_at=TODAY)["options"]["a-mutual"]["status"] == "take-advice"
    later = options.AdviceEntry(
        status="available", reason="Checked", given_by="Legal", given_on=TODAY + timedelta(1)
    )
    with pytest.raises(InvalidInput):
        options.record_advice(option=option, entry=later, by=people["officer"], at=AT)
    advice = options.AdviceEntry(status="available", reason="Checked", given_by="Legal", given_on=TODAY)
    options.record_advice(option=option, entry=advice, by=people["officer"], at=AT)
    assert judge_commission_law(commission, as_at=TODAY)["options"]["a-mutual"]["status"] == "available"


def test_a_provider_is_an_organisation_of_the_place(made) -> None:
    elsewhere = make_organisation(make_place("otherham", "Otherham"))
    with pytest.raises(InvalidInput):
        add(made[2], made[1]["officer"], provider=elsewhere)


def test_levers_are_offered_until_they_are_on_the_list(made) -> None:
    _, people, commission = made
    assert describe_longlist(commission, user=people["officer"]).missing_levers == (
        "redesign",
        "regulate",
        "fund-voice",
        "decommission",
    )
    add(commission, people["officer"], name="Redesign it", model="redesign")
    longlist = describe_longlist(commission, user=people["officer"])
    assert longlist.missing_levers == ("regulate", "fund-voice", "decommission")
    assert not longlist.has_comparator


def test_a_list_has_an_end(made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "MOST_OPTIONS", 4)
    _, people, commission = made
    add(commission, people["officer"])
    with pytest.raises(options.TooManyOptions):
        propose(commission, people["resident"])
