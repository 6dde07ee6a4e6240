//! How well the library knows how sure it is.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{
    Calibration, Engine, Error, Evidence, LabelSet, ModelKind, ReadOptions, Result, write_atomic,
};
use plotters::prelude::*;

use super::table::{Table, number, publish, share};
use super::{Common, read, truth};

/// Accuracies that are promised.
const PROMISES: [f32; 2] = [0.9, 0.95];
/// The usual threshold.
const USUAL: f32 = 0.8;
/// Bins of the calibration error.
const BINS: usize = 10;
/// Width and height of a plot, in pixels.
const SIZE: (u32, u32) = (1080, 460);

/// Measure how sure the labels are, and teach the model to tell.
///
/// Half the drawings of each source are counted, and what that promises is measured on the other half; then the halves
/// change places. With --store, the calibration of all drawings goes into the model file.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs that the labeller never learnt from.
    pairs: PathBuf,
    /// Only regions larger than so many pixels count.
    #[arg(long, value_name = "PIXELS", default_value_t = 10)]
    over: u32,
    /// Folder for the curves: calibration.csv and calibration.svg.
    #[arg(long, value_name = "DIR")]
    curves: Option<PathBuf>,
    /// Where to write the labeller with its calibration: safetensors.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// A region of a drawing: what speaks for its label, and whether that is right.
pub type Outcome = (Evidence, bool);

/// A region as the other half's calibration sees it.
pub struct Judged {
    certainty: f32,
    /// Whether it is kept at the threshold that each of [`PROMISES`] asks for; `None` if none does.
    kept: [Option<bool>; PROMISES.len()],
    share: f32,
    right: bool,
}

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    let options = args.common.read_options();
    let found = args
        .common
        .measure(&pairs, usize::MAX, |pair| outcomes(&engine, pair, &options, args.over).map(Some))?;
    let judged = judge(&found, engine.labels())?;
    publish(&[held_out(&judged)], args.csv.as_deref())?;
    let all: Vec<Outcome> =
        found.iter().flat_map(|(_, drawings)| drawings.iter().flatten().copied()).collect();
    let calibration = Calibration::fit(&all, engine.labels())?;
    for promise in PROMISES {
        match calibration.threshold(promise) {
            Some(threshold) => println!("--accuracy {promise} will withdraw below {threshold:.2}"),
            None => println!("--accuracy {promise} is out of reach"),
        }
    }
    if let Some(folder) = &args.curves {
        write_curves(folder, &judged)?;
    }
    if let Some(path) = &args.store {
        let mut models = args.common.models()?;
        models.calibrate(&calibration)?;
        write_atomic(path, models.file(ModelKind::Labeller).expect("it was calibrated"))?;
    }
    Ok(())
}

fn outcomes(engine: &Engine, pair: &Pair, options: &ReadOptions, over: u32) -> Result<Vec<Outcome>> {
    let reading = read(engine, pair, options)?;
    let true_labels = truth::counts(reading.regions(), &pair.labels);
    let regions = (1..).zip(reading.regions().regions()).zip(&true_labels);
    let outcome = |((id, region), counts): ((u32, &colorize_core::Region), &[u32; 256])| {
        let (label, pixels) = truth::majority(counts, reading.engine().labels().len());
        (region.area > over && pixels > 0)
            .then_some((reading.evidence(id)?, label == reading.evidence(id)?.label))
    };
    Ok(regions.filter_map(outcome).collect())
}

/// Lets each half of the drawings of each source be judged by the calibration of the other half.
pub fn judge<'a>(
    found: &'a [(String, Vec<Vec<Outcome>>)],
    labels: &LabelSet,
) -> Result<Vec<(&'a str, Vec<Judged>)>> {
    let half = |which: usize| -> Vec<Outcome> {
        let drawings = found.iter().flat_map(|(_, drawings)| drawings.iter().skip(which).step_by(2));
        drawings.flatten().copied().collect()
    };
    let halves = [Judge::new(&half(0), labels)?, Judge::new(&half(1), labels)?];
    Ok(found
        .iter()
        .map(|(name, drawings)| {
            let judge = |(i, drawing): (usize, &Vec<Outcome>)| {
                let other = &halves[(i + 1) % 2];
                drawing.iter().map(|outcome| other.judge(outcome)).collect::<Vec<_>>()
            };
            (name.as_str(), drawings.iter().enumerate().flat_map(judge).collect())
        })
        .filter(|(_, judged): &(_, Vec<Judged>)| !judged.is_empty())
        .collect())
}

/// One half's calibration, and the thresholds at which it gives [`PROMISES`].
struct Judge {
    calibration: Calibration,
    thresholds: [Option<f32>; PROMISES.len()],
}

impl Judge {
    fn new(outcomes: &[Outcome], labels: &LabelSet) -> Result<Self> {
        let calibration = Calibration::fit(outcomes, labels)?;
        let thresholds = PROMISES.map(|promise| calibration.threshold(promise));
        Ok(Self { calibration, thresholds })
    }

    fn judge(&self, &(evidence, right): &Outcome) -> Judged {
        let certainty = self.calibration.certainty(&evidence);
        let kept = self.thresholds.map(|threshold| threshold.map(|least| certainty >= least));
        Judged { certainty, kept, share: evidence.share, right }
    }
}

fn held_out(judged: &[(&str, Vec<Judged>)]) -> Table {
    let mut head = vec!["source".to_owned(), "regions".into(), "right".into(), "error".into()];
    for promise in PROMISES {
        head.extend([format!("promise {promise}: accuracy"), "coverage".into()]);
    }
    head.extend([format!("certainty {USUAL}: accuracy"), "coverage".into()]);
    head.extend([format!("share of pixels {USUAL}: accuracy"), "coverage".into()]);
    let mut table = Table::new("Certainty on drawings that the calibration never saw", head);
    let mut row = |name: &str, judged: &[&Judged]| {
        let count = |keep: &dyn Fn(&Judged) -> bool| judged.iter().filter(|region| keep(region)).count();
        let mut cells = vec![
            name.to_owned(),
            judged.len().to_string(),
            share(count(&|region| region.right), judged.len()),
            number(calibration_error(judged), 3),
        ];
        let mut kept = |keep: &dyn Fn(&Judged) -> bool| {
            cells.push(share(count(&|region| keep(region) && region.right), count(keep)));
            cells.push(share(count(keep), judged.len()));
        };
        for promise in 0..PROMISES.len() {
            kept(&|region| region.kept[promise] == Some(true));
        }
        kept(&|region| region.certainty >= USUAL);
        kept(&|region| region.share >= USUAL);
        table.row(cells);
    };
    for (name, judged) in judged {
        row(name, &judged.iter().collect::<Vec<_>>());
    }
    row("all", &judged.iter().flat_map(|(_, judged)| judged).collect::<Vec<_>>());
    table
}

/// The expected calibration error (Guo et al. 2017, "On Calibration of Modern Neural Networks", §2), 10 bins.
fn calibration_error(judged: &[&Judged]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for region in judged {
        let bin = &mut bins[((region.certainty * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += f64::from(region.certainty);
        bin.1 += f64::from(u8::from(region.right));
    }
    bins.iter().map(|(certainty, right)| (certainty - right).abs()).sum::<f64>() / judged.len() as f64
}

/// Threshold, accuracy and coverage.
type Point = (f64, f64, f64);

/// A source and its points.
type Curve<'a> = (&'a str, Vec<Point>);

/// What was measured of some regions.
fn curve(judged: &[&Judged]) -> Vec<Point> {
    let point = |i: u8| {
        let threshold = f32::from(i) / 100.0;
        let kept = judged.iter().filter(|region| region.certainty >= threshold);
        let (count, right) =
            kept.fold((0, 0), |(n, right), region| (n + 1, right + usize::from(region.right)));
        let of = |part: usize, whole: usize| part as f64 / whole as f64;
        (count > 0).then(|| (f64::from(threshold), of(right, count), of(count, judged.len())))
    };
    (0..=100).filter_map(point).collect()
}

/// Writes the curves of accuracy over certainty and coverage as CSV and as a plot.
pub fn write_curves(folder: &Path, judged: &[(&str, Vec<Judged>)]) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
    let all = ("all", judged.iter().flat_map(|(_, judged)| judged).collect());
    let mut curves: Vec<Curve> = Vec::new();
    for (name, regions) in judged.iter().map(|(name, judged)| (*name, judged.iter().collect())).chain([all]) {
        let regions: Vec<&Judged> = regions;
        curves.push((name, curve(&regions)));
    }
    let mut csv = String::from("source,threshold,accuracy,coverage\n");
    for (name, points) in &curves {
        for (threshold, accuracy, coverage) in points {
            writeln!(csv, "{name},{threshold},{accuracy},{coverage}").expect("a string takes all");
        }
    }
    write_atomic(&folder.join("calibration.csv"), csv.as_bytes())?;
    let svg = draw(&curves).map_err(|error| Error::Image(format!("calibration.svg: {error}")))?;
    write_atomic(&folder.join("calibration.svg"), svg.as_bytes())
}

/// Accuracy over the threshold, and over coverage.
fn draw(curves: &[Curve<'_>]) -> Result<String, Box<dyn std::error::Error>> {
    type Coordinate = fn(&Point) -> f64;
    let plots: [(&str, Coordinate); 2] = [
        ("certainty below which a region is withdrawn", |point| point.0),
        ("coverage: share of regions coloured", |point| point.2),
    ];
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        for (area, (name, across)) in root.split_evenly((1, plots.len())).iter().zip(plots) {
            let mut chart = ChartBuilder::on(area)
                .margin(16)
                .x_label_area_size(40)
                .y_label_area_size(56)
                .build_cartesian_2d(0.0..1.0, 0.4..1.0)?;
            chart.configure_mesh().x_desc(name).y_desc("accuracy").light_line_style(WHITE).draw()?;
            for (i, (source, points)) in curves.iter().enumerate() {
                let color = Palette99::pick(i).to_rgba();
                let line = points.iter().map(|point| (across(point), point.1));
                chart
                    .draw_series(LineSeries::new(line, color.stroke_width(2)))?
                    .label(*source)
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color));
            }
            chart
                .configure_series_labels()
                .position(SeriesLabelPosition::LowerRight)
                .background_style(WHITE.mix(0.8))
                .border_style(BLACK)
                .draw()?;
        }
        root.present()?;
    }
    Ok(text)
}
