"""Colours carried over from coloured pictures of the same character."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional, Sequence

import colorize
import numpy as np

#: Colours are carried over to the regions of which so many are right; the others are left to their part, or the palette.
SURE = 0.9


def carry(
    document: colorize.Document, references: Sequence[colorize.Reference], palette: str, options: colorize.ColorOptions
) -> colorize.Carried:
    """Carries the colours of references over to the regions that are sure; gives what was found for all.

    Another region gets the colour that its part has in those; a part of which no region is sure is left to the palette,
    a sheet as JSON. `options` are for these others. Where both agree, the surer one counts.
    """
    reading = document.reading
    carried = colorize.Carried(reading, references)
    regions = [carried.region(id) for id in range(1, carried.region_count + 1)]
    least = carried.threshold(SURE)
    sure = [region.certainty >= least for region in regions]
    options.sheet = _sheet(reading, regions, sure, palette)
    layers = document.carry().set_prompt(None).set_options(options).color()
    settled = []
    for id, (region, known) in enumerate(zip(regions, sure), 1):
        own = layers.region(id)
        found = region if known else own
        certainty = max(region.certainty, own.certainty) if region.color == own.color else found.certainty
        settled.append({"color": _color(found), "certainty": certainty, "track": {"frame": 0, "region": id}})
    document.apply(json.dumps({"op": "carry", "regions": settled}))
    return carried


def _sheet(reading: colorize.Reading, regions: Sequence[colorize.RegionColor], sure: Sequence[bool], palette: str) -> str:
    """The palette, with the colours that its parts have in the regions that are sure."""
    colors = np.zeros((len(regions) + 1, 4), np.uint8)  # by id
    for id, (region, known) in enumerate(zip(regions, sure), 1):
        if known and region.color:
            colors[id] = (*region.color, 255)
    if not colors[:, 3].any():
        return palette
    sheet: Dict[str, Any] = json.loads(palette)
    seen = colorize.Sheet.from_picture(reading, colors[reading.region_ids])
    sheet["parts"].update(json.loads(seen.json)["parts"])
    return json.dumps(sheet)


def _color(region: Any) -> Optional[Any]:
    """A region's colour as edits say it."""
    names = ("shadow", "highlight")
    shades = {name: str(getattr(region, name)) for name in names if getattr(region, name, None)}
    if region.color is None:
        return None
    return {"normal": str(region.color), **shades} if shades else str(region.color)
