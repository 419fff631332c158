"""A place and its people, for the tests of the pages."""

import pytest

from tests.web.people import make_commission, make_people, make_place
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Person, Place


@pytest.fixture
def place(db: None) -> Place:
    """Return an open place."""
    return make_place()


@pytest.fixture
def people(place: Place) -> dict[Role, Person]:
    """Return one person for each role."""
    return make_people(place)


@pytest.fixture
def commission(place: Place, people: dict[Role, Person]) -> Commission:
    """Return a commission that is open to the public."""
    return make_commission(place, people["commissioner"])
