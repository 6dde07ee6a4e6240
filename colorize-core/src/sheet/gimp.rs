//! Colour sheets as GIMP palettes.

use std::fmt::Write as _;

use super::ColorSheet;
use super::color::PartColors;
use crate::label::Label;
use crate::{Error, Result, Rgb};

/// What a palette begins with.
pub(super) const MAGIC: &str = "GIMP Palette";
/// What GIMP calls a colour without a name.
const UNTITLED: &str = "Untitled";

impl ColorSheet {
    /// Reads the palette of a character from a GIMP palette (`.gpl`): each colour is named after its part.
    ///
    /// ```text
    /// GIMP Palette
    /// Name: Mika
    /// 128  80  58  hair
    ///  96  55  45  hair shadow
    ///  95 163 163  top
    /// 244 239 230  top 2
    /// ```
    ///
    /// A part that is there again, or with the next number, has further colours; `shadow` and `highlight` after its
    /// name and number are the cel shades of that colour. Colours that are `Untitled` or have no name are left out.
    /// Capitals and blanks do not matter in standard names: `Body skin` is `body_skin`. An own name that would be
    /// misread stands in quotes, as JSON writes a text: `"Untitled" 2 shadow`.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] with the line, if it is no GIMP palette, or a name is none ([`LabelSet::new`](crate::LabelSet::new)) or
    /// comes out of order.
    pub fn from_gimp(text: &str) -> Result<Self> {
        read(text)
    }

    /// Writes the sheet as a GIMP palette, as [`ColorSheet::from_gimp`] reads it.
    pub fn to_gimp(&self) -> String {
        write(self)
    }
}

/// What a colour of a palette is to its part.
#[derive(Clone, Copy)]
enum Tone {
    Normal,
    Shadow,
    Highlight,
}

fn read(text: &str) -> Result<ColorSheet> {
    let mut sheet = ColorSheet::new();
    let mut lines = text.lines().zip(1..);
    if lines.next().is_none_or(|(line, _)| line.trim() != MAGIC) {
        return Err(Error::InvalidArgument(format!("colour sheet: the first line is not `{MAGIC}`")));
    }
    for (line, number) in lines {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("Name:") {
            let name = name.trim();
            let quoted = unquoted(name).filter(|(_, rest)| rest.is_empty());
            sheet.name = Some(quoted.map_or_else(|| name.to_owned(), |(name, _)| name));
        } else if !(line.is_empty() || line.starts_with('#') || line.starts_with("Columns:")) {
            entry(&mut sheet, line)
                .map_err(|what| Error::InvalidArgument(format!("colour sheet: {what} at line {number}")))?;
        }
    }
    Ok(sheet)
}

fn entry(sheet: &mut ColorSheet, line: &str) -> Result<(), String> {
    let mut rest = line;
    let mut rgb = [0; 3];
    for value in &mut rgb {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        *value = word.parse().map_err(|_| format!("`{word}` is not a number from 0 to 255"))?;
        rest = after.trim_start();
    }
    let color = Rgb::new(rgb[0], rgb[1], rgb[2]);
    if rest.is_empty() || rest == UNTITLED {
        return Ok(());
    }
    let (part, number, tone) = parse(rest);
    let mut colors = sheet.named(&part).map_or(Vec::new(), |PartColors(colors)| colors.clone());
    let next = colors.len() + 1;
    let place = number.unwrap_or(if matches!(tone, Tone::Normal) { next } else { 1 });
    let shade = place.checked_sub(1).and_then(|i| colors.get_mut(i)).map(|color| match tone {
        Tone::Highlight => &mut color.highlight,
        _ => &mut color.shadow,
    });
    match (tone, shade) {
        (Tone::Normal, None) if place == next => colors.push(color.into()),
        (Tone::Shadow | Tone::Highlight, Some(shade @ None)) => *shade = Some(color),
        _ => return Err(format!("`{rest}` comes before the colour it goes with, or a second time")),
    }
    sheet.set_named(&part, colors).map(drop).map_err(|error| error.to_string())
}

/// Takes the name of a colour apart: `Body skin 2 shadow` is the shadow of the second colour of `body_skin`.
fn parse(name: &str) -> (String, Option<usize>, Tone) {
    if let Some((part, rest)) = unquoted(name) {
        let (rest, number, tone) = ends(rest);
        if rest.is_empty() {
            return (part, number, tone);
        }
    }
    let (part, number, tone) = ends(name);
    (standard(part).map_or_else(|| part.trim().to_owned(), |label| label.name().into()), number, tone)
}

/// Takes number and tone from the end of a name. Only digits are a number: the coat in `coat +1` has one in its name.
fn ends(name: &str) -> (&str, Option<usize>, Tone) {
    let (rest, tone) = match name.rsplit_once(' ') {
        Some((rest, "shadow")) => (rest, Tone::Shadow),
        Some((rest, "highlight")) => (rest, Tone::Highlight),
        _ => (name, Tone::Normal),
    };
    let numbered = rest.rsplit_once(' ').filter(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()));
    match numbered.and_then(|(part, end)| Some((part, end.parse().ok()?))) {
        Some((part, number)) => (part, Some(number), tone),
        None => (rest, None, tone),
    }
}

/// The standard part that a plain name is read as.
fn standard(name: &str) -> Option<Label> {
    Label::from_name(&name.to_lowercase().replace(' ', "_")).ok()
}

/// Takes a name in quotes from the beginning of a text; gives it and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    if !text.starts_with('"') {
        return None;
    }
    let mut names = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let name = names.next()?.ok()?;
    Some((name, &text[names.byte_offset()..]))
}

/// A name in quotes, on one line.
fn quoted(name: &str) -> String {
    serde_json::to_string(name).expect("JSON can hold any text")
}

fn write(sheet: &ColorSheet) -> String {
    let mut text = format!("{MAGIC}\n");
    if let Some(name) = &sheet.name {
        let plain = name.trim() == name && !name.contains(char::is_control) && !name.starts_with('"');
        let name = if plain { name.clone() } else { quoted(name) };
        writeln!(text, "Name: {name}").expect("a string takes all");
    }
    for (part, colors) in sheet.parts() {
        let misread = part == UNTITLED || part.starts_with('"');
        let misread = misread || standard(part).is_some_and(|label| label.name() != part);
        let part = if misread { quoted(part) } else { part.to_owned() };
        for (i, color) in colors.iter().enumerate() {
            let name = if i == 0 { part.clone() } else { format!("{part} {}", i + 1) };
            let tones =
                [(Some(color.normal), ""), (color.shadow, " shadow"), (color.highlight, " highlight")];
            for (color, tone) in tones {
                if let Some(Rgb { r, g, b }) = color {
                    writeln!(text, "{r:3} {g:3} {b:3}\t{name}{tone}").expect("a string takes all");
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sheet::PartColor;

    const MIKA: &str = "GIMP Palette\nName: Mika\nColumns: 2\n# of spring\n128  80  58\thair\n 96  55  45\tHair shadow\n\
        10 20 30\tUntitled\n251 220 198 Body skin\n95 163 163\ttop\n244 239 230\ttop 2\n9 9 9 top 2 highlight\n1 2 3 left boot\n";

    #[test]
    fn palettes_are_read_and_written_back() {
        let sheet = ColorSheet::from_gimp(MIKA).unwrap();
        assert_eq!(sheet.name.as_deref(), Some("Mika"));
        assert_eq!(sheet.colors(Label::Hair)[0].shadow, Some(Rgb::new(96, 55, 45)));
        assert_eq!(sheet.get(Label::BodySkin), Rgb::new(251, 220, 198));
        assert_eq!(sheet.variant(Label::Top, 1), Rgb::new(244, 239, 230));
        assert_eq!(sheet.colors(Label::Top)[1].highlight, Some(Rgb::new(9, 9, 9)));
        assert_eq!(sheet.parts().last().unwrap(), ("left boot", &[Rgb::new(1, 2, 3).into()][..]));
        for text in [sheet.to_gimp(), sheet.to_json(), format!("\u{feff}{MIKA}")] {
            assert_eq!(ColorSheet::from_text(&text).unwrap(), sheet);
        }
    }

    #[test]
    fn names_that_would_be_misread_stand_in_quotes() {
        let mut sheet = ColorSheet::new();
        let two = [PartColor { shadow: Some(Rgb::BLACK), ..Rgb::WHITE.into() }, Rgb::new(1, 2, 3).into()];
        for name in ["Hair", "Untitled", "coat +1", "left boot", "\"x\" y"] {
            sheet.set_named(name, two).unwrap();
        }
        let text = sheet.to_gimp();
        for line in [
            "255 255 255\t\"Hair\"",
            "  0   0   0\t\"Untitled\" shadow",
            "  1   2   3\tcoat +1 2",
            "  1   2   3\tleft boot 2",
            "  0   0   0\t\"\\\"x\\\" y\" shadow",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
        assert_eq!(ColorSheet::from_gimp(&text).unwrap(), sheet);
        // Not what we write: no more than a name that begins with a quote.
        let foreign = ColorSheet::from_gimp("GIMP Palette\n1 2 3 \"Hair\" of old\n").unwrap();
        assert_eq!(foreign.parts().next().unwrap().0, "\"Hair\" of old");
    }

    /// Names that are like what palettes use otherwise, and any others.
    fn name() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            prop::sample::select(vec![
                "Hair",
                "hair",
                "body",
                "skin",
                "Untitled",
                "shadow",
                "highlight",
                "2",
                "+1",
                "-0",
                "#",
                "Name:",
                "\"",
                "\\",
                "\"Hair\"",
                "é",
                "２",
                "\u{212a}",
                "\u{feff}",
                "\u{a0}",
                "_",
            ])
            .prop_map(String::from),
            any::<String>(),
        ];
        let joined = (prop::collection::vec(word, 1..4), prop::sample::select(vec![" ", "", "_", "  "]));
        joined.prop_map(|(words, between)| words.join(between))
    }

    fn color() -> impl Strategy<Value = PartColor> {
        let rgb = || any::<[u8; 3]>().prop_map(Rgb::from);
        (rgb(), prop::option::of(rgb()), prop::option::of(rgb()))
            .prop_map(|(normal, shadow, highlight)| PartColor { normal, shadow, highlight })
    }

    proptest! {
        #[test]
        fn sheets_come_back_as_they_went(
            own_name in prop::option::of(name()),
            parts in prop::collection::vec((name(), prop::collection::vec(color(), 1..4)), 0..6),
        ) {
            let mut sheet = ColorSheet { name: own_name, ..ColorSheet::new() };
            for (name, colors) in parts {
                // A name that is not legal is left out.
                let _ = sheet.set_named(&name, colors);
            }
            for text in [sheet.to_gimp(), sheet.to_json()] {
                prop_assert_eq!(&ColorSheet::from_text(&text).unwrap(), &sheet, "{}", text);
            }
        }
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let check = |text: &str, expected: &str| {
            let error = ColorSheet::from_gimp(text).unwrap_err().to_string();
            assert!(error.contains("colour sheet: ") && error.contains(expected), "{error}");
        };
        check("JASC-PAL\n0100\n", "the first line is not `GIMP Palette`");
        check("GIMP Palette\n#\n1 2 300 hair\n", "`300` is not a number from 0 to 255 at line 3");
        check("GIMP Palette\n1 2\n", "`` is not a number");
        check("GIMP Palette\n1 2 3 hair shadow\n", "`hair shadow` comes before the colour");
        check("GIMP Palette\n1 2 3 hair\n1 2 3 hair 3\n", "`hair 3` comes before");
        check("GIMP Palette\n1 2 3 hair\n1 2 3 hair shadow\n1 2 3 hair shadow\n", "a second time at line 4");
    }
}
