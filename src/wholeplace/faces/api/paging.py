"""Lists in pages: what is asked for, and what stands around the items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import Field

from wholeplace.faces.api.values import Shown

Item = TypeVar("Item")
LARGEST_PAGE = 200
PageNumber = Annotated[int, Field(ge=1, le=1_000_000, description="Which page; the first is 1.")]
PageSize = Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="How many items a page has at most.")]


class Page(Shown, Generic[Item]):
    """One page of a list; a page after the last has no items."""

    items: list[Item]
    total: int = Field(description="How many items there are on all pages.")
    page: int
    pages: int = Field(description="How many pages there are; at least 1.")
    next: str | None = Field(description="Address of the next page; null on the last.")
    previous: str | None = Field(description="Address of the page before; null on the first.")


def give_page(
    request: HttpRequest, rows: Sequence[Any] | QuerySet[Any], page: int, size: int
) -> dict[str, Any]:
    """Cut one page out of a list or a query."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return frame_page(request, list(rows[(page - 1) * size : page * size]), page, total=total, size=size)


def frame_page(
    request: HttpRequest, items: Sequence[Any], page: int, *, total: int, size: int
) -> dict[str, Any]:
    """Put around the items of a page what leads on from it."""
    pages = max(1, -(-total // size))
    return {
        "items": items,
        "total": total,
        "page": page,
        "pages": pages,
        "next": _address(request, page + 1) if page < pages else None,
        "previous": _address(request, min(page - 1, pages)) if page > 1 else None,
    }


def _address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"{request.path}?{asked.urlencode()}"
