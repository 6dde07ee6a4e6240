use std::fmt;

use crate::Result;
use crate::error::named;

/// How the lines of a drawing are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Manner {
    /// Even lines without a gap: every outline is closed.
    Clean,
    /// A tablet: smooth, tapered, now and then open.
    Digital,
    /// A springy nib: strong swelling, black, heavy outlines, solid blacks, hatching.
    GPen,
    /// A brush: wide swelling, blots, solid blacks.
    Brush,
    /// A pencil on paper: grey, grainy, searching.
    Pencil,
    /// A ball-pen: thin, even, overshooting, often doubled.
    BallPen,
    /// The scan of a photocopy: hard edges, dots, thin lines lost.
    Copy,
    /// Lines extracted from a painting: broken, thick where it is dark, specks.
    Extracted,
}

impl Manner {
    /// All manners.
    pub const ALL: [Self; 8] = [
        Self::Clean,
        Self::Digital,
        Self::GPen,
        Self::Brush,
        Self::Pencil,
        Self::BallPen,
        Self::Copy,
        Self::Extracted,
    ];

    /// Gives the name, in small letters with hyphens: `ball-pen`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Digital => "digital",
            Self::GPen => "g-pen",
            Self::Brush => "brush",
            Self::Pencil => "pencil",
            Self::BallPen => "ball-pen",
            Self::Copy => "copy",
            Self::Extracted => "extracted",
        }
    }

    /// Finds the manner of a name.
    ///
    /// # Errors
    /// [`crate::Error::InvalidArgument`] if there is no such manner; the message lists the known ones.
    pub fn from_name(name: &str) -> Result<Self> {
        named("manner", &Self::ALL, Self::name, name)
    }
}

impl fmt::Display for Manner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
