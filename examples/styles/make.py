"""Draws the pictures of 40 styles and puts them into `ours.styles`, a library of styles: CC0, of our own making.

    python3 examples/styles/make.py COLORIZE      COLORIZE is the tool, such as target/release/examples/colorize

Needs numpy and Pillow. The same program makes the same library.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageDraw

SIDE = 160  # larger than the largest exemplar, 128
Y, X = np.mgrid[0:SIDE, 0:SIDE].astype(float)


def rgb(text):
    return np.array([int(text[i : i + 2], 16) for i in (0, 2, 4)], float)


def mix(a, b, t):
    """From colour `a` at 0 to `b` at 1."""
    t = np.clip(t, 0, 1)[..., None]
    return rgb(a) * (1 - t) + rgb(b) * t


def noise(seed, fine, coarse=None, stretch=(1, 1)):
    """Noise from -1 to 1 whose details are `fine` to `coarse` pixels across, longer along x or y by `stretch`."""
    rng = np.random.default_rng(seed)
    fy, fx = np.meshgrid(np.fft.fftfreq(SIDE), np.fft.fftfreq(SIDE), indexing="ij")
    f = np.hypot(fx * stretch[0], fy * stretch[1])
    keep = np.exp(-((f * fine) ** 2) * 4)
    if coarse:
        keep *= 1 - np.exp(-((f * coarse) ** 2) * 4)
    values = np.fft.ifft2(np.fft.fft2(rng.standard_normal((SIDE, SIDE))) * keep).real
    return np.clip((values - values.mean()) / (2 * values.std()), -1, 1)


def saw(v, period):
    return (v / period) % 1


def stripes(v, period, share=0.5):
    """1 on a stripe, 0 beside it; the edge is a pixel soft."""
    t = saw(v, period) * period
    return np.clip(np.minimum(t, share * period - t) + 0.5, 0, 1)


def drawn(paint, scale=4):
    """What `paint` draws with Pillow on a larger sheet, shrunk."""
    image = Image.new("L", (SIDE * scale, SIDE * scale), 0)
    paint(ImageDraw.Draw(image), scale)
    return np.asarray(image.resize((SIDE, SIDE), Image.LANCZOS), float) / 255


def scattered(seed, period, shape, scale=4):
    """A shape on a lattice, every second row shifted by half a period."""

    def paint(draw, s):
        for row in range(-1, SIDE // period + 2):
            for column in range(-1, SIDE // period + 2):
                shape(draw, (column + 0.5 * (row % 2)) * period * s, row * period * s, s)

    return drawn(paint, scale)


def dot(radius):
    return lambda draw, x, y, s: draw.ellipse((x - radius * s, y - radius * s, x + radius * s, y + radius * s), fill=255)


def star(radius, points=5):
    def shape(draw, x, y, s):
        angles = np.arange(2 * points) * np.pi / points - np.pi / 2
        reach = np.where(np.arange(2 * points) % 2, radius * 0.42, radius) * s
        draw.polygon([(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, reach)], fill=255)

    return shape


def flower(radius):
    def shape(draw, x, y, s):
        for a in np.arange(5) * 2 * np.pi / 5 - np.pi / 2:
            cx, cy, r = x + 0.6 * radius * s * np.cos(a), y + 0.6 * radius * s * np.sin(a), 0.45 * radius * s
            draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=170)
        r = 0.32 * radius * s
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)

    return shape


def heart(radius):
    def shape(draw, x, y, s):
        t = np.linspace(0, 2 * np.pi, 60)
        px = x + radius * s * np.sin(t) ** 3
        py = y - radius * s * (13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16
        draw.polygon(list(zip(px, py)), fill=255)

    return shape


def tartan(a, b, c, period=40):
    def sett(v):
        t = saw(v, period)
        return (t < 0.35) * 1.0 + ((t > 0.6) & (t < 0.7)) * 2.0

    under, over = sett(X), sett(Y)
    twill = stripes(X + Y, 4)
    pick = np.where(twill > 0.5, under, over)
    return np.select([(pick == 1)[..., None], (pick == 2)[..., None]], [rgb(b), rgb(c)], rgb(a))


def houndstooth(a, b, period=16):
    u, v = (X % period) / period, (Y % period) / period
    left, top = u < 0.5, v < 0.5
    diagonal = ((X + Y) % (period / 2)) < period / 4
    dark = np.where(left & top, True, np.where(~left & ~top, False, diagonal))
    return mix(a, b, dark * 1.0)


def knit(a, b, period=10):
    column = saw(X, period)
    slope = np.abs(column - 0.5) * 2
    rows = saw(Y - slope * period * 0.5, period * 0.8)
    light = np.sin(np.pi * rows) * (0.55 + 0.45 * np.sin(np.pi * column) ** 0.5)
    return mix(a, b, light + 0.05 * noise(3, 2))


def scales(a, b, period=16):
    best = np.full((SIDE, SIDE), 9.0)
    for shift in (0, 1):
        y = (Y - shift * period / 2) % period
        x = (X - shift * period / 2) % period - period / 2
        best = np.where(y < period / 2, np.minimum(best, np.hypot(x, y) / (period / 2)), best)
    return mix(b, a, np.clip(best, 0, 1) ** 3)


def wood(a, b, seed, grain=1.0):
    bend = Y + 14 * noise(seed, 60, stretch=(3, 1)) + 5 * noise(seed + 1, 20, stretch=(4, 1))
    rings = 0.5 + 0.5 * np.sin(bend / (2.2 * grain))
    fibres = noise(seed + 2, 1.5, stretch=(14, 1))
    return mix(a, b, 0.55 * rings + 0.25 + 0.2 * fibres)


def stone(a, b, seed):
    veins = np.abs(noise(seed, 26)) ** 0.5
    return mix(b, a, 0.25 + 0.8 * veins + 0.12 * noise(seed + 1, 4))


def bricks(mortar, brick, width=32, height=14):
    row = np.floor(Y / height)
    u, v = (X + row % 2 * width / 2) % width, Y % height
    inside = np.clip(np.minimum.reduce([u - 1.5, width - 1 - u, v - 1.5, height - 1 - v]), 0, 1)
    shade = 0.12 * noise(5, 2) + 0.12 * np.sin(row * 2.4 + np.floor((X + row % 2 * width / 2) / width) * 5.1)
    return mix(mortar, brick, inside) * (1 + (inside * shade)[..., None])


def cells(a, b, seed, count=46):
    rng = np.random.default_rng(seed)
    points = rng.random((count, 2)) * SIDE
    reach = []
    for dx in (-SIDE, 0, SIDE):
        for dy in (-SIDE, 0, SIDE):
            reach += [np.hypot(X - x - dx, Y - y - dy) for x, y in points]
    near = np.sort(np.stack(reach), axis=0)[:2]
    return mix(a, b, np.clip((near[1] - near[0]) / 5, 0, 1))


def strokes(a, b, seed, angle, length=26):
    c, s = np.cos(angle), np.sin(angle)
    rng = np.random.default_rng(seed)

    def paint(draw, k):
        for _ in range(900):
            x, y, tone = *(rng.random(2) * SIDE * 1.2 - 0.1 * SIDE), int(60 + 195 * rng.random())
            half = length * (0.5 + rng.random()) / 2
            ends = [(k * (x - c * half), k * (y + s * half)), (k * (x + c * half), k * (y - s * half))]
            draw.line(ends, fill=tone, width=int(k * (2 + 3 * rng.random())))

    return mix(a, b, drawn(paint, 3))


def hatching(a, b, angles, period=6):
    ink = np.zeros((SIDE, SIDE))
    for i, angle in enumerate(angles):
        across = X * np.sin(angle) + Y * np.cos(angle)
        ink = np.maximum(ink, stripes(across + 0.8 * noise(30 + i, 12), period, 0.24))
    return mix(a, b, ink)


def screen(a, b, period=6, share=0.32):
    u, v = (X + Y) / 2**0.5, (X - Y) / 2**0.5
    wave = np.cos(2 * np.pi * u / period) * np.cos(2 * np.pi * v / period)
    return mix(a, b, np.clip((wave - (1 - 2 * share)) * 3 + 0.5, 0, 1))


def lace(a, b):
    holes = scattered(0, 14, dot(4.6))
    rims = scattered(0, 14, dot(2.2))
    ties = np.maximum(stripes(X + Y, 7, 0.2), stripes(X - Y, 7, 0.2))
    return mix(a, b, np.clip(1 - holes + 0.7 * ties + rims, 0, 1))


def quilt(a, b, period=24):
    u, v = saw(X + Y, period), saw(X - Y, period)
    swell = np.sin(np.pi * u) * np.sin(np.pi * v)
    seam = np.maximum(stripes(X + Y, period, 0.05), stripes(X - Y, period, 0.05))
    return mix(a, b, 0.25 + 0.75 * swell**0.6 - 0.3 * seam)


def cable(a, b, period=26):
    twist = np.abs(np.sin(np.pi * Y / period + np.where(saw(X, period) < 0.5, 0, np.pi / 2)))
    bulge = np.sin(np.pi * saw(X, period / 2))
    return mix(a, b, 0.15 + 0.6 * bulge * (0.4 + 0.6 * twist) + 0.08 * noise(9, 2))


def waves(a, b, period=20):
    best = np.zeros((SIDE, SIDE))
    for row in range(-2, int(SIDE / (period / 4)) + 3):
        cy, shift = row * period / 4, (row % 2) * period / 2
        x = (X - shift) % period - period / 2
        r = np.hypot(x, Y - cy)
        inside = (r < period / 2) & (Y <= cy)
        rings = stripes(period / 2 - r, period / 6, 0.5)
        best = np.where(inside, rings, best)
    return mix(a, b, best)


def camouflage(colours, seed):
    out = np.broadcast_to(rgb(colours[0]), (SIDE, SIDE, 3)).copy()
    for i, colour in enumerate(colours[1:]):
        out[noise(seed + i, 34) > 0.12] = rgb(colour)
    return out


def patches(a, b, c, period=20):
    """An argyle of diamonds with thin lines."""
    diamond = (np.floor((X + Y) / period) + np.floor((X - Y) / period)) % 2
    line = np.maximum(stripes(X + Y + period / 2, period, 0.08), stripes(X - Y + period / 2, period, 0.08))
    out = mix(a, b, diamond)
    return out * (1 - line[..., None]) + rgb(c) * line[..., None]


# name: kind, tags, picture
STYLES = {
    "thin stripes": ("woven cloth", "stripes,shirt", lambda: mix("f4f1e8", "3f6ea8", stripes(X, 10, 0.35))),
    "wide stripes": ("woven cloth", "stripes,red,summer", lambda: mix("f7ead8", "c23b3b", stripes(X, 28))),
    "sailor stripes": ("knit", "stripes,navy", lambda: mix("f6f4ee", "1f2d52", stripes(Y, 18, 0.4)) * (1 + 0.04 * noise(1, 2))[..., None]),
    "diagonal stripes": ("woven cloth", "stripes,tie", lambda: mix("4b2a52", "d8a94a", stripes(X + Y, 20, 0.3))),
    "gingham": ("woven cloth", "checks,picnic", lambda: mix("ffffff", "c8414b", 0.5 * (stripes(X, 20) + stripes(Y, 20)))),
    "checks": ("print", "checks", lambda: mix("2c2c34", "ece8df", np.abs(stripes(X, 24) - stripes(Y, 24)))),
    "windowpane": ("woven cloth", "checks,suit", lambda: mix("5b6470", "e5dcc8", np.maximum(stripes(X, 32, 0.06), stripes(Y, 32, 0.06)))),
    "red tartan": ("woven cloth", "plaid,wool,winter", lambda: tartan("a32a2f", "1f3a2e", "e4c45a")),
    "blue tartan": ("woven cloth", "plaid,wool,school", lambda: tartan("2b4a7a", "16263f", "e8e4d8")),
    "houndstooth": ("woven cloth", "checks,coat", lambda: houndstooth("efe9dc", "25242a")),
    "herringbone": ("woven cloth", "tweed,coat", lambda: mix("6c5a48", "a8947a", stripes(np.abs(saw(X, 24) - 0.5) * 24 + Y, 6)) * (1 + 0.06 * noise(2, 2))[..., None]),
    "argyle": ("knit", "diamonds,golf", lambda: patches("7a2f3b", "d9c7a3", "f7f2e6")),
    "small dots": ("print", "dots", lambda: mix("22345c", "f3efe4", scattered(0, 16, dot(2.6)))),
    "large dots": ("print", "dots,dress", lambda: mix("d64a5e", "fdf6ee", scattered(0, 32, dot(8)))),
    "stars": ("print", "stars,night", lambda: mix("1d2450", "f2d45c", scattered(0, 28, star(8)))),
    "hearts": ("print", "hearts", lambda: mix("f9dfe3", "d6456b", scattered(0, 26, heart(6.5)))),
    "flowers": ("print", "floral,dress", lambda: mix("f2ede0", "7f9f6a", np.clip(noise(11, 9) - 0.35, 0, 1)) * (1 - scattered(0, 32, flower(11))[..., None]) + mix("e58aa0", "f4cf57", (scattered(0, 32, flower(11)) - 0.66) * 3) * scattered(0, 32, flower(11))[..., None]),
    "waves": ("print", "kimono,japanese", lambda: waves("27488a", "f4f1ea")),
    "scales": ("print", "fish,japanese", lambda: scales("2f7f86", "bfe3da")),
    "camouflage": ("print", "army", lambda: camouflage(["7c7a52", "4c5636", "2c2f26", "a99a70"], 40)),
    "plain wool": ("knit", "wool,winter", lambda: knit("7c6a8a", "b8a6c4")),
    "cable knit": ("knit", "wool,winter", lambda: cable("b9a98a", "f2e9d6")),
    "denim": ("woven cloth", "jeans,blue", lambda: mix("263d63", "6d8fbf", 0.45 + 0.25 * (stripes(X + Y, 3) - 0.5) + 0.3 * noise(7, 2, stretch=(1, 6)) + 0.2 * noise(8, 20))),
    "corduroy": ("woven cloth", "trousers,brown", lambda: mix("5c3b22", "a9764a", np.sin(np.pi * saw(X, 8)) ** 0.7 + 0.12 * noise(12, 2))),
    "linen": ("woven cloth", "summer,cloth", lambda: mix("cdbfa2", "efe7d6", 0.5 + 0.3 * noise(13, 2, stretch=(12, 1)) + 0.3 * noise(14, 2, stretch=(1, 12)))),
    "satin": ("woven cloth", "shiny,dress", lambda: mix("7a1f45", "f2a7c0", 0.45 + 0.5 * noise(15, 46, stretch=(1, 2.4)))),
    "lace": ("lace", "white,dress", lambda: lace("d9c7c9", "fffdf8")),
    "quilt": ("woven cloth", "jacket,padded", lambda: quilt("33415c", "7d8fb3")),
    "leather": ("leather", "jacket,brown", lambda: cells("3b2317", "7d4e33", 21) * (1 + 0.05 * noise(22, 2))[..., None]),
    "fur": ("fur", "soft,animal", lambda: mix("8a6a4a", "efdcc0", 0.5 + 0.6 * noise(23, 2.2, stretch=(1, 5)) + 0.2 * noise(24, 18))),
    "oak": ("wood", "floor,brown", lambda: wood("7a5230", "c99a63", 50)),
    "ebony": ("wood", "dark", lambda: wood("211812", "4b382b", 60, 0.7)),
    "marble": ("stone", "white", lambda: stone("f1efec", "8d8f96", 70)),
    "granite": ("stone", "grey", lambda: mix("4c4a4d", "c9c5c2", 0.5 + 0.4 * noise(71, 2.2) + 0.25 * noise(72, 5))),
    "bricks": ("stone", "wall,red", lambda: bricks("cfc6b8", "9c4a38")),
    "watercolour": ("brush", "paper,bloom", lambda: mix("dcecf2", "4f8fb5", 0.5 + 0.45 * noise(80, 40) + 0.12 * noise(81, 3))),
    "oil strokes": ("brush", "paint,thick", lambda: strokes("3d6b4f", "c8d89a", 90, 0.5)),
    "dry brush": ("brush", "paint,rough", lambda: mix("f3ead9", "b4532e", 0.55 + 0.8 * noise(91, 2.5, stretch=(20, 1)) + 0.2 * noise(92, 12))),
    "cross hatching": ("pen", "ink,drawing", lambda: hatching("faf7ef", "22222a", (0.6, -0.6))),
    "screen tone": ("pen", "manga,dots", lambda: screen("ffffff", "3a3a42")),
}


def main(tool):
    library = pathlib.Path(__file__).parent / "ours.styles"
    library.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (kind, tags, picture) in STYLES.items():
            pixels = np.clip(picture(), 0, 255).round().astype(np.uint8)
            drawing, style = f"{folder}/{name}.png", f"{folder}/{name}.json"
            Image.fromarray(pixels).save(drawing)
            middle = f"{SIDE // 2},{SIDE // 2}"
            subprocess.run([tool, "style", "extract", drawing, middle, "-o", style, "--range", "large", "-q"], check=True)
            told = ["--name", name, "--kind", kind, "--tags", tags, "--author", "the authors of colorize"]
            told += ["--licence", "CC0-1.0", "--source", "examples/styles/make.py"]
            subprocess.run([tool, "style", "import", library, style, *told], check=True, stdout=subprocess.DEVNULL)
    print(f"{library}: {len(STYLES)} styles, {library.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
