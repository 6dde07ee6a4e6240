/// A window on a picture: where it begins, and the picture's width and height.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub left: usize,
    pub top: usize,
    pub picture: (usize, usize),
}
