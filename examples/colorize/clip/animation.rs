use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use colorize_core::{Error, Raster, Result};

/// Writes pictures of one size as an animated PNG, each shown for 1/`rate` of a second, over and over.
pub fn write(
    path: &Path,
    count: u32,
    rate: u16,
    mut picture: impl FnMut(u32) -> Result<Raster>,
) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let prefix = format!(".{}.tmp-", path.file_name().unwrap_or_default().display());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder).map_err(Error::io(path))?;
    let first = picture(0)?;
    let (width, height) = (first.width(), first.height());
    let wrong = |error: png::EncodingError| Error::Image(format!("{}: {error}", path.display()));
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_animated(count, 0).map_err(wrong)?;
    encoder.set_frame_delay(1, rate).map_err(wrong)?;
    let mut writer = encoder.write_header().map_err(wrong)?;
    let mut next = Some(first);
    for i in 0..count {
        let shown = match next.take() {
            Some(first) => first,
            None => picture(i)?,
        };
        let rgb: Vec<u8> = shown.as_slice().iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        writer.write_image_data(&rgb).map_err(wrong)?;
    }
    writer.finish().map_err(wrong)?;
    file.flush().map_err(Error::io(path))?;
    file.seek(SeekFrom::Start(0)).map_err(Error::io(path))?;
    file.persist(path).map_err(|failure| Error::io(path)(failure.error))?;
    Ok(())
}
