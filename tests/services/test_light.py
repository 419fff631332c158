"""The light route: one page that leaves the same records, and a case that is computed in the same way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.services.running import RUNNERS, expect_only, found, make_running
from tests.web.people import AT
from wholeplace.casefile.appraise import appraise_document
from wholeplace.casefile.commission import read_commission
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import AppraisalDraft, ChainEvent, Commission, Need, Person, Place
from wholeplace.services.appraisals.operations import make_version
from wholeplace.services.commissions import light
from wholeplace.services.commissions import operations as run
from wholeplace.services.commissions.entries import LightRouteNotOpen
from wholeplace.services.decisions.entries import DecisionEntry, DeclarationEntry
from wholeplace.services.decisions.operations import declare_interest, recommend_option, record_decision
from wholeplace.services.publication.description import describe_commission

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def made() -> tuple[Place, dict[Role, Person], Commission]:
    place, people, _ = make_running()
    commission = found(
        place,
        people["officer"],
        title="Lunch club",
        route="light",
        value_pounds=Decimal(30_000),
        today="grant",
    )
    run.open_commission(commission=commission, by=people["officer"], at=AT)
    return place, people, commission


HEARD = light.Heard("users", "A talk at lunch", 14, "Keep the cook", "We will", TODAY)
LINES = (
    light.LightOption("Business as usual", "grant", Decimal(12_000), "It works", "business-as-usual"),
    light.LightOption("Do minimum", "do-minimum", Decimal(2_000), "Once a month only", "do-minimum"),
    light.LightOption("Our own kitchen", "in-house", Decimal(15_000), "Dearer, and no cook"),
)
PAGE = light.OnePage(
    options=LINES, years=3, heard=HEARD, equality="Nobody is worse off: the same people come.",
    grant_considered="A grant serves better: no supplier is needed.", need="Lunch on Thursdays\nAnd company.",
)  # fmt: skip


def write(commission: Commission, by: Person, **more) -> Commission:
    return light.write_one_page(commission=commission, page=replace(PAGE, **more), by=by, at=AT)


def test_only_those_who_run_it_write_the_page_and_it_leaves_one_event(made) -> None:
    _, people, commission = made
    expect_only(people, RUNNERS, lambda who: write(commission, who), "light-route-written")


def test_the_page_leaves_the_records_that_the_full_route_leaves(made) -> None:
    _, people, commission = made
    write(commission, people["officer"])
    record = describe_commission(commission, as_at=TODAY)
    read_commission(record)
    assert [(need["title"], need["what"]) for need in record["needs"]] == [
        ("Lunch on Thursdays", "Lunch on Thursdays\nAnd company.")
    ]
    assert {option["id"]: option["status"] for option in record["options"]} == {
        "business-as-usual": "shortlisted", "do-minimum": "shortlisted", "our-own-kitchen": "shortlisted",
    }  # fmt: skip
    assert record["involvement"][0]["themes"][0]["response"] == "We will"
    assert record["equality"]["summary"].startswith("Nobody")
    assert record["grant_considered"]["considered"] is True


def test_its_case_is_computed_like_any_other_and_costs_what_was_written(made) -> None:
    _, people, commission = made
    write(commission, people["officer"])
    version = make_version(commission=commission, note="", by=people["officer"], at=AT)
    appraised = appraise_document(version.document, draws=50)
    assert [option["id"] for option in appraised.document["options"]] == [
        "business-as-usual", "do-minimum", "our-own-kitchen",
    ]  # fmt: skip
    kitchen = appraised.document["options"][2]["costs"][0]
    assert (kitchen["amount"], kitchen["years"]) == (15_000.0, [0, 2])


def test_writing_it_again_changes_the_records_and_doubles_none(made) -> None:
    _, people, commission = made
    write(commission, people["officer"])
    again = (*LINES[:2], replace(LINES[2], slug="our-own-kitchen", name="A kitchen of our own"))
    write(commission, people["commissioner"], options=again, heard=replace(HEARD, people_reached=20))
    assert commission.options.count() == 3
    assert commission.options.get(slug="our-own-kitchen").name == "A kitchen of our own"
    assert commission.involvements.get().people_reached == 20
    assert commission.cited_needs.count() == Need.objects.count() == 1
    assert AppraisalDraft.objects.get(commission=commission).revision == 2


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("options", {"options": LINES[:1]}),
        ("options", {"options": LINES + LINES[2:] * 4}),
        ("options", {"options": (LINES[0], LINES[2])}),
        ("options", {"options": LINES[:2]}),
        ("years", {"years": 0}),
        ("equality", {"equality": " "}),
        ("grant_considered", {"grant_considered": ""}),
        ("need", {"need": ""}),
        ("heard_group", {"heard": replace(HEARD, group="cats")}),
        ("heard_on", {"heard": replace(HEARD, held_on=TODAY + timedelta(1))}),
        ("cost", {"options": (replace(LINES[0], yearly_cost_pounds=Decimal(-1)), *LINES[1:])}),
    ],
)
def test_a_page_that_cannot_be_is_refused_by_field_and_nothing_is_half_written(
    made, field: str, more: dict
) -> None:
    _, people, commission = made
    events = ChainEvent.objects.count()
    with pytest.raises(InvalidInput) as refused:
        write(commission, people["officer"], **more)
    assert refused.value.path == field
    assert ChainEvent.objects.count() == events


def test_the_page_is_only_for_the_light_route_within_its_limit(made) -> None:
    place, people, commission = made
    full = found(place, people["officer"], title="Large")
    with pytest.raises(light.NotOnLightRoute):
        write(full, people["officer"])
    place.light_route_limit_pounds = 10_000
    place.save()
    commission.place.refresh_from_db()
    with pytest.raises(LightRouteNotOpen):
        write(commission, people["officer"])


def test_a_whole_page_takes_the_commission_to_its_decision_and_the_decision_closes_it(made) -> None:
    _, people, commission = made
    officer = people["officer"]
    for role in ("officer", "evaluator"):
        declare_interest(
            commission=commission,
            entry=DeclarationEntry(has_interest=False),
            person=people[role],
            by=people[role],
            at=AT,
        )
    write(commission, officer)
    kept = commission.options.get(slug="business-as-usual")
    recommend_option(option=kept, reasons="It works", risks="The cook leaves", by=officer, at=AT)
    assert light.advance_light(commission=commission, by=officer, at=AT) == ["options", "debate", "decision"]
    entry = DecisionEntry(
        option=kept, decided_by="Head of Housing", decided_on=TODAY, reasons="It works",
        refused={"do-minimum": "Too little", "our-own-kitchen": "Dearer"},
    )  # fmt: skip
    record_decision(commission=commission, entry=entry, by=officer, at=AT)
    commission = Commission.objects.get(pk=commission.pk)
    with pytest.raises(light.AlreadyDecidedOn):
        write(commission, officer)


def test_it_goes_no_further_than_its_guards_let_it(made) -> None:
    _, people, commission = made
    assert light.advance_light(commission=commission, by=people["officer"], at=AT) == []
    write(commission, people["officer"])
    assert light.advance_light(commission=commission, by=people["officer"], at=AT) == ["options", "debate"]
