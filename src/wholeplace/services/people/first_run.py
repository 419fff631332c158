"""The very first account: only while nobody is here, and only for whoever can see the server's terminal."""

from __future__ import annotations

import datetime as dt
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import EventDetail, Person
from wholeplace.services.entries import read_line
from wholeplace.services.operation import operation
from wholeplace.services.publication.chain import append_event


class SomebodyIsHere(WholeplaceError):
    """The first account was made already."""


@operation
def make_first_person(*, name: str, email: str, password: str, code: str, at: dt.datetime) -> Person:
    """Make the first account, that of an operator; the code shows that it is somebody of the server."""
    expected = settings.FIRST_RUN_CODE
    if not expected:
        raise InvalidInput(
            "code", "cannot be checked: start the service with “wholeplace serve”, which prints one"
        )
    if not secrets.compare_digest(code.strip().lower().encode(), expected.strip().lower().encode()):
        raise InvalidInput("code", "must be the one that the service printed when it started")
    # The chain lets one writer pass at a time, so of two at the same moment the second finds the first one.
    event = append_event(kind="service-started", by="Operator", at=at, body={})
    if Person.objects.exists():
        raise SomebodyIsHere("The first account was made already. Sign in with it.")
    person = Person.objects.create_person(
        email=email, name=read_line("name", name), password=password, is_operator=True
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EventDetail.objects.create(event=event, place=None, person=person)
    return person
