//! What the colouriser is told, as it was trained on it.

use std::ops::Range;

use crate::style::{LocalStyle, STYLE_CHANNELS, StyleGroup};

/// The channels that tell which groups are set, in the order of [`StyleGroup::ALL`].
pub(crate) const MASK_CHANNELS: Range<usize> = STYLE_CHANNELS..STYLE_CHANNELS + StyleGroup::ALL.len();

/// The channel that tells the strength.
pub(crate) const STRENGTH_CHANNEL: usize = MASK_CHANNELS.end;

/// How many channels a cell has: a local style, a mask for each group, the strength.
pub(crate) const PROMPT_CHANNELS: usize = STRENGTH_CHANNEL + 1;

/// How sure the prompt is of what it tells, 0 to 1. A hint's own strength scales it.
pub(crate) enum Strength {}

impl Strength {
    /// Of what a person said.
    pub(crate) const HINT: f32 = 1.0;
    /// Of what follows a hint.
    pub(crate) const FOLLOWER: f32 = 0.8;
    /// Of what the library chose itself.
    pub(crate) const AUTOMATIC: f32 = 0.4;
}

/// A dense prompt: for each cell of 4 x 4 pixels of the working picture, what is known of its style.
///
/// `height` rows of `width` cells of 31 values, top row first, no padding:
///
/// | channel | holds |
/// |---|---|
/// | 0, 1, 2 | colour: sRGB red, green, blue, 0 to 1 |
/// | 3 to 6 | texture |
/// | 7 to 10 | gradation |
/// | 11, 12 | painting style |
/// | 13 to 16 | pattern |
/// | 17 to 19 | highlight |
/// | 20 to 22 | shadow |
/// | 23 to 29 | 1 if the colour, texture, gradation, painting style, pattern, highlight, shadow is set, else 0 |
/// | 30 | strength, 0 to 1 |
///
/// All channels of a group that is not set are 0.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptMap {
    width: usize,
    height: usize,
    data: Vec<f32>, // [height, width, channel]
}

impl PromptMap {
    /// Makes a prompt of `width` times `height` cells in which nothing is known.
    ///
    /// # Panics
    /// If a side is 0.
    pub fn empty(width: usize, height: usize) -> Self {
        assert!(width > 0 && height > 0, "a prompt has at least one cell");
        Self { width, height, data: vec![0.0; width * height * PROMPT_CHANNELS] }
    }

    /// Columns of cells.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of cells.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Sets the groups that `style` sets at the cell in column `x` and row `y`, and the cell's strength.
    ///
    /// Groups that `style` leaves open stay as they are. A style that sets nothing, or a strength of 0
    /// (or NaN), changes nothing; a strength above 1 counts as 1.
    ///
    /// # Panics
    /// If the cell is outside.
    pub fn set(&mut self, x: usize, y: usize, style: &LocalStyle, strength: f32) {
        let start = self.start(x, y);
        let cell = &mut self.data[start..][..PROMPT_CHANNELS];
        if style.is_empty() || strength.is_nan() || strength <= 0.0 {
            return;
        }
        for group in style.groups() {
            let channels = group.channels();
            cell[channels.clone()].copy_from_slice(&style.values()[channels]);
            cell[MASK_CHANNELS.start + group as usize] = 1.0;
        }
        cell[STRENGTH_CHANNEL] = strength.min(1.0);
    }

    /// The 31 values of the cell in column `x` and row `y`.
    ///
    /// # Panics
    /// If the cell is outside.
    pub fn cell(&self, x: usize, y: usize) -> &[f32] {
        &self.data[self.start(x, y)..][..PROMPT_CHANNELS]
    }

    /// All values, `height * width * 31`, cell by cell.
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    fn start(&self, x: usize, y: usize) -> usize {
        assert!(
            x < self.width && y < self.height,
            "cell ({x}, {y}) is outside {}x{}",
            self.width,
            self.height
        );
        (y * self.width + x) * PROMPT_CHANNELS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Rgb;

    #[test]
    fn channels_are_those_of_the_weights() {
        assert_eq!((STYLE_CHANNELS, MASK_CHANNELS, STRENGTH_CHANNEL, PROMPT_CHANNELS), (23, 23..30, 30, 31));
        assert_eq!(StyleGroup::ALL[6].channels().end, STYLE_CHANNELS);
    }

    #[test]
    fn cell_holds_values_masks_and_strength() {
        let mut map = PromptMap::empty(3, 2);
        assert_eq!(map.as_slice(), [0.0; 3 * 2 * 31]);
        map.set(2, 1, &LocalStyle::color(Rgb::new(255, 0, 51)), 0.5);
        let mut style = LocalStyle::new();
        style.set(StyleGroup::Shadow, &[0.1, 0.2, 0.3]).unwrap();
        map.set(2, 1, &style, 0.75);

        let mut expected = [0.0; PROMPT_CHANNELS];
        (expected[0], expected[2]) = (1.0, 0.2);
        expected[20..23].copy_from_slice(&[0.1, 0.2, 0.3]);
        (expected[23], expected[29], expected[30]) = (1.0, 1.0, 0.75);
        assert_eq!(map.cell(2, 1), expected);
        assert_eq!(map.as_slice()[5 * 31..], expected);
        assert_eq!(map.as_slice()[..5 * 31], [0.0; 5 * 31]);
    }

    #[test]
    fn what_says_nothing_changes_nothing() {
        let mut map = PromptMap::empty(1, 1);
        map.set(0, 0, &LocalStyle::new(), 1.0);
        map.set(0, 0, &LocalStyle::color(Rgb::WHITE), 0.0);
        map.set(0, 0, &LocalStyle::color(Rgb::WHITE), f32::NAN);
        assert_eq!(map, PromptMap::empty(1, 1));
    }

    #[test]
    #[should_panic(expected = "cell (1, 0) is outside 1x2")]
    fn outside_panics() {
        PromptMap::empty(1, 2).cell(1, 0);
    }
}
