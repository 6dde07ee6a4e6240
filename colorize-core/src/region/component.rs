use rayon::prelude::*;

/// Rows that one thread labels at a time.
const BAND: usize = 64;

/// Numbers the areas of open pixels that share sides, 1..=n, in the order of their first pixels; 0 elsewhere.
///
/// Bands of rows are numbered each by itself, then joined, so the result does not depend on the number of threads.
///
/// # Complexity
/// Linear in the pixels but for the inverse Ackermann function; 4 bytes a pixel.
pub(super) fn components(width: usize, height: usize, open: impl Fn(usize) -> bool + Sync) -> Vec<u32> {
    let mut ids = vec![0_u32; width * height];
    let bands = ids.par_chunks_mut(BAND * width).enumerate();
    let bands: Vec<Forest> =
        bands.map(|(band, ids)| number_band(width, ids, |pixel| open(band * BAND * width + pixel))).collect();
    let mut forest = Forest::default();
    let mut firsts = Vec::with_capacity(bands.len());
    for band in &bands {
        firsts.push(forest.0.len() as u32);
        forest.append(band);
    }
    for (band, first) in firsts.iter().enumerate().skip(1) {
        let seam = band * BAND * width;
        for (above, below) in ids[seam - width..seam].iter().zip(&ids[seam..seam + width]) {
            if *above != 0 && *below != 0 {
                forest.join(above - 1 + firsts[band - 1], below - 1 + first);
            }
        }
    }
    let new = forest.number();
    ids.par_chunks_mut(BAND * width).zip(firsts).for_each(|(ids, first)| {
        ids.iter_mut().filter(|id| **id != 0).for_each(|id| *id = new[(*id - 1 + first) as usize]);
    });
    ids
}

/// The same for one band, with numbers of its own, some of which are trees of one area.
fn number_band(width: usize, ids: &mut [u32], open: impl Fn(usize) -> bool) -> Forest {
    let mut forest = Forest::default();
    for pixel in (0..ids.len()).filter(|&pixel| open(pixel)) {
        let left = if pixel % width > 0 { ids[pixel - 1] } else { 0 };
        let above = if pixel >= width { ids[pixel - width] } else { 0 };
        ids[pixel] = match (left, above) {
            (0, 0) => forest.grow() + 1,
            (0, id) | (id, 0) => id,
            (id, other) if id == other => id,
            (id, other) => {
                forest.join(id - 1, other - 1);
                id
            }
        };
    }
    forest
}

/// Sets of numbers from 0, each with its least as root.
#[derive(Default)]
struct Forest(Vec<u32>);

impl Forest {
    fn grow(&mut self) -> u32 {
        let new = self.0.len() as u32;
        self.0.push(new);
        new
    }

    fn append(&mut self, other: &Self) {
        let first = self.0.len() as u32;
        self.0.extend(other.0.iter().map(|&up| up + first));
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// Which set each number is in, 1..=n, in the order of their roots.
    fn number(mut self) -> Vec<u32> {
        let mut count = 0;
        for at in 0..self.0.len() {
            let up = self.0[at] as usize;
            // A root comes before what hangs on it, and is numbered already.
            self.0[at] = if up == at {
                count += 1;
                count
            } else {
                self.0[up]
            };
        }
        self.0
    }
}
