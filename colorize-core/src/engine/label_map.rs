use crate::Plane;
use crate::label::Label;
use crate::network::labeller::EMBEDDING;

/// What the labeller says of each 2x2 pixels.
#[derive(Debug)]
pub(crate) struct LabelMap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Cells for each pixel of the drawing.
    pub(crate) scale: f32,
    /// How many labels there are.
    pub(super) count: usize,
    /// Probabilities: [height, width, labels].
    pub(crate) labels: Vec<f32>,
    /// [height, width, channels], not of length 1.
    pub(crate) embeddings: Vec<f32>,
}

impl LabelMap {
    /// Every label is as likely; for benchmarks and tests.
    pub(crate) fn unknown(ink: &Plane<u8>) -> Self {
        let (width, height) = (ink.width() / 2, ink.height() / 2);
        let labels = vec![1.0 / Label::COUNT as f32; width * height * Label::COUNT];
        Self { width, height, scale: 0.5, count: Label::COUNT, labels, embeddings: Vec::new() }
    }

    /// Joins what the labeller said of the mirror image: the mean of both.
    pub(crate) fn join_mirrored(&mut self, mirrored: &Self) {
        let (width, cells) = (self.width, self.width * self.height);
        for cell in 0..cells {
            let other = cell / width * width + (width - 1 - cell % width);
            let mean = |mine: &mut [f32], theirs: &[f32]| {
                mine.iter_mut().zip(theirs).for_each(|(v, other)| *v = 0.5 * (*v + other));
            };
            mean(&mut self.labels[cell * self.count..][..self.count], mirrored.labels(other));
            mean(&mut self.embeddings[cell * EMBEDDING..][..EMBEDDING], mirrored.embedding(other));
        }
    }

    /// The cell that shows a pixel of the drawing.
    pub(crate) fn cell(&self, x: usize, y: usize) -> usize {
        let at = |pixel: usize, cells: usize| (((pixel as f32 + 0.5) * self.scale) as usize).min(cells - 1);
        at(y, self.height) * self.width + at(x, self.width)
    }

    /// The pixel of the drawing in a cell's middle; outside of it in the rows and columns that it was padded with.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> (usize, usize) {
        let at = |cell: usize| ((cell as f32 + 0.5) / self.scale) as usize;
        (at(x), at(y))
    }

    pub(crate) fn labels(&self, cell: usize) -> &[f32] {
        &self.labels[cell * self.count..][..self.count]
    }

    pub(crate) fn embedding(&self, cell: usize) -> &[f32] {
        &self.embeddings[cell * EMBEDDING..][..EMBEDDING]
    }
}
