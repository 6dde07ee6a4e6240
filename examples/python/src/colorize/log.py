"""The library's messages to Python's `logging`."""

from __future__ import annotations

import atexit
import logging
from typing import Any, Optional

from .enums import LogLevel
from .library import call, ffi, lib, string

_LEVELS = {
    LogLevel.ERROR: logging.ERROR,
    LogLevel.WARN: logging.WARNING,
    LogLevel.INFO: logging.INFO,
    LogLevel.DEBUG: logging.DEBUG,
}
_logger = logging.getLogger("colorize")


@ffi.callback("void(void *, ColorizeLogLevel, const char *)")  # type: ignore[untyped-decorator,unused-ignore]
def _told(user_data: Any, level: int, message: Any) -> None:
    _logger.log(_LEVELS.get(LogLevel(level), logging.INFO), "%s", string(message))


def log(level: LogLevel = LogLevel.INFO, logger: Optional[logging.Logger] = None) -> None:
    """Sends all messages of the whole library up to `level` to `logger`, "colorize" by default; `LogLevel.OFF` sends
    none.

    Messages come from any thread. What a handler raises is printed, and goes no further.
    """
    global _logger
    atexit.unregister(_quiet)
    atexit.register(_quiet)
    level = LogLevel(level)
    _logger = logger or logging.getLogger("colorize")
    call(lib.colorize_log_set, _told if level else ffi.NULL, ffi.NULL, level)


def _quiet() -> None:
    """No thread of the library may call into an interpreter that is gone."""
    lib.colorize_log_set(ffi.NULL, ffi.NULL, LogLevel.OFF, ffi.NULL)
