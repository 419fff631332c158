"""People: what can be asked."""

from __future__ import annotations

from wholeplace.records.models import Place
from wholeplace.services.people.permissions import needs_second_factor


def find_home(user: object) -> str:
    """Return the address where a person starts: staff with their tasks, others in their only place."""
    if needs_second_factor(user):
        return "/tasks/"
    own = Place.objects.filter(memberships__person_id=getattr(user, "pk", None)).distinct()[:2]
    slugs = [place.slug for place in own]
    return f"/{slugs[0]}/" if len(slugs) == 1 else "/"
