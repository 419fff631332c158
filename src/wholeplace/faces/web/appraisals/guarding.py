"""The rule at a view that answers a script: refused with a status and a sentence, never with a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from wholeplace.faces.web.access import View, has_second_factor
from wholeplace.foundations.errors import WholeplaceError
from wholeplace.services.people.permissions import Permission, needs_second_factor, require
from wholeplace.services.places.queries import find_place
from wholeplace.services.refusals import find_status


def permitted_script(permission: Permission) -> Callable[[View], View]:
    """Open an address for scripts to those whose role allows something in its place.

    Whoever is not signed in gets 401, so that the page can say so and keep what was typed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated or (needs_second_factor(user) and not has_second_factor(request)):
                return JsonResponse({"problem": _("You are signed out.")}, status=401)
            try:
                place = find_place(parts["place"], user=user)
                require(user, permission, place)
                request.place = place  # type: ignore[attr-defined]
                return view(request, *arguments, **parts)
            except WholeplaceError as error:
                return JsonResponse({"problem": str(error)}, status=find_status(error))

        guarded.access = permission.value  # type: ignore[attr-defined]
        return guarded

    return decorate
