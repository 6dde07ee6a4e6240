"""A coloured drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, NamedTuple, Optional, Tuple

from .color import Rgb, from_c
from .enums import Layer, Origin, Side
from .errors import InvalidArgument
from .image import Box, Image, Path, box_from_c
from .library import Handle, array, call, ffi, lib, listed, path, string
from .view import ImageView, shown

if TYPE_CHECKING:
    import numpy as np

    Pixels = np.ndarray[Any, np.dtype[np.uint8]]


class Region(NamedTuple):
    """What is known of one region."""

    id: int
    """1 to the count."""
    area: int
    """Pixels."""
    box: Box
    """The box around it."""
    label: int
    """What part it shows: a place in `Layers.labels`."""
    name: str
    """The name of that label."""
    confidence: float
    """The share of its pixels that carry their most frequent label, 0 to 1."""
    certainty: float
    """How likely the label is right, 0 to 1, as it was measured; 1 where a hint lies or the label was corrected."""
    origin: Origin
    """Where its colour comes from."""
    color: Optional[Rgb]
    """Its colour in the flats; None if it is open ground or was withdrawn."""
    withdrawn: bool
    """Whether it was given back uncoloured because it is not certain enough."""
    side: Side
    """On which side of its figure it lies, as the viewer sees it."""


class Part(NamedTuple):
    """What a coloured drawing shows of one part: all its regions together."""

    label: int
    """Which part it is: a place in `Layers.labels`."""
    name: str
    """The name of that label."""
    area: int
    """Pixels."""
    region_count: int
    """How many regions."""
    colors: List[Rgb]
    """Its colours in the flats, the one of most pixels first; none where all was withdrawn, and of a clear ground."""
    sides: bool
    """Whether left and right are told apart: whether a hint for `name + ":left"` finds regions."""


class Layers(Handle):
    """A coloured drawing as layers, all of the drawing's own size. It never changes, and threads can share it.

    Pictures are read-only arrays over the library's memory: not copies, and they keep the layers alive.
    """

    _free = "colorize_layers_free"
    _labels: Tuple[str, ...]

    def __init__(self) -> None:
        raise TypeError("layers come from Document.color")

    def view(self, layer: Layer) -> Pixels:
        """One layer: uint8 `[height, width, 4]`, RGBA with straight alpha; labels and confidence uint8 and regions
        uint16 `[height, width]`.

        Raises `InvalidArgument` for a layer that was not asked for, or regions that are over 65,535.
        """
        place = ffi.new("ColorizeImageView *")
        call(lib.colorize_layers_view, self._handle, Layer(layer), place)
        return shown(self, place)

    def read(self, layer: Layer, into: ImageView) -> None:
        """Copies one layer into memory of the caller's, which is as large, in the format that `into` tells: formats without
        alpha take it over white. Regions are GRAY16, labels and confidence GRAY8 and nothing else."""
        if not into.pixels.flags.writeable:
            raise InvalidArgument("the pixels are read-only")
        call(lib.colorize_layers_read, self._handle, Layer(layer), into._view)

    @property
    def available(self) -> List[Layer]:
        """The layers that there are."""
        return [Layer(layer) for layer in listed("ColorizeLayer", lib.colorize_layers_list, self._handle)]

    @property
    def picture(self) -> Pixels:
        """All over white paper: RGBA, opaque."""
        return self.view(Layer.PICTURE)

    @property
    def cut_out(self) -> Pixels:
        """All over nothing."""
        return self.view(Layer.CUT_OUT)

    @property
    def painting(self) -> Pixels:
        """All but the lines, over nothing."""
        return self.view(Layer.PAINTING)

    @property
    def line(self) -> Pixels:
        """The lines in their own colour; alpha is the ink."""
        return self.view(Layer.LINE)

    @property
    def flats(self) -> Pixels:
        """One colour a region."""
        return self.view(Layer.FLATS)

    @property
    def shade(self) -> Pixels:
        """What shade and light lay over the flats."""
        return self.view(Layer.SHADE)

    @property
    def region_count(self) -> int:
        """How many regions the drawing has."""
        return int(lib.colorize_layers_region_count(self._handle))

    @property
    def region_ids(self) -> "np.ndarray[Any, np.dtype[np.uint32]]":
        """The region of each pixel, 1 to the count: uint32 `[height, width]`."""
        return array(self, lib.colorize_layers_region_ids(self._handle), self.view(Layer.LABELS).shape, "uint32")

    def region(self, id: int) -> Region:
        """What is known of region `id`, 1 to the count."""
        found = ffi.new("ColorizeRegion *")
        call(lib.colorize_layers_region, self._handle, id, found, ffi.sizeof("ColorizeRegion"))
        return Region(
            id=found.id,
            area=found.area,
            box=box_from_c(found),
            label=found.label,
            name=self._labels[found.label],
            confidence=found.confidence,
            certainty=found.certainty,
            origin=Origin(found.origin),
            color=from_c(found.color) if found.has_color else None,
            withdrawn=bool(found.withdrawn),
            side=Side(found.side),
        )

    def regions(self) -> List[Region]:
        """What is known of all regions, in the order of their ids."""
        return [self.region(id) for id in range(1, self.region_count + 1)]

    def parts(self) -> List[Part]:
        """The parts that the drawing shows, the largest first."""
        return [self._part(index) for index in range(lib.colorize_layers_part_count(self._handle))]

    def _part(self, index: int) -> Part:
        found = ffi.new("ColorizePart *")
        call(lib.colorize_layers_part, self._handle, index, found, ffi.sizeof("ColorizePart"))
        colors = [from_c(color) for color in listed("ColorizeRgb", lib.colorize_layers_part_colors, self._handle, index)]
        name = self._labels[found.label]
        return Part(found.label, name, found.area, found.region_count, colors, bool(found.sides))

    @property
    def labels(self) -> Tuple[str, ...]:
        """The names of the labels, by their ids."""
        return self._labels

    @property
    def changed(self) -> Box:
        """The box outside of which all is as the document was coloured the time before; all 0 if no pixel differs."""
        return box_from_c(lib.colorize_layers_changed(self._handle))

    def picture_in(self, area: Box) -> Image:
        """A box of the picture, such as `changed`, in less time than the whole."""
        place = ffi.new("ColorizeImage **")
        call(lib.colorize_layers_picture_in, self._handle, tuple(area), place)
        return Image._of(place)

    @property
    def json(self) -> str:
        """What `layers.json` holds: sizes, names of the labels, all regions."""
        place = ffi.new("char **")
        call(lib.colorize_layers_json, self._handle, place)
        return string(place[0])

    def write(self, folder: Path) -> None:
        """Writes the layers as PNG files, and `layers.json`, into `folder`, which is made if it is missing."""
        call(lib.colorize_layers_write, self._handle, path(folder))
