"""Krita's documents: the drawing and the hints taken out of them, the layers put in. For Krita's own thread."""

from __future__ import annotations

from typing import Any, Callable, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np
from colorize import PixelFormat
from krita import Krita
from painting import GROUP, MOOD, REFERENCE, STYLE, Beside, Painting, Refused, Wishes, covered, gather, role, to_format, to_rgba8

#: How a layer's pixels lie, by its colour model and depth. Integers are BGRA, floats RGBA in linear light.
FORMATS = {
    ("RGBA", "U8"): PixelFormat.BGRA8,
    ("RGBA", "U16"): PixelFormat.BGRA16,
    ("RGBA", "F16"): PixelFormat.RGBA_F16,
    ("RGBA", "F32"): PixelFormat.RGBA_F32,
    ("GRAYA", "U8"): PixelFormat.GRAY_ALPHA8,
    ("GRAYA", "U16"): PixelFormat.GRAY_ALPHA16,
    ("GRAYA", "F16"): PixelFormat.GRAY_ALPHA_F16,
    ("GRAYA", "F32"): PixelFormat.GRAY_ALPHA_F32,
}
#: Where wishes are kept in the .kra file.
ANNOTATION = "colorize"

_DTYPES = {"U8": np.uint8, "U16": np.uint16, "F16": np.float16, "F32": np.float32}


class Sketch(NamedTuple):
    """What was taken out of a document to be coloured."""

    document: Any
    layer: Any
    """The layer with the drawing."""
    drawing: Any
    format: PixelFormat
    canvas: PixelFormat
    """The format of the document."""
    notes: List[Tuple[str, bool, Any, PixelFormat]]
    """Layers with hints, styles and references: their names, whether they are shown, their pixels."""

    def beside(self) -> Beside:
        """What they say. In any thread: it takes a while."""
        return gather((name, shown, _reading(pixels, format)) for name, shown, pixels, format in self.notes)


class Laid(NamedTuple):
    """A layer for Krita."""

    name: str
    data: bytes
    box: Tuple[int, int, int, int]
    """Left, top, width, height."""


def take(document: Optional[Any]) -> Sketch:
    """Takes the drawing out of the chosen layer, and hints, styles and references out of the layers named so.

    If the chosen layer is one of those or was made by `put`, the drawing is in the topmost of the others that are
    shown. Raises `Refused`.
    """
    if document is None:
        raise Refused("No document is open.")
    layer = document.activeNode()
    if layer is None or not _is_drawing(layer):
        others = [node for node in _below(document.rootNode()) if _is_drawing(node) and node.visible()]
        others = [node for node in others if node.type() == "paintlayer"]
        if not others:
            raise Refused("No layer has a drawing.")
        layer = others[-1]
    if document.colorModel() == "GRAYA":
        raise Refused("This image is grey and cannot hold colours: convert it to RGB/Alpha (Image, Convert) first.")
    format = _format(layer)
    return Sketch(document, layer, _pixels(document, layer), format, _format(document), _notes(document))


def laid(sketch: Sketch, painting: Painting) -> "list[Laid]":
    """The layers as Krita takes them. In any thread: it takes a while."""
    made = []
    for name, pixels in painting.layers:
        left, top, width, height = covered(pixels) or (0, 0, 1, 1)
        box = to_format(pixels[top : top + height, left : left + width], sketch.canvas)
        made.append(Laid(name, box.tobytes(), (left, top, width, height)))
    return made


def put(sketch: Sketch, painting: Painting, layers: "list[Laid]") -> Iterator[None]:
    """Puts the layers beside the drawing, as a group. One step of undo takes it away.

    A group of before goes in a second step, from above the new one: what the first undo brings back is seen.

    Each piece takes Krita's thread for a while: between them, this yields, so that the window can answer. Left before its end,
    it changes nothing, or leaves the group of before.
    """
    document, layer = sketch.document, sketch.layer
    group = document.createGroupLayer(GROUP)
    # Krita composes what passes through by itself when the group comes, in tiles and on all processors. Another group it would
    # have to be told of, and would compose as a whole, on one.
    group.setPassThroughMode(True)
    made = []
    for name, data, box in layers:
        made.append(document.createNode(name, "paintlayer"))
        yield
        for piece, place in _pieces(data, *box):
            made[-1].setPixelData(piece, *place)
            yield
    group.setChildNodes(made)  # unlike `addChildNode`, no step of undo
    yield
    height, width = sketch.drawing.shape[:2]
    parent = layer.parentNode()
    if (document.width(), document.height()) != (width, height) or parent is None or _format(document) != sketch.canvas:
        raise Refused("The document was changed meanwhile: colour it again.")
    siblings = parent.childNodes()
    beside = layer
    if painting.below:  # Krita adds above another, or at the bottom
        at = next(place for place, node in enumerate(siblings) if node.uniqueId() == layer.uniqueId())
        others = [node for node in siblings[:at] if not _is_ours(node)]
        beside = others[-1] if others else None
    parent.addChildNode(group, beside)  # only now, and so in one step
    for node in siblings:
        if _is_ours(node):
            yield
            node.remove()


def choose(sketch: Sketch) -> None:
    """Chooses the drawing again, where Krita chose the new group: it does so some time after the group came."""
    if sketch.document in Krita.instance().documents():
        chosen = sketch.document.activeNode()
        if chosen is not None and _is_ours(chosen):
            sketch.document.setActiveNode(sketch.layer)


def style_layer(document: Any, style: str) -> Any:
    """Gives the layer to paint on where a style is wished: a new one at the top if there is none."""
    for layer in _below(document.rootNode()):
        if role(layer.name()) == (STYLE, style):
            return layer
    layer = document.createNode(f"{STYLE} {style}", "paintlayer")
    document.rootNode().addChildNode(layer, document.rootNode().childNodes()[-1])
    return layer


def reference_layer(document: Any, other: Any) -> None:
    """Puts a copy of another document as a reference into a hidden layer."""
    width, height = other.width(), other.height()
    pixels = np.frombuffer(bytes(other.pixelData(0, 0, width, height)), _DTYPES[other.colorDepth()])
    rgba = to_rgba8(pixels.reshape(height, width, -1), _format(other))
    chosen = document.activeNode()
    layer = document.createNode(f"{REFERENCE} {other.name()}".strip(), "paintlayer")
    layer.setPixelData(to_format(rgba, _format(document)).tobytes(), 0, 0, width, height)
    layer.setVisible(False)
    document.rootNode().addChildNode(layer, None)
    document.setActiveNode(chosen)


#: The most bytes that Krita takes at once: a few ms.
PIECE = 1 << 20


def _pieces(data: bytes, left: int, top: int, width: int, height: int) -> Iterator[Tuple[bytes, Tuple[int, int, int, int]]]:
    """A layer's pixels in bands, and where they belong."""
    row = len(data) // height
    band = max(1, PIECE // row)
    for y in range(0, height, band):
        rows = min(band, height - y)
        yield data[y * row : (y + rows) * row], (left, top + y, width, rows)


def keep(document: Any, wishes: Wishes) -> None:
    """Keeps wishes in the document, and in its file when it is saved."""
    document.setAnnotation(ANNOTATION, "Wishes of the colorize docker", wishes.to_json().encode())


def kept(document: Any) -> Wishes:
    """The wishes that were kept; those of the beginning if there are none."""
    text = bytes(document.annotation(ANNOTATION)) if ANNOTATION in document.annotationTypes() else b""
    try:
        return Wishes.from_json(text.decode()) if text else Wishes()
    except (ValueError, TypeError):  # of another version
        return Wishes()


def _format(of: Any) -> PixelFormat:
    """The format of a layer or a document."""
    model, depth, profile = of.colorModel(), of.colorDepth(), of.colorProfile()
    format = FORMATS.get((model, depth))
    if format is None:
        raise Refused(f"{model} of {depth} cannot be coloured: convert the image to RGB/Alpha first.")
    linear = any(word in profile.lower() for word in ("g10", "linear", "scrgb"))
    if linear != ("F" in depth):
        raise Refused(f"{depth} with the profile {profile} cannot be coloured: convert the image to sRGB first.")
    return format


def _pixels(document: Any, layer: Any, whole: bool = False) -> Any:
    """What of a layer is on the canvas, or all of it."""
    box = 0, 0, document.width(), document.height()
    if whole and not layer.bounds().isEmpty():
        box = layer.bounds().getRect()
    data = bytes(layer.projectionPixelData(*box))
    return np.frombuffer(data, _DTYPES[layer.colorDepth()]).reshape(box[3], box[2], -1)


def _notes(document: Any) -> List[Tuple[str, bool, Any, PixelFormat]]:
    found = []
    for node in _below(document.rootNode()):
        use, _ = role(node.name())
        if use:
            pixels = _pixels(document, node, whole=use in (REFERENCE, MOOD))
            found.append((node.name(), node.visible(), pixels, _format(node)))
    return found


def _reading(pixels: Any, format: PixelFormat) -> Callable[[str], Any]:
    return lambda _use: to_rgba8(pixels, format)


def _below(node: Any) -> Iterator[Any]:
    """All layers from the bottom to the top, but those that were made by `put`."""
    for child in node.childNodes():
        if not _is_ours(child):
            yield child
            yield from _below(child)


def _is_ours(node: Any) -> bool:
    return node.type() == "grouplayer" and node.name() == GROUP


def _is_drawing(node: Any) -> bool:
    while node is not None:
        if _is_ours(node) or role(node.name())[0] or node.type().endswith("mask"):
            return False
        node = node.parentNode()
    return True
