"""Pixels as they lie in memory: numpy arrays and buffers lent to the library, and the library's as arrays.

No picture is copied on its way in or out. What C cannot be told of (a step over pixels, float64) is refused.
"""

from __future__ import annotations

import re
from typing import Any, Optional, Tuple

import numpy as np

from .enums import PixelFormat
from .errors import InvalidArgument
from .library import array, ffi

_DEPTHS = {"uint8": "8", "uint16": "16", "float16": "_F16", "float32": "_F32"}
_LETTERS = {1: "GRAY", 2: "GRAY_ALPHA", 3: "RGB", 4: "RGBA"}


class ImageView:
    """Pixels lent to the library for a call.

    `pixels` is a numpy array, or what gives one without a copy (buffers, memory views with a shape): of shape `[height,
    width]` or `[height, width, channels]`, with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) channels; uint8 and
    uint16 are sRGB, 0 to their maximum, float16 and float32 linear light, 0 to 1. Rows may lie any number of bytes
    apart, also upwards (`pixels[::-1]`, a part of a canvas); channels may lie backwards (`bgr[..., ::-1]`), each in a
    plane of its own (`numpy.moveaxis(planes, 0, -1)`), or be one grey thrice (`numpy.broadcast_to`).

    `format` says another order of channels than that, such as `PixelFormat.BGRA8`; planar formats take `[channels,
    height, width]`. `premultiplied` says that colours are already multiplied by alpha.

    Raises `InvalidArgument` for another dtype or shape, or pixels that lie apart, such as `rgba[..., :3]`; `TypeError`
    for what is no picture.
    """

    def __init__(self, pixels: Any, format: Optional[PixelFormat] = None, premultiplied: bool = False) -> None:
        self.pixels = _array(pixels)
        if format is None:
            format, address, strides, size = _found(self.pixels)
        else:
            format, address, strides, size = _told(self.pixels, PixelFormat(format))
        self.format = format
        self.premultiplied = bool(premultiplied)
        height, width = size
        stride, plane_stride = strides
        try:
            view = ffi.new(
                "ColorizeImageView *",
                {
                    "data": ffi.cast("void *", address),
                    "width": width,
                    "height": height,
                    "stride": stride,
                    "format": format,
                    "premultiplied": self.premultiplied,
                    "plane_stride": plane_stride,
                },
            )
        except OverflowError as overflow:
            raise InvalidArgument(str(overflow)) from None
        # The structure holds on to the pixels, whoever drops this.
        self._view = ffi.gc(view, lambda _, kept=self.pixels: None)


#: What is taken for a picture: an `ImageView`, an `Image`, a numpy array or a buffer with a shape.
Picture = Any


def lend(picture: Picture) -> ImageView:
    """A view of what can be seen as one."""
    return picture if isinstance(picture, ImageView) else ImageView(picture)


def lend_mask(mask: Picture) -> ImageView:
    """A selection, of which numpy's are bool: those are copied into 0 and 255, a byte a pixel."""
    if isinstance(mask, np.ndarray) and mask.dtype == bool:
        return ImageView(np.where(mask, np.uint8(255), np.uint8(0)))
    return lend(mask)


def shown(owner: object, view: Any) -> "np.ndarray[Any, Any]":
    """The library's pixels as a read-only array, `[height, width]` or `[height, width, 4]`, that keeps `owner`
    alive."""
    letters, planar, dtype = _parts(PixelFormat(view.format))
    if planar or view.stride != view.width * letters * dtype.itemsize:
        raise NotImplementedError(f"rows of {view.stride} bytes in format {view.format}")
    shape = (view.height, view.width, letters) if letters > 1 else (view.height, view.width)
    return array(owner, view.data, shape, dtype.str)


def _array(pixels: Any) -> "np.ndarray[Any, Any]":
    if pixels is None or isinstance(pixels, (str, bytes, int, float, list, tuple)):
        raise TypeError(f"a picture is wanted, an array of 2 or 3 dimensions, not {type(pixels).__name__}")
    made = np.asarray(pixels)
    if made.dtype.name not in _DEPTHS or not made.dtype.isnative:
        raise InvalidArgument(
            f"pixels of dtype {made.dtype.str}: they must be {', '.join(_DEPTHS)}, in native byte order"
        )
    return made


_Lent = Tuple[PixelFormat, int, Tuple[int, int], Tuple[int, int]]  # format, address, strides, height and width


def _found(pixels: "np.ndarray[Any, Any]") -> _Lent:
    """How an array lies that says nothing of its format but its shape, dtype and strides."""
    if pixels.ndim == 2:
        pixels = pixels[:, :, np.newaxis]
    if pixels.ndim != 3 or pixels.shape[2] not in _LETTERS:
        raise InvalidArgument(
            f"pixels of shape {pixels.shape}: it must be height, width and, if not 1, 2 to 4 channels"
        )
    height, width, channels = pixels.shape
    item = pixels.itemsize
    row, step, channel = pixels.strides
    address = pixels.__array_interface__["data"][0]
    letters = _LETTERS[channels]
    depth = _DEPTHS[pixels.dtype.name]
    together = channels * item
    plane = 0
    if channels == 1:
        channel = item
    if width == 1:
        step = together
    if step == together and channel == item:
        name = letters + depth
    elif step == together and channel == -item and channels > 2:
        name = letters[::-1] + depth
        address -= (channels - 1) * item
    elif step == item and channel == 0 and channels == 3:  # grey, broadcast to three channels
        name = _LETTERS[1] + depth
        together = item
    elif step == item and channel != 0 and channels > 2:  # 0 tells C that planes follow upon each other
        name = f"{letters}_PLANAR{depth}"
        plane = channel
        together = item
    else:
        name = ""
    if name not in PixelFormat.__members__:
        raise InvalidArgument(
            f"pixels of {pixels.dtype} lie {pixels.strides[1]} bytes apart and channels {pixels.strides[2]}, which no "
            f"format tells: lend the whole picture, or numpy.ascontiguousarray(pixels), which is a copy"
        )
    return PixelFormat[name], address, (_row(row, height, width * together), plane), (height, width)


def _told(pixels: "np.ndarray[Any, Any]", format: PixelFormat) -> _Lent:
    """How an array lies whose format the caller names."""
    channels, planar, dtype = _parts(format)
    wanted = ["height", "width"] if channels == 1 else ["height", "width", str(channels)]
    if planar:
        wanted = [str(channels), "height", "width"]
    shape = pixels.shape
    if channels == 1 and len(shape) == 3 and shape[2] == 1:
        pixels = pixels[:, :, 0]
    counted = pixels.shape[0 if planar else -1] if pixels.ndim == len(wanted) and channels > 1 else channels
    if pixels.ndim != len(wanted) or counted != channels or pixels.dtype != dtype:
        raise InvalidArgument(
            f"{pixels.dtype} of shape {shape} is not {format.name}: {dtype} of shape ({', '.join(wanted)})"
        )
    item = pixels.itemsize
    plane = 0
    if planar:
        plane, row, step = pixels.strides
        _, height, width = pixels.shape
        together, inner = item, step
    else:
        row, step = pixels.strides[:2]
        height, width = pixels.shape[:2]
        together, inner = channels * item, pixels.strides[2] if channels > 1 else item
    if inner != item or (width > 1 and step != together) or (planar and plane == 0):
        raise InvalidArgument(f"pixels with strides {pixels.strides} lie apart, which {format.name} does not tell")
    address = pixels.__array_interface__["data"][0]
    return format, address, (_row(row, height, width * together), plane), (height, width)


def _row(stride: int, height: int, row: int) -> int:
    """numpy may give anything as the stride of a single row."""
    return row if height == 1 else stride


def _parts(format: PixelFormat) -> "Tuple[int, bool, np.dtype[Any]]":
    """Channels, whether each has a plane of its own, and what a channel is: from the name, which says it all."""
    match = re.fullmatch(r"(GRAY_ALPHA|GRAY|[RGBAX]+)(_PLANAR)?_?(F?)(8|16|32)", format.name)
    if match is None:
        raise InvalidArgument(f"format {format.name} is not known to this package")
    letters, planar, float_, bits = match.groups()
    channels = {"GRAY": 1, "GRAY_ALPHA": 2}.get(letters, len(letters))
    return channels, planar is not None, np.dtype(f"float{bits}" if float_ else f"uint{bits}")
