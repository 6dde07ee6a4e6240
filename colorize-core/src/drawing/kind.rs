use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// What kind of drawing is to be coloured, and so what in it is ink, what shading, and what a wish for a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DrawingKind {
    /// Found out from the picture. Pictures smaller than 128 pixels on their longest side, those with a transparent
    /// ground and those with light lines on a dark one are line drawings.
    #[default]
    Auto,
    /// Lines on paper of any one colour, under even or slowly changing light; solid black is ink.
    Line,
    /// Soft grey lines without any black. They are read as a line drawing's and strengthened.
    Pencil,
    /// A photograph or scan with shadows across it and paper grain: both are dropped.
    Photo,
    /// A picture in greys, or lines with grey shading: the grey comes back as shade.
    Grey,
    /// Screen tones, dots in a grid: they come back as shade.
    Halftone,
    /// Lines over areas of colour: each area's colour, greys beside colours too, is a hint for its region, which any
    /// other hint overrules. White and what is as the paper is no colour, nor are shadows that fall across lines.
    Undercoated,
    /// Ink over a light blue pencil's lines, which are dropped.
    BluePencil,
}

impl DrawingKind {
    /// All kinds, [`Auto`](Self::Auto) first.
    pub const ALL: [Self; 8] = [
        Self::Auto,
        Self::Line,
        Self::Pencil,
        Self::Photo,
        Self::Grey,
        Self::Halftone,
        Self::Undercoated,
        Self::BluePencil,
    ];

    /// Its name: small letters, words joined by `-`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Line => "line",
            Self::Pencil => "pencil",
            Self::Photo => "photo",
            Self::Grey => "grey",
            Self::Halftone => "halftone",
            Self::Undercoated => "undercoated",
            Self::BluePencil => "blue-pencil",
        }
    }
}

impl fmt::Display for DrawingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for DrawingKind {
    type Err = Error;

    /// Reads a kind by its name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the names there are.
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::InvalidArgument(format!("unknown kind of drawing `{name}`; there are {names}"))
        })
    }
}
