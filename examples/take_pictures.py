"""``./run pictures``: the pictures of the README and the guides, of the demonstration as it is served."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from examples.calderwick.log_ins import PASSWORD, SECOND_FACTOR
from examples.show_code import make_code

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
HOUSING = "/calderwick/commissions/housing-related-support-after-the-charity-contract/"
CARE = "/calderwick/commissions/intermediate-care-at-home-after-hospital/"
PRACTICE = "/calderwick/commissions/a-social-work-practice-for-children-in-care-and-care-leavers/"


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the page, who looks at it, how wide and high."""

    name: str
    path: str
    who: str = ""
    width: int = 1280
    height: int = 860
    at: str = ""


WANTED = (
    Picture("place", "/calderwick/"),
    Picture("thread", HOUSING),
    Picture("thread-phone", PRACTICE, width=320, height=700),
    Picture("options", CARE, at="#options"),
    Picture("appraisal", f"{HOUSING}appraisal/"),
    Picture("gains", f"{HOUSING}appraisal/gains/"),
    Picture("cash", f"{CARE}appraisal/cash/", who="finance"),
    Picture("decision-phone", f"{CARE}decision/", who="member", width=320, height=700),
    Picture("tasks", "/tasks/", who="commissioner"),
    Picture("manage", f"{CARE}manage/", who="commissioner"),
    Picture("lines", f"{CARE}appraisal/edit/", who="commissioner"),
    Picture("test", f"{CARE}public-interest-test/edit/", who="commissioner"),
    Picture("need", "/calderwick/needs/1"),
    Picture("settings", "/calderwick/settings/", who="admin"),
)
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def main() -> None:
    """Fill, serve, look, and write every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    program = next(name for name in BROWSERS if Path(name).exists())
    with (
        tempfile.TemporaryDirectory(prefix="wholeplace-pictures.") as folder,
        serve(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for who in sorted({picture.who for picture in WANTED}):
            look_as(browser, address, who)
        browser.close()


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the demonstration place from a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "examples/run_demo.py", str(folder), "--port", str(port), "--draws", "20000"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{address}/ready", timeout=5).close()
                break
            except OSError:
                if server.poll() is not None:
                    sys.exit("pictures: the demonstration could not be served")
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def look_as(browser: Browser, address: str, who: str) -> None:
    """Sign in as somebody, or not at all, and take their pictures."""
    context = browser.new_context()
    page = context.new_page()
    if who:
        sign_in(page, address, who)
    for picture in WANTED:
        if picture.who == who:
            take(page, address, picture)
    context.close()


def sign_in(page: Page, address: str, who: str) -> None:
    """Sign in as people do: e-mail, password, the code of this moment."""
    page.goto(f"{address}/account/login/")
    page.fill("input[name=login]", f"{who}@calderwick.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    if page.locator("input[name=code]").count():
        page.fill("input[name=code]", make_code(SECOND_FACTOR, time.time()))
        page.click("main button[type=submit]")


def take(page: Page, address: str, picture: Picture) -> None:
    """Take one picture, of what a person sees first or of a part of the page."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    answer = page.goto(address + picture.path + picture.at)
    if answer is None or not answer.ok:
        sys.exit(f"pictures: {picture.path} cannot be shown to {picture.who or 'a visitor'}")
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    print(f"{picture.name}.png: {picture.path}{picture.at}", flush=True)


if __name__ == "__main__":
    main()
