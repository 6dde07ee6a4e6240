"""One drawing and every wish so far."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Sequence, Tuple

from .engine import Engine
from .errors import InvalidArgument
from .image import Box, Path, box_from_c
from .layers import Layers
from .library import Handle, call, ffi, handle, lib, path, taken, taken_text, text
from .options import ColorOptions, Limits, options_pointer
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

    @classmethod
    def open(
        cls, engine: Engine, file: Path, limits: Optional[Limits] = None, progress: Optional[Progress] = None
    ) -> Document:
        """Opens an OpenRaster file: what `save` wrote comes back with its history; of a file of another program the merged
        picture is the drawing. It is read without trust. Raises `FileError`, `ImageError`, `LimitError`, `Cancelled`.
        """
        networks, caller, place = handle(engine, Engine), Caller(progress), ffi.new("ColorizeDocument **")
        limit = options_pointer(limits, Limits)
        caller.call(lib.colorize_document_open, networks, path(file), limit, *caller.arguments, place)
        return cls._opened(place, engine)

    @classmethod
    def from_ora(
        cls, engine: Engine, data: Any, limits: Optional[Limits] = None, progress: Optional[Progress] = None
    ) -> Document:
        """The same from a file's bytes: anything with the buffer protocol, in one piece."""
        networks, caller, place = handle(engine, Engine), Caller(progress), ffi.new("ColorizeDocument **")
        buffer, limit = ffi.from_buffer("uint8_t[]", data), options_pointer(limits, Limits)
        caller.call(lib.colorize_document_from_ora, networks, buffer, len(buffer), limit, *caller.arguments, place)
        return cls._opened(place, engine)

    @classmethod
    def _opened(cls, place: Any, engine: Engine) -> Document:
        document = cls._of(place)
        document._labels = engine.labels
        return document

    def save(self, file: Path, progress: Optional[Progress] = None) -> None:
        """Colours the drawing and writes an OpenRaster file, whole or not at all: its layers, all wishes and their
        history."""
        caller = Caller(progress)
        caller.call(lib.colorize_document_save, self._handle, path(file), *caller.arguments)

    def to_ora(self, progress: Optional[Progress] = None) -> bytes:
        """The bytes of that file."""
        caller, place = Caller(progress), ffi.new("ColorizeBytes **")
        caller.call(lib.colorize_document_to_ora, self._handle, *caller.arguments, place)
        return taken(place)

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

    def apply(self, edit: str) -> List[int]:
        """Makes a change as one step: an edit as JSON, such as `{"op": "move", "id": 1, "to": {"point": [120, 80]}}`; all
        are in docs/documents.md. Gives the numbers of the hints that it added.

        Raises `InvalidArgument` if it does not fit; the document stays as it was.
        """
        return self._added(lib.colorize_document_apply, text(edit), most=len(edit))

    def amend(self, edit: str) -> List[int]:
        """As `apply`, but as one step with the last one if that was of the same kind: what a slider does while it is
        dragged."""
        return self._added(lib.colorize_document_amend, text(edit), most=len(edit))

    def add(self, prompt: Prompt) -> List[int]:
        """Adds hints behind those there are, as one step, and gives their numbers."""
        hints = handle(prompt, Prompt)
        with prompt._lock:
            return self._added(lib.colorize_document_add, hints, most=int(lib.colorize_prompt_count(hints)))

    def _added(self, function: Callable[..., int], wish: Any, most: int) -> List[int]:
        ids, count = ffi.new("uint32_t[]", most), ffi.new("size_t *")
        call(function, self._handle, wish, ids, most, count)
        return list(ids[0 : count[0]])

    def undo(self) -> bool:
        """Takes the last step back; False if there was none."""
        return self._stepped(lib.colorize_document_undo)

    def redo(self) -> bool:
        """Makes the step again that was taken back last; False if there was none."""
        return self._stepped(lib.colorize_document_redo)

    def _stepped(self, function: Callable[..., int]) -> bool:
        done = ffi.new("bool *")
        call(function, self._handle, done)
        return bool(done[0])

    @property
    def undo_count(self) -> int:
        """How many steps can be taken back."""
        return int(lib.colorize_document_undo_count(self._handle))

    @property
    def redo_count(self) -> int:
        """How many steps can be made again."""
        return int(lib.colorize_document_redo_count(self._handle))

    @property
    def edits(self) -> str:
        """The wishes as they stand: JSON with the edits that make them of a new document, hints with their numbers."""
        place = ffi.new("ColorizeBytes **")
        call(lib.colorize_document_edits, self._handle, place)
        return taken_text(place)

    def carry(self, *references: Reference) -> Document:
        """Carries the colours of references, of the same character, over, as one step; with none, what was carried
        goes."""
        handles = ffi.new("ColorizeReference *[]", [handle(reference, Reference) for reference in references])
        call(lib.colorize_document_carry, self._handle, handles, len(handles))
        return self

    def set_lines(self, drawing: Picture) -> Box:
        """Takes the drawing with other lines, as one step; hints stay at their places. Gives the box around the pixels that
        differ; all 0 if none do, which is no step."""
        changed = ffi.new("ColorizeBox *")
        call(lib.colorize_document_set_lines, self._handle, lend(drawing)._view, changed)
        return box_from_c(changed)

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
