"""What must hold before an option is recommended or chosen, unless a principle was set aside in the open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.records.models import Commission, Declaration, Membership, Option, Person
from wholeplace.services.involvement.queries import is_consultation_over, read_equality
from wholeplace.services.people.permissions import name_office
from wholeplace.services.publication.legality import judge_option


class UnlawfulOption(WholeplaceError):
    """An option that a rule of law says is not open to the place."""


class NotOnTheList(WholeplaceError):
    """An option that is not compared: proposed only, or dropped."""


class MindsNotOpen(WholeplaceError):
    """People have not been heard yet, or equality has not been assessed."""


class DeclarationMissing(WholeplaceError):
    """Somebody who scores or decides has not declared interests."""


class InterestInTheWay(WholeplaceError):
    """Somebody with an interest would score or decide."""


def require_open_option(option: Option, *, today: dt.date) -> None:
    """Refuse an option that is not compared or that the law rules out."""
    if option.status not in ("longlisted", "shortlisted"):
        raise NotOnTheList(f"“{option.name}” is not on the list of options that are compared.")
    position = judge_option(option, as_at=today)
    if position.status == "unavailable" and not is_overridden(option.commission, "lawful"):
        raise UnlawfulOption(f"“{option.name}” is not open to the place in law: {position.reason}")


def require_heard(commission: Commission, *, today: dt.date) -> None:
    """Refuse to name a best option before people were heard and equality was assessed."""
    if is_overridden(commission, "nothing-predetermined"):
        return
    if commission.route == "full" and not is_consultation_over(commission, today=today):
        message = (
            "The consultation has not closed yet, so no option can be named as best: until then the public "
            "page shows front-runners with their weaknesses."
        )
        raise MindsNotOpen(message)
    if not read_equality(commission).is_assessed and not is_overridden(commission, "equality-assessed"):
        raise MindsNotOpen("Equality has not been assessed yet, so no option can be named as best.")


def is_overridden(commission: Commission, principle: str) -> bool:
    """Say whether a named member or senior officer set a principle aside."""
    return commission.overrides.filter(principle=principle).exists()


def find_declaration(commission: Commission, person: Person, *, today: dt.date) -> Declaration | None:
    """Return somebody's newest declaration, if it is in force."""
    newest = commission.declarations.filter(person=person).first()
    if newest is None or (newest.expires_on is not None and newest.expires_on < today):
        return None
    return newest


def require_declared(commission: Commission, people: Iterable[Person], *, today: dt.date) -> None:
    """Refuse while one of these people has no declaration in force."""
    if is_overridden(commission, "interests-declared"):
        return
    missing = [person.name for person in people if find_declaration(commission, person, today=today) is None]
    if missing:
        who = ", ".join(sorted(set(missing)))
        raise DeclarationMissing(f"These people have not declared their interests yet: {who}.")


def require_disinterested(commission: Commission, person: Person, *, today: dt.date) -> None:
    """Refuse to let somebody with an interest recommend, decide or vote."""
    declared = find_declaration(commission, person, today=today)
    if declared is not None and declared.has_interest:
        if is_overridden(commission, "interests-declared"):
            return
        raise InterestInTheWay(
            f"{person.name} has declared an interest, and so takes no part in the decision."
        )


def list_evaluating(commission: Commission) -> list[Person]:
    """Return the people who score in this place."""
    rows = Membership.objects.filter(
        place_id=commission.place_id, role="evaluator", person__is_active=True
    ).select_related("person")
    return list({row.person_id: row.person for row in rows}.values())


def list_deciding(commission: Commission) -> list[Person]:
    """Return the elected members of the place, by name."""
    rows = Membership.objects.filter(
        place_id=commission.place_id, role="member", person__is_active=True
    ).select_related("person")
    return sorted({row.person_id: row.person for row in rows}.values(), key=lambda person: person.name)


def list_voting(commission: Commission) -> list[Person]:
    """Return the elected members of the place and the senior officers who may decide, members first."""
    rows = Membership.objects.filter(
        place_id=commission.place_id, role__in=("member", "officer"), person__is_active=True
    ).select_related("person")
    ordered = sorted(rows, key=lambda row: (row.role != "member", row.person.name))
    return list({row.person_id: row.person for row in ordered}.values())


def list_undeclared(commission: Commission, *, today: dt.date) -> Sequence[tuple[Person, str]]:
    """Return evaluators, members and the lead who have no declaration in force, each with the office."""
    people = {
        person.pk: person
        for person in (*list_evaluating(commission), *list_deciding(commission), commission.lead)
    }
    return [
        (person, name_office(person, commission.place))
        for person in people.values()
        if find_declaration(commission, person, today=today) is None
    ]
