"""Who was heard: what can be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from wholeplace.foundations.vocabulary import InvolvedGroup
from wholeplace.records.models import (
    Commission,
    Consultation,
    EqualityAssessment,
    EqualityEffect,
    Involvement,
    InvolvementTheme,
    Option,
)
from wholeplace.services.involvement.entries import PROTECTED_GROUPS
from wholeplace.services.operation import NotFound


@dataclass(frozen=True)
class HeardGroup:
    """One group with every time it was heard; `people` counts a person anew each time."""

    group: str
    times: Sequence[Involvement]
    people: int
    themes: int
    answered: int


@dataclass(frozen=True)
class ConsultationLine:
    """A consultation with where it stands on a day: announced, open or closed."""

    consultation: Consultation
    state: str
    days_left: int


@dataclass(frozen=True)
class GroupEffects:
    """What was written about one group."""

    group: str
    baseline: str
    mitigation: str
    effects: Sequence[EqualityEffect]


@dataclass(frozen=True)
class Equality:
    """The equality assessment as far as it is written."""

    assessment: EqualityAssessment | None
    groups: Sequence[GroupEffects]
    left: Sequence[str]

    @property
    def is_assessed(self) -> bool:
        """Whether somebody called it assessed."""
        return self.assessment is not None and self.assessment.assessed_at is not None


def list_heard(commission: Commission) -> list[HeardGroup]:
    """Return all groups in the house's order, with what each said; those never heard have no times."""
    rows = list(commission.involvements.prefetch_related("themes"))
    return [
        _summarise_group(group, [row for row in rows if row.group == group])
        for group in get_args(InvolvedGroup)
    ]


def _summarise_group(group: str, times: Sequence[Involvement]) -> HeardGroup:
    themes = [theme for time in times for theme in time.themes.all()]
    return HeardGroup(
        group=group,
        times=times,
        people=sum(time.people_reached for time in times),
        themes=len(themes),
        answered=sum(theme.responded_at is not None for theme in themes),
    )


def list_consultations(commission: Commission, *, today: dt.date) -> list[ConsultationLine]:
    """Return the consultations with where each stands."""
    return [
        ConsultationLine(one, find_state(one, today), max((one.closes_on - today).days, 0))
        for one in commission.consultations.all()
    ]


def find_state(consultation: Consultation, today: dt.date) -> str:
    """Say where a consultation stands; on its last day it is open."""
    if today < consultation.opens_on:
        return "announced"
    return "open" if today <= consultation.closes_on else "closed"


def is_consultation_over(commission: Commission, *, today: dt.date) -> bool:
    """Say whether there was a consultation, and every one has closed."""
    lines = list_consultations(commission, today=today)
    return bool(lines) and all(line.state == "closed" for line in lines)


def read_equality(commission: Commission) -> Equality:
    """Return the equality assessment, group by group."""
    assessment = (
        EqualityAssessment.objects.filter(commission=commission)
        .select_related("assessed_by")
        .prefetch_related("effects__option")
        .first()
    )
    effects = list(assessment.effects.all()) if assessment else []
    names = [*PROTECTED_GROUPS, *sorted({one.group for one in effects} - set(PROTECTED_GROUPS))]
    groups = [
        _gather_group(name, [one for one in effects if one.group == name])
        for name in names
        if any(one.group == name for one in effects)
    ]
    done = {group.group for group in groups}
    return Equality(assessment, groups, [name for name in PROTECTED_GROUPS if name not in done])


def read_equality_for(commission: Commission, *, user: object) -> Equality:
    """Return the equality assessment without the effects of options that the user may not see yet."""
    whole = read_equality(commission)
    seen = set(Option.objects.visible_to(user).filter(commission=commission).values_list("pk", flat=True))
    groups = [
        replace(
            group, effects=[one for one in group.effects if one.option_id is None or one.option_id in seen]
        )
        for group in whole.groups
    ]
    return replace(whole, groups=[group for group in groups if group.effects])


def _gather_group(name: str, effects: Sequence[EqualityEffect]) -> GroupEffects:
    first = effects[0]
    return GroupEffects(name, first.baseline, first.mitigation, effects)


def list_groups_left(commission: Commission) -> list[str]:
    """Name the protected groups that nobody has looked at yet."""
    return list(read_equality(commission).left)


def list_compared(commission: Commission) -> list[Option]:
    """Return what is still compared: the shortlist, or before there is one, the longlist."""
    live = [option for option in commission.options.all() if option.status in ("longlisted", "shortlisted")]
    shortlist = [option for option in live if option.status == "shortlisted"]
    return shortlist or live


def find_involvement(commission: Commission, identifier: int) -> Involvement:
    """Return an involvement of a commission."""
    found = commission.involvements.filter(pk=identifier).first()
    if found is None:
        raise NotFound("There is no such record of who was heard in this commission.")
    found.commission = commission
    return found


def find_theme(commission: Commission, identifier: int) -> InvolvementTheme:
    """Return a theme that came up in a commission."""
    themes = InvolvementTheme.objects.filter(pk=identifier, involvement__commission=commission)
    found = themes.select_related("involvement").first()
    if found is None:
        raise NotFound("There is no such theme in this commission.")
    found.involvement.commission = commission
    return found


def find_consultation(commission: Commission, identifier: int) -> Consultation:
    """Return a consultation of a commission."""
    found = commission.consultations.filter(pk=identifier).first()
    if found is None:
        raise NotFound("There is no such consultation in this commission.")
    found.commission = commission
    return found
