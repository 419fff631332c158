"""Web server and worker killed at any moment under load: what was acknowledged is there, once, and whole."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.ops.test_serve import free_port
from tests.services.appraising import make_document, make_option
from tests.services.commissioning import Case, make_case
from tests.services.test_jobs import assert_computed_once, wait_until, worker
from tests.services.test_parallel_writers import database_address
from tests.web.people import sign_in
from wholeplace.formats.toml import write_toml
from wholeplace.records.models import AppraisalDraft, AppraisalVersion, ChainEvent, Job, Need, Person
from wholeplace.services.appraisals import operations
from wholeplace.services.appraisals.edits import load_edits
from wholeplace.services.people.tokens import TokenEntry, make_token
from wholeplace.services.publication.queries import check_chain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SOAKS = bool(os.environ.get("WHOLEPLACE_SOAK"))
KILLS = int(os.environ.get("WHOLEPLACE_KILLS") or (200 if SOAKS else 6))
# Long enough to be killed half-way, short enough to be done between two kills.
DRAWS = 100_000
CSRF = "a" * 32
EDIT = "/calderwick/commissions/housing-support/appraisal/edit"
CUT_OFF = (OSError, http.client.HTTPException)


# --- the two processes -----------------------------------------------------------------------------------


@contextmanager
def web(port: int) -> Iterator[Callable[[], None]]:
    """Serve as the guide says, with processes of its own; what is handed out kills them all at once."""
    environment = os.environ | {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
        "WHOLEPLACE_DEBUG": "1",
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "error",
        "wholeplace.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def kill() -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        yield kill
    finally:
        if process.poll() is None:
            kill()


class Service:
    """The web server and the worker, each killed and started anew by its name."""

    def __init__(self, port: int, stack: ExitStack) -> None:
        self.port, self.stack = port, stack
        self.kills: dict[str, Callable[[], None]] = {}
        for name in ("web", "worker"):
            self.start(name)

    def start(self, name: str) -> None:
        self.kills[name] = self.stack.enter_context(web(self.port) if name == "web" else worker())

    def restart(self, name: str) -> None:
        self.kills[name]()
        self.start(name)

    def answers(self) -> bool:
        try:
            return ask(self.port, "GET", "/health").status == 200
        except CUT_OFF:
            return False


# --- who saves -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What came back whole."""

    status: int
    location: str
    body: str


def ask(port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
    """Ask once, with a connection of its own; a server that died raises one of CUT_OFF."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body.encode(), headers or {})
        answer = connection.getresponse()
        text = answer.read().decode()
        return Answer(answer.status, answer.headers.get("Location", ""), text)
    finally:
        connection.close()


@dataclass
class Load:
    """What was sent and what was acknowledged, each by who sent it."""

    port: int
    sent: list[str] = field(default_factory=list)
    by_page: dict[str, str] = field(default_factory=dict)
    by_program: dict[str, int] = field(default_factory=dict)
    cells: dict[int, int] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    cut_off: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def send(self, path: str, body: str, headers: dict[str, str]) -> Answer | None:
        """Send something; None if nobody knows whether it arrived."""
        try:
            answer = ask(self.port, "POST", path, body, headers)
        except CUT_OFF:
            self.cut_off[path.rpartition("/")[2]] += 1
            self.stop.wait(0.1)
            return None
        assert answer.status < 400, f"{path}: {answer.status} {answer.body[:2000]}"
        return answer


def browse(person: Person, content_type: str = "application/x-www-form-urlencoded") -> dict[str, str]:
    """Give the headers of a browser in which somebody has signed in."""
    session = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return {"Cookie": cookies, "X-CSRFToken": CSRF, "Content-Type": content_type}


def record_needs(load: Load, headers: dict[str, str]) -> None:
    """Record one need after the other on the page; what was cut off is not sent again."""
    number = 0
    while not load.stop.wait(0.05):
        number += 1
        title = f"Page {number}"
        load.sent.append(title)
        body = urlencode({"title": title, "what": "Somewhere warm", "anyway": "on"})
        answer = load.send("/calderwick/needs/record", body, headers)
        if answer is not None:
            assert answer.status == 302, answer.body[:2000]
            load.by_page[title] = answer.location


def send_needs(load: Load, headers: dict[str, str]) -> None:
    """Record needs as a program does: what was cut off is sent again with its key until it is answered."""
    number = 0
    while not load.stop.wait(0.6):
        number += 1
        body = json.dumps({"title": f"Program {number}", "what": "Somewhere warm"})
        keyed = headers | {"Idempotency-Key": f"need-{number}"}
        load.sent.append(f"Program {number}")
        while (answer := load.send("/api/v1/places/calderwick/needs", body, keyed)) is None:
            if load.stop.is_set():
                return
        load.by_program[f"Program {number}"] = int(json.loads(answer.body)["id"])


def write_appraisal(load: Load, typing: dict[str, str], forms: dict[str, str], key: str) -> None:
    """Type one amount after the other into a cell, and have every tenth computed."""
    was, amount = "uniform 100 200", 1000
    while not load.stop.wait(0.05):
        change = {"do": "set", "table": "costs", "option": "today", "row": key, "column": "amount"}
        body = json.dumps({"revision": 1, "changes": [change | {"was": was, "text": str(amount)}]})
        answer = load.send(f"{EDIT}/save", body, typing)
        if answer is None:
            continue  # the same is typed again: it may be there already
        told = json.loads(answer.body)
        assert (told["conflicts"], told["problems"]) == ([], [])
        load.cells[amount] = told["revision"]
        if amount % 10 == 0:
            compute(load, forms)
        # What the page shows next is what the next change is compared with.
        was, amount = f"{amount:,}", amount + 1


def compute(load: Load, forms: dict[str, str]) -> None:
    """Hand the draft in; what was cut off is asked again, and is the same version and job."""
    while (answer := load.send(f"{EDIT}/compute", urlencode({"note": ""}), forms)) is None:
        if load.stop.is_set():
            return
    assert answer.status == 302, answer.body[:2000]
    load.jobs.append(answer.location)


# --- the load and the kills ------------------------------------------------------------------------------


def kill_at_random(service: Service, kills: int, chance: random.Random) -> None:
    """Kill one of the two again and again, at moments at which they have something to do."""
    for _ in range(kills):
        name = chance.choice(["web", "web", "worker"])
        wait_until(service.answers, "the web server answers")
        if name == "worker":
            wait_until(lambda: not has_job("waiting") or has_job("running"), "a job is taken")
        threading.Event().wait(chance.random() * 1.5)
        service.restart(name)


def has_job(state: str) -> bool:
    return Job.objects.filter(state=state).exists()


def run_under_kills(case: Case, load: Load, kills: int) -> None:
    """Save, ask and be killed; then let what was asked for come to its end."""
    people, key = case.people, AppraisalDraft.objects.get().document["options"][0]["costs"][0]["key"]
    token = make_token(entry=TokenEntry("Load", "write", 1), by=people["provider"], at=timezone.now()).secret
    program = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    typing, forms = browse(people["finance-partner"], "application/json"), browse(people["finance-partner"])
    with ExitStack() as stack, ThreadPoolExecutor(3) as pool:
        service = Service(load.port, stack)
        try:
            wait_until(service.answers, "the web server answers")
            tasks = [
                pool.submit(record_needs, load, browse(people["resident"])),
                pool.submit(send_needs, load, program),
                pool.submit(write_appraisal, load, typing, forms, key),
            ]
            kill_at_random(service, kills, random.Random(os.environ.get("WHOLEPLACE_SEED", "25")))
            wait_until(service.answers, "the web server answers")
        finally:
            load.stop.set()
        for task in tasks:
            task.result()
        finish_jobs(load, forms)
        assert_pages_answer(load, forms)


def finish_jobs(load: Load, forms: dict[str, str]) -> None:
    """Wait until every job has ended; one that was given up after five deaths is asked for again."""
    wait_until(lambda: not has_job("waiting") and not has_job("running"), "every job has ended")
    given_up = Job.objects.filter(state="failed", version__result=None, problem__contains="cut off 5 times")
    for job in list(given_up):
        assert load.send(f"{EDIT.removesuffix('/edit')}/jobs/{job.pk}/again", "", forms) is not None
    wait_until(lambda: not has_job("waiting") and not has_job("running"), "every job has ended")


def assert_pages_answer(load: Load, forms: dict[str, str]) -> None:
    """See that where people were led to is a page."""
    for title, location in list(load.by_page.items())[-20:]:
        answer = ask(load.port, "GET", location, headers=forms)
        assert answer.status == 200
        assert title in answer.body


# --- what must hold --------------------------------------------------------------------------------------


def assert_needs_are_there_once(load: Load) -> None:
    found = dict(Need.objects.values_list("title", "number"))
    counted = Counter(Need.objects.values_list("title", flat=True))
    assert set(counted.values()) <= {1}
    assert load.by_page.keys() | load.by_program.keys() <= found.keys() <= set(load.sent)
    assert {title: found[title] for title in load.by_program} == load.by_program
    for title, location in load.by_page.items():
        assert location.rstrip("/").endswith(f"/{found[title]}")
    events = [event.body["need"] for event in ChainEvent.objects.filter(kind="need-recorded")]
    assert sorted(events) == sorted(found.values()), "a need without its event, or an event without its need"


def assert_cells_are_there_once(load: Load, key: str) -> None:
    draft = AppraisalDraft.objects.get()
    revisions = list(draft.revisions.order_by("revision"))
    assert [row.revision for row in revisions] == list(range(1, draft.revision + 1))
    path = ("options", "today", "costs", key, "amount")
    saved = {}
    for row in revisions[1:]:
        (edit,) = load_edits(row.edits)
        assert edit.path == path
        assert edit.value not in saved, "one change was saved twice"
        saved[edit.value] = row.revision
    # The revision that was told is that of the change, or, where it was sent again, that of the first time.
    assert {amount: saved.get(amount) for amount in load.cells} == load.cells
    assert draft.document["options"][0]["costs"][0]["amount"] == max(saved)
    assert operations.rebuild_revision(draft, 1)["options"][0]["costs"][0]["amount"] == {
        "uniform": [100, 200]
    }


def assert_results_are_there_once(load: Load) -> None:
    versions = list(AppraisalVersion.objects.order_by("number"))
    made = [event.body["version"] for event in ChainEvent.objects.filter(kind="version-made").order_by("pk")]
    assert made == [version.number for version in versions] == list(range(1, len(versions) + 1))
    jobs = {str(job.pk): job for job in Job.objects.all()}
    asked = ChainEvent.objects.filter(kind="result-asked-for").count()
    assert asked == len(jobs)
    assert {location.rstrip("/").rpartition("/")[2] for location in load.jobs} <= jobs.keys()
    done = [job for job in jobs.values() if job.state == "done"]
    assert sorted(job.version_id for job in done) == sorted(version.pk for version in versions)
    for job in done:
        assert_computed_once(job)


@pytest.fixture
def case(db: None) -> Case:
    """Return a commission with a draft that takes a while to compute."""
    case = make_case()
    document = make_document(draws=DRAWS)
    document["options"] += [make_option(f"more-{count}", 90 + count) for count in range(4)]
    operations.upload_case(
        commission=case.commission, file=("case.toml", write_toml(document).encode()), revision=None,
        by=case.people["commissioner"], at=timezone.now(),
    )  # fmt: skip
    return case


def test_nothing_acknowledged_is_lost_or_doubled_when_web_and_worker_are_killed(case: Case) -> None:
    load = Load(free_port())
    key: Any = AppraisalDraft.objects.get().document["options"][0]["costs"][0]["key"]
    run_under_kills(case, load, KILLS)
    figures = (
        f"{KILLS} kills: {len(load.by_page)} needs by page, {len(load.by_program)} by program, "
        f"{len(load.cells)} cells, {len(load.jobs)} results asked for; cut off: {dict(load.cut_off)}; "
        f"jobs that ran more than once: {Job.objects.filter(attempts__gt=1).count()}, "
        f"given up and asked for again: {Job.objects.filter(state='failed').count()}"
    )
    print(figures)
    assert_needs_are_there_once(load)
    assert_cells_are_there_once(load, key)
    assert_results_are_there_once(load)
    assert check_chain().broken == ""
    assert all([load.by_page, load.by_program, load.cells, load.jobs]), figures
    assert sum(load.cut_off.values()), "no answer was ever cut off: the kills hit nothing"
