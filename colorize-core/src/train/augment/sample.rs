/// One square sample of `size * size` pixels, row by row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// Columns and rows.
    pub size: usize,
    /// The drawing: 0 paper to 1 line.
    pub ink: Vec<f32>, // [size, size]
    /// Labels, 0 for the ground, [`UNKNOWN`](crate::train::UNKNOWN) (255) where nobody knows.
    pub labels: Vec<u8>, // [size, size]
    /// Which colour of `palette` a pixel has, 0 for the ground and nothing else, and 255 (unknown), which is no colour
    /// of the palette, where the sample goes on beyond a picture that cuts its figure off.
    pub flat_index: Vec<u8>, // [size, size]
    /// Flat colours, sRGB, at most 255; the first is the white of the ground. No two of the others are equal.
    pub palette: Vec<[u8; 3]>,
    /// The shaded colours, sRGB 0..1, in the colours of `palette`; white where `flat_index` is unknown.
    pub shaded: Vec<[f32; 3]>, // [size, size]
    /// The light as [`Pair::light`](crate::train::Pair::light) tells it, flipped and turned with the picture:
    /// `[dx, dy, softness, known]`.
    pub light: [f32; 4],
}
