"""Documents: edits, their history, files, references, and other lines."""

import json

import pytest

import colorize
from colorize import Place, StyleGroups

RED, BLUE = colorize.Rgb(192, 48, 40), colorize.Rgb(40, 80, 192)
HAIR = (235, 60)


def flat(document, x, y):
    return colorize.Rgb(*document.color().flats[y, x, :3].tolist())


def test_edits_are_steps(document):
    before = flat(document, *HAIR)
    assert document.add(colorize.Prompt().point(*HAIR, RED)) == [1]
    assert flat(document, *HAIR) == RED and (document.undo_count, document.redo_count) == (1, 0)
    change = {"op": "change", "id": 1, "hint": {"point": HAIR, "color": str(BLUE)}}
    assert document.apply(json.dumps(change)) == []
    assert flat(document, *HAIR) == BLUE
    assert document.undo() and document.undo() and not document.undo()
    assert flat(document, *HAIR) == before
    assert document.redo() and flat(document, *HAIR) == RED
    with pytest.raises(colorize.InvalidArgument, match="outside"):
        document.add(colorize.Prompt().point(9999, 0, RED))
    assert document.undo_count == 1


def test_a_drag_is_one_step(document):
    for shade in (0.2, 0.4, 0.6):
        document.amend(json.dumps({"op": "shade", "shade": shade}))
    assert document.undo_count == 1
    assert {"op": "shade", "shade": 0.6} in json.loads(document.edits)["edits"]
    assert document.undo() and not document.undo()


def test_a_file_brings_all_back(engine, document, tmp_path):
    document.add(colorize.Prompt().point(*HAIR, RED))
    document.save(tmp_path / "dress.ora")
    assert (tmp_path / "dress.ora").read_bytes() == document.to_ora()
    for again in (
        colorize.Document.open(engine, tmp_path / "dress.ora"),
        colorize.Document.from_ora(engine, bytearray(document.to_ora())),
    ):
        assert flat(again, *HAIR) == RED and again.labels == document.labels
        assert again.undo() and flat(again, *HAIR) != RED
    with pytest.raises(colorize.Error):
        colorize.Document.from_ora(engine, b"no archive")
    with pytest.raises(colorize.Cancelled):
        document.to_ora(progress=lambda done: False)


def test_colours_are_carried_over(engine, reading, document):
    document.add(colorize.Prompt().point(*HAIR, RED))
    layers = document.color()
    other = colorize.Document(reading)
    other.carry(colorize.Reference(engine, layers.flats, layers.line))
    assert flat(other, *HAIR) == RED
    other.carry()
    assert flat(other, *HAIR) != RED


def test_other_lines_leave_hints(document, dress):
    document.add(colorize.Prompt().point(*HAIR, RED))
    lines = dress.pixels.copy()
    lines[20:24, 20:60, :3] = 0
    box = document.set_lines(lines)
    assert box == (20, 20, 60, 24) and flat(document, *HAIR) == RED
    assert document.set_lines(lines) == (0, 0, 0, 0)


def test_hints_are_read_back():
    prompt = colorize.Prompt().stroke([(1, 2), (30, 4.5)], 6, RED, 0.5).part("eye:left", BLUE).point(7, 8, "#fff")
    stroke, part, point = (prompt.hint(index) for index in range(3))
    assert (stroke.place, stroke.points, stroke.width) == (Place.STROKE, [(1, 2), (30, 4.5)], 6)
    assert (stroke.color, stroke.strength, stroke.part) == (RED, 0.5, "")
    assert (part.place, part.part, part.points, part.color) == (Place.PART, "eye:left", [], BLUE)
    assert (point.place, point.points, point.follow, point.has_style) == (Place.POINT, [(7, 8)], True, False)
    with pytest.raises(colorize.InvalidArgument):
        prompt.hint(3)


def test_paint_is_hints(document, dress):
    paint = dress.pixels * 0
    paint[HAIR[1] - 5 : HAIR[1] + 5, HAIR[0] - 5 : HAIR[0] + 5] = (*RED, 255)
    assert len(colorize.Prompt().painting(paint)) == 1


def test_a_style_is_painted_with(document, dress):
    pattern = dress.pixels.copy()
    pattern[:, ::8, :3] = RED
    style = colorize.Style.pick(pattern, 40, 40)
    assert json.loads(style.json) == json.loads(colorize.Style.from_json(style.json).json)
    assert style.transformed(hue=90).json != style.json
    prompt = colorize.Prompt().point(*HAIR, "#000").set_style(0, style, StyleGroups.COLOR | StyleGroups.TEXTURE)
    assert prompt.hint(0).has_style
    before = document.color().picture
    document.add(prompt)
    assert (document.color().picture != before).any()
    with pytest.raises(colorize.InvalidArgument):
        colorize.Style.pick(pattern, -1, 0)
