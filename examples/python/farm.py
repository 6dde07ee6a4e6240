"""Colours a folder of pages, or a shot, on many machines by Dask, and gathers what they tell into one table.

    python farm.py pages drawings -o colored --hints hints.json --table table.json --workers 2
    python farm.py clip lines/shot.####.png --colored color/shot.####.png -o colored --scheduler tcp://farm:8786

The work is cut into ranges of frames, one task each. A range whose worker dies goes to another, one that fails is tried
again; pictures are written whole or not at all, and the same frame gives the same bytes, so that nothing is lost or
there twice. All machines must see the folders by the same paths.

Needs `pip install 'colorize[farm]'`; `clip` the tool `colorize` on each machine.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence

#: What is told of some frames, as `colorize clip --track` writes it: `{"tracks": [...], "frames": [...]}`.
Table = Dict[str, List[Dict[str, Any]]]
RETRIES = 3
#: A folder in the output for pictures that are being written: what a killed worker leaves there goes at the end.
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Pages:
    """Drawings, each coloured by itself with the same hints. A track is a part, over all pages."""

    drawings: Sequence[str]
    output: str
    hints: Optional[str]
    """JSON, or None."""
    threads: int
    """Of each worker's engine."""
    reading: Dict[str, Any] = field(default_factory=dict)
    """What differs from the defaults of `colorize.ReadOptions`."""

    def frames(self) -> List[int]:
        return list(range(1, len(self.drawings) + 1))

    def color(self, frames: List[int]) -> Table:
        table: Table = {"tracks": [], "frames": []}
        for frame in frames:
            drawing = self.drawings[frame - 1]
            row: Dict[str, Any] = {"frame": frame, "file": os.path.basename(drawing)}
            try:
                tracks = self._page(frame, drawing, row)
            except ValueError as wrong:  # this page's own fault: the others go on, and trying again would not help
                row["error"], tracks = str(wrong), []
            table["frames"].append(row)
            table["tracks"] += tracks
        return table

    def _page(self, frame: int, drawing: str, row: Dict[str, Any]) -> List[Dict[str, Any]]:
        import colorize

        try:
            options = colorize.ReadOptions(**self.reading)
            document = colorize.Document(colorize.Reading(engine(self.threads), colorize.Image.open(drawing), options))
            if self.hints:
                document.set_prompt(colorize.Prompt.from_json(self.hints))
            layers = document.color()
        except (colorize.ImageError, colorize.LimitError) as wrong:
            raise ValueError(str(wrong)) from wrong
        folder = os.path.join(self.output, UNFINISHED)
        os.makedirs(folder, exist_ok=True)
        fresh = os.path.join(folder, f"{Path(drawing).stem}.{socket.gethostname()}.{os.getpid()}.png")
        colorize.save(layers.picture, fresh)
        os.replace(fresh, os.path.join(self.output, f"{Path(drawing).stem}.png"))
        row["regions"] = layers.region_count
        row["withdrawn"] = sum(region.withdrawn for region in layers.regions())
        return [
            {"part": part.name, "colors": [str(color) for color in part.colors], "frames": [frame]}
            for part in layers.parts()
        ]


@dataclass(frozen=True)
class Clip:
    """The frames of a shot, some of them coloured, by the tool. A track is a region that was followed."""

    lines: str
    """A file name with # for each digit of the frame's number."""
    colored: str
    output: str
    options: Sequence[str] = ()
    tool: str = "colorize"

    def frames(self) -> List[int]:
        place = Path(self.lines)
        name = re.sub(r"(\\#)+", lambda run: r"(\d{%d,})" % run.group().count("#"), re.escape(place.name), count=1)
        found = (re.fullmatch(name, path.name) for path in place.parent.iterdir())
        return sorted(int(match.group(1)) for match in found if match)

    def color(self, frames: List[int]) -> Table:
        with tempfile.TemporaryDirectory() as folder:
            track = os.path.join(folder, "track.json")
            which = f"{frames[0]}-{frames[-1]}"
            command = [self.tool, "--quiet", "clip", self.lines, "--colored", self.colored, "-o", self.output]
            command += ["--frames", which, "--track", track, *self.options]
            done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
            if done.returncode and not os.path.exists(track):
                raise RuntimeError(f"frames {which}: {done.stderr.strip()}")
            with open(track, encoding="utf-8") as file:
                table: Table = json.load(file)
        told = {row["frame"] for row in table["frames"]}
        error = done.stderr.strip() or "left out"
        table["frames"] += [{"frame": frame, "error": error} for frame in frames if frame not in told]
        return table


@functools.lru_cache(maxsize=1)
def engine(threads: int) -> Any:
    """One engine a worker process."""
    import colorize

    return colorize.Engine(colorize.EngineOptions(threads=threads))


def color(client: Any, job: Any, size: int, told: Callable[[int], Any] = lambda frames: None) -> Table:
    """Colours all frames of `job`, `size` a task; `told` hears how many are done.

    What could not be done is in the table as rows with an `error`.
    """
    from distributed import as_completed

    frames = job.frames()
    ranges = [frames[start : start + size] for start in range(0, len(frames), size)]
    futures = client.map(job.color, ranges, retries=RETRIES, pure=False)
    of = {future.key: some for future, some in zip(futures, ranges)}
    tables, done = [], 0
    for future in as_completed(futures):
        some = of[future.key]
        if future.status == "finished":
            tables.append(future.result())
        else:
            error = str(future.exception())
            tables.append({"tracks": [], "frames": [{"frame": frame, "error": error} for frame in some]})
        future.release()  # gathered: nobody need keep it, nor make it again
        done += len(some)
        told(done)
    shutil.rmtree(os.path.join(job.output, UNFINISHED), ignore_errors=True)
    table = gathered(tables)
    assert [row["frame"] for row in table["frames"]] == frames, "each frame is told of once"
    return table


def gathered(tables: Sequence[Table]) -> Table:
    """One table of many, in the order of frames: tracks that go by the same name are one."""
    tables = sorted(tables, key=lambda table: table["frames"][0]["frame"])
    tracks: Dict[Any, Dict[str, Any]] = {}
    for track in (track for table in tables for track in table["tracks"]):
        name = (track.get("frame"), track.get("region")) if "region" in track else track["part"]
        one = tracks.setdefault(name, {**track, "colors": [], "frames": []})
        one["colors"] += [color for color in track["colors"] if color not in one["colors"]]
        one["frames"] = sorted({*one["frames"], *track["frames"]})
        if "least_certainty" in track:
            one["least_certainty"] = min(one["least_certainty"], track["least_certainty"])
    frames = sorted((row for table in tables for row in table["frames"]), key=lambda row: row["frame"])
    return {"tracks": list(tracks.values()), "frames": frames}


def cluster(workers: int) -> Any:
    """Workers on this machine: processes, each with one task at a time; one that dies is started again."""
    from distributed import LocalCluster

    return LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)


def main() -> int:
    parser = argparse.ArgumentParser(description="Colours pages or a shot on many machines.")
    jobs = parser.add_subparsers(dest="job", required=True)
    pages = jobs.add_parser("pages", help="a folder of drawings")
    pages.add_argument("drawings", type=Path)
    pages.add_argument("--hints", type=Path, help="JSON, for all pages")
    pages.add_argument("--max-side", type=int, default=512, help="working resolution in pixels [512]")
    pages.add_argument("--no-mirror", action="store_true", help="do not look at the mirror image too: twice as fast")
    clip = jobs.add_parser("clip", help="a shot, by `colorize clip`; what follows -- goes to it")
    clip.add_argument("lines")
    clip.add_argument("--colored", required=True)
    clip.add_argument("--tool", default="colorize")
    for job in (pages, clip):
        job.add_argument("-o", "--output", type=Path, required=True)
        job.add_argument("--table", type=Path, help="where to write the table: JSON")
        job.add_argument("--size", type=int, default=24, help="frames a task [24]")
        job.add_argument("--workers", type=int, default=2, help="processes on this machine [2]")
        job.add_argument("--scheduler", help="address of a running one instead, such as tcp://farm:8786")
        job.add_argument("--threads", type=int, default=0, help="of each worker [processors / workers]")
    arguments, options = parser.parse_known_args()
    if options and arguments.job == "pages":
        parser.error(f"unknown: {' '.join(options)}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    output = str(arguments.output.resolve())
    threads = arguments.threads or max(1, (os.cpu_count() or 1) // arguments.workers)
    if arguments.job == "pages":
        kinds = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")
        drawings = sorted(str(path.resolve()) for path in arguments.drawings.iterdir() if path.suffix.lower() in kinds)
        hints = arguments.hints.read_text(encoding="utf-8") if arguments.hints else None
        reading = {"max_side": arguments.max_side, "mirror": not arguments.no_mirror}
        work: Any = Pages(drawings, output, hints, threads, reading)
    else:
        lines, colored = (os.path.abspath(path) for path in (arguments.lines, arguments.colored))
        options = [option for option in options if option != "--"] + ["--threads", str(threads)]
        work = Clip(lines, colored, output, options, arguments.tool)

    from distributed import Client

    with Client(arguments.scheduler or cluster(arguments.workers)) as client:
        if arguments.scheduler:
            client.upload_file(__file__)
        count = len(work.frames())
        table = color(client, work, arguments.size, lambda done: print(f"{done} of {count}", file=sys.stderr))
    if arguments.table:
        arguments.table.write_text(json.dumps(table, indent=2), encoding="utf-8")
    wrong = [row for row in table["frames"] if "error" in row]
    for row in wrong:
        print(f"frame {row['frame']}: {row['error']}", file=sys.stderr)
    print(f"{count - len(wrong)} frames, {len(table['tracks'])} tracks in {output}")
    return 1 if wrong else 0


if __name__ == "__main__":
    import farm  # by its name, so that workers import it and keep one engine each

    sys.exit(farm.main())
