"""No page, answer of the API, feed, export, paper, refusal, log line or kept page tells what is private."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.api.access_table import FILES, WRITES
from tests.api.test_access import OPERATIONS
from tests.disclosure.crawl import Answer, ask, find_marks, list_addresses, list_parts, read_all
from tests.disclosure.fields import NOBODY, PRIVATE
from tests.disclosure.world import World, plant_marks
from tests.web.access_table import ROWS
from tests.web.people import sign_in
from wholeplace.faces.api import limits
from wholeplace.faces.web.keeping import shelf

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]
# In this order: whoever may see most first, so that what is kept of their pages would show to the others.
INSIDERS = ("commissioner", "place-administrator", "auditor")
OUTSIDERS = ("resident", "provider", "of another place", "anonymous")


@dataclass
class Crawled:
    """All answers, and all that was written into the log while they were made."""

    world: World
    found: list[tuple[str, str, int, str]]
    log: str
    asked: int


class Keeper(logging.Handler):
    """Keeps every line of the log, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def crawled(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crawled]:
    """Plant the marks, and ask for everything as everybody, once for all tests of this file."""
    patch = pytest.MonkeyPatch()
    for name in ("READS", "WRITES", "FORGERIES"):
        patch.setattr(limits, name, 10**9)
    caches["limits"].clear()
    keeper = Keeper()
    with django_db_blocker.unblock(), transaction.atomic():
        world = plant_marks()
        logging.getLogger().addHandler(keeper)
        try:
            addresses = list_addresses(world)
            answers: list[Answer] = []
            found = []
            for person in (*INSIDERS, *OUTSIDERS):
                for answer in ask(world, person, addresses):
                    answers.append(answer)
                    found += [
                        (person, answer.address, answer.status, what)
                        for what in find_marks(answer.text, world)
                    ]
            yield Crawled(world, found, "\n".join(keeper.lines), len(answers))
        finally:
            logging.getLogger().removeHandler(keeper)
            patch.undo()
            transaction.set_rollback(True)


def tell(rows: list[tuple[str, str, int, str]]) -> list[str]:
    return sorted({f"{what}: {person} at {address} ({status})" for person, address, status, what in rows})[
        :40
    ]


def test_much_was_asked_for(crawled: Crawled) -> None:
    assert crawled.asked > 3_000


@pytest.mark.parametrize("person", OUTSIDERS)
def test_nobody_from_outside_learns_what_is_private(person: str, crawled: Crawled) -> None:
    assert tell([row for row in crawled.found if row[0] == person]) == []


@pytest.mark.parametrize("person", INSIDERS)
def test_who_works_here_learns_only_what_their_role_shows(person: str, crawled: Crawled) -> None:
    rows = [row for row in crawled.found if row[0] == person and person not in PRIVATE[row[3]]]
    assert tell(rows) == []


def test_the_marks_are_where_they_should_be(crawled: Crawled) -> None:
    """A mark that nobody at all can see proves little: most are seen by somebody who may."""
    seen = {what for _, _, _, what in crawled.found}
    meant = {what for what, who in PRIVATE.items() if who != NOBODY}
    # Kept beside what is shown, and shown nowhere: the chain's details, answers replaced, sealed parts.
    unseen = {
        "EventDetail.detail", "TestAnswer.reason replaced", "SealedParts.parts", "DraftRevision.edits",
        "CitedNeed.reason of a hidden need", "Invitation.office",
    }  # fmt: skip
    assert sorted(meant - seen - unseen) == []


def test_no_line_of_the_log_tells_what_is_private(crawled: Crawled) -> None:
    assert find_marks(crawled.log, crawled.world) == []
    assert "/calderwick/commissions/not-open" in crawled.log


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["anonymous", "resident", "of another place"])
def test_no_refusal_of_the_api_tells_what_is_private(person: str, crawled: Crawled) -> None:
    world = crawled.world
    client = sign_in(Client(), world.people[person]) if person in world.people else Client()
    found = []
    for name, (_, body) in WRITES.items():
        method, path, _ = OPERATIONS[name]
        for place, commission in (
            ("calderwick", "housing-support"),
            ("calderwick", "not-open"),
            ("unopened", "housing-support"),
        ):
            values = {part: options[0] for part, options in list_parts(world).items()}
            values |= {
                "place": place,
                "commission": commission,
                "option": "waiting",
                "number": 2,
                "need": 2,
                "consultation": 1,
                "involvement": 1,
                "identifier": 2,
            }
            sent: dict[str, Any] = (
                {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            )
            if name in FILES:
                sent = {"data": {**(body or {}), "file": SimpleUploadedFile(*FILES[name])}}
            with transaction.atomic():
                answer = getattr(client, method)(path.format(**values), **sent)
                transaction.set_rollback(True)
            found += [
                (person, path, answer.status_code, what) for what in find_marks(read_all(answer), world)
            ]
    assert tell(found) == []


@pytest.mark.parametrize("person", ["anonymous", "resident", "of another place"])
def test_no_refusal_of_a_form_tells_what_is_private(person: str, crawled: Crawled) -> None:
    world = crawled.world
    client = sign_in(Client(), world.people[person]) if person in world.people else Client()
    found = []
    for address in list_addresses(world):
        if address.startswith(("/api/", "/account/")):
            continue
        with transaction.atomic():
            answer = client.post(
                address, {"title": "x", "reason": "y", "option": "waiting", "part": "commission.value_pounds"}
            )
            transaction.set_rollback(True)
        found += [(person, address, answer.status_code, what) for what in find_marks(read_all(answer), world)]
    assert tell(found) == []


# --- kept pages -----------------------------------------------------------------------------------------


def test_no_kept_page_shows_a_visitor_what_somebody_else_was_shown(crawled: Crawled, settings: Any) -> None:
    """With pages kept as the service keeps them: those who may see more ask first, then visitors, twice."""
    settings.KEPT_PAGES = 2_000
    world, found = crawled.world, []
    addresses = [
        one for one in list_addresses(world) if not one.startswith("/api/v1/") and "/documents/" not in one
    ]
    try:
        for person in ("commissioner", "anonymous", "anonymous"):
            for answer in ask(world, person, addresses):
                if person == "anonymous":
                    found += [
                        (person, answer.address, answer.status, what)
                        for what in find_marks(answer.text, world)
                    ]
        assert len(shelf.pages) > 20
    finally:
        shelf.clear()
    assert tell(found) == []


def test_every_address_of_the_pages_is_asked_for() -> None:
    left_out = {name for name, row in ROWS.items() if row.method == "get"} & {"account_logout", "first-run"}
    assert left_out == {"account_logout", "first-run"}
