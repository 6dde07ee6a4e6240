use plotters::prelude::*;

use super::metrics::Row;

/// Width and height of a plot, in pixels.
const SIZE: (u32, u32) = (960, 540);

/// Draws each figure over the steps, as SVG.
pub(super) fn svg(rows: &[Row]) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = String::new();
    let last = rows.last().map_or(1, |row| row.step);
    let values = || rows.iter().flat_map(|row| row.figures.iter().map(|(_, value)| *value));
    let highest = values().fold(0.0f32, f32::max).max(1e-3) * 1.05;
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.figures) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .x_label_area_size(36)
            .y_label_area_size(52)
            .build_cartesian_2d(0..last, 0.0..highest)?;
        chart.configure_mesh().x_desc("steps").light_line_style(WHITE).draw()?;
        for (i, name) in names.iter().enumerate() {
            let color = Palette99::pick(i).to_rgba();
            let points = rows.iter().filter_map(|row| {
                row.figures.iter().find(|(n, _)| n == *name).map(|(_, value)| (row.step, *value))
            });
            chart
                .draw_series(LineSeries::new(points, color.stroke_width(2)))?
                .label(name.as_str())
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color));
        }
        chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
        root.present()?;
    }
    Ok(text)
}
