"""A real browser in front of the service, for the journeys."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.web.people import sign_in
from wholeplace.records.models import Person

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Where screenshots go, if anywhere.
SHOTS = os.environ.get("WHOLEPLACE_SHOTS", "")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return a headless browser."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: install it, or name it in CHROMIUM")
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop in this thread; the tests themselves still do one thing at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Visitor:
    """Somebody with a browser of their own; every page they open must be sound."""

    def __init__(self, chromium: Any, address: str, *, scripts: bool, width: int) -> None:
        self.address, self.scripts, self.width = address, scripts, width
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        # A form that is refused answers 422 or 409, and the browser says so: that is how it should be.
        if message.type == "error" and "422" not in message.text and "409" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, person: Person) -> "Visitor":
        """Come with a session."""
        session = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.address}]
        )
        return self

    def open(self, path: str) -> Any:
        """Open a page."""
        self.page.goto(self.address + path)
        return self.page

    def follow(self, text: str) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=text, exact=True).first.click()

    def press(self, text: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=text, exact=True).first.click()

    def fill_date(self, question: str, day: dt.date) -> None:
        """Fill in the day, the month and the year of a question."""
        boxes = self.page.get_by_role("group", name=question)
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(label).fill(str(number))

    def text(self) -> str:
        """Give what the page says."""
        self.page.wait_for_load_state("load")
        return str(self.page.inner_text("body"))

    def look(self, name: str) -> None:
        """Check that nothing is cut off sideways, that axe finds nothing, and keep a screenshot if asked."""
        self.page.wait_for_load_state("load")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        if self.scripts:
            assert not self.page.evaluate(wide), f"{name} is wider than the screen at {self.width}"
            self._check_access(name)
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            scripts = "" if self.scripts else "-without-scripts"
            self.page.screenshot(path=f"{SHOTS}/{name}-{self.width}{scripts}.png", full_page=True)
        assert self.complaints == [], f"{name}: {self.complaints}"

    def _check_access(self, name: str) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        assert told == [], f"{name}: {told}"


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Any]:
    """Return a way to come as somebody: visit(person, scripts=True, width=1280); None is a visitor."""
    visitors: list[Visitor] = []

    def come(person: Person | None, *, scripts: bool = True, width: int = 1280) -> Visitor:
        visitor = Visitor(chromium, live_server.url, scripts=scripts, width=width)
        visitors.append(visitor)
        return visitor.sign_in(person) if person else visitor

    yield come
    for visitor in visitors:
        visitor.context.close()
