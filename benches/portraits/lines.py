"""Makes line drawings of painted portraits, and the points set on them by hand, for `colorize eval labels --real`.

The portraits are those of The Battle for Wesnoth 1.16 (in Debian: wesnoth-1.16-data), which are not part of this
library: GPL 2 or later, or CC BY-SA 4.0. Needs Pillow and SciPy.

    python benches/portraits/lines.py /usr/share/games/wesnoth/1.16/data/core/images/portraits OUT
    colorize eval labels DATA/val --limit 1 --real OUT
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

SIDE = 640  # longest side of a portrait, pixels
MARGIN = 16  # paper around it


def path_of(portraits: Path, name: str) -> Path:
    """The file of a portrait: `elf-archer_female` is elves/archer+female.png."""
    folder = "elves" if name.startswith("elf-") else "humans"
    return portraits / folder / (name.removeprefix("elf-").replace("_", "+") + ".png")


def on_paper(portrait: Image.Image) -> tuple[Image.Image, np.ndarray]:
    """The portrait on white, and how opaque it is there, 0 to 1."""
    portrait = portrait.crop(portrait.getchannel("A").getbbox())
    scale = SIDE / max(portrait.size)
    size = (round(portrait.width * scale), round(portrait.height * scale))
    portrait = portrait.resize(size, Image.LANCZOS)
    paper = Image.new("RGBA", (size[0] + 2 * MARGIN, size[1] + 2 * MARGIN), "white")
    paper.alpha_composite(portrait, (MARGIN, MARGIN))
    opaque = np.pad(np.asarray(portrait.getchannel("A")) / 255, MARGIN)
    return paper.convert("RGB"), opaque


def lines_of(painting: Image.Image, opaque: np.ndarray) -> Image.Image:
    """Black lines on white: a difference of Gaussians with a soft threshold (Winnemoeller 2011), and the outline."""
    light = np.asarray(painting.convert("L")) / 255
    difference = gaussian_filter(light, 1.1) - gaussian_filter(light, 1.76)
    paper = np.where(difference > -0.006, 1, 1 + np.tanh(70 * (difference + 0.006)))
    outline = np.abs(gaussian_filter(opaque, 1.0) - 0.5) < 0.25
    paper = np.where(outline, np.minimum(paper, 0.1), paper)
    return Image.fromarray((np.clip(paper, 0, 1) * 255).astype("uint8"))


def main(portraits: Path, out: Path) -> None:
    points = Path(__file__).with_name("points.json")
    out.mkdir(parents=True, exist_ok=True)
    for name in json.loads(points.read_text()):
        painting, opaque = on_paper(Image.open(path_of(portraits, name)).convert("RGBA"))
        painting.save(out / f"{name}_color.png")
        lines_of(painting, opaque).save(out / f"{name}_line.png")
    shutil.copy(points, out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
