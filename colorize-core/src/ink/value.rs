/// How bright a pixel over white is: halfway between luma (Rec. 709) and least channel.
///
/// Luma alone leaves red or yellow lines faint; the least channel alone turns yellow flats and the
/// chroma noise of JPEG into ink. Both are exact for greys.
pub(crate) fn brightness(&pixel: &[u8; 4]) -> u8 {
    dimmest(over(pixel, 255))
}

/// How dark a pixel over black is: 255 less what lies halfway between luma and greatest channel.
///
/// It is the brightness of the negative, so light lines of any colour on a dark ground are to it what dark lines on
/// paper are to [`brightness`].
pub(super) fn dimness(&pixel: &[u8; 4]) -> u8 {
    dimmest(over(pixel, 0).map(|channel| 255 - channel))
}

/// A pixel over a grey, without alpha.
fn over([r, g, b, a]: [u8; 4], grey: u32) -> [u8; 3] {
    match a {
        255 => [r, g, b],
        _ => {
            [r, g, b].map(|c| ((u32::from(c) * u32::from(a) + grey * (255 - u32::from(a)) + 127) / 255) as u8)
        }
    }
}

fn dimmest([r, g, b]: [u8; 3]) -> u8 {
    let luma = (54 * u32::from(r) + 183 * u32::from(g) + 19 * u32::from(b) + 128) >> 8;
    (luma + u32::from(r.min(g).min(b))).div_ceil(2) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_are_exact_and_the_negative_is_the_mirror() {
        for grey in 0..=255 {
            let pixel = [grey, grey, grey, 255];
            assert_eq!((brightness(&pixel), dimness(&pixel)), (grey, 255 - grey));
        }
        let (line, ground) = ([255, 220, 0, 255], [0, 0, 0, 0]);
        let negative = |[r, g, b, a]: [u8; 4]| [255 - r, 255 - g, 255 - b, a];
        assert_eq!(dimness(&line), brightness(&negative(line)));
        assert_eq!((brightness(&ground), dimness(&ground)), (255, 255));
    }
}
