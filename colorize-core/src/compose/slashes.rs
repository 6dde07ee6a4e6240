//! Regions that are given back uncoloured because their part is not sure, and how they are marked.
//!
//! Looking for a wrong colour costs a painter more than filling an area that is plainly left open.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{Error, Plane, Raster, RegionMap, Result, Rgb};

/// Which regions are withdrawn, and how that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Withdrawal {
    /// Regions less certain than this are withdrawn, 0..=1.
    pub below: f32,
    /// Regions of at most so many pixels do as their largest neighbour does, if that is larger than this.
    pub tiny: u32,
    /// How withdrawn regions are filled.
    pub slashes: Slashes,
}

impl Default for Withdrawal {
    fn default() -> Self {
        Self { below: 0.8, tiny: 10, slashes: Slashes::default() }
    }
}

/// A pattern that nobody takes for a colour: stripes of two colours, drawn in the drawing's own resolution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Slashes {
    /// From one stripe to the next of its colour, in pixels, 2..=4096; `None` takes a 48th of the longer side, at
    /// least 8.
    pub spacing: Option<f32>,
    /// How the stripes run, in degrees from the horizontal, counterclockwise: 45 is `/`.
    pub angle: f32,
    /// Their two colours.
    pub colors: [Rgb; 2],
}

impl Default for Slashes {
    fn default() -> Self {
        Self { spacing: None, angle: 45.0, colors: [Rgb::new(0xff, 0x2d, 0x9b), Rgb::new(0xff, 0xd6, 0xec)] }
    }
}

impl Withdrawal {
    /// With another certainty below which regions are withdrawn, 0..=1.
    pub fn with_below(self, below: f32) -> Self {
        Self { below, ..self }
    }

    /// With another size up to which regions do as their largest neighbour does, in pixels.
    pub fn with_tiny(self, tiny: u32) -> Self {
        Self { tiny, ..self }
    }

    /// With another pattern.
    pub fn with_slashes(self, slashes: Slashes) -> Self {
        Self { slashes, ..self }
    }

    pub(crate) fn check(&self) -> Result<()> {
        let wrong = |text: String| Err(Error::InvalidArgument(text));
        if !(0.0..=1.0).contains(&self.below) {
            return wrong(format!("withdrawal below {} is outside 0..=1", self.below));
        }
        if let Some(spacing) = self.slashes.spacing
            && !(2.0..=4096.0).contains(&spacing)
        {
            return wrong(format!("spacing {spacing} of the slashes is outside 2..=4096"));
        }
        if !self.slashes.angle.is_finite() {
            return wrong(format!("angle {} of the slashes is no number", self.slashes.angle));
        }
        Ok(())
    }

    /// Which regions are withdrawn, by id - 1; `certainty` is that of each, `None` where a person decided.
    pub(crate) fn choose(&self, regions: &RegionMap, certainty: &[Option<f32>]) -> Vec<bool> {
        let doubtful = |i: usize| certainty[i].is_some_and(|certainty| certainty < self.below);
        let all = regions.regions();
        (0..all.len())
            .map(|i| {
                let large = |&&id: &&u32| all[id as usize - 1].area > self.tiny;
                // A person's word holds for the smallest region too.
                if all[i].area > self.tiny || certainty[i].is_none() {
                    return doubtful(i);
                }
                let around = all[i].neighbours.iter().filter(large);
                around
                    .max_by_key(|&&id| all[id as usize - 1].area)
                    .map_or(doubtful(i), |&id| doubtful(id as usize - 1))
            })
            .collect()
    }
}

impl Slashes {
    /// With another spacing, in pixels, 2..=4096; `None` takes it from the picture's size.
    pub fn with_spacing(self, spacing: Option<f32>) -> Self {
        Self { spacing, ..self }
    }

    /// With another angle, in degrees from the horizontal, counterclockwise.
    pub fn with_angle(self, angle: f32) -> Self {
        Self { angle, ..self }
    }

    /// With two other colours.
    pub fn with_colors(self, colors: [Rgb; 2]) -> Self {
        Self { colors, ..self }
    }

    /// The layer: slashes where `withdrawn` says so, by id - 1, nothing elsewhere.
    pub(crate) fn draw(&self, ids: &Plane<u32>, withdrawn: &[bool]) -> Raster {
        let (width, height) = (ids.width(), ids.height());
        let spacing = self.spacing.unwrap_or_else(|| (width.max(height) as f32 / 48.0).max(8.0));
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let [a, b] = self.colors.map(Rgb::to_array);
        let mut data = vec![[0u8; 4]; width * height];
        data.par_chunks_exact_mut(width.max(1)).enumerate().for_each(|(y, row)| {
            for (x, pixel) in row.iter_mut().enumerate() {
                if !withdrawn[ids.get(x, y) as usize - 1] {
                    continue;
                }
                // Across the stripes, in their spacing: the first colour from a quarter to three quarters.
                let at = ((x as f32 * sin + y as f32 * cos) / spacing).rem_euclid(1.0);
                let inside = (0.25 - (at - 0.5).abs()) * spacing;
                let share = (inside + 0.5).clamp(0.0, 1.0);
                let mix =
                    |i: usize| (f32::from(b[i]) + (f32::from(a[i]) - f32::from(b[i])) * share).round() as u8;
                *pixel = [mix(0), mix(1), mix(2), 255];
            }
        });
        Plane::from_vec(width, height, data).expect("one value a pixel")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three columns of 4, 2 and 30 pixels' width, 40 high: regions 1, 2 and 3.
    fn regions() -> RegionMap {
        let ids = Plane::from_fn(36, 40, |x, _| if x < 4 { 1 } else { 2 + u32::from(x >= 6) });
        RegionMap::from_ids(ids, &Plane::filled(36, 40, 0), 48).unwrap()
    }

    #[test]
    fn tiny_regions_follow_their_largest_neighbour() {
        let options = Withdrawal::default().with_tiny(80);
        let choose =
            |options: Withdrawal, certainty: [Option<f32>; 3]| options.choose(&regions(), &certainty);
        assert_eq!(choose(options, [0.9, 0.1, 0.9].map(Some)), [false, false, false]);
        assert_eq!(choose(options, [0.9, 0.9, 0.5].map(Some)), [false, true, true]);
        assert_eq!(choose(options, [Some(0.5), None, Some(0.5)]), [true, false, true]);
        let all = options.with_tiny(0);
        assert_eq!(choose(all, [0.9, 0.1, 0.9].map(Some)), [false, true, false]);
    }

    #[test]
    fn slashes_run_as_asked_in_both_colours_and_nowhere_else() {
        let colors = [Rgb::new(200, 0, 0), Rgb::new(0, 0, 200)];
        let slashes = Slashes::default().with_spacing(Some(8.0)).with_colors(colors);
        let map = regions();
        let layer = slashes.draw(map.ids(), &[false, false, true]);
        let count = |color: Rgb| layer.as_slice().iter().filter(|&&p| p == color.with_alpha(255)).count();
        assert!(colors.map(count).iter().all(|&n| n > 200), "{:?}", colors.map(count));
        for (x, y) in (0..40).flat_map(|y| (0..36).map(move |x| (x, y))) {
            assert_eq!(layer.get(x, y)[3], if x < 6 { 0 } else { 255 });
            // The same colour up to the right.
            if x > 6 && y < 39 {
                assert_eq!(layer.get(x, y), layer.get(x - 1, y + 1), "{x} {y}");
            }
        }
    }

    #[test]
    fn options_out_of_range_are_told() {
        let told = |options: Withdrawal| options.check().unwrap_err().to_string();
        assert_eq!(told(Withdrawal::default().with_below(1.5)), "withdrawal below 1.5 is outside 0..=1");
        assert!(told(Withdrawal::default().with_below(f32::NAN)).contains("NaN"));
        let told = |slashes: Slashes| told(Withdrawal::default().with_slashes(slashes));
        let close = Slashes::default().with_spacing(Some(0.5));
        assert!(told(close).contains("0.5 of the slashes is outside 2..=4096"));
        assert!(told(Slashes::default().with_angle(f32::INFINITY)).contains("angle inf of the slashes"));
    }
}
