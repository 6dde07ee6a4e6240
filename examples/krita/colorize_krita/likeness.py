"""Pictures whose colours are taken: references of the same character, and a mood."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from krita import Krita
from painting import Refused, Wishes, message

from . import canvas
from .qt import QtWidgets

PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp)"


class Likeness(QtWidgets.QWidget):
    """Changes the wishes that it shows; `changed` is called after that, `says` with what went wrong."""

    def __init__(self, changed: Callable[[], None], says: Callable[[str], None]) -> None:
        super().__init__()
        self._changed, self._says, self._wishes = changed, says, Wishes()
        self._list = QtWidgets.QListWidget()
        self._list.setFixedHeight(64)
        self._list.setToolTip("Coloured pictures of the same character; so are layers named “reference”")
        self._open = QtWidgets.QMenu(self)
        self._open.aboutToShow.connect(self._list_images)
        images = QtWidgets.QPushButton("Add image")
        images.setMenu(self._open)
        self._mood = QtWidgets.QLabel()
        row = QtWidgets.QHBoxLayout()
        for button in (self._button("Add file…", self._add), images, self._button("Remove", self._remove)):
            row.addWidget(button)
        mood = QtWidgets.QHBoxLayout()
        mood.addWidget(QtWidgets.QLabel("In the colours of"))
        mood.addWidget(self._mood, 1)
        mood.addWidget(self._button("…", self._choose))
        mood.addWidget(self._button("×", lambda: self._set_mood("")))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        column.addLayout(row)
        column.addLayout(mood)

    def show_wishes(self, wishes: Wishes) -> None:
        """Shows other wishes, and changes those from now on."""
        self._wishes = wishes
        self._list.clear()
        self._list.addItems([Path(file).name for file in wishes.references])
        self._mood.setText(Path(wishes.mood).name if wishes.mood else "any picture")

    def _button(self, text: str, call: Callable[[], Any]) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(text)
        button.clicked.connect(lambda *_: call())
        if len(text) == 1:
            button.setFixedWidth(24)
        return button

    def _again(self) -> None:
        self.show_wishes(self._wishes)
        self._changed()

    def _add(self) -> None:
        files, _ = QtWidgets.QFileDialog.getOpenFileNames(self, "Coloured pictures of the same character", "", PICTURES)
        if files:
            self._wishes.references += files
            self._again()

    def _remove(self) -> None:
        if self._list.currentRow() >= 0:
            del self._wishes.references[self._list.currentRow()]
            self._again()

    def _list_images(self) -> None:
        """The other images that are open: a copy of one becomes a layer."""
        self._open.clear()
        here = Krita.instance().activeDocument()
        for document in Krita.instance().documents():
            if document != here:
                name = Path(document.fileName()).name or document.name() or "unnamed"
                self._open.addAction(name, lambda document=document: self._copy(here, document))
        if self._open.isEmpty():
            self._open.addAction("No other image is open").setEnabled(False)

    def _copy(self, here: Any, document: Any) -> None:
        try:
            canvas.reference_layer(here, document)
        except Refused as error:
            self._says(message(error))
        self._changed()

    def _choose(self) -> None:
        file, _ = QtWidgets.QFileDialog.getOpenFileName(self, "In the colours of", "", PICTURES)
        if file:
            self._set_mood(file)

    def _set_mood(self, file: str) -> None:
        self._wishes.mood = file
        self._again()
