"""Colours line drawings in Blender: an image, or the rendered frames of a scene, such as Grease Pencil line art."""

import sys
from pathlib import Path

bl_info = {
    "name": "Colorize",
    "description": "Colours line drawings into layers: images, and rendered frames",
    "author": "The colorize authors",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "Image Editor and Properties, Output: Colorize",
    "category": "Paint",
}

sys.path.append(str(Path(__file__).parent / "vendor"))  # the library's package, and what plug-ins share

from . import frames, picture, styles, wishes  # noqa: E402

MODULES = (styles, wishes, picture, frames)


def register() -> None:
    for module in MODULES:
        module.register()


def unregister() -> None:
    for module in reversed(MODULES):
        module.unregister()
