use crate::Plane;
use crate::engine::Frame;
use crate::network::labeller::LABELLER_STEP;
use crate::region::Bounds;

/// Paper around the drawn part, as a share of its longest side: one in so many.
const MARGIN: u32 = 32;
/// Nothing smaller is seen than such a share of a drawing, by the longest sides: one in so many.
const LEAST_PART: usize = 4;

/// A drawing's ink as the networks see it: the drawn part, small, and padded with paper.
#[derive(Debug, PartialEq)]
pub(crate) struct Working {
    ink: Plane<u8>,
    /// The part of the drawing that they see.
    part: Bounds,
    frame: Frame,
}

impl Working {
    /// The drawn part of a drawing with its longest side made each of `sides`. What lies around it is ground, whoever looks.
    pub(super) fn all<const N: usize>(ink: &Plane<u8>, threshold: u8, sides: [usize; N]) -> [Self; N] {
        let size = (ink.width(), ink.height());
        let part = match Bounds::of(ink, |&value| value >= threshold) {
            Some(drawn) => {
                let missing = (size.0.max(size.1) / LEAST_PART) as u32;
                let missing = missing.saturating_sub(drawn.longest()).div_ceil(2);
                drawn.grown(missing.max(drawn.longest() / MARGIN), size)
            }
            None => Bounds::whole(size.0, size.1),
        };
        if part.size() == size {
            return sides.map(|side| Self::new(ink, part, side));
        }
        let ((width, height), [left, top]) = (part.size(), part.corner());
        let ink = Plane::from_fn(width, height, |x, y| ink.get(left + x, top + y));
        sides.map(|side| Self::new(&ink, part, side))
    }

    /// The ink of a part of a drawing with its longest side made `longest`.
    fn new(ink: &Plane<u8>, part: Bounds, longest: usize) -> Self {
        let scale = longest as f32 / ink.width().max(ink.height()) as f32;
        let side = |side: usize| ((side as f32 * scale).round() as usize).clamp(1, longest);
        let small = ink.shrink_area(side(ink.width()), side(ink.height()));
        let padded = |side: usize| side.next_multiple_of(LABELLER_STEP);
        let ink = Plane::from_fn(padded(small.width()), padded(small.height()), |x, y| {
            if x < small.width() && y < small.height() { small.get(x, y) } else { 0 }
        });
        Self { ink, part, frame: Frame::new(part.corner(), scale) }
    }

    /// 0 paper to 255 line; sides are multiples of what the networks need.
    pub(crate) fn ink(&self) -> &Plane<u8> {
        &self.ink
    }

    /// The part of the drawing that they see.
    pub(super) fn part(&self) -> Bounds {
        self.part
    }

    /// Columns and rows.
    pub(crate) fn size(&self) -> [usize; 2] {
        [self.ink.width(), self.ink.height()]
    }

    /// Where its pixels lie on the drawing.
    pub(crate) fn frame(&self) -> Frame {
        self.frame
    }

    pub(super) fn mirrored(&self) -> Plane<u8> {
        let [width, height] = self.size();
        Plane::from_fn(width, height, |x, y| self.ink.get(width - 1 - x, y))
    }
}
