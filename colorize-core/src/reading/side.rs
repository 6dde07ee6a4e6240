//! Left and right: on which side of its figure a region lies.
//!
//! Regions of one part in one figure are looked at together; iris and white are one part here, so that all pieces of an
//! eye stay together. Where they stand in two groups, as eyes and shoes do, the middle is between the groups; else, as
//! with a top and its sleeves, it is that of the figure. A region on one side of the middle, but for a little, is on that
//! side; one that spans it is on none. A part that shows on one side only has no sides, for nothing tells which it is.

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;

use crate::label::Label;
use crate::region::{Bounds, RegionMap};
use crate::{Error, Result};

/// A side of a figure as the viewer sees it, whichever way the figure faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Towards the first column.
    Left,
    /// Towards the last column.
    Right,
}

impl Side {
    /// Gives the name: `left` or `right`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// Finds the side of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the names there are, if it is none of them.
    pub fn from_name(name: &str) -> Result<Self> {
        let sides = [Self::Left, Self::Right];
        sides.into_iter().find(|side| side.name() == name).ok_or_else(|| {
            Error::InvalidArgument(format!("unknown side `{name}`; the sides are left, right"))
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The least share of the largest figure's pixels that is a figure of its own, and no scrap of the nearest one.
const FIGURE: f64 = 0.2;
/// The most figures in one drawing.
const FIGURES: usize = 64;
/// The least share of a part's pixels that is a group of its own.
const GROUP: f64 = 0.1;
/// How far apart the middles of two groups are at least, in standard deviations of the pixels around these. Halves of
/// one even row are 2√3 apart, which is 3.46.
const APART: f64 = 3.7;
/// The share of a region's width that is on one side of the middle at least, for the region to be on that side.
const MOSTLY: f64 = 0.75;

/// The side of each region, by id - 1; `labels` are what the regions show.
pub(crate) fn sides(map: &RegionMap, labels: &[Label]) -> Box<[Option<Side>]> {
    let mut sides = vec![None; labels.len()];
    for figure in figures(map, labels) {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); Label::COUNT];
        figure.iter().for_each(|&i| parts[usize::from(whole(labels[i]).id())].push(i));
        let of = |i: &usize| Spread::of(map.regions()[*i].bounds, map.regions()[*i].area);
        let center = figure.iter().map(of).fold(Spread::default(), Spread::plus).mean();
        for (label, part) in Label::ALL.into_iter().zip(parts) {
            let groups = between(part.iter().map(of).collect());
            let Some(middle) = groups.or((!is_pair(label)).then_some(center)) else { continue };
            let side = |i: usize| beside(map.regions()[i].bounds, middle);
            if [Side::Left, Side::Right].iter().all(|&both| part.iter().any(|&i| side(i) == Some(both))) {
                part.iter().for_each(|&i| sides[i] = side(i));
            }
        }
    }
    sides.into()
}

/// What is told apart together.
fn whole(label: Label) -> Label {
    if label == Label::EyeWhite { Label::Eye } else { label }
}

/// Whether a head has two of it that never touch, so that pieces without a gap are pieces of one.
fn is_pair(label: Label) -> bool {
    matches!(label, Label::Eye | Label::Brow | Label::Ear)
}

/// The regions of each figure, as indices: those that hang together, and the scraps around.
fn figures(map: &RegionMap, labels: &[Label]) -> Vec<Vec<usize>> {
    let mut seen: Vec<bool> = labels.iter().map(|&label| label == Label::Background).collect();
    let mut figures = Vec::new();
    for start in 0..labels.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut figure = vec![start];
        let mut next = 0;
        while let Some(&i) = figure.get(next) {
            next += 1;
            for j in map.regions()[i].neighbours.iter().map(|&id| id as usize - 1) {
                if !seen[j] {
                    seen[j] = true;
                    figure.push(j);
                }
            }
        }
        figures.push(figure);
    }
    let area = |figure: &[usize]| -> u64 { figure.iter().map(|&i| u64::from(map.regions()[i].area)).sum() };
    let bounds = |figure: &[usize]| {
        figure.iter().map(|&i| map.regions()[i].bounds).reduce(Bounds::around).expect("a figure has regions")
    };
    figures.sort_by_cached_key(|figure| Reverse(area(figure)));
    let least = figures.first().map_or(0.0, |largest| FIGURE * area(largest) as f64);
    let count = figures.partition_point(|figure| area(figure) as f64 >= least).min(FIGURES);
    let scraps = figures.split_off(count);
    let boxes: Vec<Bounds> = figures.iter().map(|figure| bounds(figure)).collect();
    for scrap in scraps {
        let from = bounds(&scrap);
        let nearest = (0..boxes.len()).min_by_key(|&i| distance(boxes[i], from));
        figures[nearest.expect("the largest is no scrap")].extend(scrap);
    }
    figures
}

/// How far two boxes are apart, in pixels, squared.
fn distance(a: Bounds, b: Bounds) -> u64 {
    let gap = |one: (u32, u32), other: (u32, u32)| {
        u64::from(one.0.saturating_sub(other.1).max(other.0.saturating_sub(one.1)))
    };
    let (x, y) = (gap((a.left, a.right), (b.left, b.right)), gap((a.top, a.bottom), (b.top, b.bottom)));
    x * x + y * y
}

/// The column between two groups, if the regions stand in two: cut where they spread least within (Otsu 1979).
fn between(mut regions: Vec<Spread>) -> Option<f64> {
    regions.sort_by(|a, b| a.mean().total_cmp(&b.mean()));
    let all = regions.iter().copied().fold(Spread::default(), Spread::plus);
    let lefts = regions.iter().scan(Spread::default(), |sum, &region| {
        *sum = sum.plus(region);
        Some(*sum)
    });
    let cuts = lefts.map(|left| (left, all.minus(left)));
    let large = |group: &Spread| group.pixels > 0.0 && group.pixels >= GROUP * all.pixels;
    let within =
        |(left, right): &(Spread, Spread)| left.pixels * left.variance() + right.pixels * right.variance();
    let cuts = cuts.filter(|(left, right)| large(left) && large(right));
    let (left, right) = cuts.min_by(|a, b| within(a).total_cmp(&within(b)))?;
    let deviation = (within(&(left, right)) / all.pixels).sqrt();
    let edges = left.mean() + left.reach() + right.mean() - right.reach();
    (right.mean() - left.mean() >= APART * deviation).then_some(edges / 2.0)
}

/// The side of a column that a box is on.
fn beside(bounds: Bounds, column: f64) -> Option<Side> {
    let [left, right] = [bounds.left, bounds.right].map(f64::from);
    let share = (column - left) / (right - left);
    let on = |side, share| (share >= MOSTLY).then_some(side);
    on(Side::Left, share).or(on(Side::Right, 1.0 - share))
}

/// How pixels are spread over the columns, by sums over them.
#[derive(Clone, Copy, Default)]
struct Spread {
    pixels: f64,
    columns: f64,
    squares: f64,
}

impl Spread {
    /// That of a region, evenly over its box.
    fn of(bounds: Bounds, area: u32) -> Self {
        let (pixels, width) = (f64::from(area), f64::from(bounds.right - bounds.left));
        let mean = f64::midpoint(f64::from(bounds.left), f64::from(bounds.right));
        Self { pixels, columns: pixels * mean, squares: pixels * (mean * mean + width * width / 12.0) }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            pixels: self.pixels + other.pixels,
            columns: self.columns + other.columns,
            squares: self.squares + other.squares,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            pixels: self.pixels - other.pixels,
            columns: self.columns - other.columns,
            squares: self.squares - other.squares,
        }
    }

    fn mean(self) -> f64 {
        self.columns / self.pixels
    }

    fn variance(self) -> f64 {
        (self.squares / self.pixels - self.mean() * self.mean()).max(0.0)
    }

    /// Half the width of an even row that is spread as much.
    fn reach(self) -> f64 {
        (3.0 * self.variance()).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;
    use crate::label::Label::{Background, BodySkin, Eye, EyeWhite, Face, Hair, Shoes, Top};

    /// The sides of pieces: a box (left, top, right, bottom) on what came before, and what it shows. Background first.
    fn found(width: usize, height: usize, pieces: &[([usize; 4], Label)]) -> Vec<Option<Side>> {
        let inside = |[l, t, r, b]: [usize; 4], x, y| (l..r).contains(&x) && (t..b).contains(&y);
        let ids = Plane::from_fn(width, height, |x, y| {
            pieces.iter().rposition(|(piece, _)| inside(*piece, x, y)).map_or(1, |i| i as u32 + 2)
        });
        let map = RegionMap::from_ids(ids.clone(), &Plane::filled(width, height, 0), 48).unwrap();
        let mut labels = vec![Background; map.len()];
        for (&given, &id) in ids.as_slice().iter().zip(map.ids().as_slice()) {
            if let Some((_, label)) = pieces.get((given as usize).wrapping_sub(2)) {
                labels[id as usize - 1] = *label;
            }
        }
        let sides = sides(&map, &labels);
        let at = |[l, t, ..]: [usize; 4]| sides[map.at(l, t).unwrap() as usize - 1];
        pieces.iter().map(|(piece, _)| at(*piece)).collect()
    }

    const LEFT: Option<Side> = Some(Side::Left);
    const RIGHT: Option<Side> = Some(Side::Right);

    /// A face with two eyes, its left edge at column `x`.
    fn face(x: usize) -> Vec<([usize; 4], Label)> {
        let eye = |x: usize| [([x, 20, x + 12, 28], EyeWhite), ([x + 4, 22, x + 9, 27], Eye)];
        let mut pieces = vec![([x, 5, x + 50, 60], Face)];
        pieces.extend([8, 30].into_iter().flat_map(|at| eye(x + at)));
        pieces
    }

    #[test]
    fn pieces_of_an_eye_stay_together() {
        assert_eq!(found(80, 70, &face(10)), [None, LEFT, LEFT, RIGHT, RIGHT]);
    }

    #[test]
    fn eyes_of_a_turned_head_are_both_left_of_its_middle_and_still_two() {
        let pieces = [
            ([0, 0, 80, 60], Face),
            ([2, 20, 8, 28], EyeWhite),
            ([3, 22, 7, 27], Eye),
            ([16, 20, 28, 28], EyeWhite),
            ([18, 22, 24, 27], Eye),
        ];
        assert_eq!(found(90, 70, &pieces), [None, LEFT, LEFT, RIGHT, RIGHT]);
    }

    #[test]
    fn figures_side_by_side_have_their_own_sides() {
        let both: Vec<_> = face(5).into_iter().chain(face(65)).collect();
        let one = [None, LEFT, LEFT, RIGHT, RIGHT];
        assert_eq!(found(120, 70, &both), [one, one].concat());
        // In profile beside it: the only eye is on no side.
        let profile = [([65, 5, 115, 60], Face), ([69, 20, 81, 28], EyeWhite), ([70, 22, 75, 27], Eye)];
        let both: Vec<_> = face(5).into_iter().chain(profile).collect();
        assert_eq!(found(120, 70, &both)[5..], [None, None, None]);
    }

    #[test]
    fn sleeves_are_beside_the_body_and_the_body_is_on_no_side() {
        let pieces = [
            ([30, 0, 50, 20], Hair),
            ([25, 20, 55, 70], Top),
            ([5, 22, 25, 30], Top),
            ([55, 22, 75, 60], Top),
            ([22, 70, 38, 76], Shoes),
            ([42, 70, 58, 76], Shoes),
            ([0, 22, 5, 30], BodySkin),
        ];
        assert_eq!(found(80, 80, &pieces), [None, None, LEFT, RIGHT, LEFT, RIGHT, None]);
    }

    #[test]
    fn scraps_belong_to_the_nearest_figure() {
        // Legs fade out above the shoes.
        let pieces = [([20, 0, 60, 60], Top), ([22, 70, 34, 76], Shoes), ([46, 70, 58, 76], Shoes)];
        assert_eq!(found(80, 80, &pieces), [None, LEFT, RIGHT]);
    }

    #[test]
    fn a_drawing_without_figures_has_no_sides() {
        assert_eq!(found(20, 20, &[]), []);
        assert_eq!(found(20, 20, &[([0, 0, 10, 20], Background)]), [None]);
    }

    #[test]
    fn sides_go_by_their_names() {
        for side in [Side::Left, Side::Right] {
            assert_eq!(Side::from_name(side.name()).unwrap(), side);
        }
        let error = Side::from_name("up").unwrap_err().to_string();
        assert_eq!(error, "unknown side `up`; the sides are left, right");
    }
}
