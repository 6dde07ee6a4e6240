"""Colours line drawings in Krita: a docker, and what it does to documents."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "vendor"))  # the library's package, and what plug-ins share

from krita import DockWidgetFactory, DockWidgetFactoryBase, Krita  # noqa: E402

from .docker import Docker  # noqa: E402

try:
    _RIGHT = DockWidgetFactoryBase.DockPosition.DockRight
except AttributeError:  # before PyQt 6
    _RIGHT = DockWidgetFactoryBase.DockRight

Krita.instance().addDockWidgetFactory(DockWidgetFactory("colorize", _RIGHT, Docker))
