use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::library::{StoredStyle, StyleLibrary};
use crate::error::named;
use crate::{Error, Result};

/// What is told of a stored style, to sort and group a library by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StyleField {
    /// What it is known by.
    #[default]
    Name,
    /// Who made it.
    Author,
    /// What kind of texture it is.
    Kind,
    /// More words to find it by; sorted, it is the first in the alphabet that counts.
    Tags,
    /// Under what terms it may be used.
    Licence,
    /// Where it was picked.
    Source,
}

impl StyleField {
    /// All fields, in the order of [`StoredStyle`]'s.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Author, Self::Kind, Self::Tags, Self::Licence, Self::Source];

    /// Gives the name, in small letters: `kind`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Author => "author",
            Self::Kind => "kind",
            Self::Tags => "tags",
            Self::Licence => "licence",
            Self::Source => "source",
        }
    }

    /// What a style has in this field; nothing, if it is not told.
    fn of(self, style: &StoredStyle) -> Vec<&str> {
        let one = match self {
            Self::Name => &style.name,
            Self::Author => &style.author,
            Self::Kind => &style.kind,
            Self::Licence => &style.licence,
            Self::Source => &style.source,
            Self::Tags => {
                let mut tags: Vec<&str> = style.tags.iter().map(String::as_str).collect();
                tags.sort_unstable();
                tags.dedup();
                return tags;
            }
        };
        Some(one.as_str()).filter(|text| !text.is_empty()).into_iter().collect()
    }
}

impl fmt::Display for StyleField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for StyleField {
    type Err = Error;

    /// Finds the field of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is none of that name; the message lists the known ones.
    fn from_str(name: &str) -> Result<Self> {
        named("field", &Self::ALL, Self::name, name)
    }
}

impl StyleLibrary {
    /// All styles, sorted by a field, whatever its case; those that are alike in it by name, and those of which it is not told
    /// last.
    pub fn sorted(&self, field: StyleField) -> Vec<&StoredStyle> {
        let mut sorted: Vec<&StoredStyle> = self.styles().iter().collect();
        sorted.sort_by_cached_key(|style| {
            let first = field.of(style).first().map(|text| text.to_lowercase());
            (first.is_none(), first)
        });
        sorted
    }

    /// All styles by what they have in a field, sorted by that; those of which it is not told last, under an empty text. A style
    /// is in the group of each of its tags.
    pub fn grouped(&self, field: StyleField) -> Vec<(&str, Vec<&StoredStyle>)> {
        let mut groups: BTreeMap<(bool, String, &str), Vec<&StoredStyle>> = BTreeMap::new();
        for style in self.styles() {
            let texts = field.of(style);
            let none = texts.is_empty().then_some("");
            for text in texts.into_iter().chain(none) {
                groups.entry((text.is_empty(), text.to_lowercase(), text)).or_default().push(style);
            }
        }
        groups.into_iter().map(|((_, _, text), styles)| (text, styles)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Swatch;

    fn library() -> StyleLibrary {
        let mut library = StyleLibrary::new();
        for (name, author, kind, tags) in [
            ("wool", "Ann", "knit", &["warm", "Winter"][..]),
            ("silk", "bob", "cloth", &["shiny"]),
            ("oak", "", "wood", &["warm"]),
            ("linen", "ann", "cloth", &[]),
        ] {
            let tags = tags.iter().map(|&tag| tag.into()).collect();
            let (author, kind) = (author.into(), kind.into());
            library
                .add(StoredStyle { author, kind, tags, ..StoredStyle::new(name, Swatch::default()) })
                .unwrap();
        }
        library
    }

    fn names(styles: &[&StoredStyle]) -> Vec<String> {
        styles.iter().map(|style| style.name.clone()).collect()
    }

    #[test]
    fn styles_are_sorted_by_any_field() {
        let library = library();
        let sorted = |field: &str| names(&library.sorted(field.parse().unwrap()));
        assert_eq!(sorted("name"), ["linen", "oak", "silk", "wool"]);
        assert_eq!(sorted("author"), ["linen", "wool", "silk", "oak"]);
        assert_eq!(sorted("kind"), ["linen", "silk", "wool", "oak"]);
        assert_eq!(sorted("tags"), ["silk", "oak", "wool", "linen"]);
        assert_eq!(sorted("source"), sorted("licence"));
        let error = "hue".parse::<StyleField>().unwrap_err().to_string();
        assert_eq!(error, "unknown field `hue`; the fields are name, author, kind, tags, licence, source");
    }

    #[test]
    fn styles_are_grouped_by_any_field() {
        let library = library();
        let grouped = |field| -> Vec<(String, Vec<String>)> {
            library.grouped(field).into_iter().map(|(text, styles)| (text.into(), names(&styles))).collect()
        };
        let group = |text: &str, names: &[&str]| {
            (text.to_owned(), names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            grouped(StyleField::Kind),
            [group("cloth", &["linen", "silk"]), group("knit", &["wool"]), group("wood", &["oak"])]
        );
        let tagged = [
            group("shiny", &["silk"]),
            group("warm", &["oak", "wool"]),
            group("Winter", &["wool"]),
            group("", &["linen"]),
        ];
        assert_eq!(grouped(StyleField::Tags), tagged);
        assert_eq!(grouped(StyleField::Source), [group("", &["linen", "oak", "silk", "wool"])]);
    }
}
