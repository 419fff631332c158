"""What must hold before an option is recommended or chosen, unless a principle was set aside in the open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from wholeplace.foundations.errors import WholeplaceError
from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models import Commission, Declaration, Option, Person
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
    return map_declarations(commission, today=today).get(person.pk)


def map_declarations(commission: Commission, *, today: dt.date) -> dict[int, Declaration]:
    """Return everybody's newest declaration that is in force, by the person's key."""
    newest: dict[int, Declaration] = {}
    for row in commission.declarations.select_related("person"):
        newest.setdefault(row.person_id, row)
    return {key: row for key, row in newest.items() if row.expires_on is None or row.expires_on >= today}


def require_declared(commission: Commission, people: Iterable[Person], *, today: dt.date) -> None:
    """Refuse while one of these people has no declaration in force."""
    if is_overridden(commission, "interests-declared"):
        return
    declared = map_declarations(commission, today=today)
    missing = {person.name for person in people if person.pk not in declared}
    if missing:
        who = ", ".join(sorted(missing))
        raise DeclarationMissing(f"These people have not declared their interests yet: {who}.")


def require_disinterested(commission: Commission, person: Person, *, today: dt.date) -> None:
    """Refuse to let somebody with an interest recommend, decide or vote."""
    declared = find_declaration(commission, person, today=today)
    if declared is None or not declared.has_interest or is_overridden(commission, "interests-declared"):
        return
    raise InterestInTheWay(f"{person.name} has declared an interest, and so takes no part in the decision.")


def list_evaluating(commission: Commission) -> list[Person]:
    """Return the people who score in this place, by name."""
    return _list_with_role(commission, "evaluator")


def list_voting(commission: Commission) -> list[Person]:
    """Return the elected members of the place and the senior officers who may decide, members first."""
    both = [*_list_with_role(commission, "member"), *_list_with_role(commission, "officer")]
    return list({person.pk: person for person in both}.values())


def list_undeclared(commission: Commission, *, today: dt.date) -> Sequence[tuple[Person, str]]:
    """Return evaluators, members and the lead who have no declaration in force, each with the office."""
    expected = [*list_evaluating(commission), *_list_with_role(commission, "member"), commission.lead]
    declared = map_declarations(commission, today=today)
    return [
        (person, name_office(person, commission.place))
        for person in {person.pk: person for person in expected}.values()
        if person.pk not in declared
    ]


def _list_with_role(commission: Commission, role: Role) -> list[Person]:
    people = Person.objects.filter(
        memberships__place=commission.place_id, memberships__role=role, is_active=True
    )
    return list(people.distinct().order_by("name", "pk").prefetch_related("memberships"))
