"""Colours drawings into layers."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import colorize
import numpy as np
from colorize import InkSource, Layer, PixelFormat, StyleGroups

from .beside import Beside, painted
from .job import Progress
from .pixels import Pixels, smaller, step
from .references import carry
from .refused import Refused
from .wishes import Wishes

#: What the layers are called and made of, from the bottom to the top. Those that a drawing lacks are left out. All
#: lie in normal mode over each other, and over white they are the picture. A drawing on paper is covered by them, so
#: there is white paper below; a drawing on nothing is the line layer itself, and they go below it.
PAPER, LINE = "paper", "line"
LAYERS = (
    ("flats", Layer.FLATS),
    ("texture", Layer.TEXTURE),
    ("shade", Layer.SHADE),
    ("tone", Layer.TONE),
    ("slashes", Layer.WITHDRAW),
    (LINE, Layer.LINE),
)
#: The name of the group that they come in.
GROUP = "colorize"
#: The styles that come with the plug-ins: beside this file, or where they are made.
LIBRARY = Path(__file__).parent / "ours.styles"
if not LIBRARY.exists():
    LIBRARY = Path(__file__).parents[2] / "styles" / LIBRARY.name
#: How many references are kept, taken apart.
KEPT = 8


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


@dataclasses.dataclass
class _Kept:
    """A drawing that was read."""

    key: Any
    document: colorize.Document
    reading: colorize.Reading
    carried: Optional[Tuple[Any, colorize.Carried]] = None
    """What was carried over to it, and of what."""


class Painter:
    """Colours drawings. One for a program; of several threads one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Optional[colorize.Engine] = None
        self._kept: Dict[str, _Kept] = {}
        self._small: Tuple[Any, Any] = (None, None)
        self._files: Dict[str, Tuple[float, Any]] = {}
        self._references: Dict[bytes, colorize.Reference] = {}

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
        beside: Beside = Beside(),
        format: Optional[PixelFormat] = None,
        progress: Optional[Progress] = None,
    ) -> Painting:
        """Colours a drawing of `format`, as `colorize.ImageView` takes it.

        A drawing that was coloured last is not read again, nor are references. Raises `Refused`, `colorize.Error`.
        """
        told = progress or (lambda share: None)
        with self._lock:
            kept = self._read("drawing", drawing, wishes.gap, format, lambda share: told(share * 0.5))
            layers = self._color(kept, wishes, beside, 1, lambda share: told(0.5 + share * 0.5))
            below = kept.reading.ink_source == InkSource.ALPHA
            return Painting(_stack(layers, below), below, layers.picture, layers.parts())

    def preview(self, drawing: Pixels, wishes: Wishes, beside: Beside = Beside()) -> Pixels:
        """The picture at most `PREVIEW` pixels wide and high, RGBA8, soon. `drawing` is RGBA8."""
        with self._lock:
            if self._small[0] is not drawing:
                self._small = drawing, smaller(drawing)
            by = step(drawing)
            hints = None if beside.hints is None else beside.hints[::by, ::by]
            styled = {name: dabs[::by, ::by] for name, dabs in beside.styled.items()}
            kept = self._read("preview", self._small[1], wishes.gap)
            return self._color(kept, wishes, beside._replace(hints=hints, styled=styled), by).picture

    def proposals(
        self,
        drawing: Pixels,
        wishes: Wishes,
        count: int,
        progress: Optional[Progress] = None,
        beside: Beside = Beside(),
    ) -> List[Pixels]:
        """As `preview`, for the first `count` palettes that are proposed for the drawing."""
        pictures = []
        for index in range(count):
            pictures.append(self.preview(drawing, dataclasses.replace(wishes, proposal=index), beside))
            if progress and progress((index + 1) / count) is False:
                raise colorize.Cancelled("cancelled")
        return pictures

    def library(self, file: str = "") -> colorize.StyleLibrary:
        """The styles of a file, or those that come with the plug-ins. Not read again unless it changes."""
        return self._file(file or str(LIBRARY), colorize.StyleLibrary.open)

    def _file(self, name: str, open: Any) -> Any:
        try:
            changed = Path(name).stat().st_mtime
        except OSError:
            raise Refused(f"“{name}” is not there.") from None
        if self._files.get(name, (None, None))[0] != changed:
            self._files[name] = changed, open(name)
        return self._files[name][1]

    def _picture(self, name: str) -> Pixels:
        return self._file(name, lambda name: colorize.Image.open(name).pixels)

    def _read(
        self,
        use: str,
        drawing: Pixels,
        gap: int,
        format: Optional[PixelFormat] = None,
        progress: Optional[Progress] = None,
    ) -> _Kept:
        key = (drawing.dtype.str, format, gap, _digest(drawing))
        kept = self._kept.get(use)
        if kept is None or kept.key != key:
            view = colorize.ImageView(drawing, format)
            reading = colorize.Reading(self.engine, view, colorize.ReadOptions(gap=gap), progress)
            if reading.region_count == 1 and not reading.ink.any():
                raise Refused("There is no line in this layer: choose the layer with the drawing.")
            kept = self._kept[use] = _Kept(key, colorize.Document(reading), reading)
        return kept

    def _color(
        self, kept: _Kept, wishes: Wishes, beside: Beside, by: int, progress: Optional[Progress] = None
    ) -> colorize.Layers:
        """Colours a drawing that is smaller than it was by a factor."""
        document, told = kept.document, progress or (lambda share: None)
        mood = beside.mood if beside.mood is not None else self._picture(wishes.mood) if wishes.mood else None
        amounts = None if mood is None else colorize.histogram(mood)
        pictures = [*beside.references, *map(self._picture, wishes.references)]
        key = [_digest(picture) for picture in pictures], wishes.proposal, _digest(mood)
        if not pictures:
            if kept.carried:
                document.carry()
                kept.carried = None
        elif kept.carried is None or kept.carried[0] != key:
            references = self._taken_apart(pictures, lambda share: told(share * 0.6))
            others = colorize.ColorOptions(histogram=amounts)
            kept.carried = key, carry(document, references, document.proposal(wishes.proposal).json, others)
        options = colorize.ColorOptions(shade=wishes.shade, light=wishes.light, histogram=amounts)
        if wishes.proposal:
            options.sheet = document.proposal(wishes.proposal)
        if wishes.accuracy:
            options.withdraw_below = self.engine.threshold(wishes.accuracy)
            if kept.carried:
                options.withdraw_below = max(options.withdraw_below, kept.carried[1].threshold(wishes.accuracy))
        prompt = self._prompt(kept.reading, wishes, beside, by)
        return document.set_options(options).set_prompt(prompt).color(lambda share: told(0.6 + share * 0.4))

    def _taken_apart(self, pictures: Sequence[Pixels], told: Progress) -> List[colorize.Reference]:
        """References; those that were asked for before are kept."""
        for at, picture in enumerate(pictures):
            key = _digest(picture)
            known = self._references.pop(key, None)
            so_far = at / len(pictures)
            self._references[key] = known or colorize.Reference(
                self.engine, np.ascontiguousarray(picture), progress=lambda share: told(so_far + share / len(pictures))
            )
        found = [self._references[_digest(picture)] for picture in pictures]
        while len(self._references) > max(KEPT, len(pictures)):
            del self._references[next(iter(self._references))]
        return found

    def _prompt(self, reading: colorize.Reading, wishes: Wishes, beside: Beside, by: int) -> colorize.Prompt:
        """Hints, the later ones winning: parts, then what is painted."""
        prompt = colorize.Prompt()
        for part, color in wishes.parts.items():
            prompt.part(part, color)
        for part, name in wishes.styles.items():
            groups = StyleGroups.ALL & ~StyleGroups.COLOR if part in wishes.parts else StyleGroups.ALL
            prompt.part(part, NO_COLOR)
            prompt.set_style(len(prompt) - 1, self._style(wishes.library, name, by), groups)
        if beside.hints is not None:
            for region, color in painted(beside.hints, reading.region_ids):
                prompt.region(region, color)
        for name, dabs in beside.styled.items():
            style = self._style(wishes.library, name, by)
            for region, _ in painted(dabs, reading.region_ids):
                prompt.region(region, NO_COLOR)
                prompt.set_style(len(prompt) - 1, style, follow=True)
        return prompt

    def _style(self, file: str, name: str, by: int) -> colorize.Style:
        """A style by its name in any case, smaller by a factor."""
        library = self.library(file)
        found = next((known for known in library.names if known.casefold() == name.casefold()), None)
        if found is None:
            raise Refused(f"There is no style “{name}”; there are {', '.join(library.names)}.")
        return library.style(found).transformed(scale=max(1 / by, LEAST_SCALE))


#: A hint's, before a style takes its place.
NO_COLOR = (0, 0, 0)
#: A style cannot be smaller.
LEAST_SCALE = 1 / 16


def _digest(picture: Optional[Pixels]) -> bytes:
    if picture is None:
        return b""
    return hashlib.blake2b(np.ascontiguousarray(picture), salt=b"%dx%d" % picture.shape[1::-1]).digest()


def _stack(layers: colorize.Layers, below: bool) -> List[Tuple[str, Pixels]]:
    found = [] if below else [(PAPER, np.full(layers.flats.shape, 255, np.uint8))]
    for name, layer in LAYERS:
        try:
            found.append((name, layers.view(layer)))
        except colorize.InvalidArgument:  # no tone, nothing withdrawn
            pass
    return [(name, pixels) for name, pixels in found if not (below and name == LINE)]
