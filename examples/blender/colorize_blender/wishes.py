"""What the painter wishes, kept in the scene, and the panel that asks for it."""

from __future__ import annotations

from typing import Any

import bpy
import painting

PARTS = "hair face body_skin eye top bottom shoes accessory hat clothes_other".split()


class Part(bpy.types.PropertyGroup):
    """The colour of a part."""

    part: bpy.props.StringProperty(name="Part", description="Such as hair")
    color: bpy.props.FloatVectorProperty(name="Colour", subtype="COLOR_GAMMA", min=0, max=1, default=(0.5, 0.3, 0.2))


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
    hints: bpy.props.PointerProperty(
        name="Hints", description="A picture as large as the drawing, transparent but for dabs of colour", type=bpy.types.Image
    )
    folder: bpy.props.StringProperty(
        name="Folder", description="Where layers are written as PNG files, flats_0001.png and so on", subtype="DIR_PATH", default="//colorize"
    )


def wished(settings: Any) -> painting.Wishes:
    """The settings as the library takes them."""
    parts = {}
    for part in settings.parts:
        parts[part.part] = "#%02x%02x%02x" % tuple(round(value * 255) for value in part.color)
    x, y, softness = settings.light
    return painting.Wishes(
        parts=parts,
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
    for index, part in enumerate(settings.parts):
        row = layout.row(align=True)
        row.prop(part, "part", text="")
        row.prop(part, "color", text="")
        row.operator(RemovePart.bl_idname, text="", icon="X").index = index
    layout.operator(AddPart.bl_idname, icon="ADD")


class AddPart(bpy.types.Operator):
    """Says what colour a part is to have"""

    bl_idname = "colorize.add_part"
    bl_label = "Colour of a Part"
    bl_options = {"UNDO", "INTERNAL"}

    def execute(self, context: Any) -> "set[str]":
        parts = context.scene.colorize.parts
        named = {part.part for part in parts}
        parts.add().part = next((part for part in PARTS if part not in named), "")
        return {"FINISHED"}


class RemovePart(bpy.types.Operator):
    """Lets the colour of the part be chosen"""

    bl_idname = "colorize.remove_part"
    bl_label = "Let It Be Chosen"
    bl_options = {"UNDO", "INTERNAL"}
    index: bpy.props.IntProperty()

    def execute(self, context: Any) -> "set[str]":
        context.scene.colorize.parts.remove(self.index)
        return {"FINISHED"}


CLASSES = (Part, ColorizeSettings, AddPart, RemovePart)


def register() -> None:
    for kind in CLASSES:
        bpy.utils.register_class(kind)
    bpy.types.Scene.colorize = bpy.props.PointerProperty(type=ColorizeSettings)


def unregister() -> None:
    del bpy.types.Scene.colorize
    for kind in reversed(CLASSES):
        bpy.utils.unregister_class(kind)
