use std::ops::Range;

use crate::error::{Error, Result};

/// Who is told how far long work has come; `None` if nobody wants to hear.
///
/// It is called with the share that is done, 0..=1, never less than before, and returns whether to go on: with `false`
/// the work ends soon with [`Error::Cancelled`], and everything is as it was before. `Some(&mut |done| ...)` makes one.
pub type Progress<'a> = Option<&'a mut dyn FnMut(f32) -> bool>;

/// Tells the share that is done.
///
/// # Errors
/// [`Error::Cancelled`] if the answer is to stop.
pub(crate) fn tell(progress: &mut Progress<'_>, done: f32) -> Result<()> {
    let go_on = progress.as_mut().is_none_or(|progress| progress(done));
    if go_on { Ok(()) } else { Err(Error::Cancelled) }
}

/// Hands on what work that is itself a share of other work tells: its 0..=1 becomes `share`.
pub(crate) fn within(progress: &mut Progress<'_>, share: Range<f32>) -> impl FnMut(f32) -> bool {
    move |done| tell(progress, share.start + (share.end - share.start) * done).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_work_tells_its_share() {
        let mut seen = Vec::new();
        let mut hear = |done| {
            seen.push(done);
            done < 0.7
        };
        let mut progress: Progress<'_> = Some(&mut hear);
        assert!(tell(&mut progress, 0.0).is_ok());
        let mut inner = within(&mut progress, 0.5..0.75);
        assert!(inner(0.0) && !inner(1.0));
        drop(inner);
        assert!(matches!(tell(&mut progress, 1.0), Err(Error::Cancelled)));
        assert_eq!(seen, [0.0, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn nobody_hears_and_nothing_stops() {
        let mut progress: Progress<'_> = None;
        assert!(tell(&mut progress, 0.5).is_ok());
        assert!(within(&mut progress, 0.0..0.1)(1.0));
    }
}
