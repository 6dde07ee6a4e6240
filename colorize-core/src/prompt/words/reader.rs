//! Cuts a text into words that mean something and words that do not.

use std::ops::Range;

use super::color_names::ColorName;
use super::lexicon::{Found, LONGEST, LONGEST_RUN, Lexicon, Meaning, normal};
use crate::color::Rgb;

/// A word or phrase, and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) at: Range<usize>,
    pub(super) read: Read,
}

/// What a word was read as.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Read {
    Known(Meaning),
    Unknown,
    /// A colour's name that is a thing here: "black leather".
    Thing,
    /// A part that the labels do not have.
    Elsewhere,
}

/// Reads all of a text.
///
/// Of all phrases that begin at a word the longest that is known is taken. English ends at blanks; Japanese does not,
/// so that there any run of characters may be a word, unless it would begin inside a word that is not known.
pub(super) fn read(text: &str, lexicon: &Lexicon<'_>) -> Vec<Token> {
    let mut reader =
        Reader { chars: text.char_indices().map(|(at, c)| (at, plain(c))).collect(), text, tokens: vec![] };
    let mut i = 0;
    while i < reader.chars.len() {
        i = reader.step(i, lexicon);
    }
    reader.tokens
}

struct Reader<'a> {
    text: &'a str,
    chars: Vec<(usize, char)>,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    /// Reads what begins at character `i`, and says where it ends.
    fn step(&mut self, i: usize, lexicon: &Lexicon<'_>) -> usize {
        let first = self.chars[i].1;
        if let Some(meaning) = sign(first) {
            return self.put(i, i + 1, Read::Known(meaning));
        }
        match Script::of(first) {
            Script::Blank => i + 1,
            Script::Sign if first == '#' => self.hex(i),
            Script::Sign => self.put(i, i + 1, Read::Unknown),
            Script::Letter => self.phrase(i, lexicon),
            script => self.run(i, script, lexicon),
        }
    }

    fn put(&mut self, from: usize, to: usize, read: Read) -> usize {
        let at = self.chars[from].0..self.byte(to);
        self.tokens.push(Token { at, read });
        to
    }

    fn byte(&self, i: usize) -> usize {
        self.chars.get(i).map_or(self.text.len(), |&(at, _)| at)
    }

    fn string(&self, from: usize, to: usize) -> String {
        self.chars[from..to].iter().map(|&(_, c)| c).collect()
    }

    /// Where what begins at `i` and is all of `kind` ends.
    fn end(&self, i: usize, kind: impl Fn(char) -> bool) -> usize {
        self.chars[i..].iter().position(|&(_, c)| !kind(c)).map_or(self.chars.len(), |n| i + n)
    }

    /// `#aa3355`
    fn hex(&mut self, i: usize) -> usize {
        let end = self.end(i + 1, |c| c.is_ascii_alphanumeric());
        let read = self
            .string(i, end)
            .parse::<Rgb>()
            .map(|color| Read::Known(Meaning::Color(ColorName { color, of: &[], plain: false })));
        self.put(i, end, read.unwrap_or(Read::Unknown))
    }

    /// English words.
    fn phrase(&mut self, i: usize, lexicon: &Lexicon<'_>) -> usize {
        // Where each of the words from here on ends, as far as only blanks and hyphens are between them.
        let mut ends = vec![self.end(i, is_letter)];
        while ends.len() < LONGEST {
            let gap = ends[ends.len() - 1];
            let next = self.end(gap, |c| matches!(c, ' ' | '-' | '_'));
            let end = self.end(next, is_letter);
            if next == gap || end == next {
                break;
            }
            ends.push(end);
        }
        let modified = self
            .tokens
            .last()
            .is_some_and(|token| matches!(token.read, Read::Known(Meaning::Times(_) | Meaning::Modifier(_))));
        for &end in ends.iter().rev() {
            let phrase = normal(&self.string(i, end));
            // "very light blue" by what `very` does to `light`, if it is no colour of a name.
            if modified && phrase.contains(' ') && Lexicon::begins_with_modifier(&phrase) {
                continue;
            }
            match lexicon.find(&phrase) {
                Some(Found::Known(meaning)) => return self.put(i, end, Read::Known(meaning)),
                Some(Found::Elsewhere) => return self.put(i, end, Read::Elsewhere),
                None => {}
            }
        }
        self.put(i, ends[0], Read::Unknown)
    }

    /// Japanese words.
    fn run(&mut self, i: usize, script: Script, lexicon: &Lexicon<'_>) -> usize {
        // What is not known and ends right here.
        let open = self
            .tokens
            .last()
            .is_some_and(|token| token.read == Read::Unknown && token.at.end == self.byte(i));
        let inside = open
            && self.chars.get(i.wrapping_sub(1)).is_some_and(|&(_, before)| Script::of(before) == script);
        let longest =
            self.end(i, |c| Script::of(c) != Script::Blank && sign(c).is_none()).min(i + LONGEST_RUN);
        for end in (i + 1..=longest).rev() {
            let word = normal(&self.string(i, end));
            let (read, content) = match lexicon.find(&word) {
                Some(Found::Known(meaning)) => {
                    let content =
                        matches!(meaning, Meaning::Color(_) | Meaning::Part { .. } | Meaning::Modifier(_));
                    (Read::Known(meaning), content)
                }
                Some(Found::Elsewhere) => (Read::Elsewhere, true),
                None => continue,
            };
            let misfit = match script {
                // ロングヘア
                Script::Katakana => inside && end - i < 3 && end < self.end(i, |c| Script::of(c) == script),
                Script::Hiragana => inside && content,
                _ => inside,
            };
            if !misfit {
                return self.put(i, end, read);
            }
        }
        match self.tokens.last_mut().filter(|_| open) {
            Some(token) => {
                token.at.end = self.chars.get(i + 1).map_or(self.text.len(), |&(at, _)| at);
                i + 1
            }
            None => self.put(i, i + 1, Read::Unknown),
        }
    }
}

/// What a character is written with.
#[derive(Clone, Copy, PartialEq)]
enum Script {
    Blank,
    Letter,
    Kanji,
    Hiragana,
    Katakana,
    Sign,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            _ if c.is_whitespace() => Self::Blank,
            '\u{3041}'..='\u{309f}' => Self::Hiragana,
            '\u{30a0}'..='\u{30ff}' => Self::Katakana,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' => Self::Kanji,
            _ if c.is_alphanumeric() => Self::Letter,
            _ => Self::Sign,
        }
    }
}

fn is_letter(c: char) -> bool {
    Script::of(c) == Script::Letter || c == '\''
}

/// What a sign means; `None` for letters, blanks and signs of no meaning.
fn sign(c: char) -> Option<Meaning> {
    Some(match c {
        ',' | '、' | '/' | '・' => Meaning::Comma,
        ';' | '.' | '。' | '\n' | '|' | '!' | '?' => Meaning::Stop,
        '&' | '+' => Meaning::And,
        '=' | ':' | '→' => Meaning::Is,
        '-' | '_' | '>' | '(' | ')' | '"' | '\'' | '“' | '”' | '「' | '」' => Meaning::Filler,
        _ => return None,
    })
}

/// Small letters, and those of full width as the usual ones.
fn plain(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '’' => '\'',
        _ => c,
    };
    c.to_lowercase().next().unwrap_or(c)
}
