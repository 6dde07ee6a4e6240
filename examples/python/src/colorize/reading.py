"""What is known of one drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Tuple

import numpy as np

from .engine import Engine
from .enums import DrawingKind, InkSource
from .errors import InvalidArgument
from .image import Box, box_from_c
from .library import Handle, array, call, ffi, handle, lib, string
from .options import ReadOptions, options_pointer
from .progress import Caller, Progress
from .view import Picture, lend, shown

if TYPE_CHECKING:
    Ids = np.ndarray[Any, np.dtype[np.uint32]]
    Pixels = np.ndarray[Any, np.dtype[np.uint8]]


class RegionLabel(NamedTuple):
    """What part a region shows."""

    name: str
    """The name of its label, such as hair."""
    region: int
    """1 to the count."""
    label: int
    """The label's id: its place in `Engine.labels`."""
    share: float
    """The share of its pixels that carry that label, 0 to 1."""
    certainty: float
    """How likely the label is right, 0 to 1, as it was measured."""


def label_from_c(label: Any) -> RegionLabel:
    return RegionLabel(string(label.name), label.region, label.label, label.share, label.certainty)


class Reading(Handle):
    """What is known of one drawing: its ink, its regions, what part each shows. It never changes; threads and documents
    can share it.

    `drawing` is a picture, see `ImageView`; `progress` a callable, see `Progress`. Raises `LimitError` if the drawing
    is over a limit of `options`, `InvalidArgument`, `Cancelled`.
    """

    _free = "colorize_reading_free"

    def __init__(
        self,
        engine: Engine,
        drawing: Picture,
        options: Optional[ReadOptions] = None,
        progress: Optional[Progress] = None,
    ) -> None:
        networks, view, caller = handle(engine, Engine), lend(drawing), Caller(progress)
        place = ffi.new("ColorizeReading **")
        chosen = options_pointer(options, ReadOptions)
        caller.call(lib.colorize_reading_new, networks, view._view, chosen, *caller.arguments, place)
        self._take(place)
        self._labels = engine.labels

    @classmethod
    def of_picture(
        cls,
        engine: Engine,
        colored: Picture,
        options: Optional[ReadOptions] = None,
        progress: Optional[Progress] = None,
    ) -> Reading:
        """A coloured picture that has no line drawing of its own, for `Reference.of`: lines are what is thin and darker than
        the colours on both sides, and where colours meet without a line a region ends."""
        networks, view, caller = handle(engine, Engine), lend(colored), Caller(progress)
        place = ffi.new("ColorizeReading **")
        chosen = options_pointer(options, ReadOptions)
        caller.call(lib.colorize_reading_new_from_picture, networks, view._view, chosen, *caller.arguments, place)
        reading = cls._of(place)
        reading._labels = engine.labels
        return reading

    def edited(self, drawing: Picture, progress: Optional[Progress] = None) -> "Tuple[Reading, Box]":
        """The drawing after its lines were edited, read sooner than anew, and the box around the pixels whose ink
        changed.

        `drawing` must be as large as the one before. Regions that the caller made give way to those of the lines.
        """
        view, caller = lend(drawing), Caller(progress)
        place, changed = ffi.new("ColorizeReading **"), ffi.new("ColorizeBox *")
        caller.call(lib.colorize_reading_edited, self._handle, view._view, *caller.arguments, place, changed)
        return self._other(place), box_from_c(changed)

    def with_regions(self, ids: Ids) -> Reading:
        """The same drawing cut into the caller's regions: `ids` is uint32 `[height, width]` in one piece.

        Pixels with equal ids, up to their count, are one region, joined or not; they become 1 to the count in the order
        of each region's first pixel.
        """
        if not isinstance(ids, np.ndarray):
            raise TypeError(f"an array of ids is wanted, not {type(ids).__name__}")
        if ids.dtype != np.uint32 or ids.shape != (self.height, self.width) or not ids.flags.c_contiguous:
            raise InvalidArgument(
                f"ids of {ids.dtype} and shape {ids.shape}: they must be uint32 of shape "
                f"({self.height}, {self.width}), in one piece"
            )
        place = ffi.new("ColorizeReading **")
        call(
            lib.colorize_reading_with_regions,
            self._handle,
            ffi.from_buffer("uint32_t[]", ids),
            ids.size,
            place,
        )
        return self._other(place)

    def _other(self, place: Any) -> Reading:
        other = Reading._of(place)
        other._labels = self._labels
        return other

    @property
    def labels(self) -> Tuple[str, ...]:
        """The names of the labels, by their ids, as the engine that read it has them."""
        return self._labels

    @property
    def width(self) -> int:
        """Columns of the drawing."""
        return int(lib.colorize_reading_width(self._handle))

    @property
    def height(self) -> int:
        """Rows of the drawing."""
        return int(lib.colorize_reading_height(self._handle))

    @property
    def region_count(self) -> int:
        """How many regions the drawing has, at least 1."""
        return int(lib.colorize_reading_region_count(self._handle))

    @property
    def region_ids(self) -> Ids:
        """The region of each pixel, 1 to the count: uint32 `[height, width]`; read-only, not a copy."""
        pointer = lib.colorize_reading_region_ids(self._handle)
        return array(self, pointer, (self.height, self.width), "uint32")

    def region_label(self, id: int) -> RegionLabel:
        """What part region `id`, 1 to the count, shows."""
        label = ffi.new("ColorizeRegionLabel *")
        call(lib.colorize_reading_region_label, self._handle, id, label, ffi.sizeof("ColorizeRegionLabel"))
        return label_from_c(label)

    @property
    def ink(self) -> Pixels:
        """The ink: uint8 `[height, width]`, 0 on paper to 255 on a line; read-only, not a copy."""
        return shown(self, lib.colorize_reading_ink(self._handle))

    @property
    def ink_source(self) -> InkSource:
        """What counted as ink."""
        return InkSource(lib.colorize_reading_ink_source(self._handle))

    @property
    def kind(self) -> DrawingKind:
        """What kind of drawing it was taken for, or told to be."""
        return DrawingKind(lib.colorize_reading_kind(self._handle))

    def affinity(self, a: int, b: int) -> float:
        """How surely two regions want the same colour, 0 to 1. Raises `InvalidArgument` if there is no such region."""
        if not (0 < a <= self.region_count and 0 < b <= self.region_count):
            raise InvalidArgument(f"regions {a} and {b} are not both of 1 to {self.region_count}")
        return float(lib.colorize_reading_affinity(self._handle, a, b))
