"""Styles: what is measured at one place of a coloured picture."""

from __future__ import annotations

from .enums import StyleRange
from .library import Handle, call, ffi, lib, taken_text, text
from .view import Picture, lend


class Style(Handle):
    """The style at one place of a coloured picture, with a piece of its surface. It never changes, and threads can share
    it. `Prompt.set_style` paints with it."""

    _free = "colorize_style_free"

    def __init__(self) -> None:
        raise TypeError("a style comes from Style.pick or Style.from_json")

    @classmethod
    def pick(cls, reference: Picture, x: float, y: float, range: StyleRange = StyleRange.MIDDLE) -> Style:
        """Measures what is around a point, in pixels from the left and the top.

        Raises `InvalidArgument` if the picture is smaller than 8 x 8, the point is outside, or it is transparent there.
        """
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_pick, lend(reference)._view, x, y, StyleRange(range), place)
        return cls._of(place)

    @classmethod
    def from_json(cls, json: str) -> Style:
        """From what `json` gave."""
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_new_from_json, text(json), place)
        return cls._of(place)

    @property
    def json(self) -> str:
        """The style as JSON, for a file."""
        place = ffi.new("ColorizeBytes **")
        call(lib.colorize_style_json, self._handle, place)
        return taken_text(place)

    def transformed(self, angle: float = 0.0, scale: float = 1.0, hue: float = 0.0) -> Style:
        """Turned by `angle` degrees, counterclockwise, larger by a factor, with all hues turned by `hue` degrees."""
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_transformed, self._handle, angle, scale, hue, place)
        return Style._of(place)
