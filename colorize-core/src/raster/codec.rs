use std::error::Error as _;
use std::io::{Cursor, ErrorKind};
use std::path::Path;

use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{
    ColorType, ExtendedColorType, ImageDecoder, ImageEncoder as _, ImageError, ImageFormat, ImageReader,
};

use super::file::{read_limited, write_atomic};
use super::limits::Limits;
use super::pixel::{PixelFormat, RasterRef};
use super::plane::{Plane, Raster};
use crate::error::{Error, Result};

impl Raster {
    /// Reads a PNG, JPEG, WebP, TIFF or BMP file; see [`Raster::decode`].
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, and those of [`Raster::decode`], with the path in front.
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self> {
        let path = path.as_ref();
        Self::decode(&read_limited(path, limits)?, limits).map_err(|error| match error {
            Error::Image(text) => Error::Image(format!("{}: {text}", path.display())),
            Error::Limit(text) => Error::Limit(format!("{}: {text}", path.display())),
            other => other,
        })
    }

    /// Decodes a PNG, JPEG, WebP, TIFF or BMP file; the content tells which.
    ///
    /// An orientation in the file (EXIF, or the TIFF tag) is applied. Deeper channels are rounded to
    /// 8 bits; floats are taken as linear light. Of an animation this is the first picture. Colour
    /// profiles are not looked at: the values count as sRGB.
    ///
    /// # Errors
    /// [`Error::Limit`] if the picture is over `limits`, told from its header; [`Error::Image`] if the
    /// bytes are no such file, damaged or cut off.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self> {
        use ImageFormat::{Bmp, Jpeg, Png, Tiff, WebP};
        if bytes.is_empty() {
            return Err(Error::Image("the file is empty".into()));
        }
        let format = image::guess_format(bytes).ok().filter(|f| matches!(f, Png | Jpeg | WebP | Tiff | Bmp));
        let Some(format) = format else {
            return Err(Error::Image("this is not a PNG, JPEG, WebP, TIFF or BMP picture".into()));
        };
        if let (Png, Some(sides)) = (format, bytes.get(16..24)) {
            // The PNG decoder reads up to the pixels before it tells the size; a bomb may end before.
            let side =
                |at: usize| u32::from_be_bytes([sides[at], sides[at + 1], sides[at + 2], sides[at + 3]]);
            limits.check(side(0).into(), side(4).into(), 4)?;
        }
        if format == Jpeg && !jpeg_has_end(bytes) {
            // The decoder would fill what is missing with grey.
            return Err(Error::Image("damaged JPEG picture: the file ends before the picture does".into()));
        }
        Self::decode_as(format, bytes, limits).map_err(|error| match error {
            ImageErrorOr::Image(error) => explain(format, error),
            ImageErrorOr::Ours(error) => error,
        })
    }

    fn decode_as(format: ImageFormat, bytes: &[u8], limits: &Limits) -> Result<Self, ImageErrorOr> {
        let name = name(format);
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut allowed = image::Limits::no_limits();
        allowed.max_alloc = Some(limits.bytes);
        reader.limits(allowed);
        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        // A damaged EXIF block is no reason to refuse the picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let layout = layout(decoder.color_type()).ok_or_else(|| {
            Error::Image(format!("{name} pictures of kind {:?} are not supported", decoder.color_type()))
        })?;
        let own_buffer = if layout == PixelFormat::Rgba8 { 0 } else { layout.bytes_per_pixel() };
        let copies = 1 + usize::from(orientation != Orientation::NoTransforms);
        limits.check(width.into(), height.into(), (own_buffer + 4 * copies) as u64)?;
        let (width, height) = (width as usize, height as usize);
        if width == 0 || height == 0 {
            return Err(Error::Image(format!("damaged {name} picture: a size of {width}x{height}")).into());
        }
        let raster = if layout == PixelFormat::Rgba8 {
            let mut pixels = vec![[0; 4]; width * height];
            decoder.read_image(pixels.as_flattened_mut())?;
            Self::from_vec(width, height, pixels)?
        } else {
            let mut pixels = vec![0; width * height * layout.bytes_per_pixel()];
            decoder.read_image(&mut pixels)?;
            let stride = (width * layout.bytes_per_pixel()) as isize;
            RasterRef::new(&pixels, width, height, stride, layout, false)?
                .to_raster(limits)
                .map_err(|error| Error::Image(format!("damaged {name} picture: {error}")))?
        };
        Ok(orient(raster, orientation))
    }

    /// Encodes as PNG, RGBA8.
    ///
    /// # Errors
    /// [`Error::Image`] if a side is over 2^31 - 1 pixels.
    pub fn encode_png(&self) -> Result<Vec<u8>> {
        encode(self, self.as_slice().as_flattened(), ExtendedColorType::Rgba8)
    }

    /// Writes a PNG file, RGBA8, whole or not at all; see [`write_atomic`].
    ///
    /// # Errors
    /// Those of [`Raster::encode_png`] and [`write_atomic`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        write_atomic(path.as_ref(), &self.encode_png()?)
    }
}

impl Plane<u8> {
    /// Encodes as PNG, one grey channel of 8 bits.
    ///
    /// # Errors
    /// [`Error::Image`] if a side is over 2^31 - 1 pixels.
    pub fn encode_png(&self) -> Result<Vec<u8>> {
        encode(self, self.as_slice(), ExtendedColorType::L8)
    }

    /// Writes a PNG file, one grey channel of 8 bits, whole or not at all; see [`write_atomic`].
    ///
    /// # Errors
    /// Those of `encode_png` and [`write_atomic`].
    pub fn save_gray8(&self, path: impl AsRef<Path>) -> Result<()> {
        write_atomic(path.as_ref(), &self.encode_png()?)
    }
}

impl Plane<u16> {
    /// Encodes as PNG, one grey channel of 16 bits.
    ///
    /// # Errors
    /// [`Error::Image`] if a side is over 2^31 - 1 pixels.
    pub fn encode_png(&self) -> Result<Vec<u8>> {
        let bytes: Vec<u8> = self.as_slice().iter().flat_map(|value| value.to_ne_bytes()).collect();
        encode(self, &bytes, ExtendedColorType::L16)
    }

    /// Writes a PNG file, one grey channel of 16 bits, whole or not at all; see [`write_atomic`].
    ///
    /// # Errors
    /// Those of `encode_png` and [`write_atomic`].
    pub fn save_gray16(&self, path: impl AsRef<Path>) -> Result<()> {
        write_atomic(path.as_ref(), &self.encode_png()?)
    }
}

/// How the decoder hands pixels over; `None` for a kind that it has no name for yet.
fn layout(color: ColorType) -> Option<PixelFormat> {
    Some(match color {
        ColorType::L8 => PixelFormat::Gray8,
        ColorType::La8 => PixelFormat::GrayAlpha8,
        ColorType::Rgb8 => PixelFormat::Rgb8,
        ColorType::Rgba8 => PixelFormat::Rgba8,
        ColorType::L16 => PixelFormat::Gray16,
        ColorType::La16 => PixelFormat::GrayAlpha16,
        ColorType::Rgb16 => PixelFormat::Rgb16,
        ColorType::Rgba16 => PixelFormat::Rgba16,
        ColorType::Rgb32F => PixelFormat::RgbF32,
        ColorType::Rgba32F => PixelFormat::RgbaF32,
        _ => return None,
    })
}

fn encode<T>(plane: &Plane<T>, bytes: &[u8], color: ExtendedColorType) -> Result<Vec<u8>> {
    let (width, height) = (plane.width(), plane.height());
    let mut file = Vec::new();
    match (u32::try_from(width), u32::try_from(height)) {
        (Ok(w), Ok(h)) => PngEncoder::new(&mut file).write_image(bytes, w, h, color).ok(),
        _ => None,
    }
    .ok_or_else(|| Error::Image(format!("a picture of {width}x{height} cannot be a PNG file")))?;
    Ok(file)
}

/// Whether the end marker comes after all segments; one in a thumbnail inside a segment does not count.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(marker) = bytes.get(at..at + 2) {
        at += match marker {
            [0xff, 0xd9] => return true,
            [0xff, 0xc0..=0xcf | 0xda..=0xfe] => match bytes.get(at + 2..at + 4) {
                Some(length) => 2 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return false,
            },
            _ => 1,
        };
    }
    false
}

fn orient(raster: Raster, orientation: Orientation) -> Raster {
    let (w, h) = (raster.width(), raster.height());
    let from = |x, y| raster.get(x, y);
    match orientation {
        Orientation::NoTransforms => raster,
        Orientation::FlipHorizontal => Plane::from_fn(w, h, |x, y| from(w - 1 - x, y)),
        Orientation::Rotate180 => Plane::from_fn(w, h, |x, y| from(w - 1 - x, h - 1 - y)),
        Orientation::FlipVertical => Plane::from_fn(w, h, |x, y| from(x, h - 1 - y)),
        Orientation::Rotate90FlipH => Plane::from_fn(h, w, |x, y| from(y, x)),
        Orientation::Rotate90 => Plane::from_fn(h, w, |x, y| from(y, h - 1 - x)),
        Orientation::Rotate270FlipH => Plane::from_fn(h, w, |x, y| from(w - 1 - y, h - 1 - x)),
        Orientation::Rotate270 => Plane::from_fn(h, w, |x, y| from(w - 1 - y, x)),
    }
}

enum ImageErrorOr {
    Image(ImageError),
    Ours(Error),
}

impl From<ImageError> for ImageErrorOr {
    fn from(error: ImageError) -> Self {
        Self::Image(error)
    }
}

impl From<Error> for ImageErrorOr {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::WebP => "WebP",
        ImageFormat::Tiff => "TIFF",
        _ => "BMP",
    }
}

fn explain(format: ImageFormat, error: ImageError) -> Error {
    let name = name(format);
    match error {
        ImageError::Limits(_) => {
            Error::Limit(format!("decoding this {name} picture takes too much memory; raise `Limits::bytes`"))
        }
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Error::Image(format!("damaged {name} picture: the file ends before the picture does"))
        }
        ImageError::Unsupported(error) => {
            Error::Image(format!("this kind of {name} picture is not supported: {error}"))
        }
        error => {
            let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            Error::Image(format!("damaged {name} picture: {}", cause.trim()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize) -> Raster {
        Plane::from_fn(width, height, |x, y| {
            let n = (y * width + x) as u32;
            [n, n >> 8, n >> 3, n >> 1].map(|v| (v.wrapping_mul(2_654_435_761) >> 24) as u8)
        })
    }

    fn encoded(raster: &Raster, format: ImageFormat) -> Vec<u8> {
        let (w, h) = (raster.width() as u32, raster.height() as u32);
        let image = image::RgbaImage::from_raw(w, h, raster.as_slice().as_flattened().to_vec()).unwrap();
        let mut file = Cursor::new(Vec::new());
        let image = image::DynamicImage::from(image);
        let image = if format == ImageFormat::Jpeg { image.into_rgb8().into() } else { image };
        image.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    #[test]
    fn files_round_trip_and_cut_files_are_refused() {
        use ImageFormat::{Bmp, Jpeg, Png, Tiff, WebP};
        let smooth = Plane::from_fn(70, 50, |x, y| [(x * 3) as u8, (y * 4) as u8, 90, 255]);
        for format in [Png, Jpeg, WebP, Tiff, Bmp] {
            let file = encoded(&smooth, format);
            let read = Raster::decode(&file, &Limits::default()).unwrap();
            let slack = if format == Jpeg { 16 } else { 0 };
            let bytes = |raster: &Raster| raster.as_slice().as_flattened().to_vec();
            assert!(
                bytes(&read).iter().zip(bytes(&smooth)).all(|(a, b)| a.abs_diff(b) <= slack),
                "{format:?}"
            );
            for length in [file.len() / 2, file.len() * 9 / 10, 20] {
                let error = Raster::decode(&file[..length], &Limits::default()).unwrap_err();
                assert!(matches!(error, Error::Image(_)), "{format:?} {length}: {error:?}");
                assert!(error.to_string().contains(name(format)), "{error}");
            }
            for limits in [Limits::default().with_pixels(3499), Limits::default().with_bytes(9999)] {
                let error = Raster::decode(&file, &limits).unwrap_err();
                assert!(matches!(error, Error::Limit(_)), "{error:?}");
                assert!(error.to_string().contains("raise `Limits::"), "{error}");
            }
        }
    }

    /// A PNG file with another gamma, and with a profile that is none: values are taken as they stand.
    #[test]
    fn gamma_and_profiles_are_read_over() {
        let wanted = picture(5, 4);
        for tagged in [false, true] {
            let mut file = Vec::new();
            let mut info = png::Info::with_size(5, 4);
            info.color_type = png::ColorType::Rgba;
            info.bit_depth = png::BitDepth::Eight;
            info.source_gamma = (!tagged).then_some(png::ScaledFloat::new(1.0));
            info.icc_profile = tagged.then(|| vec![7; 200].into());
            let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
            writer.write_image_data(wanted.as_slice().as_flattened()).unwrap();
            writer.finish().unwrap();
            assert!(file.windows(4).any(|chunk| chunk == if tagged { b"iCCP" } else { b"gAMA" }));
            assert_eq!(Raster::decode(&file, &Limits::default()).unwrap(), wanted);
        }
    }

    #[test]
    fn a_huge_header_is_refused_before_its_pixels() {
        let mut file = picture(3, 3).encode_png().unwrap();
        file[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let error = Raster::decode(&file[..40], &Limits::default()).unwrap_err();
        let Error::Limit(text) = &error else { panic!("{error:?}") };
        assert!(
            ["60000x60000", "100000000", "Limits::pixels"].iter().all(|part| text.contains(part)),
            "{text}"
        );
    }

    #[test]
    fn deep_and_turned_files() {
        let deep = Plane::from_fn(3, 1, |x, _| [0u16, 0x8000, 0xffff][x]);
        let file = deep.encode_png().unwrap();
        let read = Raster::decode(&file, &Limits::default()).unwrap();
        assert_eq!(read.map(|p| p[0]).as_slice(), [0, 128, 255]);
        let float = image::Rgb32FImage::from_raw(1, 1, vec![0.5, 2.0, 0.0]).unwrap();
        let mut file = Cursor::new(Vec::new());
        image::DynamicImage::from(float).write_to(&mut file, ImageFormat::Tiff).unwrap();
        assert_eq!(Raster::decode(file.get_ref(), &Limits::default()).unwrap().get(0, 0), [188, 255, 0, 255]);
        // An EXIF segment with orientation 6 (turn clockwise) behind the JPEG start marker.
        let exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let halves = Plane::from_fn(32, 16, |x, _| if x < 16 { [0, 0, 0, 255] } else { [255; 4] });
        let file = encoded(&halves, ImageFormat::Jpeg);
        let read = Raster::decode(&[&file[..2], exif, &file[2..]].concat(), &Limits::default()).unwrap();
        assert_eq!((read.width(), read.height()), (16, 32));
        assert!(read.get(8, 4)[0] < 20 && read.get(8, 28)[0] > 235);
        for exif in 1..=8 {
            let turn = Orientation::from_exif(exif).unwrap();
            let raster = picture(5, 3);
            let bytes = raster.as_slice().as_flattened().to_vec();
            let mut image = image::DynamicImage::from(image::RgbaImage::from_raw(5, 3, bytes).unwrap());
            image.apply_orientation(turn);
            assert_eq!(orient(raster, turn).as_slice().as_flattened(), image.as_bytes());
        }
    }

    #[test]
    fn files_that_are_no_pictures_are_named() {
        let folder = tempfile::tempdir().unwrap();
        for (content, word) in [("", "empty"), ("hello, this is text", "not a PNG, JPEG, WebP, TIFF or BMP")]
        {
            let path = folder.path().join("text.png");
            std::fs::write(&path, content).unwrap();
            let error = Raster::open(&path, &Limits::default()).unwrap_err();
            assert!(matches!(error, Error::Image(_)));
            assert!(error.to_string().contains("text.png: ") && error.to_string().contains(word), "{error}");
        }
        let error = Raster::open(folder.path().join("none.png"), &Limits::default()).unwrap_err();
        assert!(matches!(error, Error::Io { .. }));
    }

    #[test]
    fn saves_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let raster = picture(9, 4);
        raster.save(&path).unwrap();
        assert_eq!(Raster::open(&path, &Limits::default()).unwrap(), raster);
        raster.map(|p| p[0]).save_gray8(&path).unwrap();
        raster.map(|p| u16::from(p[0]) * 257).save_gray16(&path).unwrap();
        assert_eq!(Raster::open(&path, &Limits::default()).unwrap().map(|p| p[1]), raster.map(|p| p[0]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o700, 0o600);
        }
        assert!(matches!(write_atomic(&folder.path().join("no/a.png"), b"x"), Err(Error::Io { .. })));
        assert!(matches!(write_atomic(&path.join("a.png"), b"x"), Err(Error::Io { .. })));
        // A name that is a folder cannot be replaced, not even by root; nothing is left behind.
        std::fs::create_dir(folder.path().join("b.png")).unwrap();
        assert!(matches!(write_atomic(&folder.path().join("b.png"), b"x"), Err(Error::Io { .. })));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        let mut closed = std::fs::metadata(folder.path()).unwrap().permissions();
        let open = closed.clone();
        closed.set_readonly(true);
        std::fs::set_permissions(folder.path(), closed).unwrap();
        let written = write_atomic(&path, b"x"); // root may write even here
        std::fs::set_permissions(folder.path(), open).unwrap();
        assert_eq!(written.is_err(), Raster::open(&path, &Limits::default()).is_ok());
    }
}
