use rayon::prelude::*;

/// Marks a pixel that no source can be nearest to, because there is none.
pub(super) const NONE: u32 = u32::MAX;

/// Units of a level in a pixel: distances are kept as `u16` in eighths of a pixel.
pub(super) const UNIT: u32 = 8;

/// Finds the nearest source of every pixel: the index of the pixel nearest by exact Euclidean
/// distance for which `source` holds, or [`NONE`] everywhere if it holds nowhere.
///
/// Of sources that are equally near the leftmost wins, then the uppermost.
///
/// This is Meijster, Roerdink and Hesselink, "A General Algorithm for Computing Distance Transforms in
/// Linear Time" (2000), keeping which pixel is nearest instead of how far it is. The first phase finds
/// the nearest source in each column, the second the lower envelope of the columns' parabolas per row.
///
/// # Complexity
/// Linear in the pixels; 4 bytes a pixel. Rows of the second phase run in parallel.
pub(super) fn nearest(width: usize, height: usize, source: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut near = vec![NONE; width * height];
    for y in 0..height {
        let (above, from_here) = near.split_at_mut(y * width);
        let above = &above[y.saturating_sub(1) * width..];
        for x in 0..width {
            if source(y * width + x) {
                from_here[x] = y as u32;
            } else if y > 0 {
                from_here[x] = above[x];
            }
        }
    }
    for y in (0..height - 1).rev() {
        let (to_here, below) = near.split_at_mut((y + 1) * width);
        let here = &mut to_here[y * width..];
        for (here, &below) in here.iter_mut().zip(&below[..width]) {
            if below != NONE && (*here == NONE || below.abs_diff(y as u32) < here.abs_diff(y as u32)) {
                *here = below;
            }
        }
    }
    near.par_chunks_mut(width)
        .enumerate()
        .for_each_init(|| (Vec::new(), Vec::new()), |(rows, stack), (y, row)| across(y, row, rows, stack));
    near
}

/// The second phase for row `y`: turns the nearest source's row in each column into its index.
///
/// Sources in the row itself part it: no pixel is nearer to a column beyond one.
fn across(y: usize, row: &mut [u32], rows: &mut Vec<u32>, stack: &mut Vec<(i64, i64)>) {
    rows.clear();
    rows.extend_from_slice(row);
    let (width, here) = (row.len(), y as u32);
    let mut start = 0;
    while start < width {
        if rows[start] == here {
            row[start] = (y * width + start) as u32;
            start += 1;
            continue;
        }
        let end = rows[start..].iter().position(|&near| near == here).map_or(width, |run| start + run);
        between_sources(y, row, rows, start, end, stack);
        start = end;
    }
}

/// The same for the columns `start..end`, which lie between sources in the row or its ends.
fn between_sources(
    y: usize,
    row: &mut [u32],
    rows: &[u32],
    start: usize,
    end: usize,
    stack: &mut Vec<(i64, i64)>,
) {
    stack.clear();
    let square = |column: i64| {
        let distance = i64::from(rows[column as usize]) - y as i64;
        distance * distance
    };
    let width = row.len() as i64;
    let columns = start.saturating_sub(1) as i64..(end as i64 + 1).min(width);
    // `stack` holds (column, first x at which that column's parabola is the lowest).
    for column in columns.clone().filter(|&column| rows[column as usize] != NONE) {
        let mut first = columns.start;
        while let Some(&(other, from)) = stack.last() {
            // The last x at which `other` is still as low as `column`.
            let above = column * column - other * other + square(column) - square(other);
            let last = if column == other + 1 { above >> 1 } else { above.div_euclid(2 * (column - other)) };
            if last < from {
                stack.pop();
            } else {
                first = last + 1;
                break;
            }
        }
        if first < columns.end {
            stack.push((column, first));
        }
    }
    let mut to = columns.end;
    for &(column, first) in stack.iter().rev() {
        let index = (i64::from(rows[column as usize]) * width + column) as u32;
        row[first as usize..to as usize].fill(index);
        to = first;
    }
}

/// How far the pixel `from` is from the pixel `to`, in pixels.
pub(super) fn between(width: usize, from: usize, to: u32) -> f32 {
    let to = to as usize;
    let across = (from % width).abs_diff(to % width) as f32;
    let down = (from / width).abs_diff(to / width) as f32;
    (across * across + down * down).sqrt()
}

/// Measures how far every pixel is from its nearest wall, in eighths of a pixel, at most `u16::MAX`; 0 on a
/// wall. What lies beyond the picture's edge is a wall, too.
pub(super) fn levels(width: usize, near: &[u32]) -> Vec<u16> {
    let height = near.len() / width;
    let mut levels = vec![0; near.len()];
    levels.par_chunks_mut(width).zip(near.par_chunks(width)).enumerate().for_each(|(y, (levels, near))| {
        for (x, (level, &near)) in levels.iter_mut().zip(near).enumerate() {
            let edge = (x + 1).min(width - x).min(y + 1).min(height - y) as f32;
            let wall = if near == NONE { f32::MAX } else { between(width, y * width + x, near) };
            // The cast stops at the largest level.
            *level = (edge.min(wall) * UNIT as f32 + 0.5) as u16;
        }
    });
    levels
}
