mod all;

use std::path::{Path, PathBuf};

use colorize_core::{
    ColorOptions, Correspondence, Document, Engine, Hint, Match, Place, Plane, Raster, Reading, Reference,
    Rgb, StyleRange, Swatch,
};

use self::all::{Painted, RegionStyles};
use crate::drawing::ReadingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::output;
use crate::preview;
use crate::progress::Progress;
use crate::style;

/// Places that are told of each drawing.
const TOLD: usize = 5;
/// Less likely places are not shown.
const SHOWN: f32 = 0.05;
/// The colour of places that were found, and of the one that was asked for.
const FOUND: [f32; 3] = [255.0, 64.0, 150.0];

/// Find the places of drawings that show what a place of a reference shows, or the other way.
///
/// The reference is a picture of the same character, coloured or not, in whatever pose. For each drawing the places are
/// told, the likeliest first: a pixel in the region, how likely it is, its part. With --color or --style the places are painted:
/// one gesture for all drawings; with --style --all everything is.
#[derive(clap::Args)]
#[command(after_help = crate::help_of(EXAMPLES, "pictures that are done stay"))]
pub struct Args {
    /// The reference.
    reference: PathBuf,
    /// The drawings.
    #[arg(required = true)]
    drawings: Vec<PathBuf>,
    /// A place of the reference, in pixels from the left and top edge.
    #[arg(long, value_name = "X,Y", value_parser = place, required_unless_present_any = ["back", "all"],
        conflicts_with = "back")]
    at: Option<(usize, usize)>,
    /// A place of each drawing, to be found in the reference.
    #[arg(long, value_name = "X,Y", value_parser = place)]
    back: Option<(usize, usize)>,
    /// Folder for pictures to look at, each by the name of its drawing: the place that was asked for and those that were
    /// found side by side, the likelier the stronger; and NAME-mask.png, how likely each pixel is, black to white.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Paint what shows the place of the reference in this colour: NAME-painted.png, nothing else coloured.
    #[arg(long, value_name = "#RRGGBB", requires_all = ["at", "output"], conflicts_with = "style")]
    color: Option<Rgb>,
    /// Paint what shows the place of the reference in the style that the reference has there.
    #[arg(long, requires = "output", conflicts_with = "back")]
    style: bool,
    /// With --style, paint every region in the style of the place of the reference that it shows; what is not sure is left
    /// open, with slashes.
    #[arg(long, requires = "style", conflicts_with_all = ["at", "back", "least"])]
    all: bool,
    /// With --all, leave as many regions open as it takes for a share F of the others to be right, 0 to 1; 0 paints all.
    ///
    /// Counted on generated drawings; on others it may be less.
    #[arg(long, value_name = "F", requires = "all", default_value_t = 0.97, value_parser = crate::color::unit)]
    accuracy: f32,
    /// How likely a place must be to be painted, 0 to 1.
    #[arg(long, value_name = "CHANCE", default_value_t = 0.5, value_parser = chance_of)]
    least: f32,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize match mika.png page1.png page2.png --at 250,80
  colorize match mika.png page1.png --at 250,80 -o found
  colorize match mika.png page1.png --back 612,340                        where the reference shows that place
  colorize match mika.png page*.png --at 250,80 --color '#3a6fd8' -o found
                                                                          one colour for the place on all pages
  colorize match mika.png page*.png --at 250,400 --style -o found         her skirt's cloth on all pages
  colorize match mika.png page*.png --style --all -o painted              all her styles, each where it belongs";

fn chance_of(text: &str) -> Result<f32, String> {
    let chance: f32 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (0.0..=1.0).contains(&chance) { Ok(chance) } else { Err(format!("{chance} is outside 0 to 1")) }
}

fn place(text: &str) -> Result<(usize, usize), String> {
    let (x, y) = text.split_once(',').ok_or("write X,Y, such as 250,80")?;
    let number = |text: &str| text.trim().parse().map_err(|_| format!("`{text}` is no column or row"));
    Ok((number(x)?, number(y)?))
}

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    if let Some(folder) = &args.output {
        output::make_folder(folder)?;
    }
    let engine = args.networks.engine()?;
    let options = args.networks.reading(&args.reading);
    let progress = Progress::new(quiet);
    let steps = (1 + args.drawings.len()) as f32;
    let open = |path: &Path| Raster::open(path, &args.reading.limits());
    let picture = open(&args.reference)?;
    let mut step = progress.task("reading the reference", 0.0, 1.0 / steps);
    let reference = match Reference::read_picture(&engine, &picture, &options, Some(&mut step)) {
        Ok(reading) => reading,
        Err(error) => return Err(Failure::from(error).within(&args.reference)),
    };
    if args.all {
        return args.paint_all(&engine, &reference, &picture, &progress);
    }
    if let Some(at) = args.at {
        region(&reference, at, &args.reference)?;
    }
    let gesture = args.gesture(&picture, &engine)?;
    for (i, path) in args.drawings.iter().enumerate() {
        let drawing = open(path)?;
        let step =
            &mut progress.task(path.display().to_string(), (i + 1) as f32 / steps, (i + 2) as f32 / steps);
        let reading = Reading::new(&engine, &drawing, &options, Some(step))
            .map_err(|error| Failure::from(error).within(path))?;
        let found = Correspondence::new(&reading, &reference);
        let (places, there, asked) = match (args.at, args.back) {
            (Some(at), _) => {
                (found.in_drawing(region(&reference, at, &args.reference)?), &reading, &reference)
            }
            (None, Some(at)) => {
                (found.in_reference(region(&reading, at, path)?).to_vec(), &reference, &reading)
            }
            (None, None) => unreachable!("one of them is required"),
        };
        if let Some(folder) = &args.output {
            let id = region(asked, args.at.or(args.back).expect("one of them is required"), path)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let own = tinted(asked, |region| f32::from(u8::from(region == id)));
            let other = tinted(there, |region| chance(&places, region));
            let (own, other) = if args.at.is_some() { (own, other) } else { (other, own) };
            output::write(&folder.join(format!("{name}.png")), &preview::beside(&own, &other).encode_png()?)?;
            let mask = there.regions().ids().map(|&id| {
                let v = (255.0 * chance(&places, id)).round() as u8;
                [v, v, v, 255]
            });
            output::write(&folder.join(format!("{name}-mask.png")), &mask.encode_png()?)?;
            if let Some(hint) = &gesture {
                let hints = found.hints(hint, &reference, args.least)?;
                let painted = painted(&reading, hints.into_iter().map(|(hint, _)| hint).collect())?;
                output::write(&folder.join(format!("{name}-painted.png")), &painted.encode_png()?)?;
            }
        }
        progress.print(&told(path, there, &places));
    }
    progress.finish()?;
    Ok(())
}

impl Args {
    /// Paints all of every drawing, and tells how much that is.
    fn paint_all(
        &self,
        engine: &Engine,
        reference: &Reading,
        picture: &Raster,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let folder = self.output.as_ref().expect("it is required");
        let options = self.networks.reading(&self.reading);
        let styles =
            RegionStyles::new(reference, picture).map_err(|failure| failure.within(&self.reference))?;
        let steps = (1 + self.drawings.len()) as f32;
        for (i, path) in self.drawings.iter().enumerate() {
            let at = |share: f32| (1.0 + i as f32 + share) / steps;
            let drawing = Raster::open(path, &self.reading.limits())?;
            let name = path.display().to_string();
            let mut step = progress.task(name.clone(), at(0.0), at(0.7));
            let reading = Reading::new(engine, &drawing, &options, Some(&mut step))
                .map_err(|error| Failure::from(error).within(path))?;
            let mut step = progress.task(name, at(0.7), at(1.0));
            let Painted { picture, painted, open } =
                styles.paint(&reading, self.accuracy, Some(&mut step))?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            output::write(&folder.join(format!("{stem}-painted.png")), &picture.encode_png()?)?;
            let mut text =
                format!("{}\n  {painted} regions painted, {} left open", path.display(), open.len());
            for id in open.into_iter().take(TOLD) {
                text.push_str(&format!("\n  {}", place_of(&reading, id)));
            }
            progress.print(&text);
        }
        progress.finish()?;
        Ok(())
    }

    /// What is to be painted, as a hint for the reference.
    fn gesture(&self, picture: &Raster, engine: &Engine) -> Result<Option<Hint>, Failure> {
        let Some((x, y)) = self.at else { return Ok(None) };
        let at = (x as f32 + 0.5, y as f32 + 0.5);
        if let Some(color) = self.color {
            return Ok(Some(Hint::point(at.0, at.1, color)));
        }
        if !self.style {
            return Ok(None);
        }
        let regions = Swatch::regions(picture)?;
        let mut swatch = Swatch::pick(picture, regions.as_ref(), at, StyleRange::Middle)?;
        swatch.style = style::paintable(swatch.style, engine);
        Ok(Some(Hint::swatch(Place::Point { x: at.0, y: at.1 }, &swatch)))
    }
}

/// The drawing with the hinted regions painted, and no other.
fn painted(reading: &Reading, hints: Vec<Hint>) -> Result<Raster, Failure> {
    let mut hinted = vec![false; reading.regions().len()];
    for hint in &hints {
        if let Place::Region(id) = hint.place {
            hinted[id as usize - 1] = true;
        }
    }
    let shade = hints.iter().map(|hint| style::shade(&hint.style)).fold(0.0, f32::max);
    let document = Document::new(reading.clone()).with_prompt(hints.into_iter().collect())?;
    let picture = document.with_options(ColorOptions::default().with_shade(shade))?.color(None)?.picture();
    let drawing = reading.drawing();
    let regions = reading.regions().ids();
    Ok(Plane::from_fn(regions.width(), regions.height(), |x, y| {
        if hinted[regions.get(x, y) as usize - 1] { picture.get(x, y) } else { drawing.get(x, y) }
    }))
}

/// The region at a pixel.
fn region(reading: &Reading, (x, y): (usize, usize), path: &Path) -> Result<u32, Failure> {
    reading.regions().at(x, y).ok_or_else(|| {
        let (width, height) = (reading.width(), reading.height());
        Failure::argument(format!("({x}, {y}) is outside {}, which is {width}x{height}", path.display()))
    })
}

fn chance(places: &[Match], region: u32) -> f32 {
    places.iter().find(|place| place.region == region).map_or(0.0, |place| place.chance)
}

/// One line for each of the likeliest places.
fn told(path: &Path, reading: &Reading, places: &[Match]) -> String {
    let mut text = format!("{}", path.display());
    if places.is_empty() {
        text.push_str("\n  nothing like it");
    }
    for place in places.iter().take(TOLD) {
        let (x, y) = reading.regions().region(place.region).expect("a region of it").seed;
        let part = reading.label_name(place.region).unwrap_or_default();
        text.push_str(&format!("\n  {x},{y}  {:.2}  {part}", place.chance));
    }
    text
}

/// Where a region is, and its part.
fn place_of(reading: &Reading, id: u32) -> String {
    let (x, y) = reading.regions().region(id).expect("a region of it").seed;
    format!("{x},{y}  {}", reading.label_name(id).unwrap_or_default())
}

/// The lines of a picture over its regions, each as strong as `strength`, 0 to 1, says.
fn tinted(reading: &Reading, strength: impl Fn(u32) -> f32) -> Raster {
    let (ids, ink) = (reading.regions().ids(), reading.ink());
    Plane::from_fn(ids.width(), ids.height(), |x, y| {
        let strength = strength(ids.get(x, y));
        let strength = if strength < SHOWN { 0.0 } else { 0.3 + 0.7 * strength };
        let paper = f32::from(255 - ink.get(x, y)) / 255.0;
        let [r, g, b] = FOUND.map(|v| ((255.0 + (v - 255.0) * strength) * paper).round() as u8);
        [r, g, b, 255]
    })
}
