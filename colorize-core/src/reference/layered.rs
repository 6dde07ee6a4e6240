//! Coloured pictures whose lines are a layer of their own: OpenRaster files, as paint programs write them
//! (<https://www.openraster.org/baseline/layer-stack-spec.html>).

use roxmltree::{Document, Node, ParsingOptions};

use crate::archive::Archive;
use crate::raster::blend::over;
use crate::{Error, Limits, Plane, Raster, Result};

/// What the names of layers with lines have in them, in small letters: as a part, or as a word.
const PARTS: [&str; 3] = ["line", "outline", "contour"];
const WORDS: [&str; 3] = ["ink", "inks", "inking"];
/// Groups in groups, at most.
const DEEPEST: usize = 64;

/// A coloured picture and the lines beside it, of one size: what [`crate::Reference::new`] takes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LayeredPicture {
    /// All visible layers but those with lines, laid over each other.
    pub colored: Raster,
    /// The visible layers whose names tell of lines, such as `lines`, `Lineart 2` or `ink`; `None` if there are none.
    pub line: Option<Raster>,
}

/// A layer, or what all layers of a group have in common.
#[derive(Clone, Copy)]
struct Over {
    place: (i64, i64),
    opacity: f32,
    is_line: bool,
    /// Groups around it.
    depth: usize,
}

impl LayeredPicture {
    /// Reads the bytes of an OpenRaster file (`.ora`). Layers are laid over each other in normal mode or, where they say so,
    /// multiplied; opacity, offsets and groups count, and what is hidden does not.
    ///
    /// # Errors
    /// [`Error::Document`] if it is no such file, or damaged, or no layer but those with lines is visible; [`Error::Limit`] if
    /// the picture or a layer is over a limit.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self> {
        let mut archive = Archive::new(bytes, limits, "an OpenRaster file")?;
        let wrong = |text: String| Error::Document(format!("stack.xml: {text}"));
        let text = archive.text("stack.xml")?.ok_or_else(|| wrong("there is none".into()))?;
        let options = ParsingOptions { nodes_limit: 100_000, ..ParsingOptions::default() };
        let document =
            Document::parse_with_options(&text, options).map_err(|error| wrong(error.to_string()))?;
        let image = document.root_element();
        let side = |name: &str| {
            let found =
                image.attribute(name).and_then(|text| text.parse::<u64>().ok()).filter(|side| *side > 0);
            found.ok_or_else(|| wrong(format!("the image has no `{name}` of 1 pixel or more")))
        };
        let (width, height) = (side("w")?, side("h")?);
        limits.check(width, height, 8)?;
        let empty = Plane::filled(width as usize, height as usize, [0; 4]);
        // Colours, then lines; and whether there are any.
        let mut pictures = [(empty.clone(), false), (empty, false)];
        let all = Over { place: (0, 0), opacity: 1.0, is_line: false, depth: 0 };
        lay(image, all, &mut archive, &mut pictures)?;
        let [(colored, is_colored), (line, is_lined)] = pictures;
        if !is_colored {
            return Err(Error::Document("no visible layer of the file has colours beside its lines".into()));
        }
        Ok(Self { colored, line: is_lined.then_some(line) })
    }
}

/// Lays what is in a group over the pictures, the last first.
fn lay(
    group: Node<'_, '_>,
    all: Over,
    archive: &mut Archive<'_>,
    to: &mut [(Raster, bool); 2],
) -> Result<()> {
    let children: Vec<Node<'_, '_>> = group.children().filter(Node::is_element).collect();
    for node in children.into_iter().rev() {
        if node.attribute("visibility") == Some("hidden") {
            continue;
        }
        let number = |name: &str| node.attribute(name).and_then(|text| text.parse::<f32>().ok());
        let offset = |name: &str| number(name).unwrap_or(0.0) as i64;
        let own = Over {
            place: (all.place.0.saturating_add(offset("x")), all.place.1.saturating_add(offset("y"))),
            opacity: all.opacity * number("opacity").unwrap_or(1.0).clamp(0.0, 1.0),
            depth: all.depth + 1,
            is_line: all.is_line || node.attribute("name").is_some_and(tells_of_lines),
        };
        match node.tag_name().name() {
            "stack" if own.depth > DEEPEST => {
                return Err(Error::Limit(format!("more than {DEEPEST} groups lie in each other")));
            }
            "stack" => lay(node, own, archive, to)?,
            "layer" => {
                let Some(source) = node.attribute("src") else { continue };
                let layer = archive.picture(source)?.ok_or_else(|| {
                    Error::Document(format!("stack.xml: the layer `{source}` is not in the file"))
                })?;
                let multiplied = node.attribute("composite-op") == Some("svg:multiply");
                let (picture, any) = &mut to[usize::from(own.is_line)];
                put(&layer, own, multiplied, picture);
                *any = true;
            }
            _ => {}
        }
    }
    Ok(())
}

fn tells_of_lines(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    PARTS.iter().any(|part| name.contains(part)) || words.any(|word| WORDS.contains(&word))
}

/// Puts a layer over a picture.
fn put(layer: &Raster, Over { place, opacity, .. }: Over, multiplied: bool, picture: &mut Raster) {
    let (width, height) = (picture.width() as i64, picture.height() as i64);
    for y in 0..layer.height() {
        let row = place.1.saturating_add(y as i64);
        if !(0..height).contains(&row) {
            continue;
        }
        for (x, &[r, g, b, alpha]) in layer.row(y).iter().enumerate() {
            let column = place.0.saturating_add(x as i64);
            if !(0..width).contains(&column) {
                continue;
            }
            let at = (column as usize, row as usize);
            let under = picture.get(at.0, at.1);
            let alpha = (f32::from(alpha) * opacity).round() as u8;
            let mut color = [r, g, b];
            if multiplied {
                // As much as there is something under it.
                let cover = u32::from(under[3]);
                color.iter_mut().zip(under).for_each(|(v, u)| {
                    let product = (u32::from(*v) * u32::from(u) + 127) / 255;
                    *v = ((product * cover + u32::from(*v) * (255 - cover) + 127) / 255) as u8;
                });
            }
            let [r, g, b] = color;
            picture.set(at.0, at.1, over([r, g, b, alpha], under));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Writer;

    const RED: [u8; 4] = [200, 100, 50, 255];

    fn file(xml: &str, layers: &[(&str, Raster)]) -> Vec<u8> {
        let mut file = Writer::new("image/openraster").unwrap();
        file.put_text("stack.xml", xml).unwrap();
        for (name, layer) in layers {
            file.put(name, &layer.encode_png().unwrap()).unwrap();
        }
        file.finish().unwrap()
    }

    fn decode(xml: &str, layers: &[(&str, Raster)]) -> Result<LayeredPicture> {
        LayeredPicture::decode(&file(xml, layers), &Limits::default())
    }

    fn pixel(color: [u8; 4]) -> Raster {
        Plane::filled(1, 1, color)
    }

    #[test]
    fn lines_and_colours_come_apart() {
        let xml = r#"<image w="3" h="1"><stack>
            <layer name="Notes" src="d/notes.png" visibility="hidden"/>
            <stack name="Lineart"><layer name="hair" src="d/line.png" x="1"/></stack>
            <layer name="shade" src="d/shade.png" composite-op="svg:multiply" x="2" opacity="0.5"/>
            <layer name="blinks" src="d/flat.png"/>
        </stack></image>"#;
        let flat = Plane::filled(4, 1, RED);
        let layers = [
            ("d/notes.png", pixel([1, 2, 3, 255])),
            ("d/line.png", pixel([0, 0, 0, 255])),
            ("d/shade.png", pixel([128, 128, 128, 255])),
            ("d/flat.png", flat),
        ];
        let found = decode(xml, &layers).unwrap();
        assert_eq!(found.colored.as_slice(), [RED, RED, [150, 75, 37, 255]]);
        assert_eq!(found.line.unwrap().as_slice(), [[0; 4], [0, 0, 0, 255], [0; 4]]);
        let without = r#"<image w="1" h="1"><stack><layer src="a.png"/></stack></image>"#;
        assert_eq!(decode(without, &[("a.png", pixel(RED))]).unwrap().line, None);
    }

    #[test]
    fn names_tell_of_lines() {
        for name in ["lines", "LINE ART", "Lineart 2", "my-ink", "outline", "Inking"] {
            assert!(tells_of_lines(name), "{name}");
        }
        for name in ["blinks", "pink", "shade", ""] {
            assert!(!tells_of_lines(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        let told = |xml: &str| decode(xml, &[("a.png", pixel(RED))]).unwrap_err().to_string();
        for (xml, expected) in [
            ("<image", "stack.xml: "),
            (r#"<image w="0" h="1"/>"#, "the image has no `w` of 1 pixel or more"),
            (r#"<image w="99999999" h="99999999"/>"#, "over the limit"),
            (r#"<image w="1" h="1"><stack/></image>"#, "no visible layer of the file has colours"),
            (r#"<image w="1" h="1"><layer src="b.png"/></image>"#, "the layer `b.png` is not in the file"),
            (r#"<image w="1" h="1"><layer name="ink" src="a.png"/></image>"#, "colours beside its lines"),
        ] {
            assert!(told(xml).contains(expected), "{}", told(xml));
        }
        let far = r#"<image w="1" h="1"><layer src="a.png" x="1e30" y="-1e30"/></image>"#;
        assert_eq!(decode(far, &[("a.png", pixel(RED))]).unwrap().colored.get(0, 0), [0; 4]);
        let deep = format!(r#"<image w="1" h="1">{}{}</image>"#, "<stack>".repeat(99), "</stack>".repeat(99));
        assert!(told(&deep).contains("more than 64 groups"), "{}", told(&deep));
        let error = LayeredPicture::decode(b"no zip", &Limits::default()).unwrap_err().to_string();
        assert!(error.contains("not an OpenRaster file"), "{error}");
        let mut half = file(r#"<image w="1" h="1"><layer src="a.png"/></image>"#, &[("a.png", pixel(RED))]);
        half.truncate(half.len() / 2);
        assert!(LayeredPicture::decode(&half, &Limits::default()).is_err());
    }
}
