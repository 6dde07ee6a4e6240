"""What does not fit raises, says what and why, and changes nothing."""

import math

import numpy as np
import pytest

import colorize
from colorize import InvalidArgument


@pytest.mark.parametrize(
    "pixels, words",
    [
        (np.zeros((8, 8), np.float64), "float64|<f8"),
        (np.zeros((8, 8), np.int32), "<i4"),
        (np.zeros((8, 8), bool), "b1"),
        (np.zeros((8, 8), ">u2"), ">u2"),
        (np.zeros((8, 8), object), "O"),
        (np.zeros(64, np.uint8), r"\(64,\)"),
        (np.zeros((8, 8, 5), np.uint8), r"\(8, 8, 5\)"),
        (np.zeros((8, 8, 3, 1), np.uint8), r"\(8, 8, 3, 1\)"),
        (np.zeros((8, 8, 4), np.uint8)[..., :3], "ascontiguousarray"),
        (np.zeros((8, 16), np.uint8)[:, ::2], "ascontiguousarray"),
        (np.zeros((8, 8), np.uint8)[:, ::-1], "ascontiguousarray"),
        (np.zeros((8, 8), np.uint8).T[:, :, None].repeat(3, 2)[:, :, ::2], "ascontiguousarray"),
        (np.broadcast_to(np.zeros((1, 8), np.uint8), (8, 8)), "stride"),
        (np.zeros((0, 8), np.uint8), "0"),
        (np.zeros((8, 0), np.uint8), "0"),
    ],
)
def test_pictures_that_cannot_be_lent(engine, pixels, words):
    with pytest.raises(InvalidArgument, match=words):
        colorize.Reading(engine, pixels)


def test_pixels_that_are_no_numbers(engine):
    pixels = np.ones((8, 8), np.float32)
    pixels[2, 3] = math.nan
    with pytest.raises(InvalidArgument, match=r"\(3, 2\)"):
        colorize.Reading(engine, pixels)


@pytest.mark.parametrize("nothing", [None, "drawing.png", b"abc", 5, [[1, 2]], object()])
def test_what_is_no_picture(engine, nothing):
    with pytest.raises((TypeError, InvalidArgument)):
        colorize.Reading(engine, nothing)


@pytest.mark.parametrize(
    "call",
    [
        lambda: colorize.Reading(None, np.zeros((8, 8), np.uint8)),
        lambda: colorize.Document(None),
        lambda: colorize.Document(colorize.Engine),
        lambda: colorize.Engine(colorize.ReadOptions()),
        lambda: colorize.Engine(None, "models"),
        lambda: colorize.Prompt().part(None, "#000"),
        lambda: colorize.Prompt().part("hair", None),
        lambda: colorize.Prompt().words(None, "red hair"),
        lambda: colorize.Prompt().point("1", 2, "#000"),
        lambda: colorize.Image.open(None),
        lambda: colorize.Image.decode(None),
        lambda: colorize.Layers(),
        lambda: colorize.Sheet(),
        lambda: colorize.Regions(np.zeros((8, 8), np.uint8), progress=1),
    ],
)
def test_wrong_types(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_numbers_that_are_none(document, engine, number):
    for hint in (
        lambda: document.set_prompt(colorize.Prompt().point(number, 1, "#000")).color(),
        lambda: document.set_prompt(colorize.Prompt().point(1, 1, "#000", strength=number)).color(),
        lambda: document.set_prompt(colorize.Prompt().stroke([(1, number)], 2, "#000")).color(),
        lambda: document.set_prompt(colorize.Prompt().stroke([(1, 1)], number, "#000")).color(),
        lambda: engine.threshold(number),
        lambda: engine.accuracy(number),
        lambda: document.set_options(colorize.ColorOptions(shade=number)).color(),
        lambda: document.set_options(colorize.ColorOptions(light=(number, 0))).color(),
        lambda: document.set_options(colorize.ColorOptions(withdraw_below=number)).color(),
    ):
        with pytest.raises(InvalidArgument):
            hint()
    assert document.set_prompt(None).set_options(None).color().region_count > 10


@pytest.mark.parametrize("color", ["red", "#12345", "", (1, 2), (1, 2, 3, 4), (256, 0, 0), (-1, 0, 0), (0.5, 0, 0), 7])
def test_colors_that_are_none(color):
    with pytest.raises(InvalidArgument, match="colour"):
        colorize.Prompt().point(1, 1, color)


def test_what_does_not_fit_the_drawing_is_told_in_the_librarys_words(document):
    with pytest.raises(InvalidArgument, match=r"hint 1 at \(900, 2\) is outside 512x512") as caught:
        document.set_prompt(colorize.Prompt().point(900, 2, "#000")).color()
    assert caught.value.status == colorize.Status.INVALID_ARGUMENT
    assert isinstance(caught.value, ValueError) and isinstance(caught.value, colorize.Error)
    with pytest.raises(InvalidArgument):
        document.set_prompt(colorize.Prompt().mask(np.zeros((8, 8), bool), "#000")).color()
    with pytest.raises(InvalidArgument, match="wings"):
        document.set_prompt(colorize.Prompt().part("wings", "#000")).color()


@pytest.mark.parametrize("id", [0, -1, 10**6, 2**32, 2**70])
def test_regions_that_are_none(document, reading, squares, id):
    layers = document.color()
    regions = colorize.Regions(squares)
    for call in (
        layers.region,
        reading.region_label,
        document.region_label,
        regions.shape,
        regions.mask,
        regions.neighbours,
        regions.contour,
        lambda id: reading.affinity(1, id),
        lambda id: document.correct(id, "hair"),
    ):
        with pytest.raises(InvalidArgument):
            call(id)


def test_ids_must_be_the_drawings(reading):
    for ids in (
        np.ones((512, 512), np.int64),
        np.ones((8, 8), np.uint32),
        np.ones((512, 1024), np.uint32)[:, ::2],
    ):
        with pytest.raises(InvalidArgument, match="uint32"):
            reading.with_regions(ids)
    with pytest.raises(TypeError):
        reading.with_regions([1, 2])


def test_layers_that_were_not_asked_for(document):
    layers = document.color()
    with pytest.raises(InvalidArgument):
        layers.view(colorize.Layer.WITHDRAW)
    with pytest.raises(ValueError):
        layers.view(99)


def test_options_that_are_none(engine, squares):
    with pytest.raises(AttributeError, match="gaps.*gap"):
        colorize.ReadOptions(gaps=3)
    with pytest.raises(InvalidArgument):
        colorize.ReadOptions(gap=2**40)
    with pytest.raises(TypeError):
        colorize.ReadOptions(gap="wide")
    with pytest.raises(InvalidArgument, match="5000"):
        colorize.Reading(engine, squares, colorize.ReadOptions(gap=5000))
    with pytest.raises(InvalidArgument):
        colorize.ColorOptions(sheet="{}\0")
    with pytest.raises(TypeError):
        colorize.Reading(engine, squares, colorize.ColorOptions())


def test_files_limits_and_models(tmp_path, dress, document):
    with pytest.raises(colorize.FileError, match="none.png") as caught:
        colorize.Image.open(tmp_path / "none.png")
    assert isinstance(caught.value, OSError)
    with pytest.raises(colorize.ImageError):
        colorize.Image.decode(b"no picture")
    colorize.save(dress, tmp_path / "dress.png")
    with pytest.raises(colorize.LimitError, match="262144"):
        colorize.Image.open(tmp_path / "dress.png", colorize.Limits(pixels=1000))
    with pytest.raises(colorize.FileError):
        colorize.save(dress, tmp_path / "no" / "folder.png")
    with pytest.raises(colorize.ModelError):
        colorize.Engine(models=colorize.Models())
    with pytest.raises(colorize.ModelError):
        colorize.Models().set(colorize.ModelKind.LABELLER, b"no model")
    with pytest.raises(colorize.FileError):
        colorize.Models().set(colorize.ModelKind.LABELLER, tmp_path / "none.safetensors")
    with pytest.raises(colorize.DeviceError, match="cuda"):
        colorize.Engine(colorize.EngineOptions(device=colorize.Device.CUDA))


def test_json_and_sheets(document):
    for text in ("", "{", '{"hints": [{"x": 1}]}'):
        with pytest.raises(InvalidArgument):
            colorize.Prompt.from_json(text)
    with pytest.raises(InvalidArgument):
        colorize.Sheet.from_text("{")
    with pytest.raises(InvalidArgument):
        document.proposal(99)


def test_ids_in_use_hold_regions(squares):
    regions = colorize.Regions(squares)
    ids = regions.ids[10:20]
    with pytest.raises(BufferError):
        regions.update(np.full((2, 2), 255, np.uint8), 0, 0)
    del ids
    regions.update(np.full((2, 2), 255, np.uint8), 0, 0)


def test_area_colors_are_one_for_each_area(squares):
    traced = colorize.Traced(squares)
    with pytest.raises(InvalidArgument):
        traced.fill([None])
    with pytest.raises(InvalidArgument):
        traced.inside(0)
    with pytest.raises(InvalidArgument):
        colorize.Traced(squares, [(colorize.TraceMeaning.PLAIN, "#888")])
