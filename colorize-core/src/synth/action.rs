use std::{f64::consts::PI, fmt};

use super::{
    portable::Portable as _,
    pose::{Grip, Pose},
};
use crate::Result;
use crate::error::named;

/// What a figure does from frame to frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Turns by half a right angle, its head a little ahead.
    Turn,
    /// Waves with one hand.
    Wave,
    /// Walks on the spot, one double step.
    Walk,
    /// Shuts its eyes and opens them.
    Blink,
    /// Stands in the wind: its hair moves.
    Sway,
}

/// A moment of an action.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment {
    action: Option<Action>,
    /// How much of the action is over, 0 to 1.
    time: f64,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 5] = [Self::Turn, Self::Wave, Self::Walk, Self::Blink, Self::Sway];

    /// Gives the name, in small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Wave => "wave",
            Self::Walk => "walk",
            Self::Blink => "blink",
            Self::Sway => "sway",
        }
    }

    /// Finds the action of a name.
    ///
    /// # Errors
    /// [`crate::Error::InvalidArgument`] if there is no such action; the message lists the known ones.
    pub fn from_name(name: &str) -> Result<Self> {
        named("action", &Self::ALL, Self::name, name)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Moment {
    /// Takes frame `frame` of `count`.
    pub fn of(action: Action, frame: usize, count: usize) -> Self {
        Self { action: Some(action), time: frame as f64 / count.max(1) as f64 }
    }

    fn is(self, action: Action) -> bool {
        self.action == Some(action)
    }

    /// By how much body and head are turned, in radians.
    pub fn turn(self) -> [f64; 2] {
        if self.is(Action::Turn) { [0.8 * self.time, 0.9 * self.time] } else { [0.0; 2] }
    }

    /// How far the eyes are open, 0 to 1.
    pub fn open(self) -> f64 {
        if self.is(Action::Blink) { (2.0 * self.time - 1.0).abs() } else { 1.0 }
    }

    /// How far hair leans to the right: heads of way for a head of length.
    pub fn lean(self) -> f64 {
        if self.is(Action::Sway) { 0.22 * (2.0 * PI * self.time).sine() } else { 0.0 }
    }

    /// Moves arms and legs.
    pub fn apply(self, pose: &mut Pose) {
        let swing = (2.0 * PI * self.time).sine();
        if self.is(Action::Wave) {
            pose.wrists[0] = [0.38 + 0.18 * swing, -0.42, 0.2];
            pose.elbows[0] = [0.7, 1.0, 0.0];
            pose.grips[0] = Grip::Open;
            pose.holds = pose.holds.filter(|&hand| hand != 0);
        }
        if self.is(Action::Walk) {
            for (i, swing) in [swing, -swing].into_iter().enumerate() {
                pose.ankles[i] = [0.02, 0.97 - 0.04 * swing.abs(), 0.34 * swing];
                if pose.holds != Some(i) {
                    pose.wrists[i] = [0.1, 0.9, -0.3 * swing];
                    pose.elbows[i] = [0.5, 0.0, -1.0];
                    pose.grips[i] = Grip::Relaxed;
                }
            }
        }
    }
}
