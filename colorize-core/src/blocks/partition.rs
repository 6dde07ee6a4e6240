//! Blocks of a picture of which nothing but the picture is known.

use rayon::prelude::*;

use crate::engine::Engine;
use crate::network::partitioner::{PARTITIONER_STEP, flat};
use crate::raster::{Raster, beside};
use crate::region::DisjointSets;
use crate::{Lab, Plane, Result, Rgb, delta_e_2000};

/// The longest side at which the partitioner looks: it learnt from pictures of some 200 to 800 pixels.
const WORKING_SIDE: usize = 1024;
/// From this chance on, of 255, a pixel is border.
const BORDER: u8 = 128;
/// Neighbouring pixels whose flats differ by more than this (CIEDE2000) are not of one block.
const STEP: f32 = 4.0;
/// Blocks smaller than this share of the picture, or than [`LEAST_PIXELS`], go to a neighbour.
const LEAST_SHARE: f64 = 2e-5;
/// See [`LEAST_SHARE`].
const LEAST_PIXELS: u64 = 12;
/// Neighbours are one block if they differ by less than the first, and the mean chance of a border between them is
/// below the second.
const ALIKE: [(f32, f32); 3] = [(3.0, 0.7), (8.0, 0.35), (25.0, 0.12)];

/// What was found: blocks by number from 0 on, and their colours.
pub(super) struct Partition {
    pub(super) ids: Plane<u32>,
    pub(super) colors: Vec<Rgb>,
}

/// Cuts a picture: the partitioner tells flats and borders; what is no border is joined, borders are given to the blocks
/// beside, the surest last, and blocks between which hardly a border is seen are joined.
///
/// # Errors
/// [`crate::Error::Model`] if the engine has no partitioner.
pub(super) fn partition(engine: &Engine, picture: &Raster) -> Result<Partition> {
    let (width, height) = (picture.width(), picture.height());
    let small = picture.shrunk(WORKING_SIDE);
    let (flats, border) = look(engine, &small)?;
    let mut blocks = joined(&flats, &border);
    flood(&mut blocks, &border);
    let (ids, colors) = merged(&blocks, &flats, &border);
    if (small.width(), small.height()) == (width, height) {
        return Ok(Partition { ids, colors });
    }
    Ok(Partition { ids: enlarged(&ids, &small, picture), colors })
}

/// The flats of a picture, and the chance of a border at each pixel, of 255.
fn look(engine: &Engine, picture: &Raster) -> Result<(Plane<Lab>, Plane<u8>)> {
    let (width, height) = (picture.width(), picture.height());
    let [w, h] = [width, height].map(|side| side.next_multiple_of(PARTITIONER_STEP));
    let padded = Plane::from_fn(w, h, |x, y| picture.get(x.min(width - 1), y.min(height - 1)));
    let found = engine.partition(&padded)?;
    let pixel = |x: usize, y: usize| picture.get(x, y);
    let mut flats = vec![Rgb::WHITE.to_lab(); width * height];
    engine.install(|| {
        flats.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
            for (x, to) in row.iter_mut().enumerate() {
                let [r, g, b, _] = pixel(x, y).map(|v| f32::from(v) / 255.0);
                let [dr, dg, db, _] = found.get(x, y);
                *to = Rgb::from_unit(flat([r, g, b], [dr, dg, db])).to_lab();
            }
        });
    });
    let chance = |logit: f32| (crate::network::logit::sigmoid(logit) * 255.0).round() as u8;
    let border = Plane::from_fn(width, height, |x, y| chance(found.get(x, y)[3]));
    Ok((Plane::from_vec(width, height, flats)?, border))
}

/// No block yet.
const NONE: u32 = u32::MAX;

/// Numbers what hangs together without crossing a border, from 0 on in the order of their first pixels; what is a border,
/// or too small, is [`NONE`].
fn joined(flats: &Plane<Lab>, border: &Plane<u8>) -> Plane<u32> {
    let (width, height) = (flats.width(), flats.height());
    let least = (((width * height) as f64 * LEAST_SHARE) as u64).max(LEAST_PIXELS);
    let mut blocks = Plane::filled(width, height, NONE);
    let (mut count, mut stack, mut members) = (0, Vec::new(), Vec::new());
    for start in 0..width * height {
        let inside = |i: usize| border.as_slice()[i] < BORDER;
        if blocks.as_slice()[start] != NONE || !inside(start) {
            continue;
        }
        members.clear();
        stack.push(start);
        blocks.as_mut_slice()[start] = count;
        while let Some(i) = stack.pop() {
            members.push(i);
            for j in beside(i, width, width * height) {
                let near = || delta_e_2000(flats.as_slice()[i], flats.as_slice()[j]) < STEP;
                if blocks.as_slice()[j] == NONE && inside(j) && near() {
                    blocks.as_mut_slice()[j] = count;
                    stack.push(j);
                }
            }
        }
        if (members.len() as u64) < least {
            // A mark of its own until all are found, so that no other block starts here.
            members.iter().for_each(|&i| blocks.as_mut_slice()[i] = NONE - 1);
        } else {
            count += 1;
        }
    }
    if count == 0 {
        return Plane::filled(width, height, 0);
    }
    blocks.map(|&block| if block == NONE - 1 { NONE } else { block })
}

/// Gives what has no block to those beside: the least likely border first (a watershed, Meyer 1991).
fn flood(blocks: &mut Plane<u32>, border: &Plane<u8>) {
    let (width, height) = (blocks.width(), blocks.height());
    let mut queues: Vec<Vec<(usize, u32)>> = vec![Vec::new(); 256];
    let put = |queues: &mut Vec<Vec<(usize, u32)>>, blocks: &Plane<u32>, i: usize, level: usize| {
        for j in beside(i, width, width * height).filter(|&j| blocks.as_slice()[j] == NONE) {
            let level = level.max(usize::from(border.as_slice()[j]));
            queues[level].push((j, blocks.as_slice()[i]));
        }
    };
    for i in (0..width * height).filter(|&i| blocks.as_slice()[i] != NONE).collect::<Vec<_>>() {
        put(&mut queues, blocks, i, 0);
    }
    for level in 0..256 {
        // First come, first served, so that fronts meet in the middle.
        while !queues[level].is_empty() {
            for (i, block) in std::mem::take(&mut queues[level]) {
                if blocks.as_slice()[i] == NONE {
                    blocks.as_mut_slice()[i] = block;
                    put(&mut queues, blocks, i, level);
                }
            }
        }
    }
}

/// A contact of two blocks: how often they touch, and the sum of the chances of a border there.
type Contact = (u64, f64);

/// Joins neighbours that are alike ([`ALIKE`]), the most alike first; gives the blocks' numbers and colours.
fn merged(blocks: &Plane<u32>, flats: &Plane<Lab>, border: &Plane<u8>) -> (Plane<u32>, Vec<Rgb>) {
    let (width, height) = (blocks.width(), blocks.height());
    let count = blocks.as_slice().iter().max().map_or(0, |&last| last as usize + 1);
    // Colours are measured well inside, where there is an inside.
    let mut sums = vec![[0.0f64; 4]; count];
    let mut contacts = std::collections::BTreeMap::<(u32, u32), Contact>::new();
    for i in 0..width * height {
        let (own, Lab { l, a, b }) = (blocks.as_slice()[i], flats.as_slice()[i]);
        let weight = if border.as_slice()[i] < BORDER { 1.0 } else { 1e-3 };
        let add = [l, a, b, 1.0].map(|v| f64::from(v) * weight);
        sums[own as usize].iter_mut().zip(add).for_each(|(sum, v)| *sum += v);
        let right = (i % width + 1 < width).then_some(i + 1);
        for j in right.into_iter().chain((i + width < width * height).then_some(i + width)) {
            let other = blocks.as_slice()[j];
            if other != own {
                let contact = contacts.entry((own.min(other), own.max(other))).or_default();
                contact.0 += 1;
                contact.1 += f64::from(border.as_slice()[i].max(border.as_slice()[j])) / 255.0;
            }
        }
    }
    let mean = |[l, a, b, n]: [f64; 4]| Lab { l: (l / n) as f32, a: (a / n) as f32, b: (b / n) as f32 };
    let mut sets = DisjointSets::new(count);
    let unlike =
        |sums: &[[f64; 4]], a: u32, b: u32| delta_e_2000(mean(sums[a as usize]), mean(sums[b as usize]));
    let by_likeness = |((a, b), contact): ((u32, u32), Contact)| (unlike(&sums, a, b), (a, b), contact);
    let mut order: Vec<(f32, (u32, u32), Contact)> = contacts.into_iter().map(by_likeness).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    for (_, (a, b), (times, chances)) in order {
        let (a, b) = (sets.root(a), sets.root(b));
        let (unlike, chance) = (unlike(&sums, a, b), (chances / times as f64) as f32);
        if a != b && ALIKE.iter().any(|&(most, border)| unlike < most && chance < border) {
            sets.join(a, b);
            let more = sums[a.max(b) as usize];
            sums[a.min(b) as usize].iter_mut().zip(more).for_each(|(sum, v)| *sum += v);
        }
    }
    let colors =
        (0..count as u32).filter(|&i| sets.root(i) == i).map(|i| mean(sums[i as usize]).to_rgb()).collect();
    let of = sets.number();
    (blocks.map(|&block| of[block as usize] - 1), colors)
}

/// The blocks at the size of the picture: each pixel goes where, of the nine nearest places of the small picture, the
/// colour is most like its own, the nearer the better.
fn enlarged(ids: &Plane<u32>, small: &Raster, picture: &Raster) -> Plane<u32> {
    let (width, height) = (picture.width(), picture.height());
    let (w, h) = (ids.width(), ids.height());
    let mut large = vec![0; width * height];
    large.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
        let below = ((2 * y + 1) * h / (2 * height)).min(h - 1);
        for (x, to) in row.iter_mut().enumerate() {
            let right = ((2 * x + 1) * w / (2 * width)).min(w - 1);
            let own = picture.get(x, y);
            let near = (below.saturating_sub(1)..(below + 2).min(h))
                .flat_map(|sy| (right.saturating_sub(1)..(right + 2).min(w)).map(move |sx| (sx, sy)));
            let unlike = |&(sx, sy): &(usize, usize)| {
                let away = sx.abs_diff(right) + sy.abs_diff(below);
                let other = small.get(sx, sy);
                let sum: u32 = (0..3).map(|c| u32::from(own[c].abs_diff(other[c]))).sum();
                (sum + 12 * away as u32, away)
            };
            let (sx, sy) = near.min_by_key(unlike).expect("one at least");
            *to = ids.get(sx, sy);
        }
    });
    Plane::from_vec(width, height, large).expect("as long as the picture")
}

#[cfg(all(test, feature = "bundled-models"))]
mod tests {
    use super::*;
    use crate::engine::EngineOptions;
    use crate::{Blocks, Models};

    /// A red and a blue box that share a line, on white, their lower halves in shade, `scale` times as large.
    fn boxes(scale: usize) -> Raster {
        Plane::from_fn(128 * scale, 96 * scale, |x, y| {
            let (x, y) = (x / scale, y / scale);
            let line = [10, 63, 116].iter().any(|&left| (left..left + 3).contains(&x))
                && (10..86).contains(&y)
                || [10, 83].iter().any(|&top| (top..top + 3).contains(&y)) && (10..119).contains(&x);
            let color = match (x, y) {
                _ if line => return [0, 0, 0, 255],
                (10..64, 10..86) => [200, 60, 50],
                (64..118, 10..86) => [60, 90, 190],
                _ => return [255; 4],
            };
            let [r, g, b] = if y < 50 { color } else { color.map(|v| (u32::from(v) * 88 / 100) as u8) };
            [r, g, b, 255]
        })
    }

    fn engine() -> Engine {
        Engine::with_options(EngineOptions::default().with_threads(1), &Models::bundled()).unwrap()
    }

    #[test]
    fn blocks_end_at_colours_and_not_at_shade() {
        let engine = engine();
        for scale in [1, 10] {
            let picture = boxes(scale);
            let blocks = Blocks::partition(&engine, &picture).unwrap();
            let at = |x: usize, y: usize| blocks.at(x * scale, y * scale).unwrap();
            assert_eq!(at(30, 30), at(30, 70), "the red box is one, with its shade");
            assert_eq!(at(90, 30), at(90, 70), "the blue box is one, with its shade");
            assert!(at(30, 30) != at(90, 30) && at(30, 30) != at(3, 3));
            let near = |block: &crate::Block, color: Rgb| block.color.delta_e(color) < 12.0;
            assert!(near(at(30, 30), Rgb::new(200, 60, 50)) && near(at(90, 30), Rgb::new(60, 90, 190)));
            let areas: u64 = blocks.blocks().iter().map(|block| block.area).sum();
            assert_eq!(areas, (picture.width() * picture.height()) as u64);
        }
    }

    #[test]
    fn a_recoloured_block_keeps_its_shade_and_the_others_stay() {
        let engine = engine();
        let picture = boxes(1);
        let blocks = Blocks::partition(&engine, &picture).unwrap();
        let same = blocks.recolored(&picture, &blocks.picture()).unwrap();
        assert!(same == picture, "nothing was asked for");
        let green = Rgb::new(40, 170, 70);
        let target = blocks.painted([((30, 30), green)]).unwrap();
        let result = blocks.recolored(&picture, &target).unwrap();
        let at = |x, y| {
            let [r, g, b, _] = result.get(x, y);
            Rgb::new(r, g, b)
        };
        assert!(at(30, 30).delta_e(green) < 12.0, "{}", at(30, 30));
        assert!(at(30, 70).to_lab().l < at(30, 30).to_lab().l - 4.0, "the shade stays");
        assert_eq!(result.get(64, 50), [0, 0, 0, 255], "the line stays");
        (66..114).for_each(|x| (12..84).for_each(|y| assert_eq!(result.get(x, y), picture.get(x, y))));
        let error = blocks.painted([((128, 0), green)]).unwrap_err().to_string();
        assert_eq!(error, "(128, 0) is outside 128x96");
        let error = blocks.recolored(&Plane::filled(9, 9, [0; 4]), &target).unwrap_err().to_string();
        assert_eq!(error, "the picture is 9x9, the picture of the blocks 128x96");
    }

    #[test]
    fn any_picture_is_cut() {
        let engine = engine();
        let one = Blocks::partition(&engine, &Plane::filled(1, 1, [9, 9, 9, 255])).unwrap();
        assert_eq!(one.blocks().len(), 1);
        let clear = Blocks::partition(&engine, &Plane::filled(70, 3, [9, 9, 9, 0])).unwrap();
        assert!(clear.blocks()[0].color.delta_e(Rgb::WHITE) < 6.0, "{}", clear.blocks()[0].color);
        let mut models = Models::new();
        for kind in [crate::ModelKind::Labeller, crate::ModelKind::Colorizer] {
            models.insert(kind, Models::bundled().file(kind).unwrap().to_vec()).unwrap();
        }
        let without = Engine::with_options(EngineOptions::default().with_threads(1), &models).unwrap();
        let error = Blocks::partition(&without, &boxes(1)).unwrap_err().to_string();
        assert_eq!(error, "there is no network `partitioner` among those of the engine");
    }
}
