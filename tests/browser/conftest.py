"""A real browser in front of the service, for the journeys."""

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.web.people import PASSWORD, TOTP_SECRET, sign_in
from wholeplace.records.models import Person

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Where screenshots go, if anywhere.
SHOTS = os.environ.get("WHOLEPLACE_SHOTS", "")
# A phone (also a desk at 400% zoom), and a desk: every page of a journey is looked at on both.
WIDTHS = (320, 1280)


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
        self.looked_at: set[str] = set()
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
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

    def sign_in_by_hand(self, person: Person) -> "Visitor":
        """Come through the pages."""
        self.open("/account/login/")
        return self.say_who(person)

    def say_who(self, person: Person) -> "Visitor":
        """Answer the sign-in page: password, and the code of the app where the role asks for one."""
        self.fill("E-mail address", person.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")
        if Authenticator.objects.filter(user=person).exists():
            self.page.wait_for_load_state("load")
            counter = list(totp.yield_hotp_counters_from_time())[1]
            code = totp.format_hotp_value(totp.hotp_value(TOTP_SECRET, counter))
            self.page.locator("input[name=code]").fill(code)
            self.press("Continue")
        self.page.wait_for_load_state("load")
        return self

    def open(self, path: str) -> Any:
        """Open a page."""
        self.page.goto(self.address + path)
        return self.page

    def follow(self, text: str) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=text, exact=True).first.click()

    def go(self, words: str) -> None:
        """Follow a link of the page itself, or one that looks like a button, whose text begins with these words."""
        begins = re.compile(r"^\s*" + re.escape(words))
        self.page.locator("main a:not(.tabs__link)").filter(has_text=begins).first.click()

    def fill(self, label: str, text: str) -> None:
        """Fill a field by its label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def pick(self, label: str, choice: str) -> None:
        """Choose from a list by the words of both."""
        self.page.get_by_label(label, exact=True).select_option(label=choice)

    def choose(self, group: str, answer: str) -> None:
        """Choose one answer of a group of radio buttons by its words."""
        self.page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()

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
        """Check that nothing is cut off sideways on a phone and at a desk, that axe finds nothing, and keep
        screenshots if asked; what is done several times in a journey is looked at once."""
        self.page.wait_for_load_state("load")
        assert self.complaints == [], f"{name}: {self.complaints}"
        if name in self.looked_at:
            return
        self.looked_at.add(name)
        for width in (*(one for one in WIDTHS if one != self.width), self.width):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not self.page.evaluate(wide), f"{name} is wider than the screen at {width}"
            self._keep_shot(name, width)
        if self.scripts:
            self._check_access(name)

    def _keep_shot(self, name: str, width: int) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            scripts = "" if self.scripts else "-without-scripts"
            self.page.screenshot(path=f"{SHOTS}/{name}-{width}{scripts}.png", full_page=True)

    def _check_access(self, name: str) -> None:
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        assert told == [], f"{name}: {told}"


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Any]:
    """Return a way to come as somebody: visit(person, scripts=True, width=1280); None is a visitor."""
    visitors: list[Visitor] = []
    # It remembers codes that were used, by the number of a person: numbers begin anew in each test.
    cache.clear()

    def come(person: Person | None, *, scripts: bool = True, width: int = 1280) -> Visitor:
        visitor = Visitor(chromium, live_server.url, scripts=scripts, width=width)
        visitors.append(visitor)
        return visitor.sign_in(person) if person else visitor

    yield come
    for visitor in visitors:
        visitor.context.close()


class Clock:
    """The service's own clock, put forward; the browser and the codes of the app keep the real time."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()
        self.real = timezone.now

    def now(self) -> dt.datetime:
        """Tell the time as the service sees it."""
        return self.real() + self.ahead

    def today(self) -> dt.date:
        """Tell the day as the service sees it."""
        return timezone.localdate(self.now())

    def pass_days(self, days: int) -> None:
        """Let days pass: whoever was signed in must sign in again."""
        self.ahead += dt.timedelta(days=days)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock for what takes weeks: the service asks it for the time, and every guard with it."""
    told = Clock()
    monkeypatch.setattr(timezone, "now", told.now)
    return told
