//! The colours of parts that no sheet names.

use std::sync::LazyLock;

use super::ColorSheet;
use crate::color::Rgb;
use crate::label::Label;

/// The scheme of seed 0, set by hand.
pub(super) fn standard() -> &'static ColorSheet {
    static STANDARD: LazyLock<ColorSheet> = LazyLock::new(|| {
        use Label::*;
        let mut sheet = ColorSheet::new();
        for (label, colors) in [
            (Hair, &[0x80_4f3a, 0x6c_4030, 0x9a_654a][..]),
            (Face, &[0xfc_dec9]),
            (BodySkin, &[0xfc_dec9]),
            (Eye, &[0x3f_8f8c, 0x24_4b50, 0xf4_fbfa]),
            (EyeWhite, &[0xfb_f9f6]),
            (Brow, &[0x58_3529]),
            (Mouth, &[0xcf_6a63, 0x8c_3b3d, 0xe8_938a]),
            (Top, &[0x62_a9a5, 0xf5_efe3, 0x3c_4768, 0xe9_a23f]),
            (Bottom, &[0x3c_4768, 0x2f_3753, 0x62_a9a5]),
            (Shoes, &[0x8d_5c3e, 0xf1_e9da, 0x5b_3b2c]),
            (Accessory, &[0xe9_a23f, 0xd9_6a52, 0xf5_efe3]),
            (Hat, &[0xd9_6a52, 0xf5_efe3, 0xa9_4a3c]),
            (Gloves, &[0xf1_e7d5, 0x8d_5c3e]),
            (Prop, &[0xa8_7a52, 0x8c_93a1, 0x6d_4b36]),
            (Beard, &[0x80_4f3a]),
            (Fur, &[0xc9_9a6b, 0xf3_e6d0, 0x8a_5f42]),
            (Ear, &[0xfc_dec9]),
            (Nose, &[0xfc_dec9]),
            (Glasses, &[0x3a_3540, 0xdc_e9ee]),
            (ClothesOther, &[0xf2_ead9, 0x3c_4768, 0xd9_6a52]),
        ] {
            sheet.set(label, colors.iter().map(|&hex| Rgb::from_hex(hex)));
        }
        sheet
    });
    &STANDARD
}
