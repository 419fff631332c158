"""What a person does with their own account: name, language, sessions, taking data out, leaving."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from wholeplace.records.models import (
    AccessToken,
    CachedValue,
    EventDetail,
    Invitation,
    KeptEntry,
    Membership,
    NeedSupport,
    Person,
    Submission,
)
from wholeplace.services.entries import read_line
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.operations import ADMINISTRATOR, LastAdministrator
from wholeplace.services.people.permissions import forget_roles
from wholeplace.services.people.queries import list_needs_of, list_proposals_of
from wholeplace.services.publication.chain import append_event

ENTRIES_KEPT_FOR = dt.timedelta(hours=1)
# A form that is sent again later than this is taken for a new one.
SUBMISSIONS_KEPT_FOR = dt.timedelta(days=7)
PERSON_ERASED = "person-erased"
# A domain that can never exist, so that the address of somebody who left reaches nobody.
NOWHERE = "erased.invalid"


def choose_language(*, by: Person, language: str, at: dt.datetime) -> None:  # noqa: ARG001
    """Remember the language that a person reads; no event, for it concerns only them."""
    Person.objects.filter(pk=by.pk).update(language=language)
    by.language = language


def change_name(*, by: Person, name: str, at: dt.datetime) -> None:  # noqa: ARG001
    """Change a person's own name; no event, for the chain names nobody."""
    by.name = read_line("name", name)
    by.save(update_fields=["name"])


def sign_out_everywhere(*, by: Person, at: dt.datetime) -> None:  # noqa: ARG001
    """End every session of a person: none carries the new key."""
    by.sessions_key = secrets.token_hex(16)
    by.save(update_fields=["sessions_key"])


@dataclass(frozen=True)
class OpenSession:
    """A browser in which a person is signed in, as it names itself."""

    pk: int
    user_agent: str
    since: dt.datetime
    last_seen: dt.datetime
    is_this: bool


def list_sessions(person: Person, *, this: str | None) -> list[OpenSession]:
    """List the sessions in which a person is signed in, this one first; `this` is its key."""
    rows = [
        OpenSession(row.pk, row.user_agent, row.created_at, row.last_seen_at, row.session_key == this)
        for row in UserSession.objects.purge_and_list(person)
    ]
    return sorted(rows, key=lambda row: (not row.is_this, -row.last_seen.timestamp()))


def end_session(*, by: Person, number: int, at: dt.datetime) -> None:  # noqa: ARG001
    """End one of a person's own sessions; no event, for it concerns only them."""
    session = UserSession.objects.filter(user=by, pk=number).first()
    if session is None:
        raise NotFound("This session has ended already.")
    session.end()


def forget_expired(*, at: dt.datetime) -> None:
    """Delete what may no longer be used; each sign-in calls it, so that nothing lies about for long."""
    KeptEntry.objects.filter(kept_at__lt=at - ENTRIES_KEPT_FOR).delete()
    CachedValue.objects.filter(expires__lt=at).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    Submission.objects.filter(at__lt=at - SUBMISSIONS_KEPT_FOR).delete()


def export_person(person: Person) -> dict[str, Any]:
    """Give everything that is kept about a person, for them to take away."""
    return {
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "joined_at": person.joined_at.isoformat(),
        "last_signed_in_at": person.last_login.isoformat() if person.last_login else None,
        "has_second_step": Authenticator.objects.filter(user=person).exists(),
        "organisations_signed_in_through": [
            account.provider for account in SocialAccount.objects.filter(user=person)
        ],
        "roles": [_describe_role(one) for one in person.memberships.select_related("place", "organisation")],
        "needs": [dict(vars(one)) for one in list_needs_of(person)],
        "proposals": [dict(vars(one)) for one in list_proposals_of(person)],
        "supported_needs": [
            {"place": one.need.place.slug, "number": one.need.number, "at": one.at.isoformat()}
            for one in NeedSupport.objects.filter(person=person).select_related("need__place")
        ],
        "invitations": [
            {"place": one.place.slug, "role": one.role, "invited_at": one.invited_at.isoformat()}
            for one in Invitation.objects.filter(accepted_by=person).select_related("place")
        ],
        "sessions": [
            {
                "browser": one.user_agent,
                "network_address": one.ip,
                "since": one.created_at.isoformat(),
                "last_seen_at": one.last_seen_at.isoformat(),
            }
            for one in UserSession.objects.filter(user=person)
        ],
        "access_tokens": [
            {"name": one.name, "scope": one.scope, "made_at": one.made_at.isoformat()}
            for one in person.access_tokens.all()
        ],
        "events": [
            {"kind": one.event.kind, "at": one.event.at.isoformat(), "detail": one.detail}
            for one in EventDetail.objects.filter(person=person).select_related("event")
        ],
    }


def _describe_role(membership: Membership) -> dict[str, Any]:
    return {
        "place": membership.place.slug,
        "role": membership.role,
        "office": membership.office,
        "organisation": membership.organisation.name if membership.organisation else "",
        "since": membership.since.isoformat(),
    }


@operation
def erase_person(*, by: Person, at: dt.datetime) -> None:
    """Erase a person at their own wish; what was decided keeps its shape, and the chain holds.

    The row stays with nothing in it that names anybody. On the chain stood only commitments to personal
    details; without the details and their salts, nobody can tell what they were about.
    """
    _refuse_last_administrator(by)
    erased = _list_details(by).update(detail=None, salt="", person=None, erased_at=at)
    Invitation.objects.filter(Q(accepted_by=by) | Q(email=by.email)).update(email=f"erased@{NOWHERE}")
    for kept in (
        EmailAddress.objects.filter(user=by),
        Authenticator.objects.filter(user=by),
        SocialAccount.objects.filter(user=by),
        Submission.objects.filter(person=by),
        AccessToken.objects.filter(person=by),
        UserSession.objects.filter(user=by),
        Membership.objects.filter(person=by),
    ):
        kept.delete()
    _empty(by, at)
    event = append_event(kind=PERSON_ERASED, by="Person", at=at, body={"details_erased": erased})
    EventDetail.objects.create(event=event, place=None, person=None)
    forget_roles(by)


def _refuse_last_administrator(person: Person) -> None:
    kept = Membership.objects.filter(person=person, role=ADMINISTRATOR).select_related("place")
    for one in kept:
        others = Membership.objects.filter(place=one.place, role=ADMINISTRATOR, person__is_active=True)
        if not others.exclude(person=person).exists():
            raise LastAdministrator(
                f"{one.place} needs an administrator, and you are the last one. Make somebody else one first."
            )


def _list_details(person: Person) -> QuerySet[EventDetail]:
    """List the details of what the person did, and of what others did about them."""
    named = Q(detail__email=person.email)
    own_places = Membership.objects.filter(person=person).values("place")
    named |= Q(detail__name=person.name, place__in=own_places)
    # Looked up first: an UPDATE that reads its own table is not the same on both databases.
    found = EventDetail.objects.filter(Q(person=person) | named).values_list("pk", flat=True)
    return EventDetail.objects.filter(pk__in=list(found))


def _empty(person: Person, at: dt.datetime) -> None:
    person.email, person.name = f"person-{person.pk}@{NOWHERE}", ""
    person.is_active = person.is_operator = False
    person.sessions_key, person.erased_at = secrets.token_hex(16), at
    person.last_login = None
    person.set_unusable_password()
    person.save()
