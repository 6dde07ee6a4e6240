//! The losses of all runs in one plot.

use std::path::Path;

use colorize_core::{Error, Result, write_atomic};
use plotters::prelude::*;

/// Width and height of the plot, in pixels.
const SIZE: (u32, u32) = (960, 480);

/// A run's name, and its loss after so many steps as a share of the first.
type Curve = (String, Vec<(f32, f32)>);

/// Draws the losses that the runs wrote down, each as a share of its first one, as SVG.
///
/// # Errors
/// [`Error::Io`] if a file cannot be read or written.
pub fn draw(runs: &Path, path: &Path) -> Result<()> {
    let entries = std::fs::read_dir(runs).map_err(Error::io(runs))?;
    let mut folders: Vec<_> = entries.collect::<std::io::Result<_>>().map_err(Error::io(runs))?;
    folders.sort_by_key(|entry| entry.file_name());
    let mut curves = Vec::new();
    for folder in folders {
        let metrics = folder.path().join("metrics.csv");
        if metrics.is_file() {
            let text = std::fs::read_to_string(&metrics).map_err(Error::io(&metrics))?;
            curves.push((folder.file_name().to_string_lossy().into_owned(), losses(&text)));
        }
    }
    let text = svg(&curves).map_err(|error| Error::Image(format!("{}: {error}", path.display())))?;
    write_atomic(path, text.as_bytes())
}

/// The lines `step,loss,value`.
fn losses(metrics: &str) -> Vec<(f32, f32)> {
    let loss = |line: &str| {
        let (step, rest) = line.split_once(",loss,")?;
        Some((step.parse().ok()?, rest.parse().ok()?))
    };
    let all: Vec<(f32, f32)> = metrics.lines().filter_map(loss).collect();
    let first = all.first().map_or(1.0, |(_, first)| *first);
    all.into_iter().map(|(step, loss)| (step, loss / first)).collect()
}

fn svg(curves: &[Curve]) -> Result<String, Box<dyn std::error::Error>> {
    let points = || curves.iter().flat_map(|(_, points)| points);
    let last = points().map(|(step, _)| *step).fold(1.0, f32::max);
    let highest = points().map(|(_, loss)| *loss).fold(1.0, f32::max);
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .x_label_area_size(36)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..last, 0.0..1.05 * highest)?;
        chart.configure_mesh().x_desc("steps").y_desc("loss / first").light_line_style(WHITE).draw()?;
        for (i, (name, points)) in curves.iter().enumerate() {
            let color = Palette99::pick(i).to_rgba();
            chart
                .draw_series(LineSeries::new(points.iter().copied(), color.stroke_width(2)))?
                .label(name.as_str())
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color));
        }
        chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
        root.present()?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_shares_of_the_first() {
        let metrics = "step,figure,value\n50,loss,0.5\n50,anime error,0.2\n100,loss,0.25\n";
        assert_eq!(losses(metrics), [(50.0, 1.0), (100.0, 0.5)]);
    }
}
