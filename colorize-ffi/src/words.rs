use std::ffi::c_char;
use std::mem::MaybeUninit;

use colorize_core as core;

use crate::boundary::{guard, non_null, put_list, text};
use crate::engine::ColorizeEngine;
use crate::error::{ColorizeError, ColorizeStatus};
use crate::prompt::{ColorizePrompt, room_for};

/// Why a word was not understood. Later versions may know more.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorizeWordReason {
    /// Nobody knows the word.
    UnknownWord = 1,
    /// The part is none that the labeller tells apart.
    NoSuchPart = 2,
    /// A part, or a word such as "light", without a colour.
    NoColor = 3,
    /// A colour without a part.
    NoPart = 4,
    /// A second colour for one part.
    SecondColor = 5,
    /// A side, left or right, without the part that it is of.
    Side = 6,
    /// Something is wished away; colours can only be given.
    Negated = 7,
    /// Something for which this version of the header has no name.
    Other = 255,
}

/// A word that was not understood. It never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ColorizeUnknownWord {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// What is wrong with it.
    pub reason: ColorizeWordReason,
}

/// Adds the hints that a sentence asks for, in English or Japanese: "light brown hair, green eyes", 茶髪で目は緑.
///
/// Colours are `#aa3355`, the names of CSS and of the XKCD survey, Japanese names; parts are those of `engine`, by their
/// own names and by what else people say, and with their sides: "left eye", 右の袖. What is understood is added as hints
/// of full strength, in the order of the text; what is not is put into `unknown`, at most `capacity` of them, and
/// `*count` says how many there are. With a NULL `count` the call is strict: one word that is not understood, and it
/// fails with a message that lists all of them and the known words nearest to them, and adds nothing.
///
/// # Safety
/// `words` is NULL or ends with NUL; `unknown` is NULL or writable for `capacity` of them.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn colorize_prompt_add_words(
    prompt: Option<&mut ColorizePrompt>,
    engine: Option<&ColorizeEngine>,
    words: *const c_char,
    unknown: *mut ColorizeUnknownWord,
    capacity: usize,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Option<Box<ColorizeError>>>>,
) -> ColorizeStatus {
    guard(error, || {
        let hints = &mut non_null(prompt, "prompt")?.0.hints;
        let labels = non_null(engine, "engine")?.engine.labels();
        // SAFETY: it ends with NUL.
        let words = core::Words::read(unsafe { text(words, "words") }?, labels);
        let asked: Vec<core::Hint> = words.hints().collect();
        room_for(asked.len(), hints)?;
        match count {
            Some(count) => {
                let told: Vec<_> = words.unknown.iter().map(ColorizeUnknownWord::from).collect();
                // SAFETY: so many are writable.
                unsafe { put_list(unknown, capacity, Some(count), &told, "unknown") }?;
            }
            None => words.check()?,
        }
        hints.extend(asked);
        Ok(())
    })
}

impl From<&core::Unknown> for ColorizeUnknownWord {
    fn from(word: &core::Unknown) -> Self {
        let reason = match word.reason {
            core::Reason::UnknownWord => ColorizeWordReason::UnknownWord,
            core::Reason::NoSuchPart => ColorizeWordReason::NoSuchPart,
            core::Reason::NoColor => ColorizeWordReason::NoColor,
            core::Reason::NoPart => ColorizeWordReason::NoPart,
            core::Reason::SecondColor => ColorizeWordReason::SecondColor,
            core::Reason::Side => ColorizeWordReason::Side,
            core::Reason::Negated => ColorizeWordReason::Negated,
            _ => ColorizeWordReason::Other,
        };
        Self { start: word.at.start, end: word.at.end, reason }
    }
}
