"""The dialog: the arguments, and beside them a preview that follows them."""

from __future__ import annotations

from typing import Any, Callable, Optional, Tuple

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import GdkPixbuf, GimpUi, GLib, Gtk  # noqa: E402
from painting import Job, Painter, message  # noqa: E402
from styles import Styles  # noqa: E402

#: Longest side of the preview, in pixels.
SIDE = 360


class Preview:
    """A picture that is made anew, in a thread, after each change. `take` says of what: GIMP itself is for one thread."""

    def __init__(self, painter: Painter, take: Callable[[], Tuple[Any, ...]]) -> None:
        self.widget = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._image = Gtk.Image()
        self._image.set_size_request(SIDE, SIDE)
        self._says = Gtk.Label(label="")
        self._says.set_line_wrap(True)
        self._says.set_max_width_chars(40)
        self.widget.pack_start(self._image, True, True, 0)
        self.widget.pack_start(self._says, False, False, 0)
        self._painter, self._take = painter, take
        self._job: Optional[Job] = None
        self._again = False

    def change(self, *_: Any) -> None:
        if self._job:
            self._again = True
            return
        try:
            taken = self._take()
        except Exception as error:
            self._says.set_text(message(error))
            return
        self._job = Job(lambda told: self._painter.preview(*taken))
        GLib.timeout_add(15, self._look)

    def _look(self) -> bool:
        job = self._job
        assert job is not None
        if job.is_alive():
            return True
        self._job = None
        self._says.set_text(message(job.error) if job.error else "")
        if not job.error:
            self._show(job.result)
        if self._again:
            self._again = False
            self.change()
        return False

    def _show(self, rgba: Any) -> None:
        height, width = rgba.shape[:2]
        whole = GdkPixbuf.Pixbuf.new_from_bytes(
            GLib.Bytes.new(rgba.tobytes()), GdkPixbuf.Colorspace.RGB, True, 8, width, height, 4 * width
        )
        scale = SIDE / max(width, height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        self._image.set_from_pixbuf(whole.scale_simple(*size, GdkPixbuf.InterpType.BILINEAR))


def ask(procedure: Any, config: Any, painter: Painter, take: Callable[[], Tuple[Any, ...]]) -> bool:
    """Whether the painter wishes it done; `config` is what was wished. `take` gives what a preview is made of."""
    GimpUi.init(procedure.get_name())
    dialog = GimpUi.ProcedureDialog.new(procedure, config, "Colour Line Drawing")
    preview = Preview(painter, take)
    row = Gtk.Box(orientation=Gtk.Orientation.HORIZONTAL, spacing=12)
    row.set_border_width(12)
    dialog.get_content_area().pack_start(row, True, True, 0)
    names = ["palette", "parts", "shade", "light", "softness", "accuracy", "gap", "references", "reference", "mood"]
    left = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
    left.pack_start(preview.widget, True, True, 0)
    styles = Styles(painter, config)
    left.pack_start(styles.widget, False, False, 0)
    row.pack_start(left, True, True, 0)
    names += ["styles", "library"]
    settings = dialog.fill_box("settings", names)
    dialog.fill(["settings"])
    settings.get_parent().remove(settings)
    row.pack_start(settings, True, True, 0)
    row.show_all()
    config.connect("notify", preview.change)
    preview.change()
    done = dialog.run()
    dialog.destroy()
    return bool(done)
