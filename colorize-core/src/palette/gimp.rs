//! Colour sheets as GIMP palettes.

use std::fmt::Write as _;

use super::{ColorSheet, PartColor, PartColors};
use crate::label::{Label, LabelSet};
use crate::{Error, Result, Rgb};

const MAGIC: &str = "GIMP Palette";

/// What a colour of a palette is to its part.
#[derive(Clone, Copy)]
enum Tone {
    Normal,
    Shadow,
    Highlight,
}

pub(super) fn read(text: &str, labels: &LabelSet) -> Result<ColorSheet> {
    let mut sheet = ColorSheet::new();
    let mut lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    if lines.next().is_none_or(|(line, _)| line.trim() != MAGIC) {
        return Err(Error::InvalidArgument(format!("colour sheet: the first line is not `{MAGIC}`")));
    }
    for (line, number) in lines {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("Name:") {
            sheet.name = Some(name.trim().to_owned());
        } else if !(line.is_empty() || line.starts_with('#') || line.starts_with("Columns:")) {
            entry(&mut sheet, line, labels)
                .map_err(|what| Error::InvalidArgument(format!("colour sheet: {what} at line {number}")))?;
        }
    }
    Ok(sheet)
}

fn entry(sheet: &mut ColorSheet, line: &str, labels: &LabelSet) -> Result<(), String> {
    let mut rest = line;
    let mut rgb = [0; 3];
    for value in &mut rgb {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        *value = word.parse().map_err(|_| format!("`{word}` is not a number from 0 to 255"))?;
        rest = after.trim_start();
    }
    let color = Rgb::new(rgb[0], rgb[1], rgb[2]);
    if rest.is_empty() || rest == "Untitled" {
        return Ok(());
    }
    let (part, tone) = named(rest, labels)?;
    let colors = match Label::from_name(&part) {
        Ok(label) => sheet.parts.standard.entry(label),
        Err(_) => {
            return add(
                &mut sheet.parts.own.entry(part).or_insert(PartColors(Vec::new())).0,
                color,
                tone,
                rest,
            );
        }
    };
    add(&mut colors.or_insert(PartColors(Vec::new())).0, color, tone, rest)
}

fn add(colors: &mut Vec<PartColor>, color: Rgb, tone: Tone, name: &str) -> Result<(), String> {
    match (tone, colors.last_mut()) {
        (Tone::Normal, _) => colors.push(color.into()),
        (Tone::Shadow, Some(last)) => last.shadow = Some(color),
        (Tone::Highlight, Some(last)) => last.highlight = Some(color),
        (_, None) => return Err(format!("`{name}` comes before the colour it belongs to")),
    }
    Ok(())
}

/// The part that a colour's name tells, and what it is to it: `body skin 2 shadow`.
fn named(name: &str, labels: &LabelSet) -> Result<(String, Tone), String> {
    let (rest, tone) = match name.rsplit_once(' ') {
        Some((rest, "shadow")) => (rest, Tone::Shadow),
        Some((rest, "highlight")) => (rest, Tone::Highlight),
        _ => (name, Tone::Normal),
    };
    let numbered = rest.rsplit_once(' ').filter(|(_, end)| end.bytes().all(|byte| byte.is_ascii_digit()));
    let known = |part: &str| labels.number(part).is_ok() || Label::from_name(part).is_ok();
    let spellings = [rest, numbered.map_or(rest, |(part, _)| part)];
    let spellings =
        spellings.into_iter().flat_map(|part| [part.to_owned(), part.to_lowercase().replace(' ', "_")]);
    match spellings.into_iter().find(|part| known(part)) {
        Some(part) => Ok((part, tone)),
        None => Err(labels.number(name).expect_err("it is no part").to_string()),
    }
}

pub(super) fn write(sheet: &ColorSheet) -> String {
    let mut text = format!("{MAGIC}\n");
    if let Some(name) = &sheet.name {
        // A line break in the name would end the head.
        writeln!(text, "Name: {}", name.replace(['\n', '\r'], " ")).expect("a string takes all");
    }
    let standard = sheet.parts.standard.iter().map(|(label, colors)| (label.name(), colors));
    let own = sheet.parts.own.iter().map(|(name, colors)| (name.as_str(), colors));
    for (part, PartColors(colors)) in standard.chain(own) {
        for (i, color) in colors.iter().enumerate() {
            let name = if i == 0 { part.to_owned() } else { format!("{part} {}", i + 1) };
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
    use super::*;
    use crate::label::OwnLabel;

    const MIKA: &str = "GIMP Palette\nName: Mika\nColumns: 2\n# of spring\n128  80  58\thair\n 96  55  45\tHair shadow\n\
        10 20 30\tUntitled\n251 220 198 Body skin\n95 163 163\ttop\n244 239 230\ttop 2\n1 2 3 left boot\n";

    #[test]
    fn palettes_are_read_and_written_back() {
        let boots = OwnLabel { name: "left boot".into(), label: Label::Shoes };
        let labels = LabelSet::new(vec![Label::Background.into(), boots]).unwrap();
        let sheet = ColorSheet::from_gimp(MIKA, &labels).unwrap();
        assert_eq!(sheet.name.as_deref(), Some("Mika"));
        assert_eq!(sheet.colors(Label::Hair)[0].shadow, Some(Rgb::new(96, 55, 45)));
        assert_eq!(sheet.get(Label::BodySkin), Rgb::new(251, 220, 198));
        assert_eq!(sheet.variant(Label::Top, 1), Rgb::new(244, 239, 230));
        assert_eq!(sheet.own_variant(&labels, 1, 0), Rgb::new(1, 2, 3));
        assert_eq!(ColorSheet::from_gimp(&sheet.to_gimp(), &labels).unwrap(), sheet);
        assert_eq!(ColorSheet::from_json(&sheet.to_json(), &labels).unwrap(), sheet);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let check = |text: &str, expected: &str| {
            let error = ColorSheet::from_gimp(text, &LabelSet::standard()).unwrap_err().to_string();
            assert!(error.starts_with("colour sheet: ") && error.contains(expected), "{error}");
        };
        check("JASC-PAL\n0100\n", "the first line is not `GIMP Palette`");
        check("GIMP Palette\n#\n1 2 300 hair\n", "`300` is not a number from 0 to 255 at line 3");
        check("GIMP Palette\n1 2\n", "`` is not a number");
        check("GIMP Palette\n1 2 3 cape\n", "unknown part `cape`; the parts are background, hair, ");
        check("GIMP Palette\n1 2 3 hair shadow\n", "`hair shadow` comes before the colour");
    }
}
