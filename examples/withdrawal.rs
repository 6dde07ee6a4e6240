//! Colours only what it is sure of, so that nineteen in twenty regions are right: `cargo run --release --example
//! withdrawal -- examples/drawings/dress.png colored.png`.

use colorize_core::{
    ColorOptions, Device, Document, Engine, Limits, Raster, ReadOptions, Reading, Withdrawal,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, out] = &arguments[..] else { return Err("withdrawal DRAWING OUT.png".into()) };

    let engine = Engine::new(Device::Cpu)?;
    let calibration = engine.calibration().ok_or("the labeller does not know how sure it is")?;
    let below = calibration.threshold(0.95).ok_or("no threshold promises that much")?;

    let drawing = Raster::open(drawing, &Limits::default())?;
    let reading = Reading::new(&engine, &drawing, &ReadOptions::default(), None)?;
    let options = ColorOptions::default().with_withdraw(Withdrawal::default().with_below(below));
    let mut document = Document::new(reading).with_options(options)?;
    let layers = document.color(None)?;
    let left: Vec<u32> = layers.info().iter().filter(|info| info.withdrawn).map(|info| info.id).collect();
    println!("{} of {} regions are left to you, with slashes", left.len(), layers.info().len());

    // A person settles the first of them; what looks like it is surer then.
    if let Some(&id) = left.first() {
        let name = document.label_name(id).ok_or("a region of the drawing")?.to_owned();
        document.correct(id, &name)?;
    }
    Ok(document.color(None)?.picture().save(out)?)
}
