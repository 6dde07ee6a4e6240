//! New colours for old shapes, so that the colour of a part is never learnt from its shape.

use rand::Rng;

/// Two new colours differ by at least this in one channel.
const APART: u8 = 9;
/// Old colours up to this far apart in each channel are moved together.
const ALIKE: u8 = 40;

/// Turns all hues by one angle, with some more or less saturation and light.
pub fn turn_hues(palette: &[[u8; 3]], rng: &mut impl Rng) -> Vec<[u8; 3]> {
    let angle: f32 = rng.random_range(0.0..1.0);
    let (saturation, value): (f32, f32) = (rng.random_range(0.6..1.4), rng.random_range(0.8..1.15));
    let turned = palette.iter().map(|&old| {
        let [hue, s, v] = to_hsv(old);
        from_hsv([hue + angle, (s * saturation).min(1.0), (v * value).min(1.0)])
    });
    let turned: Vec<_> = turned.collect();
    set_apart(palette[0], &turned, rng)
}

/// Draws new colours. Colours that were alike (a shadow of skin, a grade of a texture) move together.
pub fn draw_colours(palette: &[[u8; 3]], rng: &mut impl Rng) -> Vec<[u8; 3]> {
    let (pale, dark): (f32, f32) = (rng.random_range(0.0..0.5), rng.random_range(0.0..0.3));
    let mut drawn: Vec<[u8; 3]> = Vec::with_capacity(palette.len());
    for (i, &old) in palette.iter().enumerate() {
        let like = (1..i).min_by_key(|&j| far(palette[j], old)).filter(|&j| far(palette[j], old) <= ALIKE);
        let kind: f32 = rng.random_range(0.0..1.0);
        let hue = rng.random_range(0.0..1.0);
        drawn.push(if let Some(j) = like {
            let moved = |c: usize| i32::from(drawn[j][c]) + i32::from(old[c]) - i32::from(palette[j][c]);
            [moved(0), moved(1), moved(2)].map(|c| c.clamp(0, 255) as u8)
        } else if kind < pale {
            from_hsv([hue, rng.random_range(0.0..0.3), rng.random_range(0.7..1.0)])
        } else if kind > 1.0 - dark {
            from_hsv([hue, rng.random_range(0.0..0.8), rng.random_range(0.08..0.35)])
        } else {
            from_hsv([hue, rng.random_range(0.15..1.0), rng.random_range(0.3..1.0)])
        });
    }
    set_apart(palette[0], &drawn, rng)
}

/// Makes the colours differ, but for the first, which becomes `ground`.
fn set_apart(ground: [u8; 3], palette: &[[u8; 3]], rng: &mut impl Rng) -> Vec<[u8; 3]> {
    let mut new = vec![ground];
    for &drawn in &palette[1..] {
        let (mut colour, mut reach) = (drawn, 6);
        while new[1..].iter().any(|&other| far(other, colour) < APART) {
            // Wander off, further each time: 255 colours 9 apart fill a small part of all.
            reach = (reach + 2).min(255);
            colour = drawn.map(|c| (i32::from(c) + rng.random_range(-reach..=reach)).clamp(0, 255) as u8);
        }
        new.push(colour);
    }
    new
}

fn far(a: [u8; 3], b: [u8; 3]) -> u8 {
    a[0].abs_diff(b[0]).max(a[1].abs_diff(b[1])).max(a[2].abs_diff(b[2]))
}

/// Hue in turns, saturation and value 0..1.
fn to_hsv(colour: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = colour.map(|c| f32::from(c) / 255.0);
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = high - low;
    if chroma <= 0.0 {
        return [0.0, 0.0, high];
    }
    let hue = if high == r {
        (g - b) / chroma
    } else if high == g {
        (b - r) / chroma + 2.0
    } else {
        (r - g) / chroma + 4.0
    };
    [(hue / 6.0).rem_euclid(1.0), chroma / high, high]
}

fn from_hsv([hue, saturation, value]: [f32; 3]) -> [u8; 3] {
    [5.0, 3.0, 1.0].map(|part: f32| {
        let k = (part + hue * 6.0).rem_euclid(6.0);
        let c = value - value * saturation * k.min(4.0 - k).clamp(0.0, 1.0);
        (c * 255.0).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn new_palettes_keep_the_ground_and_stay_distinct() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for colours in [1, 2, 12, 255] {
            let mut old = vec![[255; 3]];
            old.extend(
                (1..colours).map(|i| [(i * 37 % 256) as u8, (i / 16 * 16) as u8, (i % 16 * 16) as u8]),
            );
            for new in [turn_hues(&old, &mut rng), draw_colours(&old, &mut rng)] {
                assert_eq!(new.len(), old.len());
                assert_eq!(new[0], [255; 3]);
                for (i, &a) in new.iter().enumerate().skip(1) {
                    assert!(new[1..i].iter().all(|&b| far(a, b) >= APART), "{i} of {colours}: {a:?}");
                }
            }
        }
    }

    #[test]
    fn hsv_there_and_back_is_the_same_colour() {
        for colour in [[0, 0, 0], [255, 255, 255], [250, 12, 90], [3, 200, 199], [10, 20, 240]] {
            assert_eq!(from_hsv(to_hsv(colour)), colour);
        }
    }
}
