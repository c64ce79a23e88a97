"""Python's cyclic garbage collector, kept quiet while a document is made."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _CollectorSwitch:
    """Counts the renderings that want quiet; the first switches the collector off, the last back on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._was_enabled = True

    def quiet(self) -> None:
        with self._lock:
            if self._users == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._users += 1

    def release(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._was_enabled:
                gc.enable()


_collector = _CollectorSwitch()


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking the box tree again and again.

    A rendering allocates millions of objects that nearly all live until it ends, so each full collection
    walks everything and frees almost nothing. The switch is one for the whole process: it comes back when
    the last of several overlapping renderings ends, also after an exception.
    """
    _collector.quiet()
    try:
        yield
    finally:
        _collector.release()
