"""What every test may rely on."""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from hatch_build import LOCALE, compile_translations
from wholeplace.records import guards

ROOT = Path(__file__).resolve().parent.parent

# No deadline: a busy machine is not a defect. In CI the same examples are tried on every run; a soak tries many.
settings.register_profile("here", deadline=None, max_examples=50)
settings.register_profile(
    "ci", settings.get_profile("here"), derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)  # fmt: skip
settings.register_profile("soak", deadline=None, max_examples=2_000, suppress_health_check=list(HealthCheck))
settings.load_profile(
    "soak" if os.environ.get("WHOLEPLACE_SOAK") else "ci" if os.environ.get("CI") else "here"
)


def pytest_configure() -> None:
    """Compile the translations, before Django reads any: they are never committed."""
    compile_translations(ROOT / LOCALE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs PostgreSQL where the tests run on SQLite; trace no journey in a browser."""
    for item in items:
        if item.get_closest_marker("browser"):
            # Coverage is what tests without a browser reach; a traced server is half as fast.
            item.add_marker("no_cover")
    if connection.vendor == "postgresql":
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL, or use ./run test"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures that tests recorded, of passed ones too and from every process, and their sums."""
    lines, sums = [], Counter[str]()
    for report in (one for some in terminalreporter.stats.values() for one in some):
        for name, value in getattr(report, "user_properties", ()) if _is_call(report) else ():
            if name == "figures":
                lines.append(str(value))
            if name.startswith("sum of "):
                sums[name.removeprefix("sum of ")] += value
    lines += [f"{name}: {total:,}" for name, total in sums.items()]
    if lines:
        terminalreporter.section("figures")
        terminalreporter.write("".join(f"{line}\n" for line in sorted(lines)))


def _is_call(report: Any) -> bool:
    return getattr(report, "when", "") == "call"


def pytest_collection_finish() -> None:
    """Keep what was imported out of every later search for garbage: nothing of it ever is."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the cited figures and the design, which are kept outside this repository."""
    folder = Path(os.environ.get("WHOLEPLACE_SHARED") or ROOT.parent / "shared").resolve()
    if not folder.is_dir():
        pytest.skip("the folder of cited figures is not here: set WHOLEPLACE_SHARED")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guards() -> Iterator[None]:
    """Let the emptying of the database between transaction tests past the triggers that guard the chain."""
    empty = TransactionTestCase._fixture_teardown

    def empty_without_guards(case: TransactionTestCase) -> None:
        guards.take_down(connection)
        empty(case)
        guards.put_up(connection)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty_without_guards)
    yield
    patch.undo()


@pytest.fixture
def without_guards(db: None) -> Iterator[None]:
    """Take the triggers down, as whoever owns the database can."""
    guards.take_down(connection)
    yield
    guards.put_up(connection)
