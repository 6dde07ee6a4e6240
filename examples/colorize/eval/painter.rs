//! Rules by which hints spread, and the simulated painter who sets them.

use colorize_core::{Blocks, ColorOptions, Document, Hint, Prompt, Reading, Result, Rgb, propose};

use super::truth::{GROUND, TrueColors};

/// Colours that differ by no more are right, ΔE2000.
const ALIKE: f32 = 5.0;
/// The share of the figure that has to be right, in percent.
const ENOUGH: u64 = 95;

/// A hint as the painter sets it: a region, as id - 1, and its colour.
pub type Click = (usize, Rgb);

/// How hints become colours of regions without one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// They do not: every region is clicked.
    Bucket,
    /// A region takes the nearest hint.
    Nearest,
    /// A region takes the nearest hint in a region of its label, or none.
    SameLabel,
    /// A region takes the hint in the region that is most alike.
    Embedding,
    /// The first colouring's blocks are clicked: all regions of one take its first hint, and what is clicked later in it
    /// is painted over alone.
    Blocks,
    /// What [`Document::flat_colors`] says.
    Product,
}

impl Rule {
    /// Gives the colours of all regions, by id - 1. Of two hints in one region the later holds.
    ///
    /// # Errors
    /// Those of [`Document::flat_colors`].
    pub fn colors(self, reading: &Reading, hints: &[Click]) -> Result<Vec<Option<Rgb>>> {
        let count = reading.regions().len();
        let options = ColorOptions::default().with_sheet(propose(0));
        let document = Document::new(reading.clone()).with_options(options)?;
        match self {
            Self::Blocks => return in_blocks(document, hints),
            Self::Product => {
                let prompt: Prompt =
                    hints.iter().map(|&(i, color)| Hint::region(i as u32 + 1, color)).collect();
                return document.with_prompt(prompt)?.flat_colors();
            }
            _ => {}
        }
        let mut colors = vec![None; count];
        hints.iter().for_each(|&(i, color)| colors[i] = Some(color));
        let hinted: Vec<usize> = (0..count).filter(|&i| colors[i].is_some()).collect();
        let given = colors.clone();
        for i in (0..count).filter(|&i| given[i].is_none()) {
            let leader = match self {
                Self::Bucket | Self::Blocks | Self::Product => None,
                Self::Nearest => nearest(reading, i, hinted.iter().copied()),
                Self::SameLabel => {
                    let label = |i: usize| reading.label(i as u32 + 1).map(|(label, _)| label);
                    nearest(reading, i, hinted.iter().copied().filter(|&h| label(h) == label(i)))
                }
                Self::Embedding => most_alike(reading, i, &hinted).map(|(leader, _)| leader),
            };
            colors[i] = leader.and_then(|leader| given[leader]);
        }
        Ok(colors)
    }
}

/// See [`Rule::Blocks`].
fn in_blocks(document: Document, hints: &[Click]) -> Result<Vec<Option<Rgb>>> {
    let flats = document.color(None)?.flats().clone();
    let mut colors = document.flat_colors()?;
    for block in Blocks::new(document.reading(), &flats)?.blocks() {
        let within = |&&(i, _): &&Click| block.regions.contains(&(i as u32 + 1));
        if let Some(&(_, first)) = hints.iter().find(within) {
            block.regions.iter().for_each(|&id| colors[id as usize - 1] = Some(first));
        }
    }
    hints.iter().for_each(|&(i, color)| colors[i] = Some(color));
    Ok(colors)
}

/// Which of `hinted` lies nearest to region `i`, measured between their middles.
fn nearest(reading: &Reading, i: usize, hinted: impl Iterator<Item = usize>) -> Option<usize> {
    let seed = |i: usize| reading.regions().regions()[i].seed;
    let (x, y) = seed(i);
    hinted.min_by_key(|&h| {
        let (hx, hy) = seed(h);
        u64::from(x.abs_diff(hx)).pow(2) + u64::from(y.abs_diff(hy)).pow(2)
    })
}

/// Which of `hinted` is most like region `i`, and how much so.
pub fn most_alike(reading: &Reading, i: usize, hinted: &[usize]) -> Option<(usize, f32)> {
    let affinity = |h: usize| reading.affinity(i as u32 + 1, h as u32 + 1).expect("both are regions");
    hinted.iter().map(|&h| (h, affinity(h))).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// How many hints it takes until enough of the figure is right; `None` if `cap` hints do not do, or no
/// hint is left to set.
///
/// The painter hints the region with the most wrong pixels, in its commonest true colour, and recolours.
/// A region that is mostly ground is left alone, and one that was hinted is as right as it can be.
///
/// # Errors
/// Those of [`Document::flat_colors`].
pub fn clicks(reading: &Reading, truth: &TrueColors, rule: Rule, cap: usize) -> Result<Option<usize>> {
    let mut hints: Vec<Click> = Vec::new();
    let mut done = vec![false; truth.counts.len()];
    loop {
        let colors = rule.colors(reading, &hints)?;
        let wrong: Vec<u64> = (0..colors.len()).map(|i| wrong_pixels(truth, i, colors[i])).collect();
        if wrong.iter().sum::<u64>() * 100 <= truth.figure * (100 - ENOUGH) {
            return Ok(Some(hints.len()));
        }
        let open = (0..wrong.len()).filter(|&i| wrong[i] > 0 && !done[i] && truth.main[i] != GROUND);
        let worst = open.max_by_key(|&i| (wrong[i], std::cmp::Reverse(i)));
        let Some(worst) = worst.filter(|_| hints.len() < cap) else { return Ok(None) };
        hints.push((worst, truth.palette[truth.main[worst]]));
        done[worst] = true;
    }
}

/// The fewest hints that could do: how many true colours make up enough of the figure.
pub fn least_clicks(truth: &TrueColors) -> usize {
    let mut right = 0;
    let sizes = truth.by_size();
    let enough = |(_, pixels): &(usize, u64)| {
        right += pixels;
        right * 100 >= truth.figure * ENOUGH
    };
    sizes.iter().position(enough).map_or(0, |last| last + 1)
}

/// The share of the figure that is right when every region has its commonest true colour.
pub fn best_share(truth: &TrueColors) -> f64 {
    let color = |i: usize| Some(truth.main[i]).filter(|&main| main != GROUND).map(|main| truth.palette[main]);
    let wrong: u64 = (0..truth.counts.len()).map(|i| wrong_pixels(truth, i, color(i))).sum();
    1.0 - wrong as f64 / truth.figure as f64
}

/// The figure's pixels in region `i` that are wrong if it has `color`.
fn wrong_pixels(truth: &TrueColors, i: usize, color: Option<Rgb>) -> u64 {
    let wrong = |&(index, _): &(usize, u32)| {
        color.is_none_or(|color| color != truth.palette[index] && color.delta_e(truth.palette[index]) > ALIKE)
    };
    truth.figure_of(i).filter(wrong).map(|(_, pixels)| u64::from(pixels)).sum()
}
