"""What a failed call raises: one class for each status, by who has to act."""

from __future__ import annotations

from typing import Dict, Type

from .enums import Status


class Error(Exception):
    """A failed call. Its text is the library's own, with the offending value and the allowed one."""

    status: Status = Status.OTHER


class InvalidArgument(Error, ValueError):
    """An argument is out of range, or does not fit the others."""

    status = Status.INVALID_ARGUMENT


class LimitError(Error):
    """A picture is over a limit that the caller can raise."""

    status = Status.LIMIT


class ImageError(Error):
    """A picture cannot be decoded or encoded."""

    status = Status.IMAGE


class ModelError(Error):
    """A model is damaged, or another one than asked for."""

    status = Status.MODEL


class DeviceError(Error):
    """The device is not in this build, or not in this machine."""

    status = Status.DEVICE


class FileError(Error, OSError):
    """A file cannot be read or written."""

    status = Status.IO


class Cancelled(Error):
    """The progress callable returned False. Nothing has changed."""

    status = Status.CANCELLED


class Panic(Error):
    """A bug in the library. A document that was in use can only be dropped."""

    status = Status.PANIC


_BY_STATUS: Dict[int, Type[Error]] = {
    kind.status: kind
    for kind in (
        InvalidArgument,
        LimitError,
        ImageError,
        ModelError,
        DeviceError,
        FileError,
        Cancelled,
        Panic,
    )
}


def error(status: int, message: str) -> Error:
    """The exception for a status; of one that has no name here, an `Error`."""
    made = _BY_STATUS.get(status, Error)(message)
    made.status = Status(status)
    return made
