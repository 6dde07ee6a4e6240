//! Eyes and mouths that no line closes.
//!
//! The white of an eye, its iris and a mouth are often open to the face, and would have the colour of skin. The labeller sees
//! them all the same: what it takes for one of them becomes a region of its own, up to the lines around it, and where there is
//! no line up to where the labeller sees it end.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::Look;
use super::cut::Cut;
use crate::Plane;
use crate::engine::LabelMap;
use crate::label::{Label, LabelSet};
use crate::region::Bounds;

/// What is set off, and how long its openings are at most, all together, in widths of it: a closed eye is a line, with nothing
/// in it that could have the colour of an iris; around the line of a mouth there are lips.
const FEATURES: [(Label, f32); 3] =
    [(Label::EyeWhite, f32::INFINITY), (Label::Eye, 3.0), (Label::Mouth, f32::INFINITY)];
/// What they lie in.
const HEAD: [Label; 10] = [
    Label::Hair,
    Label::Face,
    Label::Eye,
    Label::EyeWhite,
    Label::Brow,
    Label::Mouth,
    Label::Beard,
    Label::Ear,
    Label::Nose,
    Label::Glasses,
];
/// Chance from which a pixel shows one of them.
const LIKELY: f32 = 0.5;
/// A feature is so thick at least, in cells of the closest look: what the labeller sees beyond a line is thinner.
const THICK: f32 = 2.0;
/// So far from what the labeller sees a feature reaches up to a line, in cells.
const REACH: f32 = 1.5;
/// Share of what is around a feature that is face or hair, at least.
const FACE: f32 = 0.5;
/// Of a region that is mostly the feature nothing is set off.
const MOST: f32 = 0.5;
/// A feature has so many pixels at least.
const LEAST: usize = 10;

/// Makes regions of eyes and mouths that are parts of larger ones. Ink from `threshold` on is a line.
pub(super) fn set_off(cut: &mut Cut<'_>, ink: &Plane<u8>, threshold: u8, looks: &[Look], labels: &LabelSet) {
    let numbers = |is_one: &dyn Fn(Label) -> bool| -> Vec<usize> {
        let all = labels.iter().enumerate();
        all.filter(|(_, part)| is_one(part.label)).map(|(number, _)| number).collect()
    };
    let head = numbers(&|label| HEAD.contains(&label));
    let own = FEATURES.map(|(feature, _)| numbers(&|label| label == feature));
    let shown = shown(&looks[looks.len() - 1].map, &own);
    for (i, (_, opening)) in FEATURES.into_iter().enumerate() {
        let seen = Seen { looks, own: &own[i], head: &head };
        for place in seen.places(shown.iter().map(|cell| cell[i]).collect()) {
            let window = Window::new(cut, ink, threshold, &seen, place);
            for (id, piece) in window.pieces(opening) {
                if (piece.len() as f32) < MOST * cut.area(id) as f32 {
                    cut.off(id, &piece);
                }
            }
        }
    }
}

/// Which features a look shows in each of its cells, perhaps; by the numbers of their labels.
fn shown(map: &LabelMap, features: &[Vec<usize>; FEATURES.len()]) -> Vec<[bool; FEATURES.len()]> {
    let cell = |cell: usize| {
        let labels = map.labels(cell);
        // A little less than is asked for: between two cells there may be more.
        features.each_ref().map(|own| own.iter().map(|&label| labels[label]).sum::<f32>() >= 0.5 * LIKELY)
    };
    (0..map.width * map.height).into_par_iter().map(cell).collect()
}

/// What the labeller sees of one feature.
struct Seen<'a> {
    looks: &'a [Look],
    /// The numbers of its labels, and those of all parts of a head.
    own: &'a [usize],
    head: &'a [usize],
}

impl Seen<'_> {
    /// The chance of some labels at a pixel of the drawing.
    fn chance(&self, x: usize, y: usize, labels: &[usize]) -> f32 {
        self.looks.iter().map(|look| look.map.chance(x, y, labels)).sum::<f32>() / self.looks.len() as f32
    }

    /// Pixels of the drawing across a cell of the closest look.
    fn cell(&self) -> f32 {
        1.0 / self.looks[self.looks.len() - 1].map.frame.scale()
    }

    /// Boxes around what it takes for the feature, in pixels of the drawing: what hangs together of the `open` cells of the
    /// closest look.
    fn places(&self, mut open: Vec<bool>) -> Vec<Bounds> {
        let map = &self.looks[self.looks.len() - 1].map;
        let mut places = Vec::new();
        for start in 0..open.len() {
            if !std::mem::take(&mut open[start]) {
                continue;
            }
            let mut front = vec![start];
            let (mut from, mut to) = ([usize::MAX; 2], [0; 2]);
            while let Some(cell) = front.pop() {
                let place = [cell % map.width, cell / map.width];
                for axis in 0..2 {
                    (from[axis], to[axis]) = (from[axis].min(place[axis]), to[axis].max(place[axis]));
                }
                for y in place[1].saturating_sub(1)..(place[1] + 2).min(map.height) {
                    for x in place[0].saturating_sub(1)..(place[0] + 2).min(map.width) {
                        if std::mem::take(&mut open[y * map.width + x]) {
                            front.push(y * map.width + x);
                        }
                    }
                }
            }
            let ([left, top], [right, bottom]) = (map.frame.pixel(from), map.frame.pixel(to));
            places.push(Bounds {
                left: left as u32,
                top: top as u32,
                right: right as u32 + 1,
                bottom: bottom as u32 + 1,
            });
        }
        places
    }
}

/// No piece.
const NONE: u32 = 0;

/// A feature and what is around it, pixel by pixel.
struct Window<'a> {
    seen: &'a Seen<'a>,
    bounds: Bounds,
    /// Pixels of the picture's rows.
    stride: usize,
    /// Regions.
    ids: Vec<u32>,
    /// Whether a pixel is under no line.
    paper: Vec<bool>,
    /// Whether it is paper and shows the feature.
    shows: Vec<bool>,
    /// Pixels across a cell of the closest look.
    cell: f32,
}

impl<'a> Window<'a> {
    fn new(cut: &Cut<'_>, ink: &Plane<u8>, threshold: u8, seen: &'a Seen<'a>, place: Bounds) -> Self {
        let (size, cell) = ((ink.width(), ink.height()), seen.cell());
        let place =
            Bounds { left: place.left.min(size.0 as u32), top: place.top.min(size.1 as u32), ..place };
        let bounds = place.grown((4.0 * cell).ceil() as u32, size);
        let (mut ids, mut paper, mut shows) = (Vec::new(), Vec::new(), Vec::new());
        for y in bounds.top as usize..bounds.bottom as usize {
            for x in bounds.left as usize..bounds.right as usize {
                ids.push(cut.ids().get(x, y));
                let bare = ink.get(x, y) < threshold;
                paper.push(bare);
                shows.push(bare && seen.chance(x, y, seen.own) >= LIKELY);
            }
        }
        Self { seen, bounds, stride: size.0, ids, paper, shows, cell }
    }

    /// What is set off, each with the region that it was of, as pixels of the picture.
    fn pieces(&self, opening: f32) -> Vec<(u32, Vec<usize>)> {
        let mut numbers = vec![NONE; self.ids.len()];
        let mut kept = Vec::new();
        let mut last = NONE;
        for start in 0..self.ids.len() {
            if self.shows[start] && numbers[start] == NONE {
                last += 1;
                let piece = self.piece(start, last, &mut numbers);
                let id = self.ids[start];
                if piece.len() >= LEAST && self.thickness(&piece) >= THICK * self.cell {
                    kept.push((last, id, piece));
                }
            }
        }
        let mut taken = vec![false; self.ids.len()];
        let mut completed = |(number, id, piece): (u32, u32, Vec<usize>)| {
            let widest = opening * self.width(&piece);
            Some((id, self.completed(number, id, piece, widest, &numbers, &mut taken)?))
        };
        kept.into_iter().filter_map(&mut completed).collect()
    }

    /// The pixels of one region around `start` that show the feature.
    fn piece(&self, start: usize, number: u32, numbers: &mut [u32]) -> Vec<usize> {
        numbers[start] = number;
        let mut piece = vec![start];
        let mut next = 0;
        while let Some(&at) = piece.get(next) {
            next += 1;
            for other in self.bounds.beside(at) {
                if self.shows[other] && numbers[other] == NONE && self.ids[other] == self.ids[start] {
                    numbers[other] = number;
                    piece.push(other);
                }
            }
        }
        piece
    }

    /// How many pixels beside one of a piece are paper of its region that does not show the feature.
    fn openings(&self, at: usize) -> usize {
        let other =
            |&beside: &usize| self.paper[beside] && self.ids[beside] == self.ids[at] && !self.shows[beside];
        self.bounds.beside(at).filter(other).count()
    }

    /// How far the inmost pixel of a piece is from its openings, in steps; 0 if it has none.
    fn thickness(&self, piece: &[usize]) -> f32 {
        self.inmost(piece, |at| self.openings(at) > 0)
    }

    /// How wide a piece is where it is widest, in pixels.
    fn width(&self, piece: &[usize]) -> f32 {
        let own = |&at: &usize| self.shows[at] && self.ids[at] == self.ids[piece[0]];
        2.0 * self.inmost(piece, |at| self.bounds.beside(at).filter(own).count() < 4)
    }

    /// How many steps the inmost pixel of a piece is inside of those at an edge; 0 if there is no edge.
    fn inmost(&self, piece: &[usize], edge: impl Fn(usize) -> bool) -> f32 {
        let own = |at: usize| self.shows[at] && self.ids[at] == self.ids[piece[0]];
        let steps = self.steps(piece.iter().copied().filter(|&at| edge(at)), own);
        let inmost = piece.iter().map(|&at| steps[at]).filter(|&step| step < u32::MAX).max();
        inmost.map_or(0.0, |step| (step + 1) as f32)
    }

    /// A piece with the paper between it and lines, and what is under the lines beside it, as pixels of the picture.
    /// `None` if it does not lie in a head, or where it is open to it, in sides of pixels, is longer than `opening`. Nothing is
    /// `taken` twice.
    fn completed(
        &self,
        number: u32,
        id: u32,
        piece: Vec<usize>,
        opening: f32,
        numbers: &[u32],
        taken: &mut [bool],
    ) -> Option<Vec<usize>> {
        let reach = (REACH * self.cell).round().max(1.0) as u32;
        let own = |at: usize| self.ids[at] == id;
        let bare = |at: usize| own(at) && self.paper[at];
        let from_lines =
            (0..self.ids.len()).filter(|&at| bare(at) && self.bounds.beside(at).any(|other| !bare(other)));
        let from_lines = self.steps(from_lines, bare);
        let far = self.steps(piece.into_iter(), bare);
        let near = |at: usize| numbers[at] == NONE && far[at] <= reach && from_lines[at] < reach;
        let takes = |at: usize| numbers[at] == number || near(at);
        let around: Vec<usize> = (0..self.ids.len()).filter(|&at| bare(at) && !takes(at)).collect();
        let open = |&at: &usize| self.bounds.beside(at).filter(|&other| bare(other) && takes(other)).count();
        let head = |&at: &usize| {
            let (x, y) = self.place(at);
            self.seen.chance(x, y, self.seen.head)
        };
        let head: f32 = around.iter().map(head).sum();
        let is_in_head = head >= FACE * around.len() as f32;
        if !is_in_head || around.iter().map(open).sum::<usize>() as f32 > opening {
            return None;
        }
        // What is under lines goes to the nearest paper.
        let mut of: Vec<Option<bool>> = (0..self.ids.len()).map(|at| bare(at).then(|| takes(at))).collect();
        let mut front: VecDeque<usize> = (0..self.ids.len()).filter(|&at| bare(at)).collect();
        while let Some(at) = front.pop_front() {
            for other in self.bounds.beside(at) {
                if own(other) && of[other].is_none() {
                    of[other] = of[at];
                    front.push_back(other);
                }
            }
        }
        let pixel = |at: usize| {
            let (x, y) = self.place(at);
            y * self.stride + x
        };
        let all = (0..self.ids.len())
            .filter(|&at| of[at] == Some(true) && !std::mem::replace(&mut taken[at], true));
        Some(all.map(pixel).collect())
    }

    /// Where in the drawing a pixel lies.
    fn place(&self, at: usize) -> (usize, usize) {
        let width = (self.bounds.right - self.bounds.left) as usize;
        (self.bounds.left as usize + at % width, self.bounds.top as usize + at / width)
    }

    /// How many steps all pixels are from the first ones, over such as `may` be gone over.
    fn steps(&self, first: impl Iterator<Item = usize>, may: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut steps = vec![u32::MAX; self.ids.len()];
        let mut front: VecDeque<usize> = first.collect();
        front.iter().for_each(|&at| steps[at] = 0);
        while let Some(at) = front.pop_front() {
            for other in self.bounds.beside(at) {
                if steps[other] == u32::MAX && may(other) {
                    steps[other] = steps[at] + 1;
                    front.push_back(other);
                }
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Working;
    use crate::region::{RegionMap, RegionOptions};

    const SIDE: usize = 200;

    /// A face of a line with an eye in it: an upper lid, half a circle, and no lower one.
    fn face() -> Plane<u8> {
        Plane::from_fn(SIDE, SIDE, |x, y| {
            let (x, y) = (x as f32 - 100.0, y as f32 - 100.0);
            let outline = (x.hypot(y) - 80.0).abs() < 1.5;
            let lid = (x.hypot(y) - 20.0).abs() < 1.5 && y < 0.0;
            if outline || lid { 255 } else { 0 }
        })
    }

    /// The regions of a drawing, and what they become if the labeller takes some places in the face for `label`.
    fn set_off_of(
        ink: &Plane<u8>,
        label: Label,
        shows: fn(f32, f32) -> bool,
    ) -> (RegionMap, Option<RegionMap>) {
        let mut map = LabelMap::unknown(ink);
        let width = map.width;
        for (cell, chances) in map.labels.chunks_exact_mut(Label::COUNT).enumerate() {
            let place = [cell % width, cell / width].map(|at| (at * 2 + 1) as f32 - 100.0);
            let seen = if shows(place[0], place[1]) { label } else { Label::Face };
            chances.fill(0.0);
            chances[usize::from(seen.id())] = 1.0;
        }
        let [working] = Working::all(ink, 128, [SIDE]);
        let options = RegionOptions::default().with_gap(4);
        let regions = RegionMap::segment(ink, &options, None).expect("a drawing");
        let mut cut = Cut::new(&regions);
        set_off(&mut cut, ink, options.ink_threshold, &[Look { working, map }], &LabelSet::standard());
        let set_off = cut.into_regions(ink, options.ink_threshold);
        (regions, set_off)
    }

    /// Under the lid, and a little less far than the lid.
    fn eye(x: f32, y: f32) -> bool {
        x.hypot(y) < 17.0
    }

    #[test]
    fn an_open_eye_is_set_off_up_to_its_lid() {
        for label in [Label::EyeWhite, Label::Eye] {
            let (open, found) = set_off_of(&face(), label, eye);
            assert_eq!(open.len(), 2);
            let found = found.expect("an eye");
            assert_eq!(found.len(), 3);
            let inside = found.at(100, 95);
            for y in 0..SIDE {
                for x in 0..SIDE {
                    let from_middle = (x as f32 - 100.0).hypot(y as f32 - 100.0);
                    let is_eye = if y < 97 { from_middle < 19.0 } else { from_middle < 15.0 };
                    if is_eye || from_middle > 21.0 {
                        assert_eq!(found.at(x, y) == inside, is_eye, "{x}, {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_set_off_of_itself_or_where_it_is_thin() {
        // All of the face.
        assert!(set_off_of(&face(), Label::EyeWhite, |x, y| x.hypot(y) < 82.0).1.is_none());
        // What the labeller sees beyond the lid.
        let beyond = |x: f32, y: f32| (20.0..23.0).contains(&x.hypot(y)) && y < 0.0;
        assert!(set_off_of(&face(), Label::EyeWhite, beyond).1.is_none());
    }

    #[test]
    fn a_closed_eye_stays_a_line_and_a_closed_mouth_has_lips() {
        let line = Plane::from_fn(SIDE, SIDE, |x, y| {
            let outline = ((x as f32 - 100.0).hypot(y as f32 - 100.0) - 80.0).abs() < 1.5;
            if outline || ((70..130).contains(&x) && (99..102).contains(&y)) { 255 } else { 0 }
        });
        let around = |x: f32, y: f32| x.abs() < 28.0 && y.abs() < 9.0;
        assert!(set_off_of(&line, Label::Eye, around).1.is_none());
        let mouth = set_off_of(&line, Label::Mouth, around).1.expect("lips");
        assert_eq!(mouth.len(), 4);
    }
}
