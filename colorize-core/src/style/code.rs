//! Styles as networks take and give them: values of like sizes, and without jumps.

use std::f32::consts::TAU;

use super::group::StyleGroup;
use super::local::{LocalStyle, STYLE_CHANNELS};

/// How much larger than itself each small value is told.
const GRAIN: f32 = 5.0;
pub(crate) const RAMP: f32 = 3.0;
const SHARE: f32 = 4.0;
/// The logarithm, to base 2, of a period that is told as 1.
const PERIOD: f32 = 6.0;
/// A pattern of less contrast is none (root mean square, OKLab)...
const CONTRAST: f32 = 0.015;
/// ...nor is a highlight or a shadow on a smaller share.
const SEEN: f32 = 0.005;

/// The values of a style as a network has them; those of groups that are not set are 0.
///
/// Directions are told as vectors, for an angle jumps from 1 to 0: a gradation's as long as its change of colour, a
/// pattern's, which is the same after half a turn, at twice the angle and as long as its contrast. Periods are told by
/// their logarithms.
pub(crate) fn code(style: &LocalStyle) -> [f32; STYLE_CHANNELS] {
    let mut code = *style.values();
    let mut group = |group: StyleGroup, change: &dyn Fn(&mut [f32])| change(&mut code[group.channels()]);
    group(StyleGroup::Texture, &|v| v.iter_mut().for_each(|v| *v *= GRAIN));
    group(StyleGroup::Painting, &|v| v[1] *= GRAIN);
    group(StyleGroup::Gradation, &|v| {
        let change = RAMP * (v[1] * v[1] + v[2] * v[2] + v[3] * v[3]).sqrt();
        let (sin, cos) = (v[0] * TAU).sin_cos();
        let (a, b) = (RAMP * v[2], RAMP * v[3]);
        v.copy_from_slice(&[change * cos, change * sin, a, b]);
    });
    group(StyleGroup::Pattern, &|v| {
        let (sin, cos) = (2.0 * v[1] * TAU).sin_cos();
        let contrast = GRAIN * v[2];
        let period = |v: f32| v.max(1.0).log2() / PERIOD;
        v.copy_from_slice(&[period(v[0]), contrast * cos, contrast * sin, period(v[3])]);
    });
    for glint in [StyleGroup::Highlight, StyleGroup::Shadow] {
        group(glint, &|v| v.copy_from_slice(&[SHARE * v[0], RAMP * v[1], RAMP * v[2]]));
    }
    code
}

/// The style that a code is of, as [`code`] has it. A pattern of which there is next to nothing is left open; of highlights
/// and shadows the share is then 0, and they are of the colour itself.
pub(crate) fn decode(code: &[f32; STYLE_CHANNELS]) -> LocalStyle {
    let mut style = LocalStyle::new();
    let mut set = |group: StyleGroup, values: &[f32]| style.set_nearest(group, values);
    let of = |group: StyleGroup| &code[group.channels()];
    set(StyleGroup::Color, of(StyleGroup::Color));
    let texture: Vec<f32> = of(StyleGroup::Texture).iter().map(|v| v / GRAIN).collect();
    set(StyleGroup::Texture, &texture);
    let v = of(StyleGroup::Gradation);
    let (a, b) = (v[2] / RAMP, v[3] / RAMP);
    let lightness = ((v[0] * v[0] + v[1] * v[1]) / (RAMP * RAMP) - a * a - b * b).max(0.0).sqrt();
    set(StyleGroup::Gradation, &[turns(v[0], v[1]), lightness, a, b]);
    let v = of(StyleGroup::Painting);
    set(StyleGroup::Painting, &[v[0], v[1] / GRAIN]);
    let v = of(StyleGroup::Pattern);
    let contrast = v[1].hypot(v[2]) / GRAIN;
    if contrast >= CONTRAST {
        let period = |v: f32| (PERIOD * v.clamp(0.0, 2.0)).exp2();
        set(StyleGroup::Pattern, &[period(v[0]), turns(v[1], v[2]) / 2.0, contrast, period(v[3])]);
    }
    for glint in [StyleGroup::Highlight, StyleGroup::Shadow] {
        let v = of(glint);
        let seen = v[0] / SHARE >= SEEN;
        set(glint, &if seen { [v[0] / SHARE, v[1] / RAMP, v[2] / RAMP] } else { [0.0; 3] });
    }
    style
}

/// The direction of a vector in turns, 0 to 1.
fn turns(x: f32, y: f32) -> f32 {
    (y.atan2(x) / TAU).rem_euclid(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_comes_back_from_its_code() {
        let mut style = LocalStyle::new();
        for (group, values) in [
            (StyleGroup::Color, &[0.2, 0.4, 1.0][..]),
            (StyleGroup::Texture, &[0.01, 0.02, 0.03, 0.0]),
            (StyleGroup::Gradation, &[0.9, 0.2, -0.05, 0.1]),
            (StyleGroup::Painting, &[0.5, 0.02]),
            (StyleGroup::Pattern, &[8.0, 0.45, 0.1, 24.0]),
            (StyleGroup::Highlight, &[0.05, 0.2, -0.1]),
            (StyleGroup::Shadow, &[0.3, -0.15, 0.02]),
        ] {
            style.set(group, values).unwrap();
        }
        let back = decode(&code(&style));
        for group in StyleGroup::ALL {
            let (one, other) = (style.get(group).unwrap(), back.get(group).unwrap());
            assert!(one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-4), "{group}: {one:?} {other:?}");
        }
    }

    #[test]
    fn what_does_not_show_is_left_open() {
        let open = decode(&code(&LocalStyle::new()));
        let set: Vec<_> = open.groups().collect();
        let all_others = StyleGroup::ALL.into_iter().filter(|&group| group != StyleGroup::Pattern);
        assert_eq!(set, all_others.collect::<Vec<_>>());
        assert_eq!(open.get(StyleGroup::Shadow), Some(&[0.0; 3][..]));
        assert!(decode(&[f32::NAN; STYLE_CHANNELS]).groups().count() >= set.len(), "no panic");
    }
}
