"""Styles picked from coloured pictures, and libraries of them."""

from __future__ import annotations

import threading
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from .color import Rgb, from_c
from .engine import Engine
from .enums import StyleField, StyleRange
from .image import Image, Path
from .library import Handle, call, ffi, handle, lib, listed, path, string, taken, taken_text, text
from .options import Limits, options_pointer
from .view import Picture, lend


class Style(Handle):
    """The style at one place of a coloured picture, with a piece of its surface. It never changes, and threads can share
    it. `Prompt.set_style` paints with it."""

    _free = "colorize_style_free"

    def __init__(self) -> None:
        raise TypeError("a style comes from Style.pick or from_json, or from a StyleLibrary")

    @classmethod
    def pick(cls, reference: Picture, x: float, y: float, range: StyleRange = StyleRange.MIDDLE) -> Style:
        """What is around a point of a coloured picture, in pixels from its left and top edge.

        Raises `InvalidArgument` if the point is outside, or the picture transparent there or smaller than 8 x 8.
        """
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_pick, lend(reference)._view, x, y, StyleRange(range), place)
        return cls._of(place)

    @classmethod
    def from_json(cls, json: str) -> Style:
        """As `json` and `colorize style extract` give it."""
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
        """Turned by degrees, counterclockwise, larger by a factor, with all hues turned by degrees."""
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_transformed, self._handle, angle, scale, hue, place)
        return Style._of(place)

    def recolored(self, saturation: float = 1.0, lightness: float = 0.0) -> Style:
        """With all colours more vivid by a factor, 0 (grey) to 4, and lighter by -1 to 1."""
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_recolored, self._handle, saturation, lightness, place)
        return Style._of(place)

    def gradation_turned(self, angle: float) -> Style:
        """With its gradation alone turned by degrees, counterclockwise; by 180 it runs the other way."""
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_gradation_turned, self._handle, angle, place)
        return Style._of(place)


class StyleMap(Handle):
    """The style of every place of a coloured picture, as the style encoder sees it. It never changes, and threads can
    share it."""

    _free = "colorize_style_map_free"

    def __init__(self, engine: Engine, reference: Picture) -> None:
        """Looks at a coloured picture; one with a side over 2048 pixels is looked at smaller.

        Raises `ModelError` if the engine has no style encoder.
        """
        place = ffi.new("ColorizeStyleMap **")
        call(lib.colorize_style_map_new, handle(engine, Engine), lend(reference)._view, place)
        self._take(place)

    def at(self, x: float, y: float, range: StyleRange = StyleRange.MIDDLE) -> Style:
        """The style around a point, in pixels from the picture's left and top edge; without a piece of a surface.

        Raises `InvalidArgument` if the point is outside.
        """
        place = ffi.new("ColorizeStyle **")
        call(lib.colorize_style_map_at, self._handle, x, y, StyleRange(range), place)
        return Style._of(place)

    def picture(self, group: int, range: StyleRange = StyleRange.MIDDLE) -> Image:
        """One of the `StyleGroups` in false colours, as large as the picture."""
        place = ffi.new("ColorizeImage **")
        call(lib.colorize_style_map_picture, self._handle, group, StyleRange(range), place)
        return Image._of(place)


class StyleEntry(NamedTuple):
    """What is told of a stored style; texts that are not told are empty."""

    name: str
    """What it is known by."""
    author: str
    """Who made it."""
    kind: str
    """What kind of texture it is: cloth, wood, print, brush..."""
    tags: Tuple[str, ...]
    """More words to find it by."""
    licence: str
    """Under what terms it may be used, such as CC0-1.0."""
    source: str
    """Where it was picked."""
    color: Optional[Rgb]
    """Its colour, if it has one."""
    has_surface: bool
    """Whether it has a piece of a surface, by which texture and pattern are painted."""


class StyleLibrary(Handle):
    """Stored styles, each under a name, sorted by it; `len(library)` counts them. Calls of several threads take turns.

    A name that there is not raises `InvalidArgument`, and so does a second style of one name.
    """

    _free = "colorize_style_library_free"

    def __init__(self) -> None:
        """Without styles; see also `open` and `from_bytes`."""
        place = ffi.new("ColorizeStyleLibrary **")
        call(lib.colorize_style_library_new, place)
        self._take(place)

    def _take(self, place: Any) -> None:
        super()._take(place)
        self._lock = threading.RLock()

    @classmethod
    def open(cls, file: Path, limits: Optional[Limits] = None) -> StyleLibrary:
        """Reads a library's file, `.styles`. Raises `FileError`, `LimitError`, or `Error` with what is wrong with it."""
        place = ffi.new("ColorizeStyleLibrary **")
        call(lib.colorize_style_library_open, path(file), options_pointer(limits, Limits), place)
        return cls._of(place)

    @classmethod
    def from_bytes(cls, file: Any, limits: Optional[Limits] = None) -> StyleLibrary:
        """Reads a library as `open` does, from a file's bytes: anything with the buffer protocol, in one piece."""
        place = ffi.new("ColorizeStyleLibrary **")
        buffer = ffi.from_buffer("uint8_t[]", file)
        call(lib.colorize_style_library_from_bytes, buffer, len(buffer), options_pointer(limits, Limits), place)
        return cls._of(place)

    def save(self, file: Path) -> None:
        """Writes the library's file, whole or not at all. Raises `FileError`."""
        with self._lock:
            call(lib.colorize_style_library_save, self._handle, path(file))

    def to_bytes(self) -> bytes:
        """The bytes of that file. The same library gives the same bytes."""
        place = ffi.new("ColorizeBytes **")
        with self._lock:
            call(lib.colorize_style_library_to_bytes, self._handle, place)
        return taken(place)

    def __len__(self) -> int:
        with self._lock:
            return int(lib.colorize_style_library_count(self._handle))

    def __bool__(self) -> bool:
        return True

    @property
    def names(self) -> List[str]:
        """The names of all styles, sorted."""
        with self._lock:
            return [self._entry(index).name for index in range(len(self))]

    def entries(self) -> List[StyleEntry]:
        """What is told of all styles, in the order of their names."""
        with self._lock:
            return [self._entry(index) for index in range(len(self))]

    def entry(self, name: str) -> StyleEntry:
        """What is told of a style."""
        with self._lock:
            return self._entry(self._find(name))

    def style(self, name: str) -> Style:
        """A style, to paint with: see `Prompt.set_style`."""
        place = ffi.new("ColorizeStyle **")
        with self._lock:
            call(lib.colorize_style_library_style, self._handle, self._find(name), place)
        return Style._of(place)

    def thumbnail(self, name: str) -> Image:
        """A picture of a style, 96 x 96 pixels."""
        place = ffi.new("ColorizeImage **")
        with self._lock:
            call(lib.colorize_style_library_thumbnail, self._handle, self._find(name), place)
        return Image._of(place)

    def search(self, words: str) -> List[str]:
        """The names of the styles in which all words occur, in any field and whatever case; all for no words."""
        with self._lock:
            found = listed("size_t", lib.colorize_style_library_search, self._handle, text(words))
            return [self._entry(index).name for index in found]

    def sorted(self, field: StyleField) -> List[str]:
        """The names of all styles, sorted by a field of theirs; those of which it is not told last."""
        with self._lock:
            found = listed("size_t", lib.colorize_style_library_sorted, self._handle, StyleField(field))
            return [self._entry(index).name for index in found]

    def like(self, style: Style) -> List[str]:
        """The names of all styles, the likest to another one first."""
        with self._lock:
            found = listed("size_t", lib.colorize_style_library_like, self._handle, handle(style, Style))
            return [self._entry(index).name for index in found]

    def add(
        self,
        name: str,
        style: Style,
        author: str = "",
        kind: str = "",
        tags: Sequence[str] = (),
        licence: str = "",
        source: str = "",
    ) -> StyleLibrary:
        """Stores a style under a name that no other has, with what is told of it."""
        notes = ffi.new("ColorizeStyleNotes *")
        lib.colorize_style_notes_init(notes, ffi.sizeof("ColorizeStyleNotes"))
        texts = [ffi.new("char[]", text(value)) for value in (author, kind, licence, source, *tags)]
        notes.author, notes.kind, notes.licence, notes.source = texts[:4]
        pointers = ffi.new("const char *[]", texts[4:])
        notes.tags, notes.tag_count = pointers, len(pointers)
        with self._lock:
            call(lib.colorize_style_library_add, self._handle, text(name), handle(style, Style), notes)
        return self

    def rename(self, name: str, other: str) -> StyleLibrary:
        """Gives a style another name."""
        with self._lock:
            call(lib.colorize_style_library_rename, self._handle, text(name), text(other))
        return self

    def remove(self, name: str) -> StyleLibrary:
        """Takes a style away."""
        with self._lock:
            call(lib.colorize_style_library_remove, self._handle, text(name))
        return self

    def merge(self, other: StyleLibrary) -> int:
        """Adds copies of all styles of another library, and tells how many that were.

        One that is here already is left out; of two that share a name alone, the other's becomes `name (2)`.
        """
        file = StyleLibrary.from_bytes(other.to_bytes())  # a copy of ours, so that no two locks are held
        added = ffi.new("size_t *")
        with self._lock:
            call(lib.colorize_style_library_merge, self._handle, file._handle, added)
        return int(added[0])

    def _find(self, name: str) -> int:
        index = ffi.new("size_t *")
        call(lib.colorize_style_library_find, self._handle, text(name), index)
        return int(index[0])

    def _entry(self, index: int) -> StyleEntry:
        entry = ffi.new("ColorizeStyleEntry *")
        call(lib.colorize_style_library_entry, self._handle, index, entry, ffi.sizeof("ColorizeStyleEntry"))
        tags = (lib.colorize_style_library_tag(self._handle, index, tag) for tag in range(entry.tag_count))
        return StyleEntry(
            name=string(entry.name),
            author=string(entry.author),
            kind=string(entry.kind),
            tags=tuple(string(tag) for tag in tags),
            licence=string(entry.licence),
            source=string(entry.source),
            color=from_c(entry.color) if entry.has_color else None,
            has_surface=bool(entry.has_surface),
        )
