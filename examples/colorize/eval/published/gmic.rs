//! Colouring by another program: G'MIC's smart colouring of line art.

use std::path::PathBuf;
use std::process::Command;

use colorize_core::{Error, Limits, Plane, Raster, Result};

use super::rival::Spot;

/// The filter, told that a layer of colour spots lies over the drawing; all else as its dialog begins.
const FILTER: [&str; 2] = ["fx_colorize_lineart_smart", "1,95,0,0,1,24,200,0,75,2,60,20,90,1,10,1,0"];
/// The picture that the filter puts behind the two.
const COLORED: &str = "[2]";
/// Half the side of a spot in pixels: a click is too small for the filter to find.
const SPOT: usize = 2;

/// G'MIC's program.
pub struct Gmic(pub PathBuf);

impl Gmic {
    /// Its version, as it tells it.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it cannot be started.
    pub fn version(&self) -> Result<String> {
        let out =
            Command::new(&self.0).arg("version").output().map_err(|error| self.failed(&error.to_string()))?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        // Between codes that colour the terminal.
        let numbers =
            text.split(|c: char| !c.is_ascii_digit() && c != '.').map(|word| word.trim_matches('.'));
        let number = numbers.into_iter().find(|word| word.split('.').count() == 3);
        Ok(number.unwrap_or("of unknown version").to_owned())
    }

    /// Colours a drawing (0 paper, 255 line) by spots; no spot, no colour.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the program fails.
    pub fn color(&self, line: &Plane<u8>, spots: &[Spot]) -> Result<Raster> {
        let folder = tempfile::tempdir().map_err(Error::io("temporary folder"))?;
        let file = |name: &str| folder.path().join(name);
        line.map(|&ink| 255 - ink).save_gray8(file("line.png"))?;
        let mut layer = Plane::filled(line.width(), line.height(), [0; 4]);
        for &(x, y, color) in spots {
            let [r, g, b] = color.to_array();
            for y in y.saturating_sub(SPOT)..=(y + SPOT).min(line.height() - 1) {
                for x in x.saturating_sub(SPOT)..=(x + SPOT).min(line.width() - 1) {
                    layer.set(x, y, [r, g, b, 255]);
                }
            }
        }
        layer.save(file("spots.png"))?;
        let mut program = Command::new(&self.0);
        program.current_dir(folder.path()).args(["spots.png", "line.png"]).args(FILTER);
        let run = program.args([&format!("output{COLORED}"), "colored.png"]).output();
        let out = run.map_err(|error| self.failed(&error.to_string()))?;
        match Raster::open(file("colored.png"), &Limits::default()) {
            Ok(picture) => Ok(picture),
            Err(_) => Err(self.failed(String::from_utf8_lossy(&out.stderr).trim())),
        }
    }

    fn failed(&self, why: &str) -> Error {
        Error::InvalidArgument(format!("{} does not colour: {why}", self.0.display()))
    }
}
