use std::path::PathBuf;

use colorize_core::{
    ColorOptions, Document, Engine, Hint, Origin, Place, Plane, Prompt, Raster, Reading, Rgb, StyleGroup,
    Swatch,
};

use super::names;
use super::pick::{Change, Pick, Picked, Spot};
use crate::drawing::DrawingArgs;
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::output::{self, Folder};
use crate::progress::Progress;

/// Paint one place of a drawing in the style at one place of a coloured picture, or in a stored one.
///
/// The region at the place is painted, and nothing else changes; --rest colours the others, too.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    #[command(flatten)]
    pick: Pick,
    #[command(flatten)]
    drawing: DrawingArgs,
    /// The place in the drawing, in pixels from the left and top edge.
    #[arg(value_name = "X,Y")]
    to: Spot,
    /// Where to write the painted drawing, a PNG file.
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// What to take over, of colour, texture, gradation, pattern, highlight, shadow [default: all]; and painting, which
    /// takes networks with a style decoder.
    ///
    /// Texture is all that the surface shows, pattern only what repeats. Without colour the region keeps the colour it
    /// has in the drawing, or gets the one that its part gets by itself.
    #[arg(long, value_name = "GROUP,...", value_delimiter = ',', value_parser = super::group)]
    groups: Vec<StyleGroup>,
    #[command(flatten)]
    change: Change,
    /// How strongly, 0 to 1. A colour is always taken over whole.
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = super::strength, allow_hyphen_values = true)]
    strength: f32,
    /// Paint the regions that look like that one, too.
    #[arg(long)]
    follow: bool,
    /// Colour all other regions, too, as `colorize color` does.
    #[arg(long)]
    rest: bool,
    /// Folder for pictures: the place in the reference, the drawing, and what each group alone and all together make.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// Folder for the layers, as of `colorize color`; the texture has one of its own.
    #[arg(long, value_name = "DIR")]
    layers: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = "\
Examples:
  colorize style apply photo.jpg 420,310 drawing.png 250,400 -o painted.png
  colorize style apply cloth.png 60,60 drawing.png 250,400 -o painted.png --groups texture --rotate 30
  colorize style apply cloth.png 60,60 drawing.png 250,400 -o painted.png --rest --follow --pictures steps
  colorize style apply examples/styles/ours.styles \"red tartan\" drawing.png 250,400 -o painted.png --scale 0.5";

pub fn run(args: Args, quiet: bool) -> Result<(), Failure> {
    for input in [args.drawing.path(), Some(args.pick.reference.as_path())] {
        output::check(input, [args.output.as_path()])?;
    }
    let Picked { swatch, shown } = args.pick.pick(&args.drawing.limits(), &args.change)?;
    let drawing = args.drawing.open()?;
    let (width, height) = (drawing.width(), drawing.height());
    if !(0.0..width as f32).contains(&args.to.x) || !(0.0..height as f32).contains(&args.to.y) {
        let text = format!("the place {},{} is outside the drawing, {width}x{height}", args.to.x, args.to.y);
        return Err(Failure::argument(text));
    }
    let folders = [&args.pictures, &args.layers].map(|path| path.clone().map(Folder::new));
    let [pictures, layers] = folders;
    let (pictures, layers) = (pictures.transpose()?, layers.transpose()?);
    let engine = args.networks.engine()?;
    let chosen = chosen(&swatch, &args.groups, &engine)?;

    let progress = Progress::new(quiet);
    let options = args.networks.reading(&args.drawing);
    let reading = Reading::new(&engine, &drawing, &options, Some(&mut progress.task("reading", 0.0, 0.5)))?;
    progress.tell_kind(options.kind, reading.kind());
    let alone: Vec<StyleGroup> = chosen.style.groups().filter(|_| pictures.is_some()).collect();
    let steps = 1 + alone.len();
    let share = |step: usize| 0.5 + 0.5 * step as f32 / steps as f32;
    let painter = Painter { args: &args, drawing: &drawing, reading: &reading };
    let mut step = progress.task("painting", share(0), share(1));
    let (painted, made) = painter.paint(&chosen, &mut step)?;
    if let Some(folder) = &layers {
        made.write(folder.path()).map_err(Failure::writing)?;
    }
    if let Some(folder) = &pictures {
        let save = |name: &str, picture: &Raster| {
            picture.save(folder.path().join(format!("{name}.png"))).map_err(Failure::writing)
        };
        save("reference", &shown)?;
        if let Some(exemplar) = &chosen.exemplar {
            save("exemplar", exemplar.patch())?;
        }
        save("drawing", &drawing)?;
        save("all", &painted)?;
        for (i, group) in alone.into_iter().enumerate() {
            let mut step = progress.task(group.name(), share(i + 1), share(i + 2));
            save(group.name(), &painter.paint(&chosen.only(&[group]), &mut step)?.0)?;
        }
    }
    progress.finish()?;
    let bytes = painted.encode_png()?;
    [pictures, layers].into_iter().flatten().try_for_each(Folder::publish)?;
    output::write(&args.output, &bytes)
}

/// The groups of a style that are asked for and can be painted; tells which of those that were named are not.
fn chosen(swatch: &Swatch, named: &[StyleGroup], engine: &Engine) -> Result<Swatch, Failure> {
    let all = Swatch::new(super::paintable(swatch.style, engine), swatch.exemplar.clone());
    if named.is_empty() {
        return Ok(all);
    }
    let chosen = all.only(named);
    let mut faults = Vec::new();
    let absent: Vec<_> = named.iter().copied().filter(|&group| !swatch.style.has(group)).collect();
    if !absent.is_empty() {
        faults.push(format!(
            "the place shows no {}; it shows {}",
            names(absent),
            names(swatch.style.groups())
        ));
    }
    if named.iter().any(|&group| swatch.style.has(group) && !all.style.has(group)) {
        faults
            .push("the manner of painting takes a style decoder, which the bundled networks have not".into());
    }
    let text = faults.join("; ");
    if chosen.style.is_empty() {
        return Err(Failure::argument(text));
    }
    if !faults.is_empty() {
        eprintln!("colorize: warning: {text}");
    }
    Ok(chosen)
}

/// Paints one drawing with several styles.
struct Painter<'a> {
    args: &'a Args,
    drawing: &'a Raster,
    reading: &'a Reading,
}

impl Painter<'_> {
    fn paint(
        &self,
        swatch: &Swatch,
        progress: &mut dyn FnMut(f32) -> bool,
    ) -> Result<(Raster, colorize_core::Layers), Failure> {
        let Args { to, strength, follow, rest, .. } = self.args;
        let regions = self.reading.regions();
        let mut prompt = Prompt::new();
        if !swatch.style.has(StyleGroup::Color) {
            // What is coloured already keeps its colour.
            let own = self.own_colors().into_iter().enumerate();
            let hints =
                own.filter_map(|(i, color)| Some(Hint::region(i as u32 + 1, color?).with_follow(false)));
            prompt.hints.extend(hints);
        }
        let place = Place::Point { x: to.x, y: to.y };
        prompt.hints.push(Hint::swatch(place, swatch).with_strength(*strength).with_follow(*follow));
        let shade = if *rest { 1.0 } else { super::shade(&swatch.style) };
        let options = ColorOptions::default().with_shade(shade);
        let document = Document::new(self.reading.clone()).with_prompt(prompt)?.with_options(options)?;
        let layers = document.color(Some(progress))?;
        let picture = layers.picture();
        if *rest {
            return Ok((picture, layers));
        }
        let target = regions.at(to.x as usize, to.y as usize);
        let painted = |info: &colorize_core::RegionInfo| {
            Some(info.id) == target || info.textured || info.origin == Origin::Follow
        };
        let painted: Vec<bool> = layers.info().iter().map(painted).collect();
        let pixel = |x, y| {
            let id = regions.ids().get(x, y);
            if painted[id as usize - 1] { picture.get(x, y) } else { self.drawing.get(x, y) }
        };
        Ok((Plane::from_fn(self.drawing.width(), self.drawing.height(), pixel), layers))
    }

    /// The mean colour of each region in the drawing, by id - 1; `None` where it is paper.
    fn own_colors(&self) -> Vec<Option<Rgb>> {
        let regions = self.reading.regions();
        let mut sums = vec![[0u64; 4]; regions.len()];
        let pixels = self.drawing.as_slice().iter().zip(self.reading.ink().as_slice());
        for (&id, (&[r, g, b, alpha], &ink)) in regions.ids().as_slice().iter().zip(pixels) {
            if alpha == 255 && ink < 24 {
                let sum = &mut sums[id as usize - 1];
                sum.iter_mut().zip([r, g, b, 1]).for_each(|(sum, v)| *sum += u64::from(v));
            }
        }
        let mean = |[r, g, b, n]: &[u64; 4]| {
            let color = (*n > 0).then(|| Rgb::from([r, g, b].map(|sum| ((sum + n / 2) / n) as u8)))?;
            (color.delta_e(Rgb::WHITE) > 6.0).then_some(color)
        };
        sums.iter().map(mean).collect()
    }
}
