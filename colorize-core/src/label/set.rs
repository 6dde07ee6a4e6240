use serde::{Deserialize, Serialize};

use super::Label;
use crate::{Error, Result};

/// The labels that a labeller tells apart: the standard ones, or a character's own.
///
/// A studio that trains the labeller on its own character names the character's parts as it likes, and says of each
/// which standard label it comes under. Pixels of its label pictures hold the position in the list, 255 where nobody
/// knows. As JSON, with a name alone where it is a standard one:
///
/// ```json
/// {
///   "labels": [
///     "background",
///     "hair",
///     {"name": "jacket", "label": "top"},
///     {"name": "shirt", "label": "top"}
///   ]
/// }
/// ```
///
/// The first is `background`. Drawings are mirrored when they are learnt, so that labels which differ only by side, such
/// as a left and a right boot, cannot be told apart; hints can tell, by what lies where: [`Place::Part`](crate::Place::Part).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelSet {
    labels: Vec<OwnLabel>,
}

/// One label of a [`LabelSet`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct OwnLabel {
    /// The studio's name for it.
    pub name: String,
    /// What it is to everybody else.
    pub label: Label,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Standard(Label),
    Own(Named),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
    label: Label,
}

impl From<Written> for OwnLabel {
    fn from(written: Written) -> Self {
        match written {
            Written::Standard(label) => Self::from(label),
            Written::Own(Named { name, label }) => Self { name, label },
        }
    }
}

impl From<OwnLabel> for Written {
    fn from(own: OwnLabel) -> Self {
        let OwnLabel { name, label } = own;
        if name == label.name() { Self::Standard(label) } else { Self::Own(Named { name, label }) }
    }
}

impl From<Label> for OwnLabel {
    fn from(label: Label) -> Self {
        Self { name: label.name().into(), label }
    }
}

const EXAMPLE: &str = r#"{"labels": ["background", "hair", {"name": "jacket", "label": "top"}]}"#;

impl LabelSet {
    /// The most labels a set can have.
    pub const MAX: usize = 64;

    /// Makes a set of own labels, by their numbers.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there are fewer than 2 or more than 64, the first is not the background or another
    /// comes under it, a name is there twice, is a standard label's that comes under another label, or is not plain
    /// text: empty, with blanks around it, or with a last word that is a number, `shadow` or `highlight`, which colour
    /// sheets use otherwise.
    pub fn new(labels: Vec<OwnLabel>) -> Result<Self> {
        let wrong = |what: String| Err(Error::InvalidArgument(format!("label set: {what}")));
        if !(2..=Self::MAX).contains(&labels.len()) {
            return wrong(format!("{} labels are outside 2..={}", labels.len(), Self::MAX));
        }
        if labels[0] != OwnLabel::from(Label::Background) {
            return wrong(format!("the first label is `{}`, not `background`", labels[0].name));
        }
        for (i, own) in labels.iter().enumerate() {
            if let Err(what) = check_name(&own.name) {
                return wrong(format!("label {i}: {what}"));
            }
            if i > 0 && own.label == Label::Background {
                return wrong(format!(
                    "`{}` comes under `background`, which is the first label alone",
                    own.name
                ));
            }
            if labels[..i].iter().any(|other| other.name == own.name) {
                return wrong(format!("`{}` is there twice", own.name));
            }
            if Label::from_name(&own.name).is_ok_and(|standard| standard != own.label) {
                return wrong(format!(
                    "`{}` is a label of its own and cannot come under `{}`",
                    own.name, own.label
                ));
            }
        }
        Ok(Self { labels })
    }

    /// The standard labels: [`Label::ALL`].
    pub fn standard() -> Self {
        Self { labels: Label::ALL.map(OwnLabel::from).into() }
    }

    /// Reads a set from JSON, in the format shown above.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if the text is no JSON or another format, and those of [`LabelSet::new`].
    pub fn from_json(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            labels: Vec<OwnLabel>,
        }
        let file: File = serde_json::from_str(text).map_err(|error| {
            Error::InvalidArgument(format!("label set: {error}; it looks like {EXAMPLE}"))
        })?;
        Self::new(file.labels)
    }

    /// Writes the set as indented JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("names are strings, which JSON can hold")
    }

    /// How many labels there are, at least 2.
    #[expect(clippy::len_without_is_empty, reason = "a set has a background")]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// All labels, by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &OwnLabel> {
        self.labels.iter()
    }

    /// The label with a number, below [`len`](Self::len).
    pub fn get(&self, number: usize) -> Option<&OwnLabel> {
        self.labels.get(number)
    }

    /// Finds the number of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if there is none; the message lists the known ones.
    pub fn number(&self, name: &str) -> Result<usize> {
        self.labels.iter().position(|own| own.name == name).ok_or_else(|| {
            let known: Vec<_> = self.labels.iter().map(|own| own.name.as_str()).collect();
            Error::InvalidArgument(format!("unknown part `{name}`; the parts are {}", known.join(", ")))
        })
    }

    /// For each own label, the number of the one in `other` that it is nearest to: by name, else the first that comes
    /// under the same standard label.
    #[cfg(feature = "train")]
    pub(crate) fn nearest(&self, other: &Self) -> Vec<Option<usize>> {
        let find = |own: &OwnLabel| {
            let named = other.labels.iter().position(|label| label.name == own.name);
            named.or_else(|| other.labels.iter().position(|label| label.label == own.label))
        };
        self.labels.iter().map(find).collect()
    }

    /// Sums what is said of the own labels by the standard label they come under: [.., len] to [.., 21].
    pub(crate) fn to_standard(&self, values: &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0; values.len() / self.len() * Label::COUNT];
        for (sums, values) in sums.chunks_exact_mut(Label::COUNT).zip(values.chunks_exact(self.len())) {
            for (own, value) in self.labels.iter().zip(values) {
                sums[usize::from(own.label.id())] += value;
            }
        }
        sums
    }
}

/// Whether a name can stand in label sets and colour sheets.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let reserved =
        |word: &str| matches!(word, "shadow" | "highlight") || word.bytes().all(|byte| byte.is_ascii_digit());
    if name.trim() != name || name.is_empty() || name.contains(char::is_control) {
        return Err(format!("{name:?} is no name of plain text without blanks around it"));
    }
    match name.rsplit_once(' ') {
        Some((_, last)) if reserved(last) => {
            Err(format!("the last word of `{name}` is `{last}`, which colour sheets use otherwise"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIKA: &str = r#"{
  "labels": [
    "background",
    "hair",
    {
      "name": "jacket",
      "label": "top"
    },
    {
      "name": "shirt",
      "label": "top"
    }
  ]
}"#;

    #[test]
    fn json_is_read_and_written_back() {
        let set = LabelSet::from_json(MIKA).unwrap();
        assert_eq!(set.len(), 4);
        assert_eq!(set.number("shirt").unwrap(), 3);
        assert_eq!(set.get(2).unwrap().label, Label::Top);
        assert_eq!(set.to_json(), MIKA);
        assert_eq!(set.to_standard(&[0.1, 0.2, 0.3, 0.4])[usize::from(Label::Top.id())], 0.3 + 0.4);
        let standard = LabelSet::from_json(&LabelSet::standard().to_json()).unwrap();
        assert_eq!(standard, LabelSet::standard());
    }

    #[test]
    fn mistakes_are_told() {
        let check = |text: &str, expected: &str| {
            let error = LabelSet::from_json(text).unwrap_err().to_string();
            assert!(error.contains("label set: ") && error.contains(expected), "{error}");
        };
        check("{\"labels\": [\"background\"]}", "1 labels are outside 2..=64");
        check("{\"labels\": [\"hair\", \"background\"]}", "the first label is `hair`");
        check("{\"labels\": [\"background\", \"hair\", \"hair\"]}", "`hair` is there twice");
        for name in [" ", "", "cape ", "a\\n", "eye shadow", "sock 2"] {
            let text =
                format!("{{\"labels\": [\"background\", {{\"name\": \"{name}\", \"label\": \"top\"}}]}}");
            check(&text, "label 1: ");
        }
        check(
            "{\"labels\": [\"background\", {\"name\": \"floor\", \"label\": \"background\"}]}",
            "`floor` comes under `background`",
        );
        check(
            "{\"labels\": [\"background\", {\"name\": \"hair\", \"label\": \"top\"}]}",
            "cannot come under `top`",
        );
        check("{\"labels\": [\"background\", \"cape\"]}", "it looks like {\"labels\"");
        check("{}", "missing field `labels`");
        let error = LabelSet::standard().number("cape").unwrap_err().to_string();
        assert!(error.starts_with("unknown part `cape`; the parts are background, hair, "), "{error}");
    }
}
