"""The closed regions of a drawing, without what they show."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any, List, NamedTuple, Optional, Tuple

import numpy as np

from .image import Box, box_from_c
from .library import Handle, Memory, call, ffi, lib, listed
from .options import ReadOptions, options_pointer
from .progress import Caller, Progress
from .view import Picture, lend

if TYPE_CHECKING:
    Ids = np.ndarray[Any, np.dtype[np.uint32]]
    Pixels = np.ndarray[Any, np.dtype[np.uint8]]


class Shape(NamedTuple):
    """Where a region is."""

    area: int
    """Pixels, with those under ink."""
    paper: int
    """Pixels that are not under ink; 0 for a solid black area."""
    box: Box
    """The box around it."""
    seed: Tuple[int, int]
    """Column and row of a pixel well inside."""
    outside: bool
    """Whether it has paper on the picture's edge, so that it may go on beyond it."""


class Gap(NamedTuple):
    """An opening in a line that was closed."""

    start: Tuple[int, int]
    """Column and row of the ink at its one end."""
    end: Tuple[int, int]
    """Of the ink, or the picture's edge, at its other end."""
    regions: Tuple[int, int]
    """The ids of the regions on its sides."""


class Regions(Handle):
    """The closed regions of a drawing, ids 1 to `len(regions)`. Only `update` changes them; calls of several threads
    take turns.

    Of `options` ink, gap, ink threshold, least area, most pixels and most regions count.
    """

    _free = "colorize_regions_free"

    def __init__(
        self, drawing: Picture, options: Optional[ReadOptions] = None, progress: Optional[Progress] = None
    ) -> None:
        view, caller = lend(drawing), Caller(progress)
        place = ffi.new("ColorizeRegions **")
        chosen = options_pointer(options, ReadOptions)
        caller.call(lib.colorize_regions_new, view._view, chosen, *caller.arguments, place)
        self._take(place)
        self._shape = (view._view.height, view._view.width)
        self._lock = threading.Lock()
        self._shown: Optional[weakref.ref[Memory]] = None

    def __len__(self) -> int:
        with self._lock:
            return int(lib.colorize_regions_count(self._handle))

    @property
    def ids(self) -> Ids:
        """The region of each pixel, 1 to the count: uint32 `[height, width]`; read-only, not a copy."""
        with self._lock:
            memory = self._shown() if self._shown else None
            if memory is None:
                memory = Memory(self, lib.colorize_regions_ids(self._handle), self._shape, "uint32")
                self._shown = weakref.ref(memory)
            return np.asarray(memory)

    def update(self, ink: Picture, left: int, top: int) -> Box:
        """Cuts again after the drawing changed in a box, much sooner than anew; gives the box of the pixels with
        another id.

        `ink` is the box's new ink, 0 on paper to 255 on a line, uint8 `[height, width]`, its first pixel at column
        `left` and row `top`. Raises `BufferError` while an array of `ids` is in use: drop it, or copy it.
        """
        view, changed = lend(ink), ffi.new("ColorizeBox *")
        with self._lock:
            if self._shown and self._shown() is not None:
                raise BufferError("an array of these regions' ids is still in use")
            call(lib.colorize_regions_update, self._handle, view._view, left, top, changed)
        return box_from_c(changed)

    def at(self, x: int, y: int) -> int:
        """The region at a column and row; 0 outside the drawing."""
        height, width = self._shape
        with self._lock:
            return int(lib.colorize_regions_at(self._handle, x, y)) if 0 <= x < width and 0 <= y < height else 0

    def inside(self, area: Box) -> List[int]:
        """The ids of the regions with pixels in a box, ascending. C has it as `colorize_regions_in`."""
        with self._lock:
            return list(listed("uint32_t", lib.colorize_regions_in, self._handle, tuple(area)))

    def neighbours(self, id: int) -> List[int]:
        """The ids of the regions beside region `id`, ascending."""
        with self._lock:
            return list(listed("uint32_t", lib.colorize_regions_neighbours, self._handle, id))

    def shape(self, id: int) -> Shape:
        """Where region `id` is."""
        with self._lock:
            return self._shape_of(id)

    def _shape_of(self, id: int) -> Shape:
        found = ffi.new("ColorizeShape *")
        call(lib.colorize_regions_shape, self._handle, id, found, ffi.sizeof("ColorizeShape"))
        seed = (found.seed_x, found.seed_y)
        return Shape(found.area, found.paper, box_from_c(found), seed, bool(found.outside))

    def mask(self, id: int) -> Pixels:
        """Region `id` within its box: uint8 `[height, width]` of the box, 255 inside, 0 outside."""
        with self._lock:
            box = self._shape_of(id).box
            made = np.empty((box.bottom - box.top, box.right - box.left), np.uint8)
            call(lib.colorize_regions_mask, self._handle, id, ffi.from_buffer("uint8_t[]", made), made.size)
        return made

    def contour(self, id: int) -> "List[np.ndarray[Any, np.dtype[np.uint32]]]":
        """The outline of region `id`: closed polygons along the sides of pixels, each uint32 `[count, 2]` of x and y.

        Outer outlines run clockwise, those of holes counterclockwise.
        """
        with self._lock:
            corners = listed("ColorizeCorner", lib.colorize_regions_contour, self._handle, id)
        rows = np.frombuffer(ffi.buffer(corners), np.uint32).reshape(-1, 3)
        cuts = np.flatnonzero(np.diff(rows[:, 2])) + 1
        return np.split(rows[:, :2], cuts)

    def leaks(self, x: int, y: int) -> List[Gap]:
        """Where a bucket that closes no gaps would leak out of the region at a column and row."""
        with self._lock:
            gaps = listed("ColorizeGap", lib.colorize_regions_leaks, self._handle, x, y)
        return [Gap((gap.from_x, gap.from_y), (gap.to_x, gap.to_y), tuple(gap.regions)) for gap in gaps]
