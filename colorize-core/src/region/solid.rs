use super::run::{Rows, Run, areas};
use super::spread::{Nearest, Tiling};

/// Units of a level in a pixel.
const UNIT: f32 = 8.0;

#[derive(Clone, Copy)]
struct Core {
    start: u32,
    end: u32,
    /// Where its pixels begin among those of all holes.
    first: u32,
}

impl Run for Core {
    fn start(&self) -> u32 {
        self.start
    }

    fn end(&self) -> u32 {
        self.end
    }
}

/// The owners of the pixels of ink that have one for certain, 0 for the rest, if some ink is much thicker than lines, which are `line`
/// wide: the solid areas, from `next` on, and the soft edges around them. `near` is the nearest pixel of paper to each pixel
/// of ink, `full` which of the holes' pixels hide what is under them.
///
/// Where ink that is not full lets the paper's side shine through, at the soft edge of a solid area, the paper's
/// region begins: its colour is what must show there.
pub(super) fn solids(
    tiling: &Tiling,
    near: &Nearest,
    line: u32,
    next: u32,
    full: impl Fn(usize, u32) -> bool,
) -> Option<Vec<u32>> {
    let thick = thick_ink(line);
    // Levels are rounded.
    let thicker = |square: u32, level: f32| (square as f32).sqrt() * UNIT + 0.5 >= level + 1.0;
    if !near.square.iter().any(|&square| thicker(square, thick)) {
        return None;
    }
    let edge = (thick * 2.0 / 3.0).floor();
    let mut owners = vec![0; tiling.holes];
    let mut cores = Rows::default();
    for y in 0..tiling.tiles.len() {
        for tile in tiling.tiles.row(y).iter().filter(|tile| tile.hole()) {
            let mut core: Option<Core> = None;
            for (x, pixel) in (tile.start..).zip(tile.pixels()) {
                let square = near.square[pixel];
                if thicker(square, thick) {
                    let open = core.get_or_insert(Core { start: x, end: x, first: pixel as u32 });
                    open.end = x + 1;
                } else {
                    cores_push(&mut cores, core.take());
                    if !thicker(square, edge) && !full(y, x) {
                        owners[pixel] = near.owner[pixel];
                    }
                }
            }
            cores_push(&mut cores, core);
        }
        cores.end_row();
    }
    let mut inside = vec![0; tiling.holes];
    for (core, area) in cores.items().iter().zip(areas(&cores)) {
        inside[core.first as usize..][..(core.end - core.start) as usize].fill(next + area - 1);
    }
    // Rolling a disc inside the ink gives the core its rim back, but not the lines that end on it. The disc is free of
    // other tiles, so these hide nothing.
    let rim = tiling.nearest(Some(&inside), false);
    for ((owner, &square), &core) in owners.iter_mut().zip(&rim.square).zip(&rim.owner) {
        if *owner == 0 && core != 0 && (square as f32).sqrt() * UNIT <= thick {
            *owner = core;
        }
    }
    Some(owners)
}

fn cores_push(cores: &mut Rows<Core>, core: Option<Core>) {
    if let Some(core) = core {
        cores.push(core);
    }
}

/// The half-width above which ink is no line: 3 times that of the lines and over 3 pixels, in levels.
fn thick_ink(line: u32) -> f32 {
    (line as f32 * UNIT * 1.5).clamp(3.0 * UNIT, f32::from(u16::MAX)).floor()
}
