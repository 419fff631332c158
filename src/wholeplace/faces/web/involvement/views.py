"""Pages about who was heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from wholeplace.faces.web.access import permitted, public
from wholeplace.faces.web.commission_form import CommissionForm, open_commission
from wholeplace.faces.web.commissions.frame import make_frame
from wholeplace.faces.web.involvement import forms
from wholeplace.faces.web.pages import show
from wholeplace.records.models import Commission, Consultation, Involvement, InvolvementTheme
from wholeplace.services.involvement import operations, queries
from wholeplace.services.involvement.entries import (
    FURTHER_GROUPS,
    PROTECTED_GROUPS,
    ConsultationEntry,
    EffectEntry,
    InvolvementEntry,
)
from wholeplace.services.operation import NotFound
from wholeplace.services.people.permissions import Permission, may
from wholeplace.services.publication.withholding import list_withheld_themes, say_reason

ANOTHER_GROUP = "another"


def gather_heard(commission: Commission) -> dict[str, Any]:
    """Gather what both the public and the working page show."""
    return {
        "place": commission.place,
        "commission": commission,
        "heard": queries.list_heard(commission),
        "consultations": queries.list_consultations(commission, today=timezone.localdate()),
        "equality": queries.read_equality(commission),
        "withheld": {key: say_reason(part) for key, part in list_withheld_themes(commission).items()},
    }


@public
def show_heard(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show who was heard, and what was done with what they said."""
    found = open_commission(request, place, commission)
    values = make_frame(request, found, "heard") | gather_heard(found)
    values["equality"] = queries.read_equality_for(found, user=request.user)
    values["may_edit"] = may(request.user, Permission.RECORD_INVOLVEMENT, found.place)
    return show(request, "involvement/heard.html", **values)


@permitted(Permission.RECORD_INVOLVEMENT)
def show_involve(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show what was recorded about who was heard, and what is left to do."""
    found = open_commission(request, place, commission)
    return show(request, "involvement/involve.html", **gather_heard(found))


@permitted(Permission.ASSESS_EQUALITY)
def show_equality(request: HttpRequest, place: str, commission: str) -> HttpResponse:
    """Show which groups were looked at, and which are left."""
    found = open_commission(request, place, commission)
    equality = queries.read_equality(found)
    done = {group.group for group in equality.groups}
    rows = [(name, slugify(name), name in done) for name in PROTECTED_GROUPS]
    further = sorted({*FURTHER_GROUPS, *done} - set(PROTECTED_GROUPS))
    values: dict[str, Any] = {
        "place": found.place,
        "commission": found,
        "equality": equality,
        "rows": rows,
        "further": [(name, slugify(name), name in done) for name in further],
    }
    return show(request, "involvement/equality.html", **values)


class InvolvePage(CommissionForm):
    """A form that leads back to the record of who was heard."""

    back_to = "involve"


class AddInvolvement(InvolvePage):
    """Record one time that a group was heard."""

    form_class = forms.InvolvementForm
    title = _("Record who was heard")
    lead = _("People who took part stand here as a group and a number, never by name.")
    done = _("Recorded. Add what people said next.")

    def initial(self) -> Mapping[str, Any]:
        """Start with the group that the link named."""
        return {"group": self.request.GET.get("group", "")}

    def act(self, form: Any) -> None:
        """Record it."""
        operations.record_involvement(
            commission=self.commission, entry=InvolvementEntry(**form.cleaned_data), **self.who
        )


class EditInvolvement(InvolvePage):
    """Correct what was recorded."""

    form_class = forms.InvolvementForm
    title = _("Correct this record")
    lead = _("The event chain keeps that it was corrected, and when.")
    done = _("Corrected.")
    involvement: Involvement

    def find(self) -> None:
        """Find the record."""
        self.involvement = queries.find_involvement(self.commission, self.kwargs["number"])

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        return {name: getattr(self.involvement, name) for name in forms.InvolvementForm.base_fields}

    def act(self, form: Any) -> None:
        """Correct it."""
        operations.correct_involvement(
            involvement=self.involvement, entry=InvolvementEntry(**form.cleaned_data), **self.who
        )


class AddTheme(InvolvePage):
    """Add what came up."""

    form_class = forms.ThemeForm
    title = _("Add what people said")
    done = _("Added.")
    involvement: Involvement

    def find(self) -> None:
        """Find the record."""
        self.involvement = queries.find_involvement(self.commission, self.kwargs["number"])

    def act(self, form: Any) -> None:
        """Add it."""
        operations.add_theme(involvement=self.involvement, **form.cleaned_data, **self.who)


class AnswerTheme(InvolvePage):
    """Answer what came up."""

    form_class = forms.ResponseForm
    title = _("Answer what people said")
    done = _("Your answer is published.")
    theme: InvolvementTheme

    def find(self) -> None:
        """Find the theme, and show it above the form."""
        self.theme = queries.find_theme(self.commission, self.kwargs["number"])
        self.lead = _("%(count)d people said: “%(theme)s”") % {
            "count": self.theme.count,
            "theme": self.theme.theme,
        }

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        return {"response": self.theme.response, "changed": self.theme.changed}

    def act(self, form: Any) -> None:
        """Publish the answer."""
        operations.respond_to_theme(theme=self.theme, **form.cleaned_data, **self.who)


def write_consultation(entered: Mapping[str, Any]) -> ConsultationEntry:
    """Turn what was entered into a consultation."""
    return ConsultationEntry(**(dict(entered) | {"is_statutory": entered["is_statutory"] == "yes"}))


class AddConsultation(InvolvePage):
    """Announce a consultation."""

    form_class = forms.ConsultationForm
    title = _("Announce a consultation")
    lead = _(
        "Until it has closed, the public page shows front-runners with their weaknesses and no best option."
    )
    done = _("The consultation is announced.")

    def act(self, form: Any) -> None:
        """Announce it."""
        operations.announce_consultation(
            commission=self.commission, entry=write_consultation(form.cleaned_data), **self.who
        )


class ConsultationPage(InvolvePage):
    """A form about one consultation."""

    consultation: Consultation

    def find(self) -> None:
        """Find the consultation."""
        self.consultation = queries.find_consultation(self.commission, self.kwargs["number"])


class EditConsultation(ConsultationPage):
    """Change a consultation."""

    form_class = forms.ConsultationForm
    title = _("Change a consultation")
    lead = _("Once it is open, only its end can be put off and how to respond can be changed.")
    done = _("The consultation is changed.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        found = {name: getattr(self.consultation, name) for name in forms.ConsultationForm.base_fields}
        return found | {"is_statutory": "yes" if self.consultation.is_statutory else "no"}

    def act(self, form: Any) -> None:
        """Change it."""
        operations.change_consultation(
            consultation=self.consultation, entry=write_consultation(form.cleaned_data), **self.who
        )


class CountResponses(ConsultationPage):
    """Say how many responded."""

    form_class = forms.ResponsesForm
    title = _("Count the responses")
    done = _("The number of responses is published.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        return {"responses": self.consultation.responses}

    def act(self, form: Any) -> None:
        """Publish the number."""
        operations.count_responses(consultation=self.consultation, **form.cleaned_data, **self.who)


class LookAtGroup(CommissionForm):
    """Look at one group: baseline, effect by option, mitigation."""

    form_class = forms.GroupForm
    back_to = "equality-edit"
    button = _("Save and continue")
    done = _("Saved.")
    group = ""

    def find(self) -> None:
        """Find the group that the address names."""
        slug = self.kwargs["group"]
        equality = queries.read_equality(self.commission)
        written = [one.group for one in equality.groups]
        names = {slugify(name): name for name in (*PROTECTED_GROUPS, *FURTHER_GROUPS, *written)}
        if slug != ANOTHER_GROUP and slug not in names:
            raise NotFound("There is no such group.")
        self.group = names.get(slug, "")
        self.title = self.group or _("Another group")
        self.known = next((one for one in equality.groups if one.group == self.group), None)
        self.compared = queries.list_compared(self.commission)

    def make_form(self, *arguments: Any, **named: Any) -> forms.GroupForm:
        """Ask about each option that is compared."""
        return forms.GroupForm(*arguments, options=self.compared, is_named=bool(self.group), **named)

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        if self.known is None:
            return {}
        found: dict[str, Any] = {"baseline": self.known.baseline, "mitigation": self.known.mitigation}
        for effect in self.known.effects:
            if effect.option is not None:
                found[f"effect_{effect.option.slug}"] = effect.effect
                found[f"note_{effect.option.slug}"] = effect.note
        return found

    def act(self, form: Any) -> None:
        """Write it down."""
        entered = form.cleaned_data
        effects = [
            EffectEntry(option.slug, entered[f"effect_{option.slug}"], entered[f"note_{option.slug}"])
            for option in self.compared
        ]
        operations.look_at_group(
            commission=self.commission,
            group=self.group or entered["group"],
            baseline=entered["baseline"],
            mitigation=entered["mitigation"],
            effects=effects,
            **self.who,
        )

    def next_address(self) -> str:
        """Go on to the next group that the law names and nobody has looked at; at the end, to the list."""
        left = queries.list_groups_left(self.commission)
        return self.address("equality-group", group=slugify(left[0])) if left else super().next_address()


class FinishEquality(CommissionForm):
    """Call equality assessed."""

    form_class = forms.SummaryForm
    back_to = "equality-edit"
    title = _("Finish the equality assessment")
    lead = _("Your office and today’s date are published with it.")
    button = _("Finish the assessment")
    done = _("Equality is assessed.")

    def initial(self) -> Mapping[str, Any]:
        """Start with what stands there."""
        assessment = queries.read_equality(self.commission).assessment
        return {"summary": assessment.summary if assessment else ""}

    def act(self, form: Any) -> None:
        """Finish it."""
        operations.finish_equality(commission=self.commission, **form.cleaned_data, **self.who)
