use serde::{Deserialize, Serialize};

use crate::label::LabelSet;
use crate::region::RegionMap;
use crate::{Error, Result};

/// What somebody said that a place of a drawing shows. As JSON: `{"x": 120, "y": 80, "label": "hair"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Correction {
    /// The column of a pixel, from 0. The region that it lies in is meant.
    pub x: u32,
    /// Its row, from 0.
    pub y: u32,
    /// The name of the label in the engine's [`LabelSet`].
    pub label: String,
}

/// All that was said so: it stays where it is when the drawing is read again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Corrections {
    /// A pixel well inside of what was corrected, and the label's number; a later one in the same region holds.
    places: Vec<((u32, u32), usize)>,
}

impl Corrections {
    /// Takes back what was said of the region around `place`, and says that it shows the label `number`, if any.
    pub(super) fn put(&mut self, place: (u32, u32), number: Option<usize>, regions: &RegionMap) {
        let region = |(x, y): (u32, u32)| regions.at(x as usize, y as usize);
        self.places.retain(|&(other, _)| region(other) != region(place));
        self.places.extend(number.map(|number| (place, number)));
    }

    /// The regions that places lie in, and what they were corrected to, the last word of each last.
    pub(super) fn at(&self, regions: &RegionMap) -> impl DoubleEndedIterator<Item = (u32, usize)> {
        self.places.iter().filter_map(|&((x, y), number)| Some((regions.at(x as usize, y as usize)?, number)))
    }

    /// Takes a list as [`list`](Self::list) gives it.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a place is outside the regions or a label is not in the set.
    pub(super) fn from_list(list: &[Correction], regions: &RegionMap, labels: &LabelSet) -> Result<Self> {
        let place = |Correction { x, y, label }: &Correction| {
            if regions.at(*x as usize, *y as usize).is_none() {
                let (width, height) = (regions.ids().width(), regions.ids().height());
                let text = format!("the correction at ({x}, {y}) is outside {width}x{height}");
                return Err(Error::InvalidArgument(text));
            }
            Ok(((*x, *y), labels.number(label)?))
        };
        Ok(Self { places: list.iter().map(place).collect::<Result<_>>()? })
    }

    pub(super) fn list(&self, labels: &LabelSet) -> Vec<Correction> {
        let name = |number: usize| labels.get(number).expect("corrected to a label of the set").name.clone();
        self.places.iter().map(|&((x, y), number)| Correction { x, y, label: name(number) }).collect()
    }
}
