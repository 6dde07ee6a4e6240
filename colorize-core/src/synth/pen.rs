use kurbo::{BezPath, PathEl, Point, Vec2};

use super::{curve::left, dice::Dice, manner::Manner, noise::Noise, portable::Portable as _};

/// The pen of a drawing. Lengths are in pixels of a drawing of 256 pixels.
#[derive(Clone, Debug, Default)]
pub struct Pen {
    /// Width of a usual line.
    pub width: f64,
    /// How much wider the silhouette is; 1 is none.
    pub contour: f64,
    /// How dark a line is, 0 to 1.
    pub darkness: f64,
    taper: f64,
    pressure: f64,
    wobble: f64,
    gaps: f64,
    missing: f64,
    overshoot: f64,
    double: f64,
    /// How much lines swell and vanish along their way, 0 to 1, as those found in a painting do.
    uneven: f64,
    /// How much of the outlines that face the light is lost, 0 to 1.
    light: f64,
    noise: Noise,
}

/// A stretch of line without corners: places, and the width at each.
pub type Run = Vec<(Point, f64)>;

impl Pen {
    /// Rolls a pen of a manner.
    pub fn roll(manner: Manner, dice: &mut Dice) -> Self {
        let even = Self {
            width: dice.range(0.8, 2.0),
            contour: 1.0,
            darkness: 1.0,
            noise: Noise(dice.count(0, 1 << 30) as u32),
            ..Self::default()
        };
        let mut amount = |odds: f64, low: f64, high: f64| {
            let (has, amount) = (dice.chance(odds), dice.range(low, high));
            if has { amount } else { 0.0 }
        };
        let even =
            if manner == Manner::Clean { even } else { Self { light: amount(0.35, 0.2, 0.9), ..even } };
        match manner {
            Manner::Clean => even,
            Manner::Digital => Self {
                taper: amount(0.6, 4.0, 14.0),
                pressure: amount(0.6, 0.1, 0.4),
                contour: 1.0 + amount(0.4, 0.3, 1.0),
                wobble: amount(0.3, 0.2, 0.6),
                gaps: amount(0.45, 0.05, 0.5),
                missing: amount(0.15, 0.02, 0.1),
                overshoot: amount(0.2, 1.0, 4.0),
                ..even
            },
            Manner::GPen | Manner::Brush => Self {
                width: even.width * if manner == Manner::Brush { 1.5 } else { 1.0 },
                taper: amount(1.0, 6.0, 24.0),
                pressure: amount(1.0, 0.3, 0.7),
                contour: 1.0 + amount(0.7, 0.3, 1.2),
                wobble: amount(0.4, 0.2, 0.7),
                gaps: amount(0.5, 0.05, 0.5),
                missing: amount(0.4, 0.02, 0.12),
                overshoot: amount(0.3, 1.0, 4.0),
                ..even
            },
            Manner::Pencil => Self {
                width: even.width * 1.1,
                taper: amount(0.7, 4.0, 16.0),
                pressure: amount(0.8, 0.2, 0.5),
                wobble: amount(0.8, 0.3, 0.9),
                gaps: amount(0.5, 0.1, 0.6),
                missing: amount(0.3, 0.02, 0.1),
                overshoot: amount(0.6, 1.0, 6.0),
                double: amount(0.6, 0.2, 0.9),
                darkness: 1.0 - amount(0.8, 0.05, 0.4),
                ..even
            },
            Manner::BallPen => Self {
                width: even.width * 0.6,
                pressure: amount(0.4, 0.05, 0.2),
                wobble: amount(0.8, 0.2, 0.9),
                gaps: amount(0.3, 0.05, 0.4),
                overshoot: amount(0.7, 1.0, 6.0),
                double: amount(0.6, 0.1, 0.8),
                darkness: 1.0 - amount(0.5, 0.1, 0.3),
                ..even
            },
            Manner::Copy => Self {
                width: even.width * 0.85,
                taper: amount(0.6, 4.0, 14.0),
                pressure: amount(0.7, 0.1, 0.5),
                wobble: amount(0.5, 0.2, 0.6),
                gaps: amount(0.7, 0.1, 0.7),
                missing: amount(0.5, 0.02, 0.15),
                uneven: amount(0.7, 0.1, 0.5),
                ..even
            },
            Manner::Extracted => Self {
                width: even.width * 0.9,
                taper: amount(0.8, 2.0, 10.0),
                pressure: amount(0.6, 0.1, 0.4),
                contour: 1.0 + amount(0.3, 0.2, 0.7),
                wobble: amount(0.3, 0.1, 0.4),
                gaps: amount(0.6, 0.1, 0.6),
                missing: amount(0.3, 0.02, 0.1),
                uneven: amount(0.85, 0.3, 1.0),
                ..even
            },
        }
    }

    /// Draws a path, in pixels of a drawing that is `scale` times 256 pixels.
    pub fn runs(&self, path: &BezPath, weight: f64, inner: bool, scale: f64, dice: &mut Dice) -> Vec<Run> {
        let mut runs = Vec::new();
        for piece in pieces(path, scale) {
            let again = self.double > 0.0 && dice.chance(self.double * 0.5);
            let times = if again { dice.pick(&[2, 2, 3]) } else { 1 };
            for time in 0..times {
                let run = self.run(&piece, weight, inner, scale, time, dice);
                self.broken(run, scale, piece.1, dice, &mut runs);
            }
        }
        runs
    }

    fn run(
        &self,
        (points, closed): &(Vec<Point>, bool),
        weight: f64,
        inner: bool,
        scale: f64,
        time: usize,
        dice: &mut Dice,
    ) -> Run {
        let ends = !closed && (inner || self.taper > 0.0);
        let mut points = points.clone();
        let last = points.len() - 1;
        if self.overshoot > 0.0 && !inner && points[0].distance(points[last]) > scale {
            let out = (points[last] - points[last - 1]).normalize() * dice.range(0.0, self.overshoot * scale);
            points.push(points[last] + out);
        }
        let length: f64 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        let taper =
            if inner { (length * 0.4).max(3.0 * scale) } else { (self.taper * scale).min(length * 0.5) };
        let (phase, slow) = (dice.range(0.0, 6.3), dice.range(0.03, 0.09) / scale);
        let away = self.wobble + if time > 0 { 1.0 } else { 0.0 };
        let drift = Vec2::new(dice.around(1.0), dice.around(1.0)) * if time > 0 { 1.5 * scale } else { 0.0 };
        let mut gone = 0.0;
        (0..points.len())
            .map(|i| {
                if i > 0 {
                    gone += points[i].distance(points[i - 1]);
                }
                let way = points[(i + 1).min(points.len() - 1)] - points[i.saturating_sub(1)];
                let across = left(way / way.hypot().max(1e-9));
                let tremble =
                    (gone * slow * 2.3 + phase).sine() * 0.7 + (gone * slow * 5.1 + phase * 3.0).sine() * 0.3;
                let breath = 1.0 + self.pressure * (gone * slow + phase * 2.0).sine();
                let near_end = gone.min(length - gone);
                let thin = if ends { (near_end / taper.max(1e-9)).clamp(0.12, 1.0) } else { 1.0 };
                let width = self.width * weight * scale * breath * thin * self.swell(points[i], scale);
                (points[i] + drift + across * (tremble * away * scale), width)
            })
            .collect()
    }

    /// What is left of the width of an outline that faces the light: it thins, and breaks up here and there.
    pub fn lit(&self, at: Point, scale: f64) -> f64 {
        if self.light == 0.0 {
            return 1.0;
        }
        let hill = self.noise.at(at.x / (18.0 * scale) + 40.0, at.y / (18.0 * scale) + 70.0);
        if hill < 0.45 * self.light { 0.0 } else { 1.0 - 0.55 * self.light }
    }

    /// By what a line is wider at a place where the painting under it is darker; 0 where it was lost.
    fn swell(&self, at: Point, scale: f64) -> f64 {
        if self.uneven == 0.0 {
            return 1.0;
        }
        let hill = self.noise.at(at.x / (24.0 * scale), at.y / (24.0 * scale));
        let fine = self.noise.at(at.x / (5.0 * scale) + 90.0, at.y / (5.0 * scale));
        let found = 0.75 * hill + 0.25 * fine;
        if found < 0.2 * self.uneven { 0.0 } else { 1.0 + self.uneven * (2.6 * found - 1.3) }
    }

    /// Leaves gaps of 1 to 12 pixels, and now and then a whole stretch.
    fn broken(&self, run: Run, scale: f64, closed: bool, dice: &mut Dice, runs: &mut Vec<Run>) {
        let long = run.len() >= 8;
        let lost = long && self.missing > 0.0 && dice.chance(self.missing);
        let open = long && self.gaps > 0.0 && dice.chance(self.gaps);
        if !lost && !open {
            runs.extend(run.split(|(_, width)| *width == 0.0).filter(|run| run.len() > 1).map(<[_]>::to_vec));
            return;
        }
        let step = run[0].0.distance(run[1].0).max(0.1);
        let gap = if lost {
            (run.len() as f64 * dice.range(0.12, 0.45)) as usize
        } else {
            (dice.range(1.0, 12.0) * scale / step) as usize
        };
        let gap = gap.clamp(1, run.len() / 2);
        let start = dice.count(usize::from(!closed), run.len() - gap - 1);
        for part in [&run[..=start], &run[start + gap..]] {
            runs.extend(
                part.split(|(_, width)| *width == 0.0).filter(|run| run.len() > 1).map(<[_]>::to_vec),
            );
        }
    }
}

/// Splits a path at its corners into even points, half a pixel to two apart; tells which pieces are closed.
fn pieces(path: &BezPath, scale: f64) -> Vec<(Vec<Point>, bool)> {
    let mut lines: Vec<(Vec<Point>, bool)> = Vec::new();
    kurbo::flatten(path.elements().iter().copied(), 0.1 * scale.max(0.5), |element| match element {
        PathEl::MoveTo(point) => lines.push((vec![point], false)),
        PathEl::LineTo(point) => {
            if let Some((line, _)) = lines.last_mut()
                && line[line.len() - 1].distance(point) > 1e-6
            {
                line.push(point);
            }
        }
        PathEl::ClosePath => {
            if let Some((line, closed)) = lines.last_mut() {
                if line[0].distance(line[line.len() - 1]) > 1e-6 {
                    line.push(line[0]);
                }
                *closed = true;
            }
        }
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    let mut pieces = Vec::new();
    for (line, closed) in lines.into_iter().filter(|(line, _)| line.len() > 1) {
        let mut start = 0;
        for i in 1..line.len() - 1 {
            let (from, to) = (line[i] - line[i - 1], line[i + 1] - line[i]);
            if from.dot(to) < 0.6 * from.hypot() * to.hypot() {
                pieces.push((spread(&line[start..=i], scale), false));
                start = i;
            }
        }
        pieces.push((spread(&line[start..], scale), closed && start == 0));
    }
    pieces
}

/// Puts points on a line at even steps.
fn spread(line: &[Point], scale: f64) -> Vec<Point> {
    let length: f64 = line.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let count = (length / (1.5 * scale.max(0.5))).ceil().max(1.0);
    let step = length / count;
    let mut points = vec![line[0]];
    let mut due = step;
    let mut gone = 0.0;
    for pair in line.windows(2) {
        let part = pair[0].distance(pair[1]);
        while due <= gone + part && points.len() < count as usize {
            points.push(pair[0].lerp(pair[1], (due - gone) / part));
            due += step;
        }
        gone += part;
    }
    points.push(line[line.len() - 1]);
    points
}

/// The area a run covers, with round ends.
pub fn ribbon(run: &[(Point, f64)]) -> BezPath {
    let last = run.len() - 1;
    let across = |i: usize| {
        let way = run[(i + 1).min(last)].0 - run[i.saturating_sub(1)].0;
        left(way / way.hypot().max(1e-9)) * (run[i].1 / 2.0)
    };
    let mut path = BezPath::new();
    path.move_to(run[0].0 + across(0));
    for (i, (point, _)) in run.iter().enumerate().skip(1) {
        path.line_to(*point + across(i));
    }
    let cap = |path: &mut BezPath, center: Point, arm: Vec2| {
        let out = -left(arm);
        path.line_to(center + (arm + out) * 0.7);
        path.line_to(center + out);
        path.line_to(center + (out - arm) * 0.7);
        path.line_to(center - arm);
    };
    cap(&mut path, run[last].0, across(last));
    for (i, (point, _)) in run.iter().enumerate().rev().skip(1) {
        path.line_to(*point - across(i));
    }
    cap(&mut path, run[0].0, -across(0));
    path.close_path();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_that_face_the_light_break_up_unless_the_pen_is_even() {
        let widths =
            |pen: &Pen| (0..400).map(|i| pen.lit(Point::new(f64::from(i), 3.0), 1.0)).collect::<Vec<_>>();
        let mut dice = Dice::new(1);
        assert!(widths(&Pen::roll(Manner::Clean, &mut dice)).iter().all(|&width| width == 1.0));
        let open = widths(&Pen { light: 0.9, ..Pen::default() });
        assert!(open.contains(&0.0) && open.iter().any(|&width| width > 0.4 && width < 1.0));
    }
}
