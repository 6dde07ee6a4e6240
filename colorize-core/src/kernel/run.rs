//! Runs programs: whole, or in strips that fit into little memory.

use std::sync::{Mutex, PoisonError};

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::attention::Attention;
use super::buffer::Buffer;
use super::level::Level;
use super::norm;
use super::plan::Plan;
use super::program::{After, Program, Step};
use super::shape::Shape;
use super::source::Source;
use super::swish::gate;
use super::winograd::{self, TILE, Tile};

/// Tiles from which on a job is worth a thread's while.
const JOB: usize = 48;

/// Buffers for a run, kept for the next one.
#[derive(Default)]
pub(crate) struct Workspace {
    slots: Vec<Buffer>,
    output: Buffer,
    scratches: Scratches,
}

/// What the threads work on, one each.
pub(super) type Scratches = Mutex<Vec<Scratch>>;

#[derive(Default)]
pub(super) struct Scratch {
    tiles: Vec<Tile>,
    points: winograd::Scratch,
    row: Vec<f32>,
    before: Vec<f32>,
    halved_before: Vec<f32>,
}

impl Workspace {
    /// Bytes of the buffers.
    pub(crate) fn bytes(&self) -> usize {
        4 * self.slots.iter().chain([&self.output]).map(|buffer| buffer.len()).sum::<usize>()
    }
}

impl Program {
    /// Runs on whole pictures: `size` is height and width of the first input, sides multiples of
    /// [`Program::granularity`]. Buffers beside inputs and output take at most `ceiling` bytes where strips can help.
    pub(crate) fn run<'a>(
        &self,
        inputs: &[&[f32]],
        size: [usize; 2],
        ceiling: usize,
        workspace: &'a mut Workspace,
    ) -> &'a [f32] {
        self.check(inputs, size);
        let [height, width] = self.size(self.last().map, size);
        let row = width * self.last().outputs;
        let mut y = std::mem::take(&mut workspace.output);
        y.grown(height * row);
        let plans = Plan::strips(self, size, ceiling / 4);
        if plans.len() > 1 {
            log::debug!("{}x{} goes through the network in {} strips", size[1], size[0], plans.len());
        }
        for plan in plans {
            let (&out, lengths) = plan.lengths.split_last().expect("there is an output");
            let buffers = workspace.slots.len().max(lengths.len());
            workspace.slots.resize_with(buffers, Buffer::default);
            for (slot, &length) in workspace.slots.iter_mut().zip(lengths) {
                slot.grown(length);
            }
            for step in &self.steps {
                let last = step.map == self.last().map;
                let mut own = if last {
                    Buffer::default()
                } else {
                    std::mem::take(&mut workspace.slots[plan.slot[step.map]])
                };
                let mut halved = step.halved.map(|map| std::mem::take(&mut workspace.slots[plan.slot[map]]));
                let rows = plan.rows[step.map].clone();
                let taps = step.taps.iter().map(|tap| {
                    if tap.map < self.inputs {
                        return self.source(tap.map, tap.doubled, inputs[tap.map], 0, size);
                    }
                    let values = &workspace.slots[plan.slot[tap.map]];
                    self.source(tap.map, tap.doubled, values, plan.rows[tap.map].start, size)
                });
                let sources: Vec<Source<'_>> = taps.collect();
                let [_, width] = self.size(step.map, size);
                let target = if last {
                    &mut y[rows.start * row..][..out]
                } else {
                    &mut own[..rows.len() * width * step.outputs]
                };
                let half = halved.as_deref_mut().unwrap_or(&mut []);
                let layer =
                    Layer { level: self.level, step, size: self.size(step.map, size), sources: &sources };
                layer.run(rows.start, Target { y: target, halved: half }, None, &workspace.scratches);
                drop(sources);
                if !last {
                    workspace.slots[plan.slot[step.map]] = own;
                }
                if let (Some(map), Some(halved)) = (step.halved, halved) {
                    workspace.slots[plan.slot[map]] = halved;
                }
            }
        }
        workspace.output = y;
        &workspace.output[..height * row]
    }

    /// The most bytes that a run of this size holds beside inputs and output.
    pub(crate) fn bytes(&self, size: [usize; 2], ceiling: usize) -> usize {
        4 * Plan::strips(self, size, ceiling / 4).iter().map(Plan::buffers).max().unwrap_or(0)
    }

    pub(super) fn check(&self, inputs: &[&[f32]], size: [usize; 2]) {
        assert_eq!(inputs.len(), self.inputs);
        let grain = self.granularity();
        assert!(size.iter().all(|side| *side > 0 && side.is_multiple_of(grain)), "{size:?} / {grain}");
        for (map, input) in inputs.iter().enumerate() {
            assert_eq!(input.len(), self.length(map, size), "input {map}");
        }
    }

    pub(super) fn source<'a>(
        &self,
        map: usize,
        doubled: bool,
        values: &'a [f32],
        first: usize,
        size: [usize; 2],
    ) -> Source<'a> {
        let [height, width] = self.size(map, size);
        Source { values, first, height, width, channels: self.maps[map].channels, doubled }
    }
}

/// Whether any bit differs: equal zeros of other signs do, and a NaN does not differ from itself.
pub(super) fn differ(a: &[f32], b: &[f32]) -> bool {
    a.iter().zip(b).any(|(a, b)| a.to_bits() != b.to_bits())
}

/// A step on maps of a size.
pub(super) struct Layer<'a> {
    pub(super) level: Level,
    pub(super) step: &'a Step,
    /// Height and width of what it makes.
    pub(super) size: [usize; 2],
    pub(super) sources: &'a [Source<'a>],
}

/// Where a layer writes: rows of its map, and of the halved one (empty if there is none).
pub(super) struct Target<'a> {
    pub(super) y: &'a mut [f32],
    pub(super) halved: &'a mut [f32],
}

/// What changed: 1 at each changed pixel.
pub(super) struct Marks<'a> {
    /// By source; empty if nothing did.
    pub(super) seen: &'a [&'a [u8]],
    pub(super) y: &'a mut [u8],
    pub(super) halved: &'a mut [u8],
}

/// Rows of tiles that one thread computes.
struct Job<'a> {
    top: usize,
    target: Target<'a>,
    marks: Option<Marks<'a>>,
}

impl Layer<'_> {
    /// Computes the rows from `top` on that `target` holds, or of those only the tiles that see a change; gives the
    /// tiles computed.
    pub(super) fn run(
        &self,
        top: usize,
        target: Target<'_>,
        marks: Option<Marks<'_>>,
        scratches: &Scratches,
    ) -> usize {
        if let (Some(heads), [source]) = (self.step.heads, self.sources) {
            debug_assert!(marks.is_none(), "what pixels attend to is not followed");
            let attention = Attention { heads, channels: self.step.outputs, width: self.size[1] };
            attention.run(self.level, &source.values[source.at(0, top, 0)..], target.y);
            return 0;
        }
        let [_, width] = self.size;
        let row = width * self.step.outputs;
        let rows = target.y.len() / row;
        let (tile_rows, columns) = (rows.div_ceil(TILE), width.div_ceil(TILE));
        let share = tile_rows.div_ceil(rayon::current_num_threads());
        let height = TILE * (JOB / columns).clamp(1, share.max(1));
        let (half_row, half_width) = (width / 2 * self.step.outputs, width / 2);
        let mut halved = target.halved;
        let mut marks = marks;
        let mut jobs = Vec::with_capacity(rows.div_ceil(height));
        for (i, y) in target.y.chunks_mut(height * row).enumerate() {
            let cut = |slice_row: usize, all: usize| (y.len() / row / 2 * slice_row).min(all);
            let (own, others) = halved.split_at_mut(cut(half_row, halved.len()));
            halved = others;
            let own_marks = marks.take().map(|Marks { seen, y: all, halved: all_halved }| {
                let (marks_y, others) = all.split_at_mut(y.len() / self.step.outputs);
                let count = cut(half_width, all_halved.len());
                let (marks_halved, others_halved) = all_halved.split_at_mut(count);
                marks = Some(Marks { seen, y: others, halved: others_halved });
                Marks { seen, y: marks_y, halved: marks_halved }
            });
            let target = Target { y, halved: own };
            jobs.push(Job { top: top + i * height, target, marks: own_marks });
        }
        let run = |job: Job<'_>| {
            let scratch = || scratches.lock().unwrap_or_else(PoisonError::into_inner);
            let mut own = scratch().pop().unwrap_or_default();
            let tiles = self.run_job(job, &mut own);
            scratch().push(own);
            tiles
        };
        if jobs.len() < 2 {
            jobs.into_iter().map(run).sum()
        } else {
            jobs.into_par_iter().with_max_len(1).map(run).sum()
        }
    }

    fn run_job(&self, job: Job<'_>, scratch: &mut Scratch) -> usize {
        let Job { top, target: Target { y, halved }, marks } = job;
        let [_, width] = self.size;
        let rows = top..top + y.len() / (width * self.step.outputs);
        scratch.tiles.clear();
        for top in rows.clone().step_by(TILE) {
            let sees = |left: &usize| marks.as_ref().is_none_or(|marks| self.sees(marks.seen, top, *left));
            let lefts = (0..width).step_by(TILE).filter(sees);
            scratch.tiles.extend(lefts.map(|left| (0, top, left)));
        }
        if scratch.tiles.is_empty() {
            return 0;
        }
        if marks.is_some() {
            for (before, now) in [(&mut scratch.before, &*y), (&mut scratch.halved_before, &*halved)] {
                before.clear();
                before.extend_from_slice(now);
            }
        }
        self.convolve(top, y, scratch);
        self.level.dispatch(Finish {
            layer: self,
            top,
            tiles: &scratch.tiles,
            y: &mut *y,
            halved: &mut *halved,
        });
        if let Some(marks) = marks {
            let finish = Marking { top, tiles: &scratch.tiles };
            finish.mark(self.step.outputs, width, (&scratch.before, y), marks.y, TILE);
            if !halved.is_empty() {
                finish.mark(
                    self.step.outputs,
                    width / 2,
                    (&scratch.halved_before, halved),
                    marks.halved,
                    TILE / 2,
                );
            }
        }
        scratch.tiles.len()
    }

    /// Whether a tile sees a changed pixel.
    fn sees(&self, seen: &[&[u8]], top: usize, left: usize) -> bool {
        let border = self.step.kernel / 2;
        let reach = |from: usize, side: usize| from.saturating_sub(border)..(from + TILE + border).min(side);
        let (rows, columns) = (reach(top, self.size[0]), reach(left, self.size[1]));
        self.sources.iter().zip(seen).filter(|(_, changed)| !changed.is_empty()).any(|(source, changed)| {
            let part = |reach: &std::ops::Range<usize>| match source.doubled {
                true => reach.start / 2..reach.end.div_ceil(2),
                false => reach.clone(),
            };
            let columns = part(&columns);
            part(&rows).any(|y| changed[y * source.width..][columns.clone()].contains(&1))
        })
    }

    /// The convolution of the tiles in `scratch`; `y` begins with row `top`.
    fn convolve(&self, top: usize, y: &mut [f32], scratch: &mut Scratch) {
        let Self { level, step, .. } = *self;
        let shape = step.shape(self.size);
        let Shape { height, width, outputs, .. } = shape;
        if winograd::suits(shape) {
            let layer = winograd::Layer {
                shape,
                sources: self.sources,
                kernels: step.tiles(level),
                bias: &step.bias,
            };
            for tiles in scratch.tiles.chunks(layer.tiles_at_a_time()) {
                layer.run(level, tiles, top * width, &mut scratch.points, y);
            }
            return;
        }
        let packed = step.rows(level);
        for run in scratch.tiles.chunk_by(|a, b| a.1 == b.1 && a.2 + TILE == b.2) {
            let (first, last) = (run[0], run[run.len() - 1]);
            let columns = first.2..width.min(last.2 + TILE);
            for at in first.1..height.min(first.1 + TILE) {
                let y = &mut y[(at - top) * width * outputs..][..width * outputs];
                packed.row(shape, self.sources, at, columns.clone(), &mut scratch.row, y);
            }
        }
    }
}

/// What follows the convolution, tile by tile; rows count from `top`.
struct Finish<'a> {
    layer: &'a Layer<'a>,
    top: usize,
    tiles: &'a [Tile],
    y: &'a mut [f32],
    halved: &'a mut [f32],
}

// Not a closure: it would be compiled without the level's instructions.
impl WithSimd for Finish<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { layer, y, halved, .. } = self;
        let Layer { step, size: [height, width], sources, .. } = *layer;
        let channels = step.outputs;
        for &(_, top, left) in self.tiles {
            let columns = left..width.min(left + TILE);
            for at in top..height.min(top + TILE) {
                let start = ((at - self.top) * width + left) * channels;
                let row = &mut y[start..][..columns.len() * channels];
                match &step.after {
                    After::Nothing => {}
                    After::NormSwish { gamma, beta } => norm::apply::<S, true>(simd, row, gamma, beta),
                    After::Gate => {
                        for (x, y) in columns.clone().zip(row.chunks_exact_mut(channels)) {
                            let mut channel = 0;
                            for source in sources {
                                gate(simd, &mut y[channel..][..source.channels], source.pixel(at, x));
                                channel += source.channels;
                            }
                        }
                    }
                }
            }
            if halved.is_empty() {
                continue;
            }
            for at in (top..height.min(top + TILE)).step_by(2) {
                for x in columns.clone().step_by(2) {
                    let start = ((at - self.top) * width + x) * channels;
                    let upper = &y[start..][..2 * channels];
                    let lower = &y[start + width * channels..][..2 * channels];
                    let to =
                        &mut halved[((at - self.top) / 2 * (width / 2) + x / 2) * channels..][..channels];
                    let (a, b) = upper.split_at(channels);
                    let (c, d) = lower.split_at(channels);
                    for i in 0..channels {
                        to[i] = a[i].max(b[i]).max(c[i].max(d[i]));
                    }
                }
            }
        }
    }
}

/// Which pixels of tiles changed; rows count from `top`.
struct Marking<'a> {
    top: usize,
    tiles: &'a [Tile],
}

impl Marking<'_> {
    /// Marks the pixels of the tiles that differ from before; `side` is a tile's.
    fn mark(
        &self,
        channels: usize,
        width: usize,
        (old, new): (&[f32], &[f32]),
        marks: &mut [u8],
        side: usize,
    ) {
        let scale = TILE / side;
        for &(_, top, left) in self.tiles {
            let (first, left) = ((top - self.top) / scale, left / scale);
            let rows = marks.len() / width;
            for y in first..rows.min(first + side) {
                let columns = left..width.min(left + side);
                for (x, mark) in columns.clone().zip(&mut marks[y * width..][columns]) {
                    let pixel = (y * width + x) * channels..(y * width + x + 1) * channels;
                    *mark = u8::from(differ(&old[pixel.clone()], &new[pixel]));
                }
            }
        }
    }
}
