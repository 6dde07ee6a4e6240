//! Where outlines are open, the labeller tells where they would go on.
//!
//! A region that leaks holds figure and ground, or hair and face. What the labeller surely takes for one of them grows over
//! the paper between lines until it meets the other, in the opening. The largest piece keeps the region's number. Skin and
//! cloth are not told apart: the labeller often takes one half of a sleeve for an arm, and then a whole region is right more
//! often than its halves.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::Look;
use super::cut::Cut;
use crate::Plane;
use crate::engine::LabelMap;
use crate::label::{Label, LabelSet};
use crate::region::Bounds;

/// Chance from which a cell, and all around it, is surely of one kind.
const SURE: f32 = 0.8;
/// A piece is so large at least, as a share of the part that is drawn on.
const LEAST: f32 = 0.001;
/// Its openings are so long at most, all together, in widths of the piece: an arm is no leak of the body, but it is as wide as
/// it is open.
const OPENING: f32 = 0.9;
/// No kind is sure.
const UNSURE: u8 = u8::MAX;
/// Under a line, or of another region.
const WALL: u8 = u8::MAX - 1;

/// Divides regions that leak. Ink from `threshold` on is a line.
pub(super) fn mend(cut: &mut Cut<'_>, ink: &Plane<u8>, threshold: u8, looks: &[Look], labels: &LabelSet) {
    let (width, height) = looks[0].working.part().size();
    let least = LEAST * (width * height) as f32;
    // The figure first: where it is no ground, it may be unsure whether it is hair.
    let ground = |label| if label == Label::Background { Kind::Ground } else { Kind::Other };
    let hair = |label: Label| match label.kin() {
        Label::Background => Kind::Ground,
        Label::Hair => Kind::Hair,
        _ => Kind::Other,
    };
    let kinds: [KindOf; 2] = [ground, hair];
    for kind in kinds {
        let seeds = Seeds::new(cut.ids(), looks, labels, kind);
        for id in seeds.mixed(cut.len(), least) {
            let leak = Leak::new(cut, id, ink, threshold, &seeds);
            leak.pieces(least).into_iter().for_each(|piece| cut.off(id, &piece));
        }
    }
}

/// What is told apart.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Ground,
    Hair,
    Other,
}

/// Of what kind a part is.
type KindOf = fn(Label) -> Kind;

/// How many kinds there are.
const KINDS: usize = 3;

/// Of what kind a region surely is, here and there.
struct Seeds<'a> {
    /// The closest look.
    map: &'a LabelMap,
    /// Of each of its cells the region and the kind, or [`UNSURE`].
    cells: Vec<(u32, u8)>,
}

impl<'a> Seeds<'a> {
    /// A cell is sure where all around it are of the same kind and region: those beside a line show what is on either side.
    fn new(ids: &Plane<u32>, looks: &'a [Look], labels: &LabelSet, kind_of: KindOf) -> Self {
        let map = &looks.last().expect("there is a closest look").map;
        let of_kind = |kind: Kind| -> Vec<usize> {
            labels
                .iter()
                .enumerate()
                .filter(|(_, part)| kind_of(part.label) == kind)
                .map(|(i, _)| i)
                .collect()
        };
        let (ground, hair) = (of_kind(Kind::Ground), of_kind(Kind::Hair));
        let cell = |x: usize, y: usize| {
            let (x, y) = map.pixel(x, y);
            let inside = x < ids.width() && y < ids.height();
            let mut chances = [0.0; KINDS];
            for Look { map, .. } in looks {
                let cell = map.labels(map.cell(x, y));
                let [ground, hair] =
                    [&ground, &hair].map(|labels| labels.iter().map(|&i| cell[i]).sum::<f32>());
                let all = [ground, hair, 1.0 - ground - hair];
                chances.iter_mut().zip(all).for_each(|(sum, chance)| *sum += chance);
            }
            let sure = chances.iter().position(|&chance| chance >= SURE * looks.len() as f32);
            (if inside { ids.get(x, y) } else { 0 }, sure.map_or(UNSURE, |kind| kind as u8))
        };
        let mut cells = Plane::filled(map.width, map.height, (0, UNSURE));
        cells.as_mut_slice().par_chunks_mut(map.width).enumerate().for_each(|(y, row)| {
            row.iter_mut().enumerate().for_each(|(x, at)| *at = cell(x, y));
        });
        let sure = |x: usize, y: usize| {
            let cell @ (id, _) = cells.get(x, y);
            let around = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
            let mut rows = around(y, map.height).map(|y| &cells.row(y)[around(x, map.width)]);
            if id > 0 && rows.all(|row| row.iter().all(|&other| other == cell)) { cell } else { (id, UNSURE) }
        };
        let surely = (0..map.width * map.height).into_par_iter();
        let cells = surely.map(|at| sure(at % map.width, at / map.width)).collect();
        Self { map, cells }
    }

    fn at(&self, x: usize, y: usize, region: u32) -> u8 {
        let (id, kind) = self.cells[self.map.cell(x, y)];
        if id == region { kind } else { UNSURE }
    }

    /// The regions in which two kinds may have `least` pixels.
    fn mixed(&self, regions: usize, least: f32) -> Vec<u32> {
        let mut counts = vec![[0u32; KINDS]; regions];
        for &(id, kind) in self.cells.iter().filter(|(_, kind)| *kind != UNSURE) {
            counts[id as usize - 1][usize::from(kind)] += 1;
        }
        // Cells beside lines are not counted.
        let cells = 0.25 * least * self.map.frame.scale().powi(2);
        let many = |count: &&u32| **count > 0 && **count as f32 >= cells;
        let mixed = |counts: &[u32; KINDS]| counts.iter().filter(many).count() > 1;
        (1..).zip(&counts).filter(|(_, counts)| mixed(counts)).map(|(id, _)| id).collect()
    }
}

/// A region that holds more than one kind, pixel by pixel within its box.
struct Leak {
    bounds: Bounds,
    /// Pixels of the picture's rows.
    stride: usize,
    /// Whether a pixel is of the region.
    own: Vec<bool>,
    /// What kind the paper is, [`WALL`] elsewhere.
    kinds: Vec<u8>,
}

impl Leak {
    /// Lets the sure kinds grow over the region's paper.
    fn new(cut: &Cut<'_>, id: u32, ink: &Plane<u8>, threshold: u8, seeds: &Seeds<'_>) -> Self {
        let bounds = cut.bounds(id);
        let Bounds { left, top, right, bottom } = bounds;
        let (columns, stride) = (left as usize..right as usize, ink.width());
        let (mut own, mut kinds) = (Vec::new(), Vec::new());
        for y in top as usize..bottom as usize {
            for x in columns.clone() {
                let inside = cut.ids().get(x, y) == id;
                own.push(inside);
                let paper = inside && ink.get(x, y) < threshold;
                kinds.push(if paper { seeds.at(x, y, id) } else { WALL });
            }
        }
        let mut leak = Self { bounds, stride, own, kinds };
        let known = |&at: &usize| leak.kinds[at] < WALL;
        let open = |&at: &usize| leak.bounds.beside(at).any(|other| leak.kinds[other] == UNSURE);
        let mut front: VecDeque<usize> = (0..leak.kinds.len()).filter(known).filter(open).collect();
        while let Some(at) = front.pop_front() {
            for other in leak.bounds.beside(at) {
                if leak.kinds[other] == UNSURE {
                    leak.kinds[other] = leak.kinds[at];
                    front.push_back(other);
                }
            }
        }
        leak
    }

    /// What is cut off, as pixels of the picture.
    fn pieces(&self, least: f32) -> Vec<Vec<usize>> {
        // Of each pixel the number of its piece; 0 for none yet.
        let mut numbers = vec![0u32; self.own.len()];
        let mut pieces = Vec::new();
        for start in 0..self.own.len() {
            if numbers[start] == 0 && self.kinds[start] < WALL {
                let number = pieces.len() as u32 + 1;
                pieces.push(self.piece(start, number, &mut numbers));
            }
        }
        let largest = (0..pieces.len()).rev().max_by_key(|&i| pieces[i].area);
        let may = |(i, piece): (usize, &Piece)| {
            Some(i) != largest && piece.opening > 0 && piece.area as f32 >= least
        };
        let may: Vec<bool> = pieces.iter().enumerate().map(may).collect();
        if !may.contains(&true) {
            return Vec::new();
        }
        let widths = self.widths(&numbers, &may);
        let mut count = 0;
        let cut = |i: usize| {
            let narrow = pieces[i].opening as f32 <= OPENING * widths[i] as f32;
            (may[i] && narrow).then(|| {
                count += 1;
                count - 1
            })
        };
        let cuts: Vec<Option<usize>> = (0..pieces.len()).map(cut).collect();
        if count == 0 {
            return Vec::new();
        }
        // What is under lines goes to the nearest paper.
        let bare = |other: usize, numbers: &[u32]| self.own[other] && numbers[other] == 0;
        let beside_bare =
            |&at: &usize| numbers[at] > 0 && self.bounds.beside(at).any(|other| bare(other, &numbers));
        let mut front: VecDeque<usize> = (0..numbers.len()).filter(beside_bare).collect();
        while let Some(at) = front.pop_front() {
            for other in self.bounds.beside(at) {
                if bare(other, &numbers) {
                    numbers[other] = numbers[at];
                    front.push_back(other);
                }
            }
        }
        let mut kept = vec![Vec::new(); count];
        let width = (self.bounds.right - self.bounds.left) as usize;
        for (at, &number) in numbers.iter().enumerate().filter(|(_, number)| **number > 0) {
            if let Some(piece) = cuts[number as usize - 1] {
                let (x, y) = (self.bounds.left as usize + at % width, self.bounds.top as usize + at / width);
                kept[piece].push(y * self.stride + x);
            }
        }
        kept
    }

    /// How wide pieces are where they are widest, in pixels; `numbers` tells the piece of each pixel, and `of` which of them
    /// are asked for.
    fn widths(&self, numbers: &[u32], of: &[bool]) -> Vec<u32> {
        let asked = |at: usize| numbers[at] > 0 && of[numbers[at] as usize - 1];
        let inner =
            |at: usize| self.bounds.beside(at).filter(|&other| numbers[other] == numbers[at]).count() == 4;
        // In steps from pixel to pixel, from what is not of the piece.
        let mut front: VecDeque<usize> = (0..numbers.len()).filter(|&at| asked(at) && !inner(at)).collect();
        let mut depths = vec![0u32; numbers.len()];
        front.iter().for_each(|&at| depths[at] = 1);
        let mut widths = vec![0; of.len()];
        while let Some(at) = front.pop_front() {
            let width = &mut widths[numbers[at] as usize - 1];
            *width = depths[at] * 2;
            for other in self.bounds.beside(at).filter(|&other| asked(other)) {
                if depths[other] == 0 {
                    depths[other] = depths[at] + 1;
                    front.push_back(other);
                }
            }
        }
        widths
    }

    /// Numbers the pixels of one kind around `start`.
    fn piece(&self, start: usize, number: u32, numbers: &mut [u32]) -> Piece {
        let mut piece = Piece { area: 0, opening: 0 };
        let mut front = vec![start];
        numbers[start] = number;
        while let Some(at) = front.pop() {
            piece.area += 1;
            for other in self.bounds.beside(at).filter(|&other| self.kinds[other] < WALL) {
                if self.kinds[other] != self.kinds[start] {
                    piece.opening += 1;
                } else if numbers[other] == 0 {
                    numbers[other] = number;
                    front.push(other);
                }
            }
        }
        piece
    }
}

/// Paper of one kind.
#[derive(Clone, Copy)]
struct Piece {
    /// Pixels.
    area: usize,
    /// Sides of its pixels that paper of another kind shares.
    opening: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Working;
    use crate::region::{RegionMap, RegionOptions};

    const SIDE: usize = 200;
    const MIDDLE: f32 = 100.0;

    /// A circle of a line, with an opening at the right.
    fn circle(opening: f32) -> Plane<u8> {
        Plane::from_fn(SIDE, SIDE, |x, y| {
            let (x, y) = (x as f32 - MIDDLE, y as f32 - MIDDLE);
            let line = (x.hypot(y) - 60.0).abs() < 1.5 && !(x > 0.0 && y.abs() < opening / 2.0);
            if line { 255 } else { 0 }
        })
    }

    /// Inside the circle for sure, outside of it for sure not, and in between where the line is.
    fn disc(x: f32, y: f32) -> f32 {
        ((60.0 - (x - MIDDLE).hypot(y - MIDDLE)) / 8.0 + 0.5).clamp(0.0, 1.0)
    }

    /// The regions of a drawing, and what they become if the labeller takes some for `label` and the rest for `other`.
    fn mended(
        ink: &Plane<u8>,
        labels: [Label; 2],
        share: fn(f32, f32) -> f32,
    ) -> (RegionMap, Option<RegionMap>) {
        let mut map = LabelMap::unknown(ink);
        let width = map.width;
        for (cell, chances) in map.labels.chunks_exact_mut(Label::COUNT).enumerate() {
            let share = share((cell % width * 2 + 1) as f32, (cell / width * 2 + 1) as f32);
            chances.fill(0.0);
            labels
                .iter()
                .zip([share, 1.0 - share])
                .for_each(|(label, share)| chances[usize::from(label.id())] = share);
        }
        let [working] = Working::all(ink, 128, [SIDE]);
        let look = Look { working, map };
        let options = RegionOptions::default().with_gap(4);
        let regions = RegionMap::segment(ink, &options, None).expect("a drawing");
        let mut cut = Cut::new(&regions);
        mend(&mut cut, ink, options.ink_threshold, &[look], &LabelSet::standard());
        let mended = cut.into_regions(ink, options.ink_threshold);
        (regions, mended)
    }

    #[test]
    fn an_open_outline_goes_on_across_the_opening() {
        for label in [Label::Hair, Label::Top] {
            let ink = circle(30.0);
            let (leaky, mended) = mended(&ink, [label, Label::Background], disc);
            assert_eq!(leaky.len(), 1);
            let mended = mended.expect("a leak");
            assert_eq!(mended.len(), 2);
            let inside = mended.at(100, 100).expect("a place");
            assert!(!mended.regions()[inside as usize - 1].outside);
            for y in 0..SIDE {
                for x in 0..SIDE {
                    let from_line = (x as f32 - MIDDLE).hypot(y as f32 - MIDDLE) - 60.0;
                    let opening = x > 100 && y.abs_diff(100) < 25;
                    if from_line.abs() > if opening { 12.0 } else { 2.0 } {
                        assert_eq!(mended.at(x, y) == Some(inside), from_line < 0.0, "{x}, {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_no_line_bounds_is_not_cut_off() {
        let hair = [Label::Hair, Label::Background];
        assert!(mended(&Plane::filled(SIDE, SIDE, 0), hair, disc).1.is_none());
        assert!(mended(&circle(150.0), hair, disc).1.is_none());
    }

    #[test]
    fn closed_regions_stay() {
        let (regions, mended) = mended(&circle(0.0), [Label::Hair, Label::Background], disc);
        assert_eq!(regions.len(), 2);
        assert!(mended.is_none());
    }

    #[test]
    fn what_is_as_wide_as_its_opening_stays() {
        let half = |x: f32, _: f32| if x < 90.0 { 1.0 } else { 0.0 };
        for bar in [70..130, 85..115] {
            let ink = Plane::from_fn(SIDE, SIDE, |x, y| {
                let inside = (20..180).contains(&x) && bar.contains(&y);
                let paper = (23..177).contains(&x) && (bar.start + 3..bar.end - 3).contains(&y);
                if inside && !paper { 255 } else { 0 }
            });
            let (regions, mended) = mended(&ink, [Label::Hair, Label::Top], half);
            assert_eq!(regions.len(), 2);
            assert!(mended.is_none());
        }
    }
}
