//! OKLab to linear light and to sRGB: <https://bottosson.github.io/posts/oklab/>.

use super::curve::{CURVE, Curve, bin};

const RGB_TO_LMS: [[f32; 3]; 3] = [
    [0.412_221_46, 0.536_332_55, 0.051_445_995],
    [0.211_903_5, 0.680_699_5, 0.107_396_96],
    [0.088_302_46, 0.281_718_85, 0.629_978_7],
];
const LMS_TO_OKLAB: [[f32; 3]; 3] = [
    [0.210_454_26, 0.793_617_8, -0.004_072_047],
    [1.977_998_5, -2.428_592_2, 0.450_593_7],
    [0.025_904_037, 0.782_771_77, -0.808_675_77],
];
const OKLAB_TO_LMS: [[f32; 2]; 3] =
    [[0.396_337_78, 0.215_803_76], [-0.105_561_346, -0.063_854_17], [-0.089_484_18, -1.291_485_5]];
const LMS_TO_RGB: [[f32; 3]; 3] = [
    [4.076_741_7, -3.307_711_6, 0.230_969_94],
    [-1.268_438, 2.609_757_4, -0.341_319_4],
    [-0.004_196_086_3, -0.703_418_6, 1.707_614_7],
];

/// The cube root of a number from 0 on, to a few units in the last place: the same on every machine, as systems' are not.
#[inline(always)]
pub(super) fn cube_root(v: f32) -> f32 {
    // A third of the exponent, then twice Halley's method, each of which triples the digits that are right.
    let mut root = f32::from_bits(v.to_bits() / 3 + 0x2a51_37a0);
    for _ in 0..2 {
        let cube = root * root * root;
        root *= (cube + 2.0 * v) / (2.0 * cube + v);
    }
    if v > 0.0 { root } else { 0.0 }
}

/// OKLab of linear light, by channel.
#[inline(always)]
pub(super) fn of_linear<const N: usize>([r, g, b]: &[[f32; N]; 3]) -> [[f32; N]; 3] {
    let mut roots = [[0.0; N]; 3];
    for (roots, k) in roots.iter_mut().zip(RGB_TO_LMS) {
        for i in 0..N {
            roots[i] = cube_root(k[0] * r[i] + k[1] * g[i] + k[2] * b[i]);
        }
    }
    let mut lab = [[0.0; N]; 3];
    for (lab, k) in lab.iter_mut().zip(LMS_TO_OKLAB) {
        for i in 0..N {
            lab[i] = k[0] * roots[0][i] + k[1] * roots[1][i] + k[2] * roots[2][i];
        }
    }
    lab
}

/// Converts many pixels at once, whatever their alpha: what [`Rgb::to_oklab`](super::Rgb) gives.
pub(crate) fn to_oklab_all(pixels: &[[u8; 4]]) -> Vec<[f32; 3]> {
    pulp::Arch::new().dispatch(Pixels(pixels))
}

/// See [`to_oklab_all`].
struct Pixels<'a>(&'a [[u8; 4]]);

impl pulp::WithSimd for Pixels<'_> {
    type Output = Vec<[f32; 3]>;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Vec<[f32; 3]> {
        let linear = &CURVE.linear;
        let mut all = Vec::with_capacity(self.0.len());
        for pixels in self.0.chunks(BLOCK) {
            let mut light = [[0.0; BLOCK]; 3];
            for (i, pixel) in pixels.iter().enumerate() {
                for c in 0..3 {
                    light[c][i] = linear[usize::from(pixel[c])];
                }
            }
            let [l, a, b] = of_linear(&light);
            all.extend((0..pixels.len()).map(|i| [l[i], a[i], b[i]]));
        }
        all
    }
}

/// Linear light, red, green and blue; outside 0 to 1 what sRGB cannot show.
pub(super) fn oklab_to_linear([l, a, b]: [f32; 3]) -> [f32; 3] {
    let [l, m, s] = OKLAB_TO_LMS.map(|k| (l + k[0] * a + k[1] * b).powi(3));
    LMS_TO_RGB.map(|k| k[0] * l + k[1] * m + k[2] * s)
}

/// Converts many at once, rounded: `give` gets each number and its colour. What sRGB cannot show keeps lightness and hue
/// and loses chroma.
pub(super) fn to_srgb(lab: &[[f32; 3]], give: impl FnMut(usize, [u8; 3])) {
    pulp::Arch::new().dispatch(Colors { lab, give });
}

/// See [`to_srgb`].
struct Colors<'a, F> {
    lab: &'a [[f32; 3]],
    give: F,
}

impl<F: FnMut(usize, [u8; 3])> pulp::WithSimd for Colors<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { lab, mut give } = self;
        let curve = &*CURVE;
        let (blocks, rest) = lab.as_chunks();
        for (n, lab) in blocks.iter().enumerate() {
            let block = Block::new(lab);
            for i in 0..BLOCK {
                give(n * BLOCK + i, block.color(curve, i));
            }
        }
        let mut last = [[0.0; 3]; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        let block = Block::new(&last);
        for i in 0..rest.len() {
            give(blocks.len() * BLOCK + i, block.color(curve, i));
        }
    }
}

/// Colours that are converted side by side.
const BLOCK: usize = 16;

/// Colours in linear light, by channel, and the bins they are in.
struct Block {
    linear: [[f32; BLOCK]; 3],
    bins: [[u32; BLOCK]; 3],
}

impl Block {
    #[inline(always)]
    fn new(lab: &[[f32; 3]; BLOCK]) -> Self {
        let mut channels = [[0.0; BLOCK]; 3];
        for i in 0..BLOCK {
            for c in 0..3 {
                channels[c][i] = lab[i][c];
            }
        }
        let mut linear = linear_of(&channels);
        let fits = shown(&linear);
        if fits.contains(&false) {
            for i in 0..BLOCK {
                if !fits[i] {
                    channels[0][i] = channels[0][i].clamp(0.0, 1.0);
                }
            }
            linear = linear_of(&with_less(&channels));
        }
        let mut bins = [[0; BLOCK]; 3];
        for c in 0..3 {
            for i in 0..BLOCK {
                bins[c][i] = bin(linear[c][i]);
            }
        }
        Self { linear, bins }
    }

    #[inline(always)]
    fn color(&self, curve: &Curve, i: usize) -> [u8; 3] {
        [0, 1, 2].map(|c| curve.step(self.bins[c][i] as usize, self.linear[c][i]))
    }
}

/// Linear light of OKLab, by channel.
#[inline(always)]
fn linear_of([l, a, b]: &[[f32; BLOCK]; 3]) -> [[f32; BLOCK]; 3] {
    let mut cubes = [[0.0; BLOCK]; 3];
    for c in 0..3 {
        let [of_a, of_b] = OKLAB_TO_LMS[c];
        for i in 0..BLOCK {
            let root = l[i] + of_a * a[i] + of_b * b[i];
            cubes[c][i] = root * root * root;
        }
    }
    let mut linear = [[0.0; BLOCK]; 3];
    for c in 0..3 {
        let [of_l, of_m, of_s] = LMS_TO_RGB[c];
        for i in 0..BLOCK {
            linear[c][i] = of_l * cubes[0][i] + of_m * cubes[1][i] + of_s * cubes[2][i];
        }
    }
    linear
}

/// The same with as much of their chroma as sRGB can show.
#[inline(always)]
fn with_less(lab: &[[f32; BLOCK]; 3]) -> [[f32; BLOCK]; 3] {
    let scaled = |share: &[f32; BLOCK]| {
        let mut scaled = *lab;
        for channel in &mut scaled[1..] {
            for (v, share) in channel.iter_mut().zip(share) {
                *v *= share;
            }
        }
        scaled
    };
    // From all of it down, by halves.
    let (mut share, mut step) = ([1.0; BLOCK], 1.0);
    let mut kept = [0.0; BLOCK];
    for _ in 0..9 {
        let fits = shown(&linear_of(&scaled(&share)));
        step *= 0.5;
        for i in 0..BLOCK {
            kept[i] = if fits[i] { share[i] } else { kept[i] };
            let next = share[i] + if fits[i] { step } else { -step };
            share[i] = if next < 1.0 { next } else { 1.0 };
        }
    }
    scaled(&kept)
}

/// Which colours sRGB can show, or are cut off by so little that nobody sees it.
#[inline(always)]
fn shown(linear: &[[f32; BLOCK]; 3]) -> [bool; BLOCK] {
    let mut shown = [true; BLOCK];
    for i in 0..BLOCK {
        let [r, g, b] = [linear[0][i], linear[1][i], linear[2][i]];
        let inside = |v: f32| (-0.002..=1.03).contains(&v);
        let white = (r >= 0.99) & (g >= 0.99) & (b >= 0.99);
        shown[i] = (inside(r) & inside(g) & inside(b)) | white;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cube_roots_are_right_to_the_last_places() {
        assert_eq!(cube_root(0.0), 0.0);
        for i in 1..100_000 {
            let v = (i as f32 / 100_000.0).powi(3);
            let exact = f64::from(v).cbrt();
            let off = (f64::from(cube_root(v)) - exact).abs() / exact;
            assert!(off < 2.0 * f64::from(f32::EPSILON), "{v}: off by {off}");
        }
    }
}
