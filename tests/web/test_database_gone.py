"""The database is gone, full, locked or may only be read while somebody saves: nothing is half-written or lost."""

import html
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.web.people import make_people, make_place, sign_in
from wholeplace.records.models import ChainEvent, Need
from wholeplace.services.needs import operations as needs
from wholeplace.services.people.tokens import TokenEntry, make_token
from wholeplace.services.publication.queries import check_chain

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, API = "/calderwick/needs/record", "/api/v1/places/calderwick/needs"
# Of several lines, with what HTML and a query give a meaning to, and longer than a page of the database.
LONG = "x" * 4_800
WHAT = f'A room “warm” enough, & <b>near</b> "us" + 100%\r\nمكان دافئ 😀\r\n{LONG}'
Outage = Callable[[], AbstractContextManager[None]]


# --- outages on SQLite -------------------------------------------------------------------------------------


@contextmanager
def locked() -> Iterator[None]:
    """Another program holds the lock longer than anybody waits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def read_only() -> Iterator[None]:
    """Nothing can be written."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        yield
        cursor.execute("PRAGMA query_only = OFF")


@contextmanager
def full() -> Iterator[None]:
    """The disk has no page left: SQLite's own limit says what a full disk says."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filling (bytes)")
        while cursor.execute("PRAGMA freelist_count").fetchone()[0]:
            cursor.execute("INSERT INTO filling VALUES (zeroblob(4000))")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute(f"PRAGMA max_page_count = {2**30}")
        cursor.execute("DROP TABLE filling")


@contextmanager
def file_gone() -> Iterator[None]:
    """The folder of the file cannot be reached."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "/nowhere/wholeplace.sqlite3"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


# --- outages on PostgreSQL ---------------------------------------------------------------------------------


@contextmanager
def server_gone() -> Iterator[None]:
    """The server ends every connection in the middle, and takes no new one."""
    name = connection.settings_dict["NAME"]
    with connections["default"]._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            connection.close()


@contextmanager
def standby() -> Iterator[None]:
    """The server was given over to a machine that may only read."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    yield
    connection.close()


@contextmanager
def table_locked() -> Iterator[None]:
    """Another program holds the chain longer than anybody waits."""
    other = connections.create_connection("default")
    with connection.cursor() as ours, other.cursor() as theirs:
        ours.execute("SET lock_timeout = '1ms'")
        theirs.execute("BEGIN")
        theirs.execute("LOCK TABLE records_chainevent IN ACCESS EXCLUSIVE MODE")
        yield
        theirs.execute("ROLLBACK")
    other.close()
    connection.close()


ON_SQLITE: list[Outage] = [locked, read_only, full, file_gone]
ON_POSTGRESQL: list[Outage] = [server_gone, standby, table_locked]


@pytest.fixture(params=[*ON_SQLITE, *ON_POSTGRESQL], ids=lambda outage: outage.__name__)
def outage(request: pytest.FixtureRequest) -> Outage:
    """Give each outage that can happen on the database of this run."""
    if (request.param in ON_SQLITE) != (connection.vendor == "sqlite"):
        pytest.skip("happens on the other database")
    return request.param


# --- who saves ---------------------------------------------------------------------------------------------


@pytest.fixture
def people(db: None) -> dict[Any, Any]:
    """Give a place with its people, one need there already."""
    place = make_place()
    people = make_people(place)
    entry = needs.NeedEntry(title="There before", what="A bench")
    needs.record_need(place=place, entry=entry, by=people["resident"], at=timezone.now())
    return people


@pytest.fixture
def browser(people: dict[Any, Any]) -> Client:
    """Give the browser of a resident; where a view fails, it shows the page that people are shown."""
    return sign_in(Client(raise_request_exception=False), people["resident"])


def make_form() -> dict[str, str]:
    return {"title": "Warm room", "what": WHAT, "anyway": "on", "once": str(uuid.uuid4())}


def read_hidden(page: str) -> dict[str, str]:
    """Read the fields of the form that can be sent again as it is, as a browser would send them."""
    (form,) = re.findall(rf'<form method="post" action="{PAGE}">(.*?)</form>', page, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', form, re.DOTALL)
    return {
        html.unescape(name): html.unescape(text) for name, text in fields if name != "csrfmiddlewaretoken"
    }


def assert_saved_once() -> None:
    assert sorted(Need.objects.values_list("title", flat=True)) == ["There before", "Warm room"]
    assert ChainEvent.objects.filter(kind="need-recorded").count() == 2
    assert Need.objects.get(title="Warm room").what.split() == WHAT.split()
    assert check_chain().broken == ""


def assert_nothing_saved() -> None:
    assert [need.title for need in Need.objects.all()] == ["There before"]
    assert ChainEvent.objects.filter(kind="need-recorded").count() == 1
    assert check_chain().broken == ""


def test_the_entry_is_on_the_page_and_is_saved_once_when_it_is_sent_again(
    outage: Outage, browser: Client
) -> None:
    form = make_form()
    with outage():
        refused = browser.post(PAGE, form)
    page = refused.content.decode()
    assert refused.status_code in {409, 503}
    assert html.escape(WHAT.split()[2]) in page
    assert LONG in page
    assert "nothing was saved" in page.lower() or "nothing was stored" in page.lower()
    assert_nothing_saved()
    # The same form, and where the page is the form itself, with the same mark that it is sent once.
    again = read_hidden(page) if "Send it again" in page else form
    assert again == form
    assert form["once"] in page or refused.status_code == 409
    for _ in range(2):
        assert browser.post(PAGE, again).status_code == 302
        assert_saved_once()


def test_a_save_that_is_cut_off_half_way_leaves_nothing(
    outage: Outage, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The need is written, and its event can no longer be."""
    form, record = make_form(), needs.record_event
    begun: list[AbstractContextManager[None]] = []

    def fail_half_way(**told: Any) -> Any:
        assert Need.objects.filter(title="Warm room").exists()
        begun.append(outage())
        begun[0].__enter__()
        return record(**told)

    if outage in {locked, table_locked, full, file_gone, standby}:
        pytest.skip("does not hit a transaction that has begun")
    with monkeypatch.context() as patch:
        patch.setattr(needs, "record_event", fail_half_way)
        refused = browser.post(PAGE, form)
    begun[0].__exit__(None, None, None)
    assert refused.status_code == 503
    assert LONG in refused.content.decode()
    assert_nothing_saved()
    assert browser.post(PAGE, form).status_code == 302
    assert_saved_once()


def test_a_program_is_told_so_and_may_send_it_again_with_its_key(
    outage: Outage, people: dict[Any, Any]
) -> None:
    entry = TokenEntry("Load", "write", 1)
    secret = make_token(entry=entry, by=people["resident"], at=timezone.now()).secret
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
    body = {"title": "Warm room", "what": WHAT}
    program = Client(raise_request_exception=False)
    with outage():
        refused = program.post(API, body, content_type="application/json", headers=headers)
    assert refused.status_code == 503
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert_nothing_saved()
    for _ in range(2):
        sent = program.post(API, body, content_type="application/json", headers=headers)
        assert sent.status_code in {200, 201}, sent.content
        assert_saved_once()


def test_a_secret_is_never_given_back(browser: Client) -> None:
    gone = file_gone if connection.vendor == "sqlite" else server_gone
    with gone():
        refused = Client(raise_request_exception=False).post(
            "/account/login/", {"login": "resident@example.org", "password": "s3cret words"}
        )
    page = refused.content.decode()
    assert refused.status_code == 503
    assert "s3cret" not in page
    assert "Send it again" not in page
