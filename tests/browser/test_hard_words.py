"""What people may write, in a real browser on a phone: code, words without end, every script, and much of it."""

from typing import Any

import pytest
from django.utils import timezone

from tests.services.commissioning import Case, make_case, prepare_decision
from tests.services.publishing import make_version
from tests.web.test_many import add_needs, add_options
from wholeplace.records.models import Need, Option
from wholeplace.services.publication.versions import publish_version

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
THREAD = "/calderwick/commissions/housing-support"
CODE = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }}"
HEBREW = "עברית עם English בתוכה, ארוכה יותר משורה אחת"
TITLES = (CODE, "Unbreakable" * 18, HEBREW * 4, "👩‍👩‍👧‍👦" * 25, "長い日本語の題名" * 24, "ශ්\u200dරී " * 40)
PUBLIC = (
    "/", "/calderwick/", "/calderwick/commissions/", "/calderwick/needs/", "/calderwick/needs/3",
    f"{THREAD}/", f"{THREAD}/options/team/", f"{THREAD}/appraisal/", f"{THREAD}/decision/", f"{THREAD}/law/",
)  # fmt: skip
WORKING = ("/tasks/", f"{THREAD}/manage/", f"{THREAD}/manage/longlist", f"{THREAD}/decision/record/")


@pytest.fixture
def case(transactional_db: None) -> Case:
    """Give a place of that name, with 200 options and some needs, all in hard words."""
    case = make_case()
    prepare_decision(case, timezone.now())
    publish_version(version=make_version(case), by=case.people["officer"], at=timezone.now())
    add_options(case, range(200))
    add_needs(case, range(12))
    for model in (Option, Need):
        field = "name" if model is Option else "title"
        for number, row in enumerate(model.objects.order_by("pk")):
            setattr(row, field, TITLES[number % len(TITLES)][:196] + str(number))
            row.save(update_fields=[field])
    case.place.name = (CODE + TITLES[1])[:200]
    case.place.save()
    case.commission.title = TITLES[1][:200]
    case.commission.summary = CODE + "W" * 5_000
    case.commission.save()
    return case


def look_at(visitor: Any, addresses: tuple[str, ...]) -> None:
    asked: list[str] = []
    visitor.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    for address in addresses:
        visitor.open(address)
        visitor.look(f"hard-words{address.replace('/', '-')}")
    assert asked == []


def test_everybody_reads_hard_words_on_a_phone(visit: Any, case: Case) -> None:
    look_at(visit(None, width=320), PUBLIC)


def test_those_at_work_read_hard_words_on_a_phone(visit: Any, case: Case) -> None:
    look_at(visit(case.people["officer"], width=320), WORKING)


def test_what_is_written_from_right_to_left_begins_on_the_right(visit: Any, case: Case) -> None:
    visitor = visit(None, width=1280)
    page = visitor.open("/calderwick/needs/3")
    heading = page.locator("h1")
    assert HEBREW in heading.inner_text()
    ends = heading.evaluate(
        """node => { const range = document.createRange(); range.selectNodeContents(node);
           const text = [...range.getClientRects()].at(-1), box = node.getBoundingClientRect();
           return [text.left - box.left, box.right - text.right]; }"""
    )
    assert ends[0] > 5
    assert ends[1] < 1
