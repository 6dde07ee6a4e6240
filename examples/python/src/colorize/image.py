"""Pictures that the library owns, and picture files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, NamedTuple, Optional, Union

from .library import Handle, call, ffi, lib, path
from .options import Limits, options_pointer
from .view import Picture, lend, shown

if TYPE_CHECKING:
    import numpy as np

Path = Union[str, bytes, "os.PathLike[Any]"]


class Box(NamedTuple):
    """A box of pixels: first column and row, and those after the last. All 0 for none."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def slices(self) -> "tuple[slice, slice]":
        """For arrays: `picture[box.slices]`."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def box_from_c(box: Any) -> Box:
    return Box(box.left, box.top, box.right, box.bottom)


class Image(Handle):
    """A picture that the library owns. It never changes, and threads can share it."""

    _free = "colorize_image_free"

    @classmethod
    def open(cls, file: Path, limits: Optional[Limits] = None) -> Image:
        """Reads a PNG, JPEG, WebP, TIFF or BMP file, values as sRGB as they stand.

        Raises `FileError`, `ImageError`, or `LimitError` if it is over `limits`.
        """
        place = ffi.new("ColorizeImage **")
        call(lib.colorize_image_open, path(file), options_pointer(limits, Limits), place)
        return cls._of(place)

    @classmethod
    def decode(cls, data: Any, limits: Optional[Limits] = None) -> Image:
        """Reads a picture as `open` does, from a file's bytes: anything with the buffer protocol, in one piece."""
        place = ffi.new("ColorizeImage **")
        buffer = ffi.from_buffer("uint8_t[]", data)
        call(lib.colorize_image_decode, buffer, len(buffer), options_pointer(limits, Limits), place)
        return cls._of(place)

    @property
    def pixels(self) -> "np.ndarray[Any, Any]":
        """uint8 `[height, width, 4]`: RGBA, straight alpha; read-only, not a copy, and keeps the image alive."""
        return shown(self, lib.colorize_image_view(self._handle))

    @property
    def __array_interface__(self) -> Dict[str, Any]:
        interface: Dict[str, Any] = self.pixels.__array_interface__
        return interface


def save(picture: Picture, file: Path) -> None:
    """Writes a picture as a PNG file, whole or not at all: grey of 8 and 16 bits as it is, all else as RGBA8.

    Raises `FileError`, or what `ImageView` does.
    """
    call(lib.colorize_image_save, lend(picture)._view, path(file))
