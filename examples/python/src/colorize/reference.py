"""Coloured pictures whose colours are carried over to drawings."""

from __future__ import annotations

from typing import Optional

from .engine import Engine
from .library import Handle, ffi, handle, lib
from .options import ReadOptions, options_pointer
from .progress import Caller, Progress
from .view import Picture, lend


class Reference(Handle):
    """A coloured picture, taken apart, for `Document.carry`. It never changes, and threads can share it.

    `line` is its line drawing alone, if there is one. Raises what `Reading` does.
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
        lines = None if line is None else lend(line)
        place = ffi.new("ColorizeReference **")
        caller.call(
            lib.colorize_reference_new,
            networks,
            view._view,
            ffi.NULL if lines is None else lines._view,
            options_pointer(options, ReadOptions),
            *caller.arguments,
            place,
        )
        self._take(place)
