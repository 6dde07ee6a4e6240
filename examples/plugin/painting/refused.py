"""What cannot be coloured, and what to tell the painter."""

from __future__ import annotations

import colorize


class Refused(Exception):
    """Something that cannot be coloured; the text is for the painter."""


def message(error: BaseException) -> str:
    """What to tell the painter."""
    if isinstance(error, colorize.LimitError):
        return f"The drawing is too large: {error}."
    if isinstance(error, colorize.Cancelled):
        return "Cancelled: nothing was changed."
    if isinstance(error, colorize.Error):
        return f"It could not be coloured: {error}."
    return str(error) or type(error).__name__
