"""How a new place begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wholeplace.faces.web.pages import FormPage
from wholeplace.faces.web.settings import forms
from wholeplace.services.places.operations import found_place


class NewPlace(FormPage):
    """Found a place."""

    template = "form.html"
    form_class = forms.NewPlaceForm

    def initial(self) -> Mapping[str, Any]:
        """Start with the kind that is most common."""
        return {"body_kind": "council"}

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        lead = _("Nobody else sees the place before you open it. All but its address can be changed later.")
        return {"title": _("Found a place"), "lead": lead, "button": _("Found the place")}

    def save(self, form: Any) -> str:
        """Found it, and go on to its settings."""
        place = found_place(
            identity=form.identity(),
            slug=form.cleaned_data["slug"],
            by=self.person,
            at=timezone.now(),
        )
        messages.success(
            self.request, _("%(place)s is founded. Only you see it yet.") % {"place": place.name}
        )
        return reverse("settings", kwargs={"place": place.slug})
