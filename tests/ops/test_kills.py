"""Web server and worker killed at any moment under load: what was acknowledged is there, once, and whole."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.ops.test_serve import free_port
from tests.services.appraising import make_document, make_option
from tests.services.commissioning import Case, make_case
from tests.services.test_jobs import assert_computed_once, wait_until
from tests.services.test_parallel_writers import database_address
from tests.web.people import sign_in
from wholeplace.casefile.canonical import hash_value
from wholeplace.formats.toml import write_toml
from wholeplace.records.models import AppraisalDraft, AppraisalVersion, ChainEvent, Job, Need, Person
from wholeplace.services.appraisals import operations
from wholeplace.services.appraisals.edits import load_edits
from wholeplace.services.people.tokens import TokenEntry, make_token
from wholeplace.services.publication.queries import check_chain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SOAKS = bool(os.environ.get("WHOLEPLACE_SOAK"))
KILLS = int(os.environ.get("WHOLEPLACE_SOAK_KILLS", "200")) if SOAKS else 5
ROOT = Path(__file__).resolve().parent.parent.parent
# Long enough to be killed half-way, short enough to be done between two kills.
DRAWS = 100_000
CSRF = "a" * 32
EDIT = "/calderwick/commissions/housing-support/appraisal/edit"
CUT_OFF = (OSError, http.client.HTTPException)


# --- the two processes -----------------------------------------------------------------------------------


class Service:
    """The web server and the worker, each in a process group that is killed whole and started anew."""

    def __init__(self, port: int, log: Path) -> None:
        environment = os.environ | {
            "DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "wholeplace.config.settings",
            "WHOLEPLACE_DEBUG": "1",
            # A soak runs beside other work: a worker that has to wait for the processor is not dead.
            "WHOLEPLACE_JOB_STALLED_SECONDS": "10" if SOAKS else "3",
            "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        }
        self.port, self.log = port, log
        self.warm = subprocess.Popen(
            [sys.executable, "-m", "tests.ops.warm", str(log)], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.groups: dict[str, int] = {}
        self.worker_began = timezone.now()

    def __enter__(self) -> "Service":
        try:
            self.start("web")
            self.start("worker")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Kill what runs and show the end of what it wrote, which pytest prints after a failure."""
        for name in list(self.groups):
            self.kill(name)
        self.warm.communicate()
        print(self.log.read_text()[-5000:] if self.log.exists() else "")

    def start(self, name: str) -> None:
        assert self.warm.stdin is not None
        assert self.warm.stdout is not None
        self.warm.stdin.write(f"web {self.port}\n" if name == "web" else "worker\n")
        self.warm.stdin.flush()
        told = self.warm.stdout.readline()
        assert told, "the process that starts the others ended"
        self.groups[name] = int(told)
        if name == "worker":
            self.worker_began = timezone.now()

    def kill(self, name: str) -> None:
        """Kill every process of it; one that had died by itself is a defect, and raises."""
        os.killpg(self.groups.pop(name), signal.SIGKILL)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def answers(self) -> bool:
        try:
            return ask(self.port, "GET", "/health").status == 200
        except CUT_OFF:
            return False

    def computes(self) -> bool:
        """Whether this worker, not the one that was killed before it, is in the middle of a job."""
        return Job.objects.filter(state="running", started_at__gt=self.worker_began).exists()


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
    tasks: list[Future[None]] = field(default_factory=list)

    def count_acknowledged(self) -> int:
        return len(self.by_page) + len(self.by_program) + len(self.cells) + len(self.jobs)

    def has_acknowledged(self, enough: int) -> bool:
        """Whether so much was acknowledged; raises what went wrong with one of those who save."""
        for task in self.tasks:
            if task.done():
                task.result()
        return self.count_acknowledged() >= enough

    def send(self, path: str, body: str, headers: dict[str, str]) -> Answer | None:
        """Send something; None if nobody knows whether it arrived."""
        try:
            answer = ask(self.port, "POST", path, body, headers)
        except ConnectionRefusedError:
            self.stop.wait(0.02)
            return None
        except CUT_OFF:
            self.cut_off[path.rpartition("/")[2]] += 1
            return None
        assert answer.status < 400, f"{path}: {answer.status} {answer.body[:2000]}"
        return answer

    def send_until_answered(self, path: str, body: str, headers: dict[str, str]) -> Answer | None:
        """Send the very same again until it is answered; None if the end came first."""
        while (answer := self.send(path, body, headers)) is None:
            if self.stop.is_set():
                return None
        return answer


def browse(person: Person, content_type: str = "application/x-www-form-urlencoded") -> dict[str, str]:
    """Give the headers of a browser in which somebody has signed in."""
    session = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return {"Cookie": cookies, "X-CSRFToken": CSRF, "Content-Type": content_type}


def record_needs(load: Load, headers: dict[str, str]) -> None:
    """Record one need after the other on the page; a form that was cut off is sent again, as browsers do."""
    number = 0
    while not load.stop.wait(0.05):
        number += 1
        title = f"Page {number}"
        load.sent.append(title)
        body = urlencode(
            {"title": title, "what": "Somewhere warm", "anyway": "on", "once": str(uuid.uuid4())}
        )
        answer = load.send_until_answered("/calderwick/needs/record", body, headers)
        if answer is not None:
            assert answer.status == 302, answer.body[:2000]
            load.by_page[title] = answer.location


def send_needs(load: Load, headers: dict[str, str]) -> None:
    """Record needs as a program does: what was cut off is sent again with its key."""
    number = 0
    while not load.stop.wait(0.6):
        number += 1
        body = json.dumps({"title": f"Program {number}", "what": "Somewhere warm"})
        keyed = headers | {"Idempotency-Key": f"need-{number}"}
        load.sent.append(f"Program {number}")
        answer = load.send_until_answered("/api/v1/places/calderwick/needs", body, keyed)
        if answer is not None:
            load.by_program[f"Program {number}"] = int(json.loads(answer.body)["id"])


def write_appraisal(load: Load, typing: dict[str, str], forms: dict[str, str], key: str) -> None:
    """Type one amount after the other into a cell, and have it computed when little else is."""
    was, amount = "uniform 100 200", 1000
    try:
        while not load.stop.wait(0.05):
            change = {"do": "set", "table": "costs", "option": "today", "row": key, "column": "amount"}
            body = json.dumps({"revision": 1, "changes": [change | {"was": was, "text": str(amount)}]})
            answer = load.send(f"{EDIT}/save", body, typing)
            if answer is None:
                continue  # the same is typed again: it may be there already
            told = json.loads(answer.body)
            assert (told["conflicts"], told["problems"]) == ([], [])
            load.cells[amount] = told["revision"]
            if amount % 5 == 0 and count_open_jobs() < 2:
                compute(load, forms)
            # What the page shows next is what the next change is compared with.
            was, amount = f"{amount:,}", amount + 1
    finally:
        connection.close()


def compute(load: Load, forms: dict[str, str]) -> None:
    """Hand the draft in; what was cut off is asked again, and is the same version and job."""
    answer = load.send_until_answered(f"{EDIT}/compute", urlencode({"note": ""}), forms)
    if answer is not None:
        assert answer.status == 302, answer.body[:2000]
        load.jobs.append(answer.location)


def read_pages(load: Load) -> None:
    """Read public pages as a visitor; whatever comes back whole is the page."""
    while not load.stop.wait(0.2):
        for path in ("/calderwick/", "/calderwick/needs/", "/api/v1/places"):
            try:
                answer = ask(load.port, "GET", path)
            except CUT_OFF:
                load.stop.wait(0.05)
                continue
            assert answer.status == 200, f"{path}: {answer.status} {answer.body[:2000]}"


# --- the load and the kills ------------------------------------------------------------------------------


def kill_at_random(service: Service, load: Load, kills: int, chance: random.Random) -> Counter[str]:
    """Kill one of the two again and again, each time after something was saved again.

    The web is killed at any moment, the worker only in the middle of a job, and at least once.
    """
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        enough = load.count_acknowledged() + 3
        wait_until(lambda enough=enough: load.has_acknowledged(enough), "something was saved")  # type: ignore[misc]
        threading.Event().wait(chance.random() * 0.5)
        is_due = killed.total() == kills - 1 and not killed["worker"]
        if is_due:
            wait_until(service.computes, "the worker computes")
        name = "worker" if is_due or (service.computes() and chance.random() < 0.35) else "web"
        service.restart(name)
        killed[name] += 1
    wait_until(service.answers, "the web server answers")
    return killed


def count_open_jobs() -> int:
    return Job.objects.filter(state__in=["waiting", "running"]).count()


def run_under_kills(case: Case, load: Load, kills: int, log: Path) -> Counter[str]:
    """Save, ask and be killed; then let what was asked for come to its end."""
    people, key = case.people, AppraisalDraft.objects.get().document["options"][0]["costs"][0]["key"]
    token = make_token(entry=TokenEntry("Load", "write", 1), by=people["provider"], at=timezone.now()).secret
    program = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    typing, forms = browse(people["finance-partner"], "application/json"), browse(people["finance-partner"])
    with Service(load.port, log) as service, ThreadPoolExecutor(4) as pool:
        try:
            wait_until(service.answers, "the web server answers")
            load.tasks = [
                pool.submit(record_needs, load, browse(people["resident"])),
                pool.submit(send_needs, load, program),
                pool.submit(write_appraisal, load, typing, forms, key),
                pool.submit(read_pages, load),
            ]
            killed = kill_at_random(
                service, load, kills, random.Random(os.environ.get("WHOLEPLACE_SEED", "25"))
            )
        finally:
            load.stop.set()
        for task in load.tasks:
            task.result()
        finish_jobs(load, forms)
        assert_pages_answer(load, forms)
    return killed


def finish_jobs(load: Load, forms: dict[str, str]) -> None:
    """Wait until every job has ended; one that was given up after five deaths is asked for again."""
    wait_until(lambda: not count_open_jobs(), "every job has ended")
    given_up = Job.objects.filter(
        state="failed", version__result__isnull=True, problem__contains="cut off 5 times"
    )
    for job in list(given_up):
        assert load.send(f"{EDIT.removesuffix('/edit')}/jobs/{job.pk}/again", "", forms) is not None
    wait_until(lambda: not count_open_jobs(), "every job has ended")


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
    assert_each_result_is_told_once(versions)
    # To compute each again would take as long as the soak itself: those that were killed half-way, and some.
    for number, job in enumerate(done):
        if job.attempts > 1 or number < 3:
            assert_computed_once(job)


def assert_each_result_is_told_once(versions: list[AppraisalVersion]) -> None:
    told = [event.body for event in ChainEvent.objects.filter(kind="result-computed")]
    expected = {version.number: hash_value(version.result) for version in versions}
    assert len(told) == len(versions)
    assert {body["version"]: body["digest"] for body in told} == expected


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


def test_nothing_acknowledged_is_lost_or_doubled_when_web_and_worker_are_killed(
    case: Case, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    load, began = Load(free_port()), time.monotonic()
    key: Any = AppraisalDraft.objects.get().document["options"][0]["costs"][0]["key"]
    killed = run_under_kills(case, load, KILLS, tmp_path / "log")
    seconds = time.monotonic() - began
    assert_needs_are_there_once(load)
    assert_cells_are_there_once(load, key)
    assert_results_are_there_once(load)
    assert check_chain().broken == ""
    figures = write_figures(load, killed, seconds)
    record_property("figures", figures)
    assert all([load.by_page, load.by_program, load.cells, load.jobs]), figures
    if SOAKS:
        assert min(killed["web"], killed["worker"], load.cut_off.total()) > 0, f"kills hit nothing: {figures}"


def write_figures(load: Load, killed: Counter[str], seconds: float) -> str:
    again = Job.objects.filter(attempts__gt=1)
    return (
        f"kill -9 on {connection.vendor}: {killed['web']} kills of the web, {killed['worker']} of the worker; "
        f"{load.count_acknowledged():,} writes acknowledged ({len(load.by_page):,} needs by page, {len(load.by_program):,} by "
        f"program, {len(load.cells):,} cells, {len(load.jobs):,} results asked for), "
        f"{load.cut_off.total():,} cut off in the middle {dict(load.cut_off)}; "
        f"{Job.objects.filter(state='done').count():,} results, {again.count():,} of jobs that ran again, "
        f"{Job.objects.filter(state='failed').count():,} given up after five deaths and asked for again; "
        f"lost 0, twice 0; {seconds:.0f} s"
    )
