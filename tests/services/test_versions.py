"""A version is published once it holds; what is withheld is nowhere until its release, and then on the same chain."""

import datetime as dt
import json

import pytest

from tests.services.commissioning import (
    TODAY,
    TUESDAY,
    Case,
    hear_everybody,
    make_case,
    prepare_decision,
    write_decision,
)
from tests.services.publishing import SECRET, make_version
from wholeplace.casefile.verify import verify_case_file
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import (
    AppraisalVersion,
    CaseFile,
    ChainEvent,
    EventDetail,
    InvolvementTheme,
    SealedParts,
    WithheldPart,
)
from wholeplace.services.decisions.operations import record_decision
from wholeplace.services.operation import operation
from wholeplace.services.people.permissions import NotPermitted
from wholeplace.services.publication.operations import CannotPublishUnverified
from wholeplace.services.publication.queries import check_chain
from wholeplace.services.publication.versions import (
    NotComputed,
    NotOpenToThePublic,
    VersionPublished,
    is_record_ahead,
    publish_version,
)
from wholeplace.services.publication.withholding import (
    AlreadyWithheld,
    NothingToRelease,
    WithholdingEntry,
    list_choices,
    release_due_parts,
    release_part,
    withhold_part,
)

pytestmark = pytest.mark.django_db
COST = "options.charity.costs.0"
LATER = TODAY + dt.timedelta(days=30)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """Give a commission with a computed version."""
    request.getfixturevalue("transactional_db" if _needs_commits(request) else "db")
    case = make_case(service="homelessness", value_pounds=1_800_000)
    make_version(case)
    return case


def _needs_commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def publish(case: Case, number: int = 1) -> CaseFile:
    version = AppraisalVersion.objects.get(number=number)
    version.commission = case.commission
    return publish_version(version=version, by=case.people["commissioner"], at=TUESDAY)


def withhold(case: Case, part: str = COST, until: dt.date | None = LATER, **more: object) -> WithheldPart:
    values = {"category": "commercially-confidential", "reason": "Before the tender"} | more
    entry = WithholdingEntry(part=part, until=until, **values)
    return withhold_part(commission=case.commission, entry=entry, by=case.people["commissioner"], at=TUESDAY)


def release(case: Case, part: WithheldPart, days: int = 0) -> CaseFile | None:
    part.commission = case.commission
    at = TUESDAY + dt.timedelta(days=days)
    return release_part(part=part, by=case.people["commissioner"], at=at)


# --- publishing -----------------------------------------------------------------------------------------


def test_a_published_version_holds_and_carries_the_record_of_the_commission(case: Case) -> None:
    hear_everybody(case)
    case_file = publish(case)
    verdict = verify_case_file(case_file.document)
    assert verdict.holds, verdict.findings
    told = json.loads(case_file.document)
    assert told["commission"]["involvement"][0]["people_reached"] == 40
    assert {principle["code"] for principle in told["results"]["principles"]} >= {"users-heard", "lawful"}
    assert set(told["results"]["law"]["options"]) == {"today", "team", "charity"}
    assert told["results"]["appraisal"] == AppraisalVersion.objects.get().result
    assert case_file.commission == case.commission
    assert case_file.published.by == "Commissioner"


def test_a_version_that_was_decided_on_publishes_the_decision(case: Case) -> None:
    prepare_decision(case)
    record_decision(
        commission=case.commission, entry=write_decision(case), by=case.people["member"], at=TUESDAY
    )
    case_file = publish(case)
    assert verify_case_file(case_file.document).holds
    assert json.loads(case_file.document)["commission"]["decision"]["option"] == "team"


def test_a_tampered_copy_does_not_hold(case: Case) -> None:
    document = publish(case).document
    changed = document.replace('"amount": 880000', '"amount": 780000', 1)
    assert changed != document
    assert not verify_case_file(changed).holds


def test_the_same_is_not_published_twice(case: Case) -> None:
    publish(case)
    with pytest.raises(VersionPublished, match="everything that is recorded"):
        publish(case)
    assert CaseFile.objects.count() == 1


def test_what_was_recorded_since_is_published_anew_with_the_same_version(case: Case) -> None:
    first = publish(case)
    assert not is_record_ahead(first)
    prepare_decision(case)
    record_decision(
        commission=case.commission, entry=write_decision(case), by=case.people["member"], at=TUESDAY
    )
    assert is_record_ahead(first)
    version = AppraisalVersion.objects.get()
    later = TUESDAY + dt.timedelta(days=1)
    second = publish_version(version=version, by=case.people["commissioner"], at=later)
    assert verify_case_file(second.document).holds
    assert json.loads(second.document)["commission"]["decision"]["option"] == "team"
    assert second.version == first.version
    assert AppraisalVersion.objects.get().published_at == TUESDAY


def test_withholding_one_more_part_is_a_change_but_a_new_salt_is_none(case: Case) -> None:
    withhold(case)
    publish(case)
    with pytest.raises(VersionPublished):
        publish(case)
    withhold(case, "options.team.costs.0")
    assert "withheld" in json.dumps(json.loads(publish(case).document)["case"]["options"][1])


def test_what_was_not_computed_or_not_opened_is_not_published(case: Case) -> None:
    AppraisalVersion.objects.update(result=None, parameters=None, computed_on=None, computed_at=None)
    with pytest.raises(NotComputed):
        publish(case)
    AppraisalVersion.objects.all().delete()
    make_version(case)
    case.commission.opened_at = None
    case.commission.save()
    with pytest.raises(NotOpenToThePublic):
        publish(case)


def test_a_version_with_a_forged_result_is_recomputed_and_the_forgery_does_not_count(case: Case) -> None:
    version = AppraisalVersion.objects.get()
    version.result["options"] = {}
    version.save()
    assert json.loads(publish(case).document)["results"]["appraisal"]["options"]


@pytest.mark.parametrize("role", ["resident", "member", "finance-partner", "auditor"])
def test_only_who_runs_the_commission_publishes(case: Case, role: str) -> None:
    version = AppraisalVersion.objects.get()
    with pytest.raises(NotPermitted):
        publish_version(version=version, by=case.people[role], at=TUESDAY)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_when_storing_fails(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(EventDetail.objects, "create", refuse)
    with pytest.raises(OSError, match="disk"):
        publish(case)
    assert not CaseFile.objects.exists()
    assert AppraisalVersion.objects.get().published_at is None


# --- withholding ----------------------------------------------------------------------------------------


def test_the_choices_name_each_line_in_words(case: Case) -> None:
    choices = {choice.part: choice.label for choice in list_choices(case.commission)}
    assert choices[COST] == "Grant to charities: cost “Staff”"
    assert choices["results.appraisal.options.charity"] == "Grant to charities: all results"


def test_a_withheld_part_is_not_in_what_is_published_but_its_commitment_is(case: Case) -> None:
    withhold(case)
    withhold(case, "results.appraisal.options.charity")
    case_file = publish(case)
    assert str(SECRET) not in case_file.document
    told = json.loads(case_file.document)
    stand_in = told["case"]["options"][2]["costs"][0]["withheld"]
    assert stand_in["reason"] == "Commercially confidential: Before the tender"
    assert stand_in["until"] == LATER.isoformat()
    assert verify_case_file(case_file.document).holds
    assert str(SECRET) in json.dumps(SealedParts.objects.get().parts)


def test_what_people_said_can_be_withheld_even_when_more_is_recorded_before_it(case: Case) -> None:
    hear_everybody(case)
    theme = InvolvementTheme.objects.first()
    theme.theme = "My own story"
    theme.save()
    part = withhold(case, f"theme:{theme.pk}", category="personal", reason="It tells of one family")
    published = publish(case)
    assert "My own story" not in published.document
    theme.involvement.themes.create(theme="Louder", count=39)
    released = release(case, part)
    assert "My own story" in released.document
    assert verify_case_file(released.document).holds


def test_exempt_information_names_its_paragraph(case: Case) -> None:
    with pytest.raises(InvalidInput, match="paragraph"):
        withhold(case, category="exempt")
    withhold(case, category="exempt", paragraph=3)
    assert "paragraph 3 of Schedule 12A" in publish(case).document


@pytest.mark.parametrize("until", [TODAY, TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=4000)])
def test_a_release_date_lies_ahead_and_within_ten_years(case: Case, until: dt.date) -> None:
    with pytest.raises(InvalidInput, match="until"):
        withhold(case, until=until)


def test_a_part_is_withheld_once_and_not_after_it_was_released(case: Case) -> None:
    part = withhold(case)
    with pytest.raises(AlreadyWithheld):
        withhold(case)
    release(case, part)
    with pytest.raises(NothingToRelease):
        withhold(case)


def test_a_part_that_is_not_offered_cannot_be_withheld(case: Case) -> None:
    for part in ("case.title", "options.charity.name", "theme:999999"):
        with pytest.raises(InvalidInput):
            withhold(case, part)


def test_the_chain_does_not_say_which_part_is_withheld(case: Case) -> None:
    withhold(case)
    assert "charity" not in json.dumps(ChainEvent.objects.last().body)


def test_a_part_whose_date_has_come_is_published_open(case: Case) -> None:
    withhold(case, until=TODAY + dt.timedelta(days=1))
    version = AppraisalVersion.objects.get()
    at = TUESDAY + dt.timedelta(days=1)
    case_file = publish_version(version=version, by=case.people["commissioner"], at=at)
    assert str(SECRET) in case_file.document


# --- release --------------------------------------------------------------------------------------------


def read_events(case_file: CaseFile) -> object:
    return json.loads(case_file.document)["events"]


def test_a_part_released_early_by_a_person_is_checked_and_published_on_the_same_chain(case: Case) -> None:
    part = withhold(case)
    first = publish(case)
    released = release(case, part)
    assert str(SECRET) in released.document
    assert read_events(released) == read_events(first)
    verdict = verify_case_file(released.document)
    assert verdict.holds
    assert any("is what was committed to" in note for note in verdict.notes)
    assert released.version == first.version
    assert check_chain().broken == ""
    with pytest.raises(NothingToRelease):
        release(case, part)


def test_parts_are_released_one_by_one_and_the_others_stay_sealed(case: Case) -> None:
    cost = withhold(case)
    results = withhold(case, "results.appraisal.options.charity", until=None)
    publish(case)
    first = release(case, cost)
    assert [kept["part"] for kept in first.sealed.parts["parts"]] == ["results.appraisal.options.charity"]
    second = release(case, results, days=1)
    assert not hasattr(second, "sealed")
    assert "withheld" not in json.dumps(json.loads(second.document)["results"])
    assert verify_case_file(second.document).holds


def test_on_its_date_a_part_is_released_by_itself_and_once(case: Case) -> None:
    withhold(case)
    publish(case)
    early = TUESDAY + dt.timedelta(days=29)
    assert release_due_parts(at=early) == []
    due = TUESDAY + dt.timedelta(days=30)
    assert [part.part for part in release_due_parts(at=due)] == [COST]
    assert release_due_parts(at=due) == []
    newest = CaseFile.objects.last()
    assert str(SECRET) in newest.document
    assert newest.published.by == "Release on the date set"


def test_a_sealed_part_that_was_changed_is_not_released(case: Case) -> None:
    part = withhold(case)
    publish(case)
    sealed = SealedParts.objects.get()
    sealed.parts["parts"][0]["value"]["amount"] = 1
    sealed.save()
    from wholeplace.casefile.withholding import DoesNotMatchCommitment

    with pytest.raises(DoesNotMatchCommitment):
        release(case, part)
    part.refresh_from_db()
    assert part.released_at is None


def test_a_part_that_was_never_published_is_only_no_longer_withheld(case: Case) -> None:
    part = withhold(case)
    assert release(case, part) is None
    assert str(SECRET) in publish(case).document


@pytest.mark.parametrize("role", ["resident", "member", "evaluator", "auditor"])
def test_only_who_runs_the_commission_withholds_and_releases(case: Case, role: str) -> None:
    part = withhold(case)
    with pytest.raises(NotPermitted):
        release_part(part=part, by=case.people[role], at=TUESDAY)
    entry = WithholdingEntry("options.team.costs.0", "personal", "Because")
    with pytest.raises(NotPermitted):
        withhold_part(commission=case.commission, entry=entry, by=case.people[role], at=TUESDAY)


def test_publishing_inside_another_operation_joins_its_transaction(case: Case) -> None:
    @operation
    def publish_within() -> CaseFile:
        return publish(case)

    assert publish_within().published.sequence == 0
    assert CannotPublishUnverified.__doc__
