"""What was recommended and decided, by whom, with which interests and dissent."""

from __future__ import annotations

from typing import get_args

from django.db import models
from django.db.models import Q

from wholeplace.foundations.vocabulary import PrincipleCode, Vote
from wholeplace.records.models.appraisals import AppraisalVersion
from wholeplace.records.models.commissions import Commission
from wholeplace.records.models.constraints import SHORT, in_order, not_empty, one_of
from wholeplace.records.models.options import Option
from wholeplace.records.models.people import Person

CALL_IN_OUTCOMES = ("stands", "sent-back")


class Recommendation(models.Model):
    """What an officer recommends and why; the newest counts."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="recommendations")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        AppraisalVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reasons = models.TextField()
    risks = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=SHORT)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        constraints = [not_empty("reasons", "by_office", name="recommendation_says_why_and_who")]

    def __str__(self) -> str:
        """Name the recommendation as in a sentence."""
        return f"{self.option} recommended by {self.by_office}"


class Declaration(models.Model):
    """An interest, or that there is none, declared by an evaluator or a decision-maker."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    office = models.CharField(max_length=SHORT)
    has_interest = models.BooleanField()
    interest = models.TextField(blank=True)
    declared_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-declared_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(has_interest=False) | ~Q(interest=""), name="declared_interest_is_described"
            ),
            in_order("declared_on", "expires_on", "declaration_expires_later"),
        ]

    def __str__(self) -> str:
        """Name the declaration as in a sentence."""
        return f"declaration of {self.person}"


class Decision(models.Model):
    """The decision on a commission: one, with its call-in window.

    After a call-in that sent it back, it is decided anew; `earlier` keeps what was decided before, as told.
    """

    commission = models.OneToOneField(Commission, on_delete=models.CASCADE, related_name="decision")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        AppraisalVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.CharField(max_length=SHORT, help_text="Cabinet, or the officer's office")
    decided_on = models.DateField()
    reasons = models.TextField()
    conditions = models.TextField(blank=True)
    call_in_ends_on = models.DateField(null=True, blank=True)
    called_in_on = models.DateField(null=True, blank=True)
    called_in_reason = models.TextField(blank=True)
    call_in_outcome = models.CharField(max_length=20, blank=True)
    call_in_outcome_reason = models.TextField(blank=True)
    call_in_outcome_on = models.DateField(null=True, blank=True)
    earlier = models.JSONField(default=list, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            not_empty("decided_by", "reasons", name="decision_says_who_and_why"),
            in_order("decided_on", "call_in_ends_on", "call_in_ends_after_the_decision"),
            one_of("call_in_outcome", ("", *CALL_IN_OUTCOMES), "call_in_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(called_in_on__isnull=True) | ~Q(called_in_reason=""),
                name="decision_called_in_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(call_in_outcome="")
                | Q(called_in_on__isnull=False, call_in_outcome_on__isnull=False)
                & ~Q(call_in_outcome_reason=""),
                name="call_in_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        """Name the decision as in a sentence."""
        return f"{self.option} chosen by {self.decided_by}"


class DecisionVote(models.Model):
    """How one member voted, with the reason of those who dissent."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=SHORT)
    office = models.CharField(max_length=SHORT)
    vote = models.CharField(max_length=20)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            one_of("vote", get_args(Vote), "decision_vote_is_known"),
            not_empty("name", "office", name="decision_vote_names_who"),
            models.UniqueConstraint(fields=["decision", "person"], name="one_vote_for_each_person"),
        ]

    def __str__(self) -> str:
        """Name the vote as in a sentence."""
        return f"{self.name}: {self.vote}"


class RefusedOption(models.Model):
    """An option that was not chosen, and why."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="refused")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = [
            not_empty("reason", name="option_refused_in_the_decision_for_a_reason"),
            models.UniqueConstraint(fields=["decision", "option"], name="option_refused_once"),
        ]

    def __str__(self) -> str:
        """Name the refusal as in a sentence."""
        return f"{self.option} refused"


class PrincipleOverride(models.Model):
    """A principle that was set aside by a named elected member or senior officer, for a written reason."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="overrides")
    principle = models.CharField(max_length=40)
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=SHORT)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = [
            one_of("principle", get_args(PrincipleCode), "override_names_a_principle"),
            not_empty("reason", "by_office", name="override_says_why_and_who"),
            models.UniqueConstraint(fields=["commission", "principle"], name="principle_overridden_once"),
        ]

    def __str__(self) -> str:
        """Name the override as in a sentence."""
        return f"{self.principle} overridden"


class Compensation(models.Model):
    """What an agency that loses by an option gets, as it was agreed with it."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="compensations")
    agency = models.ForeignKey("records.BudgetHead", on_delete=models.PROTECT, related_name="compensations")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_with = models.CharField(max_length=SHORT)
    amount_note = models.TextField()
    agreed_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("agreed_on", "id")
        constraints = [
            not_empty("agreed_with", "amount_note", name="compensation_says_what_and_with_whom"),
        ]

    def __str__(self) -> str:
        """Name the compensation as in a sentence."""
        return f"compensation of {self.agency}"


class Award(models.Model):
    """Who will deliver, by which route, from when to when."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="awards")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=40)
    provider = models.ForeignKey(
        "records.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="awards"
    )
    value_pounds = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    break_dates = models.JSONField(default=list, blank=True, help_text="ISO 8601, in order")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-recorded_at",)
        constraints = [
            in_order("starts_on", "ends_on", "award_ends_after_it_starts"),
            not_empty("route", name="award_has_a_route"),
        ]

    def __str__(self) -> str:
        """Name the award as in a sentence."""
        return f"{self.route} for {self.commission}"
