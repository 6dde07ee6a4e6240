"""What the plug-ins share, without a host: python3 test_painting.py, with a folder made by vendor.sh in PYTHONPATH."""

import unittest

import colorize
import numpy as np
import painting
from colorize import PixelFormat


class Test(unittest.TestCase):
    def test_formats_of_hosts_and_back(self):
        every = np.stack([np.arange(256, dtype=np.uint8)] * 4, 1)[np.newaxis]
        every[..., 1] = 255 - every[..., 1]
        for format in ("RGBA8", "BGRA8", "BGRA16", "RGBA16", "RGBA_F16", "RGBA_F32"):
            there = painting.to_format(every, PixelFormat[format])
            colorize.ImageView(there, PixelFormat[format])  # lies as the format says
            np.testing.assert_array_equal(painting.to_rgba8(there, PixelFormat[format]), every, format)
        grey = np.repeat(np.arange(256, dtype=np.uint8), 4).reshape(1, -1, 4)
        for format in ("GRAY_ALPHA8", "GRAY_ALPHA16", "GRAY_ALPHA_F32"):
            there = painting.to_format(grey, PixelFormat[format])
            np.testing.assert_array_equal(painting.to_rgba8(there, PixelFormat[format]), grey, format)

    def test_a_brush_that_strays_over_a_line_means_the_region_of_its_middle(self):
        ids = np.ones((40, 40), np.uint32)
        ids[:, 20:] = 2
        hints = np.zeros((40, 40, 4), np.uint8)
        hints[10:20, 4:23] = (1, 2, 3, 255)  # three columns too far
        hints[30:33, 30:33] = (9, 9, 9, 127)  # hardly there
        self.assertEqual(painting.painted(hints, ids), [(1, (1, 2, 3))])

    def test_a_line_one_pixel_wide_is_all_middle(self):
        hints = np.zeros((5, 9, 4), np.uint8)
        hints[2] = (7, 8, 9, 255)
        ids = np.arange(1, 10, dtype=np.uint32)[np.newaxis].repeat(5, 0)
        self.assertEqual([id for id, _ in painting.painted(hints, ids)], list(range(1, 10)))

    def test_of_two_colours_in_a_region_the_larger_counts(self):
        hints = np.zeros((30, 30, 4), np.uint8)
        hints[2:12, 2:12] = (1, 1, 1, 255)
        hints[20:22, 20:22] = (2, 2, 2, 255)
        ids = np.ones((30, 30), np.uint32)
        self.assertEqual(painting.painted(hints, ids), [(1, (1, 1, 1))])

    def test_a_smaller_picture_forgets_the_colour_of_what_is_clear(self):
        drawing = np.zeros((600, 1100, 4), np.uint8)
        drawing[::2] = (255, 255, 255, 0)
        drawing[:, 300:600] = (0, 0, 0, 255)
        small = painting.smaller(drawing)
        self.assertEqual(small.shape, (200, 367, 4))
        self.assertTrue((small[:, :100, 3] == 0).all() and (small[:, 100:200] == (0, 0, 0, 255)).all())

    def test_wishes_of_another_version_are_read(self):
        wishes = painting.Wishes(parts={"hair": "#123456"}, light=(0.5, 0, 1))
        again = painting.Wishes.from_json(wishes.to_json().replace("{", '{"later": 1, ', 1))
        self.assertEqual((again.parts, tuple(again.light)), (wishes.parts, wishes.light))

    def test_a_job_is_cancelled(self):
        drawing = np.full((2000, 2000, 4), 255, np.uint8)
        drawing[500:510] = drawing[:, 700:710] = (0, 0, 0, 255)
        job = painting.Job(lambda told: painting.Painter().paint(drawing, painting.Wishes(), None, None, told))
        job.cancel()
        job.join()
        self.assertTrue(job.cancelled)
        self.assertEqual(painting.message(job.error), "Cancelled: nothing was changed.")


unittest.main()
