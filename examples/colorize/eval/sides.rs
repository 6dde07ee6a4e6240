use colorize_core::train::Pair;
use colorize_core::{Label, Reading, Side};

use super::table::{Table, share};
use super::truth;

/// Parts of which a figure has two: those that never touch are connected pieces of the truth, whatever lines are in them.
const PAIRS: [(&str, &[Label]); 5] = [
    ("eyes", &[Label::Eye, Label::EyeWhite]),
    ("brows", &[Label::Brow]),
    ("ears", &[Label::Ear]),
    ("shoes", &[Label::Shoes]),
    ("gloves", &[Label::Gloves]),
];
/// Parts of which lines cut off two pieces that are alike, beside the middle of the figure.
const LIMBS: [(&str, &[Label]); 3] =
    [("sleeves", &[Label::Top]), ("trouser legs", &[Label::Bottom]), ("bare arms, legs", &[Label::BodySkin])];
/// Pixels of a piece at least, and of a limb.
const PIECE: usize = 30;
const LIMB: usize = 300;

/// One of two true pieces of a part, left and right.
pub struct Piece {
    part: &'static str,
    /// Whether regions of that part lie in both: three tenths of their pixels at least.
    labelled: bool,
    /// Whether most of its pixels that have a side have the right one, or the other; `None` if none has a side.
    right: Option<bool>,
}

/// The pieces of all parts that show twice, side by side.
pub fn look(reading: &Reading, pair: &Pair) -> Vec<Piece> {
    let pairs = PAIRS.map(|(part, labels)| (part, labels, twice(pair, labels)));
    let limbs = LIMBS.map(|(part, labels)| (part, labels, limbs(pair, labels)));
    let found = pairs.into_iter().chain(limbs);
    found.filter_map(|(part, labels, two)| Some(judge(reading, part, labels, two?))).flatten().collect()
}

/// The connected pieces, by their pixels.
fn pieces(shows: &[bool], width: usize) -> Vec<Vec<usize>> {
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    for (pixel, area) in truth::areas(shows, width).into_iter().enumerate() {
        pieces.resize(pieces.len().max(area as usize + 1), Vec::new());
        pieces[area as usize].extend(shows[pixel].then_some(pixel));
    }
    pieces
}

/// Mean column and row.
fn middle(piece: &[usize], width: usize) -> [usize; 2] {
    let mean = |of: fn(usize, usize) -> usize| {
        piece.iter().map(|&pixel| of(pixel, width)).sum::<usize>() / piece.len().max(1)
    };
    [mean(|pixel, width| pixel % width), mean(|pixel, width| pixel / width)]
}

/// Whether two pieces lie beside each other, and not one above the other.
fn beside([left, right]: [&[usize]; 2], width: usize) -> bool {
    let columns = |piece: &[usize]| {
        let ends = || piece.iter().map(|pixel| pixel % width);
        ends().max().unwrap_or(0) - ends().min().unwrap_or(0)
    };
    let apart = middle(right, width)[0].saturating_sub(middle(left, width)[0]);
    3 * columns(left).max(columns(right)) <= 10 * apart
}

fn twice(pair: &Pair, labels: &[Label]) -> Option<[Vec<usize>; 2]> {
    let width = pair.labels.width();
    let shows: Vec<bool> =
        pair.labels.as_slice().iter().map(|&id| labels.iter().any(|label| label.id() == id)).collect();
    let mut pieces = pieces(&shows, width);
    let largest = pieces.iter().map(Vec::len).max().unwrap_or(0);
    pieces.retain(|piece| piece.len() >= PIECE.max(largest / 5));
    pieces.sort_by_key(|piece| middle(piece, width)[0]);
    let two: [Vec<usize>; 2] = pieces.try_into().ok()?;
    beside([&two[0], &two[1]], width).then_some(two)
}

/// The two largest pieces that no line divides, alike in size and height, on both sides of the figure's middle.
fn limbs(pair: &Pair, labels: &[Label]) -> Option<[Vec<usize>; 2]> {
    let (width, height) = (pair.labels.width(), pair.labels.height());
    let of = |id: u8| labels.iter().any(|label| label.id() == id);
    let known = pair.labels.as_slice().iter().zip(pair.line.as_slice());
    let shows: Vec<bool> = known.map(|(&id, &ink)| of(id) && ink < truth::SEEN).collect();
    let mut pieces = pieces(&shows, width);
    pieces.retain(|piece| piece.len() >= LIMB);
    let ground = Label::Background.id();
    let figure: Vec<usize> =
        (0..width * height).filter(|&pixel| pair.labels.as_slice()[pixel] != ground).collect();
    let center = middle(&figure, width)[0];
    let middles: Vec<[usize; 2]> = pieces.iter().map(|piece| middle(piece, width)).collect();
    let mut best: Option<[usize; 2]> = None;
    for (i, left) in pieces.iter().enumerate() {
        for (j, right) in pieces.iter().enumerate() {
            let ([x, y], [other, low]) = (middles[i], middles[j]);
            let (small, large) = (left.len().min(right.len()), left.len().max(right.len()));
            let alike = 2 * large <= 5 * small && 10 * y.abs_diff(low) <= height;
            let sum = |[i, j]: [usize; 2]| pieces[i].len() + pieces[j].len();
            if x < center
                && center < other
                && alike
                && best.is_none_or(|best| sum(best) < sum([i, j]))
                && beside([left, right], width)
            {
                best = Some([i, j]);
            }
        }
    }
    best.map(|two| two.map(|i| pieces[i].clone()))
}

fn judge(reading: &Reading, part: &'static str, labels: &[Label], two: [Vec<usize>; 2]) -> [Piece; 2] {
    let ids = |piece: &[usize]| -> Vec<u32> {
        let ids = piece.iter().map(|&pixel| reading.regions().ids().as_slice()[pixel]);
        ids.filter(|&id| reading.label(id).is_some_and(|(label, _)| labels.contains(&label))).collect()
    };
    let labelled = two.iter().all(|piece| 10 * ids(piece).len() >= 3 * piece.len());
    let piece = |i: usize, side: Side| {
        let found: Vec<Side> = ids(&two[i]).into_iter().filter_map(|id| reading.side(id)).collect();
        let right = found.iter().filter(|&&found| found == side).count();
        Piece { part, labelled, right: (!found.is_empty()).then_some(2 * right > found.len()) }
    };
    [piece(0, Side::Left), piece(1, Side::Right)]
}

pub fn table(pieces: &[&Piece]) -> Table {
    let head = ["part", "pieces", "right side", "part found", "right side", "other side", "no side"];
    let mut table = Table::new("Sides of parts whose truth is two pieces, left and right", head);
    for part in PAIRS.iter().chain(&LIMBS).map(|&(part, _)| part) {
        let of = |labelled: bool| pieces.iter().filter(move |p| p.part == part && (p.labelled || !labelled));
        let right = |labelled: bool, right| of(labelled).filter(|piece| piece.right == right).count();
        let (all, found) = (of(false).count(), of(true).count());
        let shares = [Some(true), Some(false), None].map(|side| share(right(true, side), found));
        let cells =
            [part.to_string(), all.to_string(), share(right(false, Some(true)), all), found.to_string()];
        table.row(cells.into_iter().chain(shares));
    }
    table
}
