//! Edits, and the way back.

use super::corrections::Corrections;
use super::edit::Edit;
use super::patch::Patch;
use super::{ColorOptions, Document};
use crate::prompt::{Hint, Prompt};
use crate::reference::{Carried, CarriedRegion};
use crate::{Bounds, Error, Raster, Result};

/// What takes back each step so far, and what makes each again that was taken back. An edit that takes one back tells
/// what makes it again, and so on: no copies of what was before are kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct History {
    /// The last step's last.
    pub(super) undo: Vec<Edit>,
    /// The step taken back last is last.
    pub(super) redo: Vec<Edit>,
}

impl Document {
    /// Makes a change, as one step that can be taken back; steps taken back before can then not be made again. Gives
    /// the numbers of the hints that it added.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if a hint lies outside the drawing, names no region or part or sets what cannot be
    /// painted, there is no such hint, region or label, or an option is out of range; [`Error::Image`] and
    /// [`Error::Limit`] if lines cannot be read. The document stays as it was.
    ///
    /// # Complexity
    /// Lines are read again around what changed ([`Reading::edited`](crate::Reading::edited)); all else takes time by
    /// the count of hints, and by the pixels of a region where hints divide it anew. A step takes the memory of what it
    /// changed.
    pub fn apply(&mut self, edit: Edit) -> Result<Vec<u32>> {
        let mut added = Vec::new();
        let back = self.step(&edit, &mut added)?;
        if !matches!(&back, Edit::Several { edits } if edits.is_empty()) {
            self.history.undo.push(back);
            self.history.redo.clear();
        }
        Ok(added)
    }

    /// Makes a change as [`Document::apply`] does, but as one step with the last one if that was of the same kind, of the
    /// same hint, region or option: what a slider or a pointer does while it is dragged. One step back then leads to
    /// before the first. It is a step of its own if the last one was of another kind, or was taken back.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn amend(&mut self, edit: Edit) -> Result<Vec<u32>> {
        let same = self.history.undo.last().is_some_and(|back| back.is_overridden_by(&edit));
        if !(same && self.history.redo.is_empty()) {
            return self.apply(edit);
        }
        let mut added = Vec::new();
        self.step(&edit, &mut added)?;
        Ok(added)
    }

    /// Takes the last step back; tells whether there was one.
    ///
    /// # Errors
    /// As [`Document::apply`], if lines cannot be read again or the step is of a file that was tampered with; the
    /// document stays as it was.
    pub fn undo(&mut self) -> Result<bool> {
        let Some(edit) = self.history.undo.last().cloned() else { return Ok(false) };
        let back = self.step(&edit, &mut Vec::new())?;
        self.history.undo.pop();
        self.history.redo.push(back);
        Ok(true)
    }

    /// Makes the step again that was taken back last; tells whether there was one.
    ///
    /// # Errors
    /// As [`Document::undo`].
    pub fn redo(&mut self) -> Result<bool> {
        let Some(edit) = self.history.redo.last().cloned() else { return Ok(false) };
        let back = self.step(&edit, &mut Vec::new())?;
        self.history.redo.pop();
        self.history.undo.push(back);
        Ok(true)
    }

    /// How many steps can be taken back.
    pub fn undo_count(&self) -> usize {
        self.history.undo.len()
    }

    /// How many steps can be made again.
    pub fn redo_count(&self) -> usize {
        self.history.redo.len()
    }

    /// Adds a hint as the last, the weightiest, and gives its number: [`Edit::Add`].
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn add(&mut self, hint: Hint) -> Result<u32> {
        Ok(self.apply(Edit::add(hint))?[0])
    }

    /// The edits that make the wishes as they stand of a new document of the same drawing; lines are not among them.
    pub fn edits(&self) -> Vec<Edit> {
        let hints = self.wishes.ids().iter().zip(&self.wishes.prompt().hints);
        let hints = hints.map(|(&id, hint)| Edit::Add { hint: hint.clone(), id: Some(id), at: None });
        let corrections = self.corrections();
        let corrections = (!corrections.is_empty()).then_some(Edit::Corrections { corrections });
        let options = Edit::between(&ColorOptions::default(), self.wishes.options.clone());
        let carried = self.wishes.carried.as_ref().map(|carried| {
            let regions = (0..self.reading.regions().len()).map(|i| carried[self.undivided_index(i)]);
            Edit::Carry { regions: Some(regions.collect()) }
        });
        // What is carried is for the regions as the hints divide them.
        options.chain(corrections).chain(hints).chain(carried).collect()
    }

    /// Takes hints in place of all that there are, as one step; those that stay keep their numbers.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn set_prompt(&mut self, prompt: Prompt) -> Result<()> {
        prompt.check(self.reading.width(), self.reading.height())?;
        prompt.check_regions(self.reading.regions().len() as u32)?;
        prompt.check_parts(self.reading.engine().labels())?;
        let (old, ids) = (&self.wishes.prompt().hints, self.wishes.ids());
        let same = old.iter().zip(&prompt.hints).take_while(|(old, new)| old == new).count();
        let removed = ids[same..].iter().map(|&id| Edit::Remove { id });
        let added = prompt.hints.into_iter().skip(same).map(Edit::add);
        let edit = Edit::several(removed.chain(added));
        self.apply(edit).map(drop)
    }

    /// Takes options in place of those there are, as one step.
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn set_options(&mut self, options: ColorOptions) -> Result<()> {
        self.apply(Edit::several(Edit::between(&self.wishes.options, options))).map(drop)
    }

    /// Takes the drawing with other lines: [`Edit::Lines`] of what differs. Gives the box around the pixels that do; `None`
    /// if none do, which is no step.
    ///
    /// # Errors
    /// As [`Document::apply`], and [`Error::InvalidArgument`] if the drawing is of another size.
    pub fn set_lines(&mut self, drawing: &Raster) -> Result<Option<Bounds>> {
        let Some((patch, changed)) = Patch::between(&self.reading.drawing(), drawing)? else {
            return Ok(None);
        };
        self.apply(Edit::Lines(patch))?;
        Ok(Some(changed))
    }

    /// Takes colours that were carried over from coloured pictures: [`Edit::Carry`].
    ///
    /// # Errors
    /// As [`Document::apply`].
    pub fn carry(&mut self, carried: &Carried) -> Result<()> {
        self.apply(Edit::Carry { regions: Some(carried.regions().to_vec()) }).map(drop)
    }

    /// Corrects the label of region `id` to the one named `name` in the engine's [`crate::LabelSet`]: [`Edit::Correct`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is no such region or label.
    pub fn correct(&mut self, id: u32, name: &str) -> Result<()> {
        self.apply(Edit::Correct { region: id, label: Some(name.to_owned()) }).map(drop)
    }

    /// Makes a change, and gives the one that takes it back; numbers of hints go to `added`. If it fails, all is as it
    /// was.
    fn step(&mut self, edit: &Edit, added: &mut Vec<u32>) -> Result<Edit> {
        let back = self.execute(edit, added);
        self.divide();
        back
    }

    /// The same, without dividing regions among the hints after it: one change of several may do for all.
    fn execute(&mut self, edit: &Edit, added: &mut Vec<u32>) -> Result<Edit> {
        if edit.names_regions() {
            self.divide();
        }
        let regions = self.reading.shared_regions();
        let engine = self.reading.engine().clone();
        let labels = engine.labels();
        let check = |hint: &Hint, id: Option<u32>| {
            let name = id.map_or("the hint".to_owned(), |id| format!("hint {id}"));
            Prompt::check_hint(hint, &name, &regions, labels)
        };
        Ok(match edit {
            Edit::Add { hint, id, at } => {
                check(hint, *id)?;
                let id = self.wishes.add(self.kept(hint.clone()), *id, *at)?;
                added.push(id);
                Edit::Remove { id }
            }
            &Edit::Change { id, ref hint } => {
                check(hint, Some(id))?;
                Edit::Change { id, hint: self.wishes.change(id, self.kept(hint.clone()))? }
            }
            &Edit::Move { id, ref to } => {
                let moved = Hint { place: to.clone(), ..self.wishes.hint(id)?.clone() };
                check(&moved, Some(id))?;
                Edit::Move { id, to: self.wishes.change(id, self.kept(moved))?.place }
            }
            &Edit::Remove { id } => {
                let (hint, at) = self.wishes.remove(id)?;
                Edit::Add { hint, id: Some(id), at: Some(at) }
            }
            Edit::Correct { region, label } => {
                let number = label.as_ref().map(|name| labels.number(name)).transpose()?;
                let found = regions.region(*region).ok_or_else(|| {
                    Error::InvalidArgument(format!("region {region} is outside 1..={}", regions.len()))
                })?;
                let corrections = self.wishes.corrections.list(labels);
                self.wishes.corrections.put(found.seed, number, &regions);
                Edit::Corrections { corrections }
            }
            Edit::Corrections { corrections } => {
                let new = Corrections::from_list(corrections, &regions, labels)?;
                let old = std::mem::replace(&mut self.wishes.corrections, new);
                Edit::Corrections { corrections: old.list(labels) }
            }
            &Edit::Seed { seed } => {
                Edit::Seed { seed: std::mem::replace(&mut self.wishes.options.seed, seed) }
            }
            Edit::Sheet { sheet } => {
                sheet.as_ref().map_or(Ok(()), |sheet| sheet.check(labels))?;
                Edit::Sheet { sheet: std::mem::replace(&mut self.wishes.options.sheet, sheet.clone()) }
            }
            &Edit::Light { light } => {
                ColorOptions::default().with_light(light).check()?;
                Edit::Light { light: std::mem::replace(&mut self.wishes.options.light, light) }
            }
            &Edit::Shade { shade } => {
                ColorOptions::default().with_shade(shade).check()?;
                Edit::Shade { shade: std::mem::replace(&mut self.wishes.options.shade, shade) }
            }
            &Edit::Withdraw { withdraw } => {
                ColorOptions::default().with_withdraw(withdraw).check()?;
                Edit::Withdraw { withdraw: std::mem::replace(&mut self.wishes.options.withdraw, withdraw) }
            }
            Edit::Histogram { histogram } => {
                let old = std::mem::replace(&mut self.wishes.options.histogram, histogram.clone());
                self.find_palette();
                Edit::Histogram { histogram: old }
            }
            Edit::Palette { palette } => {
                ColorOptions::default().with_palette(palette.clone()).check()?;
                let old = &mut self.wishes.options.palette;
                Edit::Palette { palette: std::mem::replace(old, palette.clone()) }
            }
            Edit::Carry { regions: carried } => {
                // Pieces have hints, which win over it: what is carried is for the regions that are divided.
                let whole = self.undivided.regions().len();
                let carried = match carried {
                    Some(carried) => {
                        let count = if carried.len() == whole { whole } else { regions.len() };
                        check_carried(carried, count)?;
                        Some(carried[..whole].to_vec())
                    }
                    None => None,
                };
                Edit::Carry { regions: std::mem::replace(&mut self.wishes.carried, carried) }
            }
            Edit::Lines(patch) => self.draw(patch)?,
            Edit::Several { edits } => {
                let before = (self.undivided.clone(), self.wishes.clone());
                let mut back = Vec::with_capacity(edits.len());
                for edit in edits {
                    match self.execute(edit, added) {
                        Ok(edit) => back.push(edit),
                        Err(error) => {
                            (self.undivided, self.wishes) = before;
                            return Err(error);
                        }
                    }
                }
                back.reverse();
                Edit::Several { edits: back }
            }
        })
    }

    /// Draws over a part of the drawing; hints for regions go where theirs are now.
    fn draw(&mut self, patch: &Patch) -> Result<Edit> {
        if self.reading.has_own_regions() {
            let text = "the document has regions of the caller's own; lines cannot be drawn over them: \
                        take another reading";
            return Err(Error::InvalidArgument(text.into()));
        }
        let mut drawing = self.undivided.drawing();
        let back = patch.swap(&mut drawing)?;
        let (reading, _) = self.undivided.edited(&drawing, None)?;
        let carried = self.wishes.carried.clone();
        let moved = self.wishes.follow(self.undivided.regions(), reading.regions());
        self.undivided = reading;
        let places = moved.into_iter().map(|(id, to)| Edit::Move { id, to });
        let carried = carried.map(|regions| Edit::Carry { regions: Some(regions) });
        Ok(Edit::several([Edit::Lines(back)].into_iter().chain(places).chain(carried)))
    }
}

fn check_carried(carried: &[CarriedRegion], regions: usize) -> Result<()> {
    if carried.len() != regions {
        let text = format!("the carried colours are of {} regions, the drawing has {regions}", carried.len());
        return Err(Error::InvalidArgument(text));
    }
    let wrong = |region: &&CarriedRegion| !(0.0..=1.0).contains(&region.certainty);
    match carried.iter().find(wrong) {
        Some(CarriedRegion { certainty, .. }) => Err(Error::InvalidArgument(format!(
            "the certainty {certainty} of a carried colour is outside 0..=1"
        ))),
        None => Ok(()),
    }
}
