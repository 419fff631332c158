"""What people say is needed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wholeplace.records.models.constraints import SHORT, not_empty, one_of, together
from wholeplace.records.models.people import Person
from wholeplace.records.models.places import Organisation, Place

NEED_STATUSES = ("published", "hidden")


class NeedQuerySet(models.QuerySet["Need"]):
    """The needs, as somebody may see them."""

    def visible_to(self, user: object) -> NeedQuerySet:
        """Return published needs of visible places, the user's own, and all in places where they moderate."""
        within = self.filter(place__in=Place.objects.visible_to(user))
        shown = Q(status="published")
        if not getattr(user, "is_authenticated", False):
            return within.filter(shown)
        moderated = Place.objects.worked_in_by(user, ("commissioner", "officer", "place-administrator"))
        own = Q(recorded_by_id=getattr(user, "pk", None))
        return within.filter(shown | own | Q(place__in=moderated))


class Need(models.Model):
    """A need, in the words of whoever recorded it."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="needs")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=SHORT)
    what = models.TextField()
    for_whom = models.TextField(blank=True)
    where = models.CharField(max_length=SHORT, blank=True)
    how_now = models.TextField(blank=True)
    theme = models.CharField(max_length=SHORT, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="needs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    is_assisted = models.BooleanField(default=False, help_text="taken down on paper or by phone")
    recorded_at = models.DateTimeField()
    status = models.CharField(max_length=20, default="published")
    hidden_reason = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at",)
        indexes = [models.Index(fields=["place", "-recorded_at"], name="need_newest_of_place")]
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="need_number_once_in_a_place"),
            one_of("status", NEED_STATUSES, "need_status_is_known"),
            not_empty("title", "what", name="need_says_what"),
            together("answered_by", "answered_at", name="need_answered_by_whom_and_when"),
            models.CheckConstraint(
                condition=Q(status="published") | ~Q(hidden_reason=""), name="need_hidden_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class NeedEvidence(models.Model):
    """A figure, a report, a story that supports a need."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=SHORT)
    source = models.CharField(max_length=SHORT, blank=True)
    url = models.URLField(blank=True)
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)
        constraints = [not_empty("title", name="need_evidence_has_a_title")]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class NeedSupport(models.Model):
    """One person's support for a need; once."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "person"], name="need_supported_once")]

    def __str__(self) -> str:
        """Name the support as in a sentence."""
        return f"support for need {self.need_id}"
