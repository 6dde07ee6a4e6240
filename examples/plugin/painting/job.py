"""A thread with progress."""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional

import colorize

Progress = Callable[[float], Optional[bool]]


class Job(threading.Thread):
    """A call in a thread of its own, so that the host's window answers: the host looks at it by a timer.

    `work` is given a progress function to hand on.
    """

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._cancelled = False
        self.share = 0.0
        """The share done, 0 to 1."""
        self.result: Any = None
        self.error: Optional[BaseException] = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self._work(self._told)
        except BaseException as error:  # it is the host's to show
            self.error = error

    def _told(self, share: float) -> bool:
        self.share = share
        return not self._cancelled

    def cancel(self) -> None:
        """Ends it soon, with `colorize.Cancelled` as its error."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        return isinstance(self.error, colorize.Cancelled)
