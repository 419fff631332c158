"""A small decision on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wholeplace.faces.web import words
from wholeplace.faces.web.fields import DayField, LineField, PoundsField, ProseField, choices
from wholeplace.faces.web.work.pages import CommissionPage
from wholeplace.records.models import Option
from wholeplace.services.commissions import light
from wholeplace.services.decisions.entries import DecisionEntry, DeclarationEntry
from wholeplace.services.decisions.operations import declare_interest, recommend_option, record_decision
from wholeplace.services.people.permissions import Permission, may

ROWS = range(light.MOST_OPTIONS)


class OnePageForm(forms.Form):
    """Everything that a small decision needs."""

    need = ProseField(
        lazy("What is needed, and who says so?"), hint=lazy("In the words of those who need it.")
    )
    years = forms.IntegerField(
        label=lazy("For how many years?"), min_value=1, max_value=light.LONGEST_YEARS, initial=1
    )
    heard_group = forms.ChoiceField(label=lazy("Who was heard?"), choices=choices(words.GROUPS))
    heard_how = LineField(lazy("How?"), hint=lazy("For example: a meeting at the centre, calls, a survey"))
    heard_on = DayField(lazy("When?"))
    heard_people = forms.IntegerField(label=lazy("How many people?"), min_value=1, max_value=1_000_000)
    heard_said = ProseField(lazy("What did they say?"))
    heard_answer = ProseField(lazy("What do you answer them?"), hint=lazy("It is published."))
    equality = ProseField(
        lazy("Who could be better or worse off, by the Equality Act’s groups?"),
        hint=lazy("One sentence is enough where nobody is: say how you know."),
    )
    grant_considered = ProseField(lazy("Would a grant serve better than a contract?"))
    recommended = forms.ChoiceField(label=lazy("Which option is recommended? (optional)"), required=False)
    reasons = ProseField(lazy("Why?"), required=False)
    risks = ProseField(lazy("What could go wrong?"), required=False)
    no_interest = forms.BooleanField(label=lazy("I have no interest in any of these options"), required=False)
    decided_by = LineField(
        lazy("Who decided? (optional)"),
        required=False,
        hint=lazy("For example: Head of Housing, under delegation"),
    )
    decided_on = DayField(lazy("When was it decided?"), required=False)

    def __init__(
        self, *arguments: Any, options: list[Option], asks_need: bool, may_decide: bool, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.options = options
        for row in ROWS:
            self._add_row(row, options[row] if row < len(options) else None)
        names = [(str(row), _("Option %(n)d") % {"n": row + 1}) for row in ROWS]
        for row, option in enumerate(options):
            names[row] = (str(row), option.name)
        field: Any = self.fields["recommended"]
        field.choices = [("", _("Not yet")), *names]
        if not asks_need:
            del self.fields["need"]
        if not may_decide:
            del self.fields["decided_by"], self.fields["decided_on"]

    def _add_row(self, row: int, option: Option | None) -> None:
        fixed = option is not None
        number = {"n": row + 1}
        self.fields[f"name-{row}"] = LineField(_("Name of option %(n)d") % number, required=fixed)
        self.fields[f"model-{row}"] = forms.ChoiceField(
            label=_("Delivered how? (option %(n)d)") % number,
            choices=choices({key: words.MODELS[key] for key in light.MODELS}, empty=_("Choose one")),
            required=fixed,
        )
        self.fields[f"cost-{row}"] = PoundsField(_("Cost a year (option %(n)d)") % number, required=fixed)
        self.fields[f"why-{row}"] = LineField(
            _("Why, or why not? (option %(n)d)") % number, required=fixed, longest=500
        )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Give the fields of each option."""
        return [[self[f"{name}-{row}"] for name in ("name", "model", "cost", "why")] for row in ROWS]

    def clean(self) -> dict[str, Any]:
        """Ask for whole rows, and for reasons where there is a recommendation or a decision."""
        said = super().clean() or {}
        for row in ROWS:
            self._clean_row(said, row)
        if said.get("recommended") and not self._has_row(said, int(said["recommended"])):
            self.add_error("recommended", _("Choose an option that is filled in above"))
        if said.get("recommended"):
            self._ask_for(said, "reasons", _("Say why it is recommended"))
            self._ask_for(said, "risks", _("Say what could go wrong"))
            self._ask_for(
                said, "no_interest", _("Say that you have no interest, or let somebody else recommend")
            )
        if said.get("decided_by"):
            self._ask_for(said, "decided_on", _("Give the day of the decision"))
            self._ask_for(said, "recommended", _("Say which option was chosen"))
        return said

    def _clean_row(self, said: Mapping[str, Any], row: int) -> None:
        parts = {name: said.get(f"{name}-{row}") for name in ("name", "model", "cost", "why")}
        if any(value not in ("", None) for value in parts.values()):
            for name, value in parts.items():
                if value in ("", None) and f"{name}-{row}" not in self.errors:
                    self.add_error(
                        f"{name}-{row}", _("Fill in the whole line of option %(n)d") % {"n": row + 1}
                    )

    @staticmethod
    def _has_row(said: Mapping[str, Any], row: int) -> bool:
        return bool(said.get(f"name-{row}"))

    def _ask_for(self, said: Mapping[str, Any], name: str, message: str) -> None:
        if not said.get(name) and name not in self.errors:
            self.add_error(name, message)

    def page(self) -> light.OnePage:
        """Give what was written."""
        said = self.cleaned_data
        heard = light.Heard(
            group=said["heard_group"],
            method=said["heard_how"],
            people_reached=said["heard_people"],
            said=said["heard_said"],
            response=said["heard_answer"],
            held_on=said["heard_on"],
        )
        return light.OnePage(
            options=[self._line(row) for row in ROWS if self._has_row(said, row)],
            years=said["years"],
            heard=heard,
            equality=said["equality"],
            grant_considered=said["grant_considered"],
            need=said.get("need", ""),
        )

    def _line(self, row: int) -> light.LightOption:
        said = self.cleaned_data
        return light.LightOption(
            name=said[f"name-{row}"],
            model=said[f"model-{row}"],
            yearly_cost_pounds=said[f"cost-{row}"],
            why=said[f"why-{row}"],
            slug=self.options[row].slug if row < len(self.options) else "",
        )

    def chosen(self) -> int:
        """Give the place of the recommended option among those that were filled in."""
        rows = [row for row in ROWS if self._has_row(self.cleaned_data, row)]
        return rows.index(int(self.cleaned_data["recommended"]))


class WriteOnePage(CommissionPage):
    """Write a small decision on one page."""

    template = "work/light.html"
    form_class = OnePageForm
    title, button = lazy("The decision on one page"), lazy("Save the page")

    def prepare(self) -> None:
        """Find what is on the page already."""
        super().prepare()
        compared = self.commission.options.filter(status__in=("longlisted", "shortlisted"))
        self.compared = list(compared.order_by("position", "id")[: light.MOST_OPTIONS])

    def make_form(self, *arguments: Any, **named: Any) -> forms.Form:
        """Make the form with the rows there are."""
        return OnePageForm(
            *arguments,
            options=self.compared,
            asks_need=not self.commission.cited_needs.exists(),
            may_decide=may(self.request.user, Permission.DECIDE, self.place),
            **named,
        )

    def initial(self) -> Mapping[str, Any]:
        """Start with what is recorded."""
        known: dict[str, Any] = {"grant_considered": self.commission.grant_considered, "years": 1}
        known |= self._read_costs() | self._read_heard()
        equality = getattr(self.commission, "equality", None)
        if equality is not None:
            known["equality"] = equality.summary
        newest = self.commission.recommendations.first()
        if newest is not None:
            known |= {"reasons": newest.reasons, "risks": newest.risks}
            slugs = [option.slug for option in self.compared]
            if newest.option.slug in slugs:
                known["recommended"] = str(slugs.index(newest.option.slug))
        return known

    def _read_costs(self) -> dict[str, Any]:
        draft = getattr(self.commission, "draft", None)
        document = draft.document if draft else {}
        costs = {one.get("id"): one.get("costs") or [] for one in document.get("options", [])}
        known: dict[str, Any] = {}
        for row, option in enumerate(self.compared):
            known |= {
                f"name-{row}": option.name,
                f"model-{row}": option.model,
                f"why-{row}": option.description,
            }
            amount = costs[option.slug][0].get("amount") if costs.get(option.slug) else None
            if isinstance(amount, int | float):
                known[f"cost-{row}"] = f"{amount:.0f}"
        if not any(option.model == "in-house" for option in self.compared):
            row = len(self.compared)
            known |= {f"name-{row}": words.MODELS["in-house"], f"model-{row}": "in-house"}
        years = document.get("case", {}).get("horizon_years")
        return known | ({"years": years} if years else {})

    def _read_heard(self) -> dict[str, Any]:
        heard = self.commission.involvements.filter(title=light.HEARD_TITLE).first()
        if heard is None:
            return {}
        theme = heard.themes.first()
        return {
            "heard_group": heard.group,
            "heard_how": heard.method,
            "heard_on": heard.held_on,
            "heard_people": heard.people_reached,
            "heard_said": theme.theme if theme else "",
            "heard_answer": theme.response if theme else "",
        }

    def more(self) -> Mapping[str, Any]:
        """Add the limit."""
        return {**super().more(), "limit": self.place.light_route_limit_pounds}

    def act(self, form: OnePageForm) -> None:
        """Keep the page; then the recommendation and the decision, each by its own rules."""
        now = timezone.now()
        light.write_one_page(commission=self.commission, page=form.page(), by=self.person, at=now)
        said = form.cleaned_data
        if said["recommended"]:
            self._recommend(form)
        light.advance_light(commission=self.commission, by=self.person, at=now)
        messages.success(self.request, _("The page is saved."))

    def _recommend(self, form: OnePageForm) -> None:
        said, now = form.cleaned_data, timezone.now()
        listed = list(self.commission.options.filter(status="shortlisted").order_by("position", "id"))
        option = listed[form.chosen()]
        option.commission = self.commission
        declare_interest(
            commission=self.commission,
            entry=DeclarationEntry(has_interest=False),
            person=self.person,
            by=self.person,
            at=now,
        )
        recommend_option(option=option, reasons=said["reasons"], risks=said["risks"], by=self.person, at=now)
        if said.get("decided_by"):
            entry = DecisionEntry(
                option=option,
                decided_by=said["decided_by"],
                decided_on=said["decided_on"],
                reasons=said["reasons"],
                refused={one.slug: one.description for one in listed if one.pk != option.pk},
            )
            record_decision(commission=self.commission, entry=entry, by=self.person, at=now)
