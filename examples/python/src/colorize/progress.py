"""Carries a Python callable through a C callback, and what it raises back out."""

from __future__ import annotations

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
            return self._progress(fraction) is not False
        except BaseException as raised:  # Ctrl-C too: no exception may run through C
            self._raised = raised
            return False

    def call(self, function: Callable[..., int], *arguments: Any) -> None:
        try:
            call(function, *arguments)
        except Cancelled:
            if self._raised is None:
                raise
        finally:
            self._self = self.arguments = None  # type: ignore[assignment]  # no cycle: memory goes at once
        if self._raised is not None:
            raise self._raised
