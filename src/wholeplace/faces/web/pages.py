"""Showing a page, and the one way in which a form is shown, sent, refused and kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from wholeplace.faces.web.access import take_kept_entry
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import Person, Submission
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import NotPermitted


def show(request: HttpRequest, template: str, /, status: int = 200, **values: Any) -> HttpResponse:
    """Show a page; `place` in the values gives it that place's colour and navigation."""
    return render(request, template, values, status=status)


def read_page(request: HttpRequest) -> int:
    """Read which page of a list is wanted; anything that is no number is the first."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


class FormPage(View):
    """A page with one form.

    Subclasses give `template`, `form_class` and `save(form) -> address to go to`; `prepare` finds the
    records, `initial` fills the form, `more` adds values for the template. Sending a form
    twice does it once; what was typed is shown again after any refusal, also when the session or the
    database had gone.
    """

    template = ""
    form_class: type[forms.Form]

    def prepare(self) -> None:
        """Find the records that the page is about; raise what a person may read."""

    def initial(self) -> Mapping[str, Any]:
        """Give what the form starts with."""
        return {}

    def make_form(self, *arguments: Any, **named: Any) -> forms.Form:
        """Make the form; a subclass may hand it choices."""
        return self.form_class(*arguments, **named)

    def more(self) -> Mapping[str, Any]:
        """Give further values for the template."""
        return {}

    def save(self, form: Any) -> str:
        """Do what was asked, by one service operation, and say where to go next."""
        raise NotImplementedError

    @property
    def person(self) -> Person:
        """The person who signed in."""
        person = self.request.user
        if not isinstance(person, Person):
            raise NotPermitted(_("Sign in first."))
        return person

    def get(self, request: HttpRequest, **_parts: Any) -> HttpResponse:
        """Show the form, with what was typed before the session ended."""
        self.prepare()
        kept = take_kept_entry(request)
        if kept is None:
            return self.respond(self.make_form(initial=dict(self.initial())))
        data = QueryDict(mutable=True)
        for name, texts in kept.items():
            data.setlist(name, texts)
        return self.respond(self.make_form(data=data, initial=dict(self.initial())), is_kept=True)

    def post(self, request: HttpRequest, **_parts: Any) -> HttpResponse:
        """Do it once, or show the form again with what is wrong."""
        self.prepare()
        form = self.make_form(data=request.POST, files=request.FILES, initial=dict(self.initial()))
        if not form.is_valid():
            return self.respond(form, status=422)
        try:
            return HttpResponseRedirect(self._save_once(form))
        except (NotPermitted, NotFound):
            raise
        except WholeplaceError as error:
            add_refusal(form, error)
            return self.respond(form, status=409)
        except DatabaseError:
            form.add_error(
                None,
                _(
                    "The database did not answer, so nothing was saved. What you wrote is below: "
                    "send it again."
                ),
            )
            return self.respond(form, status=503)

    def _save_once(self, form: forms.Form) -> str:
        token = read_token(self.request.POST.get("once", ""))
        if token is None:
            return self.save(form)
        earlier = Submission.objects.filter(token=token).values_list("led_to", flat=True).first()
        if earlier:
            return earlier
        try:
            with transaction.atomic():
                led_to = self.save(form)
                Submission.objects.create(
                    token=token,
                    person=self.request.user if self.request.user.is_authenticated else None,
                    led_to=led_to[:500],
                    at=timezone.now(),
                )
        except IntegrityError:
            # The same form was sent at the same moment, and the other one was first.
            again = Submission.objects.filter(token=token).values_list("led_to", flat=True).first()
            if again is None:
                raise
            return again
        return led_to

    def respond(self, form: forms.Form, status: int = 200, *, is_kept: bool = False) -> HttpResponse:
        """Show the form."""
        values = {"form": form, "once": uuid.uuid4(), "is_kept": is_kept, **self.more()}
        return show(self.request, self.template, status=status, **values)


def read_token(text: str) -> uuid.UUID | None:
    """Read the token of a form; anything else is None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def add_refusal(form: forms.Form, error: WholeplaceError) -> None:
    """Show a refusal beside the field that it names, else above the form."""
    if isinstance(error, InvalidInput) and error.path in form.fields:
        form.add_error(error.path, error.problem[:1].upper() + error.problem[1:])
    else:
        form.add_error(None, str(error))
