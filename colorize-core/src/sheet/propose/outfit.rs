use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::draw::{among, weighted};
use super::dye::{GOLD, WHITE, dyed, margin, oklch};
use super::person::Person;
use crate::color::Oklch;

/// What the figure wears.
pub struct Outfit {
    pub top: Oklch,
    pub bottom: Oklch,
    pub accent: Oklch,
    pub shoes: Oklch,
    pub hat: Oklch,
    pub gloves: Oklch,
    pub other: Oklch,
    pub glasses: Oklch,
    pub prop: Oklch,
}

/// Hues that clothes are dyed in; none between 100 and 140, where yellow turns bilious.
const DYES: [f32; 13] = [5.0, 22.0, 35.0, 58.0, 85.0, 150.0, 172.0, 195.0, 235.0, 258.0, 280.0, 305.0, 345.0];

const LIGHT: [u32; 5] = [0xf2_ead9, 0xd8_d9dd, 0xe3_d5bd, 0xc9_bda9, 0xd3_b68d];
const DARK: [u32; 6] = [0x3f_4149, 0x30_3b58, 0x2e_2c33, 0x4b_3a35, 0x37_4a43, 0x5a_2f3b];
const DENIM: [u32; 3] = [0x5d_7ca6, 0x43_5f8a, 0x7f_9cbf];
const LEATHER: [u32; 4] = [0x8d_5c3e, 0x6b_4533, 0xa9_744c, 0x4d_342b];

/// A kind of cloth: lightness from and to, chroma from and to.
#[derive(Clone, Copy)]
enum Cloth {
    Dyed(f32, f32, f32, f32),
    Stock(&'static [u32]),
}

const PALE: Cloth = Cloth::Dyed(0.87, 0.93, 0.025, 0.045);
const PASTEL: Cloth = Cloth::Dyed(0.78, 0.86, 0.055, 0.085);
const CLEAR: Cloth = Cloth::Dyed(0.60, 0.71, 0.085, 0.135);
const RICH: Cloth = Cloth::Dyed(0.45, 0.55, 0.085, 0.130);
const DEEP: Cloth = Cloth::Dyed(0.29, 0.38, 0.040, 0.075);

/// Top and bottom that go together: how often, top, bottom. Light stands against dark, strong against quiet.
const PAIRS: [(f32, Cloth, Cloth); 16] = [
    (8.0, PALE, DEEP),
    (10.0, CLEAR, Cloth::Stock(&DARK)),
    (7.0, CLEAR, Cloth::Stock(&LIGHT)),
    (8.0, RICH, Cloth::Stock(&LIGHT)),
    (5.0, RICH, PALE),
    (8.0, Cloth::Stock(&WHITE), RICH),
    (8.0, Cloth::Stock(&WHITE), CLEAR),
    (6.0, Cloth::Stock(&WHITE), DEEP),
    (6.0, PASTEL, Cloth::Stock(&WHITE)),
    (9.0, PASTEL, DEEP),
    (5.0, PASTEL, RICH),
    (6.0, DEEP, Cloth::Stock(&LIGHT)),
    (6.0, DEEP, PASTEL),
    (6.0, Cloth::Stock(&DARK), CLEAR),
    (6.0, CLEAR, Cloth::Stock(&DENIM)),
    (5.0, Cloth::Stock(&WHITE), Cloth::Stock(&DENIM)),
];

/// Harmonies: how often, hue of the second dye and of the accent, in degrees from the first.
const HARMONIES: [(f32, f32, f32); 8] = [
    (3.0, 0.0, 180.0),  // one hue and an accent
    (3.0, 30.0, 180.0), // analogous and an accent
    (3.0, -30.0, 180.0),
    (2.0, 35.0, -35.0),  // analogous
    (3.0, 180.0, 35.0),  // complementary
    (2.0, 150.0, 210.0), // split complementary
    (2.0, 210.0, 150.0),
    (2.0, 120.0, 240.0), // triad
];

impl Outfit {
    /// Draws clothes in one harmony, at times that of the person's hair.
    pub fn draw(rng: &mut ChaCha8Rng, person: &Person) -> Self {
        let &(_, second, third) = weighted(rng, &HARMONIES, |h| h.0);
        // Strange hair is itself the first voice of the harmony, half the time.
        let first = if person.bright && person.hair.c > 0.04 && rng.random_bool(0.5) {
            person.hair.h + among(rng, &[0.0, 180.0, 30.0, -30.0, 150.0, -150.0])
        } else {
            among(rng, &DYES) + rng.random_range(-7.0..7.0)
        };
        let &(_, over, under) = weighted(rng, &PAIRS, |p| p.0);
        let top = over.cut(rng, first);
        // Where the top is undyed, the bottom carries the first hue.
        let top_is_dyed = matches!(over, Cloth::Dyed(..));
        let bottom = under.cut(rng, if top_is_dyed { first + second } else { first });
        let accent = if rng.random_bool(0.15) {
            oklch(GOLD)
        } else {
            dyed(rng.random_range(0.60..0.72), 0.15, first + third)
        };
        let dark = oklch(among(rng, &DARK));
        let white = oklch(among(rng, &WHITE));
        let leather = oklch(among(rng, &LEATHER));
        let deeper = |c: Oklch| dyed(c.l * 0.66, c.c * 0.9, c.h);
        let deep = DEEP.cut(rng, first);
        let pastel = PASTEL.cut(rng, first + second);
        Self {
            top,
            bottom,
            accent,
            shoes: among(
                rng,
                &[leather, leather, leather, dark, dark, white, deeper(accent), deeper(bottom)],
            ),
            hat: among(rng, &[deep, dark, deeper(accent), accent, leather, white, deeper(top)]),
            gloves: among(rng, &[white, white, leather, dark, deep]),
            other: among(rng, &[white, white, dark, deep, pastel]),
            glasses: among(rng, &[oklch(0x35_323a), oklch(0x35_323a), oklch(0x5e_4033), deeper(accent)]),
            prop: oklch(among(rng, &[0xa8_7a52, 0x8c_5f3f, 0x8c_93a1, 0xc2_a37a])),
        }
    }

    /// Says how well the parts stand apart, and whether the whole is neither muddy nor garish: 0 or more
    /// is well.
    pub fn fit(&self, person: &Person) -> f32 {
        let Person { skin, hair, .. } = *person;
        let colors = margin(&[
            (hair, self.top, 17.0),
            (hair, self.bottom, 17.0),
            (self.top, self.bottom, 18.0),
            (self.top, skin, 15.0),
            (self.bottom, skin, 15.0),
            (self.shoes, self.bottom, 10.0),
            (self.shoes, skin, 12.0),
            (self.accent, hair, 20.0),
            (self.accent, self.top, 13.0),
            (self.accent, skin, 13.0),
            (self.hat, hair, 15.0),
            (self.hat, skin, 12.0),
            (self.gloves, skin, 10.0),
            (self.gloves, self.top, 8.0),
            (self.other, skin, 10.0),
            (self.other, self.bottom, 10.0),
        ]);
        // Muddy is what is all of one lightness, garish what is strong in every part.
        let large = [hair, self.top, self.bottom];
        let light = large.iter().map(|c| c.l);
        let spread = light.clone().fold(0.0, f32::max) - light.fold(1.0, f32::min) - 0.24;
        let strong = 0.27 - large.iter().map(|c| c.c).sum::<f32>();
        colors.min(spread * 100.0).min(strong * 100.0)
    }
}

impl Cloth {
    fn cut(self, rng: &mut ChaCha8Rng, hue: f32) -> Oklch {
        match self {
            Self::Dyed(l0, l1, c0, c1) => dyed(rng.random_range(l0..l1), rng.random_range(c0..c1), hue),
            Self::Stock(colors) => oklch(among(rng, colors)),
        }
    }
}
