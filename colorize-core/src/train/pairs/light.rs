//! Where the light of a shaded picture comes from.

use crate::Plane;

/// Areas smaller than this many pixels say nothing about the light.
const LEAST_AREA: usize = 120;
/// A standard deviation of the shade below this is no shade.
const LEAST_SHADE: f64 = 0.02;
/// Least correlation between shade and place for a direction to be told.
const LEAST_TILT: f64 = 0.12;

/// See [`Pair::light`](super::Pair::light).
///
/// In each connected area of one colour, the brightness (shaded to flat) is compared with the place relative to the
/// area's middle; the direction in which brightness grows, pooled over all areas, is where the light is.
pub fn estimate(flat_index: &Plane<u8>, palette: &[[u8; 3]], shaded: &Plane<[u8; 3]>) -> [f32; 4] {
    let (w, h) = (flat_index.width(), flat_index.height());
    let (index, shaded) = (flat_index.as_slice(), shaded.as_slice());
    let inverse: Vec<f32> = palette.iter().map(|&colour| 1.0 / luma(colour).max(1.0)).collect();
    let dark: Vec<bool> = palette.iter().map(|&colour| luma(colour) < 24.0).collect();
    let mut seen = vec![false; w * h];
    let (mut area, mut ratios) = (Vec::new(), Vec::new());
    let (mut total, mut spread, mut tilt) = (0.0, 0.0, [0.0f64; 2]);
    let (mut half, mut all) = (0usize, 0usize);
    for start in 0..w * h {
        let colour = index[start];
        if colour == 0 || seen[start] {
            continue;
        }
        area.clear();
        area.push(start);
        seen[start] = true;
        let mut next = 0;
        while next < area.len() {
            let i = area[next];
            next += 1;
            let (x, y) = (i % w, i / w);
            let near = [
                (x > 0, i.wrapping_sub(1)),
                (x + 1 < w, i + 1),
                (y > 0, i.wrapping_sub(w)),
                (y + 1 < h, i + w),
            ];
            for (_, j) in near.into_iter().filter(|(inside, _)| *inside) {
                if !seen[j] && index[j] == colour {
                    seen[j] = true;
                    area.push(j);
                }
            }
        }
        if area.len() < LEAST_AREA || dark[usize::from(colour)] {
            continue;
        }
        let count = area.len() as f64;
        ratios.clear();
        // Highlights sit where the painter likes them; shadows tell the light.
        ratios.extend(area.iter().map(|&i| (luma(shaded[i]) * inverse[usize::from(colour)]).min(1.0)));
        let mean = ratios.iter().map(|&r| f64::from(r)).sum::<f64>() / count;
        let (mut cx, mut cy) = (0.0, 0.0);
        for &i in &area {
            cx += (i % w) as f64 / count;
            cy += (i / w) as f64 / count;
        }
        let (mut xx, mut yy, mut var, mut xr, mut yr) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (&i, &r) in area.iter().zip(&ratios) {
            let (x, y, r) = ((i % w) as f64 - cx, (i / w) as f64 - cy, f64::from(r) - mean);
            xx += x * x;
            yy += y * y;
            var += r * r;
            xr += x * r;
            yr += y * r;
        }
        // In units of the area's own spread, so that a long sleeve counts as much across as along.
        tilt[0] += xr / (xx / count).sqrt().max(1.0);
        tilt[1] += yr / (yy / count).sqrt().max(1.0);
        spread += var;
        total += count;

        let (low, high) = range(&mut ratios);
        if high - low > 0.08 {
            let (from, to) = (low + 0.25 * (high - low), high - 0.25 * (high - low));
            half += ratios.iter().filter(|&&r| r > from && r < to).count();
            all += ratios.len();
        }
    }
    let deviation = (spread / f64::max(total, 1.0)).sqrt();
    if deviation < LEAST_SHADE {
        return [0.0; 4];
    }
    // Evenly spread brightness has half its pixels between the quarters of the range.
    let softness = if all == 0 { 0.5 } else { (2.0 * half as f32 / all as f32).min(1.0) };
    let strength = tilt[0].hypot(tilt[1]);
    if strength / total / deviation < LEAST_TILT {
        return [0.0, 0.0, softness, 0.0];
    }
    [(tilt[0] / strength) as f32, (tilt[1] / strength) as f32, softness, 1.0]
}

fn luma(colour: [u8; 3]) -> f32 {
    0.299 * f32::from(colour[0]) + 0.587 * f32::from(colour[1]) + 0.114 * f32::from(colour[2])
}

/// The 5th and the 95th of a hundred.
fn range(values: &mut [f32]) -> (f32, f32) {
    let at = |part: usize| values.len() * part / 100;
    let (low, high) = (at(5), at(95));
    let low = *values.select_nth_unstable_by(low, f32::total_cmp).1;
    let high = *values.select_nth_unstable_by(high, f32::total_cmp).1;
    (low, high)
}
