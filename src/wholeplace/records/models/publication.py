"""Published case files, and the chain of events that says when each was published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wholeplace.casefile.chain import FIRST_PREVIOUS
from wholeplace.records.models.appraisals import AppraisalVersion
from wholeplace.records.models.commissions import Commission
from wholeplace.records.models.people import Person
from wholeplace.records.models.places import Place

# SHA-256 in lower-case hexadecimal.
DIGEST = r"^[0-9a-f]{64}\Z"


class ChainEvent(models.Model):
    """One link of the chain: it carries the hash of the link before it.

    The order is the sequence, from 0 as in the chain of a case file. The database itself refuses a fork: no
    two events may follow the same event.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=50)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    body = models.JSONField()

    class Meta:
        ordering = ("sequence",)
        # What happened since yesterday is asked on every page of tasks.
        indexes = [models.Index(fields=["at"], name="chain_event_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=0), name="chain_event_counts_from_nought"),
            models.CheckConstraint(condition=Q(hash__regex=DIGEST), name="chain_event_hash_is_a_digest"),
            models.CheckConstraint(
                condition=Q(previous_hash__regex=DIGEST), name="chain_event_previous_hash_is_a_digest"
            ),
            models.CheckConstraint(
                condition=Q(sequence=0, previous_hash=FIRST_PREVIOUS)
                | Q(sequence__gt=0) & ~Q(previous_hash=FIRST_PREVIOUS),
                name="chain_event_only_the_first_has_none_before",
            ),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(by=""), name="chain_event_says_what_and_who"),
        ]

    def __str__(self) -> str:
        """Name the event as in a sentence."""
        return f"event {self.sequence}, {self.kind}"


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    """The case files, as somebody may see them."""

    def visible_to(self, user: object) -> CaseFileQuerySet:  # noqa: ARG002
        """Return what the user may see: everything, for a case file is stored only when it is published.

        Parts withheld for a time are not in the document: a salted commitment stands there instead.
        """
        return self.all()


class CaseFile(models.Model):
    """One published case file, exactly as it was received."""

    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=500)
    place = models.CharField(max_length=200)
    document = models.TextField()
    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, null=True, blank=True, related_name="case_files"
    )
    version = models.ForeignKey(
        AppraisalVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published = models.OneToOneField(ChainEvent, on_delete=models.PROTECT, related_name="case_file")
    received_at = models.DateTimeField()

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ("published__sequence",)
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=DIGEST), name="case_file_digest_is_a_digest"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(place="") & ~Q(document=""), name="case_file_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        """Name the case file as in a sentence."""
        return f"{self.title} ({self.place})"


class EventDetail(models.Model):
    """What an event was about, beside the chain and erasable: the chain holds only the commitment to it."""

    event = models.OneToOneField(ChainEvent, on_delete=models.PROTECT, related_name="detail")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="events")
    commission = models.ForeignKey(Commission, on_delete=models.PROTECT, null=True, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="events")
    salt = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("event__sequence",)
        # The newest one of a place says whether anything has changed: each page of a commission asks for it.
        indexes = [models.Index(fields=["place", "-id"], name="event_detail_newest_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(salt="", detail__isnull=True),
                name="erased_detail_is_gone",
            ),
        ]

    def __str__(self) -> str:
        """Name the detail as in a sentence."""
        return f"detail of {self.event}"


class SealedParts(models.Model):
    """The withheld parts of a published case file with their salts, kept until their release."""

    case_file = models.OneToOneField(CaseFile, on_delete=models.CASCADE, related_name="sealed")
    parts = models.JSONField()

    def __str__(self) -> str:
        """Name the parts as in a sentence."""
        return f"sealed parts of {self.case_file}"


class RenderedDocument(models.Model):
    """A paper made from a case file, kept so that asking for it again costs nothing.

    `program` is the version that made it: a newer one makes it anew.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="rendered")
    name = models.CharField(max_length=80)
    program = models.CharField(max_length=30)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_file", "name", "program"], name="document_rendered_once"),
        ]

    def __str__(self) -> str:
        """Name the document as in a sentence."""
        return f"{self.name} of {self.case_file}"


class Checkpoint(models.Model):
    """A signed statement that the chain's head was this one: Ed25519 over its canonical form."""

    sequence = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    at = models.DateTimeField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ("-sequence", "-at")
        constraints = [
            models.UniqueConstraint(fields=["sequence", "public_key"], name="checkpoint_once_for_a_key"),
            models.CheckConstraint(condition=Q(head__regex=DIGEST), name="checkpoint_head_is_a_digest"),
            models.CheckConstraint(condition=Q(public_key__regex=DIGEST), name="checkpoint_key_is_32_bytes"),
            models.CheckConstraint(
                condition=Q(signature__regex=r"^[0-9a-f]{128}\Z"), name="checkpoint_signature_is_64_bytes"
            ),
        ]

    def __str__(self) -> str:
        """Name the checkpoint as in a sentence."""
        return f"checkpoint at event {self.sequence}"
