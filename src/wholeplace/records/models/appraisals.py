"""The appraisal of a commission: its draft, its versions, the jobs that compute them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wholeplace.records.models.commissions import WORKING_ROLES, Commission
from wholeplace.records.models.constraints import LONG, SHORT, in_order, one_of, together
from wholeplace.records.models.people import Person
from wholeplace.records.models.places import Place

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
REVISION_KINDS = ("edit", "undo", "redo")


class AppraisalDraft(models.Model):
    """The case as it is being written; `revision` grows with every save, so that nobody overwrites unseen."""

    commission = models.OneToOneField(Commission, on_delete=models.CASCADE, related_name="draft")
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the draft as in a sentence."""
        return f"draft of {self.commission}"


class DraftRevision(models.Model):
    """What one save changed, with what was there before: it can be told, taken back and done again."""

    draft = models.ForeignKey(AppraisalDraft, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    edits = models.JSONField()
    kind = models.CharField(max_length=10, default="edit")
    of = models.PositiveIntegerField(null=True, blank=True, help_text="the revision undone or done again")
    what = models.CharField(max_length=LONG, blank=True)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-revision",)
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="draft_revision_once"),
            one_of("kind", REVISION_KINDS, "draft_revision_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="edit", of__isnull=True) | ~Q(kind="edit") & Q(of__isnull=False),
                name="draft_revision_undoes_a_revision",
            ),
        ]

    def __str__(self) -> str:
        """Name the revision as in a sentence."""
        return f"revision {self.revision} of {self.draft}"


class VersionQuerySet(models.QuerySet["AppraisalVersion"]):
    """The versions of appraisals, as somebody may see them."""

    def visible_to(self, user: object) -> VersionQuerySet:
        """Return published versions of visible commissions, and all where the user works."""
        within = self.filter(commission__in=Commission.objects.visible_to(user))
        published = Q(published_at__isnull=False)
        worked_in = Place.objects.worked_in_by(user, WORKING_ROLES)
        return within.filter(published | Q(commission__place__in=worked_in))


class AppraisalVersion(models.Model):
    """A case that was handed in to be computed: never changed afterwards.

    `result` is the output of `casefile.appraise`, null until a job has computed it.
    """

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    note = models.CharField(max_length=SHORT, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    result = models.JSONField(null=True, blank=True)
    parameters = models.JSONField(null=True, blank=True)
    computed_on = models.JSONField(null=True, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["commission", "number"], name="version_number_once"),
            together("result", "parameters", "computed_on", "computed_at", name="version_computed_whole"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(computed_at__isnull=False),
                name="version_is_computed_before_it_is_published",
            ),
        ]

    def __str__(self) -> str:
        """Name the version as in a sentence."""
        return f"version {self.number} of {self.commission}"


class Job(models.Model):
    """Work in the background, as people see it; its result is written once."""

    version = models.ForeignKey(AppraisalVersion, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=20, default="waiting")
    progress = models.PositiveSmallIntegerField(default=0, help_text="per cent")
    doing = models.CharField(max_length=SHORT, blank=True)
    problem = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="the worker's last sign of life")
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        # The worker looks for these every two seconds.
        indexes = [
            models.Index(
                fields=["seen_at"], condition=Q(state__in=("waiting", "running")), name="job_that_is_open"
            )
        ]
        constraints = [
            one_of("state", JOB_STATES, "job_state_is_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_per_cent"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="job_failed_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state__in=("waiting", "running")),
                name="one_open_job_for_a_version",
            ),
            in_order("asked_at", "ended_at", "job_ends_after_it_was_asked_for"),
        ]

    def __str__(self) -> str:
        """Name the job as in a sentence."""
        return f"{self.state} job for {self.version}"
