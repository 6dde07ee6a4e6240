use rayon::prelude::*;

use super::distance::{UNIT, between, levels, nearest};

/// Makes regions of the ink that is much thicker than the lines, and puts its depth into `depth`; tells whether any id
/// changed. `near` is the nearest pixel with an id other than 0 to each pixel.
///
/// Where ink that is not `full` lets the paper's side shine through, at the soft edge of a solid area, the paper's
/// region begins: its colour is what must show there.
pub(super) fn add_solids(
    width: usize,
    ids: &mut [u32],
    near: &[u32],
    depth: &mut [u16],
    line: u32,
    full: impl Fn(usize) -> bool,
) -> bool {
    let height = ids.len() / width;
    let mut next = ids.iter().copied().max().unwrap_or(0);
    if next == 0 {
        // All ink: one region as large as the picture.
        depth.copy_from_slice(&levels(width, near));
        return false;
    }
    let thick = thick_ink(line);
    let level = |(pixel, &near): (usize, &u32)| (between(width, pixel, near) * UNIT as f32 + 0.5) as u16;
    if near.par_iter().enumerate().all(|near| level(near) <= thick) {
        return false;
    }
    let inside: Vec<u16> = near.par_iter().enumerate().map(level).collect();
    let edge = thick * 2 / 3;
    for pixel in (0..ids.len()).filter(|&pixel| inside[pixel] <= edge && !full(pixel)) {
        ids[pixel] = ids[near[pixel] as usize];
    }
    // The cores, each with a temporary id.
    let mut cores = vec![0_u32; ids.len()];
    let mut todo = Vec::new();
    for start in 0..ids.len() {
        if inside[start] <= thick || cores[start] != 0 {
            continue;
        }
        next += 1;
        cores[start] = next;
        todo.push(start);
        while let Some(pixel) = todo.pop() {
            let column = pixel % width;
            let around = [
                pixel.checked_sub(width),
                (column > 0).then(|| pixel - 1),
                (column + 1 < width).then(|| pixel + 1),
                Some(pixel + width).filter(|&below| below < ids.len()),
            ];
            for beside in around.into_iter().flatten() {
                if inside[beside] > thick && cores[beside] == 0 {
                    cores[beside] = next;
                    todo.push(beside);
                }
            }
        }
    }
    // Rolling a disc inside the ink gives the core its rim back, but not the lines that end on it.
    let near = nearest(width, height, |pixel| cores[pixel] != 0);
    for (pixel, id) in ids.iter_mut().enumerate().filter(|(_, id)| **id == 0) {
        if between(width, pixel, near[pixel]) * UNIT as f32 <= f32::from(thick) {
            *id = cores[near[pixel] as usize];
            depth[pixel] = inside[pixel];
        }
    }
    true
}

/// The half-width above which ink is no line: 3 times that of the lines and over 3 pixels, in levels.
fn thick_ink(line: u32) -> u16 {
    (line * UNIT * 3 / 2).clamp(3 * UNIT, u32::from(u16::MAX)) as u16
}
