"""Shots: frames that are coloured one after another, as some of them are."""

from __future__ import annotations

import threading
from typing import Any, Iterable, List, Optional

from .color import Color, rgb
from .engine import Engine
from .errors import InvalidArgument
from .library import Handle, call, ffi, handle, lib, listed
from .reading import Reading
from .reference import Carried, Reference


class Clip(Handle):
    """The frames of one shot, some of them coloured by hand, the others to be coloured one after another. It takes no more
    memory for a long shot than for a short one. Calls of several threads take turns.

        clip = colorize.Clip(engine).add_key(1, reference)
        for number in clip.order(range(2, 49)):
            reading = colorize.Reading(engine, drawing(number))
            layers = colorize.Document(reading).set_carried(clip.carry(number, reading)).color()

    A drawing that equals the one before needs no call: its colours are the same.
    """

    _free = "colorize_clip_free"

    def __init__(self, engine: Engine) -> None:
        place = ffi.new("ColorizeClip **")
        call(lib.colorize_clip_new, handle(engine, Engine), place)
        self._take(place)

    def _take(self, place: Any) -> None:
        super()._take(place)
        self._lock = threading.Lock()

    def _do(self, function: Any, *arguments: Any) -> Clip:
        with self._lock:
            call(function, self._handle, *arguments)
        return self

    def add_key(self, number: int, reference: Reference) -> Clip:
        """Takes a coloured frame, in place of the one of its number. What it shows goes on with the tracks of the one
        before it: so add them in their order, and all before the first `carry`."""
        return self._do(lib.colorize_clip_add_key, number, handle(reference, Reference))

    def remove_key(self, number: int) -> Clip:
        """Forgets a coloured frame, such as one that all frames around it are done with. Raises `InvalidArgument` if there
        is none."""
        return self._do(lib.colorize_clip_remove_key, number)

    @property
    def keys(self) -> List[int]:
        """The numbers of the coloured frames, ascending."""
        with self._lock:
            return list(listed("uint32_t", lib.colorize_clip_keys, self._handle))

    def key(self, number: int) -> Reference:
        """A coloured frame, its tracks named as the shot names them."""
        place = ffi.new("ColorizeReference **")
        self._do(lib.colorize_clip_key, number, place)
        return Reference._of(place)

    def order(self, frames: Iterable[int]) -> List[int]:
        """Frames as they are to be carried, without the coloured ones: away from the coloured frame nearest to each."""
        try:
            numbers = ffi.new("uint32_t[]", list(frames))
        except OverflowError as overflow:
            raise InvalidArgument(f"frames are numbered from 0: {overflow}") from None
        with self._lock:
            return list(listed("uint32_t", lib.colorize_clip_order, self._handle, numbers, len(numbers)))

    def carry(self, number: int, reading: Reading) -> Carried:
        """Carries colours over to a frame, for `Document.set_carried`: from the coloured frames on both sides, and from the
        one that was carried last if that is nearer to the same coloured one.

        Carried again, a frame looks at the same as before. Raises `InvalidArgument` if there is no coloured frame, this is
        one itself, or something is to be put right outside of it.
        """
        place = ffi.new("ColorizeCarried **")
        self._do(lib.colorize_clip_carry, number, handle(reading, Reading), place)
        return Carried._of(place)

    def correct(self, number: int, x: int, y: int, color: Optional[Color]) -> Clip:
        """Puts a colour right by hand: the region at a pixel of a frame takes it when that frame is carried, again if it
        was before, and so do the frames that are carried from this one. None is ground."""
        chosen = ffi.NULL if color is None else ffi.new("ColorizeRgb *", rgb(color))
        return self._do(lib.colorize_clip_correct, number, x, y, chosen)

    def clear_corrections(self, number: int) -> Clip:
        """Takes back all that was put right in a frame."""
        return self._do(lib.colorize_clip_clear_corrections, number)

    def resume(self, number: int, carried: Carried) -> Clip:
        """Goes on from a frame that was carried before, as if that had been just now: with the one before it in the order,
        a frame in the middle of a shot comes out as it did."""
        return self._do(lib.colorize_clip_resume, number, handle(carried, Carried))
