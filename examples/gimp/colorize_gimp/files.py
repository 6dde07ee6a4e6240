"""Files as arguments: buttons that choose them, and one that chooses none again."""

from __future__ import annotations

from typing import Any, Callable, List, Optional

from gi.repository import Gio, Gtk, Pango


def add_chooser(labelled: Any, config: Any) -> None:
    """Puts a button beside the entry of the argument `references`, file names with ; between them. Files are added to those that are there."""

    def choose(button: Any) -> None:
        known = [file for file in (config.get_property("references") or "").split(";") if file.strip()]
        config.set_property("references", ";".join([*known, *chosen(button, "Reference files", several=True)]))

    labelled.attach(icon_button("document-open-symbolic", "Choose files", choose), 2, 0, 1, 1)


def file_row(config: Any, name: str, pattern: Optional[str] = None) -> "tuple[Any, Any]":
    """A row for the argument `name`, a file, and its label: a button that chooses it, pictures if there is no pattern, and one that
    chooses none. GIMP's own does not let go of what was chosen once."""
    argument = config.find_property(name)
    label = Gtk.Label.new_with_mnemonic(argument.nick)
    label.set_xalign(0)
    shown = Gtk.Label(ellipsize=Pango.EllipsizeMode.MIDDLE, width_chars=16, max_width_chars=16)
    button = Gtk.Button(child=shown)
    button.set_tooltip_text(argument.blurb)
    label.set_mnemonic_widget(button)

    def choose(_button: Any) -> None:
        for file in chosen(button, argument.nick.replace("_", ""), pattern):
            config.set_property(name, Gio.File.new_for_path(file))

    def follow(*_: Any) -> None:
        file = config.get_property(name)
        shown.set_text(file.get_basename() if file else "(None)")

    button.connect("clicked", choose)
    config.connect(f"notify::{name}", follow)
    follow()
    row = Gtk.Box(orientation=Gtk.Orientation.HORIZONTAL, spacing=6)
    for widget in (label, button, clear_button(config, name)):
        row.pack_start(widget, False, False, 0)
    return row, label


def clear_button(config: Any, name: str) -> Any:
    """A button by which nothing is chosen for the argument `name`."""
    button = icon_button("edit-clear-symbolic", "Choose none", lambda _button: config.set_property(name, None))
    button.set_valign(Gtk.Align.CENTER)

    def follow(*_: Any) -> None:
        button.set_sensitive(config.get_property(name) is not None)

    config.connect(f"notify::{name}", follow)
    follow()
    return button


def icon_button(icon: str, tooltip: str, clicked: Callable[[Any], None]) -> Any:
    button = Gtk.Button.new_from_icon_name(icon, Gtk.IconSize.BUTTON)
    button.set_tooltip_text(tooltip)
    button.connect("clicked", clicked)
    return button


def chosen(button: Any, title: str, pattern: Optional[str] = None, several: bool = False) -> List[str]:
    """The files that the painter chooses, which match the pattern or are pictures; none if it is cancelled."""
    chooser = Gtk.FileChooserDialog(title=title, transient_for=button.get_toplevel(), modal=True)
    chooser.add_buttons("_Cancel", Gtk.ResponseType.CANCEL, "_Open", Gtk.ResponseType.ACCEPT)
    chooser.set_default_response(Gtk.ResponseType.ACCEPT)
    chooser.set_select_multiple(several)
    kinds = Gtk.FileFilter()
    if pattern:
        kinds.set_name(pattern)
        kinds.add_pattern(pattern)
    else:
        kinds.set_name("Pictures")
        kinds.add_pixbuf_formats()
    chooser.add_filter(kinds)
    files = chooser.get_filenames() if chooser.run() == Gtk.ResponseType.ACCEPT else []
    chooser.destroy()
    return files
