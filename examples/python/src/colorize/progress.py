"""Carries a Python callable through a C callback, and what it raises back out."""

from __future__ import annotations

import atexit
import threading
from typing import Any, Callable, Optional

from .errors import Cancelled
from .library import call, ffi

#: Told the share done, 0 to 1, rising; return False to cancel the call. What it raises cancels the call and comes out
#: of it. It runs on the thread that made the call.
Progress = Callable[[float], Optional[bool]]


@ffi.callback("bool(void *, float)")  # type: ignore[untyped-decorator,unused-ignore]
def _told(user_data: Any, fraction: float) -> bool:
    caller: Caller = ffi.from_handle(user_data)
    return caller.told(fraction)


class Caller:
    """One call with progress: put `*caller.arguments` where the function takes `progress` and `user_data`."""

    def __init__(self, progress: Optional[Progress]) -> None:
        if progress is not None and not callable(progress):
            raise TypeError(f"progress must be callable, not {type(progress).__name__}")
        self._progress = progress
        self._raised: Optional[BaseException] = None
        self._self = ffi.new_handle(self) if progress else ffi.NULL
        self.arguments = (_told, self._self) if progress else (ffi.NULL, ffi.NULL)

    def told(self, fraction: float) -> bool:
        assert self._progress is not None
        try:
            return not _exit.begun and self._progress(fraction) is not False
        except BaseException as raised:  # Ctrl-C too: no exception may run through C
            self._raised = raised
            return False

    def call(self, function: Callable[..., int], *arguments: Any) -> None:
        try:
            with _exit:
                call(function, *arguments)
        except Cancelled:
            if self._raised is None:
                raise
        finally:
            self._self = self.arguments = None  # type: ignore[assignment]  # no cycle: memory goes at once
        if self._raised is not None:
            raise self._raised


class Exit:
    """Cancels, when the program ends, what other threads still do: a call that tells its progress to an interpreter that is
    gone takes the program down. Calls run inside of it."""

    def __init__(self) -> None:
        self.begun = False
        self._running = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            if self.begun:
                raise Cancelled("the program ends")
            self._running += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def begin(self) -> None:
        with self._changed:
            self.begun = True
            self._changed.wait_for(lambda: not self._running, timeout=10)  # a callable of the program's may hang


_exit = Exit()
atexit.register(_exit.begin)
