"""Colour sheets: the colours of parts."""

from __future__ import annotations

from .library import Handle, call, ffi, handle, lib, string, text
from .reading import Reading
from .view import Picture, lend


class Sheet(Handle):
    """The colours of parts, of a character or of one picture. It never changes, and threads can share it."""

    _free = "colorize_sheet_free"

    def __init__(self) -> None:
        raise TypeError("a sheet comes from Sheet.from_text, from_picture or proposed, or from Document.proposal")

    @classmethod
    def from_text(cls, sheet: str) -> Sheet:
        """From JSON, such as `{"parts": {"hair": "#80503a"}}`, or a GIMP palette whose colours are named after
        parts."""
        place = ffi.new("ColorizeSheet **")
        call(lib.colorize_sheet_new_from_text, text(sheet), place)
        return cls._of(place)

    @classmethod
    def from_picture(cls, reading: Reading, picture: Picture) -> Sheet:
        """Of the colours that a coloured picture has on the parts of its drawing, which `reading` is of; as large."""
        place = ffi.new("ColorizeSheet **")
        call(lib.colorize_sheet_new_from_picture, handle(reading, Reading), lend(picture)._view, place)
        return cls._of(place)

    @classmethod
    def proposed(cls, seed: int) -> Sheet:
        """One of the library's own: the standard one for `seed` 0, another for every other."""
        place = ffi.new("ColorizeSheet **")
        call(lib.colorize_sheet_new_proposed, seed, place)
        return cls._of(place)

    @property
    def json(self) -> str:
        """The sheet as JSON, for a file."""
        return string(lib.colorize_sheet_json(self._handle))

    @property
    def gimp(self) -> str:
        """The sheet as the text of a GIMP palette."""
        return string(lib.colorize_sheet_gimp(self._handle))
