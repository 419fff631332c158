"""Who was heard is recorded truthfully, answered in public, and not changed behind people's backs."""

import datetime as dt

import pytest

from tests.services.commissioning import TODAY, TUESDAY, assess_equality, consult, hear_everybody, make_case
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import ChainEvent
from wholeplace.services.involvement.entries import (
    PROTECTED_GROUPS,
    ConsultationEntry,
    EffectEntry,
    InvolvementEntry,
)
from wholeplace.services.involvement.operations import (
    ConsultationStarted,
    ConsultationStillOpen,
    EqualityNotComplete,
    add_theme,
    change_consultation,
    correct_involvement,
    count_responses,
    finish_equality,
    look_at_group,
    record_involvement,
)
from wholeplace.services.involvement.queries import (
    is_consultation_over,
    list_consultations,
    list_heard,
    read_equality,
)
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import NotPermitted

pytestmark = pytest.mark.django_db
MEETING = InvolvementEntry("users", "Coffee morning", TODAY, "Meeting", 42)


def test_every_group_is_listed_and_those_never_heard_have_no_times() -> None:
    case = make_case()
    hear_everybody(case)
    heard = {group.group: group for group in list_heard(case.commission)}
    assert list(heard) == ["users", "carers", "community", "staff", "unions", "providers"]
    assert (heard["users"].people, heard["users"].themes, heard["users"].answered) == (40, 1, 1)
    assert heard["unions"].times == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": TODAY + dt.timedelta(days=1)}, "held_on"),
        ({"people_reached": 0}, "people_reached"),
        ({"group": "martians"}, "group"),
        ({"title": "  "}, "title"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(change: dict[str, object], field: str) -> None:
    case = make_case()
    entry = InvolvementEntry(**(MEETING.__dict__ | change))
    with pytest.raises(InvalidInput) as refused:
        record_involvement(
            commission=case.commission, entry=entry, by=case.people["commissioner"], at=TUESDAY
        )
    assert refused.value.path == field
    assert not ChainEvent.objects.exists()


def test_no_more_people_can_raise_a_theme_than_were_reached() -> None:
    case = make_case()
    by = case.people["commissioner"]
    involvement = record_involvement(commission=case.commission, entry=MEETING, by=by, at=TUESDAY)
    with pytest.raises(InvalidInput, match="at most the 42 people"):
        add_theme(involvement=involvement, theme="Too slow", count=43, by=by, at=TUESDAY)


def test_a_correction_stands_on_the_chain_with_the_fields_it_changed() -> None:
    case = make_case()
    by = case.people["commissioner"]
    involvement = record_involvement(commission=case.commission, entry=MEETING, by=by, at=TUESDAY)
    entry = InvolvementEntry(**(MEETING.__dict__ | {"people_reached": 40}))
    correct_involvement(involvement=involvement, entry=entry, by=by, at=TUESDAY)
    assert ChainEvent.objects.last().body["changed"] == ["people_reached"]


@pytest.mark.parametrize("role", ["resident", "member", "auditor", "evaluator"])
def test_only_who_runs_commissions_records_who_was_heard(role: str) -> None:
    case = make_case()
    with pytest.raises(NotPermitted):
        record_involvement(commission=case.commission, entry=MEETING, by=case.people[role], at=TUESDAY)


# --- consultation ---------------------------------------------------------------------------------------


def test_a_consultation_is_open_on_its_last_day_and_over_the_day_after() -> None:
    case = make_case()
    consult(case, closes_on=TODAY)
    assert [line.state for line in list_consultations(case.commission, today=TODAY)] == ["open"]
    assert not is_consultation_over(case.commission, today=TODAY)
    assert is_consultation_over(case.commission, today=TODAY + dt.timedelta(days=1))


def test_without_any_consultation_none_is_over() -> None:
    assert not is_consultation_over(make_case().commission, today=TODAY)


def change(case, consultation, **fields):
    entry = {
        "title": consultation.title, "opens_on": consultation.opens_on, "closes_on": consultation.closes_on,
        "still_open": consultation.still_open,
    } | fields  # fmt: skip
    by = case.people["commissioner"]
    return change_consultation(consultation=consultation, entry=ConsultationEntry(**entry), by=by, at=TUESDAY)


@pytest.mark.parametrize(
    "fields",
    [
        {"still_open": "Only the colour"},
        {"title": "Other"},
        {"closes_on": TODAY + dt.timedelta(days=5)},
        {"is_statutory": True},
    ],
)
def test_once_people_answer_the_question_stays_and_the_end_does_not_come_sooner(fields: dict) -> None:
    case = make_case()
    consultation = consult(case, closes_on=TODAY + dt.timedelta(days=10))
    with pytest.raises(ConsultationStarted, match="people answer what they were asked"):
        change(case, consultation, **fields)


def test_the_end_of_a_consultation_can_be_put_off() -> None:
    case = make_case()
    consultation = consult(case, closes_on=TODAY + dt.timedelta(days=10))
    change(case, consultation, closes_on=TODAY + dt.timedelta(days=20))
    consultation.refresh_from_db()
    assert consultation.closes_on == TODAY + dt.timedelta(days=20)


def test_responses_are_counted_when_the_consultation_has_closed() -> None:
    case = make_case()
    by = case.people["commissioner"]
    still_open = consult(case, closes_on=TODAY)
    with pytest.raises(ConsultationStillOpen):
        count_responses(consultation=still_open, responses=3, by=by, at=TUESDAY)
    over = consult(case)
    assert count_responses(consultation=over, responses=210, by=by, at=TUESDAY).responses == 210


# --- equality -------------------------------------------------------------------------------------------


def look(case, group="Age", mitigation="", **effects):
    entries = [EffectEntry(option, effect, note) for option, (effect, note) in effects.items()]
    return look_at_group(
        commission=case.commission, group=group, baseline="A third are under 25", mitigation=mitigation,
        effects=entries, by=case.people["commissioner"], at=TUESDAY,
    )  # fmt: skip


def test_equality_is_assessed_only_when_every_protected_group_was_looked_at() -> None:
    case = make_case()
    look(case, team=("none", ""))
    with pytest.raises(EqualityNotComplete, match="Disability"):
        finish_equality(
            commission=case.commission, summary="Fair", by=case.people["commissioner"], at=TUESDAY
        )
    assert read_equality(case.commission).left == [name for name in PROTECTED_GROUPS if name != "Age"]


def test_a_worse_effect_needs_a_note_and_a_mitigation() -> None:
    case = make_case()
    with pytest.raises(InvalidInput, match="mitigation"):
        look(case, team=("negative", "Fewer rooms"))
    with pytest.raises(InvalidInput, match="note_team"):
        look(case, mitigation="Rooms elsewhere", team=("negative", ""))
    look(case, mitigation="Rooms elsewhere", team=("negative", "Fewer rooms"))


def test_looking_at_a_group_again_replaces_what_stood_there_and_reopens_the_assessment() -> None:
    case = make_case()
    assess_equality(case)
    look(case, team=("none", ""))
    equality = read_equality(case.commission)
    assert not equality.is_assessed
    age = next(group for group in equality.groups if group.group == "Age")
    assert [effect.option.slug for effect in age.effects] == ["team"]


def test_an_effect_on_an_option_of_another_commission_is_refused() -> None:
    case = make_case()
    with pytest.raises(NotFound):
        look(case, elsewhere=("none", ""))
    assert read_equality(case.commission).groups == []
