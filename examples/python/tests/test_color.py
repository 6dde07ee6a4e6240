"""What comes out is what was asked for."""

import json

import numpy as np
import pytest

import colorize
from colorize import Layer, Origin

RED = colorize.Rgb(192, 48, 40)


def test_a_hint_gives_its_region_exactly_its_color(document, reading):
    region = int(reading.region_ids[60, 235])
    layers = document.set_prompt(colorize.Prompt().point(235, 60, RED)).color()
    assert layers.region(region).color == RED
    assert layers.region(region).origin == Origin.HINT
    flats = layers.flats[reading.region_ids == region]
    assert (flats == (*RED, 255)).all()


@pytest.mark.parametrize("color", [RED, (192, 48, 40), [192, 48, 40], "#c03028", np.array([192, 48, 40], np.uint8)])
def test_colors_come_in_many_forms(document, reading, color):
    layers = document.set_prompt(colorize.Prompt().region(3, color)).color()
    assert layers.region(3).color == RED
    assert str(layers.region(3).color) == "#c03028"


def test_each_kind_of_hint_colors_where_it_lies(document, reading):
    ids = reading.region_ids
    inside = ids == ids[60, 235]
    rows, columns = np.nonzero(inside & (reading.ink == 0))
    stroke = np.stack([columns[:20], rows[:20]], axis=1)
    hints = [
        colorize.Prompt().stroke(stroke, 1, RED),
        colorize.Prompt().mask(inside, RED),
        colorize.Prompt().mask(np.uint8(255) * inside, RED),
        colorize.Prompt().region(int(ids[60, 235]), RED),
        colorize.Prompt.from_json('{"hints": [{"x": 235, "y": 60, "color": "#c03028"}]}'),
    ]
    flats = [document.set_prompt(prompt).color().flats for prompt in hints]
    for flat in flats:
        assert (flat[inside] == (*RED, 255)).all()


def test_hints_change_and_go(document):
    prompt = colorize.Prompt().part("hair", "#000").region(1, RED).clear().part("hair", "#111").part("top", RED)
    assert len(prompt) == 2
    prompt.set_color(0, "#3c281e").remove(1)
    assert len(prompt) == 1
    hair = next(part for part in document.set_prompt(prompt).color().parts() if part.name == "hair")
    assert hair.colors[0] == (60, 40, 30)
    plain = document.set_prompt(None).color().picture
    assert (plain == colorize.Document.color(document).picture).all()


def test_words_are_hints_and_unknown_ones_are_told_in_characters(engine):
    unknown = []
    text = "茶髪, flurb green eyes"
    prompt = colorize.Prompt().words(engine, text, unknown)
    assert len(prompt) >= 2
    assert [text[word.start : word.end] for word in unknown] == ["flurb"]
    assert unknown[0].reason == colorize.WordReason.UNKNOWN_WORD
    with pytest.raises(colorize.InvalidArgument, match="flurb"):
        prompt.words(engine, text)


def test_layers_stack_to_the_picture(document):
    layers = document.color()
    picture = np.full((512, 512, 3), 255.0)
    for layer in (layers.flats, layers.shade, layers.line):
        alpha = layer[..., 3:] / 255.0
        picture = picture * (1 - alpha) + layer[..., :3] * alpha
    assert np.abs(picture - layers.picture[..., :3]).max() <= 2


def test_layers_tell_regions_labels_and_parts(document, reading, engine):
    layers = document.color()
    assert layers.region_count == reading.region_count == len(layers.regions())
    assert (layers.region_ids == reading.region_ids).all()
    assert (layers.view(Layer.REGIONS) == reading.region_ids).all()
    assert layers.labels == reading.labels == document.labels == engine.labels
    assert sum(part.area for part in layers.parts()) == 512 * 512
    for region in layers.regions()[:10]:
        inside = layers.region_ids[region.box.slices] == region.id
        assert inside.sum() == region.area
        assert (layers.view(Layer.LABELS)[region.box.slices][inside] == region.label).all()
        assert reading.region_label(region.id).name == region.name
    assert len(json.loads(layers.json)["regions"]) == layers.region_count
    assert layers.view(Layer.CONFIDENCE).shape == (512, 512)
    assert layers.cut_out[0, 0, 3] == 0 and layers.painting.shape == (512, 512, 4)


def test_sheets_proposals_and_pictures(document, reading):
    mine = colorize.Sheet.from_text('{"parts": {"hair": "#102030"}}')
    hair = colorize.Document(reading).set_options(colorize.ColorOptions(sheet=mine)).color().parts()
    assert (16, 32, 48) in next(part for part in hair if part.name == "hair").colors
    assert mine.gimp.startswith("GIMP Palette")
    assert document.proposal(0).json != document.proposal(1).json
    assert colorize.Sheet.proposed(0).json != colorize.Sheet.proposed(5).json
    taken = json.loads(colorize.Sheet.from_picture(reading, document.color().flats).json)
    assert "hair" in taken["parts"]


def test_options_have_the_librarys_defaults_and_change_the_result(document):
    options = colorize.ColorOptions()
    assert (options.seed, options.shade, options.sheet, options.light, options.withdraw_below) == (
        0,
        1.0,
        None,
        None,
        None,
    )
    options.light = (-1, -1)
    assert options.light == (-1, -1, 0.5)
    options.slash_colors = ("#000", "#fff")
    assert options.slash_colors == [(0, 0, 0), (255, 255, 255)]
    plain = document.color().shade
    assert (document.set_options(options).color().shade != plain).any()
    assert colorize.ReadOptions(kind=colorize.DrawingKind.PHOTO).kind is colorize.DrawingKind.PHOTO
    assert colorize.ReadOptions().mirror is True
    assert colorize.Limits(pixels=5).pixels == 5
    assert "gap=-1" in repr(colorize.ReadOptions())


def test_withdrawn_regions_come_back_open_with_slashes(document, engine):
    threshold = engine.threshold(0.95)
    assert 0.9 < engine.accuracy(threshold).accuracy < 1
    layers = document.set_options(colorize.ColorOptions(withdraw_below=threshold)).color()
    withdrawn = [region for region in layers.regions() if region.withdrawn]
    assert withdrawn and all(region.color is None for region in withdrawn)
    assert layers.view(Layer.WITHDRAW)[..., 3].any()


def test_corrections_hold(document):
    assert document.region_label(3).name == "hair"
    document.correct(3, "hat")
    assert document.region_label(3).name == "hat"
    assert document.color().region(3).certainty == 1


def test_edited_lines_and_own_regions(engine, squares):
    reading = colorize.Reading(engine, squares)
    assert reading.region_count == 3 and (reading.width, reading.height) == (128, 96)
    assert reading.ink_source == colorize.InkSource.DARKNESS and reading.kind == colorize.DrawingKind.LINE
    assert 0 <= reading.affinity(2, 3) <= 1
    edited = squares.copy()
    edited[30:70, 79:81] = 0
    other, changed = reading.edited(edited)
    assert other.region_count == 4
    assert 60 < changed.left and changed.right < 100
    joined = np.minimum(reading.region_ids, 2)
    assert reading.with_regions(joined).region_count == 2
    document = colorize.Document(reading).set_prompt(colorize.Prompt().point(80, 50, RED))
    first = document.color()
    assert document.set_reading(other).color().region_count == 4
    assert first.region_count == 3


def test_changed_is_what_differs(document):
    before = document.color()
    after = document.set_prompt(colorize.Prompt().point(235, 60, RED)).color()
    assert before.changed == (0, 0, 512, 512)
    box = after.changed
    differs = (before.picture != after.picture).any(axis=2)
    assert not np.delete(differs[:, box.left : box.right], range(box.top, box.bottom), axis=0).any()
    assert (np.asarray(after.picture_in(box)) == after.picture[box.slices]).all()


def test_regions(squares):
    regions = colorize.Regions(squares)
    assert len(regions) == 3
    small = regions.at(20, 20)
    assert regions.at(-1, 0) == regions.at(128, 0) == 0
    assert regions.ids[20, 20] == small
    shape = regions.shape(small)
    assert shape.paper == 16 * 16 and not shape.outside
    assert regions.mask(small).sum() == 255 * shape.area
    assert regions.neighbours(small) == [regions.at(0, 0)]
    assert regions.inside(colorize.Box(0, 0, 128, 96)) == [1, 2, 3]
    outline = regions.contour(regions.at(0, 0))
    assert len(outline) == 3 and all(polygon.shape[1] == 2 for polygon in outline)
    box = regions.update(np.full((20, 2), 255, np.uint8), 20, 10)
    assert len(regions) == 4 and box.left >= 10
    squares[10:12, 18:22] = 255
    assert len(colorize.Regions(squares).leaks(20, 20)) == 1


def test_trace_lines(squares):
    drawing = np.repeat(squares[:, :, None], 3, axis=2)
    drawing[40:60, 70] = drawing[40:60, 90] = drawing[40, 70:90] = drawing[59, 70:91] = (255, 0, 0)
    traced = colorize.Traced(drawing)
    ids = traced.area_ids
    lit, around = int(ids[50, 80]), int(ids[34, 64])
    assert traced.inside(lit) == 0 and traced.inside(around) is None
    colors = [None] * traced.area_count
    colors[around - 1] = "#804020"
    derived = traced.derive(colors)
    assert sum(derived[lit - 1]) > sum((128, 64, 32))
    picture = np.asarray(traced.fill(derived))
    assert tuple(picture[50, 80, :3]) == derived[lit - 1]
    assert traced.fill(colors, transparent=True).pixels[0, 0, 3] == 0
    lines = [colorize.TraceLine(colorize.TraceMeaning.SHADOW, "#f00")]
    assert sum(colorize.Traced(drawing, lines).derive(colors)[lit - 1]) < sum((128, 64, 32))
    assert traced.line.shape == (96, 128, 4)


def test_files(tmp_path, document, dress):
    layers = document.color()
    colorize.save(layers.picture, tmp_path / "é.png")
    assert (colorize.Image.open(tmp_path / "é.png").pixels == layers.picture).all()
    data = (tmp_path / "é.png").read_bytes()
    assert (colorize.Image.decode(bytearray(data)).pixels == layers.picture).all()
    layers.write(tmp_path / "layers")
    assert (tmp_path / "layers" / "layers.json").read_text() == layers.json


def test_engine_of_ones_own(dress):
    engine = colorize.Engine(colorize.EngineOptions(threads=1), colorize.Models.bundled())
    assert engine.threads == 1 and engine.level in ("avx512", "avx2", "neon", "portable")
    assert colorize.Device.CPU in colorize.devices()
    assert colorize.Reading(engine, dress).region_count > 10


@pytest.mark.parametrize("shape", [(1, 1), (20, 30000), (30000, 20, 3), (64, 64, 4), (1, 64, 2)])
@pytest.mark.parametrize("value", [0, 255])
def test_odd_and_empty_pictures_come_back_in_their_size(engine, shape, value):
    layers = colorize.Document(colorize.Reading(engine, np.full(shape, value, np.uint8))).color()
    assert layers.picture.shape == (*shape[:2], 4)
    assert layers.region_count >= 1
