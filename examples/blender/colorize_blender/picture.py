"""Colours the picture in the image editor into new images, and materials of its parts."""

from __future__ import annotations

from typing import Any, Optional

import bpy
import numpy as np
import painting
from colorize import PixelFormat

from .styles import NONE, painter
from .wishes import draw, draw_rows, wished


def pixels(image: Any) -> Any:
    """An image as RGBA8, the top row first. Blender's rows go up; its bytes are sRGB, its floats linear light."""
    width, height = image.size
    if not width or not height or not image.has_data and image.source != "GENERATED":
        raise painting.Refused(f"“{image.name}” has no pixels.")
    flat = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(flat)
    values = flat.reshape(height, width, image.channels)[::-1]
    if image.channels != 4:
        raise painting.Refused(f"“{image.name}” has {image.channels} channels: it must have 4.")
    if image.is_float:
        return painting.to_rgba8(values, PixelFormat.RGBA_F32)
    return np.ascontiguousarray((values * 255 + 0.5).astype(np.uint8))


def beside(settings: Any) -> painting.Beside:
    """The pictures whose colours are taken."""
    references = tuple(pixels(row.image) for row in settings.references if row.image)
    return painting.Beside(references=references, mood=pixels(settings.mood) if settings.mood else None)


def new(name: str, rgba: Any) -> Any:
    """RGBA8 pixels as an image that is kept in the .blend file, in place of the one of that name."""
    height, width = rgba.shape[:2]
    old = bpy.data.images.get(name)
    if old:
        bpy.data.images.remove(old)
    image = bpy.data.images.new(name, width, height, alpha=True)
    image.pixels.foreach_set((rgba[::-1].astype(np.float32) / 255).ravel())
    image.update()
    image.pack()
    return image


def materials(name: str, parts: Any) -> None:
    """One for each part that has a colour, for fills of Grease Pencil and for surfaces."""
    for part in parts:
        if not part.colors:
            continue
        label = f"{name} {part.name}"
        material = bpy.data.materials.get(label) or bpy.data.materials.new(label)
        material.use_fake_user = True
        linear = painting.to_format(np.array([[(*part.colors[0], 255)]], np.uint8), PixelFormat.RGBA_F32)[0, 0]
        material.diffuse_color = linear
        if not material.is_grease_pencil:
            bpy.data.materials.create_gpencil_data(material)
        material.grease_pencil.show_fill = True
        material.grease_pencil.show_stroke = False
        material.grease_pencil.fill_color = linear


class ColorImage(bpy.types.Operator):
    """Colours the line drawing in the image editor into new images: the picture and its layers"""

    bl_idname = "colorize.image"
    bl_label = "Colour Line Drawing"
    bl_options = {"REGISTER", "UNDO"}
    image: bpy.props.StringProperty(name="Image", description="The drawing; the one in the editor if empty")

    _job: Optional[painting.Job] = None

    def execute(self, context: Any) -> "set[str]":
        try:
            name, work = self._begin(context)
            self._done(context, name, work(None))
        except Exception as error:
            self.report({"ERROR"}, painting.message(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def invoke(self, context: Any, _event: Any) -> "set[str]":
        try:
            self._name, work = self._begin(context)
        except Exception as error:
            self.report({"ERROR"}, painting.message(error))
            return {"CANCELLED"}
        self._job = painting.Job(work)
        context.window_manager.progress_begin(0, 100)
        self._timer = context.window_manager.event_timer_add(0.03, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> "set[str]":
        job = self._job
        assert job is not None
        if event.type == "ESC":
            job.cancel()
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        context.window_manager.progress_update(int(job.share * 100))
        if job.is_alive():
            return {"RUNNING_MODAL"}
        self._end(context)
        try:
            if job.error:
                raise job.error
            if self._name not in bpy.data.images:
                raise painting.Refused(f"“{self._name}” was removed meanwhile: nothing was changed.")
            self._done(context, self._name, job.result)
        except Exception as error:
            self.report({"ERROR"}, painting.message(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def cancel(self, context: Any) -> None:
        """Blender ends it: another file is loaded, or the window is closed."""
        if self._job:
            self._job.cancel()
        self._end(context)

    def _end(self, context: Any) -> None:
        context.window_manager.event_timer_remove(self._timer)
        context.window_manager.progress_end()

    def _begin(self, context: Any) -> Any:
        image = bpy.data.images.get(self.image) if self.image else getattr(context.space_data, "image", None)
        if image is None:
            raise painting.Refused("No image is chosen.")
        settings = context.scene.colorize
        drawing, chosen = pixels(image), wished(settings)
        dabs = [row for row in settings.styled if row.image and row.style not in ("", NONE)]
        for other in (settings.hints, *(row.image for row in dabs)):
            if other and tuple(other.size) != tuple(image.size):
                raise painting.Refused(f"“{other.name}” is not as large as “{image.name}”.")
        layers = beside(settings)._replace(
            hints=pixels(settings.hints) if settings.hints else None, styled={row.style: pixels(row.image) for row in dabs}
        )
        return image.name, lambda told: painter.paint(drawing, chosen, layers, None, told)

    def _done(self, context: Any, name: str, made: painting.Painting) -> None:
        stem = name.rsplit(".", 1)[0]
        for layer, rgba in made.layers:
            new(f"{stem} {layer}", rgba)
        colored = new(f"{stem} colored", made.picture)
        materials(stem, made.parts)
        if getattr(context.space_data, "image", None):
            context.space_data.image = colored


class ImagePanel(bpy.types.Panel):
    bl_idname = "IMAGE_PT_colorize"
    bl_label = "Colorize"
    bl_space_type = "IMAGE_EDITOR"
    bl_region_type = "UI"
    bl_category = "Colorize"

    def draw(self, context: Any) -> None:
        settings = context.scene.colorize
        self.layout.operator(ColorImage.bl_idname, icon="BRUSH_DATA")
        self.layout.prop(settings, "hints")
        draw_rows(self.layout, settings, "styled")
        draw(self.layout, settings)


CLASSES = (ColorImage, ImagePanel)


def register() -> None:
    for kind in CLASSES:
        bpy.utils.register_class(kind)


def unregister() -> None:
    for kind in reversed(CLASSES):
        bpy.utils.unregister_class(kind)
