use std::cmp::Reverse;

use super::mask::Mask;
use crate::label::LabelSet;
use crate::reading::Side;
use crate::{Error, RegionMap, Result};

/// Where something applies, in pixels of the drawing: x to the right, y down, 0 at the left and top edge.
///
/// The pixel in column 3 covers x from 3 up to, not including, 4.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Place {
    /// One spot.
    Point {
        /// 0 up to, not including, the width.
        x: f32,
        /// 0 up to, not including, the height.
        y: f32,
    },
    /// A line drawn with a round brush; it may run over the edges of the drawing. The regions that its middle goes
    /// through are meant, for a broad brush strays over lines; or, if only its rim touches the drawing, the nearest.
    Stroke {
        /// The corners of the line, x and y, at least one.
        points: Vec<(f32, f32)>,
        /// How wide the brush is, 0 (a hairline) or more.
        width: f32,
    },
    /// The region of this id, 1 or more.
    Region(u32),
    /// All regions of this part: a label of the engine's [`LabelSet`] by its name, or all labels of the set that come
    /// under the standard label ([`Label`](crate::Label)) of that name. A drawing need not show the part.
    Part(String),
    /// The pixels of a mask, at least one; as large as the drawing. The regions that lie in it by more than half
    /// are meant; if there is none, the one that has most pixels in it.
    Mask(Mask),
}

impl Place {
    /// Says what is wrong with the place in a drawing, to follow "hint 3 ".
    pub(super) fn fault(&self, width: usize, height: usize) -> Option<String> {
        match self {
            &Self::Point { x, y } if !on(x, width) || !on(y, height) => {
                Some(format!("at ({x}, {y}) is outside {width}x{height}"))
            }
            Self::Stroke { points, .. } if points.is_empty() => Some("is a stroke without points".into()),
            Self::Stroke { width, .. } if !(width.is_finite() && *width >= 0.0) => {
                Some(format!("is a stroke {width} pixels wide; a width is 0 or more"))
            }
            Self::Stroke { points, width: brush } => {
                if let Some((x, y)) = points.iter().find(|(x, y)| !(x.is_finite() && y.is_finite())) {
                    return Some(format!("goes through ({x}, {y}), which is nowhere"));
                }
                let (x, y) = points[0];
                let found = Frame::new(width, height).touched(points, *brush);
                found.is_empty().then(|| format!("from ({x}, {y}) is outside {width}x{height}"))
            }
            Self::Region(0) => Some("is for region 0; regions count from 1".into()),
            Self::Mask(mask) if (mask.width(), mask.height()) != (width, height) => {
                let (w, h) = (mask.width(), mask.height());
                Some(format!("has a mask of {w}x{h} for a drawing of {width}x{height}"))
            }
            Self::Mask(mask) if mask.count() == 0 => Some("has an empty mask".into()),
            _ => None,
        }
    }

    /// Says whether it is a region that a drawing of `count` regions does not have, to follow "hint 3 ".
    pub(super) fn region_fault(&self, count: u32) -> Option<String> {
        match self {
            Self::Region(id) if !(1..=count).contains(id) => {
                Some(format!("is for region {id}; the drawing has regions 1 to {count}"))
            }
            _ => None,
        }
    }

    /// Says whether it is a part that nobody knows, to follow "hint 3 ".
    pub(super) fn part_fault(&self, labels: &LabelSet) -> Option<String> {
        let Self::Part(name) = self else { return None };
        named(labels, name).err().map(|error| format!("is for an {error}"))
    }

    /// The regions that are meant, by id, ascending; `number_of` gives the number of a region's label in `labels`, and
    /// `side_of` its side.
    ///
    /// At least one if the place is right in the drawing, and the drawing has the region or the part.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if it is a part that `labels` does not know.
    pub(crate) fn regions(
        &self,
        map: &RegionMap,
        number_of: &dyn Fn(u32) -> usize,
        side_of: &dyn Fn(u32) -> Option<Side>,
        labels: &LabelSet,
    ) -> Result<Vec<u32>> {
        Ok(match self {
            Self::Point { .. } | Self::Stroke { .. } => {
                let pixels = self.pixels(map).into_iter();
                let mut ids: Vec<u32> = pixels.map(|pixel| map.ids().as_slice()[pixel]).collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            }
            Self::Region(id) => map.region(*id).map(|_| *id).into_iter().collect(),
            Self::Part(name) => {
                let (meant, side) = named(labels, name)?;
                let shown = (1..=map.len() as u32).filter(|&id| meant.contains(&number_of(id)));
                shown.filter(|&id| side.is_none() || side_of(id) == side).collect()
            }
            Self::Mask(mask) => covered(mask, map),
        })
    }

    /// The pixels that are pointed at: of a point its own, of a stroke those of its middle; of other places none.
    pub(crate) fn pixels(&self, map: &RegionMap) -> Vec<usize> {
        let (width, height) = (map.ids().width(), map.ids().height());
        let index = |x: f32, y: f32| (y as usize).min(height - 1) * width + (x as usize).min(width - 1);
        match self {
            &Self::Point { x, y } if on(x, width) && on(y, height) => vec![index(x, y)],
            Self::Stroke { points, width: brush } => {
                let mut pixels = Vec::new();
                for (from, to) in Frame::new(width, height).touched(points, *brush) {
                    pixels.extend(along(from, to).map(|(x, y)| index(x, y)));
                }
                pixels.dedup();
                pixels
            }
            _ => Vec::new(),
        }
    }
}

/// The numbers of the labels that `name` means, and the side, if it ends in one.
///
/// # Errors
/// [`Error::InvalidArgument`] with the names or sides there are, if there is no such part or side.
fn named(labels: &LabelSet, name: &str) -> Result<(Vec<usize>, Option<Side>)> {
    // A label may have a colon in its name.
    match (numbers(labels, name), name.rsplit_once(':')) {
        (Err(_), Some((part, side))) => Ok((numbers(labels, part)?, Some(Side::from_name(side)?))),
        (numbers, _) => Ok((numbers?, None)),
    }
}

/// The numbers of the labels that `name` means: the one of that name, or all that come under the standard label of that
/// name.
///
/// # Errors
/// [`Error::InvalidArgument`] with the names there are, if there is none.
pub(crate) fn numbers(labels: &LabelSet, name: &str) -> Result<Vec<usize>> {
    if let Ok(number) = labels.number(name) {
        return Ok(vec![number]);
    }
    let under = labels.iter().enumerate().filter(|(_, own)| own.label.name() == name);
    let numbers: Vec<usize> = under.map(|(number, _)| number).collect();
    if !numbers.is_empty() {
        return Ok(numbers);
    }
    let mut known: Vec<&str> = labels.iter().map(|own| own.name.as_str()).collect();
    for own in labels.iter() {
        if !known.contains(&own.label.name()) {
            known.push(own.label.name());
        }
    }
    Err(Error::InvalidArgument(format!("unknown part `{name}`; the parts are {}", known.join(", "))))
}

/// Whether a coordinate is on a side of so many pixels.
fn on(at: f32, side: usize) -> bool {
    (0.0..side as f32).contains(&at)
}

/// The regions that lie in a mask by more than half; if there is none, the one that has most pixels in it.
fn covered(mask: &Mask, map: &RegionMap) -> Vec<u32> {
    let mut inside = vec![0u32; map.len()];
    for &id in mask.spans().flat_map(|span| &map.ids().as_slice()[span]) {
        inside[id as usize - 1] += 1;
    }
    let mostly = (1..).zip(map.regions()).zip(&inside);
    let mostly: Vec<u32> =
        mostly.filter(|((_, region), n)| **n > region.area / 2).map(|((id, _), _)| id).collect();
    if !mostly.is_empty() {
        return mostly;
    }
    let most = (1..).zip(inside).filter(|&(_, n)| n > 0).min_by_key(|&(id, n)| (Reverse(n), id));
    most.map(|(id, _)| id).into_iter().collect()
}

type Point = (f32, f32);

/// The points of a drawing, edges and all: x and y from 0 to the last f32 below width and height.
///
/// Strokes are checked and drawn by this one measure, so that whatever passes the check finds a pixel.
struct Frame {
    last: [f64; 2],
}

impl Frame {
    fn new(width: usize, height: usize) -> Self {
        Self { last: [width, height].map(|side| f64::from((side as f32).next_down())) }
    }

    /// The pieces of a stroke's middle that lie inside; if there are none, the point inside that is nearest to it, if
    /// the brush reaches there.
    fn touched(&self, points: &[Point], brush: f32) -> Vec<(Point, Point)> {
        // A stroke of one point is a line from there to there.
        let lines = || points.iter().zip(points.iter().skip(1).chain(points.last()));
        let inside: Vec<_> = lines().filter_map(|(&from, &to)| self.clipped(from, to)).collect();
        if !inside.is_empty() {
            return inside;
        }
        let nearest = lines().map(|(&from, &to)| self.nearest(from, to)).min_by(|a, b| a.1.total_cmp(&b.1));
        let reached = nearest.filter(|&(_, distance)| distance <= f64::from(brush) / 2.0);
        reached.map(|(point, _)| (point, point)).into_iter().collect()
    }

    /// The part of a line that lies inside (Liang and Barsky 1984); `None` if none does.
    fn clipped(&self, from: Point, to: Point) -> Option<(Point, Point)> {
        // In f64: ends may be as far away as f32 reaches.
        let (from, step) = wide(from, to);
        if !step.iter().all(|step| step.is_finite()) {
            return None;
        }
        let (mut start, mut end) = (0.0f64, 1.0f64);
        for ((at, step), last) in from.into_iter().zip(step).zip(self.last) {
            if step == 0.0 {
                if !(0.0..=last).contains(&at) {
                    return None;
                }
                continue;
            }
            let (a, b) = (-at / step, (last - at) / step);
            start = start.max(a.min(b));
            end = end.min(a.max(b));
        }
        // Rounding can carry an end over the edge, by far if it comes from afar.
        let point = |part: f64| self.within([from[0] + step[0] * part, from[1] + step[1] * part]).0;
        (start <= end).then(|| (point(start), point(end)))
    }

    /// The point inside that is nearest to a line outside, and how far it is: of two such shapes, an end or a corner of
    /// one of them is nearest to the other.
    fn nearest(&self, from: Point, to: Point) -> (Point, f64) {
        let (start, step) = wide(from, to);
        let ends = [start, [f64::from(to.0), f64::from(to.1)]].map(|end| self.within(end));
        let length = step[0] * step[0] + step[1] * step[1];
        let [right, bottom] = self.last;
        let corners = [[0.0, 0.0], [right, 0.0], [0.0, bottom], [right, bottom]].map(|corner| {
            let along = (corner[0] - start[0]) * step[0] + (corner[1] - start[1]) * step[1];
            let part = if length > 0.0 { (along / length).clamp(0.0, 1.0) } else { 0.0 };
            let (x, y) = (start[0] + step[0] * part - corner[0], start[1] + step[1] * part - corner[1]);
            ((corner[0] as f32, corner[1] as f32), x.hypot(y))
        });
        let all = ends.into_iter().chain(corners);
        all.min_by(|a, b| a.1.total_cmp(&b.1)).expect("two ends and four corners")
    }

    /// The point inside that is nearest to a point, and how far it is.
    fn within(&self, [x, y]: [f64; 2]) -> (Point, f64) {
        let (inner_x, inner_y) = (x.clamp(0.0, self.last[0]), y.clamp(0.0, self.last[1]));
        ((inner_x as f32, inner_y as f32), (x - inner_x).hypot(y - inner_y))
    }
}

/// Where a line begins, and its way.
fn wide(from: Point, to: Point) -> ([f64; 2], [f64; 2]) {
    let [x, y, to_x, to_y] = [from.0, from.1, to.0, to.1].map(f64::from);
    ([x, y], [to_x - x, to_y - y])
}

/// Points on the way from one point to another, no more than half a pixel apart.
fn along(from: Point, to: Point) -> impl Iterator<Item = Point> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let steps = (2.0 * dx.abs().max(dy.abs())).ceil().max(1.0) as usize;
    (0..=steps).map(move |i| {
        let part = i as f32 / steps as f32;
        (from.0 + dx * part, from.1 + dy * part)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Plane;
    use crate::label::{Label, OwnLabel};

    /// Four columns of 10 pixels' width, 20 high: regions 1 to 4.
    fn columns() -> RegionMap {
        let ids = Plane::from_fn(40, 20, |x, _| 1 + x as u32 / 10);
        RegionMap::from_ids(ids, &Plane::filled(40, 20, 0), 48).unwrap()
    }

    /// The columns show the background, hair, a jacket and a shirt.
    fn labels() -> LabelSet {
        let own = |name: &str| OwnLabel { name: name.into(), label: Label::Top };
        let labels = vec![Label::Background.into(), Label::Hair.into(), own("jacket"), own("shirt")];
        LabelSet::new(labels).unwrap()
    }

    /// `None` if the check refuses the place.
    fn found(place: &Place) -> Option<Vec<u32>> {
        if place.fault(40, 20).is_some() {
            return None;
        }
        Some(place.regions(&columns(), &|id| id as usize - 1, &|_| None, &labels()).unwrap())
    }

    fn stroke(points: &[Point], width: f32) -> Option<Vec<u32>> {
        found(&Place::Stroke { points: points.to_vec(), width })
    }

    #[test]
    fn last_point_inside_finds_the_last_pixel() {
        for x in [39.9995f32, 40.0f32.next_down()] {
            assert_eq!(found(&Place::Point { x, y: 3.0 }), Some(vec![4]));
            assert_eq!(stroke(&[(x, 3.0)], 0.0), Some(vec![4]));
            assert_eq!(stroke(&[(x, 3.0), (x, 9.0)], 1.0), Some(vec![4]));
            assert_eq!(stroke(&[(x, 19.9995), (x, 300.0)], 0.0), Some(vec![4]));
        }
        assert_eq!(stroke(&[(40.0, 3.0)], 0.0), None);
        assert_eq!(stroke(&[(0.0, 0.0)], 0.0), Some(vec![1]));
    }

    #[test]
    fn strokes_count_along_their_middle() {
        assert_eq!(stroke(&[(5.0, 5.0), (25.0, 5.0)], 0.0), Some(vec![1, 2, 3]));
        assert_eq!(stroke(&[(9.0, 5.0), (9.5, 15.0)], 15.0), Some(vec![1]));
        assert_eq!(stroke(&[(15.0, 2.0), (15.0, 8.0), (35.0, 8.0)], 3.0), Some(vec![2, 3, 4]));
    }

    #[test]
    fn strokes_may_run_over_the_edges() {
        assert_eq!(stroke(&[(-5.0, 5.0), (15.0, 5.0)], 1.0), Some(vec![1, 2]));
        assert_eq!(stroke(&[(25.0, -50.0), (25.0, 70.0)], 0.0), Some(vec![3]));
        assert_eq!(stroke(&[(-1e9, 10.0), (1e9, 10.0)], 0.0), Some(vec![1, 2, 3, 4]));
        // From so far away that f64 tells no more than where it comes in.
        assert_eq!(stroke(&[(f32::MIN, f32::MIN), (f32::MAX, f32::MAX)], 1.0), Some(vec![1]));
        // Outside by the first corner, in by the second.
        assert_eq!(stroke(&[(-9.0, -9.0), (-9.0, 5.0), (3.0, 5.0)], 0.0), Some(vec![1]));
    }

    #[test]
    fn rims_that_touch_find_the_nearest_region() {
        assert_eq!(stroke(&[(-2.0, 10.0)], 5.0), Some(vec![1]));
        assert_eq!(stroke(&[(-2.0, 10.0)], 3.0), None);
        assert_eq!(stroke(&[(25.0, 22.0), (90.0, 90.0)], 5.0), Some(vec![3]));
        // The box around these touches the drawing, they do not.
        assert_eq!(stroke(&[(-10.0, 5.0), (5.0, -10.0)], 1.0), None);
        assert_eq!(stroke(&[(-10.0, 5.0), (5.0, -10.0)], 8.0), Some(vec![1]));
    }

    #[test]
    fn nowhere_is_refused_and_finds_nothing() {
        for x in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in
                [Place::Point { x, y: 1.0 }, Place::Stroke { points: vec![(1.0, 1.0), (x, 1.0)], width: 1.0 }]
            {
                assert!(place.fault(40, 20).is_some(), "{place:?}");
                place.regions(&columns(), &|_| 0, &|_| None, &labels()).unwrap();
            }
        }
        assert!(found(&Place::Stroke { points: vec![(1.0, 1.0)], width: f32::INFINITY }).is_none());
    }

    #[test]
    fn parts_go_by_their_own_or_a_standard_name() {
        let part = |name: &str| found(&Place::Part(name.into())).unwrap();
        assert_eq!(part("jacket"), [3]);
        assert_eq!(part("top"), [3, 4]);
        assert_eq!(part("hair"), [2]);
        for name in ["cape", "hat", "", "Hair"] {
            let error = numbers(&labels(), name).unwrap_err().to_string();
            let expected = "the parts are background, hair, jacket, shirt, top";
            assert_eq!(error, format!("unknown part `{name}`; {expected}"));
        }
        // A part that the drawing does not show.
        let shows = |_| 0;
        assert!(
            Place::Part("top".into()).regions(&columns(), &shows, &|_| None, &labels()).unwrap().is_empty()
        );
    }

    #[test]
    fn parts_have_sides_and_no_others() {
        let side_of = |id| (id > 2).then_some(if id == 3 { Side::Left } else { Side::Right });
        let found = |name: &str| {
            let place = Place::Part(name.into());
            place.regions(&columns(), &|id| id as usize - 1, &side_of, &labels()).map_err(|e| e.to_string())
        };
        assert_eq!(found("top:left").unwrap(), [3]);
        assert_eq!(found("top:right").unwrap(), [4]);
        assert_eq!(found("jacket:right").unwrap(), [] as [u32; 0]);
        assert_eq!(found("hair:left").unwrap(), [] as [u32; 0]);
        assert_eq!(found("top:up").unwrap_err(), "unknown side `up`; the sides are left, right");
        assert!(found("cape:left").unwrap_err().starts_with("unknown part `cape`; the parts are "));
        let fault = Place::Part("top:".into()).part_fault(&labels()).unwrap();
        assert_eq!(fault, "is for an unknown side ``; the sides are left, right");
        let own = LabelSet::new(vec![
            Label::Background.into(),
            OwnLabel { name: "eye:left".into(), label: Label::Eye },
            OwnLabel { name: "eye:other".into(), label: Label::Eye },
        ]);
        let own = own.unwrap();
        assert_eq!(named(&own, "eye:left").unwrap(), (vec![1], None));
        assert_eq!(named(&own, "eye:other:right").unwrap(), (vec![2], Some(Side::Right)));
        assert_eq!(named(&own, "eye:right").unwrap(), (vec![1, 2], Some(Side::Right)));
    }

    #[test]
    fn masks_mean_what_lies_in_them_or_most_of_it() {
        let mask = |on: fn(usize, usize) -> bool| found(&Place::Mask((&Plane::from_fn(40, 20, on)).into()));
        assert_eq!(mask(|x, _| x < 16), Some(vec![1, 2]));
        assert_eq!(mask(|x, _| x < 15), Some(vec![1]));
        assert_eq!(mask(|x, y| (17..24).contains(&x) && y == 3), Some(vec![3]));
        assert_eq!(mask(|x, y| (18..22).contains(&x) && y == 3), Some(vec![2]));
        assert_eq!(mask(|_, _| false), None);
    }

    #[test]
    fn regions_are_those_there_are() {
        assert_eq!(found(&Place::Region(4)), Some(vec![4]));
        assert_eq!(found(&Place::Region(5)), Some(vec![]));
        assert_eq!(found(&Place::Region(0)), None);
    }

    proptest! {
        #[test]
        fn whatever_passes_the_check_finds_a_pixel(
            points in prop::collection::vec((coordinate(40.0), coordinate(20.0)), 1..4),
            width in prop_oneof![Just(0.0f32), 0.0f32..9.0],
        ) {
            let (x, y) = points[0];
            let places = [Place::Point { x, y }, Place::Stroke { points, width }];
            for found in places.iter().filter_map(found) {
                prop_assert!(!found.is_empty(), "{places:?}");
            }
        }
    }

    /// Near and on the edges, inside, and far away.
    fn coordinate(side: f32) -> impl Strategy<Value = f32> {
        prop_oneof![
            -0.001f32..0.001,
            side - 0.001..side + 0.001,
            -5.0..side + 5.0,
            prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO,
        ]
    }
}
