/// The sizes of one convolution with stride 1 and a zero border that keeps the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Pictures.
    pub(crate) batch: usize,
    /// Rows.
    pub(crate) height: usize,
    /// Columns.
    pub(crate) width: usize,
    /// Channels that go in.
    pub(crate) inputs: usize,
    /// Channels that come out.
    pub(crate) outputs: usize,
    /// Side of the kernel, 1 or 3.
    pub(crate) kernel: usize,
}

impl Shape {
    pub(super) fn taps(self) -> usize {
        self.kernel * self.kernel
    }

    /// Pixels around the picture that a kernel reaches.
    pub(super) fn border(self) -> usize {
        self.kernel / 2
    }

    pub(super) fn padded_width(self) -> usize {
        self.width + 2 * self.border()
    }

    #[cfg(feature = "train")]
    pub(super) fn check(self, x: &[f32], weights: &[f32]) {
        assert!(self.kernel == 1 || self.kernel == 3, "a kernel is 1x1 or 3x3");
        assert_eq!(x.len(), self.batch * self.height * self.width * self.inputs);
        assert_eq!(weights.len(), self.taps() * self.inputs * self.outputs);
    }
}
