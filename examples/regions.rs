//! Fills the region under a click, gaps in its lines or not: `cargo run --release --example regions --
//! examples/drawings/pigtails.png filled.png 256 60`.

use colorize_core::{InkSource, Limits, Plane, Raster, RegionMap, RegionOptions, Rgb, ink};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawing, out, x, y] = &arguments[..] else { return Err("regions DRAWING OUT.png X Y".into()) };

    let drawing = Raster::open(drawing, &Limits::default())?;
    let ink = ink(&drawing, InkSource::Auto);
    let regions = RegionMap::segment(&ink, &RegionOptions::default(), None)?; // no network runs
    println!("{} regions", regions.len());

    let fill = regions.fill_at(x.parse()?, y.parse()?).ok_or("the click is outside the drawing")?;
    for gap in &fill.leaks {
        println!("a plain bucket would leak from {:?} to {:?}", gap.from, gap.to);
    }
    if let Some(region) = regions.region(fill.id) {
        println!("region {} has {} pixels, and {} neighbours", fill.id, region.area, region.neighbours.len());
    }
    println!("its outline has {} corners", regions.contour(fill.id).iter().map(Vec::len).sum::<usize>());

    let picture = Plane::from_fn(drawing.width(), drawing.height(), |x, y| {
        let color = if regions.ids().get(x, y) == fill.id { Rgb::from_hex(0xe9_a23f) } else { Rgb::WHITE };
        let paper = u32::from(255 - ink.get(x, y));
        let [r, g, b] = color.to_array().map(|value| (u32::from(value) * paper / 255) as u8);
        [r, g, b, 255]
    });
    Ok(picture.save(out)?)
}
