//! All maps of a run, kept for the next one.

use std::fmt;

use super::buffer::Buffer;
use super::program::{Program, Step};
use super::run::{Layer, Marks, Scratches, Target, differ};
use super::source::Source;
use super::winograd::TILE;

/// All maps of a run, so that the next one computes only what a change reaches.
pub(crate) struct FeatureCache {
    size: [usize; 2],
    /// By map; inputs too.
    maps: Vec<Buffer>,
    /// By map: 1 at each pixel that the last run changed; empty if it changed none.
    changed: Vec<Vec<u8>>,
    scratches: Scratches,
    work: Work,
}

/// How much of the work of a whole run the last one did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work {
    /// Multiply-adds of a plain convolution of the tiles that were computed.
    pub done: usize,
    /// Those of all tiles.
    pub whole: usize,
}

impl fmt::Debug for FeatureCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeatureCache").field("size", &self.size).finish_non_exhaustive()
    }
}

impl FeatureCache {
    /// Runs `program` once; inputs as for [`Program::run`].
    pub(crate) fn new(program: &Program, inputs: &[&[f32]], size: [usize; 2]) -> Self {
        program.check(inputs, size);
        let maps = (0..program.maps.len()).map(|map| match inputs.get(map) {
            Some(input) => Buffer::of(input),
            None => Buffer::zeros(program.length(map, size)),
        });
        let maps: Vec<Buffer> = maps.collect();
        let changed = vec![Vec::new(); maps.len()];
        let mut cache = Self { size, maps, changed, scratches: Scratches::default(), work: Work::default() };
        cache.run(program, true);
        cache
    }

    /// Bytes that keeping all maps of a run takes.
    pub(crate) fn bytes(program: &Program, size: [usize; 2]) -> usize {
        4 * (0..program.maps.len()).map(|map| program.length(map, size)).sum::<usize>()
    }

    pub(crate) fn size(&self) -> [usize; 2] {
        self.size
    }

    /// What the last run made.
    pub(crate) fn output(&self, program: &Program) -> &[f32] {
        &self.maps[program.last().map]
    }

    /// How much the last run did.
    pub(crate) fn work(&self) -> Work {
        self.work
    }

    /// Runs again with other inputs: only the tiles of each layer that see a pixel whose bits changed, so the result
    /// has the bytes of a whole run.
    pub(crate) fn update(&mut self, program: &Program, inputs: &[&[f32]]) {
        program.check(inputs, self.size);
        for (map, input) in inputs.iter().enumerate() {
            let channels = program.maps[map].channels;
            let (old, changed) = (&mut self.maps[map], &mut self.changed[map]);
            changed.clear();
            let pixels = old.chunks_exact(channels).zip(input.chunks_exact(channels));
            changed.extend(pixels.map(|(old, new)| u8::from(differ(old, new))));
            if changed.contains(&1) {
                old.copy_from_slice(input);
            } else {
                changed.clear();
            }
        }
        self.run(program, false);
    }

    fn run(&mut self, program: &Program, whole: bool) {
        self.work = Work::default();
        for step in &program.steps {
            self.run_step(program, step, whole);
        }
    }

    /// Makes the map of one step: all of it, or what sees a change.
    pub(super) fn run_step(&mut self, program: &Program, step: &Step, whole: bool) {
        let size = program.size(step.map, self.size);
        let tile = TILE * TILE * step.inputs * step.outputs * step.kernel * step.kernel;
        self.work.whole += tile * size[0].div_ceil(TILE) * size[1].div_ceil(TILE);
        let made = std::iter::once(step.map).chain(step.halved);
        if !whole && step.taps.iter().all(|tap| self.changed[tap.map].is_empty()) {
            made.for_each(|map| self.changed[map].clear());
            return;
        }
        let [mut y, mut halved] = [Some(step.map), step.halved]
            .map(|map| map.map(|map| std::mem::take(&mut self.maps[map])).unwrap_or_default());
        let [mut marks, mut halved_marks] = [Some(step.map), step.halved]
            .map(|map| map.map(|map| std::mem::take(&mut self.changed[map])).unwrap_or_default());
        marks.clear();
        halved_marks.clear();
        if !whole {
            marks.resize(y.len() / step.outputs, 0);
            halved_marks.resize(halved.len() / step.outputs, 0);
        }
        let taps = || step.taps.iter();
        let sources: Vec<Source<'_>> = taps()
            .map(|tap| program.source(tap.map, tap.doubled, &self.maps[tap.map], 0, self.size))
            .collect();
        let seen: Vec<&[u8]> = taps().map(|tap| &self.changed[tap.map][..]).collect();
        let marks_of = |y, halved| Marks { seen: &seen, y, halved };
        let target = Target { y: &mut y, halved: &mut halved };
        let layer = Layer { level: program.level, step, size, sources: &sources };
        let tiles = if whole {
            layer.run(0, target, None, &self.scratches)
        } else {
            layer.run(0, target, Some(marks_of(&mut marks, &mut halved_marks)), &self.scratches)
        };
        self.work.done += tile * tiles;
        self.maps[step.map] = y;
        let unchanged = |marks: Vec<u8>| if marks.contains(&1) { marks } else { Vec::new() };
        self.changed[step.map] = unchanged(marks);
        if let Some(map) = step.halved {
            self.maps[map] = halved;
            self.changed[map] = unchanged(halved_marks);
        }
    }
}
