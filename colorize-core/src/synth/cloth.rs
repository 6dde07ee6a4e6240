use kurbo::{BezPath, Point, Shape as _, Vec2};

use super::{
    curve::{angular, block, ellipse, joined, polar, smooth},
    dice::Dice,
    portable::Portable as _,
    scene::{Scene, Shape},
    truth::{Texture, TextureKind},
};
use crate::Label;

/// A cloth: its colour and its print.
#[derive(Clone, Debug)]
pub struct Cloth {
    /// The ground.
    pub color: [u8; 3],
    print: TextureKind,
    second: [u8; 3],
    /// From stripe to stripe, in heads.
    step: f64,
    outlined: bool,
    /// Which little picture.
    figure: usize,
}

impl Cloth {
    /// A cloth without print.
    pub fn plain(color: [u8; 3]) -> Self {
        Self { color, print: TextureKind::Plain, second: color, step: 1.0, outlined: false, figure: 0 }
    }

    /// Rolls a cloth, plain three times of four.
    pub fn roll(color: [u8; 3], second: [u8; 3], dice: &mut Dice) -> Self {
        let print = match dice.count(0, 21) {
            0 | 1 => TextureKind::Stripes,
            2 => TextureKind::Pinstripes,
            3 => TextureKind::Dots,
            4 => TextureKind::Checks,
            5 => TextureKind::Motifs,
            _ => TextureKind::Plain,
        };
        Self {
            color,
            print,
            second,
            step: dice.range(0.12, 0.4),
            outlined: dice.chance(0.8),
            figure: dice.count(0, 4),
        }
    }

    /// What is printed, along `way`.
    pub fn texture(&self, way: Vec2) -> Texture {
        if self.print == TextureKind::Plain {
            return Texture::default();
        }
        let along = if self.print == TextureKind::Pinstripes { way } else { Vec2::new(way.y, -way.x) };
        Texture { kind: self.print, angle: along.atan2(), step: self.step }
    }

    /// Prints one large picture about `at`, `size` heads wide.
    pub fn motif(&self, scene: &mut Scene, label: Label, at: Point, size: f64, dice: &mut Dice) {
        let path = motif(at, size, dice.count(0, 4));
        let shape = Shape::new("motif", label, self.second, path).thin(0.85).deep(0.0);
        scene.put(if dice.chance(0.85) || scene.closed { shape } else { shape.bare() });
    }

    /// Prints on an area; `way` is along the cloth.
    pub fn print(&self, scene: &mut Scene, label: Label, area: &BezPath, way: Vec2) {
        if self.print == TextureKind::Plain {
            return;
        }
        let bounds = area.bounding_box();
        let (center, reach) = (bounds.center(), bounds.width().diagonal(bounds.height()) / 2.0);
        let count = (reach / self.step).ceil().min(60.0) as i32;
        let across = Vec2::new(way.y, -way.x);
        let turn = across.atan2();
        let place = |i: f64, j: f64| center + way * (i * self.step) + across * (j * self.step);
        let stripes = |half: f64| -> Vec<BezPath> {
            (-count..=count)
                .map(|i| block(place(f64::from(i), 0.0), Vec2::new(reach, half * self.step), turn))
                .collect()
        };
        let columns = |half: f64| -> Vec<BezPath> {
            (-count..=count)
                .map(|i| block(place(0.0, f64::from(i)), Vec2::new(half * self.step, reach), turn))
                .collect()
        };
        let paths: Vec<BezPath> = match self.print {
            TextureKind::Plain => return,
            TextureKind::Stripes => stripes(0.25),
            TextureKind::Pinstripes => columns(0.1),
            TextureKind::Checks => stripes(0.16).into_iter().chain(columns(0.16)).collect(),
            TextureKind::Motifs => (-count..=count)
                .flat_map(|i| (-count..=count).map(move |j| (i, j)))
                .filter(|(i, j)| (i + j) % 2 == 0)
                .map(|(i, j)| motif(place(f64::from(i), f64::from(j)), self.step * 0.4, self.figure))
                .collect(),
            TextureKind::Dots => (-count..=count)
                .flat_map(|i| (-count..=count).map(move |j| (i, j)))
                .filter(|(i, j)| (i + j) % 2 == 0)
                .map(|(i, j)| {
                    let at: Point = place(f64::from(i), f64::from(j));
                    ellipse(at, self.step * 0.3, self.step * 0.3, 0.0)
                })
                .collect(),
        };
        let shape = Shape::new("print", label, self.second, joined(&paths)).thin(0.7).within(area).deep(0.0);
        let shape = shape.printed(self.texture(way));
        scene.put(if self.outlined || scene.closed { shape } else { shape.bare() });
    }
}

/// A star, heart, flower, drop or diamond.
fn motif(at: Point, size: f64, figure: usize) -> BezPath {
    let ring = |count: usize, radius: &dyn Fn(usize) -> f64| -> Vec<Point> {
        let turn = 2.0 * std::f64::consts::PI / count as f64;
        (0..count)
            .map(|k| at + polar(turn * k as f64 - std::f64::consts::FRAC_PI_2, radius(k) * size))
            .collect()
    };
    let place = |x: f64, y: f64| at + Vec2::new(x, y) * size;
    match figure {
        0 => angular(&ring(10, &|k| if k % 2 == 0 { 1.0 } else { 0.45 }), true),
        1 => smooth(
            &[
                place(0.0, -0.4),
                place(0.5, -0.8),
                place(0.9, -0.3),
                place(0.0, 0.9),
                place(-0.9, -0.3),
                place(-0.5, -0.8),
            ],
            true,
        ),
        2 => smooth(&ring(10, &|k| if k % 2 == 0 { 1.0 } else { 0.5 }), true),
        3 => smooth(&[place(0.0, -1.0), place(0.5, 0.3), place(0.0, 0.8), place(-0.5, 0.3)], true),
        _ => angular(&[place(0.0, -1.0), place(0.6, 0.0), place(0.0, 1.0), place(-0.6, 0.0)], true),
    }
}
