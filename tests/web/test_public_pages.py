"""Everybody can read a place and its commissions, and no page says more than may be said."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tests.services.commissioning import (
    TUESDAY,
    Case,
    assess_equality,
    consult,
    hear_everybody,
    make_case,
    prepare_decision,
)
from tests.services.publishing import make_version
from tests.web.people import make_commission, make_organisation
from wholeplace.records.models import (
    Award,
    Commission,
    Decision,
    Option,
    PrincipleOverride,
    TestAnswer,
    TestCheck,
)
from wholeplace.services.places.overview import read_overview
from wholeplace.services.publication.thread import list_files
from wholeplace.services.publication.versions import publish_version

pytestmark = pytest.mark.django_db
THREAD = "/calderwick/commissions/housing-support"


@pytest.fixture
def case(db: None) -> Case:
    """Give a commission at the stage of decision."""
    return make_case()


def read(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def read_words(path: str) -> str:
    """Return the words of the main part of a page, without marks."""
    body = read(path).split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def publish(case: Case, at: dt.datetime = TUESDAY) -> None:
    publish_version(version=make_version(case), by=case.people["officer"], at=at)


def list_chapters() -> list[str]:
    page = read(f"{THREAD}/appraisal/")
    return sorted(set(re.findall(rf'href="({THREAD}/appraisal/[a-z-]+/)"', page)))


# --- what may be said -------------------------------------------------------------------------------


def test_no_page_says_best_before_people_were_heard(case: Case) -> None:
    publish(case)
    thread = read_words(f"{THREAD}/")
    assert "Chance of being ahead" in thread
    assert "Chance of being best" not in thread
    assert len(list_chapters()) > 8
    for chapter in [f"{THREAD}/options/team/", *list_chapters()]:
        said = read_words(chapter).replace("0 (worst) to 100 (best)", "")
        assert not re.search(r"\b(being|be|is) (the )?best\b", said), chapter


def test_best_may_be_said_once_consultation_closed_and_equality_is_assessed(case: Case) -> None:
    prepare_decision(case)
    publish(case)
    assert "Chance of being best" in read_words(f"{THREAD}/")
    assert "to be the best of the" in read_words(f"{THREAD}/appraisal/")


def test_a_new_consultation_takes_the_word_back_also_from_what_was_published(case: Case) -> None:
    prepare_decision(case)
    publish(case)
    assert "to be the best of" in read_words(f"{THREAD}/appraisal/")
    consult(case, closes_on=timezone.localdate() + dt.timedelta(days=20))
    for page in (f"{THREAD}/", f"{THREAD}/appraisal/", f"{THREAD}/appraisal/certainty/"):
        assert "to be the best of" not in read_words(page)
        assert "Chance of being best" not in read_words(page)
    assert "front-runner" in read_words(f"{THREAD}/appraisal/")


def test_what_was_published_early_says_best_once_it_may(case: Case) -> None:
    publish(case)
    hear_everybody(case)
    consult(case)
    assess_equality(case)
    assert "to be the best of" in read_words(f"{THREAD}/appraisal/")


# --- figures lead to where they come from -----------------------------------------------------------


def test_each_line_of_an_option_has_its_money_years_and_budget_and_leads_to_the_inputs(case: Case) -> None:
    publish(case)
    page = read(f"{THREAD}/options/team/")
    for shown in ("£880,000", "2027 to 2028", "Calderwick Council"):
        assert shown in page
    [target] = set(re.findall(rf'href="({THREAD}/appraisal/inputs/#[^"]+)"', page))
    address, _, anchor = target.partition("#")
    assert f'id="{anchor}"' in read(address)


def test_days_of_the_test_are_written_as_people_write_them(case: Case) -> None:
    officer = case.people["officer"]
    TestAnswer.objects.create(
        commission=case.commission, question="workforce", answer="yes", reason="We have them",
        answered_by=officer, answered_at=TUESDAY, is_current=True,
    )  # fmt: skip
    TestCheck.objects.create(
        commission=case.commission, agrees=True, handed_to=officer, handed_by=case.people["commissioner"],
        handed_at=TUESDAY, checked_at=TUESDAY,
    )  # fmt: skip
    page = read_words(f"{THREAD}/public-interest-test/")
    assert "We have them Officer, 24 November 2026" in page
    assert "Checked by a second person: Officer, 24 November 2026." in page
    assert "2026-11-24" not in page


def test_a_principle_that_was_set_aside_is_named_in_words(case: Case) -> None:
    PrincipleOverride.objects.create(
        commission=case.commission, principle="grant-considered", reason="No time", by=case.people["officer"],
        by_office="Director", at=TUESDAY,
    )  # fmt: skip
    page = read_words(f"{THREAD}/decision/")
    assert "A grant is considered : No time" in page
    assert "grant-considered" not in page


def test_the_day_of_publication_is_the_readers_day(case: Case) -> None:
    """In summer, eleven at night in universal time is the next day in London."""
    publish(case, at=dt.datetime(2027, 7, 1, 23, 30, tzinfo=dt.UTC))
    [file] = list_files(case.commission)
    assert file.published_on == dt.date(2027, 7, 2)


@pytest.mark.parametrize(
    ("stage", "is_offered"), [("need", True), ("options", True), ("debate", True), ("decision", False)]
)
def test_proposing_is_offered_exactly_while_proposals_are_taken(
    case: Case, stage: str, is_offered: bool
) -> None:
    Commission.objects.update(stage=stage)
    assert ("Propose an option" in read_words(f"{THREAD}/")) is is_offered
    assert ("Propose an option" in read_words("/calderwick/")) is is_offered


# --- a place ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("called_in", "outcome", "being_decided", "decided"),
    [(None, "", 0, 1), (TUESDAY, "", 1, 1), (TUESDAY, "stands", 0, 1), (TUESDAY, "sent-back", 1, 0)],
)
def test_what_is_decided_is_being_decided_only_while_scrutiny_may_change_it(
    case: Case, called_in: dt.datetime | None, outcome: str, being_decided: int, decided: int
) -> None:
    Decision.objects.create(
        commission=case.commission, option=case.team, decided_by="Cabinet", decided_on=TUESDAY.date(),
        reasons="It keeps the workers", recorded_by=case.people["member"], recorded_at=TUESDAY,
        called_in_on=called_in and called_in.date(), call_in_outcome=outcome,
        called_in_reason="Look again" if called_in else "",
        call_in_outcome_reason="Scrutiny said so" if outcome else "",
        call_in_outcome_on=TUESDAY.date() if outcome else None,
    )  # fmt: skip
    overview = read_overview(case.place, user=None, today=TUESDAY.date())
    assert (len(overview.being_decided), len(overview.decided)) == (being_decided, decided)


def test_who_runs_what_counts_services_as_run_today_where_nothing_is_awarded(case: Case) -> None:
    [row] = read_overview(case.place, user=None, today=TUESDAY.date()).providers
    assert (row.kind, row.services, row.awarded, row.share) == ("large-firm", 1, 0, 1.0)


def test_who_runs_what_counts_an_award_without_a_value_too(case: Case) -> None:
    second = make_commission(case.place, case.people["commissioner"], slug="two", title="Two")
    option = Option.objects.create(
        commission=second, slug="grant", name="Grant", model="grant", proposed_at=TUESDAY,
        status="shortlisted",
    )  # fmt: skip
    charity = make_organisation(case.place)
    for value in (None, Decimal(5000)):
        Award.objects.create(
            commission=second, option=option, route="grant", provider=charity, value_pounds=value,
            recorded_by=case.people["officer"], recorded_at=TUESDAY,
        )  # fmt: skip
    first, last = read_overview(case.place, user=None, today=TUESDAY.date()).providers
    assert (first.kind, first.services, first.awarded, first.pounds) == ("charity", 2, 2, Decimal(5000))
    assert (last.kind, last.services) == ("large-firm", 1)
    assert "Charity: 67%" in read_words("/calderwick/")


def test_the_list_of_commissions_is_paged_and_counts_each_stage(case: Case) -> None:
    for number in range(60):
        make_commission(
            case.place,
            case.people["commissioner"],
            slug=f"c-{number}",
            title=f"Number {number}",
            stage="need",
        )
    first, second = read("/calderwick/commissions/"), read("/calderwick/commissions/?page=2")
    assert "61 commissions" in first
    assert "Need (60)" in first
    assert "Decision (1)" in first
    assert len(re.findall(r'href="/calderwick/commissions/[a-z0-9-]+/"', first)) == 50
    assert len(re.findall(r'href="/calderwick/commissions/[a-z0-9-]+/"', second)) == 11
    assert "?stage=need&amp;page=2" in read("/calderwick/commissions/?stage=need")
    for odd in ("0", "-1", "9" * 30, "x", "99"):
        read(f"/calderwick/commissions/?page={odd}")


def test_hostile_names_are_shown_as_text(case: Case) -> None:
    bad = '<script>alert("1")</script>'
    case.place.name = case.place.summary = bad
    case.place.save()
    Commission.objects.update(title=bad, question=bad, summary=bad)
    Option.objects.update(name=bad, description=bad, weaknesses=bad)
    for page in ("/", "/calderwick/", "/calderwick/commissions/", f"{THREAD}/", f"{THREAD}/options/team/"):
        assert "<script>alert" not in read(page)
        assert "&lt;script&gt;" in read(page)


def test_two_hundred_options_are_folded_away(case: Case) -> None:
    Option.objects.bulk_create(
        Option(
            commission=case.commission, slug=f"o-{number}", name=f"Option {number}", model="grant",
            status="longlisted", proposed_at=TUESDAY, position=number + 3,
        )
        for number in range(200)
    )  # fmt: skip
    page = read(f"{THREAD}/")
    assert page.count('class="option"') == 203
    assert "191 more options" in page
    assert Decision.objects.count() == 0
