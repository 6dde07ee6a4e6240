"""What the painter wishes, kept in the scene, and the panel that asks for it."""

from __future__ import annotations

from typing import Any

import bpy
import painting

from .styles import NONE, items, painter


class Part(bpy.types.PropertyGroup):
    """The colour or the style of a part."""

    part: bpy.props.StringProperty(name="Part", description="Such as hair")
    color: bpy.props.FloatVectorProperty(name="Colour", subtype="COLOR_GAMMA", min=0, max=1, default=(0.5, 0.3, 0.2))
    style: bpy.props.EnumProperty(name="Style", description="A texture of the library, in its own colours", items=items)


class Styled(bpy.types.PropertyGroup):
    """Where a style is painted."""

    image: bpy.props.PointerProperty(
        name="Where", description="A picture as large as the drawing, transparent but for dabs, in any colour", type=bpy.types.Image
    )
    style: bpy.props.EnumProperty(name="Style", description="A texture of the library", items=items)


class Like(bpy.types.PropertyGroup):
    """A picture whose colours are carried over."""

    image: bpy.props.PointerProperty(name="Reference", description="A coloured picture of the same character", type=bpy.types.Image)


class ColorizeSettings(bpy.types.PropertyGroup):
    palette: bpy.props.IntProperty(name="Palette", description="Which of the palettes proposed for the drawing", min=0, max=98)
    accuracy: bpy.props.FloatProperty(
        name="Sure of", description="The share of regions that is to be right, the rest left open; 0 colours all", min=0, max=0.99
    )
    gap: bpy.props.IntProperty(
        name="Close gaps to", description="The widest opening that counts as closed, in pixels; -1 finds it", min=-1, max=1000, default=-1
    )
    shade: bpy.props.FloatProperty(name="Shade", description="How strong shade and light are", min=0, max=2, default=1)
    use_light: bpy.props.BoolProperty(name="Light", description="Say where the light comes from")
    light: bpy.props.FloatVectorProperty(
        name="Light", description="x to the right, y up, and how soft it is", size=3, min=-1, max=1, default=(-0.7, 0.7, 0.5)
    )
    parts: bpy.props.CollectionProperty(type=Part)
    styled: bpy.props.CollectionProperty(type=Styled)
    references: bpy.props.CollectionProperty(type=Like)
    library: bpy.props.StringProperty(
        name="Library", description="A file with styles, .styles; none for those that come along", subtype="FILE_PATH"
    )
    mood: bpy.props.PointerProperty(
        name="Colours of", description="Any picture whose colours, and their amounts, are wished", type=bpy.types.Image
    )
    hints: bpy.props.PointerProperty(
        name="Hints", description="A picture as large as the drawing, transparent but for dabs of colour", type=bpy.types.Image
    )
    folder: bpy.props.StringProperty(
        name="Folder", description="Where layers are written as PNG files, flats_0001.png and so on", subtype="DIR_PATH", default="//colorize"
    )


def wished(settings: Any) -> painting.Wishes:
    """The settings as the library takes them."""
    library = bpy.path.abspath(settings.library) if settings.library else ""
    painter.library(library)  # or Blender would find no style, and say nothing
    parts, styles = {}, {}
    for part in settings.parts:
        if part.style not in ("", NONE):
            styles[part.part] = part.style
        else:
            parts[part.part] = "#%02x%02x%02x" % tuple(round(value * 255) for value in part.color)
    x, y, softness = settings.light
    return painting.Wishes(
        parts=parts,
        styles=styles,
        library=library,
        proposal=settings.palette,
        accuracy=settings.accuracy,
        gap=settings.gap,
        shade=settings.shade,
        light=(x, -y, max(softness, 0)) if settings.use_light else None,
    )


def draw(layout: Any, settings: Any) -> None:
    """The settings in a panel."""
    column = layout.column()
    column.use_property_split = True
    for name in ("palette", "shade", "accuracy", "gap"):
        column.prop(settings, name)
    column.prop(settings, "use_light")
    if settings.use_light:
        column.prop(settings, "light", text="")
    draw_rows(layout, settings, "parts")
    draw_rows(layout, settings, "references")
    layout.prop(settings, "mood")
    layout.prop(settings, "library")


#: The lists in the panel: what is added to each.
ROWS = {"parts": "Colour or Style of a Part", "styled": "Style That Is Painted", "references": "Reference"}


def draw_rows(layout: Any, settings: Any, rows: str) -> None:
    """One of the lists."""
    for index, item in enumerate(getattr(settings, rows)):
        row = layout.row(align=True)
        for name in ("part", "image"):
            if hasattr(item, name):
                row.prop(item, name, text="")
        if hasattr(item, "color") and item.style in ("", NONE):
            row.prop(item, "color", text="")
        if hasattr(item, "style"):
            row.prop(item, "style", text="")
        remove = row.operator(RemoveRow.bl_idname, text="", icon="X")
        remove.rows, remove.index = rows, index
        if getattr(item, "style", NONE) not in ("", NONE):
            layout.template_icon_view(item, "style", show_labels=True, scale=3)
    layout.operator(AddRow.bl_idname, text=ROWS[rows], icon="ADD").rows = rows


class AddRow(bpy.types.Operator):
    """Says what is to be coloured how"""

    bl_idname = "colorize.add"
    bl_label = "Add"
    bl_options = {"UNDO", "INTERNAL"}
    rows: bpy.props.StringProperty(default="parts")

    def execute(self, context: Any) -> "set[str]":
        rows = getattr(context.scene.colorize, self.rows)
        added = rows.add()
        if self.rows == "parts":
            named = {part.part for part in rows}
            added.part = next((part for part in painting.PARTS if part not in named), "")
        return {"FINISHED"}


class RemoveRow(bpy.types.Operator):
    """Lets it be chosen"""

    bl_idname = "colorize.remove"
    bl_label = "Remove"
    bl_options = {"UNDO", "INTERNAL"}
    rows: bpy.props.StringProperty(default="parts")
    index: bpy.props.IntProperty()

    def execute(self, context: Any) -> "set[str]":
        getattr(context.scene.colorize, self.rows).remove(self.index)
        return {"FINISHED"}


CLASSES = (Part, Styled, Like, ColorizeSettings, AddRow, RemoveRow)


def register() -> None:
    for kind in CLASSES:
        bpy.utils.register_class(kind)
    bpy.types.Scene.colorize = bpy.props.PointerProperty(type=ColorizeSettings)


def unregister() -> None:
    del bpy.types.Scene.colorize
    for kind in reversed(CLASSES):
        bpy.utils.unregister_class(kind)
