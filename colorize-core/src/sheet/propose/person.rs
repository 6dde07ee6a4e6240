use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::draw::{among, weighted};
use super::dye::{WHITE, dyed, jitter, margin, oklch};
use crate::color::Oklch;

/// What the figure is born with.
pub struct Person {
    pub skin: Oklch,
    pub hair: Oklch,
    pub eye: Oklch,
    pub fur: Oklch,
    /// Hair of a colour that no people has.
    pub bright: bool,
}

/// Skin of all peoples, light to deep.
const SKIN: [u32; 10] = [
    0xfd_e7da, 0xfc_dcc8, 0xf8_cfb2, 0xf0_bf9b, 0xe2_ab82, 0xcd_9268, 0xb1_7850, 0x92_5d3d, 0x72_462f,
    0x58_3629,
];
/// Natural hair: how often with light skin, how often with deep skin, colour.
const HAIR: [(f32, f32, u32); 12] = [
    (9.0, 30.0, 0x2d_2933),
    (8.0, 30.0, 0x3b_2d2c),
    (12.0, 18.0, 0x50_372c),
    (14.0, 8.0, 0x74_4932),
    (9.0, 3.0, 0x94_6642),
    (8.0, 1.0, 0xbd_8d58),
    (11.0, 1.0, 0xe6_c485),
    (4.0, 1.0, 0xf2_e4c6),
    (7.0, 3.0, 0x97_472f),
    (7.0, 1.0, 0xc8_6d3a),
    (4.0, 3.0, 0xce_cacb),
    (2.0, 2.0, 0x84_8088),
];
const BRIGHT_HAIR: [u32; 12] = [
    0xf3_a3b8, 0x8c_c0e8, 0x4f_a7a5, 0xb7_9ee2, 0xa2_d9bd, 0xc2_4450, 0x4f_5fab, 0x7f_5eac, 0xee_9a5b,
    0x62_89ca, 0xdd_eef3, 0xe0_7691,
];
/// Eyes: how often with light skin, how often with deep skin, colour.
const EYES: [(f32, f32, u32); 8] = [
    (14.0, 40.0, 0x6e_442b),
    (5.0, 30.0, 0x4e_3226),
    (10.0, 10.0, 0x8d_6d3a),
    (7.0, 8.0, 0xbd_8134),
    (14.0, 3.0, 0x55_8f5c),
    (20.0, 2.0, 0x4a_86c4),
    (7.0, 2.0, 0x7d_93a8),
    (8.0, 2.0, 0x3f_9999),
];

impl Person {
    /// Draws skin, then hair and eyes as they go with it.
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        // Depth 0 light to 1 deep; the square leans to the light half without leaving the other out.
        let depth = rng.random::<f32>().powf(1.4);
        let at = depth * (SKIN.len() - 1) as f32;
        let (low, high) = (oklch(SKIN[at as usize]), oklch(SKIN[(at as usize + 1).min(SKIN.len() - 1)]));
        let mix = |a: f32, b: f32| a + (b - a) * at.fract();
        let mut skin = Oklch::new(
            mix(low.l, high.l),
            mix(low.c, high.c) * rng.random_range(0.92..1.08),
            mix(low.h, high.h) + rng.random_range(-4.0..4.0),
        );
        let by_depth = |(light, deep): (f32, f32)| light + (deep - light) * depth;
        let bright = rng.random_bool(0.3);
        let hair = if bright {
            among(rng, &BRIGHT_HAIR)
        } else {
            weighted(rng, &HAIR, |&(light, deep, _)| by_depth((light, deep))).2
        };
        let hair = jitter(rng, oklch(hair));
        let mut eye = oklch(weighted(rng, &EYES, |&(light, deep, _)| by_depth((light, deep))).2);
        if bright && hair.c > 0.03 && rng.random_bool(0.6) {
            let turn = among(rng, &[0.0, 0.0, 180.0, 60.0, -60.0]);
            eye = dyed(rng.random_range(0.48..0.62), 0.13, hair.h + turn);
        }
        if rng.random_bool(0.015) {
            skin = Oklch::new(rng.random_range(0.77..0.86), 0.05, among(rng, &[168.0, 235.0, 295.0, 345.0]));
        }
        let fur = if rng.random_bool(0.6) {
            hair
        } else {
            oklch(among(rng, &[0xc9_9a6b, 0x8a_5f42, 0xe9_d8bd, 0x8e_8a8c, 0xd4_8246, 0x4a_4145]))
        };
        Self { skin, hair, eye: jitter(rng, eye), fur, bright }
    }

    /// Says how well the parts stand apart: 0 or more is well.
    pub fn fit(&self) -> f32 {
        margin(&[
            (self.hair, self.skin, 16.0),
            (self.eye, self.skin, 13.0),
            (self.eye, oklch(WHITE[0]), 25.0),
            (self.lips(), self.skin, 9.0),
        ])
    }

    /// Darker than the hair.
    pub fn brow(&self) -> Oklch {
        Oklch::new(self.hair.l * 0.72, (self.hair.c * 0.9).min(0.1), self.hair.h)
    }

    /// Redder than the skin; darker than light skin, not darker than deep skin.
    pub fn lips(&self) -> Oklch {
        Oklch::new(0.31 + 0.39 * self.skin.l, (self.skin.c + 0.065).min(0.135), 22.0)
    }
}
