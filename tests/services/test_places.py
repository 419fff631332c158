"""Places: founding one and keeping its settings."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.web.people import AT, make_people, make_person, make_place
from wholeplace.casefile.law import judge_law
from wholeplace.foundations.colour import contrast_with_white
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import BudgetHead, ChainEvent, Organisation, Person, Place, PlaceRecord
from wholeplace.services.operation import Stale
from wholeplace.services.people.permissions import NotPermitted, Permission, may
from wholeplace.services.places import operations
from wholeplace.services.places.operations import BudgetEntry, Identity, Limits, OrganisationEntry
from wholeplace.services.places.reserved import RESERVED

pytestmark = pytest.mark.django_db
LIMITS = Limits(50_000, 0.25, 10, 60, 14, tests_everything=True)
PARAMETER = {
    "id": "home-care-hour", "title": "Cost of an hour of home care", "value": 27.5, "unit": "GBP per hour",
    "price_year": 2026, "source": {"title": "Fees 2026", "address": "https://example.org/fees"}, "status": "N",
}  # fmt: skip
RULE = {
    "id": "no-large-firms", "title": "No large firms", "topic": "place", "kind": "option", "finding": "unavailable",
    "when": {"model": ["contract-large"]}, "reason": "The place decided so.", "status": "N",
    "source": {"title": "Policy", "address": "https://example.org/policy", "section": "4"},
}  # fmt: skip


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


@pytest.fixture
def administrator(place: Place) -> Person:
    return make_people(place)["place-administrator"]


@pytest.fixture
def operator(db: None) -> Person:
    return make_person("operator", is_operator=True)


def found(by: Person, name: str = "North Wold", slug: str = "") -> Place:
    return operations.found_place(identity=Identity(name), slug=slug, by=by, at=AT)


def test_a_founded_place_is_kept_by_its_founder_and_not_public(operator: Person) -> None:
    place = found(operator)
    assert (place.slug, place.opened_at) == ("north-wold", None)
    assert may(operator, Permission.KEEP_PLACE, place)
    assert not Place.objects.visible_to(make_person("resident")).exists()
    assert [event.kind for event in ChainEvent.objects.all()] == ["place-founded"]


def test_only_operators_found_places(administrator: Person) -> None:
    with pytest.raises(NotPermitted):
        found(administrator)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_no_place_takes_the_address_of_another_page(operator: Person, word: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        found(operator, slug=word)
    assert refused.value.path == "slug"


def test_no_place_gets_a_reserved_address_from_its_name(operator: Person) -> None:
    with pytest.raises(InvalidInput, match="address of another page"):
        found(operator, name="Account")


@pytest.mark.parametrize("name", ["大阪", "القاهرة", "\U0001f3d8", "…"])
def test_a_name_without_latin_letters_needs_words_for_its_address(operator: Person, name: str) -> None:
    with pytest.raises(InvalidInput, match="no letters from a to z"):
        found(operator, name=name)
    assert found(operator, name=name, slug="the-place").name == name


@pytest.mark.parametrize("slug", ["a b", "-a", "a--b", "ä", "a/b", "x" * 51, "<script>"])
def test_words_of_an_address_that_cannot_be_used_are_refused(operator: Person, slug: str) -> None:
    with pytest.raises(InvalidInput, match="small letters"):
        found(operator, slug=slug)


def test_two_places_have_two_addresses(operator: Person) -> None:
    found(operator)
    with pytest.raises(InvalidInput, match="another place has"):
        found(operator)


def test_a_very_long_name_is_refused_and_a_long_one_gets_a_short_address(operator: Person) -> None:
    with pytest.raises(InvalidInput, match="200 characters or fewer"):
        found(operator, name="x" * 10_000)
    assert len(found(operator, name="Long " * 39).slug) <= 50


def test_a_place_opens_once(place: Place, administrator: Person) -> None:
    Place.objects.update(opened_at=None)
    operations.open_place(place=place, by=administrator, at=AT)
    with pytest.raises(operations.AlreadyOpen):
        operations.open_place(place=place, by=administrator, at=AT)


def test_limits_are_changed_with_an_event_that_says_which(place: Place, administrator: Person) -> None:
    operations.change_limits(place=place, limits=LIMITS, revision=0, by=administrator, at=AT)
    place.refresh_from_db()
    assert (place.light_route_limit_pounds, place.lock_in_limit_share, place.revision) == (50_000, 0.25, 1)
    body = ChainEvent.objects.get().body
    assert "call_in_days" in body["changed"]
    assert body["limits"]["consultation_days"] == 60


def test_of_two_who_change_at_once_the_second_overwrites_nothing(place: Place, administrator: Person) -> None:
    operations.change_limits(place=place, limits=LIMITS, revision=0, by=administrator, at=AT)
    with pytest.raises(Stale):
        operations.change_identity(
            place=place, identity=Identity("Other"), revision=0, by=administrator, at=AT
        )
    place.refresh_from_db()
    assert place.name == "Calderwick"
    assert ChainEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("call_in_days", -1),
        ("consultation_days", 10_000),
        ("light_route_limit_pounds", -5),
        ("lock_in_limit_share", 1.5),
    ],
)
def test_limits_out_of_reach_are_refused(place: Place, administrator: Person, field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.change_limits(
            place=place, limits=replace(LIMITS, **{field: value}), revision=0, by=administrator, at=AT
        )
    assert refused.value.path == field


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    # The well-known edge: #767676 is the lightest grey that passes on white, #777777 fails.
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colour", ["#777777", "#ffdd00", "red", "#12436", "#12436d;}*{display:none", ""])
def test_a_colour_that_white_letters_cannot_be_read_on_is_refused(
    place: Place, administrator: Person, colour: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.change_identity(
            place=place, identity=Identity("Calderwick", colour=colour), revision=0, by=administrator, at=AT
        )
    assert refused.value.path == "colour"


def test_an_organisation_keeps_its_address_when_it_is_renamed(place: Place, administrator: Person) -> None:
    made = operations.add_organisation(
        place=place, entry=OrganisationEntry("North Charity", "charity"), by=administrator, at=AT
    )
    entry = OrganisationEntry(
        "South Charity", "charity", ownership_statement="Its members", ownership_on=AT.date()
    )
    operations.change_organisation(organisation=made, entry=entry, revision=0, by=administrator, at=AT)
    made.refresh_from_db()
    assert (made.slug, made.name, made.ownership_statement) == (
        "north-charity",
        "South Charity",
        "Its members",
    )


def test_no_organisation_hides_the_page_that_adds_one(place: Place, administrator: Person) -> None:
    organisation = operations.add_organisation(
        place=place, entry=OrganisationEntry("Add", "charity"), by=administrator, at=AT
    )
    budget = operations.add_budget_head(place=place, entry=BudgetEntry("Add"), by=administrator, at=AT)
    assert "add" not in {organisation.slug, budget.slug}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "gang"}, "kind"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"ownership_statement": "Its members"}, "ownership_on"),
        ({"ownership_on": dt.date(2999, 1, 1)}, "ownership_on"),
    ],
)
def test_an_organisation_that_cannot_be_used_is_refused(
    place: Place, administrator: Person, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        operations.add_organisation(
            place=place, entry=replace(OrganisationEntry("A", "charity"), **changes), by=administrator, at=AT
        )
    assert refused.value.path == field
    assert not Organisation.objects.exists()


def test_a_budget_head_is_added_and_changed(place: Place, administrator: Person) -> None:
    made = operations.add_budget_head(place=place, entry=BudgetEntry("Adult care"), by=administrator, at=AT)
    operations.change_budget_head(
        budget=made,
        entry=BudgetEntry("Adult social care", body="Council"),
        revision=0,
        by=administrator,
        at=AT,
    )
    kept = BudgetHead.objects.get()
    assert (kept.slug, kept.name, kept.body) == ("adult-care", "Adult social care", "Council")


def keep(place: Place, by: Person, kind: str, record: dict[str, Any], revision: int = 0) -> PlaceRecord:
    return operations.keep_record(place=place, kind=kind, record=record, revision=revision, by=by, at=AT)


def test_a_parameter_is_kept_in_the_form_of_the_shipped_ones(place: Place, administrator: Person) -> None:
    kept = keep(place, administrator, "parameter", PARAMETER)
    assert kept.record["value"] == 27.5
    keep(place, administrator, "parameter", PARAMETER | {"value": 28}, revision=1)
    assert PlaceRecord.objects.get().record["value"] == 28


def test_a_rule_of_the_place_counts_when_the_law_is_judged(place: Place, administrator: Person) -> None:
    rule = keep(place, administrator, "law-rule", RULE).record
    judged = judge_law(
        {
            "as_at": "2026-11-24", "slug": "a", "title": "A", "route": "full", "stage": "options",
            "place": {"slug": place.slug, "name": place.name, "body_kind": "council", "rules": [rule]},
            "options": [{"id": "big", "name": "Big", "model": "contract-large"}],
        }
    )  # fmt: skip
    assert judged["options"]["big"]["status"] == "unavailable"


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("parameter", {**PARAMETER, "source": None}),
        ("parameter", {**PARAMETER, "value": float("nan")}),
        ("law-rule", {**RULE, "finding": "perhaps"}),
        ("law-rule", {**RULE, "when": {}}),
        ("opinion", PARAMETER),
    ],
)
def test_a_record_that_cannot_be_used_is_refused(
    place: Place, administrator: Person, kind: str, record: Any
) -> None:
    with pytest.raises(InvalidInput):
        keep(place, administrator, kind, record)
    assert not PlaceRecord.objects.exists()


def test_a_dropped_record_is_gone_and_said_so(place: Place, administrator: Person) -> None:
    kept = keep(place, administrator, "parameter", PARAMETER)
    operations.drop_record(kept=kept, revision=1, by=administrator, at=AT)
    assert not PlaceRecord.objects.exists()
    assert [event.kind for event in ChainEvent.objects.all()] == ["parameter-kept", "parameter-dropped"]


@pytest.mark.parametrize("role", ["resident", "commissioner", "officer", "auditor"])
def test_only_administrators_keep_settings(place: Place, administrator: Person, role: Role) -> None:
    person = Person.objects.get(name=f"{role} of {place.slug}")
    with pytest.raises(NotPermitted):
        operations.change_limits(place=place, limits=LIMITS, revision=0, by=person, at=AT)
    with pytest.raises(NotPermitted):
        keep(place, person, "parameter", PARAMETER)
    with pytest.raises(NotPermitted):
        operations.add_organisation(place=place, entry=OrganisationEntry("A", "charity"), by=person, at=AT)
