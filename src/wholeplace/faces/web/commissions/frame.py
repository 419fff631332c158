"""What stands around every page about a commission: title, steps of the thread, where to go from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wholeplace.faces.web import words
from wholeplace.records.models import Commission
from wholeplace.services.people.permissions import Permission, may

THREAD = ("need", "options", "debate", "decision", "award", "delivery", "review")


@dataclass(frozen=True)
class Step:
    """One step of the thread: done, current or to come, and when it was reached."""

    name: str | Promise
    state: str
    reached_on: date | None


@dataclass(frozen=True)
class Tab:
    """One page about the commission: its name for the URL, its title, whether it is open now."""

    url_name: str
    title: str
    is_open: bool


def make_frame(request: HttpRequest, commission: Commission, section: str) -> dict[str, Any]:
    """Give what `commissions/_frame.html` shows; `section` is the URL name of the tab that is open."""
    works = may(request.user, Permission.SEE_WORK, commission.place)
    return {
        "place": commission.place,
        "commission": commission,
        "steps": list_steps(commission),
        "tabs": _list_tabs(section, works=works),
        "works_here": works,
        "may_decide": may(request.user, Permission.DECIDE, commission.place),
        "may_publish": may(request.user, Permission.PUBLISH, commission.place),
    }


def list_steps(commission: Commission) -> list[Step]:
    """Give the steps of the thread; a withdrawn commission shows how far it came."""
    reached = {move.to_stage: timezone.localdate(move.at) for move in commission.moves.all()}
    reached.setdefault("need", timezone.localdate(commission.created_at))
    stage = commission.stage
    if stage == "withdrawn":
        last = max((THREAD.index(one) for one in reached if one in THREAD), default=0)
        done = [Step(words.STAGES[one], "done", reached.get(one)) for one in THREAD[: last + 1]]
        return [*done, Step(words.STAGES["withdrawn"], "current", reached.get("withdrawn"))]
    here = THREAD.index(stage)
    states = ["done"] * here + ["current"] + ["to come"] * (len(THREAD) - here - 1)
    return [
        Step(words.STAGES[one], state, reached.get(one) if state != "to come" else None)
        for one, state in zip(THREAD, states, strict=True)
    ]


def _list_tabs(section: str, *, works: bool) -> list[Tab]:
    titles = {
        "commission": _("The thread"),
        "law": _("The law"),
        "appraisal": _("Appraisal"),
        "test": _("Public Interest Test"),
        "heard": _("Who was heard"),
        "decision": _("Decision"),
        "documents": _("Documents"),
    }
    if works:
        titles["manage"] = _("Manage")
    return [Tab(name, title, name == section) for name, title in titles.items()]
