use std::ops::{Add, Mul, Sub};

use kurbo::Point;

use super::{cast::Cast, curve::mix, dice::Dice, portable::Portable as _, pose::Pose};

/// A place in the round, in heads: x right, y down, z towards the viewer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Joint {
    /// To the right of the picture.
    pub x: f64,
    /// Down.
    pub y: f64,
    /// Towards the viewer.
    pub z: f64,
}

/// What a body is like, in heads. The crown is at height 0.
#[derive(Clone, Debug)]
pub struct Build {
    /// How many heads tall.
    pub heads: f64,
    /// A woman's or girl's shape.
    pub woman: bool,
    /// Under 4 heads or small.
    pub child: bool,
    /// Half the width of the shoulders.
    pub shoulder: f64,
    /// Half widths and half depths of chest, waist and hips.
    pub girths: [[f64; 2]; 3],
    /// Radii of shoulder, elbow and wrist.
    pub arm: [f64; 3],
    /// Radii of thigh, knee and ankle.
    pub leg: [f64; 3],
    /// Radius of the neck.
    pub neck: f64,
    /// From wrist to the tip of the middle finger.
    pub hand: f64,
}

/// The joints of a posed body as seen by the viewer.
#[derive(Clone, Debug)]
pub struct Skeleton {
    /// The turn of the body: 0 faces us, positive turns its face to the right.
    pub yaw: f64,
    /// How far we look from above: share of z that goes down.
    pub pitch: f64,
    /// Between the shoulders.
    pub chest: Joint,
    /// Between the hips.
    pub pelvis: Joint,
    /// Shoulder, elbow and wrist of either arm; first the one on the left of the picture when facing us.
    pub arms: [[Joint; 3]; 2],
    /// Hip, knee and ankle of either leg.
    pub legs: [[Joint; 3]; 2],
    /// Where the feet point.
    pub toes: [Joint; 2],
}

impl Joint {
    /// Makes a place.
    pub const fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }

    /// Turned about the upright axis.
    pub fn turned(self, yaw: f64) -> Self {
        let (sin, cos) = (yaw.sine(), yaw.cosine());
        Self::new(self.x * cos + self.z * sin, self.y, self.z * cos - self.x * sin)
    }

    /// Its length.
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }
}

impl Add for Joint {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl Sub for Joint {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + other * -1.0
    }
}

impl Mul<f64> for Joint {
    type Output = Self;
    fn mul(self, by: f64) -> Self {
        Self::new(self.x * by, self.y * by, self.z * by)
    }
}

impl Build {
    /// Rolls a body of 2 to 8 heads.
    pub fn roll(cast: Cast, dice: &mut Dice) -> Self {
        let woman = dice.chance(if cast.usual { 0.7 } else { 0.5 });
        let heads = match dice.count(0, 19) {
            0 | 1 => dice.range(2.0, 3.6),
            2..5 => dice.range(3.6, 5.5),
            _ if cast.anime => dice.range(5.5, 7.4),
            _ => dice.range(5.5, 8.0),
        };
        let body = heads - 1.0;
        let k = (body / 6.2f64).raised(0.62);
        let stout = dice.chance(if cast.usual { 0.05 } else { 0.16 });
        let slim = if cast.anime { 0.92 } else { 1.0 };
        let girth = k * slim * (1.0 + dice.around(0.2) + if stout { dice.range(0.1, 0.4) } else { 0.0 });
        let child = heads < 5.5;
        let pick = |woman_is: f64, man_is: f64| match (child, woman) {
            (true, _) => (woman_is + man_is) / 2.0,
            (_, true) => woman_is,
            (_, false) => man_is,
        };
        let shoulder = pick(0.66, 0.84) * k * dice.range(0.92, 1.08);
        let waist = pick(0.37, 0.5) * girth * dice.range(0.92, 1.15);
        let girths = [
            [pick(0.47, 0.6) * girth, pick(0.34, 0.36) * girth],
            [waist, pick(0.27, 0.33) * girth],
            [pick(0.54, 0.52) * girth, pick(0.36, 0.34) * girth],
        ];
        let arm = pick(0.145, 0.18) * girth;
        let leg = pick(0.29, 0.28) * girth;
        Self {
            heads,
            woman,
            child,
            shoulder,
            girths,
            arm: [arm, arm * 0.78, arm * 0.56],
            leg: [leg, leg * 0.62, leg * 0.38],
            neck: pick(0.17, 0.23) * k.sqrt(),
            hand: (0.1 * body).max(0.28) * dice.range(0.95, 1.1),
        }
    }

    /// The height of the line between the shoulders.
    pub fn shoulder_y(&self) -> f64 {
        1.0 + 0.052 * (self.heads - 1.0)
    }

    /// The height of the hip joints.
    pub fn hip_y(&self) -> f64 {
        1.0 + 0.43 * (self.heads - 1.0)
    }

    fn arm_length(&self) -> f64 {
        0.36 * (self.heads - 1.0)
    }

    fn leg_length(&self) -> f64 {
        0.525 * (self.heads - 1.0)
    }
}

impl Skeleton {
    /// Poses a body and turns it by `yaw`.
    pub fn posed(build: &Build, pose: &Pose, yaw: f64, pitch: f64) -> Self {
        let pelvis = Joint::new(0.0, build.hip_y(), 0.0);
        let chest = Joint::new(pose.lean, build.shoulder_y(), pose.bow);
        let (reach, stride) = (build.arm_length(), build.leg_length());
        let mut arms = [[Joint::default(); 3]; 2];
        let mut legs = arms;
        for (i, side) in [-1.0, 1.0].into_iter().enumerate() {
            let out = |at: [f64; 3], length: f64| Joint::new(at[0] * side, at[1], at[2]) * length;
            let shoulder = chest
                + Joint::new(
                    side * (build.shoulder - 0.8 * build.arm[0]),
                    1.4 * build.arm[0] + side * pose.shrug,
                    0.0,
                );
            let wrist = shoulder + out(pose.wrists[i], reach);
            let (elbow, wrist) = bend(shoulder, wrist, reach * 0.52, reach * 0.48, out(pose.elbows[i], 1.0));
            arms[i] = [shoulder, elbow, wrist];
            let hip = pelvis + Joint::new(side * build.girths[2][0] * 0.48, 0.02 - side * pose.shrug, 0.0);
            let ankle = hip + out(pose.ankles[i], stride);
            let knee = Joint::new(side * 0.15, 0.0, 1.0);
            let (knee, ankle) = bend(hip, ankle, stride * 0.5, stride * 0.5, knee);
            legs[i] = [hip, knee, ankle];
        }
        let toes = std::array::from_fn(|i| Joint::new([-1.0, 1.0][i] * pose.splay, 0.12, 1.0).turned(yaw));
        let turn = |joints: [Joint; 3]| joints.map(|joint| joint.turned(yaw));
        Self {
            yaw,
            pitch,
            chest: chest.turned(yaw),
            pelvis,
            arms: arms.map(turn),
            legs: legs.map(turn),
            toes,
        }
    }

    /// Where a joint is in the picture.
    pub fn see(&self, joint: Joint) -> Point {
        Point::new(joint.x, joint.y + joint.z * self.pitch)
    }

    /// The place a share of the way from chest to pelvis.
    pub fn spine(&self, share: f64) -> Joint {
        let bulge = Joint::new(0.0, 0.0, 0.05 * (share * 3.0).sine()).turned(self.yaw);
        let at = |a: f64, b: f64| mix(a, b, share);
        Joint::new(
            at(self.chest.x, self.pelvis.x),
            at(self.chest.y, self.pelvis.y),
            at(self.chest.z, self.pelvis.z),
        ) + bulge
    }
}

/// Bends a limb of two bones so that it reaches for `target`, the middle joint towards `pole`.
///
/// Gives the middle joint and the end, which falls short of a target that is too far.
fn bend(root: Joint, target: Joint, first: f64, second: f64, pole: Joint) -> (Joint, Joint) {
    let way = target - root;
    let far = way.length().clamp((first - second).abs() * 1.05 + 1e-3, (first + second) * 0.995);
    let along = way * (1.0 / way.length().max(1e-6));
    let across = pole - along * pole.dot(along);
    let across = across * (1.0 / across.length().max(1e-6));
    let share = (first * first - second * second + far * far) / (2.0 * far);
    let height = (first * first - share * share).max(0.0).sqrt();
    (root + along * share + across * height, root + along * far)
}
