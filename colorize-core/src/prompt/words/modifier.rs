//! Words that change a colour: light, dark, pale.

use crate::color::{Oklch, Rgb};

/// What a word does to a colour in OKLCh, once.
///
/// | words | lightness | chroma |
/// |---|---|---|
/// | light | 0.35 of the way to white | x 0.85 |
/// | dark | 0.35 of the way to black | x 0.9 |
/// | pale, pastel | 0.5 of the way to white | x 0.5 |
/// | deep, rich | 0.2 of the way to black | x 1.15 |
/// | bright | 0.15 of the way to white | x 1.3 |
/// | vivid | as it is | x 1.4 |
/// | dull, muted | as it is | x 0.55 |
/// | greyish | as it is | x 0.35 |
///
/// `very` does it 1.7 times, `slightly` 0.5 times. `reddish` and the like go 0.25 of the way to that colour, in OKLab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Modifier {
    Shift { to: f32, share: f32, chroma: f32 },
    Toward(Rgb),
}

/// Each: lightness it goes to (0 or 1), share of the way, factor on chroma; words.
#[rustfmt::skip]
const SHIFTS: &[(f32, f32, f32, &str)] = &[
    (1.0, 0.35, 0.85, "light, lighter, fair, soft, 明るい, 明るく, 薄い, 薄く, うすい, 淡い, ライト"),
    (0.0, 0.35, 0.9, "dark, darker, 暗い, 暗く, ダーク"),
    (1.0, 0.5, 0.5, "pale, pastel, faint, パステル, ペール"),
    (0.0, 0.2, 1.15, "deep, rich, strong, 深い, 濃い, 濃く, こい, ディープ"),
    (1.0, 0.15, 1.3, "bright, brilliant, neon, ブライト"),
    (0.0, 0.0, 1.4, "vivid, saturated, intense, 鮮やかな, 鮮やか, ビビッド, 派手な"),
    (0.0, 0.0, 0.55, "dull, muted, faded, dusty, くすんだ, 地味な, ダル"),
    (0.0, 0.0, 0.35, "greyish, ashen, ash, 灰色がかった, グレイッシュ"),
];

const TOWARD: &[(u32, &str)] = &[
    (0xe5_0000, "reddish, 赤みがかった, 赤っぽい"),
    (0x03_43df, "bluish, blueish, 青みがかった, 青っぽい"),
    (0x15_b01a, "greenish, 緑がかった, 緑っぽい"),
    (0xff_ff14, "yellowish, 黄色がかった, 黄色っぽい"),
    (0x7e_1e9c, "purplish, purpleish, 紫がかった, 紫っぽい"),
    (0xff_81c0, "pinkish, ピンクがかった, ピンクっぽい"),
    (0x65_3700, "brownish, 茶色がかった, 茶色っぽい"),
    (0xf9_7306, "orangish, orangeish"),
];

const TIMES: &[(f32, &str)] = &[
    (1.7, "very, really, extremely, much, super, とても, すごく, 非常に, かなり"),
    (0.5, "slightly, a bit, a little, somewhat, rather, 少し, やや, ちょっと"),
];

/// Of the way to the colour of `reddish`.
const TINT: f32 = 0.25;

impl Modifier {
    /// The colour after that, done so many times.
    pub(super) fn apply(self, color: Rgb, times: f32) -> Rgb {
        match self {
            Self::Shift { to, share, chroma } => {
                let Oklch { l, c, h } = color.to_oklch();
                let l = to + (l - to) * (1.0 - share).powf(times);
                Oklch::new(l, c * chroma.powf(times), h).to_rgb()
            }
            Self::Toward(other) => mixed(color, other, 1.0 - (1.0 - TINT).powf(times)),
        }
    }

    /// All words and what they do.
    pub(super) fn all() -> impl Iterator<Item = (&'static str, Self)> {
        let shifts = SHIFTS.iter().flat_map(|&(to, share, chroma, words)| {
            words.split(',').map(move |word| (word.trim(), Self::Shift { to, share, chroma }))
        });
        let toward = TOWARD.iter().flat_map(|&(hex, words)| {
            words.split(',').map(move |word| (word.trim(), Self::Toward(Rgb::from_hex(hex))))
        });
        shifts.chain(toward)
    }

    /// All words that say how much, and how many times that is.
    pub(super) fn all_times() -> impl Iterator<Item = (&'static str, f32)> {
        TIMES.iter().flat_map(|&(times, words)| words.split(',').map(move |word| (word.trim(), times)))
    }
}

/// The colour that lies `share` of the way from one to the other in OKLab.
pub(super) fn mixed(one: Rgb, other: Rgb, share: f32) -> Rgb {
    let lab = |color: Rgb| {
        let Oklch { l, c, h } = color.to_oklch();
        [l, c * h.to_radians().cos(), c * h.to_radians().sin()]
    };
    let (one, other) = (lab(one), lab(other));
    let [l, a, b]: [f32; 3] = std::array::from_fn(|i| one[i] + (other[i] - one[i]) * share);
    Oklch::new(l, a.hypot(b), b.atan2(a).to_degrees()).to_rgb()
}
