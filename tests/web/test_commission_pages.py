"""What everybody may read about a place and its commissions."""

import pytest
from django.test import Client

from tests.web.people import AT, make_commission, sign_in
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Need, Option, Person, Place

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> \u202eמילים 🏛" + "x" * 120


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_an_empty_place_says_so_in_every_part(client: Client, place: Place) -> None:
    page = read(client, "/calderwick/")
    for sentence in ("Nothing is being decided", "Nothing has been decided", "Who runs the services has not"):
        assert sentence in page


def test_a_commission_without_anything_says_what_is_missing(client: Client, commission: Commission) -> None:
    page = read(client, "/calderwick/commissions/housing-support/")
    for sentence in (
        "No need has been cited",
        "No option has been recorded",
        "No case file has been published",
    ):
        assert sentence in page


def test_a_draft_is_seen_by_those_who_work_in_the_place_only(
    client: Client, place: Place, people: dict[Role, Person]
) -> None:
    make_commission(place, people["commissioner"], slug="draft", title="Not for all yet", opened_at=None)
    for path in ("", "appraisal/", "decision/", "public-interest-test/"):
        read(client, f"/calderwick/commissions/draft/{path}", 404)
    assert "Not for all yet" not in read(client, "/calderwick/commissions/")
    sign_in(client, people["commissioner"])
    assert "Not for all yet" in read(client, "/calderwick/commissions/draft/")


@pytest.mark.parametrize("tab", ["", "appraisal/", "decision/", "public-interest-test/"])
def test_every_page_of_a_commission_can_be_read_by_anybody(
    tab: str, client: Client, commission: Commission
) -> None:
    assert "Housing-related support" in read(client, f"/calderwick/commissions/housing-support/{tab}")


def test_a_hostile_name_is_shown_as_text(client: Client, place: Place, commission: Commission) -> None:
    Option.objects.create(
        commission=commission, slug="odd", name=HOSTILE, model="in-house", status="longlisted", proposed_at=AT
    )
    for path in (
        "/calderwick/commissions/housing-support/",
        "/calderwick/commissions/housing-support/options/odd/",
    ):
        page = read(client, path)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_two_hundred_options_are_all_there_and_most_are_folded(
    client: Client, commission: Commission
) -> None:
    Option.objects.bulk_create(
        Option(
            commission=commission, slug=f"option-{number}", name=f"Option {number}", model="grant",
            status="longlisted", proposed_at=AT,
        )
        for number in range(200)
    )  # fmt: skip
    page = read(client, "/calderwick/commissions/housing-support/")
    assert page.count('class="option"') == 200
    assert "188 more options" in page


def test_the_list_of_commissions_can_be_narrowed(
    client: Client, place: Place, people: dict[Role, Person]
) -> None:
    make_commission(place, people["commissioner"], slug="a", title="Befriending")
    make_commission(place, people["commissioner"], slug="b", title="Reablement", stage="debate")
    assert "Reablement" not in read(client, "/calderwick/commissions/?q=befriend")
    assert "Befriending" not in read(client, "/calderwick/commissions/?stage=debate")
    assert "No commission matches" in read(client, "/calderwick/commissions/?q=nothing+like+it")


def test_a_hidden_need_is_not_on_the_place(client: Client, place: Place) -> None:
    Need.objects.create(
        place=place,
        number=1,
        title="Hidden",
        what="x",
        recorded_at=AT,
        status="hidden",
        hidden_reason="personal",
    )
    assert "0 needs recorded" in read(client, "/calderwick/")
