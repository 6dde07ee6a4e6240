//! Whole numbers without a conversion, which compilers do not vectorise.

/// The largest whole number that is not more, twice.
#[inline(always)]
pub(super) fn floor(v: f64) -> (i32, f64) {
    // The last bits of floats around this are whole numbers, in two's complement.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    let near = v + WHOLE - WHOLE;
    let floor = near - if near > v { 1.0 } else { 0.0 };
    ((floor + WHOLE).to_bits() as i32, floor)
}

/// The whole number below one that is 0 or more, and what is over.
#[inline(always)]
pub(super) fn floor_above_0(v: f32) -> (i32, f32) {
    // Of floats from here on, up to twice as much, the last bits are the whole number above it.
    const WHOLE: f32 = 8_388_608.0;
    let near = v + WHOLE;
    let over = v - (near - WHOLE);
    let below = (near.to_bits() - WHOLE.to_bits()) as i32;
    if over < 0.0 { (below - 1, over + 1.0) } else { (below, over) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_below() {
        for v in [0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 7.999_999, -3.0, 1e-30, -1e-30, 2e9, -2e9] {
            assert_eq!(floor(v), (v.floor() as i32, v.floor()), "{v}");
        }
    }

    #[test]
    fn what_is_over_is_less_than_one() {
        for v in [0.0, 0.4, 0.5, 1.5, 2.5, 255.999, 3.0] {
            assert_eq!(floor_above_0(v), (v as i32, v.fract()), "{v}");
        }
    }
}
