"""The library of styles, with thumbnails, to choose from."""

from __future__ import annotations

import zlib
from typing import Any, List, Tuple

import bpy
import bpy.utils.previews
import colorize
import numpy as np
import painting

#: What colours all drawings, and keeps the library.
painter = painting.Painter()
#: No style: a colour alone.
NONE = "NONE"

_previews: Any = None
#: The library that is shown, and its items: Blender looks at their texts as long as it shows them.
_shown: Tuple[Any, List[Tuple[Any, ...]]] = (None, [])


def items(_self: Any, context: Any) -> List[Tuple[Any, ...]]:
    """All styles, as an enumeration of Blender's."""
    global _shown
    file = context.scene.colorize.library if context else ""
    try:
        library = painter.library(bpy.path.abspath(file) if file else "")
    except (painting.Refused, colorize.Error):
        library = None
    if _shown[1] and _shown[0] is library:
        return _shown[1]
    _previews.clear()
    made: List[Tuple[Any, ...]] = [(NONE, "None", "The colour alone", "COLOR", 0)]
    for entry in library.entries() if library else []:
        words = ", ".join(word for word in (entry.kind, *entry.tags) if word)
        made.append((entry.name, entry.name, words, _icon(library, entry.name), _number(entry.name)))
    _shown = library, made
    return made


def _number(name: str) -> int:
    """What Blender keeps of a choice: the same in every library."""
    return zlib.crc32(name.encode()) >> 1 or 1


def _icon(library: Any, name: str) -> int:
    pixels = library.thumbnail(name).pixels
    preview = _previews.new(name)
    preview.image_size = pixels.shape[1::-1]
    preview.image_pixels_float[:] = (pixels[::-1].astype(np.float32) / 255).ravel()
    return preview.icon_id


def register() -> None:
    global _previews
    _previews = bpy.utils.previews.new()


def unregister() -> None:
    global _shown
    bpy.utils.previews.remove(_previews)
    _shown = (None, [])
