"""The networks, and what runs them."""

from __future__ import annotations

import os
import threading
from typing import Any, List, NamedTuple, Optional, Tuple, Union

from .enums import Device, ModelKind
from .library import Handle, call, ffi, handle, lib, listed, path, string
from .options import EngineOptions, options_pointer


def devices() -> List[Device]:
    """The devices this build holds the code for; whether the hardware is there, `Engine` tells."""
    return [Device(device) for device in listed("ColorizeDevice", lib.colorize_device_list)]


class Models(Handle):
    """The networks that engines are made of: model files, one of each kind at most. Calls of several threads take
    turns."""

    _free = "colorize_models_free"

    def __init__(self) -> None:
        """None yet; see also `bundled`."""
        place = ffi.new("ColorizeModels **")
        call(lib.colorize_models_new, place)
        self._take(place)

    def _take(self, place: Any) -> None:
        super()._take(place)
        self._lock = threading.Lock()

    @classmethod
    def bundled(cls) -> Models:
        """Those that come with the library. Raises `ModelError` if it was built without."""
        place = ffi.new("ColorizeModels **")
        call(lib.colorize_models_new_bundled, place)
        return cls._of(place)

    def set(self, kind: ModelKind, model: "Union[bytes, bytearray, memoryview, str, os.PathLike[Any]]") -> Models:
        """Puts a network in, from a file's bytes or by its path, in place of the one of its kind.

        Raises `ModelError` if it is damaged or of another kind.
        """
        with self._lock:
            if isinstance(model, (str, os.PathLike)):
                call(lib.colorize_models_set_file, self._handle, ModelKind(kind), path(model))
            else:
                data = ffi.from_buffer("uint8_t[]", model)
                call(lib.colorize_models_set_bytes, self._handle, ModelKind(kind), data, len(data))
        return self


class Accuracy(NamedTuple):
    """What withdrawal gives."""

    accuracy: float
    """The share of coloured regions that is right, 0 to 1."""
    coverage: float
    """The share of regions that is coloured, 0 to 1."""


class Engine(Handle):
    """The networks, ready to run on one device: some 10 MB; make one and keep it. Any number of threads can share it.

    `options` are the defaults if left out, and `models` the networks that come with the library. Raises `DeviceError`
    if the device is not in this build or machine, `ModelError` if `models` lacks a network.

    A child that was forked after the library was used cannot use it, and is told so: start processes by "spawn".
    """

    _free = "colorize_engine_free"

    def __init__(self, options: Optional[EngineOptions] = None, models: Optional[Models] = None) -> None:
        place = ffi.new("ColorizeEngine **")
        chosen = options_pointer(options, EngineOptions)
        if models is None:
            call(lib.colorize_engine_new, chosen, ffi.NULL, place)
        else:
            networks = handle(models, Models)
            with models._lock:
                call(lib.colorize_engine_new, chosen, networks, place)
        self._take(place)

    @property
    def labels(self) -> Tuple[str, ...]:
        """The names of the labels, such as hair or face, by their ids."""
        count = lib.colorize_engine_label_count(self._handle)
        return tuple(string(lib.colorize_engine_label_name(self._handle, id)) for id in range(count))

    @property
    def level(self) -> str:
        """The vector instructions in use: avx512, avx2, neon or portable; empty on other devices than the CPU."""
        return string(lib.colorize_engine_level(self._handle))

    @property
    def threads(self) -> int:
        """How many threads all work of the engine's drawings runs on."""
        return int(lib.colorize_engine_threads(self._handle))

    def threshold(self, accuracy: float) -> float:
        """The certainty below which regions must be withdrawn for a share of `accuracy`, 0 to 1, of the others to be
        right.

        Raises `InvalidArgument` if no threshold is enough, `ModelError` if the labeller does not know how sure it is.
        """
        found = ffi.new("float *")
        call(lib.colorize_engine_threshold, self._handle, accuracy, found)
        return float(found[0])

    def accuracy(self, threshold: float) -> Accuracy:
        """What is to be expected if regions less certain than `threshold`, 0 to 1, are withdrawn."""
        found = ffi.new("float[2]")
        call(lib.colorize_engine_accuracy, self._handle, threshold, found, found + 1)
        return Accuracy(*found)
