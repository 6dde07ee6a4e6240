//! Takes a character's colours from a coloured picture and gives them to another drawing: `cargo run --release
//! --example color_sheet -- COLORED DRAWING OUT.png`.

use colorize_core::{
    ColorOptions, ColorSheet, Device, Document, Engine, Limits, PartColor, Raster, ReadOptions, Reading, Rgb,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [colored, drawing, out] = &arguments[..] else {
        return Err("color_sheet COLORED DRAWING OUT.png".into());
    };

    let engine = Engine::new(Device::Cpu)?;
    let colored = Raster::open(colored, &Limits::default())?;
    let shown = Reading::new(&engine, &colored, &ReadOptions::default(), None)?;
    let mut sheet = ColorSheet::from_picture(&shown, &colored)?;
    // What the picture does not tell is put right by hand: here the face, with its cel shades.
    sheet.set_named(
        "face",
        [PartColor {
            normal: Rgb::from_hex(0xfb_dcc6),
            shadow: Some(Rgb::from_hex(0xe5_a997)),
            highlight: None,
        }],
    )?;
    println!("{}", sheet.to_json()); // the file of `colorize color --sheet`; `ColorSheet::from_json` reads it

    let drawing = Raster::open(drawing, &Limits::default())?;
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?;
    let document = Document::new(reading).with_options(ColorOptions::default().with_sheet(sheet))?;
    Ok(document.color(None)?.picture().save(out)?)
}
