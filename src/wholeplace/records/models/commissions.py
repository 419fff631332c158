"""Commissions: the thread from a need to learning."""

from __future__ import annotations

from typing import get_args

from django.db import models
from django.db.models import Q

from wholeplace.foundations.vocabulary import DocumentKind, Route, Stage
from wholeplace.records.models.constraints import LONG, SHORT, SLUG, in_order, not_empty, one_of
from wholeplace.records.models.needs import Need
from wholeplace.records.models.people import Person
from wholeplace.records.models.places import Organisation, Place

WORKING_ROLES = (
    "commissioner", "finance-partner", "evaluator", "member", "officer", "auditor", "place-administrator",
)  # fmt: skip


WITHHOLDING_CATEGORIES = ("commercially-confidential", "personal", "exempt")


class CommissionQuerySet(models.QuerySet["Commission"]):
    """The commissions, as somebody may see them."""

    def visible_to(self, user: object) -> CommissionQuerySet:
        """Return those that were opened to the public, and all of places where the user works."""
        opened = Q(opened_at__isnull=False, place__opened_at__isnull=False)
        return self.filter(opened | Q(place__in=Place.objects.worked_in_by(user, WORKING_ROLES)))


class Commission(models.Model):
    """One question of how a need should be met, and by whom.

    `facts` holds what the rules of law ask (is it a health service, is it light touch…), each true, false or
    null for not known. `outcomes` holds what should be different for people: {"id", "name", "measure"}.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="commissions")
    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=SHORT)
    question = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    route = models.CharField(max_length=10, default="full")
    stage = models.CharField(max_length=20, default="need")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="led_commissions")
    value_pounds = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    service = models.CharField(max_length=50, default="other")
    facts = models.JSONField(default=dict, blank=True)
    outcomes = models.JSONField(default=list, blank=True)
    grant_considered = models.TextField(blank=True, help_text="the reason for the route, grant considered")
    lock_in_justification = models.TextField(blank=True)
    next_step = models.CharField(max_length=SHORT, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    review_triggers = models.TextField(blank=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(fields=["place", "slug"], name="commission_slug_once_in_a_place"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="commission_slug_is_words"),
            one_of("route", get_args(Route), "commission_route_is_known"),
            one_of("stage", get_args(Stage), "commission_stage_is_known"),
            models.CheckConstraint(
                condition=Q(value_pounds__isnull=True) | Q(value_pounds__gte=0),
                name="commission_value_is_not_negative",
            ),
            not_empty("title", name="commission_has_a_title"),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class CitedNeed(models.Model):
    """A need that a commission answers."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="cited_needs")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="citations")
    reason = models.TextField(blank=True)
    cited_at = models.DateTimeField()

    class Meta:
        ordering = ("cited_at",)
        constraints = [models.UniqueConstraint(fields=["commission", "need"], name="need_cited_once")]

    def __str__(self) -> str:
        """Name the citation as in a sentence."""
        return f"{self.need} in {self.commission}"


class CriticalSuccessFactor(models.Model):
    """What an option must do to be worth comparing."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="success_factors")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=SHORT)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["commission", "slug"], name="success_factor_once"),
            not_empty("name", "slug", name="success_factor_has_a_name"),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class StageMove(models.Model):
    """A step of the thread: from where, to where, by whom, why."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="moves")
    from_stage = models.CharField(max_length=20)
    to_stage = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by_office = models.CharField(max_length=SHORT)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            one_of("from_stage", get_args(Stage), "move_from_a_known_stage"),
            one_of("to_stage", get_args(Stage), "move_to_a_known_stage"),
            models.CheckConstraint(condition=~Q(from_stage=models.F("to_stage")), name="move_goes_somewhere"),
        ]

    def __str__(self) -> str:
        """Name the move as in a sentence."""
        return f"{self.from_stage} to {self.to_stage}"


class Document(models.Model):
    """A file that somebody attached: evidence of a line, a paper. Served as an attachment only."""

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=SHORT)
    file_name = models.CharField(max_length=SHORT)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, default="evidence")
    dated_on = models.DateField(null=True, blank=True, help_text="the date that stands on it")
    is_public = models.BooleanField(default=False)
    public_from = models.DateField(
        null=True, blank=True, help_text="until then a public document is withheld; empty: public at once"
    )
    withheld_reason = models.TextField(blank=True, help_text="published while it is withheld")
    attached_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ("-attached_at",)
        constraints = [
            not_empty("title", "file_name", "digest", name="document_has_a_name"),
            models.UniqueConstraint(fields=["commission", "digest"], name="document_once_in_a_commission"),
            one_of("kind", get_args(DocumentKind), "document_kind_is_known"),
            models.CheckConstraint(
                condition=Q(public_from__isnull=True) | (Q(is_public=True) & ~Q(withheld_reason="")),
                name="document_withheld_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class WithheldPart(models.Model):
    """A part of the case file that is exempt or embargoed: why, and until when.

    `part` is the dotted path of the case file, or "theme:" with the key of what people said.
    """

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="withheld_parts")
    part = models.CharField(max_length=LONG)
    label = models.CharField(max_length=LONG, blank=True, help_text="the part in words")
    category = models.CharField(max_length=30, default="commercially-confidential")
    paragraph = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="of Schedule 12A to the Local Government Act 1972 (England)"
    )
    reason = models.TextField()
    until = models.DateField(null=True, blank=True)
    with_results = models.BooleanField(
        default=True, help_text="the results that follow from a figure are withheld with it"
    )
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("decided_at",)
        constraints = [
            not_empty("part", "reason", name="withheld_part_has_a_reason"),
            one_of("category", WITHHOLDING_CATEGORIES, "withheld_part_category_is_known"),
            models.CheckConstraint(
                condition=~Q(category="exempt")
                | Q(paragraph__isnull=False, paragraph__gte=1, paragraph__lte=7),
                name="exempt_part_names_its_paragraph",
            ),
            models.UniqueConstraint(fields=["commission", "part"], name="part_withheld_once"),
            in_order("decided_at", "released_at", "withheld_part_is_released_later"),
        ]

    def __str__(self) -> str:
        """Give the part's path."""
        return self.part
