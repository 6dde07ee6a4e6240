//! A shot whose frames are coloured one after another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Carried, Reference};
use crate::reading::Reading;
use crate::sheet::PartColor;
use crate::{Engine, Error, Result};

/// The frames of one shot, some of them coloured by hand, the others to be coloured one after another.
///
/// ```no_run
/// use colorize_core::{Clip, Device, Document, Engine, Limits, Raster, ReadOptions, Reading, Reference};
///
/// let engine = Engine::new(Device::Cpu)?;
/// let open = |path: &str| Raster::open(path, &Limits::default());
/// let options = ReadOptions::default();
/// let mut clip = Clip::new(&engine);
/// clip.add_key(1, Reference::new(&engine, &open("color.0001.png")?, None, &options, None)?);
/// for number in Clip::order(&clip.keys().collect(), 1..=48) {
///     let reading = Reading::new(&engine, &open(&format!("line.{number:04}.png"))?, &options, None)?;
///     let carried = clip.carry(number, &reading)?;
///     let layers = Document::new(reading).with_carried(carried)?.color(None)?;
///     layers.picture().save(format!("colored.{number:04}.png"))?;
/// }
/// # Ok::<(), colorize_core::Error>(())
/// ```
///
/// It holds the coloured frames, some hundred bytes a region each, and the frame that was carried last: so a shot of any
/// length takes no more memory than a short one. A drawing that equals the one before needs no call: its colours are the
/// same.
#[derive(Clone)]
pub struct Clip {
    engine: Engine,
    keys: BTreeMap<u32, Reference>,
    corrections: BTreeMap<u32, Vec<Correction>>,
    last: Option<Last>,
}

/// Frames that are carried one after another, away from a coloured one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chain {
    /// The coloured frame that it begins at: of the two around a frame the nearest, the earlier where both are as near.
    pub key: u32,
    /// The coloured frame on the other side, if there is one.
    pub other: Option<u32>,
    /// Whether its frames come after `key`.
    pub later: bool,
}

/// A colour that is put right.
#[derive(Clone, Copy)]
struct Correction {
    x: usize,
    y: usize,
    color: Option<PartColor>,
}

/// The frame that was carried last.
#[derive(Clone)]
struct Last {
    number: u32,
    chain: Chain,
    /// What it was carried from beside the coloured frames.
    beside: Option<Reference>,
    carried: Carried,
}

impl Clip {
    /// Begins a shot without any frame.
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), keys: BTreeMap::new(), corrections: BTreeMap::new(), last: None }
    }

    /// Takes a coloured frame, in place of the one of its number. What it shows goes on with the tracks of the coloured
    /// frame before it, where the colours agree: so add them in their order, and all before the first [`Clip::carry`].
    pub fn add_key(&mut self, number: u32, reference: Reference) {
        let before = self.keys.range(..number).next_back();
        let carried = before.map(|(_, before)| Carried::key(&self.engine, &reference, number, before));
        self.keys.insert(number, reference.with_frame(number, carried.as_ref()));
        self.last = None;
    }

    /// Forgets a coloured frame, such as one that all frames around it are done with; whether there was one.
    pub fn remove_key(&mut self, number: u32) -> bool {
        self.keys.remove(&number).is_some()
    }

    /// The numbers of the coloured frames, ascending.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.keys.keys().copied()
    }

    /// A coloured frame, its tracks named as the shot names them.
    pub fn key(&self, number: u32) -> Option<&Reference> {
        self.keys.get(&number)
    }

    /// In which order frames are to be carried: each belongs to the coloured frame nearest to it, the earlier of two, and
    /// those are first that are nearest to theirs. Coloured frames are left out; without any of these the list is empty.
    pub fn order(keys: &BTreeSet<u32>, wanted: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let wanted: BTreeSet<u32> = wanted.into_iter().collect();
        let place = |number: u32| {
            let Chain { key, later, .. } = Self::chain(keys, number)?;
            Some((key, later, number.abs_diff(key), number))
        };
        let mut places: Vec<_> = wanted.into_iter().filter_map(place).collect();
        places.sort_unstable();
        places.into_iter().map(|(.., number)| number).collect()
    }

    /// The chain that a frame belongs to; `None` if it is a coloured one itself, or there is none.
    pub fn chain(keys: &BTreeSet<u32>, number: u32) -> Option<Chain> {
        if keys.contains(&number) {
            return None;
        }
        let before = keys.range(..number).next_back().copied();
        let after = keys.range(number..).next().copied();
        match (before, after) {
            (Some(key), Some(other)) if number - key <= other - number => {
                Some(Chain { key, other: Some(other), later: true })
            }
            (Some(key), None) => Some(Chain { key, other: None, later: true }),
            (other, Some(key)) => Some(Chain { key, other, later: false }),
            (None, None) => None,
        }
    }

    /// Puts a colour right by hand: the region at a pixel of frame `number` takes it when that frame is carried, again if it
    /// was before, and so do the frames that are carried from this one ([`Carried::correct`]). `None` is ground. Of two for
    /// one region the later holds.
    pub fn correct(&mut self, number: u32, (x, y): (usize, usize), color: Option<PartColor>) {
        self.corrections.entry(number).or_default().push(Correction { x, y, color });
    }

    /// Takes back all that was put right in a frame: how much that was.
    pub fn clear_corrections(&mut self, number: u32) -> usize {
        self.corrections.remove(&number).map_or(0, |corrections| corrections.len())
    }

    /// Carries colours over to frame `number`: from the coloured frames on both sides, and from the frame that was carried
    /// last if that is of the same chain and nearer to its beginning. Carried again, a frame looks at the same as before.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no coloured frame, the frame is a coloured one itself or of another size than
    /// those around it, or something is to be put right outside of it; the clip stays as it was.
    pub fn carry(&mut self, number: u32, reading: &Reading) -> Result<Carried> {
        let chain = self.chain_of(number)?;
        let far = |number: u32| number.abs_diff(chain.key);
        let beside = match &self.last {
            Some(last) if last.chain == chain && last.number == number => last.beside.clone(),
            Some(last) if last.chain == chain && far(last.number) < far(number) => {
                Some(last.carried.reference())
            }
            _ => None,
        };
        let keys = || [Some(chain.key), chain.other].into_iter().flatten();
        let size = (reading.width(), reading.height());
        for (key, (width, height)) in keys().map(|key| (key, self.keys[&key].pieces.size)) {
            if size != (width, height) {
                return Err(Error::InvalidArgument(format!(
                    "frame {number} is {}x{}, the coloured frame {key} {width}x{height}",
                    size.0, size.1
                )));
            }
        }
        let references: Vec<&Reference> = keys().map(|key| &self.keys[&key]).chain(&beside).collect();
        let mut carried = Carried::between(reading, number, &references)?;
        for &Correction { x, y, color } in self.corrections.get(&number).into_iter().flatten() {
            let region = reading.regions().at(x, y).ok_or_else(|| {
                let (width, height) = size;
                Error::InvalidArgument(format!(
                    "the correction at ({x}, {y}) is outside frame {number}, {width}x{height}"
                ))
            })?;
            carried.correct(region, color)?;
        }
        self.last = Some(Last { number, chain, beside, carried: carried.clone() });
        Ok(carried)
    }

    /// Goes on from frame `number`, which was carried before ([`Carried::from_json`]), as if it had been carried just now:
    /// with the one before it in the order, so that a frame in the middle of a shot comes out as it did. The coloured
    /// frames come first.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no coloured frame, or the frame is a coloured one itself.
    pub fn resume(&mut self, number: u32, carried: Carried) -> Result<()> {
        let chain = self.chain_of(number)?;
        self.last = Some(Last { number, chain, beside: None, carried });
        Ok(())
    }

    fn chain_of(&self, number: u32) -> Result<Chain> {
        Self::chain(&self.keys().collect(), number).ok_or_else(|| {
            Error::InvalidArgument(match self.keys.is_empty() {
                true => "the clip has no coloured frame to carry colours from".into(),
                false => format!("frame {number} is a coloured one"),
            })
        })
    }
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clip").field("keys", &self.keys.keys()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_carried_away_from_the_nearest_coloured_one() {
        let order = |keys: &[u32], wanted: &[u32]| {
            Clip::order(&keys.iter().copied().collect(), wanted.iter().copied())
        };
        assert_eq!(order(&[3, 8], &[1, 2, 3, 4, 5, 6, 7, 8, 9]), [2, 1, 4, 5, 7, 6, 9]);
        assert_eq!(order(&[5], &[9, 1, 7, 5, 1]), [1, 7, 9]);
        assert!(order(&[], &[1, 2]).is_empty());
        assert_eq!(order(&[u32::MAX], &[0, u32::MAX - 1]), [u32::MAX - 1, 0]);
        let chain = |number| Clip::chain(&[3, 8, 10].into(), number);
        assert_eq!(chain(5), Some(Chain { key: 3, other: Some(8), later: true }));
        assert_eq!(chain(6), Some(Chain { key: 8, other: Some(3), later: false }));
        assert_eq!(chain(9), Some(Chain { key: 8, other: Some(10), later: true }), "the earlier of two");
        assert_eq!(chain(2), Some(Chain { key: 3, other: None, later: false }));
        assert_eq!(chain(12), Some(Chain { key: 10, other: None, later: true }));
        assert_eq!(chain(8), None);
    }
}
