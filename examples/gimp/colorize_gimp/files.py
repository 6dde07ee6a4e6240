"""A button that chooses the reference files."""

from __future__ import annotations

from typing import Any

from gi.repository import Gtk


def add_chooser(labelled: Any, config: Any) -> None:
    """Puts the button beside the entry of the argument `references`, file names with ; between them. Files are added to those that are there."""

    def choose(button: Any) -> None:
        chooser = Gtk.FileChooserDialog(title="Reference files", transient_for=button.get_toplevel(), modal=True)
        chooser.add_buttons("_Cancel", Gtk.ResponseType.CANCEL, "_Open", Gtk.ResponseType.ACCEPT)
        chooser.set_default_response(Gtk.ResponseType.ACCEPT)
        chooser.set_select_multiple(True)
        pictures = Gtk.FileFilter()
        pictures.set_name("Pictures")
        pictures.add_pixbuf_formats()
        chooser.add_filter(pictures)
        if chooser.run() == Gtk.ResponseType.ACCEPT:
            known = [file for file in (config.get_property("references") or "").split(";") if file.strip()]
            config.set_property("references", ";".join([*known, *chooser.get_filenames()]))
        chooser.destroy()

    button = Gtk.Button.new_from_icon_name("document-open-symbolic", Gtk.IconSize.BUTTON)
    button.set_tooltip_text("Choose files")
    button.connect("clicked", choose)
    labelled.attach(button, 2, 0, 1, 1)
