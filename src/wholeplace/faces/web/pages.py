"""Showing a page, and the one way in which a form is shown, sent, refused and kept."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from wholeplace.faces.web.access import take_kept_entry
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import Person
from wholeplace.services.once import do_once
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import NotPermitted


def show(request: HttpRequest, template: str, /, status: int = 200, **values: Any) -> HttpResponse:
    """Show a page; `place` in the values gives it that place's colour and navigation."""
    return render(request, template, values, status=status)


def read_page(request: HttpRequest, name: str = "page") -> int:
    """Read which page of a list is wanted; anything that is no number is the first."""
    return read_number(request.GET.get(name, ""))


def read_number(text: str) -> int:
    """Read a number that counts from 1; anything else is 1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


class AskFirst(Exception):
    """Raised where a form is saved that first leads to a question: nothing was saved, `page` asks it."""

    def __init__(self, page: HttpResponse) -> None:
        """Keep the page."""
        super().__init__()
        self.page = page


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
        except AskFirst as question:
            return question.page
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
            # The same form: should it have been saved just before the end, it is not saved twice.
            return self.respond(form, status=503, once=request.POST.get("once", ""))

    def _save_once(self, form: forms.Form) -> str:
        """Save unless this person has sent this very form before; wait where another writer is in the way.

        What was changed after going back is another form: it is saved too.
        """
        token, person = self.request.POST.get("once", ""), self.request.user
        if not token or not isinstance(person, Person):
            return self._save_whole(form)
        key = f"{token} {digest_entry(self.request)}"
        led_to, _is_repeated = do_once(
            key=key, fingerprint="", act=lambda: self._save_whole(form), by=person, at=timezone.now()
        )
        return led_to

    @operation
    def _save_whole(self, form: forms.Form) -> str:
        """Save all of it or nothing, also where it takes several operations."""
        with transaction.atomic():
            return self.save(form)

    def respond(
        self, form: forms.Form, status: int = 200, *, is_kept: bool = False, once: str = ""
    ) -> HttpResponse:
        """Show the form."""
        values = {"form": form, "once": once or uuid.uuid4(), "is_kept": is_kept, **self.more()}
        return show(self.request, self.template, status=status, **values)


class ActionPage(FormPage):
    """A form that does one thing and says so: subclasses give `act`, `way_back` and the words of the page."""

    template = "form.html"
    title: Any = ""
    lead: Any = ""
    button: Any = ""
    done: Any = ""

    @property
    def who(self) -> dict[str, Any]:
        """Who acts and when, as every operation asks."""
        return {"by": self.person, "at": timezone.now()}

    def act(self, form: Any) -> None:
        """Call the one service operation."""
        raise NotImplementedError

    def way_back(self) -> str:
        """Give the address of the page before."""
        raise NotImplementedError

    def next_address(self) -> str:
        """Say where to go when it is done."""
        return self.way_back()

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        words = {"title": self.title, "lead": self.lead, "button": self.button}
        return {**words, "back": self.way_back()}

    def save(self, form: Any) -> str:
        """Do it, say so, and go on."""
        self.act(form)
        if self.done:
            messages.success(self.request, str(self.done))
        return self.next_address()


def digest_entry(request: HttpRequest) -> str:
    """Digest what was typed and chosen, to tell a form that is sent again from one that was changed."""
    typed = [(name, texts) for name, texts in request.POST.lists() if name != "csrfmiddlewaretoken"]
    chosen = [
        (name, file.name, file.size) for name, file in request.FILES.items() if isinstance(file, UploadedFile)
    ]
    return hashlib.sha256(repr((request.path, typed, chosen)).encode()).hexdigest()


def add_refusal(form: forms.Form, error: WholeplaceError) -> None:
    """Show a refusal beside the field that it names, else above the form."""
    if isinstance(error, InvalidInput) and error.path in form.fields:
        form.add_error(error.path, error.problem[:1].upper() + error.problem[1:])
    else:
        form.add_error(None, str(error))
