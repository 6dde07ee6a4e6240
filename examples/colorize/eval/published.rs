//! How far the published systems come, beside ours.

mod curves;
mod gmic;
mod measure;
mod rival;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Parser;
use colorize_core::train::Pairs;
use colorize_core::train::published::Features;
use colorize_core::{Engine, ModelKind, Raster, ReadOptions, Result};

use super::table::{Table, number, publish};
use super::{Common, mean, truth};
use crate::sheet::lay_out;
use measure::{Figures, distance};
use rival::{Case, Rival};

/// Drawings of a source, if the caller did not say.
const LIMIT: usize = 20;
/// Drawings on the sheet.
const SHOWN: usize = 12;
/// Drawings that are timed, one after the other.
const TIMED: usize = 3;

/// Measure the published systems beside ours: one table.
///
/// Each folder in --runs that a training of a published system left is a row, or two: told the colours of the truth
/// (its histogram, or 10 hints), and told nothing (the mean histogram of the training data, or no hints). The 10 hints
/// are points in the ten largest areas of the truth, deep inside, in their flat colours, the same for all; a bucket
/// fills our own regions with them, and so does G'MIC with its own, which is told the ground in the corners, too.
///
/// All pictures are compared at --size with the shaded truth under the drawing's own lines; ours are made at the
/// drawing's size and then scaled. Mean absolute error (0 to 255), PSNR (dB) and SSIM (Wang et al. 2004, on luma, 8x8
/// windows) are over the whole picture, ΔE2000 over the figure. "Fréchet" is the distance of the features that our
/// labeller sees in all pictures of a row to those of the truths, as two Gaussians with independent features, times
/// 1000. "Histogram" is the share of pixels that would have to change their colour, of 512, for the picture to have the
/// truth's histogram. "Crossing" is the share of a figure's pixels off the lines that differ in hue or saturation from
/// the middle of their true area. Times are for one drawing at its own size, on all cores, MB those of the weights.
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// Folder of the runs, each a folder that `colorize train cnn|cnn-histogram|gan|sgru|two-phase` filled.
    #[arg(long, value_name = "DIR")]
    runs: PathBuf,
    /// G'MIC's program, for a row of its smart colouring.
    #[arg(long, value_name = "PROGRAM")]
    gmic: Option<PathBuf>,
    /// Side of the pictures that are compared, in pixels; that of the training samples.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u16).range(64..=1024))]
    size: u16,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// Picture of 12 drawings by all, in the order of the table between drawing and truth: PNG.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
    /// The losses of the runs over their steps, as shares of the first: SVG.
    #[arg(long, value_name = "FILE.svg")]
    curves: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

pub fn run(args: &Args) -> Result<()> {
    if !args.size.is_multiple_of(64) {
        let text = format!("--size {} is not a multiple of 64", args.size);
        return Err(colorize_core::Error::InvalidArgument(text));
    }
    let pairs = Pairs::open(&args.pairs)?;
    let models = args.common.models()?;
    let engine = args.common.engine()?;
    let features = Features::new(models.file(ModelKind::Labeller).expect("there is one at least"))?;
    let rivals = rival::find(&args.runs, args.gmic.as_deref(), &models)?;
    let options = args.common.read_options();
    // What is shown and timed: the first drawings of each source.
    let per_source = SHOWN.div_ceil(pairs.sources().len().max(1));
    let shown = Mutex::new(Vec::new());
    let found = args.common.measure(&pairs, LIMIT, |pair| {
        if !truth::has_figure(pair) {
            return Ok(None);
        }
        let case = Case::new(pair, usize::from(args.size), &engine, &options)?;
        let pictures: Vec<_> = rivals.iter().map(|rival| rival.paint(&case)).collect::<Result<_>>()?;
        let figures = pictures.iter().map(|picture| Figures::new(&case.sample, picture, &features));
        let figures: Vec<Figures> = figures.collect();
        let first = (0..pairs.len()).filter(|&i| pairs.source(i) == pair.source).take(per_source);
        if args.sheet.is_some() && first.into_iter().any(|i| pairs.name(i) == pair.name) {
            shown
                .lock()
                .expect("no panic")
                .push(((pair.source.clone(), pair.name.clone()), row(&case, &pictures)));
        }
        Ok(Some((measure::truth_features(&case.sample, &features), figures)))
    })?;
    let found: Vec<_> = found.into_iter().flat_map(|(_, found)| found).collect();
    let truths: Vec<&[f32]> = found.iter().map(|(truth, _)| truth.as_slice()).collect();
    let title = format!("Published systems and ours, {} drawings at {} pixels", found.len(), args.size);
    let head =
        ["system", "absolute", "PSNR", "SSIM", "ΔE2000", "Fréchet", "histogram", "crossing", "ms", "MB"];
    let mut table = Table::new(&title, head);
    let times = times(&pairs, &rivals, &engine, &options)?;
    for (i, rival) in rivals.iter().enumerate() {
        let of = |value: &dyn Fn(&Figures) -> f64| mean(found.iter().map(|(_, all)| value(&all[i])));
        let seen: Vec<&[f32]> = found.iter().map(|(_, all)| all[i].features.as_slice()).collect();
        table.row([
            rival.name(),
            number(of(&|f| 255.0 * f.absolute), 1),
            number(of(&|f| f.psnr), 2),
            number(of(&|f| f.ssim), 3),
            number(of(&|f| f.delta_e), 2),
            number(1000.0 * distance(&seen, &truths), 1),
            number(of(&|f| f.histogram), 3),
            number(of(&|f| f.crossing), 3),
            number(1000.0 * times[i].as_secs_f64(), 0),
            number(rival.bytes() as f64 / 1e6, 2),
        ]);
    }
    publish(&[table], args.csv.as_deref())?;
    if let Some(path) = &args.curves {
        curves::draw(&args.runs, path)?;
    }
    let Some(path) = &args.sheet else { return Ok(()) };
    let mut shown = shown.into_inner().expect("no panic");
    shown.sort_by(|a, b| a.0.cmp(&b.0));
    let rows: Vec<_> = shown.into_iter().take(SHOWN).map(|(_, row)| row).collect();
    lay_out(&rows, args.size.into()).save(path)
}

/// The drawing, what everybody makes of it, and the truth.
fn row(case: &Case<'_>, pictures: &[Vec<[f32; 3]>]) -> Vec<Raster> {
    let bare = vec![[1.0; 3]; case.sample.ink.len()];
    let truth = &case.sample.shaded;
    let all = std::iter::once(&bare).chain(pictures).chain([truth]);
    all.map(|picture| measure::drawn(&case.sample, picture).map(|&[r, g, b]| [r, g, b, 255])).collect()
}

/// The least time that each takes for a drawing at its own size, of a few drawings.
fn times(pairs: &Pairs, rivals: &[Rival], engine: &Engine, options: &ReadOptions) -> Result<Vec<Duration>> {
    let mut least = vec![Duration::MAX; rivals.len()];
    for i in 0..TIMED.min(pairs.len()) {
        let pair = pairs.get(i * pairs.len() / TIMED)?;
        for (rival, least) in rivals.iter().zip(&mut least) {
            let start = Instant::now();
            rival.paint_whole(&pair, engine, options)?;
            *least = start.elapsed().min(*least);
        }
    }
    Ok(least)
}
