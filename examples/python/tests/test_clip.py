"""Colours that are carried over, along a shot and to a document."""

import numpy as np
import pytest

import colorize
from colorize import Carried, Clip, InvalidArgument, Reference

RED, BLUE, GREEN = (200, 30, 40), (40, 60, 180), (16, 224, 32)
LEFT, RIGHT = (30, 24), (30, 60)  # row and column, in frame 0


def boxes(moved, painted=False):
    """Two boxes in a box, moved to the right: RGBA; a red and a blue one if they are painted."""
    pixels = np.full((64, 96, 4), 255, np.uint8)
    box = pixels[8:56, 8 + moved : 80 + moved]
    box[:] = (0, 0, 0, 255)
    box[2:-2, 2:32] = (*RED, 255) if painted else 255
    box[2:-2, 34:-2] = (*BLUE, 255) if painted else 255
    return pixels


@pytest.fixture(scope="module")
def read(engine):
    readings = {}

    def read(moved):
        if moved not in readings:
            readings[moved] = colorize.Reading(engine, boxes(moved))
        return readings[moved]

    return read


def at(reading, carried, moved, place=LEFT):
    return carried.region(int(reading.region_ids[place[0], place[1] + moved]))


@pytest.fixture
def clip(engine, read):
    clip = Clip(engine)
    for number in (1, 7):
        clip.add_key(number, Reference.of(read(number), boxes(number, painted=True)))
    return clip


def test_a_reference_has_the_colors_of_its_regions(engine, read):
    for reference in (
        Reference.of(read(0), boxes(0, painted=True)),
        Reference(engine, boxes(0, painted=True), boxes(0)),
    ):
        assert reference.region_count == read(0).region_count
        region = at(read(0), reference, 0)
        assert region.color == RED and region.certainty == 1 and region.track[0] == 0
        assert at(read(0), reference, 0, RIGHT).color == BLUE
    alone = colorize.Reading.of_picture(engine, boxes(0, painted=True))
    assert at(alone, Reference.of(alone, boxes(0, painted=True)), 0).color == RED
    assert len(alone.labels) == len(engine.labels)
    with pytest.raises(InvalidArgument, match="no colours"):
        Reference.of(read(0), boxes(0))
    for id in (0, 10**6):
        with pytest.raises(InvalidArgument):
            reference.region(id)


def test_a_shot_takes_its_colors_to_the_bit(clip, read):
    assert clip.keys == [1, 7] and clip.order(range(1, 9)) == [2, 3, 4, 6, 5, 8]
    for number in clip.order(range(1, 9)):
        reading = read(number)
        carried = clip.carry(number, reading)
        assert at(reading, carried, number).color == RED
        assert at(reading, carried, number, RIGHT).color == BLUE
        layers = colorize.Document(reading).set_carried(carried).color()
        assert tuple(layers.flats[LEFT[0], LEFT[1] + number]) == (*RED, 255)


def test_a_correction_goes_through_the_shot(clip, read):
    clip.carry(2, read(2))
    before = clip.carry(3, read(3))
    clip.correct(3, LEFT[1] + 3, LEFT[0], GREEN)
    third = clip.carry(3, read(3))
    fourth = clip.carry(4, read(4))
    assert at(read(3), third, 3) == (GREEN, None, None, 1.0, (3, at(read(3), third, 3).track[1]))
    assert at(read(4), fourth, 4).color == GREEN
    assert at(read(4), fourth, 4, RIGHT).color == BLUE

    clip.clear_corrections(3).carry(2, read(2))
    assert clip.carry(3, read(3)).json == before.json
    clip.resume(3, Carried.from_json(read(3), third.json))
    assert clip.carry(4, read(4)).json == fourth.json


def test_what_does_not_fit_a_shot_is_told(engine, clip, read):
    clip.correct(2, 96, 0, None)
    for call in (
        lambda: Clip(engine).carry(1, read(1)),
        lambda: clip.carry(7, read(7)),
        lambda: clip.carry(2, read(2)),
        lambda: clip.key(3),
        lambda: clip.remove_key(3),
        lambda: clip.order([-1]),
        lambda: Carried(read(1), []),
        lambda: Carried.from_json(read(1), "[]"),
    ):
        with pytest.raises(InvalidArgument):
            call()
    with pytest.raises(TypeError):
        clip.add_key(3, read(3))
    assert clip.remove_key(7).keys == [1]


def test_a_document_takes_the_colors_of_references(engine, read):
    reference = Reference.of(read(0), boxes(0, painted=True))
    document = colorize.Document(read(4)).carry(reference)
    flats = document.color().flats
    assert tuple(flats[LEFT[0], LEFT[1] + 4]) == (*RED, 255)
    carried = Carried(read(4), [reference])
    assert 0 <= carried.threshold(0) <= 1
    copy = document.copy()
    document.carry()
    assert (copy.color().flats == flats).all()
    assert copy.reading.region_count == read(4).region_count


def test_proposals_are_painted_into_arrays_of_ours(document):
    pictures = [np.zeros((40, 60, 3), np.uint8) for _ in range(2)]
    document.proposal_pictures(pictures)
    assert (pictures[0][:, 0] == 255).all() and (pictures[0] != pictures[1]).any()
    pictures[0].flags.writeable = False
    with pytest.raises(InvalidArgument):
        document.proposal_pictures(pictures)
    with pytest.raises(colorize.Cancelled):
        document.proposal_pictures(pictures[1:], progress=lambda share: False)


def test_places_are_found_in_other_drawings_and_back(read):
    drawing, reference = read(4), read(0)
    found = colorize.Correspondence(drawing, reference)
    left = int(reference.region_ids[LEFT])
    there = int(drawing.region_ids[LEFT[0], LEFT[1] + 4])
    best = found.in_drawing(left)[0]
    assert best.region == there and 0.5 < best.chance <= 1
    assert found.in_reference(there)[0].region == left
    with pytest.raises(InvalidArgument, match="region 0 is outside"):
        found.in_drawing(0)
