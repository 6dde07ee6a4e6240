"""What plug-ins of paint programs share: wishes, pixels as hosts hold them, hints, styles and references from layers, a
thread with progress, and the names and the order of the layers that come back.

A host gives a drawing and takes back a `Painting`; nothing here knows any host.
"""

from .beside import HINTS, MOOD, REFERENCE, STYLE, Beside, gather, painted, role
from .job import Job, Progress
from .painter import GROUP, LINE, PAPER, Painter, Painting
from .pixels import PREVIEW, covered, smaller, to_format, to_rgba8
from .refused import Refused, message
from .wishes import PARTS, Wishes

__all__ = [
    "GROUP",
    "HINTS",
    "LINE",
    "MOOD",
    "PAPER",
    "PARTS",
    "PREVIEW",
    "REFERENCE",
    "STYLE",
    "Beside",
    "Job",
    "Painter",
    "Painting",
    "Progress",
    "Refused",
    "Wishes",
    "covered",
    "gather",
    "message",
    "painted",
    "role",
    "smaller",
    "to_format",
    "to_rgba8",
]
