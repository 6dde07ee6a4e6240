"""Cuts pictures into blocks by OpenCV's mean shift, for `colorize eval blocks --rival`: mean_shift.py PICTURES OUT

Needs opencv-python-headless and numpy. Each block is written in a colour of its own.
"""

import pathlib
import sys

import cv2
import numpy as np

SPATIAL, COLOR, SAME = 10, 20, 4  # window in pixels, window in levels, step between neighbours of one block


def cut(picture):
    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB)
    flat = cv2.pyrMeanShiftFiltering(lab, SPATIAL, COLOR)
    height, width = flat.shape[:2]
    ids = np.zeros((height, width, 3), np.uint8)
    mask = np.zeros((height + 2, width + 2), np.uint8)
    count = 0
    for y in range(height):
        for x in range(width):
            if mask[y + 1, x + 1] == 0:
                before = mask.copy()
                cv2.floodFill(flat, mask, (x, y), 0, (SAME,) * 3, (SAME,) * 3, 4 | cv2.FLOODFILL_MASK_ONLY | 1 << 8)
                count += 1
                ids[(mask != before)[1:-1, 1:-1]] = (count & 255, count >> 8 & 255, count >> 16)
    return ids


def main(pictures, out):
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(pictures.glob("*.png")):
        cv2.imwrite(str(out / path.name), cut(cv2.imread(str(path))))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
