//! Flat pictures with soft edges, made into planes of palette indices.

use std::collections::HashMap;

use crate::Plane;

/// The label, and the palette index, of a pixel nobody knows the truth of.
pub const UNKNOWN: u8 = 255;

/// Colours that differ by up to this much in each channel are one (a lossy file, rounding).
const SAME: u8 = 8;
/// In textures and gradients, colours up to this far apart are one.
const ALIKE: u8 = 26;
/// A colour needs this many pixels among neighbours of its own.
const SOLID_PIXELS: u32 = 6;
/// A bin of texture colours needs this many pixels.
const TEXTURE_PIXELS: u32 = 60;
/// The white of the ground is at least this in each channel.
const WHITE: u8 = 250;

/// Finds the colours of `flat` and which pixel has which; mends `shaded` to fit (see [`Pair`](super::Pair)).
///
/// A pixel that is no colour itself but a mixture (a soft edge) takes that colour of its neighbours which is most
/// like it. Taking the nearest of the whole palette instead would line every edge with a third colour.
pub fn quantise(
    flat: &Plane<[u8; 3]>,
    labels: &Plane<u8>,
    shaded: &mut Plane<[u8; 3]>,
) -> (Plane<u8>, Vec<[u8; 3]>) {
    let (w, h) = (flat.width(), flat.height());
    let pixels = flat.as_slice();
    let ground = ground(flat, labels);
    let mut palette = vec![[255; 3]];
    let mut index = vec![UNKNOWN; w * h];
    for (index, _) in index.iter_mut().zip(&ground).filter(|(_, ground)| **ground) {
        *index = 0;
    }
    // Inner pixels: neighbours on all four sides (edge of the picture: itself) are alike within a tolerance.
    let inner = |i: usize, within: u8| {
        let (x, y) = (i % w, i / w);
        let near = [
            if x > 0 { i - 1 } else { i },
            if x + 1 < w { i + 1 } else { i },
            if y > 0 { i - w } else { i },
            if y + 1 < h { i + w } else { i },
        ];
        near.iter().all(|&j| ground[j] == ground[i] && distance(pixels[i], pixels[j]) <= within)
    };

    let solid: Vec<bool> = (0..w * h).map(|i| !ground[i] && inner(i, 0)).collect();
    let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
    for i in (0..w * h).filter(|&i| solid[i]) {
        *counts.entry(pixels[i]).or_default() += 1;
    }
    add_colours(&mut palette, counts.into_iter().collect(), SOLID_PIXELS, SAME);
    for i in (0..w * h).filter(|&i| !ground[i]) {
        let best = nearest(&palette, pixels[i]);
        if let Some((best, far)) = best
            && far <= SAME
        {
            index[i] = best;
        }
    }

    let texture = |index: &[u8]| -> Vec<usize> {
        (0..w * h).filter(|&i| index[i] == UNKNOWN && inner(i, ALIKE / 2)).collect()
    };
    let rest = texture(&index);
    let mut bins: HashMap<[u8; 3], ([u32; 3], u32)> = HashMap::new();
    for &i in &rest {
        let (sum, count) = bins.entry(pixels[i].map(|c| c >> 4)).or_default();
        for (sum, c) in sum.iter_mut().zip(pixels[i]) {
            *sum += u32::from(c);
        }
        *count += 1;
    }
    let means = bins.into_values().map(|(sum, count)| (sum.map(|s| (s / count) as u8), count));
    add_colours(&mut palette, means.collect(), TEXTURE_PIXELS, ALIKE);
    for i in rest {
        if let Some((best, far)) = nearest(&palette, pixels[i])
            && far <= 2 * ALIKE
        {
            index[i] = best;
        }
    }
    lonely(&mut index, w, h);
    let from = spread(&mut index, pixels, labels.as_slice(), &palette, w);
    mend(shaded, pixels, &index, &palette, &from);
    let index = Plane::from_vec(w, h, index).expect("one index a pixel");
    (index, palette)
}

/// Which pixels are the ground: white and labelled 0, or, without a label, white and joined to the picture's edge.
fn ground(flat: &Plane<[u8; 3]>, labels: &Plane<u8>) -> Vec<bool> {
    let (w, h) = (flat.width(), flat.height());
    let white = |i: usize| flat.as_slice()[i].iter().all(|&c| c >= WHITE);
    let label = labels.as_slice();
    let mut ground: Vec<bool> = (0..w * h).map(|i| label[i] == 0 && white(i)).collect();
    let mut stack: Vec<usize> =
        (0..w * h).filter(|i| i % w == 0 || i % w == w - 1 || i / w == 0 || i / w == h - 1).collect();
    stack.retain(|&i| label[i] == UNKNOWN && white(i));
    for &i in &stack {
        ground[i] = true;
    }
    while let Some(i) = stack.pop() {
        let (x, y) = (i % w, i / w);
        let near =
            [(x > 0, i.wrapping_sub(1)), (x + 1 < w, i + 1), (y > 0, i.wrapping_sub(w)), (y + 1 < h, i + w)];
        for (_, j) in near.into_iter().filter(|(inside, _)| *inside) {
            if !ground[j] && label[j] == UNKNOWN && white(j) {
                ground[j] = true;
                stack.push(j);
            }
        }
    }
    ground
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u8 {
    a[0].abs_diff(b[0]).max(a[1].abs_diff(b[1])).max(a[2].abs_diff(b[2]))
}

/// The nearest colour of a palette but the ground's, and how far it is.
fn nearest(palette: &[[u8; 3]], colour: [u8; 3]) -> Option<(u8, u8)> {
    let far = palette.iter().skip(1).map(|&other| distance(colour, other));
    far.zip(1u8..).min().map(|(far, index)| (index, far))
}

/// Appends the commonest colours that are further than `apart` from those there, up to 255 in all.
fn add_colours(palette: &mut Vec<[u8; 3]>, mut counts: Vec<([u8; 3], u32)>, least: u32, apart: u8) {
    counts.retain(|&(_, count)| count >= least);
    // The colour breaks ties, so that the order does not hang on a hash map.
    counts.sort_by_key(|&(colour, count)| (std::cmp::Reverse(count), colour));
    for (colour, _) in counts {
        if palette.len() == usize::from(UNKNOWN) {
            break;
        }
        if palette[1..].iter().all(|&other| distance(colour, other) > apart) {
            palette.push(colour);
        }
    }
}

/// Unsets pixels with fewer than two of their eight neighbours alike: mixtures that hit a colour by chance.
fn lonely(index: &mut [u8], w: usize, h: usize) {
    let before = index.to_vec();
    for y in 1..h.saturating_sub(1) {
        for x in 1..w.saturating_sub(1) {
            let i = y * w + x;
            if before[i] == 0 || before[i] == UNKNOWN {
                continue;
            }
            let rows = [i - w - 1, i - 1, i + w - 1];
            let alike =
                rows.iter().flat_map(|&start| &before[start..start + 3]).filter(|&&j| j == before[i]).count();
            if alike < 3 {
                index[i] = UNKNOWN;
            }
        }
    }
}

/// Gives each unset pixel the most alike colour of its set neighbours, ring by ring, and the ground only to what is
/// labelled ground, as long as that can be. Returns for each pixel the pixel it was set from (itself if it was set
/// before).
fn spread(index: &mut [u8], pixels: &[[u8; 3]], labels: &[u8], palette: &[[u8; 3]], w: usize) -> Vec<u32> {
    let h = index.len() / w;
    let mut from: Vec<u32> = (0..index.len() as u32).collect();
    let mut open: Vec<usize> = (0..index.len()).filter(|&i| index[i] == UNKNOWN).collect();
    if open.len() == index.len() {
        index.fill(0);
        return from;
    }
    let mut found = Vec::new();
    let mut strict = true;
    while !open.is_empty() {
        found.clear();
        open.retain(|&i| {
            let (x, y) = (i % w, i / w);
            let mut best: Option<(u32, usize)> = None;
            for ny in y.saturating_sub(1)..(y + 2).min(h) {
                for nx in x.saturating_sub(1)..(x + 2).min(w) {
                    let j = ny * w + nx;
                    let fits = labels[i] == UNKNOWN || (labels[i] == 0) == (index[j] == 0);
                    if index[j] == UNKNOWN || (strict && !fits) {
                        continue;
                    }
                    let colour = palette[usize::from(index[j])];
                    let far = (0..3).map(|c| u32::from(colour[c].abs_diff(pixels[i][c])).pow(2)).sum();
                    if best.is_none_or(|(least, _)| far < least) {
                        best = Some((far, j));
                    }
                }
            }
            found.extend(best.map(|(_, j)| (i, j)));
            best.is_none()
        });
        strict &= !found.is_empty();
        for &(i, j) in &found {
            index[i] = index[j];
            from[i] = from[j];
        }
    }
    from
}

/// Makes `shaded` the palette's colour times the shade alone.
fn mend(shaded: &mut Plane<[u8; 3]>, flat: &[[u8; 3]], index: &[u8], palette: &[[u8; 3]], from: &[u32]) {
    let before = shaded.as_slice().to_vec();
    for (i, out) in shaded.as_mut_slice().iter_mut().enumerate() {
        let source = from[i] as usize;
        let colour = palette[usize::from(index[i])];
        *out = if index[i] == 0 {
            [255; 3]
        } else if distance(flat[source], colour) <= 2 {
            before[source]
        } else {
            let mended = |c: usize| {
                let (shaded, flat) = (f32::from(before[source][c]), f32::from(flat[source][c]));
                (f32::from(colour[c]) * (shaded + 12.0) / (flat + 12.0)).round() as u8
            };
            [mended(0), mended(1), mended(2)]
        };
    }
}
