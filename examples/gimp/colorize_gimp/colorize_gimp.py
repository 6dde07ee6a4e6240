#!/usr/bin/env python3
"""Colours line drawings in GIMP 3: Filters, Colorize, Colour Line Drawing..., or `plug-in-colorize` from a script."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, GLib, GObject  # noqa: E402

sys.path.append(str(Path(__file__).parent / "vendor"))  # the library's package, and what plug-ins share

PROCEDURE = "plug-in-colorize"
#: How pixels go to and fro; GIMP translates from and to the image's own precision and colours.
FORMAT = "R'G'B'A u8"
#: Where the light comes from, by name: x to the right, y down.
LIGHTS: Dict[str, Optional[Tuple[float, float]]] = {
    "auto": None,
    "upper-left": (-0.7, -0.7),
    "above": (0.0, -1.0),
    "upper-right": (0.7, -0.7),
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "lower-left": (-0.7, 0.7),
    "below": (0.0, 1.0),
    "lower-right": (0.7, 0.7),
}


class Plugin(Gimp.PlugIn):
    """Tells GIMP of the procedure, and runs it."""

    def do_query_procedures(self) -> "list[str]":
        return [PROCEDURE]

    def do_set_i18n(self, _name: str) -> bool:
        return False

    def do_create_procedure(self, name: str) -> Any:
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
        procedure.set_menu_label("Colour _Line Drawing...")
        procedure.add_menu_path("<Image>/Filters/Colorize")
        procedure.set_documentation(
            "Colours a line drawing into a group of layers",
            "Colours the layer, by itself or by what is painted on layers named hints or style NAME, into a group of layers "
            "beside it: paper, flats, texture, shade, slashes where it is not sure, and line. A layer named reference, shown "
            "or hidden, is a coloured picture of the same character; one named mood is any picture whose colours are wished.",
            name,
        )
        procedure.set_attribution("The colorize authors", "MIT or Apache-2.0", "2026")
        write = GObject.ParamFlags.READWRITE
        procedure.add_int_argument("palette", "_Palette", "Which of the palettes proposed for the drawing", 0, 98, 0, write)
        procedure.add_string_argument("parts", "P_arts (hair=#80503a ...)", "Colours of parts, such as hair=#80503a top=#5fa3a3", "", write)
        procedure.add_string_argument("styles", "St_yles (top=denim, ...)", "Styles of parts, such as hair=oak, top=blue tartan", "", write)
        open_file = Gimp.FileChooserAction.OPEN
        procedure.add_file_argument("library", "Li_brary", "The file with the styles; none for those that come along", open_file, True, None, write)
        procedure.add_drawable_argument("reference", "Refere_nce", "A layer of any image: a coloured picture of the same character", True, write)
        procedure.add_string_argument("references", "Reference fi_les", "Coloured pictures of the same character: files, with ; between them", "", write)
        procedure.add_file_argument("mood", "_Mood: colours of", "Any picture whose colours, and their amounts, are wished", open_file, True, None, write)
        procedure.add_double_argument("shade", "S_hade", "How strong shade and light are", 0.0, 2.0, 1.0, write)
        lights = Gimp.Choice.new()
        for place, light in enumerate(LIGHTS):
            lights.add(light, place, light.replace("-", " ").capitalize(), "")
        procedure.add_choice_argument("light", "L_ight from", "Where the light comes from", lights, "auto", write)
        procedure.add_double_argument("softness", "So_ftness", "0 hard edges of shade to 1 soft ones", 0.0, 1.0, 0.5, write)
        procedure.add_double_argument(
            "accuracy", "S_ure of (0: colour all)", "The share of regions that is to be right, the rest left open; 0 colours all", 0.0, 0.99, 0.0, write
        )
        procedure.add_int_argument("gap", "Clos_e gaps to (-1: auto)", "The widest opening that counts as closed, in pixels; -1 finds it", -1, 1000, -1, write)
        return procedure


def run(procedure: Any, mode: Any, image: Any, drawables: Any, config: Any, _data: Any) -> Any:
    """Colours a layer; a failure leaves the image as it was."""
    import painting

    try:
        layer = chosen(image, drawables)
        painter = painting.Painter()
        drawing, layers = pixels(layer), beside(image, layer)

        def wished() -> Any:
            return wishes(config), with_reference(layers, config.get_property("reference"))

        if mode == Gimp.RunMode.INTERACTIVE:
            import dialog

            if not dialog.ask(procedure, config, painter, lambda: (drawing, *wished())):
                return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, GLib.Error())
        Gimp.progress_init("Colouring")
        made = painter.paint(drawing, *wished(), None, Gimp.progress_update)
        put(image, layer, made)
    except Exception as error:
        text = painting.message(error)
        return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, GLib.Error(text))
    return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())


def wishes(config: Any) -> Any:
    """What the arguments ask for."""
    import painting

    light = LIGHTS[config.get_property("light")]
    parts = (config.get_property("parts") or "").replace(",", " ").split()
    styles = (config.get_property("styles") or "").split(",")
    files = (config.get_property("references") or "").split(";")
    return painting.Wishes(
        parts=dict(pair(text, "hair=#80503a") for text in parts),
        styles=dict(pair(text, "hair=oak") for text in styles if text.strip()),
        library=path(config.get_property("library")),
        references=[file.strip() for file in files if file.strip()],
        mood=path(config.get_property("mood")),
        proposal=config.get_property("palette"),
        accuracy=config.get_property("accuracy"),
        gap=config.get_property("gap"),
        shade=config.get_property("shade"),
        light=(*light, config.get_property("softness")) if light else None,
    )


def pair(text: str, example: str) -> Tuple[str, str]:
    """A part and what is wished of it."""
    import painting

    part, found, wish = text.partition("=")
    if not found:
        raise painting.Refused(f"“{text.strip()}” is not like {example}.")
    return part.strip(), wish.strip()


def path(file: Optional[Any]) -> str:
    return (file.get_path() or "") if file else ""


def chosen(image: Any, drawables: Any) -> Any:
    """The layer with the drawing: the chosen one, or, if that is for hints and the like or was made here, the topmost other one."""
    import painting

    if len(drawables) != 1:
        raise painting.Refused("Choose one layer, the one with the drawing.")
    layer = drawables[0]
    if not isinstance(layer, Gimp.Layer):
        raise painting.Refused("A mask or channel is chosen: choose the layer with the drawing.")
    parent = layer.get_parent()
    if painting.role(layer.get_name())[0] or ours(layer) or (parent and ours(parent)):
        others = (other for other in image.get_layers() if not ours(other) and not painting.role(other.get_name())[0])
        layer = next((other for other in others if other.get_visible()), None)
        if layer is None:
            raise painting.Refused("No layer has a drawing.")
    return layer


def ours(layer: Any) -> bool:
    import painting

    return layer.is_group_layer() and layer.get_name().split(" #")[0] == painting.GROUP


def pixels(layer: Any, box: Optional[Tuple[int, int, int, int]] = None) -> Any:
    """A layer, or a box of it, which may reach beyond it, as RGBA8."""
    import numpy

    left, top, width, height = box or (0, 0, layer.get_width(), layer.get_height())
    data = layer.get_buffer().get(Gegl.Rectangle.new(left, top, width, height), 1.0, FORMAT, Gegl.AbyssPolicy.NONE)
    return numpy.frombuffer(data, numpy.uint8).reshape(height, width, 4)


def beside(image: Any, layer: Any) -> Any:
    """Hints and styles, where the drawing is, and references, from the layers named so."""
    import painting

    at = layer.get_offsets()

    def reading(other: Any) -> Any:
        place = other.get_offsets()
        box = at.offset_x - place.offset_x, at.offset_y - place.offset_y, layer.get_width(), layer.get_height()
        return lambda use: pixels(other, box if use in (painting.HINTS, painting.STYLE) else None)

    return painting.gather((other.get_name(), other.get_visible(), reading(other)) for other in image.get_layers())


def with_reference(layers: Any, reference: Optional[Any]) -> Any:
    """What lies beside the drawing, with one more reference."""
    return layers._replace(references=(*layers.references, pixels(reference))) if reference else layers


def put(image: Any, drawing: Any, made: Any) -> None:
    """Puts the layers beside the drawing, as a group in the place of the last one; one step of undo takes it away."""
    import painting

    place = drawing.get_offsets()
    image.undo_group_start()
    try:
        if image.get_base_type() != Gimp.ImageBaseType.RGB:
            image.convert_rgb()
        parent = drawing.get_parent()
        for other in parent.get_children() if parent else image.get_layers():
            if ours(other):
                image.remove_layer(other)
        group = Gimp.GroupLayer.new(image, painting.GROUP)
        image.insert_layer(group, parent, image.get_item_position(drawing) + (1 if made.below else 0))
        for name, rgba in made.layers:
            left, top, width, height = painting.covered(rgba) or (0, 0, 1, 1)
            layer = Gimp.Layer.new(image, name, width, height, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
            layer.set_blend_space(Gimp.LayerColorSpace.RGB_NON_LINEAR)
            layer.set_composite_space(Gimp.LayerColorSpace.RGB_NON_LINEAR)
            image.insert_layer(layer, group, 0)
            layer.set_offsets(place.offset_x + left, place.offset_y + top)
            if name == painting.PAPER:  # sooner than to send it
                layer.fill(Gimp.FillType.WHITE)
                continue
            box = rgba[top : top + height, left : left + width]
            layer.get_buffer().set(Gegl.Rectangle.new(0, 0, width, height), FORMAT, box.tobytes())
            layer.update(0, 0, width, height)
        image.set_selected_layers([drawing])
    finally:
        image.undo_group_end()
        Gimp.displays_flush()


if __name__ == "__main__":
    Gimp.main(Plugin.__gtype__, sys.argv)
