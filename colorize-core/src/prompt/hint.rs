use std::str::FromStr;

use super::place::Place;
use crate::color::Rgb;
use crate::style::{Exemplar, LocalStyle, StyleGroup, Swatch};
use crate::{Error, Result};

/// The groups that are painted by an exemplar.
const SURFACE: [StyleGroup; 2] = [StyleGroup::Texture, StyleGroup::Pattern];

/// What the user wants at a place.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hint {
    /// Where.
    pub place: Place,
    /// What: any groups. The manner of painting, and how much lies in the highlight and the shadow, need an engine with a
    /// style decoder ([`ModelKind::Styles`](crate::ModelKind::Styles)), which the bundled networks are without, and shade
    /// that is asked for; elsewhere they change nothing.
    pub style: LocalStyle,
    /// The surface: texture and pattern need it, and are refused without it; gradations run around its colour.
    pub exemplar: Option<Exemplar>,
    /// How firmly, 0 to 1 exactly so. A hint of 0 does nothing, as if it were not there, but must be right all the
    /// same.
    pub strength: f32,
    /// Whether regions that look like those of the place follow it, where nothing is hinted for them.
    pub follow: bool,
}

impl Hint {
    /// Makes a hint of full strength.
    pub fn new(place: Place, style: LocalStyle) -> Self {
        Self { place, style, exemplar: None, strength: 1.0, follow: true }
    }

    /// Makes a hint of a style picked elsewhere, with all its groups that can be painted: without an exemplar, as a style of
    /// a [`StyleMap`](crate::StyleMap) is, texture and pattern are left out.
    pub fn swatch(place: Place, swatch: &Swatch) -> Self {
        let mut style = swatch.style;
        if swatch.exemplar.is_none() {
            SURFACE.into_iter().for_each(|group| style.unset(group));
        }
        Self { exemplar: swatch.exemplar.clone(), ..Self::new(place, style) }
    }

    /// Makes a hint of one colour at one spot.
    pub fn point(x: f32, y: f32, color: Rgb) -> Self {
        Self::new(Place::Point { x, y }, LocalStyle::color(color))
    }

    /// Makes a hint of one colour along a line, `width` pixels wide.
    pub fn stroke(points: Vec<(f32, f32)>, width: f32, color: Rgb) -> Self {
        Self::new(Place::Stroke { points, width }, LocalStyle::color(color))
    }

    /// Makes a hint of one colour for a region.
    pub fn region(id: u32, color: Rgb) -> Self {
        Self::new(Place::Region(id), LocalStyle::color(color))
    }

    /// Makes a hint of one colour for all regions of a part, by its name; see [`Place::Part`].
    pub fn part(name: impl Into<String>, color: Rgb) -> Self {
        Self::new(Place::Part(name.into()), LocalStyle::color(color))
    }

    /// The same hint, so firmly: 0 to 1.
    pub fn with_strength(self, strength: f32) -> Self {
        Self { strength, ..self }
    }

    /// The same hint for the regions of the place alone, or for those that look like them, too.
    pub fn with_follow(self, follow: bool) -> Self {
        Self { follow, ..self }
    }

    /// Says what is wrong with the hint on a drawing, to follow "hint 3 ".
    pub(super) fn fault(&self, width: usize, height: usize) -> Option<String> {
        if !(0.0..=1.0).contains(&self.strength) {
            return Some(format!("has strength {}; a strength is 0 to 1", self.strength));
        }
        if self.style.is_empty() {
            return Some("sets no colour and no other style".into());
        }
        let unpaintable = |group: &StyleGroup| SURFACE.contains(group) && self.exemplar.is_none();
        if let Some(group) = self.style.groups().find(unpaintable) {
            return Some(format!("sets {group}, but has no exemplar to paint it by"));
        }
        self.place.fault(width, height)
    }
}

impl FromStr for Hint {
    type Err = Error;

    /// Reads the command line's form `x,y=#rrggbb`: a colour at one spot.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the text is something else.
    fn from_str(text: &str) -> Result<Self> {
        let read = || {
            let (place, color) = text.split_once('=')?;
            let (x, y) = place.split_once(',')?;
            let number = |t: &str| t.trim().parse::<f32>().ok().filter(|v| v.is_finite());
            Some(Self::point(number(x)?, number(y)?, color.trim().parse().ok()?))
        };
        read().ok_or_else(|| {
            Error::InvalidArgument(format!(
                "`{text}` is not a hint: write x,y=#rrggbb, such as 120,80=#ff0000"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plane;

    #[test]
    fn a_style_without_a_surface_leaves_out_what_is_painted_by_one() {
        let mut style = LocalStyle::color(Rgb::WHITE);
        style.set(StyleGroup::Texture, &[0.1; 4]).unwrap();
        style.set(StyleGroup::Gradation, &[0.5, 0.1, 0.0, 0.0]).unwrap();
        style.set(StyleGroup::Pattern, &[8.0, 0.0, 0.1, 0.0]).unwrap();
        let bare = Hint::swatch(Place::Region(1), &style.into());
        assert_eq!(bare.style.groups().collect::<Vec<_>>(), [StyleGroup::Color, StyleGroup::Gradation]);
        assert_eq!(bare.fault(10, 10), None);
        let exemplar = Exemplar::new(Plane::filled(8, 8, [90, 90, 90, 255])).unwrap();
        let whole = Hint::swatch(Place::Region(1), &Swatch::new(style, exemplar));
        assert_eq!((whole.style, whole.fault(10, 10)), (style, None));
        let texture = Hint::swatch(Place::Region(1), &style.only(&[StyleGroup::Texture]).into());
        assert_eq!(texture.fault(10, 10).unwrap(), "sets no colour and no other style");
    }

    #[test]
    fn command_line_form_is_read() {
        let red = Rgb::new(255, 0, 0);
        assert_eq!("120,80=#ff0000".parse::<Hint>().unwrap(), Hint::point(120.0, 80.0, red));
        assert_eq!(" 1.5, -2 = #f00 ".parse::<Hint>().unwrap(), Hint::point(1.5, -2.0, red));
        for bad in
            ["", "120,80", "120=#ff0000", "120,80=red", "a,b=#ff0000", "nan,1=#ff0000", "1,2,3=#ff0000"]
        {
            let expected = format!("`{bad}` is not a hint: write x,y=#rrggbb, such as 120,80=#ff0000");
            assert_eq!(bad.parse::<Hint>().unwrap_err().to_string(), expected);
        }
    }
}
