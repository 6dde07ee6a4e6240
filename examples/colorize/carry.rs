use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use colorize_core::{
    Carried, ColorOptions, Document, Engine, Error, LayeredPicture, Layers, PartColor, Raster, ReadOptions,
    Reading, Reference, TraceLine, Traced, Withdrawal,
};

use crate::drawing::ReadingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::output;
use crate::progress::Progress;

/// Colour drawings as coloured pictures of the same characters are.
///
/// Each region takes the colour of the region of a reference that is most like it, to the bit. Regions whose colour is
/// not sure are left open, with slashes. A drawing that cannot be read does not keep the others from being coloured.
#[derive(clap::Args)]
#[command(after_help = crate::help_of(EXAMPLES, "drawings that are done stay"))]
pub struct Args {
    /// The line drawings: PNG, JPEG, WebP, TIFF or BMP.
    #[arg(required = true)]
    drawings: Vec<PathBuf>,
    /// A coloured picture, and its line drawing if that is a file of its own; may be given many times. Of an OpenRaster file
    /// (.ora) layers whose names tell of lines or ink are the line drawing.
    #[arg(long = "reference", value_name = "COLOR.png[,LINE.png]", required = true)]
    references: Vec<Painted>,
    /// Folder for the coloured pictures, each by the name of its drawing; it is made if it is not there.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Also write the layers of each drawing, into a folder by its name.
    #[arg(long)]
    layers: bool,
    #[command(flatten)]
    carrying: CarryArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize carry page2.png page3.png --reference page1-color.png -o colored
  colorize carry pose.png --reference front.png,front-line.png --reference back.png,back-line.png -o colored --layers";

/// How colours are carried over.
#[derive(clap::Args)]
pub struct CarryArgs {
    /// Leave as many regions open as it takes for a share F of the others to be right, 0 to 1; 0 colours all.
    ///
    /// Counted on generated drawings; on others it may be less.
    #[arg(long, value_name = "F", default_value_t = 0.97, value_parser = crate::color::unit)]
    pub accuracy: f32,
    /// How strong shade and light are over the flat colours: 0 none, 1 as drawn by the network, up to 2.
    #[arg(long, value_name = "F", default_value_t = 0.0, value_parser = crate::color::shade)]
    pub shade: f32,
    /// The drawings have coloured trace lines: blue ones bound shadows, red ones highlights.
    ///
    /// What is inside takes the part's shadow or highlight colour, of the reference where it has one, and the trace lines are
    /// painted away.
    #[arg(long)]
    pub traces: bool,
}

/// A drawing that was read, and the trace lines that were taken out of it.
pub struct Drawn {
    pub reading: Reading,
    traced: Option<Traced>,
}

impl CarryArgs {
    /// Reads a drawing.
    pub fn read(
        &self,
        engine: &Engine,
        drawing: &Raster,
        options: &ReadOptions,
        progress: colorize_core::Progress<'_>,
    ) -> colorize_core::Result<Drawn> {
        let trace = || Traced::read(drawing, &TraceLine::usual(), &options.regions, None);
        let traced = self.traces.then(trace).transpose()?;
        let ink = traced.as_ref().map_or(drawing, Traced::line);
        Ok(Drawn { reading: Reading::new(engine, ink, options, progress)?, traced })
    }

    /// Colours a drawing with what was carried over to it.
    pub fn color(
        &self,
        Drawn { reading, traced }: Drawn,
        carried: Carried,
        progress: colorize_core::Progress<'_>,
    ) -> colorize_core::Result<Layers> {
        // Where no certainty keeps the promise, the surest regions alone are coloured.
        let below = carried.threshold(self.accuracy).unwrap_or(1.0);
        let withdrawal = (self.accuracy > 0.0).then(|| Withdrawal::default().with_below(below));
        let options = ColorOptions::default().with_shade(self.shade).with_withdraw(withdrawal);
        let colors: Vec<Option<PartColor>> = carried.regions().iter().map(|region| region.color).collect();
        let layers = Document::new(reading).with_carried(carried)?.with_options(options)?.color(progress)?;
        match traced {
            Some(traced) => layers.with_traced(&traced, &colors),
            None => Ok(layers),
        }
    }
}

/// The files of a reference.
#[derive(Clone, Debug)]
struct Painted {
    color: PathBuf,
    line: Option<PathBuf>,
}

impl FromStr for Painted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A comma may be part of a name.
        if Path::new(text).is_file() {
            return Ok(Self { color: text.into(), line: None });
        }
        match text.split_once(',') {
            Some((color, line)) => Ok(Self { color: color.into(), line: Some(line.into()) }),
            None => Ok(Self { color: text.into(), line: None }),
        }
    }
}

impl Painted {
    fn read(
        &self,
        engine: &Engine,
        args: &ReadingArgs,
        options: &ReadOptions,
        progress: colorize_core::Progress<'_>,
    ) -> Result<Reference, Failure> {
        let limits = args.limits();
        let is_layered = self.color.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("ora"));
        let (colored, line) = match (&self.line, is_layered) {
            (None, true) => {
                let bytes = std::fs::read(&self.color).map_err(Error::io(&self.color))?;
                let layered = LayeredPicture::decode(&bytes, &limits);
                let LayeredPicture { colored, line, .. } =
                    layered.map_err(|error| Failure::from(error).within(&self.color))?;
                (colored, line)
            }
            _ => {
                let line = self.line.as_ref().map(|path| Raster::open(path, &limits)).transpose()?;
                (Raster::open(&self.color, &limits)?, line)
            }
        };
        Reference::new(engine, &colored, line.as_ref(), options, progress).map_err(|error| {
            let failure = Failure::from(error);
            failure.within(&self.color)
        })
    }
}

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let places = args.places()?;
    let engine = args.networks.engine()?;
    let options = args.networks.reading(&args.reading);
    let progress = Progress::new(quiet);
    let steps = (args.references.len() + args.drawings.len()) as f32;
    let mut references = Vec::new();
    let mut unread = Vec::new();
    for (i, painted) in args.references.iter().enumerate() {
        let mut step = progress.task("reading references", i as f32 / steps, (i + 1) as f32 / steps);
        match painted.read(&engine, &args.reading, &options, Some(&mut step)) {
            Ok(reference) => {
                let said = background(&painted.color.display().to_string(), &reference);
                said.iter().for_each(|text| progress.say(text));
                references.push(reference);
            }
            Err(failure) if failure.ends_all() || args.references.len() == 1 => return Err(failure),
            Err(failure) => {
                progress.say(failure.message());
                unread.push(painted.color.display().to_string());
            }
        }
    }
    if references.is_empty() {
        return Err(Failure::some("no reference is left to carry colours from"));
    }
    output::make_folder(&args.output)?;
    let references: Vec<&Reference> = references.iter().collect();
    let mut failed = Vec::new();
    for (i, (path, place)) in args.drawings.iter().zip(&places).enumerate() {
        let at = |share: f32| (args.references.len() as f32 + i as f32 + share) / steps;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let done = (|| {
            let drawing = Raster::open(path, &args.reading.limits())?;
            let mut step = progress.task(name.clone(), at(0.0), at(0.7));
            let drawn = args.carrying.read(&engine, &drawing, &options, Some(&mut step))?;
            if is_empty(&drawn.reading) {
                return Err(Failure::some(format!("{}: {NOTHING}", path.display())));
            }
            let carried = Carried::new(&drawn.reading, &references)?;
            let mut step = progress.task(name.clone(), at(0.7), at(1.0));
            let layers = args.carrying.color(drawn, carried, Some(&mut step))?;
            if args.layers {
                layers.write(place.with_extension("")).map_err(Failure::writing)?;
            }
            output::write(place, &layers.picture().encode_png()?)
        })();
        match done {
            Err(failure) if failure.ends_all() => return Err(failure),
            Err(failure) => {
                progress.say(failure.message());
                failed.push(name.into_owned());
            }
            Ok(()) => {}
        }
    }
    progress.finish()?;
    let said: Vec<String> =
        [("references", &unread, args.references.len()), ("drawings", &failed, args.drawings.len())]
            .into_iter()
            .filter(|(_, names, _)| !names.is_empty())
            .map(|(what, names, all)| {
                format!("{} of {all} {what} were left out: {}", names.len(), names.join(", "))
            })
            .collect();
    if said.is_empty() { Ok(()) } else { Err(Failure::some(said.join("; "))) }
}

/// What is said of a drawing without any line.
pub const NOTHING: &str = "there is nothing drawn";

/// Whether a drawing has no line.
pub fn is_empty(reading: &Reading) -> bool {
    reading.regions().len() == 1 && reading.ink().as_slice().iter().all(|&ink| ink < 128)
}

/// What is to be said of a reference's painted background.
pub fn background(name: &str, reference: &Reference) -> Option<String> {
    reference.background().map(|color| format!("{name}: its background {color} is not carried over"))
}

impl Args {
    /// Where each drawing's picture goes.
    fn places(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut seen = HashSet::new();
        let place = |drawing: &PathBuf| {
            let mut name = drawing.file_stem().unwrap_or_default().to_owned();
            name.push(".png");
            let place = self.output.join(name);
            if !seen.insert(place.clone()) {
                let shown = place.display();
                return Err(Failure::argument(format!("two drawings would be written to `{shown}`")));
            }
            if place.canonicalize().is_ok_and(|place| drawing.canonicalize().is_ok_and(|own| own == place)) {
                let shown = drawing.display();
                return Err(Failure::argument(format!(
                    "`{shown}` is the drawing itself; give another folder"
                )));
            }
            Ok(place)
        };
        self.drawings.iter().map(place).collect()
    }
}
