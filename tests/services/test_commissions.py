"""Running a commission: who may, what is refused, what is remembered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.services.running import RUNNERS, expect_only, found, make_entry, make_need, make_running
from tests.web.people import AT, make_organisation, make_place
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import ChainEvent, Commission, EventDetail, Person, Place, PrincipleOverride
from wholeplace.services.commissions import operations as run
from wholeplace.services.commissions import queries
from wholeplace.services.commissions.entries import LightRouteNotOpen, suggest_route
from wholeplace.services.commissions.readiness import assess_move, assess_next_move, judge_commission
from wholeplace.services.operation import NotFound, Stale
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def made() -> tuple[Place, dict[Role, Person], Commission]:
    return make_running()


def test_only_those_who_run_commissions_found_one(made) -> None:
    place, people, _ = made
    expect_only(people, RUNNERS, lambda who: found(place, who, title="Lunch club"), "commission-founded")


def test_a_new_commission_has_business_as_usual_and_do_minimum_and_nothing_else(made) -> None:
    commission = made[2]
    told = {
        option.slug: (option.model, option.is_business_as_usual, option.is_do_minimum)
        for option in commission.options.all()
    }
    assert told == {
        "business-as-usual": ("contract-large", True, False),
        "do-minimum": ("do-minimum", False, True),
    }


def test_where_nothing_is_done_today_both_are_one_option(made) -> None:
    place, people, _ = made
    option = found(place, people["officer"], today="").options.get()
    assert option.is_business_as_usual
    assert option.is_do_minimum


def test_a_service_run_in_house_today_is_the_comparator(made) -> None:
    place, people, _ = made
    commission = found(place, people["officer"], today="in-house")
    assert commission.options.get(is_in_house_comparator=True).is_business_as_usual


def test_two_commissions_of_one_title_get_two_addresses_and_none_is_a_reserved_word(made) -> None:
    place, people, first = made
    again = found(place, people["officer"])
    assert (first.slug, again.slug) == ("housing-related-support", "housing-related-support-2")
    assert found(place, people["officer"], title="New").slug == "new-2"


@pytest.mark.parametrize(
    "title", ["家", "<script>alert(1)</script>", "🙂", "شارع", "a" * 200, "Ünïcödé – “quotes”", "_"]
)
def test_any_title_gives_an_address(made, title: str) -> None:
    place, people, _ = made
    commission = found(place, people["officer"], title=title)
    assert commission.title == title
    commission.full_clean()


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 10_000}),
        ("value_pounds", {"value_pounds": Decimal(-1)}),
        ("value_pounds", {"value_pounds": Decimal(10) ** 13}),
        ("starts_on", {"starts_on": date(1027, 4, 1)}),
        ("service", {"service": "magic"}),
        ("route", {"route": "short"}),
        ("today", {"today": "magic"}),
        ("facts", {"facts": {"is_magic": True}}),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_half_made(made, field: str, more: dict) -> None:
    place, people, _ = made
    before = (Commission.objects.count(), ChainEvent.objects.count())
    with pytest.raises(InvalidInput) as refused:
        found(place, people["officer"], **more)
    assert refused.value.path == field
    assert (Commission.objects.count(), ChainEvent.objects.count()) == before


def test_a_body_of_another_place_cannot_commission_here(made) -> None:
    place, people, _ = made
    with pytest.raises(InvalidInput):
        found(place, people["officer"], body=make_organisation(make_place("otherham", "Otherham")))


def test_the_light_route_is_suggested_up_to_the_limit_and_refused_over_it_or_without_a_value(made) -> None:
    place, people, _ = made
    limit = Decimal(place.light_route_limit_pounds)
    suggested = [suggest_route(place, value) for value in (None, limit, limit + 1)]
    assert suggested == ["full", "light", "full"]
    for value in (None, limit + 1):
        with pytest.raises(LightRouteNotOpen):
            found(place, people["officer"], route="light", value_pounds=value)
    assert found(place, people["officer"], route="light", value_pounds=limit).route == "light"


def test_only_runners_edit_the_facts(made) -> None:
    _, people, commission = made
    entry = make_entry(title="Another title", facts={"is_light_touch": True, "is_exempt": None})
    expect_only(
        people, RUNNERS,
        lambda who: run.edit_facts(commission=commission, entry=entry, revision=0, by=who, at=AT),
        "commission-facts-edited",
    )  # fmt: skip
    commission.refresh_from_db()
    assert (commission.title, commission.slug) == ("Another title", "housing-related-support")
    assert commission.facts == {"is_light_touch": True}


def test_a_stale_edit_is_refused_and_overwrites_nothing(made) -> None:
    _, people, commission = made
    mine, theirs = Commission.objects.get(), Commission.objects.get()
    run.edit_facts(
        commission=theirs, entry=make_entry(title="Theirs"), revision=0, by=people["officer"], at=AT
    )
    with pytest.raises(Stale):
        run.edit_facts(
            commission=mine, entry=make_entry(title="Mine"), revision=0, by=people["commissioner"], at=AT
        )
    assert Commission.objects.get(pk=commission.pk).title == "Theirs"


def test_the_event_of_an_edit_says_which_facts_changed_and_no_more(made) -> None:
    _, people, commission = made
    run.open_commission(commission=commission, by=people["officer"], at=AT)
    run.edit_facts(
        commission=commission, entry=make_entry(title="Another"), revision=1, by=people["officer"], at=AT
    )
    assert ChainEvent.objects.last().body["changed"] == ["title"]


def test_only_runners_set_next_step_route_reasons_outcomes_and_factors(made) -> None:
    _, people, commission = made
    for kind, act in {
        "next-step-set": lambda who: run.set_next_step(
            commission=commission, next_step="Cabinet", next_step_on=TODAY, by=who, at=AT
        ),
        "commission-route-reasoned": lambda who: run.state_route_reasons(
            commission=commission, grant_considered="No", lock_in_justification="", by=who, at=AT
        ),
        "outcome-added": lambda who: run.add_outcome(
            commission=commission, name="Fewer lose their home", measure="", by=who, at=AT
        ),
        "outcome-removed": lambda who: run.remove_outcome(
            commission=commission, outcome="fewer-lose-their-home", by=who, at=AT
        ),
        "success-factor-added": lambda who: run.add_success_factor(
            commission=commission, name="One worker", description="", by=who, at=AT
        ),
    }.items():
        expect_only(people, RUNNERS, act, kind)
        commission.refresh_from_db()
    factor = commission.success_factors.get()
    expect_only(
        people,
        RUNNERS,
        lambda who: run.remove_success_factor(factor=factor, by=who, at=AT),
        "success-factor-removed",
    )


def test_removing_a_factor_removes_what_was_said_about_it_and_nothing_else(made) -> None:
    _, people, commission = made
    officer = people["officer"]
    gone = run.add_success_factor(commission=commission, name="Gone", description="", by=officer, at=AT)
    run.add_success_factor(commission=commission, name="Kept", description="", by=officer, at=AT)
    option = commission.options.first()
    option.factors = {"gone": {"meets": "yes"}, "kept": {"meets": "no"}}
    option.save()
    run.remove_success_factor(factor=gone, by=officer, at=AT)
    option.refresh_from_db()
    assert option.factors == {"kept": {"meets": "no"}}


def test_an_outcome_that_is_not_there_cannot_be_removed(made) -> None:
    _, people, commission = made
    with pytest.raises(NotFound):
        run.remove_outcome(commission=commission, outcome="nothing", by=people["officer"], at=AT)


def test_only_runners_open_it_once_and_not_without_a_question(made) -> None:
    place, people, commission = made
    silent = found(place, people["officer"], title="Silent", question="")
    with pytest.raises(InvalidInput):
        run.open_commission(commission=silent, by=people["officer"], at=AT)
    expect_only(
        people,
        RUNNERS,
        lambda who: run.open_commission(commission=commission, by=who, at=AT),
        "commission-opened",
    )
    with pytest.raises(run.AlreadyOpen):
        run.open_commission(commission=commission, by=people["officer"], at=AT)


def test_the_lead_goes_only_to_somebody_who_may_run_it(made) -> None:
    _, people, commission = made
    expect_only(
        people, RUNNERS,
        lambda who: run.hand_lead_to(commission=commission, person=people["officer"], by=who, at=AT),
        "lead-handed-over",
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        run.hand_lead_to(commission=commission, person=people["member"], by=people["officer"], at=AT)
    assert {line.name for line in queries.list_possible_leads(commission)} == {"commissioner of calderwick"}


def test_only_runners_cite_published_needs_of_the_place_once(made) -> None:
    place, people, commission = made
    need = make_need(place)
    expect_only(
        people,
        RUNNERS,
        lambda who: run.cite_need(commission=commission, need=need, reason="", by=who, at=AT),
        "need-cited",
    )
    with pytest.raises(run.AlreadyCited):
        run.cite_need(commission=commission, need=need, reason="", by=people["officer"], at=AT)
    expect_only(
        people,
        RUNNERS,
        lambda who: run.stop_citing_need(commission=commission, need=need, by=who, at=AT),
        "need-no-longer-cited",
    )
    with pytest.raises(run.NotCited):
        run.stop_citing_need(commission=commission, need=need, by=people["officer"], at=AT)
    need.status, need.hidden_reason = "hidden", "abuse"
    need.save()
    elsewhere = make_need(make_place("otherham", "Otherham"))
    for other in (need, elsewhere):
        with pytest.raises(NotFound):
            run.cite_need(commission=commission, need=other, reason="", by=people["officer"], at=AT)


def test_a_move_is_refused_with_every_reason_in_words(made) -> None:
    _, people, commission = made
    with pytest.raises(run.CannotMove) as refused:
        run.move_commission(commission=commission, to_stage="options", reason="", by=people["officer"], at=AT)
    assert "Cite a published need" in str(refused.value)
    assert Commission.objects.get(pk=commission.pk).stage == "need"


def test_only_runners_move_a_commission_whose_guards_hold(made) -> None:
    place, people, commission = made
    run.cite_need(commission=commission, need=make_need(place), reason="", by=people["officer"], at=AT)
    run.add_outcome(
        commission=commission, name="Fewer lose their home", measure="", by=people["officer"], at=AT
    )
    assert assess_move(commission, "options", today=TODAY).blockers == ()
    expect_only(
        people, RUNNERS,
        lambda who: run.move_commission(commission=commission, to_stage="options", reason="Ready", by=who, at=AT),
        "commission-moved",
    )  # fmt: skip
    move = commission.moves.get()
    assert (move.from_stage, move.to_stage, move.by_office) == ("need", "options", "Commissioner")


def test_people_must_be_able_to_see_a_commission_before_they_debate_it(made) -> None:
    commission = made[2]
    Commission.objects.update(stage="options")
    commission.refresh_from_db()
    told = assess_next_move(commission, judge_commission(commission, today=TODAY))
    assert told.to_stage == "debate"
    assert told.blockers[0].text.startswith("Open the commission to the public")


def test_an_override_takes_its_principle_out_of_the_way(made) -> None:
    _, people, commission = made
    run.add_outcome(
        commission=commission, name="Fewer lose their home", measure="", by=people["officer"], at=AT
    )
    before = assess_move(commission, "options", today=TODAY).blockers
    PrincipleOverride.objects.create(
        commission=commission,
        principle="need-first",
        reason="Court order",
        by=people["officer"],
        by_office="Officer",
        at=AT,
    )
    after = assess_move(commission, "options", today=TODAY).blockers
    assert "need-first" in {blocker.part for blocker in before}
    assert "need-first" not in {blocker.part for blocker in after}


def test_withdrawing_needs_a_reason_and_ends_every_change(made) -> None:
    place, people, commission = made
    officer = people["officer"]
    with pytest.raises(InvalidInput):
        run.withdraw_commission(commission=commission, reason=" ", by=officer, at=AT)
    expect_only(
        people,
        RUNNERS,
        lambda who: run.withdraw_commission(commission=commission, reason="Merged", by=who, at=AT),
        "commission-moved",
    )
    need = make_need(place)
    for act in (
        lambda: run.withdraw_commission(commission=commission, reason="Again", by=officer, at=AT),
        lambda: run.edit_facts(
            commission=commission, entry=make_entry(), revision=commission.revision, by=officer, at=AT
        ),
        lambda: run.set_next_step(commission=commission, next_step="x", next_step_on=None, by=officer, at=AT),
        lambda: run.cite_need(commission=commission, need=need, reason="", by=officer, at=AT),
        lambda: run.open_commission(commission=commission, by=officer, at=AT),
        lambda: run.move_commission(commission=commission, to_stage="options", reason="", by=officer, at=AT),
    ):
        with pytest.raises(WholeplaceError):
            act()


def test_a_move_that_somebody_else_made_meanwhile_is_not_made_twice(made) -> None:
    place, people, commission = made
    officer = people["officer"]
    run.cite_need(commission=commission, need=make_need(place), reason="", by=officer, at=AT)
    run.add_outcome(commission=commission, name="Fewer lose their home", measure="", by=officer, at=AT)
    stale = Commission.objects.get(pk=commission.pk)
    run.move_commission(commission=commission, to_stage="options", reason="", by=officer, at=AT)
    with pytest.raises(WholeplaceError):
        run.move_commission(commission=stale, to_stage="options", reason="", by=officer, at=AT)
    assert commission.moves.count() == 1


def test_people_of_a_commission_are_those_who_work_there_the_lead_first(made) -> None:
    people = queries.list_people(made[2])
    assert people[0].is_lead
    assert {role for line in people for role in line.roles} == {
        "commissioner", "finance-partner", "evaluator", "member", "officer", "auditor", "place-administrator",
    }  # fmt: skip


def test_history_folds_what_was_done_again_and_again(made) -> None:
    _, people, commission = made
    for number in range(3):
        at = AT + timedelta(minutes=number)
        run.add_outcome(
            commission=commission, name=f"Outcome {number}", measure="", by=people["officer"], at=at
        )
        commission.refresh_from_db()
    folded = queries.fold_repeats(queries.list_history(commission))
    assert [(line.kind, line.times) for line in folded] == [("outcome-added", 3), ("commission-founded", 1)]


def test_the_chain_of_all_this_holds(made) -> None:
    _, people, commission = made
    run.open_commission(commission=commission, by=people["officer"], at=AT)
    assert check_chain().broken == ""
    assert EventDetail.objects.count() == ChainEvent.objects.count()
