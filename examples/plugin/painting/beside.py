"""What lies beside a drawing in layers of their own: hints, styles, references."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple

import numpy as np

from .pixels import Pixels, covered


#: Names of layers, in any case. Dabs of colour:
HINTS = "hints"
#: Dabs where a style is wished, whatever their colour; the style's name comes after it, as in "style oak".
STYLE = "style"
#: A coloured picture of the same character, whose colours are carried over; more words may come after it.
REFERENCE = "reference"
#: Any picture whose colours, and their amounts, are wished.
MOOD = "mood"


class Beside(NamedTuple):
    """What lies beside a drawing. All pictures are RGBA8."""

    hints: Optional[Pixels] = None
    """Dabs of colour, as large as the drawing."""
    styled: Dict[str, Pixels] = {}
    """Dabs as large as the drawing, by the name of the style that is wished there."""
    references: Tuple[Pixels, ...] = ()
    """Coloured pictures of the same character, of any size."""
    mood: Optional[Pixels] = None
    """A picture whose colours are wished, of any size."""


def role(name: str) -> Tuple[str, str]:
    """What a layer's name says it is for, `HINTS`, `STYLE`, `REFERENCE` or `MOOD`, and the style's name; else empty."""
    first, _, rest = name.partition(" #")[0].strip().partition(" ")  # GIMP counts layers of one name: #1, #2
    first, rest = first.casefold(), rest.strip()
    if first == REFERENCE or first == STYLE and rest:
        return first, rest
    return (first, "") if first in (HINTS, MOOD) and not rest else ("", "")


def gather(layers: Iterable[Tuple[str, bool, Callable[[str], Pixels]]]) -> Beside:
    """Takes what lies beside a drawing out of layers: the name of each, whether it is shown, and what reads it, given
    its role: hints and styles as large as the drawing, others whole.

    Hints and styles count while they are shown. References and the mood would cover the drawing, so they count when
    they are hidden, too. Of several layers of one name the first counts, but all references do.
    """
    hints, styled, references, mood = None, {}, [], None
    for name, shown, read in layers:
        use, style = role(name)
        if use == HINTS and shown and hints is None:
            hints = read(use)
        elif use == STYLE and shown and style not in styled:
            styled[style] = read(use)
        elif use == REFERENCE:
            references += _filled(read(use))
        elif use == MOOD and mood is None:
            mood = next(iter(_filled(read(use))), None)
    return Beside(hints, styled, tuple(references), mood)


def _filled(picture: Pixels) -> List[Pixels]:
    """The part of a layer that is not transparent; none if all is."""
    found = covered(picture)
    if found is None:
        return []
    left, top, width, height = found
    return [picture[top : top + height, left : left + width]]


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
