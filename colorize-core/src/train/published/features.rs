use burn::tensor::Tensor;

use super::picture::tensor;
use crate::burn::{Net, Placement};
use crate::network::labeller;
use crate::{Device, Plane, Result};

/// Levels of the labeller that are gone through; the last one's features count.
const LEVELS: usize = 4;

/// What a labeller sees in coloured pictures, to compare many of them with many others (as Heusel et al. 2017 do with
/// a network of photographs).
pub struct Features {
    labeller: Net,
    placement: Placement,
}

impl Features {
    /// Looks with the labeller in `file`.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if it holds another network.
    pub fn new(file: &[u8]) -> Result<Self> {
        let placement = Placement::new(Device::Cpu)?;
        let (network, weights, _) = labeller::read(file)?;
        Ok(Self { labeller: Net::load(&network, weights, &placement)?, placement })
    }

    /// The mean features of a picture with its lines, of its red, its green and its blue one after the other: a labeller
    /// takes greys, and what it sees in three of them tells colours apart.
    ///
    /// # Panics
    /// If a side is not a multiple of 16.
    pub fn of(&self, picture: &Plane<[u8; 3]>) -> Vec<f32> {
        let mut levels = self.levels(picture);
        let seen: Tensor<4> = levels.pop().expect("levels").mean_dim(1).mean_dim(2);
        seen.into_data().try_to_vec().expect("f32")
    }

    /// How unlike two pictures of one size look, after LPIPS (Zhang et al. 2018, equation 1) with weights of 1: at each level
    /// features are brought to length 1, and the mean over the places of their squared distances counts, 0 to 4; the mean
    /// of the levels. Pictures as [`Features::of`] takes them.
    ///
    /// # Panics
    /// If the pictures are not of one size, or a side is not a multiple of 16.
    pub fn distance(&self, a: &Plane<[u8; 3]>, b: &Plane<[u8; 3]>) -> f32 {
        let unit = |x: Tensor<4>| {
            let length = x.clone().powi_scalar(2).sum_dim(3).sqrt().clamp_min(1e-6);
            x / length
        };
        let levels = self.levels(a).into_iter().zip(self.levels(b));
        let apart =
            levels.map(|(a, b)| (unit(a) - unit(b)).powi_scalar(2).sum_dim(3).mean().into_scalar::<f32>());
        apart.sum::<f32>() / LEVELS as f32
    }

    /// What is seen in red, green and blue, level by level: [3, height, width, channels] each.
    fn levels(&self, picture: &Plane<[u8; 3]>) -> Vec<Tensor<4>> {
        let (width, height) = (picture.width(), picture.height());
        let ink = |x: usize, y: usize, c: usize| 1.0 - f32::from(picture.get(x, y)[c]) / 255.0;
        let channel = |c: usize| {
            (0..height / 2).flat_map(move |y| {
                (0..width / 2).flat_map(move |x| {
                    [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| ink(2 * x + dx, 2 * y + dy, c))
                })
            })
        };
        let values = (0..3).flat_map(channel).collect();
        let inks = tensor(values, 3, [height / 2, width / 2], &self.placement.device);
        labeller::features(&mut self.labeller.running(), inks, LEVELS)
    }
}
