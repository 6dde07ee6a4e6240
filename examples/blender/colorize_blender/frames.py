"""Renders the frames of a scene and colours them: layers as PNG files, one sequence for each, for the compositor."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Iterator, Optional

import bpy
import colorize
import painting

from .picture import beside, materials
from .styles import painter
from .wishes import draw, wished


def rendered(scene: Any, frame: int, folder: str) -> Any:
    """A frame as the scene's settings render it, RGBA8. The scene's own output settings stay as they are."""
    render = scene.render
    image = render.image_settings
    kept = render.filepath, image.file_format, image.color_mode, image.color_depth
    try:
        image.file_format, image.color_mode, image.color_depth = "PNG", "RGBA", "8"
        render.filepath = str(Path(folder, f"{frame}.png"))
        scene.frame_set(frame)
        bpy.ops.render.render(write_still=True, scene=scene.name)
        return colorize.Image.open(render.filepath).pixels
    finally:
        render.filepath, image.file_format, image.color_mode, image.color_depth = kept


class ColorFrames(bpy.types.Operator):
    """Renders frames, colours them, and writes their layers as PNG files"""

    bl_idname = "colorize.frames"
    bl_label = "Colour Frames"
    first: bpy.props.IntProperty(name="First", description="0 for the scene's own", min=0)
    last: bpy.props.IntProperty(name="Last", description="0 for the scene's own", min=0)

    _steps: Iterator[None]
    _timer: Any = None
    _parts: Optional[Any] = None

    def execute(self, context: Any) -> "set[str]":
        self._begin(context)
        while True:
            done = self._step(context)
            if done:
                return done

    def invoke(self, context: Any, _event: Any) -> "set[str]":
        self._begin(context)
        self._timer = context.window_manager.event_timer_add(0.03, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> "set[str]":
        if event.type == "ESC":
            self.report({"INFO"}, f"Cancelled: {self._count} frames are in {self._folder}")
            self.cancel(context)
            return {"CANCELLED"}
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        return self._step(context) or {"RUNNING_MODAL"}

    def cancel(self, context: Any) -> None:
        """Escape was pressed, or Blender ends it: another file is loaded, or the window is closed."""
        self._steps.close()  # type: ignore[attr-defined]
        self._end(context)

    def _begin(self, context: Any) -> None:
        self._folder = Path(bpy.path.abspath(context.scene.colorize.folder))
        self._count = 0
        self._steps = self._frames(context)

    def _step(self, context: Any) -> "set[str]":
        """Colours one more frame; empty if there may be more."""
        try:
            next(self._steps)
            return set()
        except StopIteration:
            self.report({"INFO"}, f"{self._count} frames are in {self._folder}")
            done = {"FINISHED"}
        except Exception as error:
            self.report({"ERROR"}, painting.message(error))
            done = {"CANCELLED"}
        self._end(context)
        return done

    def _end(self, context: Any) -> None:
        if self._timer:
            context.window_manager.event_timer_remove(self._timer)
            self._timer = None

    def _frames(self, context: Any) -> Iterator[None]:
        """Renders and colours frames, one a step."""
        scene = context.scene
        frames = range(self.first or scene.frame_start, (self.last or scene.frame_end) + 1)
        at = scene.frame_current
        chosen, layers = wished(scene.colorize), beside(scene.colorize)
        context.window_manager.progress_begin(0, len(frames))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for count, frame in enumerate(frames):
                with tempfile.TemporaryDirectory() as place:
                    drawing = rendered(scene, frame, place)
                try:
                    self._color(frame, drawing, chosen, layers)
                except painting.Refused:  # nothing is to be seen in this frame
                    pass
                context.window_manager.progress_update(count + 1)
                yield
            materials(scene.name, self._parts or [])
        finally:
            context.window_manager.progress_end()
            scene.frame_set(at)

    def _color(self, frame: int, drawing: Any, wishes: painting.Wishes, layers: painting.Beside) -> None:
        made = painter.paint(drawing, wishes, layers)
        self._parts = self._parts or made.parts
        if not layers.references:  # they hold frames together better
            self._keep(wishes, made)
        for name, pixels in [*made.layers, ("colored", made.picture)]:
            colorize.save(pixels, self._folder / f"{name}_{frame:04}.png")
        self._count += 1

    def _keep(self, wishes: painting.Wishes, made: painting.Painting) -> None:
        """The parts of a frame keep, in the later ones, the colours that they had when they were first seen."""
        for part in made.parts:
            if part.colors:
                wishes.parts.setdefault(part.name, str(part.colors[0]))


class FramesPanel(bpy.types.Panel):
    bl_idname = "RENDER_PT_colorize"
    bl_label = "Colorize"
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "output"

    def draw(self, context: Any) -> None:
        settings = context.scene.colorize
        self.layout.prop(settings, "folder")
        draw(self.layout, settings)
        self.layout.operator(ColorFrames.bl_idname, icon="RENDER_ANIMATION")


CLASSES = (ColorFrames, FramesPanel)


def register() -> None:
    for kind in CLASSES:
        bpy.utils.register_class(kind)


def unregister() -> None:
    for kind in reversed(CLASSES):
        bpy.utils.unregister_class(kind)
