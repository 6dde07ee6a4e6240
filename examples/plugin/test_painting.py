"""What the plug-ins share, without a host: python3 test_painting.py, with a folder made by vendor.sh in PYTHONPATH."""

import unittest
from pathlib import Path

import colorize
import numpy as np
import painting
from colorize import PixelFormat
from painting import Beside, Painter, Wishes

DRAWINGS = Path(__file__).parent / "../drawings"
#: In the hair, and in the jacket, of sailor.png.
HAIR, TOP = (60, 250), (470, 170)


def drawing(name):
    return colorize.Image.open(DRAWINGS / f"{name}.png").pixels


def layer(made, name):
    return dict(made.layers)[name]


def dab(y, x, color=(1, 2, 3), radius=6):
    """A layer with a dab of colour."""
    made = np.zeros((512, 512, 4), np.uint8)
    made[y - radius : y + radius, x - radius : x + radius] = (*color, 255)
    return made


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
        large = np.zeros((600, 1100, 4), np.uint8)
        large[::2] = (255, 255, 255, 0)
        large[:, 300:600] = (0, 0, 0, 255)
        small = painting.smaller(large)
        self.assertEqual(small.shape, (200, 367, 4))
        self.assertTrue((small[:, :100, 3] == 0).all() and (small[:, 100:200] == (0, 0, 0, 255)).all())

    def test_wishes_of_another_version_are_read(self):
        wishes = Wishes(parts={"hair": "#123456"}, light=(0.5, 0, 1))
        again = Wishes.from_json(wishes.to_json().replace("{", '{"later": 1, ', 1))
        self.assertEqual((again.parts, tuple(again.light)), (wishes.parts, wishes.light))

    def test_layers_over_each_other_are_the_picture(self):
        made = Painter().paint(drawing("sailor"), Wishes(styles={"top": "denim"}), Beside(dab(*HAIR)))
        self.assertEqual([name for name, _ in made.layers], ["paper", "flats", "texture", "shade", "line"])
        self.assertEqual(layer(made, "flats")[HAIR].tolist(), [1, 2, 3, 255])
        merged = np.zeros((512, 512, 3))
        for _, pixels in made.layers:
            alpha = pixels[..., 3:] / 255
            merged = merged * (1 - alpha) + pixels[..., :3] * alpha
        self.assertLessEqual(abs(merged - made.picture[..., :3]).max(), 2)

    def test_names_of_layers_say_what_they_are_for(self):
        names = ("Hints", "hints #1", "hints of old", "style blue tartan", "Style  oak #2", "style", "stylest oak")
        roles = [("hints", ""), ("hints", ""), ("", ""), ("style", "blue tartan"), ("style", "oak"), ("", ""), ("", "")]
        self.assertEqual([painting.role(name) for name in names], roles)
        self.assertEqual(painting.role("Reference from the side")[0], "reference")
        self.assertEqual(painting.role("mood")[0], "mood")
        self.assertEqual(painting.role("moody")[0], "")

    def test_hidden_references_count_and_hidden_hints_do_not(self):
        layers = [("hints", False), ("style oak", False), ("hints", True), ("reference", False), ("reference 2", True)]
        read = {"hints": dab(9, 9), "reference": dab(40, 30), "style": dab(20, 20)}
        found = painting.gather((name, shown, read.__getitem__) for name, shown in layers)
        self.assertIs(found.hints, read["hints"])
        self.assertEqual(([picture.shape for picture in found.references], found.styled), ([(12, 12, 4)] * 2, {}))
        self.assertIsNone(found.mood)

    def test_a_style_is_painted_where_it_was_dabbed_and_on_parts(self):
        painter = Painter()
        found = painter.paint(drawing("sailor"), Wishes(styles={"top": "Denim"}), Beside(styled={"oak": dab(*HAIR)}))
        for place, name in ((HAIR, "oak"), (TOP, "denim")):
            self.assertEqual(tuple(layer(found, "flats")[place][:3]), painter.library().entry(name).color)
            around = np.s_[place[0] - 8 : place[0] + 8, place[1] - 8 : place[1] + 8]
            self.assertGreater(layer(found, "texture")[around][..., 3].std(), 5, name)
        chosen = painter.paint(drawing("sailor"), Wishes(parts={"top": "#aa3355"}, styles={"top": "denim"}))
        self.assertEqual(layer(chosen, "flats")[TOP].tolist(), [0xAA, 0x33, 0x55, 255])
        self.assertTrue(layer(chosen, "texture")[TOP[0], :, 3].any())
        with self.assertRaisesRegex(painting.Refused, "no style “oax”; there are argyle"):
            painter.paint(drawing("sailor"), Wishes(styles={"hair": "oax"}))

    def test_colours_of_a_reference_are_carried_over_and_let_go(self):
        painter = Painter()
        colors = {"hair": "#a02818", "top": "#18a028"}
        reference = painter.paint(drawing("sailor"), Wishes(parts=colors, shade=0)).picture
        for name, hair in (("sailor", HAIR), ("pigtails", (100, 250))):
            plain = layer(painter.paint(drawing(name), Wishes()), "flats")
            made = painter.paint(drawing(name), Wishes(), Beside(references=(reference,)))
            flats = layer(made, "flats")
            self.assertEqual(flats[hair].tolist(), [0xA0, 0x28, 0x18, 255], name)
            self.assertNotEqual(plain[hair].tolist(), flats[hair].tolist())
            self.assertTrue((layer(painter.paint(drawing(name), Wishes()), "flats") == plain).all(), "let go")
        hinted = painter.paint(drawing("sailor"), Wishes(), Beside(dab(*HAIR), references=(reference,)))
        self.assertEqual(layer(hinted, "flats")[HAIR].tolist(), [1, 2, 3, 255], "hints win")

    def test_parts_of_which_a_reference_tells_nothing_are_left_to_the_palette(self):
        painter = Painter()
        reference = painter.paint(drawing("sailor"), Wishes(parts={"hair": "#a02818"}, shade=0)).picture
        plain = painter.paint(drawing("dress"), Wishes())
        made = painter.paint(drawing("dress"), Wishes(), Beside(references=(reference,)))
        colors = [{part.name: part.colors[0] for part in found.parts if part.colors} for found in (plain, made)]
        self.assertEqual(colors[1]["hair"], (0xA0, 0x28, 0x18))
        self.assertEqual(colors[0]["shoes"], colors[1]["shoes"], "a bust has none")

    def test_a_reference_is_taken_apart_once(self):
        painter = Painter()
        picture = painter.paint(drawing("sailor"), Wishes(shade=0)).picture
        painter.paint(drawing("dress"), Wishes(), Beside(references=(picture,)))
        kept = dict(painter._references)
        painter.preview(drawing("suit"), Wishes(), Beside(references=(picture.copy(),)))
        self.assertEqual(kept, painter._references)

    def test_the_colours_of_a_mood_are_taken(self):
        mood = np.zeros((64, 64, 4), np.uint8)
        mood[:, :40], mood[:, 40:] = (40, 60, 160, 255), (230, 200, 90, 255)
        made = layer(Painter().paint(drawing("sailor"), Wishes(), Beside(mood=mood)), "flats").astype(int)
        shown = made[made[..., 3] > 0][:, :3]
        near = [abs(shown - color).max(1) < 48 for color in ((40, 60, 160), (230, 200, 90))]
        self.assertGreater((near[0] | near[1]).mean(), 0.8)

    def test_a_preview_has_its_textures_smaller(self):
        large = drawing("sailor").repeat(2, 0).repeat(2, 1)
        painter, wishes = Painter(), Wishes(styles={"top": "wide stripes"})
        small = painter.preview(large, wishes).astype(int)
        whole = painter.paint(large, wishes).picture.astype(int)[::2, ::2]
        self.assertLess(abs(small - whole)[400:, 100:400].mean(), 30)

    def test_files_that_are_not_there_are_told(self):
        for wishes in (Wishes(references=["none.png"]), Wishes(mood="none.png"), Wishes(styles={"top": "oak"}, library="none.png")):
            with self.assertRaisesRegex(painting.Refused, "“none.png” is not there"):
                Painter().paint(drawing("sailor"), wishes)

    def test_a_job_is_cancelled(self):
        large = np.full((2000, 2000, 4), 255, np.uint8)
        large[500:510] = large[:, 700:710] = (0, 0, 0, 255)
        job = painting.Job(lambda told: Painter().paint(large, Wishes(), progress=told))
        job.cancel()
        job.join()
        self.assertTrue(job.cancelled)
        self.assertEqual(painting.message(job.error), "Cancelled: nothing was changed.")


unittest.main()
