"""The docker: a preview, palettes to choose from, the parts and their colours, and how it is to be done."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Optional

from krita import DockWidget, Krita
from painting import Beside, Job, Painter, Wishes, message, smaller, to_rgba8

from . import canvas
from .likeness import Likeness
from .qt import QtCore, QtGui, QtWidgets, picture
from .styles import Styles

#: How high the preview is, in pixels.
PREVIEW = 200
#: Palettes that are shown to choose from.
PROPOSALS = 8
#: Longest side of their thumbnails, in pixels.
THUMBNAIL = 88
#: How often a job is looked at, in ms.
LOOK = 30
#: How long Krita takes to list a new layer, in ms, at most.
SHOWN = 300
#: Where the light comes from, by name: x to the right, y down.
LIGHTS = {
    "as it suits": None,
    "upper left": (-0.7, -0.7),
    "above": (0.0, -1.0),
    "upper right": (0.7, -0.7),
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "lower left": (-0.7, 0.7),
    "below": (0.0, 1.0),
    "lower right": (0.7, 0.7),
}
#: Settings that the accuracy slider goes through; the first colours all.
ACCURACIES = (0.0, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98)

_painter = Painter()


class Docker(DockWidget):
    """Looks at the chosen layer of the document that is in front."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Colorize")
        self._document: Any = None
        self._wishes = Wishes()
        self._job: Optional[Job] = None
        self._done: Callable[[Any], Optional[Iterator[None]]] = lambda result: None
        self._steps: Optional[Iterator[None]] = None
        self._next: Any = None
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)
        self._soon = QtCore.QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(150)
        self._soon.timeout.connect(self._preview)
        self._build()

    # What is on it.

    def _build(self) -> None:
        self._picture = QtWidgets.QLabel("Choose the layer with the line drawing.")
        self._picture.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self._picture.setWordWrap(True)
        self._picture.setFixedHeight(PREVIEW)
        self._color = self._button("Colour this layer", self.color)
        self._cancel = self._button("Cancel", self.cancel)
        self._cancel.setVisible(False)
        self._progress = QtWidgets.QProgressBar()
        self._progress.setVisible(False)
        self._says = QtWidgets.QLabel()
        self._says.setWordWrap(True)
        self._palettes = QtWidgets.QListWidget()
        self._palettes.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self._palettes.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self._palettes.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self._palettes.setMovement(QtWidgets.QListView.Movement.Static)
        self._palettes.setMinimumHeight(2 * THUMBNAIL + 50)
        self._palettes.setVisible(False)
        self._palettes.currentRowChanged.connect(self._choose)
        self._parts = QtWidgets.QGridLayout()
        self._parts.setColumnStretch(0, 1)
        self._styles = Styles(self._choose_style, self.show_styles)
        self._styles.setVisible(False)
        self._likeness = Likeness(self._soon.start, self._says.setText)

        self._light = QtWidgets.QComboBox()
        self._light.addItems(list(LIGHTS))
        self._softness = self._slider(0, 10, 5)
        self._shade = self._slider(0, 20, 10)
        self._accuracy = self._slider(0, len(ACCURACIES) - 1, 0)
        self._promise = QtWidgets.QLabel()
        self._gap = QtWidgets.QSpinBox()
        self._gap.setRange(-1, 1000)
        self._gap.setSpecialValueText("as it suits")
        self._gap.setSuffix(" px")
        for signal in (
            self._light.currentIndexChanged,
            self._softness.valueChanged,
            self._shade.valueChanged,
            self._accuracy.valueChanged,
            self._gap.valueChanged,
        ):
            signal.connect(self._set)

        settings = QtWidgets.QFormLayout()
        settings.addRow("Light from", self._light)
        settings.addRow("Softness", self._softness)
        settings.addRow("Shade", self._shade)
        settings.addRow("Sure of", self._accuracy)
        settings.addRow("", self._promise)
        settings.addRow("Close gaps to", self._gap)

        column = QtWidgets.QVBoxLayout()
        column.addWidget(self._picture)
        row = QtWidgets.QHBoxLayout()
        row.addWidget(self._color)
        row.addWidget(self._cancel)
        column.addLayout(row)
        column.addWidget(self._progress)
        column.addWidget(self._says)
        column.addWidget(self._button("Other palettes", self.propose))
        column.addWidget(self._palettes)
        column.addWidget(QtWidgets.QLabel("<b>Parts</b>"))
        column.addLayout(self._parts)
        column.addWidget(self._button("Styles", self.show_styles))
        column.addWidget(self._styles)
        column.addWidget(QtWidgets.QLabel("<b>Coloured like</b>"))
        column.addWidget(self._likeness)
        column.addWidget(QtWidgets.QLabel("<b>How</b>"))
        column.addLayout(settings)
        column.addStretch()
        body = QtWidgets.QWidget()
        body.setLayout(column)
        area = QtWidgets.QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setMinimumWidth(280)
        self.setWidget(area)
        self._show_wishes()

    def _button(self, text: str, call: Callable[[], None]) -> QtWidgets.QPushButton:
        button = QtWidgets.QPushButton(text)
        button.clicked.connect(lambda *_: call())
        return button

    def _slider(self, low: int, high: int, value: int) -> QtWidgets.QSlider:
        slider = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        slider.setRange(low, high)
        slider.setValue(value)
        return slider

    # What Krita tells.

    def canvasChanged(self, _canvas: Any) -> None:
        """Another document is in front, or none."""
        document = Krita.instance().activeDocument()
        if document == self._document:
            return
        self.cancel()
        self._document = document
        self._palettes.clear()
        self._palettes.setVisible(False)
        self._show_parts([])
        self._says.clear()
        self._wishes = canvas.kept(document) if document else Wishes()
        self._show_wishes()

    # What the painter does.

    def color(self) -> None:
        """Colours the chosen layer into a group of layers."""

        wishes = self._wishes.copy()

        def begin() -> Callable[..., Any]:
            sketch = _sketch()

            def work(told: Any) -> Any:
                beside = sketch.beside()
                painting = _painter.paint(sketch.drawing, wishes, beside, sketch.format, told)
                return sketch, beside, painting, canvas.laid(sketch, painting), smaller(painting.picture)

            return work

        def done(result: Any) -> Iterator[None]:
            sketch, beside, painting, layers, preview = result
            for _ in canvas.put(sketch, painting, layers):
                yield
                if sketch.document not in Krita.instance().documents():
                    return
            QtCore.QTimer.singleShot(SHOWN, lambda: canvas.choose(sketch))
            canvas.keep(sketch.document, wishes)
            yield
            self._picture.setPixmap(self._fitted(preview))
            self._show_parts(painting.parts)
            self._says.setText(f"“{sketch.layer.name()}” is coloured{_by(beside)}. Paint on a layer named “hints” to change colours.")

        self._begin(begin, done)

    def propose(self) -> None:
        """Shows other palettes as thumbnails."""

        wishes = self._wishes.copy()

        def begin() -> Callable[..., Any]:
            sketch = _sketch()
            drawing = sketch.drawing
            return lambda told: _painter.proposals(to_rgba8(drawing, sketch.format), wishes, PROPOSALS, told, sketch.beside())

        def done(pictures: Any) -> None:
            self._palettes.blockSignals(True)
            self._palettes.clear()
            for index, pixels in enumerate(pictures):
                small = picture(pixels).scaled(THUMBNAIL, THUMBNAIL, *_SMOOTH)
                self._palettes.addItem(QtWidgets.QListWidgetItem(QtGui.QIcon(small), str(index + 1)))
            self._palettes.setCurrentRow(self._wishes.proposal)
            self._palettes.setVisible(True)
            self._palettes.blockSignals(False)

        self._begin(begin, done)

    def show_styles(self, file: str = "") -> None:
        """Shows the styles of a library, or hides them."""
        if not file and not self._styles.isHidden():
            self._styles.setVisible(False)
            return
        library = file or self._wishes.library

        def work(_told: Any) -> Any:
            styles = _painter.library(library)
            words = (" ".join((entry.name, entry.kind, *entry.tags)) for entry in styles.entries())
            return [(name, text, styles.thumbnail(name).pixels) for name, text in zip(styles.names, words)]

        def done(styles: Any) -> None:
            self._wishes.library = library
            self._styles.show_styles(styles)
            self._styles.setVisible(True)

        self._begin(lambda: work, done)

    def cancel(self) -> None:
        """Ends what is being done; the document stays as it is."""
        self._next = None
        if self._job:
            self._job.cancel()

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._wishes.proposal = row
            self._soon.start()

    def _set(self, *_: Any) -> None:
        wishes = self._wishes
        light = LIGHTS[self._light.currentText()]
        wishes.light = (*light, self._softness.value() / 10) if light else None
        wishes.shade = self._shade.value() / 10
        wishes.accuracy = ACCURACIES[self._accuracy.value()]
        wishes.gap = self._gap.value()
        self._promised()
        self._soon.start()

    def _pick(self, part: str, color: str) -> None:
        chosen = QtWidgets.QColorDialog.getColor(QtGui.QColor(color), self, f"Colour of {part}")
        if chosen.isValid():
            self._wishes.parts[part] = chosen.name()
            self._soon.start()

    def _choose_style(self, style: str, part: str) -> None:
        document = Krita.instance().activeDocument()
        if part:
            self._wishes.styles[part] = style
            self._says.setText(f"{part.replace('_', ' ')}: {style}")
            self._soon.start()
        elif document:
            layer = canvas.style_layer(document, style)
            QtCore.QTimer.singleShot(SHOWN, lambda: document.setActiveNode(layer))  # Krita's list of layers must know it first
            self._says.setText(f"Paint on the layer “style {style}”, in any colour, and colour again.")

    def _release(self, part: str) -> None:
        self._wishes.parts.pop(part, None)
        self._wishes.styles.pop(part, None)
        self._soon.start()

    def _preview(self) -> None:
        if self._job:  # it shows what it makes; look again then
            self._soon.start()
            return

        wishes = self._wishes.copy()

        def begin() -> Callable[..., Any]:
            sketch = _sketch()
            return lambda told: _painter.preview(to_rgba8(sketch.drawing, sketch.format), wishes, sketch.beside())

        self._begin(begin, lambda pixels: self._picture.setPixmap(self._fitted(pixels)), quiet=True)

    # How it is done: in a thread, looked at by a timer.

    def _begin(self, begin: Callable[[], Any], done: Callable[[Any], Optional[Iterator[None]]], quiet: bool = False) -> None:
        """`done` takes what came; if it yields, the window answers in between."""
        if self._job:
            if not quiet:  # when the preview is through
                self._next = begin, done
            return
        try:
            work = begin()
        except Exception as error:
            self._says.setText(message(error))
            return
        self._done = done
        self._job = Job(work)
        if not quiet:
            self._busy(True)
        self._timer.start()

    def _look(self) -> None:
        job = self._job
        if job is None:
            return
        self._progress.setValue(int(job.share * 100))
        if job.is_alive():
            return
        try:
            if job.error:
                raise job.error
            if self._steps is None:
                self._steps = iter(self._done(job.result) or ())
            next(self._steps)
            self._timer.setInterval(0)
            return
        except StopIteration:
            pass
        except Exception as error:
            self._says.setText(message(error))
        self._job = self._steps = None
        self._timer.setInterval(LOOK)
        self._timer.stop()
        self._busy(False)
        if self._next:
            following, self._next = self._next, None
            self._begin(*following)

    def _busy(self, on: bool) -> None:
        self._color.setEnabled(not on)
        self._cancel.setVisible(on)
        self._progress.setVisible(on)
        if on:
            self._says.clear()

    # What is shown.

    def _fitted(self, pixels: Any) -> QtGui.QPixmap:
        return picture(pixels).scaled(max(self._picture.width(), PREVIEW), PREVIEW, *_SMOOTH)

    def _show_parts(self, parts: Any) -> None:
        while self._parts.count():
            self._parts.takeAt(0).widget().deleteLater()
        for row, part in enumerate(part for part in parts if part.colors):
            name, color = part.name, self._wishes.parts.get(part.name, str(part.colors[0]))
            button = self._button("", lambda name=name, color=color: self._pick(name, color))
            button.setStyleSheet(f"background: {color}")
            button.setFixedWidth(56)
            button.setToolTip("Choose another colour")
            back = self._button("×", lambda name=name: self._release(name))
            back.setFixedWidth(24)
            back.setToolTip("Let it be chosen")
            style = self._wishes.styles.get(name)
            self._parts.addWidget(QtWidgets.QLabel(name.replace("_", " ") + (f": {style}" if style else "")), row, 0)
            self._parts.addWidget(button, row, 1)
            self._parts.addWidget(back, row, 2)

    def _show_wishes(self) -> None:
        wishes = self._wishes
        widgets = (self._light, self._softness, self._shade, self._accuracy, self._gap)
        for widget in widgets:
            widget.blockSignals(True)
        lights = list(LIGHTS.values())
        self._light.setCurrentIndex(lights.index(tuple(wishes.light[:2])) if wishes.light else 0)
        self._softness.setValue(round(wishes.light[2] * 10) if wishes.light else 5)
        self._shade.setValue(round(wishes.shade * 10))
        self._accuracy.setValue(min(range(len(ACCURACIES)), key=lambda i: abs(ACCURACIES[i] - wishes.accuracy)))
        self._gap.setValue(wishes.gap)
        for widget in widgets:
            widget.blockSignals(False)
        self._likeness.show_wishes(wishes)
        self._promised()

    def _promised(self) -> None:
        share = self._wishes.accuracy
        self._promise.setText(f"{share:.0%} right, the rest left open" if share else "all is coloured")


def _sketch() -> canvas.Sketch:
    return canvas.take(Krita.instance().activeDocument())


def _by(beside: Beside) -> str:
    """What layers had a say."""
    styles = [f"style {name}" for name in beside.styled]
    used = ["hints"] * (beside.hints is not None) + styles + ["reference"] * bool(beside.references) + ["mood"] * (beside.mood is not None)
    return f" by the layer{'s' if len(used) > 1 else ''} {', '.join(used)}" if used else ""


_SMOOTH = (QtCore.Qt.AspectRatioMode.KeepAspectRatio, QtCore.Qt.TransformationMode.SmoothTransformation)
