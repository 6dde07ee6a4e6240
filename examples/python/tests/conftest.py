"""Runs against the installed package, and the drawings of the repository."""

from pathlib import Path

import numpy as np
import pytest

import colorize

DRAWINGS = Path(__file__).resolve().parents[2] / "drawings"


@pytest.fixture(scope="session")
def engine():
    return colorize.Engine()


@pytest.fixture(scope="session")
def dress():
    return colorize.Image.open(DRAWINGS / "dress.png")


@pytest.fixture(scope="session")
def reading(engine, dress):
    return colorize.Reading(engine, dress)


@pytest.fixture
def document(reading):
    return colorize.Document(reading)


@pytest.fixture
def squares():
    """White paper with two closed squares, of 20 and of 40 pixels: uint8 [96, 128]."""
    pixels = np.full((96, 128), 255, np.uint8)
    for left, top, side in ((10, 10, 20), (60, 30, 40)):
        pixels[top : top + side, left : left + side] = 0
        pixels[top + 2 : top + side - 2, left + 2 : left + side - 2] = 255
    return pixels
