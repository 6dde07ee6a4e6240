use kurbo::{BezPath, Point, Shape as _, Vec2};

use super::{
    curve::{block, ellipse, joined},
    dice::Dice,
    scene::{Scene, Shape},
};
use crate::Label;

/// A cloth: its colour and its print.
#[derive(Clone, Debug)]
pub struct Cloth {
    /// The ground.
    pub color: [u8; 3],
    print: Print,
    second: [u8; 3],
    /// From stripe to stripe, in heads.
    step: f64,
    outlined: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Print {
    Plain,
    Stripes,
    Pinstripes,
    Dots,
    Checks,
}

impl Cloth {
    /// A cloth without print.
    pub fn plain(color: [u8; 3]) -> Self {
        Self { color, print: Print::Plain, second: color, step: 1.0, outlined: false }
    }

    /// Rolls a cloth, plain three times of four.
    pub fn roll(color: [u8; 3], second: [u8; 3], dice: &mut Dice) -> Self {
        let print = match dice.count(0, 19) {
            0 | 1 => Print::Stripes,
            2 => Print::Pinstripes,
            3 => Print::Dots,
            4 => Print::Checks,
            _ => Print::Plain,
        };
        Self { color, print, second, step: dice.range(0.12, 0.4), outlined: dice.chance(0.8) }
    }

    /// Prints on an area; `way` is along the cloth.
    pub fn print(&self, scene: &mut Scene, label: Label, area: &BezPath, way: Vec2) {
        if self.print == Print::Plain {
            return;
        }
        let bounds = area.bounding_box();
        let (center, reach) = (bounds.center(), bounds.width().hypot(bounds.height()) / 2.0);
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
            Print::Plain => return,
            Print::Stripes => stripes(0.25),
            Print::Pinstripes => columns(0.1),
            Print::Checks => stripes(0.16).into_iter().chain(columns(0.16)).collect(),
            Print::Dots => (-count..=count)
                .flat_map(|i| (-count..=count).map(move |j| (i, j)))
                .filter(|(i, j)| (i + j) % 2 == 0)
                .map(|(i, j)| {
                    let at: Point = place(f64::from(i), f64::from(j));
                    ellipse(at, self.step * 0.3, self.step * 0.3, 0.0)
                })
                .collect(),
        };
        let shape = Shape::new("print", label, self.second, joined(&paths)).thin(0.7).within(area).deep(0.0);
        scene.put(if self.outlined { shape } else { shape.bare() });
    }
}
