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
        let mut levels = labeller::features(&mut self.labeller.running(), inks, LEVELS);
        let seen: Tensor<4> = levels.pop().expect("levels").mean_dim(1).mean_dim(2);
        seen.into_data().try_to_vec().expect("f32")
    }
}
