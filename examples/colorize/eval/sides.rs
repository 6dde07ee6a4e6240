use colorize_core::train::Pair;
use colorize_core::{Label, Reading, Side};

use super::table::{Table, share};
use super::truth;

/// What the truth tells apart by its connected pieces.
const PAIRS: [&[Label]; 5] =
    [&[Label::Eye, Label::EyeWhite], &[Label::Brow], &[Label::Ear], &[Label::Shoes], &[Label::Gloves]];
/// Pixels of a piece at least.
const PIECE: usize = 30;

/// One of two true pieces of a part, left and right.
pub struct Piece {
    label: Label,
    /// Whether regions of that part lie in both: three tenths of their pixels at least.
    labelled: bool,
    /// Whether most of its pixels that have a side have the right one, or the other; `None` if none has a side.
    right: Option<bool>,
}

/// The pieces of all parts that show twice, side by side.
pub fn look(reading: &Reading, pair: &Pair) -> Vec<Piece> {
    PAIRS.iter().filter_map(|labels| twice(reading, pair, labels)).flatten().collect()
}

fn twice(reading: &Reading, pair: &Pair, labels: &[Label]) -> Option<[Piece; 2]> {
    let width = pair.labels.width();
    let shows: Vec<bool> =
        pair.labels.as_slice().iter().map(|&id| labels.iter().any(|label| label.id() == id)).collect();
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    for (pixel, area) in truth::areas(&shows, width).into_iter().enumerate() {
        pieces.resize(pieces.len().max(area as usize + 1), Vec::new());
        pieces[area as usize].extend(shows[pixel].then_some(pixel));
    }
    let largest = pieces.iter().map(Vec::len).max().unwrap_or(0);
    pieces.retain(|piece| piece.len() >= PIECE.max(largest / 5));
    let column = |piece: &[usize]| piece.iter().map(|pixel| pixel % width).sum::<usize>() / piece.len();
    pieces.sort_by_key(|piece| column(piece));
    let pieces: [Vec<usize>; 2] = pieces.try_into().ok()?;
    let columns = |piece: &[usize]| {
        let ends = || piece.iter().map(|pixel| pixel % width);
        ends().max().unwrap_or(0) - ends().min().unwrap_or(0)
    };
    if 3 * columns(&pieces[0]).max(columns(&pieces[1])) > 10 * (column(&pieces[1]) - column(&pieces[0])) {
        return None;
    }
    let ids = |piece: &[usize]| -> Vec<u32> {
        let ids = piece.iter().map(|&pixel| reading.regions().ids().as_slice()[pixel]);
        ids.filter(|&id| reading.label(id).is_some_and(|(label, _)| labels.contains(&label))).collect()
    };
    let labelled = pieces.iter().all(|piece| 10 * ids(piece).len() >= 3 * piece.len());
    let piece = |i: usize, side: Side| {
        let found: Vec<Side> = ids(&pieces[i]).into_iter().filter_map(|id| reading.side(id)).collect();
        let right = found.iter().filter(|&&found| found == side).count();
        Piece { label: labels[0], labelled, right: (!found.is_empty()).then_some(2 * right > found.len()) }
    };
    Some([piece(0, Side::Left), piece(1, Side::Right)])
}

pub fn table(pieces: &[&Piece]) -> Table {
    let head = ["part", "pieces", "right side", "part found", "right side", "other side", "no side"];
    let mut table = Table::new("Sides of parts whose truth is two pieces, left and right", head);
    for label in PAIRS.map(|labels| labels[0]) {
        let of =
            |labelled: bool| pieces.iter().filter(move |p| p.label == label && (p.labelled || !labelled));
        let right = |labelled: bool, right| of(labelled).filter(|piece| piece.right == right).count();
        let (all, found) = (of(false).count(), of(true).count());
        let shares = [Some(true), Some(false), None].map(|side| share(right(true, side), found));
        let cells =
            [label.to_string(), all.to_string(), share(right(false, Some(true)), all), found.to_string()];
        table.row(cells.into_iter().chain(shares));
    }
    table
}
