//! Straight lines between two pixels, named by their indices in a picture of some width.

/// Column and row of the middle between two pixels.
pub(super) fn middle(width: usize, a: u32, b: u32) -> (usize, usize) {
    let ((ax, ay), (bx, by)) = (place(width, a), place(width, b));
    ((ax + bx) / 2, (ay + by) / 2)
}

/// The pixels straight from one to another, both with it, such that no area of pixels that share sides gets past them.
pub(super) fn across(width: usize, from: u32, to: u32) -> impl Iterator<Item = usize> {
    let (x, y) = place(width, from);
    let (right, down) = offset(width, from, to);
    let steps = right.abs().max(down.abs()).max(1.0);
    (0..=steps as usize).map(move |step| {
        let share = step as f32 / steps;
        let (x, y) = (x as f32 + (right * share).round(), y as f32 + (down * share).round());
        y as usize * width + x as usize
    })
}

/// Puts the shortest gaps first.
pub(super) fn sort(width: usize, gaps: &mut [(u32, u32)]) {
    gaps.sort_unstable_by_key(|&(a, b)| {
        let (x, y) = offset(width, a, b);
        ((x * x + y * y) as u64, a, b)
    });
}

/// From pixel `from` to pixel `to`.
pub(super) fn offset(width: usize, from: u32, to: u32) -> (f32, f32) {
    let ((ax, ay), (bx, by)) = (place(width, from), place(width, to));
    (bx as f32 - ax as f32, by as f32 - ay as f32)
}

/// Column and row of a pixel.
pub(super) fn place(width: usize, pixel: u32) -> (usize, usize) {
    (pixel as usize % width, pixel as usize / width)
}
