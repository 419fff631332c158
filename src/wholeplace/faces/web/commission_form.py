"""A form about one commission: found, titled and led back in one way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from wholeplace.faces.web.pages import FormPage
from wholeplace.records.models import Commission, Place
from wholeplace.services.places.queries import find_commission, find_place

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def open_commission(request: HttpRequest, place: str, commission: str) -> Commission:
    """Find the commission of an address; with it comes its place."""
    known = getattr(request, "place", None)
    where: Place = known if known is not None else find_place(place, user=request.user)
    return find_commission(where, commission, user=request.user)


class CommissionForm(FormPage):
    """A form of a commission; `title`, `lead`, `button` and `done` are what the page says."""

    template = "form.html"
    title: StrOrPromise = ""
    lead: StrOrPromise = ""
    button: StrOrPromise = ""
    done: StrOrPromise = ""
    back_to = "manage"
    commission: Commission

    def prepare(self) -> None:
        """Find the commission."""
        self.commission = open_commission(self.request, self.kwargs["place"], self.kwargs["commission"])
        self.find()

    def find(self) -> None:
        """Find what else the page is about."""

    def address(self, name: str, **parts: Any) -> str:
        """Make the address of another page of the commission."""
        names = {"place": self.commission.place.slug, "commission": self.commission.slug}
        return reverse(name, kwargs=names | parts)

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {
            "place": self.commission.place,
            "commission": self.commission,
            "caption": self.commission.title,
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "back": self.address(self.back_to),
        }

    def save(self, form: Any) -> str:
        """Do it now and go back."""
        self.act(form.cleaned_data, {"by": self.person, "at": timezone.now()})
        if self.done:
            messages.success(self.request, str(self.done))
        return self.next_address()

    def act(self, entered: Mapping[str, Any], who: Mapping[str, Any]) -> None:
        """Call the one service operation; `who` is by and at."""
        raise NotImplementedError

    def next_address(self) -> str:
        """Say where to go when it is done."""
        return self.address(self.back_to)
