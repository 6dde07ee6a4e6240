"""Hints: what colour is wished where."""

from __future__ import annotations

import threading
from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np

from .color import Color, Rgb, from_c, rgb
from .engine import Engine
from .enums import Place, StyleGroups, WordReason
from .errors import InvalidArgument
from .library import Handle, call, ffi, handle, lib, listed, text
from .style import Style
from .view import Picture, lend, lend_mask


class UnknownWord(NamedTuple):
    """A word that was not understood."""

    start: int
    """Where it begins in the text, in characters."""
    end: int
    """The character after its last."""
    reason: WordReason
    """What is wrong with it."""


class Hint(NamedTuple):
    """One hint of a prompt."""

    place: Place
    """What it is for."""
    points: List[Tuple[float, float]]
    """Where a point is, or the corners of a stroke: x and y in pixels."""
    width: float
    """Of a stroke's brush, in pixels; else 0."""
    region: int
    """1 or more; else 0."""
    part: str
    """Such as hair or eye:left; else empty."""
    color: Optional[Rgb]
    """None if it has none."""
    has_style: bool
    """Whether it has more than a colour."""
    strength: float
    """0 to 1."""
    follow: bool
    """Whether regions follow it that look like its own."""


class Prompt(Handle):
    """All hints of one colouring; where two speak of the same spot, the later one holds. `len(prompt)` counts them.

    Each method that adds one gives the prompt itself, to go on with. `strength` is 0 not at all to 1 exactly so.
    Colours are `Rgb`, three numbers, or text such as "#80503a". Places and strengths are checked when the drawing is
    coloured. Calls of several threads take turns.
    """

    _free = "colorize_prompt_free"

    def __init__(self) -> None:
        place = ffi.new("ColorizePrompt **")
        call(lib.colorize_prompt_new, place)
        self._take(place)

    def _take(self, place: Any) -> None:
        super()._take(place)
        self._lock = threading.Lock()

    @classmethod
    def from_json(cls, json: str) -> Prompt:
        """From text such as `{"hints": [{"x": 120, "y": 80, "color": "#80503a"}, {"part": "hair", "color":
        "#222"}]}`."""
        place = ffi.new("ColorizePrompt **")
        call(lib.colorize_prompt_new_from_json, text(json), place)
        return cls._of(place)

    def _do(self, function: Any, *arguments: Any) -> Prompt:
        with self._lock:
            call(function, self._handle, *arguments)
        return self

    def point(self, x: float, y: float, color: Color, strength: float = 1.0) -> Prompt:
        """A colour at one spot, in pixels from the left and the top."""
        return self._do(lib.colorize_prompt_add_point, x, y, rgb(color), strength)

    def stroke(self, points: Any, width: float, color: Color, strength: float = 1.0) -> Prompt:
        """A colour along a line of corners, `[count, 2]` in pixels, drawn with a round brush `width` pixels wide."""
        corners = np.ascontiguousarray(points, dtype=np.float32)
        if corners.ndim != 2 or corners.shape[1] != 2:
            raise InvalidArgument(f"points of shape {corners.shape}: they must be (count, 2)")
        pointer = ffi.from_buffer("float[]", corners)
        return self._do(lib.colorize_prompt_add_stroke, pointer, len(corners), width, rgb(color), strength)

    def region(self, id: int, color: Color, strength: float = 1.0) -> Prompt:
        """A colour for a region, 1 to the count of the reading."""
        return self._do(lib.colorize_prompt_add_region, id, rgb(color), strength)

    def part(self, name: str, color: Color, strength: float = 1.0) -> Prompt:
        """A colour for all regions of a part: one of `Engine.labels`, or a standard name (hair, face, top, ...)."""
        return self._do(lib.colorize_prompt_add_part, text(name), rgb(color), strength)

    def mask(self, mask: Picture, color: Color, strength: float = 1.0) -> Prompt:
        """A colour for the regions that lie for more than half in a selection as large as the drawing.

        Grey levels from 128 on are inside, or what is True; of more channels the red one counts.
        """
        return self._do(lib.colorize_prompt_add_mask, lend_mask(mask)._view, rgb(color), strength)

    def words(self, engine: Engine, words: str, unknown: Optional[List[UnknownWord]] = None) -> Prompt:
        """The hints that a sentence asks for, in English or Japanese: "light brown hair, green eyes", 茶髪で目は緑.

        What is not understood is appended to `unknown`; without that list it raises `InvalidArgument`, with the known
        words that are nearest, and adds nothing.
        """
        networks, encoded = handle(engine, Engine), text(words)
        if unknown is None:
            return self._do(lib.colorize_prompt_add_words, networks, encoded, ffi.NULL, 0, ffi.NULL)
        found = ffi.new("ColorizeUnknownWord[]", len(encoded) + 1)
        count = ffi.new("size_t *")
        self._do(lib.colorize_prompt_add_words, networks, encoded, found, len(found), count)
        for word in found[0 : count[0]]:
            start, end = (len(encoded[:place].decode()) for place in (word.start, word.end))
            unknown.append(UnknownWord(start, end, WordReason(word.reason)))
        return self

    def painting(self, painting: Picture) -> Prompt:
        """What is painted on a transparent layer as large as the drawing: each blob of one colour is a hint for the regions
        that lie for more than half in it. Raises `InvalidArgument` with more than 10,000 blobs."""
        return self._do(lib.colorize_prompt_add_painting, lend(painting)._view)

    def set_style(self, index: int, style: Style, groups: int = StyleGroups.ALL, follow: bool = False) -> Prompt:
        """Gives hint `index`, from 0, a style in place of its colour: those of its groups that are named, `StyleGroups`
        joined by `|`. With `follow`, regions that look like those of the place take it, too.

        Raises `InvalidArgument` if the style has none of them."""
        return self._do(lib.colorize_prompt_set_style, index, handle(style, Style), groups, follow)

    def hint(self, index: int) -> Hint:
        """Hint `index`, from 0 in the order in which they were added."""
        found, count = ffi.new("ColorizeHint *"), ffi.new("size_t *")
        with self._lock:
            call(lib.colorize_prompt_hint, self._handle, index, found, ffi.sizeof("ColorizeHint"))
            points = ffi.new("float[]", 2 * found.point_count)
            call(lib.colorize_prompt_hint_points, self._handle, index, points, found.point_count, count)
            part = ffi.string(listed("char", lib.colorize_prompt_hint_part, self._handle, index)).decode()
        return Hint(
            place=Place(found.place),
            points=[(points[i], points[i + 1]) for i in range(0, len(points), 2)],
            width=found.width,
            region=found.region,
            part=part,
            color=from_c(found.color) if found.has_color else None,
            has_style=bool(found.has_style),
            strength=found.strength,
            follow=bool(found.follow),
        )

    def set_color(self, index: int, color: Color, strength: float = 1.0) -> Prompt:
        """Gives hint `index`, from 0, another colour and strength."""
        return self._do(lib.colorize_prompt_set_color, index, rgb(color), strength)

    def remove(self, index: int) -> Prompt:
        """Takes hint `index` away, from 0; those after it move up."""
        return self._do(lib.colorize_prompt_remove, index)

    def clear(self) -> Prompt:
        """Takes all hints away."""
        with self._lock:
            lib.colorize_prompt_clear(self._handle)
        return self

    def __len__(self) -> int:
        with self._lock:
            return int(lib.colorize_prompt_count(self._handle))

    def __bool__(self) -> bool:
        return True
