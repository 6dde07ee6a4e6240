use super::super::{
    cast::Cast,
    cloth::Cloth,
    dice::Dice,
    garment::{Garment, Kind},
    jacket::Jacket,
    palette::Palette,
    skeleton::Build,
    skirt::Bottom,
};
use crate::Label;

/// What a figure wears.
#[derive(Clone, Debug)]
pub struct Outfit {
    /// On the upper body.
    pub top: Garment,
    /// Top and skirt are one dress.
    pub dress: bool,
    /// The top is tucked in.
    pub tucked: bool,
    /// On the lower body.
    pub bottom: Bottom,
    /// What that is made of.
    pub bottom_cloth: Cloth,
    /// Over the top.
    pub jacket: Option<Jacket>,
    /// Socks, stockings or tights: their label, their colour, and where on the leg they begin, 0 to 2.
    pub legwear: Option<(Label, [u8; 3], f64)>,
    /// How far boots reach up the shin, 0 to 1.
    pub boots: f64,
    /// Without shoes.
    pub barefoot: bool,
    /// The colour of gloves.
    pub gloves: Option<[u8; 3]>,
    /// In plates.
    pub armored: bool,
    /// With a cape.
    pub caped: bool,
}

/// What a usual figure wears, by how often it is drawn.
#[derive(Clone, Copy)]
enum Style {
    Dress,
    School,
    Casual,
    Layered,
    Warm,
    Summer,
    Wrapped,
}

impl Outfit {
    /// Rolls clothes for a figure of `build`.
    pub fn roll(cast: Cast, build: &Build, colors: &Palette, dice: &mut Dice) -> Self {
        let woman = build.woman;
        let style = if cast.usual { usual(woman, dice) } else { any(dice) };
        let kind = kind(style, woman, cast.usual, dice);
        let jacketed = matches!(style, Style::Layered);
        let dress = matches!(style, Style::Dress) && woman;
        let bottom = bottom(style, woman, dice);
        let skirted = matches!(bottom, Bottom::Skirt(..));
        let sleeve = sleeve(kind, jacketed, dice);
        let puffs = woman && sleeve > 0.05 && matches!(kind, Kind::Tee | Kind::Shirt | Kind::OffShoulder);
        let short = if cast.usual && woman && !dress { dice.chance(0.14) } else { dice.chance(0.03) };
        let top = Garment {
            kind,
            cloth: Cloth::roll(colors.cloth[0], colors.cloth[3], dice),
            trim: if dice.chance(0.5) { colors.cloth[0] } else { colors.cloth[4] },
            sleeve,
            loose: if kind.is_tight() { 0.01 } else { dice.range(0.02, 0.09) },
            hem: if short || kind == Kind::Bikini { dice.range(3.3, 3.9) } else { dice.range(4.5, 5.7) },
            puff: if puffs && dice.chance(if dress { 0.5 } else { 0.25 }) {
                dice.range(0.3, 0.8)
            } else {
                0.0
            },
            frilled: woman && dice.chance(if dress { 0.4 } else { 0.12 }),
        };
        let alike = dice.chance(0.25);
        let jacket = jacketed.then(|| Jacket {
            cloth: Cloth::plain(if alike { colors.cloth[0] } else { colors.cloth[2] }),
            ribbed: dice.chance(0.3),
            sleeve: if dice.chance(0.85) { dice.range(1.5, 2.0) } else { 0.0 },
            end: build.hip_y() + build.heads * dice.pick(&[-0.06, 0.0, 0.0, 0.05, 0.1, 0.3]),
            open: dice.range(0.15, 0.7),
            lapels: dice.chance(0.5),
        });
        let legwear = match dice.count(0, 9) {
            0 => Some((Label::ClothesOther, colors.cloth[3], 0.0)),
            1..4 => Some((Label::ClothesOther, colors.cloth[4], dice.range(0.4, 0.9))),
            4 | 5 => Some((Label::ClothesOther, colors.cloth[4], dice.range(1.1, 1.75))),
            _ => None,
        };
        Self {
            bottom_cloth: Cloth::roll(colors.cloth[1], colors.cloth[4], dice),
            dress,
            tucked: dice.chance(if skirted { 0.75 } else { 0.5 }),
            boots: if dice.chance(0.3) { dice.range(0.3, 0.8) } else { 0.0 },
            barefoot: dice.chance(0.12),
            gloves: dice.chance(if cast.usual { 0.05 } else { 0.22 }).then_some(colors.accent[2]),
            armored: !cast.usual && dice.chance(0.2),
            caped: dice.chance(if cast.usual { 0.02 } else { 0.2 }),
            top,
            bottom,
            jacket,
            legwear,
        }
    }
}

fn usual(woman: bool, dice: &mut Dice) -> Style {
    use Style::{Casual, Dress, Layered, School, Summer, Warm, Wrapped};
    let roll = dice.count(0, 99);
    match (woman, roll) {
        (true, 0..22) => Dress,
        (true, 22..46) => School,
        (true, 46..62) => Casual,
        (true, 62..76) => Layered,
        (true, 76..85) => Warm,
        (true, 85..97) => Summer,
        (false, 0..34) => Casual,
        (false, 34..48) => School,
        (false, 48..76) => Layered,
        (false, 76..89) => Warm,
        (false, 89..97) => Summer,
        _ => Wrapped,
    }
}

fn any(dice: &mut Dice) -> Style {
    use Style::{Casual, Dress, Layered, School, Summer, Warm, Wrapped};
    dice.pick(&[Casual, Casual, Casual, Layered, Layered, Warm, Warm, School, Dress, Summer, Wrapped])
}

fn kind(style: Style, woman: bool, usual: bool, dice: &mut Dice) -> Kind {
    use Kind::{
        Bare, Bikini, Camisole, Hoodie, Kimono, OffShoulder, Sailor, Shirt, Sweater, Tank, Tee, Turtleneck,
    };
    match style {
        Style::Dress if woman => dice.pick(&[
            Tee,
            Tee,
            Shirt,
            Shirt,
            Shirt,
            Tank,
            Tank,
            Tank,
            Camisole,
            Camisole,
            OffShoulder,
            OffShoulder,
            Turtleneck,
        ]),
        Style::School if woman => dice.pick(&[Shirt, Shirt, Shirt, Sailor, Sailor, Sweater]),
        Style::School => Shirt,
        Style::Casual | Style::Dress => dice.pick(&[Tee, Tee, Tee, Shirt, Shirt, Tank]),
        Style::Layered => {
            dice.pick(&[Shirt, Shirt, Tee, Tee, Tank, Turtleneck, if woman { Camisole } else { Tee }])
        }
        Style::Warm => dice.pick(&[Hoodie, Hoodie, Sweater, Sweater, Turtleneck]),
        Style::Summer if woman => {
            dice.pick(&[Tank, Tank, Camisole, Camisole, OffShoulder, OffShoulder, Bikini])
        }
        Style::Summer if usual => dice.pick(&[Tank, Tank, Bare]),
        Style::Summer => dice.pick(&[Tank, Bare]),
        Style::Wrapped => Kimono,
    }
}

/// How far sleeves go: half of those that a usual figure wears leave the forearm bare.
fn sleeve(kind: Kind, jacketed: bool, dice: &mut Dice) -> f64 {
    match kind {
        _ if kind.is_sleeveless() => 0.0,
        Kind::Tee => dice.range(0.3, 0.85),
        Kind::Sweater | Kind::Hoodie => dice.range(1.55, 2.0),
        Kind::Turtleneck if dice.chance(0.25) => 0.0,
        Kind::Turtleneck => dice.range(1.6, 2.0),
        Kind::Kimono => dice.range(1.3, 2.0),
        _ if jacketed => dice.range(1.7, 2.0),
        _ => match dice.count(0, 9) {
            0..6 => dice.range(0.3, 0.8),
            6 | 7 => dice.range(0.85, 1.35),
            _ => dice.range(1.6, 2.0),
        },
    }
}

fn bottom(style: Style, woman: bool, dice: &mut Dice) -> Bottom {
    let skirted = woman
        && match style {
            Style::Dress | Style::School => true,
            Style::Casual | Style::Layered | Style::Summer => dice.chance(0.45),
            Style::Warm => dice.chance(0.3),
            Style::Wrapped => dice.chance(0.7),
        };
    if skirted {
        let pleated = dice.chance(if matches!(style, Style::School) { 0.85 } else { 0.35 });
        return Bottom::Skirt(dice.pick(&[0.22, 0.28, 0.35, 0.35, 0.45, 0.6, 0.9]), pleated);
    }
    let short = match style {
        Style::Summer => 0.75,
        Style::Casual if woman => 0.5,
        _ => 0.22,
    };
    Bottom::Trousers(if dice.chance(short) { dice.range(0.22, 0.9) } else { dice.range(1.75, 2.0) })
}
