"""What plug-ins of paint programs share: wishes, pixels as hosts hold them, hints from a painted layer, a thread with
progress, and the names and the order of the layers that come back.

A host gives a drawing and takes back a `Painting`; nothing here knows any host.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import threading
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import colorize
import numpy as np
from colorize import InkSource, Layer, PixelFormat

#: What the layers are called and made of, from the bottom to the top. Those that a drawing lacks are left out. All
#: lie in normal mode over each other, and over white they are the picture. A drawing on paper is covered by them, so
#: there is white paper below; a drawing on nothing is the line layer itself, and they go below it.
PAPER, LINE = "paper", "line"
LAYERS = (
    ("flats", Layer.FLATS),
    ("shade", Layer.SHADE),
    ("tone", Layer.TONE),
    ("slashes", Layer.WITHDRAW),
    (LINE, Layer.LINE),
)
#: The name of the group that they come in.
GROUP = "colorize"
#: The name of the layer, in any case, on which the painter puts hints.
HINTS = "hints"
#: Longest side of a preview, in pixels: what the networks look at.
PREVIEW = 512

Pixels = Any  # a numpy array
Progress = Callable[[float], Optional[bool]]


class Refused(Exception):
    """Something that cannot be coloured; the text is for the painter."""


@dataclasses.dataclass
class Wishes:
    """What the painter wishes, but for the hints on the canvas."""

    parts: Dict[str, str] = dataclasses.field(default_factory=dict)
    """Colours of parts, such as `{"hair": "#80503a"}`."""
    proposal: int = 0
    """Which of the palettes that are proposed for the drawing, 0 to 98."""
    accuracy: float = 0.0
    """The share of the coloured regions that is to be right, 0 to 1; the others stay open. 0 colours all."""
    gap: int = -1
    """The widest opening in a line that counts as closed, in pixels; -1 finds it."""
    shade: float = 1.0
    """How strong shade and light are, 0 to 2."""
    light: Optional[Tuple[float, float, float]] = None
    """Where the light comes from, x and y of -1 to 1, and how soft it is, 0 to 1; None leaves it open."""

    def copy(self) -> Wishes:
        """For a thread, while the painter goes on wishing."""
        return dataclasses.replace(self, parts=dict(self.parts))

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Wishes:
        """Reads what `to_json` gave; what this version does not know is left out."""
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in json.loads(text).items() if name in known})


class Painting(NamedTuple):
    """A coloured drawing."""

    layers: List[Tuple[str, Pixels]]
    """Names and pixels, from the bottom to the top: RGBA8 with straight alpha, in the drawing's own size."""
    below: bool
    """Whether they go below the drawing, because it is lines on nothing, and not above it."""
    picture: Pixels
    """The coloured drawing over white: RGBA8."""
    parts: List[colorize.Part]
    """The parts that the drawing shows, the largest first."""


class Painter:
    """Colours drawings. One for a program; of several threads one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Optional[colorize.Engine] = None
        self._kept: Dict[str, Tuple[Any, colorize.Document]] = {}
        self._small: Tuple[Any, Any] = (None, None)

    @property
    def engine(self) -> colorize.Engine:
        """Made when it is first asked for."""
        if self._engine is None:
            self._engine = colorize.Engine()
        return self._engine

    def paint(
        self,
        drawing: Pixels,
        wishes: Wishes,
        hints: Optional[Pixels] = None,
        format: Optional[PixelFormat] = None,
        progress: Optional[Progress] = None,
    ) -> Painting:
        """Colours a drawing of `format`, as `colorize.ImageView` takes it. `hints` is RGBA8, as large as the drawing.

        A drawing that was coloured last is not read again. Raises `Refused`, `colorize.Error`.
        """
        told = progress or (lambda share: None)
        with self._lock:
            document = self._document("drawing", drawing, wishes.gap, format, lambda share: told(share * 0.7))
            layers = self._color(document, wishes, hints, lambda share: told(0.7 + share * 0.3))
            below = document.reading.ink_source == InkSource.ALPHA
            return Painting(_stack(layers, below), below, layers.picture, layers.parts())

    def preview(self, drawing: Pixels, wishes: Wishes, hints: Optional[Pixels] = None) -> Pixels:
        """The picture at most `PREVIEW` pixels wide and high, RGBA8, soon. `drawing` and `hints` are RGBA8."""
        with self._lock:
            if self._small[0] is not drawing:
                self._small = drawing, smaller(drawing)
            document = self._document("preview", self._small[1], wishes.gap)
            small_hints = None if hints is None else hints[:: _step(drawing), :: _step(drawing)]
            return self._color(document, wishes, small_hints).picture

    def proposals(self, drawing: Pixels, wishes: Wishes, count: int, progress: Optional[Progress] = None) -> List[Pixels]:
        """As `preview`, for the first `count` palettes that are proposed for the drawing."""
        pictures = []
        for index in range(count):
            pictures.append(self.preview(drawing, dataclasses.replace(wishes, proposal=index)))
            if progress and progress((index + 1) / count) is False:
                raise colorize.Cancelled("cancelled")
        return pictures

    def _document(
        self,
        use: str,
        drawing: Pixels,
        gap: int,
        format: Optional[PixelFormat] = None,
        progress: Optional[Progress] = None,
    ) -> colorize.Document:
        key = (drawing.shape, drawing.dtype.str, format, gap, hashlib.blake2b(np.ascontiguousarray(drawing)).digest())
        kept, document = self._kept.get(use, (None, None))
        if kept == key:
            return document
        view = colorize.ImageView(drawing, format)
        reading = colorize.Reading(self.engine, view, colorize.ReadOptions(gap=gap), progress)
        if reading.region_count == 1 and not reading.ink.any():
            raise Refused("There is no line in this layer: choose the layer with the drawing.")
        document = colorize.Document(reading)
        document.reading = reading  # type: ignore[attr-defined]
        self._kept[use] = (key, document)
        return document

    def _color(
        self,
        document: Any,
        wishes: Wishes,
        hints: Optional[Pixels],
        progress: Optional[Progress] = None,
    ) -> colorize.Layers:
        options = colorize.ColorOptions(shade=wishes.shade, light=wishes.light)
        if wishes.proposal:
            options.sheet = document.proposal(wishes.proposal)
        if wishes.accuracy:
            options.withdraw_below = self.engine.threshold(wishes.accuracy)
        prompt = colorize.Prompt()
        for part, color in wishes.parts.items():
            prompt.part(part, color)
        if hints is not None:
            for region, color in painted(hints, document.reading.region_ids):
                prompt.region(region, color)
        return document.set_options(options).set_prompt(prompt).color(progress)


def _stack(layers: colorize.Layers, below: bool) -> List[Tuple[str, Pixels]]:
    found = [] if below else [(PAPER, np.full(layers.flats.shape, 255, np.uint8))]
    for name, layer in LAYERS:
        try:
            found.append((name, layers.view(layer)))
        except colorize.InvalidArgument:  # no tone, nothing withdrawn
            pass
    return [(name, pixels) for name, pixels in found if not (below and name == LINE)]


def covered(pixels: Pixels) -> Optional[Tuple[int, int, int, int]]:
    """The box around what is not transparent in an RGBA8 layer: left, top, width, height; None if all is."""
    on = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(on.any(1)), np.flatnonzero(on.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1


def painted(hints: Pixels, ids: Pixels) -> List[Tuple[int, Tuple[int, int, int]]]:
    """The regions that were painted on, and their colours: of each the one that covers most of it.

    `hints` is RGBA8, `ids` the region of each pixel. A broad brush strays over lines, so only regions are
    meant in which the middle of what is painted lies: the pixels that are farthest from its rim, within `REACH`.
    """
    found = covered(hints)
    if found is None:
        return []
    left, top, width, height = found
    box = np.s_[top : top + height, left : left + width]
    on = hints[box][..., 3] >= 128
    if not on.any():
        return []
    meant = np.zeros(int(ids.max()) + 1, bool)
    meant[ids[box][_middle(on)]] = True
    on &= meant[ids[box]]
    colors = hints[box][on].astype(np.uint64)
    keys = ids[box][on].astype(np.uint64) << 24 | colors[:, 0] << 16 | colors[:, 1] << 8 | colors[:, 2]
    keys, counts = np.unique(keys, return_counts=True)
    most = {int(key) >> 24: int(key) for key in keys[np.argsort(counts, kind="stable")]}  # the last one stays
    return [(id, (key >> 16 & 255, key >> 8 & 255, key & 255)) for id, key in sorted(most.items())]


#: How far from its rim a painted place is looked into, in pixels; what lies deeper counts as its middle.
REACH = 32


def _middle(on: Pixels) -> Pixels:
    """The pixels of a mask that are no nearer to its rim than any beside them."""
    depth = np.zeros((on.shape[0] + 2, on.shape[1] + 2), np.uint8)
    left = on
    for _ in range(REACH):
        if not left.any():
            break
        depth[1:-1, 1:-1] += left
        left = _squares(np.pad(left, 1), np.logical_and)
    return on & (depth[1:-1, 1:-1] >= _squares(depth, np.maximum))


def _squares(values: Pixels, join: Any) -> Pixels:
    """Joins each 3 x 3 pixels; the rim of one pixel is left out."""
    rows = join(join(values[:-2], values[1:-1]), values[2:])
    return join(join(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])


def _step(drawing: Pixels) -> int:
    return -(-max(drawing.shape[:2]) // PREVIEW)


def smaller(drawing: Pixels) -> Pixels:
    """An RGBA8 picture by a whole factor smaller, so that it is at most `PREVIEW` wide and high: means of squares."""
    step = _step(drawing)
    if step == 1:
        return np.ascontiguousarray(drawing)
    height, width = (-(-side // step) for side in drawing.shape[:2])
    rim = ((0, height * step - drawing.shape[0]), (0, width * step - drawing.shape[1]), (0, 0))
    whole = np.pad(drawing, rim, mode="edge").astype(np.uint16)
    whole[..., :3] = whole[..., :3] * whole[..., 3:] // 255
    mean = whole.reshape(height, step, width, step, 4).mean((1, 3))
    alpha = np.maximum(mean[..., 3:], 1)
    return np.concatenate([np.minimum(mean[..., :3] * 255 / alpha, 255), mean[..., 3:]], 2).astype(np.uint8)


#: Values of sRGB, 0 to 255, in linear light, 0 to 1.
_LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255], np.float32)


def to_format(rgba: Pixels, format: PixelFormat) -> Pixels:
    """RGBA8 pixels in the order and depth of a host; `[height, width, channels]`. The inverse of `to_rgba8`."""
    name = format.name
    if name.startswith("GRAY_ALPHA"):
        light = _LINEAR[rgba[..., :3]] @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        grey = _encoded(light)
        rgba = np.stack([grey, rgba[..., 3]], 2)
    elif name.startswith("BGRA"):
        rgba = np.take(rgba, [2, 1, 0, 3], 2)
    if name.endswith(("F16", "F32")):
        made = np.concatenate([_LINEAR[rgba[..., :-1]], rgba[..., -1:].astype(np.float32) / 255], 2)
        return made.astype(np.float16 if name.endswith("F16") else np.float32)
    return rgba.astype(np.uint16) * np.uint16(257) if name.endswith("16") else np.ascontiguousarray(rgba)


def to_rgba8(pixels: Pixels, format: PixelFormat) -> Pixels:
    """Pixels of a host, `[height, width, channels]`, as RGBA8."""
    name = format.name
    if name.endswith(("F16", "F32")):
        values = np.clip(np.nan_to_num(pixels.astype(np.float32)), 0, 1)
        pixels = np.concatenate([_encoded(values[..., :-1]), (values[..., -1:] * 255 + 0.5).astype(np.uint8)], 2)
    elif name.endswith("16"):
        pixels = ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if name.startswith("GRAY_ALPHA"):
        return np.take(pixels, [0, 0, 0, 1], 2)
    return np.take(pixels, [2, 1, 0, 3], 2) if name.startswith("BGRA") else np.ascontiguousarray(pixels)


def _encoded(light: Pixels) -> Pixels:
    """Linear light, 0 to 1, as the nearest value of sRGB, 0 to 255."""
    return np.searchsorted((_LINEAR[:-1] + _LINEAR[1:]) / 2, light).astype(np.uint8)


class Job(threading.Thread):
    """A call in a thread of its own, so that the host's window answers: the host looks at it by a timer.

    `work` is given a progress function to hand on.
    """

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._cancelled = False
        self.share = 0.0
        """The share done, 0 to 1."""
        self.result: Any = None
        self.error: Optional[BaseException] = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self._work(self._told)
        except BaseException as error:  # it is the host's to show
            self.error = error

    def _told(self, share: float) -> bool:
        self.share = share
        return not self._cancelled

    def cancel(self) -> None:
        """Ends it soon, with `colorize.Cancelled` as its error."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        return isinstance(self.error, colorize.Cancelled)


def message(error: BaseException) -> str:
    """What to tell the painter."""
    if isinstance(error, colorize.LimitError):
        return f"The drawing is too large: {error}."
    if isinstance(error, colorize.Cancelled):
        return "Cancelled: nothing was changed."
    if isinstance(error, colorize.Error):
        return f"It could not be coloured: {error}."
    return str(error) or type(error).__name__
