"""What is published and what is withheld: what is written."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from wholeplace.faces.api.opening import address, open_commission, who
from wholeplace.faces.api.rooms import commissions
from wholeplace.faces.api.rooms.appraisals import find_own_version
from wholeplace.faces.api.rooms.publication import COMMISSION, room
from wholeplace.faces.api.rooms.writing.commissions import tell
from wholeplace.faces.api.routing import CREATED
from wholeplace.faces.api.shapes import sent
from wholeplace.faces.api.values import CommissionSlug, Identifier, Number, PlaceSlug
from wholeplace.services.people.permissions import Permission
from wholeplace.services.publication import versions, withholding


@room.write(
    "POST", f"{COMMISSION}/versions/{{number}}/publication", access=Permission.PUBLISH, status=CREATED,
    in_two_steps=True,
)  # fmt: skip
def publish_version(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, number: Number
) -> Callable[[], str]:
    """Publish a computed version with the record of its commission, as a case file on the event chain.

    It is recomputed first, which may take a minute.
    """
    version = find_own_version(request, place, commission, number)
    told = who(request)
    prepared = versions.prepare_publication(version=version, **told)

    def store() -> str:
        case_file = versions.store_publication(version=version, prepared=prepared, **told)
        return address("read_case_file", digest=case_file.digest)

    return store


@commissions.room.write("POST", f"{COMMISSION}/withheld-parts", access=Permission.WITHHOLD, status=CREATED)
def withhold_part(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, entry: sent.WithheldPart
) -> str:
    """Withhold a part from what is published from now on, with its reason and its release date."""
    found = open_commission(request, place, commission)
    told = withholding.WithholdingEntry(**entry.model_dump())
    made = withholding.withhold_part(commission=found, entry=told, **who(request))
    return tell(found, "list_withheld_parts", made.pk)


@commissions.room.write(
    "PUT", f"{COMMISSION}/withheld-parts/{{identifier}}/results", access=Permission.WITHHOLD
)
def withhold_results_too(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> str:
    """Withhold the results that follow from a withheld figure together with it."""
    found = open_commission(request, place, commission)
    part = withholding.find_withheld(found, identifier)
    withholding.withhold_results_too(part=part, **who(request))
    return tell(found, "list_withheld_parts", identifier)


@room.write(
    "POST", f"{COMMISSION}/withheld-parts/{{identifier}}/release", access=Permission.WITHHOLD,
    in_two_steps=True,
)  # fmt: skip
def release_part(
    request: HttpRequest, place: PlaceSlug, commission: CommissionSlug, identifier: Identifier
) -> Callable[[], str]:
    """Release a part now: the case file with it in place is published anew, on the same chain."""
    found = open_commission(request, place, commission)
    part = withholding.find_withheld(found, identifier)
    told = who(request)
    prepared = withholding.prepare_release(part=part, **told)

    def store() -> str:
        withholding.store_release(part=part, prepared=prepared, **told)
        return tell(found, "list_withheld_parts", identifier)

    return store
