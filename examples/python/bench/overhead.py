"""What Python adds to the C call, on a 4K drawing, in one run.

    python overhead.py [ROUNDS]

Two measures: the time that a method spends outside of the C function that it calls, to the microsecond; and the whole
beside a C program that makes the same calls (needs a C compiler, and libcolorize by pkg-config or COLORIZE_PREFIX), by
turns, the fastest of all rounds. Fails if the first is over 5 ms. `--memory` instead prints what the process takes at
each step.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import colorize
from colorize import document, layers, library, prompt, reading

WIDTH, HEIGHT = 3840, 2160
STEPS = ("reading", "colouring", "one more hint", "picture")
HERE = Path(__file__).parent


class Timed:
    """The library, with the time spent inside."""

    inside = 0.0

    def __getattr__(self, name):
        function = getattr(library.lib, name)

        def call(*arguments):
            start = time.perf_counter()
            try:
                return function(*arguments)
            finally:
                self.inside += time.perf_counter() - start

        return call if callable(function) else function


def drawing():
    """One of the repository's at 4K, lines kept sharp, RGBA."""
    small = colorize.Image.open(HERE.parents[1] / "drawings" / "dress.png").pixels
    return np.ascontiguousarray(small[:, np.arange(WIDTH) * 512 // WIDTH][np.arange(HEIGHT) * 512 // HEIGHT])


def steps(engine, pixels):
    """One round: milliseconds of each step, and what of it was outside of C."""
    timed = Timed()
    modules = (document, layers, prompt, reading)
    for module in modules:
        module.lib = timed
    total, outside = [], []

    def step(work):
        start, inside = time.perf_counter(), timed.inside
        made = work()
        took = time.perf_counter() - start
        total.append(took * 1e3)
        outside.append((took - (timed.inside - inside)) * 1e3)
        return made

    read = step(lambda: colorize.Reading(engine, pixels))
    made = []
    step(lambda: made.append(colorize.Document(read)) or made.append(made[0].color()))
    hint = lambda: colorize.Prompt().point(WIDTH / 2, HEIGHT / 8, (192, 48, 40))  # noqa: E731
    hinted = step(lambda: made[0].set_prompt(hint()).color())
    step(lambda: hinted.picture)
    for module in modules:
        module.lib = library.lib
    return total, outside


def compiled(folder):
    prefix = os.environ.get("COLORIZE_PREFIX")
    include, libraries = f"{prefix}/include", f"{prefix}/lib"
    if not prefix:
        asked = (["pkg-config", f"--variable={name}", "colorize"] for name in ("includedir", "libdir"))
        include, libraries = (subprocess.check_output(command, text=True).strip() for command in asked)
    flags = [f"-I{include}", f"-L{libraries}", "-lcolorize", f"-Wl,-rpath,{libraries}"]
    subprocess.run(["cc", "-std=c99", "-O2", HERE / "overhead.c", *flags, "-o", folder / "overhead"], check=True)
    return folder / "overhead"


def memory():
    def now(what):
        status = Path("/proc/self/status").read_text()
        rss, peak = (int(status.split(f"{name}:")[1].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        print(f"{what:44} {rss:7.1f} MiB, peak {peak:7.1f}")

    engine = colorize.Engine()
    now("engine")
    pixels = drawing()
    now(f"drawing, {pixels.nbytes / 2**20:.1f} MiB")
    lent = colorize.ImageView(pixels)
    now("lent: ImageView")
    read = colorize.Reading(engine, lent)
    now("read")
    coloured = colorize.Document(read).color()
    now("coloured")
    coloured.picture, coloured.flats, coloured.line  # noqa: B018  what the library makes when it is first asked for
    now("picture, flats and line asked for once")
    arrays = [(coloured.picture, coloured.flats, coloured.line, coloured.region_ids) for _ in range(100)]
    now(f"400 arrays of them, {sum(a.nbytes for four in arrays for a in four) / 2**30:.1f} GiB to look at")


def main():
    if sys.argv[1:] == ["--memory"]:
        return memory()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    pixels, engine = drawing(), colorize.Engine()
    python, outside, c = [], [], []
    with tempfile.TemporaryDirectory() as name:
        program, file = compiled(Path(name)), Path(name, "drawing")
        pixels.tofile(file)
        for _ in range(rounds):
            total, beside = steps(engine, pixels)
            python.append(total)
            outside.append(beside)
            said = subprocess.check_output([program, file, str(WIDTH), str(HEIGHT), "1"], text=True)
            c.append([float(number) for number in said.split()])
    print(f"{WIDTH} x {HEIGHT} RGBA8, fastest and [slowest] of {rounds}, ms")
    print(f"{'':16}{'C':>22}{'Python':>22}{'outside of C':>22}")
    for index, step in enumerate(STEPS):
        columns = ([row[index] for row in rows] for rows in (c, python, outside))
        print(f"{step:16}" + "".join(f"{min(column):13.3f} [{max(column):6.1f}]" for column in columns))
    worst = max(sum(row) for row in outside)
    print(f"outside of C in all four steps, slowest round: {worst:.3f} ms")
    return 1 if worst > 5 else 0


if __name__ == "__main__":
    sys.exit(main())
