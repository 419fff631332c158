"""A place keeps its settings: what it says, what it decided, who works for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web.access import permitted
from wholeplace.faces.web.pages import ActionPage, show
from wholeplace.faces.web.settings import forms
from wholeplace.foundations.errors import InvalidInput
from wholeplace.records.models import Place
from wholeplace.services.operation import Stale
from wholeplace.services.people import operations as people
from wholeplace.services.people import queries as people_queries
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.places import operations, queries


@permitted(Permission.KEEP_PLACE)
def show_settings(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001
    """Show everything that the place has settled, with a way to change each part."""
    found: Place = request.place  # type: ignore[attr-defined]
    return show(
        request,
        "settings/overview.html",
        place=found,
        members=len(people_queries.list_members(found)),
        organisations=queries.list_organisations(found),
        budgets=list(found.budget_heads.all()),
        parameters=list(found.own_records.filter(kind="parameter")),
        rules=list(found.own_records.filter(kind="law-rule")),
        may_manage_people=may(request.user, Permission.MANAGE_PEOPLE, found),
    )


class SettingsPage(ActionPage):
    """A form of the settings: it knows the place and goes back to where it came from."""

    back = "settings"
    done: Any = lazy("Saved.")
    place: Place

    def prepare(self) -> None:
        """Take the place that the access rule found."""
        self.place = self.request.place  # type: ignore[attr-defined]

    def more(self) -> Mapping[str, Any]:
        """Give what every form shows."""
        return {**super().more(), "place": self.place}

    def way_back(self) -> str:
        """Give the address of the page before."""
        return reverse(self.back, kwargs={"place": self.place.slug})

    def save(self, form: Any) -> str:
        """Do it; where somebody else saved meanwhile, saving again is a choice with theirs in sight."""
        try:
            return super().save(form)
        except Stale:
            form.data = form.data.copy()
            form.data["revision"] = str(Place.objects.get(pk=self.place.pk).revision)
            raise


class ChangeIdentity(SettingsPage):
    """Change what the place says about itself."""

    form_class = forms.IdentityForm

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": _("About the place")}

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands."""
        names = [name for name in forms.IdentityForm.base_fields if name != "revision"]
        return {name: getattr(self.place, name) for name in names} | {"revision": self.place.revision}

    def act(self, form: Any) -> None:
        """Change it."""
        revision = form.cleaned_data["revision"]
        operations.change_identity(place=self.place, identity=form.entry(), revision=revision, **self.who)


class ChangeLimits(SettingsPage):
    """Change what the place has decided about how it commissions."""

    form_class = forms.LimitsForm

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": _("How we commission")}

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands."""
        names = [name for name in forms.LimitsForm.base_fields if name != "lock_in_percent"]
        share = {"lock_in_percent": round(self.place.lock_in_limit_share * 100)}
        return {name: getattr(self.place, name) for name in names} | share

    def act(self, form: Any) -> None:
        """Change it."""
        revision = form.cleaned_data["revision"]
        operations.change_limits(place=self.place, limits=form.entry(), revision=revision, **self.who)


class OpenPlace(SettingsPage):
    """Open the place to the public."""

    form_class = django_forms.Form

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        lead = _("From then on, everybody can see its page, what people need here and every open commission.")
        return {
            **super().more(),
            "title": _("Open the place to everybody"),
            "lead": lead,
            "button": _("Open it"),
        }

    def act(self, form: Any) -> None:  # noqa: ARG002
        """Open it."""
        operations.open_place(place=self.place, **self.who)


# --- organisations ---------------------------------------------------------------------------------------


@permitted(Permission.KEEP_PLACE)
def show_organisations(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001
    """List the organisations."""
    found: Place = request.place  # type: ignore[attr-defined]
    organisations = queries.list_organisations(found)
    return show(request, "settings/organisations.html", place=found, organisations=organisations)


class AddOrganisation(SettingsPage):
    """Add an organisation."""

    form_class = forms.OrganisationForm
    back = "settings-organisations"

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": _("Add an organisation")}

    def initial(self) -> Mapping[str, Any]:
        """Start with nothing."""
        return {"revision": self.place.revision}

    def act(self, form: Any) -> None:
        """Add it."""
        operations.add_organisation(place=self.place, entry=form.entry(), **self.who)


class ChangeOrganisation(AddOrganisation):
    """Change an organisation."""

    def prepare(self) -> None:
        """Find it."""
        super().prepare()
        self.organisation = queries.find_organisation(self.place, self.kwargs["organisation"])

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": self.organisation.name}

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands."""
        names = [name for name in forms.OrganisationForm.base_fields if name != "revision"]
        return {name: getattr(self.organisation, name) for name in names} | {"revision": self.place.revision}

    def act(self, form: Any) -> None:
        """Change it."""
        operations.change_organisation(
            organisation=self.organisation,
            entry=form.entry(),
            revision=form.cleaned_data["revision"],
            **self.who,
        )


# --- budget heads ----------------------------------------------------------------------------------------


@permitted(Permission.KEEP_PLACE)
def show_budgets(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001
    """List the budget heads."""
    found: Place = request.place  # type: ignore[attr-defined]
    return show(request, "settings/budgets.html", place=found, budgets=list(found.budget_heads.all()))


class AddBudget(SettingsPage):
    """Add a budget head."""

    form_class = forms.BudgetForm
    back = "settings-budgets"

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": _("Add a budget head")}

    def initial(self) -> Mapping[str, Any]:
        """Start with nothing."""
        return {"revision": self.place.revision}

    def act(self, form: Any) -> None:
        """Add it."""
        operations.add_budget_head(place=self.place, entry=form.entry(), **self.who)


class ChangeBudget(AddBudget):
    """Change a budget head."""

    def prepare(self) -> None:
        """Find it."""
        super().prepare()
        self.budget = queries.find_budget_head(self.place, self.kwargs["budget"])

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": self.budget.name}

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands."""
        standing = {"name": self.budget.name, "kind": self.budget.kind, "body": self.budget.body}
        return standing | {"revision": self.place.revision}

    def act(self, form: Any) -> None:
        """Change it."""
        revision = form.cleaned_data["revision"]
        operations.change_budget_head(budget=self.budget, entry=form.entry(), revision=revision, **self.who)


# --- parameters and rules of law ---------------------------------------------------------------------------

RECORD_FORMS: dict[str, Any] = {"parameter": forms.ParameterForm, "law-rule": forms.LawRuleForm}


@permitted(Permission.KEEP_PLACE)
def show_records(request: HttpRequest, place: str, kind: str) -> HttpResponse:  # noqa: ARG001
    """List the parameters or the rules of the place's own."""
    found: Place = request.place  # type: ignore[attr-defined]
    records = list(found.own_records.filter(kind=kind))
    return show(request, "settings/records.html", place=found, kind=kind, records=records)


class KeepRecord(SettingsPage):
    """Add or change a parameter or a rule of the place's own."""

    kind = ""

    def prepare(self) -> None:
        """Find which kind it is, and the record where it is changed."""
        super().prepare()
        self.kind = self.kwargs["kind"]
        identifier = self.kwargs.get("identifier")
        self.kept = identifier and queries.find_own_record(self.place, self.kind, identifier)

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Make the form of that kind; the short name of a kept record stays."""
        form: django_forms.Form = RECORD_FORMS[self.kind](*arguments, **named)
        if self.kept:
            form.fields["id"].disabled = True
        return form

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        new = _("Add a parameter") if self.kind == "parameter" else _("Add a rule of our own")
        lead = _("It is shown as the place's own, with its source.")
        return {**super().more(), "title": self.kept.record["title"] if self.kept else new, "lead": lead}

    def way_back(self) -> str:
        """Go back to the list."""
        return reverse("settings-records", kwargs={"place": self.place.slug, "kind": self.kind})

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands."""
        if not self.kept:
            return {"revision": self.place.revision, "status": "N"}
        record = self.kept.record
        when = record.get("when", {})
        source = {f"source_{name}": text for name, text in record["source"].items()}
        asked = {"models": when.get("model", []), "over_pounds": when.get("value_pounds", {}).get("over")}
        return {**record, **source, **asked, "revision": self.place.revision}

    def act(self, form: Any) -> None:
        """Keep it; what is wrong is said beside the field that it is about."""
        revision = form.cleaned_data["revision"]
        try:
            operations.keep_record(
                place=self.place, kind=self.kind, record=form.record(), revision=revision, **self.who
            )
        except InvalidInput as error:
            raise InvalidInput(name_field(error.path, form), error.problem) from error


def name_field(path: str, form: django_forms.Form) -> str:
    """Find the field of the form that a path in a record means."""
    parts = [part for part in path.split(".") if not part.isdigit() and part not in {"parameters", "rules"}]
    name = {"when.model": "models", "when.value_pounds": "over_pounds"}.get(".".join(parts), "_".join(parts))
    return name if name in form.fields else path


class DropRecord(KeepRecord):
    """No longer use a parameter or rule of the place's own."""

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Ask for nothing but the yes."""
        return forms.Revised(*arguments, **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with what was read."""
        return {"revision": self.place.revision}

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        lead = _("New computations will not use it. What rested on it stays as it was published.")
        return {**super().more(), "lead": lead, "button": _("Remove it")}

    def act(self, form: Any) -> None:
        """Remove it."""
        operations.drop_record(kept=self.kept, revision=form.cleaned_data["revision"], **self.who)


# --- people ----------------------------------------------------------------------------------------------


@permitted(Permission.MANAGE_PEOPLE)
def show_people(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001
    """List who has which role, and who is invited."""
    found: Place = request.place  # type: ignore[attr-defined]
    return show(
        request,
        "settings/people.html",
        place=found,
        members=people_queries.list_members(found),
        invitations=people_queries.list_waiting_invitations(found),
        moment=timezone.now(),
    )


class Invite(SettingsPage):
    """Invite somebody."""

    form_class: type[forms.RoleForm] = forms.InviteForm
    back = "settings-people"

    def make_form(self, *arguments: Any, **named: Any) -> django_forms.Form:
        """Offer the organisations of the place."""
        return self.form_class(*arguments, organisations=queries.list_organisations(self.place), **named)

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        return {**super().more(), "title": _("Invite somebody"), "button": _("Send the invitation")}

    def act(self, form: Any) -> None:
        """Send it."""
        self.done = _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        people.invite_person(
            place=self.place, email=form.cleaned_data["email"], entry=form.entry(), **self.who
        )


class GiveRole(Invite):
    """Give somebody who works here a further role."""

    form_class = forms.RoleForm

    def prepare(self) -> None:
        """Find the person by a role that they have."""
        super().prepare()
        self.membership = people_queries.find_membership(self.place, self.kwargs["number"])

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        title = _("Give %(name)s a further role") % {"name": self.membership.person.name}
        return {**super().more(), "title": title, "button": _("Give the role")}

    def act(self, form: Any) -> None:
        """Give it."""
        person = self.membership.person
        people.give_role(place=self.place, person=person, entry=form.entry(), **self.who)


class TakeRole(SettingsPage):
    """Take a role from somebody."""

    form_class = django_forms.Form
    back = "settings-people"

    def prepare(self) -> None:
        """Find the role."""
        super().prepare()
        self.membership = people_queries.find_membership(self.place, self.kwargs["number"])

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        from wholeplace.faces.web import words

        told = {"name": self.membership.person.name, "role": words.ROLES[self.membership.role]}
        lead = _("%(name)s will no longer be: %(role)s. What they did stays as it is.") % told
        return {**super().more(), "title": _("Take a role"), "lead": lead, "button": _("Take the role")}

    def act(self, form: Any) -> None:  # noqa: ARG002
        """Take it."""
        people.take_role(membership=self.membership, **self.who)

    def way_back(self) -> str:
        """Go back to the people, or home for whoever took their own last role here."""
        is_own = self.membership.person_id == self.person.pk
        if is_own and not may(self.person, Permission.MANAGE_PEOPLE, self.place):
            return reverse("place", kwargs={"place": self.place.slug})
        return super().way_back()


class WithdrawInvitation(SettingsPage):
    """Take an invitation back."""

    form_class = django_forms.Form
    back = "settings-people"

    def prepare(self) -> None:
        """Find it."""
        super().prepare()
        self.invitation = people_queries.find_waiting_invitation(self.place, self.kwargs["number"])

    def more(self) -> Mapping[str, Any]:
        """Give the words of the page."""
        lead = _("The link that was sent to %(email)s then no longer works.") % {
            "email": self.invitation.email
        }
        title = _("Withdraw the invitation")
        return {**super().more(), "title": title, "lead": lead, "button": title}

    def act(self, form: Any) -> None:  # noqa: ARG002
        """Withdraw it."""
        people.withdraw_invitation(invitation=self.invitation, **self.who)
