"""One drawing and every wish so far."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple

from .errors import InvalidArgument
from .layers import Layers
from .library import Handle, call, ffi, handle, lib, text
from .options import ColorOptions, options_pointer
from .progress import Caller, Progress
from .prompt import Prompt
from .reading import Reading, RegionLabel, label_from_c
from .reference import Carried, Reference
from .sheet import Sheet
from .view import Picture, lend


class Document(Handle):
    """One drawing, read, and every wish so far, to be coloured as often as one likes.

    For one thread at a time, which need not be the same one: used while another thread, or its own progress callable,
    is at work with it, it raises `InvalidArgument`.
    """

    _free = "colorize_document_free"

    def __init__(self, reading: Reading) -> None:
        place = ffi.new("ColorizeDocument **")
        call(lib.colorize_document_new, handle(reading, Reading), place)
        self._take(place)
        self._labels = reading.labels

    @property
    def labels(self) -> Tuple[str, ...]:
        """The names of the labels, by their ids."""
        return self._labels

    def set_prompt(self, prompt: Optional[Prompt]) -> Document:
        """Takes a copy of the hints, in place of those before; None takes all away."""
        if prompt is None:
            call(lib.colorize_document_set_prompt, self._handle, ffi.NULL)
        else:
            hints = handle(prompt, Prompt)
            with prompt._lock:
                call(lib.colorize_document_set_prompt, self._handle, hints)
        return self

    def set_options(self, options: Optional[ColorOptions]) -> Document:
        """Takes a copy of the options, in place of those before; None goes back to the defaults."""
        call(lib.colorize_document_set_options, self._handle, options_pointer(options, ColorOptions))
        return self

    def set_reading(self, reading: Reading) -> Document:
        """Takes another reading of the drawing; hints and corrections stay at their places.

        Raises `InvalidArgument` if it is of another size, or its labeller tells other labels apart.
        """
        call(lib.colorize_document_set_reading, self._handle, handle(reading, Reading))
        self._labels = reading.labels
        return self

    @property
    def reading(self) -> Reading:
        """What is known of the drawing as it is now."""
        place = ffi.new("ColorizeReading **")
        call(lib.colorize_document_reading, self._handle, place)
        reading = Reading._of(place)
        reading._labels = self._labels
        return reading

    def copy(self) -> Document:
        """A document with the same wishes and history; each then goes its own way."""
        place = ffi.new("ColorizeDocument **")
        call(lib.colorize_document_copy, self._handle, place)
        other = Document._of(place)
        other._labels = self._labels
        return other

    def carry(self, references: Sequence[Reference]) -> Document:
        """Carries the colours of coloured pictures of the same character over; without any, what was carried goes."""
        handles = [handle(reference, Reference) for reference in references]
        pointers = ffi.new("const ColorizeReference *[]", handles)
        call(lib.colorize_document_carry, self._handle, pointers, len(handles))
        return self

    def set_carried(self, carried: Carried) -> Document:
        """Takes colours that were carried over to its drawing, such as by `Clip.carry`."""
        call(lib.colorize_document_set_carried, self._handle, handle(carried, Carried))
        return self

    def correct(self, id: int, label: str) -> Document:
        """Corrects what part region `id`, 1 to the count, shows: a name of `labels`, such as hair."""
        call(lib.colorize_document_correct, self._handle, id, text(label))
        return self

    def region_label(self, id: int) -> RegionLabel:
        """What part region `id`, 1 to the count, shows, as corrected."""
        label = ffi.new("ColorizeRegionLabel *")
        call(lib.colorize_document_region_label, self._handle, id, label, ffi.sizeof("ColorizeRegionLabel"))
        return label_from_c(label)

    def proposal(self, index: int) -> Sheet:
        """Palette `index`, 0 to 98, of those proposed for the drawing; 0 is the one it gets if the options name
        none."""
        place = ffi.new("ColorizeSheet **")
        call(lib.colorize_document_proposal, self._handle, index, place)
        return Sheet._of(place)

    def proposal_pictures(self, pixels: Sequence[Picture], first: int = 0, progress: Optional[Progress] = None) -> None:
        """Paints the drawing by palettes `first` and on of those proposed, one small picture into each of the caller's
        arrays: as large as fits, in the middle of white paper."""
        views, caller = [lend(picture) for picture in pixels], Caller(progress)
        if any(not view.pixels.flags.writeable for view in views):
            raise InvalidArgument("an array that cannot be written to")
        array = ffi.new("ColorizeImageView[]", [view._view[0] for view in views])
        caller.call(
            lib.colorize_document_proposal_pictures,
            self._handle,
            first,
            array,
            len(views),
            *caller.arguments,
        )

    def color(self, progress: Optional[Progress] = None) -> Layers:
        """Colours the drawing.

        A hinted region gets exactly the hint's colour, regions that are alike follow it, all others get the colour of
        their part. Raises `InvalidArgument` for a hint or an option that does not fit, `Cancelled`.
        """
        caller = Caller(progress)
        place = ffi.new("ColorizeLayers **")
        caller.call(lib.colorize_document_color, self._handle, *caller.arguments, place)
        layers = Layers._of(place)
        layers._labels = self._labels
        return layers
