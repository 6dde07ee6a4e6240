use crate::Rgb;

/// The only colours that are allowed.
pub(super) struct Palette {
    /// In OKLab, and as they are.
    colors: Vec<([f32; 3], Rgb)>,
}

impl Palette {
    pub(super) fn new(colors: &[Rgb]) -> Self {
        Self { colors: colors.iter().map(|&color| (color.to_oklab(), color)).collect() }
    }

    /// The nearest of the colours in OKLab, the first of those that are equally near; any is right if there are none.
    pub(super) fn nearest(&self, color: Rgb) -> Rgb {
        let at = color.to_oklab();
        let distance = |other: &[f32; 3]| other.iter().zip(at).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        let nearest = self.colors.iter().min_by(|a, b| distance(&a.0).total_cmp(&distance(&b.0)));
        nearest.map_or(color, |(_, color)| *color)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_is_taken() {
        let [red, green, white] = [Rgb::new(200, 20, 20), Rgb::new(30, 160, 60), Rgb::WHITE];
        let palette = Palette::new(&[red, green, white]);
        assert_eq!(palette.nearest(green), green);
        assert_eq!(palette.nearest(Rgb::new(240, 60, 10)), red);
        assert_eq!(palette.nearest(Rgb::new(240, 235, 220)), white);
        assert_eq!(Palette::new(&[]).nearest(red), red);
    }
}
