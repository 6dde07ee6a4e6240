"""The loaded library: calls that raise, handles that free themselves, text, and memory as arrays.

`lib` has every function of colorize.h and `ffi` every type, for what the classes of this package do not show yet.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable, Tuple, Type, TypeVar, Union

import numpy as np

from . import _declarations, errors

_FILE = {"darwin": "libcolorize.dylib", "win32": "colorize.dll"}.get(sys.platform, "libcolorize.so")
#: The file of the library: `COLORIZE_LIBRARY` of the environment, or that of the wheel.
PATH = os.environ.get("COLORIZE_LIBRARY") or str(Path(__file__).with_name(_FILE))
ffi: Any = _declarations.ffi
lib: Any = ffi.dlopen(PATH)
#: The version of the header that this package was made from: `major << 22 | minor << 12 | patch`.
HEADER = lib.COLORIZE_VERSION_MAJOR << 22 | lib.COLORIZE_VERSION_MINOR << 12 | lib.COLORIZE_VERSION_PATCH

if not lib.colorize_version_fits(HEADER):
    raise ImportError(f"{PATH} is colorize {ffi.string(lib.colorize_version_string()).decode()}, of another series")

T = TypeVar("T")


class _Threads:
    """Whether this process has the library's threads: a forked child of one that had them waits for them for ever."""

    started = False
    lost = False

    @classmethod
    def after_fork(cls) -> None:
        cls.lost = cls.lost or cls.started


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Threads.after_fork)


def call(function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function of the library that takes `error` last; raises what it says."""
    if _Threads.lost:
        raise errors.DeviceError(
            "this process was forked from one that had used the library: start it by spawn instead"
        )
    _Threads.started = True
    place = ffi.new("ColorizeError **")
    try:
        status = function(*arguments, place)
    except OverflowError as overflow:  # a number that does not fit its C type
        raise errors.InvalidArgument(str(overflow)) from None
    if status:
        message = ffi.string(lib.colorize_error_message(place[0])).decode()
        lib.colorize_error_free(place[0])
        raise errors.error(status, message)


class Handle:
    """Something that the library made; it is freed with the last reference to it."""

    _free: str
    _handle: Any

    @classmethod
    def _of(cls: Type[T], place: Any) -> T:
        """Takes over the handle in an out-pointer."""
        self = cls.__new__(cls)
        self._take(place)  # type: ignore[attr-defined]
        return self

    def _take(self, place: Any) -> None:
        self._handle = ffi.gc(place[0], getattr(lib, self._free))


def handle(value: Any, kind: Type[Handle]) -> Any:
    """The handle inside `value`, which must be a `kind`."""
    if not isinstance(value, kind):
        raise TypeError(f"a colorize.{kind.__name__} is wanted, not {type(value).__name__}")
    return value._handle


def text(value: str) -> bytes:
    """Text for C."""
    if not isinstance(value, str):
        raise TypeError(f"text is wanted, not {type(value).__name__}")
    return _ended(value.encode())


def path(value: Union[str, bytes, "os.PathLike[Any]"]) -> bytes:
    """A path for C."""
    return _ended(os.fsencode(value))


def _ended(value: bytes) -> bytes:
    if b"\0" in value:
        raise errors.InvalidArgument(f"a NUL is in {value!r}")
    return value


def string(pointer: Any) -> str:
    """Text from C; empty for NULL."""
    return ffi.string(pointer).decode() if pointer else ""


def taken(place: Any) -> bytes:
    """A copy of the bytes in an out-pointer, which are freed."""
    made = bytes(ffi.buffer(lib.colorize_bytes_data(place[0]), lib.colorize_bytes_size(place[0])))
    lib.colorize_bytes_free(place[0])
    return made


def taken_text(place: Any) -> str:
    return taken(place).decode()


class Memory:
    """Memory of the library for numpy, which keeps this, and so the owner, as long as it looks at it."""

    def __init__(self, owner: object, pointer: Any, shape: Tuple[int, ...], dtype: str) -> None:
        self.owner = owner
        self.__array_interface__ = {
            "data": (int(ffi.cast("uintptr_t", pointer)), True),  # read-only
            "shape": shape,
            "typestr": np.dtype(dtype).str,
            "version": 3,
        }


def array(owner: object, pointer: Any, shape: Tuple[int, ...], dtype: str) -> "np.ndarray[Any, Any]":
    """Memory of `owner` as a read-only array, not copied."""
    return np.asarray(Memory(owner, pointer, shape, dtype))


def listed(item: str, function: Callable[..., int], *arguments: Any) -> Any:
    """Asks how many there are, then for all: a C array of `item`."""
    count = ffi.new("size_t *")
    call(function, *arguments, ffi.NULL, 0, count)
    made = ffi.new(f"{item}[]", count[0])
    call(function, *arguments, made, count[0], count)
    return made
