"""What the painter wishes."""

from __future__ import annotations

import dataclasses
import json
from typing import Dict, List, Optional, Tuple

#: Parts that most drawings show; a hint or a style may be for any that the library tells apart.
PARTS = ("hair", "face", "body_skin", "eye", "top", "bottom", "shoes", "accessory", "hat", "clothes_other")


@dataclasses.dataclass
class Wishes:
    """What the painter wishes, but for the hints on the canvas."""

    parts: Dict[str, str] = dataclasses.field(default_factory=dict)
    """Colours of parts, such as `{"hair": "#80503a"}`."""
    styles: Dict[str, str] = dataclasses.field(default_factory=dict)
    """Names of styles of the library for parts, such as `{"top": "blue tartan"}`. A part that has a colour, too, keeps that."""
    library: str = ""
    """The file with the styles, `.styles`; empty for the 40 that come with the plug-in."""
    references: List[str] = dataclasses.field(default_factory=list)
    """Files: coloured pictures of the same character, whose colours are carried over."""
    mood: str = ""
    """A file: any picture whose colours, and their amounts, are wished; or empty."""
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
        return dataclasses.replace(self, parts=dict(self.parts), styles=dict(self.styles), references=list(self.references))

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Wishes:
        """Reads what `to_json` gave; what this version does not know is left out."""
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in json.loads(text).items() if name in known})
