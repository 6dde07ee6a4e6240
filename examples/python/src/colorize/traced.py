"""Drawings in black ink and coloured trace lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, NamedTuple, Optional, Sequence, Tuple

from .color import Color, Rgb, from_c, rgb
from .enums import TraceMeaning
from .errors import InvalidArgument
from .image import Image
from .library import Handle, array, call, ffi, lib
from .options import ReadOptions, options_pointer
from .progress import Caller, Progress
from .view import Picture, lend, shown

if TYPE_CHECKING:
    import numpy as np


class TraceLine(NamedTuple):
    """A kind of trace line."""

    meaning: TraceMeaning
    """What it bounds."""
    color: Color
    """Its colour; the drawing may be somewhat off."""


class Traced(Handle):
    """A drawing taken apart into ink, trace lines and areas, to be filled. It never changes, and threads can share it.

    `lines` are the kinds of trace lines, at most 16, none of them grey; none stands for red for highlights, blue for
    shadows and green for plain areas. Colours of areas are a list, one for each area, the first for area 1, None for no
    colour.
    """

    _free = "colorize_traced_free"

    def __init__(
        self,
        drawing: Picture,
        lines: Sequence[TraceLine] = (),
        options: Optional[ReadOptions] = None,
        progress: Optional[Progress] = None,
    ) -> None:
        view, caller = lend(drawing), Caller(progress)
        kinds = ffi.new("ColorizeTraceLine[]", [(TraceMeaning(meaning), rgb(color)) for meaning, color in lines])
        place = ffi.new("ColorizeTraced **")
        chosen = options_pointer(options, ReadOptions)
        caller.call(
            lib.colorize_traced_new,
            view._view,
            kinds if lines else ffi.NULL,
            len(lines),
            chosen,
            *caller.arguments,
            place,
        )
        self._take(place)

    @property
    def area_count(self) -> int:
        """How many areas the drawing has, at least 1."""
        return int(lib.colorize_traced_area_count(self._handle))

    @property
    def area_ids(self) -> "np.ndarray[Any, np.dtype[np.uint32]]":
        """The area of each pixel, 1 to the count: uint32 `[height, width]`; read-only, not a copy."""
        return array(self, lib.colorize_traced_area_ids(self._handle), self.line.shape[:2], "uint32")

    @property
    def line(self) -> "np.ndarray[Any, np.dtype[np.uint8]]":
        """The ink without the trace lines: uint8 `[height, width, 4]`, black, alpha is its cover; read-only, not a
        copy."""
        return shown(self, lib.colorize_traced_line(self._handle))

    def inside(self, id: int) -> Optional[int]:
        """Which trace line area `id`, 1 to the count, is the inside of: its place in the list, or None."""
        if not 0 < id <= self.area_count:
            raise InvalidArgument(f"area {id} is not of 1 to {self.area_count}")
        place = int(lib.colorize_traced_inside(self._handle, id))
        return place if place >= 0 else None

    def derive(self, colors: Sequence[Optional[Color]]) -> List[Optional[Rgb]]:
        """The same colours, with areas without one inside a highlight or shadow line given that around them, lighter or
        darker."""
        areas = _areas(colors)
        call(lib.colorize_traced_derive, self._handle, areas, len(areas))
        return [from_c(area.color) if area.has_color else None for area in areas]

    def fill(self, colors: Sequence[Optional[Color]], transparent: bool = False) -> Image:
        """The filled picture: the areas, each pixel of a trace line in the colour of its area, then the ink.

        `transparent` leaves what has no colour clear instead of white.
        """
        areas = _areas(colors)
        place = ffi.new("ColorizeImage **")
        call(lib.colorize_traced_fill, self._handle, areas, len(areas), bool(transparent), place)
        return Image._of(place)


def _areas(colors: Sequence[Optional[Color]]) -> Any:
    made: List[Tuple[bool, Tuple[int, int, int]]] = [
        (color is not None, (0, 0, 0) if color is None else rgb(color)) for color in colors
    ]
    return ffi.new("ColorizeAreaColor[]", made)
