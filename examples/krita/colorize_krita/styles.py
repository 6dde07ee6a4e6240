"""The library of styles as thumbnails, and what a style is for."""

from __future__ import annotations

from typing import Any, Callable, List, Tuple

from painting import PARTS

from .qt import QtCore, QtGui, QtWidgets, picture

#: How large thumbnails are, in pixels.
SIDE = 56
#: What stands for a layer to paint on, before the parts.
PAINTED = "where I paint"


class Styles(QtWidgets.QWidget):
    """`chosen` is called with the name of a style and the part that it is for, which is empty where it is painted;
    `opened` with a library's file."""

    def __init__(self, chosen: Callable[[str, str], None], opened: Callable[[str], None]) -> None:
        super().__init__()
        self._chosen, self._opened = chosen, opened
        self._for = QtWidgets.QComboBox()
        self._for.addItem(PAINTED, "")
        for part in PARTS:
            self._for.addItem(part.replace("_", " "), part)
        self._words = QtWidgets.QLineEdit()
        self._words.setPlaceholderText("Search")
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(self._search)
        self._list = QtWidgets.QListWidget()
        self._list.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self._list.setIconSize(QtCore.QSize(SIDE, SIDE))
        self._list.setGridSize(QtCore.QSize(SIDE + 22, SIDE + 24))
        self._list.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self._list.setMovement(QtWidgets.QListView.Movement.Static)
        self._list.setFixedHeight(2 * (SIDE + 24) + 10)
        self._list.itemClicked.connect(lambda item: self._chosen(item.data(_NAME), self._for.currentData()))
        other = QtWidgets.QPushButton("Another library…")
        other.clicked.connect(lambda *_: self._open())
        row = QtWidgets.QHBoxLayout()
        row.addWidget(QtWidgets.QLabel("For"))
        row.addWidget(self._for, 1)
        row.addWidget(self._words, 1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._list)
        column.addWidget(other)

    def show_styles(self, styles: List[Tuple[str, str, Any]]) -> None:
        """Shows a library: of each style its name, words to find it by, and its thumbnail, RGBA8."""
        self._list.clear()
        for name, words, pixels in styles:
            item = QtWidgets.QListWidgetItem(QtGui.QIcon(picture(pixels)), name)
            item.setData(_NAME, name)
            item.setData(_WORDS, words.casefold())
            item.setToolTip(f"{name}: {words}")
            self._list.addItem(item)
        self._search(self._words.text())

    def _search(self, text: str) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(not all(word in item.data(_WORDS) for word in text.casefold().split()))

    def _open(self) -> None:
        file, _ = QtWidgets.QFileDialog.getOpenFileName(self, "Library of styles", "", "Styles (*.styles)")
        if file:
            self._opened(file)


_NAME, _WORDS = QtCore.Qt.ItemDataRole.UserRole, QtCore.Qt.ItemDataRole.UserRole + 1
