"""A place with somebody in every role, as small as can be, for the tests of services and pages."""

from datetime import UTC, datetime
from typing import get_args

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Membership, Organisation, Person, Place
from wholeplace.services.people.permissions import STAFF_ROLES

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
ROLES: tuple[Role, ...] = get_args(Role)
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


def make_person(name: str, *, has_second_factor: bool = False, **more: object) -> Person:
    """Make somebody who can sign in."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    person = Person.objects.create_person(email=email, name=name, password=PASSWORD, **more)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if has_second_factor:
        TOTP.activate(person, TOTP_SECRET)
        assert Authenticator.objects.filter(user=person).exists()
    return person


def make_place(slug: str = "calderwick", name: str = "Calderwick", **more: object) -> Place:
    """Make an open place."""
    return Place.objects.create(
        slug=slug, name=name, founded_at=AT, opened_at=more.pop("opened_at", AT), **more
    )


def make_people(place: Place) -> dict[Role, Person]:
    """Make one person for each role, staff with a second factor."""
    people = {}
    for role in ROLES:
        person = make_person(f"{role} of {place.slug}", has_second_factor=role in STAFF_ROLES)
        Membership.objects.create(person=person, place=place, role=role, office="")
        people[role] = person
    return people


def make_commission(place: Place, lead: Person, slug: str = "housing-support", **more: object) -> Commission:
    """Make a commission that is open to the public."""
    values = {"title": "Housing-related support", "created_at": AT, "opened_at": AT} | more
    return Commission.objects.create(place=place, slug=slug, lead=lead, **values)


def make_organisation(place: Place, slug: str = "north-charity", kind: str = "charity") -> Organisation:
    """Make an organisation."""
    return Organisation.objects.create(place=place, slug=slug, name=slug.replace("-", " ").title(), kind=kind)


def sign_in(client: Client, person: Person) -> Client:
    """Sign somebody in."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
