//! What regions are compared with.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use colorize_core::{Error, Plane, Result};

use crate::eval::truth;

/// Connected areas of less ink than `threshold`, from 1; 0 elsewhere.
pub fn flood_fill(ink: &Plane<u8>, threshold: u8) -> Plane<u32> {
    let paper = ink.map(|&ink| ink < threshold);
    let areas = truth::areas(paper.as_slice(), ink.width());
    let ids = areas.iter().zip(paper.as_slice()).map(|(&area, &paper)| if paper { area + 1 } else { 0 });
    Plane::from_vec(ink.width(), ink.height(), ids.collect()).expect("one a pixel")
}

/// The G'MIC program.
pub struct Gmic {
    program: PathBuf,
    folder: tempfile::TempDir,
}

/// `fx_colorize_lineart_smart 0,95,0,0,1,24,200,0,75,2,60,20,90,1,10,1,0` less its colouring: lines
/// are over 5 % of black, open shapes are closed, areas of more than 100 pixels grow into the rest.
const COMMANDS: &str = "luminance negate gt 12.75 close_binary 75,2,60,20,90,1,100,1 \
    +distance 0 mul[1] -1 eq[0] 0 label_fg[0] 0,0 +area_fg[0] 0,0 gt[2] 100 mul[0,2] watershed[0] [1],0 rm[1]";

impl Gmic {
    /// # Errors
    /// [`Error::Io`] if the program cannot be started.
    pub fn new(program: &Path) -> Result<Self> {
        let program = program.to_owned();
        let quiet =
            Command::new(&program).arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        quiet.map_err(Error::io(&program))?;
        let folder = tempfile::tempdir().map_err(Error::io("the folder for temporary files"))?;
        Ok(Self { program, folder })
    }

    /// The regions of a drawing, from 1; 0 where it finds none.
    pub fn regions(&self, ink: &Plane<u8>) -> Result<Plane<u32>> {
        let folder = tempfile::tempdir_in(self.folder.path()).map_err(Error::io(self.folder.path()))?;
        let (drawing, labels) = (folder.path().join("drawing.png"), folder.path().join("labels.png"));
        ink.map(|&ink| 255 - ink).save_gray8(&drawing)?;
        let run = Command::new(&self.program)
            .args(["-v", "0"])
            .arg(&drawing)
            .args(COMMANDS.split_whitespace())
            .arg("-o")
            .arg(&labels)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .map_err(Error::io(&self.program))?;
        let said = || String::from_utf8_lossy(&run.stderr).into_owned();
        if !run.status.success() {
            return Err(Error::Image(format!("{}: {}", self.program.display(), said())));
        }
        let read = image::open(&labels)
            .map_err(|error| Error::Image(format!("{}: {error}: {}", labels.display(), said())))?;
        let read = read.into_luma16();
        let ids = read.pixels().map(|pixel| u32::from(pixel.0[0])).collect();
        Plane::from_vec(read.width() as usize, read.height() as usize, ids)
    }
}
