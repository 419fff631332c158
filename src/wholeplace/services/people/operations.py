"""People in a place: inviting, accepting, giving and taking roles."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, get_args

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Invitation, Membership, Organisation, Person, Place
from wholeplace.services.entries import read_line, read_word
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import Permission, forget_roles, require
from wholeplace.services.publication.events import record_event

INVITATION_LASTS = dt.timedelta(days=14)
ADMINISTRATOR: Role = "place-administrator"


class InvitationDoesNotWork(WholeplaceError):
    """An invitation that was forged, used, withdrawn, or is too old."""


class AlreadyHasRole(WholeplaceError):
    """A person has a role once."""


class LastAdministrator(WholeplaceError):
    """A place without an administrator could never be changed again."""


@dataclass(frozen=True)
class RoleEntry:
    """A role as it is given: for which organisation, and under which office as it is published."""

    role: str
    office: str = ""
    organisation: Organisation | None = None


@operation
def invite_person(*, place: Place, email: str, entry: RoleEntry, by: Person, at: dt.datetime) -> Invitation:
    """Send somebody a link that gives a role to whoever opens it; only the hash of its token is kept."""
    require(by, Permission.MANAGE_PEOPLE, place)
    role = _read_role(place, entry)
    address = _read_email(email)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        place=place,
        email=address,
        token_hash=hash_token(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
        **role,
    )
    body = {"role": invitation.role, "invitation": invitation.pk}
    record_event(kind="person-invited", by=by, at=at, place=place, body=body, detail={"email": address})
    # The link leaves only once the invitation is stored; that a letter cannot be sent does not undo it.
    transaction.on_commit(lambda: _send_invitation(invitation, token), robust=True)
    return invitation


def hash_token(token: str) -> str:
    """Hash the token of an invitation, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _send_invitation(invitation: Invitation, token: str) -> None:
    with translation.override(invitation.place.language):
        link = settings.SITE_ADDRESS + reverse("invitation", kwargs={"token": token})
        subject = _("You are invited to work with %(place)s") % {"place": invitation.place.name}
        text = _(
            "%(who)s invites you to work with %(place)s on Wholeplace, where public services are "
            "commissioned in the open.\n\nOpen this link within 14 days. It works once:\n\n%(link)s\n\n"
            "If you did not expect this, do nothing."
        )
        told = {"who": invitation.invited_by.name, "place": invitation.place.name, "link": link}
    send_mail(subject, text % told, None, [invitation.email])


@operation
def accept_invitation(*, token: str, by: Person, at: dt.datetime) -> Membership:
    """Take the role that an invitation gives; it works once."""
    invitation = find_invitation(token, at=at, is_locked=True)
    invitation.accepted_by, invitation.accepted_at = by, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    given = {"role": invitation.role, "organisation": invitation.organisation}
    membership, _made = Membership.objects.get_or_create(
        person=by, place=invitation.place, **given, defaults={"office": invitation.office, "since": at}
    )
    forget_roles(by)
    body = {"role": invitation.role, "invitation": invitation.pk}
    detail = {"name": by.name}
    record_event(kind="invitation-accepted", by=by, at=at, place=invitation.place, body=body, detail=detail)
    return membership


def find_invitation(token: str, *, at: dt.datetime, is_locked: bool = False) -> Invitation:
    """Find the invitation of a link that still works."""
    rows = Invitation.objects.select_related("place", "organisation", "invited_by")
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(token_hash=hash_token(token)).first()
    if invitation is None or invitation.withdrawn_at is not None:
        raise InvitationDoesNotWork(
            _("This invitation is not known here, or it was withdrawn. Ask for a new one.")
        )
    if invitation.accepted_at is not None:
        raise InvitationDoesNotWork(_("This invitation was used already. Each works once."))
    if invitation.expires_at <= at:
        raise InvitationDoesNotWork(_("This invitation is too old. Ask for a new one."))
    return invitation


@operation
def withdraw_invitation(*, invitation: Invitation, by: Person, at: dt.datetime) -> Invitation:
    """Take an invitation back before it is used."""
    require(by, Permission.MANAGE_PEOPLE, invitation.place)
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
    if not waiting.update(withdrawn_at=at):
        raise InvitationDoesNotWork(_("This invitation was used or withdrawn already."))
    invitation.withdrawn_at = at
    body = {"role": invitation.role, "invitation": invitation.pk}
    record_event(kind="invitation-withdrawn", by=by, at=at, place=invitation.place, body=body)
    return invitation


@operation
def give_role(*, place: Place, person: Person, entry: RoleEntry, by: Person, at: dt.datetime) -> Membership:
    """Give a further role to somebody who has one in this place; others are invited."""
    require(by, Permission.MANAGE_PEOPLE, place)
    if not Membership.objects.filter(place=place, person=person).exists():
        raise NotFound(_("This person has no role in this place yet: invite them."))
    role = _read_role(place, entry)
    same = Membership.objects.filter(
        place=place, person=person, role=role["role"], organisation=role["organisation"]
    )
    if same.exists():
        raise AlreadyHasRole(_("%(name)s has this role already.") % {"name": person.name})
    membership = Membership.objects.create(place=place, person=person, since=at, **role)
    forget_roles(person)
    body = {"role": membership.role}
    record_event(kind="role-given", by=by, at=at, place=place, body=body, detail={"name": person.name})
    return membership


@operation
def take_role(*, membership: Membership, by: Person, at: dt.datetime) -> None:
    """Take a role; the last administrator of a place stays, whoever asks."""
    # Those who take roles take turns: two administrators cannot take each other's at the same moment.
    place = Place.objects.select_for_update().get(pk=membership.place_id)
    require(by, Permission.MANAGE_PEOPLE, place)
    others = Membership.objects.filter(place=place, role=ADMINISTRATOR).exclude(pk=membership.pk)
    if membership.role == ADMINISTRATOR and not others.exclude(person__is_active=False).exists():
        raise LastAdministrator(
            _("%(place)s needs an administrator, and this is the last one. Make somebody else one first.")
            % {"place": place.name}
        )
    person, role = membership.person, membership.role
    if not Membership.objects.filter(pk=membership.pk).delete()[0]:
        raise NotFound(_("This role was taken already."))
    forget_roles(person)
    forget_roles(by)
    body, detail = {"role": role}, {"name": person.name}
    record_event(kind="role-taken", by=by, at=at, place=place, body=body, detail=detail)


def _read_role(place: Place, entry: RoleEntry) -> dict[str, Any]:
    organisation = entry.organisation
    if organisation is not None and organisation.place_id != place.pk:
        raise InvalidInput("organisation", "must be an organisation of this place")
    return {
        "role": read_word("role", entry.role, get_args(Role)),
        "office": read_line("office", entry.office, required=False),
        "organisation": organisation,
    }


def _read_email(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(
            "email", f"must be an e-mail address like name@example.org, but is “{address[:80]}”"
        ) from None
    if len(address) > 254:
        raise InvalidInput("email", "is too long: an e-mail address has 254 characters at most")
    return address
