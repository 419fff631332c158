"""The words of the pages: one for each thing that the records may hold."""

import re
from pathlib import Path

import pytest

import wholeplace
from wholeplace.faces.web import words
from wholeplace.faces.web.appraisals.labels import CHOICES
from wholeplace.foundations.parameters import STATUS_MEANINGS

SERVICES = Path(wholeplace.__file__).parent / "services"


def list_event_kinds() -> set[str]:
    """Find the kinds of events that the operations leave, as their source names them."""
    files = [file for file in sorted(SERVICES.rglob("*.py")) if file.parent.name != "work"]
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    named = set(re.findall(r'(?:kind=|_record(?:_organisation)?\(\s*)"([a-z]+(?:-[a-z]+)+)"', source))
    own = {f"{kind}-{done}" for kind in ("parameter", "law-rule") for done in ("kept", "dropped")}
    return named | own | {"case-file-published", "person-erased"}


def test_every_kind_of_event_has_words() -> None:
    kinds = list_event_kinds()
    assert {"need-recorded", "consultation-changed", "decision-recorded", "organisation-added"} <= kinds
    assert kinds - words.EVENTS.keys() == set()


def test_there_are_no_words_for_events_that_never_happen() -> None:
    assert words.EVENTS.keys() - list_event_kinds() - {"signing-key-changed"} == set()


@pytest.mark.parametrize("status", STATUS_MEANINGS)
def test_the_status_of_a_source_means_the_same_wherever_it_is_chosen(status: str) -> None:
    assert str(words.SOURCE_STATUSES[status]) == STATUS_MEANINGS[status]
    assert str(CHOICES["status"][status]) == f"{status}: {STATUS_MEANINGS[status]}"
