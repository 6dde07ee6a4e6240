use super::Frame;
use crate::Plane;
use crate::label::Label;
use crate::network::labeller::EMBEDDING;

/// What the labeller says of each 2x2 pixels.
#[derive(Debug)]
pub(crate) struct LabelMap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Where its cells lie on the drawing.
    pub(crate) frame: Frame,
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
        let frame = Frame::new([0; 2], 0.5);
        Self { width, height, frame, count: Label::COUNT, labels, embeddings: Vec::new() }
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
        let [x, y] = self.frame.cell([x, y], [self.width, self.height]);
        y * self.width + x
    }

    /// The pixel of the drawing in a cell's middle; outside of it in the rows and columns that it was padded with.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> (usize, usize) {
        self.frame.pixel([x, y]).into()
    }

    /// What the labeller says of some labels together at a pixel of the drawing, between the middles of cells.
    pub(crate) fn chance(&self, x: usize, y: usize, labels: &[usize]) -> f32 {
        let place = self.frame.place([x, y]);
        let between = |axis: usize, count: usize| {
            let at = (place[axis] - 0.5).clamp(0.0, (count - 1) as f32);
            (at as usize, (at as usize + 1).min(count - 1), at.fract())
        };
        let ((left, right, across), (top, bottom, down)) = (between(0, self.width), between(1, self.height));
        let of = |x: usize, y: usize| {
            let cell = self.labels(y * self.width + x);
            labels.iter().map(|&label| cell[label]).sum::<f32>()
        };
        let row = |y: usize| of(left, y) * (1.0 - across) + of(right, y) * across;
        row(top) * (1.0 - down) + row(bottom) * down
    }

    pub(crate) fn labels(&self, cell: usize) -> &[f32] {
        &self.labels[cell * self.count..][..self.count]
    }

    pub(crate) fn embedding(&self, cell: usize) -> &[f32] {
        &self.embeddings[cell * EMBEDDING..][..EMBEDDING]
    }
}
