//! What parts there are, and how sure a label is.

mod calibration;
mod evidence;
mod isotonic;
mod set;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Result;
use crate::error::named;
pub use calibration::{Calibration, CurvePoint};
pub use evidence::Evidence;
pub(crate) use isotonic::rising;
pub(crate) use set::check_name;
pub use set::{LabelSet, OwnLabel};

/// What part a region of a drawing shows.
///
/// The ids are those of the training data (`labels.json`). In JSON a label is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Label {
    /// Everything that is not the figure.
    Background = 0,
    /// The hair of the head.
    Hair = 1,
    /// The skin of the face.
    Face = 2,
    /// All other skin: neck, arms, hands, legs.
    BodySkin = 3,
    /// Iris and pupil with their glints, and lashes drawn as an area.
    Eye = 4,
    /// The white of an eye.
    EyeWhite = 5,
    /// An eyebrow.
    Brow = 6,
    /// Lips and the inside of the mouth.
    Mouth = 7,
    /// Clothes of the upper body; a dress as a whole.
    Top = 8,
    /// Trousers, shorts, a skirt.
    Bottom = 9,
    /// Shoes and boots.
    Shoes = 10,
    /// A bow, hairband, belt, tie, jewel, bag.
    Accessory = 11,
    /// A hat, cap, hood or helmet.
    Hat = 12,
    /// Gloves.
    Gloves = 13,
    /// A thing held or beside the figure.
    Prop = 14,
    /// Beard and moustache.
    Beard = 15,
    /// The fur of an animal, tail or animal ear.
    Fur = 16,
    /// A human ear.
    Ear = 17,
    /// The nose.
    Nose = 18,
    /// Glasses: frame and panes.
    Glasses = 19,
    /// Clothes that are none of the others: socks, tights, cape, scarf.
    ClothesOther = 20,
}

impl Label {
    /// All labels, in the order of their ids.
    pub const ALL: [Self; 21] = [
        Self::Background,
        Self::Hair,
        Self::Face,
        Self::BodySkin,
        Self::Eye,
        Self::EyeWhite,
        Self::Brow,
        Self::Mouth,
        Self::Top,
        Self::Bottom,
        Self::Shoes,
        Self::Accessory,
        Self::Hat,
        Self::Gloves,
        Self::Prop,
        Self::Beard,
        Self::Fur,
        Self::Ear,
        Self::Nose,
        Self::Glasses,
        Self::ClothesOther,
    ];

    /// How many labels there are: ids are below this.
    pub const COUNT: usize = Self::ALL.len();

    /// Gives the number of the label, 0 to 20.
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// Finds the label of a number; `None` from 21 on (255 is "unknown" in the training data).
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.get(usize::from(id)).copied()
    }

    /// Gives the name, in small letters with underscores: `body_skin`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Background => "background",
            Self::Hair => "hair",
            Self::Face => "face",
            Self::BodySkin => "body_skin",
            Self::Eye => "eye",
            Self::EyeWhite => "eye_white",
            Self::Brow => "brow",
            Self::Mouth => "mouth",
            Self::Top => "top",
            Self::Bottom => "bottom",
            Self::Shoes => "shoes",
            Self::Accessory => "accessory",
            Self::Hat => "hat",
            Self::Gloves => "gloves",
            Self::Prop => "prop",
            Self::Beard => "beard",
            Self::Fur => "fur",
            Self::Ear => "ear",
            Self::Nose => "nose",
            Self::Glasses => "glasses",
            Self::ClothesOther => "clothes_other",
        }
    }

    /// Finds the label of a name.
    ///
    /// # Errors
    /// [`crate::Error::InvalidArgument`] if there is no such part; the message lists the known ones.
    pub fn from_name(name: &str) -> Result<Self> {
        named("part", &Self::ALL, Self::name, name)
    }

    /// Gives the part whose colour this one has by nature.
    ///
    /// Face, ear, nose and body skin are one skin and answer [`Label::Face`]; hair, brow and beard answer
    /// [`Label::Hair`]; every other part answers itself.
    pub const fn kin(self) -> Self {
        match self {
            Self::Face | Self::BodySkin | Self::Ear | Self::Nose => Self::Face,
            Self::Hair | Self::Brow | Self::Beard => Self::Hair,
            own => own,
        }
    }

    /// Tells whether the part is skin.
    pub const fn is_skin(self) -> bool {
        matches!(self.kin(), Self::Face)
    }

    /// Tells whether the part is worn, so that its pieces may differ in colour.
    pub const fn is_worn(self) -> bool {
        matches!(
            self,
            Self::Top
                | Self::Bottom
                | Self::Shoes
                | Self::Accessory
                | Self::Hat
                | Self::Gloves
                | Self::Glasses
                | Self::ClothesOther
        )
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Label;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a part")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Label, E> {
                Label::from_name(name).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `labels.json` of the training data.
    const NAMES: &str = r#"["background","hair","face","body_skin","eye","eye_white","brow","mouth","top","bottom",
        "shoes","accessory","hat","gloves","prop","beard","fur","ear","nose","glasses","clothes_other"]"#;

    #[test]
    fn ids_and_names_are_those_of_the_data() {
        let labels: Vec<Label> = serde_json::from_str(NAMES).unwrap();
        assert_eq!(labels, Label::ALL);
        for (id, label) in labels.into_iter().enumerate() {
            assert_eq!(usize::from(label.id()), id);
            assert_eq!(Label::from_id(label.id()), Some(label));
            assert_eq!(Label::from_name(label.name()).unwrap(), label);
        }
        assert_eq!(Label::from_id(21), None);
        assert_eq!(Label::from_id(255), None);
    }

    #[test]
    fn unknown_name_lists_the_known() {
        let error = Label::from_name("cape").unwrap_err().to_string();
        assert!(error.starts_with("unknown part `cape`; the parts are background, hair, "), "{error}");
        assert!(error.ends_with("glasses, clothes_other"), "{error}");
    }

    #[test]
    fn kin_of_kin_is_itself() {
        for label in Label::ALL {
            assert_eq!(label.kin().kin(), label.kin());
        }
        assert!(Label::Nose.is_skin() && !Label::Brow.is_skin());
    }
}
