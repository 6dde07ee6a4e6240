//! Writes the layers of a coloured drawing, and stacks them as a paint program does: `cargo run --release --example
//! layers -- examples/drawings/suit.png folder`.

use std::path::Path;

use colorize_core::{Device, Document, Engine, Limits, Plane, Raster, ReadOptions, Reading};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, folder] = &arguments[..] else { return Err("layers DRAWING FOLDER".into()) };

    let engine = Engine::new(Device::Cpu)?;
    let drawing = Raster::open(drawing, &Limits::default())?;
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?;
    let layers = Document::new(reading).color(None)?;
    layers.write(folder)?;

    // Without the shade: flats and line over white paper.
    let flat = Plane::from_fn(layers.width(), layers.height(), |x, y| {
        over(layers.line().get(x, y), over(layers.flats().get(x, y), [255; 4]))
    });
    flat.save(Path::new(folder).join("flat-picture.png"))?;

    for region in layers.info().iter().filter(|region| region.area > 1000) {
        let color = region.color.map_or("open".to_owned(), |color| color.to_string());
        println!("{:3} {:13} {color:8} {:3.0}% sure", region.id, region.label_name, 100.0 * region.certainty);
    }
    Ok(())
}

/// Straight alpha, normal mode, over an opaque colour.
fn over(above: [u8; 4], below: [u8; 4]) -> [u8; 4] {
    let alpha = u32::from(above[3]);
    let mix =
        |i: usize| ((u32::from(above[i]) * alpha + u32::from(below[i]) * (255 - alpha) + 127) / 255) as u8;
    [mix(0), mix(1), mix(2), 255]
}
