"""A tour in cells, for a notebook or as a script: `python tour.py DRAWING OUT.png` writes a sheet of all that it shows.

Needs Pillow, for the captions.
"""

# %% A drawing, and what is known of it
import sys

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

import colorize

drawing = colorize.Image.open(sys.argv[1])
engine = colorize.Engine()
reading = colorize.Reading(engine, drawing)
print(f"{reading.width} x {reading.height}, {reading.kind.name.lower()}, {reading.region_count} regions")
shown = {"drawing": drawing.pixels}

# %% Its regions, each in a colour of its own, and what part each shows
palette = np.random.default_rng(4).integers(60, 256, (reading.region_count + 1, 3), np.uint8)
shown["regions"] = palette[reading.region_ids]
document = colorize.Document(reading)
layers = document.color()
hues = np.random.default_rng(9).integers(60, 256, (len(reading.labels), 3), np.uint8)
hues[0] = 255
shown["labels"] = hues[layers.view(colorize.Layer.LABELS)]
shown["labels"][reading.ink > 128] = 0
for part in layers.parts():
    print(f"{part.name:12} {part.area:7} px in {part.region_count:2} regions  {' '.join(map(str, part.colors[:4]))}")

# %% Colours by itself, and other proposals
for number in range(3):
    document.set_options(colorize.ColorOptions(sheet=document.proposal(number)))
    shown[f"proposal {number}"] = document.color().picture
document.set_options(None)

# %% Hints: a part, words, and a click on one region
hair = next(region for region in layers.regions() if region.name == "hair" and region.area > 500)
ys, xs = np.nonzero((reading.region_ids == hair.id) & (reading.ink == 0))
middle = len(xs) // 2
prompt = colorize.Prompt().words(engine, "green eyes, dark blue skirt").part("hair", "#3c281e")
prompt.point(int(xs[middle]), int(ys[middle]), (192, 48, 40))
hinted = document.set_prompt(prompt).color(progress=lambda done: print(f"{done:4.0%}", end="\r"))
shown["hints"] = hinted.picture
print(f"changed inside {hinted.changed}")

# %% Regions it is not sure of stay open: nineteen of twenty that are coloured shall be right
threshold = engine.threshold(0.95)
document.set_prompt(None).set_options(colorize.ColorOptions(withdraw_below=threshold))
withdrawn = document.color()
shown["withdrawn"] = withdrawn.picture
print(f"{sum(region.withdrawn for region in withdrawn.regions())} regions left open, below {threshold:.2f}")

# %% Light from the upper left, and the layers of it
document.set_options(colorize.ColorOptions(light=(-0.8, -0.6, 0.2), shade=1.5))
lit = document.color()
shown["light"] = lit.picture
shown["flats"] = lit.flats
shown["shade"] = lit.shade
shown["line"] = lit.line

# %% All of it on one sheet
SIDE, COLUMNS, CAPTION = 256, 4, 20
rows = -(-len(shown) // COLUMNS)
sheet = Pillow.new("RGB", (COLUMNS * SIDE, rows * (SIDE + CAPTION)), "white")
draw = ImageDraw.Draw(sheet)
for index, (title, pixels) in enumerate(shown.items()):
    picture = Pillow.fromarray(pixels).convert("RGBA")
    paper = Pillow.alpha_composite(Pillow.new("RGBA", picture.size, "white"), picture)
    paper.thumbnail((SIDE, SIDE))
    left, top = index % COLUMNS * SIDE, index // COLUMNS * (SIDE + CAPTION)
    sheet.paste(paper, (left, top + CAPTION))
    draw.text((left + 8, top + 5), title, fill="black")
colorize.save(np.asarray(sheet), sys.argv[2])
