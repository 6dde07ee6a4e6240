use half::f16;

use super::pixel::{Depth, PixelFormat};
use super::plane::Raster;
use crate::color::srgb_to_linear;

impl Raster {
    /// Converts the picture to a caller's pixels: `put` is handed each row of each plane with the numbers of both, from
    /// 0, as `width * pixel_bytes` bytes; the plane is 0 but in planar formats, which have one for each channel.
    ///
    /// `premultiplied` asks for colours multiplied by alpha, in the format's own scale (sRGB values, or linear light for
    /// floats). Formats without alpha take the picture over white; their unused bytes become 255. Grey is Rec. 709 luma of
    /// the sRGB values. Values are rounded to the nearest.
    pub fn write_rows(
        &self,
        format: PixelFormat,
        premultiplied: bool,
        mut put: impl FnMut(usize, usize, &[u8]),
    ) {
        let (bytes, planes) = (format.channel_bytes(), format.planes());
        let mut rows = vec![vec![255; self.width() * format.pixel_bytes()]; planes];
        for y in 0..self.height() {
            for (x, &pixel) in self.row(y).iter().enumerate() {
                let (channels, count) = channels(pixel, format, premultiplied);
                for (channel, value) in channels[..count].iter().enumerate() {
                    let at = x * format.pixel_bytes() + if planes == 1 { channel * bytes } else { 0 };
                    store(*value, format.layout().0, &mut rows[channel % planes][at..]);
                }
            }
            rows.iter().enumerate().for_each(|(plane, row)| put(plane, y, row));
        }
    }
}

/// The values of a pixel's channels in the order of a format, 0 to 1, and how many there are.
fn channels([r, g, b, a]: [u8; 4], format: PixelFormat, premultiplied: bool) -> ([f32; 4], usize) {
    let (depth, (color, alpha)) = format.layout();
    let unit = |value: u8| f32::from(value) / 255.0;
    let a = unit(a);
    let mut rgb = [r, g, b].map(unit);
    if alpha.is_none() {
        rgb = rgb.map(|value| 1.0 + (value - 1.0) * a);
    }
    if color == [0; 3] {
        rgb = [0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]; 3];
    }
    let mut channels = [1.0; 4];
    for (value, place) in rgb.into_iter().zip(color) {
        let value = if matches!(depth, Depth::F16 | Depth::F32) { linear(value) } else { value };
        channels[place] = if premultiplied && alpha.is_some() { value * a } else { value };
    }
    if let Some(place) = alpha {
        channels[place] = a;
    }
    (channels, format.channels())
}

/// Linear light of an sRGB value, 0 to 1: between the 256 values that are known, by a straight line.
fn linear(value: f32) -> f32 {
    let at = value.clamp(0.0, 1.0) * 255.0;
    let [low, high] = [at.floor(), at.ceil()].map(|at| srgb_to_linear(at as u8));
    low + (high - low) * at.fract()
}

fn store(value: f32, depth: Depth, to: &mut [u8]) {
    match depth {
        Depth::U8 => to[0] = (value * 255.0).round() as u8,
        Depth::U16 => to[..2].copy_from_slice(&((value * 65535.0).round() as u16).to_ne_bytes()),
        Depth::F16 => to[..2].copy_from_slice(&f16::from_f32(value).to_ne_bytes()),
        Depth::F32 => to[..4].copy_from_slice(&value.to_ne_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::pixel::RasterRef;
    use super::super::pixel::tests::{FORMATS, picture};
    use super::super::plane::Plane;
    use super::*;

    fn written(raster: &Raster, format: PixelFormat, premultiplied: bool) -> Vec<u8> {
        let mut planes = vec![Vec::new(); format.planes()];
        raster.write_rows(format, premultiplied, |plane, y, row| {
            assert_eq!(planes[plane].len(), y * row.len());
            planes[plane].extend_from_slice(row);
        });
        planes.concat()
    }

    #[test]
    fn every_format_reads_back_as_it_was_written() {
        for format in FORMATS {
            let alpha = format.has_alpha();
            let wanted = picture(23, 31).map(|&[r, g, b, a]| {
                let [g, b] = if format.channels() < 3 { [r, r] } else { [g, b] };
                [r, g, b, if alpha { a } else { 255 }]
            });
            for premultiplied in [false, true] {
                let bytes = written(&wanted, format, premultiplied);
                let stride = 23 * format.pixel_bytes() as isize;
                let view = RasterRef::new(&bytes, 23, 31, stride, format, premultiplied).unwrap();
                let got = view.to_raster(&Limits::default()).unwrap();
                for (got, want) in got.as_slice().iter().zip(wanted.as_slice()) {
                    // 8 bits keep only alpha steps of a premultiplied colour, and alpha 0 keeps none.
                    let slack = match (premultiplied && alpha, want[3]) {
                        (false, _) => 0,
                        (true, 0) => 255,
                        (true, alpha) => 128 / alpha + 1,
                    };
                    assert_eq!(got[3], want[3]);
                    assert!((0..3).all(|c| got[c].abs_diff(want[c]) <= slack), "{format:?} {got:?} {want:?}");
                }
            }
        }
    }

    #[test]
    fn formats_without_alpha_take_the_picture_over_white() {
        let raster = Plane::filled(1, 1, [255, 0, 100, 51]);
        assert_eq!(written(&raster, PixelFormat::Bgrx8, false), [224, 204, 255, 255]);
        assert_eq!(written(&raster, PixelFormat::Rgb8, true), [255, 204, 224]);
        assert_eq!(written(&raster, PixelFormat::Bgra8, true), [20, 0, 51, 51]);
        assert_eq!(written(&raster, PixelFormat::Rgba8, false), [255, 0, 100, 51]);
        let green = Plane::filled(1, 1, [0, 255, 0, 255]);
        assert_eq!(written(&green, PixelFormat::Gray8, false), [182]);
    }
}
