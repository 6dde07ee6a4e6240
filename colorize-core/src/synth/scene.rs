use std::{collections::HashMap, rc::Rc};

use kurbo::{Affine, BezPath};

use super::{
    shade::Fade,
    truth::{About, Part, Texture},
};
use crate::Label;

/// Channels of colours of unlike parts differ somewhere by at least this, so that no border gets lost.
const APART: u8 = 10;

/// Layers of shapes, back to front.
#[derive(Debug, Default)]
pub struct Scene {
    /// What is drawn, in the order it was put.
    pub items: Vec<Item>,
    /// From scene units (heads) to the unit square of the picture.
    pub view: Affine,
    /// From the units of what is put next to scene units.
    pub space: Affine,
    /// The layer of what is put next; higher is nearer.
    layer: f64,
    /// What layers are counted from: each figure has a hundred.
    pub figure: f64,
    /// The gradations of parts.
    pub fades: Vec<(Label, Fade)>,
    /// No outline is left open.
    pub closed: bool,
    /// All skin is fur.
    pub furred: bool,
    /// How the picture was composed.
    pub about: About,
    /// Of a twin that is put next, an eye or an arm: 1 the first, 2 the second; 0 none.
    pub side: u8,
    claims: Vec<([u8; 3], Label)>,
    /// The region of each shape that was ever put.
    ids: HashMap<Key, u16>,
    /// How many shapes of a name were put in this frame.
    counts: HashMap<Key, u16>,
    last: u16,
    /// What each region shows or showed.
    pub parts: Vec<Part>,
}

/// Tells a shape from all others of a scene: its figure, name, side, label, colour, and how many alike came before.
type Key = (u8, &'static str, u8, Label, [u8; 3], u16);

/// Something that is drawn, on its layer.
#[derive(Debug)]
pub struct Item {
    /// Higher is nearer.
    pub layer: f64,
    /// The shape, or a tint of the shade.
    pub what: What,
}

/// See [`Item`].
#[derive(Debug)]
pub enum What {
    /// A closed shape.
    Shape(Shape),
    /// A stain on what lies below.
    Tint(Tint),
}

/// A closed area of one part, with the strokes that belong to it.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What a painter would call it.
    pub name: &'static str,
    /// The part it belongs to.
    pub label: Label,
    /// Its flat colour.
    pub color: [u8; 3],
    /// Its outline.
    pub path: BezPath,
    /// It ends at the border of this.
    pub clip: Option<Rc<BezPath>>,
    /// The lines on it and around it.
    pub strokes: Vec<Stroke>,
    /// How far its shadow falls, in heads.
    pub casts: f64,
    /// How wide its own shade is, in heads.
    pub depth: f64,
    /// How dark it lies, 0 to 1.
    pub dim: f64,
    /// The pen fills it.
    pub inked: bool,
    /// What is printed on it.
    pub texture: Texture,
    /// It is one region with the shape put before it.
    pub joins: bool,
    /// Its region: 1 the first that was put; 0 for lines that belong to no shape.
    pub id: u16,
}

/// A line.
#[derive(Clone, Debug)]
pub struct Stroke {
    /// Where it runs.
    pub path: BezPath,
    /// Its width in widths of the pen.
    pub weight: f64,
    /// It thins at its ends and stays inside its shape.
    pub inner: bool,
}

/// A stain of the shade: blush, a glint. Flats do not know it.
#[derive(Clone, Debug)]
pub struct Tint {
    /// Where it is.
    pub path: BezPath,
    /// The only part that takes it.
    pub label: Label,
    /// Its colour.
    pub color: [u8; 3],
    /// How much of its colour covers, 0 to 1.
    pub strength: f64,
}

/// Layers of a figure.
pub mod layer {
    /// Capes and props behind.
    pub const BEHIND: f64 = 0.0;
    /// Hair behind the body.
    pub const HAIR_BEHIND: f64 = 5.0;
    /// Arms behind the body.
    pub const ARM_BEHIND: f64 = 10.0;
    /// Legs; the nearer one is half a layer higher.
    pub const LEG: f64 = 20.0;
    /// Hoods and collars behind the neck.
    pub const COLLAR_BEHIND: f64 = 28.0;
    /// The bare trunk and the neck.
    pub const TRUNK: f64 = 30.0;
    /// A skirt or trousers over which the top hangs.
    pub const BOTTOM: f64 = 32.0;
    /// Shirts.
    pub const TOP: f64 = 33.0;
    /// A skirt or trousers into which the top is tucked.
    pub const BOTTOM_OVER: f64 = 34.0;
    /// Jackets and coats.
    pub const JACKET: f64 = 36.0;
    /// Collars, ties, belts, bags.
    pub const ACCESSORY: f64 = 38.0;
    /// Arms before the body.
    pub const ARM: f64 = 44.0;
    /// Ears.
    pub const EAR: f64 = 49.0;
    /// The head.
    pub const HEAD: f64 = 50.0;
    /// Eyes, nose, mouth.
    pub const FACE: f64 = 51.0;
    /// Hair before the face.
    pub const HAIR: f64 = 56.0;
    /// Glasses, bows in the hair.
    pub const ADORN: f64 = 58.0;
    /// Hats.
    pub const HAT: f64 = 60.0;
    /// Hands before the face.
    pub const ARM_OVER: f64 = 70.0;
}

impl Scene {
    /// Chooses the layer of what is put next.
    pub fn on(&mut self, layer: f64) {
        self.layer = self.figure + layer;
    }

    /// Puts a shape on the current layer.
    pub fn put(&mut self, mut shape: Shape) {
        if self.furred && shape.label.is_skin() && shape.label != Label::Nose {
            shape.label = Label::Fur;
        }
        if shape.label != Label::Background {
            shape.color = self.claim(shape.color, shape.label);
            if !shape.joins {
                self.last = self.region(&shape);
            }
            shape.id = self.last;
        }
        shape.texture = shape.texture.through(self.space);
        shape.path = self.space * shape.path;
        shape.clip = shape.clip.map(|clip| Rc::new(self.space * (*clip).clone()));
        for stroke in &mut shape.strokes {
            stroke.path = self.space * std::mem::take(&mut stroke.path);
        }
        self.items.push(Item { layer: self.layer, what: What::Shape(shape) });
    }

    /// Draws lines on the current layer that belong to no shape; they end at the border of `clip`.
    pub fn draw(
        &mut self,
        name: &'static str,
        lines: impl IntoIterator<Item = BezPath>,
        weight: f64,
        clip: Option<&BezPath>,
    ) {
        let strokes = lines.into_iter().map(|path| Stroke { path, weight, inner: false }).collect();
        let blank = Shape { strokes, ..Shape::new(name, Label::Background, [255; 3], BezPath::new()) };
        self.put(if let Some(clip) = clip { blank.within(clip) } else { blank });
    }

    /// Draws folds on the current layer: lines that thin at their ends, within the border of `clip`.
    pub fn crease(&mut self, lines: impl IntoIterator<Item = BezPath>, weight: f64, clip: &BezPath) {
        let strokes = lines.into_iter().map(|path| Stroke { path, weight, inner: true }).collect();
        self.put(
            Shape { strokes, ..Shape::new("folds", Label::Background, [255; 3], BezPath::new()) }
                .within(clip),
        );
    }

    /// Puts a stain on the current layer.
    pub fn stain(&mut self, mut tint: Tint) {
        tint.path = self.space * tint.path;
        self.items.push(Item { layer: self.layer, what: What::Tint(tint) });
    }

    /// Forgets what was put, but not which regions and colours it had: for the next frame.
    pub fn rewind(&mut self) {
        let ids = std::mem::take(&mut self.ids);
        let (claims, parts) = (std::mem::take(&mut self.claims), std::mem::take(&mut self.parts));
        *self = Self { ids, claims, parts, ..Self::default() };
    }

    fn region(&mut self, shape: &Shape) -> u16 {
        let key =
            |count| ((self.figure / 100.0) as u8, shape.name, self.side, shape.label, shape.color, count);
        let count = self.counts.entry(key(0)).or_default();
        *count += 1;
        let (next, key) = (self.ids.len() as u16 + 1, key(*count));
        *self.ids.entry(key).or_insert(next)
    }

    /// Finds the colour nearest to `color` that no other part has.
    fn claim(&mut self, color: [u8; 3], label: Label) -> [u8; 3] {
        let free = |color: [u8; 3]| {
            self.claims.iter().filter(|(_, other)| *other != label).all(|(taken, other)| {
                let least = if other.kin() == label.kin() { 1 } else { APART };
                color.iter().zip(taken).any(|(a, b)| a.abs_diff(*b) >= least)
            }) && color.iter().any(|&c| 255 - c >= APART)
        };
        let moved = |step: i16, signs: [i16; 3]| {
            std::array::from_fn(|i| (i16::from(color[i]) + step * signs[i]).clamp(0, 255) as u8)
        };
        let ways = [
            [-1; 3],
            [1; 3],
            [-1, 0, 0],
            [0, 0, -1],
            [0, -1, 0],
            [1, 0, 0],
            [0, 0, 1],
            [0, 1, 0],
            [1, -1, 0],
        ];
        let found = (0..256)
            .flat_map(|step| ways.map(|signs| moved(step, signs)))
            .find(|&color| free(color))
            .unwrap_or(color);
        if !self.claims.contains(&(found, label)) {
            self.claims.push((found, label));
        }
        found
    }
}

impl Shape {
    /// Makes a shape outlined all around.
    pub fn new(name: &'static str, label: Label, color: [u8; 3], path: BezPath) -> Self {
        let strokes = vec![Stroke { path: path.clone(), weight: 1.0, inner: false }];
        Self {
            name,
            label,
            color,
            path,
            clip: None,
            strokes,
            casts: 0.0,
            depth: 0.05,
            dim: 0.0,
            inked: false,
            texture: Texture::default(),
            joins: false,
            id: 0,
        }
    }

    /// Takes all lines away.
    pub fn bare(mut self) -> Self {
        self.strokes.clear();
        self
    }

    /// Makes the outline `weight` times as wide.
    pub fn thin(mut self, weight: f64) -> Self {
        self.strokes.iter_mut().for_each(|stroke| stroke.weight *= weight);
        self
    }

    /// Adds a stretch of outline.
    pub fn edge(mut self, path: BezPath) -> Self {
        self.strokes.push(Stroke { path, weight: 1.0, inner: false });
        self
    }

    /// Adds a line on the shape: a fold, a seam, a strand.
    pub fn line(mut self, path: BezPath, weight: f64) -> Self {
        self.strokes.push(Stroke { path, weight, inner: true });
        self
    }

    /// Adds lines on the shape.
    pub fn lines(self, paths: impl IntoIterator<Item = BezPath>, weight: f64) -> Self {
        paths.into_iter().fold(self, |shape, path| shape.line(path, weight))
    }

    /// Ends the shape at the border of another.
    pub fn within(mut self, clip: &BezPath) -> Self {
        self.clip = Some(Rc::new(clip.clone()));
        self
    }

    /// Throws a shadow as far as `length` heads.
    pub fn casting(mut self, length: f64) -> Self {
        self.casts = length;
        self
    }

    /// Shades the side away from the light, `width` heads wide.
    pub fn deep(mut self, width: f64) -> Self {
        self.depth = width;
        self
    }

    /// Lays it in shadow, 0 to 1.
    pub fn dimmed(mut self, dim: f64) -> Self {
        self.dim = dim;
        self
    }

    /// Has the pen fill it, if `inked`.
    pub fn inked(mut self, inked: bool) -> Self {
        self.inked = inked;
        self
    }

    /// Makes it one region with the shape put before it.
    pub fn joining(mut self) -> Self {
        self.joins = true;
        self
    }

    /// Tells what is printed on it.
    pub fn printed(mut self, texture: Texture) -> Self {
        self.texture = texture;
        self
    }
}
