//! How often carried colours turn out right, by how much they lead.

use serde::{Deserialize, Serialize};

use super::matcher::Pairing;
use crate::label::rising;
use crate::{Error, Result};

/// Certainties at which it is counted how many regions at least so certain are right: so many steps from 0 to 1.
const STEPS: usize = 100;
/// Regions it takes at least.
const LEAST_REGIONS: usize = 200;

/// How often a carried colour is right, by how much it leads over the next and over none: counted on drawings whose truth
/// is known, and turned into a curve that rises (isotonic regression: Zadrozny and Elkan 2002).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarriedCertainty {
    /// Leads, rising, and the share of regions right there, rising.
    right: Vec<(f32, f32)>,
    /// Certainties, rising, and the share right of all regions at least so certain.
    kept: Vec<(f32, f32)>,
}

impl CarriedCertainty {
    /// Counts on regions whose truth is known: by how much the likeliest colour led, 0..=1, and whether it was right.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are fewer than 200 regions, or a lead is no number.
    pub fn count(outcomes: &[(f32, bool)]) -> Result<Self> {
        if outcomes.len() < LEAST_REGIONS {
            return Err(Error::InvalidArgument(format!(
                "{} regions tell too little of certainty; at least {LEAST_REGIONS} are needed",
                outcomes.len()
            )));
        }
        if let Some((lead, _)) = outcomes.iter().find(|(lead, _)| !(0.0..=1.0).contains(lead)) {
            return Err(Error::InvalidArgument(format!("a lead of {lead} is outside 0..=1")));
        }
        let mut outcomes = outcomes.to_vec();
        outcomes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut counted = Self { right: rising(&outcomes), kept: Vec::new() };
        let certain: Vec<(f32, bool)> =
            outcomes.iter().map(|&(lead, right)| (counted.of_margin(lead), right)).collect();
        for step in 0..STEPS {
            let least = step as f32 / STEPS as f32;
            let kept = &certain[certain.partition_point(|(certainty, _)| *certainty < least)..];
            if kept.is_empty() {
                break;
            }
            let right = kept.iter().filter(|(_, right)| *right).count();
            counted.kept.push((least, right as f32 / kept.len() as f32));
        }
        Ok(counted)
    }

    /// What was counted with weighted signs, for matchers whose file does not tell and for engines without one: on 30
    /// generated figures, each from one drawing of it to another.
    pub(crate) fn of_signs(pairing: Pairing) -> Self {
        let (right, kept) = match pairing {
            Pairing::Frames => (&FRAMES.0[..], &FRAMES.1[..]),
            Pairing::Pictures => (&PICTURES.0[..], &PICTURES.1[..]),
        };
        Self { right: right.to_vec(), kept: kept.to_vec() }
    }

    /// How likely a colour is right that leads by `margin`, 0..=1.
    pub(crate) fn of_margin(&self, margin: f32) -> f32 {
        let above = self.right.partition_point(|(at, _)| *at < margin);
        match (above.checked_sub(1).map(|i| self.right[i]), self.right.get(above)) {
            (Some((a, low)), Some((b, high))) => low + (high - low) * (margin - a) / (b - a),
            (Some((_, end)), None) => end,
            (None, Some((_, end))) => *end,
            (None, None) => 0.0,
        }
    }

    /// The least certainty at which a share `promise` of the regions is right.
    pub(crate) fn threshold(&self, promise: f32) -> Option<f32> {
        self.kept.iter().find(|(_, right)| *right >= promise).map(|(certainty, _)| *certainty)
    }

    /// Writes it as JSON, as a model file holds it.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain numbers")
    }

    /// Reads what [`CarriedCertainty::to_json`] wrote; else says what is wrong.
    pub(crate) fn from_json(text: &str) -> Result<Self, String> {
        let found: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let shares = |list: &[(f32, f32)]| {
            let share = |v: f32| (0.0..=1.0).contains(&v);
            !list.is_empty()
                && list.iter().all(|&(at, right)| share(at) && share(right))
                && list.windows(2).all(|pair| pair[0].0 <= pair[1].0)
        };
        let rises = found.right.windows(2).all(|pair| pair[0].1 <= pair[1].1);
        if shares(&found.right) && shares(&found.kept) && rises {
            Ok(found)
        } else {
            Err("it is damaged".into())
        }
    }
}

/// Leads and shares right, certainties and shares right of what is kept.
type Table<const N: usize, const M: usize> = ([(f32, f32); N], [(f32, f32); M]);

/// Between frames of one shot.
const FRAMES: Table<15, 14> = (
    [
        (0.101, 0.407),
        (0.32689, 0.443),
        (0.5553, 0.584),
        (0.73774, 0.668),
        (0.85625, 0.771),
        (0.93324, 0.852),
        (0.97094, 0.898),
        (0.98737, 0.94),
        (0.99418, 0.953),
        (0.9977, 0.985),
        (0.99886, 0.991),
        (0.99932, 0.996),
        (0.99978, 0.997),
        (0.99996, 0.999),
        (1.0, 1.0),
    ],
    [
        (0.0, 0.936),
        (0.5, 0.962),
        (0.6, 0.97),
        (0.7, 0.98),
        (0.75, 0.983),
        (0.8, 0.987),
        (0.85, 0.989),
        (0.9, 0.993),
        (0.92, 0.994),
        (0.94, 0.995),
        (0.95, 0.996),
        (0.96, 0.997),
        (0.98, 0.998),
        (0.99, 0.999),
    ],
);

/// Between pictures of one character.
const PICTURES: Table<30, 17> = (
    [
        (0.01578, 0.276),
        (0.05822, 0.384),
        (0.10527, 0.415),
        (0.15136, 0.442),
        (0.19869, 0.462),
        (0.24631, 0.487),
        (0.32364, 0.526),
        (0.40355, 0.548),
        (0.48035, 0.602),
        (0.55266, 0.634),
        (0.59796, 0.657),
        (0.64341, 0.734),
        (0.6808, 0.753),
        (0.73725, 0.776),
        (0.80584, 0.787),
        (0.84957, 0.85),
        (0.88527, 0.869),
        (0.91385, 0.874),
        (0.92941, 0.896),
        (0.94356, 0.897),
        (0.96109, 0.942),
        (0.97824, 0.945),
        (0.98693, 0.965),
        (0.99272, 0.968),
        (0.99711, 0.974),
        (0.99882, 0.978),
        (0.99935, 0.983),
        (0.99965, 0.995),
        (0.99981, 0.997),
        (0.99995, 1.0),
    ],
    [
        (0.0, 0.775),
        (0.3, 0.785),
        (0.4, 0.799),
        (0.5, 0.84),
        (0.6, 0.878),
        (0.7, 0.906),
        (0.75, 0.914),
        (0.8, 0.938),
        (0.85, 0.947),
        (0.9, 0.969),
        (0.92, 0.972),
        (0.94, 0.973),
        (0.95, 0.979),
        (0.96, 0.982),
        (0.97, 0.985),
        (0.98, 0.995),
        (0.99, 0.998),
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_comes_back() {
        // Right as often as the lead says.
        let outcomes: Vec<(f32, bool)> =
            (0..2000).map(|i| (i as f32 / 2000.0, (i * 7919 % 2000) < i)).collect();
        let counted = CarriedCertainty::count(&outcomes).unwrap();
        for lead in [0.1, 0.5, 0.9] {
            assert!((counted.of_margin(lead) - lead).abs() < 0.06, "{lead}: {}", counted.of_margin(lead));
        }
        let least = counted.threshold(0.9).unwrap();
        assert!(
            (least - 0.8).abs() < 0.06,
            "of those from 0.8 on nine in ten are right, not from {least} on"
        );
        assert_eq!(counted.threshold(1.1), None);
        assert_eq!(CarriedCertainty::from_json(&counted.to_json()).unwrap(), counted);
        for bad in
            [r#"{"right": [], "kept": [[0, 1]]}"#, r#"{"right": [[0, 1], [1, 0.5]], "kept": [[0, 1]]}"#]
        {
            assert_eq!(CarriedCertainty::from_json(bad).unwrap_err(), "it is damaged");
        }
        let few = CarriedCertainty::count(&outcomes[..199]).unwrap_err().to_string();
        assert_eq!(few, "199 regions tell too little of certainty; at least 200 are needed");
        let error = CarriedCertainty::count(&vec![(f32::NAN, true); 200]).unwrap_err().to_string();
        assert_eq!(error, "a lead of NaN is outside 0..=1");
    }

    #[test]
    fn tables_of_signs_are_sound() {
        for pairing in Pairing::ALL {
            let table = CarriedCertainty::of_signs(pairing);
            assert_eq!(CarriedCertainty::from_json(&table.to_json()).unwrap(), table);
        }
    }
}
