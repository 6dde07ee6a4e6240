//! Colours as logits, to which networks add what they find to change.

/// Colours nearer to black or white than this are told as this: their logits would be without end.
pub(crate) const LEAST: f32 = 0.02;

/// The logit of a colour's channel, 0 to 1.
pub(crate) fn logit(value: f32) -> f32 {
    let value = value.clamp(LEAST, 1.0 - LEAST);
    (value / (1.0 - value)).ln()
}

/// The channel of a logit, 0 to 1.
pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}
