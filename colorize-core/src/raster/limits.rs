use crate::error::{Error, Result};

/// How large a picture may be; checked against its header before anything is allocated for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most pixels a picture may have; 100 million by default.
    pub pixels: u64,
    /// The most bytes that a file, or all buffers of one decoding, may take; 2 GiB by default.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pixels: 100_000_000, bytes: 2 << 30 }
    }
}

impl Limits {
    /// The same limits, but so many pixels at most.
    pub fn with_pixels(self, pixels: u64) -> Self {
        Self { pixels, ..self }
    }

    /// The same limits, but so many bytes at most.
    pub fn with_bytes(self, bytes: u64) -> Self {
        Self { bytes, ..self }
    }

    /// Checks a picture whose decoding takes `bytes_per_pixel`.
    pub(crate) fn check(&self, width: u64, height: u64, bytes_per_pixel: u64) -> Result<()> {
        let pixels = width.saturating_mul(height);
        let bytes = pixels.saturating_mul(bytes_per_pixel);
        let over = |count, unit, limit, field| {
            Err(Error::Limit(format!(
                "a picture of {width}x{height} takes {count} {unit}, over the limit of {limit}; raise `Limits::{field}`"
            )))
        };
        match () {
            () if pixels > self.pixels => over(pixels, "pixels", self.pixels, "pixels"),
            () if bytes > self.bytes => over(bytes, "bytes", self.bytes, "bytes"),
            () => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_over_a_limit_is_told_with_size_limit_and_way_out() {
        let limits = Limits::default().with_pixels(12).with_bytes(40);
        let told = |width, height, bytes| match limits.check(width, height, bytes) {
            Err(Error::Limit(text)) => text,
            other => panic!("{other:?}"),
        };
        assert!(limits.check(4, 3, 3).is_ok());
        assert_eq!(
            told(13, 1, 1),
            "a picture of 13x1 takes 13 pixels, over the limit of 12; raise `Limits::pixels`"
        );
        assert_eq!(
            told(4, 3, 4),
            "a picture of 4x3 takes 48 bytes, over the limit of 40; raise `Limits::bytes`"
        );
        // Sides whose product does not fit in 64 bits are over any limit but the largest.
        assert!(told(u64::MAX, u64::MAX, 1).contains("over the limit of 12"));
        assert!(Limits::default().check(100_000_000, 1, 4).is_ok());
    }
}
