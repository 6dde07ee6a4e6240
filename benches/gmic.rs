//! How fast regions are found beside G'MIC's smart colouring of line art: `cargo bench --bench gmic`, with the G'MIC
//! program in the path, or named by the environment variable `GMIC`. Linux only: times are read from `/proc`.
//!
//! G'MIC reads the drawing, finds its regions and writes them in colours; ours takes what line covers each pixel from
//! the picture in memory and finds the regions. Of G'MIC's time, reading and writing are a twentieth at most.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use colorize_core::synth::{SynthOptions, draw};
use colorize_core::{InkSource, Plane, Raster, RegionMap, RegionOptions, ink};

const ARGUMENTS: [&str; 2] = ["fx_colorize_lineart_smart", "0,95,0,0,1,24,200,0,75,2,60,20,90,1,10,1,0"];
/// Runs of ours in a row, for user time comes in hundredths of a second.
const REPEATS: u32 = 20;

fn main() {
    let program = std::env::var("GMIC").unwrap_or_else(|_| "gmic".into());
    if Command::new(&program).arg("version").output().is_err() {
        println!("{program} cannot be started; install G'MIC, or name it by GMIC");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    println!("side   ours: wall ms  user ms   G'MIC: wall ms  user ms   ratio: wall  user   regions");
    for side in [1600, 3840] {
        let line =
            draw(5, &SynthOptions { size: side, ..SynthOptions::default() }).expect("a valid size").line;
        let path = folder.path().join("drawing.png");
        line.map(|&ink| 255 - ink).save_gray8(&path).expect("a drawing is written");
        let drawing: Raster = line.map(|&ink| [255 - ink, 255 - ink, 255 - ink, 255]);
        let mut found = 0;
        let ours = timed(REPEATS, || found = regions(&drawing));
        let theirs = timed(1, || gmic(&program, &path));
        println!(
            "{side:4} {:15.0} {:8.0} {:17.0} {:8.0} {:13.1} {:5.1} {found:9}",
            ours.0,
            ours.1,
            theirs.0,
            theirs.1,
            theirs.0 / ours.0,
            theirs.1 / ours.1,
        );
    }
}

fn regions(drawing: &Raster) -> usize {
    let ink: Plane<u8> = ink(drawing, InkSource::Darkness);
    RegionMap::segment(&ink, &RegionOptions::default(), None).expect("a drawing").len()
}

fn gmic(program: &str, drawing: &Path) {
    let done = Command::new(program)
        .args(["-v", "0"])
        .arg(drawing)
        .args(ARGUMENTS)
        .arg("-o")
        .arg(drawing.with_file_name("colored.png"))
        .output()
        .expect("it was started before");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Wall and user milliseconds of one run.
fn timed(repeats: u32, mut run: impl FnMut()) -> (f64, f64) {
    run();
    let (start, user) = (Instant::now(), user_time());
    (0..repeats).for_each(|_| run());
    let each = |milliseconds: f64| milliseconds / f64::from(repeats);
    (each(start.elapsed().as_secs_f64() * 1e3), each(user_time() - user))
}

/// User time of this process and of those it waited for, in milliseconds.
fn user_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    // Fields after the name in brackets: utime is the 12th, cutime the 14th, in hundredths of a second.
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields[field].parse::<f64>().expect("a number");
    10.0 * (ticks(11) + ticks(13))
}
