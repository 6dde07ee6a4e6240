use std::f64::consts::PI;

use super::dice::Dice;

/// What kind of figure is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// What people draw most: a youth of comics, mostly a girl, from the front or turned. One of five is not: those
    /// are as broad as can be, with backs, horns, bald heads, capes, fur, armour.
    pub usual: bool,
    /// Large eyes, a small nose, a pointed chin, hair in locks.
    pub anime: bool,
}

impl Cast {
    /// Rolls a kind.
    pub fn roll(dice: &mut Dice) -> Self {
        let usual = dice.chance(0.8);
        Self { usual, anime: dice.chance(if usual { 0.85 } else { 0.4 }) }
    }

    /// Rolls how the figure is turned: its name and its angle.
    pub fn view(self, dice: &mut Dice) -> (&'static str, f64) {
        let shares = if self.usual { [46, 92, 98] } else { [25, 55, 75] };
        match dice.count(0, 99) {
            roll if roll < shares[0] => ("front", dice.around(0.35)),
            roll if roll < shares[1] => ("three-quarter", dice.side() * dice.range(0.3, 0.95)),
            roll if roll < shares[2] => ("profile", dice.side() * dice.range(1.2, 1.75)),
            _ => ("back", PI + dice.around(0.8)),
        }
    }

    /// Rolls how much of a body of `body` heads below the chin is seen: its name, its height from the crown down, and
    /// the paper above, in heads. Of who is seen from behind at least the shoulders show: a bare skull tells nothing.
    pub fn framing(self, body: f64, behind: bool, dice: &mut Dice) -> (&'static str, f64, f64) {
        let shares = if self.usual { [4, 28, 62, 88] } else { [7, 25, 50, 75] };
        let least = if behind { shares[0] } else { 0 };
        match dice.count(least, 99) {
            roll if roll < shares[0] => ("face", 1.05, 0.15),
            roll if roll < shares[1] => ("bust", 1.15 + 0.2 * body, 0.2),
            roll if roll < shares[2] => ("waist", 1.1 + 0.45 * body, 0.25),
            roll if roll < shares[3] => ("knees", 1.05 + 0.7 * body, 0.25),
            _ => ("whole", (body + 1.0) * 1.01, 0.3),
        }
    }
}
