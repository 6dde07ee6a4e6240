//! All words that are known, and what they mean.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::color_names::{self, ColorName};
use super::modifier::Modifier;
use super::part_names;
use crate::label::{Label, LabelSet};
use crate::reading::Side;

/// What a word means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Color(ColorName),
    /// A part by what is to be the name of a hint's place: one, or several.
    Part {
        names: Vec<String>,
        label: Label,
    },
    Modifier(Modifier),
    /// How much of the modifier that follows.
    Times(f32),
    /// Joins two of a kind: and.
    And,
    /// Begins something else about the same figure: with.
    With,
    /// Ends one item of a list.
    Comma,
    /// Ends a sentence.
    Stop,
    /// What is before is as what follows: `=`, is.
    Is,
    /// の: what follows is of what is before.
    Of,
    /// Begins another thing: a, an.
    Article,
    /// Left or right, of the part that follows.
    Side(Side),
    /// No, not, without.
    Not,
    /// Says nothing of colours: the, she, wears.
    Filler,
}

/// Words that hold sentences together.
const GRAMMAR: &[(Meaning, &str)] = &[
    (Meaning::And, "and, plus, as well as, also, と, および, それに, そして"),
    (
        Meaning::With,
        "with, on, over, under, above, below, while, but, featuring, carrying, holding, wearing, near, behind, beside, \
         around, against, at, に, で, には, けど, が付いた, 付きの",
    ),
    (
        Meaning::Is,
        "is, are, was, were, be, for, to, should be, must be, become, becomes, は, が, を, も, のほうは",
    ),
    (Meaning::Of, "の, な"),
    (Meaning::Article, "a, an, another, some, a pair of, pair of, a pair, one"),
    (Meaning::Side(Side::Left), "left, 左, 左の, 左側, 左側の"),
    (Meaning::Side(Side::Right), "right, 右, 右の, 右側, 右側の"),
    (
        Meaning::Not,
        "no, not, without, never, none, isn't, aren't, doesn't, don't, except, lacking, なし, ない, 以外, 無し",
    ),
    (
        Meaning::Filler,
        "the, she, he, they, it, her, his, their, its, she's, he's, they're, it's, has, have, had, having, wears, wear, worn, \
         dressed, of, in, who, whose, that, this, these, those, there, there's, which, color, colors, colored, coloured, colour, \
         colours, hue, shade, tone, tones, girl, boy, woman, man, lady, guy, child, kid, person, character, figure, figures, someone, please, make, \
         paint, give, let, set, both, all, two, i, want, would like, like, me, my, you, your, we, as, then, too, so, each, from, \
         girl's, boy's, woman's, man's, character's, \
         着ている, 着て, 着た, 履いている, 履いて, 履いた, はいている, はいて, はいた, かぶっている, かぶって, かぶった, 被っている, 被った, \
         被って, つけている, つけて, つけた, 付けている, 付けて, 持っている, 持って, 持った, 身に着けた, 着けた, 結んだ, 巻いた, 巻いて, している, \
         して, した, している, です, だ, である, ます, て, ください, にして, にしてください, 塗って, 塗る, くて, 色, 女の子, 男の子, 少女, \
         少年, 女性, 男性, 彼女, 彼, 人, キャラ, キャラクター, 人物, 両方, 両, 左右, 左右の, 全部, お, ね, よ, ある, いる, 女, 男, 子, くん, ちゃん",
    ),
];

/// The most words of an English phrase, and characters of a Japanese one.
pub(super) const LONGEST: usize = 5;
pub(super) const LONGEST_RUN: usize = 12;

enum Entry {
    Part(&'static [Label]),
    Other(Meaning),
}

/// What is known whatever the labels are.
static COMMON: LazyLock<HashMap<String, Entry>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    let mut put = |name: &str, entry| {
        words.entry(normal(name)).or_insert(entry);
    };
    for (meaning, names) in GRAMMAR {
        names.split(',').for_each(|name| put(name.trim(), Entry::Other(meaning.clone())));
    }
    for (name, modifier) in Modifier::all() {
        put(name, Entry::Other(Meaning::Modifier(modifier)));
    }
    for (name, times) in Modifier::all_times() {
        put(name, Entry::Other(Meaning::Times(times)));
    }
    for (name, labels) in part_names::all() {
        put(name, Entry::Part(labels));
    }
    for (name, color) in color_names::all() {
        put(name, Entry::Other(Meaning::Color(color)));
    }
    words
});

/// The words for drawings of one set of labels.
pub(super) struct Lexicon<'a> {
    labels: &'a LabelSet,
    own: HashMap<String, &'a str>,
}

/// What a phrase is found to be.
pub(super) enum Found {
    Known(Meaning),
    /// A part that this set of labels does not have.
    Elsewhere,
}

impl<'a> Lexicon<'a> {
    pub(super) fn new(labels: &'a LabelSet) -> Self {
        let own = labels.iter().map(|own| (normal(&own.name), own.name.as_str())).collect();
        Self { labels, own }
    }

    /// Looks up a phrase in normal form, also as a plural.
    pub(super) fn find(&self, phrase: &str) -> Option<Found> {
        let stems = ["", "s", "es"].into_iter().filter_map(|end| phrase.strip_suffix(end));
        stems.filter(|stem| !stem.is_empty()).find_map(|stem| self.exactly(stem, stem.len() == phrase.len()))
    }

    /// Whether the phrase begins with a word that changes a colour.
    pub(super) fn begins_with_modifier(phrase: &str) -> bool {
        let first = phrase.split(' ').next().unwrap_or_default();
        matches!(COMMON.get(first), Some(Entry::Other(Meaning::Modifier(_) | Meaning::Times(_))))
    }

    fn exactly(&self, word: &str, whole: bool) -> Option<Found> {
        // A character's own name is its own; of standard ones, "skin" is more than body_skin.
        if let Some(&name) = self.own.get(word) {
            let number = self.labels.number(name).ok()?;
            let label = self.labels.get(number)?.label;
            return Some(Found::Known(Meaning::Part { names: vec![name.into()], label }));
        }
        match COMMON.get(word)? {
            Entry::Part(labels) => {
                let (names, label) = (self.names(labels), labels[0]);
                Some(if names.is_empty() {
                    Found::Elsewhere
                } else {
                    Found::Known(Meaning::Part { names, label })
                })
            }
            // No plural of "a" and "with".
            Entry::Other(meaning) if whole || matches!(meaning, Meaning::Color(_)) => {
                Some(Found::Known(meaning.clone()))
            }
            Entry::Other(_) => None,
        }
    }

    /// What parts `labels` are called here.
    pub(super) fn names(&self, labels: &[Label]) -> Vec<String> {
        let has = |label: &&Label| self.labels.iter().any(|own| own.label == **label);
        labels.iter().filter(has).map(|label| label.name().into()).collect()
    }

    /// The known word that is written most like `word`; `None` if none is near.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        let word = normal(word);
        let length = word.chars().count();
        if !word.is_ascii() || length < 3 {
            return None;
        }
        let common = COMMON.iter().filter(|(_, entry)| {
            matches!(entry, Entry::Part(_) | Entry::Other(Meaning::Color(_) | Meaning::Modifier(_)))
        });
        let known = common.map(|(name, _)| name.as_str()).chain(self.own.keys().map(String::as_str));
        let near = known.filter(|name| name.is_ascii() && name.len().abs_diff(word.len()) <= 2);
        let far = near.map(|name| (strsim::osa_distance(name, &word), name));
        let (distance, name) = far.min()?;
        (distance <= 1 + length / 6).then(|| name.to_owned())
    }
}

/// A name as it is looked up: small letters, one blank between words, `grey`.
pub(super) fn normal(name: &str) -> String {
    let name = name.to_lowercase().replace(['_', '-', '/'], " ");
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ").replace("gray", "grey")
}
