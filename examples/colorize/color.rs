use std::path::{Path, PathBuf};

use colorize_core::{
    ColorOptions, ColorSheet, Document, Engine, Error, Hint, Histogram, Light, Limits, Prompt, Raster,
    Reading, Rgb, Slashes, Withdrawal, Words,
};

use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::output::{self, Folder};
use crate::preview;
use crate::progress::Progress;
use crate::style::named::{Sources, StyleHint};

/// Longest side of a picture on the contact sheet, in pixels.
const THUMBNAIL: usize = 400;

/// Colour a drawing.
///
/// Without hints the colours are chosen for the parts the drawing shows; --seed gives others. A region with a
/// hint in it gets exactly that colour, and regions of the same part follow it.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    drawing: DrawingArgs,
    /// Where to write the coloured picture, a PNG file; with --proposals, the contact sheet.
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// A colour at a spot, in pixels from the left and top edge; may be given many times.
    ///
    /// Two colours in one region that leaks divide it where it is narrowest; in one room, the later holds.
    #[arg(long = "hint", value_name = "X,Y=#RRGGBB", allow_hyphen_values = true)]
    hints: Vec<Hint>,
    /// A stored style, or the one at a place of a picture, for a spot; may be given many times.
    #[arg(long = "style", value_name = "X,Y=FILE.styles:NAME|X,Y=PICTURE:X,Y", allow_hyphen_values = true)]
    styles: Vec<StyleHint>,
    /// Hints from a JSON file: spots, strokes, regions and parts; those of --style and then of --hint come after and win.
    ///
    /// A hint's style can be named by where it is found, a path from the folder in which the tool runs; its groups, range
    /// and change may be left out:
    /// "style": {"library": "cloth.styles", "name": "tartan", "groups": ["pattern"], "change": {"rotate": 30, "scale": 0.5}}
    /// or "style": {"reference": "photo.jpg", "at": [420, 310], "range": "large"}.
    #[arg(long = "hints", value_name = "FILE.json")]
    hint_file: Option<PathBuf>,
    /// Parts and their colours in words, English or Japanese; hints of --hints and --hint come after and win.
    ///
    /// What was understood is printed, and each word that was not is told on stderr.
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// The character's colours, a JSON file or a GIMP palette; parts that it does not name are chosen as without it.
    ///
    /// `colorize palette` takes them from a coloured picture.
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// The colours of a picture, and how much there is of each: the parts take such colours of it that this one gets
    /// nearly as much of each. --seed and --proposals give other ways of doing so.
    #[arg(long, value_name = "PICTURE", conflicts_with = "sheet")]
    histogram: Option<PathBuf>,
    /// Folder for the layers: line, flats, shade, regions, labels, confidence and layers.json.
    ///
    /// It is made if it is not there; files in it are replaced. With --proposals each has a folder in it: 1, 2, ...
    #[arg(long, value_name = "DIR")]
    layers: Option<PathBuf>,
    /// Which automatic colours: 0 are the default ones, every other number gives others.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Colour it N times, each time with clearly different colours, 1 to 99.
    ///
    /// If N is over 1, OUT.png becomes a contact sheet with numbers, and the pictures are beside it: OUT-1.png,
    /// OUT-2.png, ... To go on with one of them, give its number to --pick, and the same --seed.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=99))]
    proposals: u8,
    /// Take the colours of this proposal, 1 to 99.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "proposals",
        value_parser = clap::value_parser!(u8).range(1..=99))]
    pick: u8,
    /// How strong shade and light are: 0 none, 1 as drawn by the network, up to 2.
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = shade, allow_hyphen_values = true)]
    shade: f32,
    /// Where the light comes from: X to the right and Y down, -1 to 1 each, and how soft it is, 0 to 1.
    ///
    /// Softness 0 gives hard edges, as in cel shading, 1 soft ones; it is 0.5 if left out. Without --light the
    /// network chooses.
    #[arg(long, value_name = "X,Y[,SOFTNESS]", value_parser = light, allow_hyphen_values = true)]
    light: Option<Light>,
    /// Leave regions uncoloured, with slashes, whose part is less certain than F, 0 to 1.
    #[arg(long, value_name = "F", value_parser = unit, group = "withdrawing", help_heading = WITHDRAWING)]
    withdraw: Option<f32>,
    /// Leave as many regions uncoloured as it takes for a share F of the others to be right, such as 0.95.
    ///
    /// The weights know from drawings with known parts what that takes: `colorize eval calibration`.
    #[arg(long, value_name = "F", value_parser = unit, group = "withdrawing", help_heading = WITHDRAWING)]
    accuracy: Option<f32>,
    /// From one slash to the next, in pixels, 2 to 4096 [default: by the drawing].
    #[arg(long, value_name = "N", requires = "withdrawing", help_heading = WITHDRAWING, value_parser = clap::value_parser!(u16).range(2..=4096))]
    slash_spacing: Option<u16>,
    /// How slashes run, in degrees from the horizontal, counterclockwise.
    #[arg(long, value_name = "DEGREES", default_value_t = 45.0, requires = "withdrawing", help_heading = WITHDRAWING, allow_hyphen_values = true)]
    slash_angle: f32,
    /// The two colours of slashes.
    #[arg(long, value_name = "#RRGGBB", num_args = 2, requires = "withdrawing", help_heading = WITHDRAWING)]
    slash_colors: Option<Vec<Rgb>>,
    /// Leave the ground transparent instead of white.
    #[arg(long)]
    transparent: bool,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

/// The heading of these options in the help.
const WITHDRAWING: &str = "Withdrawing";

const EXAMPLES: &str = "\
Examples:
  colorize color drawing.png -o colored.png
  colorize color drawing.png -o colored.png --hint 250,80=#c03028 --hint 240,300=#ffffff
  colorize color drawing.png -o colored.png --words \"light brown hair, white shirt with a dark blue ribbon\"
  colorize color drawing.png -o colored.png --words \"left eye blue, right eye green\"      as the viewer sees it
  colorize color drawing.png -o colored.png --style 250,400=cloth.styles:tartan --style 240,300=photo.jpg:420,310
                                             a stored style here, the one of a photograph there
  colorize color drawing.png -o colored.png --hints hints.json --sheet mika.json
  colorize color drawing.png -o many.png --proposals 9       many.png, many-1.png ... many-9.png
  colorize color drawing.png -o fourth.png --pick 4          the fourth of them alone
  colorize color drawing.png -o colored.png --histogram sunset.jpg
  colorize color drawing.png -o colored.png --layers layers --transparent
  colorize color drawing.png -o colored.png --light -1,-1,0.2 --shade 1.5
  colorize color drawing.png -o colored.png --accuracy 0.95 --layers layers      nineteen in twenty are right
  curl https://example.org/drawing.png | colorize color - -o colored.png

Hints file:
  {\"hints\": [{\"x\": 250, \"y\": 80, \"color\": \"#c03028\"}, {\"part\": \"hair\", \"color\": \"#80503a\"},
             {\"part\": \"eye:left\", \"color\": \"#3a6fb0\"},
             {\"points\": [[10, 20], [40, 25]], \"width\": 5, \"color\": \"#5fa3a3\"},
             {\"region\": 7, \"color\": \"#e9a23f\"},
             {\"x\": 250, \"y\": 400, \"style\": {\"library\": \"cloth.styles\", \"name\": \"tartan\"}},
             {\"part\": \"bottom\", \"style\": {\"reference\": \"photo.jpg\", \"at\": [420, 310]}, \"follow\": false}]}

Colour sheet:
  {\"name\": \"Mika\", \"parts\": {\"hair\": \"#80503a\", \"top\": [\"#5fa3a3\", \"#f4efe6\"]}}";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    let files = args.files();
    output::check(args.drawing.path(), files.iter().map(PathBuf::as_path))?;
    let mut prompt = args.prompt()?;
    let own = args.sheet()?;
    let histogram = args.histogram()?;
    let layers_folder = args.layers.clone().map(Folder::new).transpose()?;
    let drawing = args.drawing.open()?;
    prompt.check(drawing.width(), drawing.height())?;
    let engine = args.networks.engine()?;

    if let Some(text) = &args.words {
        let words = read_words(text, &engine);
        prompt = words.hints().chain(prompt.hints).collect();
    }
    if let (Some(path), Some(own)) = (&args.sheet, &own) {
        own.check(engine.labels()).map_err(within(path))?;
    }
    let withdraw = args.withdrawal(&engine)?;

    let progress = Progress::new(quiet);
    let total = 1 + if args.pick > 1 { 1 } else { args.proposals };
    let share = |done: usize| done as f32 / f32::from(total);
    let options = args.networks.reading(&args.drawing);
    let mut step = progress.task("reading", 0.0, share(1));
    let reading = Reading::new(&engine, &drawing, &options, Some(&mut step))?;
    progress.tell_kind(options.kind, reading.kind());
    let options = ColorOptions::default()
        .with_seed(args.seed)
        .with_light(args.light)
        .with_shade(args.shade)
        .with_withdraw(withdraw)
        .with_histogram(histogram);
    let mut document = Document::new(reading).with_prompt(prompt)?.with_options(options.clone())?;
    let sheets = args.sheets(&document, own.as_ref());
    let mut pictures = Vec::new();
    let mut thumbnails = Vec::new();
    for (i, sheet) in sheets.into_iter().enumerate() {
        document.set_options(options.clone().with_sheet(sheet))?;
        let mut step = progress.task("colouring", share(i + 1), share(i + 2));
        let layers = document.color(Some(&mut step))?;
        let picture = layers.picture();
        let shown = if args.transparent { &layers.cut_out() } else { &picture };
        pictures.push(shown.encode_png()?);
        if args.proposals > 1 {
            thumbnails.push(picture.shrunk(THUMBNAIL));
        }
        if let Some(folder) = &layers_folder {
            let name = if args.proposals > 1 { (i + 1).to_string() } else { String::new() };
            layers.write(folder.path().join(name)).map_err(Failure::writing)?;
        }
    }
    if args.proposals > 1 {
        pictures.push(preview::contact_sheet(&thumbnails).encode_png()?);
    }
    progress.finish()?;
    if let Some(folder) = layers_folder {
        folder.publish()?;
    }
    files.iter().zip(&pictures).try_for_each(|(path, bytes)| output::write(path, bytes))
}

impl Args {
    /// All pictures to be written, the one that was asked for by name last.
    fn files(&self) -> Vec<PathBuf> {
        let numbered = |i: u8| numbered(&self.output, i);
        let proposals = (1..=self.proposals).filter(|_| self.proposals > 1).map(numbered);
        proposals.chain([self.output.clone()]).collect()
    }

    fn withdrawal(&self, engine: &Engine) -> Result<Option<Withdrawal>, Failure> {
        let promised = self.accuracy.map(|accuracy| {
            let known = engine.calibration().ok_or_else(|| {
                Failure::model(
                    "the weights do not know how sure they are; run `colorize eval calibration --store`",
                )
            })?;
            known.threshold(accuracy).ok_or_else(|| {
                Failure::argument(format!("no threshold makes a share of {accuracy} right; ask for less"))
            })
        });
        let Some(below) = promised.transpose()?.or(self.withdraw) else { return Ok(None) };
        let colors = self.slash_colors.as_ref();
        let slashes = Slashes::default()
            .with_spacing(self.slash_spacing.map(f32::from))
            .with_angle(self.slash_angle)
            .with_colors(colors.map_or(Slashes::default().colors, |colors| [colors[0], colors[1]]));
        Ok(Some(Withdrawal::default().with_below(below).with_slashes(slashes)))
    }

    fn prompt(&self) -> Result<Prompt, Failure> {
        let mut sources = Sources::new(self.drawing.limits());
        let mut prompt = match &self.hint_file {
            Some(path) => sources.prompt(&text(path)?).map_err(|failure| failure.within(path))?,
            None => Prompt::new(),
        };
        for style in &self.styles {
            prompt.hints.push(sources.hint(style)?);
        }
        prompt.hints.extend(self.hints.iter().cloned());
        Ok(prompt)
    }

    /// The colours that were asked for.
    fn sheet(&self) -> Result<Option<ColorSheet>, Failure> {
        let read = |path: &PathBuf| ColorSheet::from_text(&text(path)?).map_err(within(path));
        self.sheet.as_ref().map(read).transpose()
    }

    /// The colours that a picture has.
    fn histogram(&self) -> Result<Option<Histogram>, Failure> {
        let read =
            |path: &PathBuf| Histogram::of(&Raster::open(path, &Limits::default())?).map_err(within(path));
        self.histogram.as_ref().map(read).transpose()
    }

    /// The colours of each picture: what was asked for over the document's own proposals.
    fn sheets(&self, document: &Document, own: Option<&ColorSheet>) -> Vec<ColorSheet> {
        let mut sheets = document.proposals(self.proposals.max(self.pick).into());
        if let Some(own) = own {
            for sheet in &mut sheets {
                sheet.overlay(own);
            }
        }
        if self.pick > 1 { sheets.split_off(usize::from(self.pick) - 1) } else { sheets }
    }
}

/// Reads wishes in words, and tells what was understood, and what was not.
fn read_words(text: &str, engine: &Engine) -> Words {
    let words = Words::read(text, engine.labels());
    for wish in &words.wishes {
        println!("{} {}  {}", wish.color, wish.parts.join(", "), &text[wish.color_at.clone()]);
    }
    for unknown in &words.unknown {
        eprintln!("colorize: warning: {unknown}");
    }
    words
}

/// `OUT-3.png` for `OUT.png`.
fn numbered(path: &Path, number: u8) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}."));
    name.push(path.extension().unwrap_or_default());
    path.with_file_name(name)
}

fn text(path: &Path) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(path).map_err(Error::io(path))?)
}

/// Puts the path in front of what is wrong in the file.
fn within(path: &Path) -> impl FnOnce(Error) -> Failure {
    move |error| Failure::argument(format!("{}: {error}", path.display()))
}

pub fn unit(text: &str) -> Result<f32, String> {
    let value = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(format!("{value} is outside 0 to 1")) }
}

pub fn shade(text: &str) -> Result<f32, String> {
    let value = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.0..=2.0).contains(&value) { Ok(value) } else { Err(format!("{value} is outside 0 to 2")) }
}

fn light(text: &str) -> Result<Light, String> {
    let numbers: Result<Vec<f32>, _> = text.split(',').map(|number| number.trim().parse()).collect();
    let (x, y, softness) = match numbers.as_deref() {
        Ok(&[x, y]) => (x, y, 0.5),
        Ok(&[x, y, softness]) => (x, y, softness),
        _ => return Err("write x,y or x,y,softness, such as -1,-1,0.5".into()),
    };
    for (name, value, least) in [("x", x, -1.0), ("y", y, -1.0), ("softness", softness, 0.0)] {
        if !(least..=1.0).contains(&value) {
            return Err(format!("{name} {value} is outside {least} to 1"));
        }
    }
    Ok(Light { x, y, softness })
}
