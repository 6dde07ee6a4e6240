//! What runs straight: an opening by segments.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::raster::Plane;

/// In how many directions segments are laid.
const DIRECTIONS: usize = 24;

/// Of a segment, at most so many pixels after the first are looked at, evenly spaced: long ones, in large drawings, would take
/// long, and what lies between wide dots is wide, too.
const STEPS: usize = 16;

/// The greatest value that a segment of `length` pixels through each pixel has all along, in whichever direction: lines
/// stay as they are, while spots less than `length` across vanish, those that touch a line included.
pub(super) fn straight(plane: &Plane<u8>, length: usize) -> Plane<u8> {
    let directions: BTreeSet<_> = (0..DIRECTIONS).map(|direction| segment(direction, length)).collect();
    let mut straight = plane.map(|_| 0);
    for steps in directions {
        let back: Vec<_> = steps.iter().map(|(x, y)| (-x, -y)).collect();
        let opened = along(&along(plane, &steps, u8::min), &back, u8::max);
        straight.as_mut_slice().iter_mut().zip(opened.as_slice()).for_each(|(to, &from)| *to = from.max(*to));
    }
    straight
}

/// The columns and rows from a segment's start to the pixels that are looked at.
fn segment(direction: usize, length: usize) -> Vec<(isize, isize)> {
    let (sin, cos) = (direction as f32 * std::f32::consts::PI / DIRECTIONS as f32).sin_cos();
    let most = sin.abs().max(cos.abs());
    let last = ((length.max(1) - 1) as f32 * most).round() as usize;
    let at = |i: usize, part: f32| (i as f32 * part / most).round() as isize;
    let steps = last.clamp(1, STEPS);
    (0..=steps).map(|step| step * last / steps).map(|i| (at(i, cos), at(i, sin))).collect()
}

/// The least or greatest value, as `pick` says, at the steps from each pixel; 0 outside the plane.
fn along(plane: &Plane<u8>, steps: &[(isize, isize)], pick: impl Fn(u8, u8) -> u8 + Sync) -> Plane<u8> {
    let (width, height) = (plane.width(), plane.height());
    let mut out = plane.clone();
    out.as_mut_slice().par_chunks_mut(width).enumerate().for_each(|(y, to)| {
        for &(right, down) in steps {
            let row = y.checked_add_signed(down).filter(|&row| row < height);
            // How many pixels have one of the plane at this step, and which are the first of either.
            let inside = row.map_or(0, |_| width.saturating_sub(right.unsigned_abs()));
            let (first, from) = ((-right).max(0) as usize, right.max(0) as usize);
            let first = first.min(width - inside);
            to[..first].iter_mut().for_each(|to| *to = pick(*to, 0));
            to[first + inside..].iter_mut().for_each(|to| *to = pick(*to, 0));
            if let Some(row) = row {
                let from = &plane.row(row)[from.min(width)..];
                to[first..first + inside].iter_mut().zip(from).for_each(|(to, &from)| *to = pick(*to, from));
            }
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws a square with its corner at a place.
    fn square(plane: &mut Plane<u8>, at: (isize, isize), side: usize, value: u8) {
        let at = [at.0 as usize, at.1 as usize];
        (0..side * side).for_each(|i| plane.set(at[0] + i % side, at[1] + i / side, value));
    }

    #[test]
    fn lines_stay_in_all_directions_and_spots_go() {
        for direction in 0..DIRECTIONS {
            let mut lined = Plane::from_fn(40, 40, |_, _| 0);
            for (x, y) in segment(direction, 16) {
                square(&mut lined, (x + 20, y + 12), 2, 200);
            }
            // One spot alone, one that the line begins in.
            let mut spotted = lined.clone();
            square(&mut spotted, (4, 4), 4, 255);
            square(&mut spotted, (18, 10), 4, 200);
            let straight = straight(&spotted, 9);
            for (x, y) in (0..1600).map(|i| (i % 40, i / 40)) {
                let (line, found) = (lined.get(x, y), straight.get(x, y));
                let begins = (17..24).contains(&x) && (9..16).contains(&y);
                assert!(begins || found == line, "{direction}: {found} at {x}, {y}");
                assert!(found >= line, "{direction}: {found} at {x}, {y}");
            }
        }
    }

    #[test]
    fn long_segments_leave_every_pixel_of_a_line_and_none_of_a_spot() {
        let mut lined =
            Plane::from_fn(160, 160, |x, y| if (70..73).contains(&x) && y >= 20 { 200 } else { 0 });
        let only_lined = lined.clone();
        square(&mut lined, (10, 10), 30, 255);
        square(&mut lined, (100, 50), 30, 255);
        assert_eq!(straight(&lined, 60), only_lined);
    }

    #[test]
    fn segments_longer_than_the_plane_hold_nothing() {
        let plane = |value| Plane::from_fn(3, 2, |_, _| value);
        assert_eq!(straight(&plane(9), 50), plane(0));
        assert_eq!(straight(&plane(9), 1), plane(9));
    }
}
