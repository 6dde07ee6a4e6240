//! Places of pictures whose styles are told to the same parts of the drawings.

use burn::tensor::{Int, Tensor, TensorData};
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::augment::Sample;
use super::cloth::Dressed;
use super::pairs::UNKNOWN;
use crate::network::decoder::TOLD_CHANNELS;
use crate::network::encoder::{ENCODER_CELL, HEADS};
use crate::style::{STYLE_CHANNELS, StyleGroup, StyleRange, Swatch, code};
use crate::{Plane, Raster, RegionMap, Rgb};

/// Which groups of a style are told while encoder and decoder learn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PickRule {
    /// All of them at 40% of the parts, some at 35%, none at 25%.
    #[default]
    Mixed,
    /// All of them, always.
    Bundle,
    /// Each with a chance of one half.
    Subsets,
    /// None: the decoder learns to shade without being told.
    None,
}

/// Parts of fewer pixels are not picked from.
const LEAST: usize = 150;
/// Share of parts that are told nothing, and that are told some groups, by [`PickRule::Mixed`].
const UNTOLD: f64 = 0.25;
const SUBSET: f64 = 0.35;
/// Share of places whose style is looked for at the large range, that tells most of a part.
const FAR: f64 = 0.6;
/// Places of a sample whose style is measured, for the encoder to learn from.
const MEASURED: usize = 12;
/// Where the Huber loss of codes turns straight.
const HUBER: f32 = 0.1;
/// Ranges in the order of the encoder's values.
const RANGES: [StyleRange; HEADS.len()] = [StyleRange::Large, StyleRange::Middle, StyleRange::Small];
/// The groups that are picked up. The colour is none of them: the colouriser is told that as hints tell it, exactly.
pub(super) const GROUPS: [StyleGroup; 6] = [
    StyleGroup::Texture,
    StyleGroup::Gradation,
    StyleGroup::Painting,
    StyleGroup::Pattern,
    StyleGroup::Highlight,
    StyleGroup::Shadow,
];

/// A place whose style is told to a part.
pub(super) struct Pick {
    pub(super) part: u8,
    /// Index of the place's pixel.
    pixel: usize,
    /// Index in [`RANGES`].
    range: usize,
    groups: Vec<StyleGroup>,
}

/// What was measured at a place: the encoder's value that tells it, the code, and which of it counts.
pub(super) struct Measured {
    pub(super) row: usize,
    pub(super) code: [f32; STYLE_CHANNELS],
    pub(super) weights: [f32; STYLE_CHANNELS],
}

/// A place in each part, and the groups that are picked up there.
pub(super) fn picks(
    sample: &Sample,
    rng: &mut ChaCha8Rng,
    mut groups: impl FnMut(&mut ChaCha8Rng) -> Vec<StyleGroup>,
) -> Vec<Pick> {
    let mut of_part: Vec<Vec<usize>> = vec![Vec::new(); sample.palette.len()];
    for (i, &part) in sample.flat_index.iter().enumerate() {
        if part != 0 && part != UNKNOWN && sample.ink[i] < 0.1 {
            of_part[usize::from(part)].push(i);
        }
    }
    let parts = of_part.into_iter().enumerate().filter(|(_, pixels)| pixels.len() >= LEAST);
    parts
        .map(|(part, pixels)| Pick {
            part: part as u8,
            pixel: *pixels.choose(rng).expect("some"),
            range: if rng.random_bool(FAR) { 0 } else { rng.random_range(1..RANGES.len()) },
            groups: groups(rng),
        })
        .collect()
}

/// A place in each part, and the groups that are told of it by a rule.
pub(super) fn random_picks(sample: &Sample, rule: PickRule, rng: &mut ChaCha8Rng) -> Vec<Pick> {
    picks(sample, rng, |rng| match rule {
        PickRule::None => Vec::new(),
        PickRule::Bundle => GROUPS.to_vec(),
        PickRule::Mixed if rng.random_bool(UNTOLD) => Vec::new(),
        PickRule::Mixed if !rng.random_bool(SUBSET / (1.0 - UNTOLD)) => GROUPS.to_vec(),
        PickRule::Mixed | PickRule::Subsets => GROUPS.into_iter().filter(|_| rng.random_bool(0.5)).collect(),
    })
}

/// Which of the encoder's styles a pick takes, of the sample `which` of a batch.
pub(super) fn row(pick: &Pick, size: usize, which: usize) -> usize {
    let (x, y, side) = (pick.pixel % size, pick.pixel / size, size / ENCODER_CELL);
    (which * side * side + y / ENCODER_CELL * side + x / ENCODER_CELL) * RANGES.len() + pick.range
}

/// Many places of a sample, of all parts, to measure some of.
pub(super) fn places(sample: &Sample, rng: &mut ChaCha8Rng) -> Vec<Pick> {
    (0..3).flat_map(|_| picks(sample, rng, |_| Vec::new())).collect()
}

/// Measures some of the places.
pub(super) fn measure(dressed: &[Dressed], picks: &[Vec<Pick>]) -> Vec<Measured> {
    let of_one = |(which, (one, picks)): (usize, (&Dressed, &Vec<Pick>))| {
        let size = one.sample.size;
        let reference: Raster =
            Plane::from_fn(size, size, |x, y| Rgb::from_unit(one.reference[y * size + x]).with_alpha(255));
        let ids = Plane::from_fn(size, size, |x, y| u32::from(one.sample.flat_index[y * size + x]));
        let ink = Plane::from_fn(size, size, |x, y| (one.sample.ink[y * size + x] * 255.0) as u8);
        let regions = RegionMap::from_ids(ids, &ink, 128).ok();
        let mut rng = ChaCha8Rng::seed_from_u64(picks.len() as u64);
        let some = picks.iter().choose_multiple(&mut rng, MEASURED);
        some.into_iter()
            .filter_map(|pick| {
                let at = ((pick.pixel % size) as f32 + 0.5, (pick.pixel / size) as f32 + 0.5);
                let swatch = Swatch::pick(&reference, regions.as_ref(), at, RANGES[pick.range]).ok()?;
                let mut weights = [1.0; STYLE_CHANNELS];
                // Of what is not there the size is known to be none, and all else means nothing.
                for (group, sizes) in
                    [(StyleGroup::Pattern, 1..3), (StyleGroup::Highlight, 0..1), (StyleGroup::Shadow, 0..1)]
                {
                    if !swatch.style.has(group) {
                        let weights = &mut weights[group.channels()];
                        weights.fill(0.0);
                        weights[sizes].fill(1.0);
                    }
                }
                Some(Measured { row: row(pick, size, which), code: code::code(&swatch.style), weights })
            })
            .collect::<Vec<_>>()
    };
    dressed.par_iter().zip(picks).enumerate().flat_map_iter(of_one).collect()
}

/// How far the encoder's styles are from what was measured.
pub(super) fn auxiliary(rows: &Tensor<2>, measured: &[Measured], device: &burn::tensor::Device) -> Tensor<1> {
    if measured.is_empty() {
        return rows.clone().slice([0..1, 0..1]).sum() * 0.0;
    }
    let found = rows.clone().select(0, indices(measured.iter().map(|one| one.row), device));
    let table = |of: &dyn Fn(&Measured) -> [f32; STYLE_CHANNELS]| {
        let values: Vec<f32> = measured.iter().flat_map(of).collect();
        Tensor::<2>::from_data(TensorData::new(values, [measured.len(), STYLE_CHANNELS]), device)
    };
    let (wanted, weights) = (table(&|one| one.code), table(&|one| one.weights));
    let size = (found - wanted).abs();
    let near = size.clone().clamp_max(HUBER);
    let total = weights.clone().sum().clamp_min(1.0);
    ((size - near.clone() * 0.5) * near * weights).sum() / HUBER / total
}

/// The picked styles where they are told, [batch, size / 4, size / 4, 30]. `rows` are the encoder's.
pub(super) fn told(
    rows: &Tensor<2>,
    samples: &[Sample],
    picks: &[Vec<Pick>],
    device: &burn::tensor::Device,
) -> Tensor<4> {
    let (size, count) = (samples[0].size, samples.len());
    let side = size / ENCODER_CELL;
    let mut all: Vec<(usize, &Pick)> = Vec::new();
    picks.iter().enumerate().for_each(|(which, picks)| all.extend(picks.iter().map(|pick| (which, pick))));
    if all.is_empty() {
        return Tensor::zeros([count, side, side, TOLD_CHANNELS], device);
    }
    // A row for each pick, as a cell has it, and one for cells that are told nothing.
    let found =
        rows.clone().select(0, indices(all.iter().map(|(which, pick)| row(pick, size, *which)), device));
    let masks = |of: &dyn Fn(StyleGroup) -> std::ops::Range<usize>, width: usize| {
        let mut values = vec![0.0f32; all.len() * width];
        for (row, (_, pick)) in values.chunks_exact_mut(width).zip(&all) {
            pick.groups.iter().for_each(|&group| row[of(group)].fill(1.0));
        }
        Tensor::<2>::from_data(TensorData::new(values, [all.len(), width]), device)
    };
    let found = found * masks(&StyleGroup::channels, STYLE_CHANNELS);
    let set = masks(&|group| group as usize..group as usize + 1, StyleGroup::ALL.len());
    let told = Tensor::cat(vec![found, set], 1);
    let told = Tensor::cat(vec![told, Tensor::zeros([1, TOLD_CHANNELS], device)], 0);
    let mut of_cell = Vec::with_capacity(count * side * side);
    for (which, sample) in samples.iter().enumerate() {
        for cell in 0..side * side {
            let part = part_of(sample, cell);
            let pick = all.iter().position(|(of, pick)| *of == which && pick.part == part);
            of_cell.push(pick.unwrap_or(all.len()));
        }
    }
    told.select(0, indices(of_cell.into_iter(), device)).reshape([count, side, side, TOLD_CHANNELS])
}

/// The part in the middle of a cell.
fn part_of(sample: &Sample, cell: usize) -> u8 {
    let side = sample.size / ENCODER_CELL;
    let (x, y) = (cell % side * ENCODER_CELL + 2, cell / side * ENCODER_CELL + 2);
    sample.flat_index[y * sample.size + x]
}

fn indices(of: impl Iterator<Item = usize>, device: &burn::tensor::Device) -> Tensor<1, Int> {
    let values: Vec<i64> = of.map(|i| i as i64).collect();
    let count = values.len();
    Tensor::from_data(TensorData::new(values, [count]), device)
}

/// Styles of some parts where they are told, `groups` of them: [1, size / 4, size / 4, 30].
pub(super) fn fixed(
    sample: &Sample,
    styles: &[(u8, [f32; STYLE_CHANNELS])],
    groups: &[StyleGroup],
    device: &burn::tensor::Device,
) -> Tensor<4> {
    let side = sample.size / ENCODER_CELL;
    let mut values = vec![0.0f32; side * side * TOLD_CHANNELS];
    for (cell, values) in values.chunks_exact_mut(TOLD_CHANNELS).enumerate() {
        let part = part_of(sample, cell);
        if let Some((_, code)) = styles.iter().find(|(of, _)| *of == part) {
            for &group in groups {
                values[group.channels()].copy_from_slice(&code[group.channels()]);
                values[STYLE_CHANNELS + group as usize] = 1.0;
            }
        }
    }
    Tensor::from_data(TensorData::new(values, [1, side, side, TOLD_CHANNELS]), device)
}
