"""GIMP with a window: the dialog, undo in one step, and the image closed while the plug-in asks or works. gimp.sh presses the
keys when it reads what is said here.
"""

import os
import time

import numpy
from gi.repository import Gegl, Gimp, Gio

HERE = os.environ["COLORIZE_HERE"]
FORMAT = "R'G'B'A u8"


def say(text):
    with open(os.path.join(HERE, "window"), "a") as file:
        file.write(text + "\n")


def wait(until, what):
    end = time.monotonic() + 30
    while not until():
        if time.monotonic() > end:
            say(f"FAILED {what}: {names(image)}")
            raise TimeoutError(what)
        time.sleep(0.1)


def check(holds, what):
    if not holds:
        say(f"FAILED {what}: {Gimp.get_pdb().get_last_error()}")
        raise AssertionError(what)


def names(image):
    return [layer.get_name() for layer in image.get_layers()]


def put(image, name, left, top, rgba):
    height, width = rgba.shape[:2]
    layer = Gimp.Layer.new(image, name, width, height, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
    image.insert_layer(layer, None, 0)
    layer.set_offsets(left, top)
    layer.get_buffer().set(Gegl.Rectangle.new(0, 0, width, height), FORMAT, rgba.tobytes())


def show(image):
    image.clean_all()  # or it asks whether to save when it is closed
    Gimp.Display.new(image)
    time.sleep(3)


def color(image):
    """As from the menu: with the dialog."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
    config = procedure.create_config()
    config.set_property("run-mode", Gimp.RunMode.INTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", [image.get_layers()[-1]])
    return procedure.run(config).index(0)


def drawing():
    """One that takes a while."""
    large = Gimp.Image.new(4000, 4000, Gimp.ImageBaseType.RGB)
    paper = numpy.full((4000, 4000, 4), 255, numpy.uint8)
    paper[500:520, :, :3] = paper[:, 900:920, :3] = 0
    put(large, "ink", 0, 0, paper)
    return large


def closed_meanwhile(word):
    """A large drawing, which gimp.sh closes when it reads the word."""
    large = drawing()
    show(large)
    say(word)
    status = color(large)
    say(f"{word}, closed meanwhile: {status.value_nick}")
    check(not large.is_valid(), "it was not closed")
    check(names(image) == before and len(Gimp.get_images()) == 1, "another image changed, or came")


image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.path.join(HERE, "sailor.png")))
image.convert_rgb()
put(image, "hints", 244, 54, numpy.full((12, 12, 4), (192, 48, 40, 255), numpy.uint8))
before = names(image)
show(image)
say("dialog")
check(color(image) == Gimp.PDBStatusType.SUCCESS and "colorize" in names(image), "the dialog")
made = next(layer for layer in image.get_layers() if layer.get_name() == "colorize")
check("texture" in [layer.get_name() for layer in made.get_children()], "a style was clicked")
time.sleep(1)
say("colored")
wait(lambda: names(image) == before, "one step of undo")
say("undone")
check(color(image) == Gimp.PDBStatusType.CANCEL and names(image) == before, "Escape")
closed_meanwhile("asks")
closed_meanwhile("works")
say("again")
check(color(image) == Gimp.PDBStatusType.SUCCESS and "colorize" in names(image), "and then it works again")
image.clean_all()  # or it asks whether to save when it is quit
say("again, well")
large = drawing()
show(large)
say("quits")
color(large)
say("FAILED it was not quit")
