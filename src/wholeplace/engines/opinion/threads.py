"""Matrix products in one thread: the same sums everywhere, and no waiting where much else is going on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the linear algebra of numpy in the thread that asks for it.

    Shared among threads, a sum may be added up in another order, and each product waits for the slowest.
    """
    with _find_libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _find_libraries() -> ThreadpoolController:
    return ThreadpoolController()
