//! Which of its colours a part takes.

use super::ColorSheet;
use super::color::{PartColor, PartColors};
use super::standard::standard;
use crate::color::Rgb;
use crate::label::{Label, LabelSet};

impl ColorSheet {
    /// Gives the main colour of a part, for every part: what the sheet does not know comes from
    /// [`propose`](crate::propose)`(0)`; white for the background.
    pub fn get(&self, label: Label) -> Rgb {
        self.variant(label, 0)
    }

    /// Gives the `k`-th colour of a part, 0 the main one; past the last it begins again at the first.
    pub fn variant(&self, label: Label, k: usize) -> Rgb {
        self.variant_color(label, k).normal
    }

    /// [`ColorSheet::variant`] with its shades.
    fn variant_color(&self, label: Label, k: usize) -> PartColor {
        match (self.colors(label), standard().colors(label)) {
            ([], []) => Rgb::WHITE.into(),
            ([], colors) | (colors, _) => colors[k % colors.len()],
        }
    }

    /// The `k`-th colour of a label by its number in `labels`: of its own colours, or of those of the standard label
    /// that it comes under. Labels that share those take them in turn, the one that has the standard name first.
    pub(crate) fn own_color(&self, labels: &LabelSet, number: usize, k: usize) -> PartColor {
        let own = labels.get(number).expect("a number of the set");
        if let Some(PartColors(colors)) = self.entries.own.get(&own.name) {
            return colors[k % colors.len()];
        }
        let sharing = labels
            .iter()
            .filter(|other| other.label == own.label && !self.entries.own.contains_key(&other.name));
        let mut names: Vec<&str> = sharing.map(|other| other.name.as_str()).collect();
        names.sort_by_key(|name| *name != own.label.name());
        let turn = names.iter().position(|name| *name == own.name).unwrap_or(0);
        self.variant_color(own.label, turn + k * names.len().max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::OwnLabel;

    #[test]
    fn labels_share_the_colors_of_the_standard_one_in_turn() {
        let own = |name: &str| OwnLabel { name: name.into(), label: Label::Top };
        let labels =
            LabelSet::new(vec![Label::Background.into(), own("jacket"), own("shirt"), Label::Top.into()]);
        let labels = labels.unwrap();
        let [a, b, c, d] = [1, 2, 3, 4].map(|v| Rgb::new(v, v, v));
        let mut sheet = ColorSheet::new();
        sheet.set(Label::Top, [a, b, c]);
        let color = |sheet: &ColorSheet, name: &str, k| {
            sheet.own_color(&labels, labels.number(name).unwrap(), k).normal
        };
        assert_eq!(
            [color(&sheet, "top", 0), color(&sheet, "jacket", 0), color(&sheet, "shirt", 0)],
            [a, b, c]
        );
        sheet.set_named("jacket", [d]).unwrap();
        assert_eq!(
            [color(&sheet, "top", 0), color(&sheet, "jacket", 5), color(&sheet, "shirt", 0)],
            [a, d, b]
        );
        assert!(sheet.check(&labels).is_ok());
        let error = sheet.check(&LabelSet::standard()).unwrap_err().to_string();
        assert!(error.starts_with("unknown part `jacket`; the parts are background, "), "{error}");
    }

    #[test]
    fn shades_come_with_their_colour() {
        let [red, dark] = [Rgb::new(200, 0, 0), Rgb::new(90, 0, 30)];
        let mut sheet = ColorSheet::new();
        sheet.set(Label::Top, [PartColor { shadow: Some(dark), ..red.into() }]);
        let labels = LabelSet::standard();
        let color = |label: Label| sheet.own_color(&labels, usize::from(label.id()), 0);
        assert_eq!(color(Label::Top).shadow, Some(dark));
        assert_eq!(color(Label::Hair), standard().get(Label::Hair).into());
        assert_eq!(sheet.get(Label::Background), Rgb::WHITE);
    }
}
