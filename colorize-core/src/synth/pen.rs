use kurbo::{BezPath, PathEl, Point, Vec2};

use super::{curve::left, dice::Dice};

/// How likely a drawing has each looseness of the hand, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct PenOdds {
    /// Lines thin at their ends.
    pub taper: f64,
    /// Lines breathe with the pressure.
    pub pressure: f64,
    /// The silhouette is heavier.
    pub contour: f64,
    /// Lines tremble.
    pub wobble: f64,
    /// Lines break.
    pub gaps: f64,
    /// Lines run over corners.
    pub overshoot: f64,
    /// Lines are drawn twice.
    pub double: f64,
    /// Lines are grey, as of a pencil.
    pub pale: f64,
}

impl PenOdds {
    /// Even closed lines.
    pub const CLEAN: Self = Self {
        taper: 0.0,
        pressure: 0.0,
        contour: 0.0,
        wobble: 0.0,
        gaps: 0.0,
        overshoot: 0.0,
        double: 0.0,
        pale: 0.0,
    };
}

impl Default for PenOdds {
    fn default() -> Self {
        Self {
            taper: 0.5,
            pressure: 0.6,
            contour: 0.4,
            wobble: 0.4,
            gaps: 0.35,
            overshoot: 0.25,
            double: 0.15,
            pale: 0.2,
        }
    }
}

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
    overshoot: f64,
    double: f64,
}

/// A stretch of line without corners: places, and the width at each.
pub type Run = Vec<(Point, f64)>;

impl Pen {
    /// Rolls a pen.
    pub fn roll(odds: &PenOdds, dice: &mut Dice) -> Self {
        let mut amount = |odds: f64, low: f64, high: f64| {
            let (has, amount) = (dice.chance(odds), dice.range(low, high));
            if has { amount } else { 0.0 }
        };
        Self {
            taper: amount(odds.taper, 4.0, 14.0),
            pressure: amount(odds.pressure, 0.1, 0.45),
            contour: 1.0 + amount(odds.contour, 0.3, 1.0),
            wobble: amount(odds.wobble, 0.2, 0.8),
            gaps: amount(odds.gaps, 0.05, 0.5),
            overshoot: amount(odds.overshoot, 1.0, 4.0),
            double: amount(odds.double, 0.1, 0.6),
            darkness: 1.0 - amount(odds.pale, 0.1, 0.5),
            width: dice.range(0.8, 2.0),
        }
    }

    /// Draws a path, in pixels of a drawing that is `scale` times 256 pixels.
    pub fn runs(&self, path: &BezPath, weight: f64, inner: bool, scale: f64, dice: &mut Dice) -> Vec<Run> {
        let mut runs = Vec::new();
        for piece in pieces(path, scale) {
            let times = if self.double > 0.0 && dice.chance(self.double * 0.5) { 2 } else { 1 };
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
                    (gone * slow * 2.3 + phase).sin() * 0.7 + (gone * slow * 5.1 + phase * 3.0).sin() * 0.3;
                let breath = 1.0 + self.pressure * (gone * slow + phase * 2.0).sin();
                let near_end = gone.min(length - gone);
                let thin = if ends { (near_end / taper.max(1e-9)).clamp(0.12, 1.0) } else { 1.0 };
                let width = self.width * weight * scale * breath * thin;
                (points[i] + drift + across * (tremble * away * scale), width)
            })
            .collect()
    }

    /// Leaves gaps of 1 to 12 pixels.
    fn broken(&self, run: Run, scale: f64, closed: bool, dice: &mut Dice, runs: &mut Vec<Run>) {
        if self.gaps == 0.0 || run.len() < 8 || !dice.chance(self.gaps) {
            runs.push(run);
            return;
        }
        let step = run[0].0.distance(run[1].0).max(0.1);
        let gap = ((dice.range(1.0, 12.0) * scale / step) as usize).clamp(1, run.len() / 2);
        let start = dice.count(usize::from(!closed), run.len() - gap - 1);
        runs.push(run[..=start].to_vec());
        runs.push(run[start + gap..].to_vec());
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
