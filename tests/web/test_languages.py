"""The service speaks the language that was chosen: words, dates and amounts; every public page does."""

import datetime as dt
import re
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from examples.calderwick.fill import fill
from tests.web.people import sign_in
from wholeplace.faces.web import environment
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Person, Place

ENGLISH_DATE = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d"
)
WELSH_DATE = re.compile(
    r"\b\d{1,2} (Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr) 20\d\d"
)
# A commission is described in English, in the sentences that its case file holds.
WHOLLY_OURS = ("/", "/{place}/", "/{place}/commissions/", "/{place}/needs/")


class Page(HTMLParser):
    """A page's own words, its language, its links and the days at the steps of a thread."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language, self.links, self.days, self.words = "", [], [], []
        self.is_day = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        self.is_day = values.get("class") == "thread__date"

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.is_day:
            self.days.append(data)
        self.is_day = False

    @property
    def text(self) -> str:
        """Return all words."""
        return " ".join(self.words)


def read_in(client: Client, path: str, language: str) -> Page:
    """Read a page with the cookie of a language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    return Page(answer.content.decode())


# --- choosing ------------------------------------------------------------------------------------------------


def test_a_visitor_chooses_a_language_and_it_stays(client: Client, place: Place) -> None:
    answer = client.post("/language", {"language": "cy", "next": f"/{place.slug}/"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{place.slug}/"
    page = client.get(f"/{place.slug}/")
    assert 'lang="cy"' in page.content.decode()
    assert "Neidio i’r prif gynnwys" in page.content.decode()
    assert page.headers["Content-Language"] == "cy"


def test_every_page_offers_the_other_language_and_not_its_own(client: Client, place: Place) -> None:
    for language, other in (("en", "cy"), ("cy", "en")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get("/").content.decode()
        assert re.findall(r'name="language" value="(\w+)" lang="(\w+)"', page) == [(other, other)]


def test_the_browser_is_not_asked(client: Client, place: Place) -> None:
    page = client.get("/", headers={"Accept-Language": "cy"})
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()


def test_an_unknown_language_is_english(client: Client, place: Place) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../etc"
    assert client.get("/").headers["Content-Language"] == "en"


def test_somebody_who_signed_in_keeps_their_language_whatever_the_browser_had(
    client: Client, place: Place, people: dict[Role, Person]
) -> None:
    person = people["resident"]
    sign_in(client, person).post("/language", {"language": "cy", "next": "/"})
    person.refresh_from_db()
    assert person.language == "cy"
    elsewhere = sign_in(Client(), person)
    elsewhere.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert elsewhere.get("/").headers["Content-Language"] == "cy"


def test_a_page_in_welsh_says_once_in_both_languages_that_it_is_being_translated(
    client: Client, place: Place
) -> None:
    welsh, english = (read_in(client, f"/{place.slug}/", language).text for language in ("cy", "en"))
    assert welsh.count("This service is being translated.") == 1
    assert welsh.count("Mae’r gwasanaeth hwn yn cael ei gyfieithu.") == 1
    assert "Cyfraith a chanllawiau Lloegr" in welsh
    assert "being translated" not in english


def test_a_problem_is_told_in_the_language_too(client: Client, place: Place) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "Heb ddod o hyd i’r dudalen" in page.content.decode()


# --- dates and amounts ---------------------------------------------------------------------------------------

MOMENT = dt.datetime(2026, 11, 24, 16, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "day", "afternoon", "morning"),
    [
        ("en", "24 November 2026", "24 November 2026, 4:05pm", "24 November 2026, 9:05am"),
        ("cy", "24 Tachwedd 2026", "24 Tachwedd 2026, 4:05yh", "24 Tachwedd 2026, 9:05yb"),
    ],
)
def test_dates_and_times_are_in_the_readers_language(
    language: str, day: str, afternoon: str, morning: str
) -> None:
    with translation.override(language):
        assert environment.show_date(MOMENT) == day
        assert environment.show_time(MOMENT) == afternoon
        assert environment.show_time(MOMENT.replace(hour=9)) == morning


@pytest.mark.parametrize(
    ("language", "short", "exact"),
    [
        ("en", ["£1.2 million", "−£350,000", "£2.5 billion", "–"], "−£1,234,567"),
        ("cy", ["£1.2 miliwn", "−£350,000", "£2.5 biliwn", "–"], "−£1,234,567"),
        # Not a language of the service: whoever adds one gets its marks.
        ("de", ["£1,2 million", "−£350.000", "£2,5 billion", "–"], "−£1.234.567"),
    ],
)
def test_amounts_are_in_the_readers_language(language: str, short: list[str], exact: str) -> None:
    amounts = [1_200_000, -350_000, Decimal("2.5e9"), None]
    with translation.override(language):
        assert [environment.show_short_pounds(amount) for amount in amounts] == short
        assert environment.show_exact_pounds(Decimal("-1234567.2")) == exact


def test_the_steps_of_a_commission_are_in_welsh(client: Client, place: Place, commission: Commission) -> None:
    page = read_in(client, f"/{place.slug}/commissions/{commission.slug}/", "cy")
    assert all(
        word in page.text for word in ("Angen", "Opsiynau", "Trafodaeth", "Penderfyniad", "Y gyfraith")
    )
    assert page.days
    assert all(WELSH_DATE.search(day) for day in page.days)


def test_july_is_spelled_as_the_welsh_spell_it() -> None:
    with translation.override("cy"):
        assert environment.show_date(dt.date(2026, 7, 27)) == "27 Gorffennaf 2026"


# --- every public page ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.no_cover
def test_every_public_page_of_the_demonstration_place_answers_in_welsh(client: Client, db: None) -> None:
    fill(timezone.localdate(), draws=500, say=lambda line: None)
    place = Place.objects.get()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    pages = crawl(client)
    assert len(pages) > 60
    told = [path for path, page in pages.items() if page.language != "cy" or "Mewngofnodi" not in page.text]
    assert told == []
    ours = [pages[path.format(place=place.slug)] for path in WHOLLY_OURS]
    assert [ENGLISH_DATE.search(page.text) for page in ours] == [None] * len(ours)
    days = [day for page in pages.values() for day in page.days]
    assert len(days) > 20
    assert [day for day in days if not WELSH_DATE.search(day)] == []


def crawl(client: Client) -> dict[str, Page]:
    """Follow every link of the place as a visitor; what is given away to keep is no page."""
    pages: dict[str, Page] = {}
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        assert answer.headers["Content-Language"] == "cy", path
        page = pages[path] = Page(answer.content.decode())
        for link in page.links:
            parts = urlsplit(urljoin(path, link))
            # One question for each address: lists ask many.
            if not parts.netloc and not parts.scheme and parts.path not in seen and not is_file(parts.path):
                seen.add(parts.path)
                waiting.append(parts.path)
    return pages


def is_file(path: str) -> bool:
    """Tell what is downloaded, and pages that a browser asks another server for."""
    return "." in path.rsplit("/", 1)[-1] or path.startswith(("/api/", "/static/"))
