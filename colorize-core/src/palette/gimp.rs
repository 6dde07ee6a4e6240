//! Colour sheets as GIMP palettes.

use std::fmt::Write as _;

use super::{ColorSheet, PartColors};
use crate::label::Label;
use crate::{Error, Result, Rgb};

/// What a palette begins with.
pub(super) const MAGIC: &str = "GIMP Palette";

/// What a colour of a palette is to its part.
#[derive(Clone, Copy)]
enum Tone {
    Normal,
    Shadow,
    Highlight,
}

pub(super) fn read(text: &str) -> Result<ColorSheet> {
    let mut sheet = ColorSheet::new();
    let mut lines = text.lines().zip(1..);
    if lines.next().is_none_or(|(line, _)| line.trim() != MAGIC) {
        return Err(Error::InvalidArgument(format!("colour sheet: the first line is not `{MAGIC}`")));
    }
    for (line, number) in lines {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("Name:") {
            sheet.name = Some(name.trim().to_owned());
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
    if rest.is_empty() || rest == "Untitled" {
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
    let (rest, tone) = match name.rsplit_once(' ') {
        Some((rest, "shadow")) => (rest, Tone::Shadow),
        Some((rest, "highlight")) => (rest, Tone::Highlight),
        _ => (name, Tone::Normal),
    };
    let numbered = rest.rsplit_once(' ').and_then(|(part, end)| Some((part, end.parse().ok()?)));
    let (part, number) = numbered.map_or((rest, None), |(part, number)| (part, Some(number)));
    let standard = Label::from_name(&part.to_lowercase().replace(' ', "_"));
    (standard.map_or_else(|_| part.trim().to_owned(), |label| label.name().into()), number, tone)
}

pub(super) fn write(sheet: &ColorSheet) -> String {
    let mut text = format!("{MAGIC}\n");
    if let Some(name) = &sheet.name {
        // A line break in the name would end the head.
        writeln!(text, "Name: {}", name.replace(['\n', '\r'], " ")).expect("a string takes all");
    }
    for (part, colors) in sheet.parts() {
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
