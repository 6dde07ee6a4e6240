use crate::Plane;

/// Blurs with a Gaussian of standard deviation `sigma` pixels, cut at three of them; the edge pixels go on outside.
pub(super) fn gaussian(plane: &Plane<f32>, sigma: f32) -> Plane<f32> {
    let reach = (3.0 * sigma).ceil() as isize;
    let weights: Vec<f32> = (-reach..=reach).map(|d| (-0.5 * (d as f32 / sigma).powi(2)).exp()).collect();
    let total: f32 = weights.iter().sum();
    let (width, height) = (plane.width(), plane.height());
    let at = |position: usize, d: usize, side: usize| {
        (position as isize + d as isize - reach).clamp(0, side as isize - 1) as usize
    };
    let rows = Plane::from_fn(width, height, |x, y| {
        let row = plane.row(y);
        weights.iter().enumerate().map(|(d, weight)| weight * row[at(x, d, width)]).sum::<f32>() / total
    });
    Plane::from_fn(width, height, |x, y| {
        let column = weights.iter().enumerate().map(|(d, weight)| weight * rows.get(x, at(y, d, height)));
        column.sum::<f32>() / total
    })
}
