//! How often labels turn out right, by how much speaks for them.

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::isotonic::rising;
use super::set::LabelSet;
use crate::{Error, Result};

/// Certainties the curve is given at: 0.00, 0.01 ... 1.00.
const CURVE: usize = 101;
/// Regions it takes at least.
const LEAST_REGIONS: usize = 200;
/// How far the weights of the features are held back, for each region.
const RIDGE: f64 = 1e-3;
/// How far what a label counts for is held back: like the doubt of so many regions.
const LABEL_RIDGE: f64 = 1.0;
/// Standard deviations a promised accuracy keeps away from what was counted: one-sided, 95 in 100.
const CAUTION: f64 = 1.645;

/// The relation of evidence to truth, counted on drawings with known labels.
///
/// A logistic regression joins the kinds of evidence into one score; isotonic regression (Zadrozny and Elkan 2002,
/// "Transforming Classifier Scores into Accurate Multiclass Probability Estimates") turns the score into the share
/// of labels that are right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Of [`Evidence::features`].
    weights: [f32; Evidence::FEATURES],
    /// The names of the labels, and what each counts for by itself.
    labels: Vec<(String, f32)>,
    /// Scores and the share right there, both rising.
    steps: Vec<(f32, f32)>,
    /// Regions it was counted on.
    regions: usize,
    /// At certainties 0.00, 0.01 ... 1.00: share right of the regions at least so certain, and share of regions.
    curve: Vec<(f32, f32)>,
}

/// One point of the accuracy and coverage of withdrawal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Regions less certain than this are withdrawn, 0..=1.
    pub threshold: f32,
    /// The share of coloured regions whose label is right, 0..=1.
    pub accuracy: f32,
    /// The share of regions that are coloured, 0..=1.
    pub coverage: f32,
}

impl Calibration {
    /// Counts on regions whose truth is known: what spoke for the label, and whether it was right.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are fewer than 200 regions, all or none of them are right, or one's evidence
    /// is no number or its label not in `labels`.
    pub fn fit(outcomes: &[(Evidence, bool)], labels: &LabelSet) -> Result<Self> {
        let right = outcomes.iter().filter(|(_, right)| *right).count();
        if outcomes.len() < LEAST_REGIONS || right == 0 || right == outcomes.len() {
            return Err(Error::InvalidArgument(format!(
                "{right} of {} regions right; at least {LEAST_REGIONS} are needed, right and wrong ones",
                outcomes.len()
            )));
        }
        if let Some((evidence, _)) = outcomes.iter().find(|(evidence, _)| !evidence.is_finite()) {
            return Err(Error::InvalidArgument(format!("evidence is no number: {evidence:?}")));
        }
        if let Some((evidence, _)) = outcomes.iter().find(|(evidence, _)| evidence.label >= labels.len()) {
            return Err(Error::InvalidArgument(format!(
                "label {} is over {}",
                evidence.label,
                labels.len() - 1
            )));
        }
        let (weights, counts) = regress(outcomes, labels.len());
        let labels: Vec<_> = labels.iter().map(|own| own.name.clone()).zip(counts).collect();
        let mut scores: Vec<(f32, bool)> =
            outcomes.iter().map(|(evidence, right)| (score(&weights, &labels, evidence), *right)).collect();
        scores.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut calibration =
            Self { weights, labels, steps: rising(&scores), regions: outcomes.len(), curve: Vec::new() };
        let mut certain: Vec<(f32, bool)> =
            outcomes.iter().map(|(evidence, right)| (calibration.certainty(evidence), *right)).collect();
        certain.sort_by(|a, b| a.0.total_cmp(&b.0));
        calibration.curve = (0..CURVE).map(|i| kept(&certain, i as f32 / (CURVE - 1) as f32)).collect();
        Ok(calibration)
    }

    /// How likely a label is right that has this evidence, 0..=1.
    pub fn certainty(&self, evidence: &Evidence) -> f32 {
        let score = score(&self.weights, &self.labels, evidence);
        let above = self.steps.partition_point(|(at, _)| *at < score);
        let (before, after) = (above.checked_sub(1).map(|i| self.steps[i]), self.steps.get(above).copied());
        match (before, after) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (score - a.0) / (b.0 - a.0).max(f32::EPSILON),
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => 0.0,
        }
    }

    /// What is to be expected if regions less certain than `threshold`, rounded to hundredths, are withdrawn.
    pub fn at(&self, threshold: f32) -> CurvePoint {
        let i = (threshold.clamp(0.0, 1.0) * (CURVE - 1) as f32).round() as usize;
        let (accuracy, coverage) = self.curve[i];
        CurvePoint { threshold: i as f32 / (CURVE - 1) as f32, accuracy, coverage }
    }

    /// The lowest threshold at which at least `accuracy` of the coloured regions are right, 0..=1, with the caution
    /// that the number of regions asks for; `None` if no threshold gives that.
    pub fn threshold(&self, accuracy: f32) -> Option<f32> {
        let keeps = |point: &CurvePoint| {
            let (share, count) = (f64::from(point.accuracy), f64::from(point.coverage) * self.regions as f64);
            point.coverage > 0.0 && lower_bound(share, count) >= f64::from(accuracy)
        };
        self.curve().find(keeps).map(|point| point.threshold)
    }

    /// Accuracy and coverage at thresholds 0.00, 0.01 ... 1.00.
    pub fn curve(&self) -> impl Iterator<Item = CurvePoint> {
        (0..CURVE).map(|i| self.at(i as f32 / (CURVE - 1) as f32))
    }

    /// Writes the calibration as JSON, as a model file holds it.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain numbers")
    }

    /// Reads what [`Calibration::to_json`] wrote of `labels`; else says what is wrong.
    pub(crate) fn from_json(text: &str, labels: &LabelSet) -> Result<Self, String> {
        let found: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let share = |value: f32| (0.0..=1.0).contains(&value);
        let whole = found
            .weights
            .iter()
            .chain(found.labels.iter().map(|(_, weight)| weight))
            .all(|weight| weight.is_finite())
            && !found.steps.is_empty()
            && found.steps.iter().all(|&(score, right)| score.is_finite() && share(right))
            && found.steps.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1)
            && found.curve.len() == CURVE
            && found.curve.iter().all(|&(right, kept)| share(right) && share(kept));
        if !whole {
            return Err("it is damaged".into());
        }
        let names = found.labels.iter().map(|(name, _)| name);
        if !names.eq(labels.iter().map(|own| &own.name)) {
            return Err("it is of other labels".into());
        }
        Ok(found)
    }
}

/// Share right and share kept of regions at least so certain; `certain` rises.
fn kept(certain: &[(f32, bool)], threshold: f32) -> (f32, f32) {
    let kept = &certain[certain.partition_point(|(certainty, _)| *certainty < threshold)..];
    let right = kept.iter().filter(|(_, right)| *right).count();
    // Nothing is wrong where nothing is coloured.
    let accuracy = if kept.is_empty() { 1.0 } else { right as f32 / kept.len() as f32 };
    (accuracy, kept.len() as f32 / certain.len() as f32)
}

/// What a share counted on `count` is at least (Wilson 1927).
fn lower_bound(share: f64, count: f64) -> f64 {
    let z = CAUTION * CAUTION / count;
    let spread = CAUTION * (share * (1.0 - share) / count + z / (4.0 * count)).sqrt();
    (share + z / 2.0 - spread) / (1.0 + z)
}

fn score(weights: &[f32], labels: &[(String, f32)], evidence: &Evidence) -> f32 {
    let label = labels.get(evidence.label).map_or(0.0, |(_, weight)| *weight);
    label + weights.iter().zip(evidence.features()).map(|(w, v)| w * v).sum::<f32>()
}

/// Logistic regression by Newton's method: the weights of the features, and of each label by its number. A label that
/// no region has counts for as much as the worst that one has.
fn regress(outcomes: &[(Evidence, bool)], labels: usize) -> ([f32; Evidence::FEATURES], Vec<f32>) {
    const FEATURES: usize = Evidence::FEATURES;
    let n = FEATURES + labels + 1;
    // The last is a constant, from which the labels differ.
    let mut weights = vec![0.0; n];
    for _ in 0..25 {
        // The normal equations of a step, the right side as a last column.
        let mut system = vec![vec![0.0; n + 1]; n];
        for (evidence, right) in outcomes {
            // A region has few of the numbers: its features, its label, the constant.
            let of_label = [(FEATURES + evidence.label, 1.0), (n - 1, 1.0)];
            let x: Vec<(usize, f64)> =
                evidence.features().into_iter().map(f64::from).enumerate().chain(of_label).collect();
            let sum: f64 = x.iter().map(|&(i, v)| weights[i] * v).sum();
            let share = 1.0 / (1.0 + (-sum).exp());
            let (error, weight) = (f64::from(u8::from(*right)) - share, share * (1.0 - share));
            for &(i, v) in &x {
                x.iter().for_each(|&(j, u)| system[i][j] += weight * v * u);
                system[i][n] += error * v;
            }
        }
        for i in 0..n {
            // What a label counts for is held back by so many regions, not by a share of all.
            let ridge = if i < FEATURES || i == n - 1 { RIDGE * outcomes.len() as f64 } else { LABEL_RIDGE };
            system[i][i] += ridge;
            system[i][n] -= ridge * weights[i];
        }
        let step = solve(system);
        weights.iter_mut().zip(step).for_each(|(w, step)| *w += step);
    }
    let constant = weights[n - 1];
    let mut counts: Vec<f32> =
        weights[FEATURES..n - 1].iter().map(|weight| (weight + constant) as f32).collect();
    let seen: Vec<bool> = (0..labels).map(|label| outcomes.iter().any(|(e, _)| e.label == label)).collect();
    let worst =
        counts.iter().zip(&seen).filter(|(_, seen)| **seen).map(|(count, _)| *count).fold(f32::MAX, f32::min);
    counts.iter_mut().zip(seen).filter(|(_, seen)| !seen).for_each(|(count, _)| *count = worst);
    (std::array::from_fn(|i| weights[i] as f32), counts)
}

/// Solves linear equations with a positive definite matrix by elimination; the right side is the last column.
fn solve(mut system: Vec<Vec<f64>>) -> Vec<f64> {
    let n = system.len();
    for i in 0..n {
        let (above, below) = system.split_at_mut(i + 1);
        let pivot = &above[i];
        for row in below {
            let factor = row[i] / pivot[i];
            row.iter_mut().zip(pivot).for_each(|(v, p)| *v -= factor * p);
        }
    }
    let mut solution = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| system[i][j] * solution[j]).sum();
        solution[i] = (system[i][n] - known) / system[i][i];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regions whose labels are right as often as their probability says.
    fn honest(count: usize) -> Vec<(Evidence, bool)> {
        let mut state = 7u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1u64 << 24) as f32
        };
        (0..count)
            .map(|_| {
                let probability = 0.2 + 0.8 * random();
                let noise = random();
                let evidence = Evidence {
                    share: noise,
                    probability,
                    margin: probability,
                    entropy: 1.0 - probability,
                    echo: noise,
                    area: 0.01,
                    neighbours: noise,
                    label: 0,
                };
                (evidence, random() < probability)
            })
            .collect()
    }

    #[test]
    fn certainty_is_the_share_that_is_right() {
        let calibration = Calibration::fit(&honest(20_000), &LabelSet::standard()).unwrap();
        let fresh = &honest(40_000)[20_000..];
        for low in [0.3f32, 0.5, 0.7, 0.9] {
            let near: Vec<bool> = fresh
                .iter()
                .filter(|(evidence, _)| (low..low + 0.1).contains(&calibration.certainty(evidence)))
                .map(|(_, right)| *right)
                .collect();
            let share = near.iter().filter(|right| **right).count() as f32 / near.len() as f32;
            assert!((share - low - 0.05).abs() < 0.04, "{low}: {share} of {}", near.len());
        }
    }

    #[test]
    fn promise_is_kept_on_fresh_regions() {
        let calibration = Calibration::fit(&honest(5_000), &LabelSet::standard()).unwrap();
        let fresh = &honest(25_000)[5_000..];
        for promise in [0.7f32, 0.8, 0.9] {
            let threshold = calibration.threshold(promise).unwrap();
            let kept: Vec<bool> = fresh
                .iter()
                .filter(|(evidence, _)| calibration.certainty(evidence) >= threshold)
                .map(|(_, right)| *right)
                .collect();
            let share = kept.iter().filter(|right| **right).count() as f32 / kept.len() as f32;
            assert!(share >= promise && kept.len() > 1_000, "{promise}: {share} of {}", kept.len());
        }
        assert_eq!(calibration.threshold(1.1), None);
        assert!(calibration.at(0.0).coverage == 1.0 && calibration.at(0.9).coverage < 0.3);
    }

    #[test]
    fn equal_evidence_has_one_certainty_whatever_the_order() {
        let (evidence, _) = honest(1)[0];
        let outcomes: Vec<_> = (0..400).map(|i| (evidence, i >= 100)).collect();
        let certainty = Calibration::fit(&outcomes, &LabelSet::standard()).unwrap().certainty(&evidence);
        assert!((certainty - 0.75).abs() < 1e-3, "{certainty}");
    }

    #[test]
    fn too_few_regions_are_told() {
        let error = Calibration::fit(&honest(12), &LabelSet::standard()).unwrap_err().to_string();
        assert!(error.contains("of 12 regions right; at least 200 are needed"), "{error}");
        let mut outcomes = honest(300);
        outcomes[7].0.margin = f32::NAN;
        assert!(Calibration::fit(&outcomes, &LabelSet::standard()).unwrap_err().to_string().contains("NaN"));
    }

    #[test]
    fn labels_that_are_often_wrong_are_less_certain_and_unknown_ones_as_little() {
        let mut outcomes = honest(2_000);
        for (evidence, right) in outcomes.iter_mut().step_by(2) {
            (evidence.label, *right) = (7, *right && evidence.probability > 0.8);
        }
        let calibration = Calibration::fit(&outcomes, &LabelSet::standard()).unwrap();
        let certainty = |label| calibration.certainty(&Evidence { label, ..outcomes[0].0 });
        assert!(certainty(0) > certainty(7) + 0.1, "{} {}", certainty(0), certainty(7));
        assert_eq!([certainty(3), certainty(20)], [certainty(7); 2]);
        outcomes[3].0.label = 21;
        let error = Calibration::fit(&outcomes, &LabelSet::standard()).unwrap_err().to_string();
        assert!(error.contains("label 21 is over 20"), "{error}");
    }

    #[test]
    fn damaged_or_foreign_calibrations_are_refused() {
        let standard = LabelSet::standard();
        let calibration = Calibration::fit(&honest(1_000), &standard).unwrap();
        let text = calibration.to_json();
        assert_eq!(Calibration::from_json(&text, &standard), Ok(calibration));
        for damaged in [
            text[..text.len() / 2].to_owned(),
            text.replace("\"hair\"", "\"hare\""),
            text.replace("[0.", "[7."),
        ] {
            assert!(Calibration::from_json(&damaged, &standard).is_err(), "{damaged}");
        }
    }
}
