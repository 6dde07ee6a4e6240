//! Renders a scene: first whose each pixel is, then the lines that are not hidden.

use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _, Vec2};
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

use super::{
    Drawing,
    curve::polar,
    dice::Dice,
    manner::Manner,
    paper::Paper,
    pen::{Pen, ribbon},
    scene::{Scene, Shape, Tint, What},
    shade::{Fade, Light},
    truth::{Gradation, Part},
};
use crate::{Label, Plane};

/// The owner of the ground.
const NOBODY: u16 = u16::MAX;
/// How dark shade is where it is full.
const FULL: u8 = 255;

/// What draws and what is drawn on.
pub struct Hand {
    /// How its lines are made.
    pub manner: Manner,
    /// What draws.
    pub pen: Pen,
    /// What is drawn on.
    pub paper: Paper,
    /// Whether coloured lines tell where shadows and highlights end.
    pub traces: bool,
}

/// Renders `scene` on `size` by `size` pixels.
pub fn render(scene: &mut Scene, size: usize, hand: &Hand, light: &Light, mut dice: Dice) -> Drawing {
    scene.items.sort_by(|a, b| a.layer.total_cmp(&b.layer));
    let view = Affine::scale(size as f64) * scene.view;
    let head = view.determinant().abs().sqrt();
    let mut canvas = Canvas::new(size);
    let mut shapes = Vec::new();
    for item in std::mem::take(&mut scene.items) {
        match item.what {
            What::Shape(mut shape) => {
                shape.path = view * shape.path;
                shape.texture = shape.texture.through(view);
                shape.clip = shape.clip.map(|clip| (view * (*clip).clone()).into());
                for stroke in &mut shape.strokes {
                    stroke.path = view * std::mem::take(&mut stroke.path);
                }
                canvas.fill(&shape, shapes.len() as u16, light, head);
                shapes.push(shape);
            }
            What::Tint(mut tint) => {
                tint.path = view * tint.path;
                canvas.stain(&tint, &shapes);
            }
        }
    }
    let (owner, shade) = (canvas.owner.clone(), std::mem::take(&mut canvas.shade));
    let label =
        |i: usize| shapes.get(usize::from(owner[i])).map_or(Label::Background, |shape: &Shape| shape.label);
    for shape in &shapes {
        canvas.ink(shape, &hand.pen, light, &mut dice.fork());
    }
    if scene.closed {
        canvas.close(&shapes, hand.pen.width);
    }
    hand.paper.fill(&mut canvas.ink, size, label, &shade);
    hand.paper.soak(&mut canvas.ink, size, &mut dice);
    canvas.shade = shade;
    canvas.finish(&shapes, scene, hand, light)
}

struct Canvas {
    size: usize,
    owner: Vec<u16>,
    shade: Vec<u8>,
    tone: Vec<[u8; 4]>,
    ink: Vec<u8>,
}

impl Canvas {
    fn new(size: usize) -> Self {
        let area = size * size;
        Self {
            size,
            owner: vec![NOBODY; area],
            shade: vec![0; area],
            tone: vec![[0; 4]; area],
            ink: vec![0; area],
        }
    }

    fn fill(&mut self, shape: &Shape, owner: u16, light: &Light, head: f64) {
        let Some(stamp) = Stamp::of_shape(shape, self.size) else { return };
        let size = self.size as isize;
        let away = |length: f64| {
            let [x, y] = light.toward.map(|c| (-c * length * head).round() as isize);
            (x, y)
        };
        if shape.casts > 0.0 {
            let (dx, dy) = away(shape.casts * light.reach);
            for (x, y) in stamp.pixels() {
                let (x, y) = (x as isize + dx, y as isize + dy);
                if (0..size).contains(&x) && (0..size).contains(&y) {
                    let i = (y * size + x) as usize;
                    if self.owner[i] != NOBODY {
                        self.shade[i] = FULL;
                    }
                }
            }
        }
        let steps: Vec<_> =
            (1..=light.steps).map(|k| away(shape.depth * 1.4 * k as f64 / light.steps as f64)).collect();
        // A shape that the edge of the picture cuts goes on beyond it.
        let lit = |x: isize, y: isize| stamp.covers(x.clamp(0, size - 1), y.clamp(0, size - 1));
        for (x, y) in stamp.pixels() {
            let out = steps.iter().filter(|&&(dx, dy)| !lit(x as isize + dx, y as isize + dy)).count();
            let shade = (out as f64 / steps.len() as f64).max(shape.dim);
            let i = y * self.size + x;
            self.owner[i] = owner;
            self.shade[i] = (shade * f64::from(FULL)) as u8;
            self.tone[i] = [0; 4];
        }
    }

    fn stain(&mut self, tint: &Tint, shapes: &[Shape]) {
        let Some(stamp) = Stamp::of(&tint.path, self.size, false) else { return };
        let [r, g, b] = tint.color;
        for (x, y) in stamp.pixels() {
            let i = y * self.size + x;
            if self.owner[i] != NOBODY && shapes[usize::from(self.owner[i])].label == tint.label {
                self.tone[i] = [r, g, b, (tint.strength * 255.0) as u8];
            }
        }
    }

    /// Hides the lines below a shape and draws its own.
    fn ink(&mut self, shape: &Shape, pen: &Pen, light: &Light, dice: &mut Dice) {
        let stamp = Stamp::of_shape(shape, self.size);
        if let Some(stamp) = &stamp {
            for (x, y) in stamp.pixels() {
                self.ink[y * self.size + x] = 0;
            }
        }
        let scale = self.size as f64 / 256.0;
        let clip = shape.clip.as_ref().map(|clip| Stamp::of(clip, self.size, false));
        let kept = |column: isize, row: isize| {
            clip.as_ref().is_none_or(|clip| clip.as_ref().is_some_and(|clip| clip.covers(column, row)))
        };
        if shape.inked
            && let Some(mark) = Stamp::of(&shape.path, self.size, true)
        {
            for (x, y) in mark.pixels().filter(|&(x, y)| kept(x as isize, y as isize)) {
                let ink = &mut self.ink[y * self.size + x];
                *ink = (*ink).max(mark.value(x, y));
            }
        }
        for stroke in &shape.strokes {
            for mut run in pen.runs(&stroke.path, stroke.weight, stroke.inner, scale, dice) {
                if let (Some(stamp), false) = (&stamp, stroke.inner) {
                    for (point, width) in &mut run {
                        let [x, y] = light.toward.map(|c| 2.5 * scale * c);
                        let covers = |by: f64| {
                            let at = *point + Vec2::new(x, y) * by;
                            stamp.covers(at.x.round() as isize, at.y.round() as isize)
                        };
                        *width *= if covers(-1.0) && !covers(1.0) { pen.lit(*point, scale) } else { 1.0 };
                    }
                }
                if pen.contour > 1.0 && !stroke.inner {
                    for (point, width) in &mut run {
                        *width *= if self.at_ground(*point, 3.0 * scale) { pen.contour } else { 1.0 };
                    }
                }
                let Some(mark) = Stamp::of(&ribbon(&run), self.size, true) else { continue };
                for (x, y) in mark.pixels() {
                    let (column, row) = (x as isize, y as isize);
                    let inside =
                        !stroke.inner || stamp.as_ref().is_none_or(|stamp| stamp.covers(column, row));
                    if inside && kept(column, row) {
                        let ink = &mut self.ink[y * self.size + x];
                        *ink = (*ink).max(mark.value(x, y));
                    }
                }
            }
        }
    }

    /// Draws along the borders of colours what the strokes of shapes leave open; skin may meet skin without a line.
    fn close(&mut self, shapes: &[Shape], width: f64) {
        let size = self.size;
        let kin = |i: usize| {
            let shape = shapes.get(usize::from(self.owner[i]))?;
            Some(if shape.label.is_skin() { (Label::Face, [0; 3]) } else { (shape.label, shape.color) })
        };
        let open = |i: usize, j: usize| self.ink[i].max(self.ink[j]) < 128 && kin(i) != kin(j);
        let mut places = Vec::new();
        for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
            let i = y * size + x;
            if (x + 1 < size && open(i, i + 1)) || (y + 1 < size && open(i, i + size)) {
                places.push((x as isize, y as isize));
            }
        }
        let radius = (width * size as f64 / 512.0).max(0.9);
        let reach = radius.ceil() as isize;
        for (x, y) in places {
            for (dx, dy) in (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy))) {
                let cover = (radius + 0.5 - ((dx * dx + dy * dy) as f64).sqrt()).clamp(0.0, 1.0);
                let (column, row) = (x + dx, y + dy);
                if (0..size as isize).contains(&column) && (0..size as isize).contains(&row) {
                    let ink = &mut self.ink[row as usize * size + column as usize];
                    *ink = (*ink).max((255.0 * cover) as u8);
                }
            }
        }
    }

    fn at_ground(&self, point: Point, reach: f64) -> bool {
        [(-reach, 0.0), (reach, 0.0), (0.0, -reach), (0.0, reach)].iter().any(|(dx, dy)| {
            let (x, y) = ((point.x + dx) as isize, (point.y + dy) as isize);
            let inside = (0..self.size as isize).contains(&x) && (0..self.size as isize).contains(&y);
            inside && self.owner[y as usize * self.size + x as usize] == NOBODY
        })
    }

    fn finish(self, shapes: &[Shape], scene: &mut Scene, hand: &Hand, light: &Light) -> Drawing {
        let size = self.size;
        let of = |i: usize| shapes.get(usize::from(self.owner[i]));
        let color = |i: usize| of(i).map_or([255; 3], |shape| shape.color);
        let slopes: Vec<Option<Slope>> = shapes
            .iter()
            .map(|shape| {
                let (_, fade) = scene.fades.iter().find(|(label, _)| *label == shape.label)?;
                Some(Slope::new(*fade, shape.path.bounding_box()))
            })
            .collect();
        let lit = |i: usize| {
            let Some(shape) = of(i) else { return [255; 3] };
            let base = match &slopes[usize::from(self.owner[i])] {
                Some(slope) => slope.tinted(shape.color, (i % size) as f64, (i / size) as f64),
                None => shape.color,
            };
            let [r, g, b, share] = self.tone[i];
            let [red, green, blue] = light.shaded(base, self.shade[i]);
            [blend(red, r, share), blend(green, g, share), blend(blue, b, share)]
        };
        for (shape, slope) in shapes.iter().zip(&slopes).filter(|(shape, _)| shape.id > 0) {
            let part = Part {
                name: shape.name,
                label: shape.label,
                color: shape.color,
                texture: shape.texture,
                gradation: slope.as_ref().map_or_else(Gradation::default, |slope| slope.told()),
            };
            let place = usize::from(shape.id) - 1;
            // Ids were given in the order shapes were put, which is not that of the layers.
            if scene.parts.len() <= place {
                scene.parts.resize(place + 1, part.clone());
            }
            scene.parts[place] = part;
        }
        let darkness = hand.pen.darkness;
        Drawing {
            line: Plane::from_fn(size, size, |x, y| (f64::from(self.ink[y * size + x]) * darkness) as u8),
            flat: Plane::from_fn(size, size, |x, y| color(y * size + x)),
            shaded: Plane::from_fn(size, size, |x, y| lit(y * size + x)),
            labels: Plane::from_fn(size, size, |x, y| {
                of(y * size + x).map_or(Label::Background, |s| s.label).id()
            }),
            regions: Plane::from_fn(size, size, |x, y| of(y * size + x).map_or(0, |shape| shape.id)),
            parts: scene.parts.clone(),
            traces: hand.traces.then(|| self.traces()),
            manner: hand.manner,
            about: scene.about,
            light: light.told(),
        }
    }

    /// Where shade (1) and highlights (2) end inside a shape.
    fn traces(&self) -> Plane<u8> {
        let size = self.size;
        Plane::from_fn(size, size, |x, y| {
            let i = y * size + x;
            let near = [(x + 1 < size).then_some(i + 1), (y + 1 < size).then_some(i + size)];
            let mut edges = near
                .into_iter()
                .flatten()
                .filter(|&j| self.owner[i] != NOBODY && self.owner[j] == self.owner[i] && self.ink[i] < 64);
            let differs = |at: &[u8], j: usize| (at[i] > 127) != (at[j] > 127);
            edges.by_ref().fold(0, |found, j| {
                if (self.tone[i][3] > 0) != (self.tone[j][3] > 0) {
                    2
                } else {
                    found.max(u8::from(differs(&self.shade, j)))
                }
            })
        })
    }
}

fn blend(a: u8, b: u8, share: u8) -> u8 {
    ((u32::from(a) * u32::from(255 - share) + u32::from(b) * u32::from(share)) / 255) as u8
}

/// A gradation on the shape it lies on, in pixels.
struct Slope {
    fade: Fade,
    from: Vec2,
    way: Vec2,
    length: f64,
}

impl Slope {
    fn new(fade: Fade, bounds: Rect) -> Self {
        let way = polar(fade.angle, 1.0);
        let length = way.x.abs() * bounds.width() + way.y.abs() * bounds.height();
        Self { fade, from: bounds.center().to_vec2() - way * (length / 2.0), way, length: length.max(1.0) }
    }

    fn tinted(&self, color: [u8; 3], x: f64, y: f64) -> [u8; 3] {
        let t = ((Vec2::new(x, y) - self.from).dot(self.way) / self.length).clamp(0.0, 1.0);
        let share = (255.0 * t * self.fade.strength) as u8;
        std::array::from_fn(|i| blend(color[i], self.fade.color[i], share))
    }

    fn told(&self) -> Gradation {
        Gradation { angle: self.fade.angle, strength: self.fade.strength }
    }
}

/// A filled path on its part of the canvas.
struct Stamp {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    cover: Vec<u8>,
}

impl Stamp {
    fn of_shape(shape: &Shape, size: usize) -> Option<Self> {
        let mut stamp = Self::of(&shape.path, size, false)?;
        if let Some(clip) = &shape.clip {
            let clip = Self::of(clip, size, false)?;
            for y in 0..stamp.height {
                for x in 0..stamp.width {
                    if !clip.covers((x + stamp.x) as isize, (y + stamp.y) as isize) {
                        stamp.cover[y * stamp.width + x] = 0;
                    }
                }
            }
        }
        Some(stamp)
    }

    fn of(path: &BezPath, size: usize, soft: bool) -> Option<Self> {
        let bounds = path.bounding_box();
        if !bounds.is_finite() {
            return None;
        }
        let side = size as f64;
        let (x0, y0) =
            ((bounds.x0.floor() - 1.0).clamp(0.0, side), (bounds.y0.floor() - 1.0).clamp(0.0, side));
        let (x1, y1) = ((bounds.x1.ceil() + 1.0).clamp(0.0, side), (bounds.y1.ceil() + 1.0).clamp(0.0, side));
        let (width, height) = ((x1 - x0) as u32, (y1 - y0) as u32);
        let mut mask = Mask::new(width, height)?;
        let mut builder = PathBuilder::new();
        for element in path.elements() {
            let at = |point: Point| ((point.x - x0) as f32, (point.y - y0) as f32);
            match *element {
                PathEl::MoveTo(p) => builder.move_to(at(p).0, at(p).1),
                PathEl::LineTo(p) => builder.line_to(at(p).0, at(p).1),
                PathEl::QuadTo(a, p) => builder.quad_to(at(a).0, at(a).1, at(p).0, at(p).1),
                PathEl::CurveTo(a, b, p) => {
                    builder.cubic_to(at(a).0, at(a).1, at(b).0, at(b).1, at(p).0, at(p).1)
                }
                PathEl::ClosePath => builder.close(),
            }
        }
        mask.fill_path(&builder.finish()?, FillRule::Winding, soft, Transform::identity());
        let cover = mask.data().to_vec();
        Some(Self { x: x0 as usize, y: y0 as usize, width: width as usize, height: height as usize, cover })
    }

    fn covers(&self, x: isize, y: isize) -> bool {
        let (x, y) = (x - self.x as isize, y - self.y as isize);
        (0..self.width as isize).contains(&x)
            && (0..self.height as isize).contains(&y)
            && self.cover[y as usize * self.width + x as usize] > 127
    }

    fn value(&self, x: usize, y: usize) -> u8 {
        self.cover[(y - self.y) * self.width + x - self.x]
    }

    /// The covered pixels, in the canvas.
    fn pixels(&self) -> impl Iterator<Item = (usize, usize)> {
        self.cover.chunks_exact(self.width).enumerate().flat_map(move |(row, cover)| {
            let covered = cover.iter().enumerate().filter(|(_, cover)| **cover > 0);
            covered.map(move |(column, _)| (self.x + column, self.y + row))
        })
    }
}
