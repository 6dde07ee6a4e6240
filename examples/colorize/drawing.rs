use std::io::Read as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use colorize_core::{DrawingKind, Error, InkSource, Limits, Raster, RegionOptions};

use crate::failure::Failure;

/// The heading of these options in the help.
const READING: &str = "Reading the drawing";

/// The drawing and how it is cut into regions.
#[derive(Args)]
pub struct DrawingArgs {
    /// The line drawing: PNG, JPEG, WebP, TIFF or BMP; `-` reads it from standard input.
    pub drawing: PathBuf,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// How drawings are read and cut into regions.
#[derive(Args)]
pub struct ReadingArgs {
    /// Widest opening in a line that counts as closed, in pixels, 0 to 1000 [default: by the drawing].
    #[arg(long, value_name = "N", help_heading = READING, value_parser = clap::value_parser!(u32).range(0..=1000))]
    gap: Option<u32>,
    /// What kind of drawing it is: auto, line, pencil, photo, grey, halftone, undercoated or blue-pencil.
    #[arg(long, value_name = "KIND", help_heading = READING, default_value = "auto")]
    input: DrawingKind,
    /// Where the line is told from the paper.
    #[arg(long, value_enum, help_heading = READING, default_value = "auto")]
    ink: Ink,
    /// Least ink that counts as a line, 1 to 255: more finds fewer and darker lines.
    #[arg(long, value_name = "N", help_heading = READING, default_value_t = RegionOptions::default().ink_threshold,
        value_parser = clap::value_parser!(u8).range(1..))]
    ink_threshold: u8,
    /// Largest picture to take, in millions of pixels; memory goes with it.
    #[arg(long, value_name = "N", help_heading = READING, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=4000))]
    max_megapixels: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Ink {
    /// By alpha if much of the drawing is transparent, by lightness if lines are light on a dark ground, else by
    /// darkness.
    Auto,
    /// What is not transparent is line.
    Alpha,
    /// What is darker than the paper is line.
    Darkness,
    /// What is lighter than the ground is line, as on a blackboard or a blueprint.
    Lightness,
}

impl Deref for DrawingArgs {
    type Target = ReadingArgs;

    fn deref(&self) -> &ReadingArgs {
        &self.reading
    }
}

impl DrawingArgs {
    pub fn open(&self) -> Result<Raster, Failure> {
        let limits = self.limits();
        if !self.is_stdin() {
            return Ok(Raster::open(&self.drawing, &limits)?);
        }
        let mut bytes = Vec::new();
        let mut input = std::io::stdin().lock().take(limits.bytes + 1);
        input.read_to_end(&mut bytes).map_err(Error::io("standard input"))?;
        if bytes.len() as u64 > limits.bytes {
            let text =
                format!("standard input is over the limit of {} bytes; raise --max-megapixels", limits.bytes);
            return Err(Error::Limit(text).into());
        }
        Raster::decode(&bytes, &limits).map_err(|error| match error {
            Error::Image(text) => Error::Image(format!("standard input: {text}")).into(),
            Error::Limit(text) => Error::Limit(format!("standard input: {text}")).into(),
            other => other.into(),
        })
    }

    /// The file's path, unless it is standard input.
    pub fn path(&self) -> Option<&Path> {
        (!self.is_stdin()).then_some(&*self.drawing)
    }

    fn is_stdin(&self) -> bool {
        self.drawing.as_os_str() == "-"
    }
}

impl ReadingArgs {
    /// How large a picture may be.
    pub fn limits(&self) -> Limits {
        let pixels = self.max_megapixels * 1_000_000;
        // Decoding the deepest format takes 24 bytes a pixel.
        Limits::default().with_pixels(pixels).with_bytes(Limits::default().bytes.max(pixels * 24))
    }

    pub fn kind(&self) -> DrawingKind {
        self.input
    }

    pub fn ink(&self) -> InkSource {
        match self.ink {
            Ink::Auto => InkSource::Auto,
            Ink::Alpha => InkSource::Alpha,
            Ink::Darkness => InkSource::Darkness,
            Ink::Lightness => InkSource::Lightness,
        }
    }

    pub fn regions(&self) -> RegionOptions {
        RegionOptions::default().with_gap(self.gap).with_ink_threshold(self.ink_threshold)
    }
}
