"""Blocks of one colour, amounts of colours, and palettes."""

import numpy as np
import pytest

import colorize
from colorize import Layer, PixelFormat

RED = colorize.Rgb(192, 48, 40)
HAIR = (235, 60)


def test_a_block_gets_another_colour_and_nothing_else_does(document):
    flats = document.color().flats
    blocks = colorize.Blocks.of(document, flats)
    assert 2 < len(blocks) and sum(block.area for block in blocks) == 512 * 512
    target = blocks.picture({HAIR: RED})
    document.add(blocks.hints(document, target))
    after = document.color().flats
    assert tuple(after[HAIR[1], HAIR[0], :3]) == RED
    changed = (after != flats).any(2)
    assert (changed == (target.pixels != blocks.picture().pixels).any(2)).all()
    with pytest.raises(colorize.InvalidArgument):
        blocks.picture({(512, 0): RED})


def test_any_picture_is_cut_and_recoloured(engine, document):
    picture = document.color().picture
    blocks = colorize.Blocks.partition(engine, picture)
    ground = max(blocks, key=lambda block: block.area)
    assert ground.box == (0, 0, 512, 512)
    made = blocks.recolored(picture, blocks.picture({HAIR: RED})).pixels
    x, y = HAIR
    assert (made[y, x] != picture[y, x]).any() and (made[:8, :8] == picture[:8, :8]).all()


def test_amounts_of_colours(document):
    painting = np.zeros((64, 64, 3), np.uint8)
    painting[:, :16] = RED
    painting[:, 16:] = (40, 80, 192)
    bins = colorize.histogram(painting)
    assert bins.shape == (8, 8, 8) and abs(bins.sum() - 1) < 1e-6 and bins[6, 1, 1] > 0.1
    before = document.color().flats
    options = colorize.ColorOptions(histogram=bins)
    assert (options.histogram == bins).all()
    assert (document.set_options(options).color().flats != before).any()
    options.histogram = None
    assert (document.set_options(options).color().flats == before).all()
    with pytest.raises(colorize.InvalidArgument):
        options.histogram = bins[0]


def test_flats_keep_to_a_palette(document):
    palette = ["#ffffff", "#202020", "#c03028"]
    options = colorize.ColorOptions(palette=palette)
    assert [str(color) for color in options.palette] == palette
    flats = document.set_options(options).color().flats
    found = np.unique(flats[flats[..., 3] == 255][:, :3], axis=0)
    assert {"#%02x%02x%02x" % tuple(color) for color in found} <= set(palette)


def test_layers_are_read_into_memory_of_the_callers(document):
    layers = document.color()
    assert Layer.FLATS in layers.available and Layer.TONE not in layers.available
    canvas = np.zeros((600, 700, 4), np.uint8)
    layers.read(Layer.PICTURE, colorize.ImageView(canvas[50:562, 100:612], PixelFormat.BGRA8))
    assert (canvas[50:562, 100:612] == layers.picture[..., [2, 1, 0, 3]]).all() and not canvas[:50].any()
    with pytest.raises(colorize.InvalidArgument, match="read-only"):
        layers.read(Layer.PICTURE, colorize.ImageView(layers.picture))
