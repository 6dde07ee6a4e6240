"""The one place that names Qt's version: for a Krita built on Qt 6, write PyQt6."""

from PyQt5 import QtCore, QtGui, QtWidgets  # noqa: F401
