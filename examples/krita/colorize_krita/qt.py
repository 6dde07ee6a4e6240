"""The one place that names Qt's version: for a Krita built on Qt 6, write PyQt6."""

from typing import Any

from PyQt5 import QtCore, QtGui, QtWidgets  # noqa: F401


def picture(pixels: Any) -> QtGui.QPixmap:
    """RGBA8 pixels for Qt."""
    height, width = pixels.shape[:2]
    image = QtGui.QImage(bytes(pixels), width, height, 4 * width, QtGui.QImage.Format.Format_RGBA8888)
    return QtGui.QPixmap.fromImage(image)
