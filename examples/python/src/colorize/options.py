"""Settings: what is not set is as the loaded library has it by default.

Fields are those of the structures of colorize.h, by the same names: a field that a later header has is there without
being written again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, NamedTuple, Optional, Sequence, Type, Union

import numpy as np

from .color import Color, Rgb, from_c, rgb
from .enums import Device, DrawingKind, InkSource
from .errors import InvalidArgument
from .library import ffi, lib, string, text

if TYPE_CHECKING:
    from .sheet import Sheet


class Options:
    """A structure with the library's defaults; fields are given by name, or set later."""

    _type: str
    _init: str
    _enums: Dict[str, Any] = {}
    _struct: Any

    def __init__(self, **fields: Any) -> None:
        struct = ffi.new(f"{self._type} *")
        getattr(lib, self._init)(struct, ffi.sizeof(self._type))
        object.__setattr__(self, "_struct", struct)
        for name, value in fields.items():
            setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._names():
            raise AttributeError(f"{type(self).__name__} has no field {name!r}, but {', '.join(self._names())}")
        value = getattr(self._struct, name)
        return self._enums[name](value) if name in self._enums else value

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        elif name.startswith("_") or name not in self._names():
            raise AttributeError(f"{type(self).__name__} has no field {name!r}, but {', '.join(self._names())}")
        else:
            try:
                setattr(self._struct, name, value)
            except OverflowError:
                raise InvalidArgument(f"{name} of {value} does not fit {self._type}") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names())})"

    @classmethod
    def _names(cls) -> "list[str]":
        fields = [name for name, _ in ffi.typeof(cls._type).fields if name not in ("struct_size", "reserved")]
        return [name for name in fields if name not in cls._hidden()] + cls._shown()

    @classmethod
    def _hidden(cls) -> "list[str]":
        return []

    @classmethod
    def _shown(cls) -> "list[str]":
        return []


def options_pointer(options: Optional[Options], kind: Type[Options]) -> Any:
    """The structure for C; NULL, which is the defaults, for None."""
    if options is not None and not isinstance(options, kind):
        raise TypeError(f"colorize.{kind.__name__} is wanted, not {type(options).__name__}")
    return ffi.NULL if options is None else options._struct


class Limits(Options):
    """How large a picture may be."""

    _type = "ColorizeLimits"
    _init = "colorize_limits_init"

    pixels: int
    """The most pixels, 100 million by default."""
    bytes: int
    """The most bytes that a file, or all buffers of one decoding, may take; 2 GiB by default."""


class EngineOptions(Options):
    """What an engine runs on, and what it may take."""

    _type = "ColorizeEngineOptions"
    _init = "colorize_engine_options_init"
    _enums = {"device": Device}

    device: Device
    """What the networks run on; `Device.CPU` by default."""
    threads: int
    """Threads for all work of the engine's drawings, 1 to 256, the engine's own; 0, the default, takes those that the
    whole program shares, one for each processor."""
    memory: int
    """The most bytes that one run of a network holds beside its inputs, its result and its weights; 256 MiB by
    default."""


class ReadOptions(Options):
    """How a drawing is read."""

    _type = "ColorizeReadOptions"
    _init = "colorize_read_options_init"
    _enums = {"ink": InkSource, "kind": DrawingKind, "mirror": bool}

    ink: InkSource
    """What counts as ink; `InkSource.AUTO` by default."""
    gap: int
    """The widest opening in a line that counts as closed, 0 to 1000 pixels; negative, the default, finds it."""
    ink_threshold: int
    """The least ink that counts as a line, 1 to 255; 48 by default."""
    min_area: int
    """Regions with less paper than this many pixels go to a neighbour; negative, the default, finds it."""
    max_side: int
    """Working resolution, longest side, 64 to 2048 pixels; 512 by default."""
    mirror: bool
    """Whether to look at the mirror image as well, as by default: surer parts, twice the work."""
    max_pixels: int
    """The most pixels the drawing may have, 100 million by default."""
    max_regions: int
    """The most regions the drawing may have, 1 million by default: each takes about 300 bytes."""
    kind: DrawingKind
    """What kind of drawing it is; `DrawingKind.AUTO` by default."""


class Light(NamedTuple):
    """Where the light comes from."""

    x: float
    """-1 left to 1 right."""
    y: float
    """-1 top to 1 bottom."""
    softness: float = 0.5
    """0 hard edges to 1 soft ones."""


class ColorOptions(Options):
    """How a drawing is coloured. What is out of range is told when it is."""

    _type = "ColorizeColorOptions"
    _init = "colorize_color_options_init"

    seed: int
    """Which automatic palette: 0, the default, for one that suits what the drawing shows, any other number for
    another."""
    shade: float
    """How strong shade and light are, 0 none to 2; 1 by default."""
    withdraw_tiny: int
    """Regions of at most so many pixels do as their largest neighbour does; 10 by default."""
    slash_spacing: float
    """From one slash to the next, 2 to 4096 pixels; 0, the default, finds it from the drawing's size."""
    slash_angle: float
    """How slashes run, in degrees from the horizontal, counterclockwise; 45 by default."""

    @classmethod
    def _hidden(cls) -> "list[str]":
        return ["has_light", "light_x", "light_y", "light_softness", "has_withdrawal", "palette_count"]

    @classmethod
    def _shown(cls) -> "list[str]":
        return ["light"]

    @property
    def sheet(self) -> Optional[str]:
        """A colour sheet: a `Sheet`, or its text, JSON or a GIMP palette; None, the default, takes a palette by
        `seed`."""
        return string(self._struct.sheet) or None

    @sheet.setter
    def sheet(self, value: Union[Sheet, str, None]) -> None:
        kept = None if value is None else ffi.new("char[]", text(value if isinstance(value, str) else value.json))
        object.__setattr__(self, "_kept_sheet", kept)  # C looks at it as long as the structure lives
        self._struct.sheet = ffi.NULL if kept is None else kept

    @property
    def palette(self) -> "Optional[list[Rgb]]":
        """The only colours that flats may have but for those that hints ask for; None, the default, allows all."""
        struct = self._struct
        return [from_c(struct.palette[i]) for i in range(struct.palette_count)] if struct.palette else None

    @palette.setter
    def palette(self, value: "Optional[Sequence[Color]]") -> None:
        kept = None if value is None else ffi.new("ColorizeRgb[]", [rgb(color) for color in value])
        object.__setattr__(self, "_kept_palette", kept)
        self._struct.palette = ffi.NULL if kept is None else kept
        self._struct.palette_count = 0 if kept is None else len(kept)

    @property
    def histogram(self) -> "Optional[np.ndarray[Any, np.dtype[np.float32]]]":
        """How much of the figure is to have which colour, as `colorize.histogram` gives it; None, the default, asks for
        nothing."""
        return None if self._struct.histogram == ffi.NULL else self._kept_histogram

    @histogram.setter
    def histogram(self, value: Any) -> None:
        kept = None if value is None else np.ascontiguousarray(value, np.float32)
        if kept is not None and kept.size != lib.COLORIZE_HISTOGRAM_BINS:
            raise InvalidArgument(f"a histogram of shape {kept.shape}: it must have {lib.COLORIZE_HISTOGRAM_BINS} bins")
        object.__setattr__(self, "_kept_histogram", kept)
        self._struct.histogram = ffi.NULL if kept is None else ffi.from_buffer("float[]", kept)

    @property
    def light(self) -> Optional[Light]:
        """Where the light comes from: a `Light`, or x, y and perhaps softness; None, the default, leaves it open."""
        struct = self._struct
        return Light(struct.light_x, struct.light_y, struct.light_softness) if struct.has_light else None

    @light.setter
    def light(self, value: Any) -> None:
        self._struct.has_light = value is not None
        if value is not None:
            self._struct.light_x, self._struct.light_y, self._struct.light_softness = Light(*value)

    @property
    def withdraw_below(self) -> Optional[float]:
        """Regions less certain than this, 0 to 1, come back uncoloured, with slashes; None, the default, colours all.

        `Engine.threshold` gives it for a promised accuracy.
        """
        return self._struct.withdraw_below if self._struct.has_withdrawal else None

    @withdraw_below.setter
    def withdraw_below(self, value: Optional[float]) -> None:
        self._struct.has_withdrawal = value is not None
        if value is not None:
            self._struct.withdraw_below = value

    @property
    def slash_colors(self) -> "list[Any]":
        """The two colours of slashes."""
        return [from_c(color) for color in self._struct.slash_colors]

    @slash_colors.setter
    def slash_colors(self, value: "tuple[Color, Color]") -> None:
        first, second = value
        self._struct.slash_colors = [rgb(first), rgb(second)]
