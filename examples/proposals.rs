//! Colours a drawing in four ways that clearly differ: `cargo run --release --example proposals --
//! examples/drawings/sailor.png folder`.

use std::path::Path;

use colorize_core::{Device, Document, Edit, Engine, Limits, Raster, ReadOptions, Reading, proposals};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, folder] = &arguments[..] else { return Err("proposals DRAWING FOLDER".into()) };

    let engine = Engine::new(Device::Cpu)?;
    let drawing = Raster::open(drawing, &Limits::default())?;
    let mut document = Document::new(Reading::new(&engine, &drawing, &ReadOptions::default(), None)?);

    // Each is a colour sheet: all parts in colours that go together. Another seed gives others.
    for (number, sheet) in (1..).zip(proposals(7, 4)) {
        document.apply(Edit::Sheet { sheet: Some(sheet) })?;
        document.color(None)?.picture().save(Path::new(folder).join(format!("{number}.png")))?;
    }
    Ok(())
}
