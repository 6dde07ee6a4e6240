//! Fills what coloured trace lines bound, and paints the trace lines away: `cargo run --release --example trace_lines --
//! DRAWING OUT.png X Y`, where the area at X, Y gets a colour, and those inside shadow and highlight lines theirs.

use colorize_core::{Limits, Raster, RegionOptions, Rgb, TraceLine, Traced};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, out, x, y] = &arguments[..] else { return Err("trace_lines DRAWING OUT.png X Y".into()) };

    let drawing = Raster::open(drawing, &Limits::default())?;
    // Red lines bound highlights, blue ones shadows, green ones plain areas.
    let traced = Traced::read(&drawing, &TraceLine::usual(), &RegionOptions::default(), None)?;
    for (id, inside) in (1u32..).zip(traced.inside()) {
        if let Some(inside) = inside {
            let line = &traced.lines()[inside.line];
            println!("area {id} is inside a {} line, in area {}", line.name, inside.around);
        }
    }

    let mut colors = vec![None; traced.regions().len()];
    let id = traced.regions().at(x.parse()?, y.parse()?).ok_or("the spot is outside the drawing")?;
    colors[id as usize - 1] = Some(Rgb::from_hex(0xf2_c9a1));
    let colors = traced.with_meaning(&colors)?; // darker in shadows, lighter in highlights
    Ok(traced.picture(&colors, [255; 4])?.save(out)?)
}
