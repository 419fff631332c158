"""Who was heard: involvement, consultation, the Public Interest Test's answers, equality."""

from __future__ import annotations

from typing import get_args

from django.db import models

from wholeplace.foundations.vocabulary import EqualityEffectKind, InvolvedGroup, TestQuestion
from wholeplace.records.models.commissions import Commission
from wholeplace.records.models.constraints import SHORT, in_order, not_empty, one_of, together
from wholeplace.records.models.options import Option
from wholeplace.records.models.people import Person


class Involvement(models.Model):
    """One time that a group was heard: who, how many, how, what they said."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="involvements")
    group = models.CharField(max_length=20)
    title = models.CharField(max_length=SHORT)
    held_on = models.DateField()
    method = models.CharField(max_length=SHORT)
    people_reached = models.PositiveIntegerField()
    summary = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("held_on", "id")
        constraints = [
            one_of("group", get_args(InvolvedGroup), "involvement_group_is_known"),
            not_empty("title", "method", name="involvement_says_what_and_how"),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class InvolvementTheme(models.Model):
    """What came up, how often, what was answered and what changed because of it."""

    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="themes")
    theme = models.TextField()
    count = models.PositiveIntegerField(default=1)
    response = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    responded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    responded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-count", "id")
        constraints = [
            not_empty("theme", name="theme_says_something"),
            together("responded_by", "responded_at", name="theme_responded_by_whom_and_when"),
        ]

    def __str__(self) -> str:
        """Give the theme."""
        return self.theme


class Consultation(models.Model):
    """A consultation with its dates and what is still open."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="consultations")
    title = models.CharField(max_length=SHORT)
    opens_on = models.DateField()
    closes_on = models.DateField()
    still_open = models.TextField(help_text="what is still open to be changed")
    is_statutory = models.BooleanField(default=False)
    how_to_respond = models.TextField(blank=True)
    responses = models.PositiveIntegerField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("opens_on", "id")
        constraints = [
            in_order("opens_on", "closes_on", "consultation_closes_after_it_opens"),
            not_empty("title", "still_open", name="consultation_says_what_is_open"),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class EqualityAssessment(models.Model):
    """The equality impact assessment of a commission."""

    commission = models.OneToOneField(Commission, on_delete=models.CASCADE, related_name="equality")
    summary = models.TextField(blank=True)
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assessed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [together("assessed_by", "assessed_at", name="equality_assessed_by_whom_and_when")]

    def __str__(self) -> str:
        """Name the assessment as in a sentence."""
        return f"equality assessment of {self.commission}"


class EqualityEffect(models.Model):
    """The effect of an option on a group, with its baseline and what would soften it."""

    assessment = models.ForeignKey(EqualityAssessment, on_delete=models.CASCADE, related_name="effects")
    group = models.CharField(max_length=SHORT)
    baseline = models.TextField(blank=True)
    option = models.ForeignKey(Option, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    effect = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)

    class Meta:
        ordering = ("group", "id")
        constraints = [
            one_of("effect", get_args(EqualityEffectKind), "equality_effect_is_known"),
            not_empty("group", name="equality_effect_names_a_group"),
        ]

    def __str__(self) -> str:
        """Name the effect as in a sentence."""
        return f"{self.effect} for {self.group}"


class TestAnswer(models.Model):
    """One answer of the Public Interest Test, with its reason; the newest of a question counts."""

    __test__ = False  # not a test for pytest

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="test_answers")
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=20)
    reason = models.TextField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ("answered_at", "id")
        constraints = [
            one_of("question", get_args(TestQuestion), "test_question_is_known"),
            one_of(
                "answer",
                ("in-house", "neutral", "market", "mixed", "yes", "partly", "no"),
                "test_answer_is_known",
            ),
            not_empty("reason", name="test_answer_has_a_reason"),
            models.UniqueConstraint(
                fields=["commission", "question"],
                condition=models.Q(is_current=True),
                name="one_current_answer_to_a_question",
            ),
        ]

    def __str__(self) -> str:
        """Name the answer as in a sentence."""
        return f"{self.answer} on {self.question}"


class TestCheck(models.Model):
    """The Public Interest Test handed to a second person, and checked by them."""

    __test__ = False  # not a test for pytest

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="test_checks")
    handed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handed_to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="test_checks_to_do")
    handed_at = models.DateTimeField()
    agrees = models.BooleanField(null=True, blank=True)
    comment = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-handed_at",)
        constraints = [
            together("agrees", "checked_at", name="test_check_says_what_and_when"),
            models.CheckConstraint(
                condition=~models.Q(handed_by=models.F("handed_to")), name="test_checked_by_another_person"
            ),
        ]

    def __str__(self) -> str:
        """Name the check as in a sentence."""
        return f"check of the test of {self.commission}"
