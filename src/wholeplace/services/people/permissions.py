"""Who may do what in a place: the one table of roles and permissions."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import cast

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Membership, Person, Place


class NotPermitted(WholeplaceError):
    """A person lacks the role that an action asks for."""


class Permission(StrEnum):
    """What somebody may be allowed to do in a place."""

    SEE_WORK = "see the working side"
    RUN_COMMISSION = "run a commission"
    WRITE_APPRAISAL = "write the appraisal"
    ANSWER_TEST = "answer the Public Interest Test"
    RECORD_INVOLVEMENT = "record who was heard"
    ASSESS_EQUALITY = "assess equality"
    DECLARE_INTEREST = "declare interests"
    RECOMMEND = "recommend an option"
    DECIDE = "record a decision"
    OVERRIDE_PRINCIPLE = "set a principle aside"
    WITHHOLD = "withhold a part"
    PUBLISH = "publish"
    MODERATE = "answer and moderate what people record"
    SEE_AUDIT = "see the audit trail"
    KEEP_PLACE = "keep the settings of a place"
    MANAGE_PEOPLE = "give and take roles"


_P = Permission
_RUNNING = frozenset(
    {
        _P.SEE_WORK, _P.RUN_COMMISSION, _P.WRITE_APPRAISAL, _P.ANSWER_TEST, _P.RECORD_INVOLVEMENT,
        _P.ASSESS_EQUALITY, _P.DECLARE_INTEREST, _P.RECOMMEND, _P.WITHHOLD, _P.PUBLISH, _P.MODERATE,
    }
)  # fmt: skip

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    "resident": frozenset(),
    "provider": frozenset(),
    "staff-group": frozenset(),
    "commissioner": _RUNNING,
    "finance-partner": frozenset({_P.SEE_WORK, _P.WRITE_APPRAISAL, _P.DECLARE_INTEREST}),
    "evaluator": frozenset({_P.SEE_WORK, _P.DECLARE_INTEREST}),
    "member": frozenset({_P.SEE_WORK, _P.DECLARE_INTEREST, _P.DECIDE, _P.OVERRIDE_PRINCIPLE}),
    "officer": _RUNNING | {_P.DECIDE, _P.OVERRIDE_PRINCIPLE},
    "auditor": frozenset({_P.SEE_WORK, _P.SEE_AUDIT}),
    "place-administrator": frozenset(
        {_P.SEE_WORK, _P.SEE_AUDIT, _P.KEEP_PLACE, _P.MANAGE_PEOPLE, _P.MODERATE}
    ),
}
# Whoever may change or see what is not public signs in with a second factor.
STAFF_ROLES: frozenset[Role] = frozenset(role for role, allowed in PERMISSIONS.items() if allowed)


def list_roles(person: object, place: Place) -> frozenset[Role]:
    """Return the roles that a person has in a place; none for a visitor."""
    mine = (membership for membership in _memberships(person) if membership.place_id == place.pk)
    return frozenset(cast("Role", membership.role) for membership in mine)


def may(person: object, permission: Permission, place: Place) -> bool:
    """Say whether a person has a role in a place that allows something."""
    return any(permission in PERMISSIONS[role] for role in list_roles(person, place))


def require(person: object, permission: Permission, place: Place) -> None:
    """Refuse whoever has no role in the place that allows something."""
    if not may(person, permission, place):
        raise NotPermitted(f"To {permission.value} in {place}, you need a role there that you do not have.")


def needs_second_factor(person: object) -> bool:
    """Say whether a person has a role that must not be used with a password alone."""
    if getattr(person, "is_operator", False):
        return True
    return any(membership.role in STAFF_ROLES for membership in _memberships(person))


def name_office(person: Person, place: Place, allowed: Collection[Role] = ()) -> str:
    """Name the office in which a person acts: as the place wrote it, else the role.

    The chain is for ever, so this, and not the person's name, goes into it.
    """
    mine = [one for one in _memberships(person) if one.place_id == place.pk]
    mine.sort(key=lambda one: (one.role not in allowed, one.role not in STAFF_ROLES, not one.office))
    if not mine:
        return "Operator" if person.is_operator else "Resident"
    return mine[0].office or mine[0].role.replace("-", " ").capitalize()


def _memberships(person: object) -> list[Membership]:
    """Read a person's roles once for each request: the row is asked for as often as there are rules."""
    if not isinstance(person, Person) or not person.is_active:
        return []
    known = person.__dict__.get("_roles")
    if known is None:
        known = person.__dict__["_roles"] = list(person.memberships.all())
    return list(known)


def forget_roles(person: Person) -> None:
    """Read the roles anew at the next question, after they were changed."""
    person.__dict__.pop("_roles", None)
