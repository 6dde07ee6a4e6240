"""Pixels as hosts hold them, and smaller copies for previews."""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np
from colorize import PixelFormat

#: Longest side of a preview, in pixels: what the networks look at.
PREVIEW = 512

Pixels = Any  # a numpy array


def covered(pixels: Pixels) -> Optional[Tuple[int, int, int, int]]:
    """The box around what is not transparent in an RGBA8 layer: left, top, width, height; None if all is."""
    on = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(on.any(1)), np.flatnonzero(on.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1


def step(drawing: Pixels) -> int:
    """By which whole factor a picture must be smaller to be at most `PREVIEW` wide and high."""
    return -(-max(drawing.shape[:2]) // PREVIEW)


def smaller(drawing: Pixels) -> Pixels:
    """An RGBA8 picture by a whole factor smaller, so that it is at most `PREVIEW` wide and high: means of squares."""
    by = step(drawing)
    if by == 1:
        return np.ascontiguousarray(drawing)
    height, width = (-(-side // by) for side in drawing.shape[:2])
    rim = ((0, height * by - drawing.shape[0]), (0, width * by - drawing.shape[1]), (0, 0))
    whole = np.pad(drawing, rim, mode="edge").astype(np.uint16)
    whole[..., :3] = whole[..., :3] * whole[..., 3:] // 255
    mean = whole.reshape(height, by, width, by, 4).mean((1, 3))
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
