"""Makes line drawings of painted portraits, and the points set on them by hand, for `colorize eval labels --real`.

The portraits are those of The Battle for Wesnoth 1.16, which are not part of this library and which no weights learnt
from: GPL 2 or later, or CC BY-SA 4.0. `points.json` has those of the game (in Debian: wesnoth-1.16-data),
`campaigns.json` those of its campaigns (wesnoth-1.16-httt and 14 others): up to four areas of each part, named by eye.
Needs Pillow and SciPy.

    python benches/portraits/lines.py benches/portraits/points.json /usr/share/games/wesnoth/1.16/data OUT
    colorize eval labels DATA/val --limit 1 --real OUT
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

SIDE = 640  # longest side of a portrait, pixels
MARGIN = 16  # paper around it


def path_of(game: Path, name: str) -> Path:
    """The file of a portrait: `elf-archer_female` is elves/archer+female.png, `Liberty/harper` is of that campaign."""
    campaign, _, portrait = name.partition("/")
    if portrait:
        return game / "campaigns" / campaign / "images/portraits" / (portrait + ".png")
    folder = "elves" if name.startswith("elf-") else "humans"
    return game / "core/images/portraits" / folder / (name.removeprefix("elf-").replace("_", "+") + ".png")


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


def main(points: Path, game: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    named = {}
    for name, of_portrait in json.loads(points.read_text()).items():
        painting, opaque = on_paper(Image.open(path_of(game, name)).convert("RGBA"))
        file = name.replace("/", "-")
        painting.save(out / f"{file}_color.png")
        lines_of(painting, opaque).save(out / f"{file}_line.png")
        named[file] = of_portrait
    (out / "points.json").write_text(json.dumps(named))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
