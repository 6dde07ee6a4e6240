use std::str::FromStr;

use crate::color::Rgb;
use crate::label::Label;
use crate::{Error, Plane, Result};

mod json;
mod map;
mod style;

pub use map::PromptMap;
pub use style::{
    GROUPS, LocalStyle, MASK_CHANNELS, PROMPT_CHANNELS, STRENGTH_CHANNEL, STYLE_CHANNELS, StyleGroup,
};

/// Where something applies, in pixels of the drawing: x to the right, y down, 0 at the left and top edge.
///
/// The pixel in column 3 covers x from 3 up to, not including, 4.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Place {
    /// One spot.
    Point {
        /// 0 up to, not including, the width.
        x: f32,
        /// 0 up to, not including, the height.
        y: f32,
    },
    /// A line drawn with a round brush; it may run over the edges of the drawing.
    Stroke {
        /// The corners of the line, x and y, at least one.
        points: Vec<(f32, f32)>,
        /// How wide the brush is, 0 (a hairline) or more.
        width: f32,
    },
    /// The region of this id, 1 or more.
    Region(u32),
    /// All regions of this part.
    Label(Label),
    /// The pixels that are `true`, at least one; as large as the drawing.
    Mask(Plane<bool>),
}

/// What the user wants at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// Where.
    pub place: Place,
    /// What: a colour, or other groups of a local style.
    pub style: LocalStyle,
    /// How firmly, 0 not at all to 1 exactly so.
    pub strength: f32,
}

/// All hints of one colouring. Where two speak of the same spot, the later one holds.
///
/// As JSON (`--hints FILE.json`):
///
/// ```json
/// {"hints": [
///   {"x": 120, "y": 80, "color": "#80503a"},
///   {"points": [[10, 20], [40, 25]], "width": 5, "color": "#5fa3a3"},
///   {"region": 7, "color": "#e9a23f", "strength": 0.5},
///   {"label": "hair", "style": {"texture": [0.1, 0.4, 0, 0]}}
/// ]}
/// ```
///
/// Each hint has one place (`x` and `y`; `points`, with `width` 1 if left out; `region`; or `label`, a name
/// as in [`Label::name`]), a `color`, a `style` ([`LocalStyle`]) or both, and a `strength`, 1 if left out.
/// Masks have no JSON form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prompt {
    /// The hints, the weightiest last.
    pub hints: Vec<Hint>,
}

impl Hint {
    /// Makes a hint of full strength.
    pub fn new(place: Place, style: LocalStyle) -> Self {
        Self { place, style, strength: 1.0 }
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

    /// Makes a hint of one colour for all regions of a part.
    pub fn label(label: Label, color: Rgb) -> Self {
        Self::new(Place::Label(label), LocalStyle::color(color))
    }

    /// Says what is wrong with the hint on a drawing, to follow "hint 3 ".
    fn fault(&self, width: usize, height: usize) -> Option<String> {
        if !(0.0..=1.0).contains(&self.strength) {
            return Some(format!("has strength {}; a strength is 0 to 1", self.strength));
        }
        if self.style.is_empty() {
            return Some("sets no colour and no other style".into());
        }
        let (w, h) = (width as f32, height as f32);
        match &self.place {
            &Place::Point { x, y } if !(0.0..w).contains(&x) || !(0.0..h).contains(&y) => {
                Some(format!("at ({x}, {y}) is outside {width}x{height}"))
            }
            Place::Stroke { points, .. } if points.is_empty() => Some("is a stroke without points".into()),
            Place::Stroke { width, .. } if !(width.is_finite() && *width >= 0.0) => {
                Some(format!("is a stroke {width} pixels wide; a width is 0 or more"))
            }
            Place::Stroke { points, width: brush } => {
                if let Some((x, y)) = points.iter().find(|(x, y)| !(x.is_finite() && y.is_finite())) {
                    return Some(format!("goes through ({x}, {y}), which is nowhere"));
                }
                let reach = brush / 2.0;
                let touches = |of: fn(&(f32, f32)) -> f32, side: f32| {
                    points.iter().any(|p| of(p) + reach >= 0.0) && points.iter().any(|p| of(p) - reach < side)
                };
                let (x, y) = points[0];
                let outside = !touches(|p| p.0, w) || !touches(|p| p.1, h);
                outside.then(|| format!("from ({x}, {y}) is outside {width}x{height}"))
            }
            Place::Region(0) => Some("is for region 0; regions count from 1".into()),
            Place::Mask(mask) if (mask.width(), mask.height()) != (width, height) => {
                let (w, h) = (mask.width(), mask.height());
                Some(format!("has a mask of {w}x{h} for a drawing of {width}x{height}"))
            }
            Place::Mask(mask) if !mask.as_slice().contains(&true) => Some("has an empty mask".into()),
            _ => None,
        }
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

impl Prompt {
    /// Makes a prompt without hints.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks every hint against a drawing of `width` times `height` pixels.
    ///
    /// A stroke is inside if the box around it touches the drawing.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] about the first hint that does not fit; messages count hints from 1:
    /// `hint 3 at (900, 2) is outside 640x480`.
    pub fn check(&self, width: usize, height: usize) -> Result<()> {
        for (i, hint) in self.hints.iter().enumerate() {
            if let Some(fault) = hint.fault(width, height) {
                return Err(Error::InvalidArgument(format!("hint {} {fault}", i + 1)));
            }
        }
        Ok(())
    }

    /// Checks that every region the hints name is one of the drawing's `count` regions, 1 to `count`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] about the first hint that names another; hints count from 1.
    pub fn check_regions(&self, count: u32) -> Result<()> {
        for (i, hint) in self.hints.iter().enumerate() {
            if let Place::Region(id) = hint.place
                && !(1..=count).contains(&id)
            {
                let number = i + 1;
                return Err(Error::InvalidArgument(format!(
                    "hint {number} is for region {id}; the drawing has regions 1 to {count}"
                )));
            }
        }
        Ok(())
    }
}

impl FromIterator<Hint> for Prompt {
    fn from_iter<I: IntoIterator<Item = Hint>>(hints: I) -> Self {
        Self { hints: hints.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgb = Rgb::new(255, 0, 0);

    #[test]
    fn command_line_form_is_read() {
        assert_eq!("120,80=#ff0000".parse::<Hint>().unwrap(), Hint::point(120.0, 80.0, RED));
        assert_eq!(" 1.5, -2 = #f00 ".parse::<Hint>().unwrap(), Hint::point(1.5, -2.0, RED));
        for bad in
            ["", "120,80", "120=#ff0000", "120,80=red", "a,b=#ff0000", "nan,1=#ff0000", "1,2,3=#ff0000"]
        {
            let expected = format!("`{bad}` is not a hint: write x,y=#rrggbb, such as 120,80=#ff0000");
            assert_eq!(bad.parse::<Hint>().unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn hints_that_fit_pass() {
        let mut mask = Plane::filled(640, 480, false);
        mask.set(3, 4, true);
        let prompt: Prompt = [
            Hint::point(0.0, 479.9, RED),
            Hint::stroke(vec![(-5.0, -5.0), (700.0, 500.0)], 0.0, RED),
            Hint::stroke(vec![(-2.0, 10.0)], 5.0, RED),
            Hint::region(7, RED),
            Hint::label(Label::Hair, RED),
            Hint::new(Place::Mask(mask), LocalStyle::color(RED)),
        ]
        .into_iter()
        .collect();
        prompt.check(640, 480).unwrap();
        prompt.check_regions(7).unwrap();
        let error = prompt.check_regions(6).unwrap_err().to_string();
        assert_eq!(error, "hint 4 is for region 7; the drawing has regions 1 to 6");
    }

    #[test]
    fn hints_that_do_not_fit_are_told_by_number() {
        let fine = Hint::point(1.0, 1.0, RED);
        let check = |hint: Hint, expected: &str| {
            let prompt = Prompt { hints: vec![fine.clone(), fine.clone(), hint] };
            assert_eq!(prompt.check(640, 480).unwrap_err().to_string(), expected);
        };
        check(Hint::point(900.0, 2.0, RED), "hint 3 at (900, 2) is outside 640x480");
        check(Hint::point(640.0, 2.0, RED), "hint 3 at (640, 2) is outside 640x480");
        check(Hint::point(2.0, -0.5, RED), "hint 3 at (2, -0.5) is outside 640x480");
        check(Hint::point(f32::NAN, 2.0, RED), "hint 3 at (NaN, 2) is outside 640x480");
        check(Hint::stroke(vec![], 1.0, RED), "hint 3 is a stroke without points");
        let stroke = |x, width| Hint::stroke(vec![(x, 2.0)], width, RED);
        check(stroke(1.0, -2.0), "hint 3 is a stroke -2 pixels wide; a width is 0 or more");
        check(stroke(1.0, f32::NAN), "hint 3 is a stroke NaN pixels wide; a width is 0 or more");
        check(stroke(f32::INFINITY, 1.0), "hint 3 goes through (inf, 2), which is nowhere");
        check(stroke(700.0, 4.0), "hint 3 from (700, 2) is outside 640x480");
        check(Hint::region(0, RED), "hint 3 is for region 0; regions count from 1");
        let mask = |w| Hint::new(Place::Mask(Plane::filled(w, 480, false)), LocalStyle::color(RED));
        check(mask(5), "hint 3 has a mask of 5x480 for a drawing of 640x480");
        check(mask(640), "hint 3 has an empty mask");
        check(Hint { strength: 1.5, ..fine.clone() }, "hint 3 has strength 1.5; a strength is 0 to 1");
        check(Hint { strength: f32::NAN, ..fine.clone() }, "hint 3 has strength NaN; a strength is 0 to 1");
        check(Hint::new(Place::Region(1), LocalStyle::new()), "hint 3 sets no colour and no other style");
    }
}
