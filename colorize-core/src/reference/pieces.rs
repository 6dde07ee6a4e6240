//! What the regions of a picture are like, to whom looks for the same regions in another one.

use crate::network::labeller::EMBEDDING;
use crate::reading::RegionLabel;
use crate::{Label, Plane, RegionMap};

/// Places along the longest side at which regions and ink are sampled.
pub(super) const GRID: usize = 160;
/// A group of regions is a figure of its own if it has this share of the largest one's pixels.
const FIGURE: f32 = 0.2;

/// The regions of one picture. Lengths are in longest sides of the picture, areas in their squares.
#[derive(Clone, Debug)]
pub(crate) struct Pieces {
    /// By id - 1.
    pub(super) list: Vec<Piece>,
    pub(super) figures: Vec<Figure>,
    /// The region, id - 1, at each place of a grid, [`GRID`] places along the longest side.
    pub(super) grid: Plane<u32>,
    /// How much ink there is around the places of the grid, 0..=255.
    pub(super) ink: Plane<u8>,
    /// Columns and rows of the picture, in pixels.
    pub(super) size: (usize, usize),
}

/// One region.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) embedding: [f32; EMBEDDING],
    /// The mean embedding of its neighbours, of length 1.
    pub(super) around: [f32; EMBEDDING],
    /// The number of its label, and how probable that is.
    pub(super) label: usize,
    pub(super) probability: f32,
    pub(super) ground: bool,
    pub(super) outside: bool,
    pub(super) area: f32,
    pub(super) centre: [f32; 2],
    /// How far its pixels are from its centre, across and down: standard deviations.
    pub(super) spread: [f32; 2],
    /// A place well inside.
    pub(super) seed: [f32; 2],
    /// Which figure it belongs to.
    pub(super) figure: usize,
    /// Indices of those beside it, ascending.
    pub(super) neighbours: Box<[u32]>,
}

/// Where a figure is, and how large: regions that hang together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) centre: [f32; 2],
    /// The square root of its area.
    pub(super) size: f32,
}

impl Pieces {
    /// Measures regions; `ink` is 0 paper to 255 line.
    pub(crate) fn new(regions: &RegionMap, labels: &[RegionLabel], ink: &Plane<u8>) -> Self {
        let ids = regions.ids();
        let longest = ids.width().max(ids.height()) as f32;
        let mut sums = vec![[0.0_f64; 4]; regions.len()];
        for y in 0..ids.height() {
            let mut start = 0;
            for same in ids.row(y).chunk_by(|a, b| a == b) {
                let (count, first) = (same.len() as f64, start as f64);
                let last = first + count - 1.0;
                let squares = |n: f64| n * (n + 1.0) * (2.0 * n + 1.0) / 6.0;
                let sum = &mut sums[same[0] as usize - 1];
                sum[0] += (first + last) * count / 2.0;
                sum[1] += y as f64 * count;
                sum[2] += squares(last) - squares(first - 1.0);
                sum[3] += (y * y) as f64 * count;
                start += same.len();
            }
        }
        let piece = |i: usize| {
            let (region, label, sum) = (&regions.regions()[i], &labels[i], sums[i]);
            let mean = sum.map(|sum| sum / f64::from(region.area));
            let deviation = |square: f64, mean: f64| (square - mean * mean).max(0.08).sqrt() as f32 / longest;
            let place = |[x, y]: [f32; 2]| [(x + 0.5) / longest, (y + 0.5) / longest];
            Piece {
                embedding: label.embedding,
                around: [0.0; EMBEDDING],
                label: label.number,
                probability: label.evidence.probability,
                ground: label.label == Label::Background,
                outside: region.outside,
                area: region.area as f32 / (longest * longest),
                centre: place([mean[0] as f32, mean[1] as f32]),
                spread: [deviation(mean[2], mean[0]), deviation(mean[3], mean[1])],
                seed: place([region.seed.0 as f32, region.seed.1 as f32]),
                figure: 0,
                neighbours: region.neighbours.iter().map(|id| id - 1).collect(),
            }
        };
        let mut list: Vec<Piece> = (0..regions.len()).map(piece).collect();
        for i in 0..list.len() {
            list[i].around = around(&list, i);
        }
        let figures = figures(&mut list);
        let (width, height) = grid_size(ids.width(), ids.height());
        let at = |cell: usize, cells: usize, side: usize| ((2 * cell + 1) * side / (2 * cells)).min(side - 1);
        let grid = Plane::from_fn(width, height, |x, y| {
            ids.get(at(x, width, ids.width()), at(y, height, ids.height())) - 1
        });
        Self { list, figures, grid, ink: ink.shrink_area(width, height), size: (ids.width(), ids.height()) }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether two regions share a border.
    pub(super) fn beside(&self, a: u32, b: u32) -> bool {
        self.list[a as usize].neighbours.binary_search(&b).is_ok()
    }

    pub(super) fn figure_of(&self, piece: &Piece) -> Figure {
        self.figures[piece.figure]
    }

    /// The region at a place, as far as there is one.
    pub(super) fn at(&self, [x, y]: [f32; 2]) -> Option<u32> {
        let longest = self.grid.width().max(self.grid.height()) as f32;
        let (x, y) = ((x * longest).floor(), (y * longest).floor());
        let inside = x >= 0.0 && y >= 0.0 && x < self.grid.width() as f32 && y < self.grid.height() as f32;
        inside.then(|| self.grid.get(x as usize, y as usize))
    }
}

fn grid_size(width: usize, height: usize) -> (usize, usize) {
    let longest = width.max(height);
    let side = |side: usize| (side * GRID.min(longest) / longest).max(1);
    (side(width), side(height))
}

/// What the neighbours of a region are like, the larger the more.
fn around(list: &[Piece], i: usize) -> [f32; EMBEDDING] {
    let mut sum = [0.0; EMBEDDING];
    for &j in &list[i].neighbours {
        let (other, weight) = (&list[j as usize], list[j as usize].area.sqrt());
        sum.iter_mut().zip(&other.embedding).for_each(|(sum, v)| *sum += weight * v);
    }
    let length = sum.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
    sum.map(|v| v / length)
}

/// Finds the figures, and tells the pieces which they belong to: those of no figure to the first, which is the largest.
fn figures(list: &mut [Piece]) -> Vec<Figure> {
    const NONE: usize = usize::MAX;
    list.iter_mut().for_each(|piece| piece.figure = NONE);
    // The centre times the area, and the area.
    let mut groups: Vec<[f32; 3]> = Vec::new();
    for start in 0..list.len() {
        if list[start].figure != NONE || list[start].ground {
            continue;
        }
        let (number, mut sum, mut open) = (groups.len(), [0.0; 3], vec![start]);
        list[start].figure = number;
        while let Some(i) = open.pop() {
            let piece = &list[i];
            let [x, y] = piece.centre.map(|v| v * piece.area);
            sum = [sum[0] + x, sum[1] + y, sum[2] + piece.area];
            for j in piece.neighbours.clone() {
                let other = &mut list[j as usize];
                if other.figure == NONE && !other.ground {
                    other.figure = number;
                    open.push(j as usize);
                }
            }
        }
        groups.push(sum);
    }
    let largest = groups.iter().map(|group| group[2]).fold(0.0, f32::max);
    let mut order: Vec<usize> = (0..groups.len()).filter(|&i| groups[i][2] >= FIGURE * largest).collect();
    order.sort_by(|&a, &b| groups[b][2].total_cmp(&groups[a][2]));
    for piece in list.iter_mut() {
        piece.figure = order.iter().position(|&group| group == piece.figure).unwrap_or(0);
    }
    let figure = |&i: &usize| {
        let [x, y, area] = groups[i];
        Figure { centre: [x / area, y / area], size: area.sqrt() }
    };
    let found: Vec<Figure> = order.iter().map(figure).collect();
    if found.is_empty() { vec![Figure { centre: [0.5; 2], size: 1.0 }] } else { found }
}
