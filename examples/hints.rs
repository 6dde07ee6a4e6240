//! Colours a drawing by hints: `cargo run --release --example hints -- examples/drawings/dress.png colored.png`.

use colorize_core::{
    Device, Document, Edit, Engine, Hint, Limits, Prompt, Raster, ReadOptions, Reading, Rgb,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, out] = &arguments[..] else { return Err("hints DRAWING OUT.png".into()) };

    let engine = Engine::new(Device::Cpu)?; // once a program
    let drawing = Raster::open(drawing, &Limits::default())?;
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?; // once a drawing

    // At a spot, along a stroke, on a part wherever it is. Regions of the same kind follow; later hints win.
    let (x, y) = (drawing.width() as f32 / 2.0, drawing.height() as f32 / 8.0);
    let hints = [
        Hint::part("hair", Rgb::from_hex(0x80_503a)),
        Hint::point(x, y, Rgb::from_hex(0xc0_3028)),
        Hint::stroke(vec![(0.0, 0.0), (9.0, 9.0)], 3.0, Rgb::WHITE),
    ];
    let mut document = Document::new(reading).with_prompt(Prompt::from(hints))?;
    document.color(None)?.picture().save(out)?;

    // What a user changes costs little: nothing is read again. `document.undo()` takes it back.
    let id = document.hint_ids()[1];
    document.apply(Edit::Change { id, hint: Hint::point(x, y, Rgb::from_hex(0x28_60c0)) })?;
    document.color(Some(&mut |done| {
        eprintln!("{:3.0}%", 100.0 * done);
        true // go on
    }))?;
    Ok(())
}
