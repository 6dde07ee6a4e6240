"""Two workers, one of them killed in the middle: all frames are there, each once."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import DRAWINGS

import colorize

pytest.importorskip("distributed")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from distributed import Client  # noqa: E402

import farm  # noqa: E402

COUNT = int(os.environ.get("COLORIZE_FARM_FRAMES", "500"))
HINTS = '{"hints": [{"part": "hair", "color": "#c03028"}]}'


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Small drawings, no two alike: those of the repository at a fifth of their size, shifted."""
    folder = tmp_path_factory.mktemp("drawings")
    small = []
    for path in sorted(DRAWINGS.glob("*.png")):
        pixels = colorize.Image.open(path).pixels[..., 0]
        small.append(pixels[:510, :510].reshape(102, 5, 102, 5).mean(axis=(1, 3)).astype(np.uint8))
    for number in range(COUNT):
        row, column = divmod(number // len(small), 16)
        shifted = np.roll(small[number % len(small)], (row - 4, column - 8), axis=(0, 1))
        colorize.save(shifted, folder / f"page{number:04}.png")
    return folder


def job(pages, output):
    output.mkdir()
    return farm.Pages(sorted(map(str, pages.iterdir())), str(output), HINTS, 1, {"max_side": 128, "mirror": False})


def test_a_killed_worker_loses_nothing(pages, tmp_path):
    alone = {}
    killed = []

    def kill(done):
        if done >= COUNT // 3 and not killed:
            pids = client.run(os.getpid)
            killed.append(min(pids.values()))
            os.kill(killed[0], signal.SIGKILL)

    times = {}
    for workers, told in ((1, lambda done: None), (2, kill)):
        output = tmp_path / str(workers)
        with farm.cluster(workers) as cluster, Client(cluster) as client:
            start = time.perf_counter()
            table = farm.color(client, job(pages, output), 10, told)
            times[workers] = time.perf_counter() - start
        assert [row["frame"] for row in table["frames"]] == list(range(1, COUNT + 1))
        assert not any("error" in row for row in table["frames"])
        pictures = {path.name: path.read_bytes() for path in output.iterdir()}
        assert len(pictures) == COUNT and len(set(pictures.values())) == COUNT
        hair = next(track for track in table["tracks"] if track["part"] == "hair")
        assert "#c03028" in hair["colors"] and hair["frames"]
        same = not alone or (alone["table"] == table, alone["pictures"] == pictures) == (True, True)
        assert same, "a killed worker changes nothing"
        alone = {"table": table, "pictures": pictures}
    assert killed
    print(f"\n{COUNT} frames: one worker {times[1]:.1f} s, two of which one is killed {times[2]:.1f} s")


def test_a_page_that_cannot_be_read_is_told_and_the_others_are_done(tmp_path):
    drawings = tmp_path / "drawings"
    drawings.mkdir()
    colorize.save(np.full((40, 40), 255, np.uint8), drawings / "a.png")
    (drawings / "b.png").write_bytes(b"no picture")
    (tmp_path / "out").mkdir()
    table = farm.Pages([str(drawings / "a.png"), str(drawings / "b.png")], str(tmp_path / "out"), None, 1).color([1, 2])
    assert "error" not in table["frames"][0] and "error" in table["frames"][1]
    assert [path.name for path in (tmp_path / "out").glob("*.png")] == ["a.png"]


def test_tracks_of_many_ranges_become_one():
    one = {
        "frame": 1,
        "region": 7,
        "part": "hair",
        "colors": ["#80503a"],
        "least_certainty": 0.9,
        "frames": [1, 2],
    }
    other = {**one, "least_certainty": 0.8, "frames": [3]}
    third = {**one, "frame": 3, "frames": [3]}
    table = farm.gathered(
        [{"tracks": [other, third], "frames": [{"frame": 3}]}, {"tracks": [one], "frames": [{"frame": 1}]}]
    )
    assert [row["frame"] for row in table["frames"]] == [1, 3]
    assert [(track["frames"], track["least_certainty"]) for track in table["tracks"]] == [
        ([1, 2, 3], 0.8),
        ([3], 0.9),
    ]


def test_a_clip_asks_the_tool_for_ranges(tmp_path):
    """By a tool that only says what it was asked; the first range fails once."""
    (tmp_path / "lines").mkdir()
    for number in (1, 2, 3, 5):
        (tmp_path / "lines" / f"shot.{number:04}.png").touch()
    tool = tmp_path / "tool"
    tool.write_text(
        f"""#!{sys.executable}
import json, sys
which, track = (sys.argv[sys.argv.index(name) + 1] for name in ("--frames", "--track"))
first, last = map(int, which.split("-"))
frames = [dict(frame=number) for number in range(first, last + 1) if number not in (2, 4)]
json.dump(dict(tracks=[], frames=frames), open(track, "w"))
sys.exit("frame 2: is no drawing" if first == 1 else 0)
"""
    )
    tool.chmod(0o755)
    clip = farm.Clip(str(tmp_path / "lines" / "shot.####.png"), "color/shot.####.png", "out", tool=str(tool))
    assert clip.frames() == [1, 2, 3, 5]
    assert clip.color([1, 2])["frames"] == [{"frame": 1}, {"frame": 2, "error": "frame 2: is no drawing"}]
    assert clip.color([3, 5])["frames"] == [{"frame": 3}, {"frame": 5}]


def test_the_table_is_json(pages, tmp_path, monkeypatch, capsys):
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(pages.iterdir())[:3]:
        (few / path.name).write_bytes(path.read_bytes())
    (tmp_path / "hints.json").write_text(HINTS)
    arguments = [
        "pages",
        few,
        "-o",
        tmp_path / "out",
        "--hints",
        tmp_path / "hints.json",
        "--table",
        tmp_path / "t.json",
    ]
    monkeypatch.setattr(sys, "argv", ["farm.py", *map(str, arguments), "--workers", "1", "--size", "2"])
    assert farm.main() == 0
    assert len(json.loads((tmp_path / "t.json").read_text())["frames"]) == len(list((tmp_path / "out").iterdir())) == 3
