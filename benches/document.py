"""How long rounds with a document take, as a program sees them that drives `colorize document`: document.py COLORIZE

A drawing is opened (its PNG decoded, its lines, regions and parts found), coloured, and hinted at four places, nine times
each: a bow, a lock of hair, a skirt, and all the ground. Then steps are taken back. Milliseconds, medians; the share of the
picture's box that changed; the most memory that the process held. Needs Pillow; Linux.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from PIL import Image

SIZES = [(512, 512), (1920, 1080), (3840, 2160), (4961, 7016)]
PLACES = {"bow": (300, 58), "lock": (250, 60), "skirt": (240, 340), "ground": (40, 40)}
ROUNDS = 9


def sheet(width, height):
    """The sample drawing, as large as it fits, in the middle of a sheet."""
    drawing = Image.open(pathlib.Path(__file__).parent.parent / "examples/drawings/dress.png").convert("RGB")
    side = min(width, height)
    paper = Image.new("RGB", (width, height), "white")
    paper.paste(drawing.resize((side, side), Image.NEAREST), ((width - side) // 2, (height - side) // 2))
    return paper


class Editor:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "document"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **operation):
        begin = time.perf_counter()
        self.process.stdin.write(json.dumps(operation) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        milliseconds = 1000 * (time.perf_counter() - begin)
        if "error" in answer:
            sys.exit(f"{operation}: {answer['error']}")
        return answer["ok"], milliseconds

    def end(self):
        """Megabytes that it held at most."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        self.process.stdin.close()
        self.process.wait()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(program, width, height, path):
    sheet(width, height).save(path, compress_level=1)
    editor = Editor(program)
    editor.ask(op="color", when="end")
    opened = editor.ask(op="open", drawing=str(path))[1]
    first = editor.ask(op="color", when="each")[1]
    scale = min(width, height) / 512
    left, top = (width - 512 * scale) / 2, (height - 512 * scale) / 2
    cells = [f"{width} x {height}", f"{opened:.0f}", f"{first:.0f}"]
    for x, y in PLACES.values():
        times = []
        for i in range(ROUNDS):
            hint = {"point": [left + x * scale, top + y * scale], "color": f"#{37 * i % 256:02x}5a3c", "follow": False}
            times.append(editor.ask(op="add", hint=hint)[1])
        cells.append(f"{statistics.median(times):.1f}")
    cells.append(f"{statistics.median(editor.ask(op='undo')[1] for _ in range(ROUNDS)):.1f}")
    print(" | ".join([*cells, f"{editor.end():.0f} MB"]), flush=True)


def main(program):
    print(" | ".join(["size", "open", "first", *PLACES, "undo of the ground", "memory"]))
    with tempfile.TemporaryDirectory() as folder:
        for width, height in SIZES:
            measure(program, width, height, pathlib.Path(folder) / "drawing.png")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
