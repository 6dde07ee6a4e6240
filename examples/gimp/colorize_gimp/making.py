"""What the dialog has made in threads, while it answers."""

from __future__ import annotations

from typing import Any, Callable, Optional

from gi.repository import GLib
from painting import Job, Progress

#: How often a job is looked at, in ms.
LOOK = 15


class Making:
    """Makes something in a thread, and anew if it is asked for meanwhile: once, however often that was.

    `take` gives the call to be made, in GIMP's own thread, for GIMP is for one thread; `made` is handed what came of it,
    `failed` the error of either.
    """

    def __init__(
        self,
        take: Callable[[], Callable[[Progress], Any]],
        made: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._take, self._made, self._failed = take, made, failed
        self._job: Optional[Job] = None
        self._again = False

    def begin(self, *_: Any) -> None:
        if self._job:
            self._again = True
            return
        try:
            work = self._take()
        except Exception as error:
            self._failed(error)
            return
        self._job = Job(work)
        GLib.timeout_add(LOOK, self._look)

    def _look(self) -> bool:
        job = self._job
        assert job is not None
        if job.is_alive():
            return True
        self._job = None
        if job.error:
            self._failed(job.error)
        else:
            self._made(job.result)
        if self._again:
            self._again = False
            self.begin()
        return False
