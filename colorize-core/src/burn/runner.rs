use burn::tensor::{Tensor, TensorData, activation};

use super::net::Net;
use super::placement::Placement;
use crate::network::NetworkWeights;
use crate::network::colorizer::{AskedColorizer, Colorizer};
use crate::network::decoder::Decoder;
use crate::network::encoder::Encoder;
use crate::network::labeller::{EMBEDDING, Labeller};
use crate::network::matcher::{Compare, Looks, Matcher, Pairing};
use crate::network::package::ModelKind;
use crate::network::partitioner::Partitioner;
use crate::network::regions::RegionNetwork;
use crate::{Device, Result};

/// Runs the networks on one of Burn's devices.
pub(crate) struct Runner {
    placement: Placement,
    labeller: (Labeller, Net),
    colorizer: Net,
    /// The colouriser's branch for histograms.
    asked: Option<Net>,
    partitioner: Option<Net>,
    encoder: Option<Net>,
    decoder: Option<Net>,
    matcher: Option<Matcher<Net>>,
    regions: Option<Net>,
}

impl Runner {
    /// # Errors
    /// [`crate::Error::Device`] if the device is not there, [`crate::Error::Model`] if the weights are those of other
    /// networks.
    pub(crate) fn new(device: Device, weights: NetworkWeights) -> Result<Self> {
        let placement = Placement::new(device)?;
        let asked = weights.asked_colorizer().map(|weights| Net::load(&AskedColorizer, weights, &placement));
        let (labeller, labels) = weights.labeller;
        let net = Net::load(&labeller, labels, &placement)?;
        let asked = asked.transpose()?;
        let colorizer = Net::load(&Colorizer, weights.colorizer, &placement)?;
        let partitioner = weights.partitioner.map(|weights| Net::load(&Partitioner, weights, &placement));
        let partitioner = partitioner.transpose()?;
        let encoder = weights.encoder.map(|weights| Net::load(&Encoder, weights, &placement)).transpose()?;
        let decoder = weights.decoder.map(|weights| Net::load(&Decoder, weights, &placement)).transpose()?;
        let regions = weights.regions.map(|weights| Net::load(&RegionNetwork, weights, &placement));
        let matcher = weights.matcher.map(|matcher| Net::matcher(matcher, &placement)).transpose()?;
        Ok(Self {
            labeller: (labeller, net),
            colorizer,
            asked,
            partitioner,
            encoder,
            decoder,
            matcher,
            regions: regions.transpose()?,
            placement,
        })
    }

    /// Label probabilities and embeddings of `ink` [height, width, 4].
    pub(crate) fn label(&self, ink: Vec<f32>, [height, width]: [usize; 2]) -> (Vec<f32>, Vec<f32>) {
        let (labeller, net) = &self.labeller;
        let y = net.run(labeller, [self.tensor(ink, [height, width])]);
        let part = |channels| y.clone().slice([0..1, 0..height, 0..width, channels]);
        let scores = part(0..labeller.labels);
        (values(activation::softmax(scores, 3)), values(part(labeller.labels..labeller.labels + EMBEDDING)))
    }

    /// What the colouriser finds to change; `drawing` is [height, width, 8], prompt and parts are half as large. Then what
    /// a histogram [height / 8, width / 8, 512] changes, if there is one and a branch for it.
    pub(crate) fn paint(
        &self,
        inputs: [Vec<f32>; 3],
        histogram: Option<Vec<f32>>,
        size: [usize; 2],
    ) -> (Vec<f32>, Option<Vec<f32>>) {
        let [drawing, prompt, parts] = self.colorizer_inputs(inputs, size);
        let asked = self.asked.as_ref().zip(histogram).map(|(net, histogram)| {
            let histogram = self.tensor(histogram, size.map(|side| side / 8));
            values(net.run(&AskedColorizer, [drawing.clone(), prompt.clone(), parts.clone(), histogram]))
        });
        (values(self.colorizer.run(&Colorizer, [drawing, prompt, parts])), asked)
    }

    /// What becomes of shade and ink [height, width, 16] where styles [height / 2, width / 2, 30] are told; `None` if there
    /// is no decoder.
    pub(crate) fn style(&self, [shaded, told]: [Vec<f32>; 2], size: [usize; 2]) -> Option<Vec<f32>> {
        let decoder = self.decoder.as_ref()?;
        let inputs = [self.tensor(shaded, size), self.tensor(told, size.map(|side| side / 2))];
        Some(values(decoder.run(&Decoder, inputs)))
    }

    fn colorizer_inputs(&self, [drawing, prompt, parts]: [Vec<f32>; 3], size: [usize; 2]) -> [Tensor<4>; 3] {
        let half = size.map(|side| side / 2);
        [self.tensor(drawing, size), self.tensor(prompt, half), self.tensor(parts, half)]
    }

    /// What regions [height, width, 58] of two pictures want to be like; `None` if there is no matcher.
    pub(crate) fn looked(&self, told: &[f32], size: [usize; 2]) -> Option<Vec<f32>> {
        let net = &self.matcher.as_ref()?.looks;
        Some(values(net.run(&Looks, [self.tensor(told.to_vec(), size)])))
    }

    /// What a matcher gives to pairs of regions, [height, width, 41]; `None` if there is none.
    pub(crate) fn matched(&self, pairing: Pairing, told: &[f32], size: [usize; 2]) -> Option<Vec<f32>> {
        let net = &self.matcher.as_ref()?.compare[pairing as usize];
        Some(values(net.run(&Compare(pairing), [self.tensor(told.to_vec(), size)])))
    }

    /// Whether there is a matcher.
    pub(crate) fn has_matcher(&self) -> bool {
        self.matcher.is_some()
    }

    /// What the region network says of regions [height, width, 129]; `None` if there is none.
    pub(crate) fn heard(&self, told: &[f32], size: [usize; 2]) -> Option<Vec<f32>> {
        let net = self.regions.as_ref()?;
        Some(values(net.run(&RegionNetwork, [self.tensor(told.to_vec(), size)])))
    }

    /// Whether there is a region network.
    pub(crate) fn has_region_network(&self) -> bool {
        self.regions.is_some()
    }

    /// Whether there is a style decoder.
    pub(crate) fn hears_styles(&self) -> bool {
        self.decoder.is_some()
    }

    /// Whether there is a branch for histograms.
    pub(crate) fn hears_histograms(&self) -> bool {
        self.asked.is_some()
    }

    /// What the network of a kind says of a coloured picture [height, width, 12]; `None` if there is none that looks at
    /// such.
    pub(crate) fn look(&self, kind: ModelKind, picture: Vec<f32>, size: [usize; 2]) -> Option<Vec<f32>> {
        let picture = [self.tensor(picture, size)];
        Some(values(match kind {
            ModelKind::Partitioner => self.partitioner.as_ref()?.run(&Partitioner, picture),
            ModelKind::Styles => self.encoder.as_ref()?.run(&Encoder, picture),
            _ => return None,
        }))
    }

    fn tensor(&self, values: Vec<f32>, [height, width]: [usize; 2]) -> Tensor<4> {
        let channels = values.len() / (height * width);
        Tensor::from_data(TensorData::new(values, [1, height, width, channels]), &self.placement.device)
    }
}

fn values(x: Tensor<4>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("networks give f32")
}
