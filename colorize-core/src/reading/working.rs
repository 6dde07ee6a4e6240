use crate::Plane;
use crate::network::labeller::LABELLER_STEP;

/// A drawing's ink as the networks see it: small, and padded with paper.
#[derive(Debug, PartialEq)]
pub(crate) struct Working {
    ink: Plane<u8>,
    scale: f32,
}

impl Working {
    /// The drawing with its longest side made `max_side`.
    pub(super) fn new(ink: &Plane<u8>, max_side: usize) -> Self {
        let scale = max_side as f32 / ink.width().max(ink.height()) as f32;
        let side = |side: usize| ((side as f32 * scale).round() as usize).clamp(1, max_side);
        let small = ink.shrink_area(side(ink.width()), side(ink.height()));
        let padded = |side: usize| side.next_multiple_of(LABELLER_STEP);
        let ink = Plane::from_fn(padded(small.width()), padded(small.height()), |x, y| {
            if x < small.width() && y < small.height() { small.get(x, y) } else { 0 }
        });
        Self { ink, scale }
    }

    /// 0 paper to 255 line; sides are multiples of what the networks need.
    pub(crate) fn ink(&self) -> &Plane<u8> {
        &self.ink
    }

    /// Its pixels for each pixel of the drawing.
    pub(crate) fn scale(&self) -> f32 {
        self.scale
    }

    pub(super) fn mirrored(&self) -> Plane<u8> {
        let (width, height) = (self.ink.width(), self.ink.height());
        Plane::from_fn(width, height, |x, y| self.ink.get(width - 1 - x, y))
    }
}
