"""The library of styles as thumbnails: a click gives one to a part."""

from __future__ import annotations

from typing import Any, Callable, List, Tuple

from gi.repository import GdkPixbuf, GLib, Gtk
from making import Making
from painting import PARTS, Painter

#: How large thumbnails are, in pixels.
SIDE = 48
#: How high the list is, in pixels.
HEIGHT = 170


class Styles:
    """Writes the argument `styles`, such as "hair=oak, top=denim", and follows the argument `library`."""

    def __init__(self, painter: Painter, config: Any) -> None:
        self._painter, self._config = painter, config
        self._part = Gtk.ComboBoxText()
        for part in PARTS:
            self._part.append(part, part.replace("_", " "))
        self._part.set_active_id("top")
        self._rows = Gtk.ListStore(GdkPixbuf.Pixbuf, str)
        view = Gtk.IconView(model=self._rows)
        view.set_pixbuf_column(0)
        view.set_text_column(1)
        view.set_item_width(SIDE + 16)
        view.set_spacing(0)
        view.set_activate_on_single_click(True)
        view.connect("item-activated", self._choose)
        scrolled = Gtk.ScrolledWindow()
        scrolled.set_size_request(-1, HEIGHT)
        scrolled.add(view)
        row = Gtk.Box(orientation=Gtk.Orientation.HORIZONTAL, spacing=6)
        row.pack_start(Gtk.Label(label="Style for"), False, False, 0)
        row.pack_start(self._part, False, False, 0)
        row.pack_start(Gtk.Label(label="or paint on a layer “style NAME”"), False, False, 0)
        self.widget = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        self.widget.pack_start(row, False, False, 0)
        self.widget.pack_start(scrolled, True, True, 0)
        making = Making(self._take, self._show, lambda _error: self._rows.clear())  # the preview tells of a file that is none
        config.connect("notify::library", making.begin)
        making.begin()

    def _take(self) -> Callable[..., Any]:
        file = self._config.get_property("library")
        name = (file.get_path() or "") if file else ""

        def work(_told: Any) -> List[Tuple[str, Any]]:
            library = self._painter.library(name)
            return [(style, library.thumbnail(style).pixels) for style in library.names]

        return work

    def _show(self, styles: List[Tuple[str, Any]]) -> None:
        self._rows.clear()
        for name, rgba in styles:
            self._rows.append([thumbnail(rgba), name])

    def _choose(self, _view: Any, path: Any) -> None:
        part, style = self._part.get_active_id(), self._rows[path][1]
        others = [text.strip() for text in (self._config.get_property("styles") or "").split(",")]
        kept = [text for text in others if text and text.partition("=")[0].strip() != part]
        self._config.set_property("styles", ", ".join([*kept, f"{part}={style}"]))


def thumbnail(rgba: Any) -> Any:
    height, width = rgba.shape[:2]
    data = GLib.Bytes.new(rgba.tobytes())
    whole = GdkPixbuf.Pixbuf.new_from_bytes(data, GdkPixbuf.Colorspace.RGB, True, 8, width, height, 4 * width)
    return whole.scale_simple(SIDE, SIDE, GdkPixbuf.InterpType.BILINEAR)
