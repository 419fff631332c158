"""Access tokens: what lets a program act for a person, made and revoked by that person only.

Like everything about one's own account, none of it is an event: it concerns nobody else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import AccessToken, Person
from wholeplace.records.models.people import TOKEN_SCOPES
from wholeplace.services.entries import read_line, read_word
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import NotPermitted, needs_second_factor

# Recognisable, so that programs which look for secrets in published code find it.
PREFIX = "wholeplace_"
LONGEST_LIFE = dt.timedelta(days=366)
MOST_TOKENS = 20
# Writing at every request when a token was last used would make each read a write.
USE_NOTED_EVERY = dt.timedelta(minutes=10)


class NotSignedIn(WholeplaceError):
    """Nobody has signed in, or with something that does not count any more."""


class TooManyTokens(WholeplaceError):
    """More tokens than anybody can keep an eye on."""


@dataclass(frozen=True)
class TokenEntry:
    """What a person enters about a new token."""

    name: str
    scope: str
    days: int


@dataclass(frozen=True)
class NewToken:
    """A new token; `secret` is shown once and kept nowhere."""

    token: AccessToken
    secret: str


def has_second_factor(person: Person) -> bool:
    """Say whether a person has set up a second step of signing in."""
    return bool(is_mfa_enabled(person))


@operation
def make_token(*, entry: TokenEntry, by: Person, at: dt.datetime) -> NewToken:
    """Make a token for oneself; staff need their second step before."""
    if not by.is_active:
        raise NotSignedIn("This account is closed.")
    _refuse_without_second_factor(by)
    if not 1 <= entry.days <= LONGEST_LIFE.days:
        problem = f"must be from 1 to {LONGEST_LIFE.days} days, but is {entry.days:,}"
        raise InvalidInput("days", problem)
    if list_tokens(by, at=at)[MOST_TOKENS - 1 :]:
        raise TooManyTokens(f"You have {MOST_TOKENS} tokens. Revoke one that you no longer need first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        person=by,
        name=read_line("name", entry.name),
        scope=read_word("scope", entry.scope, TOKEN_SCOPES),
        token_hash=hash_secret(secret),
        made_at=at,
        expires_at=at + dt.timedelta(days=entry.days),
    )
    return NewToken(token, secret)


@operation
def revoke_token(*, identifier: int, by: Person, at: dt.datetime) -> AccessToken:
    """Revoke one of one's own tokens; from now on it opens nothing."""
    token = AccessToken.objects.filter(person=by, pk=identifier, revoked_at__isnull=True).first()
    if token is None:
        raise NotFound("You have no such token, or it is revoked already.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    return token


def list_tokens(person: Person, *, at: dt.datetime) -> list[AccessToken]:
    """Return the tokens of a person that still open something, the newest first."""
    return list(person.access_tokens.filter(revoked_at__isnull=True, expires_at__gt=at))


def use_token(secret: str, *, at: dt.datetime) -> AccessToken:
    """Return the token of a request with its person, or say why it opens nothing.

    A token that never was, one that is revoked and one of somebody erased are told apart to nobody.
    """
    found = AccessToken.objects.select_related("person").filter(token_hash=hash_secret(secret)).first()
    if found is None or found.revoked_at is not None or not _is_somebody(found.person):
        raise NotSignedIn("This access token opens nothing: check it, or make a new one in your account.")
    if found.expires_at <= at:
        raise NotSignedIn(f"This access token expired on {found.expires_at:%-d %B %Y}: make a new one.")
    _refuse_without_second_factor(found.person)
    if found.last_used_at is None or at - found.last_used_at > USE_NOTED_EVERY:
        AccessToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found


def hash_secret(secret: str) -> str:
    """Hash a token, so that a copy of the database opens nothing."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _is_somebody(person: Person) -> bool:
    return person.is_active and person.erased_at is None


def _refuse_without_second_factor(person: Person) -> None:
    if needs_second_factor(person) and not has_second_factor(person):
        raise NotPermitted("Your role may only be used with a second step: set it up in your account first.")
