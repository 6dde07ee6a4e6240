"""Drives Blender from inside: `blender -b --python blender_test.py`; see blender.sh. Ends with 1 on failure."""

import os
import sys
import time
import traceback

import bpy
import numpy

HERE = os.environ["COLORIZE_HERE"]
SAMPLE = os.path.join(HERE, "sailor.png")
RED = (192, 48, 40)
SPOT = (250, 60)
JACKET = (170, 470)
#: The colours of two styles of the library.
OAK, TARTAN = (164, 120, 75), (52, 75, 111)
failed = []
#: A head, eyes, a mouth: x and y of the middle, half the width and the height.
FIGURE = ((0, 0.3, 0.4, 0.45), (-0.15, 0.2, 0.08, 0.08), (0.15, 0.2, 0.08, 0.08), (0, 0, 0.1, 0.04))


def get(name):
    """An image's bytes, top row first."""
    image = bpy.data.images[name]
    flat = numpy.empty(image.size[0] * image.size[1] * 4, numpy.float32)
    image.pixels.foreach_get(flat)
    return (flat.reshape(image.size[1], image.size[0], 4)[::-1] * 255 + 0.5).astype(int)


def new(name, rgba, float_buffer=False):
    height, width = rgba.shape[:2]
    image = bpy.data.images.new(name, width, height, alpha=True, float_buffer=float_buffer)
    image.pixels.foreach_set((rgba[::-1].astype(numpy.float32) / 255).ravel())
    image.update()
    return image


def color(name):
    """What went wrong, or nothing."""
    try:
        assert bpy.ops.colorize.image(image=name) == {"FINISHED"}
    except RuntimeError as error:
        return str(error).strip()
    return ""


def over(*layers):
    """Layers over white, the lowest first."""
    made = numpy.full((*layers[0].shape[:2], 3), 255.0)
    for layer in layers:
        alpha = layer[..., 3:] / 255
        made = made * (1 - alpha) + layer[..., :3] * alpha
    return made


def sample():
    """Without a hint: the layers, the picture they make, and materials of the parts."""
    bpy.data.images.load(SAMPLE)
    assert not color("sailor.png")
    layers = [get(f"sailor {name}") for name in ("paper", "flats", "shade", "line")]
    off = abs(over(*layers) - get("sailor colored")[..., :3]).max()
    assert off <= 2, f"merged layers are {off} off"
    hair = bpy.data.materials["sailor hair"]
    assert hair.grease_pencil.show_fill and tuple(hair.diffuse_color) != (0.8, 0.8, 0.8, 1)


def hinted():
    """With a hint: its colour is exact. As floats in linear light, too."""
    settings = bpy.context.scene.colorize
    dab = numpy.zeros((512, 512, 4), numpy.uint8)
    dab[SPOT[1] - 6 : SPOT[1] + 6, SPOT[0] - 6 : SPOT[0] + 6] = (*RED, 255)
    settings.hints = new("hints", dab)
    assert not color("sailor.png")
    assert tuple(get("sailor flats")[SPOT[1], SPOT[0]]) == (*RED, 255)
    settings.accuracy, settings.use_light = 0.95, True
    bpy.ops.colorize.add(rows="parts")
    settings.parts[0].part, settings.parts[0].color = "top", (0.2, 0.4, 0.6)
    assert not color("sailor.png")
    assert "sailor slashes" in bpy.data.images
    new("float", get("sailor.png"), float_buffer=True)
    assert not color("float")
    assert tuple(get("float flats")[SPOT[1], SPOT[0]]) == (*RED, 255)
    settings.hints, settings.accuracy, settings.use_light = None, 0, False
    settings.parts.clear()


def styled():
    """A style for a part, another where it was painted: exact colours, and textures."""
    settings = bpy.context.scene.colorize
    bpy.ops.colorize.add(rows="parts")
    settings.parts[0].part, settings.parts[0].style = "top", "blue tartan"
    bpy.ops.colorize.add(rows="styled")
    dab = numpy.zeros((512, 512, 4), numpy.uint8)
    dab[SPOT[1] - 6 : SPOT[1] + 6, SPOT[0] - 6 : SPOT[0] + 6] = 255
    settings.styled[0].image, settings.styled[0].style = new("dabs", dab), "oak"
    assert not color("sailor.png")
    flats, texture = get("sailor flats"), get("sailor texture")
    for (x, y), wanted in ((SPOT, OAK), (JACKET, TARTAN)):
        assert tuple(flats[y, x]) == (*wanted, 255), flats[y, x]
        assert texture[y - 8 : y + 8, x - 8 : x + 8, 3].std() > 5
    off = abs(over(*(get(f"sailor {name}") for name in ("paper", "flats", "texture", "shade", "line"))) - get("sailor colored")[..., :3]).max()
    assert off <= 2, f"merged layers are {off} off"
    settings.library = "/nowhere.styles"
    said = color("sailor.png")
    assert "is not there" in said, said
    settings.library = ""
    assert settings.parts[0].style == "blue tartan"
    bpy.ops.colorize.remove(rows="parts", index=0)
    bpy.ops.colorize.remove(rows="styled", index=0)
    assert not settings.parts and not settings.styled


def referenced():
    """The colours of another image, and of a mood."""
    settings = bpy.context.scene.colorize
    for part, wanted in (("hair", (160, 40, 24)), ("top", (24, 160, 40))):
        row = settings.parts.add()
        row.part, row.color = part, numpy.array(wanted) / 255
    settings.shade = 0
    assert not color("sailor.png")
    settings.parts.clear()
    bpy.ops.colorize.add(rows="references")
    settings.references[0].image = new("reference", get("sailor colored"))
    assert not color("sailor.png")
    flats = get("sailor flats")
    assert tuple(flats[SPOT[1], SPOT[0]]) == (160, 40, 24, 255) and tuple(flats[JACKET[1], JACKET[0]]) == (24, 160, 40, 255)
    settings.references.clear()
    mood = numpy.full((64, 64, 4), 255, numpy.uint8)
    mood[:, :40, :3], mood[:, 40:, :3] = (40, 60, 160), (230, 200, 90)
    settings.mood = new("mood", mood)
    assert not color("sailor.png")
    for x, y in (SPOT, JACKET):
        found = get("sailor flats")[y, x, :3]
        assert min(abs(found - wanted).max() for wanted in ((40, 60, 160), (230, 200, 90))) < 48, found
    settings.mood, settings.shade = None, 1


def refused():
    """A message, and nothing new."""
    new("empty", numpy.zeros((48, 64, 4)))
    new("dot", numpy.full((1, 1, 4), 255))
    bpy.context.scene.colorize.hints = bpy.data.images["dot"]
    before = len(bpy.data.images)
    said = color("sailor.png")
    assert "not as large" in said, said
    bpy.context.scene.colorize.hints = None
    for name in ("empty", "dot", "nowhere"):
        said = color(name)
        assert said and len(bpy.data.images) == before, name
        print(f"{name}: {said}")
    wide = numpy.full((20, 30000, 4), 255, numpy.uint8)
    wide[:, 15000:15003, :3] = 0
    new("wide", wide)
    print("30000 x 20:", color("wide") or "coloured")
    missing = bpy.data.images.new("missing", 8, 8)
    missing.source = "FILE"
    missing.filepath = "/nowhere.png"
    said = color("missing")
    assert said
    print("a missing file:", said)


def cancelled():
    """Half-way: the operator's own thread ends with what it tells the painter."""
    import painting
    from colorize_blender import picture

    picture.painter._kept.clear()
    big = numpy.repeat(numpy.repeat(get("sailor.png"), 6, 0), 6, 1).astype(numpy.uint8)
    job = painting.Job(lambda told: picture.painter.paint(big, painting.Wishes(), progress=told))
    while not job.share:
        time.sleep(0.001)
    job.cancel()
    job.join()
    assert job.cancelled and painting.message(job.error) == "Cancelled: nothing was changed."


def grease_pencil():
    """Two frames drawn with Grease Pencil: layers on disk, the parts alike in both."""
    scene = bpy.context.scene
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    data = bpy.data.grease_pencils.new("lines")
    thing = bpy.data.objects.new("lines", data)
    scene.collection.objects.link(thing)
    ink = bpy.data.materials.new("ink")
    bpy.data.materials.create_gpencil_data(ink)
    ink.grease_pencil.color = (0, 0, 0, 1)
    data.materials.append(ink)
    layer = data.layers.new("lines")
    layer.use_lights = False
    for frame in (1, 2):
        strokes = layer.frames.new(frame).strokes
        circle = [(numpy.cos(angle), numpy.sin(angle)) for angle in numpy.linspace(0, 2 * numpy.pi, 40, endpoint=False)]
        shapes = [[(x + width * cos, y + height * sin) for cos, sin in circle] for x, y, width, height in FIGURE]
        shapes.append([(-0.2, -0.1), (-0.5, -0.25), (-0.6, -1.2), (0.6, -1.2), (0.5, -0.25), (0.2, -0.1)])
        shapes.append([(-0.4, 0.3), (-0.1, 0.5), (0, 0.35), (0.1, 0.5), (0.4, 0.3), (0.35, 0.7), (0, 0.85), (-0.35, 0.7)])
        for shape in shapes:
            stroke = strokes.new()
            stroke.line_width, stroke.use_cyclic = 20, True
            stroke.points.add(len(shape))
            for point, (x, y) in zip(stroke.points, shape):
                point.co = (x, 0, y + frame / 50)
                point.pressure, point.strength = 1, 1
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.type, camera.data.ortho_scale = "ORTHO", 2
    camera.location, camera.rotation_euler = (0, -5, 0), (numpy.pi / 2, 0, 0)
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.film_transparent = True
    scene.render.resolution_x = scene.render.resolution_y = 400
    scene.view_settings.view_transform = "Standard"
    scene.frame_start, scene.frame_end = 1, 2
    scene.colorize.folder = os.path.join(HERE, "frames")
    kept = scene.render.filepath, scene.render.image_settings.file_format
    assert bpy.ops.colorize.frames() == {"FINISHED"}
    assert (scene.render.filepath, scene.render.image_settings.file_format) == kept
    found = sorted(os.listdir(scene.colorize.folder))
    assert found == [f"{name}_000{frame}.png" for name in ("colored", "flats", "shade") for frame in (1, 2)], found
    first, second = (bpy.data.images.load(os.path.join(scene.colorize.folder, f"flats_000{frame}.png")) for frame in (1, 2))
    flats = [{tuple(color) for color in get(image.name).reshape(-1, 4) if color[3] == 255} for image in (first, second)]
    assert flats[0] & flats[1], flats


def full_hd():
    sample = get("sailor.png")[:, :, :].astype(numpy.uint8)
    whole = numpy.repeat(numpy.repeat(sample, 2, 0), 2, 1)[:1024]
    sheet = numpy.full((1080, 1920, 4), 255, numpy.uint8)
    sheet[28:1052, 448:1472] = whole
    new("hd", sheet)
    from colorize_blender import picture

    for _ in range(3):
        picture.painter._kept.clear()
        start = time.monotonic()
        assert not color("hd")
        print(f"1920 x 1080, call to images: {(time.monotonic() - start) * 1000:.0f} ms", flush=True)


bpy.ops.preferences.addon_enable(module="colorize_blender")
for part in (sample, hinted, styled, referenced, refused, cancelled, full_hd, grease_pencil):
    try:
        part()
        print(f"ok {part.__name__}", flush=True)
    except Exception:
        failed.append(part.__name__)
        print(f"FAILED {part.__name__}\n{traceback.format_exc()}", flush=True)
bpy.ops.preferences.addon_disable(module="colorize_blender")
print(f"failed: {' '.join(failed)}" if failed else "all well", flush=True)
sys.stdout.flush()
os._exit(1 if failed else 0)
