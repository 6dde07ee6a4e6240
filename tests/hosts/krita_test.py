"""Drives Krita from inside, as a painter would by the docker: installed as a plug-in of a fresh configuration by krita.sh.

Writes what went wrong, and the times, to the file COLORIZE_REPORT; screenshots go to COLORIZE_SHOTS. COLORIZE_PARTS, if it is
set, names the tests to be run.
"""

import faulthandler
import os
import time
import traceback
from typing import NamedTuple

from krita import Extension, Krita
from PyQt5.QtCore import QPoint, Qt, QTimer
from PyQt5.QtGui import QImage, QPainter
from PyQt5.QtWidgets import QApplication, QDockWidget

SAMPLE = os.environ["COLORIZE_SAMPLE"]
RED = (192, 48, 40)
SPOT = (250, 60)
JACKET = (170, 470)
PARTS = "sample hinted styled referenced sixteen_bits at_once on_nothing small_and_wide refused cancelled full_hd"
NAMES = ["paper", "flats", "shade", "line"]


class Away(NamedTuple):
    """For how long Krita's loop was away, in ms, and how much of that its thread worked, and did not wait for others."""

    all: float
    own: float

    def __str__(self):
        return f"{self.all:.0f} ms ({self.own:.0f} of its own)"


class Clock:
    def __init__(self):
        self.times = time.monotonic(), time.thread_time()

    def lap(self):
        before, self.times = self.times, (time.monotonic(), time.thread_time())
        return Away(*(1000 * (now - then) for now, then in zip(self.times, before)))


def spin(until, seconds=60.0):
    """Lets Krita's loop run until something holds; gives the longest that the loop was away."""
    end, clock, longest = time.monotonic() + seconds, Clock(), Away(0, 0)
    while not until():
        QApplication.processEvents()
        longest = max(longest, clock.lap())
        if time.monotonic() > end:
            raise TimeoutError("it takes for ever")
        time.sleep(0.001)
    return longest


def names(document):
    return [node.name() for node in document.rootNode().childNodes()]


def group(document):
    found = [node for node in document.rootNode().childNodes() if node.name() == "colorize"]
    return found[0] if found else None


def pixel(node, x, y):
    return tuple(bytes(node.pixelData(x, y, 1, 1)))


class Test:
    def __init__(self):
        import numpy
        from colorize_krita import canvas, docker

        self.np, self.canvas, self.module = numpy, canvas, docker
        self.krita = Krita.instance()
        self.window = self.krita.activeWindow()
        self.docker = next(d for d in self.window.qwindow().findChildren(QDockWidget) if d.windowTitle() == "Colorize")
        self.docker.setVisible(True)
        self.docker.raise_()
        self.lines = []

    def say(self, text):
        print(text, flush=True)
        self.lines.append(text)

    def show(self, document):
        document.setBatchmode(True)
        self.window.addView(document)
        self.krita.setActiveDocument(document)
        spin(lambda: self.krita.activeDocument() == document and self.docker._document == document)
        return document

    def opened(self):
        """The sample, which is a file in greys: they cannot hold colours."""
        document = self.show(self.krita.openDocument(SAMPLE))
        self.color()
        assert "grey" in self.docker._says.text(), self.docker._says.text()
        document.setColorSpace("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
        document.refreshProjection()
        return document

    def new(self, width, height, model="RGBA", depth="U8", profile="", image=None):
        """A document with a drawing, or an empty layer."""
        document = self.krita.createDocument(width, height, "drawing", model, depth, profile, 72.0)
        for node in document.rootNode().childNodes():
            node.remove()
        layer = document.createNode("ink", "paintlayer")
        document.rootNode().addChildNode(layer, None)
        if image is not None:
            pixels = self.np.frombuffer(image.bits().asstring(image.byteCount()), self.np.uint8)
            if depth == "U16":
                pixels = pixels.astype(self.np.uint16) * 257
            layer.setPixelData(pixels.tobytes(), 0, 0, width, height)
        document.setActiveNode(layer)
        document.refreshProjection()
        return self.show(document)

    def drawn(self, width, height):
        """The sample in the middle of white paper."""
        sheet = QImage(width, height, QImage.Format_ARGB32)
        sheet.fill(Qt.white)
        side = min(width, height)
        figure = QImage(SAMPLE).convertToFormat(QImage.Format_ARGB32).scaled(side, side, Qt.KeepAspectRatio, Qt.SmoothTransformation)
        painter = QPainter(sheet)
        painter.drawImage(QPoint((width - side) // 2, (height - side) // 2), figure)
        painter.end()
        return sheet

    def color(self):
        clock = Clock()
        self.docker.color()
        longest = max(clock.lap(), spin(lambda: self.docker._job is None))
        self.krita.activeDocument().waitForDone()
        return longest

    def hint(self, document, x, y, radius=6):
        layer = document.createNode("Hints", "paintlayer")
        document.rootNode().addChildNode(layer, None)
        self.dab(layer, x, y, radius)
        document.refreshProjection()
        return layer

    def dab(self, layer, x, y, radius=6):
        dab = self.np.full((2 * radius, 2 * radius, 4), (*RED[::-1], 255), self.np.uint8)
        if layer.colorDepth() == "U16":
            dab = dab.astype(self.np.uint16) * 257
        layer.setPixelData(dab.tobytes(), x - radius, y - radius, 2 * radius, 2 * radius)

    def shot(self, name):
        folder = os.environ.get("COLORIZE_SHOTS")
        if folder:
            for other in self.window.qwindow().findChildren(QDockWidget):
                if other.windowTitle() not in ("Colorize", "Layers", "Toolbox"):
                    other.setVisible(False)
            layers = next(d for d in self.window.qwindow().findChildren(QDockWidget) if d.windowTitle() == "Layers")
            layers.setFixedHeight(330)
            self.window.qwindow().resizeDocks([self.docker], [330], Qt.Horizontal)
            self.window.activeView().canvas().setZoomLevel(1.4)
            spin_for(2)
            self.window.qwindow().grab().save(os.path.join(folder, name))

    # The tests.

    def sample(self):
        """Without a hint: the group, its layers, the picture they make, and one step of undo, which is no more than that."""
        document = self.opened()
        plain = names(document)
        document.rootNode().addChildNode(document.createNode("mine", "paintlayer"), None)
        before = names(document)
        self.color()
        made = group(document)
        assert made and [n.name() for n in made.childNodes()] == NAMES, (names(document), self.docker._says.text())
        spin_for(0.5)  # Krita chooses the group meanwhile
        spin(lambda: document.activeNode().name() == "Background")
        painting = self.module._painter.paint(*self._again(document))
        seen = self._picture(document)
        wanted = painting.picture[..., [2, 1, 0, 3]].astype(int)
        assert abs(seen - wanted).max() <= 2, f"merged layers are {abs(seen - wanted).max()} off"
        self.shot("krita.png")
        self.press("edit_undo")
        assert names(document) == before, names(document)
        self.press("edit_undo")
        assert names(document) == plain, "what was done before is undone next"
        self.press("edit_redo")
        self.press("edit_redo")
        assert group(document), "redo brings it back"
        assert abs(self._picture(document) - wanted).max() <= 2, "as it was"
        close(document)

    def press(self, action):
        self.krita.action(action).trigger()
        spin_for(0.3)
        self.krita.activeDocument().waitForDone()
        spin_for(0.1)

    def hinted(self):
        """With a hint: its colour is exact, what is alike follows, and the old group gives way; undo shows it again."""
        document = self.opened()
        self.color()
        self.hint(document, *SPOT)
        document.refreshProjection()
        first = self._picture(document)
        self.color()
        assert names(document).count("colorize") == 1, names(document)
        second = self._picture(document)
        assert (first != second).any()
        wanted = self.module._painter.paint(*self._again(document)).picture[..., [2, 1, 0, 3]].astype(int)
        assert abs(second - wanted).max() <= 2, f"merged layers are {abs(second - wanted).max()} off"
        self.press("edit_undo")
        assert (self._picture(document) == first).all(), "undo shows the colours of before"
        self.press("edit_redo")
        assert (self._picture(document) == second).all() and names(document).count("colorize") == 1
        flats = group(document).childNodes()[1]
        assert pixel(flats, *SPOT) == (*RED[::-1], 255), pixel(flats, *SPOT)
        assert self.canvas.kept(document) == self.docker._wishes
        file = SAMPLE.replace(".png", ".kra")
        self.docker._wishes.shade = 1.5
        self.color()
        assert document.saveAs(file)
        again = self.krita.openDocument(file)
        assert self.canvas.kept(again).shade == 1.5 and group(again), "wishes and layers are kept in the file"
        close(again)
        self.docker._wishes.shade = 1.0
        self.docker.propose()
        spin(lambda: self.docker._job is None)
        assert self.docker._palettes.count() == 8
        self.docker._palettes.setCurrentRow(2)
        self.docker._accuracy.setValue(4)
        self.color()
        assert [n.name() for n in group(document).childNodes()] == ["paper", "flats", "shade", "slashes", "line"]
        self.docker._accuracy.setValue(0)
        self.docker._wishes.parts["top"] = "#3060a0"
        self.color()
        for node in document.rootNode().childNodes():
            if node.name() == "Hints":
                self.shot("krita-hint.png")
        close(document)

    def styled(self):
        """A style for a part, and one painted on a layer named so: their colours are exact, their textures are seen."""
        document = self.new(512, 512, image=self.drawn(512, 512))
        self.docker.show_styles()
        spin(lambda: self.docker._job is None)
        assert self.docker._styles._list.count() == 40
        library = self.module._painter.library()
        self.docker._choose_style("oak", "")
        spin_for(1)  # which layer is chosen then, Krita does not tell here: its list of layers has no focus
        layer = document.rootNode().childNodes()[-1]
        assert layer.name() == "style oak", names(document)
        self.dab(layer, *SPOT)
        document.refreshProjection()
        self.docker._choose_style("blue tartan", "top")
        self.color()
        made = {node.name(): node for node in group(document).childNodes()}
        assert list(made) == ["paper", "flats", "texture", "shade", "line"], list(made)
        for place, style in ((SPOT, "oak"), (JACKET, "blue tartan")):
            color = library.entry(style).color
            assert pixel(made["flats"], *place) == (*color[::-1], 255), (style, pixel(made["flats"], *place))
            surface = bytes(made["texture"].pixelData(place[0] - 8, place[1] - 8, 16, 16))
            assert self.np.frombuffer(surface, self.np.uint8)[3::4].std() > 5, style
        assert "style oak" in self.docker._says.text(), self.docker._says.text()
        layer.setVisible(False)
        document.refreshProjection()
        self.docker._styles._for.setCurrentIndex(5)
        self.shot("krita-styles.png")
        layer.setVisible(True)
        layer.setName("style of nobody")
        before = names(document)
        self.color()
        assert "no style “of nobody”" in self.docker._says.text() and names(document) == before, self.docker._says.text()
        self.docker._styles.setVisible(False)
        close(document)

    def referenced(self):
        """The colours of another image, copied into a layer, and of a file; then those of a mood."""
        other = self.opened()
        wishes = self.docker._wishes
        wishes.parts.update(hair="#a02818", top="#18a028")
        wishes.shade = 0
        self.color()
        file = SAMPLE.replace(".png", "-reference.png")
        from colorize import save

        save(self.module._painter.paint(*self._again(other)).picture, file)
        document = self.opened()
        assert not self.docker._wishes.parts
        self.canvas.reference_layer(document, other)
        layer = next(node for node in document.rootNode().childNodes() if node.name().startswith("reference"))
        assert not layer.visible() and document.activeNode().name() != layer.name()
        for _ in range(2):  # by the layer, by the file
            self.color()
            flats = group(document).childNodes()[1]
            assert pixel(flats, *SPOT) == (0x18, 0x28, 0xA0, 255), pixel(flats, *SPOT)
            assert pixel(flats, *JACKET) == (0x28, 0xA0, 0x18, 255), pixel(flats, *JACKET)
            layer.remove()
            self.docker._wishes.references = [file]
        self.docker._wishes.references = []
        self.color()
        assert pixel(group(document).childNodes()[1], *SPOT) != (0x18, 0x28, 0xA0, 255), "it is let go"
        mood = self.np.zeros((64, 64, 4), self.np.uint8)
        mood[:, :40], mood[:, 40:] = (40, 60, 160, 255), (230, 200, 90, 255)
        save(mood, file)
        self.docker._likeness._set_mood(file)
        self.color()
        flats = group(document).childNodes()[1]
        found = self.np.array([pixel(flats, *place)[2::-1] for place in (SPOT, JACKET)], int)
        near = self.np.minimum(abs(found - (40, 60, 160)).max(1), abs(found - (230, 200, 90)).max(1))
        assert near.max() < 48, found
        close(document)
        close(other)

    def sixteen_bits(self):
        document = self.new(512, 512, depth="U16", profile="sRGB-elle-V2-srgbtrc.icc", image=self.drawn(512, 512))
        self.hint(document, *SPOT)
        self.color()
        assert group(document), self.docker._says.text()
        flats = group(document).childNodes()[1]
        found = self.np.frombuffer(bytes(flats.pixelData(*SPOT, 1, 1)), self.np.uint16)
        assert tuple(found) == (*(value * 257 for value in RED[::-1]), 65535), found
        close(document)

    def full_hd(self):
        """How long it takes from the button to the layers on the canvas."""
        for _ in range(3):
            document = self.new(1920, 1080, image=self.drawn(1920, 1080))
            self.module._painter._kept.clear()
            spin_for(2)  # until it is shown
            start = time.monotonic()
            longest = self.color()
            spin(lambda: group(document) is not None)
            document.waitForDone()
            QApplication.processEvents()
            total = time.monotonic() - start
            sketch = self.canvas.take(document)
            self.module._painter._kept.clear()
            start = time.monotonic()
            self.module._painter.paint(sketch.drawing, self.docker._wishes, sketch.beside(), sketch.format)
            own = time.monotonic() - start
            self.docker._wishes.parts["hair"] = "#c03028"
            again = self.color()
            self.say(
                f"1920 x 1080, call to layers: {total * 1000:.0f} ms; the library alone: {own * 1000:.0f} ms;"
                f" loop away at most {longest}, when coloured again {again}; load {os.getloadavg()[0]:.1f}"
            )
            close(document)

    def at_once(self):
        """The button pressed while a preview is made: it is done after that."""
        document = self.new(512, 512, image=self.drawn(512, 512))
        self.docker._preview()
        assert self.docker._job
        self.color()
        assert group(document), self.docker._says.text()
        close(document)

    def on_nothing(self):
        """Lines on a transparent layer, over a coloured one: the layers go between."""
        ink = self.drawn(512, 512)
        ink.invertPixels()
        ink.setAlphaChannel(ink.convertToFormat(QImage.Format_Grayscale8))
        lines = QImage(512, 512, QImage.Format_ARGB32)
        lines.fill(Qt.black)
        lines.setAlphaChannel(ink.convertToFormat(QImage.Format_Alpha8))
        document = self.new(512, 512, image=lines)
        ground = document.createNode("ground", "paintlayer")
        document.rootNode().addChildNode(ground, None)
        first = next(node for node in document.rootNode().childNodes() if node.name() == "ink")
        first.remove()
        document.rootNode().addChildNode(first, ground)
        document.setActiveNode(first)
        self.color()
        assert names(document) == ["ground", "colorize", "ink"], (names(document), self.docker._says.text())
        assert [node.name() for node in group(document).childNodes()] == ["flats", "shade"]
        close(document)

    def small_and_wide(self):
        for width, height in ((1, 1), (30000, 20)):
            document = self.new(width, height, image=self.drawn(width, height))
            self.color()
            said = self.docker._says.text()
            assert group(document) or said, (width, height)
            self.say(f"{width} x {height}: {said}")
            close(document)

    def refused(self):
        """A message, and the document as it was."""
        for model, depth, profile in (("RGBA", "U8", ""), ("CMYKA", "U8", ""), ("LABA", "U16", ""), ("XYZA", "U8", "")):
            document = self.new(64, 48, model, depth, profile)
            before = names(document), bytes(document.pixelData(0, 0, 64, 48))
            self.color()
            said = self.docker._says.text()
            assert (names(document), bytes(document.pixelData(0, 0, 64, 48))) == before, model
            assert said, f"{model} without a word"
            self.say(f"{model} {depth}: {said}")
            close(document)

    def cancelled(self):
        document = self.new(3000, 3000, image=self.drawn(3000, 3000))
        before = names(document)
        self.docker.color()
        spin(lambda: self.docker._job.share > 0)
        self.docker.cancel()
        spin(lambda: self.docker._job is None)
        assert names(document) == before and "ancelled" in self.docker._says.text(), self.docker._says.text()
        self.say(f"cancelled: {self.docker._says.text()}")
        # Closed half-way: nothing happens to nobody.
        self.module._painter._kept.clear()
        self.docker.color()
        spin(lambda: self.docker._job.share > 0)
        close(document)
        spin(lambda: self.docker._job is None)

    def quit_half_way(self):
        """Krita is left while it colours: krita.sh looks at how it ends."""
        document = self.new(3000, 3000, image=self.drawn(3000, 3000))
        self.module._painter._kept.clear()
        self.docker.color()
        spin(lambda: self.docker._job.share > 0)
        document.setModified(False)
        self.krita.action("file_quit").trigger()

    def _again(self, document):
        sketch = self.canvas.take(document)
        return sketch.drawing, self.docker._wishes, sketch.beside(), sketch.format

    def _picture(self, document):
        """The canvas over white."""
        data = self.np.frombuffer(bytes(document.pixelData(0, 0, document.width(), document.height())), self.np.uint8)
        seen = data.reshape(document.height(), document.width(), 4).astype(float)
        alpha = seen[..., 3:] / 255
        return self.np.round(self.np.concatenate([seen[..., :3] * alpha + 255 * (1 - alpha), 255 + 0 * alpha], 2)).astype(int)


def close(document):
    document.setModified(False)  # or it asks whether to save, and waits
    document.close()


def spin_for(seconds):
    end = time.monotonic() + seconds
    spin(lambda: time.monotonic() > end)


def run():
    failed = []
    faulthandler.dump_traceback_later(float(os.environ.get("COLORIZE_LIMIT", 170)), exit=True)  # where it hangs
    try:
        test = Test()
        for part in (getattr(test, name) for name in os.environ.get("COLORIZE_PARTS", PARTS).split()):
            try:
                part()
                test.say(f"ok {part.__name__}")
            except Exception:
                failed.append(part.__name__)
                for document in test.krita.documents():
                    close(document)
                test.say(f"FAILED {part.__name__}\n{traceback.format_exc()}")
        lines = test.lines
    except Exception:
        failed.append("start")
        lines = [traceback.format_exc()]
    lines.append(f"failed: {' '.join(failed)}" if failed else "all well")
    with open(os.environ["COLORIZE_REPORT"], "w") as report:
        report.write("\n".join(lines) + "\n")
    if failed:
        os._exit(1)
    test.quit_half_way()


class Driver(Extension):
    def setup(self):
        pass

    def createActions(self, window):
        self.begin()

    def begin(self):
        """Krita hangs if a document is opened before its window is there."""
        window = Krita.instance().activeWindow()
        if window and window.qwindow().isVisible():
            window.qwindow().setGeometry(0, 0, 1500, 950)
            QTimer.singleShot(2000, run)
        else:
            QTimer.singleShot(200, self.begin)


Krita.instance().addExtension(Driver(Krita.instance()))
