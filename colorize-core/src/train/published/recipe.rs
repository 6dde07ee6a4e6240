use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::named;
use crate::{Error, Result};

/// A published system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Published {
    /// Convolutions and ReLUs with a mean square loss (a Stanford poster on colouring with histograms).
    Cnn,
    /// The same, told the histogram of the colours.
    CnnHistogram,
    /// A conditional GAN told the histogram: U-Net against a critic of patches (the same poster, after Isola et al.
    /// 2017).
    Gan,
    /// The swish-gated residual U-Net with hints (NKUST).
    Sgru,
    /// The first model of the two-phase system: a U-Net told colours as hints or blocks (US 2025/0259345).
    TwoPhase,
}

impl Published {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Cnn, Self::CnnHistogram, Self::Gan, Self::Sgru, Self::TwoPhase];

    /// Gives the name, in small letters: `two-phase`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cnn => "cnn",
            Self::CnnHistogram => "cnn-histogram",
            Self::Gan => "gan",
            Self::Sgru => "sgru",
            Self::TwoPhase => "two-phase",
        }
    }

    /// Whether it is told the histogram of a picture's colours.
    pub const fn wants_histogram(self) -> bool {
        matches!(self, Self::CnnHistogram | Self::Gan)
    }

    /// Whether it is told colours of places.
    pub const fn wants_hints(self) -> bool {
        matches!(self, Self::Sgru | Self::TwoPhase)
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Published {
    type Err = Error;

    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such system; the message lists the known ones.
    fn from_str(name: &str) -> Result<Self> {
        named("system", &Self::ALL, Self::name, name)
    }
}

/// How much each loss counts, from 0 on; at 0 it is not computed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Losses {
    /// Mean absolute difference of the colours, sRGB 0..=1.
    pub absolute: f32,
    /// Mean square difference.
    pub square: f32,
    /// Huber loss: square up to a difference of 0.1, straight beyond.
    pub huber: f32,
    /// Mean difference of what VGG-19 or a labeller sees.
    pub perceptual: f32,
    /// Sigmoid cross-entropy of the critic's verdict.
    pub adversarial: f32,
}

impl Losses {
    /// The names that [`Losses::set`] knows.
    pub const NAMES: [&str; 5] = ["absolute", "square", "huber", "perceptual", "adversarial"];

    /// Sets the weight of one loss.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such loss, or the weight is no number from 0 on.
    pub fn set(&mut self, name: &str, weight: f32) -> Result<()> {
        let name = named("weight", &Self::NAMES, |name| name, name)?;
        if !(weight.is_finite() && weight >= 0.0) {
            return Err(Error::InvalidArgument(format!(
                "weight {weight} of `{name}` is not a number from 0 on"
            )));
        }
        *match name {
            "absolute" => &mut self.absolute,
            "square" => &mut self.square,
            "huber" => &mut self.huber,
            "perceptual" => &mut self.perceptual,
            _ => &mut self.adversarial,
        } = weight;
        Ok(())
    }
}

/// A published system with its losses; what is left out of it makes an ablation.
///
/// | system | told | absolute | square | Huber | perceptual | adversarial |
/// |---|---|---|---|---|---|---|
/// | cnn | nothing | | 1 | | | |
/// | cnn-histogram | histogram | | 1 | | | |
/// | gan | histogram | 1 | | | | 0.01 |
/// | sgru | hints | | | 1 | 0.1 | 0.01 |
/// | two-phase | hints | 1 | 1 | | | 0.01 |
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recipe {
    /// The system.
    pub system: Published,
    /// Whether the skips of SGRU have swish layers; the other systems have none.
    pub swish: bool,
    /// Whether training tells hints to a system that takes them.
    pub hints: bool,
    /// How much each loss counts.
    pub losses: Losses,
}

impl Recipe {
    /// The system as it was published, as far as it is known.
    pub fn new(system: Published) -> Self {
        let none = Losses { absolute: 0.0, square: 0.0, huber: 0.0, perceptual: 0.0, adversarial: 0.0 };
        let losses = match system {
            Published::Cnn | Published::CnnHistogram => Losses { square: 1.0, ..none },
            // Isola et al. 2017 weigh them 100 to 1.
            Published::Gan => Losses { absolute: 1.0, adversarial: 0.01, ..none },
            Published::Sgru => Losses { huber: 1.0, perceptual: 0.1, adversarial: 0.01, ..none },
            Published::TwoPhase => Losses { absolute: 1.0, square: 1.0, adversarial: 0.01, ..none },
        };
        Self { system, swish: system == Published::Sgru, hints: system.wants_hints(), losses }
    }
}

impl fmt::Display for Recipe {
    /// The system, and what was changed: `sgru, no swish`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = Self::new(self.system);
        let mut text = self.system.name().to_owned();
        let without = [("swish", self.swish, whole.swish), ("hints", self.hints, whole.hints)];
        for (what, _, _) in without.iter().filter(|(_, has, had)| had & !has) {
            text += &format!(", no {what}");
        }
        let weights = |losses: &Losses| {
            [losses.absolute, losses.square, losses.huber, losses.perceptual, losses.adversarial]
        };
        for ((name, now), before) in
            Losses::NAMES.iter().zip(weights(&self.losses)).zip(weights(&whole.losses))
        {
            if now == 0.0 && before != 0.0 {
                text += &format!(", no {name}");
            } else if now != before {
                text += &format!(", {name} {now}");
            }
        }
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_tells_what_was_changed() {
        let mut recipe = Recipe::new("sgru".parse().unwrap());
        assert_eq!(recipe.to_string(), "sgru");
        recipe.swish = false;
        recipe.losses.set("perceptual", 0.0).unwrap();
        recipe.losses.set("huber", 2.0).unwrap();
        assert_eq!(recipe.to_string(), "sgru, no swish, huber 2, no perceptual");
        assert!(recipe.losses.set("huber", -1.0).unwrap_err().to_string().contains("-1 of `huber`"));
        assert!(recipe.losses.set("l1", 1.0).unwrap_err().to_string().contains("absolute, square"));
        assert!("vae".parse::<Published>().unwrap_err().to_string().contains("cnn-histogram, gan"));
    }
}
