"""A form about one commission: found, titled and led back in one way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from wholeplace.faces.web.pages import ActionPage
from wholeplace.records.models import Commission, Place
from wholeplace.services.places.queries import find_commission, find_place


def open_commission(request: HttpRequest, place: str, commission: str) -> Commission:
    """Find the commission of an address; with it comes its place."""
    known = getattr(request, "place", None)
    where: Place = known if known is not None else find_place(place, user=request.user)
    return find_commission(where, commission, user=request.user)


class CommissionForm(ActionPage):
    """A form of a commission; `back_to` names the page to which it leads back."""

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
            **super().more(),
            "place": self.commission.place,
            "commission": self.commission,
            "caption": self.commission.title,
        }

    def way_back(self) -> str:
        """Give the address of the page before."""
        return self.address(self.back_to)
