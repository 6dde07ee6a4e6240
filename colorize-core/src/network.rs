//! The networks, each written once in words of layers, and their files.
//!
//! [`flow::Flow`] has the words. [`program`] lays a network out for the processor's own kernels; [`crate::burn`], where
//! it is compiled, runs the same definition on Burn's tensors, to train it and on other devices.

pub(crate) mod certainty;
pub(crate) mod colorizer;
pub(crate) mod decoder;
#[cfg(feature = "train")]
pub(crate) mod discriminator;
pub(crate) mod encoder;
pub(crate) mod flow;
pub(crate) mod labeller;
#[cfg(feature = "burn")]
pub(crate) mod layout;
pub(crate) mod logit;
pub(crate) mod matcher;
pub(crate) mod package;
pub(crate) mod partitioner;
pub(crate) mod program;
pub(crate) mod prompt_map;
pub(crate) mod regions;
pub(crate) mod weights;

/// The networks that an engine runs: definitions where these differ, and weights.
pub(crate) struct NetworkWeights {
    pub(crate) labeller: (labeller::Labeller, weights::Weights),
    pub(crate) colorizer: weights::Weights,
    /// The colouriser's branch for histograms.
    pub(crate) histogram: Option<weights::Weights>,
    pub(crate) partitioner: Option<weights::Weights>,
    pub(crate) encoder: Option<weights::Weights>,
    /// The style decoder's; a file with an encoder may be without.
    pub(crate) decoder: Option<weights::Weights>,
    pub(crate) matcher: Option<matcher::Matcher<weights::Weights>>,
    pub(crate) regions: Option<weights::Weights>,
}

impl NetworkWeights {
    /// Those of [`colorizer::AskedColorizer`], if there are any.
    pub(crate) fn asked_colorizer(&self) -> Option<weights::Weights> {
        let way_down = self.colorizer.clone().split_off(colorizer::WAY_DOWN)?;
        Some(way_down.with(self.histogram.clone()?))
    }
}
