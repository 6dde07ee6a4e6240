//! Pairs colours with parts.
//!
//! From left to right, with one colour or some parts in hand. A colour waits for the part after it ("a red hat"), unless
//! parts wait for a colour ("hat: red", 帽子は赤). A part that follows "and" without a colour of its own takes that of
//! the part before it ("red hair and eyes"), as do the items of a list that ends so ("black hat, gloves and boots"), but
//! not "a red hat and a scarf". Whatever is left over is told.

use std::ops::Range;

use super::color_names::ColorName;
use super::lexicon::{Lexicon, Meaning};
use super::modifier::{Modifier, mixed};
use super::part_names::natural;
use super::reader::{Read, Token};
use super::{Reason, Wish};
use crate::color::Rgb;
use crate::label::Label;
use crate::reading::Side;

/// How much of the second of two colours is in "red brown".
const HEAD: f32 = 0.65;

/// How far two colours that are alike are apart at most, CIEDE2000.
const ALIKE: f32 = 30.0;

/// What is understood, and what is not, with the reason.
pub(super) fn pair(tokens: &[Token], lexicon: &Lexicon<'_>) -> (Vec<Wish>, Vec<(Range<usize>, Reason)>) {
    let mut pairing = Pairing::new(lexicon);
    let tokens = one_color(tokens);
    for (i, token) in tokens.iter().enumerate() {
        let rest = &tokens[i + 1..];
        match &token.read {
            Read::Unknown => pairing.strange(token, Reason::UnknownWord),
            Read::Thing => pairing.strange(token, Reason::SecondColor),
            Read::Elsewhere => pairing.strange(token, Reason::NoSuchPart),
            Read::Known(meaning) => pairing.take(meaning, &token.at, rest),
        }
    }
    pairing.stop();
    let Pairing { wishes, mut unknown, .. } = pairing;
    // "Blonde, long hair": the hair has its colour, if not by this word.
    let implied = || wishes.iter().filter(|wish| wish.part_at == wish.color_at);
    let colored = |names: &[String]| names.iter().all(|name| implied().any(|wish| wish.parts.contains(name)));
    unknown.retain(|(_, _, names)| names.is_empty() || !colored(names));
    unknown.sort_by_key(|(at, ..)| at.start);
    (wishes, unknown.into_iter().map(|(at, reason, _)| (at, reason)).collect())
}

/// Makes one of colours that stand together, as in "red brown".
///
/// Two plain colours mix, and so do two that are alike, "cherry red". Of others the plain one, else the first, is the
/// colour, and the other what a thing is made of: "black leather".
fn one_color(tokens: &[Token]) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::new();
    let mut hyphen = false;
    for token in tokens {
        let name = color_of(token);
        if name.is_none() {
            hyphen = token.read == Read::Known(Meaning::Filler) && token.at.len() == 1;
            joined.push(token.clone());
            continue;
        }
        if std::mem::take(&mut hyphen)
            && joined.iter().rev().nth(1).is_some_and(|token| color_of(token).is_some())
        {
            joined.pop();
        }
        let before = joined.last_mut().and_then(|before| Some((color_of(before)?, before)));
        match (name, before) {
            (Some(name), Some((first, before))) if first.of.is_empty() && name.of.is_empty() => {
                if (first.plain && name.plain) || first.color.delta_e(name.color) < ALIKE {
                    let color = mixed(first.color, name.color, HEAD);
                    before.read = Read::Known(Meaning::Color(ColorName { color, ..name }));
                    before.at.end = token.at.end;
                } else if name.plain && !first.plain {
                    before.read = Read::Thing;
                    joined.push(token.clone());
                } else {
                    joined.push(Token { at: token.at.clone(), read: Read::Thing });
                }
            }
            _ => joined.push(token.clone()),
        }
    }
    joined
}

fn color_of(token: &Token) -> Option<ColorName> {
    match token.read {
        Read::Known(Meaning::Color(name)) => Some(name),
        _ => None,
    }
}

/// How something hangs together with what is before it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Join {
    None,
    Comma,
    And,
}

#[derive(Clone, Debug)]
struct PartHeld {
    names: Vec<String>,
    label: Label,
    at: Range<usize>,
    join: Join,
    /// The colour it takes if it gets none of its own.
    inherits: Option<(Rgb, Range<usize>)>,
    blocked: Option<(Range<usize>, Reason)>,
}

impl PartHeld {
    /// Takes the side that was said of it.
    fn put_side(&mut self, side: Option<(Option<Side>, Range<usize>)>) {
        let Some((side, at)) = side else { return };
        if let Some(side) = side {
            self.names.iter_mut().for_each(|name| *name = format!("{name}:{side}"));
        }
        self.at = around(&at, &self.at);
    }
}

#[derive(Clone, Debug)]
struct ColorHeld {
    name: ColorName,
    at: Range<usize>,
    /// A word that nobody knows stands after it: perhaps its part.
    stranger: bool,
}

struct Pairing<'a> {
    lexicon: &'a Lexicon<'a>,
    wishes: Vec<Wish>,
    /// With the names of parts that lack nothing but a colour.
    unknown: Vec<(Range<usize>, Reason, Vec<String>)>,
    parts: Vec<PartHeld>,
    colors: Vec<ColorHeld>,
    modifiers: Vec<(Modifier, f32, Range<usize>)>,
    times: Option<(f32, Range<usize>)>,
    blocked: Option<(Range<usize>, Reason)>,
    /// The side of the part that follows, or none where both were said, and where.
    side: Option<(Option<Side>, Range<usize>)>,
    join: Join,
    /// Since the last join, something stands before the part: an article, an adjective.
    fresh: bool,
    /// の stands between the part and what follows.
    of: bool,
    /// The colour of the part before, where that came after its colour, and whether a list of parts follows.
    last: Option<(Rgb, Range<usize>)>,
    list: bool,
}

impl<'a> Pairing<'a> {
    fn new(lexicon: &'a Lexicon<'a>) -> Self {
        Self {
            lexicon,
            wishes: Vec::new(),
            unknown: Vec::new(),
            parts: Vec::new(),
            colors: Vec::new(),
            modifiers: Vec::new(),
            times: None,
            blocked: None,
            side: None,
            join: Join::None,
            fresh: false,
            of: false,
            last: None,
            list: false,
        }
    }

    fn take(&mut self, meaning: &Meaning, at: &Range<usize>, rest: &[Token]) {
        match meaning {
            Meaning::Color(name) => self.color(*name, at, rest),
            Meaning::Part { names, label } => self.part(names, *label, at),
            Meaning::Modifier(modifier) => {
                let times = self.times.take();
                let start = times.as_ref().map_or(at.start, |(_, at)| at.start);
                self.modifiers.push((*modifier, times.map_or(1.0, |(times, _)| times), start..at.end));
            }
            Meaning::Times(times) => {
                self.drop_times();
                self.times = Some((*times, at.clone()));
            }
            Meaning::And => {
                self.tell_strangers();
                self.settle_modifiers();
                self.join = Join::And;
                self.fresh = false;
            }
            Meaning::Comma => self.comma(rest),
            Meaning::With => {
                self.flush_all();
                self.last = None;
                self.list = false;
            }
            Meaning::Stop => self.stop(),
            Meaning::Is => self.list |= !self.colors.is_empty(),
            Meaning::Of => self.of = true,
            Meaning::Article => self.fresh = true,
            Meaning::Side(side) => self.side(*side, at),
            Meaning::Not => self.blocked = Some((at.clone(), Reason::Negated)),
            Meaning::Filler => {}
        }
    }

    fn side(&mut self, side: Side, at: &Range<usize>) {
        self.side = Some(match self.side.take() {
            // "Left and right"
            Some((before, first)) if self.join == Join::And => {
                (before.filter(|before| *before == side), around(&first, at))
            }
            before => {
                self.unknown.extend(before.map(|(_, at)| (at, Reason::Side, Vec::new())));
                (Some(side), at.clone())
            }
        });
    }

    fn strange(&mut self, token: &Token, reason: Reason) {
        self.unknown.push((token.at.clone(), reason, Vec::new()));
        self.fresh = true;
        if let Some(color) = self.colors.last_mut() {
            color.stranger = true;
        }
    }

    fn color(&mut self, name: ColorName, at: &Range<usize>, rest: &[Token]) {
        self.drop_times();
        let (color, at) = self.modified(name.color, at.clone());
        let name = ColorName { color, ..name };
        if !self.parts.is_empty() {
            // "Hat and red boots", "hat, red boots"; 帽子の赤いリボン.
            if self.join != Join::None || (self.of && next_is_part(rest)) {
                self.flush_parts();
            } else {
                return self.give(color, &at);
            }
        }
        self.of = false;
        let goes_on =
            |before: &ColorHeld| before.name.of.is_empty() && self.join == Join::And && !before.stranger;
        if self.colors.last().is_some_and(|before| !goes_on(before)) {
            self.flush_colors();
        }
        self.colors.push(ColorHeld { name, at, stranger: false });
        (self.join, self.fresh) = (Join::None, false);
        (self.last, self.list) = (None, false);
    }

    fn part(&mut self, names: &[String], label: Label, at: &Range<usize>) {
        self.drop_times();
        let blocked = self.blocked.take();
        let mut part = PartHeld {
            names: names.to_vec(),
            label,
            at: at.clone(),
            join: if self.list && self.join == Join::Comma { Join::And } else { self.join },
            inherits: None,
            blocked,
        };
        part.put_side(self.side.take());
        let fresh = std::mem::take(&mut self.fresh) || !self.modifiers.is_empty();
        self.of = false;
        self.join = Join::None;
        if !self.colors.is_empty() {
            let colors = std::mem::take(&mut self.colors);
            let (first, others) = colors.split_first().expect("not empty");
            for other in others {
                self.unknown.push((other.at.clone(), Reason::SecondColor, Vec::new()));
            }
            // "A blue pale dress"
            let (color, color_at) = self.modified(first.name.color, first.at.clone());
            self.last = Some((color, color_at.clone()));
            return self.wish(&part, color, color_at);
        }
        if !self.modifiers.is_empty() {
            // "Dark hair"
            self.flush_parts();
            if let Some(color) = natural(label) {
                let start = self.modifiers[0].2.clone();
                let (color, color_at) = self.modified(color, start);
                self.last = Some((color, color_at.clone()));
                return self.wish(&part, color, color_at);
            }
            self.drop_modifiers();
        }
        if part.join == Join::None {
            self.flush_parts();
        } else if !fresh {
            part.inherits = self.last.clone();
        }
        self.parts.push(part);
    }

    /// Gives a colour that comes after them to the parts in hand.
    fn give(&mut self, color: Rgb, at: &Range<usize>) {
        let (negated, side) = (self.blocked.take(), self.side.take());
        let run = self.run();
        let parts = self.parts.split_off(run);
        self.flush_parts();
        for mut part in parts {
            part.blocked = part.blocked.or(negated.clone());
            part.put_side(side.clone());
            self.wish(&part, color, at.clone());
        }
        (self.last, self.list, self.join, self.of, self.fresh) = (None, false, Join::None, false, false);
    }

    /// Where the parts begin that belong together at the end of those in hand: "hat, gloves and boots".
    fn run(&self) -> usize {
        let last = self.parts.len().saturating_sub(1);
        if self.parts.get(last).is_none_or(|part| part.join != Join::And) {
            return last;
        }
        (0..last).rev().find(|&i| self.parts[i].join == Join::None).unwrap_or(0)
    }

    fn wish(&mut self, part: &PartHeld, color: Rgb, color_at: Range<usize>) {
        match &part.blocked {
            Some((at, reason)) => {
                self.unknown.push((around(at, &part.at), *reason, Vec::new()));
            }
            None => {
                let (parts, part_at) = (part.names.clone(), part.at.clone());
                self.wishes.push(Wish { parts, color, part_at, color_at });
            }
        }
    }

    fn comma(&mut self, rest: &[Token]) {
        self.tell_strangers();
        // "A red, pleated skirt"
        let goes_on = rest.first().is_some_and(|next| next.read == Read::Unknown);
        if !goes_on && !self.list {
            self.flush_colors();
        }
        self.settle_modifiers();
        self.tell_blocked();
        if self.join == Join::None {
            self.join = Join::Comma;
        }
        self.fresh = false;
    }

    fn stop(&mut self) {
        self.flush_all();
        (self.last, self.list) = (None, false);
    }

    fn flush_all(&mut self) {
        self.settle_modifiers();
        self.flush_parts();
        self.flush_colors();
        self.drop_modifiers();
        self.tell_blocked();
        (self.join, self.fresh, self.of) = (Join::None, false, false);
    }

    /// Parts in hand take the colour before them, where the sentence says so, or are told.
    fn flush_parts(&mut self) {
        let run = self.run();
        let shared = self.parts.last().is_some_and(|part| part.join == Join::And);
        for (i, mut part) in std::mem::take(&mut self.parts).into_iter().enumerate() {
            match part.inherits.take().filter(|_| shared && i >= run) {
                Some((color, at)) => self.wish(&part, color, at),
                None => match part.blocked {
                    Some((at, reason)) => self.unknown.push((around(&at, &part.at), reason, Vec::new())),
                    None => self.unknown.push((part.at, Reason::NoColor, part.names)),
                },
            }
        }
    }

    /// Colours in hand that say whose they are go there; others are told.
    fn flush_colors(&mut self) {
        for held in std::mem::take(&mut self.colors) {
            let names = self.lexicon.names(held.name.of);
            if names.is_empty() {
                self.unknown.push((held.at, Reason::NoPart, Vec::new()));
            } else {
                let (part_at, color_at) = (held.at.clone(), held.at);
                self.wishes.push(Wish { parts: names, color: held.name.color, part_at, color_at });
            }
        }
    }

    /// A colour before a word that nobody knows, and then "and", was for that word.
    fn tell_strangers(&mut self) {
        if self.colors.iter().any(|color| color.stranger) {
            self.flush_colors();
        }
    }

    /// The colour after all modifiers in hand, the nearest to it first, and where all of that stands.
    fn modified(&mut self, color: Rgb, at: Range<usize>) -> (Rgb, Range<usize>) {
        std::mem::take(&mut self.modifiers)
            .into_iter()
            .rev()
            .fold((color, at), |(color, at), (modifier, times, by)| {
                (modifier.apply(color, times), around(&at, &by))
            })
    }

    /// "Skin: pale"
    fn settle_modifiers(&mut self) {
        let after = self.parts.last().filter(|_| !self.modifiers.is_empty() && self.join == Join::None);
        match after.and_then(|part| natural(part.label)) {
            Some(color) => {
                let start = self.modifiers[0].2.clone();
                let (color, at) = self.modified(color, start);
                self.give(color, &at);
            }
            None if self.colors.is_empty() => self.drop_modifiers(),
            // "A red, dark hat"
            None => {}
        }
        self.drop_times();
    }

    fn tell_blocked(&mut self) {
        if let Some((at, reason)) = self.blocked.take() {
            self.unknown.push((at, reason, Vec::new()));
        }
        if let Some((_, at)) = self.side.take() {
            self.unknown.push((at, Reason::Side, Vec::new()));
        }
    }

    fn drop_modifiers(&mut self) {
        self.drop_times();
        for (.., at) in std::mem::take(&mut self.modifiers) {
            self.unknown.push((at, Reason::NoColor, Vec::new()));
        }
    }

    fn drop_times(&mut self) {
        if let Some((_, at)) = self.times.take() {
            self.unknown.push((at, Reason::NoColor, Vec::new()));
        }
    }
}

/// From where the first of two begins to where the last ends.
fn around(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.min(other.start)..one.end.max(other.end)
}

/// Whether a part comes next.
fn next_is_part(rest: &[Token]) -> bool {
    let words = rest.iter().filter(|token| !matches!(token.read, Read::Known(Meaning::Filler | Meaning::Of)));
    words
        .map(|token| &token.read)
        .next()
        .is_some_and(|read| matches!(read, Read::Known(Meaning::Part { .. })))
}
