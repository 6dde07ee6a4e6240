"""Blender with a window: the sample coloured in the image editor, and a screenshot."""

import os

import bpy

HERE = os.environ["COLORIZE_HERE"]
bpy.context.preferences.view.show_splash = False
bpy.ops.preferences.addon_enable(module="colorize_blender")


def area():
    return max(bpy.context.window_manager.windows[0].screen.areas, key=lambda area: area.width * area.height)


def start():
    window = bpy.context.window_manager.windows[0]
    place = area()
    place.type = "IMAGE_EDITOR"
    place.spaces.active.image = bpy.data.images.load(os.path.join(HERE, "sailor.png"))
    place.spaces.active.show_region_ui = True
    parts = bpy.context.scene.colorize.parts
    parts.add().part = "hair"
    parts[0].color = (0.75, 0.19, 0.16)
    region = next(region for region in place.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=place, region=region, space_data=place.spaces.active):
        bpy.ops.colorize.image("INVOKE_DEFAULT")
        bpy.ops.image.view_all(fit_view=True)
    bpy.app.timers.register(shoot, first_interval=4)


def shoot():
    area().tag_redraw()
    if area().spaces.active.image.name != "sailor colored":
        os._exit(1)
    bpy.app.timers.register(done, first_interval=2)


def done():
    open(os.path.join(HERE, "ready"), "w").close()


bpy.app.timers.register(start, first_interval=1)
