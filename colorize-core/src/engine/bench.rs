//! Single runs of the networks, for benchmarks.

use super::{ColorizerInput, Engine, Frame, LabelMap};
use crate::Plane;
use crate::kernel::{FeatureCache, layer_costs, plain_product};
pub use crate::kernel::{LayerCost, Work};
use crate::network::colorizer::{COLORIZER_OUTPUTS, LIGHT};
use crate::network::prompt_map::PromptMap;
use crate::network::regions::REGION_INPUTS;

/// What a run of the colouriser left for the next one.
#[derive(Debug, Default)]
pub struct Again(Option<FeatureCache>);

impl Engine {
    /// One run of the labeller: label probabilities of each 2x2 pixels.
    #[doc(hidden)]
    pub fn run_labeller(&self, ink: &Plane<u8>) -> Vec<f32> {
        self.label(ink, Frame::new([0; 2], 1.0)).labels
    }

    /// One run of the region network on so many regions.
    ///
    /// # Panics
    /// If the engine has none.
    #[doc(hidden)]
    pub fn run_region_network(&self, regions: usize) -> Vec<f32> {
        let told: Vec<f32> = (0..regions * REGION_INPUTS).map(|i| (i as f32 * 0.7).sin()).collect();
        self.install(|| self.heard(&told, regions))
    }

    /// What each layer of the labeller and the colouriser costs on a drawing of `side` pixels a side, a multiple of
    /// 64; `None` if the networks run through Burn.
    ///
    /// # Panics
    /// If `side` is none.
    #[doc(hidden)]
    pub fn layer_costs(&self, side: usize, runs: usize) -> Option<[Vec<LayerCost>; 2]> {
        let kernels = self.kernels()?;
        let costs = |program| layer_costs(program, [side / 2; 2], runs);
        Some(self.install(|| [costs(&kernels.labeller), costs(&kernels.colorizer)]))
    }

    /// Multiply-adds a second of a plain product of matrices that stay in the cache, on the engine's threads.
    #[doc(hidden)]
    pub fn plain_product(&self) -> f64 {
        self.install(plain_product)
    }

    /// One run of the colouriser: what it says of each pixel.
    #[doc(hidden)]
    pub fn run_colorizer(&self, ink: &Plane<u8>, prompt: &PromptMap) -> Vec<[f32; COLORIZER_OUTPUTS]> {
        self.paint(&Self::unlit(ink, prompt, &LabelMap::unknown(ink)), None).0.into_vec()
    }

    /// One more run of the colouriser: only where something changed since the last one with the same `again`. Tells
    /// how much work that was.
    #[doc(hidden)]
    pub fn run_again(&self, ink: &Plane<u8>, prompt: &PromptMap, again: &mut Again) -> Work {
        self.paint(&Self::unlit(ink, prompt, &LabelMap::unknown(ink)), Some(&mut again.0));
        again.0.as_ref().map(FeatureCache::work).unwrap_or_default()
    }

    fn unlit<'a>(ink: &'a Plane<u8>, prompt: &'a PromptMap, labels: &'a LabelMap) -> ColorizerInput<'a> {
        ColorizerInput { ink, light: [0.0; LIGHT], prompt, labels, histogram: None }
    }
}
