"""The pages on which a commission is run, without scripts: what people type arrives once, or is kept."""

import re
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.services.running import found, make_need
from tests.web.people import AT, make_person, sign_in
from wholeplace.casefile.guards import FULL_PRINCIPLES, LIGHT_PRINCIPLES
from wholeplace.faces.web.work.mending import PAGES, find_address
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Need, Option, Person, Place, TestAnswer
from wholeplace.services.commissions import operations as run
from wholeplace.services.options import operations as options
from wholeplace.services.people.permissions import PERMISSIONS, Permission
from wholeplace.services.public_interest import operations as tests

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script> {{ 7*7 }} \u202e "quoted" \'single\' 家 🙂'


@pytest.fixture
def running(place: Place, people: dict[Role, Person]) -> Commission:
    commission = found(place, people["commissioner"])
    run.open_commission(commission=commission, by=people["commissioner"], at=AT)
    return commission


def at(name: str, commission: Commission, **parts: Any) -> str:
    return reverse(name, kwargs={"place": commission.place.slug, "commission": commission.slug, **parts})


def read(answer: Any) -> str:
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def fill(client: Client, address: str, **typed: Any) -> Any:
    """Open a form and send it as a browser would: with its hidden fields, filled in."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(address, hidden | typed)


# --- needs ----------------------------------------------------------------------------------------------


def test_a_place_without_needs_says_so_and_invites_the_first(client: Client, place: Place) -> None:
    page = read(client.get(f"/{place.slug}/needs/"))
    assert "Nobody has recorded a need here yet" in page
    assert "Say what is needed" in page


def test_a_resident_says_what_is_needed_supports_it_and_adds_evidence(
    client: Client, place: Place, people
) -> None:
    sign_in(client, people["resident"])
    answer = fill(
        client,
        f"/{place.slug}/needs/record",
        title="A warm place",
        what="After school it is cold.",
        where="Quayside",
    )
    assert answer.status_code == 302
    address = answer.headers["Location"]
    client.post(f"{address}/support")
    client.post(f"{address}/support")
    assert fill(client, f"{address}/evidence", title="Survey", url="https://example.org/s").status_code == 302
    page = read(client.get(address))
    assert "After school it is cold." in page
    assert 'href="https://example.org/s" rel="nofollow noopener ugc"' in page
    assert "You are one of them." in page
    assert people["resident"].name not in re.sub(r"<header.*</header>", "", page)
    assert Need.objects.get().supports.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "?page=0",
        "?page=-1",
        "?page=²",
        "?page=9999999999",
        "?state=magic",
        "?order=x",
        "?q=%00",
        "?theme=%00",
        "?q=" + "x" * 5000,
    ],
)
def test_an_address_that_makes_no_sense_still_gives_the_list(
    client: Client, place: Place, address: str
) -> None:
    assert client.get(f"/{place.slug}/needs/{address}").status_code == 200


def test_hostile_words_stay_words(client: Client, place: Place, people) -> None:
    sign_in(client, people["resident"])
    fill(client, f"/{place.slug}/needs/record", title=HOSTILE, what=HOSTILE, theme=HOSTILE, where=HOSTILE)
    for address in (
        f"/{place.slug}/needs/",
        f"/{place.slug}/needs/1",
        f"/{place.slug}/needs/?q=<script>alert(1)</script>",
    ):
        raw = client.get(address).content.decode()
        assert "<script>alert" not in raw
        assert "{{ 7*7 }}" in raw or "q=" in address
        assert ">49<" not in raw


def test_what_cannot_be_stored_comes_back_with_what_was_typed(client: Client, place: Place, people) -> None:
    sign_in(client, people["resident"])
    answer = fill(client, f"/{place.slug}/needs/record", title="x" * 10_000, what="Kept words")
    assert answer.status_code == 422
    page = read(answer)
    assert "There is a problem" in page
    assert "This must be 200 characters or fewer: it is 10000" in page
    assert "Kept words" in page
    assert not Need.objects.exists()


def test_a_session_that_ended_gives_back_what_was_typed(client: Client, place: Place, people) -> None:
    typed = {"title": "A warm place", "what": "It is cold."}
    answer = client.post(f"/{place.slug}/needs/record", typed)
    back = re.search(r"next=([^&]+)", answer.headers["Location"])
    assert back
    sign_in(client, people["resident"])
    page = read(client.get(unquote(back[1])))
    assert "You were signed out" in page
    assert 'value="A warm place"' in page
    assert not Need.objects.exists()


MOULD = {"title": "Mouldy walls", "what": "The walls of our flat\nare black with mould.", "theme": "Homes"}


def record_mould(client: Client, place: Place, people) -> None:
    sign_in(client, people["staff-group"])
    fill(client, f"/{place.slug}/needs/record", title="Mould <b>in my flat", what="Black mould on the walls.")
    sign_in(client, people["resident"])


def read_hidden(answer: Any) -> dict[str, str]:
    form = answer.content.decode().partition('<form method="post">')[2].partition("</form>")[0]
    return {name: unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_who_says_what_was_said_already_is_shown_it_first(client: Client, place: Place, people) -> None:
    record_mould(client, place, people)
    answer = fill(client, f"/{place.slug}/needs/record", **MOULD)
    assert answer.status_code == 200
    assert "People have already said something like this" in read(answer)
    assert "Support this one: Mould <b>in my flat" in re.sub("<[^b][^>]*>", "", read(answer))
    assert "<b>in my" not in answer.content.decode()
    assert Need.objects.count() == 1


def test_support_instead_of_a_second_need_says_that_nothing_was_recorded(
    client: Client, place: Place, people
) -> None:
    record_mould(client, place, people)
    fill(client, f"/{place.slug}/needs/record", **MOULD)
    led = client.post(f"/{place.slug}/needs/1/support", {"instead": "on"})
    page = read(client.get(led.headers["Location"]))
    assert "What you wrote yourself was not recorded." in page
    assert "You are one of them." in page
    assert (Need.objects.count(), Need.objects.get().supports.count()) == (1, 1)


def test_a_need_is_recorded_anyway_once_with_every_word_that_was_typed(
    client: Client, place: Place, people
) -> None:
    record_mould(client, place, people)
    address = f"/{place.slug}/needs/record"
    typed = read_hidden(fill(client, address, **MOULD))
    typed["anyway"] = "on"
    first, second = client.post(address, typed), client.post(address, typed)
    assert first.headers["Location"] == second.headers["Location"] == f"/{place.slug}/needs/2"
    mine = Need.objects.get(number=2)
    assert {name: getattr(mine, name) for name in MOULD} == MOULD


def test_who_was_shown_similar_needs_can_change_what_they_wrote(client: Client, place: Place, people) -> None:
    record_mould(client, place, people)
    address = f"/{place.slug}/needs/record"
    typed = read_hidden(fill(client, address, **MOULD))
    page = read(client.post(address, typed | {"change": "on"}))
    assert "Say what is needed" in page
    assert 'value="Mouldy walls"' in page
    assert "are black with mould." in page
    assert Need.objects.count() == 1


def test_the_same_form_sent_again_is_not_taken_for_another_need(client: Client, place: Place, people) -> None:
    """The browser sends a need again whose answer was lost: it is the same need, not a similar one."""
    sign_in(client, people["resident"])
    once = {"once": str(uuid4())} | MOULD
    address = f"/{place.slug}/needs/record"
    assert client.post(address, once).headers["Location"] == client.post(address, once).headers["Location"]
    assert Need.objects.count() == 1


def test_a_session_that_ended_before_the_answer_gives_back_what_was_typed(
    client: Client, place: Place, people
) -> None:
    record_mould(client, place, people)
    address = f"/{place.slug}/needs/record"
    typed = read_hidden(fill(client, address, **MOULD))
    client.logout()
    back = re.search(r"next=([^&]+)", client.post(address, typed | {"anyway": "on"}).headers["Location"])
    assert back
    sign_in(client, people["resident"])
    page = read(client.get(unquote(back[1])))
    assert "You were signed out" in page
    assert 'value="Mouldy walls"' in page


# --- proposing and answering ----------------------------------------------------------------------------

PROPOSAL = {
    "proposed_as": "resident",
    "name": "A drop-in",
    "model": "grant",
    "description": "Open the library at night.",
}


def test_a_resident_finds_the_commission_proposes_and_reads_the_answer(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["resident"])
    page = read(client.get(at("commission", running)))
    address = at("option-propose", running)
    assert f'href="{address}"' in page
    assert "within 30 days" in read(client.get(address))
    answer = fill(client, address, **PROPOSAL)
    assert answer.status_code == 302
    assert answer.headers["Location"] == at("option", running, option="a-drop-in")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert "Waiting for an answer" in read(client.get("/tasks/"))
    staff = sign_in(Client(), people["commissioner"])
    assert "Answer the proposal “A drop-in”" in read(staff.get("/tasks/"))
    reply = at("proposal-answer", running, option="a-drop-in")
    assert "Open the library at night." in read(staff.get(reply))
    refused = fill(staff, reply, answer="refused")
    assert refused.status_code == 422
    assert "a proposal is never refused without one" in read(refused)
    assert fill(staff, reply, answer="refused", reason="The library is sold.").status_code == 302
    page = read(client.get("/tasks/"))
    assert "Refused" in page
    assert "The library is sold." in page


def test_a_form_sent_twice_is_done_once(client: Client, running: Commission, people) -> None:
    sign_in(client, people["resident"])
    address = at("option-propose", running)
    once = re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())
    assert once
    first, second = (client.post(address, PROPOSAL | {"once": once[1]}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert running.options.filter(name="A drop-in").count() == 1


def test_a_staff_group_is_told_of_its_right_and_gets_an_answer(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["staff-group"])
    address = at("option-propose", running) + "?as=staff-group"
    page = read(client.get(address))
    assert "Your right to put it forward" in page
    assert 'value="staff-group" checked' in page
    fill(client, address, **PROPOSAL | {"proposed_as": "staff-group", "model": "public-service-mutual"})
    staff = sign_in(Client(), people["officer"])
    fill(
        staff,
        at("proposal-answer", running, option="a-drop-in"),
        answer="accepted",
        reason="Compared like any other.",
    )
    assert "Accepted" in read(client.get("/tasks/"))
    assert "On the longlist" in read(client.get("/tasks/"))


def test_a_resident_changes_what_they_proposed_and_the_commissioner_reads_both(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["resident"])
    shown = fill(client, at("option-propose", running), **PROPOSAL).headers["Location"]
    change = at("proposal-change", running, option="a-drop-in")
    assert f'href="{change}"' in read(client.get(shown))
    assert f'href="{change}"' in read(client.get("/tasks/"))
    assert "Open the library at night." in read(client.get(change))
    staff = sign_in(Client(), people["commissioner"])
    reply = at("proposal-answer", running, option="a-drop-in")
    opened = staff.get(reply).content.decode()
    assert "It was changed" not in opened
    led = fill(client, change, **PROPOSAL | {"description": HOSTILE})
    assert led.headers["Location"] == shown
    assert "Your proposal is changed." in read(client.get(shown))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', opened))
    late = staff.post(reply, {**hidden, "answer": "accepted", "reason": "For the library"})
    assert late.status_code == 409
    page = read(late)
    assert "It was changed 1 time: what it said before" in page
    assert "Open the library at night." in page
    assert "<script>alert" not in late.content.decode()
    assert "For the library" in page
    assert Option.objects.get(slug="a-drop-in").answer == ""


def test_a_change_that_cannot_be_used_comes_back_with_what_was_typed(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["resident"])
    fill(client, at("option-propose", running), **PROPOSAL)
    change = at("proposal-change", running, option="a-drop-in")
    empty = fill(client, change, **PROPOSAL | {"name": " ", "description": "Kept words"})
    assert empty.status_code == 422
    assert "Kept words" in read(empty)
    same = fill(client, change, **PROPOSAL)
    assert same.status_code == 409
    assert "Nothing is different from what you sent before" in read(same)
    stale = client.post(change, PROPOSAL | {"description": "From another tab", "revision": "7"})
    assert stale.status_code == 409
    assert "From another tab" in read(stale)


def test_a_resident_withdraws_what_they_proposed_and_nobody_is_asked_to_answer(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["resident"])
    shown = fill(client, at("option-propose", running), **PROPOSAL).headers["Location"]
    withdraw = at("proposal-withdraw", running, option="a-drop-in")
    assert fill(client, withdraw, reason="Somebody opened one.").headers["Location"] == shown
    page = read(client.get(shown))
    assert "withdrawn on" in page
    assert withdraw not in page
    assert "Withdrawn" in read(client.get("/tasks/"))
    assert "Withdrawn" in read(client.get("/account/"))
    assert client.get(withdraw).status_code == 409
    staff = sign_in(Client(), people["commissioner"])
    assert "Answer the proposal" not in read(staff.get("/tasks/"))
    page = read(staff.get(at("manage-longlist", running)))
    assert "Withdrawn proposals (1)" in page
    assert "Somebody opened one." in page
    answer = fill(staff, at("proposal-answer", running, option="a-drop-in"), answer="accepted")
    assert answer.status_code == 409
    assert "was withdrawn by whoever proposed it" in read(answer)
    assert Client().get(shown).status_code == 404


def test_somebody_else_neither_changes_nor_withdraws_a_proposal(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["resident"])
    fill(client, at("option-propose", running), **PROPOSAL)
    for name in ("proposal-change", "proposal-withdraw"):
        address = at(name, running, option="a-drop-in")
        assert sign_in(Client(), people["commissioner"]).post(address, PROPOSAL).status_code == 403
        assert sign_in(Client(), make_person(f"Sam {name}")).post(address, PROPOSAL).status_code == 404
    assert Option.objects.get(slug="a-drop-in").revision == 0


def test_after_the_debate_nothing_can_be_proposed_and_the_page_says_so(
    client: Client, running: Commission
) -> None:
    Commission.objects.update(stage="decision")
    sign_in(client, make_person("Sam"))
    page = read(client.get(at("option-propose", running)))
    assert "takes no proposals now" in page
    assert "<textarea" not in page


# --- running it -----------------------------------------------------------------------------------------


def test_a_commissioner_founds_one_and_is_led_through_it(client: Client, place: Place, people) -> None:
    make_need(place)
    sign_in(client, people["commissioner"])
    answer = fill(
        client,
        f"/{place.slug}/commissions/new",
        title="Warm rooms",
        question="Who?",
        value_pounds="£1.2m",
        service="housing",
        today="grant",
    )
    assert answer.headers["Location"] == f"/{place.slug}/commissions/warm-rooms/manage/"
    commission = Commission.objects.get(slug="warm-rooms")
    assert (commission.value_pounds, commission.route) == (Decimal(1_200_000), "full")
    page = read(client.get(answer.headers["Location"]))
    assert "Cite a published need" in page
    assert f'href="{at("manage-needs", commission)}"' in page
    assert fill(client, at("manage-needs", commission), need="1", reason="It is the same").status_code == 302
    assert fill(client, at("manage-outcomes", commission), name="Fewer are cold").status_code == 302
    assert fill(client, at("manage-factors", commission), name="Open every day").status_code == 302
    assert fill(client, at("manage-open", commission)).status_code == 302
    assert (
        fill(
            client, at("manage-next-step", commission), next_step="Longlist", next_step_on="2027-01-31"
        ).status_code
        == 302
    )
    assert fill(client, at("manage-move", commission), reason="").status_code == 302
    commission.refresh_from_db()
    assert (commission.stage, commission.next_step) == ("options", "Longlist")


def test_a_small_value_is_offered_the_one_page(client: Client, place: Place, people) -> None:
    sign_in(client, people["commissioner"])
    answer = fill(
        client, f"/{place.slug}/commissions/new", title="Lunch club", value_pounds="30,000", service="other"
    )
    page = read(client.get(answer.headers["Location"]))
    assert "one page is enough" in page
    assert "The decision on one page" in page


@pytest.mark.parametrize("amount", ["lots", "-5", "1e9", "٣", "1.2.3", "£", "999999999999999999"])
def test_an_amount_that_is_none_is_said_so_and_nothing_is_lost(
    client: Client, place: Place, people, amount: str
) -> None:
    sign_in(client, people["commissioner"])
    answer = fill(
        client, f"/{place.slug}/commissions/new", title="Kept title", value_pounds=amount, service="other"
    )
    assert answer.status_code in (409, 422)
    assert "Kept title" in read(answer)
    assert not Commission.objects.exists()


def test_the_page_of_a_move_shows_what_is_in_the_way_and_a_forged_move_is_refused(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    page = read(client.get(at("manage-move", running)))
    assert "Not ready for “Options” yet" in page
    assert client.post(at("manage-move", running), {"to": "options"}).status_code == 409
    assert client.post(at("manage-move", running), {"to": "award"}).status_code == 409
    running.refresh_from_db()
    assert running.stage == "need"


def test_two_people_editing_the_facts_see_what_happened_and_neither_loses_work(
    running: Commission, people
) -> None:
    mine, theirs = sign_in(Client(), people["commissioner"]), sign_in(Client(), people["officer"])
    address = at("manage-facts", running)
    facts = {"service": "homelessness", "route": "full", "value_pounds": "4200000", "question": "Who?"}
    hidden = dict(re.findall(r'name="(once|revision)" value="([^"]*)"', mine.get(address).content.decode()))
    assert fill(theirs, address, title="Their title", **facts).status_code == 302
    answer = mine.post(address, hidden | facts | {"title": "My title"})
    page = read(answer)
    assert answer.status_code == 409
    assert "Saved by somebody else meanwhile" in page
    assert "Their title" in page
    assert 'value="My title"' in page
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    assert mine.post(address, facts | {"title": "My title", "revision": revision[1]}).status_code == 302
    assert Commission.objects.get(pk=running.pk).title == "My title"


def test_no_kind_of_service_is_chosen_for_the_commissioner(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    address = f"/{running.place.slug}/commissions/new"
    assert "Choose the kind of service" in read(fill(client, address, title="Help at home"))
    assert not Commission.objects.filter(title="Help at home").exists()


def test_legal_facts_are_yes_no_or_not_known_and_reach_the_law_page(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    fill(client, at("manage-law", running), is_health_service="no", is_light_touch="yes", is_exempt="unknown")
    running.refresh_from_db()
    assert running.facts == {"is_health_service": False, "is_light_touch": True}
    page = read(client.get(at("law", running)))
    assert "England’s rules" in page
    assert "legislation.gov.uk" in page


def test_a_longlist_of_two_hundred_options_with_long_names_still_opens_and_says_each(
    client: Client, running: Commission, people
) -> None:
    Option.objects.bulk_create(
        Option(
            commission=running, slug=f"option-{number}", name=f"Option {number} " + "Unbroken" * 20, model="grant",
            proposed_at=AT, status="longlisted",
        )
        for number in range(200)
    )  # fmt: skip
    sign_in(client, people["commissioner"])
    page = read(client.get(at("manage-longlist", running)))
    assert all(f"Option {number} Unbroken" in page for number in range(200))
    assert "On the longlist (202)" in page


def test_the_longlist_asks_the_database_no_more_for_two_hundred_options(
    client: Client, running: Commission, people, django_assert_max_num_queries
) -> None:
    Option.objects.bulk_create(
        Option(
            commission=running,
            slug=f"option-{number}",
            name=f"Option {number}",
            model="grant",
            proposed_at=AT,
            status="longlisted",
        )
        for number in range(200)
    )
    sign_in(client, people["commissioner"])
    with django_assert_max_num_queries(60):
        client.get(at("manage-longlist", running))


def test_options_are_shortlisted_assessed_dropped_and_brought_back_by_buttons(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    fill(client, at("manage-factors", running), name="One worker")
    fill(
        client,
        at("option-add", running) + "?model=redesign",
        name="Redesign",
        model="redesign",
        proposed_as="commissioner",
    )
    for to in ("shortlist", "shortlist", "longlist"):
        assert client.post(at("option-move", running, option="redesign", to=to)).status_code == 302
    fill(
        client,
        at("option-factors", running, option="redesign"),
        **{"meets-one-worker": "partly", "note-one-worker": "days only"},
    )
    page = read(client.get(at("manage-longlist", running)))
    assert "days only" in page
    fill(client, at("option-drop", running, option="redesign"), reason="It saves nothing.")
    assert "It saves nothing." in read(client.get(at("manage-longlist", running)))
    client.post(at("option-move", running, option="redesign", to="longlist"))
    assert running.options.get(slug="redesign").status == "longlisted"
    told = client.post(at("option-move", running, option="business-as-usual", to="comparator"), follow=True)
    assert "must be an in-house option" in read(told)
    assert client.post(at("option-move", running, option="redesign", to="moon")).status_code == 404
    assert fill(client, at("option-drop", running, option="do-minimum"), reason="x").status_code == 409


def test_somebody_without_a_role_gets_no_working_page(client: Client, running: Commission, people) -> None:
    for person in (people["resident"], people["provider"], people["staff-group"]):
        sign_in(client, person)
        for name in ("manage", "manage-longlist", "test-edit", "manage-facts"):
            assert client.get(at(name, running)).status_code == 403


# --- the Public Interest Test ---------------------------------------------------------------------------


def test_the_test_is_answered_one_question_a_page_handed_over_and_checked(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    address = at("test-question", running, question="value-for-money")
    seen = []
    while "/answers" not in address:
        question = address.rsplit("/", 1)[1].replace("-", "_")
        seen.append(question)
        answer = fill(
            client, address, answer=tests.list_answers_to(question)[0], reason=f"Because {question}."
        )
        assert answer.status_code == 302
        address = answer.headers["Location"]
    assert tuple(seen) == tests.QUESTIONS
    assert "Because transition." in read(client.get(address))
    fill(client, at("test-question", running, question="skills"), answer="no", reason="Nobody has them.")
    page = read(client.get(at("test-check-answers", running)))
    assert "the body is not ready on skills" in page
    answer = fill(client, at("test-hand-over", running), person=str(people["member"].pk))
    assert answer.status_code == 302
    second = sign_in(Client(), people["member"])
    assert "Check the Public Interest Test" in read(second.get("/tasks/"))
    assert fill(second, at("test-check", running), agrees="no").status_code == 422
    assert fill(second, at("test-check", running), agrees="no", comment="Ask the staff.").status_code == 302
    page = read(client.get(at("test-edit", running)))
    assert "returned it on" in page
    assert "Ask the staff." in page


def test_an_answer_needs_its_reason_and_saying_the_same_again_is_no_new_answer(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    address = at("test-question", running, question="skills")
    assert fill(client, address, answer="yes").status_code == 422
    assert fill(client, address, answer="yes", reason="We have them.").status_code == 302
    assert fill(client, address, answer="yes", reason="We have them.").status_code == 302
    assert TestAnswer.objects.count() == 1
    fill(client, address, answer="no", reason="Two have left.")
    page = read(client.get(address))
    assert "We have them." in page
    assert "Two have left." in page


def test_a_question_that_is_none_is_not_found(client: Client, running: Commission, people) -> None:
    sign_in(client, people["commissioner"])
    assert client.get(at("test-question", running, question="magic")).status_code == 404


# --- one page -------------------------------------------------------------------------------------------

ONE_PAGE = {
    "name-0": "Business as usual", "model-0": "grant", "cost-0": "12,000", "why-0": "It works",
    "name-1": "Do minimum", "model-1": "do-minimum", "cost-1": "2000", "why-1": "Once a month",
    "name-2": "Our kitchen", "model-2": "in-house", "cost-2": "15000", "why-2": "Dearer",
    "years": "3", "heard_group": "users", "heard_how": "A talk", "heard_on": AT.date().isoformat(), "heard_people": "14",
    "heard_said": "Keep the cook", "heard_answer": "We will", "equality": "Nobody is worse off.",
    "grant_considered": "A grant is best.", "need": "Lunch and company.",
}  # fmt: skip


def make_small(place: Place, people: dict[Role, Person]) -> Commission:
    commission = found(
        place,
        people["officer"],
        title="Lunch club",
        route="light",
        value_pounds=Decimal(30_000),
        today="grant",
    )
    run.open_commission(commission=commission, by=people["officer"], at=AT)
    return commission


def test_the_one_page_is_saved_and_shown_again_as_it_was(client: Client, place: Place, people) -> None:
    small = make_small(place, people)
    sign_in(client, people["officer"])
    assert fill(client, at("manage-light", small), **ONE_PAGE).status_code == 302
    page = read(client.get(at("manage-light", small)))
    for text in ('value="Our kitchen"', 'value="15000"', "Keep the cook", "Nobody is worse off."):
        assert text in page
    assert small.options.count() == 3


def test_half_a_line_on_the_one_page_is_asked_for_and_nothing_is_lost(
    client: Client, place: Place, people
) -> None:
    small = make_small(place, people)
    sign_in(client, people["officer"])
    answer = fill(client, at("manage-light", small), **ONE_PAGE | {"name-3": "Half an idea"})
    assert answer.status_code == 422
    assert "Fill in the whole line of option 4" in read(answer)
    assert "Half an idea" in read(answer)
    assert not small.involvements.exists()


def test_an_officer_recommends_and_decides_on_the_one_page(client: Client, place: Place, people) -> None:
    small = make_small(place, people)
    people["evaluator"].memberships.all().delete()
    sign_in(client, people["officer"])
    today = timezone.localdate()
    whole = ONE_PAGE | {
        "recommended": "0", "reasons": "It works", "risks": "The cook leaves", "no_interest": "on",
        "decided_by": "Head of Housing", "decided_on": today.isoformat(),
    }  # fmt: skip
    answer = fill(client, at("manage-light", small), **whole)
    assert answer.status_code == 302, read(answer)
    small.refresh_from_db()
    assert small.decision.option.slug == "business-as-usual"
    assert small.stage == "decision"
    assert {refused.option.slug for refused in small.decision.refused.all()} == {"do-minimum", "our-kitchen"}


def test_a_decision_that_is_refused_leaves_nothing_of_the_page(client: Client, place: Place, people) -> None:
    small = make_small(place, people)
    sign_in(client, people["officer"])
    whole = ONE_PAGE | {"recommended": "0", "reasons": "It works", "risks": "None", "no_interest": "on"}
    answer = fill(client, at("manage-light", small), **whole)
    if answer.status_code != 302:  # an evaluator has not declared yet
        assert answer.status_code == 409
        assert "Keep the cook" in read(answer)
        assert not small.involvements.exists()
        assert small.options.count() == 2


def test_history_says_what_happened(client: Client, running: Commission, people) -> None:
    options.add_option(
        commission=running,
        entry=options.OptionEntry(name="In-house", model="in-house"),
        by=people["officer"],
        at=AT + timedelta(1),
    )
    sign_in(client, people["auditor"])
    page = read(client.get(at("manage-history", running)))
    assert "An option was added" in page
    assert "The commission was started" in page


@pytest.mark.parametrize(
    "role", [role for role, allowed in PERMISSIONS.items() if Permission.SEE_WORK in allowed]
)
def test_no_link_of_the_working_page_leads_to_a_refusal(
    client: Client, running: Commission, people, role: Role
) -> None:
    sign_in(client, people[role])
    page = read(client.get(at("manage", running)))
    links = {link.split("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]+)"', page)}
    refused = {link: status for link in links if (status := client.get(link).status_code) not in {200, 302}}
    assert refused == {}


def test_a_task_that_somebody_else_has_says_whose_it_is(client: Client, running: Commission, people) -> None:
    sign_in(client, people["commissioner"])
    page = read(client.get(at("manage", running)))
    assert "For: elected member, senior officer" in page
    assert "After the decision" in page


def test_what_a_commissioner_puts_on_the_list_is_no_proposal_of_theirs(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    address = at("option-add", running) + "?model=redesign"
    made = fill(client, address, name="Do it otherwise", model="redesign", proposed_as="commissioner")
    assert made.status_code == 302
    assert "Do it otherwise" not in read(client.get("/account/"))


def test_every_principle_that_can_stand_in_the_way_has_a_page_where_it_is_met() -> None:
    asked = {
        code
        for by_stage in (FULL_PRINCIPLES, LIGHT_PRINCIPLES)
        for codes in by_stage.values()
        for code in codes
    }
    later = {"boundary-kept", "outcomes-not-inputs", "open-to-social-sector"}
    assert asked - later <= set(PAGES)
    parts = {"place": "p", "commission": "c"}
    assert all(find_address(page, parts) for page in PAGES.values())


# --- documents ------------------------------------------------------------------------------------------


def attach(client: Client, commission: Commission, data: bytes = b"%PDF-1.7", **typed: Any) -> Any:
    name = typed.pop("name", "report.pdf")
    sent = {
        "title": "Cabinet report",
        "kind": "report",
        "dated_on": "4/11/2026",
        "readers": "everybody",
    } | typed
    return client.post(at("manage-documents", commission), sent | {"file": SimpleUploadedFile(name, data)})


def test_a_document_is_attached_with_its_kind_and_date_and_everybody_reads_its_hash(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    assert attach(client, running, title=HOSTILE).status_code == 302
    for address in ("manage", "manage-documents"):
        raw = client.get(at(address, running)).content.decode()
        assert "<script>alert" not in raw
        assert "/documents/files/" in raw
    page = read(Client().get(at("documents", running)))
    assert sha256(b"%PDF-1.7").hexdigest() in page
    assert "Report, 4 November 2026" in page
    link = re.search(r'href="([^"]+/documents/files/\d+)"', page)
    assert link
    file = Client().get(link[1])
    assert file.content == b"%PDF-1.7"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_a_withheld_document_is_named_to_nobody_outside_and_released_by_hand(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    until = timezone.localdate() + timedelta(days=9)
    asked = attach(client, running, title="Tender plan", readers="later")
    assert asked.status_code == 422
    assert "Give the date from which everybody may read it" in read(asked)
    assert "nothing is withheld without one" in read(asked)
    later = {"readers": "later", "public_from": until.isoformat(), "withheld_reason": "A tender is open."}
    assert attach(client, running, title="Tender plan", **later).status_code == 302
    page = read(Client().get(at("documents", running)))
    assert "Tender plan" not in page
    assert "A tender is open." in page
    document = running.documents.get()
    file = reverse(
        "document-file",
        kwargs={"place": running.place.slug, "commission": running.slug, "number": document.pk},
    )
    assert Client().get(file).status_code == 404
    assert client.get(file).status_code == 200
    release = at("manage-document-release", running, number=document.pk)
    assert "This cannot be taken back" in read(client.get(release))
    assert client.post(release).status_code == 302
    assert Client().get(file).status_code == 200
    assert client.post(release).status_code == 409


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("page.html", b"<script>alert(1)</script>", "must be one of"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "must be one of"),
        ("macro.docm", b"PK", "must be one of"),
        ("report.pdf", b"", "This file is empty"),
        ("report.pdf", b"x" * 10_000_001, "10 MB"),
        ("report.pdf", b"x" * 20_000_001, "10 MB at most"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_and_what_was_typed_comes_back(
    client: Client, running: Commission, people, name: str, data: bytes, told: str
) -> None:
    sign_in(client, people["commissioner"])
    answer = attach(client, running, data, name=name)
    assert answer.status_code in (409, 422)
    page = read(answer)
    assert told in page.replace("Must", "must")
    assert 'value="Cabinet report"' in page
    assert not running.documents.exists()


def test_a_name_that_hides_its_ending_is_shown_plainly_and_the_same_file_is_kept_once(
    client: Client, running: Commission, people
) -> None:
    sign_in(client, people["commissioner"])
    attach(client, running, name="../../etc/pas\u202eswd.pdf")
    assert running.documents.get().file_name == "passwd.pdf"
    led = attach(client, running, title="The same again").headers["Location"]
    assert "This very file is attached already, as “Cabinet report”" in read(client.get(led))
    assert running.documents.count() == 1
