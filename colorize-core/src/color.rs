mod curve;
mod oklab;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use self::curve::CURVE;
pub(crate) use self::oklab::to_oklab_all;
use self::oklab::{cube_root, oklab_to_linear};
use crate::error::{Error, Result};

/// A colour in sRGB, 8 bits a channel.
///
/// Written and read as `#rrggbb`; reading takes the short form `#rgb` too. In JSON it is that string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
}

/// A colour in CIE L\*a\*b\* under D65 (2° observer), in which [`delta_e_2000`] measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lab {
    /// Lightness, 0 black to 100 white.
    pub l: f32,
    /// Green (negative) to red (positive); within ±128 for sRGB colours.
    pub a: f32,
    /// Blue (negative) to yellow (positive); within ±128 for sRGB colours.
    pub b: f32,
}

/// A colour in OKLab's polar form (Björn Ottosson, 2020), in which hues stay put while lightness changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness, 0 black to 1 white.
    pub l: f32,
    /// Chroma, 0 grey to about 0.32 for the strongest sRGB colours.
    pub c: f32,
    /// Hue in degrees: about 29 red, 110 yellow, 142 green, 264 blue.
    pub h: f32,
}

impl Rgb {
    /// Black.
    pub const BLACK: Self = Self::new(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// Makes a colour of red, green and blue, 0 to 255 each.
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Makes a colour of 24 bits, `0xrrggbb`; higher bits are ignored.
    pub const fn from_hex(rrggbb: u32) -> Self {
        let [_, r, g, b] = rrggbb.to_be_bytes();
        Self { r, g, b }
    }

    /// Gives red, green, blue.
    pub const fn to_array(self) -> [u8; 3] {
        [self.r, self.g, self.b]
    }

    /// Gives an RGBA8 pixel, straight alpha.
    pub const fn with_alpha(self, alpha: u8) -> [u8; 4] {
        [self.r, self.g, self.b, alpha]
    }

    /// Gives red, green and blue as sRGB values, 0 to 1; [`Rgb::from_unit`] takes them back exactly.
    pub fn to_unit(self) -> [f32; 3] {
        self.to_array().map(|v| f32::from(v) / 255.0)
    }

    /// Makes a colour of sRGB values, rounded; what lies outside 0 to 1 is clipped.
    pub fn from_unit(rgb: [f32; 3]) -> Self {
        rgb.map(|v| (v * 255.0).round() as u8).into()
    }

    /// Converts to L\*a\*b\* (D65).
    pub fn to_lab(self) -> Lab {
        let [r, g, b] = self.to_linear();
        let f = |v: f32| if v > EPSILON { cube_root(v) } else { v * KAPPA + 16.0 / 116.0 };
        let [x, y, z] = RGB_TO_XYZ.map(|m| f(m[0] * r + m[1] * g + m[2] * b));
        Lab { l: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }

    /// Converts to OKLab's polar form. Greys get chroma 0 and hue 0.
    pub fn to_oklch(self) -> Oklch {
        let [l, a, b] = self.to_oklab();
        let c = a.hypot(b);
        if c < 1e-4 {
            return Oklch { l, c: 0.0, h: 0.0 };
        }
        Oklch { l, c, h: b.atan2(a).to_degrees().rem_euclid(360.0) }
    }

    /// Converts to OKLab (Björn Ottosson, 2020): lightness 0 to 1, green to red, blue to yellow.
    pub(crate) fn to_oklab(self) -> [f32; 3] {
        let [r, g, b] = self.to_linear().map(|v| [v]);
        oklab::of_linear(&[r, g, b]).map(|[v]| v)
    }

    /// Converts to linear light, 0 to 1 a channel.
    pub fn to_linear(self) -> [f32; 3] {
        self.to_array().map(srgb_to_linear)
    }

    /// Converts from linear light, rounded; what lies outside 0 to 1 is clipped.
    pub fn from_linear(rgb: [f32; 3]) -> Self {
        rgb.map(linear_to_srgb).into()
    }

    /// Measures the distance to another colour, CIEDE2000; below about 1 nobody sees it.
    pub fn delta_e(self, other: Self) -> f32 {
        delta_e_2000(self.to_lab(), other.to_lab())
    }
}

impl Lab {
    /// Converts to sRGB, rounded; what sRGB cannot show is clipped a channel.
    pub fn to_rgb(self) -> Rgb {
        let y = (self.l + 16.0) / 116.0;
        let f = |t: f32| {
            let cube = t * t * t;
            if cube > EPSILON { cube } else { (t - 16.0 / 116.0) / KAPPA }
        };
        let [x, y, z] = [y + self.a / 500.0, y, y - self.b / 200.0].map(f);
        Rgb::from_linear(XYZ_TO_RGB.map(|m| m[0] * x + m[1] * y + m[2] * z))
    }
}

impl Oklch {
    /// Makes a colour of lightness (0 to 1), chroma (0 up) and hue (degrees, any turn).
    pub const fn new(l: f32, c: f32, h: f32) -> Self {
        Self { l, c, h }
    }

    /// Converts to sRGB. What sRGB cannot show keeps lightness and hue and loses chroma.
    pub fn to_rgb(self) -> Rgb {
        let l = self.l.clamp(0.0, 1.0);
        let inside = |c: f32| {
            Self { l, c, h: self.h }.to_linear().iter().all(|v| (-OUTSIDE..=1.0 + OUTSIDE).contains(v))
        };
        let (mut low, mut high) = (0.0, self.c.max(0.0));
        if inside(high) {
            low = high;
        } else {
            for _ in 0..16 {
                let middle = (low + high) / 2.0;
                if inside(middle) { low = middle } else { high = middle }
            }
        }
        Rgb::from_linear(Self { l, c: low, h: self.h }.to_linear())
    }

    fn to_linear(self) -> [f32; 3] {
        let (sin, cos) = self.h.to_radians().sin_cos();
        oklab_to_linear([self.l, self.c * cos, self.c * sin])
    }
}

/// Converts from OKLab, rounded; what sRGB cannot show is clipped a channel.
pub(crate) fn from_oklab(lab: [f32; 3]) -> Rgb {
    Rgb::from_linear(oklab_to_linear(lab))
}

/// Converts many at once, rounded: `give` gets each number and its colour. What sRGB cannot show keeps lightness and hue
/// and loses chroma, so that light and dark stay what they are.
pub(crate) fn from_oklab_all(lab: &[[f32; 3]], give: impl FnMut(usize, Rgb)) {
    let mut give = give;
    oklab::to_srgb(lab, |i, rgb| give(i, Rgb::from(rgb)));
}

impl From<[u8; 3]> for Rgb {
    fn from([r, g, b]: [u8; 3]) -> Self {
        Self { r, g, b }
    }
}

impl From<Rgb> for [u8; 3] {
    fn from(color: Rgb) -> Self {
        color.to_array()
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl FromStr for Rgb {
    type Err = Error;

    /// Reads `#rrggbb` or `#rgb`, in either case.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the text is something else.
    fn from_str(text: &str) -> Result<Self> {
        let digits = text.strip_prefix('#').filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = digits.and_then(|t| Some((t.len(), u32::from_str_radix(t, 16).ok()?)));
        match value {
            Some((6, v)) => Ok(Self::from_hex(v)),
            Some((3, v)) => {
                Ok(Self::from_hex((v >> 8 & 15) * 0x11_0000 + (v >> 4 & 15) * 0x1100 + (v & 15) * 0x11))
            }
            _ => Err(Error::InvalidArgument(format!("`{text}` is not a colour: write #rrggbb or #rgb"))),
        }
    }
}

impl Serialize for Rgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Rgb;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a colour as \"#rrggbb\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Rgb, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// Converts one 8-bit sRGB channel to linear light, 0 to 1, by table.
pub fn srgb_to_linear(value: u8) -> f32 {
    CURVE.linear[usize::from(value)]
}

/// Converts one linear channel to 8-bit sRGB, rounded to the nearest in sRGB; clips outside 0 to 1.
///
/// By table, and exact: a guess from 4096 bins, none of which holds more than one step up. NaN gives 0.
#[inline]
pub fn linear_to_srgb(value: f32) -> u8 {
    CURVE.round(value)
}

/// Measures how different two colours look: CIEDE2000 with weights of 1.
///
/// 0 is equal, about 1 just visible, about 100 black against white. After G. Sharma, W. Wu, E. N. Dalal,
/// "The CIEDE2000 Color-Difference Formula" (2005), whose equation numbers the code carries.
pub fn delta_e_2000(one: Lab, other: Lab) -> f32 {
    let [l1, a1, b1] = [one.l, one.a, one.b].map(f64::from);
    let [l2, a2, b2] = [other.l, other.a, other.b].map(f64::from);

    // (2) to (7): a stretched near the grey axis, then chroma and hue.
    let mean = (a1.hypot(b1) + a2.hypot(b2)) / 2.0;
    let g = 1.5 - 0.5 * pull(mean);
    let (a1, a2) = (a1 * g, a2 * g);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));

    // (8) to (11): the differences. A grey has no hue, so none differs from it.
    let grey = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if grey => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn.to_radians() / 2.0).sin();

    // (12) to (14): the means. The mean hue lies on the shorter way round.
    let (l, c) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let h = match h1 + h2 {
        sum if grey => sum,
        sum if (h1 - h2).abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => sum / 2.0 + 180.0,
        sum => sum / 2.0 - 180.0,
    };

    // (15) to (22): the weights.
    let cosine = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cosine(h - 30.0) + 0.24 * cosine(2.0 * h) + 0.32 * cosine(3.0 * h + 6.0)
        - 0.20 * cosine(4.0 * h - 63.0);
    let blue = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let rotation = -(2.0 * blue).to_radians().sin() * 2.0 * pull(c);
    let off = (l - 50.0).powi(2);
    let dl = dl / (1.0 + 0.015 * off / (20.0 + off).sqrt());
    let dc = dc / (1.0 + 0.045 * c);
    let dh = dh / (1.0 + 0.015 * c * t);
    (dl * dl + dc * dc + dh * dh + rotation * dc * dh).max(0.0).sqrt() as f32
}

/// √(c⁷ / (c⁷ + 25⁷)): 0 for greys, 1 for strong colours.
fn pull(c: f64) -> f64 {
    let c7 = c.powi(7);
    (c7 / (c7 + 25_f64.powi(7))).sqrt()
}

const EPSILON: f32 = 216.0 / 24389.0;
const KAPPA: f32 = 24389.0 / 27.0 / 116.0;
/// How far outside 0 to 1 a linear channel may lie and still round into the gamut.
const OUTSIDE: f32 = 2e-4;

// sRGB primaries; rows are X, Y, Z already divided by the D65 white, so each sums to 1.
const RGB_TO_XYZ: [[f32; 3]; 3] = [
    [0.433_949_94, 0.376_209_76, 0.189_840_3],
    [0.212_672_9, 0.715_152_2, 0.072_174_9],
    [0.017_756_583, 0.109_467_96, 0.872_775_45],
];
const XYZ_TO_RGB: [[f32; 3]; 3] = [
    [3.079_955, -1.537_139, -0.542_816_3],
    [-0.921_258_5, 1.876_009_3, 0.045_249_2],
    [0.052_887_46, -0.204_025_95, 1.151_138_5],
];
// https://bottosson.github.io/posts/oklab/, the matrices of 2021-01-25.
#[cfg(test)]
mod tests {
    use super::*;

    /// L, a, b of one colour, L, a, b of the other, their difference.
    type Pair = [f32; 7];

    /// Sharma, Wu, Dalal 2005, table 1.
    #[rustfmt::skip]
    const SHARMA: [Pair; 34] = [
        [50.0, 2.6772, -79.7751, 50.0, 0.0, -82.7485, 2.0425],
        [50.0, 3.1571, -77.2803, 50.0, 0.0, -82.7485, 2.8615],
        [50.0, 2.8361, -74.0200, 50.0, 0.0, -82.7485, 3.4412],
        [50.0, -1.3802, -84.2814, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, -1.1848, -84.8006, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, -0.9009, -85.5211, 50.0, 0.0, -82.7485, 1.0000],
        [50.0, 0.0, 0.0, 50.0, -1.0, 2.0, 2.3669],
        [50.0, -1.0, 2.0, 50.0, 0.0, 0.0, 2.3669],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0009, 7.1792],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0010, 7.1792],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0011, 7.2195],
        [50.0, 2.4900, -0.0010, 50.0, -2.4900, 0.0012, 7.2195],
        [50.0, -0.0010, 2.4900, 50.0, 0.0009, -2.4900, 4.8045],
        [50.0, -0.0010, 2.4900, 50.0, 0.0010, -2.4900, 4.8045],
        [50.0, -0.0010, 2.4900, 50.0, 0.0011, -2.4900, 4.7461],
        [50.0, 2.5, 0.0, 50.0, 0.0, -2.5, 4.3065],
        [50.0, 2.5, 0.0, 73.0, 25.0, -18.0, 27.1492],
        [50.0, 2.5, 0.0, 61.0, -5.0, 29.0, 22.8977],
        [50.0, 2.5, 0.0, 56.0, -27.0, -3.0, 31.9030],
        [50.0, 2.5, 0.0, 58.0, 24.0, 15.0, 19.4535],
        [50.0, 2.5, 0.0, 50.0, 3.1736, 0.5854, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 3.2972, 0.0, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 1.8634, 0.5757, 1.0000],
        [50.0, 2.5, 0.0, 50.0, 3.2592, 0.3350, 1.0000],
        [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
        [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
        [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
        [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
        [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
        [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
        [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
        [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
        [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
        [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
    ];

    #[test]
    fn delta_e_matches_the_published_pairs() {
        for (i, [l1, a1, b1, l2, a2, b2, expected]) in SHARMA.into_iter().enumerate() {
            let (one, other) = (Lab { l: l1, a: a1, b: b1 }, Lab { l: l2, a: a2, b: b2 });
            let found = delta_e_2000(one, other);
            assert!((found - expected).abs() < 1e-4, "pair {}: {found}, not {expected}", i + 1);
            assert!((delta_e_2000(other, one) - expected).abs() < 1e-4, "pair {} reversed", i + 1);
        }
    }

    #[test]
    fn lab_has_the_known_values() {
        let near = |hex: u32, l: f32, a: f32, b: f32| {
            let lab = Rgb::from_hex(hex).to_lab();
            let off = (lab.l - l).abs().max((lab.a - a).abs()).max((lab.b - b).abs());
            assert!(off < 0.02, "{hex:06x}: {lab:?}");
        };
        near(0xff_ffff, 100.0, 0.0, 0.0);
        near(0x00_0000, 0.0, 0.0, 0.0);
        near(0xff_0000, 53.24, 80.09, 67.20);
        near(0x00_ff00, 87.73, -86.18, 83.18);
        near(0x00_00ff, 32.30, 79.19, -107.86);
    }

    #[test]
    fn every_conversion_comes_back() {
        for i in 0..=u8::MAX {
            let color = Rgb::new(i, i.wrapping_mul(37), i.wrapping_mul(91).wrapping_add(11));
            assert_eq!(color.to_lab().to_rgb(), color);
            assert_eq!(color.to_oklch().to_rgb(), color);
            assert_eq!(Rgb::from_linear(color.to_linear()), color);
            assert_eq!(Rgb::from_unit(color.to_unit()), color);
            assert_eq!(color.to_string().parse::<Rgb>().unwrap(), color);
        }
    }

    #[test]
    fn many_at_once_are_as_each_alone() {
        let color = |i: usize| Rgb::new((i * 7 % 256) as u8, (i * 31 % 256) as u8, (i * 101 % 256) as u8);
        let mut all: Vec<_> = (0..1003).map(|i| color(i).to_oklab()).collect();
        all[20] = [f32::NAN; 3];
        let mut found = Vec::new();
        from_oklab_all(&all, |i, color| {
            assert_eq!(i, found.len());
            found.push(color);
        });
        let alone: Vec<_> = all.into_iter().map(from_oklab).collect();
        assert_eq!(found, alone);
    }

    #[test]
    fn what_cannot_be_shown_keeps_its_lightness() {
        for [l, a, b] in [[0.7, 0.3, 0.1], [0.4, -0.2, -0.3], [0.95, 0.1, 0.1], [0.2, 0.3, -0.4]] {
            from_oklab_all(&[[l, a, b]], |_, color| {
                let [lightness, c, d] = color.to_oklab();
                assert!((lightness - l).abs() < 0.01, "{l}: {lightness}");
                // Less chroma, and the hue within three degrees.
                let (less, chroma) = (c.hypot(d), a.hypot(b));
                assert!(less < chroma && (c * b - d * a).abs() < 0.05 * less * chroma, "{a} {b}: {c} {d}");
            });
        }
        for (l, expected) in [(1.3, Rgb::WHITE), (-0.2, Rgb::BLACK)] {
            // To one step of 8 bits: a trace of chroma stays.
            from_oklab_all(&[[l, 0.1, 0.1]], |_, color| assert!(color.delta_e(expected) < 1.0, "{color}"));
        }
    }

    #[test]
    fn table_rounds_as_the_formula_does() {
        for i in 0..=20_000 {
            let v = i as f32 / 20_000.0;
            let exact = f64::from(v);
            let srgb =
                if exact <= 0.003_130_8 { exact * 12.92 } else { 1.055 * exact.powf(1.0 / 2.4) - 0.055 };
            let exact = srgb * 255.0;
            let found = f64::from(linear_to_srgb(v));
            assert!((found - exact).abs() < 0.501, "{v}: {found}, not {exact}");
        }
        assert_eq!([-1.0, 2.0, f32::NAN].map(linear_to_srgb), [0, 255, 0]);
    }

    #[test]
    fn colours_outside_the_gamut_keep_lightness_and_hue() {
        let wanted = Oklch::new(0.7, 0.4, 150.0);
        let found = wanted.to_rgb().to_oklch();
        assert!((found.l - wanted.l).abs() < 0.01 && (found.h - wanted.h).abs() < 2.0, "{found:?}");
    }

    #[test]
    fn text_is_read_in_both_forms() {
        assert_eq!("#f0A".parse::<Rgb>().unwrap(), Rgb::new(255, 0, 170));
        assert_eq!("#FF00aa".parse::<Rgb>().unwrap().to_string(), "#ff00aa");
        for bad in ["", "#", "ff00aa", "#ff00a", "#gg0000", "#+12345", "#é12345", "red"] {
            let error = bad.parse::<Rgb>().unwrap_err().to_string();
            assert_eq!(error, format!("`{bad}` is not a colour: write #rrggbb or #rgb"));
        }
        assert_eq!(serde_json::to_string(&Rgb::WHITE).unwrap(), "\"#ffffff\"");
        assert!(serde_json::from_str::<Rgb>("\"red\"").unwrap_err().to_string().contains("not a colour"));
    }
}
