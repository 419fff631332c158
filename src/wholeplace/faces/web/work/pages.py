"""What every form about a commission has in common: its frame, its place, and what to do when it is stale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.pages import ActionPage
from wholeplace.records.models import Commission
from wholeplace.services.places.queries import find_commission, find_place

STALE = 409


class CommissionPage(ActionPage):
    """A form about a commission, in its frame; `after` names the page to which it leads on."""

    template = "work/form.html"
    section = "manage"
    button = lazy("Save")
    after = "manage"

    def prepare(self) -> None:
        """Find the commission."""
        user = self.request.user
        self.place = getattr(self.request, "place", None) or find_place(self.kwargs["place"], user=user)
        self.commission: Commission = find_commission(self.place, self.kwargs["commission"], user=user)
        self.now = timezone.now()

    def more(self) -> Mapping[str, Any]:
        """Give the frame and the page's words."""
        frame = make_frame(self.request, self.commission, self.section)
        return {**frame, **super().more(), "form_lead": self.lead}

    def address(self, name: str, **parts: Any) -> str:
        """Give the address of a page about this commission."""
        return reverse(name, kwargs={"place": self.place.slug, "commission": self.commission.slug, **parts})

    def way_back(self) -> str:
        """Give the address of the page before."""
        return self.address(self.after)

    def respond(
        self, form: forms.Form, status: int = 200, *, is_kept: bool = False, once: str = ""
    ) -> HttpResponse:
        """Show the form; one that was stale is shown with what is saved now, and can be sent again."""
        if status == STALE and "revision" in form.fields:
            self._bring_up_to_date(form)
        return super().respond(form, status, is_kept=is_kept, once=once)

    def _bring_up_to_date(self, form: forms.Form) -> None:
        self.prepare()
        saved = {
            name: form[name].field.prepare_value(value)
            for name, value in self.initial().items()
            if name in form.fields
        }
        self.saved_now = [
            (form[name].label, self.say_value(form[name], value))
            for name, value in saved.items()
            if name != "revision" and str(value or "") != str(form[name].value() or "")
        ]
        data = self.request.POST.copy()
        data["revision"] = str(saved["revision"])
        form.data = data

    @staticmethod
    def say_value(bound: forms.BoundField, value: Any) -> str:
        """Say a saved value as the form would show it."""
        offered = dict(getattr(bound.field, "choices", ()))
        return str(offered.get(value, value) or _("nothing"))
