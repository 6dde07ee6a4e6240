"""Colours line drawings: regions, hints, confidence, layers. Over libcolorize, which is inside the package.

    engine = colorize.Engine()                                      # once a program
    drawing = colorize.Image.open("drawing.png")                    # or a numpy array
    document = colorize.Document(colorize.Reading(engine, drawing))
    document.set_prompt(colorize.Prompt().part("hair", "#3c281e"))
    colorize.save(document.color().picture, "colored.png")

Pictures go in and out as numpy arrays and are not copied. Every call lets other threads run Python while the library
works; which objects threads may share, their classes say.
"""

from .blocks import Block, Blocks, histogram
from .clip import Clip
from .color import Color, Rgb
from .document import Document
from .engine import Accuracy, Engine, Models, devices
from .enums import (
    Device,
    DrawingKind,
    InkSource,
    Layer,
    LogLevel,
    ModelKind,
    Origin,
    PixelFormat,
    Place,
    Side,
    Status,
    StyleField,
    StyleGroups,
    StyleRange,
    TraceMeaning,
    WordReason,
)
from .errors import (
    Cancelled,
    DeviceError,
    Error,
    FileError,
    ImageError,
    InvalidArgument,
    LimitError,
    ModelError,
    Panic,
)
from .image import Box, Image, save
from .layers import Layers, Part, Region
from .library import ffi, lib
from .library import string as _string
from .log import log
from .options import ColorOptions, EngineOptions, Light, Limits, ReadOptions
from .progress import Progress
from .prompt import Hint, Prompt, UnknownWord
from .reading import Reading, RegionLabel
from .reference import Carried, Correspondence, Match, Reference, RegionColor
from .regions import Gap, Regions, Shape
from .sheet import Sheet
from .style import Style, StyleEntry, StyleLibrary, StyleMap
from .traced import Traced, TraceLine
from .view import ImageView, Picture

#: The version of the library that is loaded, such as "0.1.0".
__version__ = _string(lib.colorize_version_string())

__all__ = [
    "Accuracy",
    "Block",
    "Blocks",
    "Box",
    "Cancelled",
    "Carried",
    "Clip",
    "Color",
    "ColorOptions",
    "Correspondence",
    "Device",
    "DeviceError",
    "Document",
    "DrawingKind",
    "Engine",
    "EngineOptions",
    "Error",
    "FileError",
    "Gap",
    "Hint",
    "Image",
    "ImageError",
    "ImageView",
    "InkSource",
    "InvalidArgument",
    "Layer",
    "Layers",
    "Light",
    "LimitError",
    "Limits",
    "LogLevel",
    "Match",
    "ModelError",
    "ModelKind",
    "Models",
    "Origin",
    "Panic",
    "Part",
    "Picture",
    "PixelFormat",
    "Place",
    "Progress",
    "Prompt",
    "ReadOptions",
    "Reading",
    "Reference",
    "Region",
    "RegionColor",
    "RegionLabel",
    "Regions",
    "Rgb",
    "Shape",
    "Sheet",
    "Side",
    "Status",
    "Style",
    "StyleEntry",
    "StyleField",
    "StyleGroups",
    "StyleLibrary",
    "StyleMap",
    "StyleRange",
    "TraceLine",
    "TraceMeaning",
    "Traced",
    "UnknownWord",
    "WordReason",
    "devices",
    "ffi",
    "histogram",
    "lib",
    "log",
    "save",
]
