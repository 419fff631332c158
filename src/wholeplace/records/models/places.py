"""Places, the organisations in them, and what each place has decided for itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from wholeplace.foundations.vocabulary import AgencyKind, BodyKind, OrganisationKind
from wholeplace.records.models.constraints import SHORT, SLUG, not_empty, one_of

RECORD_KINDS = ("parameter", "law-rule")


class PlaceQuerySet(models.QuerySet["Place"]):
    """The places, as somebody may see them."""

    def visible_to(self, user: object) -> PlaceQuerySet:
        """Return the places that are open, and those not yet opened in which the user has a role."""
        if getattr(user, "is_operator", False):
            return self.all()
        opened = Q(opened_at__isnull=False)
        if getattr(user, "is_authenticated", False):
            return self.filter(opened | Q(memberships__person_id=getattr(user, "pk", None))).distinct()
        return self.filter(opened)

    def worked_in_by(self, user: object, roles: Collection[str]) -> PlaceQuerySet:
        """Return the places in which the user has one of these roles."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(memberships__person_id=getattr(user, "pk", 0), memberships__role__in=roles)


class Place(models.Model):
    """A place that commissions in the open, with the rules that it set itself."""

    slug = models.CharField(max_length=50, unique=True, validators=[RegexValidator(SLUG)])
    name = models.CharField(max_length=SHORT)
    summary = models.TextField(blank=True)
    body_kind = models.CharField(max_length=30, default="council")
    colour = models.CharField(
        max_length=7, default="#12436d", help_text="brand colour, dark enough for white text"
    )
    contact_email = models.EmailField(blank=True)
    contact = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    light_route_limit_pounds = models.PositiveBigIntegerField(default=100_000)
    lock_in_limit_share = models.FloatField(default=0.5)
    call_in_days = models.PositiveSmallIntegerField(default=5)
    consultation_days = models.PositiveSmallIntegerField(default=42)
    proposal_answer_days = models.PositiveSmallIntegerField(
        default=30, help_text="days within which a proposed option is answered"
    )
    tests_everything = models.BooleanField(
        default=False, help_text="the place has chosen to test every service competitively"
    )
    founded_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="place_slug_is_words"),
            models.CheckConstraint(condition=Q(colour__regex=r"^#[0-9a-f]{6}\Z"), name="place_colour_is_hex"),
            models.CheckConstraint(
                condition=Q(lock_in_limit_share__gte=0, lock_in_limit_share__lte=1),
                name="place_lock_in_limit_is_a_share",
            ),
            one_of("body_kind", get_args(BodyKind), "place_body_kind_is_known"),
            not_empty("name", name="place_has_a_name"),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """The organisations, as somebody may see them."""

    def visible_to(self, user: object) -> OrganisationQuerySet:
        """Return the organisations of the places that the user may see."""
        return self.filter(place__in=Place.objects.visible_to(user))


class Organisation(models.Model):
    """A body, a provider, a group: who they are and who owns them is public."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="organisations")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=SHORT)
    kind = models.CharField(max_length=30)
    identifier = models.CharField(max_length=50, blank=True, help_text="such as GB-COH-01234567")
    website = models.URLField(blank=True)
    about = models.TextField(blank=True)
    ownership_statement = models.TextField(blank=True)
    ownership_on = models.DateField(null=True, blank=True)
    is_commissioning = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["place", "slug"], name="organisation_slug_once_in_a_place"),
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="organisation_slug_is_words"),
            one_of("kind", get_args(OrganisationKind), "organisation_kind_is_known"),
            not_empty("name", name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class BudgetHead(models.Model):
    """An agency of the appraisals: a budget head of a body, residents, a provider."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="budget_heads")
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=SHORT)
    kind = models.CharField(max_length=20, default="public")
    body = models.CharField(max_length=80, blank=True, help_text="groups the budget heads of one body")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["place", "slug"], name="budget_head_slug_once_in_a_place"),
            one_of("kind", get_args(AgencyKind), "budget_head_kind_is_known"),
            not_empty("name", "slug", name="budget_head_has_a_name"),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class PlaceRecord(models.Model):
    """A parameter or a legal rule of the place's own, in the form of the shipped ones."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="own_records")
    kind = models.CharField(max_length=20)
    identifier = models.CharField(max_length=100)
    record = models.JSONField()
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "identifier")
        constraints = [
            one_of("kind", RECORD_KINDS, "place_record_kind_is_known"),
            models.UniqueConstraint(fields=["place", "kind", "identifier"], name="place_record_once"),
        ]

    def __str__(self) -> str:
        """Name the record as in a sentence."""
        return f"{self.kind} {self.identifier} of {self.place}"
