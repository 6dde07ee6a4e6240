"""GIMP with a window: the dialog, and undo in one step. gimp.sh presses the keys when it reads what is said here."""

import os
import time

import numpy
from gi.repository import Gegl, Gimp, Gio

HERE = os.environ["COLORIZE_HERE"]


def say(text):
    with open(os.path.join(HERE, "window"), "a") as file:
        file.write(text + "\n")


def wait(until, what):
    end = time.monotonic() + 30
    while not until():
        if time.monotonic() > end:
            say(f"FAILED {what}: {names()}")
            raise TimeoutError(what)
        time.sleep(0.1)


def names():
    return [layer.get_name() for layer in image.get_layers()]


image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.path.join(HERE, "sailor.png")))
image.convert_rgb()
layer = Gimp.Layer.new(image, "hints", 12, 12, Gimp.ImageType.RGBA_IMAGE, 100.0, Gimp.LayerMode.NORMAL)
image.insert_layer(layer, None, 0)
layer.set_offsets(244, 54)
dab = numpy.full((12, 12, 4), (192, 48, 40, 255), numpy.uint8)
layer.get_buffer().set(Gegl.Rectangle.new(0, 0, 12, 12), "R'G'B'A u8", dab.tobytes())
before = names()
Gimp.Display.new(image)
time.sleep(3)
procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize")
config = procedure.create_config()
config.set_property("run-mode", Gimp.RunMode.INTERACTIVE)
config.set_property("image", image)
config.set_core_object_array("drawables", [image.get_layers()[-1]])
say("dialog")
result = procedure.run(config)
time.sleep(1)
if result.index(0) == Gimp.PDBStatusType.SUCCESS and "colorize" in names():
    say("colored")
    wait(lambda: names() == before, "one step of undo")
    say("undone")
    result = procedure.run(config)  # cancelled by Escape
    if result.index(0) == Gimp.PDBStatusType.CANCEL and names() == before:
        say("all well")
else:
    say(f"FAILED the dialog: {Gimp.get_pdb().get_last_error()} {names()}")
