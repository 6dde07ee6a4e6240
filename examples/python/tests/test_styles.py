"""Styles, and libraries of them."""

import numpy as np
import pytest

import colorize
from colorize import InvalidArgument, Style, StyleGroups, StyleLibrary

BLUE = '{"style": {"color": [0, 0, 1]}}'


@pytest.fixture
def cloth():
    """Stripes, of 4 pixels each."""
    pixels = np.full((64, 64, 3), (240, 60, 60), np.uint8)
    pixels[:, np.arange(64) % 8 < 4] = (200, 60, 60)
    return pixels


@pytest.fixture
def library(cloth):
    made = StyleLibrary()
    made.add("wool", Style.pick(cloth, 32, 32), author="Ann", kind="knit", tags=["warm", "冬"], licence="CC0-1.0")
    return made.add("blue", Style.from_json(BLUE))


def test_a_style_is_picked_turned_and_painted_with(document, reading, cloth):
    style = Style.pick(cloth, 32, 32)
    assert Style.from_json(style.json).json == style.json
    assert style.transformed(angle=90).json != style.json
    assert style.recolored(saturation=0.5, lightness=0.1).json != style.json
    assert style.gradation_turned(180).json != style.json
    prompt = colorize.Prompt().point(235, 60, "#000").set_style(0, style, StyleGroups.COLOR)
    red, green, _ = document.set_prompt(prompt).color().region(int(reading.region_ids[60, 235])).color
    assert 200 < red < 240 and 50 < green < 70
    for call in (
        lambda: Style.pick(cloth, 64, 0),
        lambda: style.transformed(scale=0),
        lambda: style.recolored(saturation=9),
        lambda: style.gradation_turned(float("nan")),
        lambda: Style.from_json("{"),
        lambda: prompt.set_style(1, style),
        lambda: prompt.set_style(0, style, 128),
    ):
        with pytest.raises(InvalidArgument):
            call()
    with pytest.raises(TypeError):
        Style()
    with pytest.raises(TypeError):
        prompt.set_style(0, "wool")


def test_what_is_told_of_a_style_comes_back(library):
    assert library.names == ["blue", "wool"] and len(library) == 2
    wool = library.entry("wool")
    assert (wool.author, wool.kind, wool.licence, wool.source) == ("Ann", "knit", "CC0-1.0", "")
    assert wool.tags == ("warm", "冬") and wool.has_surface
    blue = library.entries()[0]
    assert blue.color == (0, 0, 255) and not blue.has_surface and blue.tags == ()
    assert library.thumbnail("blue").pixels[0, 0].tolist() == [0, 0, 255, 255]
    assert library.style("blue").json == Style.from_json(BLUE).json


def test_styles_are_found_by_words_and_by_likeness(library, cloth):
    assert library.search("WARM ann") == ["wool"]
    assert library.search("冬") == ["wool"]
    assert library.search("") == ["blue", "wool"]
    assert library.search("silk") == []
    assert library.like(Style.pick(cloth, 20, 20)) == ["wool", "blue"]
    assert library.sorted(colorize.StyleField.AUTHOR) == ["wool", "blue"]


def test_names_are_kept_apart(library, cloth):
    for call in (
        lambda: library.add("wool", library.style("blue")),
        lambda: library.add("", library.style("blue")),
        lambda: library.add("a\nb", library.style("blue")),
        lambda: library.rename("blue", "wool"),
        lambda: library.rename("silk", "linen"),
        lambda: library.remove("silk"),
        lambda: library.style("silk"),
    ):
        with pytest.raises(InvalidArgument):
            call()
    other = StyleLibrary().add("wool", library.style("blue")).add("blue", library.style("blue"))
    assert library.merge(other) == 1 and library.names == ["blue", "wool", "wool (2)"]
    assert library.merge(library) == 0
    assert library.rename("blue", "zenith").remove("wool (2)").names == ["wool", "zenith"]


def test_a_library_is_one_file(library, tmp_path):
    library.save(tmp_path / "my.styles")
    opened = StyleLibrary.open(tmp_path / "my.styles")
    assert opened.entries() == library.entries()
    assert StyleLibrary.from_bytes(opened.to_bytes()).to_bytes() == (tmp_path / "my.styles").read_bytes()
    with pytest.raises(colorize.FileError, match="none.styles"):
        StyleLibrary.open(tmp_path / "none.styles")
    with pytest.raises(colorize.Error, match="not a library of styles"):
        StyleLibrary.from_bytes(b"PK")


def test_a_map_tells_the_style_of_every_place(engine):
    halves = np.full((96, 96, 3), (200, 30, 20), np.uint8)
    halves[48:] = (10, 20, 250)
    map = colorize.StyleMap(engine, halves)
    picture = map.picture(StyleGroups.COLOR).pixels
    assert picture.shape == (96, 96, 4)
    assert int(picture[10, 40, 0]) > picture[10, 40, 2] + 80 and int(picture[85, 40, 2]) > picture[85, 40, 0] + 80
    assert "exemplar" not in map.at(40, 10).json
    assert len(colorize.Prompt().point(9, 9, "#000").set_style(0, map.at(40, 10))) == 1
    for call in (lambda: map.at(96, 0), lambda: map.picture(3)):
        with pytest.raises(InvalidArgument):
            call()
