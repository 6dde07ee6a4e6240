use std::f64::consts::{FRAC_PI_2, PI};

use kurbo::{BezPath, Point, Vec2};

use super::{
    curve::{between, smooth},
    portable::Portable as _,
    skeleton::{Build, Joint, Skeleton},
};

/// A body or a garment as a tube about the spine, from the neck down.
///
/// Heights on it go from 0 at its first ring on,
/// a ring each; angles are 0 at its front and positive to its left hand, the right of the picture.
#[derive(Clone, Debug)]
pub struct Tube {
    rings: Vec<Ring>,
    yaw: f64,
    pitch: f64,
}

/// A section of a [`Tube`].
#[derive(Clone, Copy, Debug)]
struct Ring {
    center: Joint,
    wide: f64,
    deep: f64,
}

/// Heights on the [`Tube`] of a trunk.
pub mod height {
    /// Where the shoulders slope.
    pub const SLOPE: f64 = 1.0;
    /// The shoulders.
    pub const SHOULDER: f64 = 2.0;
    /// The waist.
    pub const WAIST: f64 = 4.0;
    /// The hips.
    pub const HIP: f64 = 5.0;
    /// The crotch.
    pub const END: f64 = 6.0;
}

impl Tube {
    /// The trunk of a body.
    pub fn trunk(build: &Build, bones: &Skeleton) -> Self {
        let [chest, waist, hip] = build.girths;
        let torso = build.hip_y() - build.shoulder_y();
        let ring = |share: f64, wide: f64, deep: f64| {
            let mut center = bones.spine(share.clamp(0.0, 1.0));
            center.y = bones.chest.y + share * torso;
            Ring { center, wide, deep }
        };
        let rings = vec![
            ring(-0.1, build.neck * 1.05, build.neck),
            ring(-0.03, build.shoulder * 0.62, build.neck * 1.2),
            ring(0.08, build.shoulder * 0.97, chest[1] * 0.75),
            ring(0.36, chest[0], chest[1] * if build.woman && !build.child { 1.15 } else { 1.0 }),
            ring(0.66, waist[0], waist[1]),
            ring(0.98, hip[0], hip[1]),
            ring(1.12, hip[0] * 0.97, hip[1] * 0.95),
        ];
        Self { rings, yaw: bones.yaw, pitch: bones.pitch }
    }

    /// The same tube, wider by `by` heads from the shoulders down.
    pub fn wider(&self, by: f64) -> Self {
        let mut tube = self.clone();
        for ring in &mut tube.rings[2..] {
            ring.wide += by;
            ring.deep += by;
        }
        tube
    }

    /// The same tube, its waist wider: 0 as it is, 1 straight from chest to hip.
    pub fn straight(&self, share: f64) -> Self {
        let mut tube = self.clone();
        let wide = tube.rings[3].wide.max(tube.rings[5].wide);
        for ring in &mut tube.rings[3..] {
            ring.wide += (wide - ring.wide).max(0.0) * share;
        }
        tube
    }

    /// The lower end from `height` on, lengthened to `y` heads, its end `flare` times as wide.
    pub fn skirt(&self, height: f64, y: f64, flare: f64) -> Self {
        let (first, hip) = (self.ring(height), self.ring(height::HIP));
        let drop = y - first.center.y;
        let mut rings = vec![first];
        for t in [0.25, 0.5, 0.75, 1.0] {
            let wide = hip.wide * (1.0 + (flare - 1.0) * t);
            let deep = hip.deep * (1.0 + (flare - 1.0) * t);
            let center = first.center + Joint::new((hip.center.x - first.center.x) * t, drop * t, 0.0);
            let full = (t * 2.2f64).min(1.0);
            let blend = |a: f64, b: f64| a + (b - a) * full;
            rings.push(Ring { center, wide: blend(first.wide, wide), deep: blend(first.deep, deep) });
        }
        Self { rings, yaw: self.yaw, pitch: self.pitch }
    }

    /// The height of the last ring.
    pub fn end(&self) -> f64 {
        (self.rings.len() - 1) as f64
    }

    /// Its turn: 0 faces us.
    pub fn yaw(&self) -> f64 {
        self.yaw
    }

    /// Whether the front shows.
    pub fn faces_us(&self) -> bool {
        self.yaw.cosine() > -0.2
    }

    /// A place on the surface.
    pub fn at(&self, height: f64, angle: f64) -> Point {
        let ring = self.ring(height);
        let place = Joint::new(ring.wide * angle.sine(), 0.0, ring.deep * angle.cosine()).turned(self.yaw)
            + ring.center;
        Point::new(place.x, place.y + place.z * self.pitch)
    }

    /// Whether a place of the surface shows.
    pub fn shows(&self, angle: f64) -> bool {
        (angle + self.yaw).cosine() > 0.1
    }

    /// The outline at a height: -1 on the left of the picture, 1 on the right.
    pub fn rim(&self, height: f64, side: f64) -> Point {
        let ring = self.ring(height);
        let reach = (ring.wide * self.yaw.cosine()).diagonal(ring.deep * self.yaw.sine());
        Point::new(ring.center.x + side * reach, ring.center.y + ring.center.z * self.pitch)
    }

    /// One side of the outline between two heights.
    pub fn side(&self, from: f64, to: f64, side: f64) -> BezPath {
        let steps = (((to - from) * 2.0).ceil() as usize).max(1);
        let points: Vec<Point> =
            (0..=steps).map(|i| self.rim(from + (to - from) * i as f64 / steps as f64, side)).collect();
        smooth(&points, false)
    }

    /// The line around the near side at a height, from left to right, sagging by `sag` half widths.
    pub fn belt(&self, height: f64, sag: f64) -> BezPath {
        let (from, to) = (self.rim(height, -1.0), self.rim(height, 1.0));
        let down = Vec2::new(0.0, (to.x - from.x) * sag);
        let points: Vec<Point> = (0..=6)
            .map(|i| from.lerp(to, f64::from(i) / 6.0) + down * (PI * f64::from(i) / 6.0).sine())
            .collect();
        smooth(&points, false)
    }

    /// The area between two heights; either end sags.
    pub fn area(&self, from: f64, to: f64, sags: [f64; 2]) -> BezPath {
        let left = self.side(from, to, -1.0);
        let mut path = self.belt(from, sags[0]).reverse_subpaths();
        path.extend(left.elements()[1..].iter().copied());
        path.extend(self.belt(to, sags[1]).elements()[1..].iter().copied());
        path.extend(self.side(from, to, 1.0).reverse_subpaths().elements()[1..].iter().copied());
        path.close_path();
        path
    }

    /// A line on the surface through places of height and angle; those behind slide to the outline.
    pub fn line(&self, places: &[(f64, f64)]) -> BezPath {
        let points: Vec<Point> = places.iter().map(|&(height, angle)| self.on(height, angle)).collect();
        smooth(&points, false)
    }

    /// An area on the surface between two lines of places.
    pub fn patch(&self, left: &[(f64, f64)], right: &[(f64, f64)]) -> BezPath {
        between(&self.line(left), &self.line(right))
    }

    /// A place on the surface; one behind slides to the outline.
    pub fn on(&self, height: f64, angle: f64) -> Point {
        let seen = (angle + self.yaw).sine().angle_beside((angle + self.yaw).cosine());
        self.at(height, seen.clamp(-FRAC_PI_2, FRAC_PI_2) - self.yaw)
    }

    fn ring(&self, height: f64) -> Ring {
        let height = height.clamp(0.0, self.end());
        let i = (height as usize).min(self.rings.len() - 2);
        let (a, b, t) = (self.rings[i], self.rings[i + 1], height - i as f64);
        let blend = |a: f64, b: f64| a + (b - a) * t;
        Ring {
            center: a.center + (b.center - a.center) * t,
            wide: blend(a.wide, b.wide),
            deep: blend(a.deep, b.deep),
        }
    }
}
