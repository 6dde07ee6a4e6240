use super::{cast::Cast, dice::Dice};

/// What the hands of a pose do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// Hangs.
    Relaxed,
    /// All fingers spread.
    Open,
    /// All fingers folded.
    Fist,
    /// The forefinger stretched.
    Point,
    /// Two fingers stretched.
    Victory,
    /// Flat, fingers together.
    Flat,
    /// Fingers around a thing.
    Hold,
    /// Thumb and forefinger meet.
    Pinch,
    /// Fingers in one.
    Mitten,
    /// The thumb stretched, the fingers folded.
    Thumb,
    /// In a pocket.
    Pocket,
}

/// A pose of a body.
///
/// Ends of limbs are from the limb's root, in lengths of the stretched limb: outwards, down, forward.
#[derive(Clone, Debug)]
pub struct Pose {
    /// What a painter would call it.
    pub family: &'static str,
    /// Wrists, from the shoulders.
    pub wrists: [[f64; 3]; 2],
    /// Where the elbows point.
    pub elbows: [[f64; 3]; 2],
    /// Ankles, from the hips.
    pub ankles: [[f64; 3]; 2],
    /// What the hands do.
    pub grips: [Grip; 2],
    /// Which hand holds a thing.
    pub holds: Option<usize>,
    /// The chest is this far right of the hips, in heads.
    pub lean: f64,
    /// The chest is this far before the hips, in heads.
    pub bow: f64,
    /// The right shoulder is this much lower, in heads.
    pub shrug: f64,
    /// How far the toes point outwards.
    pub splay: f64,
}

/// Where a wrist goes and an elbow points.
type Arm = ([f64; 3], [f64; 3], Grip);

const AT_EASE: Arm = ([0.14, 0.96, 0.03], [0.6, 0.0, -1.0], Grip::Relaxed);
const ON_HIP: Arm = ([0.04, 0.72, 0.12], [1.0, 0.1, -0.5], Grip::Fist);
const CROSSED: Arm = ([-0.46, 0.5, 0.34], [0.6, 1.0, 0.2], Grip::Flat);
const BEHIND: Arm = ([-0.28, 0.8, -0.3], [1.0, 0.0, -0.6], Grip::Fist);
const WAVING: Arm = ([0.4, -0.42, 0.2], [0.7, 1.0, 0.0], Grip::Open);
const POINTING: Arm = ([0.72, 0.05, 0.45], [0.3, 1.0, -0.2], Grip::Point);
const POINTING_AT_US: Arm = ([0.0, 0.1, 0.7], [0.3, 1.0, -0.2], Grip::Point);
const AT_FACE: Arm = ([-0.16, -0.2, 0.36], [0.6, 1.0, 0.3], Grip::Flat);
const AT_CHEEK: Arm = ([-0.14, -0.1, 0.36], [0.5, 1.0, 0.3], Grip::Fist);
const AT_CHIN: Arm = ([-0.24, -0.04, 0.34], [0.3, 1.0, 0.4], Grip::Fist);
const AT_GLASSES: Arm = ([-0.1, -0.26, 0.3], [0.5, 1.0, 0.2], Grip::Pinch);
const IN_HAIR: Arm = ([-0.06, -0.4, 0.05], [1.0, 0.3, 0.3], Grip::Relaxed);
const BEHIND_HEAD: Arm = ([-0.1, -0.36, -0.2], [1.0, -0.2, 0.3], Grip::Flat);
const SALUTING: Arm = ([0.0, -0.42, 0.24], [1.0, 0.2, 0.2], Grip::Flat);
const ON_CHEST: Arm = ([-0.24, 0.26, 0.3], [0.8, 0.9, 0.1], Grip::Flat);
const BEFORE_BELLY: Arm = ([-0.2, 0.6, 0.42], [0.8, 0.8, -0.4], Grip::Relaxed);
const CLASPED: Arm = ([-0.3, 0.84, 0.26], [0.8, 0.3, -0.4], Grip::Fist);
const IN_POCKET: Arm = ([0.02, 0.84, 0.1], [1.0, 0.0, -0.7], Grip::Pocket);
const IN_FRONT_POCKET: Arm = ([-0.14, 0.7, 0.24], [1.0, 0.3, -0.5], Grip::Pocket);
const HOLDING: Arm = ([0.08, 0.56, 0.48], [0.7, 0.5, -0.7], Grip::Hold);
const RAISED: Arm = ([0.2, -0.9, 0.1], [1.0, 0.0, 0.0], Grip::Open);
const OFFERING: Arm = ([0.2, 0.5, 0.5], [0.5, 1.0, -0.4], Grip::Open);
const EXPLAINING: Arm = ([-0.08, 0.46, 0.5], [0.8, 0.9, -0.4], Grip::Flat);
const SHRUGGING: Arm = ([0.4, 0.4, 0.3], [0.3, 1.0, -0.3], Grip::Open);
const FORWARD: Arm = ([0.02, 0.42, 0.5], [0.5, 0.8, -0.8], Grip::Fist);
const BACKWARD: Arm = ([0.16, 0.55, -0.5], [0.4, 0.2, -1.0], Grip::Fist);
const IN_LAP: Arm = ([-0.12, 0.82, 0.4], [0.8, 0.2, -0.6], Grip::Relaxed);
const VICTORY: Arm = ([0.1, -0.1, 0.4], [0.8, 1.0, 0.0], Grip::Victory);
const THUMB_UP: Arm = ([0.06, 0.2, 0.5], [0.6, 1.0, -0.3], Grip::Thumb);
const CHEERING: Arm = ([0.06, -0.12, 0.3], [0.7, 1.0, 0.2], Grip::Fist);
const ACROSS: Arm = ([-0.5, 0.52, 0.26], [0.7, 0.9, -0.1], Grip::Flat);
const AT_SHOULDER: Arm = ([-0.5, 0.16, 0.32], [0.6, 1.0, 0.1], Grip::Flat);
const AT_COLLAR: Arm = ([-0.22, 0.14, 0.36], [0.6, 1.0, 0.1], Grip::Pinch);
const FOLDED: Arm = ([-0.26, 0.2, 0.36], [0.8, 1.0, 0.0], Grip::Flat);
const AT_LIPS: Arm = ([-0.2, -0.1, 0.38], [0.5, 1.0, 0.2], Grip::Point);
const AT_EYE: Arm = ([-0.02, -0.26, 0.36], [0.7, 1.0, 0.1], Grip::Victory);
const AT_LOCK: Arm = ([0.0, -0.06, 0.34], [0.9, 1.0, 0.0], Grip::Pinch);
const ON_HEAD: Arm = ([-0.14, -0.5, 0.16], [1.0, 0.2, 0.3], Grip::Flat);
const TOWARDS_US: Arm = ([0.04, 0.16, 0.86], [0.5, 1.0, -0.3], Grip::Open);
const AT_SKIRT: Arm = ([0.1, 0.86, 0.22], [1.0, 0.1, -0.6], Grip::Pinch);
const AT_STRAP: Arm = ([-0.06, 0.24, 0.34], [0.9, 0.8, -0.3], Grip::Fist);
const ON_HIP_FLAT: Arm = ([0.06, 0.7, 0.16], [1.0, 0.0, -0.4], Grip::Flat);
const STANDING: [f64; 3] = [0.03, 0.985, 0.0];

impl Pose {
    /// Rolls a pose and varies every joint.
    pub fn roll(cast: Cast, dice: &mut Dice) -> Self {
        let (family, arms, ankles) = if cast.usual { usual(dice) } else { any(dice) };
        Self::varied(family, arms, ankles, dice)
    }

    fn varied(family: &'static str, mut arms: [Arm; 2], mut ankles: [[f64; 3]; 2], dice: &mut Dice) -> Self {
        if dice.chance(0.5) {
            arms.swap(0, 1);
            ankles.swap(0, 1);
        }
        let mut vary = |at: [f64; 3], by: f64| at.map(|c| c + dice.around(by));
        let wrists = arms.map(|arm| vary(arm.0, 0.16));
        let elbows = arms.map(|arm| vary(arm.1, 0.4));
        let ankles = ankles.map(|ankle| vary(ankle, 0.14));
        let mut grips = arms.map(|arm| arm.2);
        for grip in &mut grips {
            if matches!(grip, Grip::Relaxed | Grip::Flat) && dice.chance(0.25) {
                *grip = dice.pick(&[Grip::Open, Grip::Fist, Grip::Mitten, Grip::Pinch]);
            }
        }
        let holding =
            (0..2).find(|&i| grips[i] == Grip::Hold || (grips[i] == Grip::Fist && dice.chance(0.1)));
        Self {
            family,
            wrists,
            elbows,
            ankles,
            grips,
            holds: holding,
            lean: dice.around(0.25),
            bow: dice.around(0.15),
            shrug: dice.around(0.09),
            splay: dice.range(0.1, 0.6),
        }
    }
}

/// A pose as people draw most: at ease, one hand busy before body, hair or face, arms folded or behind the back.
fn usual(dice: &mut Dice) -> (&'static str, [Arm; 2], [[f64; 3]; 2]) {
    let busy = [
        AT_FACE,
        AT_CHEEK,
        AT_CHIN,
        AT_GLASSES,
        AT_LIPS,
        AT_EYE,
        AT_LOCK,
        AT_LOCK,
        ON_HEAD,
        IN_HAIR,
        ON_CHEST,
        ON_CHEST,
        AT_COLLAR,
        AT_STRAP,
        BEFORE_BELLY,
        ACROSS,
        ACROSS,
        AT_SHOULDER,
        ON_HIP,
        ON_HIP_FLAT,
        WAVING,
        VICTORY,
        THUMB_UP,
        POINTING,
        TOWARDS_US,
        OFFERING,
        EXPLAINING,
        HOLDING,
        HOLDING,
        IN_POCKET,
        AT_SKIRT,
    ];
    let calm = [AT_EASE, AT_EASE, AT_EASE, BEHIND, ON_HIP, IN_POCKET, ACROSS, AT_SKIRT, HOLDING];
    let both = |arm: Arm| [arm; 2];
    let standing = [STANDING; 2];
    match dice.count(0, 99) {
        0..14 => ("at ease", both(AT_EASE), standing),
        14..50 => ("gesturing", [dice.pick(&busy), dice.pick(&calm)], standing),
        50..59 => ("hands behind the back", both(BEHIND), standing),
        59..68 => {
            let other = dice.pick(&[CROSSED, CROSSED, CROSSED, AT_CHIN, AT_CHEEK, AT_SHOULDER]);
            ("arms crossed", [CROSSED, other], standing)
        }
        68..73 => ("hands on hips", both(dice.pick(&[ON_HIP, ON_HIP_FLAT])), standing),
        73..78 => ("hands clasped", both(CLASPED), standing),
        78..83 => (
            "hands before the chest",
            both(dice.pick(&[FOLDED, AT_COLLAR, BEFORE_BELLY, CHEERING])),
            standing,
        ),
        83..86 => ("hands at the face", both(dice.pick(&[AT_FACE, AT_CHIN, AT_CHEEK, AT_LOCK])), standing),
        86..89 => ("hands up", both(dice.pick(&[BEHIND_HEAD, RAISED, ON_HEAD, SHRUGGING])), standing),
        89 => ("hands in pockets", both(dice.pick(&[IN_POCKET, IN_FRONT_POCKET])), standing),
        _ => any(dice),
    }
}

/// A pose of any kind.
fn any(dice: &mut Dice) -> (&'static str, [Arm; 2], [[f64; 3]; 2]) {
    let free = [
        AT_EASE,
        AT_EASE,
        AT_EASE,
        ON_HIP,
        WAVING,
        POINTING,
        POINTING_AT_US,
        AT_FACE,
        AT_CHIN,
        AT_CHEEK,
        AT_GLASSES,
        AT_GLASSES,
        IN_HAIR,
        BEHIND_HEAD,
        SALUTING,
        ON_CHEST,
        ON_CHEST,
        BEFORE_BELLY,
        BEFORE_BELLY,
        IN_POCKET,
        IN_POCKET,
        HOLDING,
        HOLDING,
        RAISED,
        OFFERING,
        EXPLAINING,
        EXPLAINING,
        VICTORY,
        THUMB_UP,
        CHEERING,
        BEHIND,
    ];
    let (mut arms, mut ankles) = ([AT_EASE; 2], [STANDING; 2]);
    let family = match dice.count(0, 23) {
        0 | 1 => "at ease",
        2 | 3 => {
            arms = [CROSSED, dice.pick(&[CROSSED, CROSSED, AT_CHIN, AT_FACE, AT_CHEEK])];
            "arms crossed"
        }
        4 => {
            arms = [ON_HIP; 2];
            "hands on hips"
        }
        5 => {
            arms = [BEHIND; 2];
            "hands behind the back"
        }
        6 | 7 => {
            arms = [dice.pick(&[IN_POCKET, IN_FRONT_POCKET]); 2];
            "hands in pockets"
        }
        8 => {
            arms = [CLASPED; 2];
            "hands clasped"
        }
        9 => {
            arms = [dice.pick(&[AT_FACE, AT_CHIN, CHEERING]); 2];
            "hands at the face"
        }
        10 => {
            arms = [dice.pick(&[BEHIND_HEAD, RAISED, SHRUGGING]); 2];
            "hands up"
        }
        11 | 12 => {
            ankles = [[0.06, 0.52, 0.5]; 2];
            arms = [dice.pick(&[IN_LAP, HOLDING, AT_FACE, AT_EASE]), dice.pick(&[IN_LAP, AT_EASE])];
            "sitting"
        }
        13 => {
            ankles = [[-0.25, 0.22, 0.4]; 2];
            arms = [dice.pick(&[IN_LAP, BEFORE_BELLY]), dice.pick(&[IN_LAP, AT_CHIN])];
            "sitting cross-legged"
        }
        14 => {
            ankles = [[0.1, 0.5, -0.55], dice.pick(&[[0.1, 0.5, -0.55], [0.05, 0.55, 0.4]])];
            arms = [dice.pick(&free), dice.pick(&[AT_EASE, IN_LAP])];
            "kneeling"
        }
        15 => {
            let stride = dice.range(0.15, 0.35);
            ankles = [[0.0, 0.94, stride], [0.0, 0.92, -stride]];
            arms =
                [([0.08, 0.9, -0.3], BACKWARD.1, Grip::Relaxed), ([0.08, 0.88, 0.32], AT_EASE.1, Grip::Fist)];
            "walking"
        }
        16 => {
            ankles = [[0.0, 0.75, 0.45], [0.0, 0.68, -0.5]];
            arms = [BACKWARD, FORWARD];
            "running"
        }
        17 => {
            let high = dice.range(0.55, 0.8);
            ankles = [[0.15, high, -0.3], [0.1, high - 0.1, 0.25]];
            arms = [dice.pick(&[RAISED, WAVING, CHEERING]), dice.pick(&[RAISED, SHRUGGING])];
            "jumping"
        }
        _ => {
            arms = [dice.pick(&free), dice.pick(&free)];
            "gesturing"
        }
    };
    (family, arms, ankles)
}
