//! How well coloured pictures are cut into blocks.

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Parser;
use colorize_core::train::{Pair, Pairs};
use colorize_core::{Blocks, Error, Plane, Raster, Result, Rgb};

use super::table::{Table, number, publish};
use super::truth::{self, GROUND};
use super::{Common, mean};

/// True areas of fewer pixels are left out.
const LEAST: usize = 10;
/// How far a border may be off, in pixels.
const TOLERANCE: usize = 2;
/// Clusters of the k-means beside.
const CLUSTERS: usize = 12;

/// Measure how well coloured pictures are cut into blocks of one colour.
///
/// The truth's shaded pictures, with their lines, are cut by the partitioner and by k-means in Lab, and by others whose
/// results lie in --rival: SOURCE_NAME.png, a picture in which each block has a colour of its own. Beside the truth's
/// areas of one flat colour: the overlap of each true area with the block that fits it best (intersection over union,
/// the mean by area); the F-score of borders, 2 pixels off at most; the mean ΔE2000 of the blocks' colours to the true
/// flats over the figure; and how many blocks there are for each true area.
#[derive(Parser)]
pub struct Args {
    /// Folder of pairs.
    pairs: PathBuf,
    /// Folder of pictures that another program cut; may be given many times.
    #[arg(long = "rival", value_name = "DIR")]
    rivals: Vec<PathBuf>,
    /// Write the pictures that are cut, SOURCE_NAME.png, into this folder, for other programs to cut.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// File for the figures.
    #[arg(long)]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Overlap, F-score, ΔE2000, blocks a true area.
type Found = [f64; 4];

pub fn run(args: &Args) -> Result<()> {
    let engine = args.common.engine()?;
    let pairs = Pairs::open(&args.pairs)?.labelled(engine.labels());
    if let Some(folder) = &args.pictures {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    let found = args.common.measure(&pairs, 25, |pair| {
        if !truth::has_figure(pair) {
            return Ok(None);
        }
        let picture = shaded(pair);
        let file = format!("{}_{}.png", pair.source, pair.name.replace('/', "_"));
        if let Some(folder) = &args.pictures {
            picture.save(folder.join(&file))?;
        }
        let blocks = Blocks::partition(&engine, &picture)?.picture();
        let mut ways = vec![Some(measure(pair, &blocks)), Some(measure(pair, &k_means(&picture)))];
        for folder in &args.rivals {
            let path = folder.join(&file);
            let rival = path.exists().then(|| Raster::open(&path, &colorize_core::Limits::default()));
            ways.push(rival.transpose()?.map(|rival| measure(pair, &own_colors(&rival, &picture))));
        }
        Ok(Some(ways))
    })?;
    let mut names = vec!["partitioner".to_owned(), format!("k-means, {CLUSTERS}")];
    names.extend(args.rivals.iter().map(|folder| {
        folder
            .file_name()
            .map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
    }));
    let mut table = Table::new(
        "Blocks of shaded pictures beside the true flats",
        ["way", "source", "drawings", "overlap", "borders", "colour", "blocks a true one"],
    );
    for (way, name) in names.iter().enumerate() {
        let all = ("all", found.iter().flat_map(|(_, found)| found).collect::<Vec<_>>());
        let rows = found.iter().map(|(name, found)| (name.as_str(), found.iter().collect()));
        for (source, drawings) in rows.chain([all]) {
            let of_way: Vec<&Found> = drawings.iter().filter_map(|ways| ways[way].as_ref()).collect();
            let cell = |i: usize, digits| number(mean(of_way.iter().map(|found| found[i])), digits);
            let start = [name.clone(), source.into(), of_way.len().to_string()];
            table.row(start.into_iter().chain([cell(0, 3), cell(1, 3), cell(2, 2), cell(3, 2)]));
        }
    }
    publish(&[table], args.csv.as_deref())
}

/// The shaded truth with its lines.
fn shaded(pair: &Pair) -> Raster {
    let pixels = pair.shaded.as_slice().iter().zip(pair.line.as_slice()).map(|(color, &ink)| {
        let [r, g, b] = color.map(|v| (u16::from(v) * u16::from(255 - ink) / 255) as u8);
        [r, g, b, 255]
    });
    Plane::from_vec(pair.line.width(), pair.line.height(), pixels.collect()).expect("one a pixel")
}

/// Blocks that are told by colours of their own, in the mean colours of a picture.
fn own_colors(ids: &Raster, picture: &Raster) -> Raster {
    let mut sums = HashMap::<[u8; 4], [u64; 4]>::new();
    for (id, pixel) in ids.as_slice().iter().zip(picture.as_slice()) {
        let sum = sums.entry(*id).or_default();
        let add = [pixel[0], pixel[1], pixel[2], 1].map(u64::from);
        sum.iter_mut().zip(add).for_each(|(sum, v)| *sum += v);
    }
    let mean = |id: &[u8; 4]| {
        let [r, g, b, n] = sums[id];
        let [r, g, b] = [r, g, b].map(|sum| (sum / n) as u8);
        [r, g, b, 255]
    };
    ids.map(mean)
}

/// Lloyd's k-means of the pixels in Lab, from clusters spread over them.
fn k_means(picture: &Raster) -> Raster {
    let pixels: Vec<[f32; 3]> = picture
        .as_slice()
        .iter()
        .map(|&[r, g, b, _]| {
            let lab = Rgb::new(r, g, b).to_lab();
            [lab.l, lab.a, lab.b]
        })
        .collect();
    let away = |a: &[f32; 3], b: &[f32; 3]| (0..3).map(|c| (a[c] - b[c]).powi(2)).sum::<f32>();
    // Each further centre is the pixel farthest from all, of a few thousand.
    let some: Vec<[f32; 3]> = pixels.iter().step_by((pixels.len() / 4096).max(1)).copied().collect();
    let mut centers = vec![some[0]];
    while centers.len() < CLUSTERS {
        let nearest = |pixel: &[f32; 3]| centers.iter().map(|c| away(c, pixel)).fold(f32::INFINITY, f32::min);
        let farthest = some.iter().max_by(|a, b| nearest(a).total_cmp(&nearest(b)));
        centers.push(*farthest.expect("there are pixels"));
    }
    let nearest = |centers: &[[f32; 3]], pixel: &[f32; 3]| {
        (0..CLUSTERS).min_by(|&a, &b| away(&centers[a], pixel).total_cmp(&away(&centers[b], pixel)))
    };
    for _ in 0..12 {
        let mut sums = [[0.0f64; 4]; CLUSTERS];
        for pixel in &some {
            let sum = &mut sums[nearest(&centers, pixel).expect("clusters")];
            (0..3).for_each(|c| sum[c] += f64::from(pixel[c]));
            sum[3] += 1.0;
        }
        for (center, sum) in centers.iter_mut().zip(sums).filter(|(_, sum)| sum[3] > 0.0) {
            *center = std::array::from_fn(|c| (sum[c] / sum[3]) as f32);
        }
    }
    let colors = centers.iter().map(|&[l, a, b]| colorize_core::Lab { l, a, b }.to_rgb());
    let colors: Vec<Rgb> = colors.collect();
    let found =
        pixels.iter().map(|pixel| colors[nearest(&centers, pixel).expect("clusters")].with_alpha(255));
    Plane::from_vec(picture.width(), picture.height(), found.collect()).expect("one a pixel")
}

/// A picture of blocks beside the truth.
fn measure(pair: &Pair, blocks: &Raster) -> Found {
    let width = pair.line.width();
    let (truth, found) = (pair.flat_index.as_slice(), blocks.as_slice());
    let (true_areas, found_areas) = (truth::areas(truth, width), truth::areas(found, width));
    let mut sizes = [HashMap::<u32, usize>::new(), HashMap::new()];
    let mut both = HashMap::<(u32, u32), usize>::new();
    for (a, b) in true_areas.iter().zip(&found_areas) {
        *sizes[0].entry(*a).or_default() += 1;
        *sizes[1].entry(*b).or_default() += 1;
        *both.entry((*a, *b)).or_default() += 1;
    }
    let mut best = HashMap::<u32, f64>::new();
    for (&(a, b), &common) in &both {
        let overlap = common as f64 / (sizes[0][&a] + sizes[1][&b] - common) as f64;
        let best = best.entry(a).or_default();
        *best = best.max(overlap);
    }
    let large = |areas: &HashMap<u32, usize>| areas.values().filter(|&&size| size > LEAST).count();
    let counted: Vec<(u32, usize)> =
        sizes[0].iter().map(|(a, n)| (*a, *n)).filter(|(_, n)| *n > LEAST).collect();
    let total: usize = counted.iter().map(|(_, n)| n).sum();
    let overlap = counted.iter().map(|(a, n)| best[a] * *n as f64).sum::<f64>() / total as f64;
    let figure = (0..truth.len()).filter(|&i| truth[i] != 255 && usize::from(truth[i]) != GROUND);
    let color = mean(figure.map(|i| {
        let [r, g, b, _] = found[i];
        f64::from(Rgb::new(r, g, b).delta_e(pair.palette[usize::from(truth[i])].into()))
    }));
    let ratio = large(&sizes[1]) as f64 / counted.len().max(1) as f64;
    [overlap, f_score(&borders(truth, width), &borders(found, width), width), color, ratio]
}

/// The pixels at whose right or below another area begins.
fn borders<T: PartialEq>(values: &[T], width: usize) -> Vec<bool> {
    let other = |i: usize, j: usize| j < values.len() && values[i] != values[j];
    (0..values.len()).map(|i| (i % width + 1 < width && other(i, i + 1)) || other(i, i + width)).collect()
}

/// The F-score of borders that may be off by [`TOLERANCE`].
fn f_score(truth: &[bool], found: &[bool], width: usize) -> f64 {
    let share = |of: &[bool], near: &[bool]| {
        let near = widened(near, width);
        let all = of.iter().filter(|border| **border).count();
        let hit = of.iter().zip(near).filter(|(border, near)| **border && *near).count();
        if all == 0 { 1.0 } else { hit as f64 / all as f64 }
    };
    let (precision, recall) = (share(found, truth), share(truth, found));
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Everything within [`TOLERANCE`] of what is set.
fn widened(set: &[bool], width: usize) -> Vec<bool> {
    let height = set.len() / width;
    let reach = TOLERANCE as isize;
    let mut wide = vec![false; set.len()];
    for i in (0..set.len()).filter(|&i| set[i]) {
        let (x, y) = ((i % width) as isize, (i / width) as isize);
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (x, y) = (x + dx, y + dy);
                let inside = (0..width as isize).contains(&x) && (0..height as isize).contains(&y);
                if inside && dx * dx + dy * dy <= reach * reach {
                    wide[y as usize * width + x as usize] = true;
                }
            }
        }
    }
    wide
}
