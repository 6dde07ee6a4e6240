"""Coloured pictures, and what drawings take from them."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from .color import Rgb, from_c
from .engine import Engine
from .library import Handle, call, ffi, handle, lib, listed, taken_text, text
from .options import ReadOptions, options_pointer
from .progress import Caller, Progress
from .reading import Reading
from .view import Picture, lend


class RegionColor(NamedTuple):
    """The colour of one region, of a coloured picture or carried over from one."""

    color: Optional[Rgb]
    """The colour in plain light; None for ground, and where it is not known."""
    shadow: Optional[Rgb]
    """The colour in shadow, where that is known."""
    highlight: Optional[Rgb]
    """The colour where light glints, where that is known."""
    certainty: float
    """How likely the colour is right, 0 to 1, as counted on generated drawings; 1 in a picture that somebody coloured."""
    track: Tuple[int, int]
    """What it shows over all frames of a shot: the frame where that was first seen, 0 for none, and the region there."""


class Reference(Handle):
    """A coloured picture, taken apart: its regions, what each is like, and its colours. It never changes, and threads can
    share it.

    `line` is its line drawing alone, as large as it, if there is one. `options` are those that drawings are read with.
    Raises `InvalidArgument` if the two differ in size, or all of the picture is grey.
    """

    _free = "colorize_reference_free"

    def __init__(
        self,
        engine: Engine,
        colored: Picture,
        line: Optional[Picture] = None,
        options: Optional[ReadOptions] = None,
        progress: Optional[Progress] = None,
    ) -> None:
        networks, view, caller = handle(engine, Engine), lend(colored), Caller(progress)
        drawing = None if line is None else lend(line)
        place = ffi.new("ColorizeReference **")
        caller.call(
            lib.colorize_reference_new,
            networks,
            view._view,
            ffi.NULL if drawing is None else drawing._view,
            options_pointer(options, ReadOptions),
            *caller.arguments,
            place,
        )
        self._take(place)

    @classmethod
    def of(cls, reading: Reading, colored: Picture) -> Reference:
        """The colours of a drawing that was read and coloured by somebody: its regions are those of the reading."""
        place = ffi.new("ColorizeReference **")
        call(lib.colorize_reference_new_from_reading, handle(reading, Reading), lend(colored)._view, place)
        return cls._of(place)

    @property
    def region_count(self) -> int:
        """How many regions it has, at least 1."""
        return int(lib.colorize_reference_region_count(self._handle))

    def region(self, id: int) -> RegionColor:
        """The colour of region `id`, 1 to the count."""
        return _region(lib.colorize_reference_region, self._handle, id)


class Carried(Handle):
    """The colours that a drawing's regions take from coloured pictures of the same character, to the bit, and how sure each
    is. It never changes, and threads can share it.

    For frames of a shot see `Clip.carry`. Raises `InvalidArgument` without any reference.
    """

    _free = "colorize_carried_free"

    def __init__(self, reading: Reading, references: Sequence[Reference]) -> None:
        handles = [handle(reference, Reference) for reference in references]
        place = ffi.new("ColorizeCarried **")
        pointers = ffi.new("const ColorizeReference *[]", handles)
        call(lib.colorize_carried_new, handle(reading, Reading), pointers, len(handles), place)
        self._take(place)

    @classmethod
    def from_json(cls, reading: Reading, json: str) -> Carried:
        """What `json` gave of a frame of a shot; `reading` is of the same drawing."""
        place = ffi.new("ColorizeCarried **")
        call(lib.colorize_carried_new_from_json, handle(reading, Reading), text(json), place)
        return cls._of(place)

    @property
    def json(self) -> str:
        """What is known of the regions, so that a shot can be gone on with later: see `Clip.resume`."""
        place = ffi.new("ColorizeBytes **")
        call(lib.colorize_carried_json, self._handle, place)
        return taken_text(place)

    @property
    def region_count(self) -> int:
        """How many regions the drawing has, at least 1."""
        return int(lib.colorize_carried_region_count(self._handle))

    def region(self, id: int) -> RegionColor:
        """What region `id`, 1 to the count, takes over."""
        return _region(lib.colorize_carried_region, self._handle, id)

    def threshold(self, accuracy: float) -> float:
        """The certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of the others to be
        right: for `ColorOptions.withdraw_below`. Raises `InvalidArgument` if none is enough."""
        found = ffi.new("float *")
        call(lib.colorize_carried_threshold, self._handle, accuracy, found)
        return float(found[0])


def _region(function: Any, owner: Any, id: int) -> RegionColor:
    region = ffi.new("ColorizeRegionColor *")
    call(function, owner, id, region, ffi.sizeof("ColorizeRegionColor"))
    return RegionColor(
        color=from_c(region.color) if region.has_color else None,
        shadow=from_c(region.shadow) if region.has_shadow else None,
        highlight=from_c(region.highlight) if region.has_highlight else None,
        certainty=region.certainty,
        track=(region.track_frame, region.track_region),
    )


class Match(NamedTuple):
    """A region that may show what was asked for."""

    region: int
    """Its id."""
    chance: float
    """How likely it shows that, 0 to 1. Several regions may show one that is cut up on the other side."""


class Correspondence(Handle):
    """Which regions of a drawing and of a reference, coloured or not, show the same thing, in whatever pose. It never changes,
    and threads can share it. Both were read with the same engine; `Reading.of_picture` reads a coloured picture.
    """

    _free = "colorize_correspondence_free"

    def __init__(self, drawing: Reading, reference: Reading) -> None:
        place = ffi.new("ColorizeCorrespondence **")
        call(lib.colorize_correspondence_new, handle(drawing, Reading), handle(reference, Reading), place)
        self._take(place)

    def in_drawing(self, region: int) -> List[Match]:
        """The regions of the drawing that may show one of the reference, the likeliest first."""
        return self._matches(lib.colorize_correspondence_in_drawing, region)

    def in_reference(self, region: int) -> List[Match]:
        """The regions of the reference that one of the drawing may show, the likeliest first."""
        return self._matches(lib.colorize_correspondence_in_reference, region)

    def _matches(self, function: Any, region: int) -> List[Match]:
        return [Match(found.region, found.chance) for found in listed("ColorizeMatch", function, self._handle, region)]
