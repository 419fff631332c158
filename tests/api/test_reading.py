"""Everything public can be read; nothing that is not."""

import hashlib
import json

import pytest
from django.test import Client

from tests.api.world import SECRETS, WITHHELD_VALUE, World
from wholeplace.casefile.verify import verify_case_file
from wholeplace.faces.api.views import write_description

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
PUBLIC_PATHS = sorted(
    path for path, methods in json.loads(write_description())["paths"].items()
    if "get" in methods and methods["get"]["x-access"] == "public"
)  # fmt: skip
IDS = {"/parameters/{identifier}": "green-book-discount-rates", "/law-rules/{identifier}": ""}


def fill(path: str, world: World) -> str:
    """Put the world's ids into an address."""
    if path.startswith(f"{V1}/parameters/"):
        return f"{V1}/parameters/{Client().get(f'{V1}/parameters').json()['items'][0]['id']}"
    if path.startswith(f"{V1}/law-rules/"):
        return f"{V1}/law-rules/{Client().get(f'{V1}/law-rules').json()['items'][0]['id']}"
    if "/documents/{identifier}" in path:
        return path.format(**world.parts, identifier=world.parts["document"])
    return path.format(**world.parts)


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_a_visitor_reads_what_is_public_and_no_secret(path: str, world: World) -> None:
    answer = Client().get(fill(path, world))
    assert answer.status_code == 200, answer.content
    leaked = [secret for secret in SECRETS if secret in answer.content.decode()]
    assert leaked == []


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_somebody_who_works_elsewhere_sees_no_more_than_a_visitor(path: str, world: World) -> None:
    answer = Client().get(fill(path, world), headers=world.headers("of another place"))
    assert answer.status_code == 200
    assert [secret for secret in SECRETS if secret in answer.content.decode()] == []


def test_who_works_there_sees_what_the_public_does_not(world: World) -> None:
    headers = world.headers("officer")
    pages = [
        "needs",
        "commissions",
        *(
            f"commissions/housing-support{rest}"
            for rest in ("", "/options", "/versions", "/involvement", "/documents")
        ),
    ]
    seen = "".join(
        Client().get(f"{V1}/places/calderwick/{page}", headers=headers).content.decode() for page in pages
    )
    hidden_from_all_here = {"place that is not open"}
    assert [one for one in SECRETS if one not in seen] == sorted(hidden_from_all_here)


def test_what_is_not_open_is_not_found(world: World) -> None:
    for path in (
        "unopened",
        "calderwick/commissions/not-open",
        "calderwick/needs/2",
        "calderwick/commissions/housing-support/options/waiting",
        "calderwick/commissions/housing-support/versions/2",
        "calderwick/commissions/housing-support/versions/2/appraisal",
    ):
        answer = Client().get(f"{V1}/places/{path}")
        assert answer.status_code == 404, path
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == 404
        assert problem["detail"].endswith(".")


def test_an_author_sees_their_own_waiting_proposal(world: World) -> None:
    answer = Client().get(
        f"{V1}/places/calderwick/commissions/housing-support/options/waiting",
        headers=world.headers("resident"),
    )
    assert answer.status_code == 200
    assert answer.json()["answer"] == ""


def test_a_case_file_is_given_to_the_byte_and_holds(world: World) -> None:
    answer = Client().get(f"{V1}/case-files/{world.parts['digest']}")
    assert hashlib.sha256(answer.content).hexdigest() == world.parts["digest"]
    assert verify_case_file(answer.content.decode()).holds


def test_withheld_figures_are_not_in_the_settings_for_the_public(world: World) -> None:
    path = f"{V1}/places/calderwick/commissions/housing-support/settings"
    assert Client().get(path).json()["value_pounds"] is None
    staff = Client().get(path, headers=world.headers("officer")).json()
    assert float(staff["value_pounds"]) == WITHHELD_VALUE


def test_a_list_comes_in_pages_that_lead_on(world: World) -> None:
    found, address = [], f"{V1}/law-rules?size=7"
    while address:
        page = Client().get(address).json()
        assert len(page["items"]) <= 7
        found += [one["id"] for one in page["items"]]
        address = page["next"]
    assert len(found) == page["total"] == len(set(found))
    beyond = Client().get(f"{V1}/law-rules?size=7&page=999").json()
    assert beyond["items"] == []
    assert beyond["next"] is None
    assert beyond["previous"].endswith(f"page={page['pages']}")


def test_the_chain_can_be_followed_from_its_first_event(world: World) -> None:
    from wholeplace.casefile.chain import find_break

    events, address = [], f"{V1}/chain/events?size=5"
    while address:
        page = Client().get(address).json()
        events += page["items"]
        address = page["next"]
    head = Client().get(f"{V1}/chain").json()
    assert len(events) == head["events"] > 10
    assert events[-1]["hash"] == head["head"]
    assert find_break(events) is None


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    first = Client().get(f"{V1}/places/calderwick")
    again = Client().get(f"{V1}/places/calderwick", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert Client().get(f"{V1}/places/calderwick", headers={"If-None-Match": '"other"'}).status_code == 200


def test_filters_narrow(world: World) -> None:
    assert Client().get(f"{V1}/places/calderwick/organisations?kind=police").json()["total"] == 0
    assert Client().get(f"{V1}/places/calderwick/organisations?kind=charity").json()["total"] == 1
    assert Client().get(f"{V1}/places/calderwick/needs?q=talk").json()["total"] == 1
    assert Client().get(f"{V1}/places/calderwick/needs?q=zzz").json()["total"] == 0
    assert Client().get(f"{V1}/places/calderwick/commissions?stage=award").json()["total"] == 0


@pytest.mark.parametrize("query", ["page=0", "page=x", "size=201", "size=99999999999999999999", "page=1e3"])
def test_a_page_that_cannot_be_is_refused_in_a_sentence(query: str, world: World) -> None:
    answer = Client().get(f"{V1}/places?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"].startswith("query.")


def test_nothing_under_the_api_answers_a_program_with_a_page(world: World) -> None:
    answer = Client().get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
