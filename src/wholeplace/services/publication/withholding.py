"""Parts that are not published yet: chosen, committed to, kept apart, released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from wholeplace.casefile.canonical import write_json
from wholeplace.casefile.verify import read_case_file as parse_case_file
from wholeplace.casefile.withholding import SEALED_FORMAT, list_unreleased, release_parts
from wholeplace.foundations.errors import InvalidInput, WholeplaceError
from wholeplace.records.models import (
    CaseFile,
    Commission,
    EventDetail,
    InvolvementTheme,
    Person,
    SealedParts,
    WithheldPart,
)
from wholeplace.records.models.commissions import WITHHOLDING_CATEGORIES
from wholeplace.services.entries import read_prose, read_word
from wholeplace.services.operation import NotFound, operation
from wholeplace.services.people.permissions import Permission, name_office, require
from wholeplace.services.publication.events import record_event
from wholeplace.services.publication.following import refuse_giving_away
from wholeplace.services.publication.operations import Submission, read_submission, store_submission

THEME = "theme:"
LONGEST_EMBARGO = dt.timedelta(days=3660)
PARAGRAPHS = range(1, 8)
# What a reader sees of why; the words of the person come after it.
CATEGORY_WORDS = {
    "commercially-confidential": "Commercially confidential",
    "personal": "Personal information",
    "exempt": "Exempt information",
}
SECTIONS = {"costs": "cost", "benefits": "benefit", "transfers": "transfer"}


class AlreadyWithheld(WholeplaceError):
    """The part is withheld already."""


class NothingToRelease(WholeplaceError):
    """The part was released already."""


@dataclass(frozen=True)
class PartChoice:
    """A part that can be withheld: its path and its words."""

    part: str
    label: str


@dataclass(frozen=True)
class WithholdingEntry:
    """Which part, why, until when; `paragraph` is of Schedule 12A where it is exempt (England).

    `with_results`: the results that follow from a figure are withheld with it.
    """

    part: str
    category: str
    reason: str
    paragraph: int | None = None
    until: dt.date | None = None
    with_results: bool = True


def list_choices(commission: Commission) -> list[PartChoice]:
    """Return what can be withheld: lines and results of the newest appraisal, what people said."""
    version = commission.versions.first()
    document: Mapping[str, Any] = version.document if version else {}
    return [
        *_list_option_parts(document),
        PartChoice("commission.value_pounds", "The estimated value of the commission"),
        *_list_themes(commission),
    ]


def _list_option_parts(document: Mapping[str, Any]) -> Iterator[PartChoice]:
    for option in document.get("options", []):
        name, identifier = option["name"], option["id"]
        for section, word in SECTIONS.items():
            for number, line in enumerate(option.get(section) or []):
                label = f"{name}: {word} “{line.get('name', number + 1)}”"
                yield PartChoice(f"options.{identifier}.{section}.{number}", label)
        yield PartChoice(f"options.{identifier}.costs", f"{name}: all costs")
        yield PartChoice(f"results.appraisal.options.{identifier}", f"{name}: all results")


def _list_themes(commission: Commission) -> Iterator[PartChoice]:
    themes = InvolvementTheme.objects.filter(involvement__commission=commission).select_related("involvement")
    for theme in themes:
        yield PartChoice(f"{THEME}{theme.pk}", f"{theme.involvement.title}: “{theme.theme[:60]}”")


@operation
def withhold_part(
    *, commission: Commission, entry: WithholdingEntry, by: Person, at: dt.datetime
) -> WithheldPart:
    """Withhold a part from what is published from now on, with its reason and its release date."""
    require(by, Permission.WITHHOLD, commission.place)
    choice = next((one for one in list_choices(commission) if one.part == entry.part), None)
    if choice is None:
        raise InvalidInput("part", "must be one of the parts offered: choose it from the list")
    known = commission.withheld_parts.filter(part=entry.part).first()
    if known is not None and known.released_at is None:
        raise AlreadyWithheld(f"“{choice.label}” is withheld already.")
    _refuse_overlap(commission, choice)
    if known is not None:
        raise NothingToRelease(
            f"“{choice.label}” was released, so everybody knows it: it cannot be withheld."
        )
    part = WithheldPart.objects.create(
        commission=commission, label=choice.label, decided_by=by, decided_at=at, **_read_entry(entry, at)
    )
    # The path could tell what is withheld about whom: the chain says only that, why and until when.
    body = {"category": part.category, "until": part.until.isoformat() if part.until else None}
    record_event(
        kind="part-withheld", by=by, at=at, place=commission.place, commission=commission, body=body,
        detail={"part": part.part, "label": part.label},
    )  # fmt: skip
    return part


def _refuse_overlap(commission: Commission, choice: PartChoice) -> None:
    """Refuse a part of what is withheld whole, and a whole of which a part is: one commitment for each."""
    for other in commission.withheld_parts.filter(released_at__isnull=True):
        shorter, longer = sorted((other.part, choice.part), key=len)
        if longer.startswith(f"{shorter}."):
            raise AlreadyWithheld(
                f"“{other.label or other.part}” is withheld already: release it before you withhold "
                f"“{choice.label}”."
            )


@operation
def withhold_results_too(*, part: WithheldPart, by: Person, at: dt.datetime) -> WithheldPart:
    """Withhold the results that follow from a withheld figure together with it, from now on."""
    commission = part.commission
    require(by, Permission.WITHHOLD, commission.place)
    locked = WithheldPart.objects.select_for_update().get(pk=part.pk)
    if locked.released_at is not None:
        raise NothingToRelease(f"“{locked.label}” was released, so everybody knows it.")
    if locked.with_results:
        raise AlreadyWithheld(f"What follows from “{locked.label}” is withheld with it already.")
    locked.with_results = True
    locked.save(update_fields=["with_results"])
    record_event(
        kind="results-withheld", by=by, at=at, place=commission.place, commission=commission,
        body={"category": locked.category}, detail={"part": locked.part, "label": locked.label},
    )  # fmt: skip
    return locked


def _read_entry(entry: WithholdingEntry, at: dt.datetime) -> dict[str, Any]:
    category = read_word("category", entry.category, WITHHOLDING_CATEGORIES)
    if category == "exempt" and entry.paragraph not in PARAGRAPHS:
        raise InvalidInput("paragraph", "is needed for exempt information: one of paragraphs 1 to 7")
    today = timezone.localdate(at)
    if entry.until is not None and not today < entry.until <= today + LONGEST_EMBARGO:
        raise InvalidInput(
            "until", f"must be after today and within ten years, but is {entry.until:%-d %B %Y}"
        )
    return {
        "part": entry.part,
        "category": category,
        "paragraph": entry.paragraph if category == "exempt" else None,
        "reason": read_prose("reason", entry.reason),
        "until": entry.until,
        "with_results": entry.with_results,
    }


def map_withheld(
    commission: Commission, *, today: dt.date, in_case_only: bool = False
) -> dict[str, WithheldPart]:
    """Return the parts that are withheld on a day, by their path in a case file made now.

    `in_case_only` leaves out what is in the commission's record and not in the appraisal.
    """
    found = {}
    for part in commission.withheld_parts.filter(released_at__isnull=True):
        if part.until is not None and part.until <= today:
            continue
        path = locate_theme(commission, part.part) if part.part.startswith(THEME) else part.part
        if path and not (in_case_only and path.startswith("commission.")):
            found[path] = part
    return found


def write_wishes(parts: Mapping[str, WithheldPart]) -> list[dict[str, Any]]:
    """Write the parts to withhold as the appraisal document names them."""
    return [
        {"part": path, "reason": say_reason(part)} | ({"until": part.until.isoformat()} if part.until else {})
        for path, part in parts.items()
    ]


def keep_other_wishes(document: Mapping[str, Any], commission: Commission) -> list[dict[str, Any]]:
    """Return what the document itself withholds, but for parts that were decided on in the service."""
    decided = set(commission.withheld_parts.values_list("part", flat=True))
    return [wish for wish in document.get("withheld") or [] if wish.get("part") not in decided]


def say_reason(part: WithheldPart) -> str:
    """Say why a part is withheld, category first."""
    category = CATEGORY_WORDS[part.category]
    paragraph = f", paragraph {part.paragraph} of Schedule 12A" if part.paragraph else ""
    return f"{category}{paragraph}: {part.reason}"


def locate_theme(commission: Commission, part: str) -> str:
    """Find where a theme stands in the commission's record as it is told now; empty when it is gone."""
    key = part.removeprefix(THEME)
    for number, involvement in enumerate(commission.involvements.prefetch_related("themes")):
        for position, theme in enumerate(involvement.themes.all()):
            if str(theme.pk) == key:
                return f"commission.involvement.{number}.themes.{position}"
    return ""


def list_withheld_themes(commission: Commission) -> dict[int, WithheldPart]:
    """Return the themes that no page may show now, by key."""
    rows = commission.withheld_parts.filter(part__startswith=THEME, released_at__isnull=True)
    today = timezone.localdate()
    return {int(row.part.removeprefix(THEME)): row for row in rows if row.until is None or row.until > today}


def find_withheld(commission: Commission, identifier: int) -> WithheldPart:
    """Return a withheld part of a commission."""
    found = commission.withheld_parts.filter(pk=identifier).first()
    if found is None:
        raise NotFound("There is no such withheld part in this commission.")
    found.commission = commission
    return found


def release_part(*, part: WithheldPart, by: Person, at: dt.datetime) -> CaseFile | None:
    """Release a part now: the case file with it in place is published anew, on the same chain.

    None where nothing was published with the part withheld: then it is only no longer withheld.
    """
    prepared = prepare_release(part=part, by=by, at=at)
    return store_release(part=part, prepared=prepared, by=by, at=at)


def prepare_release(*, part: WithheldPart, by: Person, at: dt.datetime) -> PreparedRelease | None:
    """Verify the case file with the part in place; nothing is stored yet.

    None where nothing was published with the part withheld.
    """
    require(by, Permission.WITHHOLD, part.commission.place)
    prepared = _prepare_release(part, today=timezone.localdate(at))
    if prepared is not None:
        _refuse_giving_away(prepared, today=timezone.localdate(at))
    return prepared


def _refuse_giving_away(prepared: PreparedRelease, *, today: dt.date) -> None:
    """Refuse to open by hand what would give away a figure that stays withheld."""
    rows = _read_rows(prepared.source.sealed)
    owners = WithheldPart.objects.in_bulk({key for _, keys in rows for key in keys})
    parts = {path: owners[keys[0]] for path, keys in rows if keys and keys[0] in owners}
    after = parse_case_file(prepared.submission.document)
    refuse_giving_away(after, seal(prepared.left["parts"]), parts, today=today)


@operation
def store_release(
    *, part: WithheldPart, prepared: PreparedRelease | None, by: Person, at: dt.datetime
) -> CaseFile | None:
    """Store what was prepared, unless somebody released the part meanwhile."""
    require(by, Permission.WITHHOLD, part.commission.place)
    office = name_office(by, part.commission.place, ("officer", "commissioner"))
    return _store_release(part=part, prepared=prepared, office=office, person=by, at=at)


def release_due_parts(*, at: dt.datetime) -> list[WithheldPart]:
    """Release every part whose date has come; what is released is returned."""
    due = WithheldPart.objects.filter(released_at__isnull=True, until__lte=timezone.localdate(at))
    released = []
    for part in due.select_related("commission__place"):
        prepared = _prepare_release(part, today=timezone.localdate(at))
        office = "Release on the date set"
        _store_release(part=part, prepared=prepared, office=office, person=None, at=at)
        released.append(part)
    return released


@dataclass(frozen=True)
class PreparedRelease:
    """A case file with one more part in place, which was verified and is ready to be stored."""

    submission: Submission
    source: CaseFile
    left: dict[str, Any]


def _prepare_release(part: WithheldPart, *, today: dt.date) -> PreparedRelease | None:
    """Verify before anything is stored: that takes its time, so no transaction is open meanwhile."""
    if part.released_at is not None:
        raise NothingToRelease(f"“{part.label}” was released already.")
    source = part.commission.case_files.select_related("sealed").order_by("-published__sequence").first()
    sealed = getattr(source, "sealed", None)
    if source is None or sealed is None:
        return None
    case_file = parse_case_file(source.document)
    # The rows say which path each part had when the file was made: what people said may have moved since.
    paths = {path for path, keys in _read_rows(sealed) if part.pk in keys and not _waits(keys, part)}
    opened = [kept for kept in sealed.parts["parts"] if kept["part"] in paths]
    if not opened:
        return None
    document = release_parts(case_file, seal(opened))
    released = {kept["part"] for kept in opened} | _list_open(case_file)
    submission = read_submission(write_json(document), today=today, released=released)
    left = [kept for kept in sealed.parts["parts"] if kept["part"] not in paths]
    return PreparedRelease(submission, source, dict(sealed.parts) | {"parts": left})


def seal(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Write sealed parts as they are kept."""
    return {"format": SEALED_FORMAT, "format_version": 1, "parts": parts}


def _read_rows(sealed: SealedParts) -> list[tuple[str, list[int]]]:
    """Read whose release opens each path."""
    rows = sealed.parts.get("rows", {})
    return [(path, keys if isinstance(keys, list) else [keys]) for path, keys in rows.items()]


def _waits(keys: list[int], part: WithheldPart) -> bool:
    """Say whether a result follows from another figure too that is still withheld."""
    others = WithheldPart.objects.filter(pk__in=keys, released_at__isnull=True)
    return others.exclude(pk=part.pk).exists()


def _list_open(case_file: Mapping[str, Any]) -> set[str]:
    """Name the parts that were released earlier and stand open in the newest file."""
    unreleased = {entry["part"] for entry in list_unreleased(case_file)}
    return {entry["part"] for entry in case_file["withheld"]} - unreleased


@operation
def _store_release(
    *,
    part: WithheldPart,
    prepared: PreparedRelease | None,
    office: str,
    person: Person | None,
    at: dt.datetime,
) -> CaseFile | None:
    locked = WithheldPart.objects.select_for_update().get(pk=part.pk)
    if locked.released_at is not None:
        raise NothingToRelease(f"“{part.label}” was released already.")
    locked.released_at = at
    locked.save(update_fields=["released_at"])
    part.released_at = at
    place, commission = part.commission.place, part.commission
    if prepared is None:
        if person is not None:
            record_event(
                kind="part-released", by=person, at=at, place=place, commission=commission,
                body={"category": part.category},
            )  # fmt: skip
        return None
    source = prepared.source
    case_file = store_submission(
        prepared.submission, by=office, at=at, commission=commission, version=source.version
    )
    if prepared.left["parts"]:
        SealedParts.objects.create(case_file=case_file, parts=prepared.left)
    EventDetail.objects.create(
        event=case_file.published, place=place, commission=commission, person=person,
        detail={"released": part.label},
    )  # fmt: skip
    return case_file
