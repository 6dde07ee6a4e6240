use super::ColorOptions;
use super::corrections::Corrections;
use crate::prompt::{Hint, Place, Prompt};
use crate::reference::CarriedRegion;
use crate::region::Region;
use crate::{Error, RegionMap, Result};

/// All that somebody wishes of one drawing, as it stands after the edits so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wishes {
    prompt: Prompt,
    /// The number of each hint.
    ids: Vec<u32>,
    /// How many numbers were given.
    given: u32,
    pub(super) options: ColorOptions,
    pub(super) corrections: Corrections,
    /// Colours carried over from coloured pictures, one for each region, by id - 1.
    pub(super) carried: Option<Vec<CarriedRegion>>,
}

impl Wishes {
    /// Takes hints with their numbers, and the last number that was given.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a number is 0, there twice, or was not given.
    pub(super) fn set_hints(&mut self, hints: Vec<(u32, Hint)>, given: u32) -> Result<()> {
        let (ids, hints): (Vec<u32>, Vec<Hint>) = hints.into_iter().unzip();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::InvalidArgument(format!("there are two hints {}", pair[0])));
        }
        if let Some(id) = sorted.iter().find(|&&id| id == 0 || id > given) {
            return Err(Error::InvalidArgument(format!("hint {id} is outside 1..={given}")));
        }
        (self.prompt, self.ids, self.given) = (hints.into(), ids, given);
        Ok(())
    }

    pub(super) fn prompt(&self) -> &Prompt {
        &self.prompt
    }

    /// The numbers of the hints, in their order.
    pub(super) fn ids(&self) -> &[u32] {
        &self.ids
    }

    pub(super) fn given(&self) -> u32 {
        self.given
    }

    pub(super) fn hint(&self, id: u32) -> Result<&Hint> {
        Ok(&self.prompt.hints[self.index(id)?])
    }

    /// Adds a hint before `at` of those there are, and gives its number.
    pub(super) fn add(&mut self, hint: Hint, id: Option<u32>, at: Option<usize>) -> Result<u32> {
        let at = at.unwrap_or(self.ids.len());
        if at > self.ids.len() {
            let text = format!("place {at} among the hints is outside 0..={}", self.ids.len());
            return Err(Error::InvalidArgument(text));
        }
        let next = || self.given.checked_add(1);
        let id = id.or_else(next).ok_or_else(|| Error::Limit("all numbers of hints were given".into()))?;
        if id == 0 || self.ids.contains(&id) {
            let why = if id == 0 { "hints count from 1" } else { "it is there already" };
            return Err(Error::InvalidArgument(format!("hint {id} cannot be added: {why}")));
        }
        self.prompt.hints.insert(at, hint);
        self.ids.insert(at, id);
        self.given = self.given.max(id);
        Ok(id)
    }

    /// Puts another hint in the place of one, and gives that.
    pub(super) fn change(&mut self, id: u32, hint: Hint) -> Result<Hint> {
        let i = self.index(id)?;
        Ok(std::mem::replace(&mut self.prompt.hints[i], hint))
    }

    /// Takes a hint away, and gives it with its place in the order.
    pub(super) fn remove(&mut self, id: u32) -> Result<(Hint, usize)> {
        let i = self.index(id)?;
        self.ids.remove(i);
        Ok((self.prompt.hints.remove(i), i))
    }

    /// Puts the hints for regions of `old` on the regions of `new` that lie where those did, and gives the numbers and
    /// old places of those that this changed, or that the way back would change; each region of `new` takes the carried
    /// colour of what lay where it lies.
    pub(super) fn follow(&mut self, old: &RegionMap, new: &RegionMap) -> Vec<(u32, Place)> {
        let at =
            |map: &RegionMap, (x, y): (u32, u32)| map.at(x as usize, y as usize).expect("of the same size");
        if let Some(carried) = &mut self.carried {
            *carried =
                new.regions().iter().map(|region| carried[at(old, region.seed) as usize - 1]).collect();
        }
        let mut moved = Vec::new();
        for (hint, &id) in self.prompt.hints.iter_mut().zip(&self.ids) {
            let Place::Region(region) = &mut hint.place else { continue };
            let Some(Region { seed, .. }) = old.region(*region) else { continue };
            let now = at(new, *seed);
            let back = at(old, new.regions()[now as usize - 1].seed);
            let was = std::mem::replace(region, now);
            if was != now || was != back {
                moved.push((id, Place::Region(was)));
            }
        }
        moved
    }

    fn index(&self, id: u32) -> Result<usize> {
        self.ids.iter().position(|&other| other == id).ok_or_else(|| {
            let count = self.ids.len();
            Error::InvalidArgument(format!("there is no hint {id} among the document's {count}"))
        })
    }
}
