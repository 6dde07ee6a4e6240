"""A coloured picture cut into areas of one colour each, to be edited; and how much of it has which colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, NamedTuple, Tuple

import numpy as np

from .color import Color, Rgb, from_c, rgb
from .document import Document
from .engine import Engine
from .image import Box, Image, box_from_c
from .library import Handle, call, ffi, handle, lib
from .prompt import Prompt
from .view import Picture, lend

if TYPE_CHECKING:
    Shares = np.ndarray[Any, np.dtype[np.float32]]


class Block(NamedTuple):
    """An area of one colour."""

    color: Rgb
    """Its mean colour."""
    area: int
    """Pixels."""
    at: Tuple[int, int]
    """Column and row of a pixel well inside of it."""
    box: Box
    """The box around it."""


class Blocks(Handle):
    """A coloured picture in blocks; `len(blocks)` counts them, `blocks[index]` tells of one. It never changes, and threads
    can share it."""

    _free = "colorize_blocks_free"

    def __init__(self) -> None:
        raise TypeError("blocks come from Blocks.of or Blocks.partition")

    @classmethod
    def of(cls, document: Document, colored: Picture) -> Blocks:
        """Of a colouring of the document's drawing, ours or anybody's, such as `Layers.flats`: they end at its lines."""
        place = ffi.new("ColorizeBlocks **")
        call(lib.colorize_blocks_new, handle(document, Document), lend(colored)._view, place)
        return cls._of(place)

    @classmethod
    def partition(cls, engine: Engine, picture: Picture) -> Blocks:
        """Of any coloured picture, by a network that sees through shade. Raises `ModelError` if the engine has none."""
        place = ffi.new("ColorizeBlocks **")
        call(lib.colorize_blocks_partition, handle(engine, Engine), lend(picture)._view, place)
        return cls._of(place)

    def __len__(self) -> int:
        return int(lib.colorize_blocks_count(self._handle))

    def __getitem__(self, index: int) -> Block:
        if not 0 <= index < len(self):
            raise IndexError(f"block {index} is not among {len(self)}")
        found = ffi.new("ColorizeBlock *")
        call(lib.colorize_blocks_get, self._handle, index, found)
        return Block(from_c(found.color), found.area, (found.x, found.y), box_from_c(found))

    def picture(self, colors: Mapping[Tuple[int, int], Color] = {}) -> Image:
        """The blocks in their colours, without lines, those at some pixels, x and y, in others: to be painted over, and
        then a target for `hints` and `recolored`."""
        changes = ffi.new("ColorizeBlockChange[]", [(x, y, rgb(color)) for (x, y), color in colors.items()])
        place = ffi.new("ColorizeImage **")
        call(lib.colorize_blocks_picture, self._handle, changes, len(changes), place)
        return Image._of(place)

    def hints(self, document: Document, target: Picture) -> Prompt:
        """What a target asks of the drawing: a hint for each region that has another colour in it than in `picture()`.
        Where it is transparent it asks for nothing. Give them to `Document.add`."""
        place = ffi.new("ColorizePrompt **")
        call(lib.colorize_blocks_hints, self._handle, handle(document, Document), lend(target)._view, place)
        return Prompt._of(place)

    def recolored(self, picture: Picture, target: Picture) -> Image:
        """The picture that was cut in the colours of a target; its shade, lines and texture stay."""
        place = ffi.new("ColorizeImage **")
        call(lib.colorize_blocks_recolored, self._handle, lend(picture)._view, lend(target)._view, place)
        return Image._of(place)


def histogram(picture: Picture) -> Shares:
    """How much of a picture has which colour, without its ground and lines: float32 `[8, 8, 8]` by red, green and blue, of
    sum 1. For `ColorOptions.histogram`. Raises `InvalidArgument` if all of it is transparent."""
    bins = np.empty((8, 8, 8), np.float32)
    call(lib.colorize_histogram, lend(picture)._view, ffi.from_buffer("float[]", bins))
    return bins
