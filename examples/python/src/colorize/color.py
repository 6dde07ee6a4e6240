"""Colours: 8-bit sRGB."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, Sequence, Union

from .errors import InvalidArgument


class Rgb(NamedTuple):
    """A colour: sRGB, 0 to 255 each."""

    r: int
    g: int
    b: int

    def __str__(self) -> str:
        return "#%02x%02x%02x" % self


#: What is taken for a colour: `Rgb`, three numbers of 0 to 255, or text such as "#80503a" or "#853".
Color = Union[Rgb, Sequence[int], str]


def rgb(color: Color) -> Rgb:
    """Makes an `Rgb` of what can be one; raises `InvalidArgument` for all else."""
    if isinstance(color, str):
        digits = color.lstrip("#")
        if re.fullmatch("[0-9a-fA-F]{3}", digits):
            digits = "".join(digit * 2 for digit in digits)
        if re.fullmatch("[0-9a-fA-F]{6}", digits):
            return Rgb(*bytes.fromhex(digits))
        raise InvalidArgument(f"colour {color!r} is not like #80503a")
    if color is None:
        raise TypeError("a colour is wanted, not None")
    try:
        made = Rgb(*(value.__index__() for value in color))
    except (TypeError, AttributeError):
        raise InvalidArgument(f"colour {color!r} is not three whole numbers") from None
    if not all(0 <= value <= 255 for value in made):
        raise InvalidArgument(f"colour {color!r} is outside 0 to 255")
    return made


def from_c(color: Any) -> Rgb:
    return Rgb(color.r, color.g, color.b)
