mod operation;
mod session;

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;

use colorize_core::{Error, Limits};
use serde_json::json;

use self::session::{Session, Stop};
use crate::failure::Failure;
use crate::networks::NetworkArgs;
use crate::progress::cancelled;

/// Edit one drawing step by step: operations as JSON lines on standard input, an answer for each on standard output.
///
/// Each answer is one line: {"ok": {...}} or {"error": "words"}. After an error all is as it was, and the next line is
/// read. The document is coloured after each change, unless {"op": "color", "when": "end"} was said.
#[derive(clap::Args)]
#[command(after_help = crate::help(EXAMPLES))]
pub struct Args {
    /// The document to go on with: an OpenRaster file that was saved here, or one of a paint program, whose picture is
    /// taken as the drawing.
    #[arg(value_name = "FILE.ora")]
    file: Option<PathBuf>,
    /// Largest picture to take, in millions of pixels; memory goes with it.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=4000))]
    max_megapixels: u64,
    #[command(flatten, next_help_heading = "Networks")]
    networks: NetworkArgs,
}

const EXAMPLES: &str = r##"Examples:
  colorize document < operations.jsonl
  colorize document drawing.ora < operations.jsonl
  printf '%s\n' '{"op": "open", "drawing": "drawing.png"}' \
    '{"op": "add", "hint": {"point": [250, 60], "color": "#c03028"}}' \
    '{"op": "save", "file": "drawing.ora"}' | colorize document

Operations:
  {"op": "open", "drawing": PATH}                 begins anew; "reading": {"kind": "pencil", "max_side": 768, ...}
  {"op": "open", "document": PATH}                an OpenRaster file
  {"op": "add", "hint": {"point": [X, Y], "color": "#rrggbb"}}              answers the hint's id
      places: "point", "points" and "width", "region", "part", "mask"; "strength" 0 to 1
      "style": {"library": PATH, "name": NAME} or {"reference": PATH, "at": [X, Y]} beside "color" or in its place
      {"hint": {"picture": PATH}}: a transparent layer with colours painted on it; answers the ids of its blobs
  {"op": "change", "id": N, "hint": {...}}
  {"op": "move", "id": N, "to": {"point": [X, Y]}}
  {"op": "remove", "id": N}
  {"op": "words", "text": "light brown hair, green eyes"}
  {"op": "correct", "region": N, "label": "hair"}         null takes it back
  {"op": "options", "seed": 3, "shade": 1.5, "light": {"x": -1, "y": -1, "softness": 0.2}, "sheet": PATH or {...},
                    "withdraw": {"below": 0.8}, "palette": ["#rrggbb", ...],
                    "histogram": PATH or {"colors": [["#rrggbb", SHARE], ...]}}
                                                          what is left out stays; without any it tells them
  {"op": "several", "edits": [...]}                       as one step
  {"op": "lines", "drawing": PATH}                        the drawing with other lines; hints stay
  {"op": "blocks", "file": PATH.png}                      the colouring as areas of one colour each; "of": PATH.png
                                                          cuts another colouring of the drawing
  {"op": "blocks", "target": PATH.png}                    what was painted over them; "at": [X, Y], "color": "#rrggbb"
                                                          recolours one; what was not touched keeps its colours
  {"op": "references", "pictures": [{"colored": PATH, "line": PATH}, ...]}       takes over their colours; "line" may be
                                                          left out; {"op": "carry"} takes them away
  {"op": "proposals", "count": 6}                         other palettes for it; "folder": PATH takes a picture in each
  {"op": "take", "proposal": 2}                           one of them, from 1 on; they are kept until then
  {"op": "undo"}  {"op": "redo"}
  {"op": "hints"}  {"op": "parts"}                        what there is
  {"op": "color", "when": "each" or "end"}                after each change, or when a picture is asked for
  {"op": "picture", "file": PATH.png}                     "transparent": true leaves the ground open
  {"op": "layers", "folder": PATH}
  {"op": "save", "file": PATH.ora}

Answers after a change: "changed" is [left, top, right, bottom] of the pixels that differ, or null, and "layers" the
layers they are in. Boxes are in pixels; right and bottom are the first outside."##;

pub fn run(args: Args) -> Result<(), Failure> {
    let pixels = args.max_megapixels * 1_000_000;
    let limits = Limits::default().with_pixels(pixels).with_bytes(Limits::default().bytes.max(pixels * 24));
    let mut session = Session::new(args.networks.engine()?, limits, args.networks.usual_reading());
    if let Some(path) = &args.file {
        session.open_document(path).map_err(Failure::opening)?;
    }
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(Error::io("standard input"))?;
        if line.trim().is_empty() {
            continue;
        }
        let result = session.answer(&line);
        if cancelled() {
            return Err(Error::Cancelled.into());
        }
        let answer = match &result {
            Ok(answer) => json!({ "ok": answer }),
            Err(Stop::Refused(failure) | Stop::Ended(failure)) => json!({ "error": failure.message() }),
        };
        writeln!(out, "{answer}").and_then(|()| out.flush()).map_err(Error::io("standard output"))?;
        if let Err(Stop::Ended(failure)) = result {
            return Err(failure);
        }
    }
    Ok(())
}
