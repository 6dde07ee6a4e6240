"""Drives GIMP from inside, by its Python interpreter in batch mode; see gimp.sh. Prints what went wrong, and the times."""

import os
import signal
import threading
import time
import traceback

import numpy
from gi.repository import Gegl, Gimp, Gio

HERE = os.environ["COLORIZE_HERE"]
RED = (192, 48, 40)
SPOT = (250, 60)
JACKET = (170, 470)
FORMAT = "R'G'B'A u8"
#: The colours of two styles of the library.
OAK, TARTAN = (164, 120, 75), (52, 75, 111)
NAMES = ["line", "shade", "flats", "paper"]
lines = []


def say(text):
    lines.append(text)
    print(text, flush=True)


def load(name="sailor.png"):
    return Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.path.join(HERE, name)))


def get(layer):
    width, height = layer.get_width(), layer.get_height()
    data = layer.get_buffer().get(Gegl.Rectangle.new(0, 0, width, height), 1.0, FORMAT, Gegl.AbyssPolicy.NONE)
    return numpy.frombuffer(data, numpy.uint8).reshape(height, width, 4)


def new(width, height, rgba=None, precision=Gimp.Precision.U8_NON_LINEAR):
    """An image with one layer."""
    image = Gimp.Image.new_with_precision(width, height, Gimp.ImageBaseType.RGB, precision)
    layer = Gimp.Layer.new(image, "ink", width, height, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    if rgba is not None:
        layer.get_buffer().set(Gegl.Rectangle.new(0, 0, width, height), FORMAT, rgba.tobytes())
    return image


def color(image, layer=None, **wishes):
    """Runs the procedure as a script would; gives its message if it fails."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
    assert procedure, "GIMP does not know the plug-in"
    config = procedure.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", [layer or image.get_layers()[-1]])
    for name, value in wishes.items():
        config.set_property(name, value)
    result = procedure.run(config)
    return "" if result.index(0) == Gimp.PDBStatusType.SUCCESS else Gimp.get_pdb().get_last_error()


def group(image):
    found = [layer for layer in image.get_layers() if layer.get_name() == "colorize"]
    return found[0] if found else None


def hint(image, x, y, radius=6, name="hints"):
    layer = Gimp.Layer.new(image, name, 2 * radius, 2 * radius, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    layer.set_offsets(x - radius, y - radius)
    dab = numpy.full((2 * radius, 2 * radius, 4), (*RED, 255), numpy.uint8)
    layer.get_buffer().set(Gegl.Rectangle.new(0, 0, 2 * radius, 2 * radius), FORMAT, dab.tobytes())


def at(layer, x, y):
    place = layer.get_offsets()
    return tuple(int(value) for value in get(layer)[y - place.offset_y, x - place.offset_x])


def drawn(width, height):
    """The sample, scaled by whole pixels, in the middle of white paper."""
    image = load()
    image.convert_rgb()
    side = min(width, height)
    image.scale(side, side)
    sheet = numpy.full((height, width, 4), 255, numpy.uint8)
    top, left = (height - side) // 2, (width - side) // 2
    sheet[top : top + side, left : left + side] = get(image.get_layers()[0])
    image.delete()
    return sheet


def sample():
    """Without a hint: the group, its layers, and the picture they make, also as the library's own tool makes it."""
    image = load()
    assert not color(image)
    assert [layer.get_name() for layer in group(image).get_children()] == NAMES
    wanted = get(load("wanted.png").get_layers()[0])[..., :3].astype(int)
    seen = get(image.duplicate().flatten())[..., :3].astype(int)
    off = abs(seen - wanted).max()
    assert off <= 2, f"merged layers are {off} off"


def hinted():
    """With a hint: its colour is exact, and the old group gives way."""
    image = load()
    assert not color(image)
    image.convert_rgb() if image.get_base_type() != Gimp.ImageBaseType.RGB else None
    hint(image, *SPOT)
    assert not color(image)
    assert [layer.get_name() for layer in image.get_layers()].count("colorize") == 1
    flats = group(image).get_children()[2]
    assert at(flats, *SPOT) == (*RED, 255), at(flats, *SPOT)
    assert not color(image, accuracy=0.95, parts="top=#3060a0", light="upper-left", palette=2)
    assert [layer.get_name() for layer in group(image).get_children()] == ["line", "slashes", "shade", "flats", "paper"]


def made(image):
    return {layer.get_name().split(" #")[0]: layer for layer in group(image).get_children()}


def textured(layer, x, y):
    place = layer.get_offsets()
    top, left = y - place.offset_y, x - place.offset_x
    return get(layer)[top - 8 : top + 8, left - 8 : left + 8, 3].std() > 5


def styled():
    """A style for a part by an argument, another where it was painted: exact colours, and textures."""
    image = load()
    image.convert_rgb()
    hint(image, *SPOT, name="style oak")
    assert not color(image, styles="top = blue tartan, shoes=denim")
    layers = made(image)
    assert list(layers) == ["line", "shade", "texture", "flats", "paper"], list(layers)
    for place, wanted in ((SPOT, OAK), (JACKET, TARTAN)):
        assert at(layers["flats"], *place) == (*wanted, 255), at(layers["flats"], *place)
        assert textured(layers["texture"], *place), place
    assert "no style “silk”" in color(image, styles="hair=silk")


def referenced():
    """The colours of a layer of another image, of a hidden layer, and of a file; then those of a mood."""
    other = load()
    assert not color(other, parts="hair=#a02818 top=#18a028", shade=0.0)
    reference = other.duplicate()
    picture = reference.flatten()
    file = Gio.File.new_for_path(os.path.join(HERE, "reference.png"))
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, reference, file, None)
    image = load()
    image.convert_rgb()
    drawing = image.get_layers()[0]
    hidden = Gimp.Layer.new_from_drawable(picture, image)
    hidden.set_name("Reference from the front")
    hidden.set_visible(False)

    def check(**wishes):
        assert not color(image, drawing, **wishes)
        flats = made(image)["flats"]
        return at(flats, *SPOT) == (160, 40, 24, 255) and at(flats, *JACKET) == (24, 160, 40, 255)

    assert check(reference=picture), "a layer of another image"
    assert check(references=f"{file.get_path()};"), "a file"
    assert not check(), "it is let go"
    image.insert_layer(hidden, None, 0)
    assert check(), "a hidden layer"
    image.remove_layer(hidden)
    mood = numpy.zeros((64, 64, 4), numpy.uint8)
    mood[:, :40], mood[:, 40:] = (40, 60, 160, 255), (230, 200, 90, 255)
    sheet = new(64, 64, mood)
    file = Gio.File.new_for_path(os.path.join(HERE, "mood.png"))
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, sheet, file, None)
    check(mood=file)
    for place in (SPOT, JACKET):
        found = numpy.array(at(made(image)["flats"], *place)[:3])
        near = min(abs(found - wanted).max() for wanted in ((40, 60, 160), (230, 200, 90)))
        assert near < 48, found


def deep():
    """Sixteen bits, and floats in linear light."""
    for precision in (Gimp.Precision.U16_NON_LINEAR, Gimp.Precision.FLOAT_LINEAR):
        image = new(512, 512, drawn(512, 512), precision)
        hint(image, *SPOT)
        assert not color(image)
        assert at(group(image).get_children()[2], *SPOT) == (*RED, 255), precision


def on_nothing():
    """Lines on a layer that is transparent and smaller than the canvas: the group comes below it, at its place."""
    lines = numpy.zeros((512, 512, 4), numpy.uint8)
    lines[..., 3] = 255 - drawn(512, 512)[..., 0]
    image = new(600, 560)
    image.get_layers()[0].fill(Gimp.FillType.WHITE)
    layer = Gimp.Layer.new(image, "lines", 512, 512, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    layer.set_offsets(40, 20)
    layer.get_buffer().set(Gegl.Rectangle.new(0, 0, 512, 512), FORMAT, lines.tobytes())
    hint(image, SPOT[0] + 40, SPOT[1] + 20)
    assert not color(image, layer)
    assert [made.get_name() for made in image.get_layers()] == ["hints", "lines", "colorize", "ink"]
    shade, flats = group(image).get_children()
    assert at(flats, SPOT[0] + 40, SPOT[1] + 20) == (*RED, 255)


def small_and_wide():
    for width, height in ((1, 1), (30000, 20)):
        image = new(width, height, drawn(width, height))
        said = color(image)
        assert said or group(image)
        say(f"{width} x {height}: {said or 'coloured'}")


def refused():
    """A message, and the image as it was."""
    image = new(64, 48)
    for wishes in ({}, {"parts": "nonsense"}, {"parts": "hare=#ff0000"}):
        if wishes:
            image = load()
        before = [layer.get_id() for layer in image.get_layers()], image.get_base_type()
        said = color(image, **wishes)
        assert said and ([layer.get_id() for layer in image.get_layers()], image.get_base_type()) == before
        say(f"{wishes or 'an empty layer'}: {said}")


def ended():
    """Half-way, as GIMP does it when Cancel is pressed: the plug-in's process is ended."""
    image = new(3000, 3000, drawn(3000, 3000))
    before = [layer.get_id() for layer in image.get_layers()]
    ended = []

    def end():
        while not ended:
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{pid}/cmdline", "rb") as file:
                        words = file.read().split(b"\0")
                except OSError:
                    continue
                if any(word == f"{HERE}/config/plug-ins/colorize_gimp/colorize_gimp.py".encode() for word in words):
                    time.sleep(1)  # it reads the drawing now
                    os.kill(int(pid), signal.SIGTERM)
                    ended.append(pid)
            time.sleep(0.02)

    killer = threading.Thread(target=end, daemon=True)
    killer.start()
    said = color(image)
    assert ended, "the plug-in was through before it could be ended"
    assert said is not None and [layer.get_id() for layer in image.get_layers()] == before
    say(f"ended half-way: {said}")
    assert not color(load()), "and then it works again"


def full_hd():
    """From the call to the layers: a script's call starts the plug-in's process anew, as GIMP's menu does."""
    sheet = drawn(1920, 1080)
    for _ in range(3):
        image = new(1920, 1080, sheet)
        start = time.monotonic()
        assert not color(image)
        total = time.monotonic() - start
        say(f"1920 x 1080, call to layers: {total * 1000:.0f} ms")
        image.delete()
    import sys

    sys.path.append(os.path.join(HERE, "config/plug-ins/colorize_gimp/vendor"))
    import painting

    painter = painting.Painter()
    for _ in range(3):
        painter._kept.clear()
        start = time.monotonic()
        painter.paint(sheet, painting.Wishes())
        say(f"1920 x 1080, the library alone: {(time.monotonic() - start) * 1000:.0f} ms")
    painter.preview(sheet, painting.Wishes())
    start = time.monotonic()
    painter.preview(sheet, painting.Wishes(shade=0.5))
    say(f"preview after a change: {(time.monotonic() - start) * 1000:.0f} ms")


failed = []
for part in (sample, hinted, styled, referenced, deep, on_nothing, small_and_wide, refused, ended, full_hd):
    try:
        part()
        say(f"ok {part.__name__}")
    except Exception:
        failed.append(part.__name__)
        say(f"FAILED {part.__name__}\n{traceback.format_exc()}")
lines.append(f"failed: {' '.join(failed)}" if failed else "all well")
with open(os.path.join(HERE, "report"), "w") as report:
    report.write("\n".join(lines) + "\n")
