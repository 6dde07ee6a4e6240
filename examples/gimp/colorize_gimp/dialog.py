"""The dialog: the arguments, and beside them a preview that follows them."""

from __future__ import annotations

from typing import Any, Callable, Tuple

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from files import add_chooser, clear_button, file_row  # noqa: E402
from gi.repository import GdkPixbuf, GimpUi, GLib, GObject, Gtk  # noqa: E402
from making import Making  # noqa: E402
from painting import Painter, message  # noqa: E402
from styles import Styles  # noqa: E402

#: Longest side of the preview, in pixels.
SIDE = 360


class Preview:
    """A picture that follows each change. `take` says of what it is made."""

    def __init__(self, painter: Painter, take: Callable[[], Tuple[Any, ...]]) -> None:
        self.widget = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self._image = Gtk.Image()
        self._image.set_size_request(SIDE, SIDE)
        self._says = Gtk.Label(label="")
        self._says.set_line_wrap(True)
        self._says.set_max_width_chars(40)
        self.widget.pack_start(self._image, True, True, 0)
        self.widget.pack_start(self._says, False, False, 0)

        def work() -> Callable[..., Any]:
            taken = take()
            return lambda _told: painter.preview(*taken)

        self.change = Making(work, self._show, lambda error: self._says.set_text(message(error))).begin

    def _show(self, rgba: Any) -> None:
        self._says.set_text("")
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
    names = ["palette", "parts", "shade", "light", "softness", "accuracy", "gap", "references", "reference", "styles"]
    left = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12)
    left.pack_start(preview.widget, True, True, 0)
    styles = Styles(painter, config)
    left.pack_start(styles.widget, False, False, 0)
    row.pack_start(left, True, True, 0)
    settings = dialog.fill_box("settings", names)
    dialog.fill(["settings"])
    references = dialog.get_widget("references", GObject.TYPE_NONE)
    add_chooser(references, config)
    reference = dialog.get_widget("reference", GObject.TYPE_NONE)
    reference.pack_start(clear_button(config, "reference"), False, False, 6)
    labels = Gtk.SizeGroup(mode=Gtk.SizeGroupMode.HORIZONTAL)
    labels.add_widget(references.get_label())
    labels.add_widget(reference.get_label())
    for name, pattern in (("mood", None), ("library", "*.styles")):
        file, label = file_row(config, name, pattern)
        labels.add_widget(label)
        settings.pack_start(file, False, False, 0)
    settings.get_parent().remove(settings)
    row.pack_start(settings, True, True, 0)
    row.show_all()
    config.connect("notify", preview.change)
    preview.change()
    done = dialog.run()
    dialog.destroy()
    return bool(done)
