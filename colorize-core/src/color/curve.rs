//! The transfer curve of sRGB, between 8 bits and linear light.

use std::sync::LazyLock;

/// Bins of linear light from 0 to 1.
const BINS: usize = 4096;

/// The sRGB transfer curve by table.
pub(super) struct Curve {
    /// Linear light of each 8-bit value.
    pub(super) linear: [f32; 256],
    /// The linear light from which on the next 8-bit value is nearer; NaN for the last, which nothing is above.
    upper: [f32; 256],
    /// The 8-bit value at the lower end of each bin of linear light.
    guess: [u8; BINS + 1],
}

impl Curve {
    /// The 8-bit value that is nearest to a value of linear light; of NaN 0.
    #[inline(always)]
    pub(super) fn round(&self, value: f32) -> u8 {
        self.step(bin(value) as usize, value)
    }

    /// The value's nearest in its bin.
    #[inline(always)]
    pub(super) fn step(&self, bin: usize, value: f32) -> u8 {
        let srgb = self.guess[bin];
        srgb + u8::from(value >= self.upper[usize::from(srgb)])
    }
}

/// The one table, made when it is first asked for.
pub(super) static CURVE: LazyLock<Curve> = LazyLock::new(|| {
    let light = |srgb: f64| {
        if srgb <= 0.040_45 { srgb / 12.92 } else { ((srgb + 0.055) / 1.055).powf(2.4) }
    };
    let linear = std::array::from_fn(|i| light(i as f64 / 255.0) as f32);
    let mut upper: [f32; 256] = std::array::from_fn(|i| light((i as f64 + 0.5) / 255.0) as f32);
    upper[255] = f32::NAN;
    let guess = std::array::from_fn(|bin| {
        let low = bin as f32 / BINS as f32;
        upper[..255].partition_point(|&u| u <= low) as u8
    });
    Curve { linear, upper, guess }
});

/// The bin of a value of linear light; of NaN the first. Without a conversion, which compilers do not vectorise.
#[inline(always)]
pub(super) fn bin(value: f32) -> u32 {
    // Of floats from here on, up to twice as much, the last bits are the whole number above it.
    const WHOLE: f32 = 8_388_608.0;
    let value = if value > 0.0 { value } else { 0.0 };
    let at = if value < 1.0 { value } else { 1.0 } * BINS as f32;
    let near = at + WHOLE;
    near.to_bits() - WHOLE.to_bits() - u32::from(near - WHOLE > at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_the_table_are_where_they_should_be() {
        for (srgb, &upper) in CURVE.upper[..255].iter().enumerate() {
            assert_eq!(usize::from(CURVE.round(upper)), srgb + 1);
            assert_eq!(usize::from(CURVE.round(upper.next_down())), srgb);
        }
        let odd = [f32::NAN, f32::NEG_INFINITY, -1.0, 1.0, 7.0, f32::INFINITY];
        assert_eq!(odd.map(|value| CURVE.round(value)), [0, 0, 0, 255, 255, 255]);
    }
}
