use crate::{Error, Result};

/// Told the share done of some long work, 0..=1, rising; it stops the work by returning `false`. `None` hears nothing.
///
/// It is called on the thread that asked for the work.
pub type Progress<'a> = Option<&'a mut dyn FnMut(f32) -> bool>;

/// Tells the share done.
///
/// # Errors
/// [`Error::Cancelled`] if the work is to stop.
pub(crate) fn tell(progress: &mut Progress<'_>, done: f32) -> Result<()> {
    match progress {
        Some(progress) if !progress(done) => Err(Error::Cancelled),
        _ => Ok(()),
    }
}

/// The progress of a part of the work that goes `from` one share of the whole `to` another.
pub(crate) fn part<'a>(progress: &'a mut Progress<'_>, from: f32, to: f32) -> impl FnMut(f32) -> bool + 'a {
    move |done| tell(progress, from + (to - from) * done).is_ok()
}
