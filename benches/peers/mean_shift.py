"""Cuts pictures into blocks by OpenCV's mean shift, for `colorize eval blocks --rival`: mean_shift.py PICTURES OUT

Needs opencv-python-headless, numpy and scipy. Each block is written in a colour of its own.
"""

import pathlib
import sys

import cv2
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

SPATIAL, COLOR, SAME = 10, 20, 4  # window in pixels, window in levels, step between neighbours of one block


def cut(picture):
    flat = cv2.pyrMeanShiftFiltering(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB), SPATIAL, COLOR).astype(int)
    height, width = flat.shape[:2]
    at = np.arange(height * width).reshape(height, width)
    joined = []
    for one, other in [(np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])]:
        same = (abs(flat[one] - flat[other]) <= SAME).all(axis=2)
        joined.append((at[one][same], at[other][same]))
    rows, columns = (np.concatenate(ends) for ends in zip(*joined))
    graph = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(at.size, at.size))
    ids = connected_components(graph, directed=False)[1].reshape(height, width)
    return np.dstack([ids & 255, ids >> 8 & 255, ids >> 16]).astype(np.uint8)


def main(pictures, out):
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(pictures.glob("*.png")):
        cv2.imwrite(str(out / path.name), cut(cv2.imread(str(path))))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
