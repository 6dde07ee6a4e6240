//! Colours a drawing while its lines change: `cargo run --release --example edited -- examples/drawings/sailor.png
//! colored.png`.

use colorize_core::{Device, Document, Engine, Hint, Limits, Raster, ReadOptions, Reading, Rgb};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, out] = &arguments[..] else { return Err("edited DRAWING OUT.png".into()) };

    let engine = Engine::new(Device::Cpu)?;
    let mut drawing = Raster::open(drawing, &Limits::default())?;
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?;
    let (width, height) = (drawing.width(), drawing.height());
    let mut document = Document::new(reading);
    document.add(Hint::point(3.0, 3.0, Rgb::from_hex(0xcf_e3ec)))?;

    // Somebody draws a line across the ground.
    for x in 0..width {
        for y in height / 16..height / 16 + 3 {
            drawing.set(x, y, [0, 0, 0, 255]);
        }
    }
    // Only what the change reaches is read again; hints and corrected parts stay at their places. Readings never change:
    // the one before is still what it was.
    let before = document.reading().clone();
    let changed = document.set_lines(&drawing)?;
    println!("{} regions, then {}", before.regions().len(), document.reading().regions().len());
    if let Some(changed) = changed {
        println!(
            "columns {}..{}, rows {}..{} differ",
            changed.left, changed.right, changed.top, changed.bottom
        );
    }
    Ok(document.color(None)?.picture().save(out)?)
}
