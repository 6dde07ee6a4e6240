use std::ops::Range;

/// An offset to a wall that is too far away to matter, or missing.
pub(super) const FAR: i16 = 16_000;

/// Where the nearest wall is from each pixel of a row, in columns to the right and rows down; [`FAR`] both if none is
/// within reach. Of walls that are equally near the leftmost wins, then the uppermost.
#[derive(Default)]
pub(super) struct Offsets {
    pub right: Vec<i16>,
    pub down: Vec<i16>,
}

/// Calls `visit` for some rows, top row first, with where the nearest wall is from their pixels and from those of
/// the row below, if there is one. Walls more than `reach` rows away are overlooked; up to that distance the result
/// is exact.
///
/// `wall` tells which pixels of a row are walls.
///
/// This is Meijster, Roerdink and Hesselink, "A General Algorithm for Computing Distance Transforms in
/// Linear Time" (2000), keeping which pixel is nearest instead of how far it is. The first phase finds
/// the nearest wall in each column, the second the lower envelope of the columns' parabolas per row. Rows
/// that are gone through together fit the processor's cache, so nothing but the result meets memory.
///
/// # Complexity
/// Linear in the pixels of the rows and of `reach` rows above and below.
pub(super) fn nearest_walls(
    (width, height): (usize, usize),
    rows: Range<usize>,
    reach: i16,
    wall: impl Fn(usize, &mut [bool]),
    mut visit: impl FnMut(usize, &Offsets, Option<&Offsets>),
) {
    let far = reach + 1;
    let last = (rows.end + 1).min(height);
    let reach = reach as usize;
    let mut walls = vec![false; width];
    let step = |far_off: &mut [i16], walls: &[bool]| {
        for (far_off, &wall) in far_off.iter_mut().zip(walls) {
            *far_off = if wall { 0 } else { (*far_off + 1).min(far) };
        }
    };
    // How many rows up or down the nearest wall of each column is.
    let mut columns = vec![0; (last - rows.start) * width];
    let mut distance = vec![far; width];
    for y in rows.start.saturating_sub(reach)..last {
        wall(y, &mut walls);
        step(&mut distance, &walls);
        if y >= rows.start {
            columns[(y - rows.start) * width..][..width].copy_from_slice(&distance);
        }
    }
    distance.fill(far);
    for y in (rows.start..(last + reach).min(height)).rev() {
        wall(y, &mut walls);
        step(&mut distance, &walls);
        if y < last {
            for (up, &down) in columns[(y - rows.start) * width..][..width].iter_mut().zip(&distance) {
                let nearer = if down < *up { down } else { -*up };
                *up = if nearer == -far { FAR } else { nearer };
            }
        }
    }
    let (mut here, mut below) = (Offsets::default(), Offsets::default());
    let mut stack = Vec::new();
    let mut find = |row: &mut Offsets, y: usize| {
        row.right.resize(width, 0);
        row.down.resize(width, 0);
        across(&columns[(y - rows.start) * width..][..width], row, &mut stack);
    };
    find(&mut here, rows.start);
    for y in rows.clone() {
        if y + 1 < height {
            find(&mut below, y + 1);
        }
        visit(y, &here, (y + 1 < height).then_some(&below));
        std::mem::swap(&mut here, &mut below);
    }
}

/// The second phase for one row: turns the offsets within columns into those to the nearest wall.
fn across(columns: &[i16], row: &mut Offsets, stack: &mut Vec<(i64, i64)>) {
    let square = |x: usize| (columns[x] != FAR).then(|| i64::from(columns[x]).pow(2));
    let Offsets { right, down } = row;
    envelope(0..columns.len(), square, stack, |pixels, column| match column {
        Some(column) => {
            for x in pixels.clone() {
                let offset = column as i64 - x as i64;
                right[x] = offset.clamp(-i64::from(FAR), i64::from(FAR)) as i16;
            }
            down[pixels].fill(columns[column]);
        }
        None => {
            right[pixels.clone()].fill(FAR);
            down[pixels].fill(FAR);
        }
    });
}

/// Finds which column's parabola is the lowest at each of some columns, where `square` is how high its bottom is,
/// if it has one: calls `put` with the columns that have the same, in no certain order. Of equals the leftmost
/// wins.
///
/// Columns of height 0 part the rest: nothing is nearer to a column beyond one.
pub(super) fn envelope(
    columns: Range<usize>,
    square: impl Fn(usize) -> Option<i64>,
    stack: &mut Vec<(i64, i64)>,
    mut put: impl FnMut(Range<usize>, Option<usize>),
) {
    let mut start = columns.start;
    while start < columns.end {
        stack.clear();
        let mut x = start;
        // `stack` holds (column, first x at which that column's parabola is the lowest).
        while x < columns.end {
            let Some(height) = square(x) else {
                x += 1;
                continue;
            };
            let column = x as i64;
            let mut first = start as i64;
            while let Some(&(other, from)) = stack.last() {
                // The last x at which `other` is still as low as `column`.
                let fall = height - square(other as usize).expect("it has one");
                let last = if column == other + 1 {
                    (column + other + fall) >> 1
                } else {
                    (column * column - other * other + fall).div_euclid(2 * (column - other))
                };
                if last < from {
                    stack.pop();
                } else {
                    first = last + 1;
                    break;
                }
            }
            stack.push((column, first));
            if height == 0 && x > start {
                break;
            }
            x += 1;
        }
        let end = (x + 1).min(columns.end);
        if stack.is_empty() {
            put(start..end, None);
        }
        let mut to = end as i64;
        for &(column, first) in stack.iter().rev() {
            if first < to {
                put(first as usize..to as usize, Some(column as usize));
                to = first;
            }
        }
        // What parts two stretches begins the next one.
        start = if x < columns.end && x + 1 < columns.end { x } else { end };
    }
}
