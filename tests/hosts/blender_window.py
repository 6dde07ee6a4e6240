"""Blender with a window: the sample coloured in the image editor, and a screenshot; then what must do no harm while a drawing
is coloured: its image is removed, another file is loaded, Blender is quit. See blender.sh.
"""

import os
import threading
import traceback

import bpy
import numpy

HERE = os.environ["COLORIZE_HERE"]
bpy.context.preferences.view.show_splash = False
bpy.ops.preferences.addon_enable(module="colorize_blender")


def area():
    return max(bpy.context.window_manager.windows[0].screen.areas, key=lambda area: area.width * area.height)


def color(image):
    """As the button in the image editor does: it goes on while this returns."""
    place = area()
    place.type = "IMAGE_EDITOR"
    place.spaces.active.image = image
    place.spaces.active.show_region_ui = True
    region = next(region for region in place.regions if region.type == "WINDOW")
    window = bpy.context.window_manager.windows[0]
    with bpy.context.temp_override(window=window, area=place, region=region, space_data=place.spaces.active):
        assert bpy.ops.colorize.image("INVOKE_DEFAULT") == {"RUNNING_MODAL"}
        bpy.ops.image.view_all(fit_view=True)


def job():
    """What is being coloured."""
    found = [thread for thread in threading.enumerate() if type(thread).__name__ == "Job"]
    return found[0] if found else None


def large():
    """A drawing that takes a while, unlike the one before."""
    from colorize_blender import picture

    picture.painter._kept.clear()
    image = bpy.data.images.new("large", 3000, 3000, alpha=True)
    pixels = numpy.ones((3000, 3000, 4), numpy.float32)
    pixels[500:510, :, :3] = pixels[:, 700:710, :3] = 0
    image.pixels.foreach_set(pixels.ravel())
    image.update()
    return image


def tell(name):
    with open(os.path.join(HERE, "window"), "a") as file:
        file.write(name + "\n")


def steps():
    """Each `yield` lets Blender's loop run for a moment."""
    parts = bpy.context.scene.colorize.parts
    parts.add().part = "hair"
    parts[0].color = (0.75, 0.19, 0.16)
    parts.add().part = "top"
    parts[1].style = "blue tartan"
    color(bpy.data.images.load(os.path.join(HERE, "sailor.png")))
    while area().spaces.active.image.name != "sailor colored":
        yield
    tell("colored")
    while not os.path.exists(os.path.join(HERE, "go on")):
        yield

    color(large())
    working = job()
    while not working.share:
        yield
    before = set(bpy.data.images.keys())
    bpy.data.images.remove(bpy.data.images["large"])
    while working.is_alive():
        yield
    for _ in range(10):
        yield
    assert not working.error and set(bpy.data.images.keys()) == before - {"large"}, (working.error, bpy.data.images.keys())
    tell("ok the image is removed half-way")

    color(large())
    working = job()
    while not working.share:
        yield
    assert working.is_alive()
    bpy.ops.wm.open_mainfile(filepath=os.path.join(HERE, "other.blend"))
    while working.is_alive():
        yield
    for _ in range(10):
        yield
    assert working.cancelled, "nobody cancelled it"
    assert "other" in bpy.data.images and not [name for name in bpy.data.images.keys() if name.startswith("large")]
    color(bpy.data.images.load(os.path.join(HERE, "sailor.png")))
    while "sailor colored" not in bpy.data.images:
        yield
    tell("ok another file is loaded half-way")

    scene = bpy.context.scene
    scene.render.resolution_x = scene.render.resolution_y = 200
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.frame_start, scene.frame_end, scene.frame_current = 1, 100, 7
    scene.colorize.folder = os.path.join(HERE, "many")
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
        assert bpy.ops.colorize.frames("INVOKE_DEFAULT") == {"RUNNING_MODAL"}
    while not os.path.exists(os.path.join(HERE, "many", "flats_0002.png")):
        yield
    tell("renders")
    while scene.frame_current != 7:
        yield
    found = len(os.listdir(scene.colorize.folder))
    for _ in range(20):
        yield
    assert found == len(os.listdir(scene.colorize.folder)) < 300, "frames are coloured after Escape"
    tell("ok frames are cancelled half-way")

    color(large())
    working = job()
    while not working.share:
        yield
    assert working.is_alive()
    tell("quits half-way")
    bpy.ops.wm.quit_blender()


def step():
    try:
        next(running)
    except StopIteration:
        return None
    except Exception:
        tell(f"FAILED\n{traceback.format_exc()}")
        os._exit(1)
    return 0.05


running = steps()
other = bpy.data.images.new("other", 8, 8)
other.use_fake_user = True
bpy.ops.wm.save_as_mainfile(filepath=os.path.join(HERE, "other.blend"), copy=True)
bpy.data.images.remove(other)
bpy.app.timers.register(step, first_interval=1, persistent=True)
