"""Options: every way of meeting a need, who proposed it and what was answered."""

from __future__ import annotations

from typing import get_args

from django.db import models
from django.db.models import Q

from wholeplace.foundations.vocabulary import (
    DeliveryModel,
    LegalStatus,
    Lever,
    OptionStatus,
    ProposedAs,
)
from wholeplace.records.models.commissions import WORKING_ROLES, Commission
from wholeplace.records.models.constraints import SHORT, SLUG, not_empty, one_of, together
from wholeplace.records.models.people import Person
from wholeplace.records.models.places import Organisation, Place


class OptionQuerySet(models.QuerySet["Option"]):
    """The options, as somebody may see them."""

    def visible_to(self, user: object) -> OptionQuerySet:
        """Return answered options of visible commissions, the user's own, and all where the user works."""
        within = self.filter(commission__in=Commission.objects.visible_to(user))
        answered = ~Q(status="proposed") | ~Q(answer="")
        if not getattr(user, "is_authenticated", False):
            return within.filter(answered)
        own = Q(proposed_by_id=getattr(user, "pk", None))
        worked_in = Place.objects.worked_in_by(user, WORKING_ROLES)
        return within.filter(answered | own | Q(commission__place__in=worked_in))


class Option(models.Model):
    """One way of meeting the need, from its proposal to the shortlist or its refusal.

    `factors` holds, by critical success factor, {"meets": yes | partly | no, "note": text}.
    """

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="options")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=SHORT)
    model = models.CharField(max_length=40)
    description = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    weaknesses = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="proposals")
    proposed_as = models.CharField(max_length=30, default="commissioner")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    proposed_at = models.DateTimeField()
    status = models.CharField(max_length=20, default="proposed")
    answer_due_on = models.DateField(
        null=True, blank=True, help_text="until when a proposal must be answered"
    )
    answer = models.CharField(max_length=20, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="when whoever proposed it took it back"
    )
    withdrawn_reason = models.TextField(blank=True)
    dropped_reason = models.TextField(blank=True)
    is_business_as_usual = models.BooleanField(default=False)
    is_in_house_comparator = models.BooleanField(default=False)
    is_do_minimum = models.BooleanField(default=False)
    factors = models.JSONField(default=dict, blank=True)
    term_years = models.FloatField(null=True, blank=True)
    is_reserved = models.BooleanField(null=True, blank=True)
    is_for_profit = models.BooleanField(null=True, blank=True)
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="would_provide"
    )
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["commission", "slug"], name="option_slug_once_in_a_commission"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="option_slug_is_words"),
            one_of("model", [*get_args(DeliveryModel), *get_args(Lever)], "option_model_is_known"),
            one_of("proposed_as", get_args(ProposedAs), "option_proposed_as_is_known"),
            one_of("status", get_args(OptionStatus), "option_status_is_known"),
            one_of("answer", ("", "accepted", "refused"), "option_answer_is_known"),
            not_empty("name", name="option_has_a_name"),
            together("answered_by", "answered_at", name="option_answered_by_whom_and_when"),
            models.CheckConstraint(
                condition=Q(answer="") | ~Q(answer_reason="") | Q(answer="accepted"),
                name="option_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(dropped_reason=""), name="option_dropped_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(status="proposed", answer=""),
                name="option_withdrawn_before_its_answer",
            ),
            models.UniqueConstraint(
                fields=["commission"],
                condition=Q(is_business_as_usual=True),
                name="one_business_as_usual_in_a_commission",
            ),
            models.UniqueConstraint(
                fields=["commission"],
                condition=Q(is_in_house_comparator=True),
                name="one_in_house_comparator_in_a_commission",
            ),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class LegalAdvice(models.Model):
    """Advice that the place took on whether an option is open to it; the newest counts."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="advice")
    status = models.CharField(max_length=20)
    reason = models.TextField()
    given_by = models.CharField(max_length=SHORT, help_text="office or firm")
    given_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-recorded_at",)
        constraints = [
            one_of("status", get_args(LegalStatus), "legal_advice_status_is_known"),
            not_empty("reason", "given_by", name="legal_advice_says_why_and_who"),
        ]

    def __str__(self) -> str:
        """Name the advice as in a sentence."""
        return f"{self.status} for {self.option}"
