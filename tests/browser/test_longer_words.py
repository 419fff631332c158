"""A language whose words are longer than English does not break the pages on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf import settings
from django.test import override_settings
from django.utils import timezone, translation

from examples.calderwick.fill import fill
from tests.house import translations
from wholeplace.records.models import Commission, Membership, Option

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONGER = str.maketrans(
    {"a": "ââ", "e": "êê", "i": "îî", "o": "ôô", "u": "ûû", "y": "ŷ", "A": "Â", "E": "Ê", "I": "Î", "O": "Ô"}
)
# What stands for a value, and marks of a page, stay as they are.
KEPT = re.compile(r"(%\(\w+\)\w|%\w|<[^>]*>|&\w+;)")
TOLD = ("commission", "law", "appraisal", "test", "heard", "decision", "documents")


def lengthen(text: str) -> str:
    """Accent every sentence and make it about half as long again."""
    parts = KEPT.split(text)
    return "".join(part if index % 2 else part.translate(LONGER) for index, part in enumerate(parts))


def write_longer_language(folder: Path) -> None:
    """Write a language with the code of Welsh in which every sentence is longer."""
    longer = Catalog(locale="cy")
    for message in translations.gather():
        if message.id:
            many = isinstance(message.id, tuple)
            said = (lengthen(message.id[0]), *[lengthen(message.id[1])] * 3) if many else lengthen(message.id)
            longer.add(message.id, said, context=message.context)
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as stream:
        write_mo(stream, longer)


@pytest.fixture
def _longer_language(tmp_path: Path) -> Iterator[None]:
    write_longer_language(tmp_path / "cy" / "LC_MESSAGES")
    with override_settings(LOCALE_PATHS=[tmp_path]), translation.override("en"):
        yield


def list_public_pages(place: str) -> Iterator[str]:
    """List one page of each kind, of the commission that is furthest."""
    yield from ("/", f"/{place}/", f"/{place}/commissions/", f"/{place}/needs/", f"/{place}/history/")
    yield from ("/about", "/privacy", "/accessibility", "/parameters/", "/methods/", "/data/", "/check")
    yield from ("/account/login/", "/account/signup/", "/nowhere/")
    for commission in Commission.objects.filter(stage__in=("debate", "award")):
        yield from (commission_path(commission, tab) for tab in TOLD)
        option = Option.objects.filter(commission=commission).first()
        yield translate_url("option", commission, option=option.slug)


def commission_path(commission: Commission, name: str) -> str:
    """Return the address of a page of a commission."""
    return translate_url(name, commission)


def translate_url(name: str, commission: Commission, **parts: Any) -> str:
    """Return an address of the commission."""
    from django.urls import reverse

    return reverse(name, kwargs={"place": commission.place.slug, "commission": commission.slug, **parts})


SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# A column in which a word stands with a letter or two on each line; the head of a stacked table is not seen.
SQUEEZED = """[...document.querySelectorAll("th, td")].filter(
    cell => !(cell.closest("thead")?.offsetWidth <= 1) && cell.clientWidth < 45 && /[^\\s\\d]{5}/u.test(cell.textContent)
).map(cell => cell.textContent.slice(0, 40))"""


def find_broken(visitor: Any, paths: list[str]) -> list[str]:
    """List the pages that must be moved sideways, that squeeze a column, or that could not be shown."""
    found = []
    for path in paths:
        answer = visitor.page.goto(visitor.address + path)
        if answer.status != (404 if path == "/nowhere/" else 200):
            found.append(f"{path}: {answer.status}")
        elif visitor.page.evaluate(SIDEWAYS):
            found.append(path)
        found += [f"{cell!r} on {path}" for cell in visitor.page.evaluate(SQUEEZED)]
    return found


@pytest.mark.usefixtures("_longer_language")
def test_no_page_is_wider_than_a_phone_in_a_language_with_longer_words(visit: Any) -> None:
    fill(timezone.localdate(), draws=500, say=lambda line: None)
    place = Commission.objects.first().place.slug
    visitor = visit(None, width=320)
    visitor.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": "cy", "url": visitor.address}]
    )
    public = list(list_public_pages(place))
    broken = find_broken(visitor, public)
    visitor.open(f"/{place}/")
    assert "Sîîgn îîn" in visitor.text()
    shoot(visitor, "longer-place")
    visitor.open(public[-1])
    shoot(visitor, "longer-option")
    commissioner = Membership.objects.filter(role="commissioner").first().person
    commissioner.language = "cy"
    commissioner.save()
    worker = visit(commissioner, width=320)
    commission = Commission.objects.get(stage="debate", route="full")
    working = ["/tasks/", "/account/", *(commission_path(commission, one) for one in ("manage", "involve"))]
    broken += find_broken(worker, working)
    worker.open(working[2])
    shoot(worker, "longer-manage")
    assert "Sîîgn ôôûût" in worker.text()
    assert "\n".join(broken) == ""


def shoot(visitor: Any, name: str) -> None:
    """Keep a screenshot if asked."""
    from tests.browser.conftest import SHOTS

    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{SHOTS}/{name}-{visitor.width}.png", full_page=True)
