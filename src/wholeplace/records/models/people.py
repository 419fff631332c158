"""People who sign in, and the roles they have in a place."""

from __future__ import annotations

from typing import Any, get_args

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wholeplace.foundations.vocabulary import Role
from wholeplace.records.models.constraints import LONG, SHORT, not_empty, one_of, together
from wholeplace.records.models.places import Organisation, Place

TOKEN_SCOPES = ("read", "write")


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by e-mail address, whatever its case."""
        return self.get(email=(username or "").strip().lower())

    def create_person(self, *, email: str, name: str, password: str | None = None, **more: Any) -> Person:
        """Make and store a person; without a password, nobody can sign in with one."""
        person = self.model(email=email.strip().lower(), name=name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    # Django and its libraries look for this name.
    create_user = create_person


class Person(AbstractBaseUser):
    """Somebody who signs in.

    An operator may set up places; everything else comes from roles in a place. Erasing a person empties the
    name and the address and keeps the row, so that what was decided keeps its shape.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=SHORT)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    sessions_key = models.CharField(
        max_length=32, blank=True, help_text="changing it signs the person out everywhere"
    )

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(
                condition=~Q(name="") | Q(erased_at__isnull=False), name="person_has_a_name_until_erased"
            ),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to the key that signing out everywhere changes."""
        tied_to = self.password + self.sessions_key
        return salted_hmac("wholeplace.sessions", tied_to, secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """A role that a person has in a place, for an organisation where that matters."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    office = models.CharField(max_length=SHORT, blank=True, help_text="as published: Head of Commissioning")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("place", "role", "person")
        constraints = [
            one_of("role", get_args(Role), "membership_role_is_known"),
            models.UniqueConstraint(
                fields=["person", "place", "role", "organisation"], name="membership_once_for_an_organisation"
            ),
            models.UniqueConstraint(
                fields=["person", "place", "role"],
                condition=Q(organisation__isnull=True),
                name="membership_once_without_organisation",
            ),
        ]

    def __str__(self) -> str:
        """Name the role as in a sentence."""
        return f"{self.person} as {self.role} in {self.place}"


class Invitation(models.Model):
    """A link that gives a role to whoever holds it; the database keeps only the hash of its token."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=30)
    office = models.CharField(max_length=SHORT, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-invited_at",)
        constraints = [
            one_of("role", get_args(Role), "invitation_role_is_known"),
            together("accepted_by", "accepted_at", name="invitation_accepted_by_whom_and_when"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_is_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        """Name the invitation as in a sentence."""
        return f"invitation of {self.email} as {self.role}"


class KeptEntry(models.Model):
    """What somebody had typed when their session had ended: given back to them once they have signed in."""

    token_hash = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=LONG)
    entry = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kept_at"], name="kept_entry_by_time")]

    def __str__(self) -> str:
        """Name the entry as in a sentence."""
        return f"entry kept for {self.path}"


class Submission(models.Model):
    """A form that was sent: sending it twice does it once."""

    token = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    led_to = models.CharField(max_length=LONG)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="of what was sent, where the same token could come with another"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="submission_by_time")]
        constraints = [not_empty("led_to", name="submission_led_somewhere")]

    def __str__(self) -> str:
        """Name the submission as in a sentence."""
        return f"form that led to {self.led_to}"


class AccessToken(models.Model):
    """Stands for a person who lets a program act for them; the database keeps only the token's hash."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=SHORT)
    scope = models.CharField(max_length=10, default="read")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            not_empty("name", "token_hash", name="access_token_has_a_name"),
            one_of("scope", TOKEN_SCOPES, "access_token_scope_is_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="access_token_expires_later"
            ),
        ]

    def __str__(self) -> str:
        """Name the token as in a sentence."""
        return f"token “{self.name}” of {self.person}"


class CachedValue(models.Model):
    """The table of Django's database cache: counts of wrong attempts, codes used."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Give the key."""
        return self.cache_key
