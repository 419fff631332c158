"""The demonstration place is told whole through the services, and every page of it has something to show."""

import datetime as dt

import pytest
from django.test import Client

from examples.calderwick.fill import fill
from wholeplace.casefile.verify import verify_case_file
from wholeplace.records.models import CaseFile, Commission, Person
from wholeplace.services.publication.queries import check_chain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TODAY = dt.date(2026, 11, 24)


def test_calderwick_is_told_and_everything_published_verifies() -> None:
    """One long test: telling takes its time, and what it leaves is looked at from several sides."""
    fill(TODAY, draws=500, say=lambda line: None)
    assert sorted(Commission.objects.values_list("stage", flat=True)) == [
        "award",
        "debate",
        "decision",
        "options",
    ]
    assert check_chain().broken == ""
    files = list(CaseFile.objects.values_list("document", flat=True))
    assert len(files) == 4
    for document in files:
        verdict = verify_case_file(document)
        assert verdict.holds, verdict.findings
    read_every_page()


def read_every_page() -> None:
    client = Client()
    pages = ["/", "/calderwick/", "/calderwick/commissions/", "/calderwick/needs/"]
    for slug in Commission.objects.values_list("slug", flat=True):
        here = f"/calderwick/commissions/{slug}/"
        tabs = ("", "appraisal/", "public-interest-test/", "heard/", "decision/")
        pages += [here + tab for tab in tabs]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        for private in Person.objects.filter(memberships__role="resident").values_list("name", flat=True):
            assert private not in text, page
