"""Who may open a page: said at each view, so that a page without a rule cannot exist."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.core import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from wholeplace.records.models import KeptEntry, Place
from wholeplace.services.people.permissions import Permission, may, needs_second_factor, require
from wholeplace.services.places.queries import find_place

View = Callable[..., HttpResponseBase]
# Never kept: secrets, and what belongs to the old session.
NOT_KEPT = frozenset(
    {"csrfmiddlewaretoken", "once", "password", "oldpassword", "password1", "password2", "code"}
)
LONGEST_ENTRY = 200_000
KEPT_FOR = dt.timedelta(hours=1)
# Where in the session it stands to which page somebody goes once their second step is set up.
AFTER_SECOND_FACTOR = "after_second_factor"


def public(view: View) -> View:
    """Open a page to everybody."""
    return _mark(view, "public")


def signed_in(view: View) -> View:
    """Open a page to whoever has signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
        return _ask_to_sign_in(request) or view(request, *arguments, **parts)

    return _mark(guarded, "signed in")


def own_account(view: View) -> View:
    """Open a page to whoever has signed in, even before their second step is set up: it is set up there."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request)
        return view(request, *arguments, **parts)

    return _mark(guarded, "own account")


def permitted(permission: Permission) -> Callable[[View], View]:
    """Open a page of a place (its address has `place`) to those whose role allows something there.

    The view gets the place as `request.place`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
            refusal = _ask_to_sign_in(request)
            if refusal is not None:
                return refusal
            place = find_place(parts["place"], user=request.user)
            require(request.user, permission, place)
            request.place = place  # type: ignore[attr-defined]
            return view(request, *arguments, **parts)

        return _mark(guarded, permission.value)

    return decorate


def operators_only(view: View) -> View:
    """Open a page to those who set up places."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **parts: Any) -> HttpResponseBase:
        from wholeplace.services.people.permissions import NotPermitted

        refusal = _ask_to_sign_in(request)
        if refusal is not None:
            return refusal
        if not request.user.is_operator:  # type: ignore[union-attr]
            raise NotPermitted(_("Only an operator of this service may do this."))
        return view(request, *arguments, **parts)

    return _mark(guarded, "operators")


def may_open(person: object, address: str, place: Place) -> bool:
    """Say whether a person's roles open a page of a place, so that no link leads to a refusal."""
    permission = find_rule(address)
    return permission is None or may(person, permission, place)


def find_rule(address: str) -> Permission | None:
    """Find what somebody must be allowed to do to open a page of a place; None where no role is asked."""
    rule = getattr(resolve(urlsplit(address).path).func, "access", "public")
    return Permission(rule) if rule in {one.value for one in Permission} else None


def _mark(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    if needs_second_factor(request.user) and not has_second_factor(request):
        request.session[AFTER_SECOND_FACTOR] = way_back(request)
        return HttpResponseRedirect(resolve_url("mfa_activate_totp"))
    return None


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether the person has set up a second factor, without which no staff page opens."""
    from allauth.mfa.utils import is_mfa_enabled

    known = request.user.__dict__.get("_second_factor")
    if known is None:
        known = request.user.__dict__["_second_factor"] = is_mfa_enabled(request.user)
    return bool(known)


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in and back to this page; what they had typed is kept for them."""
    return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({'next': way_back(request)})}")


def way_back(request: HttpRequest) -> str:
    """Give the address of this page, with what was typed kept for whoever comes back to it."""
    if request.method != "POST":
        return request.get_full_path()
    token = keep_entry(request)
    return f"{request.path}?{urlencode({'kept': token})}" if token else request.path


def keep_entry(request: HttpRequest) -> str:
    """Keep what was typed for an hour under a token that only this browser knows."""
    entry = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT}
    if not entry or sum(len(text) for texts in entry.values() for text in texts) > LONGEST_ENTRY:
        return ""
    if not _may_keep_more(request):
        return ""
    token = secrets.token_urlsafe(32)
    KeptEntry.objects.create(
        token_hash=hash_token(token), path=request.path[:500], entry=entry, kept_at=timezone.now()
    )
    return token


def _may_keep_more(request: HttpRequest) -> bool:
    """Make room, and say whether this visitor may have more kept: nobody knows yet who they are."""
    KeptEntry.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    try:
        return bool(ratelimit.consume(request, action="keep_entry"))
    except PermissionDenied:  # behind a proxy that does not say who asks, all would share one limit
        return True


def take_kept_entry(request: HttpRequest) -> dict[str, list[str]] | None:
    """Give back what was kept for this page, once."""
    token = request.GET.get("kept", "")
    if not token:
        return None
    kept = KeptEntry.objects.filter(
        token_hash=hash_token(token),
        path=request.path[:500],
        kept_at__gte=timezone.now() - KEPT_FOR,
    ).first()
    if kept is None:
        return None
    entry: dict[str, list[str]] = kept.entry
    kept.delete()
    return entry


def hash_token(token: str) -> str:
    """Hash a token, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
