"""Needs: who may record, support, answer and hide them, and what is remembered of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.services.labelled_needs import ALONE, TOPICS
from tests.web.people import AT, make_commission, make_organisation, make_people, make_person, make_place
from wholeplace.foundations.errors import InvalidInput
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import (
    ChainEvent,
    CitedNeed,
    EventDetail,
    Membership,
    Need,
    NeedSupport,
    Person,
    Place,
)
from wholeplace.services.needs import operations as needs
from wholeplace.services.needs.queries import (
    NeedFilter,
    describe_need,
    find_said_already,
    find_similar,
    list_needs,
)
from wholeplace.services.needs.similarity import rank_similar
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.fixture
def people(place: Place) -> dict[Role, Person]:
    return make_people(place)


def record(place: Place, by: Person, title: str = "Nowhere to sleep", **more: object) -> Need:
    values = {"title": title, "what": "Young people sleep on sofas."} | more
    return needs.record_need(place=place, entry=needs.NeedEntry(**values), by=by, at=AT)


def test_anybody_signed_in_records_a_need_and_one_event_remembers_it(place: Place) -> None:
    stranger = make_person("Sam")
    first, second = record(place, stranger), record(place, stranger)
    assert (first.number, second.number) == (1, 2)
    assert [event.kind for event in ChainEvent.objects.all()] == ["need-recorded", "need-recorded"]


def test_the_chain_keeps_no_word_of_what_a_resident_said(place: Place) -> None:
    record(place, make_person("Sam"), title="Ask Ms Okafor of 4 Mill Lane")
    event = ChainEvent.objects.get()
    assert "Okafor" not in str(event.body) + event.by
    assert EventDetail.objects.get().detail["title"] == "Ask Ms Okafor of 4 Mill Lane"


@pytest.mark.parametrize(
    ("field", "text"), [("title", " \n "), ("what", ""), ("title", "x" * 201), ("what", "a\0b")]
)
def test_what_cannot_be_stored_is_refused_by_field(place: Place, field: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        record(place, make_person("Sam"), **{field: text})
    assert refused.value.path == field
    assert not Need.objects.exists()
    assert not ChainEvent.objects.exists()


def test_only_staff_take_a_need_down_for_somebody(place: Place, people: dict[Role, Person]) -> None:
    with pytest.raises(NotPermitted):
        record(place, people["resident"], is_assisted=True)
    assert record(place, people["officer"], is_assisted=True).is_assisted


def test_nobody_speaks_for_an_organisation_they_are_not_in(place: Place, people: dict[Role, Person]) -> None:
    charity = make_organisation(place)
    with pytest.raises(NotPermitted):
        record(place, people["resident"], organisation=charity)
    Membership.objects.create(person=people["resident"], place=place, role="provider", organisation=charity)
    assert record(place, people["resident"], organisation=charity).organisation == charity
    elsewhere = make_organisation(make_place("otherham", "Otherham"))
    with pytest.raises(InvalidInput):
        record(place, people["officer"], organisation=elsewhere)


def test_a_need_in_a_place_that_is_not_open_is_not_recorded_by_strangers() -> None:
    closed = make_place("closed", "Closed", opened_at=None)
    with pytest.raises(NotFound):
        record(closed, make_person("Sam"))


def test_a_person_supports_a_need_once_and_can_take_it_back(place: Place) -> None:
    sam, need = make_person("Sam"), record(place, make_person("Ann"))
    needs.support_need(need=need, by=sam, at=AT)
    with pytest.raises(needs.AlreadySupported):
        needs.support_need(need=need, by=sam, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedSupport.objects.create(need=need, person=sam, at=AT)
    assert describe_need(need, user=sam).line.supporters == 1
    needs.withdraw_support(need=need, by=sam, at=AT)
    with pytest.raises(needs.NotSupported):
        needs.withdraw_support(need=need, by=sam, at=AT)
    assert [event.kind for event in ChainEvent.objects.all()] == [
        "need-recorded", "need-supported", "need-support-withdrawn",
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example/x", "not an address", "http://"])
def test_evidence_links_only_to_web_pages(place: Place, url: str) -> None:
    need = record(place, make_person("Ann"))
    with pytest.raises(InvalidInput) as refused:
        needs.add_evidence(
            need=need, entry=needs.EvidenceEntry(title="Report", url=url), by=make_person("Sam"), at=AT
        )
    assert refused.value.path == "url"


MODERATORS = {"commissioner", "officer", "place-administrator"}


def test_only_moderators_answer_sort_hide_and_show_a_need(place: Place, people: dict[Role, Person]) -> None:
    need = record(place, make_person("Ann"))
    for role, person in people.items():
        before = ChainEvent.objects.count()
        if role not in MODERATORS:
            for act in (
                lambda who=person: needs.answer_need(need=need, answer="Yes", by=who, at=AT),
                lambda who=person: needs.sort_need(need=need, theme="Homes", where="", by=who, at=AT),
                lambda who=person: needs.hide_need(need=need, reason="Names a child", by=who, at=AT),
                lambda who=person: needs.show_need(need=need, by=who, at=AT),
            ):
                with pytest.raises(NotPermitted):
                    act()
            assert ChainEvent.objects.count() == before
        else:
            needs.answer_need(need=need, answer="We hear you.", by=person, at=AT)
            needs.sort_need(need=need, theme="Homes", where="Quayside", by=person, at=AT)
            needs.hide_need(need=need, reason="Names a child", by=person, at=AT)
            needs.show_need(need=need, by=person, at=AT)
            assert ChainEvent.objects.count() == before + 4


def test_a_hidden_need_is_seen_by_its_author_and_moderators_only(
    place: Place, people: dict[Role, Person]
) -> None:
    ann = make_person("Ann")
    need = record(place, ann)
    needs.hide_need(need=need, reason="It names a child", by=people["officer"], at=AT)
    seen = {
        user and user.name: list_needs(place, NeedFilter(), user=user).total
        for user in (None, ann, people["officer"], people["resident"])
    }
    assert list(seen.values()) == [0, 1, 1, 0]
    with pytest.raises(NotFound):
        needs.support_need(need=need, by=people["resident"], at=AT)


def test_a_need_is_not_hidden_without_a_reason(place: Place, people: dict[Role, Person]) -> None:
    need = record(place, people["resident"])
    with pytest.raises(InvalidInput):
        needs.hide_need(need=need, reason="  ", by=people["officer"], at=AT)
    assert Need.objects.get().status == "published"


def test_the_list_narrows_by_words_theme_area_and_state_and_counts_each(
    place: Place, people: dict[Role, Person]
) -> None:
    ann = make_person("Ann")
    homes = record(place, ann, "Nowhere to sleep", theme="Homes", where="Quayside")
    record(place, ann, "Buses stop at six", what="No bus home from work.", theme="Transport", where="Hill")
    record(place, ann, "Damp flats", what="Mould on every wall.", theme="Homes", where="Hill")
    needs.answer_need(need=homes, answer="Yes.", by=people["officer"], at=AT)
    whole = list_needs(place, NeedFilter(), user=None)
    assert [(facet.name, facet.count) for facet in whole.themes] == [("Homes", 2), ("Transport", 1)]
    assert [(facet.name, facet.count) for facet in whole.areas] == [("Hill", 2), ("Quayside", 1)]

    def titles(**wanted: object) -> list[str]:
        return [line.title for line in list_needs(place, NeedFilter(**wanted), user=None).needs]

    assert titles(words="MOULD wall") == ["Damp flats"]
    assert titles(theme="Homes", area="Hill") == ["Damp flats"]
    assert titles(state="answered") == ["Nowhere to sleep"]
    assert titles(words="nothing like it") == []


def test_the_list_can_put_the_most_supported_first_and_turns_pages(place: Place) -> None:
    ann, sam = make_person("Ann"), make_person("Sam")
    for number in range(30):
        record(place, ann, f"Need {number}")
    needs.support_need(need=Need.objects.get(number=7), by=sam, at=AT + timedelta(days=1))
    first = list_needs(place, NeedFilter(order="most-supported"), user=None)
    assert first.needs[0].number == 7
    assert (first.pages, len(first.needs)) == (2, 25)
    assert list_needs(place, NeedFilter(page=99), user=None).page == 2


def test_a_need_shows_what_became_of_it_once_the_commission_is_open(
    place: Place, people: dict[Role, Person]
) -> None:
    need = record(place, people["resident"])
    commission = make_commission(place, people["commissioner"], opened_at=None)
    CitedNeed.objects.create(commission=commission, need=need, reason="It is the same", cited_at=AT)
    assert describe_need(need, user=None).citations == ()
    commission.opened_at = AT
    commission.save()
    (citation,) = describe_need(need, user=None).citations
    assert (citation.title, citation.reason) == ("Housing-related support", "It is the same")


def test_similar_needs_share_what_they_are_about(place: Place) -> None:
    ann = make_person("Ann")
    mine = record(
        place, ann, "Damp and mould in council flats", what="The walls are wet and black with mould."
    )
    record(place, ann, "Mould in my flat", what="Black mould on the walls, my son coughs.")
    record(place, ann, "Buses stop at six", what="No bus home after the late shift.")
    assert [line.title for line in find_similar(mine, user=None)] == ["Mould in my flat"]


def test_what_somebody_is_about_to_record_finds_who_said_it_already(
    place: Place, people: dict[Role, Person]
) -> None:
    ann = make_person("Ann")
    record(place, ann, "Mould in my flat", what="Black mould on the walls, my son coughs.")
    hidden = record(place, ann, "Black mould on the wall", what="Mould in the flat, on every wall.")
    needs.hide_need(need=hidden, reason="Names a child", by=people["officer"], at=AT)
    record(place, ann, "Buses stop at six", what="No bus home after the late shift.")
    entry = needs.NeedEntry(title="Mouldy walls", what="The walls of our flat are black with mould.")
    assert [line.title for line in find_said_already(place, entry, user=ann)] == ["Mould in my flat"]
    elsewhere = make_place("otherham", "Otherham")
    assert find_said_already(elsewhere, entry, user=ann) == ()


def test_similarity_knows_no_difference_between_a_text_and_itself_and_none_to_nothing() -> None:
    assert rank_similar("warm homes", {1: "", 2: "buses", 3: "Warm home!"}) == [3]
    assert rank_similar("", {1: "warm homes"}) == []
    assert rank_similar("家がない 寒い", {1: "家がない 寒い"}) == [1]
    assert rank_similar("anything", {}) == []
    assert rank_similar("?!", {1: "...", 2: ""}) == []


def test_equally_alike_texts_keep_their_order() -> None:
    assert rank_similar("warm homes", {7: "Warm homes", 3: "warm homes", 5: "buses"}) == [7, 3]


def test_what_is_offered_as_similar_mostly_says_the_same() -> None:
    """On needs judged by hand: the first five offered, as on the page."""
    topics = {key: topic for topic, said in TOPICS.items() for key in said}
    said = {key: f"{key[0]} {key[0]} {key[1]}" for key in (*topics, *ALONE)}
    offered = {
        key: rank_similar(said[key], {other: said[other] for other in said if other != key})[:5]
        for key in said
    }
    right = {key: [topics.get(other) == topics[key] for other in offered[key]] for key in topics}
    assert sum(any(marks) for marks in right.values()) >= 0.95 * len(topics)
    assert sum(marks[:1] == [True] for marks in right.values()) >= 0.9 * len(topics)
    assert sum(map(sum, right.values())) >= 0.6 * sum(map(len, offered.values()))
    assert sum(bool(offered[key]) for key in ALONE) <= len(ALONE) / 3
