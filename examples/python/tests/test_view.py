"""Pictures go in and out as they lie, and are not copied."""

import gc
import tracemalloc
import weakref

import numpy as np
import psutil
import pytest

import colorize
from colorize import ImageView, PixelFormat
from colorize.library import ffi
from colorize.view import _parts

MIB = 1 << 20


def address(array):
    return array.__array_interface__["data"][0]


def lent(pixels, **told):
    """What C is told: format, and the first row's place relative to the array's first byte."""
    view = ImageView(pixels, **told)
    at = int(ffi.cast("uintptr_t", view._view.data))
    return view.format.name, at - address(np.asarray(pixels)), view._view.stride, view._view.plane_stride


def test_arrays_are_lent_where_they_lie():
    gray = np.zeros((8, 16), np.uint8)
    assert lent(gray) == ("GRAY8", 0, 16, 0)
    assert lent(gray[..., None]) == ("GRAY8", 0, 16, 0)
    assert lent(gray[2:6, 3:9]) == ("GRAY8", 0, 16, 0)
    assert lent(gray[::-1]) == ("GRAY8", 0, -16, 0)
    assert lent(gray[::2]) == ("GRAY8", 0, 32, 0)
    assert lent(gray[:1]) == ("GRAY8", 0, 16, 0)
    assert lent(np.zeros((8, 16, 2), np.uint16)) == ("GRAY_ALPHA16", 0, 64, 0)
    rgb = np.zeros((8, 16, 3), np.uint8)
    assert lent(rgb) == ("RGB8", 0, 48, 0)
    assert lent(rgb[..., ::-1]) == ("BGR8", -2, 48, 0)
    assert lent(np.zeros((8, 16, 4), np.uint8)[..., ::-1]) == ("ABGR8", -3, 64, 0)
    assert lent(np.zeros((8, 16, 4), np.float16)) == ("RGBA_F16", 0, 128, 0)
    assert lent(np.broadcast_to(gray[..., None], (8, 16, 3))) == ("GRAY8", 0, 16, 0)
    planes = np.zeros((4, 8, 16), np.float32)
    assert lent(np.moveaxis(planes, 0, -1)) == ("RGBA_PLANAR_F32", 0, 64, 512)
    assert lent(np.moveaxis(planes[:3], 0, -1)) == ("RGB_PLANAR_F32", 0, 64, 512)
    assert lent(planes, format=PixelFormat.RGBA_PLANAR_F32) == ("RGBA_PLANAR_F32", 0, 64, 512)
    assert lent(rgb, format=PixelFormat.BGR8) == ("BGR8", 0, 48, 0)
    assert lent(gray, format=PixelFormat.GRAY8) == ("GRAY8", 0, 16, 0)


@pytest.mark.parametrize("format", list(PixelFormat))
def test_every_format_can_be_told(squares, format):
    """Its array has the shape and dtype that the name says, and is read as the same drawing."""
    channels, planar, dtype = _parts(format)
    white = np.iinfo(dtype).max if dtype.kind == "u" else 1
    pixels = (squares > 0).astype(dtype) * dtype.type(white)
    if channels > 1:
        pixels = np.stack([pixels] * channels, axis=0 if planar else -1)
        if "ALPHA" in format.name or "A" in format.name.split("_")[0].replace("GRAY", ""):
            alpha = 0 if format.name.startswith("A") else channels - 1
            pixels[alpha if planar else (..., alpha)] = white
    assert len(colorize.Regions(ImageView(pixels, format))) == 3


def test_shapes_that_do_not_fit_the_told_format():
    for pixels, format in (
        (np.zeros((8, 8), np.uint8), PixelFormat.RGBA8),
        (np.zeros((8, 8, 3), np.uint8), PixelFormat.RGBA8),
        (np.zeros((8, 8, 4), np.uint8), PixelFormat.RGBA16),
        (np.zeros((8, 8, 4), np.uint8), PixelFormat.RGBA_PLANAR8),
        (np.zeros((8, 16, 4), np.uint8)[:, ::2], PixelFormat.RGBA8),
    ):
        with pytest.raises(colorize.InvalidArgument, match=format.name):
            ImageView(pixels, format)


def test_planes_that_lie_on_each_other_are_not_taken_for_planes_in_a_row():
    gray = np.zeros((8, 16), np.uint8)
    with pytest.raises(colorize.InvalidArgument, match="ascontiguousarray"):
        ImageView(np.broadcast_to(gray[..., None], (8, 16, 4)))
    with pytest.raises(colorize.InvalidArgument, match="RGB_PLANAR8"):
        ImageView(np.broadcast_to(gray, (3, 8, 16)), PixelFormat.RGB_PLANAR8)


def test_what_c_looks_at_lives_as_long_as_its_structure():
    pixels = np.zeros((8, 16), np.uint8)
    gone = weakref.ref(pixels)
    view = ImageView(pixels)._view
    del pixels
    assert gone() is not None
    del view
    assert gone() is None


def test_a_view_is_read_as_it_lies(squares):
    """Upside down, as a part of a canvas, backwards and in planes: the same regions as of a copy."""
    canvas = np.full((200, 300, 3), 255, np.uint8)
    canvas[50:146, 60:188] = squares[..., None]
    part = canvas[50:146, 60:188]
    for view in (part, part[::-1], part[..., ::-1], part[::2], np.moveaxis(np.stack([squares] * 3)[::-1], 0, -1)):
        assert (colorize.Regions(view).ids == colorize.Regions(np.ascontiguousarray(view)).ids).all()


def test_any_view_is_read_as_its_copy_or_refused(tmp_path):
    """Three hundred cuts, turns and steps of random arrays, some to one pixel."""
    random = np.random.default_rng(7)
    lent_ones = 0
    for _ in range(300):
        dtype = random.choice([np.uint8, np.uint16, np.float16, np.float32])
        shape = random.integers(1, 9, 3)
        whole = random.integers(0, 255, shape).astype(dtype) / dtype(255 if dtype in (np.float16, np.float32) else 1)
        view = whole.astype(dtype).transpose(random.permutation(3))
        for axis in range(3):
            step = int(random.choice([1, 1, 1, -1, 2]))
            start = int(random.integers(0, view.shape[axis]))
            cut = [slice(None)] * 3
            cut[axis] = slice(None, None, step) if random.random() < 0.7 else slice(start, None)
            view = view[tuple(cut)]
        if random.random() < 0.3:
            view = np.broadcast_to(view[..., :1], (*view.shape[:2], int(random.integers(1, 5))))
        try:
            colorize.save(view, tmp_path / "view.png")
        except colorize.InvalidArgument:
            continue
        lent_ones += 1
        colorize.save(np.ascontiguousarray(view), tmp_path / "copy.png")
        one, other = (colorize.Image.open(tmp_path / name).pixels for name in ("view.png", "copy.png"))
        assert (one == other).all(), (view.dtype, view.shape, view.strides)
    assert lent_ones > 30


def test_buffers_are_pictures(squares):
    expected = colorize.Regions(squares).ids
    assert (colorize.Regions(memoryview(squares)).ids == expected).all()
    data = bytearray(squares.tobytes())
    assert (colorize.Regions(memoryview(data).cast("B", (96, 128))).ids == expected).all()
    frozen = squares.copy()
    frozen.flags.writeable = False
    assert (colorize.Regions(frozen).ids == expected).all()
    image = pytest.importorskip("PIL.Image").fromarray(squares)
    assert (colorize.Regions(image).ids == expected).all()


def test_the_librarys_pixels_are_shown_and_kept_alive(document, reading):
    layers = document.color()
    picture = layers.picture
    view = ffi.new("ColorizeImageView *")
    assert colorize.lib.colorize_layers_view(layers._handle, colorize.Layer.PICTURE, view, ffi.NULL) == 0
    assert address(picture) == int(ffi.cast("uintptr_t", view.data))
    kept, row = picture.copy(), picture[100]
    del layers, document, picture
    gc.collect()
    assert (row == kept[100]).all()
    for shown in (row, reading.ink, reading.region_ids):
        with pytest.raises(ValueError):
            shown[0] = 1
        with pytest.raises(ValueError):
            shown.flags.writeable = True


def test_no_picture_is_copied(engine):
    """By Python's own count of memory and by the process's: 4K in and out takes less than a MiB beside the
    library's."""
    drawing = np.full((2160, 3840, 4), 255, np.uint8)
    drawing[100:2000, 500:504, :3] = 0
    tracemalloc.start()
    document = colorize.Document(colorize.Reading(engine, drawing))
    layers = document.color()
    arrays = [
        layers.picture,
        layers.flats,
        layers.line,
        layers.region_ids,
        colorize.ImageView(drawing).pixels,
    ]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MIB
    assert sum(array.nbytes for array in arrays) > 150 * MIB
    process = psutil.Process()
    before = process.memory_info().rss
    arrays += [layers.picture for _ in range(50)]
    assert process.memory_info().rss - before < MIB
    assert address(arrays[-1]) == address(arrays[0])


def test_memory_comes_back(reading):
    """A hundred colourings do not pile up."""
    process = psutil.Process()
    for count in range(60):
        colorize.Document(reading).color(progress=lambda done: None).picture
        if count == 20:
            before = process.memory_info().rss
    assert process.memory_info().rss - before < 24 * MIB
